"""A tree → XML. Every namespace gets its prefix at the root, whatever the prefixes were where it was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from opcc_opendata.browser.stand_ins.trees import xml_parser
from opcc_opendata.browser.stand_ins.trees.elements import Node

_XML: Final = "http://www.w3.org/XML/1998/namespace"
_TEXT: Final = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"}
_VALUE: Final = _TEXT | {ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}
_DECLARATION: Final = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"


def tostring(root: Node, *, encoding: str = "ASCII", standalone: bool | None = None, **_: Any) -> Any:
    """Write an element and all in it: bytes, or a text where the encoding is `unicode`."""
    prefixes = _prefixes(root)
    text = "".join(_written(root, prefixes, is_root=True))
    if encoding == "unicode":
        return text
    declaration = _DECLARATION if standalone else ""
    return f"{declaration}{text}".encode("ascii" if encoding == "ASCII" else encoding, "xmlcharrefreplace")


def _prefixes(root: Node) -> dict[str, str]:
    """Give each namespace a prefix of its own: that which the tree has for it, where no other has the same."""
    found = {_XML: "xml"}
    wanted: dict[str, str] = {}
    for one in root.iter("*"):
        wanted.update({uri: prefix for prefix, uri in one.nsmap.items() if prefix and uri not in wanted})
    for one in root.iter("*"):
        for name in (one.tag, *one.attrib):
            uri = name[1:].rpartition("}")[0] if name.startswith("{") else ""
            if uri and uri not in found:
                prefix = wanted.get(uri, "")
                is_free = prefix and prefix not in found.values()
                found[uri] = (
                    prefix
                    if is_free
                    else next(f"ns{n}" for n in range(len(found) + 1) if f"ns{n}" not in found.values())
                )
    return found


def _written(one: Node, prefixes: dict[str, str], *, is_root: bool = False) -> Iterator[str]:
    if one.tag is xml_parser.entity:
        yield one._text or ""
    elif one.tag is xml_parser.comment:
        yield f"<!--{one._text or ''}-->"
    elif one.tag is xml_parser.instruction:
        yield f"<?{one._text or ''}?>"
    else:
        name = _name(one.tag, prefixes)
        yield f"<{name}"
        if is_root:
            yield from (f' xmlns:{prefix}="{uri.translate(_VALUE)}"' for uri, prefix in prefixes.items() if uri != _XML)
        yield from (f' {_name(key, prefixes)}="{value.translate(_VALUE)}"' for key, value in one.attrib.items())
        yield ">"
        yield (one._text or "").translate(_TEXT)
        for child in one:
            yield from _written(child, prefixes)
        yield f"</{name}>"
    if not is_root:
        yield (one._tail or "").translate(_TEXT)


def _name(name: str, prefixes: dict[str, str]) -> str:
    uri, brace, local = name.rpartition("}")
    return f"{prefixes[uri[1:]]}:{local}" if brace else name
