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
from opcc_opendata.desk.context import Desk, DeskError, go_to
from opcc_opendata.desk.drafts import PLACE, Draft, NoDraftError
from opcc_opendata.desk.pages.draft import link_to
from opcc_opendata.desk.uploads import files_of
from opcc_opendata.documents import as_draft, letter, response
from opcc_opendata.documents.model import Paper
from opcc_opendata.documents.writers import docx, html, pdf
from opcc_opendata.documents.writers.docx_template import TemplateError
from opcc_opendata.documents.writers.in_template import MOST_BYTES, in_template
from opcc_opendata.files import NotWrittenError, UnreadableFileError, read_bytes, write_file
from opcc_opendata.record_types import Record
from opcc_opendata.validate import check_file

PAPERS: Final = ("response.docx", "response.pdf", "letter.docx", "letter.pdf")
"""The papers, each by its name in an address."""
IN_TEMPLATE: Final = "response-in-template.docx"
"""The response in the office's own Word template, where there is one."""
TEMPLATE: Final = "template.docx"
"""The file in the project's folder that is the office's template."""

TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
WRITERS: Final[dict[str, Callable[[Paper], bytes]]] = {"docx": docx.written, "pdf": pdf.written}


def papers(desk: Desk, request: Request) -> Response:
    """Show a draft as readers will see it, with its papers, or what has to be put right first; or take a template."""
    draft = desk.draft(request)
    return _take_template(desk, request, draft) if request.method == "POST" else _page(desk, request, draft)


def papers_of(desk: Desk) -> tuple[str, ...]:
    """Give the papers that can be made."""
    return (*PAPERS, IN_TEMPLATE) if (desk.project.root / TEMPLATE).is_file() else PAPERS


def _page(desk: Desk, request: Request, draft: Draft, problem: str = "", status: int = 200) -> Response:
    record = check_file(draft.path, desk.project, desk.standard).data
    links: list[tuple[str, str, str]] = []
    if record is None:
        checked = check_draft(draft, desk.project, desk.words)
        links = [(one.text, link_to(draft, one), one.code) for one in checked.errors]
    shown = html.body(paper_of(desk, record, "response", is_draft=True), below=2) if record is not None else ""
    return desk.page(
        request,
        "papers.html",
        status=status,
        draft=draft,
        papers=papers_of(desk),
        shown=shown,
        problems=links,
        problem=problem,
        notes=desk.notes.pop(request.url.path, []) if request.method == "GET" else [],
        has_letter_date="letter" in draft.data.get("dates", {}),
        has_template=IN_TEMPLATE in papers_of(desk),
        most=MOST_BYTES // 1_000_000,
    )


def _take_template(desk: Desk, request: Request, draft: Draft) -> Response:
    """Keep a template as that of the office, if this draft's response can be put into it. Else the old one stays."""
    record = check_file(draft.path, desk.project, desk.standard).data
    files = files_of(request)
    if record is None or not files:
        words = "papers.not_yet" if record is None else "template.nothing"
        return _page(desk, request, draft, desk.words.plain(words), 422)
    name, content = files[0].name, files[0].content
    try:
        if content is None or len(content) > MOST_BYTES:
            raise TemplateError(desk.words.plain("template.too_large", most=MOST_BYTES // 1_000_000))
        _, notes = in_template(paper_of(desk, record, "response", is_draft=True), content, fresh=True)
        write_file(desk.project.root / TEMPLATE, content, force=True)
    except (TemplateError, NotWrittenError) as error:
        sentence = desk.words.plain("template.refused", name=name, reason=str(error))
        return _page(desk, request, draft, sentence, 422)
    desk.notes[request.url.path] = [desk.words.plain("template.taken", name=name), *notes]
    return go_to(request.url.path)


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
    if name not in papers_of(desk):
        raise NoDraftError
    record = check_file(path, desk.project, desk.standard).data
    if record is None:
        raise DeskError(422, desk.words.plain("papers.not_yet"))
    if "withdrawal" in record:
        raise DeskError(410, desk.words.plain("papers.withdrawn"))
    kind, _, form = name.partition(".")
    paper = paper_of(desk, record, kind, is_draft=is_draft)
    try:
        content = _in_own_template(desk, paper) if name == IN_TEMPLATE else WRITERS[form](paper)
    except pdf.UnprintableError as error:
        raise DeskError(422, str(error)) from error
    file = f"{record['id']}{'-letter' if kind == 'letter' else ''}{'-draft' if is_draft else ''}.{form}"
    return Response(content, media_type=TYPES[form], headers={"content-disposition": f'attachment; filename="{file}"'})


def _in_own_template(desk: Desk, paper: Paper) -> bytes:
    try:
        template = read_bytes(desk.project.root / TEMPLATE, MOST_BYTES, desk.project.root)
        return in_template(paper, template, fresh=True)[0]
    except (UnreadableFileError, TemplateError) as error:
        raise DeskError(422, desk.words.plain("template.refused", name=TEMPLATE, reason=str(error))) from error
