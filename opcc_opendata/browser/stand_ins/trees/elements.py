"""The elements of a tree, which know their parents: lxml's own interface, as far as it is used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Self
from xml.etree import ElementPath

from opcc_opendata.browser.stand_ins.trees import paths

Lookup = Callable[[str], type["Node"]]
"""Which class the element of a tag has."""

_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Node:
    """An element, or a comment and the like, whose `tag` is then the function that makes it.

    Its own code never asks for `text`: classes made from this one have another meaning for it.
    """

    tag: Any
    attrib: dict[str, str]
    nsmap: dict[str | None, str]
    _children: list[Node]
    _parent: Node | None
    _text: str | None
    _tail: str | None
    _lookup: Lookup | None

    @classmethod
    def made(
        cls,
        tag: Any,
        attrib: Mapping[str, str] | None = None,
        nsmap: Mapping[str | None, str] | None = None,
        lookup: Lookup | None = None,
    ) -> Self:
        """Make an element that stands nowhere yet."""
        self = cls.__new__(cls)
        self.tag, self.attrib, self.nsmap = tag, dict(attrib or {}), dict(nsmap or {})
        self._children, self._parent, self._text, self._tail, self._lookup = [], None, None, None, lookup
        return self

    @property
    def text(self) -> Any:
        """Give the text before the first child."""
        return self._text

    @text.setter
    def text(self, value: str | None) -> None:
        self._text = checked(value)

    @property
    def tail(self) -> str | None:
        """Give the text after the end of this element."""
        return self._tail

    @tail.setter
    def tail(self, value: str | None) -> None:
        self._tail = checked(value)

    def __len__(self) -> int:
        return len(self._children)

    def __bool__(self) -> bool:
        return bool(self._children)

    def __iter__(self) -> Iterator[Node]:
        return iter(self._children)

    def __getitem__(self, at: Any) -> Any:
        return self._children[at]

    def __reversed__(self) -> Iterator[Node]:
        return reversed(self._children)

    def get(self, name: str, default: Any = None) -> Any:
        """Give an attribute."""
        return self.attrib.get(name, default)

    def set(self, name: str, value: str) -> None:
        """Set an attribute."""
        if not isinstance(value, str):
            raise TypeError(f"Argument must be bytes or unicode, got '{type(value).__name__}'")
        self.attrib[name] = str(checked(value))

    def items(self) -> list[tuple[str, str]]:
        """Give the attributes."""
        return list(self.attrib.items())

    def keys(self) -> list[str]:
        """Give the names of the attributes."""
        return list(self.attrib)

    def getparent(self) -> Node | None:
        """Give the element in which this stands."""
        return self._parent

    def getprevious(self) -> Node | None:
        """Give the node before this one, in the same element."""
        return next(self.itersiblings(preceding=True), None)

    def getnext(self) -> Node | None:
        """Give the node after this one, in the same element."""
        return next(self.itersiblings(), None)

    def index(self, child: Node) -> int:
        """Tell the how-manieth child one is."""
        for number, one in enumerate(self._children):
            if one is child:
                return number
        raise ValueError("Element is not a child of this node.")

    def append(self, child: Node) -> None:
        """Put an element last, with the text after it."""
        child._leave()
        child._parent = self
        self._children.append(child)

    def extend(self, children: Iterable[Node]) -> None:
        """Put elements last, in their order."""
        for child in list(children):
            self.append(child)

    def insert(self, at: int, child: Node) -> None:
        """Put an element before the child that stands there."""
        child._leave()
        child._parent = self
        self._children.insert(at, child)

    def remove(self, child: Node) -> None:
        """Take a child out, with the text after it."""
        del self._children[self.index(child)]
        child._parent = None

    def replace(self, old: Node, new: Node) -> None:
        """Put an element in the place of a child."""
        new._leave()
        self._children[self.index(old)] = new
        old._parent, new._parent = None, self

    def addprevious(self, new: Node) -> None:
        """Put an element right before this one."""
        parent = self._around()
        new._leave()
        parent.insert(parent.index(self), new)

    def addnext(self, new: Node) -> None:
        """Put an element right after this one, and before the text that follows it."""
        parent = self._around()
        new._leave()
        new._tail, self._tail = f"{new._tail or ''}{self._tail or ''}" or None, None
        parent.insert(parent.index(self) + 1, new)

    def _around(self) -> Node:
        if self._parent is None:
            raise TypeError("Only processing instructions and comments can be siblings of the root element")
        return self._parent

    def _leave(self) -> None:
        if self._parent is not None:
            self._parent.remove(self)

    def iter(self, *tags: str) -> Iterator[Node]:
        """Give this element and all inside it that have one of the tags, in the order of the document."""
        fits = _test(tags)
        waiting = [iter((self,))]
        while waiting:
            one = next(waiting[-1], None)
            if one is None:
                waiting.pop()
                continue
            if fits is None or fits(one.tag):
                yield one
            if one._children:
                waiting.append(iter(one._children))

    def iterancestors(self, *tags: str) -> Iterator[Node]:
        """Give the elements round this one that have one of the tags, from the inside out."""
        fits = _test(tags)
        around = self._parent
        while around is not None:
            if fits is None or fits(around.tag):
                yield around
            around = around._parent

    def itersiblings(self, *tags: str, preceding: bool = False) -> Iterator[Node]:
        """Give the nodes after this one, or backwards those before it, that have one of the tags."""
        if self._parent is None:
            return
        fits, at = _test(tags), self._parent.index(self)
        siblings = self._parent._children
        for one in reversed(siblings[:at]) if preceding else siblings[at + 1 :]:
            if fits is None or fits(one.tag):
                yield one

    def iterchildren(self, *tags: str) -> Iterator[Node]:
        """Give the children that have one of the tags."""
        fits = _test(tags)
        yield from (one for one in list(self._children) if fits is None or fits(one.tag))

    def itertext(self) -> Iterator[str]:
        """Give the texts inside, in their order."""
        if self._text and isinstance(self.tag, str):
            yield self._text
        for child in self._children:
            yield from child.itertext()
            if child._tail:
                yield child._tail

    def find(self, path: str, namespaces: Any = None) -> Any:
        """Give the first element on a path."""
        return ElementPath.find(self, path, namespaces)  # type: ignore[arg-type]

    def findall(self, path: str, namespaces: Any = None) -> list[Any]:
        """Give all elements on a path."""
        return ElementPath.findall(self, path, namespaces)  # type: ignore[arg-type]

    def findtext(self, path: str, default: Any = None, namespaces: Any = None) -> Any:
        """Give the text of the first element on a path."""
        found = self.find(path, namespaces)
        return default if found is None else found.text or ""

    def xpath(self, path: str, namespaces: Mapping[str, str] | None = None) -> list[Any]:
        """Give what an expression of XPath finds. Raises NotReadHereError for one that is not known."""
        return paths.found(self, path, namespaces or {})

    def makeelement(self, tag: str, attrib: Any = None, nsmap: Any = None) -> Node:
        """Make an element of the class that its tag has here."""
        return element(tag, attrib, nsmap, self._lookup)


def element(
    tag: str,
    attrib: Mapping[str, str] | None = None,
    nsmap: Mapping[str | None, str] | None = None,
    lookup: Lookup | None = None,
) -> Node:
    """Make an element of the class that its tag has."""
    return (lookup(tag) if lookup else Node).made(tag, attrib, nsmap, lookup)


def checked(value: str | None) -> str | None:
    """Give a text that XML can hold. Raises ValueError."""
    if value is not None and _NOT_XML.search(value):
        raise ValueError("All strings must be XML compatible: Unicode or ASCII, no NULL bytes or control characters")
    return value


def _test(tags: tuple[str, ...]) -> Callable[[Any], bool] | None:
    """Make a function that tells if a tag is one of some, of which `{*}name` is one in any namespace."""
    if not tags:
        return None
    whole = frozenset(one for one in tags if not one.startswith("{*}"))
    local = frozenset(one[3:] for one in tags if one.startswith("{*}"))
    if "*" in whole:
        return lambda tag: isinstance(tag, str)
    if not local:
        return whole.__contains__
    return lambda tag: isinstance(tag, str) and (tag in whole or tag.rpartition("}")[2] in local)
