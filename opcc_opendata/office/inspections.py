"""Which report a response is to answer: one of the register of inspections, or one that is not there yet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from opcc_opendata.record import slug
from opcc_opendata.schema import Standard

_WORDS_OF_A_NAME: Final = 8
_BETWEEN_WORDS: Final = re.compile(r"[^\w\s]+")
_YEAR_AT_THE_END: Final = re.compile("-[0-9]{4}$")


@dataclass(frozen=True, slots=True)
class InspectionReport:
    """A report. `published` is as precise as it is known, `type` a code of inspection_types.csv; both may be empty.

    `in_register` tells if the title and the date are the register's, and `verified` if that is sure of the date.
    """

    id: str
    title: str
    published: str
    type: str
    url: str = ""
    forces: tuple[str, ...] = ()
    in_register: bool = False
    verified: bool = True

    @property
    def stem(self) -> str:
        """Give the beginning of the name of a response's file: the date of the report and a few words."""
        return f"{self.published or 'undated'}-{_YEAR_AT_THE_END.sub('', self.id)}"


def search(words: str, force: str, standard: Standard) -> list[InspectionReport]:
    """Find the reports of the register that have all the words, and may concern the force, the newest first.

    A word can be from the title, the code or the date. A whole code finds that report alone.
    """
    rows = [
        row for row in standard.codelists["inspections"].rows if not row["forces"] or force in row["forces"].split()
    ]
    exact = [row for row in rows if row["code"] == words.strip()]
    wanted = words.casefold().split()
    found = exact or [row for row in rows if all(word in _words(row) for word in wanted)]
    return [_from_register(row) for row in sorted(found, key=lambda row: row["published"], reverse=True)]


def _words(row: dict[str, str]) -> str:
    return " ".join(row[column] for column in ("code", "title_en", "other_titles", "published")).casefold()


def new_report(title: str, published: str, type_: str, standard: Standard) -> InspectionReport:
    """Describe a report that is not in the register: its id is made of its title and its year."""
    words = _BETWEEN_WORDS.sub(" ", title.replace("'", "").replace("’", ""))
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    name = "-".join(slug(plain).split("-")[:_WORDS_OF_A_NAME]) or "report"
    year = published[:4]
    code = name if not year or year in name.split("-") else f"{name}-{year}"
    known = standard.codelists["inspections"].get(code)
    return _from_register(known) if known else InspectionReport(code, title, published, type_)


def _from_register(row: dict[str, str]) -> InspectionReport:
    return InspectionReport(
        row["code"],
        row["title_en"],
        row["published"],
        row["type"],
        row["url"],
        tuple(row["forces"].split()),
        in_register=True,
        verified=row["confidence"] == "sourced",
    )


def choices(reports: Sequence[InspectionReport]) -> list[str]:
    """Describe reports for somebody who is to choose one."""
    return [f"{report.published or 'undated'}  {report.title} ({report.id})" for report in reports]
