"""What the page Check says where it can not check: too much is chosen, nothing comes, it takes long, no WebAssembly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from opcc_opendata.site.i18n import words_in
from tests.test_check_page import client, made, needs_pyodide
from tests.waiting import wait_until

__all__ = ["client", "made"]
pytestmark = [pytest.mark.slow, pytest.mark.browser, needs_pyodide]

SILENT = 'self.postMessage({state: "ready"}); self.onmessage = () => {};'
"""A worker that is ready at once, and never answers."""
ECHO = """
self.postMessage({state: "ready"});
self.onmessage = ({data: {number, files}}) => {
  const text = JSON.stringify(files.map(([name, size, content]) => [name, size, content ? content.length : null]));
  const answer = {text, summary: [], files: 0, problems: [], refused: [], notices: [], drafts: []};
  self.postMessage({state: "checked", number, answer: JSON.stringify(answer)});
};
"""
"""A worker that tells what it was given."""
DROP = """
files => {
  const dropped = new DataTransfer();
  for (const [name, size] of files) dropped.items.add(new File([new Uint8Array(size)], name));
  const event = new DragEvent("drop", {dataTransfer: dropped, bubbles: true, cancelable: true});
  document.getElementById("check-drop").dispatchEvent(event);
}
"""


@pytest.fixture
def tab(client: httpx.Client, browser: Any) -> Iterator[Any]:
    context = browser.new_context()
    page = context.new_page()
    page.address = f"{client.base_url}check"
    yield page
    context.close()


def opened(tab: Any, worker: str = "") -> Any:
    """The page, with another worker in the place of its own. Gives what it says."""
    if worker:
        tab.route("**/check-worker.js", lambda route: route.fulfill(body=worker, content_type="text/javascript"))
    tab.goto(tab.address)
    return tab.locator("#check-state")


def said(key: str, **values: Any) -> str:
    return words_in("en").plain(f"check.{key}", **values)


def test_more_files_than_the_page_takes_are_refused_and_none_is_read(tab: Any) -> None:
    state = opened(tab, ECHO)
    tab.evaluate(DROP, [(f"{n}.yaml", 1) for n in range(201)])
    expect(state).to_have_text(said("too_many", n=200))
    tab.evaluate(DROP, [(f"{n}.yaml", 1) for n in range(200)])
    expect(state).to_have_text(said("checked"))
    assert len(json.loads(tab.locator("#check-results pre").text_content())) == 200


def test_more_bytes_than_the_page_takes_are_refused(tab: Any) -> None:
    state = opened(tab, ECHO)
    tab.evaluate(DROP, [("a.docx", 30_000_000), ("b.docx", 20_000_001)])
    expect(state).to_have_text(said("too_much"))
    expect(tab.locator("#check-results")).to_be_empty()
    tab.evaluate(DROP, [("a.docx", 30_000_000), ("b.docx", 20_000_000)])  # after a refusal, the next is checked
    expect(state).to_have_text(said("checked"))


@pytest.mark.parametrize(
    ("name", "most"),
    [("a.yaml", 1_000_000), ("a.xlsx", 20_000_000), ("a.zip", 20_000_000), ("a.DOCX", 50_000_000), ("a.pdf", 0)],
)
def test_a_file_that_is_too_large_is_named_and_not_read(tab: Any, name: str, most: int) -> None:
    state = opened(tab, ECHO)
    given = []
    for size in (most, most + 1):
        tab.evaluate(DROP, [(name, size)])
        expect(state).to_have_text(said("checked"))
        given += json.loads(tab.locator("#check-results pre").text_content())
        tab.evaluate("() => document.getElementById('check-state').textContent = ''")
    assert given == [[name, most, most], [name, most + 1, None]] or (most == 0 and given[1] == [name, 1, None])


def test_a_check_that_takes_too_long_is_ended_and_the_next_file_gets_a_new_checker(tab: Any) -> None:
    tab.clock.install()
    state = opened(tab, SILENT)
    tab.evaluate(DROP, [("a.yaml", 1)])
    expect(state).to_have_text(said("checking"))
    tab.clock.fast_forward(299_000)
    expect(state).to_have_text(said("checking"))
    tab.clock.fast_forward(2_000)
    expect(state).to_have_text(said("slow"))
    assert tab.locator("#check-results").get_attribute("aria-busy") is None
    tab.evaluate(DROP, [("a.yaml", 1)])
    expect(state).to_have_text(said("checking"))


def test_while_it_loads_the_page_says_so_and_a_reader_may_choose_again(tab: Any) -> None:
    held: list[Any] = []
    tab.route("**/pyodide.asm.wasm.gz.bin", lambda route: held.append(route))
    state = opened(tab)
    expect(state).to_contain_text("from this site, and takes some seconds to start")
    tab.evaluate(DROP, [("a.yaml", 1)])
    expect(state).to_have_text(said("loading"))
    assert tab.locator("#check-results").get_attribute("aria-busy") == "true"
    tab.evaluate(DROP, [("b.yaml", 1)])
    expect(state).to_have_text(said("loading"))
    wait_until(lambda: tab.wait_for_timeout(20) or held, "the module was asked for")
    tab.route("**/pyodide.asm.wasm.gz.bin", lambda route: route.abort())  # Pyodide asks again, in another way
    for one in held:
        one.abort()
    expect(state).to_contain_text(said("failed"))


@pytest.mark.parametrize("name", ["checks.zip", "pyodide.asm.wasm.gz.bin", "pyodide.js", "check-worker.js"])
def test_where_a_file_does_not_come_the_page_says_what_to_do(tab: Any, name: str) -> None:
    tab.route(f"**/{name}", lambda route: route.abort())
    state = opened(tab)
    tab.evaluate(DROP, [("a.yaml", 1)])
    expect(state).to_contain_text(said("failed"))
    assert tab.locator("#check-results").get_attribute("aria-busy") is None


@pytest.mark.parametrize("without", ["WebAssembly", "Worker", "DecompressionStream"])
def test_a_browser_that_can_not_is_told_before_anything_is_loaded(tab: Any, without: str) -> None:
    tab.add_init_script(f"delete self.{without}")
    state = opened(tab)
    expect(state).to_have_text(said("old"))
    expect(tab.locator("#check-tool")).to_be_hidden()
    expect(tab.get_by_text("opcc validate FILE")).to_be_visible()
