"""The views of what is said more than once: answers that have nearly the same words."""

from __future__ import annotations

from typing import Final

from opcc_opendata.tables.views import View

_SIDE: Final = (
    ("answer", "id", "The answer's text, by its permanent name in alike_answers."),
    ("response", "response", "The response."),
    ("recommendation", "recommendation", "The recommendation answered."),
    ("policing_body", "policing_body", "The body whose response it is."),
    ("force", "force", "The force."),
    ("inspection", "inspection", "The report that the recommendation stands in."),
    ("date", "date", "When the response was published, or else the date of its letter."),
    ("text_kind", "text_kind", "What the text is: body_action, force_action or no_action_reason."),
)


def _side(row: str, before: str) -> str:
    return ",\n  ".join(
        [
            ", ".join(f"{row}.{column} AS {before}{name}" for name, column, _ in _SIDE),
            f"{row}_body.title AS {before}policing_body_name, {row}_force.title AS {before}force_name, "
            f"coalesce({row}_report.title, {row}_report.title_cy) AS {before}report_title",
        ]
    )


def _names(row: str) -> str:
    return f"""LEFT JOIN policing_bodies {row}_body ON {row}_body.code = {row}.policing_body
LEFT JOIN forces {row}_force ON {row}_force.code = {row}.force
LEFT JOIN inspections {row}_report ON {row}_report.id = {row}.inspection"""


_NAMES: Final = {
    "policing_body_name": "The name of that body.",
    "force_name": "The name of the force.",
    "report_title": "The report's title.",
}

SIMILAR_ANSWERS = View(
    "similar_answers",
    "Each pair of answers that have the same words or nearly the same, the facts of one beside those of the other, "
    "with how alike they are: the runs of three words that both have, divided by the runs that either has. Pairs "
    "below three in four, answers of fewer than 20 words, and responses withdrawn or replaced are left out. It says "
    "nothing of why they are alike: both may quote a third.",
    f"""SELECT {_side("a", "")},
  {_side("b", "other_")},
  a.language, 100 * w.shared / w.either AS similarity, w.shared, w.either
FROM alike_wordings w
CROSS JOIN alike_answers a ON a.wording = w.wording
CROSS JOIN alike_answers b ON b.wording = w.other_wording
{_names("a")}
{_names("b")}
WHERE a.recommendation <> b.recommendation AND (w.wording <> w.other_wording OR a.position < b.position)
""",
    {
        **{name: says for name, _, says in _SIDE},
        **_NAMES,
        **{f"other_{name}": f"Of the other answer. {says}" for name, _, says in _SIDE},
        **{f"other_{name}": f"Of the other answer. {says}" for name, says in _NAMES.items()},
        "language": "The language of both texts.",
        "similarity": "How alike they are, in whole per cent rounded down: only the same words make 100.",
        "shared": "How many different runs of three words are in both.",
        "either": "How many are in one of them or in both.",
    },
    ("answer", "other_answer"),
)

REPEAT_VIEWS = (SIMILAR_ANSWERS,)
