"""Why no response is owed to a report, written into opcc.yml: only those lines of the file change, or come.

Section 55 asks for a response to a report that concerns the force. `silences` in opcc.yml has a reason for each report
to which the force gives none of its own; without one, it stays among what is owed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from opcc_opendata.duties import silences_that_hold
from opcc_opendata.files import NotWrittenError, write_file, writing_alone
from opcc_opendata.office.due import DueReport, reports
from opcc_opendata.office.policing_body import PolicingBody
from opcc_opendata.office.responses import AnswerState, OfficeResponse
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import Project
from opcc_opendata.rules.covering import came_before
from opcc_opendata.schema import Standard
from opcc_opendata.settings import SETTINGS, NonResponseReason, Settings, settings_of
from opcc_opendata.suggestions import did_you_mean
from opcc_opendata.yaml_reader import read_bytes
from opcc_opendata.yaml_reader.characters import first_forbidden
from opcc_opendata.yaml_reader.files import fetch
from opcc_opendata.yaml_writer.scalars import inline

NOT_REQUIRED: Final = "not_required"
COVERED_BY: Final = "covered_by"
LONGEST_NOTE: Final = 500
"""Characters. Readers see the note beside the report."""

_KEY: Final = "silences"
_BOM: Final = b"\xef\xbb\xbf"
_BY_HAND: Final = f"{SETTINGS} stays as it is: its {_KEY} are written in a way that can't be changed by itself. Change "
_HINT: Final = f"{_BY_HAND}them by hand."


class NotRecordedError(Exception):
    """A reason could not be written or taken out. The text is a sentence for people, and the file is as it was."""


class ReasonThereError(NotRecordedError):
    """A report has a reason already, which has to be taken out before another is written."""


@dataclass(frozen=True, slots=True)
class Excused:
    """A report to which no response is owed, as opcc.yml says. Its title is its id where nobody knows the report."""

    report: DueReport
    silence: NonResponseReason


def excused(
    body: PolicingBody, responses: Iterable[OfficeResponse], settings: Settings, standard: Standard
) -> list[Excused]:
    """Give the reports to which a body's force owes no response of its own, in the order of opcc.yml."""
    responses = list(responses)
    known = {one.id: one for one in reports(body.force, responses, standard)}
    held = silences_that_hold(settings, [one.facts for one in responses if one.facts is not None])
    own = {report: one for (force, report), one in held.items() if force == body.force}
    kept = [one for one in settings.silences if own.get(one.inspection) is one]
    return [
        Excused(known.get(one.inspection) or DueReport(one.inspection, one.inspection, None, False), one)
        for one in kept
    ]


def report_to_excuse(
    code: str, body: PolicingBody, responses: Sequence[OfficeResponse], standard: Standard
) -> DueReport:
    """Give the report of an id, if a reason can be recorded for it. Raises NotRecordedError.

    It has to be in the register of inspections, or in a response that is published.
    """
    published = [one for one in responses if not one.is_draft]
    known = {one.id: one for one in reports(body.force, published, standard)}
    if code not in known:
        hint = did_you_mean(code, list(known), "opcc due lists those that wait for a response.")
        raise NotRecordedError(f'No report "{code}" that concerns {body.force_title} is in the register. {hint}')
    for one in published:
        if one.state is AnswerState.ANSWERED and one.answers(code):
            raise NotRecordedError(f"{one.shown} answers this report already.")
    return known[code]


def may_cover(responses: Iterable[OfficeResponse], report: DueReport) -> list[OfficeResponse]:
    """Give the published responses that may answer another report, a certain one, as well."""
    return [one for one in responses if not one.is_draft and not why_not(one, report)]


def why_not(response: OfficeResponse, report: DueReport) -> str | None:
    """Say why a published response of a force can't answer a report of that force as well, or None if it may."""
    if response.state is AnswerState.WITHDRAWN:
        return f"{response.id} was withdrawn."
    if response.state is AnswerState.HOLDING:
        return f"{response.id} is a holding statement, which answers no report."
    published = response.facts.published if response.facts else None
    if report.verified and came_before(published, report.published):
        return f"{response.id} was published on {published}, and this report later, on {report.published}."
    return None


def note_of(text: str) -> str:
    """Give a note as it goes into the file: on one line. Raises NotRecordedError."""
    note = " ".join(text.split())
    if len(note) > LONGEST_NOTE:
        raise NotRecordedError(f"The reason has {len(note):,} characters. Write at most {LONGEST_NOTE}.")
    if found := first_forbidden(note):
        raise NotRecordedError(f"The reason holds a character that can't be seen (U+{ord(found):04X}). Type it anew.")
    return note


def excuse(
    project: Project,
    standard: Standard,
    body: PolicingBody,
    code: str,
    responses: Sequence[OfficeResponse],
    *,
    note: str,
    by: str,
) -> NonResponseReason:
    """Write why a body's force gives no response of its own to the report of an id. Raises NotRecordedError.

    `by` is the id of a published response that covers the report, or "" where none is required; then there is a note.
    """
    report = report_to_excuse(code, body, responses, standard)
    note = note_of(note)
    if by:
        covering = next((one for one in responses if one.id == by and not one.is_draft), None)
        if covering is None:
            raise NotRecordedError(f'No response "{by}" of {body.force_title} is published in this project.')
        if wrong := why_not(covering, report):
            raise NotRecordedError(f"{wrong} It can't answer {code} as well.")
    if not by and not note:
        raise NotRecordedError("Say why no response is required. Readers will see it.")
    entry = {"force": body.force, "inspection": code, "reason": COVERED_BY if by else NOT_REQUIRED}
    entry |= {key: value for key, value in (("covered_by", by), ("note", note)) if value}

    def change(page: _Page) -> None:
        if any(_is(one, body, code) for one in page.entries):
            raise ReasonThereError(f"{SETTINGS} has a reason for {code} already. To write another, take it back first.")
        page.add(entry)

    _write(project, change)
    return NonResponseReason(body.force, code, entry["reason"], by or None, note or None)


def take_back(project: Project, body: PolicingBody, code: str) -> None:
    """Take out the reason for a report, so that a response to it is owed again. Raises NotRecordedError."""

    def change(page: _Page) -> None:
        own = [position for position, one in enumerate(page.entries) if _is(one, body, code)]
        if not own:
            raise NotRecordedError(f"{SETTINGS} has no reason for {code} and {body.force_title}.")
        page.remove(own)

    _write(project, change)


def _is(entry: Any, body: PolicingBody, code: str) -> bool:
    return isinstance(entry, dict) and entry.get("force") == body.force and entry.get("inspection") == code


def _write(project: Project, change: Callable[[_Page], None]) -> None:
    path = project.root / SETTINGS
    try:
        with writing_alone(project.writing_lock):
            raw = fetch(path, SETTINGS, project.root) if path.exists() or path.is_symlink() else b""
            if isinstance(raw, Problem):
                raise NotRecordedError(f"{SETTINGS}: {raw.message} {raw.hint}")
            page = _Page(raw)
            change(page)
            write_file(path, page.bytes(), force=True)
    except NotWrittenError as error:
        raise NotRecordedError(str(error)) from error


class _Page:
    """opcc.yml as lines that keep their ends, and what it says. Raises NotRecordedError where that has an error."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._empty = all(
            not line.strip() or line.lstrip().startswith(b"#") for line in raw.removeprefix(_BOM).splitlines()
        )
        self._document = read_bytes(raw, SETTINGS)
        if not self._empty:
            wrong = [one for one in settings_of(self._document).problems if one.severity is Severity.ERROR]
            if wrong:
                place = f"{SETTINGS}, line {wrong[0].line}" if wrong[0].line else SETTINGS
                raise NotRecordedError(f"Put this right first. {place}: {wrong[0].message} {wrong[0].hint}")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise NotRecordedError(f"{SETTINGS} is no text in UTF-8. Save it as UTF-8.") from error
        self._end = "\r\n" if "\r\n" in text else "\n"
        self._lines = text.split("\n")
        self._data: dict[str, Any] = {} if self._empty else self._document.data or {}
        self.entries: list[Any] = list(self._data.get(_KEY) or [])

    def add(self, entry: dict[str, str]) -> None:
        """Put an entry below the others, or the key with it at the end of the file."""
        wanted = [*self.entries, entry]
        ends = "\r" if self._end == "\r\n" else ""
        if self.entries:
            dash, _, last = self._span(len(self.entries) - 1)
            new = _lines(entry, dash)
        elif _KEY in self._data:
            raise NotRecordedError(_HINT)
        else:
            last = len(self._lines)
            new = [*([""] if "".join(self._lines).strip() else []), f"{_KEY}:", *_lines(entry, 2)]
            while last > 1 and not self._lines[last - 1].strip():
                last -= 1
            if not self._lines[0].strip() and last == 1:
                last = 0
        if 0 < last == len(self._lines):  # the last line has no line end
            self._lines[-1] += ends
            self._lines.append("")
        self._lines[last:last] = [line + ends for line in new]
        self._check(wanted)

    def remove(self, positions: Sequence[int]) -> None:
        """Take out entries, and the key with the last of them."""
        wanted = [one for position, one in enumerate(self.entries) if position not in positions]
        for position in reversed(positions):
            _, first, last = self._span(position)
            del self._lines[first:last]
        if not wanted:
            line, column = self._document.locate((_KEY,), key=True)
            if self._lines[line - 1][column - 1 :].split("#")[0].strip() != f"{_KEY}:":
                raise NotRecordedError(_HINT)
            del self._lines[line - 1]
        self._check(wanted)

    def _span(self, position: int) -> tuple[int, int, int]:
        """Give the column of an entry's hyphen, its first line and the line after it; all count from 0."""
        line, column = self._document.locate((_KEY, position))
        first = line - 1
        dash = self._lines[first].rfind("-", 0, column - 1)
        if dash < 0 or self._lines[first][:dash].strip():
            raise NotRecordedError(_HINT)
        last = end = first + 1
        while end < len(self._lines):
            text = self._lines[end]
            if text.strip():
                if len(text) - len(text.lstrip(" ")) <= dash:
                    break
                last = end + 1
            end += 1
        return dash, first, last

    def _check(self, wanted: list[Any]) -> None:
        """Make sure that the file says what it is to say, and nothing else has changed."""
        data = {key: value for key, value in self._data.items() if key != _KEY} | ({_KEY: wanted} if wanted else {})
        new = read_bytes(self.bytes(), SETTINGS)
        if data and (new.problems or new.data != data or settings_of(new).problems):
            raise NotRecordedError(_HINT)

    def bytes(self) -> bytes:
        """Give the file."""
        return (_BOM if self._raw.startswith(_BOM) else b"") + "\n".join(self._lines).encode()


def _lines(entry: dict[str, str], dash: int) -> list[str]:
    pairs = [f"{key}: {inline(value)}" for key, value in entry.items()]
    return [f"{' ' * dash}{'- ' if n == 0 else '  '}{pair}" for n, pair in enumerate(pairs)]
