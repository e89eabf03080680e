"""The whole dataset as files: read back with the programs of those who take it, and held against the database."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
import yaml

from opcc_opendata import downloads
from opcc_opendata.database import build
from opcc_opendata.downloads import archives, formats, workbook
from opcc_opendata.downloads.data_package import About
from opcc_opendata.metadata import metadata
from opcc_opendata.project import Project, project_at
from tests.sites import hostile_record, make_project
from tests.test_server import OPCC, serving
from tests.waiting import LONGEST

pytestmark = pytest.mark.slow

Value = str | int | None
Tables = dict[str, tuple[list[str], list[tuple[Value, ...]]]]

LONG = 'A line with "quotes", a comma; and a tab\t.\n\n=SUM(A1)\n' * 900
TRAPS = (
    "NA",
    "null",
    "None",
    "007",
    "1e3",
    "2020-01-01",
    "TRUE",
    "=1+1",
    "'quoted",
    " spaces ",
    "two\nlines",
    'say "x"',
)
"""Texts that a program may take for something else."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = make_project(tmp_path_factory.mktemp("downloads"))
    record = yaml.safe_load(hostile_record())
    record["id"] = "kent-2020-01-02-traps"
    record["comments"] = [
        {"kind": "policing_body", "author": " ".join(trap.split()), "role": "Commissioner", "text": text}
        for trap, text in [*zip(TRAPS, TRAPS, strict=True), ("Long", LONG), ("Mark", "[Long text 1: no such")]
    ]
    written = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, default_style='"')
    (folder / "records/kent/2020-01-02-traps.yaml").write_text(written, encoding="utf-8")
    made = project_at(folder)
    outcome = build(made)
    assert outcome.built, outcome.problems
    return made


@pytest.fixture(scope="module")
def made(project: Project) -> Path:
    """The folder of the files."""
    folder = project.root / "files"
    downloads.make(project.database, downloads.database_stamp(project.database), folder, metadata(project))
    return folder


@pytest.fixture(scope="module")
def truth(project: Project) -> Tables:
    """Every row of every table, as SQLite has it, but for the tables with which the site searches."""
    with closing(sqlite3.connect(project.database)) as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' OR name = 'records' ORDER BY 1"
            )
            if "_fts" not in name and not name.startswith(("sqlite_", "search", "record_parts"))
        ]
        found: Tables = {}
        for name in names:
            cursor = connection.execute(f'SELECT * FROM "{name}" ORDER BY 1')
            found[name] = [column[0] for column in cursor.description], cursor.fetchall()
    comments = str(found["comments"])
    assert all(repr(trap)[1:-1] in comments for trap in TRAPS if trap != " spaces ")
    return found


def unpacked(file: Path, into: Path) -> Path:
    with zipfile.ZipFile(file) as archive:
        archive.extractall(into)
    return into


def hold(truth: Tables, read: dict[str, tuple[list[str], list[tuple[Value, ...]]]]) -> None:
    """Hold what a program read against the database: every table, column, type, row and absence of a value."""
    assert sorted(read) == sorted(truth)
    for name, (columns, rows) in truth.items():
        found_columns, found = read[name]
        assert found_columns == columns, name
        found, rows = (sorted(some, key=lambda row: str(row[0])) for some in (found, rows))
        assert found == rows, name
        assert [[type(value) for value in row] for row in found] == [[type(v) for v in row] for row in rows], name


def of_pandas(frame: Any) -> tuple[list[str], list[tuple[Value, ...]]]:
    import pandas as pd

    rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
    assert pd.__version__
    return list(frame.columns), [
        tuple(value if value is None or isinstance(value, str) else int(value) for value in row) for row in rows
    ]


def test_pandas_reads_the_csv_by_the_data_package(made: Path, truth: Tables, tmp_path: Path) -> None:
    import pandas as pd

    folder = unpacked(made / "opcc-csv.zip", tmp_path)
    types = {"string": "string", "integer": "Int64"}
    read = {}
    for resource in json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        kinds = {field["name"]: types[field["type"]] for field in resource["schema"]["fields"]}
        read[resource["name"]] = of_pandas(
            pd.read_csv(folder / resource["path"], dtype=kinds, keep_default_na=False, na_values=[""])
        )
    hold(truth, read)


def test_polars_reads_the_csv_the_json_lines_and_the_parquet(made: Path, truth: Tables, tmp_path: Path) -> None:
    import polars as pl

    for ending in ("csv", "jsonl", "parquet"):
        folder = unpacked(made / f"opcc-{ending}.zip", tmp_path / ending)
        read = {}
        for name, (columns, rows) in truth.items():
            integers = {c for n, c in enumerate(columns) if any(isinstance(row[n], int) for row in rows)}
            schema = {column: pl.Int64 if column in integers else pl.String for column in columns}
            if ending == "csv":
                frame = pl.read_csv(folder / f"{name}.csv", schema=schema)
            elif ending == "jsonl":
                frame = pl.read_ndjson(folder / f"{name}.jsonl", schema=schema)
            else:
                frame = pl.read_parquet(folder / f"{name}.parquet")
                assert all(frame.schema[column] == pl.Int64 for column in integers)
            read[name] = frame.columns, frame.rows()
        hold(truth, read)


def test_duckdb_reads_the_csv_the_json_lines_and_the_parquet(made: Path, truth: Tables, tmp_path: Path) -> None:
    import duckdb

    for ending in ("csv", "jsonl", "parquet"):
        folder = unpacked(made / f"opcc-{ending}.zip", tmp_path / ending)
        read = {}
        for name, (columns, rows) in truth.items():
            file = folder / f"{name}.{ending}"
            integers = {c for n, c in enumerate(columns) if any(isinstance(row[n], int) for row in rows)}
            types = {column: "BIGINT" if column in integers else "VARCHAR" for column in columns}
            if ending == "csv":
                ask = f"read_csv('{file}', columns = {types}, header = true, delim = ',', quote = '\"', escape = '\"')"
            elif ending == "jsonl":
                ask = f"read_json('{file}', columns = {types}, format = 'newline_delimited')"
            else:
                ask = f"'{file}'"
            result = duckdb.sql(f"SELECT * FROM {ask}")
            read[name] = result.columns, result.fetchall()
        hold(truth, read)


def test_pandas_reads_the_json_lines_and_the_parquet(made: Path, truth: Tables, tmp_path: Path) -> None:
    import pandas as pd

    parquet = unpacked(made / "opcc-parquet.zip", tmp_path / "parquet")
    hold(truth, {name: of_pandas(pd.read_parquet(parquet / f"{name}.parquet")) for name in truth})
    lines = unpacked(made / "opcc-jsonl.zip", tmp_path / "jsonl")
    read = {}
    for name in truth:
        text = (lines / f"{name}.jsonl").read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.split("\n")[:-1]]
        read[name] = truth[name][0], [tuple(row.values()) for row in rows]
        assert all(list(row) == truth[name][0] for row in rows)
        frame = pd.read_json(io.StringIO(text), lines=True, dtype=False) if rows else []
        assert len(frame) == len(rows)
    hold(truth, read)


def put_together(sheets: dict[str, list[tuple[Any, ...]]]) -> dict[str, tuple[list[str], list[tuple[Value, ...]]]]:
    """Read the sheets of a workbook as somebody does who reads its first sheet: long texts are in parts."""
    parts: dict[int, list[str]] = {}
    for number, part, of, text in sheets["Long texts"][1:]:
        parts.setdefault(int(number), []).append(text)
        assert int(part) == len(parts[int(number)]) <= int(of)
    marks = {
        f'[Long text {number}: its words are on the sheet "Long texts"]': "".join(p) for number, p in parts.items()
    }
    read: dict[str, tuple[list[str], list[tuple[Value, ...]]]] = {}
    for name, rows in sheets.items():
        if name in ("Read me", "Long texts"):
            continue
        columns, found = read.setdefault(name.partition(" (")[0], ([str(cell) for cell in rows[0]], []))
        assert columns == list(rows[0])
        found += [tuple(marks.get(cell, cell) if isinstance(cell, str) else cell for cell in row) for row in rows[1:]]
    return read


def sheets_of(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(file)
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n", "inlineStr") for cell in row), "a formula, a date or an error"
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_the_workbook_holds_every_text_and_no_formula(made: Path, truth: Tables) -> None:
    sheets = sheets_of(made / "opcc.xlsx")
    assert max(len(cell) for rows in sheets.values() for row in rows for cell in row if isinstance(cell, str)) <= 32_767
    read = put_together(sheets)
    hold({name: rows for name, rows in truth.items() if name != "records"}, read)
    assert LONG.strip() in {str(row[read["comments"][0].index("text")]).strip() for row in read["comments"][1]}
    words = " ".join(str(row) for row in sheets["Read me"])
    assert "32,767 characters" in words
    assert "records" in words
    assert "Open Government Licence" in words


def test_a_table_with_too_many_rows_goes_on_in_another_sheet(project: Project, truth: Tables, tmp_path: Path) -> None:
    with (
        closing(sqlite3.connect(project.database)) as connection,
        archives.Archive(tmp_path / "short.xlsx") as archive,
    ):
        workbook.write_xlsx(connection, archive, About.of(metadata(project)), "digest", most_rows=21)
    sheets = sheets_of(tmp_path / "short.xlsx")
    assert max(len(rows) for name, rows in sheets.items() if name != "Read me") == 21
    assert "forces (3)" in sheets
    hold({name: rows for name, rows in truth.items() if name != "records"}, put_together(sheets))


def test_libreoffice_opens_the_workbook(made: Path, truth: Tables, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("there is no LibreOffice")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [office, home, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "back", made / "opcc.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=LONGEST)
    back = put_together(sheets_of(tmp_path / "back/opcc.xlsx"))
    hold({name: rows for name, rows in truth.items() if name != "records"}, back)


def test_the_data_package_is_valid_and_its_keys_hold(made: Path, truth: Tables, tmp_path: Path) -> None:
    import frictionless

    folder = unpacked(made / "opcc-csv.zip", tmp_path)
    with frictionless.system.use_context(trusted=True):
        package = frictionless.Package(str(folder / "datapackage.json"))
        report = package.validate()
    assert report.valid, report.flatten(["taskNumber", "rowNumber", "fieldNumber", "type", "message"])[:5]
    assert report.stats["tasks"] == len(truth)
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert described["licenses"][0]["name"] == "OGL-UK-3.0"
    assert described["sources"][0]["title"]
    fields = [field for one in described["resources"] for field in one["schema"]["fields"]]
    assert all(field["description"] for field in fields)
    for one in described["resources"]:
        content = (folder / one["path"]).read_bytes()
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_the_foreign_keys_are_those_of_the_database(project: Project, made: Path, tmp_path: Path) -> None:
    described = json.loads((unpacked(made / "opcc-csv.zip", tmp_path) / "datapackage.json").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(project.database)) as connection:
        for one in described["resources"]:
            keys = {
                (key["fields"][0], key["reference"]["resource"] or one["name"], key["reference"]["fields"][0])
                for key in one["schema"].get("foreignKeys", ())
            }
            if one["name"] == "records":  # a view, for which SQLite keeps none
                assert (keys, one["schema"]["primaryKey"]) == ({("response", "responses", "id")}, ["response"])
                continue
            real = connection.execute(f'PRAGMA foreign_key_list("{one["name"]}")').fetchall()
            assert keys == {(row[3], row[2], row[4]) for row in real}, one["name"]
            info = connection.execute(f'PRAGMA table_info("{one["name"]}")').fetchall()
            assert one["schema"]["primaryKey"] == [row[1] for row in info if row[5]]
            required = [f["name"] for f in one["schema"]["fields"] if f.get("constraints", {}).get("required")]
            assert required == [row[1] for row in info if row[3]]


def test_no_text_is_empty(truth: Tables) -> None:
    """In CSV an empty text would be no value."""
    assert not [name for name, (_, rows) in truth.items() if any(value == "" for row in rows for value in row)]


def test_the_same_database_gives_the_same_bytes(project: Project, made: Path, tmp_path: Path) -> None:
    job = {
        "database": str(project.database),
        "stamp": downloads.database_stamp(project.database),
        "folder": str(tmp_path / "again"),
        "described": metadata(project),
        "parent": os.getpid(),
    }
    command = [sys.executable, "-m", "opcc_opendata.downloads"]
    others = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    time.sleep(2)  # a ZIP file counts in steps of two seconds
    subprocess.run(command, input=json.dumps(job), text=True, check=True, env=others, timeout=LONGEST)
    first, second = (
        {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
        for folder in (made, tmp_path / "again")
    )
    assert first == second
    assert sorted(first) == ["opcc-csv.zip", "opcc-jsonl.zip", "opcc-parquet.zip", "opcc.xlsx"]


def test_nothing_is_made_of_another_state_of_the_database(project: Project, tmp_path: Path) -> None:
    device, inode, size, changed = downloads.database_stamp(project.database)
    with pytest.raises(downloads.DownloadError, match="was replaced"):
        downloads.make(project.database, (device, inode, size, changed + 1), tmp_path / "files", metadata(project))
    assert [path.name for path in tmp_path.iterdir()] == ["files.lock"]


def test_without_pyarrow_there_is_no_parquet(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    downloads.make(project.database, downloads.database_stamp(project.database), tmp_path / "f", metadata(project))
    assert sorted(path.name for path in (tmp_path / "f").iterdir()) == ["opcc-csv.zip", "opcc-jsonl.zip", "opcc.xlsx"]


def test_what_is_not_published_says_so_in_every_file(project: Project, tmp_path: Path) -> None:
    said = "Invented for a demonstration."
    stamp = downloads.database_stamp(project.database)
    downloads.make(project.database, stamp, tmp_path / "f", {**metadata(project), "marked": said})
    for code, name in (("csv", "datapackage.json"), ("csv", "README.txt"), ("jsonl", "README.txt")):
        with zipfile.ZipFile(tmp_path / f"f/opcc-{code}.zip") as archive:
            assert said in archive.read(name).decode()
    assert said in str(sheets_of(tmp_path / "f/opcc.xlsx")["Read me"])


def asked(site: httpx.Client, address: str) -> httpx.Response:
    """Ask for a download, and again while it is made."""
    end = time.monotonic() + LONGEST
    while (answer := site.get(address)).status_code == 503 and time.monotonic() < end:
        assert answer.headers["cache-control"] == "no-store"
        time.sleep(0.2)
    return answer


def sums(site: httpx.Client) -> Iterator[tuple[str, str]]:
    for line in asked(site, "/data/SHA256SUMS").text.splitlines():
        sha256, name = line.split("  ")
        yield name, sha256


def test_the_site_gives_the_files_of_its_build_with_their_checksums(project: Project, tmp_path: Path) -> None:
    copy = shutil.copytree(project.root, tmp_path / "copy", ignore=shutil.ignore_patterns("opcc.db*", "files*"))
    here = project_at(copy)
    assert build(here).built
    with serving("--project", copy, "--no-build") as site:
        told = dict(sums(site))
        for one in downloads.FORMATS:
            answer = asked(site, f"/data/{one.file}")
            assert answer.status_code == 200
            assert answer.headers["content-type"] == one.media_type
            assert int(answer.headers["content-length"]) == len(answer.content)
            assert hashlib.sha256(answer.content).hexdigest() == told[one.file]
            assert site.head(f"/data/{one.file}").headers["content-length"] == str(len(answer.content))
        assert hashlib.sha256(site.get("/opcc.db").content).hexdigest() == told["opcc.db"]
        before = site.get("/-/health").json()["digest"]
        (copy / "records/kent/2020-01-02-traps.yaml").unlink()
        assert build(here).built
        end = time.monotonic() + LONGEST
        while site.get("/-/health").json()["digest"] == before and time.monotonic() < end:
            time.sleep(0.1)
        answer = asked(site, "/data/opcc-jsonl.zip")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert b"kent-2020-01-02-traps" not in archive.read("responses.jsonl")
        assert site.get("/data/opcc-nothing.zip").status_code == 404


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_stopped_leaves_no_files(project: Project, tmp_path: Path, number: signal.Signals) -> None:
    command = [*OPCC, "--project", str(project.root), "--no-build", "--port", "0"]
    others = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=others) as server:
        assert server.stdout is not None
        assert "Serving" in server.stdout.readline()
        assert [path.name.startswith("opcc-downloads-") for path in tmp_path.iterdir()] == [True]
        server.send_signal(number)
        assert server.wait(LONGEST) == (-number if number == signal.SIGTERM else 0)
    assert not list(tmp_path.iterdir())
