"""The end of a draft at the desk: its papers, its publication, and the copies that were sent."""

from __future__ import annotations

import io
import re
from html import unescape

import docx
import pypdf
import yaml

from tests.desks import ADDRESS, DRAFT, NAME, TODAY, Officer, inputs_of

PUBLISH = f"{ADDRESS}/publish"
RECORD = f"/records/{NAME}"
TODAY_TICKED = {"when": ["today"], "approved": ["yes"]}


def record_of(officer: Officer) -> dict:  # type: ignore[type-arg]
    text = (officer.root / "records" / f"{NAME}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, yaml.BaseLoader)  # type: ignore[no-any-return]


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def words_of_docx(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_a_paper_of_a_draft_says_that_it_is_one_and_holds_what_was_written(officer: Officer) -> None:
    page = text_of(officer.get(f"{ADDRESS}/papers"))
    assert "Draft: not published" in page
    assert "Invented. Train officers." in page
    answer = officer.browser.get(f"{ADDRESS}/papers/response.docx")
    assert answer.headers["content-disposition"].endswith('-draft.docx"')
    assert "Invented. Train officers." in words_of_docx(answer.content)
    pdf = officer.browser.get(f"{ADDRESS}/papers/letter.pdf").content
    assert "Draft: not published" in " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert officer.browser.get(f"{ADDRESS}/papers/other.docx").status_code == 404


def test_no_paper_is_made_of_a_draft_with_an_error_and_the_page_leads_to_it(officer: Officer) -> None:
    officer.write(DRAFT.replace("published: 2026-11-01", "published: 2026-11-99"))
    page = officer.get(f"{ADDRESS}/papers")
    assert f'href="{ADDRESS}/report?checked=1#field-published"' in page
    assert "response.docx" not in page
    assert officer.browser.get(f"{ADDRESS}/papers/response.docx").status_code == 422


def test_the_words_of_a_comment_are_counted_and_not_its_dashes_or_the_marks_of_a_list(officer: Officer) -> None:
    text = "text: |-\n      We accept it – all of it.\n\n      * Train officers\n      * Buy 20 cameras"
    officer.write(DRAFT.replace("text: Invented text.", text))
    assert "Chief officer's comments Invented Name, 11 words" in text_of(officer.get(PUBLISH))


def test_publishing_asks_for_a_day_and_approval_and_takes_neither_for_granted(officer: Officer) -> None:
    fields = officer.inputs(PUBLISH)
    assert "when" not in fields
    assert "approved" not in fields
    for changes, said in (
        ({}, "Choose the day"),
        ({"when": ["today"]}, "Say that the text is approved"),
        ({"when": ["other"], "approved": ["yes"]}, "Write the whole day"),
        ({"when": ["other"], "on-d": ["31"], "on-m": ["11"], "on-y": ["2026"], "approved": ["yes"]}, "Write the whole"),
        ({"when": ["other"], "on-m": ["11"], "on-y": ["2026"], "approved": ["yes"]}, "Write the whole day"),
        ({"when": ["other"], "on-d": ["27"], "on-m": ["11"], "on-y": ["2026"], "approved": ["yes"]}, "in the future"),
        ({"when": ["own"], "approved": ["yes"]}, "Write the whole day"),
    ):
        page = officer.post(PUBLISH, fields | changes, 422).text
        assert said in text_of(page)
    assert officer.draft.exists()
    assert not (officer.root / "records" / "norfolk").exists()


def test_what_is_missing_by_law_is_named_and_does_not_stop_it(officer: Officer) -> None:
    page = officer.get(PUBLISH)
    assert set(re.findall(r'<span class="code">(R\d+)', page)) == {"R403", "R405"}
    assert "Day 26 of 56. It is on time." in text_of(page)
    answer = officer.post(PUBLISH, officer.inputs(PUBLISH) | TODAY_TICKED)
    assert answer.headers["location"] == RECORD
    record = record_of(officer)
    assert record["dates"] == {"published": TODAY.isoformat()}
    assert "x_key" not in str(record)
    assert (record["x_ours"], record["comments"][0]["x_sent_by"]) == ("kept", "a clerk")
    assert not officer.draft.exists()
    assert "It is published in your folder." in officer.get(RECORD)
    assert "It is published in your folder." not in officer.get(RECORD)
    assert officer.browser.get(ADDRESS).status_code == 404


def test_another_day_is_the_day_of_the_record_and_late_is_called_late(officer: Officer) -> None:
    officer.write(DRAFT.replace("published: 2026-11-01", "published: 2026-09-01"))
    assert "The page will say that it is late." in officer.get(PUBLISH)
    fields = officer.inputs(PUBLISH) | {"when": ["other"], "on-d": ["2"], "on-m": ["11"], "on-y": ["2026"]}
    officer.post(PUBLISH, fields | {"approved": ["yes"]})
    assert record_of(officer)["dates"]["published"] == "2026-11-02"
    # 1 September is day 1, so that 2 November is day 63.
    assert "It was late. Day 63 of 56." in text_of(officer.get(RECORD))


def test_an_error_stops_it_with_its_place(officer: Officer) -> None:
    fields = officer.inputs(PUBLISH) | TODAY_TICKED
    officer.write(DRAFT.replace("text: Invented text.", 'text: "[What the chief officer says.]"'))
    page = officer.get(PUBLISH)
    assert "It can't be published yet" in text_of(page)
    assert "R290" in page
    assert f'href="{ADDRESS}/comments/chief_officer?checked=1#field-text"' in page
    assert 'name="approved"' not in page
    officer.post(PUBLISH, fields, 409)  # the page was made before the change
    assert officer.draft.exists()


def test_a_draft_that_was_changed_meanwhile_is_looked_at_first(officer: Officer) -> None:
    fields = officer.inputs(PUBLISH) | TODAY_TICKED
    officer.save(f"{ADDRESS}/comments/policing_body", text="A late thought.")
    page = officer.post(PUBLISH, fields, 409)
    assert "The draft was changed after this page was made." in page.text
    officer.post(PUBLISH, inputs_of(page.text) | TODAY_TICKED)
    assert record_of(officer)["comments"][0]["text"] == "A late thought."


def test_a_copy_is_marked_once_with_its_day_and_nothing_else_changes(officer: Officer) -> None:
    officer.post(PUBLISH, officer.inputs(PUBLISH) | TODAY_TICKED)
    path = officer.root / "records" / f"{NAME}.yaml"
    before = path.read_text(encoding="utf-8")
    assert "2 copies to send" in officer.get("/")
    token = inputs_of(officer.get(RECORD))["token"]
    officer.post(RECORD, {"token": token, "recipient": "hmicfrs", "when": "today"})
    marked = before.replace("    sent: false\n", "    sent: true\n    sent_on: 2026-11-26\n")
    assert path.read_text(encoding="utf-8") == marked
    assert "Sent 26 November 2026" in officer.get(RECORD)
    other = {"token": token, "when": "other", "on-d": "25", "on-m": "11", "on-y": "2026"}
    assert "marked as sent already" in officer.post(RECORD, other | {"recipient": "hmicfrs"}, 422).text
    assert "in the future" in officer.post(RECORD, other | {"recipient": "home_secretary", "on-d": "27"}, 422).text
    assert "whole day" in officer.post(RECORD, other | {"recipient": "home_secretary", "on-d": "x"}, 422).text
    for recipient in ("other", "nobody", "", "../x"):
        officer.post(RECORD, other | {"recipient": recipient}, 422)
    assert path.read_text(encoding="utf-8") == marked
    officer.post(RECORD, {**other, "recipient": "home_secretary", "on-d": "26"})
    assert "to send" not in officer.get("/")


def test_the_e_mail_names_the_report_and_its_link_can_start_no_other_header(officer: Officer) -> None:
    hostile = "Invented & report\\r\\nBcc: x@evil.invalid"
    officer.write(DRAFT.replace("title: Invented report on records", f'title: "{hostile}"'))
    officer.write(officer.draft.read_text("utf-8").replace("\\r\\n", " "))
    officer.post(PUBLISH, officer.inputs(PUBLISH) | TODAY_TICKED)
    (link, *_) = re.findall(r'href="(mailto:[^"]+)"', officer.get(RECORD))
    assert unescape(link).count("&") == 1
    assert "Invented%20%26%20report%20Bcc" in link
    assert "\n" not in link


def test_a_withdrawn_response_has_no_papers(officer: Officer) -> None:
    officer.post(PUBLISH, officer.inputs(PUBLISH) | TODAY_TICKED)
    assert "Invented. Train officers." in words_of_docx(officer.browser.get(f"{RECORD}/papers/response.docx").content)
    path = officer.root / "records" / f"{NAME}.yaml"
    withdrawal = "withdrawal:\n  withdrawn_on: 2026-11-26\n  reason: Invented.\nsource:"
    path.write_text(path.read_text("utf-8").replace("source:", withdrawal), encoding="utf-8")
    assert officer.browser.get(f"{RECORD}/papers/response.docx").status_code == 410
    assert "Withdrawn." in officer.get(RECORD)
