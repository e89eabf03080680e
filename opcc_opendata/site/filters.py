"""What lists have in common: the filters in an address, and paging."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from opcc_opendata.site.views import PAGE_SIZE, Ask, MissingError, UnreadableError


def forces(ask: Ask) -> dict[str, str]:
    """Give the forces to choose from, by code."""
    sql = "SELECT code, title FROM forces ORDER BY title"
    return ask.once("forces", lambda: {row["code"]: row["title"] for row in ask.rows(sql)})


def year(ask: Ask) -> int | None:
    """Give the year that a reader filled in. Raises UnreadableError."""
    given = ask.given("year")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) == 4):
        raise UnreadableError(f"“{given[:80]}” is not a year. Write it as 2019.")
    return int(given)


def paged(ask: Ask, sql: str, size: int = PAGE_SIZE, /, **values: Any) -> dict[str, Any]:
    """Give one page of a query's rows, and the addresses of those before and after."""
    found = ask.rows(f"{sql} LIMIT :limit OFFSET :offset", limit=size + 1, offset=(ask.page - 1) * size, **values)
    if not found and ask.page > 1:
        raise MissingError(f"This list has no page {ask.page}.")
    return {"rows": found[:size], "pages": _pages(ask, more=len(found) > size)}


def _pages(ask: Ask, *, more: bool) -> dict[str, Any]:
    return {
        "number": ask.page,
        "previous": address(ask.query, page=ask.page - 1) or "?" if ask.page > 1 else "",
        "next": address(ask.query, page=ask.page + 1) if more else "",
    }


def address(query: Mapping[str, object], **changes: object) -> str:
    """Give the query part of an address with some values changed, and the empty ones left out."""
    values = {key: str(value) for key, value in {**query, **changes}.items() if value is not None}
    kept = sorted((key, value) for key, value in values.items() if value and (key, value) != ("page", "1"))
    return "?" + urlencode(kept) if kept else ""
