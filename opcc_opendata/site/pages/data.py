"""What data there is and how to get it; how it is worked out; how accessible the site is."""

from __future__ import annotations

from typing import Any, Final

from opcc_opendata.metadata import DATABASE, QUERIES
from opcc_opendata.site.asking import Ask, Page
from opcc_opendata.tables import BUILD_TABLES, DERIVED_TABLES, RECORD_TABLES, REFERENCE_TABLES, VIEWS, Table

_GROUPS: Final = (
    ("Responses", RECORD_TABLES),
    ("Reports", DERIVED_TABLES),
    ("Codes, forces and bodies", REFERENCE_TABLES),
    ("About the build", BUILD_TABLES),
)


def page(ask: Ask) -> Page:
    """Show the tables, downloads and examples."""
    counts = {row["table"]: row["rows"] for row in ask.rows('SELECT "table", rows FROM build_counts')}
    problems = ask.rows("SELECT code, severity, count(*) AS n FROM problems GROUP BY 1, 2 ORDER BY 3 DESC, 1")
    context = {
        "database": DATABASE,
        "groups": [(title, [_table(table, counts) for table in tables]) for title, tables in _GROUPS],
        "views": VIEWS,
        "queries": QUERIES,
        "problems": problems,
        "example": ask.one("SELECT id FROM responses ORDER BY index_record, id LIMIT 1"),
    }
    return Page("data.html", context)


def _table(table: Table, counts: dict[str, int]) -> dict[str, Any]:
    return {"name": table.name, "says": table.says, "rows": counts.get(table.name)}


def methodology(ask: Ask) -> Page:
    """Show how timeliness is worked out, and what it can't say."""
    codes = ask.rows("SELECT code, title, description FROM code_timeliness ORDER BY rowid")
    return Page("methodology.html", {"timeliness": codes, "coverage": bool(ask.one("SELECT 1 AS n FROM coverage"))})


def accessibility(ask: Ask) -> Page:
    """Show the accessibility statement."""
    return Page("accessibility.html")
