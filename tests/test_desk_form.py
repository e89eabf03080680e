"""The Word form in the desk: made for a draft, and taken in when it comes back, once what it changes was shown."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from opcc_opendata.desk import history
from opcc_opendata.importers import batch
from opcc_opendata.provenance import open_entries, read_entries
from tests.desks import ADDRESS, DRAFT, Officer, ReadHere
from tests.forms import Filled

pytestmark = pytest.mark.slow

FORM = f"{ADDRESS}/form"
OTHER = "norfolk/2026-11-02-other"


@pytest.fixture
def officer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Officer:
    monkeypatch.setattr(batch, "Sandbox", ReadHere)
    officer = Officer(tmp_path / "project")
    officer.write(DRAFT.replace("  # what the force sent\n", ""))
    return officer


@pytest.fixture
def filled(officer: Officer) -> bytes:
    """The form as the force sends it back."""
    raw = officer.browser.get(f"{FORM}/force").content
    form = Filled(raw).type("comments/1/text", "Invented. We have begun.")
    form.type("recommendations/1/answer/force_action", "All officers are trained.").typed_outside("See our letter too.")
    return form.saved()


def data_of(officer: Officer) -> dict[str, Any]:
    return yaml.load(officer.draft.read_text(encoding="utf-8"), yaml.BaseLoader)  # type: ignore[no-any-return]


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def take(officer: Officer, status: int = 303, **changes: str) -> Any:
    return officer.post(FORM, {**officer.inputs(FORM), "do": "take", **changes}, status)


def test_a_form_is_downloaded_for_the_force_and_for_the_office(officer: Officer) -> None:
    page = officer.get(FORM)
    fields = {}
    for who in ("force", "office"):
        assert f'href="{FORM}/{who}"' in page
        answer = officer.browser.get(f"{FORM}/{who}")
        assert answer.headers["content-disposition"] == (
            'attachment; filename="norfolk-2026-11-01-invented-records-form.docx"'
        )
        fields[who] = set(Filled(answer.content).numbers)
    assert "recommendations/1/answer/body_action" in fields["office"] - fields["force"]
    assert officer.browser.get(f"{FORM}/nobody").status_code == 404
    assert f'href="{FORM}"' in officer.get(ADDRESS)


def test_what_a_form_changes_is_shown_and_nothing_is_changed_before_it_is_taken_in(
    officer: Officer, filled: bytes
) -> None:
    before = officer.draft.read_bytes()
    assert officer.send(FORM, {"form.docx": filled}, 303).headers["location"] == FORM
    page = text_of(officer.get(FORM))
    assert "form.docx. Nothing is changed until you take it in." in page
    assert "All officers are trained." in page
    assert "Invented. We have begun." in page
    assert "See our letter too." in page
    assert officer.draft.read_bytes() == before
    assert take(officer).headers["location"] == f"{ADDRESS}/questions"
    data = data_of(officer)
    assert data["comments"][0]["text"] == "Invented. We have begun."
    assert data["comments"][0]["x_sent_by"] == "a clerk"
    assert data["recommendations"][0]["answer"]["force_action"] == "All officers are trained."
    (unplaced,) = data["document"]["sections"]
    assert (unplaced["heading"], unplaced["text"]) == ("Not placed", "See our letter too.")
    assert "See our letter too." in officer.get(f"{ADDRESS}/questions")
    # Both states are in the history of the draft, and the form is done with.
    assert history.read(officer.draft, 1).text == before  # type: ignore[union-attr]
    assert len(history.versions(officer.draft)) == 2
    assert "When it comes back" in officer.get(FORM)
    # The same form again says nothing new.
    officer.send(FORM, {"form.docx": filled}, 303)
    page = officer.get(FORM)
    assert "All officers are trained." not in text_of(page).partition("Look at this")[0]


def test_a_form_of_an_older_state_says_what_both_have_changed_and_loses_nothing(
    officer: Officer, filled: bytes
) -> None:
    officer.save(f"{ADDRESS}/comments/chief_officer", text="Changed here since.")
    officer.send(FORM, {"form.docx": filled}, 303)
    page = text_of(officer.get(FORM))
    assert "The form says “Invented. We have begun.”, and the draft was changed too." in page
    take(officer)
    data = data_of(officer)
    assert data["comments"][0]["text"] == "Changed here since."
    assert "Invented. We have begun." in data["document"]["sections"][0]["text"]
    assert data["recommendations"][0]["answer"]["force_action"] == "All officers are trained."
    asked = [pointer for _, pointer, _ in open_entries(data, read_entries(officer.draft))]
    assert ("comments", 0, "text") in asked


def test_a_draft_that_was_changed_while_the_page_was_open_is_shown_again(officer: Officer, filled: bytes) -> None:
    officer.send(FORM, {"form.docx": filled}, 303)
    seen = officer.inputs(FORM)
    officer.save(f"{ADDRESS}/comments/chief_officer", author="Another Name")
    before = officer.draft.read_bytes()
    page = officer.post(FORM, {**seen, "do": "take"}, 409)
    assert "The draft was changed after this page was made." in page.text
    assert officer.draft.read_bytes() == before
    take(officer)
    assert data_of(officer)["comments"][0]["author"] == "Another Name"


def test_a_form_is_put_aside_and_one_that_is_forgotten_is_asked_for_again(officer: Officer, filled: bytes) -> None:
    officer.send(FORM, {"form.docx": filled}, 303)
    seen = officer.inputs(FORM)
    before = officer.draft.read_bytes()
    officer.post(FORM, {**seen, "do": "drop"})
    assert "Choose the form" in officer.post(FORM, {**seen, "do": "take"}, 409).text
    assert officer.draft.read_bytes() == before


def test_a_form_of_another_draft_leads_to_that_one(officer: Officer, filled: bytes) -> None:
    other = officer.root / "drafts" / f"{OTHER}.yaml"
    other.write_text(DRAFT.replace("2026-11-01-invented-records", "2026-11-02-other"), encoding="utf-8")
    answer = officer.send(f"/drafts/{OTHER}/form", {"form.docx": filled}, 303)
    assert answer.headers["location"] == FORM
    assert "This is the form of this draft, and not of" in text_of(officer.get(FORM))
    # And one that is brought in as a document leads there too.
    page = officer.send("/bring-in", {"form.docx": filled}).text
    assert "It is a Word form." in page
    assert f'href="{FORM}"' in page
    assert "No draft was made" in page


def test_a_form_of_what_is_published_or_gone_changes_nothing(officer: Officer, filled: bytes) -> None:
    other = officer.root / "drafts" / f"{OTHER}.yaml"
    other.write_text(DRAFT.replace("2026-11-01-invented-records", "2026-11-02-other"), encoding="utf-8")
    before = other.read_bytes()
    officer.draft.unlink()
    page = officer.send(f"/drafts/{OTHER}/form", {"form.docx": filled}, 422).text
    assert "a draft that is not there any more" in page
    record = officer.root / "records/norfolk" / officer.draft.name
    record.parent.mkdir()
    record.write_text(DRAFT, encoding="utf-8")
    for address, status in ((f"/drafts/{OTHER}/form", 422), ("/bring-in", 200)):
        page = officer.send(address, {"form.docx": filled}, status).text
        assert "the form of a response that is published" in page
    assert other.read_bytes() == before
    assert not officer.draft.exists()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"": b""}, "Choose the form first."),
        ({"letter.md": b"# A response\n\nI welcome it."}, "It is no form with its boxes"),
        ({"form.docx": b"PK\x03\x04 broken"}, "form.docx: "),
        ({"form.docx": b""}, "The file is empty"),
    ],
)
def test_what_is_no_form_gets_a_sentence_and_changes_nothing(
    officer: Officer, files: dict[str, bytes], said: str
) -> None:
    before = officer.draft.read_bytes()
    page = officer.send(FORM, files, 422)
    assert said in text_of(page.text)
    assert officer.draft.read_bytes() == before
    assert not officer.desk.forms


# The office's own Word template


def template(*paragraphs: str) -> bytes:
    made, document = io.BytesIO(), docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(made)
    return made.getvalue()


@pytest.mark.slow
def test_the_offices_template_is_kept_if_it_can_be_used_and_refused_with_the_reason(officer: Officer) -> None:
    here = f"{ADDRESS}/papers"
    kept = officer.root / "template.docx"
    assert officer.browser.get(f"{here}/response-in-template.docx").status_code == 404
    for raw, said in (
        (template("{{ no_such_place }}"), "{{ no_such_place }}, which is not known"),
        (b"PK\x03\x04 broken", "letterhead.docx can't be used."),
    ):
        page = officer.send(here, {"letterhead.docx": raw}, 422).text
        assert said in unescape(page)
        assert not kept.exists()
    assert "Choose a template first." in officer.send(here, {"": b""}, 422).text
    good = template("Invented letterhead", "{{ document }}")
    officer.send(here, {"letterhead.docx": good}, 303)
    assert kept.read_bytes() == good
    page = officer.get(here)
    assert "letterhead.docx is your office&#39;s template now." in page
    assert f'href="{here}/response-in-template.docx"' in page
    officer.send(here, {"worse.docx": template("{{ no_such_place }}")}, 422)
    assert kept.read_bytes() == good
    content = officer.browser.get(f"{here}/response-in-template.docx").content
    words = "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)
    assert "Invented letterhead" in words
    assert "Invented text." in words
    assert "Draft: not published" in words


# The paper for the panel


def test_the_paper_for_the_panel_has_the_responses_since_a_day(officer: Officer) -> None:
    record = officer.root / "records/norfolk/2026-10-01-published.yaml"
    record.parent.mkdir()
    text = DRAFT.replace("2026-11-01-invented-records", "2026-10-01-published")
    record.write_text(text.replace("source:", "dates:\n  published: 2026-11-20\nsource:"), encoding="utf-8")
    assert 'href="/panel"' in officer.get("/")
    page = officer.get("/panel?since-d=1&since-m=nov&since-y=2026")
    assert "Response to Invented report on records" in page or "Invented report on records" in page
    assert 'href="/panel/2026-11-01.docx"' in page
    document = docx.Document(io.BytesIO(officer.browser.get("/panel/2026-11-01.docx").content))
    words = [one.text for one in document.paragraphs]
    words += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("Invented report on records" in one for one in words)
    assert officer.browser.get("/panel/2026-11-01.pdf").content.startswith(b"%PDF-")
    later = docx.Document(io.BytesIO(officer.browser.get("/panel/2026-11-21.docx").content))
    every = [one.text for one in later.paragraphs]
    every += [cell.text for table in later.tables for row in table.rows for cell in row.cells]
    assert not any("20 November 2026" in one for one in every)
    for address, status in (
        ("/panel?since-d=31&since-m=11&since-y=2026", 422),
        ("/panel/2026-11-31.docx", 404),
        ("/panel/2026-11-01.exe", 404),
        ("/panel", 200),
    ):
        assert officer.browser.get(address).status_code == status
    record.write_text(text.replace("stage: full", "stage: nonsense"), encoding="utf-8")
    answer = officer.browser.get("/panel/2026-11-01.docx")
    assert answer.status_code == 422
    assert "2026-10-01-published.yaml has errors" in answer.text
