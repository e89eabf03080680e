"""`opcc serve --drafts`: on this computer only, under a banner, and never anything of it in what is public.

Every text is invented.
"""

from __future__ import annotations

import csv
import io
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from opcc_opendata.cli import opcc
from opcc_opendata.database import build
from opcc_opendata.project import Project, project_at
from tests.projects import project, query, record, whole
from tests.test_server import refused, serving

SECRET = "Zyzzyva"
BANNER = "Nothing on these pages is published. Only this computer can show them."
FOLLOWS = "\n  - id: norfolk-2019-02-26-fixture\n    relation: follows"
COVERAGE = "coverage:\n  - policing_body: norfolk-pcc\n    from: 2019-01-01\n"


def office(folder: Path) -> Project:
    """An office with a published response, and two drafts: one to be shown, and one that lacks its title."""
    project(folder, {"2019-02-26-fixture.yaml": record()}, COVERAGE)
    comments = f"\n  - kind: policing_body\n    text: {SECRET} is written here, and [add the rest]."
    good = record(
        "2019-02-26-secret",
        title=f'"{SECRET} title"',
        comments=comments,
        related=FOLLOWS,
        source="\n  origin: record",
        recommendations=f"\n  - kind: recommendation\n    text: {SECRET} asks.\n    answer:\n"
        f"      acceptance: accepted\n      body_action: {SECRET} does.\n      target_date: 2019-05",
    )
    drafts = folder / "drafts/norfolk"
    drafts.mkdir(parents=True)
    (drafts / "2019-02-26-secret.yaml").write_text(good, encoding="utf-8")
    (drafts / "2019-02-26-bare.yaml").write_text(re.sub("title: .*\n", "", record("2019-02-26-bare"), count=1))
    (drafts / "2019-02-26-secret.desk").mkdir()
    (drafts / "2019-02-26-secret.desk/base.yaml").write_text(record("2019-02-26-base"))
    (drafts / "README.md").write_text(f"{SECRET}\n")
    return project_at(folder)


@contextmanager
def shown(made: Project, *options: str) -> Iterator[httpx.Client]:
    with serving("--project", made.root, *options) as client:
        yield client


@pytest.mark.slow
def test_drafts_are_shown_under_a_banner_and_to_this_computer_only(tmp_path: Path) -> None:
    made = office(tmp_path)
    page = "/responses/norfolk-2019-02-26-secret"
    with shown(made, "--drafts") as client:
        for path in ("/", "/responses", page, "/search?q=Zyzzyva", "/data", "/opcc", "/opcc/responses", "/nowhere"):
            answer = client.get(path)
            assert BANNER in answer.text, path
            headers = {name.lower() for name in answer.headers}
            assert not any(name.startswith("access-control-") for name in headers), path
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
            assert answer.headers["cache-control"] == "no-store"
            assert "etag" not in headers
        text = client.get(page).text
        assert f"{SECRET} is written here, and [add the rest]." in text
        assert text.count("Not published yet") == 2
        assert "known when the response was published" not in text
        assert [row["id"] for row in client.get("/opcc/responses.json?_shape=array").json()] == [
            "norfolk-2019-02-26-secret"
        ]
        rows = list(csv.DictReader(io.StringIO(client.get("/opcc/responses.csv").text, newline="")))
        assert [row["draft"] for row in rows] == ["yes"]
        assert client.get("/opcc/coverage.json?_shape=array").json() == [], "nothing is late among drafts"
        asked = client.request("OPTIONS", page, headers={"origin": "https://example.org"})
        assert not any(name.lower().startswith("access-control-") for name in asked.headers)
        port = client.base_url.port
        for host in (
            "example.org",
            f"example.org:{port}",
            "127.0.0.1.example.org",
            "",
            f"localhost.example.org:{port}",
        ):
            answer = client.get(page, headers={"host": host})
            assert (answer.status_code, SECRET in answer.text) == (421, False), host
        for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", "LOCALHOST"):
            assert client.get(page, headers={"host": host}).status_code == 200, host
    assert [path.name for path in tmp_path.rglob("*.db*")] == [], "the drafts' own database is gone with the server"


@pytest.mark.slow
def test_nothing_of_a_draft_is_in_what_is_public(tmp_path: Path) -> None:
    """Every row of the database, every page, feed, export, paper and count, with the drafts and without them."""
    made = office(tmp_path / "with")
    without = project(tmp_path / "without", {"2019-02-26-fixture.yaml": record()}, COVERAGE)
    assert build(made).built
    assert build(without).built
    with_drafts, alone = whole(made.database), whole(without.database)
    changing = {"build", "provenance", "responses"}  # they say when, from which file and by which program
    assert {name: rows for name, rows in with_drafts.items() if name not in changing} == {
        name: rows for name, rows in alone.items() if name not in changing
    }
    assert len(with_drafts["responses"]) == len(alone["responses"]) == 1
    assert SECRET.encode() not in made.database.read_bytes()
    with shown(made) as client:
        for path in every_page(client):
            text = client.get(path).text
            assert "2019-02-26-secret" not in text, path
            assert SECRET not in text or path.startswith("/search"), path  # it repeats what it was asked
        assert client.get("/responses/norfolk-2019-02-26-secret").status_code == 404
    for arguments in (
        ["export", "--to", "csv", "--out", str(tmp_path / "csv")],
        ["render", "--panel", "--since", "2019-01-01", "--body", "norfolk-pcc", "--to", "md", "--out", "panel.md"],
    ):
        here = [str(tmp_path / one) if one == "panel.md" else one for one in arguments]
        done = CliRunner().invoke(opcc, [*here, "--project", str(made.root)])
        assert done.exit_code == 0, done.output
    written = [*(tmp_path / "csv").iterdir(), tmp_path / "panel.md"]
    assert len(written) > 2
    assert [path.name for path in written if SECRET in path.read_text(encoding="utf-8-sig")] == []


def every_page(client: httpx.Client) -> list[str]:
    """Follow every link of the site from its first page, and give the addresses."""
    seen, waiting = set[str](), ["/", "/sitemap.xml", "/search?q=Zyzzyva", "/feeds/deadlines.ics", "/openapi.json"]
    while waiting and len(seen) < 250:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        found = re.findall(r'(?:href|src)="(/[^"#]*)', client.get(path).text)
        waiting += [one.replace("&amp;", "&") for one in found if "_facet" not in one and "_sort" not in one]
    assert len(seen) > 30
    return sorted(seen)


@pytest.mark.slow
def test_what_can_not_be_shown_is_told_and_the_others_are_shown(tmp_path: Path) -> None:
    made = office(tmp_path)
    preview = made.of_drafts(tmp_path / "drafts.db")
    outcome = build(preview, skip_invalid=True)
    assert (outcome.published, set(outcome.rejected)) == (1, {"drafts/norfolk/2019-02-26-bare.yaml"})
    assert [problem.code for problem in outcome.problems] == ["R001"]
    assert query(preview.database, "SELECT related FROM related_responses") == [], "that one is not a draft"
    # Once it has its title, the next build takes it in.
    (tmp_path / "drafts/norfolk/2019-02-26-bare.yaml").write_text(record("2019-02-26-bare"))
    assert build(preview, skip_invalid=True).published == 2


OTHER_ADDRESSES = ["0.0.0.0", "::", socket.gethostname()]


@pytest.mark.parametrize("host", OTHER_ADDRESSES)
def test_another_address_is_refused(tmp_path: Path, host: str) -> None:
    try:
        address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0][4][0]
    except OSError:
        pytest.skip("this computer has no such address")
    if str(address).startswith("127."):
        pytest.skip("this computer calls itself by its own address")
    said = refused("--project", office(tmp_path).root, "--drafts", "--port", "0", "--host", host)
    assert re.search("on this computer only|is not an address of this computer|can't be used", said), said


@pytest.mark.slow
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2"])
def test_addresses_of_this_computer(tmp_path: Path, host: str) -> None:
    with serving("--project", office(tmp_path).root, "--drafts", "--host", host) as client:
        answer = client.get("/", headers={"host": "localhost"})
        assert BANNER in answer.text


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--drafts", "--demo"], "leave --db, --demo and --no-build out."),
        (["--drafts", "--db", "opcc.db"], "leave --db, --demo and --no-build out."),
        (["--drafts", "--no-build"], "leave --db, --demo and --no-build out."),
    ],
)
def test_what_goes_with_drafts(tmp_path: Path, options: list[str], sentence: str) -> None:
    extra = [] if "--demo" in options else ["--project", office(tmp_path).root]
    assert sentence in refused(*options, *extra)


def test_where_there_are_no_drafts(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    assert "There are no drafts in drafts/. To begin one: opcc new" in refused("--project", made.root, "--drafts")
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts/README.md").write_text("Nothing yet.\n")
    assert "There are no drafts in drafts/." in refused("--project", made.root, "--drafts")


def test_a_database_of_drafts_is_never_served_as_what_is_public(tmp_path: Path) -> None:
    made = office(tmp_path)
    assert build(made.of_drafts(tmp_path / "kept.db"), skip_invalid=True).built
    said = refused("--project", made.root, "--no-build", "--db", tmp_path / "kept.db", "--port", "0")
    assert "kept.db holds drafts, which are not published. To see them: opcc serve --drafts" in said
