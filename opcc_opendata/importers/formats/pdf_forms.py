"""What was filled in or written onto a PDF's page over its text: fields of forms, typed notes, and comments."""

from __future__ import annotations

from typing import Any, Final

from opcc_opendata.importers.formats.raw import LeftOut

_HIDDEN: Final = 0b10
_SHOWN_AS_TEXT: Final = "FreeText"
_COMMENTS: Final = ("Text", "Popup", "Highlight", "Underline", "StrikeOut", "Squiggly", "Stamp", "Caret")
_MOST: Final = 5_000


def written_over(page: Any) -> tuple[list[dict[str, Any]], list[LeftOut]]:
    """Give what stands in the fields of a page as words with their places, and its comments, which are left out."""
    words: list[dict[str, Any]] = []
    comments: list[LeftOut] = []
    for one in page.annots[:_MOST]:
        data = one.get("data") or {}
        kind = _name(data.get("Subtype"))
        if _number(data.get("F")) & _HIDDEN:
            continue
        text = _field(data) if kind == "Widget" else _text(data.get("Contents")) if kind == _SHOWN_AS_TEXT else ""
        if text:
            words += _words(text, one)
        elif kind in _COMMENTS and (said := _text(data.get("Contents"))):
            comments.append(LeftOut("Comment in the margin", " ".join(said.split())))
    return words, comments


def _field(data: dict[str, Any]) -> str:
    kind, value = _name(_inherited(data, "FT")), _inherited(data, "V")
    if kind == "Btn":
        state = _name(data.get("AS"))
        return ("☐" if state == "Off" else "☑") if state else ""
    if isinstance(value, list):
        return "; ".join(_text(one) for one in value)
    return _text(value)


def _inherited(data: dict[str, Any], key: str) -> Any:
    from pdfminer.pdftypes import resolve1

    for _ in range(8):
        if (value := resolve1(data.get(key))) is not None:
            return value
        data = resolve1(data.get("Parent"))
        if not isinstance(data, dict):
            return None
    return None


def _words(text: str, at: dict[str, Any]) -> list[dict[str, Any]]:
    """Lay a text out in its box, line by line, as words with places."""
    lines = [line.split() for line in text.splitlines() if line.split()]
    height = (float(at["bottom"]) - float(at["top"])) / max(len(lines), 1)
    size = min(11.0, max(height, 4.0))
    made = []
    for number, line in enumerate(lines):
        top = float(at["top"]) + number * height + (height - size) / 2
        left = float(at["x0"])
        for word in line:
            width = size * 0.5 * len(word)
            place = {"x0": left, "x1": left + width, "top": top, "bottom": top + size}
            made.append({**place, "text": word, "fontname": "", "size": size})
            left += width + size * 0.3
    return made


def _text(value: Any) -> str:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    value = resolve1(value)
    return decode_text(value) if isinstance(value, bytes) else value if isinstance(value, str) else ""


def _name(value: Any) -> str:
    from pdfminer.pdftypes import resolve1

    value = resolve1(value)
    name = getattr(value, "name", value)
    return name.decode("latin-1") if isinstance(name, bytes) else str(name or "")


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
