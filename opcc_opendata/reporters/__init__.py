"""Reporters: a report goes in, and a string comes out.

Each is one small module with one function, `render`. Nothing is registered by being imported: this table names them.
"""

from __future__ import annotations

from typing import Final

from opcc_opendata.reporters import github, gitlab, json, junit, markdown, sarif, text
from opcc_opendata.reporters.base import Reporter, ReporterInput, Style

__all__ = ["REPORTERS", "Reporter", "ReporterInput", "Style"]

REPORTERS: Final[dict[str, Reporter]] = {
    "text": text.render,
    "json": json.render,
    "github": github.render,
    "junit": junit.render,
    "sarif": sarif.render,
    "gitlab": gitlab.render,
    "markdown": markdown.render,
}
"""Every format by its name."""
