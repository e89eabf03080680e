"""What we rest on of Datasette that it does not document is as it was when it was read."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from opcc_opendata.server.datasette_internals import INTERNALS, READ_IN, Internal, source_of
from tests.projects import CHECKOUT


@pytest.mark.parametrize("internal", INTERNALS, ids=lambda internal: internal.name)
def test_a_part_is_as_it_was_read(internal: Internal) -> None:
    assert source_of(internal) == internal.source, (
        f"{internal.name} is not as in Datasette {READ_IN}, and {internal.used_in} rests on it: {internal.reason} "
        "Read it again, see that the tests of paging and exports pass, and write its new sum down."
    )


def test_the_version_is_the_one_that_was_read() -> None:
    assert version("datasette") == READ_IN
    assert f"datasette=={READ_IN}" in (CHECKOUT / "requirements/serve.txt").read_text(encoding="utf-8")
