"""What a form says, put into the draft that it was made from, which may have been changed since.

What only the form changed goes in. What only the draft changed stays. Where both changed the same place, the draft's
words stay, those of the form are kept under "Not placed", and a person decides: no text is lost.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from opcc_opendata.documents.form import LABELS
from opcc_opendata.importers.draft import ImportedDraft
from opcc_opendata.importers.notes import PRINTED, Notes, shortened
from opcc_opendata.importers.same_text import has_lost_emphasis, reads_the_same
from opcc_opendata.provenance import KEY
from opcc_opendata.record import NOT_PLACED

At = tuple[str | int, ...]

_COMMENT: Final = ("author", "role", "date", "text")
_ROWS: Final = "recommendations"


def merged(form: ImportedDraft, ours: Mapping[str, Any]) -> ImportedDraft:
    """Give the draft with what a form says. `form` is as `draft_from_form` gives it, `ours` the draft's data now.

    Its notes say of each value that it came from the form.
    """
    if form.base is None:
        raise ValueError("not the draft of a form")
    return _Merge(form, form.base, copy.deepcopy(dict(ours))).draft()


class _Said(NamedTuple):
    """What a form says in one field: the value, its words, and the field by its label."""

    value: Any
    printed: str
    where: str

    @property
    def in_words(self) -> str:
        """Say it with its field, for where it has no place."""
        text = self.value if isinstance(self.value, str) and "\n" in self.value else self.printed
        return f"{self.where}:{chr(10) * 2 if chr(10) in text else ' '}{text}"


class _Merge:
    def __init__(self, form: ImportedDraft, base: dict[str, Any], ours: dict[str, Any]) -> None:
        self._form, self._base, self._ours = form, base, ours
        self._notes = Notes(remarks=list(form.notes.remarks))
        self._told = list(form.told)
        self._printed = {one.at: one.quote for one in form.notes.readings if one.state == PRINTED}
        self._unplaced = [
            one["text"] for one in form.data.get("document", {}).get("sections", ()) if one.get("heading") == NOT_PLACED
        ]

    def draft(self) -> ImportedDraft:
        for number, before in enumerate(self._base.get("comments", ())):
            self._comment(number, before)
        self._answers()
        self._keep_unplaced()
        return replace(self._form, data=self._ours, notes=self._notes, told=tuple(self._told))

    def _comment(self, number: int, before: dict[str, Any]) -> None:
        kind = before["kind"]
        whose = "Chief officer" if kind == "chief_officer" else "Policing body"
        now: Mapping[str, Any] = next(
            (one for one in self._form.data.get("comments", ()) if one.get("kind") == kind), {}
        )
        comments = self._ours.setdefault("comments", [])
        position = next((n for n, one in enumerate(comments) if one.get("kind") == kind), len(comments))
        if position == len(comments):
            comments.append({"kind": kind})
        for key in _COMMENT:
            said = self._said(("comments", number, key), now.get(key), whose)
            self._field(before.get(key), said, comments[position], ("comments", position, key))
        if len(comments[position]) == 1 and "text" not in before:
            del comments[position]
        if not comments:
            del self._ours["comments"]

    def _answers(self) -> None:
        before, now = self._base.get(_ROWS, []), self._form.data.get(_ROWS, [])
        places = {n: self._position(one) for n, one in enumerate(before)}
        for n, one in enumerate(before):
            theirs, old = now[n].get("answer", {}), one.get("answer", {})
            position = places[n]
            if position is None:
                whose = f"Recommendation {one.get('number', n + 1)}, which is no longer in the draft"
                changed = [key for key, value in theirs.items() if not _says(value, old.get(key))]
                for key in changed:
                    self._keep(self._said((_ROWS, n, "answer", key), theirs[key], whose))
                continue
            self._answer(n, position, old, theirs)
        places |= self._added(now[len(before) :], len(before), frozenset(places.values()))
        for at, why in self._form.notes.gaps:
            place = places.get(at[1]) if at[0] == _ROWS and isinstance(at[1], int) else None
            if place is not None:
                self._notes.gap((_ROWS, place, *at[2:]), why)
            elif at[0] == "comments":
                self._notes.gap(self._comment_place(at), why)

    def _added(self, added: list[dict[str, Any]], first: int, asked: frozenset[int | None]) -> dict[int, int | None]:
        """Add the recommendations that were added in the form, and give where they are now.

        `asked` are the positions of those that the form asks about, which are none of them.
        """
        places: dict[int, int | None] = {}
        rows = self._ours.setdefault(_ROWS, [])
        for n, one in enumerate(added, first):
            position = self._position(one, asked)
            if position is None:
                places[n] = len(rows)
                rows.append(copy.deepcopy(one))
            else:  # it was taken in before: a form may be sent back twice
                for key in ("number", "text"):
                    said = self._said((_ROWS, n, key), one.get(key), "A recommendation that was added")
                    self._field(None, said, rows[position], (_ROWS, position, key))
                self._answer(n, position, {}, one.get("answer", {}))
        if not rows:
            del self._ours[_ROWS]
        return places

    def _answer(self, n: int, position: int, old: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
        """Put the answer to a recommendation of the form where the draft has it."""
        row = self._ours[_ROWS][position]
        answer = row.setdefault("answer", {})
        whose = f"Recommendation {row.get('number', position + 1)}"
        for key in {**old, **theirs}:
            said = self._said((_ROWS, n, "answer", key), theirs.get(key), whose)
            self._field(old.get(key), said, answer, (_ROWS, position, "answer", key))
        if not answer:
            del row["answer"]

    def _said(self, at: At, value: Any, whose: str) -> _Said:
        return _Said(value, self._printed.get(at, str(value)), f"{whose}, {LABELS.get(str(at[-1]), at[-1])}")

    def _comment_place(self, at: At) -> At:
        kind = self._base["comments"][at[1]]["kind"]
        comments = self._ours.get("comments", [])
        position = next((n for n, one in enumerate(comments) if one.get("kind") == kind), None)
        return ("comments",) if position is None else ("comments", position, *at[2:])

    def _position(self, one: Mapping[str, Any], but: frozenset[int | None] = frozenset()) -> int | None:
        """Find a recommendation of the form in the draft: by number and report, by its words, or by all it says."""
        rows = [(n, row) for n, row in enumerate(self._ours.get(_ROWS, [])) if n not in but]
        for keys in (("number", "inspection", "kind"), ("text", "inspection")):
            if keys[0] in one:
                same = [n for n, row in rows if all(row.get(key) == one.get(key) for key in keys)]
                if len(same) == 1:
                    return same[0]
        bare = ((n, {key: value for key, value in row.items() if key != KEY}) for n, row in rows)
        return next((n for n, row in bare if row == one), None)

    def _field(self, before: Any, said: _Said, holder: dict[str, Any], at: At) -> None:
        key, now = str(at[-1]), said.value
        mine = holder.get(key)
        if any(_says(now, one) for one in (before, mine)):
            return
        if now is None:
            self._notes.gap(
                at, "The box was emptied in the form. The draft's words are kept: delete them, if they must go."
            )
        elif mine in (before, None):
            holder[key] = copy.deepcopy(now)
            self._notes.printed(at, said.printed)
        else:
            self._keep(said)
            sentence = f"The form says “{shortened(said.printed)}”, and the draft was changed too. Decide which it is."
            self._notes.gap(at, f"{sentence} The form's words are under “{NOT_PLACED}”.")

    def _keep(self, said: _Said) -> None:
        """Keep words of the form that have no place in the draft: they are not told by what it says."""
        self._unplaced.append(said.in_words)
        words = next((one for one in self._told if one.strip() in (said.printed, said.value)), None)
        if words is not None:
            self._told.remove(words)

    def _keep_unplaced(self) -> None:
        if not self._unplaced:
            return
        sections = self._ours.setdefault("document", {}).setdefault("sections", [])
        section = next((one for one in sections if one.get("heading") == NOT_PLACED), None)
        if section is None:
            section = {"part": "other", "heading": NOT_PLACED, "text": ""}
            sections.append(section)
        known = section.get("text", "")
        texts = [known, *(text for text in self._unplaced if f"\n\n{text}\n\n" not in f"\n\n{known}\n\n")]
        section["text"] = "\n\n".join(text for text in texts if text)
        place = ("document", "sections", sections.index(section))
        self._notes.gap(place, "These words of the form have no place yet. Move them to where they belong.")


def _says(now: Any, before: Any) -> bool:
    return reads_the_same(now, before) or has_lost_emphasis(now, before)
