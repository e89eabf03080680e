"""A real Chromium on the site: no record harms a page, and a page asks nobody but the site."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from tests import waiting
from tests.sites import PAGES, RAW_PAGES

pytestmark = pytest.mark.browser

HANDLERS = "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => /^on/i.test(a.name)).length"
HOSTILE_PAGES = (
    "/responses/kent-2020-01-01-hostile",
    "/reports/hostile-report",
    "/reports/hostile-report/recommendations/1",
    "/",
    "/responses",
    "/search?q=hostile",
    "/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22%20onfocus=x",
    "/refused",
    "/promises",
    "/forces/kent",
    "/grades",
    "/grades?force=kent",
    "/compare?force=kent&force=norfolk",
    "/opcc/responses/kent-2020-01-01-hostile",
    "/opcc/responses?force=kent",
    "/opcc/responses?title=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/opcc/search?q=hostile",
    "/opcc?sql=select+*+from+recommendations+where+response+like+'%25hostile%25'",
    "/opcc?sql=select+title+as+%22%3Cimg+src=x+onerror=x%3E%22,+id+as+response+from+responses",
)


def test_no_page_asks_anybody_else_keeps_a_cookie_or_has_a_fault_to_tell(site: httpx.Client, browser: Any) -> None:
    context = browser.new_context()
    tab, asked, told = context.new_page(), list[str](), list[str]()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: told.append(message.text))
    tab.on("pageerror", lambda error: told.append(str(error)))
    for address, status, _ in PAGES + RAW_PAGES:
        assert tab.goto(str(site.base_url).rstrip("/") + address).status == status
        # The browser itself tells of a page that is an error.
        assert [one for one in told if not one.startswith("Failed to load resource: the server responded with")] == []
    assert {httpx.URL(url).host for url in asked} == {site.base_url.host}
    assert context.cookies() == []
    context.close()


def test_hostile_text_makes_no_element_and_asks_nobody(site: httpx.Client, browser: Any) -> None:
    context = browser.new_context(bypass_csp=True)
    tab, asked = context.new_page(), list[str]()
    tab.on("request", lambda request: asked.append(request.url))
    for address in HOSTILE_PAGES:
        assert tab.goto(str(site.base_url).rstrip("/") + address).status == 200, address
        assert tab.locator("main :is(script, img, iframe, style, object, embed, svg[onload])").count() == 0, address
        assert tab.evaluate(HANDLERS) == 0, address
        assert set(tab.evaluate("[...document.links].map(link => link.protocol)")) <= {"http:", "https:", "mailto:"}
        assert tab.title() != "x"
    assert {httpx.URL(url).host for url in asked} == {site.base_url.host}
    context.close()


def test_an_act_in_these_tests_ends_when_the_page_that_it_leads_to_is_whole(browser: Any) -> None:
    class Slow(BaseHTTPRequestHandler):
        """Sends the second half of a page half a second after the first."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<p>One half" + b" " * 5_000)
            self.wfile.flush()
            time.sleep(0.5)
            self.wfile.write(
                b"<a href='/next'>Next</a><form action='/form'><input><button>Send</button></form><h1>Whole</h1>"
            )

        def log_message(self, *_: Any) -> None:
            pass

    tab = browser.new_page()
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        tab.goto(address)
        tab.get_by_role("link").click()
        assert (tab.url, tab.locator("h1").count()) == (f"{address}/next", 1)
        tab.get_by_role("button").click()
        assert (tab.url, tab.locator("h1").count()) == (f"{address}/form?", 1)
        tab.get_by_role("textbox").press("Enter")
        assert (tab.url, tab.locator("h1").count()) == (f"{address}/form?", 1)
        tab.close()
        server.shutdown()


@pytest.mark.parametrize(
    "button",
    [
        "",
        "<button hidden>Go on</button>",
        "<button disabled>Go on</button>",
        "<button>Go on</button><div style='position: fixed; inset: 0'></div>",
    ],
    ids=["missing", "hidden", "disabled", "covered"],
)
def test_a_click_on_what_is_no_button_fails_soon(browser: Any, monkeypatch: pytest.MonkeyPatch, button: str) -> None:
    from playwright.sync_api import TimeoutError as NotSoonError

    monkeypatch.setattr(waiting, "SOON", 0.2)
    context = browser.new_context()
    context.set_default_timeout(60_000)
    tab = context.new_page()
    tab.set_content(button)
    with pytest.raises(NotSoonError) as clicked:
        tab.get_by_text("Go on").click()
    assert "Timeout 60000ms" not in str(clicked.value)
    if not button:
        with pytest.raises(NotSoonError) as pressed:
            tab.get_by_text("Go on").press("Enter")
        assert "Timeout 60000ms" not in str(pressed.value)
    context.close()
