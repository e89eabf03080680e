"""Records → database: what stands in it, how it answers, and that the same records always give the same file."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from opcc_opendata import statute
from opcc_opendata.database import build
from opcc_opendata.database.check import check_search, content_digest, count_texts, record_digest
from opcc_opendata.database.outcome import BuildError
from opcc_opendata.project import Project, project_at
from opcc_opendata.record import public_part
from opcc_opendata.tables import BY_NAME, TABLES, VIEWS, canonical_json
from opcc_opendata.yaml_reader import read_file
from tests.projects import CHECKOUT, invented, project, query, record, whole
from tests.sites import hostile_record

_STORED = [table for table in TABLES if not table.sql]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of this repository's own records."""
    database = tmp_path_factory.mktemp("real") / "opcc.db"
    outcome = build(project_at(CHECKOUT), database=database)
    assert outcome.built
    assert outcome.published == len(list((CHECKOUT / "records").rglob("*.yaml")))
    return database


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A built project of invented records."""
    made = invented(tmp_path_factory.mktemp("many"), 300)
    assert build(made).built
    return made


def test_each_record_is_there_whole_as_canonical_json(tmp_path: Path) -> None:
    """The view puts it together again from texts that stand in other tables, every character of them."""
    marks = '"/ \\ \\n \u00a3\u0175\u2019\U0001f600 <b>&amp;</b> %s $[#] {}é'
    long = f"A note of more than twenty letters: {marks}"
    made = invented(tmp_path, 20)
    path = made.records / "norfolk" / "2019-02-26-marks.yaml"
    path.parent.mkdir(exist_ok=True)
    more = {
        "comments": f"[{{kind: policing_body, text: '{long}, and more.'}}]",
        "note": f"'{long}'",
        "x_texts": f"['{long}', '{marks}', true]",
    }
    path.write_text(record("2019-02-26-marks", **more), encoding="utf-8")
    (made.records / "kent").mkdir(exist_ok=True)
    (made.records / "kent" / "2020-01-01-hostile.yaml").write_text(hostile_record(), encoding="utf-8")
    welsh = CHECKOUT / "tests/records/valid/shape-09-welsh-and-english/records"
    shutil.copytree(welsh, made.records, dirs_exist_ok=True)
    assert build(made).built
    found = query(made.database, "SELECT p.path, r.json FROM provenance p JOIN records r ON r.response = p.response")
    assert len(found) == len(list(made.records.rglob("*.yaml")))
    for name, held in found:
        data = read_file(made.root / name).data
        assert data is not None
        assert held == canonical_json(public_part(data)), name
    ((stored,),) = query(made.database, "SELECT sum(length(parts)) FROM record_parts")
    assert stored < sum(len(held) for _, held in found) / 4
    pieces = [piece for (piece,) in query(made.database, "SELECT piece FROM record_parts_shared")]
    assert len(set(pieces)) == len(pieces)
    assert any(sum(piece in held for _, held in found) > 10 for piece in pieces if len(piece) > 30)
    assert not [piece for piece in pieces if re.search("[0-9]{4}-[0-9]{2}-[0-9]{2}", piece)]


def test_every_table_is_strict_and_its_columns_have_the_declared_types(real: Path) -> None:
    for table in _STORED:
        columns = query(real, 'SELECT name, type, "notnull" FROM pragma_table_info(?)', table.name)
        assert [(name, kind) for name, kind, _ in columns] == [(c.name, c.type) for c in table.columns]
        assert {name for name, _, needed in columns if needed} >= {c.name for c in table.columns if c.required}
    strict = query(real, "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    assert {name for name, is_strict in strict if is_strict} == {table.name for table in _STORED}


@pytest.mark.heavy
def test_every_foreign_key_and_facet_has_an_index(real: Path) -> None:
    for table in _STORED:
        indexed = {
            name
            for (name,) in query(
                real,
                "SELECT i.name FROM pragma_index_list(?) l, pragma_index_info(l.name) i WHERE i.seqno = 0",
                table.name,
            )
        }
        foreign = {name for (name,) in query(real, 'SELECT "from" FROM pragma_foreign_key_list(?)', table.name)}
        assert foreign == {column.name for column in table.columns if column.to}
        assert (foreign | set(table.facets)) <= indexed


def test_the_norfolk_response_is_found_by_its_words_in_every_part(real: Path) -> None:
    def found(table: str, words: str) -> list[tuple[str]]:
        return query(
            real,
            "SELECT v.response FROM passages_fts f JOIN passages v ON v.id = f.rowid "
            "WHERE passages_fts MATCH ? AND v.found_in = ?",
            words,
            table,
        )

    norfolk = [("norfolk-2019-02-26-domestic-abuse-update",)]
    assert found("response_inspections", '"safeguarding hubs"') == norfolk
    assert found("comments", "momentum partnership landscape") == norfolk
    assert found("comments", "unprecedent") == norfolk, "porter stems"
    assert found("recommendations", "domestic abuse action plans") == norfolk
    assert found("answers", "public facing version") == norfolk


def test_the_norfolk_response_is_never_called_late(real: Path) -> None:
    ((status, rests_on, due),) = query(
        real, "SELECT timeliness, rests_on, last_lawful_day FROM timeliness WHERE response LIKE 'norfolk-2019%'"
    )
    assert (status, rests_on, due) == ("cannot_tell", "unknown", "2019-04-22")


def test_this_repository_claims_no_coverage_so_nobody_is_outstanding(real: Path) -> None:
    assert query(real, "SELECT * FROM outstanding") == []


def test_every_view_has_the_columns_that_it_says(real: Path) -> None:
    for view in VIEWS:
        names = {name for (name,) in query(real, "SELECT name FROM pragma_table_info(?)", view.name)}
        columns = view.columns or BY_NAME["responses"].column_names
        assert names == set(columns)


def test_warnings_are_published_beside_the_data(real: Path) -> None:
    codes = query(
        real, "SELECT DISTINCT severity FROM problems WHERE response = 'norfolk-2019-02-26-domestic-abuse-update'"
    )
    assert codes == [("warning",)]


def test_every_file_has_its_checksum_and_its_response(real: Path) -> None:
    for path, sha256, outcome in query(real, "SELECT path, sha256, outcome FROM provenance"):
        assert hashlib.sha256((CHECKOUT / path).read_bytes()).hexdigest() == sha256
        assert outcome == "published"


DATES = (
    None,
    "2017-04",
    "2017-04-02",
    "2017-04-03",
    "2019",
    "2019-02",
    "2019-02-26",
    "2019-04",
    "2019-04-22",
    "2019-04-23",
)


@pytest.mark.heavy
def test_timeliness_in_sql_is_timeliness_in_python(tmp_path: Path) -> None:
    """Every combination of dates of any precision, and the cases of the reference file."""
    cases = list(itertools.product(DATES, DATES, (None, "2019-04-22", "2019-04-23")))
    records = {}
    for n, (report, published, letter) in enumerate(cases):
        dates = f'{"" if published is None else f"""{chr(10)}  published: "{published}" """}'
        dates += f'{"" if letter is None else f"""{chr(10)}  letter: "{letter}" """}'
        when = "" if report is None else f'\n    published: "{report}"'
        inspection = f"\n  - id: invented-{n}\n    title: Invented report{when}"
        name = f"undated-case-{n}"
        records[f"{name}.yaml"] = record(name, inspections=inspection, **({"dates": dates} if dates else {}))
    made = project(tmp_path, records)
    build(made, skip_invalid=True)
    found = query(
        made.database,
        "SELECT response, timeliness, rests_on, last_lawful_day, day_number, days_late FROM timeliness",
    )
    assert len(found) > len(cases) / 2, "most combinations don't contradict themselves"
    for response, *rest in found:
        said = statute.timeliness(*cases[int(response.rsplit("-", 1)[1])])
        due = said.last_lawful_day.isoformat() if said.last_lawful_day else None
        assert rest == [said.status, said.rests_on, due, said.day_number, said.days_late], cases[
            int(response.rsplit("-", 1)[1])
        ]


COVERAGE = "coverage:\n  - policing_body: kent-pcc\n    from: 2022-01-01\n    to: 2024-12-31\n"


def outstanding(folder: Path, records: dict[str, str], settings: str) -> dict[str, tuple[str, str]]:
    made = project(folder, records, settings)
    assert build(made).built
    rows = query(made.database, "SELECT inspection, reason, timeliness FROM outstanding")
    return {inspection: (reason, status) for inspection, reason, status in rows}


def test_outstanding_is_said_only_within_the_stated_coverage(tmp_path: Path) -> None:
    found = outstanding(tmp_path, {"x.yaml": ""} and {"2019-02-26-fixture.yaml": record()}, COVERAGE)
    assert found["digital-forensics-2022"] == ("no_response", "overdue")
    assert "fraud-time-to-choose-review-2021" not in found, "before the coverage begins"
    assert "peel-2021-22-thames-valley" not in found, "about another force"
    assert query(tmp_path / "opcc.db", "SELECT DISTINCT policing_body FROM outstanding") == [("kent-pcc",)]


def test_silence_may_have_a_reason(tmp_path: Path) -> None:
    reason = "silences:\n  - force: kent\n    inspection: digital-forensics-2022\n    reason: not_required\n"
    found = outstanding(tmp_path, {"2019-02-26-fixture.yaml": record()}, COVERAGE + reason)
    assert found["digital-forensics-2022"] == ("not_required", "not_owed")


def kent(stage: str, **changes: str) -> str:
    inspection = "\n  - id: digital-forensics-2022\n    title: Digital forensics\n    published: 2022-12-01"
    changes = {"force": "kent", "policing_body": "kent-pcc", "stage": stage, "inspections": inspection, **changes}
    return record("2022-12-01-forensics", **changes).replace("norfolk-2022", "kent-2022")


def test_a_holding_statement_is_not_yet_the_response(tmp_path: Path) -> None:
    holding = outstanding(tmp_path / "a", {"kent/2022-12-01-forensics.yaml": kent("holding")}, COVERAGE)
    full = outstanding(tmp_path / "b", {"kent/2022-12-01-forensics.yaml": kent("full")}, COVERAGE)
    assert holding["digital-forensics-2022"] == ("holding_statement_only", "overdue")
    assert "digital-forensics-2022" not in full


def test_a_response_that_was_begun_in_records_is_not_published(tmp_path: Path) -> None:
    """An earlier version of opcc began responses there. It has to be moved, or to say on which day it was published."""
    for origin, is_published in (("record", False), ("document", True)):
        begun = kent("full", dates="\n  letter: 2023-01-10", source=f"\n  origin: {origin}")
        made = project(tmp_path / origin, {"kent/2022-12-01-forensics.yaml": begun}, COVERAGE)
        outcome = build(made)
        assert outcome.built is is_published
        assert [problem.code for problem in outcome.problems] == ([] if is_published else ["R293"])


def answer(text: str) -> str:
    return f'\n  - number: "1"\n    kind: recommendation\n    text: Invented.\n    answer:\n      {text}'


@pytest.mark.parametrize(
    ("given", "unexplained"),
    [
        ("force_action: The force did it.", 1),
        ("body_action: We did it.", 0),
        ("no_action_reason: It is for others.", 0),
    ],
)
def test_the_forces_action_alone_explains_nothing(tmp_path: Path, given: str, unexplained: int) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record(recommendations=answer(given))})
    build(made)
    assert len(query(made.database, "SELECT * FROM unexplained_recommendations")) == unexplained


def test_a_promise_is_past_its_date_by_the_date_promised_last(tmp_path: Path) -> None:
    tomorrow = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011
    promise = answer("body_action: Invented.\n      target_date: 2020-01-31")
    begun = "\n    progress:\n      - date: 2020-01-01\n        status: in_progress"
    moved = f"{begun}\n        revised_target_date: {tomorrow}"
    done = "\n    progress:\n      - date: 2020-01-01\n        status: reported_complete"
    refused = answer("acceptance: not_accepted\n      target_date: 2020-01-31")
    told = {"late": promise, "moved": promise + moved, "done": promise + done, "refused": refused}
    records = {
        f"2019-02-26-{name}.yaml": record(
            f"2019-02-26-{name}",
            inspections=f"\n  - id: invented-{name}\n    title: Invented {name}\n    published: 2019-02-26",
            recommendations=text,
        )
        for name, text in told.items()
    }
    made = project(tmp_path, records)
    build(made)
    assert query(made.database, "SELECT response FROM promises_ahead") == [("norfolk-2019-02-26-moved",)]
    assert query(made.database, "SELECT response FROM promises_past_target") == [("norfolk-2019-02-26-late",)]


def test_an_invalid_record_stops_the_build(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record(force="norfork")})
    outcome = build(made)
    assert not outcome.built
    assert [problem.line for problem in outcome.problems if "norfork" in problem.message]
    assert not made.database.exists()


def test_fewer_records_than_there_should_be_stop_the_build(tmp_path: Path) -> None:
    records = {f"2019-{letter}.yaml": record(f"2019-{letter}") for letter in "ab"}
    made = project(tmp_path, records, "at_least:\n  responses: 2\n")
    assert build(made).built
    (made.records / "norfolk/2019-b.yaml").unlink()
    outcome = build(made)
    assert not outcome.built
    assert [(problem.path, problem.code) for problem in outcome.problems] == [("opcc.yml", "R388")]
    assert query(made.database, "SELECT count(*) FROM responses") == [(2,)]


def test_an_invalid_record_can_be_left_out_and_is_accounted_for(tmp_path: Path) -> None:
    made = project(
        tmp_path,
        {
            "2019-02-26-fixture.yaml": record(),
            "2019-02-27-wrong.yaml": record("2019-02-27-wrong", force="norfork"),
            "2019-02-28-broken.yaml": "id: [",
            "2019-03-01-alone.yaml": record(
                "2019-03-01-alone", related="\n  - id: norfolk-none\n    relation: follows"
            ),
            "2019-03-02-copy.yml": record("2019-03-02-copy"),
        },
    )
    outcome = build(made, skip_invalid=True)
    assert outcome.built
    assert outcome.published == 1
    accounted = dict(query(made.database, "SELECT path, outcome FROM provenance"))
    assert set(accounted) == {f"records/norfolk/{path.name}" for path in (tmp_path / "records/norfolk").iterdir()}
    assert [path for path, became in accounted.items() if became == "published"] == [
        "records/norfolk/2019-02-26-fixture.yaml"
    ]
    assert all(reason for (reason,) in query(made.database, "SELECT reason FROM provenance WHERE outcome = 'rejected'"))
    assert query(made.database, "SELECT id FROM responses") == [("norfolk-2019-02-26-fixture",)]


def test_a_rejected_record_takes_those_with_it_that_refer_to_it(tmp_path: Path) -> None:
    related = "\n  - id: norfolk-2019-02-27-wrong\n    relation: follows"
    made = project(
        tmp_path,
        {
            "2019-02-27-wrong.yaml": record("2019-02-27-wrong", force="norfork"),
            "2019-03-01-next.yaml": record("2019-03-01-next", related=related),
            "2019-03-02-good.yaml": record("2019-03-02-good"),
        },
    )
    outcome = build(made, skip_invalid=True)
    assert outcome.published == 1
    assert len(outcome.rejected) == 2


@pytest.mark.slow
def test_the_digest_in_the_database_is_that_of_its_content(many: Project) -> None:
    import sqlite3

    connection = sqlite3.connect(many.database)
    try:
        ((stored,),) = connection.execute("SELECT value FROM build WHERE key = 'digest'").fetchall()
        assert content_digest(connection) == stored
        for response, digest in connection.execute("SELECT response, digest FROM provenance").fetchall():
            assert record_digest(connection, response) == digest
    finally:
        connection.close()


@pytest.mark.heavy
def test_two_processes_and_one_give_the_same_bytes(many: Project, tmp_path: Path) -> None:
    again = tmp_path / "again.db"
    build(many, database=again, processes=1)
    assert again.read_bytes() == many.database.read_bytes()


@pytest.mark.slow
def test_the_same_records_elsewhere_at_another_time_give_the_same_bytes(many: Project, tmp_path: Path) -> None:
    """Another folder, another process, another hash seed, another time zone, files written in another order."""
    other = tmp_path / "elsewhere"
    for path in sorted(many.records.rglob("*.yaml"), reverse=True):
        target = other / path.relative_to(many.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo"}
    code = (
        "from pathlib import Path; from opcc_opendata.database import build; "
        "from opcc_opendata.project import project_at; build(project_at(Path('.')))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=other, env=environment, check=True)
    assert (other / "opcc.db").read_bytes() == many.database.read_bytes()


@pytest.mark.heavy
def test_crlf_and_a_byte_order_mark_give_the_same_rows(tmp_path: Path) -> None:
    text = record(comments="\n  - kind: policing_body\n    text: |-\n      One line.\n\n      Another.")
    plain = project(tmp_path / "a", {"2019-02-26-fixture.yaml": text})
    windows = project(tmp_path / "b")
    (windows.records / "norfolk/2019-02-26-fixture.yaml").write_bytes(
        b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    )
    build(plain)
    build(windows)
    assert whole(plain.database)["comments"] == whole(windows.database)["comments"]


def test_each_commit_stands_beside_the_file_that_it_left(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record(), "2019-02-27-next.yaml": record("2019-02-27-next")})

    def git(*words: str) -> str:
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.gov.uk"]
        return subprocess.run(
            ["git", *who, *words], cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout.strip()

    git("init", "-q")
    git("add", "records/norfolk/2019-02-26-fixture.yaml")
    git("commit", "-qm", "One")
    build(made)
    commits = dict(query(made.database, "SELECT path, git_commit FROM provenance"))
    assert commits["records/norfolk/2019-02-26-fixture.yaml"] == git("rev-parse", "HEAD")
    assert commits["records/norfolk/2019-02-27-next.yaml"] is None
    git("add", ".")
    git("commit", "-qm", "Two")
    assert build(made).built, "a commit alone changes what is known of a file"
    commits = dict(query(made.database, "SELECT path, git_commit FROM provenance"))
    assert commits["records/norfolk/2019-02-27-next.yaml"] == git("rev-parse", "HEAD")
    assert commits["records/norfolk/2019-02-26-fixture.yaml"] == git("rev-parse", "HEAD~")


@pytest.mark.parametrize(
    ("index", "change"),
    [
        ("responses", "withdrawn_on = '2020-01-01' WHERE rowid = 1"),
        ("passages", "note = 'More.' WHERE note IS NULL"),
    ],
)
def test_a_search_index_that_does_not_hold_just_the_texts_is_refused(real: Path, index: str, change: str) -> None:
    with closing(sqlite3.connect(real)) as connection:
        check_search(connection, count_texts(connection))
        connection.execute("BEGIN")
        assert connection.execute(f"UPDATE responses SET {change}").rowcount
        with pytest.raises(BuildError, match=f"The search index of {index} is incomplete"):
            check_search(connection, count_texts(connection))
        connection.rollback()
