"""Labels of texts: "Force response: …" in a paragraph, or a line that heads what stands below it."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from opcc_opendata.importers.acceptance import acceptance_of
from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, Block
from opcc_opendata.importers.deciding import BODY, FORCE
from opcc_opendata.importers.label_value import labels_at_start
from opcc_opendata.importers.labels import REPLY, column_of, label_of, part_of
from opcc_opendata.importers.people import speaker

ANSWERING: Final = frozenset([BODY, FORCE, "answer", "status"])
VALUES: Final = ANSWERING | {"reason", "owner", "target_date", "time_limit", "addressees", "theme"}
"""What labels name of a finding but its words and its number."""


def labelled_of(block: Block) -> tuple[str, str]:
    """Say what a label such as "Force response:" introduces, and give the Markdown after it. Empty: there is none."""
    if block.kind not in (PARAGRAPH, HEADING):
        return "", ""
    is_alone = block.style == "strong" or (block.kind == HEADING and ":" not in block.words.rstrip(" :"))
    if is_alone and (concept := column_of(block.words)):
        return (concept, "") if concept in VALUES else ("", "")
    return split_label(block.text)


def split_label(text: str) -> tuple[str, str]:
    """Say what the label names with which a text begins, and give the Markdown after it. Empty: there is none."""
    for label, inside, _ in labels_at_start(text):
        if part_of(label) == REPLY:
            return "", ""  # it is of the whole response, and answers no finding
        if (concept := column_of(label)) in VALUES and not _is_quotation(label, inside):
            return ("", "") if _is_verdict(concept, label, inside) else (concept, inside)
    return "", ""


def _is_verdict(concept: str, label: str, inside: str) -> bool:
    """Tell if a label is itself the answer, and what stands behind it why: "Not accepted: the cost is too high"."""
    return concept == "status" and bool(inside and acceptance_of(label)) and not acceptance_of(inside)


def _is_quotation(label: str, inside: str) -> bool:
    """Tell if somebody is quoted by name, as in news: "Chief Constable Jo Sample said: “…”"."""
    return inside[:1] in "“\"‘'" and bool(inside) and bool(speaker(f"{label}:").author)


def is_label_of_words(block: Block) -> bool:
    """Tell if a line alone is the label of a finding's own words: "What HMICFRS found"."""
    is_line = block.kind in (PARAGRAPH, HEADING) and len(block.lines) == 1 and block.words[-1:] not in ".,;"
    return is_line and column_of(block.words.strip(" :*")) == "text" and "finding" not in label_of(block.words).topics


def asked_beside(text: str) -> tuple[str, str]:
    """Give the label of a finding's own words, "The inspectorate said:", and the words. Empty where there is none."""
    return label_among(text, ("text",))


def label_among(text: str, concepts: Container[str]) -> tuple[str, str]:
    """Give the label with which a text begins, if it names one of these, and what is behind it. Empty: none does."""
    for label, inside, _ in labels_at_start(text):
        if inside and (concept := column_of(label)) in concepts and not _is_verdict(concept, label, inside):
            return label, inside
    return "", ""


def inside_of(inside: str) -> Block:
    """Make a paragraph of the Markdown that stands after a label."""
    return Block(PARAGRAPH, inside, tuple(plain(inside).splitlines()) or (inside,))


def plain(markdown: str) -> str:
    """Take the marks off a line of Markdown."""
    return re.sub(r"[*\\]", "", markdown)
