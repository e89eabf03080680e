"""Forces side by side: how they answer, the same reports and recommendations, and what was promised."""

from __future__ import annotations

from typing import Final

from opcc_opendata.queries.parts import COMMENCEMENT, PUBLISHED_ONLY, ReadyQuery
from opcc_opendata.tables.comparison import ALL_FORCES, FEWEST_FOR_A_RATE, PROMISES, RECOMMENDATIONS, REPORTS, SORTS

_SAME_REPORTS: Final = (
    "Give the codes of the forces with a space between them, such as kent sussex. counted is 1 for a report that the "
    "body of each of these forces had to answer by today within the stated coverage."
)

_NARROW_TO: Final = "Give a force's code to see its rows alone, or leave it empty for all."

COMPARISONS: Final = (
    ReadyQuery(
        "compare_forces",
        "All forces beside each other",
        "Counts, for each force, the reports that its policing body had to answer by today within the stated coverage, "
        "how it answered their recommendations, and which promises to them are past their date. A force for which this "
        "dataset is not complete has no figures but its number of responses: what is empty is not known, and is no 0. "
        f"There is no percentage and no typical day of fewer than {FEWEST_FOR_A_RATE} cases, and no typical day where "
        "half of the responses are overdue. typical_day is the median of the days on which responses came out, the "
        f"day of the report being day 1; those overdue count as later than all others. {PUBLISHED_ONLY} "
        f"{COMMENCEMENT} Sort by {', '.join(list(SORTS)[:-1])} or {list(SORTS)[-1]}, in the order asc or desc; what "
        "is empty always comes last.",
        ALL_FORCES,
        ("sort", "order"),
    ),
    ReadyQuery(
        "compared_reports",
        "The same reports, and how timely each force's policing body answered them",
        f"Each report is there once for each force. {_SAME_REPORTS} Reports that were not owed by each, but answered "
        "by each, are there too, with counted 0. day_known is 1 where for every one of them the day of publication is "
        f"known or the response is overdue. {_NARROW_TO} Give the timeliness as on_time, late, overdue, cannot_tell or "
        f"does_not_apply. {PUBLISHED_ONLY} {COMMENCEMENT}",
        REPORTS,
        ("forces", "force", "timeliness", "counted", "day_known"),
    ),
    ReadyQuery(
        "compared_recommendations",
        "The same recommendations, and how each force's policing body answered them",
        "Recommendations that the policing body of every force answered, saying whether it accepts them, once for each "
        f"force; those come first that were not answered alike, and have differs 1. {_SAME_REPORTS} "
        f"{_NARROW_TO} Give the acceptance as a code of the table code_acceptance.",
        RECOMMENDATIONS,
        ("forces", "force", "acceptance", "counted", "differs"),
    ),
    ReadyQuery(
        "compared_promises",
        "What each force's policing body promised on the same reports",
        "Answers with a target date, to recommendations and other findings of the reports that the body of each force "
        "had to answer by today within the stated coverage. Give the codes of the forces with a space between them, "
        "such as kent sussex. The outcome is reported_complete; not_pursued (superseded, or not to be actioned); past, "
        "if the date is past and nothing of that kind was reported; or ahead. That nothing was reported does not mean "
        f"that nothing was done. {_NARROW_TO}",
        PROMISES,
        ("forces", "force", "outcome"),
    ),
)
