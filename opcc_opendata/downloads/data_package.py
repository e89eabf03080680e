"""datapackage.json: the tables with their types, keys, licence and sources, as the Data Package standard has them.

https://specs.frictionlessdata.io/tabular-data-package/ (version 1)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from opcc_opendata.downloads.formats import TABLES
from opcc_opendata.metadata import DATABASE
from opcc_opendata.tables import BY_NAME, Table

_TYPES: Final = {"TEXT": "string", "INTEGER": "integer"}
_LICENCE_NAME: Final = "OGL-UK-3.0"
_NAMES: Final = {table.name for table in TABLES}


@dataclass(frozen=True, slots=True)
class About:
    """What is said of the dataset: its title and description, and for each table what it and its columns hold."""

    title: str
    description: str
    licence: str
    licence_url: str
    source: str
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> About:
        """Read it from the metadata of a server. What that leaves out is empty.

        `marked` says in a sentence what the data are, where they are not what is published.
        """
        database = (described.get("databases") or {}).get(DATABASE) or {}
        whole = {**described, **database}
        names = ("title", "description", "license", "license_url", "source")
        title, description, licence, licence_url, source = (str(whole.get(name) or "") for name in names)
        description = f"{described.get('marked') or ''} {description}".strip()
        return cls(title, description, licence, licence_url, source, database.get("tables") or {})

    def table(self, table: Table) -> str:
        """Say what a table holds."""
        return str((self.tables.get(table.name) or {}).get("description") or table.says)

    def columns(self, table: Table) -> dict[str, str]:
        """Say what each column of a table holds."""
        says = (self.tables.get(table.name) or {}).get("columns") or {}
        return {column.name: str(says.get(column.name) or column.says) for column in table.columns}


def data_package(about: About, digest: str, tables: Iterable[Table], sums: Mapping[str, tuple[int, str]]) -> str:
    """Write the description of some tables as CSV, as JSON. `sums` has the bytes and the SHA-256 of each file."""
    described = {
        "profile": "tabular-data-package",
        "name": DATABASE,
        "title": about.title,
        "description": about.description,
        "version": digest,
        "licenses": [{"name": _LICENCE_NAME, "title": about.licence, "path": about.licence_url}],
        "sources": [{"title": about.source}],
        "resources": [_resource(about, table, *sums[table.name]) for table in tables],
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _resource(about: About, table: Table, size: int, sha256: str) -> dict[str, Any]:
    says = about.columns(table)
    schema: dict[str, Any] = {
        "fields": [
            {"name": column.name, "type": _TYPES[column.type], "description": says[column.name]}
            | ({"constraints": {"required": True}} if column.required else {})
            for column in table.columns
        ],
        "missingValues": [""],
        "primaryKey": [table.key],
    }
    keys = [
        {
            "fields": [column.name],
            "reference": {
                "resource": "" if column.to == table.name else column.to,
                "fields": [BY_NAME[column.to].key],
            },
        }
        for column in table.columns
        if column.to in _NAMES
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "description": about.table(table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n", "header": True},
        "schema": schema,
    }
