"""The desk on an office's server: whom a proxy has signed in is asked for nothing else, and nobody else is let in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from opcc_opendata.cli import opcc
from opcc_opendata.desk.app import make_app
from opcc_opendata.desk.security import Gate
from opcc_opendata.desk.sign_on import SignOn, SignOnError, User, read_sign_on
from tests.desks import ADDRESS, DRAFT, PORT, Officer, inputs_of
from tests.projects import CHECKOUT
from tests.waiting import LONGEST

SECRET = "s" * 20 + "-Example-of-a-secret"
HERE = "https://desk.example.org"
PAGE = f"{ADDRESS}/comments/policing_body"
ALEX, SAM = "alex@example.org", "Sam Sample"


class Office(Officer):
    """A desk behind a proxy. Each request is one that the proxy passes on, unless a test changes its headers."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.write()
        self.gate = Gate(make_app(self.desk), PORT, SignOn("X-Remote-User", "desk.example.org", SECRET))
        transport = self.browser._transport
        transport._inner.app = self.gate  # type: ignore[attr-defined]
        self.plain = httpx.Client(transport=transport, base_url=HERE)

    def ask(self, who: str | bytes | None = ALEX, address: str = "/", **headers: Any) -> httpx.Response:
        sent: dict[str, Any] = {"x-desk-secret": SECRET, "x-remote-user": who} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self.plain.get(address, headers={name: value for name, value in sent.items() if value is not None})

    def save_as(self, who: str, page: str, status: int = 303, **changes: list[str]) -> httpx.Response:
        fields = inputs_of(self.ask(who, page).text) | {"do": ["list"]} | changes
        headers = {"x-desk-secret": SECRET, "x-remote-user": who, "origin": HERE}
        answer = self.plain.post(page, data=fields, headers=headers)
        assert answer.status_code == status, answer.text
        return answer


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "project")


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A desk in which no test changes anything."""
    return Office(tmp_path_factory.mktemp("closed") / "project")


def test_who_is_signed_in_sees_the_desk_with_their_name(office: Office) -> None:
    page = office.ask(SAM)
    assert page.status_code == 200
    assert "Signed in as Sam Sample" in page.text
    assert "set-cookie" not in page.headers
    assert "this computer only" not in page.text


def test_without_the_option_the_header_is_worth_nothing(tmp_path: Path) -> None:
    officer = Officer(tmp_path / "project")
    stranger = officer.stranger()
    forged = {"x-remote-user": ALEX, "x-desk-secret": SECRET}
    assert stranger.get("/", headers=forged).status_code == 403
    page = officer.browser.get("/", headers=forged).text
    assert "Signed in" not in page
    assert ALEX not in page


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ({"x_desk_secret": None}, "did not come from the office's proxy"),
        ({"x_desk_secret": ""}, "did not come from the office's proxy"),
        ({"x_desk_secret": SECRET[:-1]}, "did not come from the office's proxy"),
        ({"x_desk_secret": f"{SECRET}, {SECRET}"}, "did not come from the office's proxy"),
        ({"who": None}, "did not say who you are"),
        ({"who": ""}, "did not say who you are"),
        ({"who": "   "}, "did not say who you are"),
        ({"who": "a" * 201}, "a name that can't be one"),
        ({"who": "Alex <alex@example.org>"}, "a name that can't be one"),
        ({"who": "Alex\tX"}, "a name that can't be one"),
        ({"who": "Alex \u202e X".encode()}, "a name that can't be one"),
        ({"who": b"Alex \xff\x00"}, "a name that can't be one"),
        ({"host": "evil.example"}, "not the address of the desk"),
        ({"host": f"127.0.0.1:{PORT}"}, "not the address of the desk"),
        ({"sec_fetch_site": "cross-site"}, "Another website"),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}, "Another website"),
    ],
)
def test_nobody_else_is_let_in(closed: Office, headers: dict[str, Any], sentence: str) -> None:
    answer = closed.ask(**headers)
    assert answer.status_code in (403, 421)
    assert sentence in answer.text
    assert "What is owed" not in answer.text


def test_a_header_that_comes_twice_is_refused(office: Office) -> None:
    for name in (b"x-remote-user", b"x-desk-secret"):
        headers = [(b"host", b"desk.example.org"), (b"x-remote-user", b"a"), (b"x-desk-secret", SECRET.encode())]
        request = httpx.Request("GET", HERE, headers=[*headers, (name, dict(headers)[name])])
        assert office.plain.send(request).status_code == 403


def test_the_address_of_one_officer_and_the_cookie_open_nothing(office: Office) -> None:
    assert office.gate.address == HERE
    assert office.ask(None, "/start?token=").status_code == 403
    assert office.ask(ALEX, "/start?token=").status_code == 404


def test_the_way_back_from_the_sign_on_is_let_in_and_a_form_of_another_site_is_not(office: Office) -> None:
    back = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    assert office.ask(ALEX, "/", **back).status_code == 200
    fields = inputs_of(office.ask(ALEX, PAGE).text) | {"text": ["Forged."], "do": ["list"]}
    own = {"x-desk-secret": SECRET, "x-remote-user": ALEX}
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "http://desk.example.org"},
        {},
        {"origin": HERE, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
        {"origin": HERE, "x-remote-user": SAM},  # the token of a form is good for who was shown it
    ):
        assert office.plain.post(PAGE, data=fields, headers={**own, **headers}).status_code == 403
    assert office.draft.read_text(encoding="utf-8") == DRAFT


def test_who_did_what_is_in_the_history_and_in_the_commit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "The server")
    subprocess.run(["git", "init", "-q", office.root], check=True)
    office.save_as(SAM, PAGE, text=["From Sam."])
    office.save_as(ALEX, PAGE, text=["From Alex."])
    history = re.sub(r"<[^>]+>", " ", office.ask(ALEX, f"{ADDRESS}/history").text)
    assert history.index(ALEX) < history.index(SAM)  # the newest comes first
    page = "/not-required?report=digital-forensics-2022"
    fields = inputs_of(office.ask(SAM, page).text) | {"do": ["do"], "reason": ["not_required"], "note": ["Of others."]}
    headers = {"x-desk-secret": SECRET, "x-remote-user": SAM, "origin": HERE}
    assert office.plain.post("/not-required", data=fields, headers=headers).status_code == 303
    office.plain.post(
        f"{ADDRESS}/send",
        data=inputs_of(office.ask(ALEX, f"{ADDRESS}/send").text),
        headers=headers | {"x-remote-user": ALEX},
    )
    log = ["git", "-C", str(office.root), "log", "--format=%an <%ae> %cn"]
    assert subprocess.check_output(log, text=True) == "Sam Sample <sam.sample@desk.example.org> Sam Sample\n"
    branch = subprocess.check_output([*log, "-1", "check/norfolk-2026-11-01-invented-records"], text=True)
    assert branch == f"{ALEX} <{ALEX}> {ALEX}\n"


def test_what_is_kept_and_said_is_for_whom_it_is_meant(office: Office) -> None:
    lock = office.draft.with_name(f".{office.draft.stem}.lock")
    lock.mkdir()  # another desk is writing
    office.desk.of(User(SAM, "")).journal.keep(f"{ADDRESS} comments/policing_body", {"text": ["Of Sam"]})
    office.desk.of(User(SAM, "")).notes["/"] = ["Said to Sam"]
    assert "Said to Sam" not in office.ask(ALEX).text
    assert "Said to Sam" in office.ask(SAM).text
    journal = office.desk.of(User(ALEX, "")).journal
    assert journal.kept(f"{ADDRESS} comments/policing_body") is None
    assert office.desk.of(User(SAM, "")).journal.kept(f"{ADDRESS} comments/policing_body") == {"text": ["Of Sam"]}


# What the operator gives


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(f"{SECRET}\n", encoding="ascii")
    path.chmod(0o600)
    return path


def test_the_options_as_they_are_meant(secret: Path) -> None:
    found = read_sign_on("X-Remote-User", "https://Desk.example.org/", secret)
    assert found == SignOn("X-Remote-User", "desk.example.org", SECRET)


@pytest.mark.parametrize(
    ("header", "address", "sentence"),
    [
        ("Host", HERE, "can't be the header"),
        ("cookie", HERE, "can't be the header"),
        ("X Remote", HERE, "can't be the header"),
        ("X-Desk-Secret", HERE, "can't be the header"),
        ("X-Remote-User", "http://desk.example.org", "is not the address of a desk"),
        ("X-Remote-User", f"{HERE}/desk", "is not the address of a desk"),
        ("X-Remote-User", "https://a@b", "is not the address of a desk"),
    ],
)
def test_what_can_t_be_meant_is_refused(secret: Path, header: str, address: str, sentence: str) -> None:
    with pytest.raises(SignOnError, match=sentence):
        read_sign_on(header, address, secret)


@pytest.mark.parametrize("content", ["", "short", "x" * 31, "two words of which each is long enough", "é" * 40])
def test_a_secret_that_can_be_guessed_is_refused(secret: Path, content: str) -> None:
    secret.write_text(content, encoding="utf-8")
    with pytest.raises(SignOnError, match="one word of at least 32"):
        read_sign_on("X-Remote-User", HERE, secret)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_a_secret_that_others_can_read_is_refused(secret: Path) -> None:
    secret.chmod(0o640)
    with pytest.raises(SignOnError, match="Others on this machine can read"):
        read_sign_on("X-Remote-User", HERE, secret)
    with pytest.raises(SignOnError, match="can't be read"):
        read_sign_on("X-Remote-User", HERE, secret.with_name("none"))


def desk(folder: Path, *options: str) -> Result:
    (folder / "records").mkdir(exist_ok=True)
    return CliRunner().invoke(opcc, ["desk", "--body", "norfolk-pcc", "--project", str(folder), *options])


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        (("--trusted-header", "X-Remote-User"), "--public-url, --proxy-secret: missing"),
        (("--trusted-header", "X-Remote-User", "--public-url", HERE), "--proxy-secret: missing"),
        (("--public-url", HERE), "--trusted-header, --proxy-secret: missing"),
    ],
)
def test_a_header_is_not_trusted_by_halves(tmp_path: Path, options: tuple[str, ...], missing: str) -> None:
    done = desk(tmp_path, *options)
    assert done.exit_code == 2
    assert missing in done.output


@pytest.mark.heavy
def test_the_desk_of_a_server_runs(tmp_path: Path, secret: Path) -> None:
    (tmp_path / "records").mkdir()
    command = [
        sys.executable,
        "-m",
        "opcc_opendata.cli",
        "desk",
        "--body",
        "norfolk-pcc",
        "--proxy-secret",
        str(secret),
    ]
    command += ["--trusted-header", "X-Remote-User", "--public-url", HERE]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "XDG_STATE_HOME": str(tmp_path / "state")}
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"waits on 127\.0\.0\.1:(\d+) for the proxy of https://desk\.example\.org", said)
        assert found, said
        passed = {"host": "desk.example.org", "x-remote-user": SAM, "x-desk-secret": SECRET}
        for headers, status in ((passed, 200), (passed | {"x-desk-secret": "x"}, 403)):
            assert httpx.get(f"http://127.0.0.1:{found[1]}/", headers=headers, timeout=LONGEST).status_code == status
    finally:
        process.terminate()
        process.communicate(timeout=LONGEST)
