"""The YAML test suite: what is in our subset is read as the suite says, and the rest is refused with a sentence."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from test_standard_elsewhere import NODE, needs_node

from opcc_opendata.yaml_reader import Document, read_bytes

LENIENT = {
    "DK95-1": "a tab before the second line of a quoted text",
}
"""What libyaml reads and the suite forbids. No word is lost or altered by it."""

ALTERED = {
    "L24T-1": "a block of text whose last line is only spaces, with no line feed after it, lacks its last line feed",
}
"""What libyaml reads as something else than the suite says."""

Case = dict[str, Any]


@pytest.fixture(scope="module")
def cases() -> list[tuple[Case, Document]]:
    done = subprocess.run(["node", NODE / "yaml-cases.mjs"], capture_output=True, text=True, check=True)
    found: list[Case] = json.loads(done.stdout)
    return [(case, read_bytes(case["yaml"].encode("utf-8", "surrogatepass"), case["id"])) for case in found]


@needs_node
def test_what_is_accepted_is_read_as_the_suite_says(cases: list[tuple[Case, Document]]) -> None:
    accepted = [(case, document) for case, document in cases if not document.problems and not case["fail"]]
    wrong = {case["id"] for case, document in accepted if json.loads(case["json"]) != document.data}
    assert wrong == set(ALTERED)
    assert len(accepted) >= 55


@needs_node
def test_what_no_reader_may_accept_is_refused(cases: list[tuple[Case, Document]]) -> None:
    assert {case["id"] for case, document in cases if case["fail"] and not document.problems} == set(LENIENT)


@needs_node
def test_what_is_refused_has_a_sentence_and_a_place(cases: list[tuple[Case, Document]]) -> None:
    refused = [(case, problem) for case, document in cases for problem in document.problems]
    assert len({case["id"] for case, _ in refused}) > 300
    for case, problem in refused:
        assert problem.message.endswith((".", "?")) or ":" in problem.message, problem
        assert problem.hint
        assert problem.line <= case["yaml"].count("\n") + 1
