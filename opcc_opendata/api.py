"""The toolkit as a library: what `import opcc_opendata` offers. Everything else is the toolkit's own affair.

Each function imports what it needs when it is called, so that importing the package stays quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from opcc_opendata.database import Outcome
    from opcc_opendata.documents.model import Paper
    from opcc_opendata.problems import Problem
    from opcc_opendata.record_types import Record
    from opcc_opendata.validate import Report

Folder = str | Path
Form = Literal["html", "md", "docx", "pdf"]


class InvalidRecordError(Exception):
    """A record has errors. `problems` are all that was found in its file; the text is the first error."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(str(next(one for one in self.problems if one.severity == "error")))


def load(folder: Folder = ".") -> Iterator[Record]:
    """Give the records of a project, in the order of their files, as plain dicts that follow the standard.

    `folder` is the project's, or one inside it. A record of an earlier version comes as the newest has it. Raises
    ProjectError where there is no project, and InvalidRecordError at the first record with an error.
    """
    from opcc_opendata.project import find_project
    from opcc_opendata.schema import project_standard
    from opcc_opendata.validate import check_file
    from opcc_opendata.yaml_reader import find_records

    project = find_project(Path(folder))
    standard = project_standard(project)
    for path in find_records([project.records], project.root).files:
        checked = check_file(path, project, standard)
        if checked.data is None:
            raise InvalidRecordError(checked.problems)
        yield checked.data


def check(folder: Folder = ".", paths: Iterable[Folder] | None = None) -> Report:
    """Check a project's records, or the files and folders named: as `opcc validate` does.

    The report has `problems`, sorted, each with a path, line, column, code, severity, message and hint, and `files`,
    how many were checked. Raises ProjectError where there is no project.
    """
    from opcc_opendata.project import find_project
    from opcc_opendata.validate import validate

    return validate(find_project(Path(folder)), None if paths is None else [Path(path) for path in paths])


def build(folder: Folder = ".", database: Folder | None = None, *, skip_invalid: bool = False) -> Outcome:
    """Make the database of a project, unless it is up to date: as `opcc build` does.

    The outcome's `built` is False if nothing had changed (`up_to_date`) or because of errors (`problems`); the old
    database is then as it was. Raises ProjectError, and BuildError where the database can't be written.
    """
    from opcc_opendata.database import build as make
    from opcc_opendata.project import find_project

    project = find_project(Path(folder))
    return make(project, database=Path(database) if database else project.database, skip_invalid=skip_invalid)


def render(
    record: Record, form: Form = "html", language: str | None = None, folder: Folder | None = None
) -> str | bytes:
    """Make the official document of a record: a text (html, md) or bytes (docx, pdf).

    `language` is "en" or "cy"; without it, it is the record's own. The record has to follow the standard: one that
    `load` gave does. `folder` is that of the project, or one inside it, whose codelists give the codes their words;
    without it, they are those of the package. Raises ProjectError where there is no project.
    """
    from opcc_opendata.documents import response
    from opcc_opendata.documents.writers import docx, html, md, pdf
    from opcc_opendata.project import find_project, packaged_standard
    from opcc_opendata.schema import load_standard, project_standard

    project = None if folder is None else find_project(Path(folder))
    standard = project_standard(project) if project else load_standard(packaged_standard())
    paper = response(record, language or record["language"], standard.codelists)
    writers: dict[str, Callable[[Paper], str | bytes]] = {
        "html": html.written,
        "md": md.written,
        "docx": docx.written,
        "pdf": pdf.written,
    }
    return writers[form](paper)
