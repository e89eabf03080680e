"""Matching a report with the register of reports: by any two of title, known other title, date and force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from opcc_opendata.record import slug
from opcc_opendata.rules.similar_reports import numbers_contradict

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard

_NEAR: Final = 80
"""Of 100: how alike the words of two near-equal titles are (rapidfuzz, token_sort_ratio). Alone it is never enough."""
_CONTAINED: Final = 95
"""Of 100: that the words of one are, but for spelling, all in the other (rapidfuzz, token_set_ratio)."""
_LOOSELY: Final = 55
"""Of 100, as the last: enough of a title where the date and the force agree."""
_LEAST_WORDS: Final = 2
_LONGEST: Final = 400
_SMALL: Final = re.compile(r"\b(?:an?|the|of|in|into|to|and|on|for|hmicfrs|hmic|inspection|report|police|policing)\b")


class Match(NamedTuple):
    """The row of the register that a report is, if it is one, and why. `near` are codes of those that it may be."""

    row: dict[str, str]
    why: str = ""
    near: tuple[str, ...] = ()


def match(title: str, published: str, force: str, standard: Standard) -> Match:
    """Find the report in the register.

    An equal title is enough by itself. Else two of a near-equal title, the day of publication and the force are needed,
    and nothing may speak against it: another day, other numbers in the title, a report on other forces.
    """
    scored: list[tuple[int, dict[str, str], str]] = []
    near: list[str] = []
    for row in standard.codelists["inspections"].rows:
        points, why = _points(title, published, force, row)
        if points >= 2:
            scored.append((points, row, why))
        elif points == 1 and why.startswith("title"):
            near.append(row["code"])
    scored.sort(key=lambda one: -one[0])
    if scored and (len(scored) == 1 or scored[0][0] > scored[1][0]):
        return Match(scored[0][1], f"It is in the register: {scored[0][2]} agree.")
    return Match({}, "", tuple([*(row["code"] for _, row, _ in scored), *near][:3]))


def _points(title: str, published: str, force: str, row: dict[str, str]) -> tuple[int, str]:
    forces = row["forces"].split()
    if forces and force and force not in forces:
        return 0, ""
    day, known = published, row["published"]
    contradicts = bool(day and known) and not (known.startswith(day) or day.startswith(known))
    titles = list(_titles(row)) if title else []
    equal = any(_plain(one) == _plain(title) for one in titles)
    near = equal or any(_near(one, title) for one in titles)
    is_whole = len(day) == len("2019-04-23")
    # One of the two may have the month alone: that agrees, but is not much by itself.
    same_month = near and bool(day) and min(len(day), len(known)) == len("2019-04") and day[:7] == known[:7]
    same_day = same_month or (is_whole and day == known)
    if contradicts:
        return (1, "title") if near else (0, "")
    names = [
        name
        for name, is_so in (("title", near), ("day", same_day), ("force", bool(force) and force in forces))
        if is_so
    ]
    if names == ["day", "force"] and title and not any(_loosely(one, title) for one in titles):
        return 0, ""
    return len(names) + equal, " and ".join(names) if len(
        names
    ) > 1 else f"{names[0]} and spelling" if equal else "".join(names)


def _titles(row: dict[str, str]) -> Iterator[str]:
    yield row["title_en"]
    yield from filter(None, (row["title_cy"], *row["other_titles"].split(" | ")))


def _plain(title: str) -> str:
    return slug(title.replace("'", "").replace("’", ""))


def _near(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    if numbers_contradict(one, other):
        return False
    here, there = (
        " ".join(_SMALL.sub(" ", _plain(text[:_LONGEST]).replace("-", " ")).split()) for text in (one, other)
    )
    if not here or not there:
        return False
    if fuzz.token_sort_ratio(here, there) >= _NEAR:
        return True
    is_long = min(len(here.split()), len(there.split())) >= _LEAST_WORDS
    return is_long and fuzz.token_set_ratio(here, there) >= _CONTAINED


def _loosely(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(_plain(one).replace("-", " "), _plain(other).replace("-", " ")) >= _LOOSELY
