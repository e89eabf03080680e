"""A desk for tests: a project, the application with the gate in front of it, and a browser that was let in."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import httpx

from opcc_opendata.desk.app import make_app
from opcc_opendata.desk.context import Desk
from opcc_opendata.desk.journal import Journal
from opcc_opendata.desk.security import Gate
from opcc_opendata.office.policing_body import body_named
from opcc_opendata.project import project_at
from opcc_opendata.schema import load_standard
from tests.waiting import run

PORT = 45678
OWN = f"http://127.0.0.1:{PORT}"
TODAY = date(2026, 11, 26)
DRAFT = """\
# A note of the office
schema_version: 1.0.0
id: norfolk-2026-11-01-invented-records
language: en
title: Response to Invented report on records
force: norfolk
policing_body: norfolk-pcc
stage: full
inspections:
  - id: invented-records-2026
    title: Invented report on records
    published: 2026-11-01
    x_case: Case 14
comments:
  # what the force sent
  - kind: chief_officer
    author: Invented Name
    text: Invented text.
    x_sent_by: a clerk
recommendations:
  - number: "1"
    kind: recommendation
    text: Invented. Train officers.
    parts:
      - label: a
        text: Soon.
  - number: "2"
    kind: recommendation
    text: Invented. Buy cameras.
    answered_with: "1"
distribution:
  - recipient: hmicfrs
    sent: false
source:
  origin: record
x_ours: kept
"""
NAME = "norfolk/2026-11-01-invented-records"
ADDRESS = f"/drafts/{NAME}"


class _InProcess(httpx.BaseTransport):
    """Asks the application without a server."""

    def __init__(self, app: Any) -> None:
        self._inner = httpx.ASGITransport(app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def ask() -> httpx.Response:
            asked = httpx.Request(request.method, request.url, headers=request.headers.raw, content=request.read())
            answer = await self._inner.handle_async_request(asked)
            return httpx.Response(answer.status_code, headers=answer.headers.raw, content=await answer.aread())

        return run(ask())


class ReadHere:
    """Stands in for the sandbox: reads a document without another process, which takes a second to begin."""

    def __init__(self, work: Any, *_: object, **__: object) -> None:
        self._work = work

    def __enter__(self) -> ReadHere:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, job: Any) -> Any:
        return self._work(job)


class Officer:
    """Somebody at a desk, with what the tests ask of its pages."""

    def __init__(self, root: Path) -> None:
        (root / "records").mkdir(parents=True, exist_ok=True)
        (root / "drafts" / "norfolk").mkdir(parents=True, exist_ok=True)
        self.root = root
        self.draft = root / "drafts" / f"{NAME}.yaml"
        self.journal = Journal(root, root.parent / "state")
        project = project_at(root)
        standard = load_standard(project.schema)
        self.desk = Desk(project, standard, body_named("norfolk-pcc", standard), self.journal, today=lambda: TODAY)
        self.gate = Gate(make_app(self.desk), PORT)
        self.browser = self.stranger()
        assert self.browser.get(self.gate.address).status_code == 200

    def stranger(self) -> httpx.Client:
        """A browser that has no cookie."""
        return httpx.Client(transport=_InProcess(self.gate), base_url=OWN, follow_redirects=True)

    def write(self, text: str = DRAFT) -> None:
        self.draft.write_text(text, encoding="utf-8")

    def get(self, address: str) -> str:
        answer = self.browser.get(address)
        assert answer.status_code == 200, answer.text
        return answer.text

    def inputs(self, address: str) -> dict[str, list[str]]:
        """What a browser would post from the form of a page, if nobody touched it."""
        return inputs_of(self.get(address))

    def post(self, address: str, fields: dict[str, Any], status: int = 303, **headers: str) -> Any:
        answer = self.browser.post(address, data=fields, headers={"origin": OWN, **headers}, follow_redirects=False)
        assert answer.status_code == status, (answer.status_code, answer.text)
        return answer

    def send(self, address: str, files: dict[str, bytes], status: int = 200, **fields: str) -> Any:
        """Post a form with files in it, as a browser does: its token first."""
        token = self.gate.form_token(address)
        parts = [("files", (name, content)) for name, content in files.items()]
        answer = self.browser.post(
            address, data={"token": token, **fields}, files=parts, headers={"origin": OWN}, follow_redirects=False
        )
        assert answer.status_code == status, (answer.status_code, answer.text)
        return answer

    def save(self, address: str, status: int = 303, **changes: Any) -> Any:
        """Open a page, change some of its fields and save it."""
        fields = self.inputs(address) | {"do": ["list"]}
        fields |= {name.replace("_at_", "-"): value for name, value in changes.items()}
        return self.post(address, fields, status)


def inputs_of(page: str) -> dict[str, list[str]]:
    """The fields of the last form of a page."""
    form = page.rpartition('<form method="post"')[2]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        facts = {name: unescape(value) for name, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if facts.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        found.setdefault(facts["name"], []).append(facts.get("value", ""))
    for name, text in re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        lines = text.replace("\r\n", "\n")  # as a browser reads a page
        found.setdefault(name, []).append(unescape(lines).replace("\n", "\r\n"))
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        found.setdefault(name, []).append(unescape(chosen[0]) if chosen else "")
    return found
