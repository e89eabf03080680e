"""The names of `lxml.etree` that reading and writing Word documents uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from opcc_opendata.browser.stand_ins.trees.elements import Node, element
from opcc_opendata.browser.stand_ins.trees.html_parser import HTMLParser
from opcc_opendata.browser.stand_ins.trees.writing import tostring
from opcc_opendata.browser.stand_ins.trees.xml_parser import (
    ElementNamespaceClassLookup,
    XMLParser,
    XMLSyntaxError,
    comment,
    entity,
    fromstring,
    instruction,
)

__all__ = [
    "Comment",
    "Element",
    "ElementBase",
    "ElementNamespaceClassLookup",
    "Entity",
    "HTMLParser",
    "ParserError",
    "ProcessingInstruction",
    "SubElement",
    "XMLParser",
    "XMLSyntaxError",
    "XPath",
    "_Element",
    "fromstring",
    "tostring",
]

ElementBase: Final = Node
_Element: Final = Node
Comment: Final = comment
ProcessingInstruction: Final = instruction
Entity: Final = entity
ParserError: Final = XMLSyntaxError
XPath: Final = Any
"""Only named, where types are told."""


def Element(tag: str, attrib: Mapping[str, str] | None = None, nsmap: Any = None) -> Node:  # noqa: N802 (lxml's name)
    """Make an element that stands nowhere yet."""
    return element(tag, attrib, nsmap)


def SubElement(parent: Node, tag: str, attrib: Any = None, nsmap: Any = None) -> Node:  # noqa: N802 (lxml's name)
    """Make an element, last in another."""
    made = parent.makeelement(tag, attrib, nsmap)
    parent.append(made)
    return made
