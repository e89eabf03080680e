"""What opcc.yml says that the data hold at least, so that records can't go missing without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from opcc_opendata.problems import Problem
from opcc_opendata.rules.base import error, make_problem
from opcc_opendata.rules.facts import RecordFacts
from opcc_opendata.settings import PERCENT, Settings

TOO_FEW = error(
    "R388",
    "opcc.yml: the data hold less than they should at least",
    "at_least says how many responses, forces and recommendations there are at least, and how many of a hundred "
    "responses have a date of publication. If there are fewer, records have gone missing, or dates have. Raise the "
    "numbers now and then, as the data grow.",
    "# Of a project with one record.\nat_least:\n  responses: 2\n",
    "# Of a project with one record.\nat_least:\n  responses: 1\n",
)

CODES = (TOO_FEW,)

_COUNTERS: Final[Mapping[str, Callable[[Sequence[RecordFacts]], int]]] = {
    "responses": len,
    "forces": lambda every: len({one.force for one in every}),
    "recommendations": lambda every: sum(one.recommendations for one in every),
    PERCENT: lambda every: 100 * sum(one.published is not None for one in every) // len(every) if every else 0,
}


def check_minimums(settings: Settings, facts: Iterable[RecordFacts]) -> list[Problem]:
    """Look for what there is less of than there should be. Drafts outside records/ don't count."""
    if not settings.at_least or settings.document is None:
        return []
    document, every = settings.document, [one for one in facts if one.placed]
    found = []
    for key, wanted in settings.at_least.items():
        count = _COUNTERS[key](every)
        if count < wanted:
            place = (document.path, *document.locate(("at_least", key)))
            message = f"there should be at least {wanted:,}, and there are {count:,}."
            hint = "See what is missing with opcc diff. If all is as it should be, lower the number."
            found.append(make_problem(TOO_FEW, place, ("at_least", key), message, hint))
    return found
