"""Small projects for tests: folders with records, made on the spot."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from opcc_opendata import sample
from opcc_opendata.project import Project, project_at

CHECKOUT = Path(__file__).parent.parent


def record(name: str = "2019-02-26-fixture", **changes: Any) -> str:
    """One small invented record as YAML, with top-level keys added or replaced (as YAML text)."""
    parts = {
        "schema_version": "1.0.0",
        "id": f"norfolk-{name}",
        "language": "en",
        "title": '"Invented: a response for a test"',
        "force": "norfolk",
        "policing_body": "norfolk-pcc",
        "stage": "full",
        "inspections": "\n  - id: invented-report\n    title: Invented report\n    published: 2019-02-26",
        "comments": "\n  - kind: policing_body\n    text: Invented text.",
    }
    parts.update({key: str(value) for key, value in changes.items()})
    return "".join(f"{key}: {value}\n" for key, value in parts.items())


def project(folder: Path, records: dict[str, str] | None = None, settings: str = "") -> Project:
    """A project with the given records, by file name in records/norfolk/ or by path below records/."""
    (folder / "records" / "norfolk").mkdir(parents=True, exist_ok=True)
    for name, text in (records or {}).items():
        path = folder / "records" / (name if "/" in name else f"norfolk/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if settings:
        (folder / "opcc.yml").write_text(settings, encoding="utf-8")
    return project_at(folder)


def invented(folder: Path, count: int, seed: int = 0) -> Project:
    """A project with many invented records."""
    sample.write(folder, count, seed)
    return project_at(folder)


def query(database: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask a database, without writing to it."""
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def whole(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that people meet, sorted, and the size of each search index."""
    tables = [name for (name,) in query(database, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {
        name: sorted(query(database, f'SELECT * FROM "{name}"'), key=repr)
        for name in tables
        if "_fts" not in name and not name.startswith("sqlite_")
    }
    for name in tables:
        if name.endswith("_fts"):
            terms = query(database, f'SELECT count(*) FROM "{name}" WHERE "{name}" MATCH \'invented OR the\'')
            found[name] = terms
    return found
