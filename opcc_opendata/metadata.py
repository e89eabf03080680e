"""metadata.yml: what Datasette tells readers about the database, its tables, columns and ready-made queries.

Descriptions come from the tables, the views and the standard, so that nothing is described twice. `scripts/generate`
writes the file.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.queries import COMMENCEMENT, COVERAGE, QUERIES, SILENCE, ReadyQuery
from opcc_opendata.tables import REFERENCE_TABLES, SEARCH_TABLES, TABLES, VIEWS, Column, Table, View
from opcc_opendata.tables.model import described

if TYPE_CHECKING:
    from opcc_opendata.project import Project


DATABASE: Final = "opcc"
"""The database's name in every address, whatever its file is called."""

TITLE: Final = "Responses to police inspection reports"

_HEAD: Final = "# Made by scripts/generate from opcc_opendata/metadata.py, the tables and schema/. Change it there.\n"

_LICENCE: Final = {
    "license": "Open Government Licence v3.0",
    "license_url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}

_SOURCE: Final = {
    "source": "Responses that local policing bodies have published",
    "about": "Police Act 1996, section 55",
    "about_url": "https://www.legislation.gov.uk/ukpga/1996/16/section/55",
}

_REFERENCE: Final = _SOURCE | {"source": "Each row says where its facts were found"}

_ABOUT: Final = (
    "What police and crime commissioners, mayors and other local policing bodies in England and Wales have answered to "
    "inspection reports on their police forces, recommendation by recommendation. " + SILENCE
)

_MORE: Final = {
    "timeliness": COMMENCEMENT,
    "outstanding": f"{COVERAGE} {COMMENCEMENT}",
    "duty_states": COMMENCEMENT,
}
"""What a reader of a view must also know."""

_NEWEST_FIRST: Final = {
    "progress": "date",
    "responses": "report_year",
    "current_responses": "report_year",
    "timeliness": "report_published",
    "force_grades": "report_published",
    "event_dates": "date",
    "events": "date",
}
"""The column whose newest value comes first. A table's own `sort` has the same effect."""

_ADVICE: Final = re.compile(r",? in quotes(?=\.)| Leave it out[^.]{0,300}\.")
"""What the standard says to somebody who writes a record, and a reader of the data has no use for."""

_VIEW_SETTINGS: Final[dict[str, dict[str, Any]]] = {
    "current_responses": {"facets": ["force", "stage", "report_year", "index_record"]},
    "timeliness": {"facets": ["timeliness", "rests_on", "force"]},
    "outstanding": {"facets": ["timeliness", "reason", "force"], "sort": "last_lawful_day"},
    "duty_states": {"facets": ["state", "reason", "force"], "sort": "last_lawful_day"},
    "recommendations_with_answers": {"facets": ["acceptance", "kind", "force"]},
    "recommendations_by_force_and_acceptance": {"facets": ["acceptance"]},
    "unexplained_recommendations": {"facets": ["force"]},
    "passages": {"fts_table": "passages_fts", "fts_pk": "id"},
    "promises_past_target": {"facets": ["status", "force"], "sort_desc": "days_past"},
    "promises": {"facets": ["state", "force"]},
    "similar_answers": {"facets": ["text_kind"], "sort_desc": "similarity"},
    "promises_ahead": {"facets": ["status", "force"], "sort_desc": "days_past"},
    "force_grades": {"facets": ["cycle", "grade", "force"]},
    "events": {"facets": ["kind", "force"]},
}


def metadata_file(root: Path) -> dict[str, str]:
    """Give the text of metadata.yml for the project at `root`."""
    from opcc_opendata.project import project_at

    return {"metadata.yml": metadata_text(project_at(root), _HEAD)}


def metadata_text(project: Project, head: str) -> str:
    """Give the text of a project's metadata.yml, below a comment that says where it comes from."""
    return head + _yaml(metadata(project))


def metadata(project: Project) -> dict[str, Any]:
    """Give the metadata of a project's database, from its standard and its title."""
    from opcc_opendata.schema import project_standard

    schema = project_standard(project).schema
    title = project.settings.title or TITLE
    whole = {"title": title, "description": _ABOUT, **_LICENCE, **_SOURCE}
    queries = {query.name: _query(query) for query in QUERIES}
    tables = {table.name: _table(table, schema) for table in TABLES}
    tables |= {view.name: _view(view, tables["responses"]["columns"]) for view in VIEWS}
    return {**whole, **publisher_of(project)} | {
        "databases": {DATABASE: {**whole, "queries": queries, "tables": tables}}
    }


def publisher_of(project: Project) -> dict[str, dict[str, str]]:
    """Give who publishes the data, as `publisher`, where the settings say so."""
    known = {key: value for key, value in asdict(project.settings.publisher).items() if value}
    return {"publisher": known} if known else {}


def _table(table: Table, schema: dict[str, Any]) -> dict[str, Any]:
    source = _REFERENCE if table in REFERENCE_TABLES else _SOURCE
    made: dict[str, Any] = {"description": table.says, **_LICENCE, **source}
    if table.label:
        made["label_column"] = table.label
    if table.name.startswith("code_") or table.name == "build_counts" or table in SEARCH_TABLES:
        made["hidden"] = True  # from the list of tables, which they would fill; they are there all the same
    if table.name == "responses":
        made |= {"fts_table": "responses_fts", "fts_pk": "rowid"}
    if table.facets:
        made["facets"] = list(table.facets)
    if newest := table.sort or _NEWEST_FIRST.get(table.name):
        made["sort_desc"] = newest
    made["columns"] = {column.name: _column(column, schema) for column in table.columns}
    return made


def _column(column: Column, schema: dict[str, Any]) -> str:
    if column.says:
        return column.says
    welsh = " This is the text in Welsh." if column.name.endswith("_cy") else ""
    return _ADVICE.sub("", described(schema, column.of)) + welsh


def _view(view: View, responses: dict[str, str]) -> dict[str, Any]:
    """Describe a view. One that names no columns has those of responses."""
    says = f"{view.says} {_MORE[view.name]}" if view.name in _MORE else view.says
    newest = {"sort_desc": _NEWEST_FIRST[view.name]} if view.name in _NEWEST_FIRST else {}
    return {
        "description": says,
        **_LICENCE,
        **_SOURCE,
        **_VIEW_SETTINGS.get(view.name, {}),
        **newest,
        "columns": dict(view.columns) or dict(responses),
    }


def _query(query: ReadyQuery) -> dict[str, Any]:
    return {
        "title": query.title,
        "description": query.says,
        **_LICENCE,
        **_SOURCE,
        "hide_sql": True,
        "params": list(query.parameters),
        "sql": query.whole,
    }


def _yaml(data: dict[str, Any]) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes SQL as lines, and nothing as an alias."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)

    Dumper.add_representer(str, text)
    return yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)
