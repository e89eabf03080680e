"""Many documents, one after another: a bad one is a value in the stream and never stops the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from opcc_opendata.importers.document_files import FoundDocument, bytes_of
from opcc_opendata.importers.draft import ImportedDraft
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.sandbox import Sandbox, SandboxError, SandboxLimitError
from opcc_opendata.schema import load_standard

SECONDS: Final = 60
MOST_MEMORY: Final = 500_000_000
"""Of work by the processor, and of bytes, for one document."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A document and the drafts of the responses in it, or why it can't be read."""

    path: Path
    drafts: tuple[ImportedDraft, ...]
    fault: str = ""


def imported(
    documents: Sequence[FoundDocument],
    standard: Path,
    body: str = "",
    own: str = "",
    *,
    register: Path | None = None,
    fresh: bool = False,
) -> Iterator[Imported]:
    """Read each document. `standard` is the folder of the standard, `body` the code of the body whose they all are.

    `register` is the folder of the project's own register of reports, if it has one.

    `own` is the code of the body whose project this is: a document that names no other body is its own. `fresh` is for
    a program with several threads: see `Sandbox`.
    """
    with Sandbox(_read, SECONDS, (DocumentError,), MOST_MEMORY, fresh=fresh) as sandbox:
        for document in documents:
            path = document.path
            try:
                yield Imported(path, tuple(sandbox.run(_Job(document, standard, body, own, register))))
            except DocumentError as error:
                yield Imported(path, (), str(error))
            except SandboxLimitError:
                sentence = f"It could not be read within {SECONDS} seconds, or it needs too much memory."
                yield Imported(path, (), f"{sentence} Save it again, or as plain text.")
            except SandboxError as error:
                yield Imported(path, (), unforeseen(error))


def unforeseen(error: SandboxError) -> str:
    """Say that a document can't be read, for a reason that no reader of documents has a sentence for."""
    if str(error) == RecursionError.__name__:
        return "Its parts are nested too deeply to be read. Save it again, or as plain text."
    return f"It can't be read ({error}). Please report this, with the file."


class _Job(NamedTuple):
    document: FoundDocument
    standard: Path
    body: str
    own: str
    register: Path | None


def _read(job: _Job) -> list[ImportedDraft]:
    standard = load_standard(job.standard, job.register)
    return drafts_of(bytes_of(job.document), job.document.path.name, standard, job.body, job.own)
