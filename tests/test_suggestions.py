"""A name that there is not leads to the one that is meant."""

from __future__ import annotations

import pytest

from opcc_opendata.suggestions import did_you_mean, names_meant
from tests.waiting import at_most

KNOWN = [
    "metropolitan-mopac",
    "kent-pcc",
    "policing_body",
    "Recommendations",
    "west-yorkshire-pcc",
    "west-yorkshire-mayor",
]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("mopac", "Did you mean metropolitan-mopac?"),
        ("KENT", "Did you mean kent-pcc?"),
        ("body", "Did you mean policing_body?"),
        ("recomendations", "Did you mean Recommendations?"),
        ("west yorkshire", "Did you mean west-yorkshire-pcc or west-yorkshire-mayor?"),
        ("ent", "See the list."),
        ("-", "See the list."),
        ("", "See the list."),
    ],
)
def test_what_is_meant(given: str, meant: str) -> None:
    assert did_you_mean(given, KNOWN, "See the list.", most=2) == meant


def test_nothing_is_meant_by_nothing() -> None:
    assert did_you_mean("", ["odd--name"], "See the list.") == "See the list."


def test_a_name_of_any_length_is_looked_at_quickly() -> None:
    with at_most(1):
        assert did_you_mean("ab" * 500_000, ["ab" * 50_000, *KNOWN], "See the list.") == "See the list."


@pytest.mark.parametrize(
    ("names", "asked"),
    [
        ([], "See the list."),
        (["a"], "Did you mean a?"),
        (["a", "b"], "Did you mean a or b?"),
        (["a", "b", "c"], "Did you mean a, b or c?"),
    ],
)
def test_names_in_a_question(names: list[str], asked: str) -> None:
    assert names_meant(names, "See the list.") == asked
