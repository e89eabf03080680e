"""Pictures of pages, read by Tesseract where it is installed. What a machine read is marked, and never counted."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Final

from opcc_opendata.importers.formats.raw import DocumentError, Raw
from opcc_opendata.sandbox import more_memory

_SCAN: Final = (
    "The document holds no text: it is most likely a scan, a picture of paper. Ask for the Word file, or have its text "
    "recognised first: install Tesseract, and import it again."
)
_SECONDS: Final = 50
_DOTS: Final = 200
"""Dots per inch, with which Tesseract reads print of 8 points and more."""

_MOST_PAGES: Final = 30
_MOST_DOTS: Final = 40_000_000
_REMARK: Final = "The text was read from pictures by a machine (Tesseract). Compare each word with the document."


def read(raw: bytes, suffix: str) -> Raw:
    """Read a picture of a page."""
    return _recognised([(raw, suffix)])


def recognised_pages(raw: bytes) -> Raw:
    """Read a PDF whose pages are pictures. Raises DocumentError where no Tesseract is installed."""
    import io

    from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

    if _program() is None:
        raise DocumentError(_SCAN)
    pictures = []
    with closing(PdfDocument(raw)) as document:
        if len(document) > _MOST_PAGES:
            raise DocumentError(
                f"The PDF has {len(document)} pages that are pictures. {_MOST_PAGES} can be read at most."
            )
        for page in document:
            width, height = page.get_size()
            if width * height * (_DOTS / 72) ** 2 > _MOST_DOTS:
                raise DocumentError("A page of the PDF is larger than paper is. Print it to a new PDF on A4.")
            made = io.BytesIO()
            page.render(scale=_DOTS / 72, grayscale=True).to_pil().save(made, "PNG")
            pictures.append((made.getvalue(), ".png"))
    return _recognised(pictures)


def _program() -> str | None:
    return shutil.which("tesseract")


def _recognised(pictures: list[tuple[bytes, str]]) -> Raw:
    program = _program()
    if program is None:
        raise DocumentError(_SCAN)
    paragraphs = []
    with tempfile.TemporaryDirectory(prefix="opcc-") as folder:
        for number, (picture, suffix) in enumerate(pictures):
            path = Path(folder) / f"page-{number}{suffix}"
            path.write_bytes(picture)
            paragraphs += _paragraphs(program, path)
    if not paragraphs:
        raise DocumentError("No text could be recognised in the picture. Ask for the Word file, or type it.")
    html = "".join(f"<p>{escape(' '.join(one.split()))}</p>" for one in paragraphs)
    return Raw(html, remarks=(_REMARK,), uncounted="a machine read it from pictures")


def _paragraphs(program: str, picture: Path) -> list[str]:
    command = [program, str(picture), "stdout"]
    try:
        done = subprocess.run(  # noqa: S603 (the program that `which` found, and a file of our own)
            command, cwd=picture.parent, capture_output=True, timeout=_SECONDS, check=False, preexec_fn=more_memory
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError("Tesseract did not finish with the picture. Ask for the Word file, or type it.") from error
    if done.returncode:
        raise DocumentError("Tesseract can't read the picture. Save it again as PNG or TIFF.")
    text = done.stdout.decode("utf-8", "replace").replace("\f", "\n\n")
    return [one for one in text.split("\n\n") if one.strip()]
