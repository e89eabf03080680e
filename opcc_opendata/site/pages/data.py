"""What data there is and how to get it; how it is worked out; how accessible the site is."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlencode

from opcc_opendata.metadata import DATABASE
from opcc_opendata.problem_codes import all_codes
from opcc_opendata.project import packaged_standard
from opcc_opendata.queries import QUERIES
from opcc_opendata.schema import load_standard
from opcc_opendata.site.example_queries import EXAMPLE_QUERIES
from opcc_opendata.site.table_diagram import diagram, links, shown
from opcc_opendata.site.views import File, MissingError, Page, PageContext
from opcc_opendata.tables import (
    ALIKE_TABLES,
    BUILD_TABLES,
    COUNTED_TABLES,
    DERIVED_TABLES,
    EVENT_TABLES,
    RECORD_TABLES,
    REFERENCE_TABLES,
    REPEAT_TABLES,
    SEARCH_TABLES,
    TABLES,
    VIEWS,
    Table,
    View,
)
from opcc_opendata.tables.views import FORCES_COVERED

_GROUPS: Final = (
    ("data.responses", RECORD_TABLES),
    ("data.reports", DERIVED_TABLES),
    ("data.counted", COUNTED_TABLES),
    ("data.again", REPEAT_TABLES + ALIKE_TABLES),
    ("data.events", EVENT_TABLES),
    ("data.search", SEARCH_TABLES),
    ("data.codes", REFERENCE_TABLES),
    ("data.build", BUILD_TABLES),
)
_TOLD: Final[dict[str, Table | View]] = {**{one.name: one for one in TABLES}, **{one.name: one for one in VIEWS}}
_FORMS: Final = (("csv", "CSV"), ("jsonl", "JSON Lines"))
_UNAVAILABLE: Final = 503
_LICENCE: Final = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_A_RESPONSE: Final = "SELECT id FROM current_responses ORDER BY index_record, id LIMIT 1"
_DATED: Final = """
  SELECT max(published) FILTER (WHERE length(published) = 10) AS newest,
    count(*) FILTER (WHERE published IS NULL OR length(published) < 10) AS without_day, count(*) AS responses
  FROM current_responses
"""
"""Years and months of publication are no days: a response of July 2022 may be newer than any with a day."""


def page(ctx: PageContext) -> Page:
    """Show the tables, downloads and examples."""
    counts = ctx.counts()
    every_link = links()
    known = of_build(ctx)
    context = {
        "database": DATABASE,
        "everything": _everything(ctx),
        "examples_of_sql": EXAMPLE_QUERIES,
        "links": [(table.name, [link for link in every_link if link.table == table.name]) for table in shown()],
        "groups": [
            (title, [{"table": table, "rows": counts.get(table.name), "files": _files(ctx, table)} for table in tables])
            for title, tables in _GROUPS
        ],
        "views": VIEWS,
        "queries": QUERIES,
        **known,
        "examples": _examples(ctx.base, known["first"]["id"] if known["first"] else ""),
        "today": ctx.today(),
        "waiting": ctx.files is None,
    }
    return Page(_template(ctx, "data"), context, keep=ctx.files is not None)


def of_build(ctx: PageContext) -> dict[str, Any]:
    """Give what that page says of a build, but for its downloads. The server has it ready before anybody asks."""
    return {
        "first": ctx.once("a response", lambda: ctx.one(_A_RESPONSE), in_all_languages=True),
        "dated": ctx.once("days of publication", lambda: ctx.rows(_DATED)[0]),
        "problems": ctx.once("problems of records", lambda: _problems(ctx)),
        "schema": ctx.once("standard", lambda: load_standard(packaged_standard()).schema["$id"]),
        "diagram": ctx.once("diagram", lambda: diagram(ctx.say.plain("data.diagram_name"))),
    }


def table(ctx: PageContext) -> Page:
    """Show one table or view: what each column means, and its downloads with their checksums."""
    name = ctx.address["table"]
    found = _TOLD.get(name)
    if found is None:
        raise MissingError(ctx.say.plain("error.no_table"))
    is_table = isinstance(found, Table)
    context = {
        "database": DATABASE,
        "name": name,
        "says": ctx.described.get(name, {}).get("description") or found.says,
        "columns": _columns(found, ctx.described.get(name, {}).get("columns", {})),
        "rows": ctx.rows(f'SELECT count(*) AS n FROM "{name}"')[0]["n"] if is_table else None,  # noqa: S608 (our own)
        "is_table": is_table,
        "files": _files(ctx, found),
        "example": _curl(f"{ctx.base}/{DATABASE}/{name}.json", {"_shape": "array", "_size": "2"}),
        "waiting": is_table and ctx.files is None,
    }
    return Page(_template(ctx, "data_table"), context, keep=ctx.files is not None)


def _template(ctx: PageContext, name: str) -> str:
    """Name a template: files have other downloads than a server, and answer no questions."""
    return f"static/{name}.html" if ctx.is_for_files else f"{name}.html"


def checksums(ctx: PageContext) -> File:
    """Give the checksums of all downloads, as `sha256sum --check` reads them."""
    if ctx.files is None:
        return File("The checksums are being worked out. Ask again in a minute.\n", "text/plain", _UNAVAILABLE)
    lines = (f"{found.sha256}  {address.rpartition('/')[2]}\n" for address, found in sorted(ctx.files.items()))
    return File("".join(lines), "text/plain; charset=utf-8")


def _everything(ctx: PageContext) -> dict[str, dict[str, Any]]:
    """Give the files that hold everything, by code: where each is, and its sum if that is known.

    One that could not be made has no sum when those of the others are known, and is left out.
    """
    known = ctx.files
    forms = [(one.code, f"/data/{one.file}", one.media_type) for one in ctx.formats]
    packed = f"/{DATABASE}.db.xz"  # among files that need no server
    if packed in (known or {}):
        forms.append(("sqlite", packed, "application/x-xz"))
    else:
        forms.append(("sqlite", f"/{DATABASE}.db", "application/vnd.sqlite3"))
    records = f"/data/{DATABASE}-records.tar.xz"
    if records in (known or {}):
        forms.append(("records", records, "application/x-xz"))
    return {
        code: {"address": address, "media_type": media_type, "sum": (known or {}).get(address)}
        for code, address, media_type in forms
        if known is None or address in known
    }


def listed(ctx: PageContext) -> File:
    """List the downloads for programs, as JSON."""
    if ctx.files is None:
        waiting = {"ok": False, "error": "The downloads are being made. Ask again in a minute."}
        return File(json.dumps(waiting) + "\n", "application/json; charset=utf-8", _UNAVAILABLE)
    facts = {row["key"]: row["value"] for row in ctx.rows("SELECT key, value FROM build")}
    counts = ctx.counts()

    def file(address: str, form: str, media_type: str) -> dict[str, Any]:
        found = (ctx.files or {}).get(address)
        sums = {"bytes": found.size, "sha256": found.sha256} if found else {}
        return {"url": f"{ctx.base}{address}", "form": form, "media_type": media_type} | sums

    made = {
        "title": ctx.title,
        "digest": facts.get("digest"),
        "data_updated": facts.get("data_updated"),
        "schema_version": facts.get("schema_version"),
        "licence": _LICENCE,
        "checksums": f"{ctx.base}/data/SHA256SUMS",
        "everything": [file(one["address"], code, one["media_type"]) for code, one in _everything(ctx).items()],
        "tables": [
            {
                "name": table.name,
                "description": ctx.described.get(table.name, {}).get("description") or table.says,
                "rows": counts.get(table.name),
                "columns": list(table.column_names),
                "files": [
                    file(f"/{DATABASE}/{table.name}.csv", "csv", "text/csv"),
                    file(f"/{DATABASE}/{table.name}.jsonl", "jsonl", "application/jsonl"),
                ],
            }
            for table in TABLES
        ],
    }
    return File(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "application/json; charset=utf-8")


def _files(ctx: PageContext, one: Table | View) -> list[dict[str, Any]]:
    addresses = [(f"/{DATABASE}/{one.name}.{ending}", title) for ending, title in _FORMS]
    return [{"address": address, "form": title, "sum": (ctx.files or {}).get(address)} for address, title in addresses]


def _columns(found: Table | View, says: dict[str, str]) -> list[dict[str, Any]]:
    if isinstance(found, View):
        return [{"name": name, "says": words} for name, words in (found.columns or says).items()]
    return [
        {"name": column.name, "says": says.get(column.name, column.says), "type": column.type, "to": column.to}
        for column in found.columns
    ]


def _problems(ctx: PageContext) -> list[dict[str, Any]]:
    titles = {name: code.title for name, code in all_codes().items()}
    rows = ctx.rows("SELECT code, severity, count(*) AS n FROM problems GROUP BY 1, 2 ORDER BY 3 DESC, 1")
    return [row | {"title": titles.get(row["code"], row["code"])} for row in rows]


def _examples(base: str, response: str) -> list[dict[str, str]]:
    """Give requests that can be copied into a terminal as they are."""
    here = f"{base}/{DATABASE}"
    sql = "select stage, count(*) as responses from responses group by stage"
    made = [
        ("data.example_force", _curl(f"{here}/responses.json", {"force": "norfolk", "_shape": "array"})),
        ("data.example_query", _curl(f"{here}/timeliness_by_force.csv", {"force": "surrey"})),
        ("data.example_search", _curl(f"{here}/search.json", {"q": '"positive news"', "_shape": "array"})),
        ("data.example_table", _curl(f"{here}/recommendations.jsonl", {})),
        ("data.example_sql", _curl(f"{here}.csv", {"sql": sql})),
        ("data.example_sums", _curl(f"{base}/data/SHA256SUMS", {})),
    ]
    if response:
        made.insert(0, ("data.example_response", _curl(f"{base}/responses/{response}.json", {})))
    return [{"says": says, "command": command} for says, command in made]


def _curl(address: str, values: dict[str, str]) -> str:
    return f"curl -s '{address}{'?' + urlencode(values) if values else ''}'"


def methodology(ctx: PageContext) -> Page:
    """Show how timeliness is worked out, and what it can't say."""
    codes = ctx.rows("SELECT code, title, description FROM code_timeliness ORDER BY rowid")
    coverage = bool(ctx.one("SELECT 1 AS n FROM coverage"))
    return Page(_document(ctx, "methodology"), {"timeliness": codes, "coverage": coverage})


def accessibility(ctx: PageContext) -> Page:
    """Show the accessibility statement."""
    return Page(_document(ctx, "accessibility"))


def _document(ctx: PageContext, name: str) -> str:
    """Name the template of prose that is translated as a whole."""
    return f"{name}.html" if ctx.language == "en" else f"{name}_{ctx.language}.html"


def about(ctx: PageContext) -> Page:
    """Say what the site is, who publishes it, and how to reach them."""
    sql = f"""
      SELECT (SELECT count(*) FROM current_responses) AS responses,
        (SELECT count(DISTINCT force) FROM current_responses) AS forces,
        (SELECT count(DISTINCT force) FROM ({FORCES_COVERED})) AS covered
    """  # noqa: S608 (our own)
    return Page("about.html", {"counts": ctx.once("about", lambda: ctx.rows(sql)[0])})
