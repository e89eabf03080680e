"""Files that a reader chose on the page Check → what `opcc validate` and `opcc import` say of them, as JSON.

It runs in the browser, in a file system of its own that is gone with the page. Each time, the files lie in a project
that has nothing else: they are checked by themselves and together, and not against what somebody has published. There,
`stand_ins.install` has to come before it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from opcc_opendata.files import UnreadableFileError, too_large
from opcc_opendata.problems import Problem, one_line
from opcc_opendata.project import DRAFTS, RECORDS, project_at
from opcc_opendata.reporters import REPORTERS
from opcc_opendata.reporters.base import Counts, number
from opcc_opendata.validate import Report, validate
from opcc_opendata.yaml_reader import MAX_BYTES
from opcc_opendata.yaml_reader.document import too_big

File = tuple[str, int, bytes | None]
"""A file as the page gives it: its name, its size in bytes, and its content unless that was too large to be read."""

_WORKBOOKS: Final = (".xlsx", ".zip")
_WORD: Final = (".docx", ".docm")
_DOCUMENTS: Final = (".doc", ".odt", ".rtf", ".pdf", ".eml", ".msg")


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem for the page: the file, where in it (a line and column, or a cell), and the words."""

    file: str
    line: int
    column: int
    cell: str
    severity: str
    code: str
    message: str
    hint: str


@dataclass(slots=True)
class CheckResult:
    """What the page shows. `text` is what the command line prints, and `summary` the counts in it.

    `refused` says which files were not looked at, and why: `document`, `damaged`, `large`, `name` and `twice`, for
    which the page has its own words, or `workbook` or `word`, with the sentence. `drafts` are the records that were
    read out of Word documents, each with the name of its file and its text.
    """

    text: str = ""
    summary: list[str] = field(default_factory=list)
    files: int = 0
    problems: list[ShownProblem] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    drafts: list[tuple[str, str]] = field(default_factory=list)


def check_json(files: Any) -> str:
    """Check files that come from JavaScript, and give an Answer as JSON."""
    given = [(str(name), int(size), None if raw is None else bytes(raw)) for name, size, raw in files.to_py()]
    return json.dumps(asdict(check(given)))


def check(files: Sequence[File]) -> CheckResult:
    """Check files by themselves and together. This never raises for what is in them."""
    answer, texts = CheckResult(), list[str]()
    folder = Path(mkdtemp(prefix="check-"))
    try:
        (folder / RECORDS).mkdir()
        looked_at = list(_looked_at(files, answer))
        records = [file for file in looked_at if Path(file[0]).suffix.lower() not in (*_WORKBOOKS, *_WORD)]
        if records:
            texts.append(_check_records(folder, records, answer))
        for name, size, raw in looked_at:
            if Path(name).suffix.lower() in _WORKBOOKS:
                texts.append(_check_workbook(folder, name, raw or b"", answer))
            elif Path(name).suffix.lower() in _WORD:
                texts.append(_check_document(folder, name, size, raw, answer))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    answer.text = "\n".join(texts)
    return answer


def _looked_at(files: Sequence[File], answer: CheckResult) -> Iterator[File]:
    """Give the files that can be looked at here, and note why the others can't."""
    seen: set[str] = set()
    for name, size, raw in files:
        ending = Path(name).suffix.lower()
        reason = ""
        if name != Path(name).name or name in ("", ".", "..") or "\0" in name:
            reason = "name"
        elif name in seen:
            reason = "twice"
        elif ending in _DOCUMENTS:
            reason = "document"
        elif raw is None and ending in _WORKBOOKS:
            reason = "large"
        seen.add(name)
        if reason:
            answer.refused.append((name, reason, ""))
        else:
            yield name, size, raw


def _check_records(folder: Path, files: Sequence[File], answer: CheckResult) -> str:
    project = project_at(folder)
    paths, large = list[Path](), list[Problem]()
    for name, size, raw in files:
        if raw is None:
            large.append(too_big(too_large(size, MAX_BYTES), one_line(name)))
            continue
        try:
            (folder / name).write_bytes(raw)
        except OSError:
            answer.refused.append((name, "name", ""))
        else:
            paths.append(folder / name)
    if not (paths or large):
        return ""
    report = validate(project, paths, processes=1) if paths else Report((), 0)
    report = replace(report, problems=tuple(sorted((*report.problems, *large))), files=report.files + len(large))
    return _noted(report, answer)


def _check_workbook(folder: Path, name: str, raw: bytes, answer: CheckResult) -> str:
    """Take the records out of a workbook as `opcc import` does, and check them where that puts them."""
    from opcc_opendata.schema import project_standard
    from opcc_opendata.spreadsheets import SheetError, read_records
    from opcc_opendata.spreadsheets.output_paths import place
    from opcc_opendata.yaml_writer import NotWritableError

    _empty(folder)
    path = folder / name
    try:
        path.write_bytes(raw)
    except OSError:
        answer.refused.append((name, "name", ""))
        return ""
    project = project_at(folder)
    standard = project_standard(project)
    try:
        found = read_records(path, standard)
        answer.notices += found.notices
        if found.faults:
            answer.files += 1
            answer.problems += [
                ShownProblem(name, 0, 0, fault.cell, "error", fault.code, fault.message, fault.hint)
                for fault in found.faults
            ]
            refusal = f"Nothing was taken from {name}: {number(len(found.faults), 'place')} to put right."
            answer.summary.append(refusal)
            return "".join(f"{line}\n" for line in (*found.notices, *map(str, found.faults), refusal))
        paths = []
        for one in place(project, standard, found):
            one.path.parent.mkdir(exist_ok=True)
            one.path.write_text(one.text, encoding="utf-8", newline="")
            paths.append(one.path)
    except (SheetError, NotWritableError, UnreadableFileError) as error:
        said = str(error).replace(f"{folder}/", "")
        answer.refused.append((name, "workbook", said))
        return f"{said}\n"
    finally:
        path.unlink()
    return "".join(f"{line}\n" for line in found.notices) + _noted(validate(project, paths, processes=1), answer)


def _check_document(folder: Path, name: str, size: int, raw: bytes | None, answer: CheckResult) -> str:
    """Read a Word document as `opcc import` does, and check the drafts that it gives. They stay in this page."""
    from opcc_opendata.browser.stand_ins.trees.refusal import NotReadHereError
    from opcc_opendata.importers import Intake, imported
    from opcc_opendata.importers.account import account_of, first_line, share_of, total_of
    from opcc_opendata.importers.document_files import MOST_BYTES, FoundDocument
    from opcc_opendata.schema import project_standard

    if find_spec("mammoth") is None:  # a site that was installed without the extra for documents
        answer.refused.append((name, "document", ""))
        return ""
    _empty(folder)
    project = project_at(folder)
    error = str(too_large(size, MOST_BYTES)) if raw is None else ""
    # There is nothing to write over, and the browser's file system has no links, by which that is made sure of.
    intake = Intake(project, project_standard(project), project.drafts, force=True)
    try:
        (one,) = imported(
            [FoundDocument(folder / name, error=error, content=raw)], project.schema, register=project.register
        )
        results = list(intake.take(one))
    except NotReadHereError:
        answer.refused.append((name, "damaged", ""))
        return ""
    lines = list[str]()
    for result in results:
        if result.draft is None or result.written is None:
            said = one_line(f"{result.document}: {result.fault}")
            answer.refused.append((name, "word", said))
            lines.append(said)
            continue
        lines += [first_line(result, dry_run=True), *account_of(result.draft, result.written)]
        answer.notices += [share_of(result.draft), *result.draft.notes.remarks]
        answer.drafts.append((result.file, result.written.text))
    lines.append(total_of(results, dry_run=True))
    answer.summary.append(lines[-1])
    told = "".join(f"{line}\n" for line in lines)
    return told + (_noted(validate(project, [project.drafts], processes=1), answer) if answer.drafts else "")


def _empty(folder: Path) -> None:
    for part in (RECORDS, DRAFTS):
        shutil.rmtree(folder / part, ignore_errors=True)
        (folder / part).mkdir()


def _noted(report: Report, answer: CheckResult) -> str:
    """Add a report to the answer, and give it as the command line prints it."""
    answer.files += report.files
    answer.summary.append(Counts.of(report).sentence(report.noun))
    answer.problems += _found(report.problems)
    return REPORTERS["text"](report)


def _found(problems: Iterable[Problem]) -> Iterator[ShownProblem]:
    for one in problems:
        yield ShownProblem(
            one_line(one.path), one.line, one.column, "", one.severity.value, one.code, one_line(one.message), one.hint
        )
