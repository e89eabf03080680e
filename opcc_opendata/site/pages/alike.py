"""Answers with nearly the same words: the list of groups, the answers alike one of them, and two side by side.

The pages are about texts, and say nothing of why they are alike.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from opcc_opendata.alike import (
    FEWEST_WORDS,
    LEAST_ALIKE,
    MOST_ALIKE,
    Likeness,
    differences,
    likeness,
    runs_of,
    words_of,
)
from opcc_opendata.metadata import DATABASE
from opcc_opendata.queries import ANSWER_TEXT
from opcc_opendata.site.filters import address, forces
from opcc_opendata.site.listing import pages_of, who
from opcc_opendata.site.markdown_html import plain
from opcc_opendata.site.views import MissingError, Page, PageContext, Row

_EXCERPT: Final = 320
_GROUPS_ON_A_PAGE: Final = 20
_BETWEEN: Final = {"forces": "> 1", "one_force": "= 1"}

_ANSWERS: Final = f"""
  SELECT v.*, b.title AS body, f.title AS force_title, coalesce(i.title, i.title_cy) AS report_title,
    q.number, k.title AS kind, s.title AS acceptance, {ANSWER_TEXT} AS text
  FROM alike_answers v JOIN answers t ON t.id = v.recommendation JOIN recommendations q ON q.id = v.recommendation
  JOIN policing_bodies b ON b.code = v.policing_body JOIN forces f ON f.code = v.force
  JOIN code_finding_kinds k ON k.code = q.kind
  LEFT JOIN inspections i ON i.id = v.inspection LEFT JOIN code_acceptance s ON s.code = t.acceptance
"""  # noqa: S608 (our own)

_GROUPS: Final = """
  SELECT alike_group AS id, count(*) AS answers, count(DISTINCT wording) AS wordings,
    count(DISTINCT policing_body) AS bodies, count(DISTINCT force) AS forces, max(force) AS force,
    min(date) AS first, max(date) AS last, count(DISTINCT recommendation) AS recommendations
  FROM alike_answers
  WHERE :force = '' OR alike_group IN (SELECT alike_group FROM alike_answers WHERE force = :force)
  GROUP BY alike_group {having}
"""


def all_alike(ctx: PageContext) -> Page:
    """Show the groups of answers alike, the largest first."""
    all_forces = forces(ctx)
    between = {name: ctx.say.plain(f"alike.between_{name}") for name in _BETWEEN}
    chosen = {"force": ctx.chosen("force", all_forces), "between": ctx.chosen("between", between)}
    having = f"HAVING count(DISTINCT force) {_BETWEEN[chosen['between']]}" if chosen["between"] else ""
    groups = _GROUPS.format(having=having)
    sql = f"SELECT * FROM ({groups}) ORDER BY answers DESC, id"  # noqa: S608 (our own)
    groups_found = ctx.lately(("groups alike", *chosen.values()), lambda: ctx.rows(sql, force=chosen["force"]))
    pages = pages_of(ctx, len(groups_found), _GROUPS_ON_A_PAGE)
    shown = groups_found[pages["first"] - 1 : pages["last"]]
    answers = _answers(ctx, [row["id"] for row in shown])
    context = {
        "rows": [row | {"of": of, "years": _years(row)} for row, of in zip(shown, answers, strict=True)],
        "pages": pages,
        "forces": all_forces,
        "between": between,
        "chosen": chosen,
        "totals": {"groups": len(groups_found), "answers": sum(row["answers"] for row in groups_found)},
        "csv": f"/{DATABASE}/answers_alike.csv{address(chosen)}",
        "pairs": f"/{DATABASE}/similar_answers.csv?_stream=on",
        "rule": rule(),
    }
    return Page("alike.html", context)


def rule() -> dict[str, int]:
    """Give the numbers of the rule by which texts are alike."""
    return {"words": FEWEST_WORDS, "per_cent": 100 * LEAST_ALIKE[0] // LEAST_ALIKE[1], "most": MOST_ALIKE}


def _years(row: Row) -> str:
    years = sorted({date[:4] for date in (row["first"], row["last"]) if date})
    return "–".join(years)


def _answer(ctx: PageContext, name: str) -> Row:
    found = ctx.one(f"{_ANSWERS} WHERE v.id = :id", id=name)
    if found is None:
        raise MissingError(ctx.say.plain("error.not_alike"))
    return _shown(found)


def _answers(ctx: PageContext, names: Sequence[str]) -> list[Row]:
    """Give the answers with some ids, in the order of these."""
    sql = f"{_ANSWERS} WHERE v.id IN (SELECT value FROM json_each(:names))"  # noqa: S608 (our own)
    found = ctx.rows(sql, names=json.dumps(names))
    by_id = {row["id"]: _shown(row) for row in found}
    return [by_id[name] for name in names]


def _shown(row: Row) -> Row:
    return row | {
        "anchor": row["recommendation"].removeprefix(f"{row['response']}-"),
        "excerpt": plain(row["text"], _EXCERPT),
        "who": who(row | {"policing_body_name": row["body"]}),
    }


def one(ctx: PageContext) -> Page:
    """Show one answer and all others of its group, by date, each with how alike it is to this one."""
    answer = _answer(ctx, ctx.address["id"])
    own = runs_of(words_of(answer["text"]))
    sql = "SELECT id FROM alike_answers WHERE alike_group = :of AND id <> :id ORDER BY position"
    others = [row["id"] for row in ctx.rows(sql, of=answer["alike_group"], id=answer["id"])]
    pages = pages_of(ctx, len(others))
    rows = []
    for row in _answers(ctx, others[pages["first"] - 1 : pages["last"]]):
        how = likeness(own, runs_of(words_of(row["text"])))
        rows.append(row | {"per_cent": how.per_cent, "note": _note(answer, row, how)})
    context = {
        "pages": pages,
        "answer": answer,
        "rows": rows,
        "csv": f"/{DATABASE}/answers_alike.csv{address({'answer': answer['id']})}",
        "rule": rule(),
    }
    return Page("alike_answer.html", context)


def _note(answer: Row, row: Row, how: Likeness) -> str:
    """Say why an answer of the group is not counted as alike this one, if it is not."""
    if row["recommendation"] == answer["recommendation"]:
        return "alike.same_answer"
    return "" if how.enough else "alike.through_others"


def pair(ctx: PageContext) -> Page:
    """Show two answers side by side, with what only one of them has marked."""
    sides = [_answer(ctx, ctx.address[name]) for name in ("id", "other")]
    if sides[0]["alike_group"] != sides[1]["alike_group"]:
        raise MissingError(ctx.say.plain("error.no_pair"))
    how = likeness(*(runs_of(words_of(side["text"])) for side in sides))
    pieces = differences(*(side["text"] for side in sides))
    changes: list[dict[str, Any]] = [
        side | {"pieces": cut, "marked": sum(piece.only_here for piece in cut)}
        for side, cut in zip(sides, pieces, strict=True)
    ]
    return Page("alike_pair.html", {"sides": changes, "how": how, "rule": rule()})


def marks(ctx: PageContext, recommendations: str, **values: Any) -> dict[tuple[str, str], Row]:
    """Give the texts of some answers that others have too, by answer and kind of text; `recommendations` is SQL."""
    rows = ctx.rows(
        f"SELECT id, recommendation, text_kind, language, others FROM alike_answers "  # noqa: S608 (our own)
        f"WHERE recommendation IN ({recommendations}) ORDER BY language = 'en', id",
        **values,
    )
    return {(row["recommendation"], row["text_kind"]): row for row in rows}
