"""Record → rows, and that nothing of a record is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opcc_opendata.tables import (
    BY_NAME,
    RECORD_TABLES,
    TABLES,
    canonical_json,
    json_parts,
    record_passages,
    record_rows,
    rows_digest,
    shorten,
)
from opcc_opendata.tables.model import described
from opcc_opendata.yaml_reader import read_bytes, read_file
from tests.projects import CHECKOUT, record

FIXTURES = sorted((CHECKOUT / "tests/records/valid").rglob("records/**/*.yaml"))
RECORDS = sorted((CHECKOUT / "records").rglob("*.yaml"))
SCHEMA = json.loads((CHECKOUT / "schema/response.schema.json").read_text(encoding="utf-8"))


def rows_of(text: str) -> dict[str, list[dict[str, Any]]]:
    data = read_bytes(text.encode(), "x.yaml").data
    assert data is not None
    return {
        table: [dict(zip(BY_NAME[table].column_names, row, strict=True)) for row in rows]
        for table, rows in record_rows(data).items()
    }


@pytest.mark.parametrize("path", FIXTURES + RECORDS, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_row_has_a_value_for_every_column(path: Path) -> None:
    data = read_file(path).data
    assert data is not None
    rows = record_rows(data)
    assert set(rows) == {table.name for table in RECORD_TABLES if not table.sql}
    for table, found in rows.items():
        for row in found:
            assert len(row) == len(BY_NAME[table].columns)
            for column, value in zip(BY_NAME[table].columns, row, strict=True):
                assert not (column.required and value is None), (table, column.name)


@pytest.mark.parametrize("path", FIXTURES + RECORDS, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_text_of_a_record_stands_in_some_row(path: Path) -> None:
    data = read_file(path).data
    assert data is not None
    rows = record_rows(data)
    held = {value for found in rows.values() for row in found for value in row}
    held |= {code for value in held if isinstance(value, str) and value.startswith('["') for code in json.loads(value)}
    lost = [text for text in leaves(data) if text not in held]
    assert lost == []
    passages = record_passages(rows)
    shared = {"{": 1}
    parts = json_parts(data, passages)
    for one in (parts, json.loads(shorten(parts, shared))):
        known = {-number: piece for piece, number in shared.items()}
        pieces = [
            part if isinstance(part, str) else known[part] if part < 0 else json.dumps(passages[part][-1])
            for part in one
        ]
        assert json.loads("".join(pieces)) == data
    texts = {text for *_, text in passages if len(text) > 100}
    assert not [text for text in texts if json.dumps(text, ensure_ascii=False) in "".join(map(str, parts))]


def leaves(value: Any, key: str = "") -> list[Any]:
    if key.startswith("x_") or key in ("schema_version", "answered_with"):
        return []  # the office's own keys are in the table of whole records; the others are in other form
    if key == "related" or key == "attachment":
        return []  # ids that the rows hold with the response's id before them
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in leaves(inner, name)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner, key)]
    return [int(value) if isinstance(value, bool) else value]


def test_every_column_is_described_and_every_reference_leads_to_a_table() -> None:
    for table in TABLES:
        assert table.says.endswith(".")
        for column in table.columns:
            assert column.says or described(SCHEMA, column.of)
            assert not column.to or column.to in BY_NAME
        assert {*table.facets, *table.indexes} <= set(table.column_names)


def test_one_answer_for_two_recommendations_is_one_row() -> None:
    rows = rows_of(
        record(
            recommendations="""
  - number: "10"
    kind: recommendation
    answer:
      acceptance: accepted
  - number: "22"
    kind: recommendation
    answered_with: "10"
"""
        )
    )
    (answer,) = rows["answers"]
    assert [row["answer"] for row in rows["recommendations"]] == [answer["id"], answer["id"]]
    assert rows["recommendations"][1]["answered_with"] == rows["recommendations"][0]["id"]


def test_welsh_goes_into_columns_of_its_own() -> None:
    both = rows_of(record(title="{en: Invented, cy: Dychmygol}"))["responses"][0]
    welsh = rows_of(record(language="cy", title="Dychmygol"))["responses"][0]
    assert (both["title"], both["title_cy"]) == ("Invented", "Dychmygol")
    assert (welsh["title"], welsh["title_cy"]) == (None, "Dychmygol")


@pytest.mark.parametrize(
    ("published", "year"),
    [
        (["2019-02-26"], 2019),
        (["2018-03-01", "2021-07-15", "2019"], 2021),
        (["2021-07", "2018"], 2021),
        ([None, "2020-05-01"], 2020),
        ([None, None], None),
    ],
)
def test_the_year_of_a_response_is_that_of_the_newest_report_that_has_one(
    published: list[str | None], year: int | None
) -> None:
    reports = [
        {"id": f"invented-{place}", "title": "Invented"} | ({"published": day} if day else {})
        for place, day in enumerate(published)
    ]
    assert rows_of(record(inspections=json.dumps(reports)))["responses"][0]["report_year"] == year


def test_a_tick_without_a_date_is_kept_as_that() -> None:
    (row,) = rows_of(record(distribution="\n  - recipient: hmicfrs\n    sent: true\n"))["distribution"]
    assert (row["sent"], row["sent_on"]) == (1, None)


def test_the_digest_depends_on_the_content_and_not_on_the_order_of_rows() -> None:
    data = read_bytes(record().encode(), "x.yaml").data
    assert data is not None
    rows = record_rows(data)
    turned = {table: found[::-1] for table, found in reversed(rows.items())}
    assert rows_digest(rows) == rows_digest(turned)
    assert rows_digest(rows) != rows_digest(record_rows({**data, "title": "Another title"}))


def test_canonical_json_is_the_same_for_the_same_value() -> None:
    assert canonical_json({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'
