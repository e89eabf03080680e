"""What the desk calls a recommendation or other finding: its kind and the number that is printed, or else its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opcc_opendata.desk.words import DeskWords
from opcc_opendata.schema import Standard


def finding_name(item: Mapping[str, Any], place: int, of: int, standard: Standard, words: DeskWords) -> str:
    """Name a finding as `record.finding_name` does. One without a number is named by its place, which is no number."""
    number = printed_number(item)
    if number and not number[0].isdigit():
        return number
    kind = kind_name(item, standard, words)
    return f"{kind} {number}" if number else words.plain("finding.without_number", kind=kind, place=place + 1, of=of)


def kind_name(item: Mapping[str, Any], standard: Standard, words: DeskWords) -> str:
    """Name the kind of a finding: "Area for improvement"."""
    code = item.get("kind", "recommendation")
    row = standard.codelists["finding_kinds"].get(code) if isinstance(code, str) else None
    return words.title("finding_kinds", row) if row else str(code)


def printed_number(item: Mapping[str, Any]) -> str:
    """Give the number that the report prints, or "" where there is none."""
    return str(item.get("number") or "")
