"""A form that came back filled in → what it says of the response, as a draft of the parts that it asks for."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.documents.form import ANYTHING_ELSE, VERSION, form_of_block
from opcc_opendata.documents.writers import docx_form
from opcc_opendata.importers.blocks import TABLE, Block, blocks_of, join
from opcc_opendata.importers.dates import only_date
from opcc_opendata.importers.draft import ImportedDraft
from opcc_opendata.importers.edited import laid_out
from opcc_opendata.importers.formats import docx
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.place_marks import END, MARKS, unmarked, words_at_places
from opcc_opendata.record import NOT_PLACED

if TYPE_CHECKING:
    from opcc_opendata.importers.formats import Raw
    from opcc_opendata.schema import Standard

At = tuple[str | int, ...]

_ID: Final = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_ROWS: Final = "recommendations"
_DONE: Final = "already_done"
_TICKS: Final = {"☒": True, "☑": True, "✓": True, "✔": True, "☐": False, "□": False, "": False}
_MARK: Final = re.compile(r"Response form [0-9.]+ · ([a-z0-9-]{1,200}) · [0-9a-f]{8}")


def mark_of(text: str) -> str:
    """Give the id of the response whose form a text is, by its first line, where its boxes are gone. Or nothing."""
    found = _MARK.search(text[:2_000])
    return found[1] if found else ""


def draft_from_form(raw: Raw, standard: Standard) -> ImportedDraft:
    """Read what was filled in. Raises DocumentError."""
    try:
        block = json.loads(raw.carried)
        record = block["record"]
        if block["form"] != VERSION:
            raise DocumentError(f"It is a form of version {block['form']}, and this program knows {VERSION}.")
        if not _ID.fullmatch(record["id"]) or record["force"] not in standard.codelists["forces"]:
            raise ValueError("its id or its force is none")
        return _Reading(raw, block, standard).draft()
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise DocumentError(f"What the form carries can't be used: {error}. Ask for a new form.") from error


class _Reading:
    """One form being read. `_made` is what it held when it was made."""

    def __init__(self, raw: Raw, block: dict[str, Any], standard: Standard) -> None:
        self._standard = standard
        self._places: list[dict[str, Any]] = block["places"]
        self._unknown: list[str] = block.get("unknown", [])
        self._base: dict[str, Any] = block["record"]
        self._notes = Notes()
        self._said: list[str] = []
        self._unplaced: list[str] = []
        self._quotes: dict[At, str] = {}
        self._blocks = blocks_of(raw.html)
        made = {key: value for key, value in block.items() if key not in ("places", "unknown")}
        pristine = docx.read(docx_form.written(form_of_block(made, standard.codelists)), ".docx")
        self._made = blocks_of(pristine.html)

    def draft(self) -> ImportedDraft:
        """Give the draft."""
        before, words = self._words(self._made), self._words(self._blocks)
        data = copy.deepcopy(self._base)
        rows: dict[int, dict[str, Any]] = {}
        for number, place in enumerate(self._places):
            at = tuple(place["at"])
            is_known = number in before
            if number not in words:
                if is_known and not self._is_new(at):
                    self._notes.remark(f"The box “{self._name(place)}” was deleted. What the draft has there is kept.")
                continue
            now = words[number]
            if is_known and now == before[number]:
                self._said.append(now)
            elif at == ANYTHING_ELSE:
                self._unplaced.append(now)
            elif self._is_new(at):
                rows.setdefault(int(at[1]), {})[str(at[-1])] = (place, now)
            else:
                self._put(data, at, place, now)
        self._add_rows(data, rows)
        self._unplaced += [join([one]) for one in self._outside()]
        for tag in self._unknown[:5]:
            self._notes.remark(f"A box has the tag {tag[:60]}, which this form has not. It was read by its label.")
        self._keep_unplaced(data)
        self._said += [line for one in self._made for line in one.lines]
        data["comments"] = [one for one in data["comments"] if len(one) > 1]
        data["source"] = {"origin": "record"}
        for key in ("comments", _ROWS):
            if not data[key]:
                del data[key]
        self._notes.remark("The document is a form. What was filled in stands where it belongs.")
        return ImportedDraft(data, self._notes, told=tuple(self._said), base=self._base)

    def _words(self, blocks: Sequence[Block]) -> dict[int, str]:
        """Give what stands in each field, by the number of its place: in Markdown where it is a long text."""
        prose = words_at_places("\n\n".join(laid_out(blocks)))
        bare = words_at_places("\n".join(line for one in blocks for line in one.lines))
        self._quotes = {tuple(self._places[number]["at"]): one.strip() for number, one in bare.items()}
        found = {}
        for number, place in enumerate(self._places):
            source = prose if place["kind"] == "prose" else bare
            if number in source:
                now = source[number].strip()
                is_prompt = " ".join(now.split()) == place["prompt"]
                found[number] = "" if is_prompt else now
                if is_prompt:  # LibreOffice makes words of what says what to type
                    self._said.append(now)
        return found

    def _is_new(self, at: At) -> bool:
        return at[0] == _ROWS and int(at[1]) >= len(self._base[_ROWS])

    def _put(self, data: dict[str, Any], at: At, place: dict[str, Any], now: str) -> None:
        value = self._value(at, place, now)
        if value is None and now:
            self._unplaced.append(f"{self._name(place)}: {now}")
            self._notes.gap(at, f"The form says “{now[:100]}” here, which is not understood. Write what is meant.")
            return
        if at[-1] == _DONE:
            self._put_done(data, at, bool(value))
            return
        holder: Any = data
        for step in at[:-1]:
            holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
        old = holder.get(at[-1])
        if value is None:
            holder.pop(at[-1], None)
        elif isinstance(old, dict):
            holder[at[-1]] = {**old, self._base.get("language", "en"): value}
        else:
            holder[at[-1]] = value
        if now:
            self._notes.printed(at, self._quotes.get(at, now))
        self._said.append(now)

    def _put_done(self, data: dict[str, Any], at: At, ticked: bool) -> None:
        """Take a tick as the answer that it was done before the report, unless another answer is chosen."""
        if not ticked:
            return
        answer = data[_ROWS][at[1]].setdefault("answer", {})
        if answer.get("acceptance", _DONE) == _DONE:
            answer["acceptance"] = _DONE
        else:
            self._notes.gap(
                (*at[:-1], "acceptance"), "The form also ticks that it was done before the report. Decide which it is."
            )

    def _value(self, at: At, place: dict[str, Any], now: str) -> Any:
        """Give the value that words of a field stand for. None where it is empty, or not understood."""
        line = " ".join(now.split())
        if place["kind"] == "tick":
            return _TICKS.get(line)
        if place["kind"] == "date":
            found = only_date(line) if line else None
            return found.date if found and found.date and not found.doubt else None
        if at[-1] == "acceptance":
            rows = self._standard.codelists["acceptance"].rows
            return next((row["code"] for row in rows if row["title_en"].casefold() == line.casefold()), None)
        return (now if place["kind"] == "prose" else line) or None

    def _add_rows(self, data: dict[str, Any], rows: dict[int, dict[str, Any]]) -> None:
        for _, filled in sorted(rows.items()):
            values = {key: (place, now) for key, (place, now) in filled.items() if now and now not in ("☐", "□")}
            if not values:
                continue
            position = len(data[_ROWS])
            made: dict[str, Any] = {"kind": "recommendation"}
            data[_ROWS].append(made)
            for key in ("number", "text"):
                if key in values:
                    made[key] = values.pop(key)[1]
                    self._said.append(made[key])
            for key, (place, now) in values.items():
                self._put(data, (_ROWS, position, "answer", key), place, now)
            self._notes.gap((_ROWS, position), "This was added in the form. Is it a recommendation of the report?")

    def _name(self, place: dict[str, Any]) -> str:
        return ", ".join(one for one in (place.get("head", ""), place["label"]) if one)

    def _outside(self) -> Iterator[Block]:
        """Give the blocks that stand in no field, and that the form did not have when it was made.

        Labels of fields are the form's own, however often they are there: each recommendation that is added has some.
        """
        own = Counter(_plain(line) for block, inside in _leaves(self._made) if not inside for line in block.lines)
        labels = {_plain(str(place["label"])) for place in self._places}
        for block, inside in _leaves(self._blocks):
            if inside:
                continue
            lines = [line for line in block.lines if _plain(line)]
            new = []
            for line in lines:
                if own[_plain(line)] > 0:
                    own[_plain(line)] -= 1
                elif _plain(line) in labels:
                    self._said.append(line)
                else:
                    new.append(line)
            if new:
                yield block if len(new) == len(lines) else Block(block.kind, "\n".join(new), tuple(new))

    def _keep_unplaced(self, data: dict[str, Any]) -> None:
        texts = [text for text in self._unplaced if text.strip()]
        if texts:
            section = {"part": "other", "heading": NOT_PLACED, "text": "\n\n".join(texts)}
            data["document"] = {"sections": [section]}
            self._notes.gap(("document", "sections", 0), "This was written outside the boxes. Move it to its place.")


def _leaves(blocks: Sequence[Block]) -> Iterator[tuple[Block, bool]]:
    """Give the blocks that are no tables, in order, and whether each stands in a field or marks one."""
    state = False

    def walk(blocks: Sequence[Block]) -> Iterator[tuple[Block, bool]]:
        nonlocal state
        for block in blocks:
            if block.kind == TABLE:
                for row in block.rows:
                    for cell in row:
                        yield from walk(cell)
                continue
            marks = MARKS.findall(block.text)
            yield block, state or bool(marks)
            state = marks[-1] != END if marks else state

    yield from walk(blocks)


def _plain(line: str) -> str:
    return " ".join(unmarked(line).split()).casefold()
