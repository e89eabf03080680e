"""Mistakes that people make in a pull request: each has one message, at its line, that says what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from projects import project, record

from opcc_opendata.cli import opcc
from opcc_opendata.problem_codes import all_codes
from opcc_opendata.problems import Problem
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import read_bytes
from opcc_opendata.yaml_writer import canonical

MISTAKES = Path(__file__).parent / "records/mistakes"
KEEP = 'If it is part of the text, put straight quotes (") round the whole text.'

EXPECTED = {
    "a-date-order": (
        *(19, 11, "letter: 2024-02-18 is before the report, which was published on 2024-03-05."),
        "Check both dates against the documents.",
    ),
    "b-force": (
        *(5, 8, 'force: "norflok" is not in the list of forces.'),
        'Did you mean norfolk? To see the 43 codes, run "opcc explain force".',
    ),
    "c-duplicate-id": (
        *(2, 5),
        "id: norfolk-2024-03-05-d-no-answer is the id of 2 records: "
        "records/norfolk/2024-03-05-c-duplicate-id.yaml:2, records/norfolk/2024-03-05-d-no-answer.yaml:2.",
        "Write norfolk-2024-03-05-c-duplicate-id here, which the file's place gives.",
    ),
    "d-no-answer": (
        *(40, 5, "recommendations: recommendation 2 has no answer."),
        "Add answer, and in it acceptance and body_action or no_action_reason, if the document has them. If it is "
        "answered together with another, add answered_with and the number of that one.",
    ),
    "e-missing-key": (
        *(5, 1, "policing_body: this key is missing (Local policing body)."),
        "Add it after force. The body that published the response, as it was on that day. For example, "
        "policing_body: norfolk-pcc",
    ),
    "f-indent": (
        *(10, 4),
        '"title: "Invented report 2024-03-05-f-in…" does not begin in the same column as the lines that it belongs '
        "with.",
        "Begin lines that belong together with the same number of spaces.",
    ),
    "g-smart": (
        *(4, 8, "title: the quotes round this text are curly (“ and ”)."),
        'Type straight quotes (") in their place.',
    ),
    "h-tab": (15, 1, "There is a tab here, at the beginning of a line.", "Use spaces to indent."),
    "i-nowhere": (
        *(45, 20, 'answered_with: no recommendation here has the number "7".'),
        "The numbers are 1, 2.",
    ),
    "j-hash": (
        *(24, 25, 'text: the text after # would be lost ("#1 in the region.").'),
        "Put the whole text in quotes, or put the comment on a line of its own.",
    ),
    "smart-silent": (
        *(4, 8, "title: the quotes round this text are curly (“ and ”)."),
        'Type straight quotes (") in their place: "Response to a report"',
    ),
    "smart-wrong-line": (
        *(4, 29, "title: this text begins with a straight quote and ends with a curly one (”)."),
        'Type " in place of ”.',
    ),
}


def told(problem: Problem) -> tuple[int, int, str, str]:
    return problem.line, problem.column, problem.message, problem.hint


@pytest.mark.parametrize("name", EXPECTED)
def test_each_mistake_has_one_message(name: str, tmp_path: Path) -> None:
    files = [MISTAKES / f"2024-03-05-{name}.yaml"]
    if name == "c-duplicate-id":
        files.append(MISTAKES / "2024-03-05-d-no-answer.yaml")
    records = {path.name: path.read_text(encoding="utf-8") for path in files}
    problems = [one for one in validate(project(tmp_path, records)).problems if one.path.endswith(files[0].name)]
    if len(files) > 1:  # the two invented reports are so alike that they may be one, which is a warning
        problems = [one for one in problems if is_error(one)]
    assert [told(one) for one in problems] == [EXPECTED[name]]


def test_every_mistake_is_tried() -> None:
    assert {path.stem.removeprefix("2024-03-05-") for path in MISTAKES.glob("*.yaml")} == set(EXPECTED)


# --- others of their kind, each in the place of a line of a record. Lines are counted from that one.

TITLE, DATE = "title: ", "    published: "
OTHERS = {
    "German quotes": ("title: „Response to a report“", 8, "title: the quotes round this text are curly („ and “)."),
    "French quotes": ("title: «Response»", 8, "title: the quotes round this text are not straight (« and »)."),
    "single quotes": ("title: ‘Response’", 8, "title: the quotes round this text are curly (‘ and ’)."),
    "quotes and an apostrophe": ("title: ‘The force’s response’", 8, "title: the quotes round this text are curly"),
    "quotes and a colon": ("title: “Response: ‘a’ report”", 8, "title: the quotes round this text are curly"),
    "quotes and a hash": ("title: “Rated #1”", 8, "title: the quotes round this text are curly"),
    "quotes and a comment": ("title: “Response” # a note", 8, "title: the quotes round this text are curly"),
    "quotes in brackets": ("x_own: [“a, b”, c]", 9, "x_own: the quotes round this text are curly (“ and ”)."),
    "quotes round a key": ("“title”: Response", 1, "The quotes round this text are curly (“ and ”)."),
    "curly, then straight": ('title: “Response"', 8, "title: the quote that begins this text is curly (“), and"),
    "not closed": ("title: “Response to a report", 8, "title: the quote that begins this text is curly and is not"),
    "not closed, and a colon": ("title: “Response: a report", 8, "title: the quote that begins this text is curly and"),
    "not closed, over two lines": ("title: “Response to\na report”", 8, "title: the quote that begins this text is"),
    "not opened": ("title: Response”", 16, "title: this text ends with a curly quote (”) that it does not begin with."),
    "straight, not closed": ('title: "Response to a report', 8, "The quote that begins here is not closed: "),
    "apostrophe, not closed": ("title: 'Response to a report", 8, "The quote that begins here is not closed: "),
    "straight, closed far below": ('title: "Response\nx_own: "a" b', 8, "title: the quote that begins here is not"),
    "bracket, not closed": ("x_own: [a, b", 8, "The [ that begins here is not closed with ], or a comma is missing."),
    "no-break space before a key": ("\u00a0title: Response", 1, "There is a no-break space (U+00A0) at the beginning"),
    "no-break space after the colon": (
        "title:\u00a0Response",
        7,
        "title: there is a no-break space (U+00A0) after the",
    ),
    "no-break space before the colon": (
        "title\u00a0: Response",
        6,
        "There is a no-break space (U+00A0) after this key.",
    ),
    "no-break space, then a text": ("title: \u00a0Response", 8, "title: there is a no-break space (U+00A0) before"),
    "unseen character": ("\u200btitle: Response", 1, "There is an invisible character (U+200B) at the beginning of"),
    "wide colon": ("title： Response", 6, "title: the colon after this key (：) is not an ordinary one."),
    "wide colon, no space": ("title：Response", 6, "title: the colon after this key (：) is not an ordinary one."),
    "no space after the colon": ("title:Response", 6, 'There is no space after the colon in "title:Response".'),
    "byte order mark": ("title: Res\ufeffponse", 11, "There is a byte order mark inside the text (U+FEFF) here, which"),
    "list with dashes": (
        "x_own:\n  – a\n  – b",
        (1, 3),
        "x_own: this text begins with –, which does not begin an item",
    ),
    "list with bullets": (
        "x_own:\n  • a\n  • b",
        (1, 3),
        "x_own: this text begins with •, which does not begin an item",
    ),
    "dash for the second item": (
        "x_own:\n  - a\n  – b",
        (2, 3),
        "This text begins with –, which does not begin an item",
    ),
    "dash that runs on": ("x_own:\n  - a\n    – b", (2, 5), "x_own: this line begins like an item of a list, and"),
    "no-break space after a hyphen": (
        "x_own:\n  -\u00a0a",
        (1, 4),
        "x_own: the hyphen that begins this text is followed",
    ),
    "tab": ("x_own:\n\ta: b", (1, 1), "There is a tab here, at the beginning of a line."),
    "curly quotes in a list": ("x_own:\n  - a\n  - “b”", (2, 5), "x_own: the quotes round this text are curly"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_others_of_their_kind_have_one_message(name: str, tmp_path: Path) -> None:
    lines, where, message = OTHERS[name]
    text = record().replace('title: "Invented: a response for a test"', lines)
    first = text[: text.index(lines)].count("\n") + 1
    below, column = where if isinstance(where, tuple) else (0, where)
    (found,) = [one for one in validate(project(tmp_path, {"2019-02-26-fixture.yaml": text})).problems if is_error(one)]
    assert (found.line, found.column) == (first + below, column), found
    assert found.message.startswith(message), found
    assert found.hint


def is_error(problem: Problem) -> bool:
    return problem.severity == "error"


# --- what is typed into a record in Notepad, or pasted into it: one message, at the line to change, that says how

LETTER = "  letter: 2024-04-18"
OWN_WORDS = "    text: We welcome the report."
MADE = "    recommendations_made: 2"
ONE_INSPECTORATE = "    inspectorates:\n      - hmicfrs"
ANSWER = """\
    answer:
      acceptance: accepted
      body_action: I will ask for a report every quarter.
      force_action: Training has begun.
      target_date: 2024-07
"""
QUOTE_IT = 'If it goes on with the text above, put straight quotes (") round the whole text.'
NO_LIST = (
    "Leave the key out if there is nothing to list. Otherwise begin each item with a hyphen and a space, and write"
)
TYPED = {
    "a date with a dash": (LETTER, "  letter: 2024–04–18", (19, 11), "Write it as 2024-04-18."),
    "a date from a cell": (
        *(LETTER, "  letter: 45400", (19, 11)),
        "Excel keeps the day 2024-04-18 as this number. If that is the day, write 2024-04-18.",
    ),
    "a date without hyphens": (LETTER, "  letter: 20240418", (19, 11), "Write it as 2024-04-18."),
    "a comma in a number": (
        *(MADE, "    recommendations_made: 1,200", (16, 27)),
        "Write it without quotes: 1200.",
    ),
    "a hyphen without a space": (
        *("  - kind: chief_officer", "  -kind: chief_officer", (21, 3)),
        "Type a space after the hyphen, which begins an item of a list.",
    ),
    "a hyphen without a space before a code": (
        *("      - hmicfrs", "      -hmicfrs", (14, 7)),
        "Write it on a line of its own, with a hyphen and a space before it: - hmicfrs",
    ),
    "codes in one line": (
        *(ONE_INSPECTORATE, "    inspectorates: hmicfrs; hmip", (13, 20)),
        "Write each on a line of its own, with a hyphen and a space before it: - hmicfrs, then - hmip",
    ),
    "no hyphen at the first item": (
        *("  - kind: chief_officer", "    kind: chief_officer", (25, 3)),
        "Put the hyphens of a list under each other. If an item begins above without one, put it there.",
    ),
    "no hyphen at the second item": (
        *("  - kind: policing_body", "    kind: policing_body", (25, 5)),
        "Keep one of them. Only one would be published. If a new item of the list begins here, put a hyphen and a "
        "space before it.",
    ),
    "a key in the middle of a list": (
        *('  - number: "2"', 'answer:\n  acceptance: accepted\n  - number: "2"', (42, 3)),
        "Put the hyphens of a list under each other. If an item begins above without one, put it there.",
    ),
    "an answer without the key above it": (
        *(ANSWER, ANSWER.replace("    answer:\n", "").replace("      ", "    "), (35, 5)),
        "They belong under answer. Write answer: on a line above them, and indent them below it.",
    ),
    "text that goes on with a colon": (
        *(OWN_WORDS, f"{OWN_WORDS}\n      Our view: it is good.", (25, 7)),
        f"If it is a key, begin it in the same column as the key above. {QUOTE_IT}",
    ),
    "a place to fill in, in braces": (
        *(OWN_WORDS, "    text: {name} welcomes the report.", (24, 18)),
        'Put the whole text in double quotes. If it has double quotes in it, write each as \\".',
    ),
    "words before the record": (
        *("schema_version", "# A note.\nDear all\nschema_version", (2, 1)),
        "If it goes on with the text above, indent it. If it is a key, put a colon and a space after it.",
    ),
    "the fence of a block of code": ("schema_version", "```yaml\nschema_version", (1, 1), "Delete the line."),
    "two versions that Git could not merge": (
        *("stage: full", "<<<<<<< HEAD\nstage: full\n=======\nstage: holding\n>>>>>>> other", (7, 1)),
        "Keep the lines of the right version, and delete the others and the lines that begin with <, = and >.",
    ),
    "an address in angle brackets": (
        *("  origin: record", "  origin: record\n  url: <https://www.norfolk-pcc.gov.uk/>", (53, 8)),
        "Take away the < before it and the > after it.",
    ),
    "words in place of the progress": (
        *("    answered_with:", "    progress: Half done.\n    answered_with:", (45, 15)),
        f'{NO_LIST} its keys under each other. To see them, run "opcc explain progress".',
    ),
    "numbers in place of hyphens": (
        *("recommendations:", "x_own:\n  1: Keep records.\n  2: Train.\n  3: Report.\nrecommendations:", (30, 3)),
        'Write a word as the key, or put it in quotes: "1". If it numbers an item of a list, begin the item with a '
        "hyphen and a space instead.",
    ),
}


@pytest.mark.parametrize("name", TYPED)
def test_what_is_typed_in_an_editor_has_one_message_that_helps(name: str, tmp_path: Path) -> None:
    old, new, where, hint = TYPED[name]
    text = (MISTAKES / "2024-03-05-f-indent.yaml").read_text(encoding="utf-8").replace("   title: ", "    title: ")
    text = text.replace("2024-03-05-f-indent", "2024-03-05-typed")
    assert old in text
    problems = validate(project(tmp_path, {"2024-03-05-typed.yaml": text.replace(old, new, 1)})).problems
    assert [(one.line, one.column, one.hint) for one in problems if is_error(one)] == [(*where, hint)]


def test_two_keys_that_come_twice_among_others_are_told_twice() -> None:
    document = read_bytes(b"a:\n  - b: 1\n    c: 1\n    d: 1\n    d: 2\n    c: 2\n", "")
    assert [(one.code, one.line, "hyphen" in one.hint) for one in document.problems] == [
        ("R127", 5, False),
        ("R127", 6, False),
    ]


@pytest.mark.parametrize("quoted", ["‘2019-02-26’", "“2019-02-26”", "’2019-02-26’"])
def test_curly_quotes_round_a_date(quoted: str, tmp_path: Path) -> None:
    text = record().replace("published: 2019-02-26", f"published: {quoted}")
    (found,) = [one for one in validate(project(tmp_path, {"2019-02-26-fixture.yaml": text})).problems if is_error(one)]
    assert (found.code, found.hint) == ("R150", "Write it without quotes: 2019-02-26")


@pytest.mark.parametrize(
    "text",
    [
        "“We agree,” the commissioner said.",
        "“We agree”, and “we disagree”",
        "‘Valuing the police’ and ‘PEEL’",
        "’90s policing",
        "We saw the “best” report’s text",
        "a – b",
        "–",
        "• We will act.",
        "– as we said – at once",
        "-\u00a0as we said",
        "6″",
    ],
)
def test_a_text_that_only_has_such_characters_in_it_is_kept(text: str) -> None:
    document = read_bytes(f"a: {text}\n".encode(), "")
    assert (document.problems, document.data) == ((), {"a": text})


@pytest.mark.parametrize("text", ["“Response”", "“Response", "Response”", "\u00a0a", "„a“", "‘a’"])
def test_in_straight_quotes_and_in_blocks_they_are_kept_and_fmt_quotes_them(text: str) -> None:
    for written in (f'"{text}"', f"'{text}'", f"|-\n  {text}"):
        document = read_bytes(f"note: {written}\n".encode(), "")
        assert (document.problems, document.data) == ((), {"note": text})
    new = canonical(f"note: |-\n  {text}\n".encode(), load_standard(packaged_standard()))
    assert new == f'note: "{text}"\n'


@pytest.mark.parametrize("text", ['"a\n  b"', "'a\n\n  b'", "[a,\n  b]", "[\n  a,\n]", "a\n  b"])
def test_a_value_over_several_lines_that_are_indented_is_kept(text: str) -> None:
    assert read_bytes(f"a: {text}\nb: c\n".encode(), "").problems == ()


# --- pages that an office has


def test_no_hint_names_a_page_of_this_repository() -> None:
    texts = [f"{code.title} {code.explanation}" for code in all_codes().values()]
    for path in sorted(Path(__file__).parent.glob("records/invalid/*.yaml")):
        document = read_bytes(path.read_bytes(), "")
        found = document.problems or load_standard(packaged_standard()).check(document)
        texts += [f"{one.message} {one.hint}" for one in found]
    assert len(texts) > 200
    assert [text for text in texts if re.search(r"docs/|\.md\b|schema/codelists|CONTRIBUTING", text)] == []


def test_each_explanation_that_a_hint_names_is_there() -> None:
    names = set()
    for path in sorted(Path(__file__).parent.glob("records/invalid/*.yaml")):
        document = read_bytes(path.read_bytes(), "")
        for problem in load_standard(packaged_standard()).check(document) if document.data else ():
            names.update(re.findall('"opcc explain ([^"]+)"', problem.hint))
    assert "force" in names
    for name in names:
        done = CliRunner().invoke(opcc, ["explain", name])
        assert done.exit_code == 0, name


def test_explain_describes_a_key_and_lists_its_codes() -> None:
    done = CliRunner().invoke(opcc, ["explain", "force"]).output
    assert done.startswith("force in the record: Force (needed). The police force that the response is about.\n")
    assert "\n  avon-and-somerset " in done
    assert done.count("\n  ") == 43
    done = CliRunner().invoke(opcc, ["explain", "Recommendations:"]).output
    assert "\n  answered_with " in done
    assert "\n  withdrawal " in CliRunner().invoke(opcc, ["explain", "record"]).output
    done = CliRunner().invoke(opcc, ["explain", "forse"])
    assert done.exit_code == 2
    assert done.stderr == 'opcc: There is no problem and no key "forse". Did you mean force (a key)?\n'
