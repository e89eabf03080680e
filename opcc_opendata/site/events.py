"""What pages and feeds ask of events: which were chosen, how many there are, some of them, and where to follow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from opcc_opendata.metadata import DATABASE
from opcc_opendata.record import slug
from opcc_opendata.site.filters import address, bodies, forces, year
from opcc_opendata.site.i18n import SiteWords, words_in
from opcc_opendata.site.views import PageContext, Row, UnreadableError
from opcc_opendata.tables.events import EVENT_KINDS, narrowed

DEADLINE_KINDS: Final = ("due_in_14_days", "overdue")
_MOST_CHARACTERS: Final = 200

_SLICE: Final = """
  WITH slice AS MATERIALIZED (
    SELECT e.id FROM event_dates e WHERE {where} ORDER BY e.date DESC, e.id LIMIT :limit OFFSET :offset
  )
  SELECT v.*, k.title AS kind_title, CASE WHEN t.title IS NULL THEN 'cy' ELSE 'en' END AS title_in,
    q.key, s.status AS response_status
  FROM slice JOIN events v ON v.id = slice.id LEFT JOIN inspections t ON t.id = v.inspection
  LEFT JOIN recommendations q ON q.id = v.recommendation LEFT JOIN code_finding_kinds k ON k.code = q.kind
  LEFT JOIN response_status s ON s.response = v.response
  ORDER BY v.date DESC, v.id
"""


@dataclass(frozen=True, slots=True)
class EventFilters:
    """Which events a reader chose: the value of each filter, empty for all."""

    values: Mapping[str, str]

    def where(self, *without: str) -> str:
        """SQL: the condition on a row `e` of the table."""
        conditions = narrowed("e") | {"force": "e.force = :force"}
        kept = [conditions[name] for name, value in self.values.items() if value and name not in without]
        return " AND ".join(["e.date <= :today", *kept])

    def address(self, path: str, **changes: object) -> str:
        """Give an address with these filters."""
        return f"{path}{address(self.values, **changes)}"


def chosen(ctx: PageContext) -> EventFilters:
    """Read the filters in an address. Raises UnreadableError."""
    kinds = ctx.given("kind").split()
    unknown = [kind for kind in kinds if kind not in EVENT_KINDS]
    if unknown:
        raise UnreadableError(ctx.say.plain("error.no_choice", value=unknown[0][:80]))
    number = ctx.given("number")
    if len(number) > _MOST_CHARACTERS:
        raise UnreadableError(ctx.say.plain("error.no_choice", value=number[:80]))
    return EventFilters(
        {
            "force": ctx.chosen("force", forces(ctx)),
            "body": ctx.chosen("body", bodies(ctx)),
            "report": ctx.chosen("report", reports(ctx)),
            "number": number.lower(),
            "kind": " ".join(kind for kind in EVENT_KINDS if kind in kinds),
            "year": str(year(ctx) or ""),
            "acceptance": ctx.chosen("acceptance", ctx.titles("code_acceptance")),
            "since": _day(ctx, ctx.given("since")),
        }
    )


def _day(ctx: PageContext, given: str) -> str:
    """Read a day as 2026-10-31, or none. Raises UnreadableError."""
    try:
        if given and date.fromisoformat(given).isoformat() != given:
            raise ValueError(given)
    except ValueError as error:
        raise UnreadableError(ctx.say.plain("error.no_day", value=given[:80])) from error
    return given


def reports(ctx: PageContext) -> dict[str, str]:
    """Give the reports to choose from, by id, the newest first."""
    sql = "SELECT id, coalesce(title, title_cy, id) AS title FROM inspections ORDER BY published DESC NULLS LAST, id"
    return ctx.once("reports to choose from", lambda: {row["id"]: row["title"] for row in ctx.rows(sql)})


def by_kind(ctx: PageContext, asked: EventFilters) -> dict[str, int]:
    """Count the events of each kind, with all filters but that."""
    sql = f"SELECT e.kind, count(*) AS n FROM event_dates e WHERE {asked.where('kind')} GROUP BY 1"  # noqa: S608 (ours)
    values = {**asked.values, "today": ctx.today()}

    def count() -> dict[str, int]:
        found = {row["kind"]: row["n"] for row in ctx.rows(sql, **values)}
        return {kind: found[kind] for kind in EVENT_KINDS if kind in found}

    if any(value for name, value in asked.values.items() if name != "kind"):
        return count()
    return ctx.once(f"kinds of events {values['today']}", count, in_all_languages=True)


def total(asked: EventFilters, counts: Mapping[str, int]) -> int:
    """Say how many events there are, from those of each kind."""
    kinds = asked.values["kind"].split()
    return sum(n for kind, n in counts.items() if not kinds or kind in kinds)


def some(ctx: PageContext, asked: EventFilters, limit: int, offset: int) -> list[Row]:
    """Give some events, the newest first, with the names of what each is about."""
    sql = _SLICE.format(where=asked.where())
    return ctx.rows(sql, **asked.values, today=ctx.today(), limit=limit, offset=offset)


def place(row: Row) -> str:
    """Give the address of what an event is about: the response, the recommendation in it, or the report."""
    if not row["response"]:
        return f"/reports/{row['inspection']}"
    return f"/responses/{row['response']}" + (f"#recommendation-{row['key']}" if row["key"] else "")


def numbered(say: SiteWords, kind: str | None, number: str | None) -> str:
    """Name a recommendation or other finding by its number: "recommendation 1", or as the report prints it.

    The name says in which language it is, if that is Welsh.
    """
    name = say.plain_name(kind or "").lower()
    if not number:
        return say.plain("changes.unnumbered", kind=name)
    return say.text(f"{name} {number}") if number[0].isdigit() else number


def named(ctx: PageContext, key: str) -> str:
    """Name a finding by its key, as a filter has it: "recommendation 1", or "area for improvement 1"."""
    for code, row in ctx.titles("code_finding_kinds").items():
        beginning = f"{slug(code)}-"
        if key.startswith(beginning):
            return numbered(words_in("en"), row["title"], key.removeprefix(beginning))
    return words_in("en").plain("promises.numbered", number=key)


def followed(title: str, **filters: str) -> dict[str, Any]:
    """Say where to follow a page: its changes, a feed of just these, and a calendar of deadlines and promised dates.

    `title` names what is followed. The filters are those of `chosen`, and empty ones are left out.
    """
    without_kind = {name: value for name, value in filters.items() if name not in ("kind", "acceptance", "since")}
    return {
        "title": title,
        "changes": f"/changes{address(filters)}",
        "feed": f"/feeds/changes.atom{address(filters)}",
        "calendar": f"/feeds/dates.ics{address(without_kind)}",
    }


def csv(asked: EventFilters) -> str:
    """Give the address of the same events as CSV."""
    return f"/{DATABASE}/changes.csv{address(asked.values)}"
