"""A paper put into an office's own Word template by another process, because anybody may have made the template."""

from __future__ import annotations

from typing import Final

from opcc_opendata.documents.model import Paper
from opcc_opendata.documents.writers.docx_template import TemplateError, filled
from opcc_opendata.sandbox import Sandbox, SandboxError, SandboxLimitError

MOST_BYTES: Final = 50_000_000
"""How large a template may be."""

_SECONDS: Final = 60


def in_template(paper: Paper, template: bytes, *, fresh: bool = False) -> tuple[bytes, list[str]]:
    """Write a paper into a template. Gives the DOCX, and sentences on what a person should look at.

    `fresh` is for a program with several threads: see `Sandbox`. Raises TemplateError.
    """
    try:
        with Sandbox(_filled, _SECONDS, (TemplateError,), fresh=fresh) as sandbox:
            return sandbox.run((paper, template))
    except SandboxLimitError as error:
        raise TemplateError("To fill it took too long, or too much memory.") from error
    except SandboxError as error:
        raise TemplateError(f"It can't be filled ({error}). Save it again in Word.") from error


def _filled(job: tuple[Paper, bytes]) -> tuple[bytes, list[str]]:
    return filled(*job)
