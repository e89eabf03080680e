"""Signed builds: whatever is changed in a copy is said and named, and others can check it without our code."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from opcc_opendata.cli import opcc
from opcc_opendata.database import build
from opcc_opendata.database.plain import write_plain
from opcc_opendata.manifest.merkle import GrowingTree, inclusion_path, leaf_hash, root_by_path
from opcc_opendata.project import project_at
from opcc_opendata.proof import copies
from tests.projects import project, record
from tests.waiting import at_most

FIRST, SECOND, THIRD = (f"records/norfolk/2019-02-{day}-fixture.yaml" for day in (26, 27, 28))
MANIFEST = "opcc.manifest.json"


class Signed(NamedTuple):
    """A folder as it was after its first and its second build, both signed."""

    old: Path
    folder: Path
    key: Path
    public: Path


def run(*words: object) -> Result:
    return CliRunner().invoke(opcc, [str(word) for word in words], catch_exceptions=False)


def named(path: str) -> str:
    return Path(path).stem


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    """Two builds of three records. Between them SECOND is changed and THIRD is new."""
    base = tmp_path_factory.mktemp("signed")
    folder, key = base / "office", base / "key"
    made = project(folder, {f"{named(path)}.yaml": record(named(path)) for path in (FIRST, SECOND)})
    (made.root / "opcc.yml").write_text("title: Invented\n", encoding="utf-8")
    assert run("sign", "--new-key", key).exit_code == 0
    assert build(project_at(folder)).built
    assert run("sign", "--key", key, "--project", folder).exit_code == 0
    shutil.copytree(folder, base / "old")
    new = record(named(SECOND), title='"Invented: another title"')
    project(folder, {f"{named(SECOND)}.yaml": new, f"{named(THIRD)}.yaml": record(named(THIRD))})
    assert build(project_at(folder)).built
    assert run("sign", "--key", key, "--project", folder).exit_code == 0
    return Signed(base / "old", folder, key, Path(f"{key}.pub"))


@pytest.fixture
def copy(signed: Signed, tmp_path: Path) -> Path:
    return Path(shutil.copytree(signed.folder, tmp_path / "copy"))


def load(folder: Path) -> Any:
    return json.loads((folder / MANIFEST).read_bytes())


def dump(folder: Path, manifest: object) -> None:
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


# --- making


def test_each_build_continues_the_manifest_and_one_of_nothing_new_leaves_it(signed: Signed, copy: Path) -> None:
    manifest = load(signed.folder)
    assert [head["build"] for head in manifest["heads"]] == [1, 2]
    assert manifest["heads"][:1] == load(signed.old)["heads"]
    assert manifest["entries"][: manifest["heads"][0]["entries"]] == load(signed.old)["entries"]
    later = [entry["path"] for entry in manifest["entries"][manifest["heads"][0]["entries"] + 1 :]]
    assert later == [SECOND, THIRD]
    assert {entry.get("path") for entry in manifest["entries"]} == {None, FIRST, SECOND, THIRD, "opcc.yml"}
    assert {"responses", "comments", "provenance", "build"} <= manifest["tables"].keys()
    before = (copy / MANIFEST).read_bytes()
    (copy / "opcc.db.cache").unlink()
    build(project_at(copy))
    assert (copy / MANIFEST).read_bytes() == before


def test_the_hash_of_a_table_is_that_of_its_rows(signed: Signed) -> None:
    with closing(sqlite3.connect(signed.folder / "opcc.db")) as connection:
        for name, about in load(signed.folder)["tables"].items():
            rows = connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()
            text = json.dumps(rows, separators=(",", ":"), ensure_ascii=False)
            assert (about["rows"], about["sha256"]) == (len(rows), hashlib.sha256(text.encode()).hexdigest()), name


def test_a_manifest_that_is_missing_is_made_and_a_damaged_one_is_left(copy: Path) -> None:
    (copy / MANIFEST).unlink()
    assert build(project_at(copy)).built
    assert len(load(copy)["heads"]) == 1
    (copy / MANIFEST).write_text("{}\n", encoding="utf-8")
    (copy / THIRD).unlink()
    said: list[str] = []
    assert build(project_at(copy), say=said.append).built
    assert "It is not a manifest" in said[0]
    assert "It stays as it is" in said[0]
    assert (copy / MANIFEST).read_text(encoding="utf-8") == "{}\n"


def test_a_salt_that_was_taken_out_is_made_anew(copy: Path) -> None:
    edit(lambda m: m["salts"].__setitem__(-1, ""))(copy)
    (copy / "opcc.db.cache").unlink()
    build(project_at(copy))
    manifest = load(copy)
    assert (manifest["entries"][-1]["path"], len(manifest["salts"][-1])) == (THIRD, 24)


def test_drafts_have_no_manifest(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    (tmp_path / "records").rename(tmp_path / "drafts")
    (tmp_path / "records").mkdir()
    assert build(made.of_drafts(tmp_path / "drafts.db")).built
    assert not list(tmp_path.glob("*.manifest.json"))


def test_a_key_is_for_its_owner_alone_and_never_written_over(
    tmp_path: Path, signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "key"
    assert run("sign", "--new-key", key).exit_code == 0
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    kept = key.read_bytes(), Path(f"{key}.pub").read_bytes()
    refused = run("sign", "--new-key", key)
    assert (refused.exit_code, "is there already" in refused.output) == (2, True)
    key.unlink()
    assert run("sign", "--new-key", key).exit_code == 2  # the public one is there
    assert Path(f"{key}.pub").read_bytes() == kept[1]
    key.write_bytes(kept[0])
    key.chmod(0o644)
    refused = run("sign", "--key", key, "--project", signed.folder)
    assert (refused.exit_code, "chmod 600" in refused.output) == (2, True)
    refused = run("sign", "--new-key", tmp_path.anchor)  # a folder without a name: nothing can lie beside it
    assert (refused.exit_code, "is a folder" in refused.output) == (2, True)
    another = tmp_path / "another"
    another.write_bytes(b"kept")
    monkeypatch.setattr(os.path, "lexists", lambda _: False)  # it appears a moment later
    assert run("sign", "--new-key", another).exit_code == 2
    monkeypatch.undo()
    assert another.read_bytes() == b"kept"
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert run("sign", "--new-key", tmp_path / "link").exit_code == 2
    assert not (tmp_path / "elsewhere").exists()


def test_what_was_not_built_is_not_signed(copy: Path, signed: Signed) -> None:
    shutil.copyfile(signed.old / "opcc.db", copy / "opcc.db")
    before = (copy / MANIFEST).read_bytes()
    refused = run("sign", "--key", signed.key, "--project", copy)
    assert (refused.exit_code, "is not what the newest build" in refused.output) == (2, True)
    assert (copy / MANIFEST).read_bytes() == before


def test_the_file_that_is_missing_or_damaged_is_the_one_that_is_named(
    copy: Path, signed: Signed, tmp_path: Path
) -> None:
    sign, verify = ("sign", "--key", signed.key, "--project", copy), ("verify", "--public", signed.public)
    (copy / "opcc.db").unlink()
    assert run(*sign).output.startswith(f"opcc: {copy / 'opcc.db'}: There is no such file")
    (copy / MANIFEST).write_text("{", encoding="utf-8")
    assert run(*sign).output == f"opcc: {copy / MANIFEST}: It is not JSON.\n"
    assert run(*verify, copy / FIRST).output == f"Not verified: {copy / MANIFEST}: It is not JSON.\n"
    missing, large = tmp_path / "none.json", tmp_path / "large.json"
    large.write_bytes(b" " * 10_001)
    assert run(*verify, copy / FIRST, "--proof", missing).output.startswith(f"Not verified: {missing}: There is no")
    said = run(*verify, copy / FIRST, "--proof", large).output
    assert said.startswith(f"Not verified: {large}: The file has 10,001 bytes. It may have 10,000 at most.")
    gone = copy / "gone.yaml"
    assert run(*verify, gone, "--proof", large).output.startswith(f"Not verified: {gone}: There is no such file")
    no_record = run(*verify, "--proof", large)
    assert (no_record.exit_code, "Name the record's file" in no_record.output) == (2, True)


# --- verifying


def test_what_nobody_changed_is_as_it_was_signed(signed: Signed) -> None:
    for name in (signed.folder, signed.folder / "opcc.db", signed.folder / MANIFEST):
        done = run("verify", name, "--public", signed.public)
        assert (done.exit_code, "As it was signed: build 2 of " in done.output) == (0, True), done.output


def test_a_manifest_under_another_name_is_told_from_a_file_that_is_not_there(
    signed: Signed, copy: Path, tmp_path: Path
) -> None:
    other = tmp_path / "m2.json"
    other.write_bytes((copy / MANIFEST).read_bytes())
    verify = run("verify", other, "--public", signed.public)
    assert verify.exit_code == 1
    assert verify.output == (
        f"Not verified: {other} is a manifest, and what it speaks for is found by its name. "
        "Give it that of its database: opcc.manifest.json for opcc.db.\n"
    )
    for named in (copy / MANIFEST, copy / "opcc.db"):
        assert run("verify", named, "--public", signed.public).exit_code == 0, named
    other.write_text("{}\n")
    no_manifest = run("verify", other, "--public", signed.public)
    assert f"{tmp_path / 'm2.manifest.json'}: There is no such file" in no_manifest.output, "it is no manifest"


def ask(*statements: str) -> Callable[[Path, Signed], None]:
    def change(folder: Path, _signed: Signed) -> None:
        with closing(sqlite3.connect(folder / "opcc.db")) as connection:
            for statement in statements:
                assert connection.execute(statement).rowcount != 0
            connection.commit()

    return change


def append(name: str) -> Callable[[Path, Signed], None]:
    def change(folder: Path, _signed: Signed) -> None:
        with (folder / name).open("ab") as file:
            file.write(b"\n")

    return change


def bring(name: str) -> Callable[[Path, Signed], None]:
    def change(folder: Path, signed: Signed) -> None:
        shutil.copyfile(signed.old / name, folder / name)

    return change


def new_file(folder: Path, _signed: Signed) -> None:
    (folder / "records/norfolk/2020-01-01-other.yaml").write_text(record("2020-01-01-other"), encoding="utf-8")


def link(folder: Path, signed: Signed) -> None:
    (folder / FIRST).unlink()
    (folder / FIRST).symlink_to(signed.folder / FIRST)


def no_database(folder: Path, _signed: Signed) -> None:
    (folder / "opcc.db").write_bytes(b"SQLite format 3\0" + os.urandom(5_000))


def one_byte(folder: Path, _signed: Signed) -> None:
    content = bytearray((folder / "opcc.db").read_bytes())
    content[content.index(b"Invented text.")] ^= 1
    (folder / "opcc.db").write_bytes(content)


ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)"
EARLY = "UPDATE responses SET added = '2001-01-01' WHERE id = 'norfolk-2019-02-28-fixture'"
CHANGES: dict[str, tuple[Callable[[Path, Signed], None], str, str]] = {
    "a record": (append(FIRST), "altered", FIRST),
    "the settings": (append("opcc.yml"), "altered", "opcc.yml"),
    "a record that is gone": (lambda folder, _: (folder / FIRST).unlink(), "dropped", FIRST),
    "a record more": (new_file, "added", "records/norfolk/2020-01-01-other.yaml"),
    "an old record": (bring(SECOND), "rolled back", SECOND),
    "a link": (link, "altered", FIRST),
    "words in the database": (ask("UPDATE comments SET text = 'no' WHERE response LIKE '%26%'"), "altered", FIRST),
    "a date in the database": (ask(EARLY), "back-dated", THIRD),
    "a row of provenance": (ask("UPDATE provenance SET sha256 = digest WHERE path LIKE '%27%'"), "altered", SECOND),
    "a response less": (ask("DELETE FROM responses WHERE id LIKE '%28%'"), "dropped", THIRD),
    "a table less": (ask("DROP TABLE silences"), "dropped", "silences"),
    "a derived table": (ask("UPDATE build SET value = '9' WHERE key = 'published'"), "altered", "table build "),
    "an endless view": (
        ask("DROP TABLE provenance", f"CREATE VIEW provenance AS {ENDLESS} SELECT n AS path FROM c"),
        "altered",
        "provenance is no table",
    ),
    "a column that is worked out": (
        ask("ALTER TABLE comments ADD COLUMN more TEXT AS (printf('%.*c', 90000000, 'x'))"),
        "altered",
        "comments is no table",
    ),
    "one byte of the database": (one_byte, "altered", FIRST.removesuffix(".yaml")[:20]),
    "an old database": (bring("opcc.db"), "rolled back", SECOND),
    "an old database, by its build": (bring("opcc.db"), "rolled back", "opcc.db is that of build 1 of "),
    "no database at all": (no_database, "altered", "can't be read to its end"),
}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("", ""),
        ("UPDATE comments SET text = 'x'", "The table comments is not the one that was signed"),
        ("DROP TABLE sections", "The table sections is missing"),
        ("DROP VIEW current_responses", "opcc.db is not the one that was signed"),
        ("CREATE TRIGGER t AFTER DELETE ON forces BEGIN SELECT 1; END", "opcc.db is not the one that was signed"),
        ("DROP VIEW events; CREATE VIEW events AS SELECT 1", "opcc.db is not the one that was signed"),
        ("CREATE TABLE search_words (word TEXT)", "opcc.db is not the one that was signed"),
    ],
)
def test_the_database_of_opcc_static_is_held_against_the_tables_that_were_signed(
    change: str, found: str, copy: Path, signed: Signed, tmp_path: Path
) -> None:
    write_plain(copy / "opcc.db", tmp_path / "opcc.db")
    shutil.copy(copy / MANIFEST, tmp_path)
    with closing(sqlite3.connect(tmp_path / "opcc.db")) as connection:
        connection.executescript(change)
    ran = run("verify", tmp_path / "opcc.db", "--public", signed.public)
    assert ran.exit_code == (1 if found else 0), ran.output
    assert (found or "has no search index: its tables are those that were signed") in ran.output


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_changed_is_named(name: str, copy: Path, signed: Signed) -> None:
    change, what, where = CHANGES[name]
    change(copy, signed)
    done = run("verify", copy, "--public", signed.public)
    assert done.exit_code == 1
    assert any(line.startswith(f"{what}: ") and where in line for line in done.output.splitlines()), done.output


def edit(change: Callable[[Any], object]) -> Callable[[Path], None]:
    def changing(folder: Path) -> None:
        manifest = load(folder)
        change(manifest)
        dump(folder, manifest)

    return changing


def entry(manifest: Any, path: str) -> Any:
    return [one for one in manifest["entries"] if one.get("path") == path][-1]


def swap(manifest: Any) -> None:
    manifest["entries"][-1], manifest["entries"][-2] = manifest["entries"][-2], manifest["entries"][-1]


def cut(manifest: Any) -> None:
    """Leave the first build alone, and claim that it is the newest."""
    del manifest["entries"][manifest["heads"][0]["entries"] :], manifest["heads"][1:], manifest["signatures"]["2"]
    del manifest["salts"][len(manifest["entries"]) :]


def flip(manifest: Any) -> None:
    value = bytearray(b64decode(manifest["signatures"]["2"]["value"]))
    value[5] ^= 1
    manifest["signatures"]["2"]["value"] = b64encode(value).decode()


def twice(folder: Path) -> None:
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(text.replace('{"entries":', '{"entries":[],"entries":', 1), encoding="utf-8")


IN_MANIFEST: dict[str, tuple[Callable[[Path], None], str]] = {
    "a hash": (edit(lambda m: entry(m, FIRST).update(commitment="0" * 64)), "was altered, dropped, added"),
    "a date of one record": (edit(lambda m: entry(m, THIRD).update(since="2001-01-01T00:00:00Z")), "is back-dated"),
    "a date of adding": (edit(lambda m: entry(m, THIRD).update(added="2001-01-01")), "was altered, dropped, added"),
    "an order": (edit(swap), "was altered, dropped, added"),
    "a short salt": (edit(lambda m: m["salts"].__setitem__(-1, "AAAA")), "a salt of 16 bytes"),
    "an entry less": (edit(lambda m: (m["entries"].pop(), m["salts"].pop())), "was altered, dropped, added"),
    "an entry twice": (edit(lambda m: (m["entries"].append(m["entries"][-1]), m["salts"].append(""))), "stands twice"),
    "the first head less": (edit(lambda m: (m["heads"].pop(0), m["signatures"].pop("1"))), "Build 1"),
    "a head more": (edit(lambda m: m["heads"].append({**m["heads"][1], "build": 3})), "the heads of 3 builds"),
    "the first entry less": (edit(lambda m: (m["entries"].pop(0), m["salts"].pop(0))), "before the first build"),
    "the last head less": (edit(lambda m: (m["heads"].pop(), m["signatures"].pop("2"))), "build 2 is missing"),
    "a table": (edit(lambda m: m["tables"].pop("responses")), "tables was altered"),
    "a salt": (edit(lambda m: m["salts"].__setitem__(-1, "A" * 22 + "==")), f"altered: {THIRD}"),
    "no salt": (edit(lambda m: m["salts"].__setitem__(-1, "")), "its salt was taken out"),
    "a path out of the folder": (edit(lambda m: entry(m, FIRST).update(path="../../etc/passwd")), "is not one of a"),
    "a signature": (edit(flip), "signature of build 2"),
    "no signature": (edit(lambda m: m["signatures"].pop("2")), "not signed: Build 2"),
    "the signature of build 1": (
        edit(lambda m: m["signatures"].update({"2": m["signatures"]["1"]})),
        "signature of build 2",
    ),
    "the time of a build": (edit(lambda m: m["heads"][1].update(made="2001-01-01T00:00:00Z")), "Build 2"),
    "one name twice": (twice, "nothing twice"),
    "spaces": (lambda folder: (folder / MANIFEST).write_text(json.dumps(load(folder))), "nothing twice"),
    "a part more": (edit(lambda m: m.update(note="")), "Its parts must be"),
    "another form": (edit(lambda m: m.update(format="opcc-manifest/2")), "not a manifest of the form"),
    "a cut chain": (edit(cut), "Not verified"),
    "deep JSON": (lambda folder: (folder / MANIFEST).write_text("[" * 100_000), "not JSON"),
    "a bare number": (lambda folder: (folder / MANIFEST).write_text("1\n"), "not a manifest"),
    "what is no text": (lambda folder: (folder / MANIFEST).write_bytes(b"\xff\xfe"), "not JSON"),
    "a pipe": (lambda folder: ((folder / MANIFEST).unlink(), os.mkfifo(folder / MANIFEST)), "a pipe"),
    "300 GB": (lambda folder: os.truncate(folder / MANIFEST, 300_000_000_000), "64 MB at most"),
    "none": (lambda folder: (folder / MANIFEST).unlink(), "There is no such file"),
}


@pytest.mark.parametrize("name", IN_MANIFEST)
def test_a_manifest_that_was_changed_is_not_believed(name: str, copy: Path, signed: Signed) -> None:
    change, sentence = IN_MANIFEST[name]
    change(copy)
    with at_most(20):
        done = run("verify", copy, "--public", signed.public)
    assert done.exit_code == 1
    assert sentence in done.output


def forge(folder: Path, key: Path, change: Callable[[Any], object]) -> None:
    """Change a manifest as the owner of the key can: with roots and a signature that fit."""
    with (folder / "head").open("w+b") as file:
        manifest = load(folder)
        change(manifest)
        tree, heads = GrowingTree(), iter(manifest["heads"])
        for at, one in enumerate(manifest["entries"]):
            tree.add(leaf_hash(json.dumps(one, sort_keys=True, separators=(",", ":")).encode()))
            if at + 1 == len(manifest["entries"]) or manifest["entries"][at + 1]["kind"] == "build":
                next(heads).update(root=tree.root().hex(), entries=at + 1)
        file.write(json.dumps(manifest["heads"][-1], sort_keys=True, separators=(",", ":")).encode())
    secret = load_pem_private_key(key.read_bytes(), None)
    assert isinstance(secret, Ed25519PrivateKey)
    value = b64encode(secret.sign((folder / "head").read_bytes())).decode()
    manifest["signatures"] = {str(manifest["heads"][-1]["build"]): {**manifest["signatures"]["2"], "value": value}}
    dump(folder, manifest)


def never_there(manifest: Any) -> None:
    entry(manifest, THIRD).update(state="gone", commitment="", added="")
    manifest["salts"][-1] = ""


FORGED: dict[str, tuple[Callable[[Any], object], str]] = {
    "nothing": (lambda _: None, "As it was signed"),
    "another build before": (lambda m: m["entries"][0].update(digest="0" * 64), "the chain is broken"),
    "an older time": (
        lambda m: [
            one.update({key: "2001-01-01T00:00:00Z" for key in ("made", "since") if key in one})
            for one in (*m["entries"][m["heads"][0]["entries"] :], m["heads"][1])
        ],
        "Build 2 is back-dated",
    ),
    "a file that was never there": (never_there, "is gone before it was there"),
}


@pytest.mark.parametrize("name", FORGED)
def test_who_has_the_key_can_make_no_manifest_that_does_not_hold_together(
    name: str, copy: Path, signed: Signed
) -> None:
    change, sentence = FORGED[name]
    forge(copy, signed.key, change)
    done = run("verify", copy, "--public", signed.public)
    assert (done.exit_code, sentence in done.output) == (int(name != "nothing"), True), done.output


@pytest.mark.heavy
def test_every_part_of_a_manifest_that_is_of_another_type_is_a_sentence(copy: Path, signed: Signed) -> None:
    whole = load(copy)
    places: list[list[Any]] = [["heads", 0, key] for key in whole["heads"][0]]
    places += [["entries", at, key] for at in (0, 1) for key in whole["entries"][at]]
    places += [["signatures", "2", key] for key in whole["signatures"]["2"]] + [[key] for key in whole]
    places += [["entries", 0], ["heads", 0], ["salts", 0], ["signatures", "2"], ["tables", "build"]]
    for *way, last in places:
        for value in (None, True, -1, 1.5, "", "é", [], {}, [[]], {"kind": "file"}):
            manifest = json.loads(json.dumps(whole))
            at = manifest
            for step in way:
                at = at[step]
            if at[last] == value:
                continue
            at[last] = value
            dump(copy, manifest)
            assert run("verify", copy, "--public", signed.public).exit_code == 1, (way, last, value)


def test_another_key_is_another_signer(copy: Path, signed: Signed, tmp_path: Path) -> None:
    run("sign", "--new-key", tmp_path / "key")
    (copy / FIRST).write_text(record(named(FIRST), title='"Invented: forged"'), encoding="utf-8")
    build(project_at(copy))
    assert run("sign", "--key", tmp_path / "key", "--project", copy).exit_code == 0
    assert run("verify", copy, "--public", tmp_path / "key.pub").exit_code == 0
    done = run("verify", copy, "--public", signed.public)
    assert (done.exit_code, "was signed with another key" in done.output) == (1, True)
    for wrong in (signed.key, copy / "opcc.yml", copy / "nothing"):
        assert run("verify", copy, "--public", wrong).exit_code == 2


def test_an_old_copy_and_a_new_chain_are_seen_by_who_kept_a_manifest(signed: Signed, copy: Path) -> None:
    kept = signed.folder / MANIFEST
    assert run("verify", signed.old, "--public", signed.public).exit_code == 0
    done = run("verify", signed.old, "--public", signed.public, "--earlier", kept)
    assert done.exit_code == 1
    assert "rolled back: This is build 1" in done.output
    assert f"rolled back: {SECOND}" in done.output
    assert f"dropped: {THIRD}" in done.output
    assert run("verify", copy, "--public", signed.public, "--earlier", signed.old / MANIFEST).exit_code == 0
    (copy / MANIFEST).unlink()
    build(project_at(copy))
    run("sign", "--key", signed.key, "--project", copy)
    assert run("verify", copy, "--public", signed.public).exit_code == 0
    done = run("verify", copy, "--public", signed.public, "--earlier", kept)
    assert (done.exit_code, "they were made anew" in done.output) == (1, True)


def test_a_date_that_a_later_build_makes_earlier_is_back_dated(signed: Signed, copy: Path) -> None:
    dates = {"GIT_COMMITTER_DATE": "2001-01-01T00:00:00Z", "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z"}
    who = ("-c", "user.name=Invented", "-c", "user.email=invented@example.org")
    for words in (("init", "-q"), ("add", "records"), (*who, "commit", "-qm", "Invented")):
        subprocess.run(["git", *words], cwd=copy, check=True, env={**os.environ, **dates})
    assert build(project_at(copy)).built
    assert run("sign", "--key", signed.key, "--project", copy).exit_code == 0
    done = run("verify", copy, "--public", signed.public)
    assert (done.exit_code, f"back-dated: {THIRD} was added on" in done.output) == (1, True), done.output


def test_withdrawn_words_leave_a_stub_against_which_nobody_can_try_them(signed: Signed, copy: Path) -> None:
    words = (copy / SECOND).read_bytes()
    assert run("withdraw", copy / SECOND, "--reason", "Invented reason.", "--project", copy).exit_code == 0
    (copy / THIRD).unlink()
    assert build(project_at(copy)).built
    assert run("sign", "--key", signed.key, "--project", copy).exit_code == 0
    assert run("verify", copy, "--public", signed.public, "--earlier", signed.folder / MANIFEST).exit_code == 0
    manifest = load(copy)
    versions = [at for at, one in enumerate(manifest["entries"]) if one.get("path") == SECOND]
    assert [manifest["entries"][at]["state"] for at in versions] == ["published", "published", "withdrawn"]
    assert [bool(manifest["salts"][at]) for at in versions] == [False, False, True]
    removed = [at for at, one in enumerate(manifest["entries"]) if one.get("path") == THIRD]
    assert [(manifest["entries"][at]["state"], manifest["salts"][at]) for at in removed] == [
        ("published", ""),
        ("gone", ""),
    ]
    known = hashlib.sha256(words).hexdigest()
    assert known not in (copy / MANIFEST).read_text(encoding="utf-8")
    (copy / THIRD).write_bytes(record(named(THIRD)).encode())
    done = run("verify", copy, "--public", signed.public)
    assert (done.exit_code, f"added: {THIRD} is here again" in done.output) == (1, True)


# --- one record


def test_a_record_is_proven_by_less_than_1_kb(signed: Signed, tmp_path: Path) -> None:
    proof = run("sign", "--proof", signed.folder / SECOND, "--project", signed.folder).output
    assert len(proof.encode()) < 1_000
    (tmp_path / "proof").write_text(proof, encoding="utf-8")
    words = ("--proof", tmp_path / "proof", "--public", signed.public)
    done = run("verify", signed.folder / SECOND, *words)
    assert done.exit_code == 0
    assert f"As it was signed in build 2 of {load(signed.folder)['heads'][1]['made']}" in done.output
    assert run("verify", signed.old / SECOND, *words).exit_code == 1
    parts = json.loads(proof)
    for key, value in parts.items():
        for other in (value + 1 if isinstance(value, int) else value[:-1] + "x", None, "", 10**15):
            if other == value:
                continue
            (tmp_path / "proof").write_text(json.dumps({**parts, key: other}), encoding="utf-8")
            assert run("verify", signed.folder / SECOND, *words).exit_code == 1, (key, other)
    (tmp_path / "proof").write_text("[]", encoding="utf-8")
    assert run("verify", signed.folder / SECOND, *words).exit_code == 1
    assert run("sign", "--proof", "nothing.yaml", "--project", signed.folder).exit_code == 2


def test_a_record_that_is_named_is_held_against_the_manifest_of_its_project(signed: Signed, copy: Path) -> None:
    record, words = copy / SECOND, ("--public", signed.public)
    assert run("verify", record, *words).output.startswith(
        f"As it was signed in build 2 of {load(copy)['heads'][1]['made']}: "
    )
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("a", "b", 1), encoding="utf-8")
    assert "The file is not the one that was signed" in run("verify", record, *words).output
    record.write_text(text, encoding="utf-8")
    added = record.with_name("2019-03-03-another.yaml")
    added.write_text(text, encoding="utf-8")
    assert "has no file " in (done := run("verify", added, *words)).output
    assert done.exit_code == 1
    (copy / "beside.yaml").write_text(text, encoding="utf-8")
    assert "Give the proof for the record: --proof FILE" in run("verify", copy / "beside.yaml", *words).output
    (copy / "opcc.manifest.json").unlink()
    assert "Give the proof for the record: --proof FILE" in (done := run("verify", record, *words)).output
    assert done.exit_code == 1


def test_paths_lead_to_the_root_of_trees_of_every_size() -> None:
    def root(leaves: list[bytes]) -> bytes:
        """RFC 9162, 2.1.1, word for word."""
        if len(leaves) == 1:
            return leaves[0]
        k = max(1 << power for power in range(10) if 1 << power < len(leaves))
        return hashlib.sha256(b"\1" + root(leaves[:k]) + root(leaves[k:])).digest()

    tree, leaves = GrowingTree(), [leaf_hash(bytes([n])) for n in range(40)]
    for size in range(1, 41):
        tree.add(leaves[size - 1])
        assert tree.root() == root(leaves[:size])
        for index in range(size):
            path = inclusion_path(index, leaves[:size])
            assert root_by_path(leaves[index], index, size, path) == tree.root()
            assert root_by_path(leaves[index], index + 1, size, path) != tree.root()
            assert root_by_path(leaves[index], index, size, path[:-1]) != tree.root() or not path
            assert root_by_path(leaves[index], index, size, [*path, path[0] if path else b""]) is None


@pytest.mark.slow
def test_10000_records_are_verified_in_2_seconds_and_proven_by_1_kb(signed: Signed, tmp_path: Path) -> None:
    from opcc_opendata.manifest import Manifest, canonical, commitment, digest
    from opcc_opendata.proof.record_proof import make_proof
    from opcc_opendata.proof.signing import read_key, sign_head

    folder = tmp_path / "records" / "norfolk"
    folder.mkdir(parents=True)
    made, salt = "2026-11-26T12:00:00Z", b64encode(bytes(16)).decode()
    entry = {"build": 1, "database": "0" * 64, "digest": "0" * 64, "kind": "build", "made": made, "previous": ""}
    manifest = Manifest([{**entry, "tables": digest({})}], [""])
    for number in range(10_000):
        path = folder / f"2019-02-26-an-invented-report-of-some-length-{number:05}.yaml"
        path.write_bytes(b"%5d" % number * 3_000)
        known = commitment(salt, hashlib.sha256(path.read_bytes()).hexdigest())
        shown = f"records/norfolk/{path.name}"
        manifest.entries.append(
            {"added": made, "commitment": known, "kind": "file", "path": shown, "since": made, "state": "published"}
        )
        manifest.salts.append(salt)
    tree = GrowingTree()
    for one in manifest.entries:
        tree.add(leaf_hash(canonical(one)))
    manifest.heads.append({"build": 1, "entries": 10_001, "made": made, "root": tree.root().hex()})
    sign_head(manifest, read_key(signed.key))
    (tmp_path / MANIFEST).write_bytes(manifest.content())
    assert len(make_proof(manifest, shown)) <= 1_024
    with at_most(4):  # of the processor, on the slowest machine; about 2 here
        assert run("verify", tmp_path, "--public", signed.public).exit_code == 0


# --- addresses


class Handler(BaseHTTPRequestHandler):
    folder: Path
    hostile = ""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        if self.hostile == "redirect":
            self.send_response(302)
            self.send_header("Location", f"/elsewhere/{name}")
            self.end_headers()
        elif self.hostile == "refused":
            self.send_error(404)
        elif self.hostile == "endless":
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                while True:
                    self.wfile.write(bytes(100_000))
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write((self.folder / name.rpartition("/")[2]).read_bytes())

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, hostile: str = "") -> Iterator[str]:
    handler = type("Served", (Handler,), {"folder": folder, "hostile": hostile})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_an_address_is_verified_as_a_folder_is(copy: Path, signed: Signed) -> None:
    with served(copy) as address:
        for name in ("", "/", "/opcc.db", f"/{MANIFEST}"):
            assert run("verify", address + name, "--public", signed.public).exit_code == 0
        ask("DELETE FROM comments")(copy, signed)
        done = run("verify", address, "--public", signed.public)
        assert (done.exit_code, f"altered: In the database, {FIRST}" in done.output) == (1, True)


@pytest.mark.parametrize(
    ("hostile", "sentence"),
    [("redirect", "leads to /elsewhere/"), ("refused", "answers 404"), ("endless", "has more than 64 MB")],
)
def test_an_address_that_is_no_good_is_a_sentence(
    hostile: str, sentence: str, copy: Path, signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(copy, hostile) as address:
        done = run("verify", address, "--public", signed.public)
        assert (done.exit_code, sentence in done.output) == (1, True), done.output
        monkeypatch.setattr(copies, "MOST_SECONDS", -1)
        if hostile == "endless":
            done = run("verify", address, "--public", signed.public)
            assert (done.exit_code, "takes longer than" in done.output) == (1, True), done.output
    done = run("verify", address, "--public", signed.public)
    assert (done.exit_code, "can't be fetched" in done.output, "Errno" in done.output) == (1, True, False)
    done = run("verify", address.replace("http:", "ftp:"), "--public", signed.public)
    assert (done.exit_code, "is no address that can be asked" in done.output) == (1, True)


@pytest.mark.heavy
def test_the_site_gives_the_manifest_of_the_build_that_it_shows(copy: Path, signed: Signed) -> None:
    from tests.test_server import serving

    with serving("--project", copy, "--no-build") as client:
        answer = client.get(f"/{MANIFEST}")
        assert answer.content == (copy / MANIFEST).read_bytes()
        assert answer.headers["content-type"].startswith("application/json")
        assert run("verify", str(client.base_url), "--public", signed.public).exit_code == 0
        shutil.copyfile(signed.old / MANIFEST, copy / MANIFEST)
        assert client.get(f"/{MANIFEST}").status_code == 404


# --- without our code

GUIDE = (Path(__file__).parent.parent / "docs" / "proof.md").read_text(encoding="utf-8")


def test_the_program_in_the_guide_checks_a_copy_without_ours(signed: Signed, copy: Path, tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    (tmp_path / "check.py").write_text(program, encoding="utf-8")
    assert "opcc_opendata" not in program
    assert len(program.splitlines()) < 36

    def check(folder: Path) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, str(tmp_path / "check.py"), str(folder), str(signed.public)]
        return subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)

    assert check(signed.folder).stdout.startswith("Build 2 of ")
    assert check(copy).returncode == 0
    with (copy / SECOND).open("ab") as file:
        file.write(b" ")
    assert f"{SECOND} was altered" in check(copy).stderr
    shutil.copyfile(signed.folder / SECOND, copy / SECOND)
    edit(lambda m: entry(m, FIRST).update(added="2001-01-01"))(copy)
    assert "an entry was altered" in check(copy).stderr
    edit(lambda m: m["heads"][-1].update(made="2001-01-01T00:00:00Z"))(copy)
    assert "InvalidSignature" in check(copy).stderr


def test_openssl_takes_the_signature_for_what_it_is(signed: Signed, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl")
    manifest = load(signed.folder)
    (tmp_path / "head").write_text(
        json.dumps(manifest["heads"][-1], sort_keys=True, separators=(",", ":")), encoding="utf-8"
    )
    (tmp_path / "signature").write_bytes(b64decode(manifest["signatures"]["2"]["value"]))
    (words,) = re.findall(r"`openssl (pkeyutl [^`]*)`", GUIDE)
    command = [openssl, *words.replace("opcc.key.pub", str(signed.public)).split()]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "head").write_text("{}", encoding="utf-8")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0
