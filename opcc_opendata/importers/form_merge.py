"""What a form says, put into the draft that it was made from, which may have been changed since.

What only the form changed goes in. What only the draft changed stays. Where both changed the same place, the draft's
words stay, those of the form are kept under "Not placed", and a person decides: no text is lost.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from opcc_opendata.importers.draft import Draft
from opcc_opendata.importers.notes import Notes, shortened
from opcc_opendata.importers.same_text import has_lost_emphasis, reads_the_same
from opcc_opendata.record import NOT_PLACED

At = tuple[str | int, ...]

_COMMENT: Final = ("author", "role", "date", "text")
_ROWS: Final = "recommendations"


def merged(form: Draft, ours: Mapping[str, Any]) -> Draft:
    """Give the draft with what a form says. `form` is as `draft_from_form` gives it, `ours` the draft's data now.

    Its notes say of each value that it came from the form.
    """
    if form.base is None:
        raise ValueError("not the draft of a form")
    return _Merge(form, form.base, copy.deepcopy(dict(ours))).draft()


class _Merge:
    def __init__(self, form: Draft, base: dict[str, Any], ours: dict[str, Any]) -> None:
        self._form, self._base, self._ours = form, base, ours
        self._notes = Notes(remarks=list(form.notes.remarks))
        self._unplaced = [
            one["text"] for one in form.data.get("document", {}).get("sections", ()) if one.get("heading") == NOT_PLACED
        ]

    def draft(self) -> Draft:
        for before in self._base.get("comments", ()):
            self._comment(before)
        self._answers()
        self._keep_unplaced()
        return replace(self._form, data=self._ours, notes=self._notes)

    def _comment(self, before: dict[str, Any]) -> None:
        kind = before["kind"]
        now: Mapping[str, Any] = next(
            (one for one in self._form.data.get("comments", ()) if one.get("kind") == kind), {}
        )
        comments = self._ours.setdefault("comments", [])
        position = next((n for n, one in enumerate(comments) if one.get("kind") == kind), len(comments))
        if position == len(comments):
            comments.append({"kind": kind})
        for key in _COMMENT:
            self._field(before.get(key), now.get(key), comments[position], ("comments", position, key))
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
                number = one.get("number", n + 1)
                lost = [f"{key}: {value}" for key, value in theirs.items() if not _says(value, old.get(key))]
                if lost:
                    self._unplaced.append(
                        f"Recommendation {number}, which is no longer in the draft: {'; '.join(lost)}"
                    )
                continue
            answer = self._ours[_ROWS][position].setdefault("answer", {})
            for key in {**old, **theirs}:
                self._field(old.get(key), theirs.get(key), answer, (_ROWS, position, "answer", key))
            if not answer:
                del self._ours[_ROWS][position]["answer"]
        for one in now[len(before) :]:
            rows = self._ours.setdefault(_ROWS, [])
            places[len(places)] = len(rows)
            rows.append(copy.deepcopy(one))
        for at, why in self._form.notes.gaps:
            place = places.get(at[1]) if at[0] == _ROWS and isinstance(at[1], int) else None
            if place is not None:
                self._notes.gap((_ROWS, place, *at[2:]), why)
            elif at[0] == "comments":
                self._notes.gap(self._comment_place(at), why)

    def _comment_place(self, at: At) -> At:
        kind = self._base["comments"][at[1]]["kind"]
        comments = self._ours.get("comments", [])
        position = next((n for n, one in enumerate(comments) if one.get("kind") == kind), None)
        return ("comments",) if position is None else ("comments", position, *at[2:])

    def _position(self, one: Mapping[str, Any]) -> int | None:
        """Find a recommendation of the form in the draft: by number and report, or else by its words."""
        rows = self._ours.get(_ROWS, [])
        for keys in (("number", "inspection", "kind"), ("text", "inspection")):
            if keys[0] in one:
                same = [n for n, row in enumerate(rows) if all(row.get(key) == one.get(key) for key in keys)]
                if len(same) == 1:
                    return same[0]
        return None

    def _field(self, before: Any, now: Any, holder: dict[str, Any], at: At) -> None:
        key = str(at[-1])
        mine = holder.get(key)
        if any(_says(now, one) for one in (before, mine)):
            return
        if now is None:
            self._notes.gap(
                at, "The box was emptied in the form. The draft's words are kept: delete them, if they must go."
            )
        elif mine in (before, None):
            holder[key] = copy.deepcopy(now)
            self._notes.printed(at, str(now))
        else:
            self._unplaced.append(str(now))
            sentence = f"The form says “{shortened(str(now))}”, and the draft was changed too. Decide which it is."
            self._notes.gap(at, f"{sentence} The form's words are under “{NOT_PLACED}”.")

    def _keep_unplaced(self) -> None:
        if not self._unplaced:
            return
        sections = self._ours.setdefault("document", {}).setdefault("sections", [])
        section = next((one for one in sections if one.get("heading") == NOT_PLACED), None)
        if section is None:
            section = {"part": "other", "heading": NOT_PLACED, "text": ""}
            sections.append(section)
        known = section.get("text", "")
        texts = [known, *(text for text in self._unplaced if text not in known)]
        section["text"] = "\n\n".join(text for text in texts if text)
        place = ("document", "sections", sections.index(section))
        self._notes.gap(place, "These words of the form have no place yet. Move them to where they belong.")


def _says(now: Any, before: Any) -> bool:
    return reads_the_same(now, before) or has_lost_emphasis(now, before)
