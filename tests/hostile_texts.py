"""Texts over which a pattern or a function may take a time that grows faster than they do, and the measure of that.

A backtracking pattern is slow where a part of it that repeats nearly fits: over a run of one character, of two by
turns, of what the pattern itself is made of, and of what fits but for its end. Those are made from the pattern's tree.
"""

from __future__ import annotations

import math
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

SMALL, SHORTER, SHORT, LONG, LONGEST = 1_000, 7_800, 31_200, 124_800, 499_200
"""Characters: each of the last three lengths is four times the one before. All texts are tried at the first, those that
take longest at the next two, at LONG those of which the growth is not clear by then, and at the last one those that
seem to grow too fast: work that leaves the processor's cache, or is given fresh memory, does so once."""

CHARACTERS = " \n\t\raA1.,:;-–*_[](){}<>&\"'`\\/|@#~!?=+%$^é\u00a0\u200b\u2019\u0301"
"""What means something to Markdown, YAML, HTML, dates, addresses or names, and what stands for all other letters."""

_SAMPLES = {
    op.CATEGORY_DIGIT: "1",
    op.CATEGORY_NOT_DIGIT: "a",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_SPACE: "a",
    op.CATEGORY_WORD: "a",
    op.CATEGORY_NOT_WORD: " ",
}
_SECONDS_AT_MOST = 20.0
_RATIO_AT_MOST = 7.0
"""How many times as long four times the text may take. Linear is 4, quadratic is 16."""

_NOTHING = 0.02
"""Seconds for a long text in which no growth can hide: if it were quadratic, the longest would take a third of one."""

_CLEARLY_LINEAR, _SEEN = 5.0, _NOTHING / 16
"""Where four times the text takes less than this many times as long, no longer one is tried: a twelfth of the shorter
time, at most, is quadratic. Nor is one where it takes fewer than these seconds: if all of that were quadratic, the next
would take less than _NOTHING."""

_TRIES = 5


class TooSlowError(Exception):
    """Work was ended because it took too long."""


@contextmanager
def ended_after(seconds: float) -> Iterator[Callable[[], object]]:
    """End Python's work, and that of its regular expressions, after some seconds of the processor.

    What it gives begins the seconds anew: that takes a tenth of what it does to enter this block.
    """

    def end(*_: object) -> None:
        raise TooSlowError

    def begin() -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)

    before = signal.signal(signal.SIGVTALRM, end)
    begin()
    try:
        yield begin
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds_for(work: Callable[[str], object], text: str, runs: int = 1) -> float:
    """Give the processor's seconds that a function takes for a text: the fewest of some runs."""
    found = []
    for _ in range(runs):
        with ended_after(_SECONDS_AT_MOST):
            began = time.thread_time()  # exact, also while a timer runs
            work(text)
            found.append(time.thread_time() - began)
    return min(found)


def costs_of(
    work: Callable[[str], object], units: dict[str, Callable[[int], str]], size: int, in_all: float = math.inf
) -> dict[str, float]:
    """Give the processor's seconds that a function takes for a text of each kind, until it had some seconds in all.

    A text that takes too long is the last, and its seconds have no end.
    """
    found: dict[str, float] = {}
    until = time.thread_time() + in_all
    with ended_after(_SECONDS_AT_MOST) as begin_anew:
        for name, make in units.items():
            text = make(size)
            begin_anew()
            began = time.thread_time()
            try:
                work(text)
            except TooSlowError:
                return found | {name: math.inf}
            now = time.thread_time()
            found[name] = now - began
            if now > until:
                break
    return found


def filled(unit: str, size: int) -> str:
    return (unit * (size // max(len(unit), 1) + 1))[:size]


def faults(work: Callable[[str], object], units: dict[str, Callable[[int], str]], tried_long: int = 3) -> Iterator[str]:
    """Say for which texts a function does not take linear time. `units` make a text of a size, by the text's name."""
    costs = costs_of(work, units, SMALL)
    if (slow := next((name for name, seconds in costs.items() if seconds == math.inf), None)) is not None:
        yield f"{slow}: more than {_SECONDS_AT_MOST:g} seconds for {SMALL:,} characters"
        return
    for name in sorted(costs, key=lambda one: -costs[one])[:tried_long]:
        if (fault := _fault(work, units[name])) is not None:
            yield f"{name}: {fault}"


def _fault(work: Callable[[str], object], make: Callable[[int], str]) -> str | None:
    measured = []
    try:
        shorter, longer = seconds_for(work, make(SHORTER), runs=2), seconds_for(work, make(SHORT))
        if longer < _SEEN or is_clearly_linear(shorter, longer):
            return None
    except TooSlowError:
        return f"more than {_SECONDS_AT_MOST:g} seconds for {SHORT:,} characters"
    for short, long in ((SHORT, LONG), (LONG, LONGEST)):
        found = _times(work, make, short, long)
        if found is None:
            return f"more than {_SECONDS_AT_MOST:g} seconds"
        if not found:
            return None
        measured.append(f"{short:,} and {long:,} characters take {', '.join(found)}")
    return "; ".join(measured)


def is_clearly_linear(shorter: float, longer: float) -> bool:
    """Whether two times, the second for four times the text, are long enough and near enough to say so."""
    return longer >= _SEEN and shorter < longer < shorter * _CLEARLY_LINEAR


def _times(work: Callable[[str], object], make: Callable[[int], str], short: int, long: int) -> list[str] | None:
    """Give the times of all tries where each grew too fast, nothing where one did not, None where it took too long.

    A longer text that takes less time was refused, not read: that says nothing about growth.
    """
    measured = []
    for _ in range(_TRIES):
        try:
            first, last = seconds_for(work, make(short), runs=2), seconds_for(work, make(long))
        except TooSlowError:
            return None
        if (last < _NOTHING and long == LONG) or first < last < first * _RATIO_AT_MOST:
            return []
        measured.append(f"{first:.3f} and {last:.3f} s")
    return measured


def texts(extra: str = "") -> dict[str, Callable[[int], str]]:
    """Give texts of one character, of two by turns, and of a run of one with another at its end."""
    return dict(_texts([*dict.fromkeys(CHARACTERS + extra)], []))


def _texts(letters: list[str], words: list[str]) -> Iterator[tuple[str, Callable[[int], str]]]:
    for unit in [*letters, *words, *(a + b for a in letters for b in letters if a != b)]:
        yield repr(unit), lambda size, unit=unit: filled(unit, size)  # type: ignore[misc]
    for a in letters:
        for b in letters:
            if a != b:
                yield f"{a!r} to the end, {b!r}", lambda size, a=a, b=b: a * (size - 1) + b  # type: ignore[misc]
    for word in words:
        for end in ("", "\x00", "!", " ", "\n"):
            if end:
                yield f"{word!r} and {end!r}", lambda size, unit=word + end: filled(unit, size)  # type: ignore[misc]


def texts_for(pattern: re.Pattern[str], most_letters: int = 8) -> dict[str, Callable[[int], str]]:
    """Give texts that nearly fit a pattern, made of what stands in it."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    every = [*dict.fromkeys(_letters(tree))] or ["a"]
    signs = [letter for letter in every if not letter.isalnum()]  # they stand between what repeats
    letters = [*dict.fromkeys([*signs, *every])][:most_letters]
    letters += [c for c in " \na1.-" if c not in letters]
    made = dict(_texts(letters, [*dict.fromkeys(_words(tree))]))
    for before, body in _repeated(tree, ""):
        for end in ("", "\x00", "!", "\n", " "):
            name = f"{before!r}, {body!r} again and again, {end!r}"
            made[name] = lambda size, a=before, b=body, c=end: a + filled(b, size - len(a) - len(c)) + c  # type: ignore[misc]
    return made


def _letters(tree: Any) -> Iterator[str]:
    for kind, value in tree:
        if kind in (op.LITERAL, op.NOT_LITERAL):
            yield chr(value)
        elif kind is op.ANY:
            yield "x"
        elif kind is op.CATEGORY:
            yield _SAMPLES[value]
        elif kind is op.RANGE:
            yield chr(value[0])
        elif kind is op.IN:
            yield from _letters(value)
        else:
            for inner in _inner(kind, value):
                yield from _letters(inner)


def _inner(kind: Any, value: Any) -> list[Any]:
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return [value[2]]
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.BRANCH:
        return list(value[1])
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    if kind is op.ATOMIC_GROUP:
        return [value]
    if kind is op.GROUPREF_EXISTS:
        return [one for one in value[1:] if one]
    return []


def sample(tree: Any, choice: int = 0) -> str:
    """Give a short text that fits a part of a pattern, or nearly: what looks ahead or behind is passed over."""
    made = ""
    for kind, value in tree:
        if kind is op.LITERAL:
            made += chr(value)
        elif kind is op.NOT_LITERAL:
            made += "a" if value != ord("a") else "b"
        elif kind is op.ANY:
            made += "x"
        elif kind is op.IN:
            made += _one_of(value)
        elif kind is op.BRANCH:
            made += sample(value[1][choice % len(value[1])], choice)
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            made += sample(value[2], choice) * max(min(value[0], 3), 1)
        elif kind in (op.SUBPATTERN, op.ATOMIC_GROUP):
            made += sample(_inner(kind, value)[0], choice)
    return made


def _one_of(members: Any) -> str:
    is_negated = members[0][0] is op.NEGATE
    letters = [*_letters(members)]
    if not is_negated:
        return letters[0]
    return next(c for c in "a1 -.~\x7f" if c not in letters)


def _words(tree: Any) -> Iterator[str]:
    """Give texts that fit the pattern, and those without their last character."""
    for choice in range(6):
        word = sample(tree, choice)
        if len(word) > 1:
            yield word
            yield word[:-1]


def _repeated(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """Give each part that repeats: a text that leads to it, and one that fits what repeats."""
    for kind, value in tree:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            for choice in range(4):
                body = sample(value[2], choice)
                if body:
                    yield before, body
        for inner in _inner(kind, value):
            yield from _repeated(inner, before)
        before += sample([(kind, value)])
