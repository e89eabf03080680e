"""Handing over to a successor body: the project with its history as one file, and a letter that says what is in it.

Nothing is re-labelled. What a body published stays under its name and at its address, because it made it; what it
promised is recorded on by whoever comes after it, in the same records. So an office that ends has nothing to change in
its data, and everything to give away: the records, the drafts and the settings, the commits, each response as a PDF
that needs no program of ours, and the list of what is open.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from opcc_opendata import files, git, statute
from opcc_opendata.calendars import whole_day
from opcc_opendata.documents import panel, response
from opcc_opendata.documents.model import Grid, Lines, Paper, PaperSection, Prose, ShortText
from opcc_opendata.documents.writers import docx, html, pdf
from opcc_opendata.files import UnreadableFileError
from opcc_opendata.office.due import Due, due
from opcc_opendata.office.policing_body import PolicingBody
from opcc_opendata.office.responses import responses_of
from opcc_opendata.project import Project
from opcc_opendata.record import date_in_words
from opcc_opendata.record_types import Record
from opcc_opendata.schema import Standard
from opcc_opendata.settings import SETTINGS
from opcc_opendata.validate import check_file
from opcc_opendata.yaml_reader import find_records
from opcc_opendata.yaml_reader.files import MAX_BYTES_BESIDE

RELATIONS: Final = {
    "functions_pass_to": "The functions pass to it",
    "continues": "It continues this body under another name",
    "merged_into": "This body is merged into it",
    "split_into": "This body is split, and it takes one part",
}
"""How a successor comes after a body, each with its words."""

_FOLDERS: Final = ("records", "drafts", "schema")
_LONGEST: Final = 300
_MOST_BYTES: Final = 4_000_000_000
_README: Final = "hand-over"


class NotHandedOverError(Exception):
    """No package was made. The text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Succession:
    """Who comes after a body, from which day, and by which law or order. `code` is the successor's, "" if unknown."""

    title: str
    code: str
    relation: str
    day: date
    instrument: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """What an office has to hand over. `promises` is the section of the panel's paper that lists what is open.

    `own` counts the responses that the body published, and `others` those of others in the folder. `faulty` are files
    that break the standard: they go along as they are.
    """

    body: PolicingBody
    succession: Succession
    own: int
    others: int
    promises: PaperSection
    owed: tuple[Due, ...]
    drafts: tuple[str, ...]
    faulty: tuple[str, ...]
    records: tuple[Record, ...]

    @property
    def open_promises(self) -> int:
        """Count the promises of which nobody has said that they are kept or given up."""
        return sum(len(part.rows) for part in self.promises.parts if isinstance(part, Grid))


def succession(body: PolicingBody, to: str, on: str, relation: str, instrument: str, standard: Standard) -> Succession:
    """Check who comes after a body; what is left empty is taken from the codelist. Raises NotHandedOverError."""
    bodies = standard.codelists["policing_bodies"]
    named = " ".join((to or body.successor).split())
    if not named:
        raise NotHandedOverError("Say who comes after the body: its name, or its code in policing_bodies.csv.")
    if len(named) > _LONGEST or len(instrument) > _LONGEST:
        raise NotHandedOverError(f"The name of a body or a law may have {_LONGEST} characters.")
    row = bodies.get(named) or next((one for one in bodies.rows if one["title_en"] == named), None)
    if row is not None and row["code"] == body.code:
        raise NotHandedOverError(f"{body.title} can't come after itself.")
    day = on or (body.ended if body.ended_for_sure else "")
    begins = whole_day(day)
    if begins is None:
        raise NotHandedOverError("Say from which whole day it is in office, as year-month-day.")
    if relation not in RELATIONS:
        raise NotHandedOverError(f'There is no relation "{relation[:50]}". Choose one of {", ".join(RELATIONS)}.')
    law = " ".join(instrument.split())
    return Succession(row["title_en"] if row else named, row["code"] if row else "", relation, begins, law)


def hand_over(body: PolicingBody, then: Succession, project: Project, standard: Standard, today: date) -> HandOver:
    """Find out what there is to hand over."""
    paths = find_records([project.records], project.root).files
    checked = [(project.show(path), check_file(path, project, standard).data) for path in paths]
    records = tuple(data for _, data in checked if data is not None)
    responses, left_out = responses_of(body.force, project, standard)
    owed = due(body, responses, project.settings, standard, today, left_out=left_out > 0)
    own = [one for one in records if one["policing_body"] == body.code]
    paper = panel(records, body.code, date.min, "en", standard.codelists)
    return HandOver(
        body,
        then,
        len(own),
        len(records) - len(own),
        next(section for section in paper.sections if section.name == "promises"),
        tuple(one for one in owed if one.status != statute.CANNOT_TELL or one.drafts),
        tuple(one.shown for one in responses if one.is_draft),
        tuple(shown for shown, data in checked if data is None),
        records,
    )


def letter(found: HandOver, today: date, *, with_history: bool) -> Paper:
    """Make the letter that goes with the package: what is in it, what is open, and what the successor does first."""
    then = found.succession
    facts = [
        ("From", found.body.title),
        ("To", then.title),
        ("From which day", date_in_words(then.day.isoformat())),
        ("What happens", RELATIONS[then.relation]),
        ("By which law or order", then.instrument or "Not stated"),
        ("Made on", date_in_words(today.isoformat())),
    ]
    what = [
        ("Published responses", f"{found.own:,}. They stay as they are, under the name of {found.body.title}."),
        ("Responses of other bodies", f"{found.others:,}"),
        ("Open promises", f"{found.open_promises:,}, listed below"),
        ("Reports not answered yet", f"{len(found.owed):,}, listed below"),
        ("Drafts", f"{len(found.drafts):,}. They are not public."),
        ("Files with errors", f"{len(found.faulty):,}{': ' if found.faulty else ''}{', '.join(found.faulty)}"),
        ("History", "history.bundle has every commit: git clone history.bundle" if with_history else "None is kept"),
    ]
    sections = (
        PaperSection("succession", None, (_lines(facts),)),
        PaperSection("contents", _words("What is handed over"), (_lines(what),)),
        found.promises,
        PaperSection("owed", _words("Reports not answered yet"), (_owed(found),)),
        PaperSection("drafts", _words("Drafts"), (_listed(found.drafts, "There are none."),)),
        PaperSection("next", _words("What the successor does first"), (Prose(_next(found), "en"),)),
    )
    title = f"Hand-over from {found.body.title} to {then.title}"
    return Paper(title, found.body.title, "en", _words(title), sections)


def _words(text: str) -> ShortText:
    return ShortText(text, "en")


def _lines(facts: list[tuple[str, str]]) -> Lines:
    return Lines(tuple((_words(label), (_words(text),)) for label, text in facts))


def _listed(names: tuple[str, ...], none: str) -> Lines | ShortText:
    return Lines(tuple((None, (_words(name),)) for name in names)) if names else _words(none)


def _owed(found: HandOver) -> Grid | ShortText:
    if not found.owed:
        return _words("Every report with a deadline that is known has its response.")
    columns = tuple(_words(name) for name in ("Report", "Deadline", "Who answers"))
    rows = tuple(
        ((_words(one.report.title),), (_words(_deadline(one)),), (_words(_who(one, found)),)) for one in found.owed
    )
    return Grid(columns, rows, (5, 3, 4))


def _deadline(one: Due) -> str:
    return date_in_words(one.last_lawful_day.isoformat()) if one.last_lawful_day else "Not known"


def _who(one: Due, found: HandOver) -> str:
    if one.last_lawful_day is None:
        return "It depends on the deadline"
    if one.last_lawful_day < found.succession.day:
        return f"{found.body.title}, before it ends"
    return f"{found.succession.title}, unless the law or order says otherwise"


def _next(found: HandOver) -> str:
    code = found.succession.code
    named = f"`policing_body: {code}`" if code else "your own code as `policing_body`"
    steps = [
        f"Put the folder `project` where you work, and open it with `opcc desk`. In `opcc.yml`, write {named}.",
        "Leave the published responses as they are. Record progress on the open promises in the same records, in the "
        "desk or with `opcc progress`.",
        "In a draft that you publish yourself, write your own code as `policing_body`: a response is made by the body "
        "that is in office.",
        "If `opcc.yml` claims coverage for the body that ends, give the claim its last day, "
        f"`to: {found.succession.day - timedelta(1)}`, and make one of your own only if you mean to hold every "
        "response.",
        "Keep the old addresses of the pages, or have them lead to the new ones: people cite them.",
    ]
    if not code:
        steps.append(
            "You are not in the codelist `policing_bodies.csv` yet. Until you are, no response can name you: ask those "
            "who keep the standard for a row with your name, your first day and the law."
        )
    return "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))


def write_package(found: HandOver, project: Project, standard: Standard, today: date, path: Path) -> list[str]:
    """Write the package as a ZIP file, and give the names of what is in it. Raises NotHandedOverError.

    It is put in its place whole or not at all, and never over another file.
    """
    if os.path.lexists(path):
        raise NotHandedOverError(f"{path} is there already, and nothing is written over it.")
    beside = path.with_name(f".{path.name}.{os.getpid()}.writing")
    sums: dict[str, str] = {}
    try:
        with TemporaryDirectory() as folder, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as package:
            bundle = _bundle(project, Path(folder))
            paper = letter(found, today, with_history=bundle is not None)
            parts = _parts(found, paper, project, standard)
            for name, content in parts:
                sums[name] = hashlib.sha256(content).hexdigest()
                package.writestr(name, content)
            if bundle is not None:
                sums["history.bundle"] = files.sha256(bundle, _MOST_BYTES)
                package.write(bundle, "history.bundle")
            package.writestr("SHA256SUMS", "".join(f"{value}  {name}\n" for name, value in sorted(sums.items())))
        files.swap_in(beside, path)
    except UnreadableFileError as error:
        raise NotHandedOverError(f"No package was made. {error}") from error
    except OSError as error:
        raise NotHandedOverError(f"{path} can't be written: {files.reason(error)}.") from error
    finally:
        beside.unlink(missing_ok=True)
    return sorted(sums)


def _parts(found: HandOver, paper: Paper, project: Project, standard: Standard) -> Iterator[tuple[str, bytes]]:
    yield f"{_README}.docx", docx.written(paper)
    yield f"{_README}.html", html.written(paper).encode()
    for record in found.records:
        if "withdrawal" not in record:
            try:
                content = pdf.written(response(record, record["language"], standard.codelists))
            except pdf.UnprintableError:
                continue  # its page and its record are there all the same
            yield f"papers/{record['id']}.pdf", content
    size = 0
    for file in _files(project):
        content = files.read_bytes(file, MAX_BYTES_BESIDE, project.root)
        size += len(content)
        if size > _MOST_BYTES:
            raise files.too_large(size, _MOST_BYTES)
        yield f"project/{project.show(file)}", content


def _files(project: Project) -> Iterator[Path]:
    """Give the files of the project that are its own: no link, nothing hidden, and nothing that a build has made."""
    if files.is_ordinary(project.root / SETTINGS):
        yield project.root / SETTINGS

    def refuse(name: str, error: UnreadableFileError) -> None:
        raise NotHandedOverError(f"No package was made: {name} can't be read. {error}")

    for folder in _FOLDERS:
        if (project.root / folder).is_dir() and not (project.root / folder).is_symlink():
            for here, entries in files.walk(project.root / folder, refuse):
                for entry in sorted(entries, key=lambda entry: entry.name):
                    if entry.is_file(follow_symlinks=False):
                        yield Path(here, entry.name)


def _bundle(project: Project, folder: Path) -> Path | None:
    """Write every commit of the project's repository into one file; None where it has none of its own."""
    prefix = git.ask(project.root, "rev-parse", "--show-prefix")
    head = git.ask(project.root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if prefix is None or prefix.strip() or not head:
        return None
    path = folder / "history.bundle"
    try:
        git.run(project.root, "bundle", "create", "--quiet", str(path), "HEAD", "--branches", "--tags")
    except git.GitError as error:
        raise NotHandedOverError(f"No package was made, because the history can't be packed: {error}") from error
    return path
