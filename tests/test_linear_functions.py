"""Every text function of ours takes linear time: each function of a text that the package has is found and tried."""

from __future__ import annotations

import gc
import importlib
import inspect
import json
import pkgutil
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import opcc_opendata
from opcc_opendata import documents
from opcc_opendata.diff import WRITERS, Reader, compare
from opcc_opendata.documents.writers import docx, html, md
from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.record import chosen
from opcc_opendata.reporters import REPORTERS, Style
from opcc_opendata.schema import load_standard
from opcc_opendata.spreadsheets import flatten
from opcc_opendata.spreadsheets.form import form_of
from opcc_opendata.tables.rows import record_rows
from opcc_opendata.validate import check_document
from opcc_opendata.yaml_reader.document import read_bytes
from opcc_opendata.yaml_writer.canonical_form import canonical
from opcc_opendata.yaml_writer.comments import remarks
from tests.hostile_texts import TooSlowError, costs_of, is_clearly_linear, seconds_for, texts
from tests.test_reporters import Report

STANDARD = load_standard(packaged_standard())
LONGEST = 480_000
"""Characters: a text of a record may have 500,000. Four times this is tried where the time seems to grow too fast."""

SCREENED, SECONDS_TO_SCREEN = 500, 0.06
"""Characters of the texts that are tried first, and the processor's seconds for all of them with one function."""

TRIED = 2
"""How many of those that took longest are tried in every length."""

LONG_ENOUGH, RATIO = 0.15, 10.0
"""Seconds after which growth is seen, and how often four times the text may take as long: 4 is linear, 16 quadratic."""

NOTHING = 0.05
"""Seconds for the longest text in which growth harms nobody. A shorter text, if all of its time were quadratic, would
take a share of them: no growth can hide in fewer."""

SEEN, NEARLY_LINEAR = 0.002, 4.7
"""Where four times the text takes these seconds or more, and less than this many times as long, no longer one is tried:
what grows with the square is less than a fifth at a sixteenth of LONGEST, and up to it would stay below RATIO."""

TEXTS = frozenset(("str", "str | None", "Text", "Text | None", "bytes"))
GUESSED: dict[str, Any] = {
    "str": "",
    "str | None": None,
    "int": 0,
    "int | None": None,
    "bool": False,
    "Standard": STANDARD,
    "Pointer": (),
    "frozenset[str]": frozenset(),
    "list[str]": [],
    "dict[str, str]": {},
    "Codelist | None": None,
}
"""What a function gets beside its text, by the type that it says."""

NOT_TRIED = {
    "opcc_opendata.cli": "commands: they ask, print and end the program; what works on a text is elsewhere",
    "opcc_opendata.site.marking.mark_all": "changes this process for good",
    "opcc_opendata.database.build_run.unpack_rows": "takes what our own process wrote, or sealed",
    "opcc_opendata.result_cache._connect": "opens a file of our own",
    "opcc_opendata.documents.writers.docx_template._opened": "opens a file that is packed, within limits of its own",
    "opcc_opendata.zip_limits.open_zip": "opens a file that is packed, within limits of its own",
    "opcc_opendata.importers.formats": "reads whole files in a process of its own, which is ended after some seconds",
    "opcc_opendata.importers.reading.drafts_of": "reads whole files in a process of its own, which is ended",
    "opcc_opendata.importers.dates": "looks at pieces of a few words, in the process that is ended",
    "opcc_opendata.schema.formats._validator_of": "compiles a pattern, which is looked at first: test_extensions.py",
    "opcc_opendata.schema.formats.matches": "a pattern of the standard, or one that was looked at: test_extensions.py",
    "opcc_opendata.git": "starts git",
    "opcc_opendata.server.server": "begins to listen",
    "opcc_opendata.files": "the names of files: no system has one of more than some hundred characters",
    "opcc_opendata.search.excerpts._cut": "a piece of 2,000 characters",
    "opcc_opendata.database.history._follow": "reads what git says",
}
"""Functions and modules whose functions are not tried, and why not."""


def is_tried(name: str) -> bool:
    return not any(name == other or name.startswith(f"{other}.") for other in NOT_TRIED)


def functions() -> Iterator[tuple[str, Any]]:
    for module in pkgutil.walk_packages(opcc_opendata.__path__, "opcc_opendata."):
        for name, value in vars(importlib.import_module(module.name)).items():
            function = inspect.unwrap(value) if callable(value) else None
            if inspect.isfunction(function) and function.__module__ == module.name:
                yield f"{module.name}.{name}", function


def needed(function: Any) -> list[inspect.Parameter]:
    every = inspect.signature(function).parameters.values()
    return [one for one in every if one.default is one.empty and one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)]


def call_of(function: Any) -> Callable[[str], object] | None:
    """How to call a function with a text: its first argument that takes one gets it. None where that can't be known."""
    parameters = needed(function)
    at = next((place for place, one in enumerate(parameters) if str(one.annotation) in TEXTS), None)
    others = [one for place, one in enumerate(parameters) if place != at]
    if at is None or any(str(one.annotation) not in GUESSED for one in others):
        return None
    named = {one.name: GUESSED[str(one.annotation)] for one in others}
    name, is_bytes = parameters[at].name, str(parameters[at].annotation) == "bytes"

    def call(text: str) -> object:
        given: Any = text.encode() if is_bytes else text
        before = [] if at == 0 else [named[one.name] for one in parameters[:at] if one.kind is not one.KEYWORD_ONLY]
        rest = {key: value for key, value in named.items() if key not in {one.name for one in parameters[:at]}}
        if parameters[at].kind is inspect.Parameter.KEYWORD_ONLY:
            found = function(*before, **rest, **{name: given})
        else:
            found = function(*before, given, **rest)
        return list(found) if inspect.isgenerator(found) else found

    return call


FOUND = {name: call for name, function in functions() if is_tried(name) and (call := call_of(function)) is not None}


def test_the_functions_are_found_and_what_is_not_tried_is_there() -> None:
    names = {name for name, _ in functions()}
    assert len(FOUND) > 200
    for name in NOT_TRIED:
        assert any(one == name or one.startswith(f"{name}.") for one in names), name
    for name in ("documents.markdown.blocks", "site.markdown_html.html", "search.query.parse", "rules.base.quote"):
        assert f"opcc_opendata.{name}" in FOUND


@pytest.mark.slow
def test_a_quadratic_function_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    longest = LONGEST // 15  # whose 64th part is a whole number

    def quadratic(text: str) -> None:
        until = time.thread_time() + 0.06 * (len(text) / longest) ** 2
        while time.thread_time() < until:
            pass

    # Four times the longest text is tried too, and takes sixteen times as long; each text is as slow as all others.
    monkeypatch.setattr(sys.modules[__name__], "LONGEST", longest)
    monkeypatch.setattr(sys.modules[__name__], "TRIED", 1)
    assert faults(quadratic)


def faults(work: Callable[[str], object]) -> list[str]:
    """Say for which texts a function takes a time that grows faster than they do."""

    def tolerant(text: str) -> None:
        try:
            work(text)
        except TooSlowError:
            raise
        except Exception:
            return

    made = in_order_of_trial()
    costs = costs_of(tolerant, made, SCREENED, SECONDS_TO_SCREEN)
    worst = sorted(costs, key=lambda name: -costs[name])[:TRIED]
    return [f"{name}: {told}" for name in worst if (told := growth(tolerant, made[name]))]


@cache
def in_order_of_trial() -> dict[str, Callable[[int], str]]:
    """Give the texts in the order in which they are tried while there is time: alike for every function."""
    made = texts()
    pairs = [name for name in made if len(name) > 4]
    random.Random(str(list(made))).shuffle(pairs)
    pairs.sort(key=lambda name: "\\n" not in name)  # most is read line by line
    return {name: made[name] for name in [*(name for name in made if len(name) <= 4), *pairs]}


def growth(work: Callable[[str], object], make: Callable[[int], str]) -> str:
    """Say how the time grows with the text, where that is too fast; each length is four times the one before."""
    size, before = LONGEST // 64, 0.0
    while size <= LONGEST:
        try:
            took = seconds_for(work, make(size))
            if took < NOTHING * (size / LONGEST) ** 2 or _is_nearly_linear(work, make, size, before, took):
                return ""
            if took > LONG_ENOUGH or size == LONGEST:
                if is_clearly_linear(before, took):
                    return ""
                if before < 0.002 or took < NOTHING or took / before < RATIO:
                    before, size = took, size * 4
                    if took > LONG_ENOUGH * 4:
                        return ""
                    continue
                shorter = seconds_for(work, make(size // 4), runs=4)
                longer = seconds_for(work, make(size), runs=2)
                if longer / shorter >= RATIO and not _is_slowed_once(work, make(size * 4), longer):
                    return f"{size // 4:,} and {size:,} characters take {shorter:.3f} and {longer:.3f} s"
        except TooSlowError:
            return f"{size:,} characters take too long"
        before, size = took, size * 4
    return ""


def _is_nearly_linear(
    work: Callable[[str], object], make: Callable[[int], str], size: int, before: float, took: float
) -> bool:
    """Whether a text takes hardly more, for its size, than a quarter of it: which is tried again.

    It is a little longer then, because a function may remember what it was given.
    """
    if not (took > SEEN and 0 < before < took):
        return False
    return took < NEARLY_LINEAR * min(before, seconds_for(work, make(size // 4 + 1)))


def _is_slowed_once(work: Callable[[str], object], longer_text: str, before: float) -> bool:
    """Whether four times the text takes a time in proportion: fresh memory and a full cache slow a function once.

    A text that takes less time was refused, not read: that says nothing about growth.
    """
    return before < seconds_for(work, longer_text, runs=2) < before * RATIO


@pytest.fixture(scope="module", autouse=True)
def _what_is_there_is_left() -> Iterator[None]:
    """What Python's collector takes grows with all that other tests have left: it need not look at that each time."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _nothing_is_collected() -> Iterator[None]:
    """The collector doesn't run while a function is measured."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.slow
@pytest.mark.days(8)
@pytest.mark.parametrize("name", FOUND)
def test_a_function_takes_linear_time(name: str) -> None:
    assert faults(FOUND[name]) == []


# --- A whole record ---------------------------------------------------------------------------------------------------

PROJECT = project_at(Path(opcc_opendata.__file__).parent.parent)


def record_with(text: str) -> bytes:
    """A record with a text in a comment, as JSON writes it: every text can be written so."""
    return f"""schema_version: 1.0.0
id: kent-2020-01-01-invented
language: en
title: Invented
force: kent
policing_body: kent-pcc
stage: full
inspections:
  - id: invented-report
    title: Invented
    published: 2020-01-01
comments:
  - kind: policing_body
    text: {json.dumps(text, ensure_ascii=False)}
recommendations:
  - number: '1'
    kind: recommendation
    text: Do it.
source:
  origin: document
""".encode()


def checked(text: str) -> None:
    check_document(read_bytes(record_with(text), "x"), PROJECT, STANDARD, is_draft=False)


def data_of(text: str) -> Any:
    return (read_bytes(record_with("x"), "x").data or {}) | {
        "note": text,
        "comments": [{"kind": "policing_body", "text": text}],
    }


def printed(text: str, writer: Any) -> None:
    writer(documents.response(data_of(text), "en", STANDARD.codelists))


def sent(text: str) -> None:
    md.written(documents.letter(data_of(text), "en", STANDARD.codelists))


def before_the_panel(text: str) -> None:
    md.written(documents.panel([data_of(text)], "kent-pcc", date(2019, 1, 1), "en", STANDARD.codelists))


def compared(text: str, other: str) -> None:
    reader = Reader(STANDARD)
    sides = [reader.side(name, [("x", record_with(words))], Path()) for name, words in (("a", text), ("b", other))]
    assert sides[0].responses
    for write in WRITERS.values():
        write(compare(*sides, STANDARD))


def in_sheets(text: str) -> None:
    form = form_of(STANDARD)
    for row in flatten.rows(form, data_of(text)):
        list(row)


def refused(text: str) -> None:
    """Every reporter says what is wrong with a record in which a text stands where a code should."""
    document = read_bytes(record_with("x").replace(b"stage: full", b"stage: " + json.dumps(text).encode()), "x")
    problems = tuple(check_document(document, PROJECT, STANDARD, is_draft=False).problems)
    assert problems
    for report in REPORTERS.values():
        report(Report(problems), Style())


WHOLE: dict[str, Callable[[str], object]] = {
    "read as a file": lambda text: read_bytes(text.encode(), "x"),
    "read as a plain value": lambda text: read_bytes(b"title: " + text.encode(), "x"),
    "read as a value in quotes": lambda text: read_bytes(record_with(text), "x"),
    "read as a block": lambda text: read_bytes(b"note: |-\n  " + text.replace("\n", "\n  ").encode(), "x"),
    "checked": checked,
    "comments": lambda text: list(remarks(text)),
    "blocks and their comments": lambda text: list(remarks("- |\n  " + text.replace("\n", "\n- |\n  "))),
    "written": lambda text: canonical(record_with(text), STANDARD),
    "rows": lambda text: record_rows(data_of(text)),
    "a document as HTML": lambda text: printed(text, html.written),
    "a document as Markdown": lambda text: printed(text, md.written),
    "a document as Word": lambda text: printed(text, docx.written),
    "a letter": sent,
    "a paper for the panel": before_the_panel,
    "a comparison, of a text that came": lambda text: compared("x", text),
    "a comparison, of a text that ended otherwise": lambda text: compared(text, f"{text}x"),
    "rows of a workbook": in_sheets,
    "what is wrong with it, in every format": refused,
    "its words in a language": lambda text: chosen({"en": text}, "en", "en"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WHOLE)
def test_what_is_done_with_a_whole_record_takes_linear_time(name: str) -> None:
    assert faults(WHOLE[name]) == []


@pytest.mark.parametrize(
    "name", [name for name in WHOLE if name not in ("read as a file", "blocks and their comments")]
)
def test_a_whole_record_of_plain_words_raises_nothing(name: str) -> None:
    WHOLE[name]("Invented words, to be done with.")
