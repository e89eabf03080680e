"""The desk in a real Chromium: from a report's title to the copies, by keyboard; a crash; two windows; axe."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from opcc_opendata import provenance
from opcc_opendata.desk import history
from opcc_opendata.document_text import DocumentParagraph, text_file, to_json
from tests.desks import DRAFT, NAME
from tests.forms import Filled
from tests.projects import CHECKOUT
from tests.sites import HOSTILE, HOSTILE_MARKDOWN
from tests.test_accessibility import AXE, CONTRAST, IN_PAGE, RULES
from tests.waiting import LONGEST, soon

pytestmark = pytest.mark.browser

MOST_TABS = 120


@dataclass(frozen=True)
class Running:
    """A desk that runs: its project, its address and its process."""

    root: Path
    address: str
    process: subprocess.Popen[str]

    @property
    def base(self) -> str:
        return self.address.partition("/start")[0]


@contextmanager
def running(root: Path) -> Iterator[Running]:
    """Run `opcc desk` over a project until the end of the block."""
    command = [sys.executable, "-m", "opcc_opendata.cli", "desk", "--no-open", "--body", "norfolk-pcc"]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "XDG_STATE_HOME": str(root.parent / "state")}
    process = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))
        yield Running(root, address, process)
    finally:
        process.terminate()
        process.communicate(timeout=LONGEST)


def project(folder: Path) -> Path:
    (folder / "records").mkdir(parents=True)
    (folder / "drafts/norfolk").mkdir(parents=True)
    (folder / "drafts" / f"{NAME}.yaml").write_text(DRAFT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(project(tmp_path_factory.mktemp("desk") / "project")) as found:
        yield found


@pytest.fixture(scope="module")
def context(browser: Any, desk: Running) -> Iterator[Any]:
    """The browser that was given the address."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_init_script(path=IN_PAGE)
    page = context.new_page()
    page.goto(desk.address)
    page.close()
    yield context
    context.close()


@pytest.fixture
def tab(context: Any) -> Iterator[Any]:
    page = context.new_page()
    yield page
    page.close()


class Keyboard:
    """An officer who has no mouse."""

    def __init__(self, tab: Any) -> None:
        self.tab = tab

    def reach(self, wanted: Any) -> None:
        """Press the Tab key until something has the focus."""
        wanted.wait_for(state="attached", timeout=soon() * 1_000)
        for _ in range(MOST_TABS):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.tab.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not lead to {wanted}")

    def press(self, wanted: Any, key: str = "Enter") -> None:
        """Press a button or follow a link, and wait for the page that it leads to."""
        self.reach(wanted)
        with self.tab.expect_navigation(wait_until="load"):
            self.tab.keyboard.press(key)

    def link(self, name: str) -> None:
        self.press(self.tab.get_by_role("link", name=name).first)

    def button(self, name: str) -> None:
        self.press(self.tab.get_by_role("button", name=name, exact=True))

    def type(self, label: str, text: str) -> None:
        self.reach(self.tab.get_by_label(label, exact=True).first)
        self.tab.keyboard.insert_text(text)

    def choose(self, label: str) -> None:
        """Choose a radio button: the Tab key leads to the first of a group, and the arrows to the others."""
        wanted = self.tab.get_by_label(label, exact=True)
        group = self.tab.locator(f"input[name='{wanted.get_attribute('name')}']")
        self.reach(group.first)
        self.tab.keyboard.press(" ")
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            self.tab.keyboard.press("ArrowDown")
        raise AssertionError(f"no key chooses {label}")

    def fill_in_day(self, day: str) -> None:
        """Fill in a day of November 2026."""
        for box, value in (("Day", day), ("Month", "11"), ("Year", "2026")):
            self.type(box, value)

    def begin(self, title: str, day: str, recommendations: str) -> None:
        """Add a report that the register lacks, and begin the response to it."""
        self.link("Begin a response")
        self.link("The report is not here: add it")
        self.type("Title of the report", title)
        self.fill_in_day(day)
        self.type("Paste recommendations (optional)", recommendations)
        self.button("Add the report and begin the response")

    def publish_on(self, day: str) -> None:
        """Say on which day the response goes on the website and that it is approved, and publish it."""
        self.choose("Another day")
        self.fill_in_day(day)
        self.reach(self.tab.get_by_label("The commissioner or mayor has approved this text"))
        self.tab.keyboard.press(" ")
        self.button("Publish")


@pytest.mark.slow
@pytest.mark.days(2)
@pytest.mark.parametrize("width", [320, 1280])
def test_from_the_title_of_a_report_to_the_copies_by_keyboard_alone(tab: Any, desk: Running, width: int) -> None:
    from playwright.sync_api import expect

    tab.set_viewport_size({"width": width, "height": 800})
    seen: list[str] = []
    tab.on("load", lambda page: seen.append(page.url))
    officer = Keyboard(tab)
    tab.goto(desk.base)
    officer.begin(f"Invented report at {width}", "2", "1. Invented. Train officers.\n2. Invented. Buy cameras.")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Your response")
    officer.link("Comments of the commissioner or mayor")
    officer.type("Name", "Pat Madeup")
    officer.type("Comments", "I **welcome** this report.")
    officer.button("Save and continue")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Chief officer's comments")
    officer.type("Comments", "Invented. So do we.")
    officer.button("Save and continue")
    officer.link("Answer the next one: Recommendation 1")
    officer.choose("Accepted")
    officer.type("Own action of the commissioner or mayor", "I will ask for a report.")
    officer.type("What will the force do? (optional)", "It trains them.")
    officer.button("Save and continue")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Recommendation 2")
    officer.choose("Not accepted")
    officer.type("Or: why your office takes no action", "It has cameras.")
    officer.button("Save and continue")
    officer.link("Back to your response")
    expect(tab.locator(".tag.amber, .tag.red")).to_have_count(0)
    officer.link("Preview and papers")
    expect(tab.locator(".paper")).to_contain_text("I welcome this report.")
    officer.link("Back to your response")
    officer.link("Publish")
    expect(tab.locator("main")).to_contain_text("Everything that section 55(5) and (5B) asks for is there.")
    officer.publish_on("3")
    expect(tab.locator("main")).to_contain_text("It is published in your folder.")
    expect(tab.locator("main")).to_contain_text("It was on time. Day 2 of 56.")
    officer.reach(tab.get_by_role("link", name="The response, for Word"))
    with tab.expect_download() as word:
        tab.keyboard.press("Enter")
    assert "I welcome this report." in [one.text for one in docx.Document(word.value.path()).paragraphs]
    officer.reach(tab.get_by_role("link", name="Letter to the Home Secretary, as PDF"))
    with tab.expect_download() as letter:
        tab.keyboard.press("Enter")
    assert Path(letter.value.path()).read_bytes().startswith(b"%PDF-")
    for name in ("HMICFRS", "Home Secretary (Home Office)"):
        officer.button(f"Sent today {name}")
    expect(tab.locator("main")).not_to_contain_text("E-mail: HMICFRS")
    officer.link("Back to what is owed")
    expect(tab.locator("tr", has_text=f"Invented report at {width}")).to_contain_text("3 of 3")
    assert not [url for url in seen if ".yaml" in url]
    (path,) = (desk.root / "records/norfolk").glob(f"*at-{width}.yaml")
    record = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    assert record["dates"]["published"] == "2026-11-03"
    assert [one["answer"] for one in record["recommendations"]] == [
        {"acceptance": "accepted", "body_action": "I will ask for a report.", "force_action": "It trains them."},
        {"acceptance": "not_accepted", "no_action_reason": "It has cameras."},
    ]


@pytest.mark.slow
@pytest.mark.days(2)
@pytest.mark.parametrize("width", [320, 1280])
def test_from_a_word_form_filled_in_to_a_published_response_by_keyboard_alone(
    tab: Any, desk: Running, tmp_path: Path, width: int
) -> None:
    from playwright.sync_api import expect

    tab.set_viewport_size({"width": width, "height": 800})
    officer = Keyboard(tab)
    tab.goto(desk.base)
    officer.begin(
        f"Cameras that officers wear, {width}", "9", "1. Invented. Charge batteries.\n2. Invented. Keep the films."
    )
    officer.link("A Word form")
    officer.reach(tab.get_by_role("link", name="Form for your own office"))
    with tab.expect_download() as sent:
        tab.keyboard.press("Enter")
    form = Filled(Path(sent.value.path()).read_bytes())
    form.type("comments/1/text", "I welcome this report.").type("comments/2/text", "Invented. So do we.")
    for n, words in ((1, "It trains them."), (2, "It buys them.")):
        form.type(f"recommendations/{n}/answer/acceptance", "Accepted")
        form.type(f"recommendations/{n}/answer/body_action", f"I will ask about {n}.")
        form.type(f"recommendations/{n}/answer/force_action", words)
    came_back = tmp_path / "form.docx"
    came_back.write_bytes(form.saved())
    officer.reach(tab.get_by_label("The form, filled in"))
    # The system's own dialogue would open here: whether one comes to a key is the browser's affair.
    tab.get_by_label("The form, filled in").set_input_files(came_back)
    officer.button("Show what it changes")
    expect(tab.locator("main")).to_contain_text("It buys them.")
    officer.button("Take it in")
    tab.goto(tab.url.removesuffix("/questions"))
    officer.link("Publish")
    expect(tab.locator("main")).to_contain_text("Everything that section 55(5) and (5B) asks for is there.")
    officer.publish_on("10")
    expect(tab.locator("main")).to_contain_text("It is published in your folder.")
    (path,) = (desk.root / "records/norfolk").glob(f"*cameras*-{width}.yaml")
    record = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    assert [one["text"] for one in record["comments"]] == ["I welcome this report.", "Invented. So do we."]
    assert [one["answer"] for one in record["recommendations"]] == [
        {"acceptance": "accepted", "body_action": f"I will ask about {n}.", "force_action": words}
        for n, words in ((1, "It trains them."), (2, "It buys them."))
    ]


HEAD = ("No.", "Recommendation", "PCC response", "Response")


def letter(path: Path) -> Path:
    """A response in Word, of which the importer can read all but whose action the last column has."""
    made = docx.Document()
    made.add_heading("Norfolk Police and Crime Commissioner response to an inspection of Norfolk Constabulary", 1)
    title = "An inspection into how well the police and other agencies use digital forensics in their investigations"
    made.add_paragraph(f"Inspection Title: Digital forensics: {title}")
    made.add_paragraph("Date Published: 1 December 2022")
    made.add_paragraph("Response published: 5 January 2023")
    made.add_paragraph("This is my full response under section 55 of the Police Act 1996.")
    made.add_heading("Comments of the Police and Crime Commissioner", 2)
    made.add_paragraph("Invented. I welcome this report, and will follow it at my board.")
    made.add_heading("Comments of the Chief Constable", 2)
    made.add_paragraph("Invented. We accept the report and have trained our officers.")
    made.add_heading("Recommendations", 2)
    table = made.add_table(rows=0, cols=4)
    rows = [
        (f"{n}", f"Forces should train for {n}.", f"I will ask about {n}.", f"The force has trained {n}.")
        for n in (1, 2, 3)
    ]
    for row in (HEAD, *rows):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    made.save(str(path))
    return path


@pytest.mark.slow
@pytest.mark.days(2)
@pytest.mark.parametrize("width", [320, 1280])
def test_from_a_letter_with_three_guesses_to_a_published_response_by_keyboard_alone(
    browser: Any, tmp_path: Path, width: int
) -> None:
    from playwright.sync_api import expect

    with running(project(tmp_path / "project")) as desk:
        context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        tab = context.new_page()
        officer = Keyboard(tab)
        tab.goto(desk.address)
        officer.link("Bring in documents")
        officer.reach(tab.get_by_label("Documents", exact=True))
        # The system's own dialogue would open here: whether one comes to a key is the browser's affair.
        tab.get_by_label("Documents", exact=True).set_input_files(letter(tmp_path / "letter.docx"))
        officer.button("Bring in")
        expect(tab.get_by_role("heading", level=1)).to_have_text("Compare with the document")
        expect(tab.locator("main")).to_contain_text("3 questions are open.")
        expect(tab.locator(".docside")).to_contain_text("The force has trained 3.")
        # From a guess to its words in the document.
        officer.reach(tab.locator("#q-1").get_by_role("link", name="Paragraph"))
        tab.keyboard.press("Enter")
        # It is the table: its heads come first, and the one on which the guess rests is marked.
        expect(tab.locator(".sp:target")).to_contain_text("No.")
        expect(tab.locator(".docside mark").get_by_text("Response", exact=True)).to_have_count(1)
        tab.goto(f"{tab.url.partition('#')[0]}")
        for n, words in ((1, "2 questions are open."), (2, "1 question is open.")):
            officer.button(f"It is right Recommendations and other findings {n}, Answer, Force's action")
            expect(tab.locator("main")).to_contain_text(words)
        officer.link("Change it Recommendations and other findings 3, Answer, Force's action")
        officer.type("What will the force do? (optional)", "It trains them. ")
        officer.choose("Accepted")
        officer.button("Save and go back to the list")
        for _ in (1, 2):
            officer.link("Answer the next one")
            officer.choose("Accepted")
            officer.button("Save and go back to the list")
        officer.link("Back to your response")
        expect(tab.locator("main")).not_to_contain_text("Compare with the document")
        officer.link("Publish")
        officer.choose("On the day that the draft gives: 5 January 2023")
        officer.reach(tab.get_by_label("The commissioner or mayor has approved this text"))
        tab.keyboard.press(" ")
        officer.button("Publish")
        expect(tab.locator("main")).to_contain_text("It is published in your folder.")
        context.close()
        (path,) = (desk.root / "records/norfolk").glob("*.yaml")
    record = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    assert record["dates"]["published"] == "2023-01-05"
    answers = [one["answer"] for one in record["recommendations"]]
    assert [one["body_action"] for one in answers] == [f"I will ask about {n}." for n in (1, 2, 3)]
    assert answers[0]["force_action"] == "The force has trained 1."
    assert "It trains them." in answers[2]["force_action"]
    assert "x_key" not in path.read_text(encoding="utf-8")


def test_what_is_typed_outlasts_a_crash(browser: Any, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    root = project(tmp_path / "project")
    page = f"/drafts/{NAME}/comments/policing_body"
    context = browser.new_context()
    with running(root) as desk:
        tab = context.new_page()
        tab.goto(desk.address)
        tab.goto(desk.base + page)
        tab.get_by_label("Comments", exact=True).fill("Typed before the crash.")
        expect(tab.locator("#saved")).to_contain_text("Saved at")
        desk.process.send_signal(signal.SIGKILL)
        desk.process.wait(LONGEST)
        tab.get_by_label("Comments", exact=True).fill("Typed before the crash. And after it.")
        expect(tab.locator("#saved")).to_contain_text("The desk has stopped.")
        expect(tab.get_by_label("Comments", exact=True)).to_have_value("Typed before the crash. And after it.")
    with running(root) as desk:
        tab.goto(desk.address)
        tab.goto(desk.base + page)
        expect(tab.get_by_label("Comments", exact=True)).to_have_value("Typed before the crash.")
    context.close()


def test_two_windows_lose_neither_text(context: Any, desk: Running) -> None:
    from playwright.sync_api import expect

    address = f"{desk.base}/drafts/{NAME}/comments/chief_officer"
    one, two = context.new_page(), context.new_page()
    for tab in (one, two):
        tab.goto(address)
    one.get_by_label("Comments", exact=True).fill("From the first window.")
    expect(one.locator("#saved")).to_contain_text("Saved at")
    two.get_by_label("Comments", exact=True).fill("From the second window.")
    expect(two.locator("#saved")).to_contain_text("Saved in another window")
    with two.expect_navigation():
        two.get_by_role("button", name="Save and continue").click()
    expect(two.get_by_role("alert")).to_contain_text("From the first window.")
    expect(two.get_by_label("Comments", exact=True)).to_have_value("From the second window.")
    text = (desk.root / "drafts" / f"{NAME}.yaml").read_text(encoding="utf-8")
    assert "From the first window." in text
    with two.expect_navigation():
        two.get_by_role("button", name="Save and continue").click()
    text = (desk.root / "drafts" / f"{NAME}.yaml").read_text(encoding="utf-8")
    assert "From the second window." in text
    for tab in (one, two):
        tab.close()


def test_a_text_outlasts_the_card_that_another_window_removes_and_the_draft_that_goes(
    browser: Any, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    own_action = "Own action of the commissioner or mayor"
    with running(project(tmp_path / "project")) as desk:
        context = browser.new_context(reduced_motion="reduce")
        context.add_init_script(path=IN_PAGE)
        one, two = context.new_page(), context.new_page()
        one.goto(desk.address)
        here = f"{desk.base}/drafts/{NAME}"
        one.goto(f"{here}/dates")
        one.get_by_label("Title of the response", exact=True).fill("Another title")
        with one.expect_navigation():
            one.get_by_role("button", name="Save and go back to the list").click()  # now each card has its key
        for tab in (one, two):
            tab.goto(f"{here}/recommendations")
        two.get_by_role("link", name="Invented. Buy cameras.").click()
        with one.expect_navigation():
            one.get_by_role("button", name="Remove Recommendation 2").click()
        two.get_by_label(own_action, exact=True).fill("Typed after it was removed.")
        expect(two.locator("#saved")).to_contain_text("This recommendation is no longer in the draft.")
        expect(two.locator("#saved")).not_to_contain_text("The desk has stopped")
        expect(two.locator("#saved")).to_be_in_viewport()
        with two.expect_navigation():
            two.get_by_role("button", name="Save and go back to the list").click()
        expect(two.get_by_label(own_action, exact=True)).to_have_value("Typed after it was removed.")
        check_page(two)
        with two.expect_navigation():
            two.get_by_role("button", name="Put the recommendation back").click()
        expect(two.get_by_label(own_action, exact=True)).to_have_value("Typed after it was removed.")
        with two.expect_navigation():
            two.get_by_role("button", name="Save and go back to the list").click()
        draft = desk.root / "drafts" / f"{NAME}.yaml"
        assert "Typed after it was removed." in draft.read_text(encoding="utf-8")
        two.goto(f"{here}/comments/policing_body")
        draft.unlink()
        two.get_by_label("Comments", exact=True).fill("Typed after it was deleted.")
        expect(two.locator("#saved")).to_contain_text("There is no such draft.")
        with two.expect_navigation():
            two.get_by_role("button", name="Save and continue").click()
        expect(two.get_by_label("Comments", exact=True)).to_have_value("Typed after it was deleted.")
        context.close()


@pytest.mark.parametrize(
    ("status", "said"),
    [(500, "This could not be saved. This text is still here"), (502, "The desk has stopped. Start it again.")],
)
def test_what_is_no_answer_of_a_form_is_not_always_a_stopped_desk(
    context: Any, desk: Running, status: int, said: str
) -> None:
    from playwright.sync_api import expect

    tab = context.new_page()
    tab.goto(f"{desk.base}/drafts/{NAME}/comments/chief_officer")
    page = "<h1>A page, as of a fault, or of a proxy whose desk does not answer</h1>"
    tab.route("**/comments/chief_officer", lambda one: one.fulfill(status=status, content_type="text/html", body=page))
    tab.get_by_label("Comments", exact=True).press_sequentially(" ")
    expect(tab.locator("#saved")).to_contain_text(said)
    tab.close()


def test_without_javascript_the_buttons_save(browser: Any, context: Any, desk: Running) -> None:
    from playwright.sync_api import expect

    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(context.cookies())
    tab = plain.new_page()
    tab.goto(f"{desk.base}/drafts/{NAME}/dates")
    tab.get_by_label("Title of the response", exact=True).fill("Saved by a button")
    with tab.expect_navigation():
        tab.get_by_role("button", name="Save and check this page").click()
    expect(tab.get_by_label("Title of the response", exact=True)).to_have_value("Saved by a button")
    assert "title: Saved by a button" in (desk.root / "drafts" / f"{NAME}.yaml").read_text(encoding="utf-8")
    plain.close()


def test_hostile_words_do_nothing_and_ask_nobody(tab: Any, desk: Running) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    path = desk.root / "drafts/norfolk/2026-11-05-hostile.yaml"
    data = yaml.load(DRAFT, yaml.BaseLoader)
    data["id"], data["title"] = "norfolk-2026-11-05-hostile", HOSTILE
    data["inspections"][0] |= {"id": "hostile-2026", "title": HOSTILE, "key_findings": HOSTILE_MARKDOWN}
    data["comments"][0] |= {"author": HOSTILE, "text": HOSTILE_MARKDOWN}
    data["recommendations"][0] |= {
        "text": HOSTILE_MARKDOWN,
        "answer": {"owner": HOSTILE, "body_action": HOSTILE_MARKDOWN},
    }
    data["distribution"][0]["sent"] = False
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    here = f"{desk.base}/drafts/norfolk/2026-11-05-hostile"
    for page in (
        "",
        "/report",
        "/comments/chief_officer",
        "/recommendations",
        "/recommendations/1",
        "/check",
        "/papers",
    ):
        assert tab.goto(here + page).status == 200
        assert tab.title() != "x"
    assert [url for url in asked if not url.startswith(desk.base)] == []
    path.unlink()


def test_a_page_of_another_site_can_post_nothing_and_frame_nothing(context: Any, desk: Running) -> None:
    before = (desk.root / "drafts" / f"{NAME}.yaml").read_bytes()
    target = f"{desk.base}/drafts/{NAME}/comments/policing_body"
    form = (
        f'<form method="post" action="{target}"><input name="text" value="Forged"><button>Win a prize</button></form>'
    )
    evil = "http://evil.invalid/"
    tab = context.new_page()
    tab.route(
        evil, lambda route: route.fulfill(body=f"{form}<iframe src='{target}'></iframe>", content_type="text/html")
    )
    tab.goto(evil)
    with tab.expect_navigation(), tab.expect_response(target) as answer:
        tab.get_by_role("button", name="Win a prize").click()
    assert answer.value.status == 403
    assert (desk.root / "drafts" / f"{NAME}.yaml").read_bytes() == before
    tab.close()


ADDRESS = f"/drafts/{NAME}"
PAGES: dict[str, str] = {
    "home": "/",
    "begin": "/begin?q=custody",
    "begin-one": "/begin?report=digital-forensics-2022",
    "not-required": "/not-required?report=digital-forensics-2022",
    "add-report": "/add-report",
    "draft": ADDRESS,
    "report": f"{ADDRESS}/report?checked=1",
    "comment": f"{ADDRESS}/comments/chief_officer",
    "missing-comment": f"{ADDRESS}/comments/policing_body?checked=1",
    "reports": f"{ADDRESS}/reports?q=digital",
    "recommendations": f"{ADDRESS}/recommendations",
    "recommendation": f"{ADDRESS}/recommendations/1?checked=1",
    "dates": f"{ADDRESS}/dates",
    "check": f"{ADDRESS}/check",
    "questions": "/drafts/norfolk/2026-11-02-imported/questions",
    "bring-in": "/bring-in",
    "documents": "/documents",
    "form": f"{ADDRESS}/form",
    "panel": "/panel?since-d=1&since-m=1&since-y=2026",
    "papers": f"{ADDRESS}/papers",
    "history": f"{ADDRESS}/history",
    "send": f"{ADDRESS}/send",
    "publish": f"{ADDRESS}/publish",
    "published": "/records/norfolk/2026-10-01-published",
    "progress-list": "/records/norfolk/2026-10-01-published/progress",
    "progress": "/records/norfolk/2026-10-01-published/progress/1",
    "slip-list": "/records/norfolk/2026-10-01-published/slip",
    "slip": "/records/norfolk/2026-10-01-published/slip/recommendations/1",
    "withdraw": "/records/norfolk/2026-10-01-published/withdraw",
    "hand-over": "/hand-over",
    "no-such-page": "/no-such-page",
}


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A desk whose project no test changes, with a draft and a published response."""
    root = project(tmp_path_factory.mktemp("quiet") / "project")
    published = DRAFT.replace("2026-11-01-invented-records", "2026-10-01-published").replace(
        "invented-records", "other"
    )
    published = published.replace("source:", "dates:\n  published: 2026-11-20\nsource:")
    silence = "silences:\n  - force: norfolk\n    inspection: an-invented-report\n    reason: not_required\n"
    (root / "opcc.yml").write_text(silence, encoding="utf-8")
    (root / "records/norfolk").mkdir()
    (root / "records/norfolk/2026-10-01-published.yaml").write_text(published, encoding="utf-8")
    imported = root / "drafts/norfolk/2026-11-02-imported.yaml"
    unplaced = (
        "document:\n  sections:\n    - part: other\n      heading: Not placed\n      text: Invented. Left over.\n"
    )
    text = DRAFT.replace("2026-11-01-invented-records", "2026-11-02-imported").replace(
        "distribution:", f"{unplaced}distribution:"
    )
    imported.write_text(text, encoding="utf-8")
    sums = [provenance.value_sha256(value) for value in ("Invented Name", None)]
    entries = [
        provenance.ProvenanceEntry(
            ("comments", 0, "author"), sums[0], provenance.GUESSED, {"quote": "Yours, Invented Name"}
        ),
        provenance.ProvenanceEntry(("dates", "letter"), sums[1], provenance.MISSING, why="No date was found."),
    ]
    states = (DRAFT.encode(), DRAFT.replace("Invented text.", "Other text.").encode())
    history.keep(root / "drafts" / f"{NAME}.yaml", *states)
    provenance.side_file(imported).parent.mkdir()
    provenance.side_file(imported).write_text(provenance.to_json(entries), encoding="utf-8")
    lines = (
        "Yours, Invented Name",
        "Invented text.",
        "Invented. Train officers.",
        "Invented. Left over.",
        "Nowhere at all.",
    )
    paragraphs = [DocumentParagraph((line,)) for line in lines]
    text_file(imported).write_text(
        to_json([*paragraphs, DocumentParagraph(lines, rows=((lines[:1], lines[1:]),))]), "utf-8"
    )
    if shutil.which("git"):
        subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    with running(root) as found:
        yield found


@pytest.fixture(scope="module")
def looking(browser: Any, quiet: Running) -> Iterator[Callable[[str], Any]]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_init_script(path=IN_PAGE)
    tab = context.new_page()
    tab.goto(quiet.address)

    def look(page: str) -> Any:
        tab.set_viewport_size({"width": 1280, "height": 900})
        tab.goto(quiet.base + page)
        return tab

    yield look
    context.close()


@pytest.mark.days(3)
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_use_each_page(looking: Callable[[str], Any], name: str) -> None:
    if name == "send" and not shutil.which("git"):
        pytest.skip("git is not installed")
    check_page(looking(PAGES[name]))


def test_everybody_can_use_the_pages_in_welsh(looking: Callable[[str], Any]) -> None:
    from playwright.sync_api import expect

    tab = looking("/")
    officer = Keyboard(tab)
    officer.button("Cymraeg")
    try:
        expect(tab.get_by_role("heading", level=1)).to_have_text("Yr hyn sy’n ddyledus")
        check_page(tab)
        check_page(looking(PAGES["recommendation"]))
    finally:
        looking("/")
        officer.button("English")
    expect(tab.get_by_role("heading", level=1)).to_have_text("What is owed")


@pytest.mark.slow
def test_everybody_can_use_what_follows_a_file(looking: Callable[[str], Any], quiet: Running) -> None:
    form = looking("/").context.request.get(f"{quiet.base}{ADDRESS}/form/force").body()
    filled = Filled(form).type("comments/1/text", "Invented. We have begun.").saved()
    sent = {"/bring-in": ("empty.docx", b"", "Bring in"), f"{ADDRESS}/form": ("f.docx", filled, "Show what it changes")}
    for address, (name, content, button) in sent.items():
        tab = looking(address)
        tab.set_input_files("#files", [{"name": name, "mimeType": "application/octet-stream", "buffer": content}])
        with tab.expect_navigation(wait_until="load"):
            tab.get_by_role("button", name=button, exact=True).click()
        check_page(tab)


def check_page(tab: Any) -> None:
    """Check a page with axe, wide and narrow, dark and light, and with large letters."""
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    # The colours of the dark scheme are the same at every width.
    for width, scheme, asked in ((1280, "dark", CONTRAST), (1280, "light", RULES), (320, "light", RULES)):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)
        found = tab.evaluate("asked => axe.run({runOnly: asked, resultTypes: ['violations']})", asked)
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == [], (width, scheme)
        assert tab.evaluate("inPage.overflow()") <= 0, width
    tab.evaluate("css => inPage.restyle(css)", "html { font-size: 200% !important }")
    tab.set_viewport_size({"width": 640, "height": 900})
    assert tab.evaluate("inPage.overflow()") <= 0
    levels = tab.evaluate("inPage.headings()")
    assert levels.count(1) == 1
    assert tab.title().endswith((" – The desk", " – Y ddesg"))
