"""The desk as an officer uses it: what is owed, and what a form does to a draft."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
import yaml

from opcc_opendata import provenance
from opcc_opendata.calendars import whole_day
from opcc_opendata.desk import drafts
from opcc_opendata.desk.checks import check_draft
from opcc_opendata.desk.fields import Widget, clean, date_of
from opcc_opendata.desk.parts import COMMENT_KINDS, part_of
from opcc_opendata.desk.placing import targets
from opcc_opendata.desk.words import desk_words
from opcc_opendata.schema import load_standard
from opcc_opendata.validate import validate
from opcc_opendata.yaml_writer import canonical
from tests.desks import ADDRESS, DRAFT, NAME, TODAY, Officer, inputs_of
from tests.sites import HOSTILE, HOSTILE_MARKDOWN

COMMENT = f"{ADDRESS}/comments/policing_body"
CHIEF = f"{ADDRESS}/comments/chief_officer"
LIST = f"{ADDRESS}/recommendations"


@pytest.mark.parametrize("typed", ["", "2026", "2026-11", "20261126", "2026-11-31", "26-11-05", "2026-W48-4x"])
def test_what_is_no_whole_day(typed: str) -> None:
    assert whole_day(typed) is None
    assert whole_day("2026-11-26") == date(2026, 11, 26)


def data_of(officer: Officer) -> dict:  # type: ignore[type-arg]
    return yaml.load(officer.draft.read_text(encoding="utf-8"), yaml.BaseLoader)  # type: ignore[no-any-return]


def without_keys(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_keys(inner) for key, inner in value.items() if key != "x_key"}
    return [without_keys(inner) for inner in value] if isinstance(value, list) else value


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


# What is owed


def test_a_report_has_its_deadline_the_days_left_and_how_far_it_is(officer: Officer) -> None:
    page = text_of(officer.get("/"))
    # 1 November is day 1, so that day 56 is 26 December, a Saturday.
    assert "Next deadline: Saturday 26 December 2026, in 30 days" in page
    # 25 December is a holiday of every year.
    assert "The last working day before it is Thursday 24 December 2026, if that is no bank holiday." in page
    assert "Invented report on records Report of 1 November 2026. Deadline: Saturday 26 December 2026." in page
    assert "30 days left Draft" in page


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 12, 26), "Deadline today Draft"),
        (date(2026, 12, 25), "1 day left Draft"),
        (date(2026, 11, 1), "55 days left Draft"),
    ],
)
def test_the_last_lawful_day_is_55_days_after_the_report(officer: Officer, today: date, said: str) -> None:
    object.__setattr__(officer.desk, "today", lambda: today)
    assert said in text_of(officer.get("/"))


def test_the_calendar_has_the_same_day(officer: Officer) -> None:
    assert "DTSTART;VALUE=DATE:20261226" in officer.get("/deadlines.ics")


def test_a_report_of_the_register_is_found_and_begun_once(officer: Officer) -> None:
    page = officer.get("/begin?q=digital+forensics")
    (code,) = set(re.findall(r'href="/begin\?report=([^"]+)"', page))
    fields = officer.inputs(f"/begin?report={code}")
    answer = officer.post("/begin", fields)
    begun = answer.headers["location"]
    file = officer.root / f"{begun[1:]}.yaml"
    made = file.read_text(encoding="utf-8")
    assert "To use the lines below" not in made
    data = yaml.load(made, yaml.BaseLoader)
    assert data["inspections"][0]["id"] == code
    assert data["stage"] == "full"
    again = officer.post("/begin", fields, 409)
    assert "is there already" in again.text
    assert file.read_text(encoding="utf-8") == made
    assert begun in officer.get(f"/begin?report={code}")
    assert officer.post("/begin", {**fields, "stage": "nonsense"}, 409)
    assert officer.browser.get("/begin?report=no-such-report").status_code == 404


def test_a_report_that_is_missing_is_added_with_its_source_and_recommendations(officer: Officer) -> None:
    fields = officer.inputs("/add-report") | {
        "title": "Invented: missing children",
        **{"published-d": "20", "published-m": "Oct", "published-y": "2026"},
        "published_source": "A letter from the inspectorate",
        "pasted": "1. By March, train.\n   All of them.\n2) Buy cameras.",
    }
    answer = officer.post("/add-report", fields)
    data = yaml.load((officer.root / f"{answer.headers['location'][1:]}.yaml").read_text("utf-8"), yaml.BaseLoader)
    (report,) = data["inspections"]
    assert report["title"] == "Invented: missing children"
    assert (report["published"], report["published_source"]) == ("2026-10-20", "A letter from the inspectorate")
    assert [(one["number"], one["text"]) for one in data["recommendations"]] == [
        ("1", "By March, train.\n   All of them."),
        ("2", "Buy cameras."),
    ]


@pytest.mark.parametrize(
    ("title", "day", "said"),
    [
        ("", ("1", "1", "2026"), "Write the title of the report."),
        ("A report", ("31", "11", "2026"), "“2026-11-31” is no date."),
        ("A report", ("27", "11", "2026"), "2026-11-27 is in the future."),
    ],
)
def test_a_report_that_can_t_be_is_not_added_and_what_was_typed_stays(
    officer: Officer, title: str, day: tuple[str, str, str], said: str
) -> None:
    before = sorted(officer.root.rglob("*.yaml"))
    typed = dict(zip(("published-d", "published-m", "published-y"), day, strict=True))
    page = officer.post(
        "/add-report", officer.inputs("/add-report") | {"title": title, **typed, "pasted": "1. Do."}, 422
    )
    assert said in text_of(page.text)
    assert f'value="{day[0]}"' in page.text
    assert "1. Do.</textarea>" in page.text
    assert sorted(officer.root.rglob("*.yaml")) == before


# Forms


def test_a_form_that_nobody_touched_changes_nothing(officer: Officer) -> None:
    before = officer.draft.read_bytes()
    for page in ("report", "comments/policing_body", "comments/chief_officer", "recommendations/1", "dates"):
        officer.save(f"{ADDRESS}/{page}")
    assert officer.draft.read_bytes() == before


def test_what_is_saved_is_the_file_that_fmt_writes_with_all_that_the_form_does_not_show(officer: Officer) -> None:
    officer.save(COMMENT, author="Pat Madeup", role="Commissioner", text="I welcome it.\r\n\r\n- one\r\n- two\r\n")
    text = officer.draft.read_text(encoding="utf-8")
    standard = load_standard(officer.desk.project.schema)
    assert canonical(text.encode(), standard) == text
    assert "# A note of the office" in text
    assert "# what the force sent" in text
    after = without_keys(data_of(officer))
    assert isinstance(after, dict)
    own = after["comments"].pop(0)
    assert own == {
        "kind": "policing_body",
        "author": "Pat Madeup",
        "role": "Commissioner",
        "text": "I welcome it.\n\n- one\n- two",
    }
    assert after == yaml.load(DRAFT, yaml.BaseLoader)


def test_the_body_s_action_and_the_force_s_are_apart_and_codes_are_words(officer: Officer) -> None:
    page = officer.get(f"{LIST}/1")
    assert "Accepted in part" in page
    assert ">accepted_in_part<" not in page
    officer.save(
        f"{LIST}/1",
        answer_at_acceptance="accepted_in_part",
        answer_at_body_action="I will ask.",
        answer_at_force_action="It trains.",
        answer_at_owner="Head of Governance",
        answer_at_target_date_at_d="5",
        answer_at_target_date_at_m="3",
        answer_at_target_date_at_y="2027",
    )
    (first, _) = data_of(officer)["recommendations"]
    assert first["answer"] == {
        "acceptance": "accepted_in_part",
        "body_action": "I will ask.",
        "force_action": "It trains.",
        "owner": "Head of Governance",
        "target_date": "2027-03-05",
    }
    assert first["parts"] == [{"label": "a", "text": "Soon."}]
    assert 'value="5"' in officer.get(f"{LIST}/1")


def test_both_languages_are_kept_and_one_alone_is_a_plain_text(officer: Officer) -> None:
    officer.save(CHIEF, text_at_other="Testun.")
    assert data_of(officer)["comments"][0]["text"] == {"en": "Invented text.", "cy": "Testun."}
    officer.save(CHIEF, text_at_other="")
    assert data_of(officer)["comments"][0]["text"] == "Invented text."


def test_a_comment_that_is_emptied_is_gone_and_one_with_keys_of_others_is_not(officer: Officer) -> None:
    officer.save(COMMENT, text="Mine.")
    officer.save(COMMENT, text="")
    officer.save(CHIEF, text="", author="")
    assert without_keys(data_of(officer)["comments"]) == [{"kind": "chief_officer", "x_sent_by": "a clerk"}]


def test_a_date_that_is_none_stays_as_it_was_typed_and_is_told_with_its_code(officer: Officer) -> None:
    typed = {f"answer_at_target_date_at_{part}": value for part, value in zip("dmy", ("31", "11", "2026"), strict=True)}
    answer = officer.save(f"{LIST}/1", do="next", **typed)
    assert "checked=1" in answer.headers["location"]
    page = officer.get(answer.headers["location"])
    assert '<a href="#answer-target_date-d">' in page
    assert "R012" in page
    assert "<title>Error: " in page
    assert 'id="answer-target_date-d" name="answer-target_date-d" class="w2" value="31"' in page
    assert data_of(officer)["recommendations"][0]["answer"] == {"target_date": "2026-11-31"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("2026", "11", "5"), "2026-11-05"),
        (("2026", "november", ""), "2026-11"),
        (("2026", "", ""), "2026"),
        (("", "", ""), ""),
        (("26", "1", "2"), "26-01-02"),
        (("", "11", "3"), "-11-03"),
        (("2026", "x", "y z"), "2026-x-y z"),
    ],
)
def test_the_boxes_of_a_date(typed: tuple[str, str, str], kept: str) -> None:
    assert date_of(*typed) == kept


def test_hostile_text_in_every_field_is_text(officer: Officer) -> None:
    officer.save(COMMENT, text="x")
    for page in ("report", "comments/policing_body", "recommendations/2", "dates"):
        fields = officer.inputs(f"{ADDRESS}/{page}")
        hostile = {
            name: HOSTILE_MARKDOWN if name in ("text", "key_findings") else HOSTILE
            for name in fields
            if name not in ("token", "seen")
        }
        officer.post(f"{ADDRESS}/{page}", {**fields, **hostile, "do": ["list"]})
        for shown in (f"{ADDRESS}/{page}?checked=1", f"{ADDRESS}/check", ADDRESS, LIST, "/"):
            answer = officer.browser.get(shown)
            assert answer.status_code == 200, shown
            assert not re.findall(r"<(?:img|svg|iframe|script(?! src=\"/static/desk\.js\"))", answer.text), shown
            assert "javascript:alert" not in "".join(re.findall(r'href="[^"]*"', answer.text))
    assert data_of(officer)["title"] == {"en": HOSTILE, "cy": HOSTILE}
    # A code that is in no list is not taken from a form.
    assert data_of(officer)["recommendations"][1]["kind"] == "recommendation"


def test_characters_that_no_record_holds_are_left_out_and_line_breaks_of_word_are_line_breaks(officer: Officer) -> None:
    officer.save(COMMENT, text="a\x00b\x0bc\u2028d\u202ee\r\nf\ufffe", author="  A\tB\r\nC ")
    (own, _) = data_of(officer)["comments"]
    assert own["text"] == "ab\nc\nde\nf"
    assert own["author"] == "A B C"
    assert clean("x  \n\n", lines=True) == "x"


@pytest.mark.parametrize(
    "text", ["no", "null", "12:30", "- x", "# y", "x: y", "'", '"', "|", "&a *b", "{{ x }}", "%", "​x"]
)
def test_every_text_comes_back_as_it_was_typed(officer: Officer, text: str) -> None:
    officer.save(COMMENT, text=text)
    assert data_of(officer)["comments"][0]["text"] == text
    assert officer.inputs(COMMENT)["text"] == [text]


# Checks beside the field


def test_the_codes_are_those_of_validate_each_with_a_link_to_its_page(officer: Officer) -> None:
    problems = validate(officer.desk.project, [officer.draft]).problems
    page = officer.get(f"{ADDRESS}/check")
    assert sorted(re.findall(r'<span class="code">(R\d+)', page)) == sorted(one.code for one in problems)
    assert {one.code for one in problems} >= {"R403", "R405"}
    assert f'href="{COMMENT}?checked=1#field-text"' in page
    assert f'href="{LIST}/1?checked=1#field-answer-body_action"' in page


def test_every_page_that_a_check_names_is_there(officer: Officer) -> None:
    officer.write(DRAFT.replace("published: 2026-11-01", "published: 2026-11-99").replace("2026-11-01-inv", "x-inv"))
    for link in re.findall(r'<li[^>]*><a href="([^"]+)"', officer.get(f"{ADDRESS}/check")):
        assert officer.browser.get(unescape(link)).status_code == 200


def test_done_is_said_only_where_the_rules_find_nothing(officer: Officer) -> None:
    tags = dict(re.findall(rf'href="{ADDRESS}/([a-z_/]+)".*?<strong class="tag [a-z]*">([^<]+)<', officer.get(ADDRESS)))
    assert tags["comments/policing_body"] == "To do"
    assert tags["comments/chief_officer"] == "Done"
    assert tags["recommendations"] == "1 to do"
    # What the schema refuses, the rules were not asked about: then nothing is done.
    officer.write(DRAFT.replace("published: 2026-11-01", "published: 2026-11-99"))
    page = officer.get(ADDRESS)
    assert ">Done<" not in page
    assert "What the law asks can't be checked yet" in unescape(page)
    assert "Put the errors right first" in officer.get(f"{ADDRESS}/check")


def test_a_holding_statement_is_not_said_to_be_all_that_the_law_asks(officer: Officer) -> None:
    officer.write(DRAFT.replace("stage: full", "stage: holding"))
    assert "The full response is still owed." in officer.get(f"{ADDRESS}/check")
    assert "Everything that section" not in officer.get(f"{ADDRESS}/check")


# Recommendations as cards


def numbers(officer: Officer) -> list[str]:
    return [one.get("number", "") for one in data_of(officer).get("recommendations", [])]


def act(officer: Officer, status: int = 303, **button: str) -> str:
    fields = officer.inputs(LIST)
    return str(officer.post(LIST, fields | button, status).text)


def names(officer: Officer) -> list[str]:
    return re.findall(r'id="card-([^"]+)"', officer.get(LIST))


def test_cards_are_added_pasted_moved_removed_and_put_back(officer: Officer) -> None:
    act(officer, do="add")
    assert numbers(officer) == ["1", "2", "3"]
    act(officer, up=names(officer)[2])
    assert numbers(officer) == ["1", "3", "2"]
    act(officer, down=names(officer)[0])
    assert numbers(officer) == ["3", "1", "2"]
    act(officer, remove=names(officer)[0])
    assert numbers(officer) == ["1", "2"]
    act(officer, do="undo")
    assert numbers(officer) == ["3", "1", "2"]
    assert "was removed" not in officer.get(LIST)
    act(officer, do="paste", pasted="7. Seventh.\n8. Eighth.")
    assert numbers(officer) == ["3", "1", "2", "7", "8"]


def test_a_card_that_another_is_answered_with_is_not_removed(officer: Officer) -> None:
    said = act(officer, 422, remove=names(officer)[0])
    assert "answered together with Recommendation 1: Recommendation 2." in said
    assert numbers(officer) == ["1", "2"]


def test_a_list_that_was_changed_in_another_window_is_shown_as_it_is(officer: Officer) -> None:
    old = officer.inputs(LIST)
    first = names(officer)[1]
    act(officer, do="add")
    said = officer.post(LIST, old | {"remove": first, "pasted": "9. Ninth."}, 409).text
    assert "changed in another window" in said
    assert "9. Ninth.</textarea>" in said
    assert numbers(officer) == ["1", "2", "3"]


# Two windows, crashes and files of others


def test_a_stale_window_is_refused_with_both_texts_and_the_newer_stays_in_the_draft(officer: Officer) -> None:
    old = officer.inputs(CHIEF)
    officer.save(CHIEF, text="Theirs.")
    page = officer.post(CHIEF, old | {"text": ["Mine."], "do": ["next"]}, 409).text
    assert "was saved in another window" in page
    assert text_of(page).count("Theirs.") >= 1
    assert "\nMine.</textarea>" in page
    assert data_of(officer)["comments"][0]["text"] == "Theirs."
    # Mine is kept until it is saved or discarded.
    assert "text of this page that is not in the draft" in officer.get(CHIEF)
    assert "\nMine.</textarea>" in officer.get(f"{CHIEF}?kept=1")
    again = officer.inputs(f"{CHIEF}?kept=1")
    officer.post(CHIEF, again | {"do": ["next"]})
    assert data_of(officer)["comments"][0]["text"] == "Mine."
    assert "not in the draft" not in officer.get(CHIEF)


def test_two_windows_on_different_parts_both_save(officer: Officer) -> None:
    one, other = officer.inputs(COMMENT), officer.inputs(CHIEF)
    officer.post(COMMENT, one | {"text": ["One."], "do": ["list"]})
    officer.post(CHIEF, other | {"text": ["Other."], "do": ["list"]})
    assert [one["text"] for one in data_of(officer)["comments"]] == ["One.", "Other."]


def test_a_recommendation_opened_before_it_had_a_key_is_saved_and_never_another(officer: Officer) -> None:
    first = officer.inputs(f"{LIST}/1")
    officer.save(COMMENT, text="Gives every item its key.")
    officer.post(f"{LIST}/1", first | {"answer-body_action": ["Mine."], "do": ["list"]})
    assert data_of(officer)["recommendations"][0]["answer"]["body_action"] == "Mine."
    second = officer.inputs(f"{LIST}/2")
    act(officer, up=names(officer)[1])
    officer.post(f"{LIST}/2", second | {"answer-body_action": ["Wrong place."], "do": ["list"]}, 409)


def test_what_was_typed_is_kept_where_the_draft_can_t_be_written_and_discarded_when_asked(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = officer.draft.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise drafts.NotWrittenError("The disk is full.")

    monkeypatch.setattr(drafts, "write_file", full)
    page = officer.save(COMMENT, 503, text="Precious.").text
    assert "The disk is full. The desk keeps your text" in unescape(page)
    assert "\nPrecious.</textarea>" in page
    assert officer.draft.read_bytes() == before
    monkeypatch.undo()
    again = Officer.__new__(Officer)
    again.__dict__ = {**officer.__dict__}
    assert "\nPrecious.</textarea>" in again.get(f"{COMMENT}?kept=1")
    fields = again.inputs(f"{COMMENT}?kept=1")
    again.post(COMMENT, fields | {"do": ["discard"]})
    assert "not in the draft" not in again.get(COMMENT)
    assert officer.draft.read_bytes() == before


def test_autosave_saves_and_gives_the_next_checksum_and_the_preview(officer: Officer) -> None:
    fields = officer.inputs(COMMENT)
    told = officer.post(COMMENT, fields | {"text": ["**Bold** <script>"], "do": ["autosave"]}, 200).json()
    assert re.fullmatch(r"Saved at \d\d:\d\d", told["said"])
    assert "<strong>Bold</strong> &lt;script&gt;" in told["preview"]
    told = officer.post(COMMENT, fields | {"seen": [told["seen"]], "text": ["Two."], "do": ["autosave"]}, 200).json()
    assert data_of(officer)["comments"][0]["text"] == "Two."
    old = officer.post(COMMENT, fields | {"text": ["Three."], "do": ["autosave"]}, 409).json()
    assert "another window" in old["said"]


def test_a_lock_keeps_others_out_until_whoever_had_it_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts.time, "sleep", lambda _: None)
    moment = 0.0

    def clock() -> float:
        nonlocal moment
        moment += 0.5
        return moment

    path = tmp_path / "draft.yaml"
    entered = []
    refusal = pytest.raises(drafts.NotSavedError, match="Another desk is writing")
    with drafts.locked(path, clock), refusal, drafts.locked(path, clock):
        entered.append("both at once")
    assert entered == []
    with drafts.locked(path, clock):
        pass
    (tmp_path / ".draft.lock").mkdir()  # a desk that crashed
    refused = 0
    for _ in range(20):
        try:
            with drafts.locked(path, clock):
                break
        except drafts.NotSavedError:
            refused += 1
    assert 1 <= refused <= 8
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: [\n", "can't be read"),
        ("title: x\ntitle: y\n", "can't be read"),
        ("comments: none\n", "another form"),
        ("recommendations:\n  - one\n", "another form"),
        ("recommendations:\n  - answer: yes please\n", "another form"),
        ("inspections: {a: b}\n", "another form"),
        ("dates: []\n", "another form"),
    ],
)
def test_a_draft_that_no_form_can_show_is_named_with_what_is_wrong_and_left_alone(
    officer: Officer, text: str, said: str
) -> None:
    officer.write(text)
    answer = officer.browser.get(ADDRESS)
    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert NAME in answer.text
    assert officer.draft.read_text(encoding="utf-8") == text
    assert officer.browser.get("/").status_code == 200


@pytest.mark.parametrize("value", ["7", "true", "{en: a, cy: b, x_fr: c}", "{}", "[a, b]"])
def test_a_value_that_no_field_can_hold_stays_as_it_is(officer: Officer, value: str) -> None:
    officer.write(
        DRAFT.replace("text: Invented text.", f"text: {value}").replace("author: Invented Name", f"author: {value}")
    )
    before = data_of(officer)["comments"]
    officer.save(CHIEF, role="Chief Constable")
    (after,) = data_of(officer)["comments"]
    assert {**after, "role": None, "x_key": None} == {**before[0], "role": None, "x_key": None}


def test_there_is_no_page_but_for_what_a_draft_has(officer: Officer) -> None:
    for page in (
        "report/2",
        "report/1",
        "comments/other",
        "comments/policing_body/2",
        "recommendations/kxyz",
        "dates/x",
    ):
        assert officer.browser.get(f"{ADDRESS}/{page}").status_code == 404, page
    assert officer.browser.get("/drafts/norfolk/no-such-draft").status_code == 404


# The forms and the schema


def test_every_field_has_words_of_the_schema_or_better_and_every_code_can_be_chosen(officer: Officer) -> None:
    draft = drafts.read_draft(officer.desk.project, *NAME.split("/"))
    standard, words = officer.desk.standard, desk_words()
    for page in ("report", *(f"comments/{kind}" for kind in COMMENT_KINDS), "recommendations/1", "dates"):
        part = part_of(draft, page, standard, words)
        assert part is not None
        assert len({one.name for one in part.every}) == len(part.every)
        for one in part.every:
            assert one.label
            if one.widget in (Widget.CHOICE, Widget.SELECT, Widget.CHECKS):
                assert one.options, one.name
    (acceptance,) = [
        one for one in part_of(draft, "recommendations/1", standard, words).fields if one.at[-1] == "acceptance"
    ]  # type: ignore[union-attr]
    assert tuple(option.code for option in acceptance.options) == standard.codelists["acceptance"].codes


def test_words_of_the_desk_name_fields_and_codes_that_there_are() -> None:
    schema = load_standard(Path(__file__).parent.parent / "schema").schema
    for key in desk_words()._words:
        match key.split("."):
            case ["field", definition, *at, ("label" | "hint")]:
                here = schema if definition == "record" else schema["$defs"][definition]
                for step in at:
                    assert step in here["properties"], key
                    here = schema["$defs"].get(here["properties"][step].get("$ref", "").rpartition("/")[2], {})


def test_a_check_of_a_draft_is_the_same_for_the_desk_and_the_command_line(officer: Officer) -> None:
    draft = drafts.read_draft(officer.desk.project, *NAME.split("/"))
    checked = check_draft(draft, officer.desk.project, desk_words())
    problems = validate(officer.desk.project, [officer.draft]).problems
    assert sorted(one.code for one in checked.remarks) == sorted(one.code for one in problems)
    assert len(checked.errors) + len(checked.law) + len(checked.advice) == len(problems)


# What an import guessed


def test_a_guess_is_shown_with_the_words_it_rests_on_and_answered_by_itself(officer: Officer) -> None:
    def entry(at: tuple[str | int, ...], value: object, state: str, **more: object) -> provenance.ProvenanceEntry:
        return provenance.ProvenanceEntry(at, provenance.value_sha256(value), state, **more)  # type: ignore[arg-type]

    quote = {"quote": "Norfolk's <b>Commissioner</b>"}
    entries = [
        entry(("comments", 0, "author"), "Invented Name", provenance.GUESSED, source=quote, why="It signs the letter."),
        entry(("policing_body",), "norfolk-pcc", provenance.GUESSED, source=quote),
        entry(("dates", "letter"), None, provenance.MISSING, why="No date was found."),
        entry(("stage",), "full", provenance.PRINTED),
    ]
    side = provenance.side_file(officer.draft)
    side.parent.mkdir()
    side.write_text(provenance.to_json(entries), encoding="utf-8")
    here = f"{ADDRESS}/questions"
    page = officer.get(here)
    assert "3 questions are open." in page
    assert "Comments 1, Author" in page
    assert "Norfolk&#39;s &lt;b&gt;Commissioner&lt;/b&gt;" in page
    assert f'href="{CHIEF}"' in page
    assert f'href="{here}?checked=1"' in officer.get(f"{ADDRESS}/check")
    assert "3 to do" in officer.get(ADDRESS)
    token = officer.inputs(here)["token"]
    forms = {one["place"][0]: one for one in (inputs_of(form) for form in page.split("</form>")[1:-1])}

    def say(place: str, said: str, status: int = 303) -> None:
        fields = {"token": token, "place": place, "seen": forms[place]["seen"], "said": said, "by": "A clerk"}
        officer.post(here, fields, status)

    say("policing_body", "not_said", 409)  # a guess is right, or is changed
    say("dates/letter", "right", 409)
    say("policing_body", "right")
    say("policing_body", "right", 409)
    say("dates/letter", "not_said")
    kept = provenance.read_entries(officer.draft)
    assert [one.state for one in kept] == ["guessed", "confirmed", "not_said", "printed"]
    assert (kept[1].by, kept[1].when) == ("A clerk", TODAY.isoformat())
    # What somebody changes is a guess no more.
    officer.save(CHIEF, author="The Right Name")
    assert "No question is open." in officer.get(here)
    say("comments/1/author", "right", 409)


ANSWER = "    answer:\n      acceptance: accepted\n      body_action: I will pay for it.\n"
OTHERS = """\
  - number: "1"
    kind: cause_of_concern
    text: Invented. A failing.
  - kind: area_for_improvement
    text: Invented. An area.
    answer:
      acceptance: not_stated
"""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (DRAFT, "Section 55(5B). 0 of 2 answered."),
        (DRAFT.replace("    parts:\n", f"{ANSWER}    parts:\n"), "Section 55(5B). 2 of 2 answered."),
        (
            DRAFT.replace("    parts:\n", f"{ANSWER}    parts:\n").replace("distribution:", f"{OTHERS}distribution:"),
            "Section 55(5B). 2 of 2 answered. 2 other findings, which the law does not ask about.",
        ),
        (
            DRAFT.replace("kind: recommendation", "kind: area_for_improvement"),
            "2 other findings, which the law does not ask about.",
        ),
    ],
)
def test_only_recommendations_are_counted_as_what_the_law_asks_for(officer: Officer, changed: str, said: str) -> None:
    officer.write(changed)
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", officer.get(ADDRESS)))
    assert said in page
    assert ("Section 55(5B)." in page) == said.startswith("Section")


@pytest.mark.parametrize(
    ("published", "working"),
    [
        ("2026-10-31", "Thursday 24 December 2026"),  # due on Christmas Day
        ("2026-11-08", "Thursday 31 December 2026"),  # due on a Saturday, 2 January
        ("2026-11-09", "Thursday 31 December 2026"),  # due on a Sunday, 3 January
        ("2026-11-07", "Thursday 31 December 2026"),  # due on New Year's Day
        ("2026-11-10", None),  # due on a Monday
    ],
)
def test_a_deadline_that_is_no_working_day_has_the_one_before(
    officer: Officer, published: str, working: str | None
) -> None:
    officer.write(DRAFT.replace("2026-11-01\n    x_case", f"{published}\n    x_case"))
    page = text_of(officer.get("/"))
    assert re.findall("The last working day before it is (.*?), if that", page) == ([working] if working else [])


def test_the_list_says_what_kind_a_finding_is_and_calls_none_done_that_nobody_answered(officer: Officer) -> None:
    officer.write(DRAFT.replace("distribution:", f"{OTHERS}distribution:"))
    page = officer.get(LIST)
    rows = [text_of(row) for row in page.split('<tr id="card-')[1:]]
    assert [row.partition(" ")[2].split(" Invented")[0] for row in rows] == [
        "1",
        "2",
        "Cause of concern 1",
        "Area for improvement",
    ]
    assert [re.findall("To do|Done|Optional", row) for row in rows] == [["To do"], ["Done"], ["Optional"], ["Done"]]
    assert "Recommendations and other findings (4)" in text_of(page)
    assert "It does not ask about other findings" in text_of(page)


def test_a_list_of_recommendations_alone_speaks_of_no_other_findings(officer: Officer) -> None:
    page = text_of(officer.get(LIST))
    assert "Recommendations (2)" in page
    assert "other findings" not in page


def test_what_the_law_does_not_ask_about_is_not_done_until_something_is_answered(officer: Officer) -> None:
    others = DRAFT.replace("kind: recommendation", "kind: area_for_improvement").replace('    answered_with: "1"\n', "")
    officer.write(others)
    asked = "2 other findings, which the law does not ask about."
    assert f"{asked} Optional" in text_of(officer.get(ADDRESS))
    officer.write(others.replace("    parts:\n", f"{ANSWER}    parts:\n"))
    assert f"{asked} Done" in text_of(officer.get(ADDRESS))


@pytest.mark.parametrize(
    ("kind", "number", "said"),
    [
        ("recommendation", '"2"', "Recommendation 2 (2 in all)"),
        ("area_for_improvement", '"2"', "Area for improvement 2 (2 in all)"),
        ("recommendation", "Recommendation 2", "Recommendation 2 (2 in all)"),
        ("recommendation", "", "Recommendation without a number (2 of 2 in the list)"),
        ("area_for_improvement", "", "Area for improvement without a number (2 of 2 in the list)"),
    ],
)
def test_a_finding_is_named_by_its_kind_and_only_by_a_number_that_is_printed(
    officer: Officer, kind: str, number: str, said: str
) -> None:
    printed = f"  - number: {number}\n    kind: {kind}\n" if number else f"  - kind: {kind}\n"
    officer.write(DRAFT.replace('  - number: "2"\n    kind: recommendation\n', printed))
    page = officer.get(f"{ADDRESS}/recommendations/2")
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == [said]


UNNUMBERED = "Area for improvement without a number (2 of 2 in the list)"


def test_the_list_and_what_it_offers_name_a_finding_without_a_number_by_its_place(officer: Officer) -> None:
    second = '  - number: "2"\n    kind: recommendation\n    text: Invented. Buy cameras.\n    answered_with: "1"\n'
    one = DRAFT.replace("    parts:\n", f"{ANSWER}    parts:\n")
    officer.write(one.replace(second, "  - kind: area_for_improvement\n    answer:\n      owner: A person\n"))
    page = officer.get(LIST)
    assert re.findall(r'<td data-l="Number">(.*?)</td>', page) == ["1", "Area for improvement"]
    assert f"{UNNUMBERED}, without its words" in page
    assert re.findall(r"Remove<span class=\"vh\"> (.*?)<", page) == ["Recommendation 1", UNNUMBERED]
    officer.write(one.replace(second, "  - kind: recommendation\n    text: Invented. Buy cameras.\n"))
    assert "Answer the next one: Recommendation without a number (2 of 2 in the list)" in officer.get(LIST)
    officer.write(DRAFT.replace('number: "1"\n    kind: recommendation', 'number: "1"\n    kind: area_for_improvement'))
    assert "together with Area for improvement 1: Recommendation 2." in act(officer, 422, remove=names(officer)[0])


def test_what_is_said_of_a_finding_names_it_as_its_page_does(officer: Officer) -> None:
    second = '  - number: "2"\n    kind: recommendation\n'
    officer.write(
        DRAFT.replace(second, "  - kind: area_for_improvement\n").replace('answered_with: "1"', 'answered_with: "9"')
    )
    said = re.sub(r"<[^>]+>", " ", officer.get(f"{ADDRESS}/check"))
    assert f"{UNNUMBERED}: " in said
    assert "Recommendation 2" not in said
    assert "Recommendation 1: " in said


@pytest.mark.parametrize(
    ("item", "called"),
    [
        ({"number": "2", "kind": "area_for_improvement"}, "Area for improvement 2"),
        ({"number": "Recommendation 2", "kind": "recommendation"}, "Recommendation 2"),
        ({"kind": "area_for_improvement"}, UNNUMBERED),
        ({"number": "2", "kind": "recommendation"}, "Recommendation 2"),
    ],
)
def test_a_place_for_imported_text_is_named_as_the_page_is(officer: Officer, item: dict[str, str], called: str) -> None:
    data = {"recommendations": [{"number": "1", "kind": "recommendation"}, item]}
    groups = dict(targets(data, officer.desk.standard, desk_words()))
    assert list(groups)[1:3] == ["Recommendation 1", called]
    assert [one.title for one in groups[called]] == [
        f"{called}: {what}" for what in ("own action", "reason for none", "the force's action", "the report's words")
    ]
