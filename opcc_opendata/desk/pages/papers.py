"""The page of a response as readers will see it, and its papers: for Word, as PDF, and the letter.

They are made by the code of `opcc render`, from the draft or the record and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata.desk.checks import check_draft
from opcc_opendata.desk.context import Desk, DeskError
from opcc_opendata.desk.drafts import PLACE, NoDraftError
from opcc_opendata.desk.pages.draft import link_to
from opcc_opendata.documents import as_draft, letter, response
from opcc_opendata.documents.model import Paper
from opcc_opendata.documents.writers import docx, html, pdf
from opcc_opendata.record_types import Record
from opcc_opendata.validate import check_file

PAPERS: Final = ("response.docx", "response.pdf", "letter.docx", "letter.pdf")
"""The papers, each by its name in an address."""

_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_WRITERS: Final[dict[str, Callable[[Paper], bytes]]] = {"docx": docx.written, "pdf": pdf.written}


def papers(desk: Desk, request: Request) -> Response:
    """Show a draft as readers will see it, with its papers; or what has to be put right first."""
    draft = desk.draft(request)
    record = check_file(draft.path, desk.project, desk.standard).data
    links: list[tuple[str, str, str]] = []
    if record is None:
        checked = check_draft(draft, desk.project, desk.words)
        links = [(one.text, link_to(draft, one), one.code) for one in checked.errors]
    shown = html.body(paper_of(desk, record, "response", is_draft=True), below=2) if record is not None else ""
    has_letter_date = "letter" in draft.data.get("dates", {})
    return desk.page(
        request, "papers.html", draft=draft, papers=PAPERS, shown=shown, problems=links, has_letter_date=has_letter_date
    )


def paper_of(desk: Desk, record: Record, kind: str, *, is_draft: bool) -> Paper:
    """Make the response's document or its letter, in the language of the record."""
    make = letter if kind == "letter" else response
    paper = make(record, record["language"], desk.standard.codelists)
    return as_draft(paper) if is_draft else paper


def of_draft(desk: Desk, request: Request) -> Response:
    """Give a paper of a draft, which says on each page that it is one."""
    return _download(desk, request, desk.draft(request).path, is_draft=True)


def of_record(desk: Desk, request: Request) -> Response:
    """Give a paper of a published response."""
    return _download(desk, request, record_path(desk, request), is_draft=False)


def record_path(desk: Desk, request: Request) -> Path:
    """Give the file of the record that an address names. Raises NoDraftError."""
    force, stem = request.path_params["force"], request.path_params["stem"]
    path: Path = desk.project.records / force / f"{stem}.yaml"
    if not PLACE.fullmatch(force) or not PLACE.fullmatch(stem) or not path.is_file():
        raise NoDraftError
    return path


def _download(desk: Desk, request: Request, path: Path, *, is_draft: bool) -> Response:
    name = request.path_params["paper"]
    if name not in PAPERS:
        raise NoDraftError
    record = check_file(path, desk.project, desk.standard).data
    if record is None:
        raise DeskError(422, desk.words.plain("papers.not_yet"))
    if "withdrawal" in record:
        raise DeskError(410, desk.words.plain("papers.withdrawn"))
    kind, _, form = name.partition(".")
    try:
        content = _WRITERS[form](paper_of(desk, record, kind, is_draft=is_draft))
    except pdf.UnprintableError as error:
        raise DeskError(422, str(error)) from error
    file = f"{record['id']}{'-letter' if kind == 'letter' else ''}{'-draft' if is_draft else ''}.{form}"
    return Response(content, media_type=_TYPES[form], headers={"content-disposition": f'attachment; filename="{file}"'})
