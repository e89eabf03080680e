"""Inspectors' grades: by question, by force, and one force's over time.

Grades of two cycles are never counted together or joined: their scales differ, and a question with the same words need
not be the same question. Each cycle has its own column or table.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from opcc_opendata.counting import SCALE
from opcc_opendata.metadata import DATABASE
from opcc_opendata.record import COMPLETE, NOTHING_TO_COME
from opcc_opendata.site.filters import address, forces
from opcc_opendata.site.views import Page, PageContext, Row

_CYCLES_SHOWN: Final = 3
_FEW: Final = 20
"""Of fewer grades than these each is listed, and none is counted by question."""
_HIGHEST_FIRST: Final = tuple(reversed(SCALE))

_NEWEST_FIRST: Final = "ORDER BY cycle DESC, report_published DESC NULLS LAST, inspection, id"

_PROMISED: Final = f"target_date IS NOT NULL AND acceptance NOT IN {NOTHING_TO_COME}"

_SUMS: Final = """
  SELECT count(*) AS n, count(*) FILTER (WHERE has_grade) AS graded,
    count(DISTINCT force) FILTER (WHERE has_grade) AS forces
  FROM (SELECT force, grade IN (SELECT value FROM json_each(:scale)) AS has_grade FROM current_grades)
"""


def page(ctx: PageContext) -> Page:
    """Show the grades: tallies by question; those of one question force by force; or those of one force."""
    all_forces, questions = forces(ctx), _questions(ctx)
    chosen = {"force": ctx.chosen("force", all_forces), "question": ctx.chosen("question", questions)}
    every = ctx.chosen("cycles", {"all": ""}) == "all"
    context: dict[str, Any] = {"forces": all_forces, "questions": questions, "chosen": chosen, "every": every}
    if chosen["force"] or chosen["question"]:
        columns = {"force": "force", "question": "question_key"}
        values = {name: value for name, value in chosen.items() if value}
        where = " AND ".join(f"{columns[name]} = :{name}" for name in values)
        sql = f"SELECT * FROM force_grades WHERE {where} {_NEWEST_FIRST}"  # noqa: S608 (our own names)
        rows = graded_rows(ctx, sql, **values)
        context |= _table(rows, by_force=not chosen["force"], every=every)
        if chosen["force"]:
            context["line"] = _over_time(ctx, chosen["force"], context["graded"])
        narrowed = {"force": chosen["force"], "question_key": chosen["question"]}
        context |= {"newest": _newest(rows, narrowed), "total": len(rows), "graded_total": _with_a_grade(rows)}
    else:
        context |= ctx.once(f"all grades, {ctx.language}", lambda: _tallies(ctx))
        every = every or context["total"] < _FEW
        context["hidden"] = 0 if every else max(0, len(context["tallies"]) - _CYCLES_SHOWN)
        context["tallies"] = context["tallies"] if every else context["tallies"][:_CYCLES_SHOWN]
        context["from_cycle"] = context["tallies"][-1]["cycle"] if context["hidden"] else ""
    asked = chosen | {"from_cycle": context["from_cycle"]}
    context["csv"] = f"/{DATABASE}/grades_by_force.csv{address(asked)}"
    context["json"] = f"/{DATABASE}/grades_by_force.json{address(asked, _shape='array')}"
    context["all_cycles"] = f"/grades{address(chosen, cycles='all')}"
    return Page("grades.html", context)


def of_force(ctx: PageContext, force: str) -> dict[str, Any]:
    """Give a force's grades in its newest cycles, for its own page."""
    rows = graded_rows(ctx, f"SELECT * FROM force_grades WHERE force = :force {_NEWEST_FIRST}", force=force)  # noqa: S608
    return _table(rows, by_force=False, every=False) | {"total": len(rows), "graded_total": _with_a_grade(rows)}


def _with_a_grade(rows: Iterable[Row]) -> int:
    """Count the rows that give a grade. The others say that a question was described, or is not graded."""
    return sum(row["grade"] in SCALE for row in rows)


def graded_rows(ctx: PageContext, sql: str, **values: str) -> list[Row]:
    """Give rows of `force_grades`, with the titles of grades and cycles in the page's language."""
    grades, cycles = ctx.titles("code_grades"), ctx.titles("code_grade_cycles")
    rows = ctx.rows(sql, **values)
    for row in rows:
        row["grade_title"] = grades[row["grade"]]["title"]
        row["cycle_title"] = cycles[row["cycle"]]["title"] if row["cycle"] else None
    return rows


def _questions(ctx: PageContext) -> dict[str, str]:
    """Give the questions that have been graded: key → words, in the order of the words."""
    sql = "SELECT question_key, min(question) AS words FROM current_grades GROUP BY 1 ORDER BY lower(words), 1"
    return ctx.once("questions", lambda: {row["question_key"]: row["words"] for row in ctx.rows(sql)})


def _table(rows: Sequence[Row], *, by_force: bool, every: bool) -> dict[str, Any]:
    """Lay grades out: a line for each force or question, a column for each of the newest cycles."""
    titles = {row["cycle"]: row["cycle_title"] for row in rows if row["cycle"]}
    cycles = sorted(titles, reverse=True)
    shown = sorted(cycles if every else cycles[:_CYCLES_SHOWN])
    key, name = ("force", "force_name") if by_force else ("question_key", "question")
    lines: dict[str, dict[str, Any]] = {}
    graded = [row for row in rows if row["cycle"] in shown]
    for row in graded:
        line = lines.setdefault(row[key], {"key": row[key], "name": row[name], "cells": defaultdict(list)})
        line["cells"][row["cycle"]].append(row)
    return {
        "by_force": by_force,
        "cycles": [_cycle(code, titles[code], graded) for code in shown],
        "lines": sorted(lines.values(), key=lambda line: (str(line["name"]).lower(), line["key"])),
        "graded": graded,
        "outside": [row for row in rows if not row["cycle"]],
        "hidden": len(cycles) - len(shown),
        "from_cycle": shown[0] if len(cycles) > len(shown) else "",
    }


def _cycle(code: str, title: str, rows: Iterable[Row]) -> dict[str, Any]:
    steps = max((row["steps"] or 0 for row in rows if row["cycle"] == code), default=0)
    return {"cycle": code, "title": title, "steps": steps}


def _newest(rows: Sequence[Row], narrowed: Mapping[str, str]) -> dict[str, Any] | None:
    """Count the grades of the newest cycle, the highest first, with their lists. What has no grade is left out."""
    newest = max((row["cycle"] for row in rows if row["cycle"] and row["step"]), default=None)
    if newest is None:
        return None
    there = [row for row in rows if row["cycle"] == newest and row["step"]]
    counts = Counter(row["grade"] for row in there)
    titles = {row["grade"]: row["grade_title"] for row in there}
    tally = [
        (titles[code], counts[code], f"/{DATABASE}/force_grades{address(narrowed, cycle=newest, grade=code)}")
        for code in _HIGHEST_FIRST
        if counts[code]
    ]
    return {"cycle": newest, "title": there[0]["cycle_title"], "tally": tally}


def _tallies(ctx: PageContext) -> dict[str, Any]:
    """Count all grades: cycle by cycle, the newest first, for each question how many there are of each grade."""
    rows = graded_rows(
        ctx,
        """
        SELECT cycle, cycle_title, question_key, min(question) AS question, grade, grade_title, max(step) AS step,
          max(steps) AS steps, count(*) AS n
        FROM force_grades WHERE cycle IS NOT NULL GROUP BY cycle, question_key, grade ORDER BY question COLLATE NOCASE
        """,
    )
    found = []
    for cycle in sorted({row["cycle"] for row in rows}, reverse=True):
        own = [row for row in rows if row["cycle"] == cycle]
        titles = {row["grade"]: row["grade_title"] for row in own}
        on_scale = [code for code in _HIGHEST_FIRST if code in titles]
        questions: dict[str, dict[str, Any]] = {}
        for row in own:
            one = questions.setdefault(row["question_key"], {"words": row["question"], "counts": Counter()})
            one["counts"][row["grade"]] += row["n"]
        found.append(
            _cycle(cycle, own[0]["cycle_title"], own)
            | {
                "grades": [(code, titles[code]) for code in (*on_scale, *sorted(titles.keys() - set(on_scale)))],
                "questions": questions,
                "total": sum(row["n"] for row in own),
            }
        )
    sums = ctx.rows(_SUMS, scale=json.dumps(SCALE))[0]
    few = sums["n"] < _FEW
    every = "SELECT * FROM force_grades ORDER BY force_name, question, cycle DESC, report_published DESC, id"
    outside = "SELECT * FROM force_grades WHERE cycle IS NULL ORDER BY force_name, report_published DESC, id LIMIT 50"
    return {
        "tallies": [] if few else found,
        "listed": graded_rows(ctx, every) if few else [],
        "total": sums["n"],
        "graded_total": sums["graded"],
        "of": sums["forces"],
        "outside": [] if few else graded_rows(ctx, outside),
    }


def _over_time(ctx: PageContext, force: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Give the reports that graded a force, the newest first, cycle by cycle, each with what came until the next.

    Dates are compared as they are written, as the list behind each number compares them: a month stands before its
    days.
    """
    dates = sorted({row["report_published"] for row in rows if row["report_published"]})
    following = dict(pairwise([*dates, None]))
    counts = ctx.lately(("answers between grades", force, *dates), lambda: _counts(ctx, force, following))
    cycles: dict[str, dict[str, Any]] = {}
    for row in rows:
        cycle = cycles.setdefault(row["cycle"], _cycle(row["cycle"], row["cycle_title"], rows) | {"gradings": {}})
        date = row["report_published"]
        grading = cycle["gradings"].setdefault(date, {"date": date, "reports": {}, "grades": [], "between": None})
        grading["reports"][row["inspection"]] = row["report_title"]
        grading["grades"].append(row)
        if date and grading["between"] is None:
            grading["between"] = _between(counts[date], force, date, following[date])
    return [
        cycle | {"gradings": sorted(cycle["gradings"].values(), key=lambda one: one["date"] or "", reverse=True)}
        for _, cycle in sorted(cycles.items(), reverse=True)
    ]


_BY_REPORT_DATE: Final = f"""
  SELECT i.published, sum(c.recommended) AS recommended, sum(c.accepted) AS accepted,
    sum(c.not_accepted) AS not_accepted, sum(c.promised) AS promised, sum(c.done) AS done
  FROM (
    SELECT inspection, count(*) AS recommended, count(*) FILTER (WHERE acceptance = 'accepted') AS accepted,
      count(*) FILTER (WHERE acceptance = 'not_accepted') AS not_accepted,
      count(*) FILTER (WHERE {_PROMISED}) AS promised,
      count(*) FILTER (WHERE {_PROMISED} AND status IN {COMPLETE}) AS done
    FROM current_recommendations WHERE force = :force GROUP BY inspection
  ) c JOIN inspections i ON i.id = c.inspection WHERE i.published IS NOT NULL GROUP BY i.published
"""  # noqa: S608 (our own)
"""SQL: what the view `recommendations_with_answers` has of a force, counted without the texts that it joins."""

_COUNTED: Final = ("recommended", "accepted", "not_accepted", "promised", "done")


def _counts(ctx: PageContext, force: str, following: Mapping[str, str | None]) -> dict[str, dict[str, int]]:
    """Count what was recommended and promised in answer to reports from each of some days until the next of them."""
    starts = list(following)
    found = {start: dict.fromkeys(_COUNTED, 0) for start in starts}
    for row in ctx.rows(_BY_REPORT_DATE, force=force):
        if (place := bisect_right(starts, row["published"])) > 0:
            for name, n in found[starts[place - 1]].items():
                found[starts[place - 1]][name] = n + row[name]
    return found


def _between(counts: Mapping[str, int], force: str, start: str, end: str | None) -> dict[str, Any]:
    """Give what was recommended and promised from one day until another, with the list behind each number."""
    window = {"force": force, "report_published__gte": start, "report_published__lt": end}
    promises = {"target_date__notblank": "1", "acceptance__notin": ",".join(NOTHING_TO_COME)}
    lists: Mapping[str, Mapping[str, str]] = {
        "recommended": {},
        "accepted": {"acceptance": "accepted"},
        "not_accepted": {"acceptance": "not_accepted"},
        "promised": promises,
        "done": promises | {"status__in": ",".join(COMPLETE)},
    }
    rows = f"/{DATABASE}/recommendations_with_answers"
    return {
        "end": end,
        "numbers": [(name, counts[name], rows + address(window, **more)) for name, more in lists.items()],
    }
