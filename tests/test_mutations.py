"""Right records with one thing changed: our verdict, jsonschema's and ajv's are the same, whatever was changed."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from standard_samples import ROOT, STANDARD, as_record, fullest
from test_standard_elsewhere import needs_node, node

from opcc_opendata.schema.validator import explaining_validator
from opcc_opendata.yaml_reader import read_file

COUNT = 400
VALUES: tuple[Any, ...] = (
    *(
        "",
        " ",
        "x",
        "x" * 1_001,
        "a\n",
        "norfolk",
        "2019-02-30",
        "2019-04",
        "2019",
        "26/02/2019",
        "javascript:a",
        "https://e.org/",
    ),
    *(0, -1, 9, 1.5, True, False, None, [], {}, [[]], [{}], {"en": "a"}, {"en": ""}, {"fr": "a"}, ["x", "x"]),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, within in inner:
        yield (*path, step)
        yield from places(within, (*path, step))


def mutated(record: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Change one thing: take a value out, put another in its place, say it twice, or give its key another name."""
    changed = copy.deepcopy(record)
    *outer, last = chance.choice(list(places(changed)))
    part: Any = changed
    for step in outer:
        part = part[step]
    what = chance.randrange(4)
    if what == 0:
        del part[last]
    elif what == 1 and isinstance(part, list):
        part.append(copy.deepcopy(part[last]))
    elif what == 2 and isinstance(part, dict):
        part[chance.choice(["x_own", "titel", "text", "en", last + "s"])] = part.pop(last)
    else:
        part[last] = copy.deepcopy(chance.choice(VALUES))
    return changed


@pytest.fixture(scope="module")
def mutations() -> list[dict[str, Any]]:
    chance = random.Random(55)
    norfolk = read_file(ROOT / "records/norfolk/2019-02-26-domestic-abuse-update.yaml").data
    index = read_file(ROOT / "records/kent/2019-01-15-crime-data-integrity.yaml").data
    assert norfolk is not None
    assert index is not None
    return [mutated(chance.choice([fullest(), norfolk, index]), chance) for _ in range(COUNT)]


@pytest.fixture(scope="module")
def verdicts(mutations: list[dict[str, Any]]) -> list[bool]:
    return [not STANDARD.check(as_record(one)) for one in mutations]


@pytest.mark.slow
def test_there_is_enough_of_both(verdicts: list[bool]) -> None:
    assert COUNT / 8 < sum(verdicts) < COUNT * 7 / 8


@pytest.mark.slow
def test_jsonschema_gives_our_verdicts(mutations: list[dict[str, Any]], verdicts: list[bool]) -> None:
    validator = explaining_validator(STANDARD.schema)
    assert [validator.is_valid(one) for one in mutations] == verdicts


@pytest.mark.slow
@needs_node
def test_ajv_gives_our_verdicts(mutations: list[dict[str, Any]], verdicts: list[bool], tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.json" for number in range(COUNT)]
    for path, one in zip(paths, mutations, strict=True):
        path.write_text(json.dumps(one), encoding="utf-8")
    answer = node("ajv.mjs", [str(path) for path in paths])
    differ = [
        one for path, one, verdict in zip(paths, mutations, verdicts, strict=True) if answer[str(path)] != verdict
    ]
    assert differ == []


@pytest.mark.heavy
def test_a_short_fuzz_run_finds_nothing(tmp_path: Path) -> None:
    command = [sys.executable, ROOT / "scripts/fuzz", "--seconds", "3", "--seed", "55"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert " inputs: no crash, no hang, " in done.stdout
    assert list(tmp_path.iterdir()) == []
