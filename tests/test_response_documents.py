"""Responses as Word, PDF and Markdown, made by the server for whoever asks; citing, and telling of a mistake."""

from __future__ import annotations

import asyncio
import io
import re
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
from lxml import html

from opcc_opendata.database import build
from opcc_opendata.project import project_at
from opcc_opendata.server import make_datasette, read_metadata, response_documents
from opcc_opendata.site.pages.response import DOCUMENTS
from tests.figures import words
from tests.projects import project, record
from tests.sites import NORFOLK
from tests.waiting import run

SENTENCE = "Norfolk Constabulary"
WELSH = "/responses/gwent-2022-04-28-invented-in-welsh"


def text_of_docx(content: bytes) -> str:
    import docx

    document = docx.Document(io.BytesIO(content))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def text_of_pdf(content: bytes) -> str:
    import pypdf

    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize("form", ["docx", "pdf", "md"])
def test_a_response_is_a_document_that_opens_and_says_what_the_record_says(site: httpx.Client, form: str) -> None:
    answer = site.get(f"{NORFOLK}.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == DOCUMENTS[form]
    assert int(answer.headers["content-length"]) == len(answer.content)
    name = f"{NORFOLK.rpartition('/')[2]}.{form}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    read = {"docx": text_of_docx, "pdf": text_of_pdf, "md": bytes.decode}[form]
    text = read(answer.content)
    told = site.get(f"{NORFOLK}.json").json()
    comment = next(one["text"] for one in told["comments"] if one.get("text"))
    first = re.sub(r"[*_#>\\]", "", str(comment)).split(".")[0].split("\n")[0]
    assert " ".join(first.split()) in " ".join(text.replace("\\", "").split())


def test_the_documents_of_a_page_are_linked_and_kept(site: httpx.Client) -> None:
    links = re.findall(rf'href="({NORFOLK}\.[a-z]+)"', site.get(NORFOLK).text)
    assert {link.rpartition(".")[2] for link in links} == {"docx", "pdf", "md", "json", "jsonld", "yaml"}
    for link in links:
        assert site.get(link).status_code == 200, link


def test_a_document_comes_in_the_language_asked_for(site: httpx.Client) -> None:
    own = site.get(f"{WELSH}.md").text
    assert site.get(f"{WELSH}.md?lang=cy").text == own
    other = site.get(f"{WELSH}.md?lang=en")
    assert other.text != own
    assert '-en.md"' in other.headers["content-disposition"]
    assert site.get(f"{WELSH}.md?lang=xx").text == own


def test_what_was_withdrawn_or_never_was_has_no_document(site: httpx.Client) -> None:
    gone = site.get("/responses/kent-2022-11-02-vetting.pdf")
    assert gone.status_code == 410
    assert "withdrawn" in gone.text
    assert site.get("/responses/nowhere.docx").status_code == 404
    assert site.get(f"{NORFOLK}.exe").status_code == 404


@pytest.mark.slow
def test_libreoffice_opens_the_word_document(site: httpx.Client, tmp_path: Path) -> None:
    import shutil

    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("there is no LibreOffice")
    source = tmp_path / "response.docx"
    source.write_bytes(site.get(f"{NORFOLK}.docx").content)
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "txt:Text"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=300)
    assert "domestic abuse" in (tmp_path / "response.txt").read_text(encoding="utf-8-sig").lower()


def asked(folder: Path, ask: Any) -> Any:
    made = project(folder, {"2019-02-26-fixture.yaml": record()})
    assert build(made).built
    datasette = make_datasette(made.database, read_metadata(made))

    async def within() -> Any:
        transport: Any = httpx.ASGITransport(app=datasette.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await ask(client)

    try:
        return run(within())
    finally:
        datasette.opcc_builds.newest.close()


ADDRESS = "/responses/norfolk-2019-02-26-fixture"


def test_pages_answer_while_a_document_is_made_and_it_is_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[dict[str, Any]] = []
    may_end = asyncio.Event()

    async def slow(job: dict[str, Any]) -> bytes:
        begun.append(job)
        await may_end.wait()
        return b"made"

    monkeypatch.setattr(response_documents, "_made", slow)

    async def ask(client: httpx.AsyncClient) -> list[httpx.Response]:
        documents = [asyncio.create_task(client.get(f"{ADDRESS}.pdf")) for _ in range(5)]
        while not begun:
            await asyncio.sleep(0.01)
        page = await client.get(ADDRESS)
        may_end.set()
        return [page, *await asyncio.gather(*documents), await client.get(f"{ADDRESS}.pdf")]

    page, *documents = asked(tmp_path, ask)
    assert page.status_code == 200
    assert [answer.content for answer in documents] == [b"made"] * 6
    assert len(begun) == 1


def test_who_would_wait_too_long_is_asked_to_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(job: dict[str, Any]) -> bytes:
        await asyncio.Event().wait()
        return b""

    monkeypatch.setattr(response_documents, "_made", never)
    monkeypatch.setattr(response_documents, "_SECONDS", 0.2)

    async def ask(client: httpx.AsyncClient) -> list[httpx.Response]:
        first = await client.get(f"{ADDRESS}.pdf")
        monkeypatch.setattr(response_documents, "_MOST_WAITING", 0)
        return [first, await client.get(f"{ADDRESS}.pdf")]

    for answer in asked(tmp_path, ask):
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "30"
        assert answer.headers["cache-control"] == "no-store"


def test_a_process_that_fails_is_told_and_one_that_is_left_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = tmp_path / "fails"
    fails.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    fails.chmod(0o755)
    monkeypatch.setattr(response_documents.sys, "executable", str(fails))

    async def ask(client: httpx.AsyncClient) -> httpx.Response:
        return await client.get(f"{ADDRESS}.docx")

    answer = asked(tmp_path / "first", ask)
    assert answer.status_code == 500
    assert answer.text.startswith("No docx can be made of this response.")
    hangs, alive = tmp_path / "hangs", tmp_path / "alive"
    hangs.write_text(f"#!/bin/sh\necho $$ > {alive}\nexec sleep 600\n", encoding="utf-8")
    hangs.chmod(0o755)
    monkeypatch.setattr(response_documents.sys, "executable", str(hangs))
    monkeypatch.setattr(response_documents, "_SECONDS", 3.0)
    assert asked(tmp_path / "second", ask).status_code == 503
    pid = alive.read_text(encoding="utf-8").strip()
    until = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


# --- citing, and telling of a mistake


def test_a_citation_names_the_build_and_the_day(site: httpx.Client) -> None:
    page = html.fromstring(site.get(NORFOLK).text)
    digest = site.get("/-/health.json").json()["digest"][:12]
    boxes = [words(one) for one in page.xpath('//*[contains(@class, "cite ")]')]
    assert len(boxes) >= 2
    for box in boxes:
        assert f"Build {digest}, accessed " in box
        assert f"{NORFOLK}" in box
    card = page.xpath('//article[@class="card"]')[0]
    assert f"{NORFOLK}#{card.get('id')} Build" in words(card.xpath('.//*[contains(@class, "cite")]')[-1])


PUBLISHER = """publisher:
  name: Invented Office
  email: data@example.org
  address: 1 Invented Street
  days: 10
"""


def test_the_publisher_is_named_where_the_settings_do(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()}, PUBLISHER)
    assert build(made).built
    datasette = make_datasette(made.database, read_metadata(made))

    async def get(path: str) -> str:
        answer = await datasette.client.get(path)
        assert answer.status_code == 200
        return str(answer.text)

    pages = {path: run(get(path)) for path in ("/about", "/accessibility", ADDRESS)}
    datasette.opcc_builds.newest.close()
    assert "This site is published by Invented Office." in pages["/about"]
    assert "Invented Office is committed" in pages["/accessibility"]
    assert "get back to you in 10 days" in words(html.fromstring(pages["/accessibility"]))
    (link,) = html.fromstring(pages[ADDRESS]).xpath('//a[starts-with(@href, "mailto:")]/@href')
    assert urlsplit(link).path == "data@example.org"
    body = parse_qs(urlsplit(link).query)["body"][0]
    assert ADDRESS in unquote(body)
    assert re.search(r"Build of the data: [0-9a-f]{12}", body)


@pytest.mark.heavy
def test_without_a_publisher_nothing_is_left_to_be_filled_in(site: httpx.Client) -> None:
    for path in ("/about", "/accessibility", NORFOLK, "/methodology", "/data"):
        text = words(html.fromstring(site.get(path).text).xpath("//main")[0])
        assert not re.search(r"\[[^\]]*(publisher|number|person|email)[^\]]*\]", text), path
    assert "has not given a name" in site.get("/about").text


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("email: not an address", "email"),
        ("contact: javascript:alert(1)", "contact"),
        ("website: example.org", "website"),
        ("days: soon", "days"),
        ("fax: '1'", "fax"),
        ("name: [1]", "name"),
        (f"name: {'x' * 501}", "name"),
    ],
)
def test_a_publisher_that_is_not_one_is_told_with_its_line(tmp_path: Path, line: str, word: str) -> None:
    project(tmp_path, {}, f"publisher:\n  {line}\n")
    settings = project_at(tmp_path).settings
    (problem,) = settings.problems
    assert (problem.line, problem.code) == (2, "R380" if word == "fax" else "R382")
    assert problem.message.startswith(word)
    assert getattr(settings.publisher, word, None) is None
