"""The primary keys that a build adds when the tables are full: what is made so is what SQLite makes by itself."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from opcc_opendata.database import create
from opcc_opendata.database.create import connect, create_indexes, create_keys, create_tables, insert
from opcc_opendata.tables import BY_NAME, RECORD_TABLES, TABLES

_PARTS = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
_NUMBERS = random.Random(55).sample(range(40_000), 20_000)
_ROWS = [(f"norfolk-2019-02-26-domestic-abuse-part-{number}", "r", "q", number, "Words") for number in _NUMBERS]
_INTO = "INSERT INTO recommendation_parts (id, response, recommendation, position, text) VALUES (?, ?, ?, ?, ?)"


def _made(path: Path, *, later: bool) -> None:
    with closing(connect(path)) as connection:
        connection.execute("BEGIN")
        create_tables(connection, without_keys=RECORD_TABLES if later else ())
        connection.executemany(_INTO, _ROWS)
        create_keys(connection, RECORD_TABLES)
        create_indexes(connection, TABLES)
        insert(connection, "build", [("key", "value")])
        connection.execute("COMMIT")


def test_keys_that_are_added_are_those_of_tables_made_with_them(tmp_path: Path) -> None:
    one, other = tmp_path / "one.db", tmp_path / "other.db"
    _made(one, later=True)
    _made(other, later=False)
    assert one.stat().st_size < other.stat().st_size
    with closing(sqlite3.connect(one)) as added, closing(sqlite3.connect(other)) as at_once:
        assert added.execute(_PARTS).fetchall() == at_once.execute(_PARTS).fetchall()
        assert added.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for table in RECORD_TABLES:
            for pragma in ("table_xinfo", "index_list", "foreign_key_list"):
                sql = f'PRAGMA {pragma}("{table.name}")'
                assert sorted(added.execute(sql).fetchall()) == sorted(at_once.execute(sql).fetchall()), table.name
        one_row, first = "SELECT rowid FROM recommendation_parts WHERE id = ?", _ROWS[0][:1]
        plan = added.execute(f"EXPLAIN QUERY PLAN {one_row}", first).fetchall()
        assert "sqlite_autoindex_recommendation_parts_1 (id=?)" in plan[0][-1]
        assert added.execute(one_row, first).fetchall() == [(1,)]
        with pytest.raises(sqlite3.IntegrityError, match=r"UNIQUE constraint failed: recommendation_parts\.id"):
            added.execute(_INTO, _ROWS[0])
        with pytest.raises(sqlite3.IntegrityError, match="NOT NULL constraint failed"):
            added.execute(_INTO, (None, *_ROWS[0][1:]))


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "one.db")) as connection:
        create_tables(connection, without_keys=RECORD_TABLES)
        connection.executemany(_INTO, [_ROWS[0], _ROWS[0]])
        with pytest.raises(sqlite3.IntegrityError, match=r"UNIQUE constraint failed: recommendation_parts\.id"):
            create_keys(connection, RECORD_TABLES)


def test_where_the_schema_may_not_be_written_tables_have_their_keys_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(create, "_may_add_keys", lambda connection: False)
    _made(tmp_path / "one.db", later=True)
    with closing(sqlite3.connect(tmp_path / "one.db")) as connection:
        keyed = {row[1] for table in RECORD_TABLES for row in connection.execute(f'PRAGMA index_list("{table.name}")')}
    assert {f"sqlite_autoindex_{table.name}_1" for table in RECORD_TABLES if BY_NAME[table.name].sql == ""} <= keyed
