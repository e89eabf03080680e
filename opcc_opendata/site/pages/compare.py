"""Forces beside each other: two to six over the same reports, or a table of all.

Nothing is counted but what the body of each had to answer within the stated coverage. Each number is counted by a
ready-made query, and leads to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from opcc_opendata.metadata import DATABASE, QUERIES
from opcc_opendata.site.comparison import (
    OVERDUE,
    Side,
    acceptance,
    earlier,
    headline,
    joined,
    place_of,
    rate,
    speed,
    typical_day,
)
from opcc_opendata.site.filters import address, forces
from opcc_opendata.site.i18n import Words
from opcc_opendata.site.markdown_html import plain
from opcc_opendata.site.pages.grades import graded_rows
from opcc_opendata.site.views import Ask, Page, Row, UnreadableError
from opcc_opendata.tables.comparison import PROMISED, SAME_RECOMMENDATIONS, SORTS

MOST: Final = 6
_FEWEST_FORCES: Final = 2
_REPORTS_SHOWN: Final = 10
_ANSWERS_SHOWN: Final = 3
_LENGTH: Final = 420
_SQL: Final = {query.name: query.sql for query in QUERIES}

_TIMELINESS: Final = {"on_time": "f-on", "late": "f-late", "overdue": "f-over", "cannot_tell": "f-cant"}
_ACCEPTANCE: Final = ("accepted", "accepted_in_part", "already_done", "noted", "not_accepted")
_OUTCOMES: Final = {"reported_complete": "f-on", "past": "f-over", "ahead": "f-na", "not_pursued": "f-cant"}
_NUMBERS: Final = tuple(name for name in SORTS if name not in ("force", "covered_from", "responses"))
"""The columns of the table of all forces that are only known where the records are complete."""


def page(ask: Ask) -> Page:
    """Show the forces that were chosen beside each other, or all of them in a table."""
    all_forces = forces(ask)
    chosen = ask.chosen_many("force", all_forces)
    if len(chosen) > MOST:
        raise UnreadableError(ask.say.plain("error.too_many_forces", n=len(chosen), most=MOST))
    slots = [*chosen, *[""] * (1 if _FEWEST_FORCES <= len(chosen) < MOST else _FEWEST_FORCES - len(chosen))]
    context = {"forces": all_forces, "chosen": chosen, "slots": slots}
    if len(chosen) < _FEWEST_FORCES:
        return Page("compare_all.html", context | _all_forces(ask))
    return Page("compare.html", context | _side_by_side(ask, chosen, all_forces))


# --- all forces


def _all_forces(ask: Ask) -> dict[str, Any]:
    sort = ask.chosen("sort", SORTS) or "force"
    order = ask.chosen("order", {"asc": "", "desc": ""}) or "asc"
    rows = ask.once(
        f"compare forces {sort} {order} {ask.today()}",
        lambda: ask.rows(_SQL["compare_forces"], sort=sort, order=order),
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


def _side_by_side(ask: Ask, chosen: Sequence[str], all_forces: Mapping[str, str]) -> dict[str, Any]:
    say, codes = ask.say, " ".join(chosen)
    names = {force: place_of(all_forces[force]) for force in chosen}
    everything = {"force": "", "timeliness": "", "counted": "", "day_known": ""}
    rows = ask.rows(_SQL["compared_reports"], **{**everything, "forces": codes})
    counted = [row for row in rows if row["counted"]]
    answers = ask.rows(f"WITH {SAME_RECOMMENDATIONS} SELECT {_ANSWER} FROM answered v", forces=codes)  # noqa: S608
    given = Counter((row["force"], row["acceptance"]) for row in answers if row["counted"])
    same = sum(n for (force, _), n in given.items() if force == chosen[0])
    sides = [_side(force, names[force], counted, given) for force in chosen]
    reports = len(counted) // len(chosen)
    faster, more = speed(sides, reports), acceptance(sides, same)
    complete = _complete(ask, chosen)
    differs = {(row["inspection"], row["number_key"]) for row in answers if row["differs"]}
    links = {name: f"/{DATABASE}/compared_{name}" for name in ("reports", "recommendations", "promises")}
    answered = len({row["inspection"] for row in rows if not row["counted"]})
    return {
        "names": names,
        "bodies": _bodies(rows, chosen),
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
        "promised": _promised(ask, chosen, names, codes) if reports else [],
        **_grades(ask, chosen),
        "answers": _same_answers(ask, answers, chosen),
        "answers_total": len(answers) // len(chosen),
        "differs": len(differs),
        "listed": _by_report(rows, chosen)[:_REPORTS_SHOWN],
        "listed_total": len(rows) // len(chosen),
        "links": {name: link + address({"forces": codes}) for name, link in links.items()},
        "csv": {
            name: f"{link}.csv{address({'forces': codes})}"
            for name, link in links.items()
            if rows and (reports or name != "promises")
        },
        "codes": codes,
    }


_ANSWER: Final = "v.force, v.inspection, v.number_key, v.acceptance, v.differs, v.counted, v.recommendation"


def _not_complete(names: Sequence[str], answered: int, say: Words) -> str:
    """Say what there is where the records of some are not complete: the reports that all of them answered."""
    many = "two" if len(names) == _FEWEST_FORCES else "more"
    how_many = {0: "none", 1: "one"}.get(answered, "many")
    return say.plain(f"compare.held.{many}.{how_many}", names=joined(names, say), n=f"{answered:,}")


def _complete(ask: Ask, chosen: Sequence[str]) -> list[str]:
    """Give those of the forces for whose bodies the data claim to hold every response of some time."""
    sql = "SELECT DISTINCT b.force FROM coverage c JOIN policing_bodies b ON b.code = c.policing_body"
    covered = ask.once("covered forces", lambda: {row["force"] for row in ask.rows(sql)})
    return [force for force in chosen if force in covered]


def _bodies(rows: Sequence[Row], chosen: Sequence[str]) -> dict[str, list[str]]:
    """Give the bodies that the rows are about, force by force."""
    found: dict[str, dict[str, None]] = {force: {} for force in chosen}
    for row in reversed(rows):
        if row["policing_body_name"]:
            found[row["force"]][row["policing_body_name"]] = None
    return {force: list(bodies) for force, bodies in found.items()}


def _side(force: str, name: str, counted: Sequence[Row], given: Mapping[tuple[str, str], int]) -> Side:
    days = [
        OVERDUE if row["timeliness"] == "overdue" else float(row["day_number"])
        for row in counted
        if row["force"] == force and row["day_known"]
    ]
    return Side(name, days, given.get((force, "accepted"), 0), given.get((force, "already_done"), 0))


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


def _promised(ask: Ask, chosen: Sequence[str], names: Mapping[str, str], codes: str) -> list[dict[str, Any]]:
    sql = f"WITH {PROMISED} SELECT force, outcome, count(*) AS n FROM promised GROUP BY 1, 2"  # noqa: S608 (our own)
    rows = ask.rows(sql, forces=codes)
    made = []
    for force in chosen:
        counts = Counter({row["outcome"]: row["n"] for row in rows if row["force"] == force})
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


def _grades(ask: Ask, chosen: Sequence[str]) -> dict[str, Any]:
    """Give the grades of the newest cycle in which each force has some, question by question; and who has any."""
    marks = ", ".join(f":f{n}" for n in range(len(chosen)))
    values = {f"f{n}": force for n, force in enumerate(chosen)}
    rows = graded_rows(
        ask,
        f"""
        SELECT * FROM force_grades WHERE force IN ({marks})
        ORDER BY report_published DESC NULLS LAST, id
        """,  # noqa: S608 (our own names)
        **values,
    )
    graded = [force for force in chosen if any(row["force"] == force for row in rows)]
    rows = [row for row in rows if row["cycle"]]
    cycles = [{row["cycle"] for row in rows if row["force"] == force} for force in chosen]
    common = set.intersection(*cycles)
    if not common:
        return {"grades": None, "graded": graded}
    own = [row for row in rows if row["cycle"] == max(common)]
    questions: dict[str, dict[str, Any]] = {}
    for row in own:
        one = questions.setdefault(row["question_key"], {"words": row["question"], "of": {}})
        one["of"].setdefault(row["force"], row)
    lines = sorted(questions.values(), key=lambda one: str(one["words"]).lower())
    return {"grades": {"title": own[0]["cycle_title"], "questions": lines}, "graded": graded}


def _same_answers(ask: Ask, answers: Sequence[Row], chosen: Sequence[str]) -> list[list[Row]]:
    """Give a few recommendations, each with every answer: first those that were not answered alike, newest first."""
    dates = {row["id"]: row["published"] or "" for row in ask.rows("SELECT id, published FROM inspections")}
    keys = sorted({(row["inspection"], row["number_key"]) for row in answers})
    unlike = {(row["inspection"], row["number_key"]): row["differs"] for row in answers}
    newest = sorted(keys, key=lambda key: (unlike[key], dates[key[0]]), reverse=True)[:_ANSWERS_SHOWN]
    found = []
    for key in newest:
        ids = {row["force"]: row["recommendation"] for row in answers if (row["inspection"], row["number_key"]) == key}
        found.append([_answer(ask, ids[force]) for force in chosen])
    return found


def _answer(ask: Ask, recommendation: str) -> Row:
    row = ask.rows(
        """
        SELECT v.*, q.key FROM recommendations_with_answers v JOIN recommendations q ON q.id = v.recommendation
        WHERE v.recommendation = :id
        """,
        id=recommendation,
    )[0]
    row["acceptance_title"] = ask.titles("code_acceptance")[row["acceptance"]]["title"]
    for name in ("text", "body_action", "no_action_reason"):
        by_language = {"en": row[name], "cy": row[f"{name}_cy"]}
        other = "cy" if ask.language == "en" else "en"
        language = ask.language if by_language[ask.language] else other
        row |= {name: plain(by_language[language], _LENGTH), f"{name}_in": language}
    return row


def _by_report(rows: Sequence[Row], chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Put the rows of one report together, the sides in the order in which they were chosen."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        report = found.setdefault(row["inspection"], {"id": row["inspection"], "of": {}, **row})
        report["of"][row["force"]] = row
    return list(found.values())
