"""The rules. Each is reached by its own bad sample and not by its good one, and so says what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from opcc_opendata import calendars, rules, sample
from opcc_opendata import settings as project_settings
from opcc_opendata.problems import Code, Problem, Severity
from opcc_opendata.project import project_at
from opcc_opendata.rules import (
    CODES,
    RULES,
    RecordFacts,
    RuleRecord,
    apply,
    cross_check,
    deprecated,
    facts,
    minimums,
    register_of,
)
from opcc_opendata.rules import settings as settings_rules
from opcc_opendata.rules.register import loosely
from opcc_opendata.schema import load_standard
from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import read_bytes
from tests.waiting import processor_seconds

STANDARD = load_standard(Path(__file__).resolve().parent.parent / "schema")
PLACE = "records/norfolk/2019-02-26-example.yaml"

# A record with nothing wrong. Each part is YAML, so that a sample can be laid over it, key by key.
BASE = {
    "schema_version": "schema_version: 1.0.0\n",
    "id": "id: norfolk-2019-02-26-example\n",
    "language": "language: en\n",
    "title": "title: Response to an invented report\n",
    "force": "force: norfolk\n",
    "policing_body": "policing_body: norfolk-pcc\n",
    "stage": "stage: full\n",
    "inspections": (
        "inspections:\n  - id: an-invented-report\n    title: An invented report\n    published: 2019-02-26\n"
    ),
    "dates": "dates:\n  published: 2019-04-10\n",
    "comments": (
        "comments:\n  - kind: policing_body\n    text: I welcome it.\n  - kind: chief_officer\n    text: So do we.\n"
    ),
    "distribution": (
        "distribution:\n  - recipient: hmicfrs\n    sent: true\n  - recipient: home_secretary\n    sent: true\n"
    ),
}


def parts(sample: str) -> dict[str, str]:
    """Take YAML apart at its top-level keys."""
    found: dict[str, str] = {}
    key = ""
    for line in sample.splitlines(keepends=True):
        if line[0] not in " -#\n":
            key = line.partition(":")[0]
        if not line.startswith("#"):
            found[key] = found.get(key, "") + line
    return found


def laid_over(sample: str) -> str:
    return "".join({**BASE, **parts(sample)}.values())


def place_of(sample: str) -> str:
    first = sample.partition("\n")[0]
    return first.removeprefix("# ") if first.startswith("# records/") else PLACE


def check(sample: str, root: Path) -> list[Problem]:
    """Check a sample as a project: a record for each part of it, a letter beside them."""
    for part in sample.split("---\n"):
        path = root / place_of(part)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(laid_over(part), encoding="utf-8")
    letter = root / "records/norfolk/attachments"
    (letter / "folder").mkdir(parents=True)
    (letter / "letter.pdf").write_bytes(b"A letter.")
    return list(validate(project_at(root)).problems)


def problems(sample: str) -> list[Problem]:
    """Check a sample as one record in its place, by the rules for one record."""
    document = read_bytes(laid_over(sample).encode(), place_of(sample))
    assert document.problems == ()
    assert STANDARD.check(document) == []
    return apply(RULES, RuleRecord(document, register_of(STANDARD), place_of(sample).split("/")[1:]))


def codes(found: Iterable[Problem]) -> list[str]:
    return [problem.code for problem in found]


def only(code: str, sample: str) -> list[Problem]:
    return [problem for problem in problems(sample) if problem.code == code]


SETTINGS_CODES = (*settings_rules.CODES, *minimums.CODES)
GIVEN_UP = (deprecated.KEY, deprecated.CODE)  # the standard as published gives nothing up; see test_migrations.py
RECORD_CODES = [code for code in CODES if code not in (*project_settings.CODES, *SETTINGS_CODES, *GIVEN_UP)]


@pytest.mark.parametrize("code", RECORD_CODES, ids=lambda code: code.code)
def test_a_rule_is_reached_by_its_bad_sample(code: Code, tmp_path: Path) -> None:
    assert code.code in codes(check(code.bad, tmp_path))


@pytest.mark.parametrize("code", RECORD_CODES, ids=lambda code: code.code)
def test_a_rule_is_not_reached_by_its_good_sample(code: Code, tmp_path: Path) -> None:
    found = check(code.good, tmp_path)
    assert code.code not in codes(found)
    assert [problem for problem in found if problem.severity is Severity.ERROR] == []


HOLDING = """\
# records/norfolk/2023-01-20-holding.yaml
id: norfolk-2023-01-20-holding
stage: holding
inspections:
  - id: an-invented-report
    title: An invented report
    published: 2023-01-20
dates:
  published: 2023-02-01
"""
"""The one record of the project whose settings are checked, for the samples that name it."""


@pytest.mark.parametrize("code", SETTINGS_CODES, ids=lambda code: code.code)
def test_a_rule_for_settings(code: Code, tmp_path: Path) -> None:
    assert check(HOLDING, tmp_path) == []
    for text, expected in ((code.bad, [code.code]), (code.good, [])):
        (tmp_path / "opcc.yml").write_text(text, encoding="utf-8")
        assert codes(validate(project_at(tmp_path)).problems) == expected


def test_the_base_has_no_problem() -> None:
    assert problems("") == []


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_a_code_explains_itself(code: Code) -> None:
    assert code.title[0].isupper() or code.title.startswith(("answered_with", "opcc.yml"))
    assert not code.title.endswith(".")
    assert code.explanation.endswith(".")
    assert code.bad != code.good


def test_no_code_twice_and_all_in_their_bands() -> None:
    names = [code.code for code in CODES]
    assert names == sorted(set(names))
    assert all(name[1] in "2345" for name in names)
    assert {code.severity for code in CODES if code.code[1] in "45"} == {Severity.WARNING}


@pytest.mark.parametrize("code", RECORD_CODES, ids=lambda code: code.code)
def test_messages_are_sentences_that_begin_with_a_key(code: Code, tmp_path: Path) -> None:
    for problem in check(code.bad, tmp_path):
        if problem.code == code.code:
            key, _, message = problem.message.partition(": ")
            assert key.replace("_", "").isalnum(), problem.message
            assert message.endswith("."), problem.message
            assert problem.hint.endswith((".", "?")), problem.hint
            assert problem.severity is code.severity
            assert problem.line > 0


# --- the place


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("2019-02-26-domestic-abuse", True),
        ("2019-02-domestic-abuse", True),
        ("2019-domestic-abuse", True),
        ("undated-domestic-abuse", True),
        ("2021-22-peel", True),
        ("domestic-abuse", False),
        ("2019-02-26", False),
        ("2019-13-45", False),
        ("undated", False),
        ("19-02-26-domestic-abuse", False),
    ],
)
def test_a_file_name_begins_with_a_date(name: str, fits: bool) -> None:
    sample = f"# records/norfolk/{name}.yaml\nid: norfolk-{name}\n"
    assert codes(problems(sample)) == ([] if fits else ["R203"])


def test_a_date_in_the_name_may_be_older_than_what_is_known_now() -> None:
    assert problems("# records/norfolk/2018-example.yaml\nid: norfolk-2018-example\n") == []


def test_a_draft_outside_the_project_has_no_place() -> None:
    document = read_bytes(laid_over("id: norfolk-draft\n").encode(), "draft.yaml")
    assert apply(RULES, RuleRecord(document, register_of(STANDARD), None)) == []


def test_a_folder_within_the_force_is_refused() -> None:
    sample = "# records/norfolk/2019/2019-02-26-example.yaml\nid: norfolk-2019-02-26-example\n"
    assert {"R201", "R202"} == set(codes(problems(sample)))


# --- bodies


SOUTH_YORKSHIRE = "# records/south-yorkshire/2019-a.yaml\nid: south-yorkshire-2019-a\nforce: south-yorkshire\n"


def south_yorkshire(body: str, report: str, dates: str) -> list[str]:
    sample = (
        f"{SOUTH_YORKSHIRE}policing_body: south-yorkshire-{body}\n"
        f"inspections:\n  - id: an-invented-report\n    title: An invented report\n    published: {report}\n"
        f"dates: {dates}\n"
    )
    return [code for code in codes(problems(sample)) if code in ("R211", "R212")]


@pytest.mark.parametrize(
    ("body", "report", "dates", "expected"),
    [
        ("pcc", "2024-01-05", "{published: 2024-05-06}", []),
        ("pcc", "2024-01-05", "{published: 2024-05-07}", []),  # on the day of the change both may have written
        ("pcc", "2024-01-05", "{published: 2024-05-08}", ["R211"]),
        ("pcc", "2024-01-05", "{published: 2024-05}", []),
        ("pcc", "2024-01-05", "{published: 2024-06}", ["R211"]),
        ("pcc", "2024-01-05", "{letter: 2024-06-01}", ["R211"]),
        ("mayor", "2024-01-05", "{published: 2024-05-06}", ["R211"]),
        ("mayor", "2024-01-05", "{published: 2024-05-07}", []),
        # No date of the response: it is no older than the report, and may be younger.
        ("pcc", "2024-06-01", "{chief_officer_invited: 2024-06-02}", ["R211"]),
        ("mayor", "2024-01-05", "{chief_officer_invited: 2024-01-06}", []),
    ],
)
def test_a_body_with_sourced_dates(body: str, report: str, dates: str, expected: list[str]) -> None:
    assert south_yorkshire(body, report, dates) == expected


def test_an_unverified_date_is_never_certain() -> None:
    (found,) = only(
        "R212", "force: north-yorkshire\npolicing_body: north-yorkshire-pcc\ndates: {published: 2019-05-01}\n"
    )
    assert found.severity is Severity.WARNING
    assert "unverified" in found.message
    assert found.hint == "Was it north-yorkshire-pfcc?"
    assert (
        only("R211", "force: north-yorkshire\npolicing_body: north-yorkshire-pcc\ndates: {published: 2019-05-01}\n")
        == []
    )


# --- dates


TWO_REPORTS = (
    "inspections:\n  - id: one\n    title: One\n    published: 2019-01-10\n"
    "  - id: two\n    title: Two\n    published: 2019-03-20\n"
)


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        # What is not precise contradicts only what no day of it could agree with.
        ("dates: {published: 2019-02}\n", []),
        ('dates: {published: "2019"}\n', []),
        ("dates: {published: 2019-01}\n", ["R220"]),
        ("dates: {published: 2019-02-26}\n", []),
        ("dates: {published: 2019-02-25}\n", ["R220"]),
        ("dates: {published: 2019-04-10, letter: 2019-02-25}\n", ["R220"]),
        # A response to two reports is no older than the younger; a comment in it may be on the elder.
        (TWO_REPORTS + "dates: {published: 2019-03-01}\n", ["R220"]),
        (TWO_REPORTS + "dates: {published: 2019-04-10, chief_officer_answered: 2019-02-01}\n", []),
        (TWO_REPORTS + "dates: {published: 2019-04-10, chief_officer_answered: 2019-01-01}\n", ["R221"]),
        # The chief officer may be asked before the report is out.
        ("dates: {published: 2019-04-10, chief_officer_invited: 2019-02-01}\n", []),
        ("dates: {published: 2019-04-10}\nwithdrawal: {withdrawn_on: 2019-04-10, reason: A mistake.}\n", []),
        ("dates: {published: 2019-04}\nwithdrawal: {withdrawn_on: 2019-04-01, reason: A mistake.}\n", []),
    ],
)
def test_dates(sample: str, expected: list[str]) -> None:
    assert [code for code in codes(problems(sample)) if code < "R240"] == expected


def test_what_comes_from_an_earlier_report_is_held_against_that_one() -> None:
    earlier = "recommendations:\n  - kind: recommendation\n    from_inspection: {title: Earlier, published: 2014-03}\n"
    assert only("R222", earlier + "    answer: {target_date: 2018-04}\n") == []
    assert len(only("R222", earlier + "    answer: {target_date: 2013-04}\n")) == 1
    undated = "recommendations:\n  - kind: recommendation\n    from_inspection: {title: Earlier}\n"
    assert only("R222", undated + "    answer: {target_date: 2013-04}\n") == []


@pytest.mark.parametrize(
    ("distribution", "hint"),
    [
        ("distribution:\n  - {recipient: hmicfrs, sent: false}\n", "Add an entry with sent: true, if one was sent."),
        (
            "distribution:\n  - {recipient: hmicfrs, sent: true}\n  - {recipient: home_secretary, sent: false}\n",
            "When it is sent, change sent: false to sent: true there.",
        ),
    ],
)
def test_of_a_copy_that_is_listed_as_not_sent_no_second_entry_is_asked_for(distribution: str, hint: str) -> None:
    (problem,) = only("R407", distribution)
    assert problem.hint == hint


def test_a_target_that_was_moved_is_looked_at_too() -> None:
    sample = (
        "recommendations:\n  - kind: recommendation\n    progress:\n"
        "      - {date: 2019-06-01, status: in_progress, revised_target_date: 2009-12}\n"
    )
    (found,) = only("R222", sample)
    assert found.message == "revised_target_date: 2009-12 is before the report, which was published on 2019-02-26."


@pytest.mark.parametrize("text", ["1019-03-08", '"2100"', '"1899"', "2999-12-31"])
def test_a_year_that_cannot_be_right(text: str) -> None:
    assert len(only("R231", f"source: {{origin: document}}\ndates: {{chief_officer_invited: {text}}}\n")) == 1


EVERY_DATE = """
inspections: [{{id: a, title: A, published: {0}, inspected: {0}}}]
dates: {{published: {0}, letter: {0}, chief_officer_invited: {0}, chief_officer_answered: {0}}}
comments: [{{kind: policing_body, date: {0}}}]
distribution: [{{recipient: hmicfrs, sent: true, sent_on: {0}}}]
withdrawal: {{withdrawn_on: {0}-01, reason: A mistake.}}
source: {{origin: document, accessed_on: {0}-01}}
recommendations:
  - kind: recommendation
    from_inspection: {{title: A, published: {0}}}
    answer: {{target_date: {0}}}
    progress: [{{date: {0}, status: unknown, revised_target_date: {0}}}]
"""


def test_every_date_of_the_schema_is_looked_at() -> None:
    sample = EVERY_DATE.format("1019-01")
    assert len(only("R231", sample)) == sample.count("1019-01") == 14
    definitions = str(STANDARD.schema["$defs"])
    dated = definitions.count("/partial_date'") + definitions.count("/full_date'")
    assert dated == 14, "the schema has a date that the rule does not know"


@pytest.mark.parametrize("text", ["2090-03-08", '"2099"', "2098-01"])
def test_a_day_that_has_not_come_is_no_day_on_which_anything_was_done(text: str) -> None:
    dates = f"dates: {{letter: {text}, published: 2019-04-10}}\n"
    (found,) = only("R232", dates)
    assert found.message == f"letter: {text.strip(chr(34))} is still to come."


def test_a_year_that_is_not_over_has_come() -> None:
    this = calendars.today()
    for text in (str(this.year), f"{this.year}-{this.month:02}"):
        assert not [one for one in problems(f"dates: {{published: '{text}'}}\n") if one.code == "R232"]


def test_a_year_that_cannot_be_right_is_told_once() -> None:
    assert only("R231", "dates: {letter: 2109-03-08}\n")
    assert not [one for one in problems("dates: {letter: 2109-03-08}\n") if one.code == "R232"]


def test_only_targets_may_lie_ahead() -> None:
    sample = EVERY_DATE.format("2091-01")
    assert len(only("R232", sample)) == sample.count("2091-01") - 2


@pytest.mark.parametrize(
    ("clock", "day", "is_ahead"),
    [
        ("2026-07-01 22:59", "2026-07-02", True),  # 23:59 of the day before in London, where clocks are an hour ahead
        ("2026-07-01 23:00", "2026-07-02", False),
        ("2026-12-01 22:59", "2026-12-02", True),
        ("2026-12-01 12:00", "2026-12-01", False),
    ],
)
def test_a_day_has_come_as_soon_as_it_has_in_london(
    clock: str, day: str, is_ahead: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.fromisoformat(clock).replace(tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(calendars, "datetime", Clock)
    assert (date.fromisoformat(day) > calendars.last_day_begun()) is is_ahead


# --- recommendations


def answered(*links: tuple[str, str | None]) -> str:
    lines = ["recommendations:\n"]
    for number, other in links:
        lines.append(f'  - number: "{number}"\n    kind: recommendation\n')
        tail = f'answered_with: "{other}"' if other else "answer: {acceptance: accepted, body_action: I will.}"
        lines.append(f"    {tail}\n")
    return "".join(lines)


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([("1", "2"), ("2", None)], []),
        ([("1", "2"), ("2", "3"), ("3", None)], []),
        ([("1", "9")], ["R240"]),
        ([("1", "1")], ["R241"]),
        ([("1", "2"), ("2", "1")], ["R241"]),
        ([("1", "2"), ("2", "1"), ("3", "4"), ("4", "5"), ("5", "3")], ["R241", "R241"]),  # two circles
        ([("1", "2"), ("2", "3"), ("3", "2")], ["R241"]),  # the first leads into the circle, and is not in it
    ],
)
def test_answered_with(links: list[tuple[str, str | None]], expected: list[str]) -> None:
    assert [code for code in codes(problems(answered(*links))) if code < "R400"] == expected


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ('{number: "1", kind: area_for_improvement, inspection: one, answer: {acceptance: accepted}}', []),
        ('{number: "1", kind: recommendation, inspection: two, answer: {acceptance: accepted}}', ["R241"]),
    ],
)
def test_a_finding_is_answered_with_its_own_number_only_where_another_kind_has_it(
    other: str, expected: list[str]
) -> None:
    sample = (
        TWO_REPORTS + 'recommendations:\n  - {number: "1", kind: recommendation, inspection: one, answered_with: "1"}\n'
        f"  - {other}\n"
    )
    assert [code for code in codes(problems(sample)) if code == "R241"] == expected


def test_the_same_number_is_no_fault_in_another_kind_or_report() -> None:
    sample = (
        TWO_REPORTS + 'recommendations:\n  - {number: "1", kind: recommendation, inspection: one}\n'
        '  - {number: "1", kind: recommendation, inspection: two}\n'
        '  - {number: "1", kind: area_for_improvement, inspection: two}\n'
        '  - {number: "1", kind: recommendation, inspection: two, from_inspection: {title: Earlier}}\n'
    )
    assert only("R243", sample) == []


RECOMMENDED = "kind: recommendation"


@pytest.mark.parametrize(
    ("made", "items", "told"),
    [
        (0, [RECOMMENDED], "0 is less than the 1 recommendation that"),
        (0, [RECOMMENDED, f"text: Another, {RECOMMENDED}"], "0 is less than the 2 recommendations that"),
        (
            1,
            ['number: "1", kind: recommendation', "number: Recommendation 2, kind: recommendation"],
            "1 is less than the 2",
        ),
        (1, ['number: "9", kind: recommendation', 'number: "10", kind: recommendation'], "1 is less than the 2"),
        # A list may have parts of one, and what has no number may be one.
        (1, ["number: 1a, kind: recommendation", "number: 1(b), kind: recommendation"], None),
        (1, ['number: "1.1", kind: recommendation', 'number: "1.2", kind: recommendation'], None),
        (1, [RECOMMENDED, f"text: Another, {RECOMMENDED}"], None),
        (2, ['number: "1", kind: recommendation', 'number: "2", kind: recommendation'], None),
        # These are no recommendations of this report.
        (0, ['number: "1", kind: area_for_improvement', "kind: cause_of_concern"], None),
        (0, ["kind: recommendation, from_inspection: {title: Earlier}"], None),
        (0, [], None),
    ],
)
def test_more_recommendations_are_listed_than_the_report_makes(made: int, items: list[str], told: str | None) -> None:
    report = f"inspections:\n  - {{id: a-report, title: A report, recommendations_made: {made}}}\n"
    found = only(
        "R246", report + "recommendations:\n" + "".join(f"  - {{{one}}}\n" for one in items) if items else report
    )
    assert [told is not None and told in problem.message for problem in found] == [True] * (told is not None)


def test_what_another_report_makes_or_may_make_is_not_counted() -> None:
    two = (
        "inspections:\n  - {id: one, title: One, recommendations_made: 0}\n"
        "  - {id: two, title: Two, recommendations_made: 1}\nrecommendations:\n"
    )
    assert only("R246", two + "  - {kind: recommendation, inspection: two}\n  - {kind: recommendation}\n") == []
    (found,) = only("R246", two + "  - {kind: recommendation, inspection: one}\n")
    assert found.pointer == "/inspections/0/recommendations_made"


GRADED = "cycle: peel_2021_22, question: Investigating crime, grade"
GRADED_AGAIN = "cycle: peel_2021_22, question: 'Investigating Crime:', grade"


@pytest.mark.parametrize(
    ("grades", "at"),
    [
        ([f"{GRADED}: adequate", f"{GRADED}: good"], [1]),
        ([f"{GRADED}: good", f"{GRADED_AGAIN}: good", f"{GRADED}: not_graded"], [2]),
        ([f"{GRADED}: adequate", f"{GRADED_AGAIN}: good"], [1]),
        # The same grade twice, another question, another cycle, and what has no cycle.
        ([f"{GRADED}: good", f"{GRADED_AGAIN}: good"], []),
        ([f"{GRADED}: adequate", "cycle: peel_2021_22, question: Investigating crimes, grade: good"], []),
        ([f"{GRADED}: adequate", "cycle: peel_2023_25, question: Investigating crime, grade: good"], []),
        (["question: Safety, grade: adequate", "question: Safety, grade: good"], []),
        ([f"{GRADED}: adequate", "question: Investigating crime, grade: good"], []),
    ],
)
def test_another_grade_for_one_question_of_a_cycle(grades: list[str], at: list[int]) -> None:
    text = "inspections:\n  - id: a-report\n    title: A report\n    grades:\n"
    found = only("R247", text + "".join(f"      - {{{one}}}\n" for one in grades))
    assert [problem.pointer for problem in found] == [f"/inspections/0/grades/{n}/grade" for n in at]


def test_a_grade_of_another_report_is_no_second_one() -> None:
    one = f"    grades:\n      - {{{GRADED}: good}}\n"
    two = one.replace("good", "adequate")
    text = f"inspections:\n  - id: one\n    title: One\n{one}  - id: two\n    title: Two\n{two}"
    assert only("R247", text) == []


@pytest.mark.parametrize("link", ["#recommendation-2-3", "#recommendation-2"])
def test_a_link_names_the_number_or_the_place(link: str) -> None:
    text = f"comments:\n  - kind: policing_body\n    text: |\n      [Recommendation]({link})\n"
    there = 'recommendations: [{number: "2.3", kind: recommendation}, {kind: recommendation}]\n'
    assert only("R245", text + there) == []
    assert len(only("R245", text)) == 1


def test_a_link_in_welsh_is_looked_at_too() -> None:
    sample = "comments:\n  - kind: policing_body\n    text:\n      cy: |\n        [Argymhelliad 7](#recommendation-7)\n"
    (found,) = only("R245", sample)
    assert found.pointer == "/comments/0/text/cy"
    assert found.message == "text: the link to #recommendation-7 leads nowhere."


# --- reports and the register


def report(id_: str, title: str, more: str = "") -> str:
    return f'inspections:\n  - id: {id_}\n    title: "{title}"\n    published: 2024-07\n{more}'


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("State of Policing 2023", False),
        ("STATE OF POLICING, 2023!", False),
        ("State of Policing: The Annual Assessment of Policing in England and Wales 2023", False),
        ("State of Policing 2022", True),
    ],
)
def test_titles_are_compared_loosely(title: str, told: bool) -> None:
    assert bool(only("R255", report("state-of-policing-2023", title))) is told


def test_punctuation_makes_no_difference() -> None:
    assert loosely("Everyone’s Business: Improving") == loosely("Everyone's business - improving")
    assert loosely("Peel & Co") == loosely("PEEL AND CO.")


def test_a_title_in_welsh_alone_is_not_compared() -> None:
    sample = (
        "inspections:\n  - id: state-of-policing-2023\n    title: {cy: Cyflwr Plismona}\n    published: 2024-07-19\n"
    )
    assert only("R255", sample) == []


def test_a_month_agrees_with_a_day_of_it() -> None:
    assert only("R256", report("state-of-policing-2023", "State of Policing 2023")) == []


def test_a_report_about_others_may_be_answered_by_a_force_that_was_not_visited() -> None:
    title = "PEEL 2021/22: Essex Police"
    assert len(only("R258", report("peel-2021-22-essex", title))) == 1
    assert only("R258", report("peel-2021-22-essex", title, "    applies: not_visited\n")) == []


# --- completeness


INDEX = "index_record: true\nsource: {origin: document, url: 'https://example.org/'}\n"


@pytest.mark.parametrize(
    ("report", "told"),
    [
        ("digital-forensics-2022", False),
        ("fraud-time-to-choose-2019", True),
        ("peel-2023-25-dorset", True),
        ("an-unknown-report", True),
    ],
    ids=["a day", "a month", "a day that nobody has verified", "not registered"],
)
def test_the_register_knows_the_day_from_which_the_days_are_counted(report: str, told: bool) -> None:
    sample = f"inspections:\n  - id: {report}\n    title: A report\n"
    assert bool(only("R402", sample)) is told


def test_an_index_record_is_not_asked_for_texts() -> None:
    sample = INDEX + (
        "comments: [{kind: policing_body, author: A Name}]\n"
        "distribution: [{recipient: hmicfrs, sent: false}]\n"
        'recommendations: [{number: "1", kind: recommendation}]\n'
    )
    assert problems(sample) == []
    assert codes(problems(sample + "dates: {letter: 2019-04-01}\n")) == ["R401"]


@pytest.mark.parametrize("stage", ["holding", "update"])
def test_a_holding_statement_need_not_be_complete(stage: str) -> None:
    sample = f"stage: {stage}\ncomments: [{{kind: policing_body, text: More will follow.}}]\n"
    assert problems(sample + "distribution: [{recipient: hmicfrs, sent: false}]\n") == []


def test_the_explanation_is_looked_for_where_the_answer_is() -> None:
    assert only("R405", answered(("1", "2"), ("2", None))) == []


@pytest.mark.parametrize("key", ["body_action", "no_action_reason"])
def test_either_explanation_is_enough(key: str) -> None:
    assert only("R405", f"recommendations: [{{kind: recommendation, answer: {{{key}: I say so.}}}}]\n") == []


# --- personal data


def comment(text: str) -> str:
    return "comments:\n  - kind: policing_body\n    text: |\n" + "".join(f"      {line}\n" for line in text.split("\n"))


def personal(text: str) -> list[str]:
    return [code for code in codes(problems(comment(text))) if code[1] == "5"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to jo@example.com.", ["R501"]),
        ("Write to Jo.O'Neil+1@mail.example.co.uk, please.", ["R501"]),
        ("Write to <jo@norfolk.pnn.police.uk>.", []),
        ("Write to jo@norfolk-pcc.gov.uk.", []),
        ("Write to jo@dyfedpowys-pcc.org.uk, which is in the codelist.", []),
        ("Write to jo@mail.merseysidepcc.info.", []),
        ("Write to jo@notmerseysidepcc.info.", ["R501"]),  # no site of the office: the dot is missing
        ("Write to jo@merseysidepcc.info.example.org.", ["R501"]),
        ("Write to jo@notgov.uk, or to jo@norfolk.notgov.uk.", ["R501", "R501"]),
        ("Write to jo@gov.uk.example.org.", ["R501"]),
        ("Write to info@example.org.", []),
        ("Follow @NorfolkPCC, at 3 @ £2, a@b.", []),
        ("Ring 07700 900123.", ["R502"]),
        ("Ring (01603) 900 123.", ["R502"]),
        ("Ring 020-7946-0123.", ["R502"]),
        ("Ring +44 (0)7700 900123.", ["R502"]),
        ("Ring +447700900123 or 0044 7700 900456.", ["R502", "R502"]),
        ("Ring 101, 999, 0300 123 4567 or 0808 2000 247.", []),
        ("In 2019 it was 20,190,101,000 of 1 023 456 789 012 345.", []),
        ("See https://example.org/07700900123 and reference A-07700900123.", []),
        ("12 Example Street, Norwich NR1 1AA", ["R503"]),
        ("Flat 3, 12a Example Street,\nNorwich\nNR11AA", ["R503"]),
        ("The area of NR1 1AA has 12 officers.", []),
        ("AB123456C and AB 12 34 56 C", ["R504"]),
        ("Reference ZZ123456X or QQ123456C", []),
        ("Date of birth: 3/5/1990", ["R505"]),
        ("DOB 03.05.90", ["R505"]),
        ("ganwyd ar 3 Mai 1990", ["R505"]),
        ("No date of birth was recorded. In all, 40 were not born here.", []),
    ],
)
def test_personal_data(text: str, expected: list[str]) -> None:
    assert personal(text) == expected


def test_every_text_is_looked_at_in_each_language() -> None:
    sample = (
        "note: {en: Nothing., cy: Ysgrifennwch at jo@example.com}\nx_contact: {who: [sam@example.com]}\n"
        "comments: [{kind: policing_body, author: Jo jo@example.net, text: I welcome it.}]\n"
    )
    assert [found.pointer for found in only("R501", sample)] == [
        "/comments/0/author",
        "/note/cy",
        "/x_contact/who/0",
    ]


def test_addresses_of_the_web_and_checksums_are_no_words() -> None:
    number = "07700900123"
    sample = (
        f"source: {{origin: document, url: 'https://example.org/{number}', sha256: '{number}{'a' * 53}'}}\n"
        "attachments: [{id: a, title: A, archived_url: 'https://example.org/@jo@y.example.org/'}]\n"
    )
    assert [code for code in codes(problems(sample)) if code[1] == "5"] == []


KINDS = [
    *("jo@example.com", "07700 900123", "+44 7700 900123", "0044 (0)1603 900123", "AB 12 34 56 C"),
    *("12 Example Street, NR1 1AA", "DOB 3", "D.O.B. 3", "DATE OF BIRTH 3", "Date of birth: 3"),
    *("born on 3 May", "Born on 3 May", "dyddiad geni 3 Mai", "Dyddiad geni: 3", "ganwyd ar 3 Mai"),
]


@pytest.mark.parametrize("before", ["", "\n", "\t", '"', "\\", "/", "(", "0", "a", "A", "£", "’"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_quick_look_at_the_whole_record_hides_nothing(kind: str, before: str) -> None:
    """With every kind somewhere in the record, each text is looked at alone. Without, the quick look comes first."""

    def told(other_text: str) -> list[Problem]:
        document = read_bytes(laid_over("").encode(), PLACE)
        assert document.data is not None
        document.data["comments"][0]["text"] = f"{before}{kind}{before}"
        document.data["comments"][1]["text"] = other_text
        found = apply(RULES, RuleRecord(document, register_of(STANDARD)))
        return [one for one in found if one.code[1] == "5" and one.pointer == "/comments/0/text"]

    assert told("Nothing.") == told(", ".join(KINDS))
    assert before or told("Nothing.")


@pytest.mark.parametrize(
    "text",
    ["jo.bloggs@example.com", "07700 900123", "AB123456C", "12 Example Street, Norwich NR1 1AA", "born on 3 May 1990"],
)
def test_what_was_found_is_not_repeated(text: str) -> None:
    """Warnings are published beside the data, and would spread what they warn of."""
    (found,) = [one for one in problems(comment(text)) if one.code[1] == "5"]
    assert text not in found.message + found.hint


HOSTILE = {
    "at signs": "@" * 100_000,
    "addresses without an end": "a@" * 50_000,
    "dots": "a@" + "a." * 50_000,
    "hyphens": "a@" + "a-" * 50_000,
    "one name": "a" * 100_000,
    "zeros": "0" * 100_000,
    "spaced zeros": "0 " * 50_000,
    "spaced sevens": "07 " * 33_000,
    "pluses": "+44 " * 25_000,
    "brackets": "0) (" * 25_000,
    "postcodes": "NR1 1AA " * 12_500,
    "houses": "1 Aa " * 20_000,
    "half of an address": "NR1 1A 1 A" * 10_000,
    "insurance": "AB 12 34 56 " * 8_000,
    "birth": "born on " * 12_500,
    "Birth": "Date of Birth" * 7_500,
    "links": "](#recommendation-" * 5_500,
    "links that close": "](#recommendation-9)" * 5_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_takes_linear_time(text: str) -> None:
    def seconds(sample: str) -> float:
        document = read_bytes(laid_over("").encode(), PLACE)
        assert document.data is not None
        document.data["comments"][0]["text"] = sample
        return processor_seconds(lambda: apply(RULES, RuleRecord(document, register_of(STANDARD))), runs=3)

    quarter, whole = seconds(text[: len(text) // 4]), seconds(text)
    # Linear is four times as long, quadratic sixteen. What takes no time at all can't be measured.
    assert whole < max(0.02, 9 * quarter)
    assert whole < 2


# --- between records


def fact(sample: str = "", path: str = PLACE) -> RecordFacts:
    found = facts(read_bytes(laid_over(sample).encode(), path))
    assert found is not None
    return found


def named(n: int, sample: str = "") -> RecordFacts:
    return fact(f"id: norfolk-2019-{n}\n{sample}", f"records/norfolk/2019-{n}.yaml")


def published(n: int, text: str, id_: str = "an-invented-report") -> RecordFacts:
    return named(n, f"inspections:\n  - id: {id_}\n    title: A report\n    published: {text}\n")


def crossed(*every: RecordFacts) -> list[tuple[str, str]]:
    found = cross_check(every, STANDARD)
    assert cross_check(reversed(every), STANDARD) == found, "the order of the files makes no difference"
    return [(problem.code, problem.path) for problem in found]


def test_facts_survive_being_kept_as_json() -> None:
    import json

    one = fact(
        "related: [{id: norfolk-2018-a, relation: follows}]\n"
        "attachments: [{id: a, title: A, file: a.pdf, sha256: '" + "0f" * 32 + "'}]\n"
    )
    assert RecordFacts.from_json(json.loads(json.dumps(one.as_json()))) == one


@pytest.mark.parametrize(
    "sample",
    [
        "related: none\n",
        "related: [1, {id: 1}, {id: a}]\n",
        "inspections: {id: a}\n",
        "inspections: [{id: a, title: [1], published: 2019}, {}]\n",
        "attachments: [{file: ../../etc/passwd}, {file: /etc/passwd}, {file: 'a\\b'}, {}]\n",
        "force: 1\nstage: [a]\nlanguage: {}\n",
    ],
)
def test_facts_are_taken_from_what_breaks_the_schema(sample: str) -> None:
    one = fact(sample)
    assert one.id == "norfolk-2019-02-26-example"
    assert one.attachments == ()


def test_an_id_twice_names_all() -> None:
    copies = [named(1)._replace(path=f"records/norfolk/{n}.yaml") for n in "abc"]
    found = cross_check(copies, STANDARD)
    assert [problem.path for problem in found] == [one.path for one in copies]
    assert all(f"records/norfolk/{n}.yaml:2" in found[0].message for n in "abc")


def test_a_draft_may_have_the_id_of_a_record() -> None:
    assert crossed(named(1), named(1)._replace(path="/tmp/draft.yaml", placed=False)) == []


def test_a_circle_of_three() -> None:
    def replaces(n: int, other: int) -> RecordFacts:
        return named(n, f"related: [{{id: norfolk-2019-{other}, relation: replaces}}]\n")

    circle = [replaces(1, 2), replaces(2, 3), replaces(3, 1)]
    assert [code for code, _ in crossed(*circle, replaces(4, 1))] == ["R303"] * 3


def test_only_the_minority_is_told_of_a_date() -> None:
    every = [
        published(1, "2019-02-26"),
        published(2, "2019-02-26"),
        published(3, "2019-03-01"),
        published(4, "2019-02"),
    ]
    assert crossed(*every) == [("R305", "records/norfolk/2019-3.yaml")]


def test_without_a_majority_both_are_told() -> None:
    assert [code for code, _ in crossed(published(1, "2019-02-26"), published(2, "2019-02-27"))] == ["R305", "R305"]


def test_the_register_decides_which_date_is_right() -> None:
    report_ = "state-of-policing-2023"
    every = [
        published(1, "2024-07-18", report_),
        published(2, "2024-07-18", report_),
        published(3, "2024-07-19", report_),
    ]
    assert [path[-6] for _, path in crossed(*every)] == ["1", "2"]


def test_less_precise_dates_may_contradict_too() -> None:
    every = [published(1, "2019-02"), published(2, '"2019"'), published(3, "2019-03")]
    assert [code for code, _ in crossed(*every)] == ["R305", "R305"]


def test_related_may_be_a_record_with_another_fault() -> None:
    assert (
        crossed(named(1, "related: [{id: norfolk-2019-2, relation: follows}]\n"), named(2, "stage: nonsense\n")) == []
    )


# --- files beside the records


def attached(root: Path, file: str, more: str = "") -> list[Problem]:
    path = root / PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(laid_over(f"attachments:\n  - id: a\n    title: A\n    file: {file}\n{more}"), encoding="utf-8")
    return list(validate(project_at(root)).problems)


def test_an_attachment_that_is_a_link(tmp_path: Path) -> None:
    root = tmp_path / "project"
    folder = root / "records/norfolk"
    folder.mkdir(parents=True)
    (tmp_path / "outside.pdf").write_bytes(b"A letter.")
    (root / "inside.pdf").write_bytes(b"A letter.")
    link = folder / "letter.pdf"
    for target, code in ((tmp_path / "outside.pdf", "R312"), (root / "inside.pdf", "R312"), ("nothing.pdf", "R310")):
        link.symlink_to(target)
        assert codes(attached(root, "letter.pdf")) == [code]
        link.unlink()


def test_an_attachment_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    import os

    (tmp_path / "records/norfolk").mkdir(parents=True)
    os.mkfifo(tmp_path / "records/norfolk/a.pdf")
    assert codes(attached(tmp_path, "a.pdf", f"    sha256: {'0f' * 32}\n")) == ["R312"]


def test_nothing_is_opened_for_a_record_that_breaks_the_schema(tmp_path: Path) -> None:
    assert not {"R310", "R311", "R312"} & set(codes(attached(tmp_path, "../../../etc/passwd")))
    assert not {"R310", "R311", "R312"} & set(codes(attached(tmp_path, "a.pdf", "    misspelt: key\n")))


# --- the cost


@pytest.mark.heavy
def test_the_rules_take_a_fraction_of_the_time_of_reading() -> None:
    """About a quarter, measured; the test leaves room for a busy machine."""
    records = list(sample.records(60))
    register = register_of(STANDARD)
    documents = [read_bytes(text.encode(), path) for path, text in records]

    reading = processor_seconds(lambda: [read_bytes(text.encode(), path) for path, text in records], runs=5)
    ruling = processor_seconds(lambda: [apply(RULES, RuleRecord(document, register)) for document in documents], runs=5)
    assert ruling < 0.6 * reading


def test_nothing_is_registered_by_being_imported() -> None:
    assert isinstance(rules.RULES, tuple)
    assert isinstance(rules.CODES, tuple)


def test_a_standard_without_some_codelists_is_enough() -> None:
    from opcc_opendata.rules import Register
    from opcc_opendata.schema import Standard

    bare = Standard("1.0.0", Path(), {}, {})
    document = read_bytes(laid_over("").encode(), PLACE)
    found: Any = apply(RULES, RuleRecord(document, Register(bare), None))
    assert found == []
