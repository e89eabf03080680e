"""A hint that is followed to the letter leaves nothing to put right: no mistake leads by its hint to the next one.

Each case changes one place of a record that has nothing wrong with it, as somebody may in a pull request, and names
the one message and the hint that it gets. `then` is what that place says once the hint has been followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from projects import project, record

from opcc_opendata.cli import opcc
from opcc_opendata.problems import Problem
from opcc_opendata.validate import validate

NAME = "2024-03-05-records"
GOOD = (
    (Path(__file__).parent / "records/mistakes/2024-03-05-f-indent.yaml")
    .read_text(encoding="utf-8")
    .replace("   title: ", "    title: ")
    .replace("2024-03-05-f-indent", NAME)
)
COMMENT = "    text: I welcome the report.\n"
LATER = "Write it: it can't be left out. "


class Mistake(NamedTuple):
    """What is changed into what, the line and column of the message, the message, its hint, and what follows it."""

    line: str
    wrong: str
    place: tuple[int, int]
    message: str
    hint: str
    then: str


MISTAKES = {
    "a whole number with a fraction": Mistake(
        *("    recommendations_made: 2\n", "    recommendations_made: 2.0\n", (16, 27)),
        'recommendations_made: "2.0" is not a whole number.',
        *("Write it without quotes: 2.", "    recommendations_made: 2\n"),
    ),
    "a whole number with a plus": Mistake(
        *("    recommendations_made: 2\n", "    recommendations_made: +2\n", (16, 27)),
        'recommendations_made: "+2" is not a whole number.',
        *("Write it without quotes: 2.", "    recommendations_made: 2\n"),
    ),
    "a month with a full stop": Mistake(
        *("  published: 2024-04-20\n", "  published: 2024.04\n", (18, 14)),
        'published: "2024.04" is not a date.',
        *("Write it as 2024-04.", "  published: 2024-04\n"),
    ),
    "a version with two numbers": Mistake(
        *("schema_version: 1.0.0\n", "schema_version: 1.0\n", (1, 17)),
        'schema_version: this program knows version 1.0.0, and not "1.0".',
        *("Write 1.0.0, or use a program that knows the other version.", "schema_version: 1.0.0\n"),
    ),
    "a number like 1.10 is still a text": Mistake(
        *('  - number: "2"\n', "  - number: 1.10\n", (40, 13)),
        "number: 1.10 could be read as a number by some tools, and change.",
        *('Put it in quotes: "1.10".', '  - number: "1.10"\n'),
    ),
    "no force": Mistake(
        *("force: norfolk\n", "force:\n", (5, 1)),
        "force: there is no value.",
        f"{LATER}The police force that the response is about. For example, force: norfolk",
        "force: norfolk\n",
    ),
    "no date of the letter, which may be left out": Mistake(
        *("  letter: 2024-04-18\n", "  letter:\n", (19, 3)),
        "letter: there is no value.",
        *("Leave the key out if it is not known.", ""),
    ),
    "an empty title": Mistake(
        *(f'    title: "Invented report {NAME}"\n', '    title: ""\n', (10, 12)),
        "title: the text is empty.",
        "Write it: this key is needed, and can't be left out.",
        f'    title: "Invented report {NAME}"\n',
    ),
    "an empty list, which may be left out": Mistake(
        *("    inspectorates:\n      - hmicfrs\n", "    inspectorates: []\n", (13, 20)),
        "inspectorates: the list is empty.",
        *("Leave the key out if there is nothing to say.", ""),
    ),
    "a code in a list": Mistake(
        *("force: norfolk\n", "force:\n  - norfolk\n", (6, 3)),
        "force: one text is needed, and this is a list.",
        *("Write the value right after the key: force: norfolk", "force: norfolk\n"),
    ),
    "a number in brackets": Mistake(
        *('    answered_with: "1"\n', "    answered_with: [1]\n", (45, 20)),
        "answered_with: one text is needed, and this is a list.",
        *('Write the value right after the key: answered_with: "1"', '    answered_with: "1"\n'),
    ),
    "a text in brackets": Mistake(
        *(COMMENT, "    text: [We] welcome\n", (28, 16)),
        'There is more after the end of the value: "welcome".',
        'Put the whole text in double quotes. If it has double quotes in it, write each as \\".',
        '    text: "[We] welcome"\n',
    ),
    "a text that is all in braces": Mistake(
        *(COMMENT, "    text: {I welcome it}\n", (28, 11)),
        '"{I welcome it}" begins with {, which means something else in YAML.',
        *("Put the whole text in quotes.", '    text: "We: {I welcome it}"\n'),
    ),
    "an id with the ending of the file": Mistake(
        *(f"id: norfolk-{NAME}\n", f"id: norfolk-{NAME}.yaml\n", (2, 5)),
        f'id: "norfolk-{NAME}.yaml" is not an identifier.',
        f"Write id: norfolk-{NAME}, which the file's place gives.",
        f"id: norfolk-{NAME}\n",
    ),
    "a number for an id": Mistake(
        *(f"id: norfolk-{NAME}\n", "id: 12345\n", (2, 5)),
        "id: 12345 is read as a number, and a text is needed.",
        f"Write id: norfolk-{NAME}, which the file's place gives.",
        f"id: norfolk-{NAME}\n",
    ),
    "a star before an item": Mistake(
        *("      - hmicfrs\n", "      * hmicfrs\n", (14, 7)),
        '"* hmicfrs" begins with *, which means something else in YAML.',
        "For an item of a list, type a hyphen and a space in place of *. For a text with a list in it, type |- after "
        "the key's colon and the text on the lines below.",
        "      - hmicfrs\n",
    ),
    "stars in a text": Mistake(
        *(COMMENT, "    text:\n      I welcome:\n      * one\n      * two\n", (30, 7)),
        '"* one" begins with *, which means something else in YAML.',
        "For an item of a list, type a hyphen and a space in place of *. For a text with a list in it, type |- after "
        "the key's colon and the text on the lines below.",
        "    text: |-\n      I welcome:\n      * one\n      * two\n",
    ),
    "a plus before an item": Mistake(
        *("      - hmicfrs\n", "      + hmicfrs\n", (14, 7)),
        'inspectorates: a list is needed, and this is "+ hmicfrs".',
        "Write it on a line of its own, with a hyphen and a space before it: - hmicfrs",
        "      - hmicfrs\n",
    ),
    "a heading in a text that is indented too little": Mistake(
        *(COMMENT, "    text: |\n      I welcome it.\n    # Training\n      It has begun.\n", (30, 5)),
        "This line begins with # and is indented less than the text around it, which it ends as a comment.",
        "Indent it like the text if it is part of it. Otherwise put it above the key.",
        "    text: |\n      I welcome it.\n      # Training\n      It has begun.\n",
    ),
    "another force than the folder, the id and the body": Mistake(
        *("force: norfolk\n", "force: suffolk\n", (5, 8)),
        "force: the record is about suffolk, and its file is in records/norfolk/.",
        *("Write norfolk, of which norfolk-pcc is the body.", "force: norfolk\n"),
    ),
    "a report of a year to come": Mistake(
        *("    published: 2024-03-05\n", "    published: 2924-03-05\n", (11, 16)),
        "published: 2924-03-05 has a year that can't be right.",
        *("Check the digits of the year.", "    published: 2024-03-05\n"),
    ),
    "the Home Office": Mistake(
        *("  - recipient: home_secretary\n", "  - recipient: Home Office\n", (49, 16)),
        'recipient: "Home Office" is not in the list of recipients.',
        "Did you mean home_secretary? The codes are hmicfrs, home_secretary, own_website, chief_officer, "
        "police_and_crime_panel, other.",
        "  - recipient: home_secretary\n",
    ),
    "a space that can't be seen in a code": Mistake(
        *("force: norfolk\n", "force: norfolk\u200b\n", (5, 8)),
        'force: "norfolk\u200b" is not in the list of forces.',
        "Did you mean norfolk? There is a character in it that can't be seen (zero width space, U+200B). Type the name "
        'anew. To see the 43 codes, run "opcc explain force".',
        "force: norfolk\n",
    ),
    "a Cyrillic letter in a key": Mistake(
        *("force: norfolk\n", "f\u043erce: norfolk\n", (5, 1)),
        "f\u043erce: the standard has no such key here.",
        "Did you mean force? The \u043e in it is another character than it looks like (cyrillic small letter o, "
        "U+043E). Type the name anew.",
        "force: norfolk\n",
    ),
    "an address as Markdown has it": Mistake(
        *("  origin: record\n", '  origin: record\n  url: "[here](https://example.org/a)"\n', (53, 8)),
        'url: "[here](https://example.org/a)" is not a web address.',
        "Write the address alone: https://example.org/a",
        "  origin: record\n  url: https://example.org/a\n",
    ),
    "a key between two that is indented less than they are": Mistake(
        *("      body_action: I will ask", "    body_action: I will ask", (37, 5)),
        'The key "body_action" is indented less than the keys above and below it.',
        *("Begin it in the same column as they do.", "      body_action: I will ask"),
    ),
    "a tab after a hyphen": Mistake(
        *('  - number: "2"\n', '  -\tnumber: "2"\n', (40, 4)),
        "There is a tab here, after the hyphen.",
        *("Type a space in its place.", '  - number: "2"\n'),
    ),
    "an equals sign after a key": Mistake(
        *("force: norfolk\n", "force = norfolk\n", (5, 1)),
        '"force = norfolk" has no colon, so it is neither a key nor part of the text above.',
        *("Type a colon in place of =, and a space after it.", "force: norfolk\n"),
    ),
    "a number with a blank behind it": Mistake(
        *('    answered_with: "1"\n', '    answered_with: "1 "\n', (45, 20)),
        'answered_with: no recommendation here has the number "1" with a blank before or after it.',
        *('Write "1".', '    answered_with: "1"\n'),
    ),
    "a date with a space that can't be seen": Mistake(
        *("  letter: 2024-04-18\n", "  letter: 2024-04-18\u00a0\n", (19, 11)),
        'letter: "2024-04-18" is not a date.',
        "Write it as 2024-04-18. There is a character in it that can't be seen (no-break space, U+00A0). Type the date "
        "anew.",
        "  letter: 2024-04-18\n",
    ),
    "a heading among empty lines in a text": Mistake(
        *(COMMENT, "    text: |\n      I welcome it.\n\n# Training\n\n      It has begun.\n", (31, 1)),
        "This line begins with # and is indented less than the text around it, which it ends as a comment.",
        "Indent it like the text if it is part of it. Otherwise put it above the key.",
        "    text: |\n      I welcome it.\n\n      # Training\n\n      It has begun.\n",
    ),
    "line ends of an old Mac": Mistake(
        *(COMMENT, COMMENT.replace("\n", "\r") * 2, (28, 32)),
        "There is a carriage return (U+000D) without a line feed here. Tools do not agree if it ends a line.",
        "Save the file with the line endings of Unix (LF) or Windows (CRLF).",
        COMMENT,
    ),
}


def errors(tmp_path: Path, text: str) -> Iterator[Problem]:
    found = validate(project(tmp_path, {f"{NAME}.yaml": text})).problems
    return (one for one in found if one.severity.value == "error")


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_has_one_message_and_its_hint_puts_it_right(name: str, tmp_path: Path) -> None:
    one = MISTAKES[name]
    assert list(errors(tmp_path, GOOD)) == []
    assert GOOD.count(one.line) == 1 or one.line == COMMENT
    told = [((it.line, it.column), it.message, it.hint) for it in errors(tmp_path, GOOD.replace(one.line, one.wrong))]
    assert told == [(one.place, one.message, one.hint)]
    assert list(errors(tmp_path, GOOD.replace(one.line, one.then))) == []


def test_examples_in_hints_can_be_copied(tmp_path: Path) -> None:
    """The example of a title has a colon in it, and needs quotes."""
    (one,) = errors(tmp_path, GOOD.replace(f'title: "Response to Invented report: {NAME}"\n', "title:\n"))
    example = one.hint.rpartition("For example, ")[2]
    assert example.startswith('title: "Response to The Police Response to Domestic Abuse: ')
    mended = GOOD.replace(f'title: "Response to Invented report: {NAME}"', example)
    assert list(errors(tmp_path, mended)) == []


def test_in_a_draft_too_a_key_without_a_value_is_told_once(tmp_path: Path) -> None:
    made = project(tmp_path)
    draft = tmp_path / f"drafts/norfolk/{NAME}.yaml"
    draft.parent.mkdir(parents=True)
    draft.write_text(GOOD.replace("force: norfolk\n", "force:\n"), encoding="utf-8")
    told = [(one.code, one.line) for one in validate(made, [draft]).problems]
    assert told == [("R130", 5)]


def test_the_settings_are_no_record_and_are_not_to_be_renamed(tmp_path: Path) -> None:
    project(tmp_path, settings="title: An office\n")
    done = CliRunner().invoke(opcc, ["validate", str(tmp_path / "opcc.yml"), "--project", str(tmp_path)])
    told = "R106 These are the settings, and no record. They are checked with all records: opcc validate\n"
    assert told in done.stdout


def test_a_recipient_is_known_by_what_people_call_it(tmp_path: Path) -> None:
    project(tmp_path, {f"{NAME}.yaml": record(NAME)})
    words = ["mark-sent", f"norfolk-{NAME}", "--to", "Home Office", "--project", str(tmp_path)]
    told = CliRunner().invoke(opcc, words).stderr
    assert told == 'opcc: --to: there is no recipient "Home Office". Did you mean home_secretary?\n'
