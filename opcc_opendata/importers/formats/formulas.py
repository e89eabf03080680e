"""Formulas of Word documents as words in a line."""

from __future__ import annotations

from typing import Any, Final

from opcc_opendata.importers.formats.raised import lowered, raised

MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_NOT_SHOWN: Final = "Pr"
"""How the names of elements end that hold properties."""


def in_a_line(element: Any) -> str:
    """Write a formula of Office (ECMA-376, part 1, 22.1) in a line: 3/4, x², √(2). No sign of it is lost."""
    name = element.tag.removeprefix(MATH) if isinstance(element.tag, str) else ""
    if name == "t":
        return element.text or ""
    if not name.startswith("{") and name.endswith(_NOT_SHOWN):
        return _sign(element)
    parts = {child.tag.removeprefix(MATH): in_a_line(child) for child in element if isinstance(child.tag, str)}
    if name == "f":
        return f"{_held(parts.get('num', ''))}/{_held(parts.get('den', ''))}"
    if name in ("sSup", "sSub", "sSubSup"):
        below, above = parts.get("sub", ""), parts.get("sup", "")
        return f"{parts.get('e', '')}{lowered(below) if below else ''}{raised(above) if above else ''}"
    if name == "rad":
        return f"{raised(parts['deg']) if parts.get('deg') else ''}√{_held(parts.get('e', ''))}"
    if name == "d":
        return f"({', '.join(in_a_line(child) for child in element if child.tag == f'{MATH}e')})"
    if isinstance(element.tag, str) and element.tag.endswith("}t"):
        return element.text or ""
    return "".join(in_a_line(child) for child in element if isinstance(child.tag, str))


def _sign(element: Any) -> str:
    """Give the sign of a sum or of an integral, which stands in the properties."""
    sign = element.find(f"{MATH}chr") if element.tag == f"{MATH}naryPr" else None
    return "" if sign is None else str(sign.get(f"{MATH}val", ""))


def _held(text: str) -> str:
    return text if text.isalnum() or (text.startswith("(") and text.endswith(")")) else f"({text})"
