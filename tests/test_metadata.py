"""metadata.yml against a real database: nothing is missing, nothing is extra, and every ready-made query runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from datasette.utils import derive_named_parameters

from opcc_opendata.database import build
from opcc_opendata.metadata import metadata_file
from opcc_opendata.project import Project
from opcc_opendata.queries import QUERIES
from opcc_opendata.search import register_functions
from tests.projects import CHECKOUT, invented, project, record
from tests.waiting import run

WRITTEN = yaml.safe_load((CHECKOUT / "metadata.yml").read_text(encoding="utf-8"))
DATABASE = WRITTEN["databases"]["opcc"]
NAMES = [query.name for query in QUERIES]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = invented(tmp_path_factory.mktemp("metadata"), 60)
    build(made)
    return made


@pytest.fixture
def database(made: Project) -> Iterator[sqlite3.Connection]:
    connection = connect(made)
    yield connection
    connection.close()


def connect(made: Project) -> sqlite3.Connection:
    """A connection with the functions that the site adds."""
    connection = sqlite3.connect(made.database)
    register_functions(connection)
    connection.row_factory = sqlite3.Row
    return connection


def ask(connection: sqlite3.Connection, name: str, **values: str) -> list[dict[str, Any]]:
    """The answer to a ready-made query, with nothing filled in but what is given."""
    query = DATABASE["queries"][name]
    return [dict(row) for row in connection.execute(query["sql"], {**dict.fromkeys(query["params"], ""), **values})]


def test_the_file_is_what_the_generator_writes() -> None:
    assert metadata_file(CHECKOUT) == {"metadata.yml": (CHECKOUT / "metadata.yml").read_text(encoding="utf-8")}


def test_tables_and_columns_are_those_of_the_database(database: sqlite3.Connection) -> None:
    there = {
        name: [column["name"] for column in database.execute(f"PRAGMA table_info('{name}')")]
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'sqlite_%' AND name NOT GLOB '*_fts*'"
        ).fetchall()
    }
    told = {name: list(table["columns"]) for name, table in DATABASE["tables"].items()}
    assert {name: sorted(columns) for name, columns in told.items()} == {
        name: sorted(columns) for name, columns in there.items()
    }


def test_facets_labels_and_order_name_columns_that_there_are() -> None:
    for name, table in DATABASE["tables"].items():
        named = [
            *table.get("facets", ()),
            *(table[key] for key in ("label_column", "sort", "sort_desc") if key in table),
        ]
        assert set(named) <= set(table["columns"]), name


def descriptions() -> Iterator[tuple[str, str]]:
    yield "title page", WRITTEN["description"]
    yield "opcc", DATABASE["description"]
    for name, table in DATABASE["tables"].items():
        yield name, table["description"]
        for column, says in table["columns"].items():
            yield f"{name}.{column}", says
    for name, query in DATABASE["queries"].items():
        yield name, query["description"]


def test_every_description_is_a_sentence_for_readers() -> None:
    for name, says in descriptions():
        assert says.endswith("."), name
        assert not says.startswith((" ", ".")), name
        assert "eave it out" not in says, f"{name} tells how to write a record"


@pytest.mark.parametrize("key", ["license", "license_url", "source", "about", "about_url"])
def test_licence_and_source_stand_everywhere(key: str) -> None:
    places = [WRITTEN, DATABASE, *DATABASE["tables"].values(), *DATABASE["queries"].values()]
    assert all(place[key] for place in places)
    if key == "license":
        assert {place[key] for place in places} == {"Open Government Licence v3.0"}


def test_what_calls_a_body_late_says_what_it_rests_on() -> None:
    tables, queries = DATABASE["tables"], DATABASE["queries"]
    for place in (tables["timeliness"], tables["outstanding"], *(queries[name] for name in NAMES[2:5])):
        assert "3 April 2017" in place["description"]
        assert "not verified" in place["description"]
    for place in (tables["outstanding"], queries["outstanding_by_force"]):
        assert "coverage" in place["description"]
        assert "says nothing about any body" in place["description"]


def test_a_query_hides_no_table() -> None:
    assert set(DATABASE["queries"]) == set(NAMES)
    assert not set(DATABASE["queries"]) & set(DATABASE["tables"])


@pytest.mark.parametrize("name", NAMES)
def test_every_query_runs_with_and_without_what_it_asks_for(database: sqlite3.Connection, name: str) -> None:
    query = DATABASE["queries"][name]
    found = run(derive_named_parameters(None, query["sql"]))
    assert set(found) == set(query["params"])
    ask(database, name)
    ask(database, name, **dict.fromkeys(query["params"], "norfolk"))
    ask(database, name, **dict.fromkeys(query["params"], "' OR 1=1 --"))


@pytest.mark.parametrize("name", ["timeliness_by_force", "answers_by_force", "acceptance_by_force"])
def test_a_force_goes_by_its_code_or_its_name(database: sqlite3.Connection, name: str) -> None:
    (code, title) = database.execute(
        "SELECT f.code, f.title FROM responses r JOIN forces f ON f.code = r.force "
        "WHERE r.stage = 'full' AND r.force LIKE '%-%' AND r.id IN (SELECT response FROM recommendations) LIMIT 1"
    ).fetchone()
    wanted = ask(database, name, force=code)
    assert wanted
    assert {(row["force"], row["force_name"]) for row in wanted} == {(code, title)}
    for way in (title, title.upper(), f" {code} ", code.replace("-", " ").title()):
        assert ask(database, name, force=way) == wanted, way
    assert len(ask(database, name)) > len(wanted)
    assert ask(database, name, force="nowhere") == []


@pytest.mark.parametrize("hostile", ["", " ", '"', '""', 'a"b', "NEAR(", "*", "-", "AND", "a:b", "^a", "(", "☃", "'"])
def test_a_search_forgives_any_punctuation(database: sqlite3.Connection, hostile: str) -> None:
    ask(database, "search", q=hostile)


def recommendation(text: str, answer: str) -> str:
    return f"\n  - number: '1'\n    kind: recommendation\n    text: {text}\n    answer:\n      {answer}"


def test_a_search_finds_words_wherever_they_stand(tmp_path: Path) -> None:
    answer = recommendation("Keep the zebra.", "body_action: Zebras, kept.")
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record(title='"Zebra"', recommendations=answer)})
    build(made)
    connection = connect(made)
    found = ask(connection, "search", q="zebra")
    assert {(row["found_in"], row["words"]) for row in found} == {
        ("answers", "«Zebras», kept."),
        ("recommendations", "Keep the «zebra»."),
        ("responses", "«Zebra»"),
    }
    assert {row["response"] for row in found} == {"norfolk-2019-02-26-fixture"}
    assert [row["found_in"] for row in ask(connection, "search", q='"keep the zebra"')] == ["recommendations"]
    connection.close()


def dated(name: str, published: str, **more: str) -> dict[str, str]:
    return {f"{name}.yaml": record(name, dates=f"\n  published: {published}", **more)}


def late(tmp_path: Path, records: dict[str, str]) -> list[str]:
    made = project(tmp_path, records)
    assert build(made).built
    connection = connect(made)
    found = [row["response"] for row in ask(connection, "late_responses")]
    connection.close()
    return found


@pytest.mark.heavy
def test_a_response_is_late_only_if_nothing_was_in_time(tmp_path: Path) -> None:
    late_one = dated("2019-02-26-late", "2019-04-23")
    assert late(tmp_path / "a", late_one) == ["norfolk-2019-02-26-late"]
    in_time = dated("2019-02-26-first", "2019-04-22")
    assert late(tmp_path / "b", in_time | late_one) == [], "the first was in time, and this is a second version"
    unknown = {"2019-02-26-first.yaml": record("2019-02-26-first")}
    assert late(tmp_path / "c", unknown | late_one) == [], "nobody knows when the first came"
    promise = dated("2019-02-26-first", "2019-04-22", stage="holding")
    assert late(tmp_path / "d", promise | late_one) == ["norfolk-2019-02-26-late"], "a promise is not a response"
    assert late(tmp_path / "e", dated("2019-02-26-late", "2019-04-23", stage="update")) == []


def test_a_refusal_that_was_replaced_is_not_told(tmp_path: Path) -> None:
    refusal = recommendation("Invented.", "acceptance: not_accepted\n      no_action_reason: Invented reason.")
    first = {"2019-02-26-first.yaml": record("2019-02-26-first", recommendations=refusal)}
    second = {
        "2019-02-26-second.yaml": record(
            "2019-02-26-second",
            stage="correction",
            related="\n  - id: norfolk-2019-02-26-first\n    relation: replaces",
        )
    }
    for folder, records, reasons in (("a", first, ["Invented reason."]), ("b", first | second, [])):
        made = project(tmp_path / folder, records)
        assert build(made).built
        connection = connect(made)
        assert [row["no_action_reason"] for row in ask(connection, "refused_recommendations")] == reasons
        connection.close()
