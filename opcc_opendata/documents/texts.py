"""Long texts, with the recommendations that stand inside them."""

from __future__ import annotations

from collections.abc import Iterator

from opcc_opendata.documents.bindings import At, Placing
from opcc_opendata.documents.findings import Findings
from opcc_opendata.documents.model import Part
from opcc_opendata.outline import markers
from opcc_opendata.record_types import Record, Text

_Mark = tuple[str, int, int]
"""The key of a recommendation, and where the line that marks it starts and ends in its text."""


class LongTexts:
    """The long texts of one record, to be printed one after the other in the document's order.

    `marked` are the recommendations that some text marks. They stand at their first mark, even where the section of
    recommendations comes earlier. Any other mark, and one that leads nowhere, stays the link that it is.
    """

    def __init__(self, placing: Placing, findings: Findings) -> None:
        self._placing = placing
        self._findings = findings
        self._shown: set[str] = set()
        every = (key for text in self._all(placing.record) for key, _, _ in markers(text))
        self.marked = frozenset(every) & frozenset(findings.keys)

    def _all(self, record: Record) -> Iterator[str]:
        pick = self._placing.text
        yield from (pick(section.get("text")) for section in record.get("document", {}).get("sections", []))
        yield from (pick(one.get("key_findings")) for one in record["inspections"])
        yield from (pick(one.get("text")) for one in record.get("comments", []))

    def parts(self, at: At, text: Text) -> list[Part]:
        """Give a text in pieces, with each recommendation at its first mark."""
        whole = self._placing.text(text)
        found: list[_Mark] = []
        for key, start, end in markers(whole):
            if key in self.marked and key not in self._shown:
                self._shown.add(key)
                found.append((key, start, end))
        if not found:
            return [self._placing.prose(at, text)] if whole.strip() else []
        return self._cut(at, text, whole, found)

    def _cut(self, at: At, text: Text, whole: str, found: list[_Mark]) -> list[Part]:
        """Cut a text at its marks. What is between two pieces, the mark and empty lines, is noted with the second one.

        A text that is nothing but marks has no piece. Then it stays in what the document carries.
        """
        parts: list[Part] = []
        pieces = list(_pieces(whole, found))
        last = max((n for n, (start, end) in enumerate(pieces) if start < end), default=-1)
        kept = 0
        for n, (start, end) in enumerate(pieces):
            if start < end:
                after = whole[end:] if n == last else ""
                parts.append(self._placing.piece(at, text, whole[start:end], whole[kept:start], after))
                kept = end
            if n < len(found):
                parts += self._findings.inline(found[n][0])
        return parts


def _pieces(whole: str, found: list[_Mark]) -> Iterator[tuple[int, int]]:
    """Give where each piece starts and ends, without the empty lines round it."""
    edges = [0, *(edge for _, start, end in found for edge in (start, end)), len(whole)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = whole[start:end]
        if not piece.strip():
            yield start, start
        else:
            yield start + len(piece) - len(piece.lstrip("\n")), end - len(piece) + len(piece.rstrip("\n"))
