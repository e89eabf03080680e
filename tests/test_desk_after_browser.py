"""What comes after publication, in a real Chromium: a note, a correction and a withdrawal by keyboard at 320 px."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.test_accessibility import AXE, IN_PAGE, RULES
from tests.test_desk_after import RECORD, STEM
from tests.test_desk_browser import Keyboard, running

pytestmark = pytest.mark.browser


def record_in(root: Path, stem: str = STEM) -> Any:
    return yaml.load((root / f"records/norfolk/{stem}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)


@pytest.mark.slow
def test_progress_a_correction_and_a_withdrawal_by_keyboard_alone_at_320_px(browser: Any, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    root = tmp_path / "project"
    (root / "records/norfolk").mkdir(parents=True)
    (root / f"records/norfolk/{STEM}.yaml").write_text(RECORD, encoding="utf-8")
    context = browser.new_context(viewport={"width": 320, "height": 800}, reduced_motion="reduce")
    context.add_init_script(path=IN_PAGE)
    tab = context.new_page()
    officer = Keyboard(tab)

    def everybody_can_use_it() -> None:
        tab.evaluate(AXE.read_text(encoding="utf-8"))
        found = tab.evaluate("asked => axe.run({runOnly: asked, resultTypes: ['violations']})", RULES)
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
        assert tab.evaluate("inPage.overflow()") <= 0

    with running(root) as desk:
        tab.goto(desk.address)
        officer.link("Invented: a response for a test")
        # A note on a promise.
        officer.link("Record progress")
        officer.link("Recommendation 1")
        officer.choose("In progress")
        officer.type("What happened? (optional)", "Half of the officers are trained.")
        officer.choose("The force")
        officer.button("See what will change")
        expect(tab.locator("main")).to_contain_text(': "in_progress" was added.')
        everybody_can_use_it()
        officer.button("Publish this note")
        expect(tab.get_by_role("status")).to_contain_text("The note is in your folder.")
        (entry,) = record_in(root)["recommendations"][0]["progress"][1:]
        assert (entry["status"], entry["note"]) == ("in_progress", "Half of the officers are trained.")
        # A correction: begun with its reason, put right in a form, shown before it is public, and published.
        officer.link("Correct it")
        officer.type("Why is it corrected?", "The owner was missing.")
        officer.button("Begin the correction")
        officer.link("Recommendations")
        officer.link("Keep records.")
        officer.type("Who is responsible? (optional)", "Head of Governance")
        officer.button("Save and go back to the list")
        officer.link("Back to your response")
        officer.link("Publish")
        expect(tab.locator("main")).to_contain_text('owner: "Head of Governance" was added.')
        officer.choose(tab.get_by_role("radio").first.evaluate("one => one.labels[0].textContent"))
        officer.reach(tab.get_by_label("The commissioner or mayor has approved this text"))
        tab.keyboard.press(" ")
        officer.button("Publish")
        made = record_in(root, f"{STEM}-correction")
        assert (made["note"], made["related"][0]["relation"]) == ("The owner was missing.", "replaces")
        # A withdrawal, which is shown before it is done.
        officer.link("Withdraw it")
        officer.type("Why is it withdrawn?", "It named a person by mistake.")
        officer.button("See what will change")
        expect(tab.locator("main")).to_contain_text("It named a person by mistake.")
        everybody_can_use_it()
        officer.button("Withdraw it")
        expect(tab.locator("main")).to_contain_text("Withdrawn.")
    context.close()
    gone = record_in(root, f"{STEM}-correction")
    assert gone["withdrawal"]["reason"] == "It named a person by mistake."
    assert "recommendations" not in gone
