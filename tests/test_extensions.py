"""An office's own schema for its keys, which whoever sends a change may have written: a sentence, and no hang."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from opcc_opendata.problems import Severity
from opcc_opendata.schema import UnusableStandardError, extensions
from opcc_opendata.validate import validate
from tests.projects import project, record
from tests.test_strangers import GOOD, run
from tests.waiting import an_end, at_most


def nested(levels: int) -> str:
    return '{"properties":{"x_a":' * levels + "{}" + "}}" * levels


def doubling(levels: int) -> str:
    """A small schema that is held against a value 2 to the power of `levels` times."""
    parts: dict[str, object] = {f"part{levels}": {"required": ["x_b"]}}
    for n in range(levels):
        parts[f"part{n}"] = {"allOf": [{"$ref": f"#/$defs/part{n + 1}"}] * 2}
    return json.dumps({"$ref": "#/$defs/part0", "$defs": parts})


def around() -> str:
    parts = {"a": {"not": {"$ref": "#/$defs/b"}}, "b": {"then": {"$ref": "#/$defs/%61"}}}
    return json.dumps({"$ref": "#/$defs/a", "$defs": parts})


NOT_JSON = "Line {}, column {}: this is not JSON"
NO_SCHEMA = "A schema is an object, between { and }."
TWICE = 'The key "{}" stands twice in one object'
OUTSIDE = "It refers to {}, which is outside it"
TOO_DEEP = "It is nested more than 100 levels deep"
NO_LOOKING = "A pattern here has no look-around and no back-references."

UNUSABLE: dict[str, tuple[str | bytes | Callable[[], bytes], str]] = {
    "empty": ("", NOT_JSON.format(1, 1)),
    "broken": ('{"type": "object",\n "properties": {,}}', NOT_JSON.format(2, 17)),
    "cut off": ('{\n "type": "object"', NOT_JSON.format(2, 18)),
    "not UTF-8": (b'{\n"title": "\xff"}', "Line 2: this is not UTF-8"),
    "UTF-16": ('{"type": "object"}'.encode("utf-16"), "Line 1: this is not UTF-8"),
    "not a number": ('{"minimum": NaN}', "NaN is not a number of JSON"),
    "a number without end": ('{"minimum": 1' + "0" * 5_000 + "}", "a number in it that is too long"),
    "half a character": ('{"const": "\\ud800"}', "surrogates not allowed"),
    "a list": ("[]", NO_SCHEMA),
    "a text": ('"object"', NO_SCHEMA),
    "null": ("null", NO_SCHEMA),
    "a key twice": ('{"type": "object", "type": "array"}', TWICE.format("type")),
    "a key twice, deep": ('{"properties": {"x_a": {}, "x_a": {}}}', TWICE.format("x_a")),
    "no schema": ('{"type": "nosuch"}', "At /type: "),
    "the web": ('{"$ref": "https://example.org/schema.json"}', OUTSIDE.format("https://example.org/schema.json")),
    "this machine": ('{"$ref": "http://127.0.0.1:9/"}', OUTSIDE.format("http://127.0.0.1:9/")),
    "a file": ('{"$ref": "file:///etc/passwd"}', OUTSIDE.format("file:///etc/passwd")),
    "a file above": ('{"properties": {"x_a": {"$ref": "../secret.json"}}}', OUTSIDE.format("../secret.json")),
    "a file beside": ('{"$dynamicRef": "opcc.yml"}', OUTSIDE.format("opcc.yml")),
    "another standard": ('{"$schema": "https://example.org/draft"}', "https://example.org/draft"),
    "nothing there": ('{"$ref": "#/$defs/none"}', "/$defs/none"),
    "itself": ('{"$ref": "#"}', "By way of # a part refers to itself"),
    "itself, deeper": ('{"allOf": [{"anyOf": [{"$ref": "#"}]}]}', "By way of # a part refers to itself"),
    "each other": (around(), "a part refers to itself"),
    "3,000 deep": (nested(3_000), TOO_DEEP),
    "101 deep": (nested(50), TOO_DEEP),
    "500,000 deep": ("[" * 500_000, TOO_DEEP),
    "1 MB": (json.dumps({"description": "x" * 1_000_000}), "The file has 1.1 MB. It may have 1 MB at most."),
    "100 MB": (lambda: b"[" + b"0," * 50_000_000, "The file has 100.1 MB. It may have 1 MB at most."),
    "look-around": ('{"pattern": "(?=a)b"}', NO_LOOKING),
    "a back-reference": ('{"pattern": "(a)\\\\1"}', NO_LOOKING),
    "a pattern of gigabytes": ('{"pattern": "((a{1000}){1000}){1000}"}', "At /pattern: "),
    "two to the power of 60": (doubling(60), "took more than 2 seconds"),
}
"""An office's schema that can't be used, and what is said of it."""


@pytest.mark.slow
@pytest.mark.parametrize("what", UNUSABLE)
def test_a_schema_that_can_not_be_used_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    text, sentence = UNUSABLE[what]
    monkeypatch.setattr(extensions, "_SECONDS", 2)  # of 5, which one of them would take three times
    project(tmp_path, {GOOD: record(x_a="[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab]")})
    (tmp_path / "secret.json").write_text('{"const": "SECRETWORDS"}')
    schema = tmp_path / "extensions.schema.json"
    schema.write_bytes(text.encode() if isinstance(text, str) else text if isinstance(text, bytes) else text())
    for arguments in (("validate",), ("build",), ("build", "--skip-invalid")):
        done = run(tmp_path, *arguments)
        assert done.exit_code == 2
        assert done.output.count("\n") == 1
        assert done.output.startswith(f"opcc: {schema} ")
        assert sentence in done.output
        assert len(done.output) < 1_000
    assert not (tmp_path / "opcc.db").exists()


def test_nothing_is_asked_of_the_network(tmp_path: Path) -> None:
    made = project(tmp_path, {GOOD: record(x_a="1")})
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.5)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/schema.json"
        relative = {"$id": address, "properties": {"x_a": {"$ref": "other"}}}
        for schema in ({"$ref": address}, {"$schema": address}, relative):
            (tmp_path / "extensions.schema.json").write_text(json.dumps(schema))
            with pytest.raises(UnusableStandardError):
                validate(made)
        with pytest.raises(TimeoutError):
            server.accept()


NEVER_ENDING = '{"patternProperties": {"^(x|x_)+[_a]*$": {"pattern": "^(a+)+$"}}}'
MANY = '{"properties": {"x_a": {"items": {"pattern": "^(a|a)*$"}}}}'
TREE = '{"properties": {"x_a": {"$ref": "#/$defs/tree"}}, "$defs": {"tree": {"items": {"$ref": "#/$defs/tree"}}}}'
CHAIN = json.dumps({"$defs": {"5000": {}, **{f"{n}": {"$ref": f"#/$defs/{n + 1}"} for n in range(5_000)}}})


@pytest.mark.parametrize(
    ("schema", "value", "count"),
    [
        ("true", "1", 0),
        ("false", "1", 1),
        ("{}", "1", 0),
        (NEVER_ENDING, "a" * 400_000 + "b", 1),
        (NEVER_ENDING, "a" * 400_000, 0),
        (MANY, f"[{', '.join(['a' * 30 + 'b'] * 500)}]", 101),
        (TREE, "[[1]]", 0),
        ('{"properties": {"x_a": {"uniqueItems": true}}}', f"[{', '.join(map(str, range(50_000)))}]", 0),
        (nested(49), "1", 0),
        (doubling(10), "1", 101),
        (CHAIN, "1", 0),
    ],
    ids=["true", "false", "all", "pattern", "good", "many", "tree", "items", "99 deep", "doubling", "chain"],
)
def test_a_schema_that_can_be_used_takes_little_time(tmp_path: Path, schema: str, value: str, count: int) -> None:
    made = project(tmp_path, {GOOD: record(x_a=value)})
    (tmp_path / "extensions.schema.json").write_text(schema, encoding="utf-8")
    with an_end(), at_most(5):
        problems = [problem for problem in validate(made).problems if problem.severity is Severity.ERROR]
    assert len(problems) == count
    assert {problem.code for problem in problems} <= {"R029", "R097"}
    assert all(len(problem.message) < 500 for problem in problems)


def test_a_schema_is_read_again_when_it_changes(tmp_path: Path) -> None:
    made = project(tmp_path, {GOOD: record(x_a="1")})
    for schema, count in (("true", 0), ("false", 1), ("true", 0), ('{"required": ["x_b"]}', 1)):
        (tmp_path / "extensions.schema.json").write_text(schema)
        assert len([one for one in validate(made).problems if one.code == "R029"]) == count


@pytest.mark.heavy
def test_a_schema_is_held_against_each_of_many_records(tmp_path: Path) -> None:
    """Two processes check them, each with a process of its own for the schema."""
    records = {f"2019-{n:03}-a.yaml": record(f"2019-{n:03}-a", x_a=n) for n in range(300)}
    made = project(tmp_path, records)
    (tmp_path / "extensions.schema.json").write_text('{"properties": {"x_a": {"maximum": 199}}}')
    found = [problem for problem in validate(made, processes=2).problems if problem.code == "R029"]
    assert [problem.path for problem in found] == [f"records/norfolk/2019-{n}-a.yaml" for n in range(200, 300)]
