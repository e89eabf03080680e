"""What has not changed is not done again, and the result is that of a full build."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opcc_opendata.database import build, work
from opcc_opendata.project import Project, project_at
from tests.projects import invented, project, query, record, whole


def rebuilt(made: Project, folder: Path) -> Path:
    """A full build of the same records, for comparison."""
    database = folder / "full.db"
    for old in folder.glob("full.db*"):
        old.unlink()
    shutil.copy(made.database, database)  # when a record was added is carried over
    build(made, database=database, skip_invalid=True)
    return database


def test_nothing_changed_does_nothing(tmp_path: Path) -> None:
    made = invented(tmp_path, 60)
    build(made)
    before = made.database.stat()
    outcome = build(made)
    assert outcome.up_to_date
    assert outcome.published == 60
    assert made.database.stat() == before


def test_only_what_changed_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = invented(tmp_path, 60)
    build(made)
    changed = next(made.records.rglob("*.yaml"))
    changed.write_text(changed.read_text(encoding="utf-8") + "x_remark: A remark.\n", encoding="utf-8")
    read: list[str] = []

    def spy(project: Project, paths: list[str], processes: int | None = None) -> object:
        read.extend(paths)
        return work.work(project, paths, processes)

    monkeypatch.setattr("opcc_opendata.database.making.work", spy)
    outcome = build(made)
    assert read == [made.show(changed)]
    assert (outcome.built, outcome.worked_on, outcome.published) == (True, 1, 60)


def test_a_touched_file_with_the_same_words_changes_nothing(tmp_path: Path) -> None:
    made = invented(tmp_path, 60)
    build(made)
    for path in made.records.rglob("*.yaml"):
        os.utime(path)
    assert build(made).up_to_date


def test_a_change_that_keeps_size_and_time_is_seen_by_its_contents(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    build(made)
    path = made.records / "norfolk/2019-02-26-fixture.yaml"
    status = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("Invented text", "Indented text"), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    build(made, check_hashes=True)
    assert query(made.database, "SELECT text FROM comments") == [("Indented text.",)]


def test_a_new_setting_or_codelist_is_a_full_build(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    build(made)
    (tmp_path / "opcc.yml").write_text(
        "coverage:\n  - policing_body: kent-pcc\n    from: 2022-01-01\n", encoding="utf-8"
    )
    outcome = build(project_at(tmp_path))
    assert outcome.built
    assert query(made.database, "SELECT policing_body FROM coverage") == [("kent-pcc",)]


def test_an_attachment_that_goes_missing_is_noticed_though_the_record_is_the_same(tmp_path: Path) -> None:
    attachment = "\n  - id: letter\n    title: Invented letter\n    file: letter.txt"
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record(attachments=attachment)})
    letter = made.records / "norfolk/letter.txt"
    letter.write_text("Invented.", encoding="utf-8")
    assert build(made).built
    letter.unlink()
    assert not build(made).built


def test_a_record_comes_back_when_what_it_refers_to_does(tmp_path: Path) -> None:
    related = "\n  - id: norfolk-2019-02-26-fixture\n    relation: follows"
    made = project(tmp_path, {"2019-03-01-next.yaml": record("2019-03-01-next", related=related)})
    assert build(made, skip_invalid=True).published == 0
    project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    outcome = build(made)
    assert (outcome.published, outcome.rejected) == (2, {})


def test_a_deleted_database_or_state_is_a_full_build(tmp_path: Path) -> None:
    made = invented(tmp_path, 60)
    build(made)
    bytes_before = made.database.read_bytes()
    for name in ("opcc.db", "opcc.db.state"):
        (tmp_path / name).unlink()
        outcome = build(made)
        assert (outcome.built, outcome.worked_on) == (True, 60)
        assert made.database.read_bytes() == bytes_before


def test_a_database_that_something_else_wrote_is_built_anew(tmp_path: Path) -> None:
    made = invented(tmp_path, 60)
    build(made)
    made.database.write_bytes(b"not a database")
    assert build(made).worked_on == 60


def test_the_words_of_a_response_that_is_withdrawn_are_nowhere_in_the_file(tmp_path: Path) -> None:
    many = {f"2019-02-{n}-other.yaml": record(f"2019-02-{n}-other") for n in range(10, 20)}
    secret = record(comments="\n  - kind: policing_body\n    text: Invented text of Zebedee.")
    made = project(tmp_path, {**many, "2019-02-26-fixture.yaml": secret})
    assert build(made).built
    assert b"Zebedee" in made.database.read_bytes()
    withdrawn = f"{secret}withdrawal:\n  withdrawn_on: 2020-01-01\n  reason: Invented.\n"
    (made.records / "norfolk/2019-02-26-fixture.yaml").write_text(withdrawn, encoding="utf-8")
    assert build(made).built
    assert b"zebede" not in made.database.read_bytes().lower()
    assert query(made.database, "SELECT withdrawn_on FROM responses WHERE withdrawn_on IS NOT NULL") == [
        ("2020-01-01",)
    ]


def edit(path: Path, chance: random.Random) -> None:
    """Change a record in one of the ways that people do, some of which make it invalid."""
    text = path.read_text(encoding="utf-8")
    ways = (
        lambda: text + f"x_remark: Remark {chance.random()}.\n",
        lambda: text.replace("invented", "made up"),
        lambda: text.replace("stage: full", "stage: fulll"),
        lambda: text.replace("recommendation", "recomendation", 1),
        lambda: text[: chance.randrange(len(text))],
        lambda: text.replace("accepted", "noted", 2),
    )
    path.write_text(chance.choice(ways)(), encoding="utf-8")


def change(folder: Path, chance: random.Random, shelf: dict[Path, str]) -> None:
    """Do one thing to a project: edit, delete, bring back, rename, or add a stray."""
    files = sorted(folder.rglob("*.yaml"))
    path = chance.choice(files)
    match chance.randrange(5):
        case 0 | 1:
            shelf[path] = path.read_text(encoding="utf-8")
            edit(path, chance)
        case 2:
            shelf[path] = path.read_text(encoding="utf-8")
            path.unlink()
        case 3 if shelf:
            back, text = shelf.popitem()
            back.write_text(text, encoding="utf-8")
        case 4:
            renamed = path.with_name(f"{path.stem}-renamed.yaml")
            text = path.read_text(encoding="utf-8").replace(f"-{path.stem}\n", f"-{renamed.stem}\n", 1)
            path.unlink()
            renamed.write_text(text, encoding="utf-8")


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_an_incremental_build_is_a_full_build(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Over random edits, deletions and renames: the same rows, the same search results, the same digest."""
    folder = tmp_path_factory.mktemp("steps")
    made = invented(folder, 25, seed=seed % 3)
    chance, shelf = random.Random(seed), dict[Path, str]()
    build(made)
    for _ in range(3):
        for _ in range(chance.randrange(1, 4)):
            change(made.records, chance, shelf)
        build(made, skip_invalid=True)
        full = rebuilt(made, folder)
        assert whole(made.database) == whole(full)
    shutil.rmtree(folder)
