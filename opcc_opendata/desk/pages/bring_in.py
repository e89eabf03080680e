"""Documents brought in: drafts made of them as `opcc import` does, and the list of drafts that came from documents."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata.desk.context import Desk, go_to
from opcc_opendata.desk.drafts import NoDraftError, UnusableDraftError, read_draft
from opcc_opendata.desk.pages.home import address_of
from opcc_opendata.desk.pages.word_form import keep_form
from opcc_opendata.desk.placing import is_of_unplaced, unplaced
from opcc_opendata.desk.uploads import MOST_FILES, Upload, files_of
from opcc_opendata.files import UnreadableFileError, read_bytes
from opcc_opendata.importers import Imported, Intake, imported
from opcc_opendata.importers.document_files import MOST_BYTES, FoundDocument
from opcc_opendata.importers.formats import SUFFIXES
from opcc_opendata.provenance import SideFileError, open_entries, read_entries, side_file
from opcc_opendata.yaml_reader import find_records
from opcc_opendata.yaml_reader.document import MAX_BYTES

LONGEST: Final = 240.0
"""Seconds after which no other document of a form is begun."""


@dataclass(slots=True)
class Brought:
    """What became of a document: addresses and titles of its drafts, or why there is none.

    `others` are those that were there before.
    """

    name: str
    sentence: str = ""
    drafts: list[tuple[str, str]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that came from a document, with what is still to be answered in it. `problem`: it can't be looked at."""

    address: str
    title: str
    shown: str
    questions: int = 0
    unplaced: int = 0
    problem: str = ""

    @property
    def open(self) -> int:
        """Count what waits for a person."""
        return self.questions + self.unplaced


def bring_in(desk: Desk, request: Request) -> Response:
    """Ask for documents, or make drafts of those that were sent."""
    if request.method != "POST":
        return _page(desk, request, [])
    files = files_of(request)
    if not files:
        return _page(desk, request, [], desk.words.plain("bring.nothing"), 422)
    brought = list(_bring(desk, files))
    if len(brought) == 1 and len(brought[0].drafts) == 1 and not brought[0].remarks:
        return go_to(f"{brought[0].drafts[0][0]}/questions")
    return _page(desk, request, brought)


def _page(desk: Desk, request: Request, brought: Sequence[Brought], problem: str = "", status: int = 200) -> Response:
    return desk.page(
        request,
        "bring_in.html",
        status=status,
        brought=brought,
        made=sum(len(one.drafts) for one in brought),
        problem=problem,
        kinds=sorted(SUFFIXES),
        most=MOST_BYTES // 1_000_000,
        files=MOST_FILES,
        waiting=len(list(_side_files(desk))),
    )


def _bring(desk: Desk, files: Sequence[Upload]) -> Iterator[Brought]:
    """Make the drafts of each document, in the order in which they were sent."""
    known = [_same(desk, hashlib.sha256(one.content).hexdigest()) if one.content else [] for one in files]
    documents = [
        FoundDocument(Path(one.name), content=one.content)
        for one, same in zip(files, known, strict=True)
        if one.content is not None and not same
    ]
    made = imported(documents, desk.project.schema, "", desk.body.code, register=desk.project.register, fresh=True)
    intake = Intake(desk.project, desk.standard, desk.project.drafts, is_taken=lambda code: _is_taken(desk, code))
    until = time.monotonic() + LONGEST
    for one, same in zip(files, known, strict=True):
        if one.content is None:
            yield Brought(one.name, desk.words.plain("bring.too_large", most=MOST_BYTES // 1_000_000))
        elif same:
            yield Brought(one.name, desk.words.plain("bring.again"), others=same)
        elif time.monotonic() > until:
            yield Brought(one.name, desk.words.plain("bring.no_time"))
        else:
            yield _brought(desk, one.name, next(made), intake)


def _brought(desk: Desk, name: str, found: Imported, intake: Intake) -> Brought:
    # What was attached to a message may have been brought in by itself.
    files = {str(one.data.get("source", {}).get("sha256", "")) for one in found.drafts} - {""}
    others = [there for sha256 in sorted(files) for there in _same(desk, sha256)]
    if others:
        return Brought(name, desk.words.plain("bring.again"), others=others)
    brought = Brought(name)
    for form in (one for one in found.drafts if one.base is not None):
        address, fault = keep_form(desk, name, form)
        if fault:
            return Brought(name, fault)
        brought.sentence = desk.words.plain("bring.form")
        brought.others.append((address, _title(desk, address.removesuffix("/form"))))
    if brought.others:
        return brought
    for one in intake.take(found):
        if one.fault or one.draft is None:
            brought.sentence = f"{brought.sentence} {one.fault}".strip()
            continue
        address = address_of(one.file)
        brought.drafts.append((address, _title(desk, address) if address else one.file))
        brought.remarks += [sentence for sentence in one.draft.notes.remarks if sentence not in brought.remarks]
    return brought


def _title(desk: Desk, address: str) -> str:
    _, _, force, stem = address.split("/")
    try:
        return read_draft(desk.project, force, stem).title
    except (NoDraftError, UnusableDraftError):
        return stem


def _is_taken(desk: Desk, code: str) -> bool:
    """Tell if a draft or a record has an id."""
    return any(
        os.path.lexists(folder / force / f"{code.removeprefix(f'{force}-')}.yaml")
        for folder in (desk.project.drafts, desk.project.records)
        for force in desk.standard.codelists["forces"].codes
        if code.startswith(f"{force}-")
    )


def _same(desk: Desk, sha256: str) -> list[tuple[str, str]]:
    """Find the drafts and records that came from a file, by its checksum."""
    wanted = sha256.encode()
    found = []
    for folder in (desk.project.drafts, desk.project.records / desk.body.force):
        for path in find_records([folder], desk.project.root).files if folder.is_dir() else ():
            try:
                is_same = wanted in read_bytes(path, MAX_BYTES, desk.project.root)
            except UnreadableFileError:
                continue
            shown = desk.project.show(path)
            if is_same and (address := address_of(shown)):
                found.append((address, _title(desk, address) if address.startswith("/drafts/") else shown))
    return found


def waiting_list(desk: Desk, request: Request) -> Response:
    """List the drafts that came from documents: those with the fewest open questions first, the finished ones last."""
    found = [_waiting(desk, path) for path in _side_files(desk)]
    found.sort(key=lambda one: (not one.open and not one.problem, one.open, one.title.casefold()))
    return desk.page(
        request,
        "documents.html",
        open=[one for one in found if one.open or one.problem],
        done=[one for one in found if not one.open and not one.problem],
    )


def _side_files(desk: Desk) -> Iterator[Path]:
    for path in find_records([desk.project.drafts], desk.project.root).files if desk.project.drafts.is_dir() else ():
        if os.path.lexists(side_file(path)):
            yield path


def _waiting(desk: Desk, path: Path) -> Waiting:
    shown = desk.project.show(path)
    address = address_of(shown)
    if not address:
        return Waiting("", shown, shown, problem=desk.words.plain("documents.no_address"))
    _, _, force, stem = address.split("/")
    try:
        draft = read_draft(desk.project, force, stem)
        asked = open_entries(draft.data, read_entries(path, desk.project.root))
        questions = sum(not is_of_unplaced(value) for *_, value in asked)
    except (NoDraftError, UnusableDraftError):
        return Waiting(address, stem, shown, problem=desk.words.plain("error.shape", file=shown))
    except SideFileError as error:
        return Waiting(address, stem, shown, problem=str(error))
    return Waiting(address, draft.title, shown, questions, len(unplaced(draft.data)))
