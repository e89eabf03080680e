"""Drafts: what is told of them, what makes one unfit to be published, and where they are never seen.

Every text is invented. The two records below were in records/ of an office that took opcc's own form for a response.
"""

from __future__ import annotations

import io
import json
import re
import time
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result

from opcc_opendata.cli import opcc
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.rules import RULES, RuleRecord, apply, register_of
from opcc_opendata.rules.unfinished import FORM_WORDS, placeholder
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
    found = apply(RULES, RuleRecord(document, register_of(STANDARD), ("norfolk", "2019-02-26-fixture.yaml")))
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


# --- what is made of a draft says so


MARK = "Draft: not published"
WHOLE = record(
    "2019-02-26-a",
    source=WRITTEN_HERE,
    title="Response to an invented report",
    comments="\n  - kind: policing_body\n    author: Invented Name\n    text: |-\n      I welcome it.\n\n"
    "      - one\n      - two",
    recommendations='\n  - number: "1"\n    kind: recommendation\n    text: Do it.\n    answer:\n'
    "      acceptance: accepted\n      body_action: We shall.",
    distribution="\n  - recipient: hmicfrs\n    sent: false",
)


def rendered(folder: Path, form: str, *options: str, place: str = "drafts") -> bytes:
    out = folder / f"made.{form}"
    arguments = [
        "render",
        str(folder / place / "norfolk/2019-02-26-a.yaml"),
        "--to",
        form,
        "--out",
        str(out),
        "--force",
    ]
    done = run(folder, *arguments, *options)
    assert done.exit_code == 0, done.output
    return out.read_bytes()


def both(folder: Path) -> Path:
    """A draft, and the same response published."""
    drafts(folder, **{"2019-02-26-a": WHOLE})
    project(folder, {"2019-02-26-a.yaml": WHOLE + "dates:\n  published: 2019-04-01\n"})
    return folder


@pytest.mark.parametrize("options", [[], ["--letter"], ["--language", "cy"]])
def test_a_web_page_and_markdown_of_a_draft(tmp_path: Path, options: list[str]) -> None:
    both(tmp_path)
    assert rendered(tmp_path, "md", *options).decode().partition("---\n\n")[2].startswith(f"**{MARK}**\n\n")
    page = rendered(tmp_path, "html", *options).decode()
    assert f"<title>{MARK}: " in page
    assert page.index(MARK, page.index("<main>")) < page.index("<h1>")
    assert MARK not in rendered(tmp_path, "md", *options, place="records").decode()
    assert MARK not in rendered(tmp_path, "html", *options, place="records").decode()


def test_a_pdf_of_a_draft_says_so_on_each_page(tmp_path: Path) -> None:
    import pypdf

    both(tmp_path)
    long = WHOLE.replace("I welcome it.", "I welcome it.\n\n" + "      Invented words, and more of them.\n\n" * 60)
    drafts(tmp_path, **{"2019-02-26-a": long})
    pages = pypdf.PdfReader(io.BytesIO(rendered(tmp_path, "pdf"))).pages
    assert len(pages) > 2
    assert all(MARK in page.extract_text() for page in pages)
    pages = pypdf.PdfReader(io.BytesIO(rendered(tmp_path, "pdf", place="records"))).pages
    assert not any(MARK in page.extract_text() for page in pages)


def heads(document: Any) -> list[str]:
    return ["\n".join(p.text for p in section.header.paragraphs) for section in document.sections]


@pytest.mark.parametrize("text", ["{{ document }}", "{{ policing_body_comments }}"])
def test_a_word_document_of_a_draft_says_so_on_each_page_whatever_the_template(tmp_path: Path, text: str) -> None:
    both(tmp_path)
    plain = docx.Document(io.BytesIO(rendered(tmp_path, "docx")))
    assert plain.paragraphs[0].text == MARK
    assert all(MARK in head for head in heads(plain))
    template = docx.Document()
    template.add_paragraph("Published on {{ response_published }}, letter of {{ letter_date }}")
    for name in (text, "{{ recommendations }}", "{{ distribution }}", "{{ statutory_statement }}"):
        template.add_paragraph(name)
    template.sections[0].header.paragraphs[0].text = "An invented letterhead"
    second = template.add_section()
    second.different_first_page_header_footer = True
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "Another letterhead"
    template.save(str(tmp_path / "template.docx"))
    made = docx.Document(io.BytesIO(rendered(tmp_path, "docx", "--template", str(tmp_path / "template.docx"))))
    assert heads(made) == [f"An invented letterhead\n{MARK}", f"Another letterhead\n{MARK}"]
    assert made.paragraphs[0].text == "Published on [not published yet], letter of [not dated yet]"
    published = docx.Document(io.BytesIO(rendered(tmp_path, "docx", place="records")))
    assert MARK not in "\n".join([*heads(published), *(p.text for p in published.paragraphs)])


@pytest.mark.parametrize("form", ["docx", "html", "md"])
def test_a_document_of_a_draft_comes_back_as_that_draft(tmp_path: Path, form: str) -> None:
    both(tmp_path)
    rendered(tmp_path, form)
    done = run(tmp_path, "import", str(tmp_path / f"made.{form}"), "--force")
    assert done.exit_code == 0, done.output
    again = (tmp_path / "drafts/norfolk/2019-02-26-a.yaml").read_text(encoding="utf-8")
    assert read_bytes(again.encode(), "").data == read_bytes(WHOLE.encode(), "").data
    assert "To do:" not in again


def test_the_name_of_a_drafts_document_and_what_it_can_not_do_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert (
        "norfolk-2019-02-26-a-draft.docx would be"
        in run(tmp_path, "render", "drafts/norfolk/2019-02-26-a.yaml", "--dry-run").stdout
    )
    drafts(tmp_path, **{"2019-02-26-a": re.sub("title: .*\n", "", WHOLE, count=1)})
    done = run(tmp_path, "render", "drafts/norfolk/2019-02-26-a.yaml")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert re.search(r"drafts/norfolk/2019-02-26-a\.yaml, line [0-9]: title: this key is missing", done.stderr)
    placeholders = (FIXTURES / "placeholders.yaml").read_text(encoding="utf-8")
    drafts(tmp_path, **{"2026-10-20-report-n": placeholders})
    done = run(tmp_path, "render", "drafts/norfolk/2026-10-20-report-n.yaml", "--to", "md", "--out", "-")
    assert done.exit_code == 0
    assert "[What the body says.]" in done.stdout


# --- other commands


def test_what_is_sent_is_what_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both(tmp_path)
    monkeypatch.chdir(tmp_path)
    name = "drafts/norfolk/2019-02-26-a.yaml"
    before = Path(name).read_bytes()
    done = run(tmp_path, "mark-sent", name, "--to", "hmicfrs")
    assert (done.exit_code, Path(name).read_bytes()) == (2, before)
    assert f"{name} is a draft: what is sent is what is published. First: opcc publish {name}" in done.stderr
    done = run(tmp_path, "send-list", name)
    assert done.stdout.endswith(f"It is a draft, so nothing is to be sent yet. First: opcc publish {name}\n")
    assert "mark-sent" not in done.stdout


def test_drafts_are_not_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both(tmp_path)
    monkeypatch.chdir(tmp_path)
    for paths in (["drafts"], ["records", "drafts/norfolk/2019-02-26-a.yaml"]):
        done = run(tmp_path, "export", *paths)
        assert done.exit_code == 2
        assert "drafts/norfolk/2019-02-26-a.yaml is a draft, and drafts are not exported" in done.stderr
    assert not Path("responses.xlsx").exists()
    assert run(tmp_path, "export").stdout == "responses.xlsx is written: 1 response.\n"


def test_fmt_covers_drafts(tmp_path: Path) -> None:
    both(tmp_path)
    path = tmp_path / "drafts/norfolk/2019-02-26-a.yaml"
    path.write_text(WHOLE.replace("stage: full", "stage: 'full'"), encoding="utf-8")
    assert run(tmp_path, "fmt", "--check").exit_code == 1
    assert run(tmp_path, "fmt").exit_code == 0
    assert "stage: full\n" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["[", "<", "[insert ", "<insert ", "{{", "TODO", "[a\n", "<a\n", "[What", "*[", "[a]", "\ue000", ">", "_"]
)
def test_the_time_to_look_for_placeholders_grows_with_the_text_and_no_faster(text: str) -> None:
    """Ten times the text takes about ten times as long, and would take a hundred times if it grew with the square."""

    def seconds(size: int) -> float:
        comments = [{"kind": "policing_body", "text": text * (size // len(text)) + "x"}]
        document = read_bytes(record(source=WRITTEN_HERE, dates=PUBLISHED).encode(), "a.yaml")
        document.data = {**(document.data or {}), "comments": comments}
        one = RuleRecord(document, register_of(STANDARD), ("norfolk", "a.yaml"))
        best = 1e9
        for _ in range(3):
            start = time.process_time()
            list(placeholder(one))
            best = min(best, time.process_time() - start)
        return best

    assert seconds(400_000) < 30 * seconds(40_000) + 0.05


def test_a_day_still_to_come_is_an_error_in_a_record_and_a_warning_in_a_draft(tmp_path: Path) -> None:
    place = "2026-10-20-report-n.yaml"
    where = project(tmp_path, {place: record(place[:-5], dates="\n  letter: 2091-03-08")})
    (found,) = [problem for problem in validate(where).problems if problem.code == "R232"]
    assert found.severity is Severity.ERROR
    (tmp_path / "drafts" / "norfolk").mkdir(parents=True)
    (tmp_path / "records" / "norfolk" / place).rename(tmp_path / "drafts" / "norfolk" / place)
    (found,) = [problem for problem in validate(where, [tmp_path / "drafts"]).problems if problem.code == "R232"]
    assert found.severity is Severity.WARNING


def test_a_day_still_to_come_is_told_beside_what_breaks_the_schema(tmp_path: Path) -> None:
    place = "2026-10-20-report-n.yaml"
    where = project(tmp_path, {place: record(place[:-5], dates="\n  letter: 2091-03-08", language="enn")})
    assert {"R010", "R232"} <= {problem.code for problem in validate(where).problems}
