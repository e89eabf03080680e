"""`opcc form`, and `opcc import` of a form that came back: what was filled in and no more. Every text is invented."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from opcc_opendata.cli import opcc
from opcc_opendata.importers import batch
from opcc_opendata.sandbox import Sandbox
from opcc_opendata.yaml_reader import read_file
from tests.desks import ReadHere
from tests.forms import MAIN, Filled, W
from tests.office import converted, needs_writer
from tests.projects import project, record

pytestmark = pytest.mark.slow

STEM = "2026-09-21-records"
ID = f"norfolk-{STEM}"
TEXT = "By March 2027, chief constables should:\n\n- train officers\n- keep **good** records"
DRAFT = record(
    STEM,
    inspections="\n  - id: invented-report\n    title: Invented report on records\n    published: 2026-09-21",
    comments="""
  # for the Commissioner only
  - kind: policing_body
    author: Jo Sample
    text: A secret draft.""",
    recommendations="""
  - number: "1"
    kind: recommendation
    text: |-
      By March 2027, chief constables should:

      - train officers
      - keep **good** records
    answer:
      acceptance: accepted
      body_action: A secret plan.
      force_action: |-
        We train all.

        1. First
        2. Second
      owner: Deputy Chief Constable
      target_date: 2027-03-31
  # the hard one
  - number: "2"
    kind: recommendation
    text: Publish the records.""",
    distribution="\n  - recipient: hmicfrs\n    sent: false",
    x_office="kept",
)


@pytest.fixture(autouse=True)
def _read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "Sandbox", ReadHere)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    project(tmp_path)
    path = tmp_path / f"drafts/norfolk/{STEM}.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(DRAFT, encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    done = CliRunner().invoke(opcc, [*words, "--project", str(folder)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def form(folder: Path, *words: str) -> Filled:
    out = folder / "form.docx"
    done = run(folder, "form", ID, "--out", str(out), "--force", *words)
    assert done.exit_code == 0, done.stderr
    return Filled(out.read_bytes())


def bring_back(folder: Path, raw: bytes, *words: str) -> Result:
    (folder / "back.docx").write_bytes(raw)
    return run(folder, "import", str(folder / "back.docx"), *words)


def draft(folder: Path, path: str = f"drafts/norfolk/{STEM}.yaml") -> dict[str, Any]:
    document = read_file(folder / path, path)
    assert document.problems == ()
    return without_keys(document.data)


def without_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_keys(inner) for key, inner in value.items() if key != "x_key"}
    return [without_keys(one) for one in value] if isinstance(value, list) else value


def filled_in(folder: Path) -> Filled:
    """A form with a value of every kind filled in."""
    made = form(folder)
    made.type("comments/1/author", "Alex Invented").type("comments/1/role", "Temporary Chief Constable")
    made.type("comments/1/date", "2 November 2026").type("comments/1/text", "I welcome it.", "We have begun.")
    made.type("recommendations/2/answer/acceptance", "Accepted in part")
    made.type("recommendations/2/answer/force_action", "We publish * most of them.")
    made.type("recommendations/2/answer/owner", "Head of Records").type(
        "recommendations/2/answer/target_date", "June 2027"
    )
    return made


def expected(before: dict[str, Any]) -> dict[str, Any]:
    """What the draft says once that form is taken in."""
    comment = {
        "kind": "chief_officer",
        "author": "Alex Invented",
        "role": "Temporary Chief Constable",
        "date": "2026-11-02",
        "text": "I welcome it.\n\nWe have begun.",
    }
    answer = {
        "acceptance": "accepted_in_part",
        "force_action": "We publish \\* most of them.",
        "owner": "Head of Records",
        "target_date": "2027-06",
    }
    one, two = before["recommendations"]
    return {**before, "comments": [*before["comments"], comment], "recommendations": [one, {**two, "answer": answer}]}


def words_of(raw: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


# --- the form


def test_a_form_holds_the_report_and_nothing_that_is_the_offices_own(office: Path) -> None:
    form(office)
    words = words_of((office / "form.docx").read_bytes())
    assert "Invented report on records" in words
    assert "15 November 2026" in words
    assert [word for word in ("secret", "Jo Sample", "the hard one", "x_office") if word in words] == []
    form(office, "--for", "office")
    assert "secret plan" in words_of((office / "form.docx").read_bytes())


def test_a_form_is_the_same_each_time_and_every_control_has_its_own_tag(office: Path) -> None:
    made = form(office)
    first = (office / "form.docx").read_bytes()
    form(office)
    assert (office / "form.docx").read_bytes() == first
    tags = [one.get(f"{W}val") for one in made.tree.iter(f"{W}tag")]
    assert len(tags) == len(set(tags)) == len(made.numbers) + 2  # the first line, and the section that repeats
    assert all(len(tag) <= 64 for tag in tags)  # Word's limit
    kinds = {name: len(list(made.tree.iter(f"{W}{name}"))) for name in ("dropDownList", "date", "richText", "text")}
    assert kinds == {"dropDownList": 4, "date": 4, "richText": 6, "text": 5}


def test_a_form_of_a_report_needs_no_draft_and_makes_one_when_it_comes_back(office: Path) -> None:
    out = office / "new.docx"
    report = "digital-forensics-2022"
    done = run(office, "form", report, "--body", "norfolk-pcc", "--out", str(out))
    assert done.exit_code == 0, done.stderr
    filled = Filled(out.read_bytes())
    filled.type("recommendations/1/number", "1").type("recommendations/1/text", "Do this.")
    filled.type("recommendations/1/answer/force_action", "We do.")
    assert bring_back(office, filled.saved()).exit_code == 0
    (path,) = (one for one in office.glob("drafts/norfolk/*.yaml") if STEM not in one.name)
    made = draft(office, path.relative_to(office).as_posix())
    assert made["inspections"][0]["id"] == report
    assert made["recommendations"] == [
        {"number": "1", "kind": "recommendation", "text": "Do this.", "answer": {"force_action": "We do."}}
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("norfolk-2026-09-21-record", f"Did you mean {ID}?"),
        ("records/norfolk/a.yaml", "is no draft"),
        ("drafts/norfolk/none.yaml", "There is no such file"),
        ("police", "Several reports have those words"),
        ("norfolk-2019-02-26-fixture", "is published. What comes later: opcc progress"),
    ],
)
def test_what_no_form_can_be_made_of_is_one_sentence(office: Path, name: str, sentence: str) -> None:
    project(office, {"2019-02-26-fixture.yaml": record()})
    named = str(office / name) if "/" in name else name
    done = run(office, "form", named, "--body", "norfolk-pcc", "--out", str(office / "form.docx"))
    assert (done.exit_code, done.stderr.count("\n"), (office / "form.docx").exists()) == (2, 1, False)
    assert sentence in done.stderr


# --- the way back


def test_a_form_that_nobody_filled_in_changes_nothing(office: Path) -> None:
    form(office)
    before = draft(office)
    assert bring_back(office, (office / "form.docx").read_bytes()).exit_code == 0
    assert draft(office) == before


@pytest.mark.parametrize("who", ["force", "office"])
def test_what_was_filled_in_comes_back_and_nothing_else(office: Path, who: str) -> None:
    before = draft(office)
    made = filled_in(office) if who == "force" else form(office, "--for", "office")
    wanted = expected(before)
    if who == "office":
        made.type("comments/2/text", "I welcome it.").type(
            "recommendations/2/answer/no_action_reason", "For the force."
        )
        wanted = json.loads(json.dumps(before))
        wanted["comments"][0]["text"] = "I welcome it."
        wanted["recommendations"][1]["answer"] = {"no_action_reason": "For the force."}
    done = bring_back(office, made.saved())
    assert (done.exit_code, done.stderr) == (0, "")
    assert draft(office) == wanted
    text = (office / f"drafts/norfolk/{STEM}.yaml").read_text(encoding="utf-8")
    assert "# the hard one" in text
    assert "# for the Commissioner only" in text
    again = bring_back(office, made.saved())
    assert again.exit_code == 0
    assert draft(office) == wanted


@pytest.mark.slow
@needs_writer
def test_libreoffice_saves_a_form_that_comes_back_whole(office: Path, tmp_path: Path) -> None:
    before = draft(office)
    filled = tmp_path / "filled.docx"
    filled.write_bytes(filled_in(office).saved())
    (tmp_path / "saved").mkdir()
    saved = converted(filled, "docx:MS Word 2007 XML", tmp_path / "saved")
    done = bring_back(office, saved.read_bytes())
    assert done.exit_code == 0, done.stderr
    assert draft(office) == expected(before)
    assert "0 under “Not placed”" in done.stdout


def test_a_form_is_read_in_a_process_of_its_own(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = draft(office)
    monkeypatch.setattr(batch, "Sandbox", Sandbox)
    assert bring_back(office, filled_in(office).saved()).exit_code == 0
    assert draft(office) == expected(before)


def test_a_dry_run_writes_nothing(office: Path) -> None:
    before = (office / f"drafts/norfolk/{STEM}.yaml").read_bytes()
    done = bring_back(office, filled_in(office).saved(), "--dry-run")
    assert (done.exit_code, "Head of Records" in done.stdout) == (0, True)
    assert (office / f"drafts/norfolk/{STEM}.yaml").read_bytes() == before


def test_a_tick_says_that_it_was_done_before_unless_another_answer_is_chosen(office: Path) -> None:
    made = form(office).tick("recommendations/1/answer/already_done").tick("recommendations/2/answer/already_done")
    done = bring_back(office, made.saved())
    one, two = draft(office)["recommendations"]
    assert (one["answer"]["acceptance"], two["answer"]["acceptance"]) == ("accepted", "already_done")
    assert "The form also ticks that it was done before the report" in done.stdout


def test_text_outside_the_boxes_is_kept_and_counted(office: Path) -> None:
    made = form(office).typed_outside("See our reply of May.").type("anything_else", "Thank you for the time.")
    done = bring_back(office, made.saved())
    (section,) = draft(office)["document"]["sections"]
    assert section["heading"] == "Not placed"
    assert section["text"] == "Thank you for the time.\n\nSee our reply of May."
    assert "10 under “Not placed”" in done.stdout
    assert run(office, "publish", str(office / f"drafts/norfolk/{STEM}.yaml")).exit_code == 1


def test_rows_that_were_added_are_recommendations_with_a_question(office: Path) -> None:
    made = form(office)
    item = made.press_plus()
    made.type("recommendations/3/number", "3").type("recommendations/3/text", "Delete old records.")
    made.type("recommendations/3/number", "4", around=item).type("recommendations/3/text", "Tell us.", around=item)
    made.type("recommendations/3/answer/owner", "The Clerk", around=item)
    done = bring_back(office, made.saved())
    assert done.stdout.count("This was added in the form.") == 2
    assert " 0 under “Not placed”" in done.stdout  # the labels of what Word has copied are the form's own
    *_, three, four = draft(office)["recommendations"]
    assert three == {"number": "3", "kind": "recommendation", "text": "Delete old records."}
    assert four == {"number": "4", "kind": "recommendation", "text": "Tell us.", "answer": {"owner": "The Clerk"}}


def test_a_form_that_is_sent_back_twice_adds_nothing_the_second_time(office: Path) -> None:
    made = form(office).typed_outside("Yes").type("recommendations/2/answer/owner", "The Clerk")
    table = next(made.control("recommendations/2/answer/owner").iterancestors(f"{W}tbl"))
    twin = copy.deepcopy(table)
    table.addnext(twin)
    made.type("recommendations/2/answer/owner", "Nobody", around=twin)
    item = made.press_plus()
    made.type("recommendations/3/number", "3").type("recommendations/3/text", "Delete old records.")
    made.type("recommendations/3/text", "Tell us. Yesterday.", around=item)
    assert bring_back(office, made.saved()).exit_code == 0
    before = draft(office)
    assert len(before["recommendations"]) == 5
    assert bring_back(office, made.saved()).exit_code == 0
    assert draft(office) == before
    made.type("recommendations/3/answer/owner", "The Records Officer")
    assert bring_back(office, made.saved()).exit_code == 0
    added = next(one for one in draft(office)["recommendations"] if one.get("number") == "3")
    assert added["answer"] == {"owner": "The Records Officer"}


def test_a_recommendation_that_is_added_under_a_number_of_another_is_no_answer_to_that(office: Path) -> None:
    made = form(office).type("recommendations/3/number", "2").type("recommendations/3/answer/owner", "The Clerk")
    done = bring_back(office, made.saved())
    _, two, added = draft(office)["recommendations"]
    assert ("answer" not in two, added["answer"]) == (True, {"owner": "The Clerk"})
    assert '"2" is the number of the one on line' in done.stdout


def test_what_two_versions_of_a_form_say_is_kept_with_its_box(office: Path) -> None:
    first = form(office).type("recommendations/2/answer/acceptance", "Accepted").type("comments/1/text", "Yesterday.")
    bring_back(office, first.saved())
    second = first.type("recommendations/2/answer/acceptance", "Not accepted").type("comments/1/text", "Yes", "No")
    done = bring_back(office, second.saved())
    assert "The form says “Not accepted”, and the draft was changed too." in done.stdout
    assert draft(office)["document"]["sections"][0]["text"] == (
        "Chief officer, Comments:\n\nYes\n\nNo\n\nRecommendation 2, Is it accepted?: Not accepted"
    )


def test_a_value_is_quoted_as_the_form_prints_it(office: Path) -> None:
    done = bring_back(office, filled_in(office).saved())
    assert "date: Printed from “2 November 2026”." in done.stdout
    assert "acceptance: Printed from “Accepted in part”." in done.stdout


def test_a_row_that_was_copied_is_a_recommendation_to_ask_about(office: Path) -> None:
    made = form(office)
    table = next(made.control("recommendations/2/answer/owner").iterancestors(f"{W}tbl"))
    twin = copy.deepcopy(table)
    table.addnext(twin)
    made.type("recommendations/2/answer/owner", "First").type("recommendations/2/answer/owner", "Second", around=twin)
    bring_back(office, made.saved())
    _, two, three = draft(office)["recommendations"]
    assert (two["answer"]["owner"], three["answer"]["owner"]) == ("First", "Second")


def test_where_the_draft_was_changed_too_both_texts_are_kept(office: Path) -> None:
    made = form(office).type("recommendations/1/answer/owner", "The Chief").type("recommendations/2/answer/owner", "B")
    path = office / f"drafts/norfolk/{STEM}.yaml"
    text = path.read_text(encoding="utf-8").replace("owner: Deputy Chief Constable", "owner: Head of Records")
    path.write_text(text.replace("A secret plan.", "Another plan."), encoding="utf-8")
    done = bring_back(office, made.saved())
    one, two = draft(office)["recommendations"]
    assert (one["answer"]["owner"], one["answer"]["body_action"]) == ("Head of Records", "Another plan.")
    assert two["answer"] == {"owner": "B"}
    assert "The form says “The Chief”, and the draft was changed too." in done.stdout
    assert draft(office)["document"]["sections"][0]["text"] == (
        "Recommendation 1, Who is responsible (a post): The Chief"
    )


def test_bold_that_a_word_processor_lost_stays(office: Path) -> None:
    path = office / f"drafts/norfolk/{STEM}.yaml"
    path.write_text(DRAFT.replace("We train all.", "We **train** all."), encoding="utf-8")
    before = draft(office)
    raw = form(office).saved()
    bold = b"<w:b/>"
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    assert bold in parts["word/document.xml"]
    parts["word/document.xml"] = parts["word/document.xml"].replace(bold, b"")
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    assert bring_back(office, plain.getvalue()).exit_code == 0
    assert draft(office) == before


def test_a_recommendation_that_the_draft_has_no_more_leaves_its_words(office: Path) -> None:
    made = form(office).type("recommendations/2/answer/force_action", "We publish them.")
    path = office / f"drafts/norfolk/{STEM}.yaml"
    path.write_text(path.read_text("utf-8").replace('number: "2"', 'number: "5"').replace("Publish the", "Burn the"))
    bring_back(office, made.saved())
    assert "We publish them." in draft(office)["document"]["sections"][0]["text"]


def test_what_is_not_understood_is_asked_and_kept(office: Path) -> None:
    made = form(office).type("recommendations/2/answer/target_date", "when we can")
    done = bring_back(office, made.saved())
    assert "The form says “when we can” here, which is not understood." in done.stdout
    assert "when we can" in draft(office)["document"]["sections"][0]["text"]
    assert "answer" not in draft(office)["recommendations"][1]


# --- forms that somebody damaged


def test_a_box_that_was_deleted_leaves_the_drafts_words(office: Path) -> None:
    before = draft(office)
    done = bring_back(office, form(office).delete("recommendations/1/answer/owner").saved())
    assert "The box “Recommendation 1, Who is responsible (a post)” was deleted." in done.stdout
    assert draft(office) == before


def test_a_tag_of_another_field_or_of_none_is_named_and_the_label_counts(office: Path) -> None:
    made = form(office).type("recommendations/2/answer/owner", "The Clerk")
    tag = made.control("recommendations/2/answer/owner").find(f"{W}sdtPr/{W}tag")
    tag.set(f"{W}val", "opcc:999999:owner")
    done = bring_back(office, made.saved())
    assert "A box has the tag opcc:999999:owner, which this form has not." in done.stdout
    assert draft(office)["recommendations"][1]["answer"] == {"owner": "The Clerk"}


def test_locked_words_that_were_changed_are_kept_as_text_without_a_place(office: Path) -> None:
    made = form(office)
    for text in made.tree.iter(f"{W}t"):
        text.text = (text.text or "").replace("Publish the records.", "Burn the records.")
    bring_back(office, made.saved())
    assert draft(office)["recommendations"][1]["text"] == "Publish the records."
    assert draft(office)["document"]["sections"][0]["text"] == "Burn the records."


def test_the_form_of_a_published_response_is_not_taken_in(office: Path) -> None:
    made = filled_in(office).saved()
    path = office / f"drafts/norfolk/{STEM}.yaml"
    (office / "records/norfolk").mkdir(exist_ok=True)
    path.rename(office / f"records/norfolk/{STEM}.yaml")
    done = bring_back(office, made)
    assert (done.exit_code, "which is published" in done.stderr) == (1, True)


def carried(raw: bytes, change: Any) -> bytes:
    """Change what a form carries."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = next(name for name in parts if name.startswith("customXml/item") and b"places" in parts[name])
    root = etree.fromstring(parts[name])
    block = json.loads(root.text)
    change(block)
    root.text = json.dumps(block)
    parts[name] = etree.tostring(root)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return made.getvalue()


def _set(*keys: Any, value: Any) -> Any:
    def change(block: Any) -> None:
        for key in keys[:-1]:
            block = block[key]
        block[keys[-1]] = value

    return change


HOSTILE = {
    "another version": (_set("form", value="9"), "It is a form of version 9"),
    "a path for an id": (_set("record", "id", value="../../x"), "can't be used"),
    "no force": (_set("record", "force", value="nowhere"), "can't be used"),
    "no record": (_set("record", value=[]), "can't be used"),
    "places of nothing": (_set("places", value=[{}]), "damaged"),
    "a list for a text": (_set("record", "recommendations", 0, "text", value=[1]), "can't be used"),
    "recommendations that are none": (_set("record", "recommendations", value="x"), "can't be used"),
    "very many places": (_set("places", value=[{"at": ["a"]}] * 30_000), "damaged"),
    "another place": (_set("places", 0, "at", value=["force"]), ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_form_that_carries_something_else_is_one_sentence(office: Path, name: str) -> None:
    change, sentence = HOSTILE[name]
    form(office)
    before = (office / f"drafts/norfolk/{STEM}.yaml").read_bytes()
    done = bring_back(office, carried((office / "form.docx").read_bytes(), change))
    assert sentence in done.stderr
    assert "Traceback" not in done.output
    assert not sentence or (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert not sentence or (office / f"drafts/norfolk/{STEM}.yaml").read_bytes() == before
    assert draft(office)["force"] == "norfolk"


def test_a_doctype_fetches_and_expands_nothing(office: Path) -> None:
    made = form(office)
    (office / "secret.txt").write_text("top secret", encoding="utf-8")
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE d [<!ENTITY b0 "ha"><!ENTITY x SYSTEM "{(office / "secret.txt").as_uri()}">{bomb}]>'
    made.type("comments/1/text", "ENTITIES")
    raw = made.saved()
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts[MAIN] = head.encode() + parts[MAIN].replace(b"ENTITIES", b"&x;&b11;")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    done = bring_back(office, out.getvalue())
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "The Word document is damaged" in done.stderr
    assert (office / f"drafts/norfolk/{STEM}.yaml").read_text(encoding="utf-8") == DRAFT


def test_a_form_whose_boxes_are_gone_is_read_as_other_documents_are(office: Path) -> None:
    text = f"Response form 1.0 · {ID} · 1a2b3c4d\n\nNorfolk Police and Crime Commissioner\n\nI welcome the report.\n"
    (office / "form.txt").write_text(text, encoding="utf-8")
    done = run(office, "import", str(office / "form.txt"), "--body", "norfolk-pcc", "--dry-run")
    assert f"It is the form of {ID}, but its boxes are gone." in done.stdout
    assert "Ask for the Word file (.docx): from that, each answer goes to its place." in done.stdout
