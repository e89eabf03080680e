"""What a form with files in it brings: read as it comes, and kept only as far as it may be.

The token of the form has to come first. What would be too large is counted and thrown away, so that its page can say
which file it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final

from opcc_opendata.importers.document_files import MOST_BYTES
from opcc_opendata.yaml_reader.characters import FORBIDDEN

TAKES_FILES: Final = re.compile(r"/bring-in|/drafts/[^/]+/[^/]+/(?:form|papers)")
"""The addresses whose forms may have files in them."""
MOST_FILES: Final = 40
MOST_KEPT: Final = 150_000_000
"""Bytes of all files of one form. One file may have as many as a document that the command line imports."""
MOST_READ: Final = 600_000_000
"""Bytes of a form that are read at all: more than this is refused before its page."""

_MOST_FIELDS: Final = 20
_MOST_OF_FIELD: Final = 2_000
_MOST_HEADERS: Final = 4
_LONGEST_NAME: Final = 100
_BOUNDARY: Final = re.compile(rb"""boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))""", re.IGNORECASE)


class UploadError(Exception):
    """A form with files can't be read. The text is a sentence for people, and `status` that of HTTP."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent. `content` is None where it, or all the files together, would be too large."""

    name: str
    content: bytes | None


@dataclass(slots=True)
class _Part:
    headers: dict[str, bytes] = field(default_factory=dict)
    key: bytearray = field(default_factory=bytearray)
    value: bytearray = field(default_factory=bytearray)
    name: str = ""
    file: str | None = None
    content: bytearray | None = field(default_factory=bytearray)


class FormReader:
    """Reads a form of `multipart/form-data` piece by piece. `check` gets the token, and raises where it is not right.

    Raises UploadError.
    """

    def __init__(self, content_type: bytes, check: Callable[[str], None]) -> None:
        from python_multipart.multipart import MultipartParser

        found = _BOUNDARY.search(content_type)
        if found is None:
            raise UploadError(400, "The form did not arrive whole.")
        self.fields: dict[str, list[str]] = {}
        self.files: list[Upload] = []
        self._check, self._is_checked, self._is_whole = check, False, False
        self._part = _Part()
        self._kept = self._count = 0
        self._parser = MultipartParser(
            found[1] or found[2],
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_end,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._all,
            },
            max_header_count=_MOST_HEADERS,
        )

    def feed(self, data: bytes) -> None:
        """Take the next piece."""
        from python_multipart.exceptions import FormParserError

        try:
            self._parser.write(data)
        except FormParserError as error:
            raise UploadError(400, "The form did not arrive whole.") from error

    def finish(self) -> None:
        """Say that there is no more."""
        if not self._is_whole:
            raise UploadError(400, "The form did not arrive whole.")
        if not self._is_checked:
            self._check("")

    def _begin(self) -> None:
        self._part = _Part()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._part.key += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._part.value += data[start:end]

    def _header_end(self) -> None:
        part = self._part
        part.headers[part.key.decode("latin-1").lower()] = bytes(part.value)
        part.key.clear()
        part.value.clear()

    def _headers_end(self) -> None:
        from python_multipart.multipart import parse_options_header

        part = self._part
        _, options = parse_options_header(part.headers.get("content-disposition", b""))
        part.name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" in options:
            part.file = options[b"filename"].decode("utf-8", "replace")
            if not self._is_checked:
                self._check("")
            if len(self.files) >= MOST_FILES:
                raise UploadError(413, f"These are more than {MOST_FILES} files, and were not read. Choose fewer.")
        self._count += 1
        if self._count > _MOST_FIELDS + MOST_FILES:
            raise UploadError(413, f"This form has more than {_MOST_FIELDS} fields, and was not read.")

    def _data(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if part.content is None:
            return
        part.content += data[start:end]
        if part.file is None:
            if len(part.content) > _MOST_OF_FIELD:
                raise UploadError(413, "A field of this form is too long, and was not read.")
        elif len(part.content) > MOST_BYTES or self._kept + len(part.content) > MOST_KEPT:
            part.content = None

    def _end(self) -> None:
        part = self._part
        if part.file is None:
            text = (part.content or b"").decode("utf-8", "replace")
            if part.name == "token" and not self._is_checked:
                self._check(text)
                self._is_checked = True
            else:
                self.fields.setdefault(part.name, []).append(text)
        elif part.file or part.content:  # a browser sends a nameless, empty file where none was chosen
            content = None if part.content is None else bytes(part.content)
            self._kept += len(content or b"")
            self.files.append(Upload(file_name(part.file), content))
        self._part = _Part()

    def _all(self) -> None:
        self._is_whole = True


def file_name(given: str) -> str:
    r"""Give the name of a file that a stranger named: no folder, nothing that nobody sees, and not too long.

    >>> file_name("..\\..\\Letter.docx"), file_name("/etc/passwd"), file_name(" \n")
    ('Letter.docx', 'passwd', 'document')
    """
    name = FORBIDDEN.sub("", " ".join(re.split(r"[/\\]", given)[-1].split())).strip(". ")
    path = PurePath(name or "document")
    return f"{path.stem[:_LONGEST_NAME]}{path.suffix[:20]}"


def files_of(request: Any) -> list[Upload]:
    """Give the files that came with a form."""
    found: list[Upload] = getattr(request.state, "files", [])
    return found
