"""What a change does to the data, in words: between two folders, two revisions, and a revision and the work tree."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from projects import CHECKOUT, project, record
from test_cli import NAMES, run

from opcc_opendata.diff import WRITERS, ChangeKind, Comparison, Reader, compare, named_side, work_tree
from opcc_opendata.project import find_project, packaged_standard
from opcc_opendata.schema import load_standard

ID = "norfolk-2019-02-26-fixture"
FILE = "2019-02-26-fixture.yaml"
DOCUMENT = "\n  origin: document"
PROGRESS = "    progress:\n      - date: 2020-01-31\n        status: in_progress\n"
Records = dict[str, str]


def answered(acceptance: str = "accepted", *, progress: str = "", number: str = "2") -> str:
    answer = f"answer:\n      acceptance: {acceptance}\n{progress}"
    return f"\n  - number: '{number}'\n    kind: recommendation\n    {answer}".rstrip("\n")


def dated(day: str) -> str:
    return f"\n  published: {day}"


def compared(tmp_path: Path, before: Records, after: Records) -> Comparison:
    sides = [project(tmp_path / name, records) for name, records in (("before", before), ("after", after))]
    standard = load_standard(sides[1].schema)
    reader = Reader(standard)
    return compare(named_side(str(sides[0].root), sides[1], reader), work_tree(sides[1], reader), standard)


def told(comparison: Comparison) -> list[tuple[str, str]]:
    return [(change.kind.value, change.sentence) for change in comparison.changes]


# --- one response


TWO = f"{answered()}{answered(number='3')}"
SWAPPED = f"{answered(number='3')}{answered()}"


def test_items_that_changed_places_are_a_change(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        {"2019-02-26-fixture.yaml": record(recommendations=TWO)},
        {"2019-02-26-fixture.yaml": record(recommendations=SWAPPED)},
    )
    assert told(found) == [("corrected", "recommendations: they stand in another order.")]


def test_an_item_put_before_others_leaves_their_order_as_it_was(tmp_path: Path) -> None:
    before = {"2019-02-26-fixture.yaml": record(recommendations=answered())}
    after = {"2019-02-26-fixture.yaml": record(recommendations=SWAPPED)}
    assert [sentence for _, sentence in told(compared(tmp_path, before, after))] == [
        'recommendation 3: "accepted" was added.'
    ]


@pytest.mark.parametrize(
    ("number", "called"), [("2", "area for improvement 2"), ("Area for improvement 2", "Area for improvement 2")]
)
def test_a_finding_is_called_by_its_kind(tmp_path: Path, number: str, called: str) -> None:
    of_kind = [
        answered(one, number=number).replace("recommendation\n", "area_for_improvement\n")
        for one in ("accepted", "noted")
    ]
    before, after = ({"2019-02-26-fixture.yaml": record(recommendations=one)} for one in of_kind)
    assert told(compared(tmp_path, before, after)) == [
        ("acceptance", f'{called}: the answer was "Accepted" and is now "Noted".')
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            record(),
            record(recommendations=answered()),
            [("corrected", 'recommendation 2: "accepted" was added.')],
        ),
        (
            record(recommendations=answered()),
            record(recommendations=answered("not_accepted")),
            [("acceptance", 'recommendation 2: the answer was "Accepted" and is now "Not accepted".')],
        ),
        (
            record(recommendations=answered()),
            record(recommendations=answered(number="1") + answered()),
            [("corrected", 'recommendation 1: "accepted" was added.')],
        ),
        (
            record(recommendations=answered()),
            record(
                recommendations=answered(
                    progress="    progress:\n      - date: 2020-01-31\n        status: in_progress\n"
                )
            ),
            [("progress", 'recommendation 2, progress 2020-01-31: "in_progress" was added.')],
        ),
        (
            record(),
            record(comments="\n  - kind: policing_body\n    text: Other words."),
            [("corrected", 'comment policing_body: text: "Invented text." is now "Other words.".')],
        ),
        (
            record(source=DOCUMENT),
            record(source=DOCUMENT, comments="\n  - kind: policing_body\n    text: Other words."),
            [
                (
                    "edited",
                    'comment policing_body: text: "Invented text." is now "Other words.". '
                    "The response was made from a published document.",
                )
            ],
        ),
        (
            record(source=DOCUMENT),
            record(source=DOCUMENT, withdrawal="\n  withdrawn_on: 2020-01-31\n  reason: It named a person."),
            [("withdrawn", "Withdrawn on 2020-01-31: It named a person.")],
        ),
        (
            record(withdrawal="\n  withdrawn_on: 2020-01-31\n  reason: It named a person."),
            record(),
            [("restored", "It is no longer withdrawn.")],
        ),
        (
            record(title="Invented"),
            record(title="\n  en: Invented\n  cy: Dyfeisiwyd"),
            [("corrected", 'title, cy: "Dyfeisiwyd" was added.')],
        ),
        (record(stage="full"), f"# Invented\n{record()}", []),
    ],
)
def test_one_response(tmp_path: Path, before: str, after: str, expected: list[tuple[str, str]]) -> None:
    comparison = compared(tmp_path, {FILE: before}, {FILE: after})
    assert told(comparison) == expected
    assert comparison.errors == 0


def test_an_edit_in_a_long_text_is_shown_with_the_words_around_it(tmp_path: Path) -> None:
    text = "Invented words. " * 40
    before, after = (
        record(dates=dated("'2017'"), comments=f"\n  - kind: policing_body\n    text: {words}")
        for words in (text + "We accept it.", text + "We refuse it.")
    )
    (change,) = compared(tmp_path, {FILE: before}, {FILE: after}).changes
    assert (
        change.sentence
        == (
            'comment policing_body: text: "… Invented words. We accept it." is now '
            '"… Invented words. We refuse it.". The response was published 2017.'
        ).replace("… Inv", "…words. Inv")
        or change.kind is ChangeKind.EDITED
    )
    assert (change.before, change.after) == (text + "We accept it.", text + "We refuse it.")


# --- the record's language, and how a number is printed


BOTH = "\n  en: A response\n  cy: Ymateb"
IN_BOTH = "\n  - kind: policing_body\n    text:\n      en: Invented text.\n      cy: Testun dyfeisiedig."
NOW_ENGLISH = ("corrected", 'language: "cy" is now "en".')
EDITED = " The response was made from a published document."


def in_language(language: str, title: str = "Ymateb", **changes: str) -> Records:
    return {FILE: record(language=language, title=title, source=DOCUMENT, **changes)}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (in_language("cy"), in_language("en"), []),
        (in_language("cy", BOTH, comments=IN_BOTH), in_language("en", BOTH, comments=IN_BOTH), []),
        (in_language("cy"), in_language("en", "\n  en: Ymateb"), []),
        (in_language("cy", "\n  cy: Ymateb"), in_language("en", "\n  en: Ymateb"), []),
        (in_language("cy", "\n  cy: Ymateb"), in_language("en", "\n  cy: Ymateb"), []),
        (in_language("cy"), in_language("en", BOTH), [("corrected", 'title: "A response" was added.')]),
        (in_language("cy", BOTH), in_language("en", "A response"), [("edited", 'title, cy: "Ymateb" was taken out.')]),
        (
            in_language("cy", BOTH),
            in_language("en", BOTH.replace("A resp", "Our resp")),
            [("edited", 'title: "A response" is now "Our response".')],
        ),
        (
            in_language("cy", BOTH),
            in_language("en", "\n  en: Ymateb\n  cy: A response"),
            [
                ("edited", 'title: "A response" is now "Ymateb".'),
                ("edited", 'title, cy: "Ymateb" is now "A response".'),
            ],
        ),
        (in_language("cy"), in_language("en", "Response"), [("edited", 'title: "Ymateb" is now "Response".')]),
    ],
    ids=[
        *("no text names its language", "both languages", "named now", "named in both", "still Welsh"),
        *("a translation added", "the Welsh taken out", "edited", "exchanged", "translated"),
    ],
)
def test_another_language_of_the_record_alters_no_text(
    tmp_path: Path, before: Records, after: Records, expected: list[tuple[str, str]]
) -> None:
    found = [(kind, sentence.removesuffix(EDITED)) for kind, sentence in told(compared(tmp_path, before, after))]
    assert sorted(found) == sorted([*expected, NOW_ENGLISH])


def test_a_text_of_another_language_in_a_record_of_the_same_is_an_edit(tmp_path: Path) -> None:
    before, after = in_language("en", "\n  cy: Ymateb"), in_language("en", "\n  en: Ymateb")
    assert [kind for kind, _ in told(compared(tmp_path, before, after))] == ["edited", "corrected"]


def asked(number: str, text: str = "Do this.", *, kind: str = "recommendation", answer: str = "accepted") -> str:
    return f"\n  - number: {number}\n    kind: {kind}\n    text: {text}\n    answer:\n      acceptance: {answer}"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            asked("3(a)") + asked("3(b)", "Do that."),
            asked("3a") + asked("3b", "Do that."),
            [
                ("corrected", 'recommendation 3a: the number was printed "3(a)" and is now printed "3a".'),
                ("corrected", 'recommendation 3b: the number was printed "3(b)" and is now printed "3b".'),
            ],
        ),
        (
            asked("Recommendation 3"),
            asked("'3'"),
            [("corrected", 'recommendation 3: the number was printed "Recommendation 3" and is now printed "3".')],
        ),
        (
            asked("3(a)"),
            asked("3a", answer="not_accepted"),
            [
                ("acceptance", 'recommendation 3a: the answer was "Accepted" and is now "Not accepted".'),
                ("corrected", 'recommendation 3a: the number was printed "3(a)" and is now printed "3a".'),
            ],
        ),
        (
            asked("1(a)", kind="area_for_improvement"),
            asked("1a", kind="area_for_improvement"),
            [("corrected", 'area for improvement 1a: the number was printed "1(a)" and is now printed "1a".')],
        ),
        (
            asked("3(a)", answer="accepted"),
            asked("3(a)", answer="noted"),
            [("acceptance", 'recommendation 3(a): the answer was "Accepted" and is now "Noted".')],
        ),
    ],
    ids=["two letters", "with and without the kind", "another answer", "another kind", "as it is printed"],
)
def test_a_number_printed_otherwise_is_the_same_recommendation(
    tmp_path: Path, before: str, after: str, expected: list[tuple[str, str]]
) -> None:
    sides = ({FILE: record(source=DOCUMENT, recommendations=one)} for one in (before, after))
    assert told(compared(tmp_path, *sides)) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (asked("'1.1'"), asked("'11'")),
        (asked("3(a)"), asked("3b")),
        (asked("3(a)"), asked("3a", "Do that.")),
        (asked("3(a)"), asked("3a", kind="area_for_improvement")),
        (asked("3(a)") + asked("3.a.", "Do this."), asked("3a")),
    ],
    ids=["other figures", "another letter", "another text", "another kind", "two that it could be"],
)
def test_another_recommendation_is_taken_out_and_added(tmp_path: Path, before: str, after: str) -> None:
    sides = ({FILE: record(source=DOCUMENT, recommendations=one)} for one in (before, after))
    found = [sentence.removesuffix(EDITED) for _, sentence in told(compared(tmp_path, *sides))]
    assert [sentence.endswith("was taken out.") for sentence in found] == [True] * (len(found) - 1) + [False]
    assert found[-1].endswith("was added.")


# --- answers given with another's


def acted(acceptance: str = "accepted", action: str = "We act.", *, number: str = "1") -> str:
    """A finding with an answer of its own."""
    answer = f"answer:\n      acceptance: {acceptance}\n      body_action: {action}"
    return f"\n  - number: '{number}'\n    kind: recommendation\n    {answer}"


def together(number: str = "2", *, other: str = "1") -> str:
    """A finding that is answered with another."""
    return f"\n  - number: '{number}'\n    kind: recommendation\n    answered_with: '{other}'"


OUT = 'recommendation 2: answered_with: "1" was taken out.'
IN = 'recommendation 2: answered_with: "1" was added.'
REFUSED = 'the answer was "Accepted" and is now "Not accepted".'


@pytest.mark.parametrize(
    ("before", "after", "expected", "accepted"),
    [
        (acted() + together(), acted() + acted(number="2"), [("corrected", OUT)], (2, 2)),
        (acted() + acted(number="2"), acted() + together(), [("corrected", IN)], (2, 2)),
        (
            acted() + together() + together("3", other="2"),
            acted() + together() + together("3"),
            [("corrected", 'recommendation 3: answered_with: "2" is now "1".')],
            (3, 3),
        ),
        (
            acted() + together(),
            acted("not_accepted") + together(),
            [("acceptance", f"recommendation 1: {REFUSED}"), ("acceptance", f"recommendation 2: {REFUSED}")],
            (2, 0),
        ),
        (
            acted() + together(),
            acted() + acted("not_accepted", number="2"),
            [("acceptance", f"recommendation 2: {REFUSED}"), ("corrected", OUT)],
            (2, 1),
        ),
        (
            acted() + together(),
            acted() + acted(action="We wait.", number="2"),
            [
                ("edited", 'recommendation 2: answer, body_action: "We act." is now "We wait.".'),
                ("corrected", OUT),
            ],
            (2, 2),
        ),
        (
            acted() + together(),
            acted(action="We wait.") + together(),
            [("edited", 'recommendation 1: answer, body_action: "We act." is now "We wait.".')],
            (2, 2),
        ),
        (
            acted() + "\n  - number: '2'\n    kind: recommendation",
            acted() + acted(number="2"),
            [
                ("acceptance", 'recommendation 2: the answer now says "Accepted".'),
                ("corrected", 'recommendation 2: answer, body_action: "We act." was added.'),
            ],
            (1, 2),
        ),
        (
            acted() + "\n  - number: '2'\n    kind: recommendation",
            acted() + together(),
            [("acceptance", 'recommendation 2: the answer now says "Accepted".'), ("corrected", IN)],
            (1, 2),
        ),
    ],
    ids=[
        *("written out", "left to another's", "by another way", "the other's refuses", "refused by itself"),
        *("other words", "other words of both", "none before", "none before, now another's"),
    ],
)
def test_an_answer_given_with_anothers_is_that_answer(
    tmp_path: Path, before: str, after: str, expected: list[tuple[str, str]], accepted: tuple[int, int]
) -> None:
    sides = ({FILE: record(source=DOCUMENT, recommendations=one)} for one in (before, after))
    found = compared(tmp_path, *sides)
    published = " The response was made from a published document."
    assert [(kind, sentence.removesuffix(published)) for kind, sentence in told(found)] == expected
    assert (found.counts_before["accepted"], found.counts_after["accepted"]) == accepted


@pytest.mark.parametrize(
    "findings",
    [together("1", other="2") + together(), together("1") + acted(number="2"), together(other="9") + acted()],
    ids=["a circle", "itself", "nowhere"],
)
def test_an_answer_given_with_none_is_none(tmp_path: Path, findings: str) -> None:
    sides = ({FILE: record(recommendations=findings + acted("noted", end, number="5"))} for end in ("No.", "Yes."))
    found = compared(tmp_path, *sides)
    assert told(found) == [("corrected", 'recommendation 5: answer, body_action: "No." is now "Yes.".')]
    assert found.counts_after["accepted"] == findings.count("acceptance")


def test_the_table_counts_findings_of_current_responses_and_says_so(tmp_path: Path) -> None:
    """Pages count recommendation 2 once for the force; the table has it in each response that answers it."""
    both = {FILE: record(recommendations=TWO), "2020-b.yaml": record("2020-b", recommendations=answered())}
    replaced = both | {"2020-b.yaml": record("2020-b", recommendations=answered(), related=CORRECTION)}
    lines = WRITERS["text"](compared(tmp_path, both, replaced)).splitlines()
    assert "Findings, in each current response             3       1" in lines
    assert "Accepted there, also in part                   3       1" in lines


# --- deadlines

LAST_LAWFUL, LATE = dated("2019-04-22"), dated("2019-04-23")
MET = ("deadline", "The answer to invented-report, published 2019-02-26, was in time: it was published on day 56.")
MISSED = (
    "deadline",
    "The answer to invented-report, published 2019-02-26, was late: it was published on day 57, 1 day after the last "
    "lawful day, 2019-04-22.",
)


def deadlines(tmp_path: Path, before: Records, after: Records) -> list[tuple[str, str]]:
    return [one for one in told(compared(tmp_path, before, after)) if one[0] == "deadline"]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (record(dates=LAST_LAWFUL), [MET]),
        (record(dates=LATE), [MISSED]),
        (record(dates="\n  letter: 2019-04-23"), []),
        (record(dates=dated("2019-04")), []),
        (record(dates=LATE, stage="update"), []),
        (record(dates=LATE, stage="not_stated"), [MISSED]),
        (record(dates=LAST_LAWFUL, stage="holding"), []),
    ],
)
def test_a_deadline_is_told_only_where_it_is_known(tmp_path: Path, after: str, expected: list[tuple[str, str]]) -> None:
    assert deadlines(tmp_path, {FILE: record()}, {FILE: after}) == expected
    assert deadlines(tmp_path / "new", {}, {FILE: after}) == expected


@pytest.mark.parametrize(
    ("report", "confidence", "is_told"),
    [("peel-2023-25-dorset", "unverified", False), ("custody-warwickshire-2021", "sourced", True)],
    ids=["a day that nobody has verified", "no day in the register"],
)
def test_a_deadline_rests_on_no_day_that_nobody_has_verified(
    tmp_path: Path, report: str, confidence: str, is_told: bool
) -> None:
    row = next(row for row in load_standard(packaged_standard()).codelists["inspections"].rows if row["code"] == report)
    assert (row["confidence"], bool(row["published"])) == (confidence, not is_told)
    inspections = f"\n  - id: {report}\n    title: A report\n    published: {row['published'] or '2019-02-26'}"
    answer = record(dates=dated("2026-01-01"), inspections=inspections)
    assert bool(deadlines(tmp_path, {}, {FILE: answer})) is is_told


def test_a_late_correction_does_not_make_a_response_late(tmp_path: Path) -> None:
    correction = record("2019-b", dates=LATE, stage="correction", related=f"\n  - id: {ID}\n    relation: replaces")
    first = {FILE: record(dates=LAST_LAWFUL)}
    assert deadlines(tmp_path, first, {**first, "2019-b.yaml": correction}) == []


def test_a_deadline_that_can_no_longer_be_told(tmp_path: Path) -> None:
    assert deadlines(tmp_path, {FILE: record(dates=LATE)}, {FILE: record()}) == [
        (
            "deadline",
            "The answer to invented-report, published 2019-02-26, was late, and now it can't be told if it was in "
            "time.",
        )
    ]


# --- whole records


def test_a_response_added(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {}, {FILE: record(dates=dated("'2017'"))})
    assert told(comparison) == [
        (
            "added",
            'Norfolk Police and Crime Commissioner: full response to "Invented report", published 2017.',
        )
    ]
    assert (comparison.counts_before["responses"], comparison.counts_after["responses"]) == (0, 1)


def test_a_record_that_vanishes_is_an_error(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {FILE: record(), "2020-b.yaml": record("2020-b", language="cy")}, {FILE: record()})
    (change,) = comparison.changes
    assert (change.kind, change.response, change.is_error) == (ChangeKind.VANISHED, "norfolk-2020-b", True)


def test_a_record_that_another_says_it_replaces_may_go(tmp_path: Path) -> None:
    new = record("2020-b", related=f"\n  - id: {ID}\n    relation: replaces")
    comparison = compared(tmp_path, {FILE: record()}, {"2020-b.yaml": new})
    assert [change.kind for change in comparison.changes] == [ChangeKind.ADDED, ChangeKind.REPLACED]
    assert comparison.errors == 0


def test_a_record_with_another_id_is_an_error(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {FILE: record()}, {"2020-b.yaml": record("2020-b")})
    (change,) = comparison.changes
    assert (change.kind, change.before, change.after) == (ChangeKind.RENAMED, ID, "norfolk-2020-b")
    assert comparison.errors == 1


def test_a_record_that_breaks_is_an_error_and_one_that_is_mended_is_not(tmp_path: Path) -> None:
    broken = record(stage="fll")
    forth = compared(tmp_path, {FILE: record()}, {FILE: broken})
    assert [(change.kind, change.is_error) for change in forth.changes] == [(ChangeKind.UNREADABLE, True)]
    back = compared(tmp_path / "back", {FILE: broken}, {FILE: record()})
    assert told(back) == [("readable", "Its file could not be read before, and now it can.")]


def test_files_that_can_not_be_read_hide_nothing(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {"old.yaml": "- a list\n"}, {"new.yaml": "- a list\n"})
    assert [(change.kind, change.path, change.is_error) for change in comparison.changes] == [
        (ChangeKind.VANISHED, "records/norfolk/old.yaml", False),
        (ChangeKind.UNREADABLE, "records/norfolk/new.yaml", False),
    ]


def test_of_two_records_with_one_id_the_second_is_named(tmp_path: Path) -> None:
    comparison = compared(tmp_path, {FILE: record()}, {FILE: record(), "zz.yaml": record()})
    assert [(change.kind, change.path) for change in comparison.changes] == [
        (ChangeKind.UNREADABLE, "records/norfolk/zz.yaml")
    ]


# --- what is current


CORRECTION = f"\n  - id: {ID}\n    relation: replaces"
WITHDRAWN = "\n  withdrawn_on: 2020-01-31\n  reason: It named a person."
NOW_REPLACED = ("no_longer_current", "It is now replaced by norfolk-2020-b, and no longer current.")
CURRENT_AGAIN = ("current_again", "It is no longer replaced by norfolk-2020-b, and is current again.")


def statuses_told(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [
        (change.response, change.kind.value, change.sentence)
        for change in comparison.changes
        if change.kind in (ChangeKind.NO_LONGER_CURRENT, ChangeKind.CURRENT_AGAIN)
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (record("2020-b"), record("2020-b", related=CORRECTION)),
        (None, record("2020-b", related=CORRECTION)),
        (record("2020-b", related=CORRECTION, withdrawal=WITHDRAWN), record("2020-b", related=CORRECTION)),
        (record("2020-b", related=CORRECTION.replace("replaces", "follows")), record("2020-b", related=CORRECTION)),
    ],
    ids=["it says so now", "it is new", "it is no longer withdrawn", "it was an update"],
)
def test_a_response_that_another_now_replaces_is_told_and_back(tmp_path: Path, before: str | None, after: str) -> None:
    first = {FILE: record()}
    old, new = first | ({"2020-b.yaml": before} if before else {}), first | {"2020-b.yaml": after}
    forth = compared(tmp_path / "forth", old, new)
    assert statuses_told(forth) == [(ID, *NOW_REPLACED)]
    assert (forth.counts_before["replaced"], forth.counts_after["replaced"]) == (0, 1)
    back = compared(tmp_path / "back", new, old)
    assert statuses_told(back) == [(ID, *CURRENT_AGAIN)]
    assert (back.counts_before["replaced"], back.counts_after["replaced"]) == (1, 0)


def test_a_response_replaced_by_way_of_others_is_told_once(tmp_path: Path) -> None:
    """The first is replaced already, and stays so when another takes the place of its correction."""
    two = {FILE: record(), "2020-b.yaml": record("2020-b", related=CORRECTION)}
    third = {"2020-c.yaml": record("2020-c", related="\n  - id: norfolk-2020-b\n    relation: replaces")}
    assert statuses_told(compared(tmp_path, two, two | third)) == [
        ("norfolk-2020-b", NOW_REPLACED[0], NOW_REPLACED[1].replace("norfolk-2020-b", "norfolk-2020-c"))
    ]


@pytest.mark.parametrize("relation", ["follows", "refers_to"])
def test_a_response_that_another_only_names_is_still_current(tmp_path: Path, relation: str) -> None:
    old = {FILE: record(), "2020-b.yaml": record("2020-b")}
    new = old | {"2020-b.yaml": record("2020-b", related=CORRECTION.replace("replaces", relation))}
    comparison = compared(tmp_path, old, new)
    assert [change.kind for change in comparison.changes] == [ChangeKind.CORRECTED]
    assert statuses_told(comparison) == []
    assert comparison.counts_before == comparison.counts_after


def test_a_replaced_response_that_is_withdrawn_is_withdrawn_and_not_current_again(tmp_path: Path) -> None:
    correction = {"2020-b.yaml": record("2020-b", related=CORRECTION)}
    old, new = ({FILE: one, **correction} for one in (record(), record(withdrawal=WITHDRAWN)))
    comparison = compared(tmp_path / "forth", old, new)
    assert [change.kind for change in comparison.changes] == [ChangeKind.WITHDRAWN]
    back = compared(tmp_path / "back", new, old)
    assert told(back) == [
        ("restored", "It is no longer withdrawn."),
        ("no_longer_current", "It is now replaced by norfolk-2020-b."),
    ]


# --- revisions


def git(root: Path, *words: str) -> str:
    identity = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *identity, *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(root: Path, records: Records, message: str = "Invented") -> str:
    for path in (root / "records").rglob("*.yaml"):
        path.unlink()
    project(root, records)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q")
    commit(root, {FILE: record()})
    return root


def kinds(root: Path, *arguments: str, exits: int = 0) -> list[str]:
    done = run("diff", "--format", "json", *arguments, cwd=root)
    assert (done.returncode, done.stderr) == (exits, "")
    return [change["kind"] for change in json.loads(done.stdout)["changes"]]


def test_on_a_branch_the_base_is_where_it_left_main(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "work")
    commit(repository, {FILE: record(), "2020-b.yaml": record("2020-b")})
    git(repository, "checkout", "-q", "main")
    commit(repository, {FILE: record(stage="update")})
    git(repository, "checkout", "-q", "work")
    assert kinds(repository) == ["added"]
    assert kinds(repository, "main") == ["added", "corrected"]
    assert kinds(repository, "main", "work") == ["added", "corrected"]


def test_on_main_the_work_tree_is_compared_with_the_last_commit(repository: Path) -> None:
    assert kinds(repository) == []
    (repository / "records/norfolk" / FILE).unlink()
    assert kinds(repository, exits=1) == ["vanished"]


def test_a_project_below_the_root_of_a_repository(repository: Path) -> None:
    inner = repository / "data"
    project(inner, {FILE: record()})
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "Invented")
    assert kinds(inner, "HEAD") == []
    assert kinds(inner, "HEAD~1") == ["added"]


def test_a_revision_and_the_folder_of_its_work_tree_are_the_same(repository: Path) -> None:
    records = {name: record(stage="full") + f"x_{n}: 1\n" for n, name in enumerate(NAMES) if name.isprintable()}
    commit(repository, records)
    done = run("diff", "HEAD", cwd=repository)
    assert "the records are the same" in done.stdout, done.stdout + done.stderr


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["opcc.yml", "register/invented.yaml"])
def test_what_both_sides_are_judged_by_is_named_where_it_differs(repository: Path, name: str) -> None:
    path = repository / name
    path.parent.mkdir(exist_ok=True)
    if name.startswith("register"):
        shutil.copytree(CHECKOUT / "register", path.parent, dirs_exist_ok=True)
        path = min(path.parent.glob("*.yaml"))
    else:
        path.write_text("title: Invented\n", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "Invented")
    assert "differ too" not in run("diff", "HEAD", cwd=repository).stdout
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))  # as git writes it on Windows
    assert "differ too" not in run("diff", "HEAD", cwd=repository).stdout
    path.write_text(path.read_text(encoding="utf-8") + "# another\n", encoding="utf-8")
    shown = path.relative_to(repository).as_posix()
    for command in (("diff", "HEAD"), ("diff", "HEAD~1", "HEAD"), ("diff", "HEAD", "--format", "markdown")):
        said = run(*command, cwd=repository).stdout
        assert "may change what is late or overdue" in said, said
        assert shown in said.replace("\\", "")
    assert json.loads(run("diff", "HEAD", "--format", "json", cwd=repository).stdout)["not_compared"] == [shown]


def test_hostile_names_of_files_and_links(repository: Path) -> None:
    for name in NAMES:
        (repository / "records/norfolk" / name).write_text(record(), encoding="utf-8")
    (repository / "records/norfolk/link.yaml").symlink_to("/etc/passwd")
    (repository / "records/norfolk/.hidden.yaml").write_text("- no record\n", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "Invented")
    for format_ in WRITERS:
        done = run("diff", "--format", format_, "HEAD", cwd=repository)
        assert done.stderr == ""
        assert "\x1b" not in done.stdout
        assert "hidden" not in done.stdout


SENTENCES: Sequence[tuple[Sequence[str], str]] = [
    (["nosuch"], '"nosuch" is neither a folder nor a revision'),
    (["--", "--upload-pack=x"], "is neither a folder nor a revision"),
    (["HEAD:records"], "is neither a folder nor a revision"),
    (["a\x1b[31m\nb"], "is neither a folder nor a revision"),
    (["x" * 5_000], "is neither a folder nor a revision"),
    (["main", ".git"], ".git holds no folder records/"),
]


@pytest.mark.parametrize(("arguments", "sentence"), SENTENCES)
def test_what_can_not_be_compared_is_a_sentence(repository: Path, arguments: Sequence[str], sentence: str) -> None:
    done = run("diff", *arguments, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) < 300


def test_no_repository_no_commit_and_no_git(tmp_path: Path) -> None:
    root = project(tmp_path / "alone", {FILE: record()}).root
    assert "Name two folders to compare them without git." in run("diff", cwd=root).stderr
    named = run("diff", "nosuch", str(root), cwd=root).stderr
    assert named == 'opcc: There is no folder "nosuch". This project lies in no git repository.\n'
    assert kinds(root, str(root)) == []
    assert "git is not installed" in run("diff", cwd=root, PATH="/nosuch").stderr
    git(root, "init", "-q")
    assert "There is no commit yet" in run("diff", cwd=root).stderr


def test_a_shallow_clone_says_how_to_get_the_rest(repository: Path, tmp_path: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    git(repository, "checkout", "-q", "-b", "work")
    commit(repository, {FILE: record(stage="update")})
    git(repository, "checkout", "-q", "main")
    commit(repository, {FILE: record(stage="update")}, "Another")
    git(tmp_path, "clone", "-q", "--depth=1", "--branch=work", "--no-single-branch", repository.as_uri(), "clone")
    clone = tmp_path / "clone"
    for arguments in ([first], []):
        done = run("diff", *arguments, cwd=clone)
        assert done.returncode == 2
        assert "git fetch --unshallow" in done.stderr
    assert kinds(clone, "origin/main") == []


def test_two_folders_can_be_compared_from_anywhere(tmp_path: Path) -> None:
    for name in ("before", "after"):
        project(tmp_path / name, {FILE: record()})
    assert kinds(tmp_path, "before", "after") == []


# --- formats


@pytest.fixture
def busy(tmp_path: Path) -> Comparison:
    hostile = 'It [named](http://x.example) @somebody <b> `code` #12 | "'
    before = {FILE: record(), "2020-b.yaml": record("2020-b", language="cy")}
    after = {FILE: record(withdrawal=f"\n  withdrawn_on: 2020-01-31\n  reason: {json.dumps(hostile)}")}
    return compared(tmp_path, before, after)


def test_as_text(busy: Comparison) -> None:
    assert WRITERS["text"](busy).splitlines()[1:4] == [
        "",
        "Records that vanished",
        "  error: norfolk-2020-b: The record is gone. A published response is never deleted: put it back, with a "
        "withdrawal if it must go, or say in the record that takes its place that it replaces it.",
    ]
    table = WRITERS["text"](busy).splitlines()
    assert "Current responses                              2       0" in table
    assert "Responses, current or not                      2       1" in table


def test_as_markdown_nothing_in_a_record_is_markup(busy: Comparison) -> None:
    from markdown_it import MarkdownIt

    html = MarkdownIt("gfm-like", {"linkify": False}).render(WRITERS["markdown"](busy))
    assert html.count("<a ") == html.count("<b>") == 0
    assert html.count("<code>") == 2
    assert "@\u200bsomebody &lt;b&gt; `code` #12 |" in html
    assert '<td style="text-align:right">2</td>' in html


def test_as_json(busy: Comparison) -> None:
    whole = json.loads(WRITERS["json"](busy))
    assert list(whole) == ["format_version", "before", "after", "errors", "not_compared", "changes"]
    assert whole["errors"] == 1
    assert whole["before"]["counts"]["responses"] == 2
    assert whole["changes"][0]["kind"] == "vanished"


def test_many_changes_of_a_kind_are_counted_in_markdown(tmp_path: Path) -> None:
    records = {f"2020-{n}.yaml": record(f"2020-{n}") for n in range(60)}
    assert "- … and 10 more\n" in WRITERS["markdown"](compared(tmp_path, {}, records))


def test_this_repository_is_the_same_as_itself() -> None:
    here = find_project(Path(__file__))
    standard = load_standard(here.schema)
    reader = Reader(standard)
    assert compare(work_tree(here, reader), work_tree(here, reader), standard).changes == ()
