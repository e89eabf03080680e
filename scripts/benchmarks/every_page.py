"""Addresses of every kind of page, so that none is left out of the bench: the site, feeds, tables, SQL and exports."""

import sqlite3
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote, urlencode

EACH = 100
"""Pages asked for of each kind."""

TABLES = ("responses", "recommendations", "answers", "progress", "comments", "current_recommendations")
CHARTS = ("timeliness", "days-taken", "overdue", "acceptance", "acceptance-by-body", "promises")


def kinds(database: Path) -> dict[str, list[str]]:
    """Give addresses by kind of page. Each is asked for once, so that no copy of an answer serves."""
    with sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True) as connection:

        def some(sql: str) -> list[tuple[str, ...]]:
            return connection.execute(f"{sql} ORDER BY random() LIMIT {EACH}").fetchall()

        responses = [name for (name,) in some("SELECT response FROM response_status WHERE status = 'current'")]
        forces = [name for (name,) in some("SELECT code FROM forces")]
        reports = [name for (name,) in some("SELECT id FROM inspections")]
        numbers = some("SELECT DISTINCT inspection, number_key FROM current_recommendations WHERE number_key > ''")
        alike = [name for (name,) in some("SELECT id FROM alike_answers")]
        again = [name for (name,) in some("SELECT recommendation FROM repeated_recommendations")]
        pairs = some(
            "SELECT a.id, b.id FROM alike_answers a "
            "JOIN alike_answers b ON b.alike_group = a.alike_group AND b.id <> a.id"
        )
    years = [str(year) for year in range(2015, 2026)]
    pairs_of_forces = [(one, other) for one in forces for other in forces if one != other]
    made: dict[str, list[str]] = {
        "front page": ["/"],
        "search": [f"/search?q={word}" for word in ("custody", "vetting", "domestic", "budget", "training")],
        "search, JSON": [f"/search.json?q={word}" for word in ("custody", "vetting", "domestic", "budget")],
        "responses": [f"/responses?force={one}" for one in forces],
        "response": [f"/responses/{name}" for name in responses],
        "response, JSON": [f"/responses/{name}.json" for name in responses],
        "reports": ["/reports"],
        "report": [f"/reports/{name}" for name in reports],
        "recommendation": [f"/reports/{name}/recommendations/{quote(key)}" for name, key in numbers],
        "forces": ["/forces"],
        "force": [f"/forces/{name}" for name in forces],
        "all forces compared": ["/compare?sort=late&order=desc"],
        "two forces compared": [f"/compare?{urlencode({'force': pair}, doseq=True)}" for pair in pairs_of_forces],
        "grades": [f"/grades?force={name}" for name in forces],
        "overdue": [f"/outstanding?force={name}" for name in forces],
        "register of responses owed": [f"/duties?force={name}" for name in forces],
        "promises": [f"/promises?force={name}" for name in forces],
        "refused": [f"/refused?force={name}" for name in forces],
        "what changed": [f"/changes?force={name}" for name in forces],
        "timeliness": [f"/timeliness?year={year}" for year in years],
        "answers alike": ["/alike"],
        "recommendations said again": [f"/repeated?force={name}" for name in forces],
        "recommendation said again": [f"/repeated/{name}" for name in again],
        "answer alike": [f"/alike/{name}" for name in alike],
        "two answers alike": [f"/alike/{one}/{other}" for one, other in pairs],
        "charts": ["/charts"],
        "chart": [f"/charts/{name}" for name in CHARTS],
        "chart, files": [f"/charts/{name}.{form}" for name in CHARTS for form in ("svg", "png", "csv")],
        "methodology": ["/methodology"],
        "accessibility": ["/accessibility"],
        "check": ["/check"],
        "about": ["/about"],
        "picture to share": [
            "/og/site.png",
            *(f"/og/forces/{name}.png" for name in forces[:3]),
            *(f"/og/reports/{name}.png" for name in reports[:3]),
            *(f"/og/responses/{name}.png" for name in responses[:3]),
        ],
        "data": ["/data"],
        "data, JSON": ["/data.json"],
        "checksums": ["/data/SHA256SUMS"],
        "table, what it holds": [f"/data/{name}" for name in TABLES],
        "in Welsh": [f"/cy/forces/{name}" for name in forces],
        "feed of changes": [f"/feeds/changes.atom?force={name}" for name in forces],
        "calendar of dates": [f"/feeds/dates.ics?force={name}" for name in forces],
        "feed": [f"/feeds/forces/{name}.atom" for name in forces],
        "calendar": [f"/feeds/forces/{name}.ics" for name in forces],
        "raw table": [f"/opcc/{name}" for name in TABLES],
        "raw table, three facets, JSON": [
            f"/opcc/responses.json?_facet=force&_facet=stage&_facet=report_year&force__not={name}" for name in forces
        ],
        "raw row, JSON": [f"/opcc/responses/{name}.json" for name in responses],
        "ready-made query": [f"/opcc/timeliness_by_force?force={name}" for name in forces],
        "SQL": [
            f"/opcc?{urlencode({'sql': f'select * from responses where force = {name!r} limit 50'})}" for name in forces
        ],
        "view as CSV, one force": [f"/opcc/recommendations_with_answers.csv?force={name}" for name in forces],
    }
    return {kind: list(islice(_apart(addresses), EACH)) for kind, addresses in made.items() if addresses}


def _apart(addresses: list[str]) -> Iterator[str]:
    """Repeat addresses, each time with another parameter that changes nothing, so that each is made anew."""
    for turn, address in enumerate(cycle(addresses)):
        yield f"{address}{'&' if '?' in address else '?'}_turn={turn}"
