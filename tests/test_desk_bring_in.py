"""Documents brought into the desk: the drafts made of them, each beside its document, and text put in its place."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from opcc_opendata.cli import opcc
from opcc_opendata.desk import uploads
from opcc_opendata.desk.comparison import BODY, CHIEF, NOWHERE, REPORT, UNPLACED, passages
from opcc_opendata.desk.pages import bring_in
from opcc_opendata.document_text import DocumentParagraph, read_text, text_file
from opcc_opendata.importers import batch, documents_in
from opcc_opendata.provenance import open_entries, read_entries, side_file
from tests.desks import OWN, Officer, ReadHere, inputs_of

HERE = Path(__file__).parent
LETTER = """\
# Response to “Invented custody: a second look”

Date published: 4 May 2021

Norfolk Police and Crime Commissioner

## Comments of the Police and Crime Commissioner

I welcome what the inspectors found, and I will follow it at my monthly board.

## Comments of the Chief Constable

We accept the report and have trained our officers. <b>Bold words</b> [link](javascript:alert(1))

## Recommendations

| No. | Recommendation | PCC response | Response |
|---|---|---|---|
| 1 | By June 2022, forces should count. | I will ask for the figures. | The force has counted. |
| 2 | Forces should publish. | I will publish. | Under way. |
| 3 | Forces should wait. | I will wait for them. | It is in hand at the force. |
"""
STEM = "undated-invented-custody-second-look"
ADDRESS = f"/drafts/norfolk/{STEM}"


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents of ours are read without another process, which takes a second to begin."""
    monkeypatch.setattr(batch, "Sandbox", ReadHere)


@pytest.fixture
def officer(tmp_path: Path, in_this_process: None) -> Officer:
    return Officer(tmp_path / "project")


@pytest.fixture
def sandboxed(tmp_path: Path) -> Officer:
    """An officer whose documents are read as in earnest."""
    return Officer(tmp_path / "project")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The drafts that the letter gives, made once."""
    root = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "Sandbox", ReadHere)
        answer = Officer(root).send("/bring-in", {"letter.md": LETTER.encode()}, 303)
    assert answer.headers["location"] == f"{ADDRESS}/questions"
    return root / "drafts"


@pytest.fixture
def imported(officer: Officer, made: Path) -> Officer:
    shutil.copytree(made, officer.root / "drafts", dirs_exist_ok=True)
    officer.draft = officer.root / "drafts/norfolk" / f"{STEM}.yaml"
    return officer


def data_of(officer: Officer) -> dict[str, Any]:
    return yaml.load(officer.draft.read_text(encoding="utf-8"), yaml.BaseLoader)  # type: ignore[no-any-return]


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def questions(officer: Officer) -> list[Any]:
    found = open_entries(data_of(officer), read_entries(officer.draft))
    return sorted((entry.why, entry.state) for entry, _, _ in found)


def item(page: str, words: str) -> dict[str, list[str]]:
    """The inputs of the form under a question whose heading has some words."""
    (found,) = [one for one in page.split('<section class="item guess"')[1:] if words in text_of(one.split("</h3>")[0])]
    return inputs_of(found.partition("</form>")[0])


# Drafts


@pytest.mark.slow
def test_a_document_gives_the_draft_that_the_command_line_makes_of_it(
    sandboxed: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = sandboxed.send("/bring-in", {"letter.md": LETTER.encode()}, 303)
    other = tmp_path / "other"
    (other / "records").mkdir(parents=True)
    (other / "opcc.yml").write_text("policing_body: norfolk-pcc\n", encoding="utf-8")
    (other / "letter.md").write_text(LETTER, encoding="utf-8")
    monkeypatch.chdir(other)
    done = CliRunner().invoke(opcc, ["import", "letter.md"])
    assert done.exit_code == 0, done.output
    for name in (f"{STEM}.yaml", f"{STEM}.desk/reading.json", f"{STEM}.desk/document.json"):
        desks = (sandboxed.root / "drafts/norfolk" / name).read_bytes()
        assert desks == (other / "drafts/norfolk" / name).read_bytes()
    assert answer.headers["location"] in sandboxed.get("/documents")


def test_several_responses_in_one_file_are_several_drafts(officer: Officer) -> None:
    page = officer.send("/bring-in", {"year.html": (HERE / "drafts/year-page.html").read_bytes()}).text
    made = sorted((officer.root / "drafts").rglob("*.yaml"))
    assert len(made) == 3
    for path in made:
        assert f'href="/drafts/{path.parent.name}/{path.stem}/questions"' in page
        # Each has the text of its own part of the page.
        assert read_text(path)
    assert "3 drafts were made" in page


def test_the_same_file_gives_no_second_draft_and_another_response_to_the_report_does(imported: Officer) -> None:
    before = imported.draft.read_bytes()
    page = imported.send("/bring-in", {"again.md": LETTER.encode()}).text
    assert "brought in before" in page
    assert f'href="{ADDRESS}"' in page
    assert imported.draft.read_bytes() == before
    other = LETTER.replace("I welcome", "I do not welcome").encode()
    answer = imported.send("/bring-in", {"other.md": other}, 303)
    assert answer.headers["location"] == f"{ADDRESS}-2/questions"
    assert imported.draft.read_bytes() == before


def docx_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("word/document.xml", b" " * 120_000_000)
    return made.getvalue()


LISTING = "".join(f'<li><a href="/r/{n}">Response to report {n}</a></li>' for n in range(9))
REFUSED: dict[str, tuple[bytes, str]] = {
    "empty.docx": (b"", "The file is empty"),
    "locked.docx": (
        bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "protected by a password",
    ),
    "listing.html": (f"<html><ul>{LISTING}</ul></html>".encode(), "list of responses"),
    "programme.exe": (b"MZ" + b"\0" * 60, "can't be read. These can"),
    "really.pdf": (b"PK\x03\x04" + b"\0" * 60, "named .pdf, but holds"),
    "broken.pdf": (b"%PDF-1.7\n%broken", ""),
    "entities.html": (b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html>&x;</html>', ""),
}


@pytest.mark.slow
def test_what_can_t_be_read_gets_a_sentence_each_and_stops_no_other(sandboxed: Officer) -> None:
    files = {name: raw for name, (raw, _) in REFUSED.items()}
    page = sandboxed.send("/bring-in", {**files, "bomb.docx": docx_bomb(), "letter.md": LETTER.encode()}).text
    for name, (_, sentence) in REFUSED.items():
        said = text_of(page.partition(f">{name}</h2>")[2].partition("</li>")[0])
        assert sentence in said
        assert said
        assert not re.search("Traceback|root:", said)
    bomb = text_of(page.partition(">bomb.docx</h2>")[2].partition("</li>")[0])
    assert re.search("unpack|large|MB", bomb), bomb
    assert f'href="{ADDRESS}/questions"' in page
    assert not [one for one in sandboxed.root.rglob("*") if "bomb" in one.name or "passwd" in one.name]


def test_a_file_that_is_too_large_is_named_and_the_others_are_read(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 10_000)
    page = officer.send("/bring-in", {"huge.md": b"x" * 10_001, "letter.md": LETTER.encode()}).text
    assert "It was not read: it is larger than" in page.partition(">huge.md</h2>")[2].partition("</li>")[0]
    assert f'href="{ADDRESS}/questions"' in page
    monkeypatch.setattr(uploads, "MOST_KEPT", 2 * len(LETTER.encode()))
    many = {f"{n}.md": LETTER.replace("custody", f"matter {n}").encode() for n in range(3)}
    page = officer.send("/bring-in", many).text
    assert page.count("It was not read: it is larger than") >= 1
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    assert "more than 2 files" not in page
    assert officer.send("/bring-in", many, 413)


def test_documents_for_which_there_is_no_time_are_named(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bring_in, "LONGEST", -1.0)
    page = officer.send("/bring-in", {"letter.md": LETTER.encode()}).text
    assert "Bring it in again" in page
    assert not list((officer.root / "drafts").rglob("*.yaml"))


def test_without_a_file_the_page_asks_for_one(officer: Officer) -> None:
    assert "Choose a document first." in officer.send("/bring-in", {"": b""}, 422).text
    assert 'enctype="multipart/form-data"' in officer.get("/bring-in")


# Who may send a file, and how much of it is read


def multipart(*parts: tuple[str, str | None, bytes]) -> bytes:
    body = b""
    for name, file, content in parts:
        body += f'--x\r\nContent-Disposition: form-data; name="{name}"'.encode()
        body += (f'; filename="{file}"' if file is not None else "").encode() + b"\r\n\r\n" + content + b"\r\n"
    return body + b"--x--\r\n"


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([("token", None, b"TOKEN"), ("files", "a.exe", b"# A")], 200),
        ([("files", "a.exe", b"# A"), ("token", None, b"TOKEN")], 403),
        ([("token", None, b"0" * 64), ("files", "a.exe", b"# A")], 403),
        ([("files", "a.exe", b"# A")], 403),
        ([], 403),
        ([("token", None, b"TOKEN"), ("note", None, b"x" * 3_000)], 413),
        ([("token", None, b"TOKEN"), *[("note", None, b"x")] * 100], 413),
    ],
)
def test_a_file_is_taken_only_after_the_token_of_its_form(
    officer: Officer, parts: list[tuple[str, str | None, bytes]], status: int
) -> None:
    token = officer.gate.form_token("/bring-in").encode()
    body = multipart(*((name, file, content.replace(b"TOKEN", token)) for name, file, content in parts))
    headers = {"origin": OWN, "content-type": "multipart/form-data; boundary=x"}
    answer = officer.browser.post("/bring-in", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert list((officer.root / "drafts").rglob("*.yaml")) == []
    cut = officer.browser.post("/bring-in", content=body[:-20], headers=headers)
    assert cut.status_code in (400, 403, 413)
    assert officer.browser.post("/begin", content=body, headers=headers).status_code == 415
    assert officer.browser.post("/bring-in", content=body, headers={**headers, "origin": "http://e.invalid"}).is_error


def test_the_name_of_a_file_is_only_a_name(officer: Officer) -> None:
    body = multipart(
        ("token", None, officer.gate.form_token("/bring-in").encode()),
        ("files", "../../<b>le\u202etter</b>.md", LETTER.encode()),
        ("files", "..\\..\\con.exe", b"x"),
    )
    headers = {"origin": OWN, "content-type": "multipart/form-data; boundary=x"}
    page = officer.browser.post("/bring-in", content=body, headers=headers).text
    assert ">con.exe</h2>" in page
    assert "\u202e" not in page
    assert "<b>le" not in page
    (draft,) = (officer.root / "drafts").rglob("*.yaml")
    assert yaml.safe_load(draft.read_text("utf-8"))["source"]["file_name"] == "b>.md"


# A draft beside its document


def test_each_piece_of_the_document_says_whose_it_is_and_leads_to_its_field(imported: Officer) -> None:
    page = imported.get(f"{ADDRESS}/questions")
    document = page.partition('class="docside"')[2]
    pieces = [
        (kind, text_of(who), text_of(re.sub("</?mark>", "", text)))
        for kind, who, text in re.findall(
            r'<div class="sp (\w+)"[^>]*><p class="who">(.*?)</p>(.*?)</div>', document, re.DOTALL
        )
    ]
    own = "I welcome what the inspectors found, and I will follow it at my monthly board."
    assert ("body", "Commissioner or mayor: Comments 1, Text of the comment", own) in pieces
    whose = {text: kind for kind, _, text in pieces}
    assert whose["The force has counted."] == "chief"
    assert whose["I will ask for the figures."] == "body"
    assert whose["By June 2022, forces should count."] == "report"
    assert whose["Under way."] == "unplaced"
    # What is no text in the draft, such as a date, says what was read of it.
    assert (
        "value",
        "Read as a value: Dates of the response, Date of publication",
        "Date published: 4 May 2021",
    ) in pieces
    # The head of a column is the label of a value in each row.
    assert ("value", "Read as a value: 3 values rest on it", "PCC response") in pieces
    assert f'href="{ADDRESS}/comments/policing_body"' in document
    assert f'href="{ADDRESS}/questions#unplaced"' in document
    assert "javascript:alert(1)" in text_of(page)
    assert not re.search('(?:href|src)="(?![/#])', page)
    assert "<b>Bold" not in page


def test_each_value_says_how_it_was_read_with_its_words_and_paragraph(imported: Officer) -> None:
    page = imported.get(f"{ADDRESS}/questions")
    certain = page.partition('<dl class="read">')[2].partition("</dl>")[0]
    rows = [text_of(one) for one in certain.split("<dt>")[1:]]
    (day,) = [one for one in rows if one.startswith("Dates of the response, Date of publication")]
    assert "Printed 2021-05-04 From Date published: 4 May 2021 Paragraph 2" in day
    assert 'id="p-2"' in page
    assert "<mark>Date published: 4 May 2021</mark>" in page
    # "Response" stands in the first heading too: the guess rests on the head of the table that its words stand in.
    guess = page.partition("Recommendations and other findings 1, Answer, Force&#39;s action")[2].partition(
        "</section>"
    )[0]
    table = next(n for n, one in enumerate(read_text(imported.draft), 1) if one.rows)
    assert f'<q>Response</q> <a href="#p-{table}">' in guess
    assert [one for one in rows if one.startswith("Local policing body Read Norfolk Police and Crime Commissioner")]
    imported.save(f"{ADDRESS}/dates", dates_at_published="", title="Another title")
    assert "Changed by a person" not in text_of(certain)


def test_what_a_person_changed_is_the_persons(imported: Officer) -> None:
    page = imported.get(f"{ADDRESS}/questions")
    assert "Reports answered 1, Report's title Guessed" in text_of(page)
    imported.save(f"{ADDRESS}/report", title="Invented custody: the third look")
    page = text_of(imported.get(f"{ADDRESS}/questions"))
    assert "Reports answered 1, Report's title Guessed" not in page
    assert "Reports answered 1, Report's title Changed by a person Invented custody: the third look" in page


def test_no_figure_says_how_complete_a_draft_is(imported: Officer) -> None:
    for address in (f"{ADDRESS}/questions", ADDRESS, "/documents"):
        assert "%" not in text_of(imported.get(address))


def test_a_draft_without_its_document_says_so_and_a_damaged_text_stops_nothing(imported: Officer) -> None:
    text_file(imported.draft).write_text("[{", encoding="utf-8")
    page = imported.get(f"{ADDRESS}/questions")
    assert "document.json is damaged" in page
    assert 'class="docside"' not in page
    text_file(imported.draft).unlink()
    page = imported.get(f"{ADDRESS}/questions")
    assert "was not kept with this draft" in page
    assert 'class="docside"' not in page


# Text without a place


def put(officer: Officer, where: str, *texts: str, status: int = 303) -> str:
    page = officer.get(f"{ADDRESS}/questions")
    names = {
        unescape(text): name
        for name, text in re.findall(r'name="text" value="([^"]+)"><label[^>]*>(.*?)</label>', page, re.DOTALL)
    }
    chosen = [names[one] for one in texts]
    fields = {"token": officer.gate.form_token(f"{ADDRESS}/questions"), "do": "put", "text": chosen, "where": where}
    return str(officer.post(f"{ADDRESS}/questions", fields, status).text)


def test_text_without_a_place_is_put_where_it_belongs_and_every_other_question_stays(imported: Officer) -> None:
    before, raw = questions(imported), imported.draft.read_bytes()
    page = imported.get(f"{ADDRESS}/questions")
    key = data_of(imported)["recommendations"][0]["x_key"]
    assert f'value="{key}.force_action"' in page
    guessed = [one for one in before if one[1] == "guessed"]
    assert len(guessed) >= 3
    put(imported, f"{key}.force_action", "**Response:** Under way.")
    data = data_of(imported)
    assert data["recommendations"][0]["answer"]["force_action"] == "The force has counted.\n\n**Response:** Under way."
    assert "Not placed" not in imported.draft.read_text(encoding="utf-8")
    # The guess about whose action it is is still asked: it was not answered.
    assert [one for one in questions(imported) if one[1] == "guessed"] == guessed
    assert len(questions(imported)) == len(before) - 1
    # An earlier state that is brought back has its own questions again.
    imported.draft.write_bytes(raw)
    assert questions(imported) == before


def test_what_is_left_without_a_place_is_still_asked(imported: Officer) -> None:
    raw = imported.draft.read_text(encoding="utf-8")
    assert raw.count("**Response:** Under way.") == 1
    section = next(one for one in data_of(imported)["document"]["sections"] if one.get("heading") == "Not placed")
    put(imported, "other", "**Response:** Under way.")
    assert data_of(imported)["document"]["sections"][-1] == {"part": "other", "text": section["text"]}


def test_every_place_takes_text_and_no_word_of_the_draft_is_lost(imported: Officer) -> None:
    def words() -> list[str]:
        return re.findall(r"\w+", str([one for key, one in data_of(imported).items() if key != "source"]))

    text, own = "**Response:** Under way.", {"Response", "Under", "way"}
    raw, side = imported.draft.read_bytes(), side_file(imported.draft).read_bytes()
    before = set(words())
    for where in ("policing_body", "chief_officer", "reply_to_chief_officer", "findings.1", "other", "out"):
        put(imported, where, text)
        gone = before - set(words())
        assert gone <= {"Not", "placed", "other", "heading"} | (own if where == "out" else set()), where
        assert (text in imported.draft.read_text(encoding="utf-8")) == (where != "out")
        imported.draft.write_bytes(raw)
        side_file(imported.draft).write_bytes(side)


@pytest.mark.parametrize(
    "odd",
    [
        "document: a word",
        "document:\n  - a list",
        "document:\n  sections: a word",
        "document:\n  sections:\n    - a word\n    - - heading: Not placed\n        text: deeper",
        "document:\n  sections:\n    - heading: Not placed\n      text:\n        en: a text",
    ],
)
def test_a_draft_of_another_form_is_shown_all_the_same(imported: Officer, odd: str) -> None:
    text = imported.draft.read_text(encoding="utf-8")
    imported.draft.write_text(re.sub(r"\ndocument:\n(?: .*\n)+", f"\n{odd}\n", text), encoding="utf-8")
    assert odd in imported.draft.read_text(encoding="utf-8")
    assert "Compare with the document" in imported.get(f"{ADDRESS}/questions")
    assert "Invented custody: a second look" in imported.get("/documents")


def test_text_that_was_put_somewhere_meanwhile_is_not_put_twice(imported: Officer) -> None:
    page = imported.get(f"{ADDRESS}/questions")
    (name,) = re.findall(r'name="text" value="([^"]+)"', page)
    fields = {"token": imported.gate.form_token(f"{ADDRESS}/questions"), "do": "put", "text": [name]}
    imported.post(f"{ADDRESS}/questions", {**fields, "where": ""}, 422)
    imported.post(f"{ADDRESS}/questions", {**fields, "text": [], "where": "out"}, 422)
    imported.post(f"{ADDRESS}/questions", {**fields, "where": "policing_body"})
    after = imported.draft.read_bytes()
    imported.post(f"{ADDRESS}/questions", {**fields, "where": "chief_officer"}, 409)
    assert imported.draft.read_bytes() == after


# The list of drafts that came from documents


def test_the_list_has_the_fewest_open_questions_first_and_the_finished_last(imported: Officer) -> None:
    few = LETTER.partition("| 2 |")[0].replace("custody", "files")
    imported.send("/bring-in", {"few.md": few.encode()}, 303)
    done = LETTER.replace("custody", "nothing open").encode()
    imported.send("/bring-in", {"done.md": done}, 303)
    finished = imported.root / "drafts/norfolk/undated-invented-nothing-open-second-look.yaml"
    side_file(finished).write_text("[]\n", encoding="utf-8")
    text = finished.read_text(encoding="utf-8").replace("heading: Not placed", "heading: More")
    finished.write_text(text, encoding="utf-8")
    page = text_of(imported.get("/documents"))
    places = [page.index(f"Invented {name}: a second look") for name in ("files", "custody", "nothing open")]
    assert places == sorted(places)
    assert "2 drafts wait for answers." in page
    # What has no place is counted once, as that.
    asked = [value for *_, value in open_entries(data_of(imported), read_entries(imported.draft))]
    others = [one for one in asked if not isinstance(one, dict) or one.get("heading") != "Not placed"]
    assert len(others) == len(asked) - 1
    assert f"{len(others)} questions 1 piece without a place" in page
    side_file(imported.draft).write_text("{", encoding="utf-8")
    assert "reading.json is damaged" in imported.get("/documents")


# The words of a document in a draft


RECORD: dict[str, Any] = {
    "comments": [
        {"kind": "policing_body", "text": "I **welcome** the [report](https://example.org/x) of the inspectors."},
        {"kind": "chief_officer", "author": "Pat Madeup", "text": "We accept it all. We have trained all officers."},
    ],
    "recommendations": [
        {"number": "1", "text": "Train all officers by June.", "answer": {"force_action": "Done now."}}
    ],
    "document": {"sections": [{"part": "other", "heading": "Not placed", "text": "See also here."}]},
}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("I welcome the report of the inspectors.", [(BODY, "I welcome the report of the inspectors.")]),
        ("Pat Madeup", [(CHIEF, "Pat Madeup")]),
        ("the", [(NOWHERE, "the")]),
        ("1. Train all officers by June.", [(REPORT, "1. Train all officers by June.")]),
        (
            "We accept it all. Train all officers by June.",
            [(CHIEF, "We accept it all. "), (REPORT, "Train all officers by June.")],
        ),
        (
            "We accept it all. These words are nowhere. Train all officers by June!",
            [
                (CHIEF, "We accept it all. "),
                (NOWHERE, "These words are nowhere. "),
                (REPORT, "Train all officers by June!"),
            ],
        ),
        ("Done now.", [(CHIEF, "Done now.")]),
        ("See also here.", [(UNPLACED, "See also here.")]),
        ("also here", [(UNPLACED, "also here")]),
        ("", [(NOWHERE, "")]),
    ],
)
def test_the_words_of_a_line_are_found_where_they_stand(line: str, found: list[tuple[str, str]]) -> None:
    (one,) = passages([DocumentParagraph((line,))], RECORD, {})
    assert [(passage.whose, "".join(word.text for line in passage.lines for word in line)) for passage in one] == found


def test_the_number_in_a_row_of_a_table_stands_at_the_finding_that_the_row_is_about() -> None:
    kinds = ("recommendation", "area_for_improvement")
    data = {"recommendations": [{"kind": kind, "number": "1", "text": f"Do what the {kind} asks."} for kind in kinds]}
    rows = (
        ("1", "Do what the recommendation asks."),
        ("AFI 1", "Do what the area_for_improvement asks."),
        ("2", "What the area_for_improvement asks."),
        ("1", "These words are nowhere at all."),
    )
    table = DocumentParagraph(
        tuple(cell for row in rows for cell in row), rows=tuple(tuple((cell,) for cell in row) for row in rows)
    )
    (found,) = passages([table], data, {})
    assert [passage.at for passage in found] == [
        ("recommendations", 0, "number"),
        ("recommendations", 0, "text"),
        ("recommendations", 1, "number"),
        ("recommendations", 1, "text"),
        None,
        ("recommendations", 1, "text"),
        None,
    ]


def test_a_long_text_that_repeats_itself_is_parted_in_no_time() -> None:
    data = {"comments": [{"kind": "policing_body", "text": "to be or not to be " * 4_000}]}
    paragraphs = [DocumentParagraph(("to be or not " * 4_000,)), DocumentParagraph(("not here at all " * 4_000,))]
    assert len(list(passages(paragraphs, data, {}))) == 2


def test_a_folder_that_was_imported_by_the_command_line_is_listed_in_the_desk(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(officer.root)
    (officer.root / "incoming").mkdir()
    for name in ("custody", "files"):
        (officer.root / "incoming" / f"{name}.md").write_text(LETTER.replace("custody", name), encoding="utf-8")
    assert len(documents_in([officer.root / "incoming"])) == 2
    done = CliRunner().invoke(opcc, ["import", "incoming", "--body", "norfolk-pcc"])
    assert done.exit_code == 0, done.output
    page = officer.get("/documents")
    for name in ("custody", "files"):
        assert f'href="/drafts/norfolk/undated-invented-{name}-second-look/questions"' in page
