"""Every pattern and every text function of ours takes linear time, whatever text a stranger sends."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import opcc_opendata
from tests import hostile_texts
from tests.hostile_texts import faults, texts_for

ROOT = Path(opcc_opendata.__file__).parent
FIRST_ONLY = frozenset({"match", "fullmatch", "search"})
EVERY = frozenset({"finditer", "findall", "sub", "subn", "split"})


class Used(NamedTuple):
    """A pattern, where it stands, and by which methods it is used."""

    name: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def modules() -> list[str]:
    return [one.name for one in pkgutil.walk_packages(opcc_opendata.__path__, "opcc_opendata.")]


@cache
def trees() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(["opcc_opendata", *path.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def methods_by_name() -> dict[str, set[str]]:
    """Give the methods by which each name is used in the package: by itself, or by another that stands for it."""
    found: dict[str, set[str]] = {}
    for tree in trees().values():
        here: dict[str, set[str]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in FIRST_ONLY | EVERY:
                here.setdefault(ast.unparse(node.value).split(".")[-1], set()).add(node.attr)
        stands_for = {(new, name) for node in ast.walk(tree) for new, name in _stand_ins(node)}
        for _ in range(3):
            for new, name in stands_for:
                here.setdefault(name, set()).update(here.get(new, set()) - {"split"})  # texts have that method too
        for name, methods in here.items():
            found.setdefault(name, set()).update(methods)
    return found


def _stand_ins(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Give the names that a statement gives to the patterns of others: `for one in PATTERNS`, `one = A if b else C`."""
    if isinstance(node, ast.For | ast.comprehension):
        target, value = node.target, node.iter
    elif isinstance(node, ast.Assign):
        target, value = node.targets[0], node.value
    elif isinstance(node, ast.NamedExpr):
        target, value = node.target, node.value
    else:
        return
    names = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
    news = {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}
    yield from ((new, name) for new in news for name in names if new != name)


def patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth > 4:
        return
    elif isinstance(value, dict):
        for inner in (*value.keys(), *value.values()):
            yield from patterns_in(inner, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from patterns_in(inner, depth + 1)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from patterns_in(getattr(value, field.name), depth + 1)


def of_modules() -> Iterator[Used]:
    methods = methods_by_name()
    for name in modules():
        for key, value in vars(importlib.import_module(name)).items():
            for pattern in patterns_in(value):
                known = methods.get(key, set())
                yield Used(f"{name}.{key}", pattern, frozenset(known or {"search", "fullmatch", "sub"}))


def of_calls() -> Iterator[Used]:
    for name, tree in trees().items():
        for call in calls_of_re(tree):
            if (made := literal(call)) is not None:
                method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
                used = {method} if method != "compile" else {"search", "fullmatch", "sub"}
                yield Used(f"{name}:{call.lineno}", made, frozenset(used))


def calls_of_re(tree: ast.Module) -> Iterator[ast.Call]:
    """Give the calls of functions of `re` that stand in functions: what a module compiles is found in the module."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                if is_call and ast.unparse(node.func.value) == "re" and node.func.attr != "escape":  # type: ignore[attr-defined]
                    yield node  # type: ignore[misc]


def literal(call: ast.Call) -> re.Pattern[Any] | None:
    if not isinstance(call.args[0], ast.Constant):
        return None
    flags = next((word.value for word in call.keywords if word.arg == "flags"), None)
    at = {"compile": 1, "sub": 4}.get(call.func.attr, 2)  # type: ignore[attr-defined]
    flags = call.args[at] if flags is None and len(call.args) > at else flags
    value = eval(ast.unparse(flags), {"re": re}) if flags is not None else 0
    return re.compile(call.args[0].value, value)


MADE_IN_FUNCTIONS = {
    "opcc_opendata.browser.stand_ins.fast_schema": "a pattern of the standard, or one that was looked at",
    "opcc_opendata.importers.bodies": "the titles of bodies, between words and spaces",
    "opcc_opendata.importers.items": "whom a finding is addressed to",
    "opcc_opendata.importers.people": "the pattern of a name, which other patterns hold",
    "opcc_opendata.importers.registered_titles": "the titles of the register, word by word",
    "opcc_opendata.importers.verdict_words": "the patterns of the module itself, each of which is found in it",
    "opcc_opendata.importers.wordings": "the lines of wordings.csv",
    "opcc_opendata.rules.register": "the titles of the register",
    "opcc_opendata.site.did_you_mean": "the name of a table or column, as it is",
    "opcc_opendata.site.pages": "the addresses of the pages, which requests are matched with",
    "opcc_opendata.static.links": "the address of our own from which the files are made, and what follows it",
}
"""Patterns that are made of data. Those of the project's own data are tried below."""


@pytest.mark.heavy
def test_every_other_pattern_is_made_of_data_that_is_named_here() -> None:
    unread = {name for name, tree in trees().items() for call in calls_of_re(tree) if literal(call) is None}
    assert unread == set(MADE_IN_FUNCTIONS)


def of_data() -> Iterator[Used]:
    from opcc_opendata.importers import asked_of, bodies, people, wordings
    from opcc_opendata.rules.register import register_of
    from opcc_opendata.schema import load_standard

    standard = load_standard(ROOT.parent / "schema")
    yield from (Used("asked_of._ADDRESSED", pattern, frozenset({"search"})) for _, pattern in asked_of._ADDRESSED)
    yield from (Used("asked_of._NAMED", pattern, frozenset({"fullmatch"})) for _, pattern in asked_of._NAMED)
    yield Used("people._NAME", re.compile(people._NAME), frozenset({"fullmatch"}))
    for place, patterns in wordings._wordings().items():
        for _, pattern in patterns:
            yield Used(f"wordings.{place}", pattern, frozenset({"match"}))
    yield from (Used("register", one, frozenset({"search"})) for one in patterns_in(vars(register_of(standard))))
    yield from (Used("bodies", one, frozenset({"finditer"})) for one in made_by_bodies(bodies, standard))


def made_by_bodies(bodies: Any, standard: Any) -> list[re.Pattern[str]]:
    """Give the patterns by which the name of a force is looked for."""
    made: list[re.Pattern[str]] = []

    class Recorder:
        IGNORECASE, escape = re.IGNORECASE, staticmethod(re.escape)

        @staticmethod
        def finditer(pattern: str, _text: str, flags: int) -> Iterator[re.Match[str]]:
            made.append(re.compile(pattern, flags))
            return iter(())

        @staticmethod
        def search(pattern: str, _text: str, flags: int) -> bool:
            made.append(re.compile(pattern, flags))
            return True  # as if the name were there, so that its other patterns are made too

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "re", Recorder)
        for force in ("norfolk", "devon-and-cornwall"):
            list(bodies._mentions("", "", force, standard.codelists["forces"][force]["title_en"], standard))
    return made


@cache
def every_pattern() -> dict[str, Used]:
    """Give each pattern once, by its name. To find them takes seconds, so that it is done where they are tried."""
    found: dict[tuple[Any, ...], Used] = {}
    for one in (*of_modules(), *of_calls(), *of_data()):
        key = (one.pattern.pattern, one.pattern.flags)
        before = found.get(key)
        found[key] = one._replace(methods=one.methods | before.methods) if before else one
    return {one.name + (f"#{n}" if n else ""): one for n, one in enumerate(found.values())}


PARTS = 40
"""In how many tests the patterns are tried. Each names all of its own that are slow, and not only the first."""


@pytest.mark.parametrize("quadratic", [r"\s+$", r"<[^>]*>"])
def test_a_quadratic_pattern_is_told(quadratic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile_texts, "_SECONDS_AT_MOST", 0.2)
    pattern = re.compile(quadratic)
    assert next(faults(lambda text: sum(1 for _ in pattern.finditer(text)), texts_for(pattern)))


def tried(methods: frozenset[str]) -> list[str]:
    """Give the methods whose times hold those of all others: each begins with all that the one before it does.

    What `match` tries, `search` tries first, and `finditer` begins with what `search` does. `fullmatch` goes back for
    an end of its own.
    """
    widest = "finditer" if methods & EVERY else next((one for one in ("search", "match") if one in methods), None)
    return [*({"fullmatch"} & methods), *([widest] if widest else [])]


@pytest.mark.slow
@pytest.mark.days(8)
@pytest.mark.parametrize("part", range(PARTS))
def test_patterns_take_linear_time(part: int) -> None:
    names = [name for name, used in every_pattern().items() if isinstance(used.pattern.pattern, str)][part::PARTS]
    assert names
    assert {name: told for name in names if (told := slow_texts_of(every_pattern()[name]))} == {}


def slow_texts_of(used: Used) -> list[str]:
    """Say for which texts a pattern does not take linear time: at most two for each of its methods."""
    found = []
    for method in tried(used.methods):
        call = getattr(used.pattern, method)
        work = (lambda text: sum(1 for _ in call(text))) if method == "finditer" else call  # noqa: B023
        texts = texts_for(used.pattern)
        found += [f"{method} of {used.pattern.pattern!r}: {told}" for told in islice(faults(work, texts), 2)]
    return found
