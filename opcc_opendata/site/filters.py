"""What lists have in common: the filters in an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote_plus

from markupsafe import escape

from opcc_opendata.site.views import PageContext, UnreadableError
from opcc_opendata.tables.views import FORCES_COVERED


def forces(ctx: PageContext) -> dict[str, str]:
    """Give the forces to choose from, by code."""
    sql = "SELECT code, title FROM forces ORDER BY title"
    return ctx.once("forces", lambda: {row["code"]: ctx.say.plain_name(row["title"]) for row in ctx.rows(sql)})


def bodies(ctx: PageContext) -> dict[str, str]:
    """Give the policing bodies to choose from, by code."""
    sql = "SELECT code, title FROM policing_bodies ORDER BY force, coalesce(start, ''), code"
    return ctx.once("bodies", lambda: {row["code"]: ctx.say.plain_name(row["title"]) for row in ctx.rows(sql)})


def forces_covered(ctx: PageContext) -> set[str]:
    """Give the codes of the forces whose silence says something: complete, and no office of theirs out of reach."""
    return ctx.once("covered forces", lambda: {row["force"] for row in ctx.rows(FORCES_COVERED)})


def years(ctx: PageContext) -> list[int]:
    """Give the years of reports that have a response, or are owed one, newest first."""
    sql = """
      SELECT report_year AS year FROM current_responses WHERE report_year IS NOT NULL
      UNION SELECT CAST(substr(report_published, 1, 4) AS INTEGER) FROM duties ORDER BY 1 DESC
    """
    return ctx.once("years", lambda: [row["year"] for row in ctx.rows(sql)])


def year(ctx: PageContext) -> int | None:
    """Give the year that a reader filled in. Raises UnreadableError."""
    given = ctx.given("year")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) == 4):
        raise UnreadableError(ctx.say.plain("error.no_year", value=given[:80]))
    return int(given)


def narrowed(ctx: PageContext) -> dict[str, str]:
    """Give the force, the policing body and the year of the report that a reader chose. Raises UnreadableError."""
    return {
        "force": ctx.chosen("force", forces(ctx)),
        "body": ctx.chosen("body", bodies(ctx)),
        "year": str(year(ctx) or ""),
    }


def choices(ctx: PageContext, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Give what a reader may choose, what was chosen, and the address of the same list narrowed in another way."""
    named = {"force": forces(ctx), "body": bodies(ctx)}
    chips = [
        (named.get(name, {}).get(value, value), address(ctx.query, page=None, **{name: None}) or "?")
        for name, value in chosen.items()
        if value and name in ("force", "body", "year")
    ]
    return {
        "forces": named["force"],
        "bodies": named["body"],
        "years": years(ctx),
        "chosen": chosen,
        "chips": chips,
        "narrow": partial(_narrow, ctx),
    }


def _narrow(ctx: PageContext, **more: str | None) -> str:
    return address(ctx.query, page=None, **more) or "?"


def addresses(query: Mapping[str, object], name: str, **changes: object) -> Callable[[str], str]:
    """Give `address` for each value of one name, as HTML: what the addresses have in common is written only once."""
    others = {**query, **changes, name: ""}
    before = address({key: value for key, value in others.items() if key < name})
    after = address({key: value for key, value in others.items() if key > name})
    start = str(escape(f"{before}&{name}=" if before else f"?{name}="))
    end = str(escape(after.replace("?", "&", 1)))
    without = str(escape(before + after.replace("?", "&", 1) if before else after))

    def with_value(value: str) -> str:
        # What an address quotes has no sign of HTML left.
        return f"{start}{_quoted(value)}{end}" if value else without

    return with_value


def address(query: Mapping[str, object], **changes: object) -> str:
    """Give the query part of an address with some values changed, and the empty ones left out."""
    values = {key: str(value) for key, value in {**query, **changes}.items() if value is not None}
    kept = sorted((key, value) for key, value in values.items() if value and (key, value) != ("page", "1"))
    return "?" + "&".join(f"{_quoted(key)}={_quoted(value)}" for key, value in kept) if kept else ""


@lru_cache(maxsize=4_000)
def _quoted(text: str) -> str:
    """Write a name or value as an address has it. A page has hundreds, mostly the same codes in each."""
    return quote_plus(text)
