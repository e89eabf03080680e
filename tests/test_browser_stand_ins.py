"""The pure-Python stand-ins that the browser has in place of compiled libraries give the answers of the libraries."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
import rpds
from yaml._yaml import CParser

from opcc_opendata.browser.stand_ins import STAND_INS, fast_json, fast_schema, persistent, same_process, yaml_events
from opcc_opendata.problems import Problem
from opcc_opendata.project import packaged_standard
from opcc_opendata.reporters import REPORTERS
from opcc_opendata.sandbox import Sandbox, SandboxError
from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import builder
from opcc_opendata.yaml_reader.characters import decode
from tests.projects import CHECKOUT, project
from tests.text_mutations import mutations
from tests.waiting import LONGEST

RECORDS = CHECKOUT / "tests/records"
SAMPLES = sorted(RECORDS.rglob("*.yaml"))
DIRECTIVES = ("%YAML 1.1\n---\na: b\n", "%YAML 1.3\n---\na: b\n", "%FOO x\n---\na: b\n", "%YAML 1.2\n%YAML 1.2\n---\n")
CASES = (
    *DIRECTIVES,
    *(
        "%TAG ! x\n%TAG ! y\n---\na: b\n",
        "%TAG !e! tag:e,2000:\n---\na: !e!b c\n",
        "%YAML 1\n---\n",
        "%\n---\n",
        "%a!\n",
    ),
    *("a: [", "a: {", "[", "{\n? x: y,\n?\n}\n", "a: [1, 2\nb: c\n", "a: ]\n", "}", "a: [b:?]\n", "a: {b:c, d: e}\n"),
    *(
        "a:\tb\n",
        "\ta: b\n",
        "a: b\n\tc: d\n",
        "a:\n -\tb\n",
        "a: |\n\tb\n",
        "a: >\n  b\n\n  c\n   d\n  e\n",
        "a: |0\n b\n",
    ),
    *("a: |2-\n   b\n", "a: >+\n b\n\n", "a: | # c\n b\n", "a: |x\n b\n", "a: 'b\n c'\n", "a: 'it''s'\n", "a: 'b\n"),
    *('a: "\\q"\n', 'a: "\\x4"\n', 'a: "\\ud800"\n', 'a: "\\U00110000"\n', 'a: "b\\\n  c"\n', 'a: "b\n\n c"\n'),
    *('a: "b\n---\n"\n', "a: b\n---\nc: d\n", "a: b\n...\nc: d\n", "a: &x b\nc: *x\n", "a: & b\n", "a: *\n"),
    *(
        "a: !!str b\n",
        "a: !<x> b\n",
        "a: !<x b\n",
        "a: !a%20 b\n",
        "a: !%zz b\n",
        "a: !50% off\n",
        "a: !%f1_ b\n",
        "a: !%e2%41 b\n",
        "%TAG ! %f1\n---\na: b\n",
        "a: !%ff b\n",
        "a: ! b\n",
        "{a: !!str, b: c}\n",
    ),
    *(
        "- a\n",
        "a: - b\n",
        "a: b: c\n",
        "a\nb: c\n",
        "a: b\n c: d\n",
        "? a\n: b\n",
        "? a\nb: c\n",
        "a: ? b\n",
        ": b\n",
        "a: %b\n",
        "a: [?]\n",
        "a: [?, b]\n",
        "a: [? : b]\n",
        "a: [? b]\n",
    ),
    *(
        "a: @b\n",
        "a: b #c\n",
        "a: b#c\n",
        "a: b\n  c\n d\n",
        "'a': b\r\nc: d\r\n",
        "",
        "\n",
        "# only\n",
        "a: " + "b" * 1100 + "\n",
    ),
)

# Run on its own, because the modules may not have been imported before.
WITHOUT = """
import json, sys
from pathlib import Path

class Blocked:
    def find_spec(self, name, path=None, target=None):
        first, last = name.split(".")[0], name.split(".")[-1]
        if first in ("rpds", "orjson", "jsonschema_rs", "_sqlite3") or name == "yaml._yaml" or "_cpp" in last:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Blocked())
from opcc_opendata.browser.stand_ins import install
install()
from opcc_opendata.browser.checking import check
print(json.dumps([check([(Path(one).name, 0, Path(one).read_bytes())]).text for one in json.load(sys.stdin)]))
compiled = {"rpds", "orjson", "jsonschema_rs", "yaml"}
assert not [one for one in sys.modules.values() if str(getattr(one, "__file__", "")).endswith((".so", ".pyd"))
            and one.__name__.split(".")[0] in compiled]
"""


@pytest.mark.slow
def test_without_the_compiled_libraries_every_answer_is_the_same(tmp_path: Path) -> None:
    made = project(tmp_path / "alone", {})
    expected = []
    for sample in SAMPLES:
        copy = made.root / sample.name
        copy.write_bytes(sample.read_bytes())
        expected.append(REPORTERS["text"](validate(made, [copy])))
        copy.unlink()
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        input=json.dumps([str(one) for one in SAMPLES]),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=LONGEST,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) == len(SAMPLES) >= 200
    assert [one.name for one, a, b in zip(SAMPLES, expected, found, strict=True) if a != b] == []
    assert len({code for text in expected for code in re.findall(r"\bR\d{3}\b", text)}) > 60


def built(parser: Any, text: str, changing: pytest.MonkeyPatch) -> tuple[Any, list[tuple[Any, ...]], Any] | None:
    """Read a text by way of a parser: the data, the problems, and the place of each key and value."""
    body, decoded, unusual, problems = decode(text.encode("utf-8", "surrogatepass"), "x.yaml")
    if problems:
        return None
    changing.setattr(builder, "CParser", parser)
    made = builder.Builder(decoded, "x.yaml", unusual)
    made.build(body)
    return made.data, [told(one) for one in made.problems], marks(made.spots)


def told(one: Problem) -> tuple[Any, ...]:
    return one.line, one.column, one.code, one.message, one.hint, one.pointer


def marks(spot: Any) -> Any:
    if spot is None:
        return None
    key, value, within = spot
    inner = within.values() if isinstance(within, dict) else within or ()
    return key and (key.line, key.column), (value.line, value.column), [marks(one) for one in inner]


@pytest.mark.heavy
def test_yaml_is_read_as_libyaml_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [one.read_bytes().decode("utf-8", "replace") for one in SAMPLES]
    short = [text for text in texts if len(text) < 4_000]
    every = [*CASES, *short, *mutations([*short, *CASES[:-1]], 4_000, seed=15)]
    compared = 0
    for text in every:
        ours, theirs = built(yaml_events.CParser, text, monkeypatch), built(CParser, text, monkeypatch)
        assert ours == theirs, text
        compared += ours is not None
    assert compared > 3_500


def patterns(schema: Any) -> set[str]:
    """Every pattern that stands in a schema."""
    if isinstance(schema, list):
        return {found for one in schema for found in patterns(one)}
    if not isinstance(schema, dict):
        return set()
    own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
    keys = set(schema.get("patternProperties", {}))
    return own | keys | {found for one in schema.values() for found in patterns(one)}


def test_the_patterns_of_the_standard_mean_the_same() -> None:
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in packaged_standard().glob("*.json")]
    found = patterns(schemas)
    texts = [
        "",
        " ",
        "\n",
        "kent",
        "kent\n",
        "Kent",
        "x_a",
        "a-b-c",
        "a--b",
        "2019",
        "2019-02-29",
        "2020-02-29",
        "2019-13",
    ]
    texts += [
        "2019-02-26\n",
        "٢٠١٩",
        "a/b.pdf",
        "../a",
        "https://a.example/x?y#z",
        "http://",
        "application/pdf",
        "a" * 64,
    ]
    texts += ["f" * 64, "f" * 64 + "\n", "\t\r\n", "\u00a0", "tel:1", "$", "a$b", "a\rb"]
    assert len(found) >= 9
    for pattern in found:
        theirs = jsonschema_rs.validator_for({"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions())
        ours = fast_schema.validator_for({"pattern": pattern})
        assert [ours.is_valid(text) for text in texts] == [theirs.is_valid(text) for text in texts], pattern


@pytest.mark.parametrize("pattern", [r"\d", r"\w+", r"a\b", r"\p{L}"])
def test_a_pattern_that_may_mean_something_else_to_python_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="may mean something else"):
        fast_schema.validator_for({"pattern": pattern})


def test_json_is_written_as_orjson_writes_it() -> None:
    value = {"a": ["é", "\u2028", "\x00\x1f\x7f", "😀", '"\\/', 1, -5, True, None, {}], "": "<&>"}
    assert fast_json.dumps(value) == orjson.dumps(value)
    assert fast_json.loads(b'{"a": 1}') == {"a": 1}


@pytest.mark.parametrize("library", [rpds, persistent])
def test_maps_sets_and_lists_that_never_change(library: Any) -> None:
    first = library.HashTrieMap({"a": 1})
    second = first.insert("b", 2)
    assert (dict(first), dict(second)) == ({"a": 1}, {"a": 1, "b": 2})
    assert dict(second.remove("a")) == {"b": 2}
    assert dict(first.update({"a": 3}, [("c", 4)])) == {"a": 3, "c": 4}
    assert library.HashTrieMap.convert(first) is first
    assert dict(library.HashTrieMap.convert({"x": 1})) == {"x": 1}
    with pytest.raises(KeyError):
        first.remove("z")
    values = library.HashTrieSet(["a"]).insert("b")
    assert set(values) == {"a", "b"}
    assert set(values.discard("a").discard("z")) == {"b"}
    assert set(values.update(["c"])) == {"a", "b", "c"}
    with pytest.raises(KeyError):
        values.remove("z")
    grown = library.List().push_front("a").push_front("b")
    assert list(grown) == ["b", "a"]
    assert len(grown) == 2


def test_work_in_the_same_process_fails_as_in_another() -> None:
    def work(job: str) -> str:
        if job == "expected":
            raise KeyError(job)
        if job == "much":
            raise MemoryError
        if job == "deep":
            raise RecursionError
        return str(1 / len(job))

    with same_process.Sandbox(work, 1, (KeyError,)) as sandbox:
        assert sandbox.run("ab") == "0.5"
        with pytest.raises(KeyError):
            sandbox.run("expected")
        with pytest.raises(same_process.SandboxLimitError, match="too long, or too much memory"):
            sandbox.run("much")
        with pytest.raises(same_process.SandboxError, match="RecursionError"):
            sandbox.run("deep")
        with pytest.raises(same_process.SandboxError, match="ZeroDivisionError"):
            sandbox.run("")
    with Sandbox(_divide, 5) as other, pytest.raises(SandboxError, match="ZeroDivisionError"):
        other.run("")


def _divide(job: str) -> float:
    return 1 / len(job)


def test_every_stand_in_is_there() -> None:
    folder = Path(yaml_events.__file__).parent
    found = {path.stem for path in folder.iterdir() if path.stem[0] != "_"}
    assert {name.partition(".")[0] for name in STAND_INS.values()} == found
