"""What imports find in the invented documents of tests/import_corpus, by the measure of scripts/import-report."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from opcc_opendata.importers.formats import libreoffice
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.formats.reading import SUFFIXES
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from tests.import_measure import Measured, Outcome, compare, found_share, measure, table

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent / "import_corpus"
FLOORS = {
    "tuned": 0.95,
    "held_back": 0.95,
    "by_hand": 0.9,
    "strangers": 0.95,
    "strangers_held_back": 0.9,
    "second_strangers": 0.95,
    "by_kind": 0.95,
    "by_layout": 0.99,
    "third_strangers": 0.95,
    "third_strangers_held_back": 0.9,
    "fourth_strangers": 0.95,
    "fourth_strangers_held_back": 0.85,
    "fifth_strangers": 0.94,
    "sixth_strangers": 0.85,
    "seventh_strangers": 0.965,
    "seventh_strangers_held_back": 0.965,
    "eighth_strangers": 0.955,
    "eighth_strangers_held_back": 0.94,
    "ninth_strangers": 0.94,
    "ninth_strangers_held_back": 0.945,
    "tenth_strangers": 0.96,
    "tenth_strangers_held_back": 0.905,
    "eleventh_strangers": 0.95,
    "twelfth_strangers": 0.96,
    "twelfth_strangers_held_back": 0.91,
    "thirteenth_strangers": 0.92,
    "fourteenth_strangers": 0.98,
    "fourteenth_strangers_held_back": 0.93,
    "fifteenth_strangers": 0.95,
    "fifteenth_strangers_held_back": 0.89,
    "sixteenth_strangers": 0.98,
    "sixteenth_strangers_held_back": 0.95,
    "seventeenth_strangers": 0.98,
    "seventeenth_strangers_held_back": 0.95,
    "eighteenth_strangers": 0.98,
    "eighteenth_strangers_held_back": 0.95,
    "nineteenth_strangers": 0.98,
    "nineteenth_strangers_held_back": 0.95,
}
"""The least share of the facts that is found. Nothing may be invented, and nothing be wrong and not marked."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have LibreOffice save all documents of a kind at once. It takes two seconds to start, and began 34 times.

    tests/test_import_formats.py has it read one document, as an office does.
    """
    program = shutil.which("soffice")
    made: dict[bytes, bytes] = {}
    for suffix in [one for one, reader in SUFFIXES.items() if reader == "libreoffice" and program]:
        raws = [path.read_bytes() for path in sorted(FOLDER.glob(f"*/*{suffix}"))]
        saved = libreoffice.saved_as_docx(program or "", raws, suffix, tmp_path_factory.mktemp("office"))
        made |= dict(zip(raws, saved, strict=True))
    with pytest.MonkeyPatch.context() as changing:
        if program:
            changing.setattr(libreoffice, "saved_as_docx", lambda _program, raws, *_: [made[raw] for raw in raws])
        read_one_of_each_form()
        yield


def read_one_of_each_form() -> None:
    """Load here what a form needs: the process of each folder's documents is a copy of this one, and began with that.

    These documents are read there once more, as all others are.
    """
    standard = load_standard(packaged_standard())
    for suffix in SUFFIXES:
        if of_form := sorted(FOLDER.glob(f"tuned/*{suffix}")):
            with suppress(DocumentError):  # the tests say which can't be read
                drafts_of(of_form[0].read_bytes(), of_form[0].name, standard)


@pytest.fixture(scope="module", params=FLOORS)
def measured(request: pytest.FixtureRequest, office: None) -> tuple[str, list[Measured]]:
    return request.param, measure(FOLDER / request.param)


def is_refused(facts: Path) -> bool:
    """Whether a document gives no draft: it only lists responses, or two bodies speak in it as one."""
    known = json.loads(facts.read_text(encoding="utf-8"))
    return all(one["body"] is None for one in known.get("drafts", [known]))


def words(documents: list[Measured], *outcomes: str) -> list[str]:
    return [
        f"{one.name}: {fact.kind}: {fact.words}"
        for one in documents
        for fact in one.outcomes
        if fact.outcome in outcomes
    ]


def test_every_document_is_measured(measured: tuple[str, list[Measured]]) -> None:
    folder, documents = measured
    assert len(documents) == len(list((FOLDER / folder).glob("*.json")))
    refused = [one.name for one in documents if one.fault]
    assert [name for name in refused if not is_refused(FOLDER / folder / f"{name}.json")] == []


def test_nothing_is_invented(measured: tuple[str, list[Measured]]) -> None:
    assert words(measured[1], "invented") == []


def test_nothing_is_wrong_that_is_not_marked_as_guessed(measured: tuple[str, list[Measured]]) -> None:
    assert words(measured[1], "wrong") == []


def test_enough_is_found(measured: tuple[str, list[Measured]]) -> None:
    folder, documents = measured
    assert found_share(documents) >= FLOORS[folder], table(documents)


def test_the_corpus_has_60_documents_of_all_forms_and_a_third_is_held_back() -> None:
    tuned, held_back = (
        [path.name.removesuffix(".json") for path in (FOLDER / folder).glob("*.json")]
        for folder in ("tuned", "held_back")
    )
    assert len(tuned) + len(held_back) >= 60
    assert 3 * len(held_back) >= len(tuned) + len(held_back)
    assert {"docx", "pdf", "html", "eml", "txt", "md", "odt", "rtf"} <= {name.rpartition(".")[2] for name in tuned}


def test_the_measure_tells_found_wrong_missed_and_invented_apart() -> None:
    """The measure itself, on a draft that was changed by hand."""
    text = (
        "# Kent PCC response to “Invented cells: a look”\n\nReport published: 4 May 2021\n\n## PCC comments\n\n"
        "I welcome it.\n\n## Chief Constable’s comments\n\nWe accept it all.\n"
    )
    (draft,) = drafts_of(text.encode(), "made.md", load_standard(packaged_standard()))
    facts = {
        "body": "kent-pcc",
        "reports": [{"title": "Invented cells: a look", "published": "2021-05-04"}],
        "comments": [
            {"kind": "policing_body", "words": "I welcome it"},
            {"kind": "chief_officer", "words": "We accept it all"},
        ],
    }

    def outcomes() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in compare([facts], [draft]):
            found.setdefault(one.outcome, []).append(one.kind)
        return found

    assert set(outcomes()) == {"found"}
    comments = draft.data["comments"]
    comments[1]["kind"] = "policing_body"
    assert outcomes()["wrong"] == ["speaker"]
    comments[1]["kind"] = "chief_officer"
    del draft.data["comments"]
    assert outcomes()["missed"] == ["speaker", "speaker"]
    draft.data["comments"] = comments
    draft.data["inspections"][0]["published"] = "2021-05-05"
    assert outcomes()["wrong"] == ["date, type"]
    draft.data["dates"] = {"published": "2021-06-01"}
    draft.data["recommendations"] = [{"number": "1", "kind": "recommendation", "text": "Forces should act."}]
    assert outcomes()["invented"] == ["response date", "finding"]
    assert [one.outcome for one in compare([], [draft])] == ["invented"]
    assert found_share([Measured("none", [Outcome("body", "invented", "")])]) == 0.0


def test_the_script_prints_the_table(tmp_path: Path) -> None:
    for name in ("holding-kent.html", "holding-kent.html.json"):
        (tmp_path / name).write_bytes((FOLDER / "tuned" / name).read_bytes())
    script = FOLDER.parent.parent / "scripts" / "import-report"
    done = subprocess.run([script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "kind of fact" in done.stdout
    assert "1 documents: 100.0 % of the facts found." in done.stdout
