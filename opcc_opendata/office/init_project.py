"""A whole project for an office that adopts the standard: what `opcc init` makes, and `opcc upgrade` refreshes.

The files of `starter/` are filled in for one body. What each was when it was made is kept in `.opcc-init.yml`, so that
a newer program can refresh what nobody has edited, and leaves alone what somebody has.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from string import Template
from typing import Final

import yaml

from opcc_opendata.files import Reason, UnreadableFileError, read_bytes
from opcc_opendata.linked_standard import editor_schema
from opcc_opendata.office.install_source import InstallSource, InstallSourceError, install_source
from opcc_opendata.office.policing_body import PolicingBody
from opcc_opendata.schema import Standard
from opcc_opendata.statute import PANEL, has_panel
from opcc_opendata.yaml_reader import read_bytes as read_yaml

MADE: Final = ".opcc-init.yml"
"""The file that says what `opcc init` made, and of which version."""

SETTINGS: Final = "opcc.yml"

_STARTER: Final = Path(__file__).parent / "starter"
_FILES: Final = {
    "README.md": "README.md",
    "LICENCE.md": "licence.md",
    SETTINGS: "opcc.yml",
    "requirements.txt": "requirements.txt",
    "records/README.md": "records.md",
    "drafts/README.md": "drafts.md",
    "examples/2026-01-15-invented-example.yaml": "example.yaml",
    ".editorconfig": "editorconfig",
    ".gitignore": "gitignore",
    ".github/CODEOWNERS": "codeowners",
    ".github/workflows/check.yml": "check.yml",
    ".vscode/settings.json": "settings.json",
    ".vscode/extensions.json": "extensions.json",
}
"""The files of a project, each with its file in `starter/`: for Welsh that in `starter/cy/`, if it is there."""

LANGUAGES: Final = ("en", "cy")

_COPY_TO_PANEL: Final = f"  - recipient: {PANEL}\n    sent: false\n"

_MOST_BYTES: Final = 5_000_000
_HEAD: Final = "# What opcc init made, and of which version. opcc upgrade goes by it. It is not for editing.\n"


class RefreshState(Enum):
    """What a refresh does with a file."""

    CURRENT = "is as this program makes it"
    REFRESHED = "was as an older program made it, and is refreshed"
    ADDED = "is new in this program, and is added"
    EDITED = "was edited here, and is left as it is"
    REMOVED = "was removed here, and is not made again"


@dataclass(frozen=True)
class Refresh:
    """What becomes of one file: `place` is its path in the project, `old` and `new` are its texts."""

    place: str
    state: RefreshState
    old: str
    new: str


@dataclass(frozen=True)
class InitFile:
    """What `.opcc-init.yml` says: the program's version, where it is installed from, and each file's SHA-256.

    `language` is that of the pages: `en` or `cy`.
    """

    version: str
    install_from: str
    files: Mapping[str, str]
    language: str = "en"


class MadeError(Exception):
    """`.opcc-init.yml` can't be used. The message says why, and what to do."""


def starting_files(
    body: PolicingBody, standard: Standard, version: str, today: date, source: InstallSource, language: str = "en"
) -> dict[str, str]:
    """Give the texts of a new project's files by their place in it.

    `version` is that of the program that the project is to use. In Welsh, `language` `cy`, pages and the example are
    Welsh, and settings and what is for machines are as in English.
    """
    named = {"title": ("policing_bodies", body.code), "force_title": ("forces", body.force)}
    welsh = {f"{key}_cy": standard.codelists[name][code]["title_cy"] for key, (name, code) in named.items()}
    words = {
        "title": body.title,
        "body": body.code,
        "force": body.force,
        "force_title": body.force_title,
        "schema_version": standard.version,
        "requirement": source.requirement,
        "today": today.isoformat(),
        "copy_to_panel": _COPY_TO_PANEL if has_panel(standard.codelists["policing_bodies"][body.code]["type"]) else "",
    }
    words |= {key: title or words[key.removesuffix("_cy")] for key, title in welsh.items()}
    files = {
        place: Template(_starter(name, language).read_text(encoding="utf-8")).substitute(words)
        for place, name in _FILES.items()
    }
    # Editors need the schema as a file. The program itself goes by its own, which is newer after an update.
    files[".vscode/response.schema.json"] = json.dumps(editor_schema(standard), indent=2, ensure_ascii=False) + "\n"
    return files | {MADE: _made(InitFile(version, source.name, _hashes(files), language))}


def _starter(name: str, language: str) -> Path:
    translated = _STARTER / language / name
    return translated if translated.is_file() else _STARTER / name


def read_made(root: Path) -> InitFile | None:
    """Read what `opcc init` made in the folder `root`: None where it made nothing there. Raises MadeError."""
    again = f"Take it from an earlier state of the project. Without {MADE}, opcc upgrade refreshes no file."
    try:
        raw = read_bytes(root / MADE, _MOST_BYTES, root)
    except UnreadableFileError as error:
        if error.reason is Reason.MISSING:
            return None
        raise MadeError(f"{MADE}: {error}") from error
    data = read_yaml(raw, MADE).data
    files = data.get("files") if isinstance(data, dict) else None
    if not (
        isinstance(data, dict)
        and isinstance(version := data.get("version"), str)
        and isinstance(source := data.get("install_from"), str)
        and (language := data.get("language", "en")) in LANGUAGES
        and isinstance(files, dict)
        and all(isinstance(value, str) for value in files.values())
    ):
        raise MadeError(f"{MADE} is not as opcc init writes it. {again}")
    return InitFile(version, source, files, language)


def refreshes(
    root: Path, made: InitFile, body: PolicingBody, standard: Standard, version: str, today: date
) -> tuple[list[Refresh], str]:
    """Say what becomes of each file that `opcc init` makes, and give the new text of `.opcc-init.yml`.

    Nothing is written. Settings are the office's own, and are not among them. Raises MadeError where the project does
    not say in a way known to this program where it is installed from, or a file can't be read.
    """
    try:
        source = install_source(made.install_from, version)
    except InstallSourceError as error:
        raise MadeError(f"{MADE}, install_from: {error}") from error
    files = starting_files(body, standard, version, today, source, made.language)
    del files[MADE], files[SETTINGS]
    found = [_refresh(root, place, text, made.files.get(place)) for place, text in files.items()]
    hashes = {**made.files, **_hashes(files)}
    return found, _made(InitFile(version, source.name, hashes, made.language))


def _refresh(root: Path, place: str, new: str, before: str | None) -> Refresh:
    try:
        raw = read_bytes(root / place, _MOST_BYTES, root)
    except UnreadableFileError as error:
        if error.reason is Reason.MISSING:
            return Refresh(place, RefreshState.ADDED if before is None else RefreshState.REMOVED, "", new)
        raise MadeError(f"{place}: {error}") from error
    old = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    if old == new:
        state = RefreshState.CURRENT
    elif _hash(old) == before:
        state = RefreshState.REFRESHED
    elif _hash(new) == before:  # this program has nothing to say to what was edited
        state = RefreshState.CURRENT
    else:
        state = RefreshState.EDITED
    return Refresh(place, state, old, new)


def _made(made: InitFile) -> str:
    language = {} if made.language == "en" else {"language": made.language}
    files = dict(sorted(made.files.items()))
    data = {"version": made.version, "install_from": made.install_from, **language, "files": files}
    return _HEAD + yaml.safe_dump(data, sort_keys=False)


def _hashes(files: Mapping[str, str]) -> dict[str, str]:
    return {place: _hash(text) for place, text in files.items()}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
