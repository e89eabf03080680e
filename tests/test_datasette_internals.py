"""What we rest on of Datasette that it does not document is as it was when it was read."""

from __future__ import annotations

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
