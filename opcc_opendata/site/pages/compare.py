"""Forces beside each other: two to six over the same reports, or a table of all.

Nothing is counted but what the body of each had to answer within the stated coverage. Each number is counted by a
ready-made query, and leads to it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any, Final

from opcc_opendata.metadata import DATABASE
from opcc_opendata.queries import QUERIES
from opcc_opendata.site import compared_forces
from opcc_opendata.site.compared_forces import Key
from opcc_opendata.site.comparison import (
    OVERDUE,
    ComparedForce,
    acceptance,
    earlier,
    headline,
    joined,
    place_of,
    rate,
    speed,
    typical_day,
)
from opcc_opendata.site.filters import address, forces, forces_covered
from opcc_opendata.site.i18n import SiteWords
from opcc_opendata.site.markdown_html import plain
from opcc_opendata.site.pages.grades import graded_rows
from opcc_opendata.site.views import Page, PageContext, Row, UnreadableError
from opcc_opendata.tables.comparison import IS_GIVEN, SORTS

MOST: Final = 6
_FEWEST_FORCES: Final = 2
_REPORTS_SHOWN: Final = 12
_ANSWERS_SHOWN: Final = 4
"""Of all forces together, so that a page of six is no longer than can be read. Lists of their own have all of them."""
_FEWEST_REPORTS: Final = 4
_LETTERS: Final = 600
"""Letters of the answers to one recommendation, together. Each has a link to the whole of it."""
_FEWEST_LETTERS: Final = 160
_SQL: Final = {query.name: query.sql for query in QUERIES}

_TIMELINESS: Final = {"on_time": "f-on", "late": "f-late", "overdue": "f-over", "cannot_tell": "f-cant"}
_ACCEPTANCE: Final = ("accepted", "accepted_in_part", "already_done", "noted", "not_accepted")
_OUTCOMES: Final = {"reported_complete": "f-on", "past": "f-ink", "ahead": "f-na", "not_pursued": "f-cant"}
_NUMBERS: Final = tuple(name for name in SORTS if name not in ("force", "covered_from", "responses"))
"""The columns of the table of all forces that are only known where the records are complete."""


def page(ctx: PageContext) -> Page:
    """Show the forces that were chosen beside each other, or all of them in a table."""
    all_forces = forces(ctx)
    chosen = ctx.chosen_many("force", all_forces)
    if len(chosen) > MOST:
        raise UnreadableError(ctx.say.plain("error.too_many_forces", n=len(chosen), most=MOST))
    slots = [*chosen, *[""] * (1 if _FEWEST_FORCES <= len(chosen) < MOST else _FEWEST_FORCES - len(chosen))]
    context = {"forces": all_forces, "chosen": chosen, "slots": slots}
    if len(chosen) < _FEWEST_FORCES:
        return Page("compare_all.html", context | _all_forces(ctx))
    return Page("compare.html", context | _side_by_side(ctx, chosen, all_forces))


# --- all forces


def _all_forces(ctx: PageContext) -> dict[str, Any]:
    sort = ctx.chosen("sort", SORTS) or "force"
    order = ctx.chosen("order", {"asc": "", "desc": ""}) or "asc"
    rows = ctx.once(
        f"compare forces {sort} {order} {ctx.today()}",
        lambda: ctx.rows(_SQL["compare_forces"], sort=sort, order=order),
    )
    complete = sum(row["reports"] is not None for row in rows)
    asked = {"sort": sort, "order": order}
    return {
        "rows": [row | {"lists": _lists_of_one(row["force"])} for row in rows],
        "complete": complete,
        "held": sum(row["responses"] for row in rows),
        "columns": ["force", "covered_from", *_NUMBERS, "responses"] if complete else ["force", "responses"],
        "sort": sort,
        "order": order,
        "csv": f"/{DATABASE}/compare_forces.csv{address(asked)}",
        "json": f"/{DATABASE}/compare_forces.json{address(asked, _shape='array')}",
    }


def _lists_of_one(force: str) -> dict[str, str]:
    """Give the list behind each number of a force's row."""
    reports, answers = f"/{DATABASE}/compared_reports", f"/{DATABASE}/compared_recommendations"
    of = {"forces": force, "counted": "1"}
    past = address({"forces": force, "outcome": "past"})
    return {
        "reports": reports + address(of),
        **{name: reports + address(of, timeliness=name) for name in _TIMELINESS},
        "answered": answers + address(of),
        "accepted": answers + address(of, acceptance="accepted"),
        "promises_past": f"/{DATABASE}/compared_promises{past}",
        "responses": f"/responses{address({'force': force})}",
    }


# --- two to six forces


def _side_by_side(ctx: PageContext, chosen: Sequence[str], all_forces: Mapping[str, str]) -> dict[str, Any]:
    say, codes = ctx.say, " ".join(chosen)
    names = {force: place_of(all_forces[force]) for force in chosen}
    rows = compared_forces.reports(ctx, chosen)
    counted = [row for row in rows if row["counted"]]
    owed = {row["inspection"] for row in counted}
    own = {force: compared_forces.given(ctx, force) for force in chosen}
    answered_by_all = set.intersection(*map(set, own.values()))
    given = Counter((force, own[force][key]) for key in answered_by_all if key[0] in owed for force in chosen)
    same = sum(n for (force, _), n in given.items() if force == chosen[0])
    sides = [_side(force, names[force], counted, given) for force in chosen]
    reports = len(counted) // len(chosen)
    faster, more = speed(sides, reports), acceptance(sides, same)
    complete = _complete(ctx, chosen)
    differs = {key for key in answered_by_all if len({own[force][key] for force in chosen}) > 1}
    links = {name: f"/{DATABASE}/compared_{name}" for name in ("reports", "recommendations", "promises")}
    answered = len({row["inspection"] for row in rows if not row["counted"]})
    return {
        "names": names,
        "bodies": _bodies(ctx, rows, chosen),
        "title": headline(list(names.values()), reports, faster, more, say)
        if reports or len(complete) == len(chosen)
        else _not_complete(list(names.values()), answered, say),
        "complete": complete,
        "incomplete": joined([names[force] for force in chosen if force not in complete], say),
        "reports": reports,
        "days_known": len(sides[0].days),
        "typical": [(side.name, typical_day(side.days)) for side in sides],
        "earlier": earlier(sides) if len(sides) == _FEWEST_FORCES else [],
        "overdue_day": OVERDUE,
        "timely": [_timely(force, names[force], counted, codes) for force in chosen],
        "same": same,
        "accepted": [_accepted(force, names[force], given, same, codes) for force in chosen] if same else [],
        "promised": _promised(ctx, chosen, names, codes, owed) if reports else [],
        **_grades(ctx, chosen),
        "answers": _same_answers(ctx, answered_by_all, differs, chosen),
        "answers_total": len(answered_by_all),
        "differs": len(differs),
        "listed": _by_report(rows, chosen)[: max(_FEWEST_REPORTS, _REPORTS_SHOWN // len(chosen))],
        "listed_total": len(rows) // len(chosen),
        "links": {name: link + address({"forces": codes}) for name, link in links.items()},
        "csv": {
            name: f"{link}.csv{address({'forces': codes})}"
            for name, link in links.items()
            if rows and (reports or name != "promises")
        },
        "codes": codes,
    }


def _not_complete(names: Sequence[str], answered: int, say: SiteWords) -> str:
    """Say what there is where the records of some are not complete: the reports that all of them answered."""
    many = "two" if len(names) == _FEWEST_FORCES else "more"
    how_many = {0: "none", 1: "one"}.get(answered, "many")
    return say.plain(f"compare.held.{many}.{how_many}", names=joined(names, say), n=f"{answered:,}")


def _complete(ctx: PageContext, chosen: Sequence[str]) -> list[str]:
    """Give those of the forces for whose bodies the data claim to hold every response of some time."""
    covered = forces_covered(ctx)
    return [force for force in chosen if force in covered]


def _bodies(ctx: PageContext, rows: Sequence[Row], chosen: Sequence[str]) -> dict[str, list[str]]:
    """Give the bodies that the rows are about, force by force."""
    titles = ctx.titles("policing_bodies")
    found: dict[str, dict[str, None]] = {force: {} for force in chosen}
    for row in reversed(rows):
        if row["policing_body"] in titles:
            found[row["force"]][titles[row["policing_body"]]["title"]] = None
    return {force: list(bodies) for force, bodies in found.items()}


def _side(force: str, name: str, counted: Sequence[Row], given: Mapping[tuple[str, str], int]) -> ComparedForce:
    days = [
        OVERDUE if row["timeliness"] == "overdue" else float(row["day_number"])
        for row in counted
        if row["force"] == force and row["day_known"]
    ]
    return ComparedForce(name, days, given.get((force, "accepted"), 0), given.get((force, "already_done"), 0))


def _timely(force: str, name: str, counted: Sequence[Row], codes: str) -> dict[str, Any]:
    counts = Counter(row["timeliness"] for row in counted if row["force"] == force)
    known = counts["on_time"] + counts["late"] + counts["overdue"]
    of = {"forces": codes, "force": force, "counted": "1"}
    return {
        "name": name,
        "parts": _parts(_TIMELINESS, counts, f"/{DATABASE}/compared_reports", of, "timeliness"),
        "rate": rate(counts["on_time"], known),
        "known": known,
    }


def _accepted(force: str, name: str, given: Mapping[tuple[str, str], int], same: int, codes: str) -> dict[str, Any]:
    counts = Counter({code: given.get((force, code), 0) for code in _ACCEPTANCE})
    of = {"forces": codes, "force": force, "counted": "1"}
    colours = dict.fromkeys(_ACCEPTANCE, "")
    return {
        "name": name,
        "parts": _parts(colours, counts, f"/{DATABASE}/compared_recommendations", of, "acceptance"),
        "width": round(100 * counts["accepted"] / same, 2),
        "rate": rate(counts["accepted"], same),
    }


def _promised(
    ctx: PageContext, chosen: Sequence[str], names: Mapping[str, str], codes: str, owed: Set[str]
) -> list[dict[str, Any]]:
    """Count what became of the promises on the reports that each had to answer, `owed`."""
    made = []
    for force in chosen:
        became = compared_forces.outcomes(ctx, force)
        counts: Counter[str] = Counter()
        for report in owed & became.keys():
            for outcome, n in became[report].items():
                counts[outcome] += n
        of = {"forces": codes, "force": force}
        made.append(
            {
                "name": names[force],
                "parts": _parts(_OUTCOMES, counts, f"/{DATABASE}/compared_promises", of, "outcome"),
                "total": counts.total(),
                "rate": rate(counts["reported_complete"], counts.total()),
                "list": f"/{DATABASE}/compared_promises{address(of)}",
            }
        )
    return made


def _parts(
    colours: Mapping[str, str], counts: Counter[str], path: str, of: Mapping[str, str], parameter: str
) -> list[dict[str, Any]]:
    """Give the pieces of a bar: code, number, list, colour, and place and width in per cent."""
    total, left, parts = counts.total() or 1, 0.0, []
    for code, colour in colours.items():
        width = 100 * counts[code] / total
        link = path + address({**of, parameter: code})
        parts.append({"code": code, "n": counts[code], "list": link, "colour": colour, "x": left, "width": width})
        left += width
    return parts


def _grades(ctx: PageContext, chosen: Sequence[str]) -> dict[str, Any]:
    """Give the grades of the newest cycle in which each force has some, question by question; and who has any."""
    names = json.dumps(chosen)
    sql = "SELECT DISTINCT force, cycle FROM current_grades WHERE force IN (SELECT value FROM json_each(:forces))"
    found = [(row["force"], row["cycle"]) for row in ctx.rows(sql, forces=names)]
    graded = [force for force in chosen if any(force == one for one, _ in found)]
    common = set.intersection(*({cycle for one, cycle in found if one == force and cycle} for force in chosen))
    if not common:
        return {"grades": None, "graded": graded}
    own = graded_rows(
        ctx,
        """
        SELECT * FROM force_grades WHERE force IN (SELECT value FROM json_each(:forces)) AND +cycle = :cycle
        ORDER BY report_published DESC NULLS LAST, id
        """,
        forces=names,
        cycle=max(common),
    )
    questions: dict[str, dict[str, Any]] = {}
    for row in own:
        one = questions.setdefault(row["question_key"], {"words": row["question"], "of": {}})
        one["of"].setdefault(row["force"], row)
    lines = sorted(questions.values(), key=lambda one: str(one["words"]).lower())
    return {"grades": {"title": own[0]["cycle_title"], "questions": lines}, "graded": graded}


def _same_answers(ctx: PageContext, answered: Set[Key], differs: Set[Key], chosen: Sequence[str]) -> list[list[Row]]:
    """Give a few recommendations, each with every answer: first those that were not answered alike, newest first."""
    sql = "SELECT id, coalesce(published, '') AS published FROM inspections"
    dates = ctx.once("dates of reports", lambda: {row["id"]: row["published"] for row in ctx.rows(sql)})
    newest = sorted(sorted(answered), key=lambda key: (key in differs, dates[key[0]]), reverse=True)
    newest = newest[: max(1, _ANSWERS_SHOWN // len(chosen))]
    rows = ctx.rows(_ANSWERS, keys=json.dumps(newest), forces=json.dumps(chosen))
    found = {(row["inspection"], row["number_key"], row["force"]): row for row in rows}
    length = max(_FEWEST_LETTERS, _LETTERS // len(chosen))
    return [[_answer(ctx, found[(*key, force)], length) for force in chosen] for key in newest]


_ANSWERS: Final = f"""
  SELECT v.*, q.key, r.index_record FROM recommendations_with_answers v
  JOIN recommendations q ON q.id = v.recommendation JOIN responses r ON r.id = v.response
  WHERE v.recommendation IN (
    SELECT r.recommendation FROM json_each(:keys) k CROSS JOIN current_recommendations r
      ON r.inspection = json_extract(k.value, '$[0]') AND r.number_key = json_extract(k.value, '$[1]')
    WHERE r.force IN (SELECT value FROM json_each(:forces)) AND {IS_GIVEN})
"""  # noqa: S608 (our own SQL)


def _answer(ctx: PageContext, row: Row, length: int) -> Row:
    row["acceptance_title"] = ctx.titles("code_acceptance")[row["acceptance"]]["title"]
    for name in ("text", "body_action", "no_action_reason"):
        by_language = {"en": row[name], "cy": row[f"{name}_cy"]}
        other = "cy" if ctx.language == "en" else "en"
        language = ctx.language if by_language[ctx.language] else other
        row |= {name: plain(by_language[language], length), f"{name}_in": language}
    return row


def _by_report(rows: Sequence[Row], chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Put the rows of one report together, the sides in the order in which they were chosen."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        report = found.setdefault(row["inspection"], {"id": row["inspection"], "of": {}, **row})
        report["of"][row["force"]] = row
    return list(found.values())
