"""Where each value of a draft comes from: it lies beside the draft, opcc validate asks and opcc confirm answers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from opcc_opendata.cli import opcc
from opcc_opendata.files import NotWrittenError
from opcc_opendata.importers import intake
from opcc_opendata.provenance import place_name, resolve, side_file, value_sha256

DOCUMENT = """# Response to “Invented custody: a second look”

HMICFRS published its report on 4 May 2021.

## Comments

I welcome what the inspectors found, and I will follow it at my monthly board.

## Recommendations

| No. | Recommendation | PCC response | Response |
|---|---|---|---|
| 1 | By June 2022, forces should count. | I will ask for the figures. | The force has counted. |
| 2 | Forces should publish. | I will publish. | Under way. |
"""
DRAFT = "drafts/kent/2021-05-04-invented-custody-second-look.yaml"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "office"
    (folder / "records").mkdir(parents=True)
    (folder / "opcc.yml").write_text("policing_body: kent-pcc\n", encoding="utf-8")
    (folder / "response.md").write_text(DOCUMENT, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str, code: int = 0) -> Result:
    done = CliRunner().invoke(opcc, list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    assert done.exit_code == code, done.output
    return done


def entries(office: Path) -> dict[str, dict[str, Any]]:
    """The entries of the side file, by place as people count."""
    from opcc_opendata.yaml_reader import read_file

    data = read_file(office / DRAFT).data
    found = {}
    for row in json.loads(side_file(office / DRAFT).read_text(encoding="utf-8")):
        place = resolve(data, row["at"])
        if place is not None:
            assert value_sha256(place[1]) == row["value_sha256"]
            found[place_name(place[0])] = row
    return found


def test_each_value_has_its_source_beside_the_draft_and_the_draft_has_no_notes(office: Path) -> None:
    run("import", "response.md")
    found = entries(office)
    assert not re.search("# (Guessed|To do)", (office / DRAFT).read_text(encoding="utf-8"))
    assert found["recommendations/1/answer/body_action"]["state"] == "printed"
    assert found["recommendations/1/answer/body_action"]["source"]["quote"] == "PCC response"
    assert found["recommendations/1/answer/force_action"]["state"] == "guessed"
    assert "does not say whose action it is" in found["recommendations/1/answer/force_action"]["why"]
    assert found["inspections/1/published"]["state"] == "read"
    source = found["inspections/1/published"]["source"]
    assert (source["block"], source["start"]) == (2, 0)
    assert source["quote"].startswith("HMICFRS published its report on 4 May 2021")
    assert found["recommendations/1/time_limit"]["source"]["quote"] == "By June 2022"
    assert found["stage"]["state"] == "missing"
    assert found["policing_body"]["why"] == "It is the body of this project."


def test_an_answer_of_which_nobody_can_tell_whose_it_is_has_no_place_and_is_asked_about(office: Path) -> None:
    done = run("import", "response.md")
    text = (office / DRAFT).read_text(encoding="utf-8")
    assert text.count("force_action") == 1
    assert "**Response:** Under way." in text
    assert "“**Response:** Under way.” belongs to Recommendation 2" in done.output


def test_validate_says_what_is_open_each_at_its_line(office: Path) -> None:
    run("import", "response.md")
    run("validate", "drafts")  # what the result cache has kept is not all there is to say
    found = json.loads(run("validate", "drafts", "--format", "json").stdout)["problems"]
    lines = (office / DRAFT).read_text(encoding="utf-8").splitlines()
    one = next(one for one in found if one["message"].startswith("recommendations/1/answer/force_action: guessed:"))
    assert one["code"] == "R291"
    assert one["severity"] == "warning"
    assert lines[one["line"] - 1].strip() == "force_action: The force has counted."
    assert f"opcc confirm {DRAFT} recommendations/1/answer/force_action" in one["hint"]


def test_confirm_answers_one_question_after_the_other_and_keeps_who_and_when(office: Path) -> None:
    run("import", "response.md")
    before = run("confirm", DRAFT).output
    assert "recommendations/1/answer/force_action: guessed: The force has counted., from “Response”." in before
    run("confirm", DRAFT, "recommendations/1/answer/force_action", "--by", "Sam Sample")
    assert "recommendations/1/answer/force_action" not in run("confirm", DRAFT).output
    kept = entries(office)["recommendations/1/answer/force_action"]
    assert (kept["state"], kept["by"], len(kept["when"])) == ("confirmed", "Sam Sample", 10)
    run("confirm", DRAFT, "stage", "--not-said")
    assert entries(office)["stage"]["state"] == "not_said"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["recommendations/9/answer"], "Nothing is open at recommendations/9/answer"),
        (["stage"], "stage was not found, so there is nothing to confirm."),
        (["recommendations/1/answer/force_action", "--not-said"], "was guessed. If it is not right"),
    ],
)
def test_confirm_refuses_what_answers_nothing(office: Path, arguments: list[str], sentence: str) -> None:
    run("import", "response.md")
    before = side_file(office / DRAFT).read_bytes()
    assert sentence in run("confirm", DRAFT, *arguments, code=2).output
    assert side_file(office / DRAFT).read_bytes() == before


def test_confirm_wants_a_draft(office: Path) -> None:
    assert "There is no file drafts/none.yaml" in run("confirm", "drafts/none.yaml", code=2).output
    assert "is no draft of this project" in run("confirm", "response.md", code=2).output


def test_what_a_person_has_changed_is_the_persons(office: Path) -> None:
    run("import", "response.md")
    path = office / DRAFT
    path.write_text(
        path.read_text(encoding="utf-8").replace("The force has counted.", "It has counted twice."), "utf-8"
    )
    assert "recommendations/1/answer/force_action" not in run("confirm", DRAFT).output


def test_a_reading_stays_with_its_recommendation_when_that_is_moved(office: Path) -> None:
    run("import", "response.md")
    path = office / DRAFT
    text = path.read_text(encoding="utf-8")
    first = text.index('  - number: "1"')
    second = text.index('  - number: "2"')
    end = text.index("source:\n")
    path.write_text(text[:first] + text[second:end] + text[first:second] + text[end:], encoding="utf-8")
    assert "recommendations/2/answer/force_action: guessed" in run("confirm", DRAFT).output


def test_a_draft_is_published_only_when_every_question_has_an_answer(office: Path) -> None:
    run("import", "response.md")
    path = office / DRAFT
    text = path.read_text(encoding="utf-8")
    start = text.index("    - part: other\n      heading: Not placed\n")
    end = text.index("comments:\n")
    path.write_text(text[:start] + text[end:], encoding="utf-8")  # somebody has looked at it, and leaves it out
    done = run("publish", DRAFT, "--on", "2021-06-01", code=1)
    line = path.read_text(encoding="utf-8").splitlines().index("      force_action: The force has counted.") + 1
    assert f"{DRAFT}:{line}:" in done.output
    assert "error R291 recommendations/1/answer/force_action: guessed" in done.output
    assert not (office / DRAFT.replace("drafts", "records")).exists()
    for row in run("confirm", DRAFT).output.splitlines()[:-1]:
        place, _, rest = row.partition(": ")
        run("confirm", DRAFT, place, *([] if rest.startswith("guessed") else ["--not-said"]))
    run("publish", DRAFT, "--on", "2021-06-01")
    record = (office / DRAFT.replace("drafts", "records")).read_text(encoding="utf-8")
    assert "x_key" not in record
    assert side_file(office / DRAFT).is_file()  # who confirmed what, and when


@pytest.mark.parametrize(
    "text", ["{", "[3]", '[{"at": "stage", "value_sha256": "", "state": "guessed"}]', "[" * 100_000]
)
def test_a_damaged_side_file_is_named_and_stops_publication(office: Path, text: str) -> None:
    run("import", "response.md")
    side_file(office / DRAFT).write_text(text, encoding="utf-8")
    sentence = "2021-05-04-invented-custody-second-look.desk/reading.json is damaged"
    assert sentence in run("validate", "drafts").output
    assert sentence in run("confirm", DRAFT, code=2).output
    assert sentence in run("publish", DRAFT, code=1).output


def test_without_a_word_for_it_no_value_stands_for_a_fact(office: Path) -> None:
    (office / "bare.md").write_text("Invented: I welcome this report on cells and will say more in May.\n", "utf-8")
    run("import", "bare.md")
    text = next((office / "drafts/kent").glob("undated-*.yaml")).read_text(encoding="utf-8")
    assert "stage: not_stated" in text
    assert "published" not in text
    assert "acceptance" not in text


class _KilledError(BaseException):
    """What a power cut is to the program."""


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("at", range(3))
def test_an_import_that_is_killed_leaves_no_draft_without_its_questions(
    office: Path, monkeypatch: pytest.MonkeyPatch, at: int, again: bool
) -> None:
    """A guess that nobody is asked about would be published as a fact."""
    words = ["import", "response.md", *(["--force"] if again else [])]
    if again:
        run("import", "response.md", code=0)
        assert "R291" in run("validate", "drafts").stdout
    written: list[Path] = []
    original = intake.write_file

    def killed(path: Path, *content: Any, **options: Any) -> None:
        if len(written) == at:
            raise _KilledError
        written.append(path)
        original(path, *content, **options)

    with monkeypatch.context() as patched:
        patched.setattr(intake, "write_file", killed)
        with pytest.raises(_KilledError):
            CliRunner().invoke(opcc, words)
    if (office / DRAFT).exists():
        assert "R291" in run("validate", "drafts").stdout
        assert run("publish", DRAFT, code=1)
    else:
        run("import", "response.md")  # nothing that was left is in the way
    assert "R291" in run("validate", "drafts").stdout


def test_where_the_disk_is_full_the_questions_of_the_draft_that_stays_are_as_they_were(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", "response.md")
    side = side_file(office / DRAFT)
    before = side.read_bytes()
    (office / "response.md").write_text(DOCUMENT.replace("Under way.", "Done."), encoding="utf-8")
    original = intake.write_file

    def full(path: Path, *content: Any, **options: Any) -> None:
        if path.suffix == ".yaml":
            raise NotWrittenError(f"{path} can't be written: no space left on device.")
        original(path, *content, **options)

    monkeypatch.setattr(intake, "write_file", full)
    assert "no space left on device" in run("import", "response.md", "--force", code=1).output
    assert side.read_bytes() == before
