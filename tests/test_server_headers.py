"""What stands before every answer: headers, what is closed, methods, tags and how long a copy serves."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from opcc_opendata.database import build
from opcc_opendata.project import Project
from opcc_opendata.server import make_datasette, middleware
from opcc_opendata.server.response_cache import CachedResponse, copies
from tests.projects import project, record
from tests.test_server import ENDLESS, refused, serving
from tests.waiting import run

pytestmark = pytest.mark.slow

PAGES = (
    *("/", "/opcc", "/opcc.json", "/opcc/forces", "/opcc/forces.json", "/opcc/forces.csv", "/opcc/forces/norfolk"),
    *(
        "/opcc/search?q=invented",
        "/opcc?sql=select+1",
        "/opcc.db",
        "/-/health",
        "/-/static/app.css",
        "/-/metadata.json",
    ),
    *("/opcc/forces/", "/nowhere", "/opcc/nowhere", "/opcc/forces/nowhere", "/-/threads", "/-/static/nowhere.css"),
    *("/opcc?sql=nonsense", "/opcc/forces?_sort=nosuch", "/opcc/forces.csv?_sort=nosuch", "/opcc/forces?_size=-1"),
)

CLOSED = (
    *("databases", "threads", "allow-debug", "permissions", "actor", "settings", "plugins", "versions", "config"),
    *("messages", "patterns", "logout", "auth-token"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = project(tmp_path_factory.mktemp("headers"), {"2019-02-26-fixture.yaml": record()})
    assert build(made).built
    return made


@pytest.fixture(scope="module")
def site(made: Project) -> Iterator[httpx.Client]:
    with serving("--project", made.root) as client:
        yield client


def directives(answered: httpx.Response) -> dict[str, str]:
    parts = answered.headers["content-security-policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT"])
def test_every_answer_has_the_headers(site: httpx.Client, method: str, page: str) -> None:
    answered = site.request(method, page)
    assert answered.status_code < 500
    told = directives(answered)
    assert told["default-src"] == "'none'"
    assert told["frame-ancestors"] == told["base-uri"] == "'none'"
    assert told["script-src"] == told["style-src"] == "'self'"
    assert answered.headers["x-content-type-options"] == "nosniff"
    assert answered.headers["x-frame-options"] == "DENY"
    assert answered.headers["referrer-policy"] == "no-referrer"
    assert "geolocation=()" in answered.headers["permissions-policy"]
    assert answered.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in answered.headers
    assert "server" not in answered.headers
    for name in ("content-security-policy", "cache-control", "etag", "referrer-policy", "access-control-allow-origin"):
        assert len(answered.headers.get_list(name)) <= 1


@pytest.mark.parametrize("page", PAGES)
def test_head_is_get_without_the_page(site: httpx.Client, page: str) -> None:
    whole, bare = site.get(page), site.head(page)
    assert bare.content == b""
    assert bare.status_code == whole.status_code
    assert {k: v for k, v in bare.headers.items() if k != "date"} == {
        k: v for k, v in whole.headers.items() if k != "date"
    }


# --- what is closed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("ending", ["", ".json", "/", "?x=1"])
def test_pages_about_the_machine_are_closed(site: httpx.Client, made: Project, name: str, ending: str) -> None:
    answered = site.get(f"/-/{name}{ending}", follow_redirects=True)
    assert answered.status_code == 404
    assert str(made.root) not in answered.text


@pytest.mark.parametrize("page", ["/_internal", "/_internal/databases", "/_memory", "/:memory:", "/_memory.json"])
def test_there_is_no_other_database(site: httpx.Client, page: str) -> None:
    assert site.get(page, follow_redirects=True).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_no_page_shows_a_path(site: httpx.Client, made: Project, page: str) -> None:
    if page != "/opcc.db":
        told = site.get(page).text + str(site.get(page).headers)
        assert str(made.root) not in told
        assert "site-packages" not in told


@pytest.mark.parametrize("method", ["TRACE", "PUT", "POST", "PATCH", "DELETE", "PROPFIND", "BREW", "get"])
@pytest.mark.parametrize("page", ["/", "/opcc/forces", "/opcc/forces.csv", "/nowhere"])
def test_other_methods_are_refused(site: httpx.Client, method: str, page: str) -> None:
    answered = site.request(method, page)
    # The server below may refuse what is no method at all.
    assert answered.status_code == 405 or (method == "get" and answered.status_code in (200, 400, 404))
    if answered.status_code == 405:
        assert answered.headers["allow"] == "GET, HEAD, OPTIONS"


ODD = (
    *("_sort=nosuch", "_sort_desc=nosuch", "_sort=code&_sort_desc=code", "_size=x", "_size=-1", "_size=99999999999"),
    *("_timelimit=x", "_timelimit=-1", "_timelimit=99999999999999999999", "_next=x", "_next=%00", "_next=~~~,,,"),
    *("_facet=nosuch", "_facet_size=x", "_facet_array=code", "_facet_date=code", "_col=nosuch", "_nocol=code"),
    *("_search=%22", "_search=(((", "_search_x=1", "_search=a&_searchmode=raw", "_search=%22&_searchmode=raw"),
    *("_where=", "_where=)", "_where=1;drop", "_where=%00", "code__nosuch=1", "nosuch=1", "nosuch__gt=1", "code__in=["),
    *("_filter_column=x", "_filter_op=x", "_labels=x", "_label=x", "_shape=x", "_nl=x", "_json=x", "_json_infinity=1"),
    *(
        "_ttl=x",
        "_ttl=-1",
        "_trace=1",
        "_context=1",
        "_through=x",
        "_through=%7B%7D",
        "_through=[]",
        "_blob_column=x",
        "_stream=x",
    ),
    *(
        "_ttl=0",
        "sql=",
        "sql=%FF",
        "_extra=x",
        "%FF=%FF",
        "_through=[]",
        "_size=max&_next=999999999999999999999",
        "__=1",
    ),
    *("code__arraycontains=x", "code__date=x", "code__gt=%00", "_facet_date=nosuch", "_next=1&_sort=title"),
)


@pytest.mark.parametrize("odd", ODD)
def test_odd_parameters_are_no_fault_of_the_server(site: httpx.Client, odd: str) -> None:
    for page in ("/", "/opcc", "/opcc.json", "/opcc/forces", "/opcc/forces.json", "/opcc/forces.csv"):
        answered = site.get(f"{page}?{odd}")
        assert answered.status_code < 500, f"{page}?{odd}: {answered.text[:500]}"
    for page in ("/opcc/responses.json", "/opcc/forces/norfolk.json", "/opcc/search.json", "/opcc/search.csv"):
        answered = site.get(f"{page}?{odd}")
        assert answered.status_code < 500, f"{page}?{odd}: {answered.text[:500]}"


@pytest.mark.parametrize(
    "page",
    [
        *("/%00", "/%FF", "/opcc/%2e%2e/%2e%2e/etc/passwd", "/-/static/../../app.py", "/-/static/%2e%2e/app.py", "//x"),
        *("/opcc/forces.nosuch", "/opcc/forces/norfolk.blob", "/opcc/forces/a,b,c", "/opcc.nosuch", "/.json", "/.db"),
        *("/opcc/~00", "/opcc/forces/~FF", "/opcc/" + "x" * 5_000, "/-/", "/-/static/", "/opcc/forces/~00.json"),
        *("/opcc/forces.jsono", "/-/static/%00", "/favicon.ico", "/opcc/forces/norfolk.csv?_blob_column=code"),
    ],
)
def test_odd_addresses_are_no_fault_of_the_server(site: httpx.Client, page: str) -> None:
    assert site.get(page).status_code < 500, site.get(page).text


# --- scripts and styles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_no_page_holds_a_script_or_a_style(site: httpx.Client, page: str) -> None:
    answered = site.get(page)
    if answered.headers["content-type"].startswith("text/html"):
        assert not re.search(r"<(?:script(?! type=.application/ld\+json)|style)\b|\s(?:style|on[a-z]+)=", answered.text)


# --- copies ---------------------------------------------------------------------------------------------------------


def test_a_copy_is_asked_for_by_its_tag(site: httpx.Client) -> None:
    for page in ("/", "/opcc/forces", "/opcc/forces.json", "/opcc/forces.csv", "/opcc.db", "/-/static/app.css"):
        first = site.get(page)
        tag = first.headers["etag"]
        assert re.fullmatch(r'W/"[0-9a-f]{32}"', tag)
        assert site.get(page).headers["etag"] == tag
        for method in ("GET", "HEAD"):
            for known in (tag, f'"other", {tag}'):
                again = site.request(method, page, headers={"if-none-match": known})
                assert (again.status_code, again.content) == (304, b""), page
                assert again.headers["etag"] == tag
                assert again.headers["cache-control"] == first.headers["cache-control"]
                assert "content-security-policy" in again.headers
        assert site.get(page, headers={"if-none-match": '"other"'}).status_code == 200
    assert site.get("/opcc/forces").headers["etag"] != site.get("/opcc/forces?_size=1").headers["etag"]


def test_what_may_be_copied_and_what_not(site: httpx.Client) -> None:
    for page in ("/opcc/forces", "/opcc.json", "/opcc/forces.csv", "/opcc/forces?_ttl=99999"):
        told = site.get(page).headers["cache-control"]
        found = re.fullmatch(r"public, max-age=(\d+), stale-while-revalidate=(\d+)", told)
        assert found, told
        assert (int(found[1]), int(found[2])) <= (60, 600)
    for page in ("/nowhere", "/opcc?sql=nonsense", "/-/health", f"/opcc.csv?sql={ENDLESS}"):
        answered = site.get(page)
        assert answered.headers["cache-control"] == "no-store"
        assert "etag" not in answered.headers


def test_a_copy_is_for_everyone(site: httpx.Client) -> None:
    mine = site.get("/opcc/forces", headers={"cookie": "ds_actor=x; ds_messages=y", "authorization": "Bearer x"})
    assert mine.headers["vary"] == "Accept-Encoding"
    assert mine.headers["cache-control"].startswith("public")
    assert mine.content == site.get("/opcc/forces").content


@pytest.fixture
def ask(made: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[datetime], httpx.Response]]:
    """Ask for a page at a given time."""
    datasette = make_datasette(made.database, {})
    app = datasette.app()

    def ask(now: datetime) -> httpx.Response:
        monkeypatch.setattr(middleware, "now", lambda: now)

        async def get() -> httpx.Response:
            transport: Any = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.get("/opcc/forces.json")

        return run(get())

    yield ask
    datasette.opcc_builds.newest.close()


def test_no_copy_outlives_the_day(ask: Callable[[datetime], httpx.Response]) -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert ask(noon).headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600"
    late = noon.replace(hour=23, minute=55)
    assert ask(late).headers["cache-control"] == "public, max-age=60, stale-while-revalidate=240"
    last = noon.replace(hour=23, minute=59, second=30)
    assert ask(last).headers["cache-control"] == "public, max-age=30, stale-while-revalidate=0"
    assert ask(noon).headers["etag"] == ask(last).headers["etag"]
    assert ask(noon).headers["etag"] != ask(noon + timedelta(days=1)).headers["etag"]


def test_in_summer_the_day_ends_an_hour_before_that_of_utc(ask: Callable[[datetime], httpx.Response]) -> None:
    def london(hour: int, minute: int) -> datetime:
        return datetime(2026, 7, 1, hour, minute, tzinfo=UTC).astimezone(ZoneInfo("Europe/London"))

    assert ask(london(22, 55)).headers["cache-control"] == "public, max-age=60, stale-while-revalidate=240"
    assert ask(london(22, 59)).headers["etag"] != ask(london(23, 30)).headers["etag"]
    assert ask(london(23, 30)).headers["etag"] == ask(london(23, 59)).headers["etag"]


@pytest.mark.slow
def test_a_new_build_has_new_tags(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    tags = []
    for title in ("Invented: first", "Invented: second"):
        (made.records / "norfolk" / "2019-02-26-fixture.yaml").write_text(record(title=f'"{title}"'), encoding="utf-8")
        with serving("--project", made.root) as site:
            tags.append(site.get("/opcc/responses.json").headers["etag"])
            assert site.get("/opcc/responses.json", headers={"if-none-match": tags[0]}).status_code == (
                304 if len(tags) == 1 else 200
            )
    assert tags[0] != tags[1]


def test_a_page_is_sent_compressed_to_those_who_take_that_and_says_the_same(site: httpx.Client) -> None:
    for _ in range(2):  # made, and then from a copy
        plain = site.get("/methodology", headers={"accept-encoding": "identity"})
        short = site.get("/methodology", headers={"accept-encoding": "br, gzip;q=0.5"})
        assert "content-encoding" not in plain.headers
        assert short.headers["content-encoding"] == "gzip"
        assert int(short.headers["content-length"]) * 2 < int(plain.headers["content-length"]) == len(plain.content)
        assert short.content == plain.content
        for answered in (plain, short):
            assert answered.headers["vary"] == "Accept-Encoding"
            assert answered.headers["cache-control"] == plain.headers["cache-control"]
        assert short.headers["etag"] == plain.headers["etag"].removesuffix('"') + '-gzip"'
    refused = site.get("/methodology", headers={"accept-encoding": "gzip;q=0, br"})
    assert "content-encoding" not in refused.headers


@pytest.mark.parametrize(
    "address",
    ["/opcc/forces.csv", "/opcc/forces.jsonl", "/opcc/forces.json?_shape=array", "/sitemap.xml", "/openapi.json"],
)
def test_data_are_sent_compressed_to_those_who_take_that(site: httpx.Client, address: str) -> None:
    plain = site.get(address, headers={"accept-encoding": "identity"})
    with site.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) * 2 < len(plain.content)
    assert int(answer.headers.get("content-length", len(raw))) == len(raw)
    for one in (plain, answer, site.head(address)):
        assert "Accept-Encoding" in one.headers["vary"]
    assert answer.headers["etag"] == plain.headers["etag"].removesuffix('"') + '-gzip"'


def test_the_database_is_sent_as_it_is(site: httpx.Client) -> None:
    """Its length and its checksum are known, and a program that fetches it can go on where it was cut off."""
    assert "content-encoding" not in site.head("/opcc.db", headers={"accept-encoding": "gzip"}).headers


# --- the site's own address -----------------------------------------------------------------------------------------

ADDRESSED = ("/methodology", "/opcc/forces.json?_size=2", "/sitemap.xml", "/opcc/forces?_size=2", "/openapi.json")
"""Pages that hold their full address, or the site's."""


def asked_as(site: httpx.Client, page: str, host: str, **headers: str) -> httpx.Response:
    return site.get(page, headers={"host": host, "accept-encoding": "identity", **headers})


@pytest.mark.parametrize("page", ADDRESSED)
def test_a_page_asked_for_under_a_strange_name_is_for_nobody_else(site: httpx.Client, page: str) -> None:
    own = site.base_url.netloc.decode()
    tags = set()
    for host in (own, "strange.example.org", own, "strange.example.org", "localhost:1"):
        answered = asked_as(site, page, host)
        assert answered.status_code == 200
        assert f"http://{host}" in answered.text
        for other in {own, "strange.example.org", "localhost:1"} - {host}:
            assert f"//{other}" not in answered.text
        told = answered.headers["cache-control"]
        assert told.startswith("public, " if host == own else "private, "), told
        tags.add(answered.headers["etag"])
        again = asked_as(site, page, host, **{"if-none-match": answered.headers["etag"]})
        assert again.status_code == 304
        assert again.headers["cache-control"] == told
    assert len(tags) == 3


@pytest.mark.parametrize("host", ["a b", "a/b", "a@b", "[::1", "a:b", "a:123456", "é", "", "<x>", "a" * 300])
def test_what_is_no_host_is_refused(site: httpx.Client, host: str) -> None:
    answered = site.get("/methodology", headers={"host": host.encode()})
    assert answered.status_code == 400
    assert answered.headers["cache-control"] == "no-store"
    assert answered.headers["x-content-type-options"] == "nosniff"


FORWARDED = (
    {"x-forwarded-proto": "https"},
    {"x-forwarded-proto": "https", "x-forwarded-host": "strange.example.org", "x-forwarded-port": "1"},
    {"forwarded": "for=1.2.3.4;proto=https;host=strange.example.org"},
    {"x-forwarded-for": "1.2.3.4", "x-forwarded-scheme": "https", "x-forwarded-ssl": "on", "front-end-https": "on"},
    {"x-original-url": "/nowhere", "x-rewrite-url": "/nowhere", "x-http-method-override": "DELETE"},
    {"x-host": "strange.example.org", "x-forwarded-server": "strange.example.org", "x-forwarded-prefix": "/strange"},
)


@pytest.mark.parametrize("headers", FORWARDED)
def test_forwarded_headers_count_for_nothing(site: httpx.Client, headers: dict[str, str]) -> None:
    for page in ADDRESSED:
        plain, forwarded = site.get(page), site.get(page, headers=headers)
        assert (forwarded.content, forwarded.headers["etag"]) == (plain.content, plain.headers["etag"])


def test_forwarded_headers_count_from_a_proxy_that_is_named(made: Project) -> None:
    with serving("--project", made.root, "--no-build", "--trusted-proxy", "127.0.0.1") as site:
        plain = site.get("/opcc/forces.json?_size=2")
        secure = site.get("/opcc/forces.json?_size=2", headers={"x-forwarded-proto": "https"})
        assert plain.json()["next_url"].startswith("http://")
        assert secure.json()["next_url"].startswith("https://")
        assert plain.headers["etag"] != secure.headers["etag"]
    with serving("--project", made.root, "--no-build", "--trusted-proxy", "10.0.0.0/8") as site:
        answered = site.get("/opcc/forces.json?_size=2", headers={"x-forwarded-proto": "https"})
        assert answered.json()["next_url"].startswith("http://")


def test_a_site_that_knows_its_address_has_it_whoever_asks(made: Project) -> None:
    with serving("--project", made.root, "--no-build", "--public-url", "https://data.example.org") as site:
        for page in ADDRESSED:
            plain = site.get(page)
            assert "https://data.example.org" in plain.text
            assert plain.headers["cache-control"].startswith("public, ")
            for host in ("strange.example.org", "localhost"):
                other = asked_as(site, page, host, **{"x-forwarded-proto": "http"})
                assert (other.content, other.headers["etag"]) == (plain.content, plain.headers["etag"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--public-url", "data.example.org"], "is not the address of a site"),
        (["--public-url", "https://data.example.org/opcc"], "is not the address of a site"),
        (["--public-url", "https://a b"], "is not the address of a site"),
        (["--public-url", "ftp://data.example.org"], "is not the address of a site"),
        (["--public-url", "https://user@data.example.org"], "is not the address of a site"),
        (["--public-url", "https://data.example.org:x"], "is not the address of a site"),
        (["--trusted-proxy", "*"], "is not the IP address of a proxy"),
        (["--trusted-proxy", "proxy.example.org"], "is not the IP address of a proxy"),
    ],
)
def test_an_address_that_is_none_is_a_sentence(made: Project, arguments: list[str], says: str) -> None:
    assert says in refused("--project", made.root, "--no-build", "--port", "0", *arguments)


def test_no_tag_names_two_bodies(site: httpx.Client) -> None:
    """Ask for much, in every way, and look at each tag's bodies."""
    bodies: dict[str, set[bytes]] = {}
    for page in (*PAGES, *ADDRESSED, "/opcc?sql=select+random()", "/opcc.json?sql=select+datetime('now')"):
        for host in (site.base_url.netloc.decode(), "strange.example.org"):
            for coding in ("identity", "gzip"):
                for _ in range(2):
                    with site.stream("GET", page, headers={"host": host, "accept-encoding": coding}) as answered:
                        raw = b"".join(answered.iter_raw())
                    if "etag" in answered.headers:
                        bodies.setdefault(answered.headers["etag"], set()).add(raw)
    assert len(bodies) > 40
    assert {tag: len(found) for tag, found in bodies.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    "sql", ["select random()", "select datetime('NOW')", "select current_timestamp", "select 1 as now"]
)
def test_what_changes_by_the_hour_is_not_kept(site: httpx.Client, sql: str) -> None:
    for address in ("/opcc", "/opcc.json", "/opcc.csv"):
        answered = site.get(address, params={"sql": sql})
        assert (answered.status_code, answered.headers["cache-control"]) == (200, "no-store")
        assert "etag" not in answered.headers
    assert (
        site.get("/opcc/forces.json", params={"_where": f"({sql}) is not null"}).headers["cache-control"] == "no-store"
    )
    assert "etag" in site.get("/opcc.json", params={"sql": "select 1"}).headers


def test_a_tag_is_of_the_form_that_the_reader_takes(site: httpx.Client) -> None:
    plain = site.get("/methodology", headers={"accept-encoding": "identity"}).headers["etag"]
    short = site.get("/methodology", headers={"accept-encoding": "gzip"}).headers["etag"]
    assert plain != short
    for known, coding, status, told in (
        (plain, "identity", 304, plain),
        (short, "gzip", 304, short),
        (plain, "gzip", 304, plain),
        (f"{plain}, {short}", "gzip", 304, short),
        (short, "identity", 200, plain),
        (f"{plain}, {short}", "identity", 304, plain),
    ):
        answered = site.get("/methodology", headers={"accept-encoding": coding, "if-none-match": known})
        assert (answered.status_code, answered.headers["etag"]) == (status, told), (known, coding)


def test_copies_take_so_much_memory_and_no_more() -> None:
    kept = copies()
    page = CachedResponse([], b"x" * 1_000_000)
    for number in range(100):
        kept.keep(number, page)
        kept.get(0)
    assert [number for number in range(100) if kept.get(number)] == [0, *range(34, 100)]
    kept.keep("long", CachedResponse([], b"x" * 2_000_000))
    assert kept.get("long") is None
    kept.keep(50, CachedResponse([], b"y" * 500_000))  # in place of the one before, which no longer counts
    kept.keep(100, CachedResponse([], b"z" * 600_000))
    assert len(kept) == 68
