"""Records of earlier versions: checked against the version that they name, then upgraded to the newest in memory."""

from __future__ import annotations

import copy
from dataclasses import replace

from opcc_opendata.migrations.edit import Editable
from opcc_opendata.migrations.upgrades import steps, upgrade
from opcc_opendata.problems import Problem
from opcc_opendata.schema import Standard, load_standard
from opcc_opendata.yaml_reader import Document


def upgraded_and_checked(document: Document, standard: Standard) -> tuple[Document, list[Problem]]:
    """Give a record as the newest version has it, and what it breaks of the version that it names.

    A record of the newest version, or of one that nobody knows, comes back as it is, checked against the newest.
    """
    release = _release(document, standard)
    if release is None:
        return document, standard.check(document)
    problems = release.check(document)
    if problems or document.data is None:
        return document, problems
    record = Editable(copy.deepcopy(document.data))
    upgrade(record, standard.version)
    newer = replace(document, data=record.data)
    return newer, standard.check(newer)


def _release(document: Document, standard: Standard) -> Standard | None:
    """Give the earlier version that a record names, if there is one, and a way from it to the newest."""
    version = (document.data or {}).get("schema_version")
    if not isinstance(version, str) or version == standard.version or not steps(version, standard.version):
        return None
    folder = standard.folder / "releases" / version
    return load_standard(folder) if (folder / "response.schema.json").is_file() else None
