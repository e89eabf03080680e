"""Drafts: what is told of them, what makes one unfit to be published, and where they are never seen.

Every text is invented. The two records below were in records/ of an office that took opcc's own form for a response.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from opcc_opendata.cli import opcc
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.rules import RULES, Record, apply, register_of
from opcc_opendata.rules.unfinished import FORM_WORDS
from opcc_opendata.schema import load_standard
from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import read_bytes
from tests.projects import project, record

FIXTURES = Path(__file__).parent / "records" / "drafts"
STANDARD = load_standard(packaged_standard())
WRITTEN_HERE = "\n  origin: record"
OF_A_DOCUMENT = "\n  origin: document"
PUBLISHED = "\n  published: 2019-04-01"


def run(folder: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(opcc, [*arguments, "--project", str(folder)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def said(text: str, source: str = WRITTEN_HERE, key: str = "text") -> list[Problem]:
    """Give what the rule on placeholders says of a text in a published record."""
    words = json.dumps(text, ensure_ascii=False)
    comments = f"\n  - kind: policing_body\n    {key}: {words}\n    form: separate_document"
    document = read_bytes(record(source=source, dates=PUBLISHED, comments=comments).encode(), "records/norfolk/a.yaml")
    assert document.problems == ()
    assert STANDARD.check(document) == []
    found = apply(RULES, Record(document, register_of(STANDARD), ("norfolk", "2019-02-26-fixture.yaml")))
    return [problem for problem in found if problem.code == "R290"]


# --- placeholders


@pytest.mark.parametrize(
    "text",
    [
        *FORM_WORDS,
        "[What the body says.] I welcome it.",
        "I welcome it.\n\n[insert the commissioner's view]",
        "I welcome it, and [ADD DATE] I shall say more.",
        "I welcome it. [To be confirmed]",
        "Work began.\n\n[More to come]\n\nIt goes on.",
        "**[Name of the Chief Constable]**",
        "- one\n- two\n\n[text of the third]",
        "<What the body says>",
        "<insert text here>",
        "Dear <your name>",
        "<name>",
        "<!-- the words of the commissioner -->",
        "TODO",
        "TODO: write this",
        "I welcome it. TODO ask Jane",
        "todo: ask Jane",
        "FIXME",
        "TBC",
        "tbc.",
        "T.B.C.",
        "To be confirmed",
        "To follow",
        "xxx",
        "XXXX",
        "Placeholder text",
        "Insert text here",
        "Lorem ipsum dolor sit amet, consectetur",
        "Click or tap here to enter text.",
        "Cliciwch neu dapiwch yma i roi testun.",
        "{{ policing_body_comments }}",
        "{comments of the body}",
        "...",
        "…",
        "-",
        "???",
        "____________",
        "**",
        "\ue0003\ue001I welcome it.\ue002",
    ],
)
def test_a_placeholder(text: str) -> None:
    (problem,) = said(text)
    assert problem.severity is Severity.ERROR
    assert problem.message.endswith(" is a placeholder.")
    assert problem.pointer == "/comments/0/text"


@pytest.mark.parametrize(
    "text",
    [
        "I welcome it [sic].",
        "[sic]",
        "[redacted]",
        "[E-mail address removed]",
        "[No comments were received.]",
        "[Signed] Invented Name",
        "[Signed on behalf of the Commissioner]",
        "[1] The first note.",
        "[2019]",
        "The victim, [name], told us on [date].",
        "[Recommendation 1](#recommendation-1)",
        "See [the report](https://example.org/) and [add your voice](https://example.org/voice).",
        "- [x] done\n- [ ] open",
        "It says \\[insert name\\] on the form that we were sent.",
        "\\[What the body says.\\]",
        "<https://example.org/a>",
        "Write to <enquiries@norfolk-pcc.gov.uk>.",
        "Less than £5 < £10 > £2",
        "one<br>two",
        "<br>",
        "The TODOS system was replaced.",
        "The date is to be confirmed by the force.",
        "To be confirmed by March: the date.",
        "The report went to the XXX team.",
        "I welcome it…",
        "Yes",
        "Do",
        "ŵ",
        "42",
        "The force enters text here and there.",
        "The form said lorem ipsum.",
    ],
)
@pytest.mark.parametrize("source", [WRITTEN_HERE, OF_A_DOCUMENT])
def test_words_that_are_no_placeholder(text: str, source: str) -> None:
    assert said(text, source) == []


@pytest.mark.parametrize("text", ["[Statement by the Commissioner]", "TBC", "To follow", "<Invented name>", "xxx"])
def test_a_published_document_may_say_what_would_be_a_placeholder_here(text: str) -> None:
    assert said(text, OF_A_DOCUMENT) == []
    assert len(said(text)) == 1


@pytest.mark.parametrize("text", ["[insert name]", "<insert name>", "TODO", "{{ name }}", "[What the body says.]", "…"])
def test_what_nobody_can_mean_is_a_placeholder_in_a_published_document_too(text: str) -> None:
    assert len(said(text, OF_A_DOCUMENT)) == 1


@pytest.mark.parametrize("key", ["author", "role"])
def test_placeholders_in_names(key: str) -> None:
    for text in ("[name]", "TBC", "<name>", "..."):
        assert [problem.pointer for problem in said(text, key=key)] == [f"/comments/0/{key}"]
    assert said("Invented Name [acting]", key=key) == []


EVERYWHERE = {
    "title": "title: TBC\n",
    "inspections/0/key_findings": "inspections:\n  - id: invented-report\n    title: Invented report\n"
    "    published: 2019-02-26\n    key_findings: '[The findings.]'\n",
    "comments/0/text/cy": "comments:\n  - kind: policing_body\n    text:\n      en: I welcome it.\n"
    "      cy: '[Cymraeg]'\n",
    "recommendations/0/text": "recommendations:\n  - kind: recommendation\n    text: xxx\n",
    "recommendations/0/answer/body_action": "recommendations:\n  - kind: recommendation\n    answer:\n"
    "      body_action: To be confirmed\n",
    "recommendations/0/answer/no_action_reason": "recommendations:\n  - kind: recommendation\n    answer:\n"
    "      no_action_reason: …\n",
    "recommendations/0/progress/0/note": "recommendations:\n  - kind: recommendation\n    progress:\n"
    "      - date: 2019-05-01\n        status: in_progress\n        note: '[insert note]'\n",
    "distribution/0/name": "distribution:\n  - recipient: other\n    name: '[insert name]'\n    sent: false\n",
    "document/sections/0/heading": "document:\n  sections:\n    - part: other\n      heading: Not placed\n"
    "      text: Invented words.\n",
    "note": "note: 'TODO: ask Jane'\n",
}


@pytest.mark.parametrize("pointer", EVERYWHERE)
def test_placeholders_are_found_wherever_they_stand(tmp_path: Path, pointer: str) -> None:
    key = EVERYWHERE[pointer].partition(":")[0]
    parts = record(source=WRITTEN_HERE, dates=PUBLISHED).splitlines(keepends=True)
    whole = "".join(parts).replace("comments: \n", "comments:\n")
    lines = [line for line in whole.splitlines(keepends=True) if not line.startswith(f"{key}:")]
    if key in ("inspections", "comments"):
        start = whole.index(f"{key}:")
        end = next((n for n in range(start + 1, len(whole)) if whole[n - 1] == "\n" and whole[n] != " "), len(whole))
        lines = [whole[:start], whole[end:]]
    where = project(tmp_path, {"2019-02-26-fixture.yaml": "".join(lines) + EVERYWHERE[pointer]})
    found = [problem for problem in validate(where).problems if problem.severity is Severity.ERROR]
    assert [(problem.code, problem.pointer) for problem in found] == [("R290", f"/{pointer}")], found


def test_the_line_of_a_placeholder_inside_a_long_text(tmp_path: Path) -> None:
    text = record(source=WRITTEN_HERE, dates=PUBLISHED).replace(
        "    text: Invented text.", "    text: |-\n      I welcome it.\n\n      And [add the date] I say more."
    )
    line = next(n for n, words in enumerate(text.splitlines(), 1) if "[add" in words)
    found = validate(project(tmp_path, {"2019-02-26-fixture.yaml": text})).problems
    assert [(one.line, one.column) for one in found if one.code == "R290"] == [(line, 11)]


# --- what an earlier version, or a careless hand, left in records/


@pytest.mark.parametrize("name", ["begun-response", "placeholders"])
def test_what_was_on_the_site_as_a_full_response_is_an_error_now(tmp_path: Path, name: str) -> None:
    text = (FIXTURES / f"{name}.yaml").read_text(encoding="utf-8")
    place = "2026-10-20-report-n.yaml"
    where = project(tmp_path, {place: text})
    errors = [problem for problem in validate(where).problems if problem.severity is Severity.ERROR]
    expected = {"begun-response": ["R292", "R293"], "placeholders": ["R290"] * 9}
    assert [problem.code for problem in errors] == expected[name]
    assert run(tmp_path, "build").exit_code == 1
    assert not where.database.exists()
    # As a draft it is only unfinished.
    (tmp_path / "drafts" / "norfolk").mkdir(parents=True)
    (tmp_path / "records" / "norfolk" / place).rename(tmp_path / "drafts" / "norfolk" / place)
    report = validate(where, [tmp_path / "drafts"])
    assert report.errors == 0
    assert validate(where).files == 0


def test_how_to_move_a_response_that_was_begun_in_records(tmp_path: Path) -> None:
    text = (FIXTURES / "begun-response.yaml").read_text(encoding="utf-8")
    project(tmp_path, {"2026-10-20-report-n.yaml": text})
    done = run(tmp_path, "validate")
    line = next(n for n, words in enumerate(text.splitlines(), 1) if "origin: record" in words)
    assert f"records/norfolk/2026-10-20-report-n.yaml:{line}:" in done.stdout
    assert "If it is not published, move the file to drafts/norfolk/2026-10-20-report-n.yaml" in done.stdout
    assert "write the day under dates, as published: " in done.stdout


@pytest.mark.parametrize(
    ("changes", "is_error"),
    [
        ({"source": WRITTEN_HERE}, True),
        ({"source": WRITTEN_HERE, "dates": "\n  letter: 2019-04-01"}, True),
        ({"source": WRITTEN_HERE, "dates": PUBLISHED}, False),
        ({"source": WRITTEN_HERE, "withdrawal": "\n  withdrawn_on: 2020-01-01\n  reason: Invented."}, False),
        ({"source": OF_A_DOCUMENT}, False),
        ({}, False),
    ],
)
def test_a_record_without_a_day_of_publication(tmp_path: Path, changes: dict[str, str], is_error: bool) -> None:
    where = project(tmp_path, {"2019-02-26-fixture.yaml": record(**changes)})
    codes = [problem.code for problem in validate(where).problems if problem.severity is Severity.ERROR]
    assert codes == (["R293"] if is_error else [])


# --- what is told of drafts


def drafts(folder: Path, **files: str) -> Path:
    (folder / "records").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / "drafts" / "norfolk" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


UNFINISHED = {
    "R001": re.sub(r"title: .*\n", "", record("2019-02-26-a"), count=1),
    "R016": record("2019-02-26-a", title='""'),
    "R019": record("2019-02-26-a", recommendations="[]"),
    "R024": record("2019-02-26-a", distribution="\n  - recipient: other\n    sent: false"),
    "R130": record("2019-02-26-a", dates="\n  letter:"),
    "R290": record("2019-02-26-a", source=WRITTEN_HERE, title='"[title]"'),
    "R291": record("2019-02-26-a") + "# Guessed from “words of the document”.\nnote: Invented.\n",
    "R292": record("2019-02-26-a", comments="\n  - kind: policing_body"),
    "R310": record("2019-02-26-a", attachments="\n  - id: letter\n    title: A letter\n    file: letter.pdf"),
}


@pytest.mark.parametrize("code", UNFINISHED)
def test_what_is_still_to_do_is_a_warning_in_a_draft_and_an_error_in_a_record(tmp_path: Path, code: str) -> None:
    drafts(tmp_path, **{"2019-02-26-a": UNFINISHED[code]})
    done = run(tmp_path, "validate", str(tmp_path / "drafts"))
    assert done.exit_code == 0, done.stdout
    assert f": warning {code} " in done.stdout
    assert " error " not in done.stdout
    assert "1 draft checked: " in done.stdout
    project(tmp_path, {"2019-02-26-a.yaml": UNFINISHED[code]})
    done = run(tmp_path, "validate")
    assert done.exit_code == 1
    assert f": error {code} " in done.stdout


def test_a_draft_is_asked_for_no_date_and_no_copies_and_contradictions_stay_errors(tmp_path: Path) -> None:
    drafts(tmp_path, **{"2019-02-26-a": record("2019-02-26-a", dates="\n  letter: 2019-01-01", source=WRITTEN_HERE)})
    report = validate(project_at(tmp_path), [tmp_path / "drafts"])
    assert {problem.code for problem in report.problems if problem.severity is Severity.ERROR} == {"R220"}
    assert {"R401", "R407", "R293"}.isdisjoint(problem.code for problem in report.problems)
    elsewhere = tmp_path / "elsewhere" / "a.yaml"
    elsewhere.parent.mkdir()
    elsewhere.write_text(record("2019-02-26-a"), encoding="utf-8")
    found = {problem.code for problem in validate(project_at(tmp_path), [elsewhere]).problems}
    assert {"R401", "R407"} <= found, "a file elsewhere is checked as if it were published"


def test_a_draft_has_a_place_and_an_id_of_its_own(tmp_path: Path) -> None:
    where = project(tmp_path, {"2019-02-26-a.yaml": record("2019-02-26-a")})
    drafts(tmp_path, **{"2019-02-26-a": record("2019-02-26-a"), "2019-02-26-b": record("2019-02-26-c")})
    found = [str(problem) for problem in validate(where, [tmp_path / "drafts"]).problems if problem.severity == "error"]
    assert [problem.partition(":")[0] for problem in found] == [
        "drafts/norfolk/2019-02-26-a.yaml",
        "drafts/norfolk/2019-02-26-b.yaml",
    ]
    assert "R301 id: norfolk-2019-02-26-a is the id of 2 records: drafts/" in found[0]
    assert "R201 id: norfolk-2019-02-26-c disagrees with the file's place" in found[1]
    assert [problem for problem in validate(where).problems if problem.severity is Severity.ERROR] == []


def test_a_draft_may_follow_another_draft_and_a_record_may_not(tmp_path: Path) -> None:
    follows = "\n  - id: norfolk-2019-02-26-a\n    relation: follows"
    drafts(
        tmp_path, **{"2019-02-26-a": record("2019-02-26-a"), "2019-02-26-b": record("2019-02-26-b", related=follows)}
    )
    where = project_at(tmp_path)
    assert validate(where, [tmp_path / "drafts/norfolk/2019-02-26-b.yaml"]).errors == 0
    project(tmp_path, {"2019-02-26-c.yaml": record("2019-02-26-c", related=follows)})
    assert {problem.code for problem in validate(where).problems if problem.severity == "error"} == {"R302"}


def test_records_are_checked_by_themselves_and_drafts_when_named(tmp_path: Path) -> None:
    project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    drafts(tmp_path, **{"2019-02-26-a": record("2019-02-26-a"), "2019-02-26-b": "id: [\n"})
    assert "1 record checked: " in run(tmp_path, "validate").stdout
    assert run(tmp_path, "validate").exit_code == 0
    done = run(tmp_path, "validate", str(tmp_path / "drafts"))
    assert (done.exit_code, "2 drafts checked: " in done.stdout) == (1, True), "a draft that can't be read is an error"
    done = run(tmp_path, "validate", str(tmp_path / "records"), str(tmp_path / "drafts"))
    assert "3 files checked: " in done.stdout


def test_where_nothing_is_published_yet_validate_names_the_drafts(tmp_path: Path) -> None:
    drafts(tmp_path, **{"2019-02-26-a": record("2019-02-26-a")})
    done = run(tmp_path, "validate")
    assert done.stdout == "No records were found to check.\n"
    assert done.stderr == "1 draft in drafts/ was not checked. To check it: opcc validate drafts\n"
