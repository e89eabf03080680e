"""The strict reader. A number in the name of a test is that of a fault which the first reader had."""

from __future__ import annotations

import errno
import hashlib
import os
import pickle
import socket
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from opcc_opendata.problems import Severity
from opcc_opendata.yaml_reader import (
    CODES,
    MAX_BYTES,
    MAX_DEPTH,
    Document,
    builder,
    find_records,
    read_bytes,
    read_file,
)
from opcc_opendata.yaml_reader.characters import FORBIDDEN, first_forbidden
from tests.text_mutations import mutations
from tests.waiting import an_end, at_most

RECORD = """\
# A comment on a line of its own is fine.
id: norfolk-2019-02-26-domestic-abuse
published: 2019-02-26
closed: true
counts: [1, 20, -3]
title: 'Rated #1'  # after quotes too
text: |-  # and here
  # A heading

  It said: no # comment.
recommendations:
  - number: 1
    # about the next line
    text: >
      Folded
      text
  # about the next item
  - number: 2
    text: "A \\"quoted\\" text"
"""


def read(text: str | bytes) -> Document:
    return read_bytes(text.encode() if isinstance(text, str) else text, "r.yaml")


def found(document: Document) -> list[tuple[str, int, int]]:
    return [(p.code, p.line, p.column) for p in document.problems]


def data(text: str) -> dict[str, Any]:
    document = read(text)
    assert document.problems == ()
    assert document.data is not None
    return document.data


# A record that is right


def test_a_record_is_read() -> None:
    assert data(RECORD) == {
        "id": "norfolk-2019-02-26-domestic-abuse",
        "published": "2019-02-26",
        "closed": True,
        "counts": [1, 20, -3],
        "title": "Rated #1",
        "text": "# A heading\n\nIt said: no # comment.",
        "recommendations": [{"number": 1, "text": "Folded text\n"}, {"number": 2, "text": 'A "quoted" text'}],
    }


@pytest.mark.parametrize(
    ("pointer", "key", "place"),
    [
        ((), False, (2, 1)),
        (("published",), False, (3, 12)),
        (("published",), True, (3, 1)),
        (("counts",), False, (5, 9)),
        (("counts", 1), False, (5, 13)),
        (("text",), False, (7, 7)),
        (("recommendations",), True, (11, 1)),
        (("recommendations", 1), False, (18, 5)),
        (("recommendations", 1, "text"), False, (19, 11)),
        (("recommendations", 1, "text"), True, (19, 5)),
        (("recommendations", 0, "missing", "deeper"), False, (12, 5)),
        (("recommendations", 9), True, (11, 1)),
        (("recommendations", -1), False, (12, 3)),
        (("recommendations", "0"), False, (12, 3)),
        (("counts", 1, "x"), False, (5, 13)),
        (("nowhere",), False, (2, 1)),
    ],
)
def test_locate(pointer: tuple[str | int, ...], key: bool, place: tuple[int, int]) -> None:
    assert read(RECORD).locate(pointer, key=key) == place


def test_locate_counts_characters_not_bytes() -> None:
    assert read("a: {é: 1, 😀: [x, ’, y]}").locate(("a", "😀", 2)) == (1, 21)


def test_locate_in_what_was_not_read() -> None:
    assert read("a: [").locate(("a", 0)) == (1, 1)


def test_a_document_can_be_sent_to_another_process() -> None:
    document = read(RECORD)
    copy = pickle.loads(pickle.dumps(document))
    assert copy == document
    assert copy.locate(("counts", 1)) == (5, 13)


def test_the_checksum_is_that_of_the_raw_bytes() -> None:
    raw = b"\xef\xbb\xbfa: 1\r\n"
    assert read(raw).sha256 == hashlib.sha256(raw).hexdigest()


def test_a_pointer_comes_with_a_problem_in_a_value() -> None:
    (problem,) = read("a:\n  - b/c: 012\n").problems
    assert problem.pointer == "/a/0/b~1c"
    assert problem.severity is Severity.ERROR
    assert problem.message == "b/c: 012 could be read as a number by some tools, and change."
    assert problem.hint == 'Put it in quotes: "012".'


def test_several_problems_of_a_file_are_told_at_once_in_order() -> None:
    assert found(read("a: 012\nb:\nc: x #y\na: 1\n")) == [
        ("R131", 1, 4),
        ("R130", 2, 1),
        ("R132", 3, 6),
        ("R127", 4, 1),
    ]


# Fault 1: anchors and aliases

BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (BOMB, 1, 4),
        ("a: 1\nb: &x\n  - *x\n", 2, 4),
        ("a: 1\nb: *x\n", 2, 4),
        ("a: &x text\n", 1, 4),
        ("&x a: b\n", 1, 1),
        ("a: [1, &x b]\n", 1, 8),
        ("&x\na: b\n", 1, 1),
        ("a: {*x : b}\n", 1, 5),
    ],
)
def test_fault_1_anchor_or_alias(text: str, line: int, column: int) -> None:
    with at_most(1):
        document = read(text)
    assert found(document) == [("R123", line, column)]
    assert document.data is None


def test_fault_1_ampersands_and_stars_in_text_are_fine() -> None:
    assert data("a: Police & Crime *now*!\nb: R&D\nc: '&x *y'\n") == {
        "a": "Police & Crime *now*!",
        "b": "R&D",
        "c": "&x *y",
    }


# Fault 2: nesting


def test_fault_2_twenty_levels_are_allowed() -> None:
    assert read("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)).problems == ()


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH, 1, 23),
        ("".join(" " * i + "a:\n" for i in range(21)) + " " * 21 + "b: 1\n", 21, 21),
        ("a: " + "[" * 100_000, 1, 23),
        ("a: " + "[" * 100_000 + "]" * 100_000, 1, 23),
        ("a: " + "{a: " * 100_000, 1, 80),
        ("a:\n " + "- " * 100_000, 2, 40),
    ],
)
def test_fault_2_nesting(text: str, line: int, column: int) -> None:
    with at_most(2):
        assert found(read(text)) == [("R126", line, column)]


# Fault 3: duplicate keys


@pytest.mark.parametrize(
    ("text", "line", "column", "lines"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "lines 1 and 3"),
        ("a: 1\n'a': 3\n", 2, 1, "lines 1 and 2"),
        ("a:\n  - b: 1\n    b: [2]\n", 3, 5, "lines 2 and 3"),
        ("a: {b: 1, b: 2}\n", 1, 11, "lines 1 and 1"),
        ("e\u0301: 1\n\u00e9: 2\n", 2, 1, "lines 1 and 2"),
        ("x:\n  \u212a: 1\n  K: 2\n", 3, 3, "lines 2 and 3"),
    ],
)
def test_fault_3_duplicate_key(text: str, line: int, column: int, lines: str) -> None:
    document = read(text)
    assert found(document) == [("R127", line, column)]
    assert lines in document.problems[0].message


def test_fault_3_the_same_key_in_two_mappings_is_fine() -> None:
    assert data("a: {é: 1}\nb: {é: 2}\n") == {"a": {"é": 1}, "b": {"é": 2}}


# Fault 4: words that tools change


@pytest.mark.parametrize(
    "word",
    [
        *[
            "no",
            "No",
            "NO",
            "yes",
            "on",
            "off",
            "y",
            "n",
            "2019-02-26",
            "2019-02",
            "26/02/2019",
            "2019-13-45",
            "=",
            "--",
        ],
        *[
            "1.0.0",
            "12th",
            "1-2",
            "+",
            ".",
            "...x",
            "1 2",
            "tRUE",
            "nULL",
            "infinity",
            "nan",
            "2:70",
            "1e",
            "0x",
            "007b",
        ],
        *["2019-02-26 10:30:00", "2001-12-14t21:59:43.10-05:00", "01603 123456", "?b", "<<<", "~x", "a:b", "a#b"],
    ],
)
def test_fault_4_kept_as_typed(word: str) -> None:
    assert data(f"a: {word}\n") == {"a": word}
    assert data(f"a:\n  - {word}\n") == {"a": [word]}


@pytest.mark.parametrize(
    "word",
    [
        *[
            "012",
            "089",
            "00",
            "-0",
            "+5",
            "0o17",
            "0x1F",
            "0b11",
            "1e3",
            "1E3",
            "1e-3",
            "1.5e+3",
            "1.10",
            "1.",
            ".5",
            "-.5",
        ],
        *[".inf", "-.INF", ".nan", ".NaN", "1_000", "1,000", "12:30:45", "12:30", "-1:30.5", "9" * 16, "9" * 5000],
    ],
)
def test_fault_4_refused(word: str) -> None:
    document = read(f"a: {word}\n")
    assert found(document) == [("R131", 1, 4)]
    assert document.data == {"a": word}
    assert data(f"a: '{word}'\n") == {"a": word}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *[("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False)],
        *[("0", 0), ("7", 7), ("-7", -7), ("9" * 15, 10**15 - 1)],
    ],
)
def test_fault_4_typed(word: str, value: bool | int) -> None:
    (typed,) = data(f"a: {word}\n").values()
    assert typed == value
    assert type(typed) is type(value)
    assert data(f'a: "{word}"\n') == {"a": word}


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_refused(nothing: str) -> None:
    document = read(f"b: 1\na: {nothing}\n")
    assert found(document) == [("R130", 2, 1)]
    assert document.problems[0].hint == "Leave the key out if it is not known."
    assert document.data == {"b": 1}
    assert found(read(f"a:\n  - x\n  - {nothing}\n")) == [("R130", 3, 4 if not nothing else 5)]


@pytest.mark.parametrize("key", ["1", "012", "1.5", "true", "False", "null", "~"])
def test_a_key_that_is_no_word_is_refused(key: str) -> None:
    assert found(read(f"a: 1\n{key}: 2\n")) == [("R128", 2, 1)]
    assert data(f"'{key}': 2\n") == {key: 2}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("? [a]\n: b\n", 1, 3), ("{a: b}: c\n", 1, 1), ("a: 1\n: b\n", 2, 1), ("? {a: b}\n", 1, 3)],
)
def test_a_key_that_is_no_text_is_refused(text: str, line: int, column: int) -> None:
    assert found(read(text)) == [("R128", line, column)]


def test_keys_that_only_old_tools_read_as_truth_are_kept() -> None:
    assert data("no: 1\non: 2\n2019-02-26: 3\n") == {"no": 1, "on": 2, "2019-02-26": 3}


# Fault 5: text lost as a comment


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: rated #1\n", "R132", 1, 10),
        ("a: rated\t#1\n", "R132", 1, 10),
        ("a: rated   #1", "R132", 1, 12),
        ("a: b\nc: #4\n", "R132", 2, 4),
        ("a:\n  - rated #1\n", "R132", 2, 11),
        ("a:\n  - #4\n", "R132", 2, 5),
        ("a: one\n  two #3\n", "R132", 2, 7),
        ("a: [b, c #d\n  , e]\n", "R132", 1, 10),
        ("a: 2019 # year\n", "R132", 1, 9),
        ("a: true # yes\n", "R132", 1, 9),
        ("? a # b\n: c\n", "R132", 1, 5),
        ("a: b\r\nc: rated #1\r\n", "R132", 2, 10),
        ("é: é #1\n", "R132", 1, 6),
        ("a: 'rated '#1\n", "R132", 1, 12),
        ('a: "rated "#1\n', "R132", 1, 12),
        ("a: [b]#c\n", "R132", 1, 7),
        ("a: [[b]#c\n ]\n", "R132", 1, 8),
        ("a: {b: c}#d\n", "R132", 1, 10),
        ("a: [#b\n  c]\n", "R132", 1, 5),
        ("a: [b,#c\n  d]\n", "R132", 1, 7),
        ("a: [[b] ,#c\n  d]\n", "R132", 1, 10),
        ("a: |#b\n  c\n", "R132", 1, 5),
        ("a: >2-#b\n  c\n", "R132", 1, 7),
        ("a: |-\n    one\n  # two\n", "R133", 3, 3),
        ("a: |\n    one\n\n\n  # two\nb: c\n", "R133", 5, 3),
        ("a: |\n  one\n# fine\n  # two\nb: c\n", "R133", 4, 3),
        ("a:\n  - >\n      one\n    # two\n", "R133", 4, 5),
        ("a:\n  - |\n      one\n   # two\n", "R133", 4, 4),
        ("a: one\n  # two\nb: c\n", "R133", 2, 3),
        ("a: #one\n  two\n", "R133", 1, 4),
        ("a:\n  # one\n  two\n", "R133", 2, 3),
        ("a:\n  - # one\n    two\n", "R133", 2, 5),
        ("a:\n  b: |\n   x\n  c: |\n     x\n\n    # two\n", "R133", 7, 5),
    ],
)
def test_fault_5_text_lost_as_a_comment(text: str, code: str, line: int, column: int) -> None:
    assert found(read(text)) == [(code, line, column)]


def test_fault_5_says_which_text() -> None:
    (problem,) = read("note: rated #1 in the county\nb: c\n").problems
    assert problem.message == 'note: the text after # would be lost ("#1 in the county").'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'rated #1' # fine", "rated #1"),
        ('"rated #1" # fine', "rated #1"),
        ("|- # fine\n  rated #1", "rated #1"),
        ("|-\n  one\n# fine\n", "one"),
        ("one\n# fine\n", "one"),
        ("one\n\n# fine\n  # and fine", None),
        (" # fine\n  - one\n  # fine\n  - two\n# fine", ["one", "two"]),
        (" # fine\n  - one\n\n  # fine\n", ["one"]),
        (" # fine\n  b: c", {"b": "c"}),
        ("[ # fine\n  one, # fine\n  # fine\n  two\n  # fine\n  ]", ["one", "two"]),
        ("|-\n  one\n  # two", "one\n# two"),
        ("|+\n  # one\n\n  # two\n\n", "# one\n\n# two\n\n\n"),
        ("C#", "C#"),
        ("it's,#1 'a'#b [c]#d >#e |#f 2#g", "it's,#1 'a'#b [c]#d >#e |#f 2#g"),
        ("'#1 \"#2 ,#3 ]#4'", '#1 "#2 ,#3 ]#4'),
        ("[\"#1\", '#2']", ["#1", "#2"]),
        ("https://example.org/#x", "https://example.org/#x"),
        ("\n  # fine, since quotes show where a text begins\n  'b'", "b"),
    ],
)
def test_fault_5_comments_that_lose_nothing(text: str, value: Any) -> None:
    if value is None:
        assert found(read(f"a: {text}\n")) == [("R133", 4, 3)]
    else:
        assert data(f"a: {text}\n") == {"a": value}


# Fault 7: encodings and characters


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_fault_7_utf_16_and_32(encoding: str) -> None:
    document = read("id: x\n".encode(encoding))
    assert found(document) == [("R111", 1, 1)]
    assert "UTF-8" in document.problems[0].hint


@pytest.mark.parametrize(
    ("raw", "line", "column", "guess"),
    [
        (b"a: b\nc: the force\x92s\n", 2, 13, "’"),
        ("a: é £5".encode("latin-1"), 1, 4, "é"),
        ("a: ’’ ".encode() + b"\xa35", 1, 7, "£"),
        (b"a: \x81", 1, 4, None),
        (b"a: \xf0\x9f\x98", 1, 4, "ð"),
        (b"a: \xc0\x80", 1, 4, "À"),
    ],
)
def test_fault_7_latin_1_and_windows_1252(raw: bytes, line: int, column: int, guess: str | None) -> None:
    document = read(raw)
    assert found(document) == [("R112", line, column)]
    assert (f'"{guess}"' in document.problems[0].message) is (guess is not None)


FORBIDDEN_CHARACTERS = [
    *("\0", "\x01", "\b", "\v", "\f", "\x1b", "\x7f", "\x80", "\x85", "\x9f", "\u2028", "\u2029"),
    *("\u202a", "\u202e", "\u2066", "\u2069", "\ufeff", "\ufdd0", "\ufffe", "\uffff", "\U0001fffe", "\U0010ffff"),
]


@pytest.mark.parametrize("character", FORBIDDEN_CHARACTERS, ids=ascii)
@pytest.mark.parametrize(
    "style", ["a: é\nb: 1{}2\n", "a: é\nb: '{}'\n", "a: é\n# 12{}\n", "a: |-\n  1234{}\n"], ids=ascii
)
def test_fault_7_forbidden_characters(character: str, style: str) -> None:
    text = style.format(character)
    column = text.index(character) - text.rindex("\n", 0, text.index(character))
    document = read(text)
    assert found(document) == [("R113", 2, column)]
    assert f"U+{ord(character):04X}" in document.problems[0].message


def test_fault_7_lone_surrogate() -> None:
    assert found(read(b"a: b\nc: \xed\xa0\x80\n")) == [("R113", 2, 4)]


@pytest.mark.parametrize(
    "escape",
    [
        *(r"\0", r"\a", r"\b", r"\v", r"\f", r"\r", r"\e", r"\N", r"\L", r"\P", r"\x00", r"\x85", r"\u0000", r"\u202e"),
        *(r"\u2066", r"\ufeff", r"\uFFFF", r"\U0001FFFE", r"\u009F"),
    ],
)
def test_fault_7_escapes_of_forbidden_characters(escape: str) -> None:
    assert found(read(f'a: 1\nb: "x\\n\\t\\u00e9{escape}"\n')) == [("R113", 2, 16)]
    assert found(read(f'a: 1\n"x{escape}": 1\n')) == [("R113", 2, 3)]


@pytest.mark.parametrize("escape", [r"\uD800", r"\uDC00", r"\U00110000", r"\uD83D\uDE00", r"\q", r"\xZZ", r"\u12"])
def test_fault_7_escapes_of_no_character(escape: str) -> None:
    document = read(f'a: 1\nb: "{escape}"\n')
    assert [p.code for p in document.problems] == ["R149"]
    assert document.problems[0].line == 2


def test_fault_7_bom_and_crlf_give_the_same_data() -> None:
    windows = b"\xef\xbb\xbf" + RECORD.replace("\n", "\r\n").encode()
    document = read(windows)
    assert document.problems == ()
    assert document.data == data(RECORD)
    assert document.locate(("recommendations", 1, "text")) == (19, 11)


@pytest.mark.parametrize(("text", "line", "column"), [("a: x\rb: y\r", 1, 5), ("a: 'x\r\n\r\r\ny'", 2, 1)])
def test_fault_7_lone_carriage_return(text: str, line: int, column: int) -> None:
    assert found(read(text))[0] == ("R113", line, column)


def test_fault_7_ordinary_characters_are_kept() -> None:
    text = "Ŵy \u00a0\u00ad\u200b\u200d\u200e’ 👩‍👩‍👧 \ufffd e\u0301 日本"
    assert data(f'a: \'{text}\'\nb: |-\n  {text}\nc: "\\_\\u00e9\\U0001F600\\/\\""\n') == {
        "a": text,
        "b": text,
        "c": '\u00a0é😀/"',
    }


# Fault 8: tags, documents, roots


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: !x b\n", "R125", 1, 4),
        ("a: ! b\n", "R125", 1, 4),
        ("a: !!str 1\n", "R125", 1, 4),
        ("!!map\na: 1\n", "R125", 1, 1),
        ("a: 1\nb: !!python/object/apply:os.system ['touch /tmp/owned']\n", "R125", 2, 4),
        ("a: !<tag:x> b\n", "R125", 1, 4),
        ("!x a: b\n", "R125", 1, 1),
        ("a: [b, !x c]\n", "R125", 1, 8),
        ("a: {<<: {b: c}}\n", "R124", 1, 5),
        ("a: 1\n---\nb: 1\n", "R121", 2, 1),
        ("a: 1\n---\n", "R121", 2, 1),
        ("a: 1\n...\nb: 1\n", "R121", 3, 1),
        ("a: 'x\n---\ny'\n", "R121", 2, 1),
        ("%YAML 1.2\n---\na: 1\n", "R122", 1, 1),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", "R122", 1, 1),
        ("%YAML 3.0\n---\na: 1\n", "R122", 1, 1),
        ("%FOO\n---\na: 1\n", "R122", 1, 1),
        ("", "R110", 0, 0),
        ("\ufeff", "R110", 0, 0),
        (" \n\n# a comment\n", "R110", 0, 0),
        ("---\n", "R110", 0, 0),
        ("~\n", "R110", 0, 0),
        ("word\n", "R120", 1, 1),
        ("\n12\n", "R120", 2, 1),
        ("'a text'\n", "R120", 1, 1),
        ("|\n  a text\n", "R120", 1, 1),
        ("- a\n- b\n", "R120", 1, 1),
        ("[a]\n", "R120", 1, 1),
    ],
)
def test_fault_8_structure(text: str, code: str, line: int, column: int) -> None:
    document = read(text)
    assert found(document) == [(code, line, column)]
    assert document.data is None


def test_fault_8_the_line_that_begins_a_document_is_allowed() -> None:
    assert data("---\na: 1\n...\n") == {"a": 1}


# What is no YAML


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\nb\nc: 2\n", "R141", 2, 1),
        ("a:\n- x\n-y\n", "R141", 3, 1),
        ("a: 1\nb:x\n", "R141", 2, 2),
        ("a: b: c\n", "R145", 1, 5),
        ("a: - b\n", "R145", 1, 4),
        ("a: ? b\n", "R146", 1, 4),
        ("a: b\n  c: d\n", "R142", 2, 3),
        ("a:\n  b: 1\n c: 1\n", "R142", 3, 2),
        ("a: 1\n- b\n", "R142", 2, 1),
        (" a: 1\nb: 2\n", "R142", 2, 1),
        ("a: |\n    x\n  y\nb: 1\n", "R142", 3, 3),
        ("a: 'x\nb: 1\n", "R143", 1, 4),
        ('a: "x\nb: 1\n', "R143", 1, 4),
        ("a:\n\tb: 1\n", "R144", 2, 1),
        ("a: 1\n\tb: 1\n", "R144", 2, 1),
        ("a: |\n\tx\n", "R144", 2, 1),
        ("a: @x\n", "R146", 1, 4),
        ("a: `x` y\n", "R146", 1, 4),
        ("a: %x\n", "R146", 1, 4),
        ("a: **b** c\n", "R146", 1, 4),
        ("a: *b* c\n", "R146", 1, 4),
        ("a: & c\n", "R146", 1, 4),
        ("a: !e!x y\n", "R146", 1, 4),
        ("a: > 5 cases\n", "R146", 1, 4),
        ("a: | x\n", "R146", 1, 4),
        ("a: 'it's'\n", "R147", 1, 8),
        ('a: "x" y\n', "R147", 1, 8),
        ("a: [x] y\n", "R147", 1, 8),
        ("a: [x\nb: 1\n", "R148", 1, 4),
        ("a: {x: 1\nb: 1\n", "R148", 1, 4),
        ("a: [\n", "R148", 1, 4),
        ("a: [b,\nc: d]\n", "R148", 1, 4),
        ("a: [b,\nc: 'd\n", "R148", 1, 4),
        ("a: [b,\nc, [d]]\n", "R148", 1, 4),
        ('a: "C:\\police"\n', "R149", 1, 7),
        ('a: "\\ud800"\n', "R149", 1, 7),
        ("a: !50% off\n", "R146", 1, 4),
        ("a: !%f1_ b\n", "R146", 1, 4),
        ("a: ]\n", "R140", 1, 4),
        ("a: ,b\n", "R140", 1, 4),
    ],
)
def test_syntax(text: str, code: str, line: int, column: int) -> None:
    document = read(text)
    assert found(document) == [(code, line, column)]
    assert document.data is None
    assert document.problems[0].hint


JARGON = ("scalar", "token", "simple key", "block mapping", "collection", "flow", "context", "node", "stream")


def test_no_jargon_in_any_message() -> None:
    for code in CODES:
        for problem in read(code.bad).problems:
            assert not [word for word in JARGON if word in f"{problem.message} {problem.hint}".lower()]


# Fault 9: what is no ordinary file


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "good.yaml").write_text("id: x\n")
    return folder


def code_of(path: Path, root: Path | None = None) -> str:
    document = read_file(path, "shown", root)
    assert document.data is None
    assert document.sha256 == ""
    (problem,) = document.problems
    assert problem.path == document.path == "shown"
    return problem.code


def test_fault_9_an_ordinary_file(project: Path) -> None:
    document = read_file(project / "good.yaml", root=project)
    assert document.data == {"id": "x"}
    assert document.path == (project / "good.yaml").as_posix()


def test_fault_9_not_there(project: Path) -> None:
    assert code_of(project / "none.yaml") == "R100"
    assert code_of(project / "good.yaml" / "x.yaml") == "R100"
    assert code_of(project / "nul\0.yaml", project) == "R100"


def test_fault_9_folder_pipe_socket_device(project: Path) -> None:
    os.mkfifo(project / "pipe.yaml")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(project / "socket.yaml"))
        with an_end(), at_most(1):
            assert code_of(project) == "R101"
            assert code_of(project / "pipe.yaml") == "R101"
            assert code_of(project / "socket.yaml") == "R101"
            assert code_of(Path("/dev/zero")) == "R101"


def test_fault_9_links(project: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("id: x\n")
    for name, target in {"dangling": "none", "loop": "loop", "out": "../outside.yaml", "in": "good.yaml"}.items():
        (project / name).symlink_to(target)
    (tmp_path / "project-2").symlink_to(project)
    assert code_of(project / "dangling", project) == "R102"
    assert code_of(project / "loop", project) == "R102"
    assert code_of(project / "out", project) == "R103"
    assert code_of(tmp_path / "outside.yaml", project) == "R103"
    assert code_of(project / "in", project) == "R103"
    assert read_file(project / "in").problems == ()
    assert read_file(project / "out").problems == ()
    assert read_file(tmp_path / "project-2" / "good.yaml", root=project).problems == ()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.EMFILE, errno.ENAMETOOLONG])
def test_fault_9_unreadable(project: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*_: Any, **__: Any) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    assert code_of(project / "good.yaml") == "R104"


def test_fault_9_fails_while_it_is_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> bytes:
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(os, "read", fail)
    assert code_of(project / "good.yaml") == "R104"


def test_fault_9_too_big(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    big = project / "big.yaml"
    big.write_bytes(b"a: " + b"x" * (MAX_BYTES - 3))
    assert read_file(big).problems == ()
    big.write_bytes(b"a: " + b"x" * (MAX_BYTES - 2))

    def fail(*_: Any) -> bytes:
        raise AssertionError("the file was read before its size was checked")

    with monkeypatch.context() as patch:
        patch.setattr(os, "read", fail)
        assert code_of(big) == "R105"
    assert found(read_bytes(big.read_bytes(), "big")) == [("R105", 0, 0)]


def test_fault_9_a_folder_that_becomes_a_link_later(project: Path, tmp_path: Path) -> None:
    (project / "sub").mkdir()
    (project / "sub" / "x.yaml").write_text("id: x\n")
    assert read_file(project / "sub" / "x.yaml", root=project).problems == ()
    (project / "sub").rename(tmp_path / "away")
    (project / "sub").symlink_to(tmp_path / "away2")
    (tmp_path / "away2").mkdir()
    (tmp_path / "away2" / "x.yaml").write_text("id: x\n")
    assert code_of(project / "sub" / "x.yaml", project) == "R103"


# Fault 10: files that would be overlooked


def test_fault_10_records_are_found_in_order(project: Path) -> None:
    (project / "sub" / ".hidden").mkdir(parents=True)
    for name in ["sub/b.yaml", "sub/a.yaml", ".x.yaml", "sub/.hidden/c.yaml", "sub/letter.pdf", "README.md", "d.csv"]:
        (project / name).write_text("")
    result = find_records([project, project / "sub", project / "good.yaml"], base=project)
    assert [f.relative_to(project).as_posix() for f in result.files] == ["good.yaml", "sub/a.yaml", "sub/b.yaml"]
    assert result.problems == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *[("a.yml", "R106"), ("a.YML", "R106"), ("a.YAML", "R106"), ("a.Yaml", "R106"), ("a.yaml.txt", "R106")],
        *[("a.yaml ", "R106"), ("a.yaml~", "R107"), ("a.yaml.bak", "R107"), ("a.orig", "R107"), ("a.swp", "R107")],
        *[("#a.yaml#", "R107")],
    ],
)
def test_fault_10_names_that_would_not_be_published(project: Path, name: str, code: str) -> None:
    (project / "sub").mkdir()
    (project / "sub" / name).write_text("id: y\n")
    for paths in ([project], [project / "sub" / name]):
        result = find_records(paths, base=project)
        assert [(p.path, p.code, p.severity) for p in result.problems] == [(f"sub/{name}", code, Severity.ERROR)]
        assert "would not be published" in result.problems[0].message


def test_fault_10_paths_from_the_current_folder(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    result = find_records([Path(), Path("good.yaml"), project / "good.yaml", Path("good.yml")], base=project)
    assert result.files == [Path("good.yaml")]
    assert [(p.path, p.code) for p in result.problems] == [("good.yml", "R100")]


def test_fault_10_a_file_named_on_the_command_line_is_never_passed_over(project: Path) -> None:
    (project / "README.md").write_text("")
    assert [p.code for p in find_records([project / "README.md"]).problems] == ["R106"]
    (project / "letter.DOCX").write_bytes(b"PK")
    (problem,) = find_records([project / "letter.DOCX"]).problems
    assert (problem.code, "opcc import" in problem.hint) == ("R106", True)


def test_fault_10_names_that_are_equal_on_some_computers(project: Path) -> None:
    for name in ["Abuse.yaml", "abuse.yaml", "caf\u00e9.yaml", "cafe\u0301.yaml", "strasse.yaml", "stra\u00dfe.yaml"]:
        (project / name).write_text("id: x\n")
    result = find_records([project], base=project)
    assert len(result.files) == 7
    assert [p.code for p in result.problems] == ["R108"] * 3
    assert "Abuse.yaml, abuse.yaml" in result.problems[0].message


def test_fault_10_links_and_what_is_not_there(project: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.yaml").write_text("id: x\n")
    (project / "linked").symlink_to(tmp_path / "elsewhere")
    (project / "dangling.yaml").symlink_to("none")
    os.mkfifo(project / "pipe.yaml")
    result = find_records([project, project / "nowhere", project / "dangling.yaml"], base=project)
    assert [f.name for f in result.files] == ["good.yaml"]
    assert [(p.path, p.code) for p in result.problems] == [
        ("dangling.yaml", "R102"),
        ("linked", "R103"),
        ("nowhere", "R100"),
        ("pipe.yaml", "R101"),
    ]


def test_fault_10_a_folder_that_can_not_be_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Any) -> Any:
        raise PermissionError(errno.EACCES, "no", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    assert [p.code for p in find_records([project]).problems] == ["R104"]


def test_fault_10_names_that_can_not_be_printed(project: Path) -> None:
    (project / os.fsdecode(b"a\xff\n\x1b[31m.yml")).write_text("")
    (problem,) = find_records([project], base=project).problems
    assert problem.path == "a<U+DCFF><U+000A><U+001B>[31m.yml"


# Fault 11: hostile text takes linear time


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "1" * 900_000,
        "a: " + "1_" * 450_000 + "x",
        "a: 1" + ":1" * 440_000 + "x",
        "a: '" + " #" * 450_000 + "'",
        "a: [" + "b, " * 200_000 + "'" + " #" * 100_000 + "']",
        "a: |\n" + "  x\n" * 100_000 + " # y\n" * 50_000,
        "a:\n" + "- x\n# y\n\n" * 80_000,
        "a:\n" + "- 012\n" * 150_000,
        "a:\n" + "- # x\n  b\n" * 80_000,
        "a:\n" + "-\n" * 400_000,
        "".join(f"é{i}: 1\n" for i in range(60_000)),
        'a: "' + "\\u202e" * 150_000 + '"',
        "a: " + "\x85" * 400_000,
        "a: \r" + "\r\n" * 400_000,
        "a: " + "x " * 400_000 + ": b",
        "a: b" + "\n" * 900_000 + "# c",
        "a: " + "\t" * 900_000,
        "- " * 400_000,
        "{" * 900_000,
        "&a " * 300_000,
        "a: [" + "[], " * 200_000 + "]",
    ],
    ids=range(21),
)
def test_fault_11_hostile_text_takes_linear_time(text: str) -> None:
    with at_most(10):
        assert len(read(text).problems) <= 101


def test_too_many_problems_stop_the_reader() -> None:
    document = read("a:\n" + "- 012\n" * 1000)
    assert len(document.problems) == 101
    assert document.problems[-1].code == "R129"
    assert document.data is None


# Every text, every file

TEXTS = st.text(st.characters(codec="utf-8")).filter(lambda text: not FORBIDDEN.search(text))


@given(TEXTS, st.sampled_from(["'", '"']))
def test_a_quoted_text_is_never_altered(text: str, style: str) -> None:
    assert data(yaml.dump({"a": text}, allow_unicode=True, default_style=style)) == {"a": text}


PRINTABLE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])
LINES = st.lists(st.text(PRINTABLE).filter(lambda line: not FORBIDDEN.search(line)), min_size=1)


@given(LINES)
def test_a_block_text_is_never_altered(lines: list[str]) -> None:
    text = "\n".join(["x", *lines, "x"])
    assert data("a: |-\n" + "".join(f"  {line}\n" for line in text.split("\n")) + "b: 1\n") == {"a": text, "b": 1}


@given(st.text(PRINTABLE, min_size=1))
def test_an_unquoted_text_is_kept_or_refused(text: str) -> None:
    document = read(f"a: {text}\n")
    if not document.problems and document.data is not None:
        value = document.data["a"]
        if isinstance(value, str) and not text.startswith(("'", '"', "|", ">")):
            assert value == text.strip(" ")
        elif isinstance(value, int):
            assert str(value).lower() == text.strip(" ").lower()


@given(st.binary())
def test_the_reader_never_raises(raw: bytes) -> None:
    assert read(raw).data is not None or read(raw).problems


MUTATION = st.tuples(
    st.integers(0, len(RECORD)),
    st.integers(0, 5),
    st.sampled_from([*"#:-|>'\"[]{}&*!%@`?,~\\\t\n \r\u00a0\u0085é1", ""]),
)


@given(st.lists(MUTATION, min_size=1, max_size=4))
def test_a_damaged_record_never_raises(changes: list[tuple[int, int, str]]) -> None:
    text = RECORD
    for at, length, instead in changes:
        text = text[:at] + instead + text[at + length :]
    document = read(text)
    assert document.data is not None or document.problems
    lines = text.replace("\r\n", "\n").split("\n")
    for problem in document.problems:
        assert problem.line <= len(lines)
        assert problem.hint
        assert not [word for word in JARGON if word in f"{problem.message} {problem.hint}".lower().replace(text, "")]


VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-(10**14), 10**14), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)


def pyyaml_agrees(value: Any) -> bool:
    """PyYAML writes two keys that differ only in how an accent is made, and `08` and `“a”` without quotes."""
    return {p.code for p in read(yaml.dump({"a": value}, allow_unicode=True)).problems}.isdisjoint(
        {"R127", "R128", "R131", "R150", "R151"}
    )


@given(VALUES.filter(pyyaml_agrees), st.booleans())
def test_any_data_come_back(value: Any, flow: bool) -> None:
    assert data(yaml.safe_dump({"a": value}, allow_unicode=True, default_flow_style=flow)) == {"a": value}


@pytest.mark.parametrize("text", [RECORD, *(code.good for code in CODES if code.code >= "R110")])
def test_a_yaml_1_2_tool_reads_the_same(text: str) -> None:
    tool = YAML(typ="safe", pure=True)
    tool.constructor.yaml_constructors.pop("tag:yaml.org,2002:timestamp", None)
    tool.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)
    assert data(text) == tool.load(text)


# The codes

ON_DISK = {"R100", "R101", "R102", "R103", "R104", "R106", "R107", "R108", "R109"}
ENCODED = {"R111": "utf-16", "R112": "cp1252"}


def test_codes_are_in_their_band_and_each_is_there_once() -> None:
    numbers = [code.code for code in CODES]
    assert numbers == sorted(set(numbers))
    assert all("R100" <= number <= "R199" for number in numbers)


@pytest.mark.parametrize("code", [c for c in CODES if c.code not in ON_DISK | {"R105"}], ids=lambda code: code.code)
def test_the_bad_sample_has_the_problem_and_the_good_one_has_none(code: Any) -> None:
    bad = read(code.bad.encode(ENCODED.get(code.code, "utf-8")))
    assert code.code in {p.code for p in bad.problems}
    assert {p.code for p in bad.problems} <= {code.code} | ({"R131"} if code.code == "R129" else set())
    assert read(code.good).problems == ()


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_every_code_is_explained(code: Any) -> None:
    assert code.title[-1] not in ".:"
    assert code.explanation.endswith(".")
    assert code.bad
    assert code.good
    # The files on disk are tested above, by number.
    assert code.code not in ON_DISK or f'"{code.code}"' in Path(__file__).read_text()


def read_carefully(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> Document:
    """Read a file with every check for what hardly any file has."""
    with monkeypatch.context() as careful:
        careful.setattr(builder, "first_key", lambda _: 0)
        careful.setattr(builder, "_may_mark_a_value", lambda _: True)
        return read_bytes(raw, "")


@pytest.mark.heavy
def test_what_is_spared_the_checks_has_nothing_that_they_would_find(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comments above the first key, & and ! inside words: the same data, problems and places, whatever is changed."""
    head = '# yaml-language-server: $schema=a.json\n#, "b"#c\n\n# d\n'
    body = 'id: a-b\ntitle: "R&D, Q&A: well done!"\nnote: A&B, C!\nlist: [a&b, c!]\npart:\n  - text: |-\n      R&D!\n'
    tagged = (
        "a: &b c\n",
        "a: !t c\n",
        "a: [&b c, !t d]\n",
        "&a b: c\n",
        "- &a b\n",
        '"a": !!str b\n',
        "a: x &b\n",
        "# c\n&a\n",
    )
    texts = [head + body, body, head, *tagged, *(head + one for one in tagged), f"{head}words\n", f"{head}- a\n"]
    spared = 0
    for text in (*texts, *mutations([*texts, *[head + body] * 10], 12_000, 11)):
        raw = text.encode("utf-8", "surrogatepass")
        document, careful = read_bytes(raw, ""), read_carefully(monkeypatch, raw)
        assert (document.data, document.problems) == (careful.data, careful.problems), raw
        for key in document.data or ():
            assert document.locate((key,)) == careful.locate((key,))
        spared += document.data is not None
    assert spared > 3_000


@given(st.text(st.characters(exclude_categories=())))
def test_a_value_is_looked_through_for_each_character_that_cannot_be_published(text: str) -> None:
    assert first_forbidden(text) == next((sign for sign in text if FORBIDDEN.match(sign)), None)


@pytest.mark.parametrize("sign", ["\r", "\0", "\x7f", "\x85", "\u202e", "\ufeff", "\ud800", "\U0010ffff"])
def test_one_that_cannot_is_found_among_letters(sign: str) -> None:
    assert first_forbidden(f"plain {sign} text") == sign
    assert first_forbidden("plain text,\n\tfür £") is None
