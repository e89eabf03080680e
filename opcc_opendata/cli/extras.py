"""What a command needs that `pip install opcc-opendata` does not bring, and how to have it."""

from __future__ import annotations

from typing import Final

EXTRAS: Final[dict[str, tuple[str, ...]]] = {
    "site": ("backports", "datasette", "nh3", "rensa", "sqlite_utils"),
    "proof": ("cryptography", "httpx", "rfc3161_client"),
    "office": (
        *("bs4", "comrak", "docx", "icalendar", "jinja2", "lxml", "mammoth", "markdown_it"),
        *("markdownify", "markupsafe", "openpyxl", "oxmsg", "pdfplumber", "pypdfium2", "python_multipart"),
        *("spellchecker", "starlette", "tinycss2", "typst", "uvicorn", "webencodings"),
    ),
}
"""The modules that each extra of pyproject.toml brings. What both bring stands with the commands that need no site."""


def missing_extra(error: ModuleNotFoundError, command: str) -> str:
    """Return a sentence that says which extra a command needs, or "" where the module belongs to none."""
    module = (error.name or "").partition(".")[0]
    for extra, modules in EXTRAS.items():
        if module in modules:
            return (
                f"{command} needs more than is installed. "
                f'Install it with: python -m pip install "opcc-opendata[{extra}]"'
            )
    return ""
