"""A whole project for an office that adopts the standard. The files of `starter/` are filled in for one body."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from string import Template
from typing import Final

from opcc_opendata.office.policing_body import Body
from opcc_opendata.schema import Standard

_STARTER: Final = Path(__file__).parent / "starter"
_FILES: Final = {
    "README.md": "README.md",
    "opcc.yml": "opcc.yml",
    "requirements.txt": "requirements.txt",
    "records/README.md": "records.md",
    "drafts/README.md": "drafts.md",
    "examples/2026-01-15-invented-example.yaml": "example.yaml",
    ".editorconfig": "editorconfig",
    ".gitignore": "gitignore",
    ".github/workflows/check.yml": "check.yml",
    ".vscode/settings.json": "settings.json",
    ".vscode/extensions.json": "extensions.json",
}
"""The files of a project, each with the file in `starter/` that it is made from."""


def starting_files(body: Body, standard: Standard, version: str, today: date) -> dict[str, str]:
    """Give the files of a new project by their place in it, but for metadata.yml, which is made from the settings.

    `version` is that of the program that the project is to use.
    """
    words = {
        "title": body.title,
        "body": body.code,
        "force": body.force,
        "force_title": body.force_title,
        "schema_version": standard.version,
        "version": version,
        "today": today.isoformat(),
    }
    files = {
        place: Template((_STARTER / name).read_text(encoding="utf-8")).substitute(words)
        for place, name in _FILES.items()
    }
    # Editors need the schema as a file. The program itself goes by its own, which is newer after an update.
    files[".vscode/response.schema.json"] = json.dumps(standard.schema, indent=2, ensure_ascii=False) + "\n"
    return files
