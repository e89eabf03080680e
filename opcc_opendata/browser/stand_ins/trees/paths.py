"""The few kinds of XPath that python-docx asks, where it makes a form: steps by name, and four kinds of conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.browser.stand_ins.trees.refusal import NotReadHereError

if TYPE_CHECKING:
    from opcc_opendata.browser.stand_ins.trees.elements import Node

_NAME: Final = r"(?:\w+:)?\w+"
_STEP: Final = re.compile(rf"(?P<axis>preceding::)?(?P<name>\*|{_NAME})(?P<conditions>(?:\[[^\[\]]+\])*)")
_CONDITION: Final = re.compile(
    rf"\[(?:(?P<nth>[0-9]+)|@(?P<own>{_NAME})=(?P<quote>['\"])(?P<is>[^'\"]*)(?P=quote)|not\(self::(?P<other>{_NAME})\)"
    rf"|(?P<child>{_NAME})/@(?P<its>{_NAME})=(?P<quote2>['\"])(?P<value>[^'\"]*)(?P=quote2))\]"
)
_PART: Final = re.compile(r"(?:[^/\[]|\[[^\[\]]*\])+")
"""What stands between two slashes. A slash in a condition is none."""


def found(element: Node, path: str, namespaces: Mapping[str, str]) -> list[Any]:
    """Give what a path leads to, in the order of the document. Raises NotReadHereError for a path of another kind."""
    names = {prefix: uri for prefix, uri in namespaces.items() if prefix}
    kept = [one for way in path.split("|") for one in _followed(element, way.strip(), names)]
    if "|" not in path:
        return kept
    order = {id(one): number for number, one in enumerate(_root(element).iter())}
    return sorted(dict.fromkeys(kept), key=lambda one: order[id(one)])


def _followed(element: Node, path: str, names: Mapping[str, str]) -> list[Any]:
    everywhere = path.startswith("//")
    here = [element]
    way = path.removeprefix("//").removeprefix("./")
    steps = _PART.findall(way)
    if not steps or "/".join(steps) != way:
        raise NotReadHereError(f"xpath: {path}")
    for number, step in enumerate(steps):
        if step.startswith("@"):
            name = _clark(step[1:], names)
            return [one.attrib[name] for one in here if name in one.attrib]
        match = _STEP.fullmatch(step)
        if match is None:
            raise NotReadHereError(f"xpath: {path}")
        fits = _fits(match["conditions"], names, path)
        tag = match["name"] if match["name"] == "*" else _clark(match["name"], names)
        if match["axis"]:
            ways = [_preceding(one, tag) for one in here]
        elif everywhere and number == 0:
            ways = [list(_root(element).iter(tag))]
        else:
            ways = [list(one.iterchildren(tag)) for one in here]
        here = [one for way in ways for one in fits(way)]
    return here


def _fits(conditions: str, names: Mapping[str, str], path: str) -> Callable[[list[Node]], list[Node]]:
    """Make a function that keeps of some elements those that fulfil all conditions."""
    tests = list(_CONDITION.finditer(conditions))
    if "".join(one[0] for one in tests) != conditions:
        raise NotReadHereError(f"xpath: {path}")

    def fits(elements: list[Node]) -> list[Node]:
        for test in tests:
            if test["nth"]:
                elements = elements[int(test["nth"]) - 1 : int(test["nth"])]
            else:
                elements = [one for one in elements if _is(one, test, names)]
        return elements

    return fits


def _is(element: Node, test: re.Match[str], names: Mapping[str, str]) -> bool:
    if test["own"]:
        return bool(element.get(_clark(test["own"], names)) == test["is"])
    if test["other"]:
        return bool(element.tag != _clark(test["other"], names))
    children = element.iterchildren(_clark(test["child"], names))
    return any(one.get(_clark(test["its"], names)) == test["value"] for one in children)


def _preceding(element: Node, tag: str) -> list[Node]:
    """Give the elements that end before one begins, the nearest first."""
    around = {id(one) for one in element.iterancestors()}
    before: list[Node] = []
    for one in _root(element).iter():
        if one is element:
            break
        before.append(one)
    return [one for one in reversed(before) if one.tag == tag and id(one) not in around]


def _root(element: Node) -> Node:
    return next(reversed(list(_with_ancestors(element))))


def _with_ancestors(element: Node) -> Iterator[Node]:
    yield element
    yield from element.iterancestors()


def _clark(name: str, names: Mapping[str, str]) -> str:
    prefix, colon, local = name.rpartition(":")
    return f"{{{names[prefix]}}}{local}" if colon else local
