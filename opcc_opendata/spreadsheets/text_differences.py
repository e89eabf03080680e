"""Two texts → the places in which they differ, short enough for a line, so that nobody takes them for the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

_LONGEST: Final = 70
"""Characters of a text that are shown, and of one place in it."""
_AROUND: Final = 24
"""Characters that are shown before a place and after it."""
_NEAR: Final = 3
"""Two places with no more characters between them are shown as one."""
_MOST_PLACES: Final = 4
_MOST_COMPARED: Final = 1_500
"""Words, or lines, that are compared one by one: that takes longer than they are many."""
_TOKEN: Final = re.compile(r"\s|\w+|[^\w\s]")
_SIGNS: Final = {" ": "␣", "\n": "⏎", "\t": "⇥"}


class _Place(NamedTuple):
    """Where two texts differ: the tokens of the one from `start` to `end`, and those of the other."""

    start: int
    end: int
    other_start: int
    other_end: int


def shown(before: str, after: str) -> tuple[str, str]:
    """Give two texts in quotation marks, and of long ones the places in which they differ. Nothing is for an empty one.

    Where only blanks differ, or characters that nobody sees, these have signs.

    >>> shown("Accepted.", "Accepted. ")
    ('“Accepted.”', '“Accepted.␣”')
    >>> shown("one\\n\\ntwo", "one two")
    ('“one⏎⏎two”', '“one␣two”')
    """
    if not before or not after:
        return _alone(before), _alone(after)
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    places = _joined(_places(old, new), old, new)
    of_old = [(one.start, one.end) for one in places]
    of_new = [(one.other_start, one.other_end) for one in places]
    unseen = [
        _bare("".join(old[one.start : one.end])) == _bare("".join(new[one.other_start : one.other_end]))
        for one in places
    ]
    is_short = max(len(before), len(after)) <= _LONGEST
    found = _written(old, of_old, unseen, is_short), _written(new, of_new, unseen, is_short)
    return found if found[0] != found[1] else _from_first_difference(before, after)


def _alone(text: str) -> str:
    plain = _on_one_line(text).strip()
    return f"“{plain[:_LONGEST]}{'…' if len(plain) > _LONGEST else ''}”" if text else ""


def _places(old: Sequence[str], new: Sequence[str]) -> Iterator[_Place]:
    """Find where two rows of tokens differ: by their lines where they are very many."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle, other = old[start : len(old) - end], new[start : len(new) - end]
    whole = _Place(start, start + len(middle), start, start + len(other))
    if max(len(middle), len(other)) <= _MOST_COMPARED:
        yield from (_moved(one, start, start) for one in _compared(middle, other))
        return
    lines, others = _lines(middle), _lines(other)
    if max(len(lines), len(others)) > _MOST_COMPARED or len(lines) + len(others) == 2:
        yield whole
        return
    begins, other_begins = _begins(lines, start), _begins(others, start)
    for one in _compared(lines, others):
        first, first_other = begins[one.start], other_begins[one.other_start]
        inner = old[first : begins[one.end]], new[first_other : other_begins[one.other_end]]
        if max(map(len, inner)) <= _MOST_COMPARED:
            yield from (_moved(piece, first, first_other) for piece in _compared(*inner))
        else:
            yield _Place(first, begins[one.end], first_other, other_begins[one.other_end])


def _compared(old: Sequence[object], new: Sequence[object]) -> Iterator[_Place]:
    for kind, *numbers in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            yield _Place(*numbers)


def _moved(place: _Place, by: int, other_by: int) -> _Place:
    return _Place(place.start + by, place.end + by, place.other_start + other_by, place.other_end + other_by)


def _lines(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    lines: list[list[str]] = [[]]
    for word in tokens:
        lines[-1].append(word)
        if word == "\n":
            lines.append([])
    return [tuple(line) for line in lines if line]


def _begins(lines: Sequence[Sequence[str]], start: int) -> list[int]:
    """Give where each line begins, counted in tokens, and where the last one ends."""
    found = [start]
    for line in lines:
        found.append(found[-1] + len(line))
    return found


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    length = min(len(old), len(new))
    return next((n for n in range(length) if old[n] != new[n]), length)


def _joined(places: Iterator[_Place], old: Sequence[str], new: Sequence[str]) -> list[_Place]:
    """Make one place of those that have next to nothing between them."""
    found: list[_Place] = []
    for one in places:
        before = found[-1] if found else None
        if before is not None and len("".join(old[before.end : one.start])) <= _NEAR:
            found[-1] = _Place(before.start, one.end, before.other_start, one.other_end)
        else:
            found.append(one)
    return found


def _written(tokens: Sequence[str], spans: Sequence[tuple[int, int]], unseen: Sequence[bool], is_short: bool) -> str:
    """Write a text with its places, and what stands round them."""
    pieces: list[str] = []
    last = 0
    for (start, end), is_unseen in list(zip(spans, unseen, strict=True))[:_MOST_PLACES]:
        pieces.append(_between("".join(tokens[last:start]), is_short, begins=last == 0 and not pieces))
        changed = "".join(tokens[start:end])
        pieces.append(_middle_cut(_signed(changed) if is_unseen else _on_one_line(changed)))
        last = end
    pieces.append(_between("".join(tokens[last:]), is_short, ends=True))
    more = len(spans) - _MOST_PLACES
    said = f" and {more:,} more place{'' if more == 1 else 's'}" if more > 0 else ""
    return f"“{''.join(pieces)}”{said}"


def _between(text: str, is_short: bool, *, begins: bool = False, ends: bool = False) -> str:
    plain = _on_one_line(text)
    most = _AROUND * (1 if begins or ends else 2)
    if is_short or len(plain) <= most:
        return plain
    return f"{'' if begins else plain[:_AROUND]}…{'' if ends else plain[-_AROUND:]}"


def _middle_cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"


def _on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _bare(text: str) -> str:
    """Give what of a text people see: no blanks, no characters without a shape, accents however they are made."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(one for one in whole if not one.isspace() and unicodedata.category(one) != "Cf")


def _signed(text: str) -> str:
    """Write a text so that one sees its blanks, and the characters that have no shape of their own."""
    return "".join(_sign(one) for one in text)


def _sign(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    is_unseen = character.isspace() or unicodedata.category(character) in ("Cf", "Mn")
    return f"[U+{ord(character):04X}]" if is_unseen else character


def _from_first_difference(before: str, after: str) -> tuple[str, str]:
    """Show two texts from where they first differ, character by character."""
    start = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    start = max(0, start - _AROUND)
    old, new = (_signed(text[start : start + _LONGEST]) for text in (before, after))
    return f"“…{old}…”", f"“…{new}…”"
