"""What comes after publication at the desk: progress, a slip, a correction, an update and a withdrawal."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import read_file
from tests.desks import OWN, Officer, inputs_of
from tests.projects import record

STEM = "2026-02-01-custody"
HOLDING = "2026-03-01-vetting-holding"
HERE, STATEMENT = f"/records/norfolk/{STEM}", f"/records/norfolk/{HOLDING}"
RECORD = record(
    STEM,
    inspections="\n  - id: custody\n    title: Custody\n    published: 2026-02-01",
    dates="\n  published: 2026-03-20",
    comments="\n  - kind: policing_body\n    author: Alex Exampel\n    text: I will pay for 3 courses.\n"
    "  - kind: chief_officer\n    text: So do we.",
    recommendations="""
  - number: "1"
    kind: recommendation
    text: Train all officers.
    answer:
      acceptance: accepted
      body_action: I will ask for a report.
      target_date: 2026-10
    progress:
      # from the letter of August
      - date: 2026-08-01
        status: not_started
  - number: 2(a)
    kind: recommendation
    text: Keep records.
    answer:
      acceptance: not_accepted
      no_action_reason: It is for others.""",
    distribution="\n  - recipient: hmicfrs\n    sent: true\n    sent_on: 2026-03-21",
)
PROGRESS = {"status": ["in_progress"], "by": ["force"], "note": ["Half are trained."]}


@pytest.fixture
def officer(tmp_path: Path) -> Officer:
    """An office with a full response and a holding statement, both published."""
    officer = Officer(tmp_path / "project")
    (officer.root / "records/norfolk").mkdir()
    (officer.root / f"records/norfolk/{STEM}.yaml").write_text(RECORD, encoding="utf-8")
    inspections = "\n  - id: vetting\n    title: Vetting\n    published: 2026-03-01"
    text = record(HOLDING, stage="holding", inspections=inspections, dates="\n  published: 2026-03-20")
    (officer.root / f"records/norfolk/{HOLDING}.yaml").write_text(text, encoding="utf-8")
    return officer


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def data(officer: Officer, address: str) -> dict[str, Any]:
    document = read_file(officer.root / f"{address[1:]}.yaml", address)
    assert document.problems == ()
    return document.data or {}


def changes_on(page: str) -> list[str]:
    part = page.partition("What will change</h2>")[2].partition("</ul>")[0]
    return [unescape(one) for one in re.findall(r'<li class="kept">(.*?)</li>', part, re.DOTALL)]


def act(officer: Officer, address: str, **posted: list[str]) -> Any:
    """Fill in the form of an act, look at what will change, and do it."""
    shown = officer.post(address, officer.inputs(address) | posted | {"do": ["preview"]}, 200)
    return officer.post(address, inputs_of(shown.text) | {"do": ["do"]})


def test_a_finding_in_the_list_of_progress_is_named_by_its_kind_and_a_printed_number(officer: Officer) -> None:
    file = officer.root / f"records/norfolk/{STEM}.yaml"
    first = '  - number: "1"\n    kind: recommendation\n'
    file.write_text(RECORD.replace(first, "  - kind: area_for_improvement\n"), encoding="utf-8")
    page = text_of(officer.get(f"{HERE}/progress"))
    assert "Area for improvement without a number (1 of 2 in the list) Train all officers." in page
    assert "Recommendation 2(a) Keep records." in page


def test_the_desk_shows_the_newest_progress_that_says_how_far_it_is(officer: Officer) -> None:
    told = "        status: not_started\n"
    done = told.replace("not_started", "reported_complete")
    text = RECORD.replace(told, f"{done}      - date: 2026-09-01\n        status: unknown\n")
    (officer.root / f"records/norfolk/{STEM}.yaml").write_text(text, encoding="utf-8")
    assert "Last recorded: Reported complete, 1 August 2026" in text_of(officer.get(f"{HERE}/progress"))
    assert "Reported complete, 1 August 2026" in text_of(officer.get(f"{HERE}/progress/1"))


STANDING = {
    "promised": ("acceptance: accepted", "", "Promised by October 2026. No progress is recorded yet. Open"),
    "moved": (
        "acceptance: accepted",
        "    progress:\n      - date: 2026-08-01\n        status: in_progress\n        revised_target_date: 2027-02\n",
        "Promised by February 2027. Last recorded: In progress, 1 August 2026. Open",
    ),
    "complete": (
        "acceptance: accepted",
        "    progress:\n      - date: 2026-08-01\n        status: reported_complete\n",
        "Promised by October 2026. Last recorded: Reported complete, 1 August 2026. Closed",
    ),
    "refused, with a date": ("acceptance: not_accepted", "", "No progress is recorded yet. Not accepted"),
    "done before": ("acceptance: already_done", "", "No progress is recorded yet. Already done"),
}


@pytest.mark.parametrize(("acceptance", "progress", "said"), STANDING.values(), ids=STANDING)
def test_a_finding_is_open_only_where_something_is_to_come(
    officer: Officer, acceptance: str, progress: str, said: str
) -> None:
    before, _, after = RECORD.partition("    progress:\n")
    text = before.replace("acceptance: accepted", acceptance) + progress + after.partition("status: not_started\n")[2]
    (officer.root / f"records/norfolk/{STEM}.yaml").write_text(text, encoding="utf-8")
    assert f"Recommendation 1 Train all officers. {said} Recommendation 2(a)" in text_of(
        officer.get(f"{HERE}/progress")
    )
    shown = text_of(officer.get(f"{HERE}/progress/1"))
    assert ("Promised by" in shown) == ("Promised by" in said)


def test_a_finding_that_nobody_answered_is_not_open_and_one_answered_with_another_stands_as_that(
    officer: Officer,
) -> None:
    with_first = RECORD.replace("Keep records.\n", 'Keep records.\n    answered_with: "1"\n')
    with_first = (
        with_first.partition("    answered_with")[0]
        + '    answered_with: "1"\ndistribution:'
        + (with_first.partition("distribution:")[2])
    )
    file = officer.root / f"records/norfolk/{STEM}.yaml"
    file.write_text(with_first, encoding="utf-8")
    page = text_of(officer.get(f"{HERE}/progress"))
    assert "Keep records. Promised by October 2026. No progress is recorded yet. Open" in page
    file.write_text(with_first.replace('    answered_with: "1"\n', ""), encoding="utf-8")
    assert "Keep records. No progress is recorded yet. The desk" in text_of(officer.get(f"{HERE}/progress"))


def test_progress_is_shown_first_and_is_one_entry(officer: Officer) -> None:
    page = officer.get(f"{HERE}/progress")
    assert "Recommendation 1 Train all officers. Promised by October 2026. Last recorded: Not started" in text_of(page)
    before, form = data(officer, HERE), f"{HERE}/progress/1"
    shown = officer.post(form, officer.inputs(form) | PROGRESS | {"do": ["preview"]}, 200)
    assert changes_on(shown.text) == ['recommendation 1, progress 2026-11-26: "in_progress" was added.']
    assert data(officer, HERE) == before
    answer = officer.post(form, inputs_of(shown.text) | {"do": ["next"]})
    assert answer.headers["location"] == f"{HERE}/progress"  # the other one was refused: nothing is to come
    entry = {"date": "2026-11-26", "status": "in_progress", "note": "Half are trained.", "reported_by": "force"}
    before["recommendations"][0]["progress"].append(entry)
    assert data(officer, HERE) == before
    assert "# from the letter of August" in (officer.root / f"{HERE[1:]}.yaml").read_text(encoding="utf-8")
    assert validate(officer.desk.project).errors == 0


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"by": ["force"]}, "Say how it stands."),
        ({"status": ["in_progress"]}, "Say whose word it is."),
        (PROGRESS | {"on-m": ["13"]}, "Write it in numbers"),
        (PROGRESS | {"on-y": ["2027"]}, "in the future"),
        (PROGRESS | {"revised-d": ["x"]}, "New target date (optional) Write it in numbers"),
        (PROGRESS | {"evidence": ["my desk"]}, "is not a web address"),
        (PROGRESS | {"status": ["verified_closed_by_inspectorate"]}, "Only the inspectorate closes"),
        (PROGRESS | {"status": ["nonsense"]}, "There is no status"),
    ],
)
def test_what_is_no_note_is_refused_and_what_was_typed_stays(
    officer: Officer, posted: dict[str, list[str]], said: str
) -> None:
    form, before = f"{HERE}/progress/1", data(officer, HERE)
    for do in ("preview", "do"):
        page = officer.post(form, officer.inputs(form) | {"note": ["Typed."]} | posted | {"do": [do]}, 422).text
        assert said in text_of(page)
        assert posted.get("note", ["Typed."])[0] in page
    assert data(officer, HERE) == before


def test_what_somebody_changed_meanwhile_is_looked_at_first(officer: Officer) -> None:
    form = f"{HERE}/progress/1"
    shown = officer.post(form, officer.inputs(form) | PROGRESS | {"do": ["preview"]}, 200)
    act(officer, f"{HERE}/progress/2-a", status=["superseded"], by=["policing_body"])
    again = officer.post(form, inputs_of(shown.text) | {"do": ["do"]}, 409)
    assert "Somebody has changed this response" in again.text
    assert len(data(officer, HERE)["recommendations"][0]["progress"]) == 1
    officer.post(form, inputs_of(again.text) | {"do": ["do"]})
    assert len(data(officer, HERE)["recommendations"][0]["progress"]) == 2


def test_a_slip_is_put_right_in_the_form_of_its_part(officer: Officer) -> None:
    before, form = data(officer, HERE), f"{HERE}/slip/comments/policing_body"
    assert form in officer.get(f"{HERE}/slip")
    shown = officer.post(form, officer.inputs(form) | {"author": ["Alex Example"], "do": ["preview"]}, 200)
    (sentence,) = changes_on(shown.text)
    assert sentence.startswith('comment policing_body: author: "Alex Exampel" is now "Alex Example".')
    assert data(officer, HERE) == before
    assert officer.post(form, inputs_of(shown.text) | {"do": ["do"]}).headers["location"] == HERE
    before["comments"][0]["author"] = "Alex Example"
    assert data(officer, HERE) == before
    assert "says that already" in officer.post(form, officer.inputs(form) | {"do": ["do"]}, 422).text


def test_what_is_no_slip_becomes_a_correction_with_what_was_typed(officer: Officer) -> None:
    before, form = data(officer, HERE), f"{HERE}/slip/comments/policing_body"
    typed = {"text": ["I will pay for 4 courses."]}
    page = officer.post(form, officer.inputs(form) | typed | {"do": ["do"]}, 422)
    assert "It is no slip." in text_of(page.text)
    fields = inputs_of(page.text)
    assert "Say why it is corrected." in officer.post(form, fields | {"do": ["correct"]}, 422).text
    answer = officer.post(form, fields | {"reason": ["It was 4."], "do": ["correct"]})
    draft = f"/drafts/norfolk/{STEM}-correction"
    assert answer.headers["location"] == draft
    made = data(officer, draft)
    assert (made["note"], made["comments"][0]["text"]) == ("It was 4.", "I will pay for 4 courses.")
    assert data(officer, HERE) == before
    assert "Put right in it what is wrong" in officer.get(draft)
    page = officer.get(f"{draft}/publish")
    assert (
        'comment policing_body: text: "I will pay for 3 courses." is now "I will pay for 4 courses."'
        in text_of(page).partition("What the correction changes")[2]
    )
    officer.post(f"{draft}/publish", inputs_of(page) | {"when": ["today"], "approved": ["yes"]})
    assert f'<a href="/records/norfolk/{STEM}-correction">' in officer.get(HERE)
    answer = officer.browser.get(f"{HERE}/withdraw")
    assert (answer.status_code, f"was replaced by norfolk-{STEM}-correction" in answer.text) == (422, True)


def test_a_correction_is_begun_once_and_with_a_reason(officer: Officer) -> None:
    form = f"{HERE}/correct"
    fields = officer.inputs(form) | {"do": ["do"]}
    assert "Say why it is corrected." in officer.post(form, fields, 422).text
    officer.post(form, fields | {"reason": ["It was 4."]})
    assert "A correction was begun already" in officer.post(form, fields | {"reason": ["It was 4."]}, 422).text


@pytest.mark.parametrize(
    ("address", "stem", "stage", "relation"),
    [(STATEMENT, "2026-03-01-vetting", "full", "replaces"), (HERE, f"{STEM}-update", "update", "follows")],
)
def test_a_statement_is_replaced_by_the_full_response_and_a_response_is_followed_by_an_update(
    officer: Officer, address: str, stem: str, stage: str, relation: str
) -> None:
    form = f"{address}/succeed"
    answer = officer.post(form, officer.inputs(form) | {"do": ["do"]})
    assert answer.headers["location"] == f"/drafts/norfolk/{stem}"
    made = data(officer, answer.headers["location"])
    assert (made["stage"], made["related"]) == (
        stage,
        [{"id": f"norfolk-{address.rpartition('/')[2]}", "relation": relation}],
    )
    assert "begun already" in officer.post(form, officer.inputs(form) | {"do": ["do"]}, 422).text


def test_a_withdrawal_says_why_and_takes_the_text_out_unless_it_is_kept(officer: Officer) -> None:
    form, before = f"{HERE}/withdraw", data(officer, HERE)
    assert "Say why it is withdrawn." in officer.post(form, officer.inputs(form) | {"do": ["preview"]}, 422).text
    fields = officer.inputs(form) | {"reason": ["It named a person."], "do": ["preview"]}
    shown = officer.post(form, fields, 200).text
    assert "Withdrawn on 2026-11-26: It named a person." in changes_on(shown)
    assert "Older versions keep the text" in shown
    assert data(officer, HERE) == before
    act(officer, form, reason=["It named a person."])
    after = data(officer, HERE)
    assert after["withdrawal"] == {"withdrawn_on": "2026-11-26", "reason": "It named a person."}
    assert not {"comments", "recommendations"} & set(after)
    page = officer.get(HERE)
    assert "Withdrawn." in page
    assert "What comes later" not in page
    answer = officer.browser.get(f"{HERE}/progress/1")
    assert (answer.status_code, "was withdrawn on 2026-11-26" in answer.text) == (422, True)
    act(officer, f"{STATEMENT}/withdraw", reason=["It was wrong."], text=["keep"])
    assert data(officer, STATEMENT)["comments"] == [{"kind": "policing_body", "text": "Invented text."}]


ACTS = ("progress/1", "slip/comments/policing_body", "correct", "succeed", "withdraw")


@pytest.mark.parametrize("name", ACTS)
def test_another_site_can_post_none_of_the_acts(officer: Officer, name: str) -> None:
    before = data(officer, HERE)
    fields = officer.inputs(f"{HERE}/{name}") | PROGRESS | {"reason": ["Forged."], "do": ["do"]}
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {}):
        assert officer.browser.post(f"{HERE}/{name}", data=fields, headers=headers).status_code == 403
    answer = officer.browser.post(f"{HERE}/{name}", data=fields | {"token": "0" * 64}, headers={"origin": OWN})
    assert answer.status_code == 403
    assert data(officer, HERE) == before
    assert list((officer.root / "drafts/norfolk").iterdir()) == []


@pytest.mark.parametrize(
    "address",
    [f"{HERE}/progress/9", f"{HERE}/slip/nothing", f"{HERE}/slip/comments/policing_body/2", f"{HERE}x/correct"],
)
def test_what_is_not_there_has_no_page(officer: Officer, address: str) -> None:
    assert officer.browser.get(address).status_code == 404
