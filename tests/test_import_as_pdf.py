"""Word documents of the corpus as their offices publish them: exported to PDF, with as many of their facts found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.import_measure import Measured, found_share, measure
from tests.office import all_converted, needs_writer

pytestmark = [pytest.mark.slow, needs_writer]

CORPUS = Path(__file__).parent / "import_corpus"
FOLDERS = ("held_back", "third_strangers", "seventh_strangers", "eighth_strangers_held_back", "ninth_strangers")
NOT_WHOLE = {"held_back/plan-devon.docx"}
"""Its table is wider than the page, so that the PDF lacks words."""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> list[Measured]:
    folder = tmp_path_factory.mktemp("as_pdf")
    sources = [one for name in FOLDERS for one in sorted((CORPUS / name).glob("*.docx"))]
    sources = [one for one in sources if f"{one.parent.name}/{one.name}" not in NOT_WHOLE]
    all_converted(sources, "pdf", folder)
    for one in sources:
        shutil.copy(f"{one}.json", folder / f"{one.stem}.pdf.json")
    return measure(folder)


def test_a_document_says_as_pdf_nearly_all_that_it_says_in_word(measured: list[Measured]) -> None:
    wrong = [str(one) for document in measured for one in document.outcomes if one.outcome in ("wrong", "invented")]
    assert wrong == []
    assert found_share(measured) >= 0.965
