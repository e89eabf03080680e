"""Every figure on every kind of page is that of the list it leads to, of its CSV, and of a count made elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings

from opcc_opendata import sample
from opcc_opendata.database import build
from opcc_opendata.project import Project, project_at
from tests import days
from tests.counted_projects import Spec, make_standard, projects, write_project
from tests.figures import Figures
from tests.recount import Recount
from tests.said_again import check_alike, check_repeats
from tests.test_feeds import asking

EXAMPLES = 8 if days.is_every_case() else 2
"""Other ones each time, but in CI."""
KINDS = {
    *("home", "responses", "reports", "report", "recommendation", "forces", "force", "outstanding"),
    *("refused", "promises", "timeliness", "data", "table", "raw list", "search"),
    *(
        "alike",
        "alike answer",
        "alike pair",
        "repeated",
        "repeated one",
        "grades",
        "force's grades",
        "compare",
        "compared",
        "changes",
    ),
}


def today() -> date:
    return datetime.now(ZoneInfo("Europe/London")).date()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("counted")
    make_standard(made, today())
    return made


def check(made: Project) -> Figures:
    # The files that hold everything take longer than all pages; test_downloads counts what is in them.
    with asking(made, downloads=False) as get:
        figures = Figures(get, Recount(made.root, today()))
        figures.check_all()
    return figures


@pytest.mark.slow
@given(projects())
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_figures_of_invented_projects(folder: Path, spec: Spec) -> None:
    write_project(folder, spec, today())
    made = project_at(folder)
    made.database.unlink(missing_ok=True)  # of what it lacks, this build would say that it was added today
    outcome = build(made)
    assert not outcome.rejected, [str(problem) for problem in outcome.problems]
    assert check(made).compared > 100


@pytest.mark.heavy
def test_what_is_said_again_in_a_sample(tmp_path: Path) -> None:
    make_standard(tmp_path, today())
    (tmp_path / "opcc.yml").write_text("title: Invented\n", encoding="utf-8")
    sample.write(tmp_path, 50)
    made = project_at(tmp_path)
    assert build(made).built
    with asking(made) as get:
        figures = Figures(get, Recount(made.root, today()))
        check_alike(figures)
        check_repeats(figures)
    assert figures.compared > 60


@pytest.mark.slow
def test_figures_of_the_demonstration(demonstration: Project) -> None:
    """It has a sixth of the records that readers see: every list is walked to its end, once for each figure."""
    figures = check(demonstration)
    assert set(figures.pages) == KINDS
    assert figures.compared > 2_000
