"""43 invented offices, each hurt in one of twelve ways: no last good record goes, and none is called what it is not."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from opcc_opendata.database import build
from opcc_opendata.harvest import Harvest, fetching, harvest
from opcc_opendata.harvest.archive_download import download
from opcc_opendata.harvest.limits import SourceLimits
from opcc_opendata.harvested import BROKEN, CURRENT, ENDED, UNREACHABLE, WITHDRAWN
from opcc_opendata.project import project_at
from tests.nations import (
    BODIES,
    NEW,
    OLD,
    Answer,
    Web,
    commit,
    git,
    giving,
    put,
    records_of,
    repository,
    response,
    sending_on,
    sources,
    tar,
    web,
    zipped,
)
from tests.projects import query
from tests.waiting import LONGEST

LIMITS = SourceLimits(seconds=LONGEST, work=LONGEST, bytes=3_000_000, download=2_000_000)
FORCES = sorted(BODIES)

pytestmark = pytest.mark.slow

WAYS = {
    "dead host": ("archive", UNREACHABLE, "could not be fetched"),
    "500": ("archive", UNREACHABLE, "status 500"),
    "slow": ("archive", UNREACHABLE, "not there within"),
    "redirect loop": ("archive", UNREACHABLE, "sends on more than 5 times"),
    "half an archive": ("archive", BROKEN, "only a part of"),
    "invalid record": ("folder", BROKEN, "Did you mean policing_body?"),
    "id theft": ("folder", BROKEN, "is the id of a response of another source"),
    "force-push": ("git", BROKEN, "is gone without a word"),
    "emptied": ("git", BROKEN, "holds no folder records/"),
    "huge": ("archive", BROKEN, "Unpacked it has more than"),
    "hostile names": ("archive", BROKEN, "leads out of its folder"),
    "future version": ("folder", BROKEN, "9.0.0"),
}
"""How an office is hurt: what kind of source it is, its state afterwards, and what is said of it."""

WAY_OF = {force: list(WAYS)[n % len(WAYS)] for n, force in enumerate(FORCES)}


@dataclass
class Nation:
    root: Path
    good: Harvest
    first: dict[str, str]
    hurt: Harvest
    second: dict[str, str]
    seconds: dict[str, float]


def texts(root: Path) -> dict[str, str]:
    folder = root / "records"
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.yaml")}


@pytest.fixture(scope="module")
def nation() -> Iterator[Nation]:
    with tempfile.TemporaryDirectory() as name, web() as server, closing(socket.socket()) as dead:
        top = Path(name)
        root = top / "nation"
        dead.bind(("127.0.0.1", 0))  # bound, and nobody listens there
        entries: list[dict[str, object]] = []
        for force in FORCES:
            kind = WAYS[WAY_OF[force]][0]
            files = records_of(force) | {
                "opcc.yml": f"coverage:\n  - policing_body: {BODIES[force]}\n    from: 2019-01-01\n"
            }
            where = f"../{force}" if kind == "folder" else (top / force).as_uri()
            if kind == "archive":
                where = f"{server.address}/{force}"
                server.answers[f"/{force}"] = giving(tar(files), etag='"1"')
            elif kind == "git":
                repository(top / force, files)
            else:
                put(top / force, files)
            entries.append({"id": force, "bodies": [BODIES[force]], kind: where})
        sources(root, entries)
        seconds = {}
        began = sum(os.times()[:4])
        good = harvest(root, limits=LIMITS)
        seconds["first"] = sum(os.times()[:4]) - began
        first = texts(root)
        assert build(project_at(root)).built
        began = sum(os.times()[:4])
        assert harvest(root, limits=LIMITS).run is None
        seconds["nothing new"] = sum(os.times()[:4]) - began
        for entry in entries:
            if WAY_OF[str(entry["id"])] == "dead host":
                # Its name leads to where nobody listens: for the harvest another address, and the same source.
                entry["archive"] = f"http://127.0.0.1:{dead.getsockname()[1]}/{entry['id']}"
            hurt(str(entry["id"]), top, server)
        sources(root, entries)
        began = sum(os.times()[:4])
        with pytest.MonkeyPatch.context() as patch:
            # Who is slow is waited for a moment, and all others for as long as a busy machine needs.
            patch.setattr(fetching, "download", impatient)
            after = harvest(root, limits=LIMITS)
        seconds["hurt"] = sum(os.times()[:4]) - began
        yield Nation(root, good, first, after, texts(root), seconds)


def impatient(address: str, path: Path, before: Any, limits: SourceLimits) -> Any:
    slow = WAY_OF[address.rpartition("/")[2]] == "slow"
    return download(address, path, before, replace(limits, seconds=1) if slow else limits)


def hurt(force: str, top: Path, server: Web) -> None:
    way, office = WAY_OF[force], top / force
    old, new = f"records/{force}/{OLD}.yaml", f"records/{force}/{NEW}.yaml"
    if WAYS[way][0] == "archive":
        server.answers[f"/{force}"] = hurt_archive(way, force, server)
    elif way == "invalid record":
        put(office, {new: response(force, NEW).replace("policing_body:", "policing_bodyy:")})
    elif way == "id theft":
        other = next(one for one in FORCES if one != force)
        put(office, {f"records/{other}/{OLD}.yaml": response(other, OLD, title="Stolen")})
    elif way == "force-push":
        (office / old).unlink()
        git(office, "add", "--all")
        git(office, "commit", "--quiet", "--amend", "-m", "Nothing was ever here")
    elif way == "emptied":
        shutil.rmtree(office / "records")
        commit(office)
    elif way == "future version":
        put(office, {new: response(force, NEW, schema_version="9.0.0")})


def hurt_archive(way: str, force: str, server: Web) -> Answer:
    files = records_of(force)
    packed = tar(files | {"records/filler.txt": "".join(f"{n} " for n in range(3000))})
    answers = {
        "500": giving(b"", status=500),
        "slow": server.waiting(),
        "redirect loop": sending_on(f"{server.address}/{force}"),
        "half an archive": giving(packed[: len(packed) // 2]),
        "huge": giving(tar(files | {"records/zeros.bin": "0" * 20_000_000})),
        "hostile names": giving(tar(files | {"records/../../../escaped.yaml": response(force, OLD)})),
    }
    return answers.get(way, giving(b"", status=404))


def test_every_office_is_harvested(nation: Nation) -> None:
    assert len(FORCES) == 43
    assert {one.state for one in nation.good.sources} == {CURRENT}
    assert nation.first == {f"{force}/{name}.yaml": response(force, name) for force in FORCES for name in (OLD, NEW)}


def test_every_last_good_record_is_kept(nation: Nation) -> None:
    assert nation.second == nation.first
    assert not list(nation.root.parent.glob("escaped*"))


def test_each_way_of_being_hurt_has_its_state_and_its_sentence(nation: Nation) -> None:
    states = {one.id: one for one in nation.hurt.sources}
    for force in FORCES:
        _, state, words = WAYS[WAY_OF[force]]
        found = states[force]
        assert (found.state, found.responses, bool(found.problem)) == (state, 2, True), (WAY_OF[force], found)
        report = (nation.root / "harvest" / "reports" / f"{force}.txt").read_text("utf-8")
        assert f"State: {state}" in report
        assert words in report, (WAY_OF[force], report)
    assert not nation.hurt.is_current


def test_the_database_of_the_hurt_nation_is_whole_and_says_which_offices_are_not_current(nation: Nation) -> None:
    project = project_at(nation.root)
    outcome = build(project)
    assert (outcome.built, outcome.published, outcome.rejected) == (True, 86, {})
    counted = dict(query(project.database, "SELECT state, count(*) FROM sources GROUP BY 1"))
    expected = {state: sum(WAYS[way][1] == state for way in WAY_OF.values()) for state in (UNREACHABLE, BROKEN)}
    assert counted == expected
    assert query(project.database, "SELECT count(*) FROM outstanding WHERE timeliness = 'overdue'") == [(0,)]
    assert query(project.database, "SELECT count(*) > 0 FROM duties WHERE reason = 'source_not_current'") == [(1,)]
    assert not {WITHDRAWN, ENDED} & counted.keys()


def test_the_time_that_it_takes_is_stated(nation: Nation) -> None:
    for what, seconds in nation.seconds.items():
        print(f"43 offices, {what}: {seconds:.1f} s of the processor")
        assert seconds < 60


def test_zip_and_tar_hold_the_same(tmp_path: Path) -> None:
    files = records_of("kent")
    with web() as server:
        server.answers["/a"] = giving(zipped(files, "kent-main/"))
        server.answers["/b"] = giving(tar(records_of("essex"), ""))
        root = sources(
            tmp_path / "nation",
            [
                {"id": "kent", "bodies": [BODIES["kent"]], "archive": f"{server.address}/a"},
                {"id": "essex", "bodies": [BODIES["essex"]], "archive": f"{server.address}/b"},
            ],
        )
        assert harvest(root).is_current
    assert sorted(texts(root)) == sorted(name.removeprefix("records/") for name in (*files, *records_of("essex")))
