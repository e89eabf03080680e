"""XML → a tree, by expat, which Python brings. An entity is left as it is written, and nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from xml.parsers import expat

from opcc_opendata.browser.stand_ins.trees.elements import Lookup, Node, element
from opcc_opendata.browser.stand_ins.trees.refusal import NotReadHereError

_DEEPEST: Final = 100
"""Levels. Word makes some 50 at most, and what a library does that is nested deeper depends on the machine."""
_LONGEST: Final = 2_000_000
"""Characters of one text. libxml2 ends a part at 10 million bytes."""


class XMLSyntaxError(SyntaxError):
    """XML can't be read. Here NotReadHereError is raised for that; this is what others may expect."""


class ElementNamespaceClassLookup:
    """Which class the elements of a name in a namespace have."""

    def __init__(self) -> None:
        self._classes: dict[str, dict[str, type[Node]]] = {}

    def get_namespace(self, uri: str) -> dict[str, type[Node]]:
        """Give the classes of a namespace by name, to be filled."""
        return self._classes.setdefault(uri, {})

    def __call__(self, tag: str) -> type[Node]:
        """Give the class of the elements of a tag."""
        uri, _, name = tag.lstrip("{").rpartition("}")
        return self._classes.get(uri, {}).get(name, Node)


class XMLParser:
    """How XML is to be read. Of lxml's options it has `remove_blank_text`; what the others ask for is always so."""

    def __init__(self, *, remove_blank_text: bool = False, **_: Any) -> None:
        self.remove_blank_text = remove_blank_text
        self.lookup: Lookup | None = None

    def set_element_class_lookup(self, lookup: Lookup) -> None:
        """Say which classes the elements have."""
        self.lookup = lookup

    def makeelement(self, tag: str, attrib: Any = None, nsmap: Any = None) -> Node:
        """Make an element of the class that its tag has."""
        return element(tag, attrib, nsmap, self.lookup)


def comment() -> None:
    """Stand for the tag of a comment."""


def instruction() -> None:
    """Stand for the tag of a processing instruction."""


def entity() -> None:
    """Stand for the tag of an entity, which is kept as it is written."""


def fromstring(text: str | bytes, parser: XMLParser | None = None) -> Node:
    """Read a document. Raises NotReadHereError if anything in it is not as XML wants it."""
    return _Reading(parser or XMLParser()).read(text)


class _Reading:
    def __init__(self, parser: XMLParser) -> None:
        self._parser = parser
        self._root: Node | None = None
        self._open: list[Node] = []
        self._last: Node | None = None
        self._declared: dict[str | None, str] = {}

    def read(self, text: str | bytes) -> Node:
        expat_parser = expat.ParserCreate(namespace_separator="}")
        expat_parser.buffer_text = True
        expat_parser.StartElementHandler = self._start
        expat_parser.EndElementHandler = self._end
        expat_parser.CharacterDataHandler = self._words
        expat_parser.StartNamespaceDeclHandler = self._declare
        expat_parser.CommentHandler = lambda words: self._put(comment, words)
        expat_parser.ProcessingInstructionHandler = lambda name, words: self._put(instruction, f"{name} {words}")
        expat_parser.DefaultHandler = self._other
        expat_parser.EntityDeclHandler = self._entity
        try:
            expat_parser.Parse(text, True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise NotReadHereError(f"XML: {error}") from error
        if self._root is None:
            raise NotReadHereError("XML: no element")
        return self._root

    def _declare(self, prefix: str | None, uri: str) -> None:
        self._declared[prefix] = uri

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise NotReadHereError("XML: too deep")
        made = element(
            _clark(name), {_clark(key): value for key, value in attributes.items()}, self._declared, self._parser.lookup
        )
        self._declared = {}
        if self._open:
            self._open[-1].append(made)
        else:
            self._root = made
        self._open.append(made)
        self._last = None

    def _end(self, _name: str) -> None:
        ended = self._last = self._open.pop()
        if self._parser.remove_blank_text and len(ended):
            for one in ended:
                one._tail = one._tail if (one._tail or "").strip() else None
            ended._text = ended._text if (ended._text or "").strip() else None

    def _words(self, words: str) -> None:
        if self._last is not None:
            self._last._tail = before = f"{self._last._tail or ''}{words}"
        else:
            self._open[-1]._text = before = f"{self._open[-1]._text or ''}{words}"
        if len(before) > _LONGEST:
            raise NotReadHereError("XML: a text is too long")

    def _put(self, kind: Callable[[], None], words: str) -> None:
        if self._open:
            made = Node.made(kind)
            made._text = words
            self._open[-1].append(made)
            self._last = made

    def _entity(self, *_: Any) -> None:
        raise NotReadHereError("XML: entities are declared")

    def _other(self, words: str) -> None:
        if self._open and words.startswith("&"):
            self._put(entity, words)


def _clark(name: str) -> str:
    return f"{{{name}" if "}" in name else name
