"""The cache of results can only cost time: whatever is in its file, every command finds what it would find without."""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opcc_opendata import input_files, result_cache, validate
from opcc_opendata.database import build
from opcc_opendata.office.responses import responses_of
from opcc_opendata.problems import Severity
from opcc_opendata.project import Project, project_at
from opcc_opendata.result_cache import ResultCache
from opcc_opendata.rules import dates
from opcc_opendata.schema import load_standard
from opcc_opendata.validate import many_files, one_file
from opcc_opendata.yaml_reader import Document
from tests.days import is_every_case
from tests.projects import CHECKOUT, invented, project, record

pytestmark = pytest.mark.slow

WRONG = record("2019-02-27-wrong", force="norfork")
FACTS = "2019-02-28-other.yaml"
COUNT = 12


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """Sound records, of which some have warnings."""
    return invented(tmp_path / "project", COUNT)


def cache_of(made: Project) -> Path:
    return made.root / "opcc.db.cache"


def found(made: Project) -> tuple[object, ...]:
    return validate.validate(made).problems


def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list to which the path of each record is added that is checked, and not taken from the cache."""
    paths: list[str] = []
    check = many_files.check

    def spy(document: Document, *rest: object) -> validate.CheckedFile:
        paths.append(document.path)
        return check(document, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(many_files, "check", spy)
    return paths


def fresh_found(made: Project) -> tuple[object, ...]:
    """What is found in the same records without a cache."""
    other = made.root.parent / "fresh"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(made.root, other, ignore=shutil.ignore_patterns("*.db*", ".*"))
    return found(project_at(other))


def fresh_build(made: Project, folder: Path) -> bytes:
    """The database of the same records, built without a cache."""
    other = folder / "fresh"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(made.root, other, ignore=shutil.ignore_patterns("*.db*", ".*"))
    assert build(project_at(other), skip_invalid=True).built
    return (other / "opcc.db").read_bytes()


def test_what_was_found_is_kept_for_every_command(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = checked(monkeypatch)
    before = found(made)
    assert len(paths) == COUNT
    assert found(made) == before
    one = min(made.records.rglob("*.yaml"))
    assert validate.validate(made, [one]).problems == tuple(p for p in before if p.path == made.show(one))
    assert len(paths) == COUNT
    assert build(made).worked_on == COUNT, "the rows were not needed before"
    paths.clear()
    made.database.unlink()
    assert build(made).worked_on == 0
    assert found(made) == before
    assert paths == []


def errors_of(made: Project, name: str) -> list[str]:
    problems = validate.validate(made).problems
    return [one.code for one in problems if one.path == name and one.severity is Severity.ERROR]


def test_what_another_day_may_find_otherwise_is_not_kept(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made.records / "norfolk" / "2019-02-27-ahead.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(record("2019-02-27-ahead") + "dates:\n  published: 2091-04-10\n", encoding="utf-8")
    name = made.show(path)
    assert errors_of(made, name) == ["R232"]
    assert not build(made).built
    monkeypatch.setattr(dates, "last_day_begun", lambda: date(2091, 4, 10))
    assert errors_of(made, name) == []
    assert build(made).published == COUNT + 1


def test_one_named_file_needs_no_more_than_the_facts_of_the_others(
    made: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = checked(monkeypatch)
    one = min(made.records.rglob("*.yaml"))
    validate.validate(made, [one])
    validate.validate(made, [one])
    assert paths == [made.show(one)]
    assert found(made) == fresh_found(made), "what is known of the facts is not taken for a whole result"


def test_a_file_whose_stamp_is_the_same_is_not_read(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    # As if the files had been there for long.
    monkeypatch.setattr(input_files, "now", lambda: time.time_ns() + 60_000_000_000)
    before = found(made)
    monkeypatch.setattr(one_file, "fetch", None)
    assert found(made) == before
    validate.validate(made, [min(made.records.rglob("*.yaml"))])


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def own_standard(made: Project) -> Path:
    return Path(shutil.copytree(CHECKOUT / "schema", made.root / "schema"))


@pytest.mark.parametrize(
    "change",
    [
        lambda root: append(root / "schema/codelists/forces.csv", "\n"),
        lambda root: append(root / "schema/response.schema.json", "\n"),
        lambda root: append(next((root / "schema").rglob("releases/*/response.schema.json")), "\n"),
        lambda root: (root / "opcc.yml").write_text("title: Invented\n", encoding="utf-8"),
        lambda root: (root / "extensions.schema.json").write_text("{}", encoding="utf-8"),
    ],
    ids=["codelist", "schema", "earlier release", "settings", "extensions"],
)
def test_another_standard_or_setting_makes_every_result_void(
    made: Project, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    own_standard(made)
    made = project_at(made.root)
    found(made)
    paths = checked(monkeypatch)
    found(made)
    assert paths == []
    change(made.root)
    found(project_at(made.root))
    assert len(paths) == COUNT


def test_another_version_of_the_program_or_of_a_library_makes_every_result_void(
    made: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def as_another_process_has_it() -> str:
        result_cache._program.cache_clear()
        return result_cache.fingerprint(made)

    names = {as_another_process_has_it()}
    monkeypatch.setattr(result_cache, "__version__", "99.0.0")
    names.add(as_another_process_has_it())
    package = shutil.copytree(CHECKOUT / "opcc_opendata", tmp_path / "package")
    monkeypatch.setattr(result_cache, "_PACKAGE", package)
    assert as_another_process_has_it() in names
    append(package / "rules/dates.py", "\n")
    assert result_cache.fingerprint(made) in names, "this process has loaded what was there before"
    names.add(as_another_process_has_it())
    libraries = tmp_path / "libraries"
    (libraries / "click").mkdir(parents=True)
    monkeypatch.setattr("click.__file__", str(libraries / "click/__init__.py"))
    names.add(as_another_process_has_it())
    (libraries / "orjson-99.dist-info").mkdir()
    names.add(as_another_process_has_it())
    assert len(names) == 5


def test_no_result_depends_on_the_day() -> None:
    """A result is kept for as long as the file is the same, so nothing that decides it may ask for the date."""
    deciding = ("rules", "schema", "yaml_reader", "migrations", "tables", "validate", "record.py", "statute.py")
    for name in deciding:
        path = CHECKOUT / "opcc_opendata" / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"\b(today|now|utcnow|time_ns|localtime|gmtime)\(\)", text), file


def test_a_file_of_the_same_words_in_another_place_has_a_result_of_its_own(made: Project) -> None:
    """Its problems name its own path, and it is in another force's folder."""
    found(made)
    one = min(path for path in made.records.rglob("*.yaml") if path.parent.name != "kent")
    other = made.records / "kent" / one.name
    other.parent.mkdir(exist_ok=True)
    shutil.copy(one, other)
    assert {p.code for p in found(made) if p.path == made.show(other)} >= {"R202", "R301"}


def partial(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM rows WHERE rowid % 2")
        connection.execute("DELETE FROM results WHERE key < x'50'")


def another_version(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE results (key BLOB PRIMARY KEY, sealed BLOB, version TEXT)")
        connection.execute("INSERT INTO results VALUES (x'00', x'00', '99')")


def from_the_future(path: Path) -> None:
    """Every entry has another seal, as a later version would make with a fingerprint of its own."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in ("results", "rows", "facts"):
            connection.execute(f"UPDATE {table} SET sealed = CAST(randomblob(16) || substr(sealed, 17) AS BLOB)")
        connection.execute("PRAGMA user_version = 2147483647")


def no_text(path: Path) -> None:
    """Every entry is a text that is no UTF-8."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in ("results", "rows", "facts"):
            connection.execute(f"UPDATE {table} SET sealed = CAST(x'ff' || sealed AS TEXT)")


def endless(path: Path) -> None:
    """A database with a view that gives rows for ever."""
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in ("facts", "results", "rows"):
            connection.execute(
                f"CREATE VIEW {name} AS WITH RECURSIVE n(key) AS (SELECT 1 UNION ALL SELECT key + 1 FROM n) "
                "SELECT key, key AS sealed FROM n"
            )


def swapped(path: Path) -> None:
    """Every entry has the content of another one."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in ("results", "rows", "facts"):
            rows = connection.execute(f"SELECT key, sealed FROM {table} ORDER BY key").fetchall()
            keys = [key for key, _ in rows]
            moved = zip((sealed for _, sealed in rows), keys[1:] + keys[:1], strict=True)
            connection.executemany(f"UPDATE {table} SET sealed = ? WHERE key = ?", list(moved))


def other_types(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE results SET sealed = 'text'")
        connection.execute("UPDATE rows SET sealed = 7")
        connection.execute("UPDATE facts SET sealed = NULL")


def flipped(offset: float) -> Callable[[Path], None]:
    """Flip two bits of one byte: of the n-th for a whole number, else at this share of the file."""

    def flip(path: Path) -> None:
        content = bytearray(path.read_bytes())
        place = offset if isinstance(offset, int) else int(offset * len(content))
        content[place] ^= 0x41
        path.write_bytes(content)

    return flip


def zeroed(offset: float) -> Callable[[Path], None]:
    def zero(path: Path) -> None:
        content = bytearray(path.read_bytes())
        place = int(offset * len(content))
        content[place : place + 4096] = bytes(len(content[place : place + 4096]))
        path.write_bytes(content)

    return zero


def cut(share: float) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, int(share * path.stat().st_size))


def in_the_future(path: Path) -> None:
    os.utime(path, (4e9, 4e9))


Sample = tuple[Path, tuple[object, ...], bytes, bytes]

SHARES = (0.0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99)
DAMAGES: dict[str, Callable[[Path], object]] = {
    **{f"cut at {share}": cut(share) for share in SHARES},
    **{f"flipped at {share}": flipped(share) for share in (*SHARES, 16, 18, 24, 28, 44, 56, 59, 60, 68, 96, 100)},
    **{f"zeroed at {share}": zeroed(share) for share in SHARES},
    "noise": lambda path: path.write_bytes(random.Random(3).randbytes(50_000)),
    "text": lambda path: path.write_text("not a cache", encoding="utf-8"),
    "longer": lambda path: path.write_bytes(path.read_bytes() + bytes(10_000)),
    "doubled": lambda path: path.write_bytes(path.read_bytes() * 2),
    "in the future": in_the_future,
}
STRANGE: dict[str, Callable[[Path], object]] = {
    "partial": partial,
    "from the future": from_the_future,
    "no text": no_text,
    "another version": another_version,
    "endless": endless,
    "swapped": swapped,
    "other types": other_types,
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "a folder with files": lambda path: (path.unlink(), path.mkdir(), (path / "file").touch()),
    "a pipe": lambda path: (path.unlink(), os.mkfifo(path)),
    "a link to nowhere": lambda path: (path.unlink(), path.symlink_to("nowhere")),
    "a link to a device": lambda path: (path.unlink(), path.symlink_to("/dev/zero")),
}


def looked_at(made: Project) -> tuple[object, ...]:
    """What the commands say that need only some of what is in the records: validate FILE, publish, due and new."""
    one = min(made.records.rglob("*.yaml"))
    return validate.validate(made, [one]).problems, responses_of("norfolk", made, load_standard(made.schema))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A project with a full cache: its folder, what is found in it, its database, and that of it with a change."""
    folder = tmp_path_factory.mktemp("sample")
    made = invented(folder / "project", 8)
    (made.records / "norfolk").mkdir(exist_ok=True)
    (made.records / "norfolk/2019-02-27-wrong.yaml").write_text(WRONG, encoding="utf-8")
    build(made, skip_invalid=True)
    problems = (*found(made), *looked_at(made))
    expected = fresh_build(made, folder)
    changed = project_at(shutil.copytree(made.root, folder / "changed", ignore=shutil.ignore_patterns("*.db*")))
    remark(changed)
    return made.root, problems, expected, fresh_build(changed, folder)


def remark(made: Project) -> None:
    append(min(made.records.rglob("*.yaml")), "x_remark: A remark.\n")


DAYS = pytest.mark.days(4)


@DAYS
@pytest.mark.parametrize("name", [*DAMAGES, *STRANGE])
def test_a_damaged_cache_changes_nothing(sample: Sample, tmp_path: Path, name: str) -> None:
    folder, problems, expected, expected_with_change = sample
    made = project_at(shutil.copytree(folder, tmp_path / "project"))
    damage = {**DAMAGES, **STRANGE}[name]
    damage(cache_of(made))
    said = looked_at(made)
    if name in DAMAGES:
        damage(cache_of(made))
    assert (*found(made), *said) == problems
    assert looked_at(made) == said
    if name in DAMAGES:
        damage(cache_of(made))
    for _ in range(2):
        made.database.unlink(missing_ok=True)
        build(made, skip_invalid=True)
        assert made.database.read_bytes() == expected
    if name in DAMAGES:
        damage(cache_of(made))
    remark(made)
    made.database.unlink()  # its dates would be carried over
    build(made, skip_invalid=True)
    assert made.database.read_bytes() == expected_with_change, "a change goes unseen"


def test_a_damaged_cache_is_whole_again_after_the_next_command(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    found(made)
    for damage in (cut(0.5), flipped(0.6), DAMAGES["noise"], another_version, other_types):
        damage(cache_of(made))
        found(made)
        paths = checked(monkeypatch)
        found(made)
        assert paths == []


def test_a_cache_that_another_user_or_machine_wrote_is_not_believed(
    made: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A pull request may bring one that says of its bad record that all is well."""
    bad = made.records / "norfolk/2019-02-27-wrong.yaml"
    bad.parent.mkdir(exist_ok=True)
    bad.write_text(WRONG, encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "mallory"))
    with monkeypatch.context() as forging:
        forging.setattr(
            many_files,
            "check",
            lambda document, *_: validate.CheckedFile(document.path, document.sha256, document.data, (), None),
        )
        assert found(made) == ()
    assert found(made) == (), "the forgery is believed by its own writer"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "reviewer"))
    assert any(problem.path.endswith("wrong.yaml") for problem in found(made))


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33, b"y" * 32])
def test_a_damaged_key_makes_the_cache_void(
    made: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    problems = found(made)
    key = tmp_path / "home/opcc-opendata/key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.write_bytes(content)
    paths = checked(monkeypatch)
    assert found(made) == problems
    assert len(paths) == COUNT
    assert found(made) == problems
    assert len(paths) == COUNT
    assert key.stat().st_size == 32


@pytest.mark.parametrize("home", ["/proc/nowhere", "/dev/null"])
def test_without_a_place_for_the_key_there_is_no_cache(
    made: Project, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    problems = found(made)
    assert found(made) == problems
    assert build(made).built
    assert build(made).worked_on == COUNT
    assert not cache_of(made).exists()


def test_a_cache_in_a_folder_that_cannot_be_written_to_is_passed_over(
    made: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for root, who may write everywhere but not to a read-only file system."""
    problems = found(made)
    monkeypatch.setattr(result_cache, "DATABASE", "/proc/opcc")
    assert found(made) == problems


def test_a_cache_that_is_in_use_is_passed_over(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    problems = found(made)
    monkeypatch.setattr(result_cache, "_WAIT_SECONDS", 0)
    kept = cache_of(made).read_bytes()
    with closing(sqlite3.connect(cache_of(made), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert found(made) == problems
        assert build(made).built
        other.execute("ROLLBACK")
    assert cache_of(made).read_bytes() == kept
    assert found(made) == problems


def _commands(root: str, seed: int, results: multiprocessing.Queue[object]) -> None:
    made, chance = project_at(Path(root)), random.Random(seed)
    for _ in range(4):
        if chance.random() < 0.3:
            Path(root, "opcc.db.cache").unlink(missing_ok=True)
        if chance.random() < 0.5:
            results.put(("problems", validate.validate(made).problems))
        else:
            build(made)
            results.put(("published", len(ResultCache(made).files.stamps)))


@pytest.mark.slow
def test_many_processes_at_once_find_the_same(made: Project) -> None:
    expected = found(made)
    context = multiprocessing.get_context("spawn")  # another test may have left threads here
    results: multiprocessing.Queue[object] = context.Queue()
    processes = [context.Process(target=_commands, args=(str(made.root), seed, results)) for seed in range(3)]
    for process in processes:
        process.start()
    got = [results.get(timeout=300) for _ in range(12)]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 3
    assert all(one in (("problems", expected), ("published", COUNT)) for one in got)


def test_the_cache_keeps_nothing_of_what_a_record_said_before(tmp_path: Path) -> None:
    """Not even in the free parts of its file. The rows are packed, so they are counted."""
    comment = "\n  - kind: policing_body\n    text: Ask jo.bloggs@example.com"
    made = project(tmp_path, {FACTS: record("2019-02-28-other", comments=comment)})
    build(made)
    assert "j…@example.com".encode() in cache_of(made).read_bytes(), "in a warning"
    project(tmp_path, {FACTS: record("2019-02-28-other")})
    build(made)
    assert "j…@example.com".encode() not in cache_of(made).read_bytes()
    with closing(sqlite3.connect(cache_of(made))) as connection:
        assert connection.execute("SELECT count(*) FROM rows").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM results").fetchone() == (1,)


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
        lambda: text + "related:\n  - id: norfolk-none\n    relation: follows\n",
    )
    path.write_text(chance.choice(ways)(), encoding="utf-8")


def change(folder: Path, chance: random.Random, shelf: dict[Path, str]) -> None:
    """Do one thing to a project: edit, delete, bring back, or rename."""
    path = chance.choice(sorted(folder.rglob("*.yaml")))
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
@settings(max_examples=6 if is_every_case() else 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_a_build_with_a_cache_is_byte_for_byte_one_without(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Over random edits, deletions and renames."""
    folder = tmp_path_factory.mktemp("steps")
    made = invented(folder / "project", 10, seed=seed % 3)
    chance, shelf = random.Random(seed), dict[Path, str]()
    build(made)
    for _ in range(3):
        for _ in range(chance.randrange(1, 4)):
            change(made.records, chance, shelf)
        if chance.random() < 0.5:
            validate.validate(made)
        made.database.unlink()  # its dates would be carried over
        build(made, skip_invalid=True)
        assert made.database.read_bytes() == fresh_build(made, folder)
    shutil.rmtree(folder)


def half_full(made: Project) -> None:
    """The results of a quarter of the records are gone, and the rows of another quarter."""
    with closing(sqlite3.connect(cache_of(made))) as cache:
        for table, first in (("results", 0), ("rows", 1)):
            keys = [key for (key,) in cache.execute(f"SELECT key FROM {table} ORDER BY key")][first::4]
            cache.executemany(f"DELETE FROM {table} WHERE key = ?", [(key,) for key in keys])
        cache.commit()


def rows_swapped(made: Project) -> None:
    """The rows of two records stand in each other's place, with seals that are right for where they were."""
    with closing(sqlite3.connect(cache_of(made))) as cache:
        (one, first), (other, second), *_ = cache.execute("SELECT key, sealed FROM rows ORDER BY key")
        cache.executemany("UPDATE rows SET sealed = ? WHERE key = ?", [(second, one), (first, other)])
        cache.commit()


RECORDS = 20
STATES: dict[str, tuple[Callable[[Project], None], range]] = {
    "empty": (lambda made: cache_of(made).unlink(), range(RECORDS, RECORDS + 1)),
    "full": (lambda made: None, range(1)),
    "half full": (half_full, range(RECORDS // 2, RECORDS // 2 + 1)),
    "damaged, one entry": (rows_swapped, range(1, RECORDS + 1)),
    "damaged, cut": (lambda made: cut(0.5)(cache_of(made)), range(1, RECORDS + 1)),
}
"""What becomes of the cache, and how many records may then be checked anew."""


@pytest.fixture(scope="module")
def built_without(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, bytes]:
    """A project with a full cache, and the database that is built of it without one."""
    folder = tmp_path_factory.mktemp("states")
    made = invented(folder / "project", RECORDS)
    build(made)
    return made, fresh_build(made, folder)


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("state", STATES)
def test_a_build_has_the_same_bytes_whatever_the_cache_holds(
    built_without: tuple[Project, bytes], tmp_path: Path, state: str, processes: int
) -> None:
    full, expected = built_without
    made = project_at(shutil.copytree(full.root, tmp_path / "project"))
    made.database.unlink()
    change_cache, checked_anew = STATES[state]
    change_cache(made)
    outcome = build(made, processes=processes)
    assert outcome.worked_on in checked_anew
    assert made.database.read_bytes() == expected


def test_the_facts_are_those_of_a_whole_result(made: Project) -> None:
    cache = ResultCache(made)
    names = [str(path) for path in sorted(made.records.rglob("*.yaml"))]
    standard = load_standard(made.schema)
    whole = [one for batch in validate.check_records(made, standard, names, cache) for one in batch]
    cache.save()
    again = ResultCache(made)
    facts = [one for batch in validate.check_records(made, standard, names, again, facts_only=True) for one in batch]
    assert [one.facts for one in facts] == [one.facts for one in whole]
    assert all(one.cached for one in facts)
