"""The forces, policing bodies and reports that a reader may mean: by name, by short name, by place, or by role.

`names.tsv` has the short names of forces and bodies, and the counties, districts and towns with the force of each. A
name that belongs to several forces is there once for each, and all of them are offered.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from operator import and_
from pathlib import Path
from typing import Final

from opcc_opendata.search.query import SearchQuery, folded

PLACES: Final = ("county", "district", "town")
"""The kinds of name in `names.tsv` that are places in the area of a force."""

_FILE: Final = Path(__file__).with_name("names.tsv")
_BODY_ROLE: Final = re.compile(
    r"\b(?:office of )?(?:the )?(?:deputy )?(?:police (?:fire )?and crime commissioners?|police fire and crime|o?pf?cc"
    r"|commissioners?(?: for police fire and rescue and crime)?|mayors?(?: for policing(?: and crime)?)?)\b"
)
_CHIEF_ROLE: Final = re.compile(r"\b(?:deputy |assistant )?chief (?:constable|officer)s?\b|\bcommissioners?\b")
_FILLERS: Final = frozenset(
    ("a", "an", "and", "at", "constabularies", "constabulary", "for", "force", "forces", "heddlu", "in", "of", "police")
) | frozenset(("policing", "s", "service", "the"))
"""Words without which a name is the same name."""
_MAYORS: Final = ("mayor", "mopac")
_SAINT: Final = {"saint": "st"}
_SHORTEST_MISTYPED: Final = 5
_LONG: Final = 8
"""Letters from which on a name may be two mistakes away, and not only one."""


@dataclass(frozen=True, slots=True)
class Name:
    """A force, policing body or report that may be meant: where its page is, and why it is offered.

    `place` is the place of that name in the force's area, and `place_kind` whether it is a county, district or town.
    `sourced` is false where nobody has checked that. `role` is an office, where its holder was asked for.
    """

    kind: str
    code: str
    title: str
    place: str = ""
    place_kind: str = ""
    sourced: bool = True
    force: str = ""
    role: str = ""


class Names:
    """All names of one database, by the words that people type for them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read them from the database, and the file of short names and places."""
        self._by_key: dict[str, list[Name]] = {}
        self._words: set[str] = set()
        self._by_word: list[tuple[Name, str]] = []
        """Each with its words, in one text with a blank before and after each: so it is found in one step."""
        self._forces: dict[str, Name] = {}
        self._chiefs: dict[str, Name] = {}
        self._bodies: dict[str, list[Name]] = {}
        self._mayors: set[str] = set()
        self._read_forces(connection)
        self._read_file()
        self._read_reports(connection)

    def _read_forces(self, connection: sqlite3.Connection) -> None:
        words: dict[str, set[str]] = {}
        for code, title, welsh, chief in connection.execute(
            "SELECT code, title, title_cy, chief_officer_title FROM forces ORDER BY title"
        ):
            force = Name("force", code, title, force=code)
            self._forces[code] = force
            self._chiefs[code] = Name("force", code, title, force=code, role=chief or "")
            for name in (title, welsh, code.replace("-", " ")):
                self._add(name or "", force)
            words[code] = set(folded(f"{title} {welsh or ''}"))
        for code, title, welsh, force_code, kind, end in connection.execute(
            'SELECT code, title, title_cy, force, type, "end" FROM policing_bodies ORDER BY code'
        ):
            body = Name("body", code, title, force=force_code or "")
            words.setdefault(force_code or "", set()).update(folded(f"{title} {welsh or ''}"))
            if kind in _MAYORS:
                self._mayors.add(code)
            if not end:
                self._bodies.setdefault(force_code or "", []).append(body)
        self._by_word += [(self._forces[code], _spaced(words[code])) for code in self._forces]

    def _read_file(self) -> None:
        bodies = {body.code: body for found in self._bodies.values() for body in found}
        for name, kind, code, sourced in short_names():
            if kind == "body" and code in bodies:
                self._add(name, bodies[code])
            elif kind != "body" and code in self._forces:
                place = {"place": name, "place_kind": kind} if kind in PLACES else {}
                self._add(name, replace(self._forces[code], sourced=sourced, **place))

    def _read_reports(self, connection: sqlite3.Connection) -> None:
        as_printed: dict[str, list[str]] = {}
        printed = "SELECT DISTINCT inspection, title, title_cy FROM response_inspections ORDER BY 1, 2, 3"
        for code, *titles in connection.execute(printed):
            as_printed.setdefault(code, []).extend(filter(None, titles))
        for code, title, welsh, others, published in connection.execute(
            """
            SELECT id, coalesce(title, title_cy, id), title_cy, other_titles, published FROM inspections
            ORDER BY published DESC NULLS LAST, id
            """
        ):
            report = Name("report", code, title)
            titles = [title, welsh or "", *(others or "").split(" | "), *as_printed.get(code, ())]
            for one in titles:
                self._add(one, report)
            self._by_word.append((report, _spaced(folded(f"{' '.join(titles)} {(published or '')[:4]}"))))

    def _add(self, name: str, meant: Name) -> None:
        words = folded(name)
        self._words.update(words)
        if not (key := _key(words)):
            return
        known = self._by_key.setdefault(key, [])
        # A force is offered once, for its own name sooner than for that of a place in its area.
        if all((one.kind, one.code) != (meant.kind, meant.code) for one in known):
            known.append(meant)

    def find(self, typed: SearchQuery, searched: SearchQuery) -> list[Name]:
        """Give what a search may mean, and first what it names exactly. `searched` has the other spellings too."""
        words = _words(typed)
        if not words:
            return []
        exact = [*self._by_key.get(_key(words), ()), *self._of_role(" ".join(words))]
        # York is a name, and not only how Yorkshire begins.
        others = [name for name in self._beginning_with(searched) if not exact or name.kind == "report"]
        return _once([*exact, *others])

    @property
    def words(self) -> frozenset[str]:
        """Every word of a name."""
        return frozenset(self._words).union(*(own.split() for _, own in self._by_word))

    def nearest(self, query: SearchQuery) -> list[Name]:
        """Give what a search may mean of which nothing is found, as if one or two letters of a name were mistyped."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        key = _key(_words(query))
        if len(key) < _SHORTEST_MISTYPED or any(letter.isdigit() for letter in key):
            return []
        most = 1 if len(key) < _LONG else 2
        near = process.extract(key, list(self._by_key), scorer=OSA.distance, score_cutoff=most, limit=3)
        best = min((distance for _, distance, _ in near), default=0)
        return _once(name for found, distance, _ in near if distance == best for name in self._by_key[found])

    def _of_role(self, words: str) -> Iterator[Name]:
        """Give the holders of an office: the chief constable of a force, the commissioner or mayor for its area."""
        chiefs = {code: [name] for code, name in self._chiefs.items()}
        mayors = {code: [one for one in found if one.code in self._mayors] for code, found in self._bodies.items()}
        bodies = mayors if "mayor" in words else self._bodies
        for role, holders in ((_BODY_ROLE, bodies), (_CHIEF_ROLE, chiefs)):
            rest, found = role.subn(" ", words)
            # Without the name of an area it is an office in general, of which all 43 would be offered.
            for name in self._by_key.get(_key(rest.split()), ()) if found else ():
                yield from holders.get(name.force, ())

    def _beginning_with(self, searched: SearchQuery) -> Iterator[Name]:
        """Give the names with a word that begins like each word that was typed, or like what that is short for."""
        found = set(range(len(self._by_word)))
        for group in searched.wanted:
            terms = [folded(term) for term in group if term == group[0] or " " in term]
            found &= set().union(*(reduce(and_, map(self._with, term), found) for term in terms))
        for number in sorted(found):
            yield self._by_word[number][0]

    def _with(self, word: str) -> set[int]:
        """Give the numbers of the names with a word that begins like one; a single letter is a word by itself."""
        begins = f" {word}" if len(word) > 1 else f" {word} "
        return {number for number, (_, own) in enumerate(self._by_word) if begins in own}


@lru_cache(maxsize=1)
def short_names() -> tuple[tuple[str, str, str, bool], ...]:
    """Read `names.tsv`: each name with its kind, the code of its force or body, and whether it is sourced."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, dialect="excel-tab")
        return tuple((row["name"], row["kind"], row["code"], row["confidence"] == "sourced") for row in rows)


def _words(query: SearchQuery) -> list[str]:
    """Give the words by which a thing may be named: none where words are left to choose or must not be there."""
    if query.unwanted or query.has_choice:
        return []
    return [word for group in query.wanted for word in folded(group[0])]


def _spaced(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


def _key(words: Iterable[str]) -> str:
    """Give what all ways to write a name have in common: Kings Lynn, King’s Lynn; St Helens, Saint Helens."""
    words = [_SAINT.get(word, word) for word in words]
    kept = [word for word in words if word not in _FILLERS] or [word for word in words if word != "and"]
    return " ".join(word.removesuffix("s") or word for word in kept)


def _once(names: Iterable[Name]) -> list[Name]:
    """Keep each thing once, as it comes first."""
    return list({(name.kind, name.code, name.role): name for name in reversed(list(names))}.values())[::-1]
