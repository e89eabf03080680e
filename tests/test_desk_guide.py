"""The guide for offices, done as it says in a browser: every step is there, and each has its picture."""

from __future__ import annotations

import re
from typing import Any

import pytest

from opcc_opendata.calendars import today
from opcc_opendata.project import project_at
from opcc_opendata.validate import validate
from tests.desk_guide import GUIDE, PICTURE, do_the_guide, pictured
from tests.test_desk_browser import running

TEXT = GUIDE.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.browser
def test_the_guide_at_the_desk_from_a_new_report_to_the_copies(browser: Any, tmp_path: Any) -> None:
    root = tmp_path / "project"
    (root / "records").mkdir(parents=True)
    with running(root) as desk:
        context = browser.new_context(reduced_motion="reduce")
        shown = list(do_the_guide(context.new_page(), desk.address, today()))
        context.close()
    assert shown == pictured()
    (record,) = (root / "records/norfolk").glob("*.yaml")
    text = record.read_text(encoding="utf-8")
    assert f"published: {today().isoformat()}" in text
    assert "I will pay for the training." in text
    assert validate(project_at(root)).errors == 0


def test_each_picture_is_there_and_small_and_has_words_for_those_who_can_t_see_it() -> None:
    found = PICTURE.findall(TEXT)
    assert len(found) == len(re.findall(r"!\[", TEXT)) == len(set(pictured()))
    for words, name in found:
        assert len(words) > 30, name
        assert (GUIDE.parent / "images" / f"{name}.png").stat().st_size < 150_000, name
    assert {one.stem for one in (GUIDE.parent / "images").glob("desk-*.png")} == set(pictured())


def test_what_the_guide_calls_by_name_is_called_so_at_the_desk() -> None:
    from opcc_opendata.desk.words import desk_words

    words = set(desk_words()._words.values())
    assert [name for name in re.findall(r"\*\*([^*]+?)\*\*", TEXT) if name not in words] == []
