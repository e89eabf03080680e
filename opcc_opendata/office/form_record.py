"""Which response a form is for: a draft by its id or its file, or one that is still to begin, by its report."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from opcc_opendata.office.inspections import search
from opcc_opendata.office.new_record import begin
from opcc_opendata.project import Project
from opcc_opendata.schema import Standard
from opcc_opendata.suggestions import names_meant
from opcc_opendata.yaml_reader import read_file


class NoFormError(Exception):
    """No form can be made. The text is a sentence for people."""


def record_for_form(
    name: str, project: Project, standard: Standard, force_of: Callable[[], str], today: date
) -> dict[str, Any]:
    """Give the data of a draft, by its id or path, or of a response to a report of the register, by words of its title.

    `force_of` gives the code of the force whose body's office this is; it is asked only where no draft is named.
    Raises NoFormError.
    """
    every = project.by_id(project.drafts)
    path = every.get(name)
    if path is None and ("/" in name or os.sep in name or name.endswith(".yaml")):
        path = Path(name)
        if not project.is_draft(project.show(path)):
            raise NoFormError(f"{project.show(path)} is no draft. A form is made of what lies in drafts/.")
    if path is not None:
        return _draft(path, project)
    if name in project.by_id(project.records):
        raise NoFormError(f"{name} is published. What comes later: opcc progress {name}, or opcc correct {name}.")
    force = force_of()
    found = search(name, force, standard)
    if len(found) > 1:
        raise NoFormError(f"Several reports have those words: {'; '.join(one.id for one in found)}. Say which.")
    if not found:
        near = get_close_matches(name[:300], every, n=1, cutoff=0.8)
        hint = names_meant(near, "To begin one: opcc new.")
        raise NoFormError(f'No draft has the id "{name[:300]}", and no report has those words. {hint}')
    begun = begin(found[0], force, "full", [], standard, today)
    draft = every.get(begun.data["id"])
    return _draft(draft, project) if draft is not None else begun.data


def _draft(path: Path, project: Project) -> dict[str, Any]:
    shown = project.show(path)
    document = read_file(path, shown, project.root)
    if document.data is None:
        first = min(document.problems)
        raise NoFormError(f"{shown}, line {first.line}: {first.message} {first.hint}".strip())
    data = document.data
    texts = all(isinstance(data.get(key), str) for key in ("id", "force", "policing_body"))
    lists = all(
        isinstance(data.get(key, []), list) and all(isinstance(one, dict) for one in data.get(key, []))
        for key in ("inspections", "comments", "recommendations")
    )
    if not texts or not lists or not data.get("inspections"):
        raise NoFormError(f"{shown} lacks what a form needs. To see what is wrong: opcc validate {shown}")
    return data
