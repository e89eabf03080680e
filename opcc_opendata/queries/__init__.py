"""Ready-made queries: the questions that readers of the database ask most, as SQL with named parameters."""

from __future__ import annotations

from typing import Final

from opcc_opendata.queries.answers import ANSWER_TEXT, ANSWERS
from opcc_opendata.queries.comparisons import COMPARISONS
from opcc_opendata.queries.duties import DUTIES
from opcc_opendata.queries.lists import LISTS
from opcc_opendata.queries.parts import COMMENCEMENT, COVERAGE, SILENCE, ReadyQuery
from opcc_opendata.queries.searching import SEARCHING

__all__ = ["ANSWER_TEXT", "COMMENCEMENT", "COVERAGE", "QUERIES", "SILENCE", "ReadyQuery"]

QUERIES: Final = (*SEARCHING, *DUTIES, *ANSWERS, *LISTS, *COMPARISONS)
