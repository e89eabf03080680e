"""Who may ask the desk for anything: hostile hosts, pages, tokens, cookies and bodies change nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from opcc_opendata.desk.app import make_app
from opcc_opendata.desk.security import MOST_BYTES, MOST_FIELDS, Gate
from tests.desks import ADDRESS, OWN, PORT, Officer
from tests.waiting import run

PAGE = f"{ADDRESS}/comments/policing_body"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def officer(tmp_path_factory: pytest.TempPathFactory) -> Officer:
    """One desk with one draft, which nothing here may change."""
    officer = Officer(tmp_path_factory.mktemp("desk") / "project")
    officer.write()
    return officer


@pytest.fixture(autouse=True)
def _nothing_changes(officer: Officer) -> Any:
    before = officer.draft.read_bytes()
    yield
    assert officer.draft.read_bytes() == before


@pytest.fixture
def fields(officer: Officer) -> dict[str, list[str]]:
    return {**officer.inputs(PAGE), "text": ["Forged."], "do": ["list"]}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:45678", "127.0.0.1", "127.0.0.1:1", "localhost", "[::1]:45678", ""]
)
def test_another_host_is_refused_whatever_the_cookie(officer: Officer, host: str) -> None:
    answer = officer.browser.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "What is owed" not in answer.text


def test_localhost_with_the_port_is_the_desk_too(officer: Officer) -> None:
    cookie = {"cookie": "; ".join(f"{one.name}={one.value}" for one in officer.browser.cookies.jar)}
    assert officer.stranger().get("/", headers={"host": f"localhost:{PORT}", **cookie}).status_code == 200


def test_two_hosts_are_refused(officer: Officer) -> None:
    answer = officer.browser.get("/", headers=[("host", f"127.0.0.1:{PORT}"), ("host", f"127.0.0.1:{PORT}")])
    assert answer.status_code == 421


@pytest.mark.parametrize("address", ["/", PAGE, "/static/desk.css", "/deadlines.ics", "/no-such-page"])
def test_nothing_is_shown_without_the_cookie(officer: Officer, address: str) -> None:
    answer = officer.stranger().get(address)
    assert answer.status_code == 403
    assert "Invented" not in answer.text
    assert officer.stranger().get(address, headers={"cookie": f"opcc-desk-{PORT}=guess"}).status_code == 403


def test_the_token_is_good_for_one_use_and_for_nobody_who_guesses(officer: Officer) -> None:
    for address in (officer.gate.address, "/start", "/start?token=", "/start?token=%ff%00", "/start?token=a&token=b"):
        stranger = officer.stranger()
        assert stranger.get(address).status_code == 403
        assert not stranger.cookies
    many = officer.stranger().get("/start?" + "&".join(f"token={n}" for n in range(2 * MOST_FIELDS)))
    assert (many.status_code, "not the address of the desk" in many.text) == (400, True)
    # Whoever has the cookie is let in again.
    assert officer.browser.get(officer.gate.address).url.path == "/"


def test_the_cookie_goes_to_no_other_site_and_to_no_script(tmp_path: Path) -> None:
    officer, other = Officer(tmp_path / "project"), Officer(tmp_path / "other")
    assert officer.gate.address != other.gate.address
    officer.gate = Gate(make_app(officer.desk), PORT)
    answer = officer.stranger().get(officer.gate.address, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"opcc-desk-{PORT}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_gets_nothing(officer: Officer, site: str) -> None:
    # "same-site" is another program on this computer: cookies do not keep ports apart.
    assert officer.browser.get(PAGE, headers={"sec-fetch-site": site}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"https://127.0.0.1:{PORT}"},
        {"origin": "http://127.0.0.1:8001"},
        {"origin": ""},
        {},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": OWN},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
    ],
)
def test_a_form_of_another_site_is_refused(
    officer: Officer, fields: dict[str, list[str]], headers: dict[str, str]
) -> None:
    assert officer.browser.post(PAGE, data=fields, headers=headers).status_code == 403


def test_a_form_without_origin_is_taken_where_the_browser_says_that_it_is_the_desks_own(
    officer: Officer, fields: dict[str, list[str]]
) -> None:
    fields |= {"text": [""]}
    answer = officer.browser.post(PAGE, data=fields, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
    assert answer.status_code == 303


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é", "of another page"])
def test_a_form_without_its_token_is_refused(officer: Officer, fields: dict[str, list[str]], token: str | None) -> None:
    del fields["token"]
    if token is not None:
        other = officer.inputs(f"{ADDRESS}/dates")["token"] if token == "of another page" else [token]
        fields["token"] = other
    assert "Go back" in officer.post(PAGE, fields, 403).text


def test_a_form_of_a_desk_that_was_stopped_is_refused_with_what_to_do(
    officer: Officer, fields: dict[str, list[str]], tmp_path: Path
) -> None:
    again = Officer(tmp_path / "project")
    again.write()
    assert "copy your text" in again.post(PAGE, fields, 403).text
    assert "Forged" not in again.draft.read_text(encoding="utf-8")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_pages_and_forms_are_answered(officer: Officer, method: str) -> None:
    assert officer.browser.request(method, PAGE, headers={"origin": OWN}).status_code == 405


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_only_forms_are_read(officer: Officer, kind: str) -> None:
    answer = officer.browser.post(PAGE, content=b"a=b", headers={"origin": OWN, "content-type": kind})
    assert answer.status_code == 415


def test_what_is_too_large_is_not_read(officer: Officer) -> None:
    """The body stands behind a door that fails the test if anybody opens it."""

    async def asked(length: bytes, blocks: int) -> tuple[int, int]:
        read, status = 0, 0

        async def receive() -> dict[str, Any]:
            nonlocal read
            read += 1
            return {"type": "http.request", "body": b"x" * 1_000_000, "more_body": read < blocks}

        async def send(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)

        cookie = "; ".join(f"{one.name}={one.value}" for one in officer.browser.cookies.jar)
        headers = [(b"host", f"127.0.0.1:{PORT}".encode()), (b"origin", OWN.encode()), (b"cookie", cookie.encode())]
        headers += [(b"content-type", FORM.encode()), *([(b"content-length", length)] if length else [])]
        scope = {"type": "http", "method": "POST", "path": PAGE, "query_string": b"", "headers": headers}
        await officer.gate(scope, receive, send)
        return status, read

    assert run(asked(str(MOST_BYTES + 1).encode(), 1)) == (413, 0)
    assert run(asked(b"9" * 5_000, 1)) == (413, 0)
    assert run(asked(b"-1", 1)) == (413, 0)
    # Without a length, or with a false one, no more is read than may be there.
    assert run(asked(b"", 1_000)) == (413, MOST_BYTES // 1_000_000 + 1)
    assert run(asked(b"3", 1_000)) == (413, MOST_BYTES // 1_000_000 + 1)


def test_a_form_of_too_many_fields_is_refused(officer: Officer, fields: dict[str, list[str]]) -> None:
    many = {**fields, **{f"f{n}": ["1"] for n in range(MOST_FIELDS + 1)}}
    assert officer.post(PAGE, many, 413).status_code == 413


@pytest.mark.parametrize("address", ["/", PAGE, "/static/desk.js", "/no-such-page", "/start"])
def test_every_answer_keeps_others_out(officer: Officer, address: str) -> None:
    for browser in (officer.browser, officer.stranger()):
        headers = browser.get(address).headers
        assert headers["content-security-policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert not [name for name in headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "name",
    [
        "../norfolk/x",
        "norfolk/..%2F..%2Fopcc",
        "Norfolk/x",
        "norfolk/x%00",
        "norfolk/.hidden",
        "norfolk/a%0Ab",
        "a/b/c",
    ],
)
def test_no_address_leads_out_of_the_drafts(officer: Officer, name: str) -> None:
    assert officer.browser.get(f"/drafts/{name}").status_code in (404, 405)
    assert officer.browser.get(f"/static/{name}").status_code == 404


def test_a_draft_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    officer = Officer(tmp_path / "project")
    secret = tmp_path / "secret.yaml"
    secret.write_text("title: Secret words\n", encoding="utf-8")
    officer.draft.symlink_to(secret)
    answer = officer.browser.get(ADDRESS)
    assert answer.status_code == 422
    assert "Secret words" not in answer.text
    assert "link" in answer.text


def test_what_lies_beside_the_drafts_has_no_address(tmp_path: Path) -> None:
    officer = Officer(tmp_path / "project")
    officer.write()
    (officer.root / "secret.yaml").write_bytes(officer.draft.read_bytes())
    (officer.draft.parent / "Odd name.yaml").write_bytes(officer.draft.read_bytes())
    for name in ("%2e%2e/secret", "norfolk/%2e%2e%2f%2e%2e%2fsecret", "norfolk/Odd%20name", "%2e/norfolk"):
        for folder in ("drafts", "records"):
            assert officer.browser.get(f"/{folder}/{name}").status_code == 404, name
