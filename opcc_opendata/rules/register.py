"""What the rules look up in the codelists, made ready once for each standard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from opcc_opendata.schema import Standard
from opcc_opendata.schema.deprecations import given_up
from opcc_opendata.statute import span

SOURCED: Final = "sourced"

_OTHER_THAN_WORDS = re.compile(r"[\W_]+")
_LISTED: Final = "listed"

Row = Mapping[str, str]


class Register:
    """The codelists of a standard as the rules need them."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.bodies: Mapping[str, Row] = self._rows("policing_bodies")
        self.forces: Mapping[str, Row] = self._rows("forces")
        self.inspections: Mapping[str, Row] = self._rows("inspections")
        self.predecessors = {row["successor"]: code for code, row in self.bodies.items() if row["successor"]}
        self.titles = {code: _titles(row) for code, row in self.inspections.items()}
        self.by_title = {title: code for code, titles in self.titles.items() for title in titles}
        self.other_ids = {
            other: code for code, report in standard.reports.items() for other in report.get("other_ids", ())
        }
        self.forces_of = {
            code: frozenset(row["forces"].split()) for code, row in self.inspections.items() if row["scope"] == _LISTED
        }
        self.terms = self._terms()
        longest_first = sorted((code.replace("-", " ") for code in self.forces), key=len, reverse=True)
        self._force_words = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
        self.grades = self._grades()
        self.dated = self._dated()
        self.given_up = given_up(standard)
        self.hosts = frozenset(host for row in self.bodies.values() if (host := _host(row.get("website", ""))))

    def _rows(self, name: str) -> Mapping[str, Row]:
        codelist = self.standard.codelists.get(name)
        return {row["code"]: row for row in codelist.rows} if codelist else {}

    def registered_as(self, code: str, title: str | None) -> str | None:
        """Give the report of the register that another id or title means. None for one that is there under its id."""
        if code in self.titles:
            return None
        return self.other_ids.get(code) or (self.by_title.get(loosely(title)) if title else None)

    def forces_in(self, title: str) -> frozenset[str]:
        """Give the forces that a title names, by the words of their codes: "Joint inspection: Norfolk and Suffolk"."""
        words = self._force_words.findall(loosely(title))
        return frozenset(word.replace(" ", "-") for word in words)

    def _terms(self) -> Mapping[str, tuple[tuple[date, date, str], ...]]:
        """Give the bodies of each force, the oldest first, each with its first and its last day."""
        found: dict[str, list[tuple[date, date, str]]] = {}
        for code, row in self.bodies.items():
            start, end = _days(row["start"]), _days(row["end"])
            term = (start[0] if start else date.min, end[1] if end else date.max, code)
            found.setdefault(row["force"], []).append(term)
        return {force: tuple(sorted(terms, key=lambda term: term[0])) for force, terms in found.items()}

    def _grades(self) -> Mapping[str, tuple[str, ...]]:
        """Give the grades of each cycle, in the order of the list."""
        codelist = self.standard.codelists.get("grades_by_cycle")
        found: dict[str, tuple[str, ...]] = {}
        for row in codelist.rows if codelist else ():
            found[row["cycle"]] = (*found.get(row["cycle"], ()), row["grade"])
        return found

    def _dated(self) -> Mapping[tuple[str, str], Row]:
        """Give the codes that have a start or an end, but for bodies and forces, which have a rule of their own."""
        others = (name for name in self.standard.codelists if name not in ("policing_bodies", "forces", "inspections"))
        return {
            (name, row["code"]): row
            for name in others
            for row in self.standard.codelists[name].rows
            if "code" in row and (row.get("start") or row.get("end"))
        }


_registers: dict[int, Register] = {}
_MOST_REGISTERS: Final = 8


def register_of(standard: Standard) -> Register:
    """Give the register of a standard, the same each time."""
    # A standard can't be hashed. While a register is kept its standard is too, so that the id stays its own.
    found = _registers.get(id(standard))
    if found is None:
        if len(_registers) >= _MOST_REGISTERS:
            _registers.clear()
        found = _registers[id(standard)] = Register(standard)
    return found


@lru_cache(maxsize=4096)
def loosely(title: str) -> str:
    """Write a title so that case, punctuation and spaces make no difference."""
    return _OTHER_THAN_WORDS.sub(" ", title.casefold().replace("&", " and ").replace("’", "'").replace("'", "")).strip()


def _days(text: str) -> tuple[date, date] | None:
    try:
        return span(text) if text else None
    except ValueError:
        return None


def _titles(row: Row) -> tuple[str, ...]:
    every = [row["title_en"], row.get("title_cy", ""), *row.get("other_titles", "").split(" | ")]
    return tuple(loosely(title) for title in every if title.strip())


def _host(website: str) -> str:
    host = urlsplit(f"//{website.strip().removeprefix('https://').removeprefix('http://')}").hostname or ""
    return host.removeprefix("www.")
