"""`opcc serve` over real HTTP: what it answers, that nothing is cut without a word, and how it starts and stops."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import os
import re
import selectors
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import httpx
import pytest

from opcc_opendata.database import build
from opcc_opendata.project import Project
from opcc_opendata.server import answers
from opcc_opendata.server.answers import (
    AnswerError,
    AnswerLimits,
    AskedQuery,
    CsvWriter,
    JsonWriter,
    Output,
    answer,
)
from opcc_opendata.server.processes import processors
from tests import forked
from tests.projects import CHECKOUT, invented, project, query, record
from tests.waiting import LONGEST, children_of, seconds_of, wait_until

OPCC = [sys.executable, "-m", "opcc_opendata.cli", "serve"]
RECORDS = 250
SLOW = "with recursive c(n) as (select 1 union all select n + 1 from c) select count(*) from c"
ENDLESS = "with recursive c(n) as (select 1 union all select n + 1 from c) select n from c"


def variables() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), "NO_COLOR": "1"}


def start(*arguments: str | Path, program: list[str] = OPCC, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=variables(),
        cwd=CHECKOUT,
        **options,
    )


def line_of(stream: IO[str], process: subprocess.Popen[str] | forked.Begun) -> str:
    """The first line that says where the server is, or a failure with what went wrong."""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            if selector.select(timeout=1) and "http://" in (line := stream.readline()):
                return line
            if process.poll() is not None:
                pytest.fail(f"it ended with {process.returncode}: {process.communicate()}")
    pytest.fail("it did not start in time")


class Reader(httpx.Client):
    """A reader of a server that runs in processes of its own, of which `pid` is the first."""

    pid = 0


@contextmanager
def serving(*arguments: str | Path, program: list[str] = OPCC) -> Iterator[Reader]:
    """A server on a free port. It is stopped whatever happens, and what it wrote of a fault of its own is a failure.

    It is forked from a process that has loaded the toolkit, unless another program is named. `start` begins a new one.
    """
    given = (*arguments, "--port", "0")
    process = (
        forked.Begun(["serve", *map(str, given)], CHECKOUT, variables())
        if program is OPCC
        else start(*given, program=program)
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", line_of(process.stdout, process))
        assert found is not None
        # Uncompressed answers say how long they are.
        with Reader(base_url=found[0], timeout=LONGEST, headers={"accept-encoding": "identity"}) as client:
            client.pid = process.pid
            yield client
    finally:
        _, said = stop(process)
    assert "Traceback" not in said, said
    assert "was never awaited" not in said, said


def stop(process: subprocess.Popen[str] | forked.Begun) -> tuple[str, str]:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        return process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise


def refused(*arguments: str | Path) -> str:
    """What `opcc serve` says as it refuses."""
    done = forked.run(["serve", *map(str, arguments)], CHECKOUT, variables())
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("opcc: ")
    return done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = invented(tmp_path_factory.mktemp("serving"), RECORDS)
    (made.root / "opcc.yml").write_text("title: Invented responses\n", encoding="utf-8")
    assert build(made).built
    return made


@pytest.fixture(scope="module")
def site(made: Project) -> Iterator[httpx.Client]:
    with serving("--project", made.root) as client:
        yield client


@pytest.fixture(scope="module")
def norfolk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The checkout's own records, as scripts/serve serves them."""
    database = tmp_path_factory.mktemp("norfolk") / "opcc.db"
    with serving("--db", database, program=[str(CHECKOUT / "scripts/serve")]) as client:
        yield client


def table(response: httpx.Response) -> list[dict[str, str]]:
    """The rows of a CSV."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert int(response.headers["content-length"]) == len(response.content)
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def count(site: httpx.Client, sql: str) -> int:
    answer = site.get("/opcc.json", params={"sql": f"select count(*) as n from ({sql})", "_shape": "array"})
    return int(answer.json()[0]["n"])


# --- the records of this repository ---------------------------------------------------------------------------------


def test_a_full_text_query_finds_the_norfolk_response(norfolk: httpx.Client) -> None:
    found = norfolk.get("/opcc/search.json", params={"q": "domestic abuse plan", "_shape": "array"}).json()
    assert "norfolk-2019-02-26-domestic-abuse-update" in {row["response"] for row in found}
    encompass = "found_in=response_inspections&_search=operation+encompass"
    rows = norfolk.get(f"/opcc/passages.json?{encompass}&_shape=array").json()
    assert [row["response"] for row in rows] == ["norfolk-2019-02-26-domestic-abuse-update"]
    for address in (
        "comments.json?_search=domestic",
        "current_responses?_search=domestic",
        "forces.csv?_search_title=x",
    ):
        refused = norfolk.get(f"/opcc/{address}")
        assert refused.status_code == 400, address
        assert "can’t be searched" in refused.text or "can't be searched" in refused.text or "can&#39;t" in refused.text
    page = norfolk.get("/opcc/search", params={"q": "domestic abuse"})
    assert page.status_code == 200
    assert "<h1" in page.text
    assert "norfolk-2019-02-26-domestic-abuse-update" in page.text


def test_each_address_in_readme_is_answered(norfolk: httpx.Client) -> None:
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    addresses = re.findall(r"http://127\.0\.0\.1:8001(/[^\s)`]*)", text)
    assert len(addresses) >= 3
    for address in addresses:
        answer = norfolk.get(address)
        assert answer.status_code == 200, address
        if ".json" in address:
            assert answer.json()["rows"], address


EXAMPLES = re.findall(
    r"^```console\n\$ (?P<command>.+?)\n```\n\n```\w*\n(?P<output>.*?)^```$",
    (CHECKOUT / "docs/api.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=[str(n) for n in range(1, len(EXAMPLES) + 1)])
def test_an_example_in_the_documentation_answers_as_it_says(norfolk: httpx.Client, command: str, output: str) -> None:
    assert run_example(norfolk, command) == output


def run_example(site: httpx.Client, command: str) -> str:
    """Do what one of the page's curl commands does."""
    words = shlex.split(command)
    assert words[0] == "curl"
    (address,) = (word for word in words if word.startswith("http://127.0.0.1:8001/"))
    values = [words[n + 1].split("=", 1) for n, word in enumerate(words) if word == "--data-urlencode"]
    answered = site.get(httpx.URL(address.removeprefix("http://127.0.0.1:8001")).copy_merge_params(dict(values)))
    text = answered.content.decode("utf-8").replace("\r\n", "\n")
    shown = f"HTTP {answered.status_code}\n\n{text}" if " -i " in command else text
    return shown if shown.endswith("\n") else f"{shown}\n"


def test_the_documentation_has_examples() -> None:
    assert len(EXAMPLES) >= 6
    text = (CHECKOUT / "docs/api.md").read_text(encoding="utf-8")
    assert text.count("```console") == len(EXAMPLES)


# --- whole, or an error ---------------------------------------------------------------------------------------------

PAGES = {
    "a table": ("/opcc/recommendations", "select 1 from recommendations"),
    "a filtered table": (
        "/opcc/recommendations?kind=recommendation",
        "select 1 from recommendations where kind = 'recommendation'",
    ),
    "a sorted table": ("/opcc/recommendations?_sort_desc=theme", "select 1 from recommendations"),
    "a searched table": ("/opcc/passages?_search=invented", "select 1 from passages where words like '%invented%'"),
    "the second page of a table": ("/opcc/recommendations?_next=avon", "select 1 from recommendations"),
    "a view": ("/opcc/recommendations_with_answers", "select 1 from current_recommendations"),
    "a filtered view": (
        "/opcc/recommendations_with_answers?kind=recommendation",
        "select 1 from current_recommendations where kind = 'recommendation'",
    ),
    "a ready-made query": ("/opcc/answers_by_force?force=", "select 1 from current_recommendations"),
    "custom SQL": (
        "/opcc?sql=select+id,+text+from+recommendations+where+:p+%3C%3E+''&p=x",
        "select 1 from recommendations",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_the_csv_that_a_page_links_to_has_every_row(site: httpx.Client, name: str) -> None:
    path, counted = PAGES[name]
    page = site.get(path)
    assert page.status_code == 200
    (link,) = re.findall(r'<a href="([^"]+)">Every row as CSV</a>', page.text)
    rows = table(site.get(html.unescape(link)))
    assert len(rows) == count(site, counted) > 1_000
    ids = [row.get("id") or row["recommendation"] for row in rows]
    assert len(set(ids)) == len(ids)
    said = re.search(r'<h2 id="rows">([0-9,]+) rows', page.text)
    if said and "second" not in name:
        assert len(rows) == int(said[1].replace(",", ""))


@pytest.mark.heavy
def test_every_table_and_view_is_whole_and_in_the_order_of_its_page(site: httpx.Client) -> None:
    names = [table["name"] for table in site.get("/opcc.json").json()["tables"]]
    views = [view["name"] for view in site.get("/opcc.json").json()["views"]]
    for name in names + views:
        page = site.get(f"/opcc/{name}.json?_size=10&_nofacet=1").json()
        rows = table(site.get(f"/opcc/{name}.csv?_raw=1"))
        assert len(rows) == page["filtered_table_rows_count"], name
        first = page["columns"][0]
        assert [row[first] for row in rows[:10]] == [str(row[0]) for row in page["rows"]], name


def test_a_page_that_was_asked_for_is_a_page_with_a_link_to_the_next(site: httpx.Client) -> None:
    address: str | None = "/opcc/forces.csv?_size=20"
    codes = []
    while address:
        answered = site.get(address)
        codes += [row["code"] for row in table(answered)]
        following = answered.links.get("next", {}).get("url")
        assert len(table(answered)) == (20 if following else 3)
        address = following
    assert len(set(codes)) == len(codes) == 43


def test_words_stand_beside_codes_if_asked(site: httpx.Client) -> None:
    rows = table(site.get("/opcc/responses.csv?_labels=on"))
    assert list(rows[0])[:5] == ["id", "title", "title_cy", "force", "force_label"]
    assert {row["stage_label"] for row in rows if row["stage"] == "full"} == {"Full response"}
    assert "force_label" not in table(site.get("/opcc/responses.csv?_label=stage"))[0]
    assert "stage_label" not in table(site.get("/opcc/responses.csv"))[0]


def test_one_row_and_no_row(site: httpx.Client) -> None:
    (row,) = table(site.get("/opcc/forces/norfolk.csv"))
    assert row["title"] == "Norfolk Constabulary"
    assert table(site.get("/opcc/forces.csv?code=nowhere")) == []
    assert site.get("/opcc/forces.csv?code=nowhere").text.startswith("code,title,")
    assert site.get("/opcc/forces/nowhere.csv").status_code == 404


FORMULAS = "select '=1+1' as a, '+1' as b, '-1' as c, '@x' as d, char(9) || 'x' as e, 'a=b' as f, -1 as g, null as h"


def test_a_text_is_never_a_formula(site: httpx.Client) -> None:
    told = site.get("/opcc.csv", params={"sql": f'{FORMULAS}, 1 as "=cmd"'}).text.splitlines()
    assert told == ["a,b,c,d,e,f,g,h,'=cmd", "'=1+1,'+1,'-1,'@x,'\tx,a=b,-1,,1"]
    as_it_is = site.get("/opcc.csv", params={"sql": FORMULAS, "_raw": "1"}).text.splitlines()
    assert as_it_is[1] == "=1+1,+1,-1,@x,\tx,a=b,-1,"
    shown = site.get("/opcc.json", params={"sql": FORMULAS, "_shape": "array"}).json()[0]
    assert (shown["a"], shown["e"], shown["g"]) == ("=1+1", "\tx", -1)


def test_options_of_csv(site: httpx.Client) -> None:
    sql = {"sql": "select '£ ’ ŵ' as words"}
    assert site.get("/opcc.csv", params=sql).content == "words\r\n£ ’ ŵ\r\n".encode()
    assert site.get("/opcc.csv", params=sql | {"_bom": "1"}).content == b"\xef\xbb\xbf" + "words\r\n£ ’ ŵ\r\n".encode()
    assert site.get("/opcc.csv", params=sql | {"_header": "off"}).content == "£ ’ ŵ\r\n".encode()
    assert site.get("/opcc/forces.csv").headers["content-disposition"] == 'inline; filename="forces.csv"'
    assert site.get("/opcc/forces.csv?_dl=on").headers["content-disposition"] == 'attachment; filename="forces.csv"'
    head = site.head("/opcc/forces.csv")
    assert (head.status_code, head.content) == (200, b"")
    assert site.options("/opcc/forces.csv").status_code == 200


@pytest.mark.parametrize(
    ("address", "values"),
    [
        ("/opcc.csv", {"sql": ENDLESS}),
        ("/opcc.csv", {"sql": SLOW}),
        ("/opcc/responses.csv", {"_where": f"({SLOW}) > 0"}),
        ("/opcc/responses.csv", {"_where": f"id in (select id from responses) and 0 < ({SLOW})", "_size": "max"}),
    ],
    ids=["endless", "slow", "slow filter", "slower filter"],
)
def test_what_takes_too_long_is_an_error_and_never_a_short_file(
    site: httpx.Client, address: str, values: dict[str, str]
) -> None:
    before = seconds_of(site.pid)
    answered = site.get(address, params=values)
    assert seconds_of(site.pid) - before < 4, "1.5 seconds of a query, and what belongs to an answer"
    assert answered.status_code == 400
    assert answered.headers["content-type"].startswith("text/plain")
    assert "too long" in answered.text or "took longer than 1.5 seconds" in answered.text
    assert site.get("/opcc/forces.csv").status_code == 200


@pytest.mark.parametrize(
    ("address", "values", "status", "says"),
    [
        ("/opcc/nowhere.csv", {}, 404, "not found"),
        ("/nowhere.csv", {"sql": "select 1"}, 404, ""),
        ("/opcc.csv", {}, 400, "sql=select"),
        ("/opcc.csv", {"sql": "delete from forces"}, 400, "must be a SELECT"),
        ("/opcc.csv", {"sql": "select nosuch"}, 400, "no such column"),
        ("/opcc.csv", {"sql": "select 1; select 2"}, 400, "one statement"),
        ("/opcc/forces.csv", {"_sort": "nowhere"}, 400, "Cannot sort"),
        ("/opcc/forces.csv", {"_size": "1001"}, 400, "_size"),
    ],
)
def test_a_wrong_question_gets_a_sentence(
    site: httpx.Client, address: str, values: dict[str, str], status: int, says: str
) -> None:
    answered = site.get(address, params=values)
    assert answered.status_code == status
    assert says in answered.text
    assert "Traceback" not in answered.text


def test_csv_is_not_written_to(site: httpx.Client) -> None:
    assert site.post("/opcc/forces.csv").status_code in (403, 405)
    assert site.put("/opcc/forces.csv").status_code == 405


@pytest.mark.heavy
def test_json_is_whole_or_says_that_it_is_not(site: httpx.Client) -> None:
    sql = "select id, length(text) as n from recommendations"
    number = count(site, sql)
    rows = site.get("/opcc.json", params={"sql": sql, "_shape": "array"}).json()
    assert len(rows) == number > 1_000
    assert set(rows[0]) == {"id", "n"}
    assert len(site.get("/opcc/answers_by_force.json?_shape=array").json()) == count(
        site, "select 1 from current_recommendations"
    )
    lines = site.get("/opcc.json", params={"sql": sql, "_shape": "array", "_nl": "on"}).text.splitlines()
    assert [json.loads(line) for line in lines] == rows
    assert site.get("/opcc.json", params={"sql": sql, "_shape": "arrayfirst"}).json() == [row["id"] for row in rows]
    for shape in ("arrays", "objects"):
        cut = site.get("/opcc.json", params={"sql": sql, "_shape": shape}).json()
        assert cut["truncated"] is True
    slow = site.get("/opcc.json", params={"sql": ENDLESS, "_shape": "array"})
    assert slow.status_code == 400
    assert slow.json()["ok"] is False


def test_json_of_a_table_leads_to_the_next_page(site: httpx.Client) -> None:
    address: str | None = "/opcc/recommendations.json?_shape=array&_size=max"
    rows: list[Any] = []
    while address:
        answered = site.get(address)
        rows += answered.json()
        address = answered.links.get("next", {}).get("url")
    assert len(rows) == count(site, "select 1 from recommendations")


# --- the server -----------------------------------------------------------------------------------------------------


def test_it_is_datasette_with_the_whole_database_to_download(site: httpx.Client, made: Project) -> None:
    (head,) = query(made.database, "SELECT value FROM build WHERE key = 'digest'")
    healthy = site.get("/-/health").json()
    assert (healthy["ok"], healthy["digest"], healthy["published"]) == (True, head[0], RECORDS)
    assert healthy["file_sha256"] == hashlib.sha256(made.database.read_bytes()).hexdigest()
    downloaded = site.get("/opcc.db")
    assert downloaded.content == made.database.read_bytes()
    assert downloaded.headers["content-disposition"] == 'attachment; filename="opcc.db"'
    assert len(site.get("/opcc/forces.json").json()["suggested_facets"]) == 0
    assert "Invented responses" in site.get("/").text


def test_the_counts_of_a_page_are_those_of_the_build(site: httpx.Client, made: Project) -> None:
    counts = dict(query(made.database, 'SELECT "table", rows FROM build_counts'))
    facts = site.get("/opcc.json").json()
    views = {view["name"] for view in facts["views"]}
    assert "records" in views
    assert {table["name"]: table["count"] for table in facts["tables"]} == {
        name: rows for name, rows in counts.items() if name not in views
    }


@pytest.mark.parametrize(
    "address", ["/opcc.json", "/opcc/forces.json", "/opcc/forces.csv", "/opcc/nowhere.csv", "/opcc.db"]
)
def test_any_page_of_any_site_may_read_it(site: httpx.Client, address: str) -> None:
    assert site.get(address).headers["access-control-allow-origin"] == "*"


@pytest.mark.heavy
def test_every_page_of_the_stock_site_answers(site: httpx.Client) -> None:
    facts = site.get("/opcc.json").json()
    names = [item["name"] for kind in ("tables", "views", "queries") for item in facts[kind]]
    for name in names:
        page = site.get(f"/opcc/{name}")
        assert page.status_code == 200, name
        assert "<h1" in page.text, name
        assert "timed out" not in page.text, name


@pytest.mark.slow
def test_it_ends_cleanly_when_asked(made: Project) -> None:
    for way in (signal.SIGINT, signal.SIGTERM):
        process = start("--project", made.root, "--port", "0")
        assert process.stdout is not None
        line = line_of(process.stdout, process)
        assert line == f"Serving opcc.db at {line.split()[3]} Press Ctrl-C to stop.\n"
        process.send_signal(way)
        out, err = process.communicate(timeout=LONGEST)
        assert (out, err) == ("", "")
        assert process.returncode == (0 if way == signal.SIGINT else -signal.SIGTERM)


@pytest.mark.slow
@pytest.mark.skipif(processors() == 1, reason="one processor, and so one process")
def test_a_process_that_is_killed_is_replaced_and_all_end_together(made: Project) -> None:
    process = start("--project", made.root, "--port", "0")
    assert process.stdout is not None
    assert process.stderr is not None
    address = line_of(process.stdout, process).split()[3]
    children = children_of(process.pid)
    assert len(children) == processors()
    os.kill(children[0], signal.SIGKILL)
    assert process.stderr.readline() == "opcc: one process of the server ended (-9). Another begins.\n"
    for _ in range(20):
        assert httpx.get(f"{address}-/health", timeout=LONGEST).json()["ok"]
    wait_until(lambda: len(children_of(process.pid)) == processors(), "the ended process is replaced")
    now = children_of(process.pid)
    assert children[0] not in now
    assert stop(process) == ("", "")
    assert not any(Path(f"/proc/{child}").exists() for child in now)


def test_a_port_in_use_is_a_sentence(made: Project) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Port {port} is in use already." in refused("--project", made.root, "--port", str(port))


def test_a_wrong_address_is_a_sentence(made: Project) -> None:
    assert "is not an address of this computer" in refused("--project", made.root, "--host", "192.0.2.1", "--port", "0")
    assert "There is no address" in refused("--project", made.root, "--host", "nowhere.invalid", "--port", "0")


@pytest.mark.slow
def test_a_database_that_is_not_there_or_not_ours_is_a_sentence(made: Project, tmp_path: Path) -> None:
    base = ["--project", made.root, "--port", "0", "--no-build", "--db"]
    assert "There is no database" in refused(*base, tmp_path / "none.db")
    (tmp_path / "ring.db").symlink_to(tmp_path / "ring.db")
    told = refused(*base, tmp_path / "ring.db")
    assert "ring.db can't be opened: too many levels of symbolic links." in told
    (tmp_path / "text.db").write_text("This is a text.", encoding="utf-8")
    assert "not a database that opcc build made" in refused(*base, tmp_path / "text.db")
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE other (id)")
    connection.close()
    assert "not a database that opcc build made" in refused(*base, tmp_path / "other.db")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "metadata.yml, line "),
        ("- a", "metadata.yml, line 1: "),
        ("a: \x00", "metadata.yml, line 1: "),
        ("title: &a [One]\nabout: *a\n", "metadata.yml, line 1: title: &a is an anchor"),
        ("title: 1:1:1\n", "metadata.yml, line 1: "),
        (f"title: {'x' * 1_000_000}", "metadata.yml: The file has 1.1 MB. It may have 1 MB at most."),
    ],
)
def test_metadata_that_cannot_be_read_is_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    (tmp_path / "metadata.yml").write_text(text, encoding="utf-8")
    assert says in refused("--project", tmp_path, "--port", "0")


@pytest.mark.slow
def test_an_invalid_record_stops_it_unless_it_is_left_out(tmp_path: Path) -> None:
    records = {
        "2019-02-26-fixture.yaml": record(),
        "2019-02-27-wrong.yaml": record("2019-02-27-wrong", force="norfork"),
    }
    project(tmp_path, records)
    stopped = start("--project", tmp_path, "--port", "0")
    out, err = stopped.communicate(timeout=LONGEST)
    assert (stopped.returncode, out) == (1, "")
    assert "norfork" in err
    assert "Nothing is served: 1 file with errors." in err
    with serving("--project", tmp_path, "--skip-invalid") as site:
        assert [row["id"] for row in table(site.get("/opcc/responses.csv"))] == ["norfolk-2019-02-26-fixture"]


@pytest.mark.heavy
def test_the_projects_own_metadata_and_file_name_and_https(tmp_path: Path) -> None:
    project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    (tmp_path / "metadata.yml").write_text("title: Our own title\n", encoding="utf-8")
    arguments = ["--project", tmp_path, "--db", tmp_path / "other name.db", "--public-url", "https://data.example.org/"]
    with serving(*arguments) as site:
        assert "Our own title" in site.get("/").text
        following = site.get("/opcc/forces.json?_size=2").json()["next_url"]
        assert following.startswith("https://data.example.org/opcc/forces.json?")
        link = site.get("/opcc/forces.csv?_size=2").headers["link"]
        assert re.fullmatch(r'<https://data\.example\.org/opcc/forces\.csv\?[^>]+>; rel="next"', link)


# --- answers, without a server --------------------------------------------------------------------------------------


@pytest.fixture
def memory() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    yield connection
    connection.close()


def written(output: Output) -> str:
    output.file.seek(0)
    with output.file as file:
        return file.read().decode()


NUMBERS = "with recursive c(n) as (select 1 union all select n + 1 from c limit 5000)"
ROWS = f"{NUMBERS} select n, printf('%0999d', n) as t from c"


def test_an_answer_that_is_too_large_is_refused(memory: sqlite3.Connection) -> None:
    output = Output(1)
    with pytest.raises(AnswerError, match="larger than 1 MB"):
        answer(memory, AskedQuery(ROWS, {}), AnswerLimits(10, 1), CsvWriter(output))
    output.file.close()
    assert memory.execute("select 1").fetchone() == (1,)


class Clock:
    """A clock that a test puts forward, in place of the one that answers look at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(answers, "time", SimpleNamespace(perf_counter=lambda: self.now))

    def forward(self, seconds: float) -> None:
        self.now += seconds


def test_the_clock_stands_still_while_a_steady_row_is_written(
    memory: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)

    class Slow(CsvWriter):
        def row(self, row: Any) -> None:
            clock.forward(0.02)
            super().row(row)

    output = Output(100)
    answer(memory, AskedQuery(f"{ROWS} limit 30", {}, steady=True), AnswerLimits(0.3, 100), Slow(output))
    assert len(written(output).splitlines()) == 31


def test_a_steady_query_has_the_time_for_each_thousand_rows(
    memory: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    memory.create_function("wait", 1, lambda value: clock.forward(0.0002) or value)
    sql = "with recursive c(n) as (select 1 union all select n + 1 from c limit 4000) select wait(n) as n from c"
    output = Output(100)
    answer(memory, AskedQuery(sql, {}, steady=True), AnswerLimits(0.9, 100), CsvWriter(output))
    assert len(written(output).splitlines()) == 4_001
    other = Output(100)
    with pytest.raises(AnswerError, match=r"took longer than 0\.3 seconds"):
        answer(memory, AskedQuery(sql, {}), AnswerLimits(0.3, 100), CsvWriter(other))
    other.file.close()


def test_json_says_what_csv_cannot(memory: sqlite3.Connection) -> None:
    output = Output(1)
    sql = "select 9e999 as endless, x'00ff' as bytes, '[1]' as list, 'no' as text"
    answer(memory, AskedQuery(sql, {}), AnswerLimits(1, 1), JsonWriter(output, parsed=["list", "text"]))
    (row,) = json.loads(written(output))
    assert row == {"endless": None, "bytes": {"$base64": True, "encoded": "AP8="}, "list": [1], "text": "no"}
    output = Output(1)
    answer(memory, AskedQuery(sql, {}), AnswerLimits(1, 1), CsvWriter(output))
    assert written(output) == "endless,bytes,list,text\r\ninf,00ff,[1],no\r\n"
