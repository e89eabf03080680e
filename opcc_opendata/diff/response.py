"""One response before and after: what was added, taken out and altered in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from opcc_opendata.diff.alignment import aligned
from opcc_opendata.diff.changes import Change, ChangeKind
from opcc_opendata.diff.flatten import LANGUAGES, Flat, Place, findings_called, in_words, reordered
from opcc_opendata.diff.given_together import ACCEPTANCE, with_answers
from opcc_opendata.diff.snapshots import SnapshotRecord
from opcc_opendata.record_types import Record
from opcc_opendata.schema import Standard

_PROSE: Final = frozenset(
    {
        "as_printed",
        "body_action",
        "force_action",
        "heading",
        "key_findings",
        "no_action_reason",
        "statutory_statement",
        "text",
        "time_limit",
        "title",
    }
)
"""The keys whose text is the published document's own."""

_SHOWN: Final = 90
_BEFORE_DIFFERENCE: Final = 30


def published_when(record: Record) -> str | None:
    """Say when a response was published, as far as the record tells that it was. None for a draft, or a doubt."""
    published = record.get("dates", {}).get("published")
    if published:
        return f"published {published}"
    return "made from a published document" if record.get("source", {}).get("origin") == "document" else None


def compare_response(before: SnapshotRecord, after: SnapshotRecord, standard: Standard) -> Iterator[Change]:
    """Give the changes from one version of a response to the next."""
    if before.sha256 != after.sha256:
        yield from _Versions(before.data(), after.data(), after.id, after.path, standard).changes()
    if before.path != after.path:
        yield Change(ChangeKind.CORRECTED, after.id, after.path, f"The file was moved here from {before.path}.")


def changed_sentences(before: Record, after: Record, standard: Standard) -> Iterator[str]:
    """Say what changes in a record from one version of it to the next."""
    for change in _Versions(before, after, after["id"], "", standard).changes():
        yield change.sentence


class _Versions:
    """Two versions of one response."""

    def __init__(self, before: Record, after: Record, id_: str, path: str, standard: Standard) -> None:
        self._id, self._path, self._standard = id_, path, standard
        self._published = published_when(before)
        old, new, old_keys, new_keys = aligned(before, after)
        self._before = with_answers(old, new, before, old_keys)
        self._after = with_answers(new, old, after, new_keys)
        self._findings = findings_called((before, old_keys), (after, new_keys))

    def changes(self) -> Iterator[Change]:
        """Give the changes, in the order of the keys of the new version and then of the old one."""
        for place, value in self._after.items():
            old = self._before.get(place)
            if old is not None and old != value:
                yield self._change(place, old, value)
        for place in _units(self._after, self._before):
            yield self._change(place, None, self._shown(self._after, place))
        for place in _units(self._before, self._after):
            yield self._change(place, self._shown(self._before, place), None)
        for place in sorted(reordered(self._before, self._after)):
            words = self._words(place)
            yield Change(
                ChangeKind.CORRECTED, self._id, self._path, f"{words}: they stand in another order.", place=words
            )

    def _change(self, place: Place, before: str | None, after: str | None) -> Change:
        kind = self._kind(place, before, after)
        if kind is ChangeKind.WITHDRAWN:
            sentence = f"Withdrawn on {self._after[('withdrawal', 'withdrawn_on')]}: {self._reason()}"
        elif kind is ChangeKind.RESTORED:
            sentence = "It is no longer withdrawn."
        elif kind is ChangeKind.ACCEPTANCE:
            sentence = self._acceptance(place, before, after)
        elif _is_number(place) and before is not None and after is not None:
            where = self._words(place[:-1])
            sentence = f'{where}: the number was printed "{_cut(before)}" and is now printed "{_cut(after)}".'
        else:
            sentence = f"{self._words(place)}: {_altered(before, after)}"
            if kind is ChangeKind.EDITED:
                sentence += f" The response was {self._published}."
        return Change(
            kind,
            self._id,
            self._path,
            sentence,
            place=self._words(place),
            before=before,
            after=after,
        )

    def _words(self, place: Place) -> str:
        return in_words(place, self._findings)

    def _kind(self, place: Place, before: str | None, after: str | None) -> ChangeKind:
        if place == ("withdrawal",):
            return ChangeKind.WITHDRAWN if before is None else ChangeKind.RESTORED
        if place[-2:] == ACCEPTANCE:
            return ChangeKind.ACCEPTANCE
        if "progress" in place and before is None:
            return ChangeKind.PROGRESS
        if self._published and before is not None and self._is_published_text(place):
            return ChangeKind.EDITED
        return ChangeKind.CORRECTED

    def _is_published_text(self, place: Place) -> bool:
        """Tell if a place holds words of the published document, or is a part of it that has such words."""
        if place[0] in ("note", "withdrawal", "attachments", "source") or "progress" in place:
            return False
        here = (one for flat in (self._before, self._after) for one in flat if one[: len(place)] == place)
        return any(_key(one) in _PROSE for one in here)

    def _acceptance(self, place: Place, before: str | None, after: str | None) -> str:
        where = self._words(place[:-2])
        if before is None:
            return f"{where}: the answer now says {self._title(after)}."
        if after is None:
            return f"{where}: the answer said {self._title(before)}, and now says nothing of it."
        return f"{where}: the answer was {self._title(before)} and is now {self._title(after)}."

    def _title(self, code: str | None) -> str:
        row = self._standard.codelists["acceptance"].get(code or "")
        return f'"{row["title_en"] if row else code}"'

    def _reason(self) -> str:
        return next((value for place, value in self._after.items() if place[:2] == ("withdrawal", "reason")), "")

    def _shown(self, flat: Flat, place: Place) -> str:
        """Give a value, or of a whole item the value that tells most."""
        if place in flat:
            return flat[place]
        for inner in (("text",), ("title",), ("status",), ACCEPTANCE):
            if (*place, *inner) in flat:
                return flat[(*place, *inner)]
        return ", ".join(value for one, value in flat.items() if one[: len(place)] == place)


def _is_number(place: Place) -> bool:
    return place[0] == "recommendations" and place[2:] == ("number",)


def _key(place: Place) -> str:
    keys = [step for step in place if step not in LANGUAGES]
    return keys[-1] if keys else ""


def _units(here: Flat, there: Flat) -> Iterator[Place]:
    """Give the places that only one version has: of a whole item or withdrawal the item, and not each of its values."""
    known = {place[:length] for place in there for length in range(1, len(place) + 1)}
    seen: set[Place] = set()
    for place in here:
        if place in there:
            continue
        starts = (place[:length] for length in range(1, len(place)))
        whole = next((one for one in starts if one not in known and _is_whole(one)), place)
        if whole not in seen:
            seen.add(whole)
            yield whole


def _is_whole(place: Place) -> bool:
    return place[-1].startswith("[") or place == ("withdrawal",)


def _altered(before: str | None, after: str | None) -> str:
    if before is None:
        return f'"{_cut(after or "")}" was added.'
    if after is None:
        return f'"{_cut(before)}" was taken out.'
    return '"{}" is now "{}".'.format(*_around_difference(before, after))


def _around_difference(before: str, after: str) -> tuple[str, str]:
    """Cut two long texts to the part in which they first differ."""
    if max(len(before), len(after)) <= _SHOWN:
        return _cut(before), _cut(after)
    pairs = enumerate(zip(before, after, strict=False))
    alike = next((n for n, (one, other) in pairs if one != other), min(len(before), len(after)))
    start = max(0, alike - _BEFORE_DIFFERENCE)
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int = 0) -> str:
    shown = text[start : start + _SHOWN]
    line = " ".join(shown.split())
    return f"{'…' if start else ''}{line}{'…' if start + _SHOWN < len(text) else ''}"
