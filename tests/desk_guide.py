"""docs/office-guide.md done as it says, in a browser: from a new report to the copies, a picture for each step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "office-guide.md"
PICTURE = re.compile(r"!\[([^\]]+)\]\(images/(desk-[a-z-]+)\.png\)")
TITLE = "Invented report on how forces keep records"
PASTED = """\
1. Invented text. By March, the force should train everybody who keeps records.
2. Invented text. The force should check each month what is kept."""
BODY = """\
Invented text. I **welcome** this report, and will ask for progress at my board:

- in January, on training
- in April, on the checks"""


def pictured() -> list[str]:
    """The names of the guide's pictures, in its order."""
    return [name for _, name in PICTURE.findall(GUIDE.read_text(encoding="utf-8"))]


def do_the_guide(tab: Any, address: str, today: date) -> Iterator[str]:
    """Go through the guide at a desk with nothing in it. Give the name of each picture when the page shows it."""
    from playwright.sync_api import expect

    def heading(text: str) -> None:
        expect(tab.get_by_role("heading", level=1)).to_contain_text(text)

    def fill(label: str, text: str) -> None:
        tab.get_by_label(label, exact=True).first.fill(text)

    def press(button: str) -> None:
        tab.get_by_role("button", name=button, exact=True).click()

    def follow(link: str) -> None:
        tab.get_by_role("link", name=link).first.click()

    def back_to_the_top() -> None:
        tab.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")

    tab.goto(address)
    heading("What is owed")
    yield "desk-owed"
    follow("Begin a response")
    heading("Which report does the response answer?")
    follow("The report is not here: add it")
    heading("Add a report")
    fill("Title of the report", TITLE)
    day = today - timedelta(days=40)
    for box, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        fill(box, str(value))
    fill("Where did you find that day?", "The first page of the report")
    fill("Paste recommendations (optional)", PASTED)
    back_to_the_top()
    yield "desk-report"
    press("Add the report and begin the response")
    heading("Your response")
    yield "desk-draft"
    follow("Comments of the commissioner or mayor")
    heading("Comments of the commissioner or mayor")
    fill("Name", "Alex Exampel")
    fill("Office", "Police and Crime Commissioner")
    fill("Comments", BODY)
    yield "desk-comments"
    press("Save and continue")
    heading("Chief officer's comments")
    fill("Comments", "Invented text. We welcome the report. Training began in October.")
    press("Save and continue")
    heading("Recommendations")
    yield "desk-recommendations"
    follow("Answer the next one: Recommendation 1")
    heading("Recommendation 1")
    tab.get_by_label("Accepted", exact=True).check()
    fill("Own action of the commissioner or mayor", "Invented text. I will pay for the training.")
    fill("What will the force do? (optional)", "Invented text. The force trains 2,000 officers.")
    back_to_the_top()
    yield "desk-answer"
    press("Save and continue")
    heading("Recommendation 2")
    press("Save and go back to the list")
    heading("Recommendations")
    follow("Back to your response")
    tab.get_by_role("link", name="Check", exact=True).click()
    heading("Check")
    yield "desk-check"
    tab.go_back()
    heading("Your response")
    follow("Recommendations: the action")
    follow("Answer the next one: Recommendation 2")
    heading("Recommendation 2")
    tab.get_by_label("Not accepted", exact=True).check()
    fill("Or: why your office takes no action", "Invented text. The force checks each week already.")
    press("Save and go back to the list")
    heading("Recommendations")
    follow("Back to your response")
    follow("Preview and papers")
    heading("Preview and papers")
    yield "desk-papers"
    follow("Back to your response")
    tab.get_by_role("link", name="Publish", exact=True).click()
    heading("Check and publish")
    tab.get_by_label("Today,").check()
    tab.get_by_label("The commissioner or mayor has approved this text").check()
    yield "desk-publish"
    press("Publish")
    expect(tab.locator("main")).to_contain_text("It is published in your folder.")
    tab.get_by_text("E-mail: HMICFRS").click()
    yield "desk-copies"
    tab.get_by_role("button", name="Sent today HMICFRS").click()
    expect(tab.locator("main")).not_to_contain_text("E-mail: HMICFRS")
    yield "desk-after"
