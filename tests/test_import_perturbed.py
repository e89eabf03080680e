"""Documents whose labels, headings, columns, numbers and days are written otherwise, and that say the same."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

import pytest

from opcc_opendata.importers.formats.raw import Raw
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.importers.register import match
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import Standard, load_standard
from tests.import_measure import Measured, found_share
from tests.perturbed import CHANGES, changed, documents, measured

NAMES = {
    "by_hand": ("wiltshire.md",),
    "by_kind": ("answers-below-humberside.html", "areas-dorset.docx"),
    "tuned": ("form-kent.docx", "table-surrey.html", "table-norfolk.docx", "upright-norfolk.html", "labels-devon.html"),
    "third_strangers": ("suffolk-letter-to-HS.docx",),
}
ONLY = {
    "several-cumbria.html": ("held_back", ("bold for headings", "plain headings", "boxed headings")),
    "kent-2021-2022.htm": ("second_strangers", ("bold for headings", "plain headings", "boxed headings")),
    "hmicfrs-reports-2023.html": ("third_strangers", ("bold for headings", "label –", "label -", "numbered headings")),
    "mopac-page.html": ("strangers_held_back", ("headings for bold",)),
    "durham.md": ("strangers", ("label –", "label -")),
    "west-midlands.txt": ("strangers_held_back", ("label –", "label -")),
    "letters-northamptonshire.txt": ("by_kind", ("label on its line",)),
    "table-south-wales.html": ("held_back", ("12.3.24",)),
    "bedfordshire.md": ("by_hand", ("split paragraphs",)),
    "PAB-item-9.pdf": ("third_strangers", ("plain headings",)),
    "PAB item 9 HMICFRS Homicide prevention.docx": ("fourth_strangers", ("split paragraphs",)),
    "Humberside-OPCC-response-to-PEEL-2023-25.pdf": ("fourth_strangers", ("rows upright",)),
    "lincs_pcc_roads_policing.rtf": ("fourth_strangers", ("by person",)),
    "cleveland-getting-a-grip.html": ("second_strangers", ("letterhead, footer",)),
}
"""Documents that are tried only in the forms in which values of them once were wrong: their folder, and the forms."""
FLOOR = 0.9
LEFT_OPEN = ("unseen heads",)
"""Forms that nobody can read for certain: what stands there may be left to a person, and may not be wrong."""


@lru_cache(maxsize=1)
def standard() -> Standard:
    return load_standard(packaged_standard())


@lru_cache(maxsize=1)
def chosen() -> list[tuple[str, Raw, bytes, list[dict[str, Any]]]]:
    often = [one for folder, names in NAMES.items() for one in documents([folder], names)]
    return [*often, *(one for name, (folder, _) in ONLY.items() for one in documents([folder], [name]))]


def test_a_document_that_names_only_another_force_is_not_given_to_the_body_of_the_project() -> None:
    raw = b"# Statement on the inspection of Cheshire Constabulary\n\nI welcome what the report says of the force.\n"
    (draft,) = drafts_of(raw, "statement.md", standard(), own="norfolk-pcc")
    assert draft.data["policing_body"] == "cheshire-pcc"


def test_a_document_that_names_no_force_is_given_to_the_body_of_the_project() -> None:
    raw = b"# Statement on the inspection\n\nI welcome what the report says of the force.\n"
    (draft,) = drafts_of(raw, "statement.md", standard(), own="norfolk-pcc")
    assert draft.data["policing_body"] == "norfolk-pcc"


def test_a_month_in_the_register_is_no_day_by_itself() -> None:
    code, force = "integrity-arrangements-avon-and-somerset-2025", "avon-and-somerset"
    row = next(row for row in standard().codelists["inspections"].rows if row["code"] == code)
    assert row["published"] == "2025-10"
    assert match(row["title_en"], "2025-10-14", force, standard()).row == row
    assert match("", "2025-10-14", force, standard()).row == {}


@pytest.mark.parametrize("title", [title for title in CHANGES if title != "as it is"])
def test_what_is_written_otherwise_is_found_too(title: str) -> None:
    results: list[Measured] = []
    for name, found, raw, facts in chosen():
        if name in ONLY and title not in ONLY[name][1]:
            continue
        if (other := changed(name, found, facts, CHANGES[title])) is not None:
            one, lost = measured(name, other, raw, facts, standard())
            results.append(one)
            assert lost == 0, name
    assert results
    outcomes = Counter((each.outcome, one.name, each.words) for one in results for each in one.outcomes)
    assert [one for one in outcomes if one[0] in ("wrong", "invented")] == []
    if title in LEFT_OPEN:
        return
    assert found_share(results) >= FLOOR, [one for one in outcomes if one[0] == "missed"]
