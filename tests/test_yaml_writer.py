"""Records as YAML: whatever is written reads back as the same data, here and in other programs."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.sample import records
from opcc_opendata.schema import load_standard
from opcc_opendata.yaml_reader import read_bytes, read_file
from opcc_opendata.yaml_reader.characters import FORBIDDEN
from opcc_opendata.yaml_writer import NotWritableError, to_yaml

STANDARD = load_standard(packaged_standard())
NORFOLK = Path("records/norfolk/2019-02-26-domestic-abuse-update.yaml")
VALID = sorted(Path("tests/records/valid").rglob("*.yaml"))

HOSTILE = [
    "  leading spaces",
    "\tleading tab",
    "\nleading line break",
    "trailing spaces  ",
    "a trailing line break\n",
    "three trailing line breaks\n\n\n",
    "rated #1",
    "# a heading\n\ntext",
    "a heading at the end\n# heading",
    "no",
    "N",
    "~",
    "<<",
    "=",
    "012",
    "1e3",
    "1_000",
    "12:30:45",
    "2018",
    "2019-02-26",
    "2019-13-45",
    "2019-2-6",
    "2019-02-26 12:30:45",
    "2019-02-26T12:30:45Z",
    "key: value",
    "ends in a colon:",
    "- a hyphen",
    "'quoted' at first",
    '"quoted"',
    "back\\slash",
    "[brackets]",
    "{braces}",
    "%percent",
    "@at",
    "`code`",
    "---",
    "...",
    "--- a rule\n---\n...\nmore",
    "? question",
    "!important",
    "&anchor",
    "*alias*",
    "|",
    "> quote\n> more",
    "line\n\n   \n  indented\n\ttab\nend",
    "ends in a blank line\n   ",
    "   \nbegins in one",
    "words " * 60,
    "a-word-without-an-end" * 100,
    "a-word-without-an-end" * 100 + " and more",
    "two  \nspaces are a break",
    "naïve café — “£5”",
    "\u00a0no-break space\u00a0",
    "Ŵyl y 🐑",
    "",
    " ",
    "\n",
]


def same_in_yaml_1_1(text: str, data: Any) -> bool:
    """Tell if PyYAML, whose YAML is 1.1, gives the same data. Of a day it makes a date."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {plain(key): plain(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [plain(inner) for inner in value]
        return str(value) if isinstance(value, datetime.date) else value

    return bool(plain(yaml.safe_load(text)) == data)


def assert_same(data: dict[str, Any], comments: dict[Any, str] | None = None) -> str:
    text = to_yaml(data, STANDARD, comments=comments)
    document = read_bytes(text.encode(), "made.yaml")
    assert document.problems == ()
    assert document.data == data
    assert same_in_yaml_1_1(text, data)
    return text


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_hostile_texts(text: str) -> None:
    assert_same({"title": text, "comments": [{"text": {"cy": text}, "form": "own_text"}, text], "x_list": [[text]]})


@pytest.mark.parametrize("text", [text for text in HOSTILE if text], ids=repr)
def test_hostile_keys(text: str) -> None:
    data = {"x_own": {text: text}}
    if len(text) > 1000:  # YAML has no such keys
        with pytest.raises(NotWritableError):
            to_yaml(data, STANDARD)
    else:
        assert_same(data)


texts = st.text(
    st.one_of(st.sampled_from(" \t\n#:-'\"\\|>[]{},&*!%@`?~0123456789nyo."), st.characters(codec="utf-8")), max_size=40
).filter(lambda text: FORBIDDEN.search(text) is None)
values = st.recursive(
    st.one_of(texts, st.booleans(), st.integers(-(10**14), 10**14)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["text", "x_a", "en", "cy", "kind"]), inner)
    ),
    max_leaves=8,
)
made = st.dictionaries(
    st.sampled_from(["schema_version", "title", "comments", "inspections", "note", "x_b"]), values, min_size=1
)


@pytest.mark.heavy
@given(made)
def test_whatever_is_written_reads_back(data: dict[str, Any]) -> None:
    assert_same(data)


@pytest.mark.heavy
@given(made, texts)
def test_comments_alter_nothing(data: dict[str, Any], comment: str) -> None:
    places = [(), *((key,) for key in data), *((key, 0) for key in data), *((key, "text") for key in data)]
    assert_same(data, dict.fromkeys([*places, ("id",)], comment))


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("a\x85b", "title: there is a hidden line separator (U+0085)"),
        ("a\rb", "carriage return"),
        ("a\x00b", "control character"),
        ("a\ud800b", "does not stand for a character"),
        (None, "title: null is not a value"),
        (1.5, "could be read as a number"),
        (10**20, "could be read as a number"),
    ],
    ids=repr,
)
def test_what_the_reader_would_refuse_is_not_written(value: Any, sentence: str) -> None:
    with pytest.raises(NotWritableError) as caught:
        to_yaml({"title": value}, STANDARD)
    assert sentence in str(caught.value)


def test_the_form() -> None:
    data = {
        "x_own": "last",
        "inspections": [{"published": "2019-02", "title": "A report: an update", "id": "a-report"}],
        "comments": [{"text": {"cy": "Croeso.", "en": "Welcome.\n\nMore."}, "kind": "policing_body"}],
        "distribution": [{"sent": False, "recipient": "hmicfrs"}],
        "note": "word " * 24 + "end",
        "id": "norfolk-2019-02-a-report",
        "schema_version": "1.0.0",
    }
    comments = {
        (): "Invented.",
        ("comments",): "What the office says.",
        ("comments", 0, "kind"): "Whose comment it is.",
        ("comments", 0, "text"): "In two languages.",
        ("dates",): "dates:\n  published: 2019-03-01",
        ("distribution", 0): "By statute.",
        ("distribution", 0, "recipient"): "Them.",
    }
    assert to_yaml(data, STANDARD, comments=comments, schema_address="../s.json") == (
        "# yaml-language-server: $schema=../s.json\n"
        "# Invented.\n"
        "schema_version: 1.0.0\n"
        "id: norfolk-2019-02-a-report\n"
        "inspections:\n"
        "  - id: a-report\n"
        '    title: "A report: an update"\n'
        "    published: 2019-02\n"
        "# dates:\n"
        "#   published: 2019-03-01\n"
        "# What the office says.\n"
        "comments:\n"
        "  # Whose comment it is.\n"
        "  - kind: policing_body\n"
        "    # In two languages.\n"
        "    text:\n"
        "      en: |-\n"
        "        Welcome.\n"
        "\n"
        "        More.\n"
        "      cy: Croeso.\n"
        "distribution:\n"
        "  # By statute.\n"
        "  # Them.\n"
        "  - recipient: hmicfrs\n"
        "    sent: false\n"
        "note: |-\n"
        f"  {'word ' * 24}end\n"
        "x_own: last\n"
    )


@pytest.mark.heavy
def test_real_and_invented_records_read_back() -> None:
    found = [read_file(path).data for path in [NORFOLK, *VALID]]
    found += [read_bytes(text.encode(), name).data for name, text in records(40)]
    for data in found:
        assert data is not None
        assert_same(data)


def test_the_modeline_is_what_the_project_has(tmp_path: Path) -> None:
    data = {"title": "A response"}
    assert to_yaml(data, STANDARD).startswith(f"# yaml-language-server: $schema={STANDARD.schema['$id']}\n")
    project = project_at(tmp_path)
    assert project.schema_address is None
    (tmp_path / ".vscode").mkdir()
    (tmp_path / ".vscode" / "response.schema.json").touch()
    assert project.schema_address == "../../.vscode/response.schema.json"
    assert project_at(Path()).schema_address == "../../schema/response.schema.json"
