"""The office's guide: each of its commands works in a fresh folder, and says what the guide says that it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from guide import GUIDE, do_the_guide, the_record

from opcc_opendata.cli import COMMANDS
from opcc_opendata.project import project_at
from opcc_opendata.validate import validate

TEXT = GUIDE.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_guide_from_its_first_command_to_its_last(tmp_path: Path) -> None:
    record = ""
    for step in do_the_guide(tmp_path):
        assert step.code == 0, f"{step.command}\n{step.output}"
        record = the_record(tmp_path / "norfolk-responses").read_text() if "opcc init" not in step.command else ""
        for line in step.promised:
            assert line in step.output + record, f"{step.command}\n{step.output}"
    report = validate(project_at(tmp_path / "norfolk-responses"))
    assert (report.files, report.problems) == (1, ()), "after what is written last, under Afterwards"


def test_every_command_that_it_names_exists() -> None:
    named = set(re.findall(r"^opcc ([a-z-]+)|`opcc ([a-z-]+)", TEXT, re.MULTILINE))
    assert {one or other for one, other in named} <= set(COMMANDS)


def test_the_pictures_are_there_and_small() -> None:
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", TEXT)
    assert len(pictures) == 3
    for words, name in pictures:
        assert len(words) > 30, "a picture needs words for those who can't see it"
        assert (GUIDE.parent / name).stat().st_size < 150_000, name
