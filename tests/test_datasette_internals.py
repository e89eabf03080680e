"""What we rest on of Datasette that it does not document is as it was when it was read."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from opcc_opendata.database import build
from opcc_opendata.metadata import DATABASE
from opcc_opendata.server import make_datasette, read_metadata
from opcc_opendata.server.datasette_internals import INTERNALS, READ_IN, Internal, source_of
from tests.projects import CHECKOUT, invented
from tests.waiting import run


@pytest.mark.parametrize("internal", INTERNALS, ids=lambda internal: internal.name)
def test_a_part_is_as_it_was_read(internal: Internal) -> None:
    assert source_of(internal) == internal.source, (
        f"{internal.name} is not as in Datasette {READ_IN}, and {internal.used_in} rests on it: {internal.reason} "
        "Read it again, see that the tests of paging and exports pass, and write its new sum down."
    )


def test_the_version_is_the_one_that_was_read() -> None:
    assert version("datasette") == READ_IN
    assert f"datasette=={READ_IN}" in (CHECKOUT / "requirements/serve.txt").read_text(encoding="utf-8")


def test_who_may_see_a_table_is_worked_out_once_and_still_holds(tmp_path: Path) -> None:
    made = invented(tmp_path, 3)
    assert build(made).built
    described = read_metadata(made)
    described["databases"][DATABASE]["tables"]["comments"]["allow"] = False
    datasette = make_datasette(made.database, described, downloads=False)

    async def statuses(address: str) -> list[int]:
        return [(await datasette.client.get(address)).status_code for _ in range(3)]

    for address, status in (("/opcc/comments.json", 403), ("/opcc/forces.json", 200)):
        assert run(statuses(address)) == [status] * 3
    assert datasette._table_permission_allows.cache_info().hits
    datasette.opcc_builds.newest.close()


UNITS = """
import asyncio, json, sys
from pathlib import Path
from opcc_opendata.project import project_at
from opcc_opendata.server import make_datasette, read_metadata

made = project_at(Path(sys.argv[1]))
described = read_metadata(made)
said = []
for unit in (None, "metre"):
    if unit:
        described["databases"]["opcc"]["tables"]["comments"]["units"] = {"position": unit}
    datasette = make_datasette(made.database, described, downloads=False)
    for asked in ("", "?position__gt=5", "?position__gt=5+mm"):
        said.append(asyncio.run(datasette.client.get("/opcc/comments" + asked)).text)
    datasette.opcc_builds.newest.close()
    said.append("datasette.vendored.pint.registry" in sys.modules)
print(json.dumps(said))
"""
"""A server that is asked for a table, and then for one of which a column has a unit."""


@pytest.mark.heavy
def test_units_are_read_when_a_table_has_one(tmp_path: Path) -> None:
    made = invented(tmp_path, 3)
    assert build(made).built
    done = subprocess.run(
        [sys.executable, "-c", UNITS, str(made.root)], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    *without, is_read_without, whole, more, millimetres, is_read = json.loads(done.stdout)
    assert not is_read_without
    assert is_read
    assert ">1&nbsp;m<" not in without[0]
    assert ">1&nbsp;m<" in whole
    assert ">1&nbsp;m<" not in more, "a number alone is in the unit of the column"
    assert ">1&nbsp;m<" in millimetres, "one metre is more than five millimetres"
