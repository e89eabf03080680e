"""`opcc progress`, `correct`, `succeed`, `withdraw`: what becomes of a published response. Every text is invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from opcc_opendata import calendars
from opcc_opendata.amendments import NotAmendedError, Records, withdraw, write
from opcc_opendata.cli import opcc
from opcc_opendata.files import writing_alone
from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.schema import load_standard
from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import read_file
from tests.projects import project, record

TODAY = date(2026, 11, 26)
STEM = "2026-02-01-custody"
ID = f"norfolk-{STEM}"
HOLDING = "2026-03-01-vetting-holding"
COMMENTS = (
    "\n  - kind: policing_body\n    author: Alex Exampel\n    text: I will pay for 3 courses.\n"
    "  - kind: chief_officer\n    text: So do we."
)
COMMENTS_LINE = "comments:\n  - kind: policing_body\n    text: Yes.\n"
RECOMMENDATIONS = """
  # asked for again by the panel
  - number: "1"
    kind: recommendation
    text: Train all officers.
    answer:
      acceptance: accepted
      body_action: I will ask for a report.
      target_date: 2026-10
    progress:
      # from the meeting in May
      - date: 2026-05-01
        status: not_started
      # from the letter of August
      - date: 2026-08-01
        status: in_progress
    x_panel: 7
  - number: 2(a)
    kind: recommendation
    text: Keep records.
    answer:
      acceptance: not_accepted
      no_action_reason: It is for others."""
RECORD = record(
    STEM,
    inspections="\n  - id: custody\n    title: Custody\n    published: 2026-02-01",
    dates="\n  published: 2026-03-20",
    comments=COMMENTS,
    recommendations=RECOMMENDATIONS,
    distribution="\n  - recipient: hmicfrs\n    sent: true\n    sent_on: 2026-03-21",
    attachments="\n  - id: letter\n    title: Letter\n    file: letter.pdf",
    source="\n  # written by us\n  origin: record",
    x_office="kept",
)
STATEMENT = record(
    HOLDING,
    stage="holding",
    inspections="\n  - id: vetting\n    title: Vetting\n    published: 2026-03-01\n    inspected: 2025-11",
    dates="\n  published: 2026-03-20",
    distribution="\n  - recipient: home_secretary\n    sent: false",
)


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendars, "today", lambda: TODAY)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A project with a full response and a holding statement, both published."""
    project(tmp_path, {f"{STEM}.yaml": RECORD, f"{HOLDING}.yaml": STATEMENT})
    (tmp_path / "records/norfolk/letter.pdf").write_bytes(b"%PDF-1.4 invented")
    assert validate(project_at(tmp_path)).errors == 0
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    done = CliRunner().invoke(opcc, [*words, "--project", str(folder)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def data(folder: Path, path: str) -> dict[str, Any]:
    document = read_file(folder / path, path)
    assert document.problems == ()
    return document.data or {}


def state(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "opcc.db.cache"
    }


def of(folder: Path) -> dict[str, Any]:
    return data(folder, f"records/norfolk/{STEM}.yaml")


def test_progress_is_one_entry_and_nothing_else_changes(office: Path) -> None:
    before = of(office)
    words = ("progress", ID, "1", "--status", "reported_complete", "--by", "force", "--note", "All are trained.")
    tried = run(office, *words, "--dry-run")
    assert of(office) == before
    done = run(office, *words)
    sentence = f'  {ID}: recommendation 1, progress 2026-11-26: "reported_complete" was added.\n'
    assert (done.exit_code, done.stdout) == (0, f"records/norfolk/{STEM}.yaml is changed:\n{sentence}")
    assert tried.stdout == f"records/norfolk/{STEM}.yaml would be changed:\n{sentence}"
    entry = {"date": "2026-11-26", "status": "reported_complete", "note": "All are trained.", "reported_by": "force"}
    before["recommendations"][0]["progress"].append(entry)
    assert of(office) == before
    text = (office / f"records/norfolk/{STEM}.yaml").read_text(encoding="utf-8")
    for comment in ("# asked for again by the panel", "# from the meeting in May", "# written by us"):
        assert text.count(comment) == 1
    assert run(office, "fmt", "--check", str(office / f"records/norfolk/{STEM}.yaml")).exit_code == 0
    assert validate(project_at(office)).errors == 0


def test_progress_of_an_earlier_day_stands_before_and_the_notes_stay_with_their_entries(office: Path) -> None:
    done = run(office, "progress", ID, "1", "--status", "in_progress", "--on", "2026-06-15", "--revised", "2027-01")
    assert "It stands before the entry of 1 August 2026" in done.stdout
    entries = of(office)["recommendations"][0]["progress"]
    assert [one["date"] for one in entries] == ["2026-05-01", "2026-06-15", "2026-08-01"]
    assert entries[1]["revised_target_date"] == "2027-01"
    text = (office / f"records/norfolk/{STEM}.yaml").read_text(encoding="utf-8")
    assert "# from the letter of August\n      - date: 2026-08-01" in text


def test_who_does_not_know_how_far_it_is_is_told_what_counts(office: Path) -> None:
    done = run(office, "progress", ID, "1", "--status", "unknown", "--on", "2026-09-15")
    assert 'what the entry of 1 August 2026 says, "In progress"' in done.stdout
    # An earlier day that comes before nothing but that entry is the newest that says how far it is.
    done = run(office, "progress", ID, "1", "--status", "reported_complete", "--by", "force", "--on", "2026-09-01")
    assert "says how it stands now" not in done.stdout
    assert [one["date"] for one in of(office)["recommendations"][0]["progress"]][2:] == ["2026-09-01", "2026-09-15"]


def test_a_recommendation_is_found_by_its_number_or_its_key(office: Path) -> None:
    for name in ("2(a)", "2-a"):
        assert run(office, "progress", ID, name, "--status", "unknown", "--dry-run").exit_code == 0


def test_the_file_can_be_named_in_place_of_the_id(office: Path) -> None:
    path = str(office / f"records/norfolk/{STEM}.yaml")
    assert run(office, "progress", path, "1", "--status", "unknown").exit_code == 0


PROGRESS = ("progress", ID, "1", "--status", "in_progress")
WITHDRAW = ("withdraw", ID, "--reason", "It named a person.")
REFUSED = [
    (("progress", "norfolk-2026-02-01-custdy", "1", "--status", "unknown"), f"Did you mean {ID}?"),
    (("progress", "records/norfolk/nothing.yaml", "1", "--status", "unknown"), "is no published record"),
    (("progress", ID, "3", "--status", "unknown"), f"{ID} has no recommendation 3. There are: 1, 2-a."),
    (("progress", f"norfolk-{HOLDING}", "1", "--status", "unknown"), "holds no recommendation"),
    (("progress", ID, "1", "--status", "done"), 'There is no status "done". Choose one of not_started, in_progress'),
    ((*PROGRESS, "--by", "nobody"), 'There is no reporter "nobody"'),
    ((*PROGRESS, "--on", "2026-11-27"), "2026-11-27 is in the future"),
    ((*PROGRESS, "--on", "26/11/2026"), "Write it as 2026-11-26."),
    ((*PROGRESS, "--on", "2026-08-01"), "says that already"),
    (
        (*PROGRESS, "--revised", "soon"),
        'The revised target date: "soon" is not a date. Write year-month-day, as in 2019-02-26.',
    ),
    (("progress", ID, "1", "--status", "verified_closed_by_inspectorate"), "Only the inspectorate closes"),
    (("withdraw", ID, "--reason", " \n"), "The reason is empty. Readers will see it"),
    ((*WITHDRAW, "--on", "2027-01-01"), "in the future"),
    ((*WITHDRAW, "--on", "2026-11"), 'The day of the withdrawal: "2026-11" is not a date.'),
    (("correct", ID, "--reason", ""), "The reason for the correction is empty"),
    (("correct", ID), "Say why it is corrected: --reason TEXT."),
    (("correct", ID, "--slip"), "Say what is put right"),
    (("correct", ID, "--slip", "--set", "title"), '"title" has no =.'),
    (("correct", ID, "--slip", "--set", "comments/9/author=A"), "there is no comments/9 in the record"),
    (("correct", ID, "--slip", "--set", "comments=A"), "comments is no single value"),
    (("correct", ID, "--slip", "--set", "note="), "note is not in the record"),
    (("correct", ID, "--slip", "--set", "../title=A"), "names no place"),
    (("correct", ID, "--slip", "--set", "distribution/1/sent=no"), "is true or false"),
    (("correct", ID, "--slip", "--set", "id=norfolk-other"), "id never changes"),
    (("correct", ID, "--slip", "--set", "recommendations/1/answer/acceptance=noted"), "is no slip"),
    (("correct", ID, "--slip", "--set", "recommendations/1/answer/target_date=2026-12"), "is no slip"),
    (("correct", ID, "--slip", "--set", "recommendations/1/answer/owner=The Chief"), "is no slip"),
    (("correct", ID, "--slip", "--set", "comments/1/text=I will pay for 4 courses."), "is no slip"),
    (("correct", ID, "--slip", "--set", "dates/published=2026-03-19"), "is no slip"),
    # What was done after publication has a command of its own, which changes the record and replaces no response.
    (
        ("correct", f"norfolk-{HOLDING}", "--slip", "--set", "distribution/1/sent=true"),
        f"no slip. Write that down with: opcc mark-sent norfolk-{HOLDING} --to home_secretary, and --on DATE",
    ),
    (
        ("correct", ID, "--slip", "--set", "distribution/1/sent_on=2026-03-22"),
        f"no slip. Write that down with: opcc mark-sent {ID} --to hmicfrs --on DATE, and --force if another",
    ),
    (
        ("correct", ID, "--slip", "--set", "recommendations/1/progress/2/status=reported_complete"),
        f"no slip. Add an entry, which says how it stands now: opcc progress {ID} 1 --status CODE.",
    ),
    # A look-alike: no command says that a copy was not sent after all.
    (
        ("correct", ID, "--slip", "--set", "distribution/1/sent=false"),
        f"changes what the response says, and is no slip. Publish it as a correction: opcc correct {ID} --reason TEXT",
    ),
    # A correction says by itself why it was made, and when it is published: nothing that was asked for is lost.
    (("correct", ID, "--reason", "A.", "--set", "note=B"), "note: that of a correction says why it was made"),
    (("correct", ID, "--reason", "A.", "--set", "dates/published=2026-03-21"), "dates/published: a correction has its"),
    (("correct", ID, "--reason", "A.", "--set", "stage=update"), "stage: a correction has its own"),
    (("succeed", f"norfolk-{HOLDING}", "--update"), "is a holding statement, so the full response comes next"),
    (("succeed", ID), f"{ID} is no holding statement; its stage is: full response."),
    (("succeed", ID), f"to correct it: opcc correct {ID} --reason TEXT"),
]


@pytest.mark.parametrize(("words", "sentence"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_what_can_not_be_done_is_one_sentence_and_changes_nothing(
    office: Path, words: tuple[str, ...], sentence: str
) -> None:
    before = state(office)
    done = run(office, *words)
    assert sentence in " ".join(done.stderr.split()), done.stderr
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert state(office) == before


def test_a_result_that_breaks_the_standard_is_not_written(office: Path) -> None:
    before = state(office)
    done = run(office, *PROGRESS, "--evidence", "my desk")
    assert done.exit_code == 1
    assert "R010" in done.stderr or "evidence_url" in done.stderr
    assert done.stderr.endswith("stays as it is. 1 error would be in it.\n")
    assert state(office) == before


def test_a_draft_is_not_changed_by_what_comes_after_publication(office: Path) -> None:
    path = office / "drafts/norfolk/2026-04-01-a.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(record("2026-04-01-a"), encoding="utf-8")
    for name in ("norfolk-2026-04-01-a", str(path)):
        done = run(office, "withdraw", name, "--reason", "It was wrong.")
        assert (done.exit_code, "drafts/norfolk/2026-04-01-a.yaml is a draft" in done.stderr) == (2, True)


def test_a_withdrawn_response_keeps_its_record_and_is_withdrawn_once(office: Path) -> None:
    before = of(office)
    done = run(office, *WITHDRAW, "--on", "2026-11-20")
    assert f"{ID}: Withdrawn on 2026-11-20: It named a person." in done.stdout
    assert of(office) == before | {"withdrawal": {"withdrawn_on": "2026-11-20", "reason": "It named a person."}}
    for words in (WITHDRAW, PROGRESS, ("correct", ID, "--reason", "It was wrong.")):
        again = run(office, *words)
        assert again.exit_code == 2
        assert f"{ID} was withdrawn" in again.stderr
        assert "2026-11-20" in again.stderr


def test_a_withdrawal_without_text_leaves_no_word_and_no_note_on_one(office: Path) -> None:
    done = run(office, *WITHDRAW, "--without-text")
    assert done.exit_code == 0
    left = (office / f"records/norfolk/{STEM}.yaml").read_text(encoding="utf-8")
    assert not [word for word in ("courses", "Train", "meeting", "panel", "Exampel") if word in left]
    assert "title: Custody" in left
    assert "records/norfolk/letter.pdf is still there. Delete it" in done.stdout
    report = validate(project_at(office))
    assert report.errors == 0
    # Nobody is asked for comments, answers or copies of what was taken back.
    assert [one.code for one in report.problems if STEM in one.path] == []


def test_withdrawal_before_publication_is_an_error_of_the_result(office: Path) -> None:
    done = run(office, *WITHDRAW, "--on", "2026-03-01")
    assert (done.exit_code, "R226" in done.stderr) == (1, True)
    assert "withdrawal" not in of(office)


def test_a_slip_is_put_right_in_the_record(office: Path) -> None:
    before = of(office)
    done = run(office, "correct", ID, "--slip", "--set", "comments/1/author=Alex Example")
    assert done.exit_code == 0
    assert 'comment policing_body: author: "Alex Exampel" is now "Alex Example".' in done.stdout
    before["comments"][0]["author"] = "Alex Example"
    assert of(office) == before


IN_TWO_LANGUAGES = """
  - kind: policing_body
    text:
      en: I will pay for 3 courses.
      cy: Byddaf yn talu am 3 chwrs.
  - kind: chief_officer
    text: So do we."""


@pytest.mark.parametrize("comments", ["", IN_TWO_LANGUAGES], ids=["one language", "two languages"])
def test_a_wrong_language_of_the_record_is_a_wrong_code_and_a_slip(office: Path, comments: str) -> None:
    """It says which language the texts are in that name none, and alters none of them."""
    path = office / f"records/norfolk/{STEM}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(COMMENTS, comments or COMMENTS), encoding="utf-8")
    before = of(office)
    done = run(office, "correct", ID, "--slip", "--set", "language=cy")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.count("is now") == 1
    assert 'language: "en" is now "cy".' in done.stdout
    assert of(office) == before | {"language": "cy"}
    assert validate(project_at(office)).errors == 0


@pytest.mark.parametrize(
    "also",
    [
        "comments/1/text/en=I will pay for 4 courses.",  # a figure
        "comments/1/text/cy=",  # a translation that is taken out
        "comments/2/text=",
        "recommendations/1/answer/acceptance=noted",
    ],
)
@pytest.mark.parametrize("language", [(), ("--set", "language=cy")], ids=["alone", "with another language"])
def test_another_language_hides_nothing_that_is_no_slip(office: Path, also: str, language: tuple[str, ...]) -> None:
    path = office / f"records/norfolk/{STEM}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(COMMENTS, IN_TWO_LANGUAGES), encoding="utf-8")
    before = state(office)
    done = run(office, "correct", ID, "--slip", *language, "--set", also)
    assert (done.exit_code, "is no slip" in done.stderr) == (2, True), done.stdout
    assert state(office) == before


def test_a_correction_is_a_draft_that_replaces_the_response_once_it_is_published(office: Path) -> None:
    old = state(office)
    done = run(office, "correct", ID, "--reason", "It was 4.", "--set", "comments/1/text=I will pay for 4 courses.")
    draft = f"drafts/norfolk/{STEM}-correction.yaml"
    assert done.exit_code == 0
    assert '"I will pay for 3 courses." is now "I will pay for 4 courses."' in done.stdout
    made = data(office, draft)
    assert (made["id"], made["stage"], made["note"]) == (f"{ID}-correction", "correction", "It was 4.")
    assert made["related"] == [{"id": ID, "relation": "replaces"}]
    assert made["distribution"] == [{"recipient": "hmicfrs", "sent": False}]
    assert "dates" not in made
    assert (made["x_office"], made["recommendations"]) == ("kept", of(office)["recommendations"])
    assert "# asked for again by the panel" in (office / draft).read_text(encoding="utf-8")
    again = run(office, "correct", ID, "--reason", "It was 4.")
    assert f"A correction was begun already: {draft}." in again.stderr
    assert {name: text for name, text in state(office).items() if name in old} == old
    published = run(office, "publish", str(office / draft))
    assert published.exit_code == 0, published.stderr
    assert (office / "records/norfolk/letter-correction.pdf").read_bytes() == old["records/norfolk/letter.pdf"]
    assert validate(project_at(office)).errors == 0
    replaced = run(office, *PROGRESS)
    assert f"{ID} was replaced by {ID}-correction. Name that one instead." in replaced.stderr
    second = run(office, "correct", f"{ID}-correction", "--reason", "It was 5.")
    assert f"drafts/norfolk/{STEM}-correction-2.yaml is a draft." in second.stdout


def test_the_full_response_takes_the_place_of_a_holding_statement(office: Path) -> None:
    done = run(office, "succeed", f"norfolk-{HOLDING}")
    draft = "drafts/norfolk/2026-03-01-vetting.yaml"
    assert (done.exit_code, f"{draft} is a draft." in done.stdout) == (0, True)
    made = data(office, draft)
    assert made["related"] == [{"id": f"norfolk-{HOLDING}", "relation": "replaces"}]
    statement = data(office, f"records/norfolk/{HOLDING}.yaml")
    assert (made["stage"], made["inspections"]) == ("full", statement["inspections"])
    assert "The last lawful day to publish the response is 25 April 2026" in (office / draft).read_text("utf-8")
    assert "begun already" in run(office, "succeed", f"norfolk-{HOLDING}").stderr
    text = (office / draft).read_text(encoding="utf-8").replace("# comments:", f"{COMMENTS_LINE}#", 1)
    (office / draft).write_text(text, encoding="utf-8")
    assert run(office, "publish", str(office / draft)).exit_code == 0
    after = run(office, "succeed", f"norfolk-{HOLDING}")
    assert f"norfolk-{HOLDING} was succeeded already, by norfolk-2026-03-01-vetting." in after.stderr


def test_an_update_follows_a_response_that_stays_as_it_is(office: Path) -> None:
    done = run(office, "succeed", ID, "--update")
    draft = f"drafts/norfolk/{STEM}-update.yaml"
    assert (done.exit_code, f"{draft} is a draft." in done.stdout) == (0, True)
    made = data(office, draft)
    assert (made["stage"], made["related"]) == ("update", [{"id": ID, "relation": "follows"}])
    assert made["title"].startswith("Update to: ")
    assert made["inspections"] == of(office)["inspections"]
    assert not {"comments", "recommendations", "dates"} & set(made)
    assert f"An update was begun already: {draft}." in run(office, "succeed", ID, "--update").stderr
    text = (office / draft).read_text(encoding="utf-8").replace("# comments:", f"{COMMENTS_LINE}#", 1)
    (office / draft).write_text(text, encoding="utf-8")
    assert run(office, "publish", str(office / draft)).exit_code == 0
    assert run(office, *PROGRESS).exit_code == 0, "the response is not replaced"
    again = run(office, "succeed", f"{ID}-update", "--update")
    assert f"drafts/norfolk/{STEM}-update-2.yaml is a draft." in again.stdout


def test_what_changes_while_it_is_prepared_is_a_sentence(office: Path) -> None:
    where = project_at(office)
    records = Records(where, load_standard(packaged_standard()))
    record = records.find(ID)
    record.path.write_text(record.raw.decode().replace("kept", "changed"), encoding="utf-8")
    with pytest.raises(NotAmendedError, match="was changed while it was compared"):
        withdraw(record, "It named a person.", "2026-11-26", records, TODAY)


def test_of_two_acts_at_once_each_stands_or_is_refused(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opcc_opendata.files.writing.WAIT_TO_WRITE", 0.05)
    path = office / f"records/norfolk/{STEM}.yaml"
    before = path.read_bytes()
    mark = ("mark-sent", str(path), "--to", "chief_officer", "--on", "2026-11-20")
    with writing_alone(project_at(office).writing_lock):
        for arguments in (PROGRESS, WITHDRAW, mark):
            done = run(office, *arguments)
            assert (done.exit_code, done.stdout) == (2, "")
            assert "Another command is writing to this project. Try again when it has ended." in done.stderr
    assert path.read_bytes() == before
    assert [run(office, *arguments).exit_code for arguments in (PROGRESS, mark)] == [0, 0]
    assert len(of(office)["recommendations"][0]["progress"]) == 3
    assert any(one["recipient"] == "chief_officer" and one["sent"] for one in of(office)["distribution"])


def test_a_file_that_an_act_is_writing_is_not_put_in_order_nor_taken_from_a_workbook(
    office: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("opcc_opendata.files.writing.WAIT_TO_WRITE", 0.05)
    path, workbook = office / f"records/norfolk/{STEM}.yaml", tmp_path / "records.xlsx"
    path.write_text(path.read_text(encoding="utf-8").replace("text: Yes.", "text: 'Yes.'"), encoding="utf-8")
    assert run(office, "export", "--out", str(workbook)).exit_code == 0
    before = path.read_bytes()
    with writing_alone(project_at(office).writing_lock):
        done = run(office, "fmt", str(path))
        assert "is left as it is. Another command is writing to this project." in done.stderr
        assert run(office, "import", str(workbook)).exit_code == 2
        assert run(office, "import", str(workbook), "--dry-run").exit_code == 0
    assert path.read_bytes() == before
    assert run(office, "fmt", str(path)).exit_code == 0
    assert path.read_bytes() != before
    assert run(office, "import", str(workbook)).exit_code == 0


def test_what_somebody_changed_in_the_meantime_is_not_written_over(office: Path) -> None:
    where = project_at(office)
    records = Records(where, load_standard(packaged_standard()))
    prepared = withdraw(records.find(ID), "It named a person.", "2026-11-26", records, TODAY)
    path = office / f"records/norfolk/{STEM}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("kept", "changed"), encoding="utf-8")
    with pytest.raises(NotAmendedError, match="was changed by somebody else"):
        write(prepared, where)
    assert of(office)["x_office"] == "changed"
    assert "withdrawal" not in of(office)


def test_a_link_is_not_followed(office: Path) -> None:
    path = office / f"records/norfolk/{STEM}.yaml"
    target = office / "elsewhere.yaml"
    path.rename(target)
    path.symlink_to(target)
    done = run(office, "withdraw", str(path), "--reason", "It named a person.")
    assert done.exit_code == 2
    assert "link" in done.stderr


def test_a_copy_of_what_was_withdrawn_is_asked_for_no_more(office: Path) -> None:
    statement = f"norfolk-{HOLDING}"
    asked = f"When you have sent one, write it down: opcc mark-sent records/norfolk/{HOLDING}.yaml --to "
    assert asked in run(office, "send-list", statement).stdout
    assert run(office, "withdraw", statement, "--reason", "It named a person.").exit_code == 0
    told = run(office, "send-list", statement).stdout
    assert "opcc mark-sent" not in told
    assert told.endswith(
        "\nIt was withdrawn on 26 November 2026: send it to nobody any more, and tell those who had a copy.\n"
    )


def test_a_correction_that_was_stopped_after_its_files_were_copied_can_be_begun_again(office: Path) -> None:
    """A machine that stops leaves the copy of the letter, and no draft. Nobody has to find and delete it."""
    copy = office / "drafts/norfolk/letter-correction.pdf"
    copy.parent.mkdir(parents=True)
    copy.write_bytes((office / "records/norfolk/letter.pdf").read_bytes())
    done = run(office, "correct", ID, "--reason", "The answer was wrong.")
    assert (done.exit_code, done.stderr) == (0, "")
    assert (office / f"drafts/norfolk/{STEM}-correction.yaml").is_file()


def test_another_file_of_the_name_of_a_copy_is_not_written_over(office: Path) -> None:
    other = office / "drafts/norfolk/letter-correction.pdf"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"%PDF-1.4 of somebody else")
    done = run(office, "correct", ID, "--reason", "The answer was wrong.")
    assert done.exit_code == 2
    assert done.stderr.endswith("letter-correction.pdf is there already. Nothing was changed.\n"), done.stderr
    assert other.read_bytes() == b"%PDF-1.4 of somebody else"
