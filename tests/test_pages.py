"""What is published on the web has a file for every address of its own that the standard and the program name."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from opcc_opendata.linked_standard import jsonld_context, linked_record, skos_codelists
from opcc_opendata.problem_codes import all_codes, help_address
from opcc_opendata.schema import load_standard
from opcc_opendata.yaml_reader import read_file
from tests.projects import CHECKOUT

HOME = "https://opcc-opendata.github.io/"
ADDRESS = re.compile(rf"{re.escape(HOME)}[A-Za-z0-9_./#-]*[A-Za-z0-9_]")


def addresses() -> Iterator[str]:
    """Every address below HOME in the code, the schemas, the context, the codelists, a record and the problems."""
    standard = load_standard(CHECKOUT / "schema")
    for folder, most in (("opcc_opendata", "*.py"), ("schema", "*.json"), ("opcc_opendata/site/templates", "*.html")):
        for path in (CHECKOUT / folder).rglob(most):
            yield from ADDRESS.findall(path.read_text(encoding="utf-8"))
    yield from ADDRESS.findall(json.dumps([jsonld_context(standard), skos_codelists(standard)]))
    yield from map(help_address, all_codes())
    for path in sorted((CHECKOUT / "records").rglob("*.yaml")):
        data = read_file(path, path.name, CHECKOUT).data
        if data is not None:
            yield from ADDRESS.findall(
                json.dumps(linked_record(data, standard, "https://example.org/", "x"), default=str)
            )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What scripts/pages writes, with the documentation as it is before it becomes pages."""
    folder = tmp_path_factory.mktemp("pages")
    runpy.run_path(str(CHECKOUT / "scripts/pages"), run_name="pages")["write_standard"](folder)
    return folder


def file_of(folder: Path, path: str) -> str:
    """Give the text of the file for an address: GitHub Pages gives `x.html` for `/x`, and mkdocs makes it of `x.md`."""
    for place in (folder / path, folder / f"{path}.html", CHECKOUT / "docs" / f"{path}.md"):
        if place.is_file():
            return place.read_text(encoding="utf-8")
    return ""


def test_every_address_of_the_standard_has_a_file_and_a_place_in_it(published: Path) -> None:
    named = set(addresses())
    assert {urlsplit(one).path.split("/")[1] for one in named} == {"codelists", "ns", "reference", "schema", "terms"}
    assert len(named) > 300
    missing = []
    for address in sorted(named):
        parts = urlsplit(address)
        path = parts.path.strip("/")
        if (published / path).is_dir() and not parts.fragment:
            continue  # the beginning of other addresses
        text = file_of(published, path)
        if not text or (parts.fragment and f'id="{unquote(parts.fragment)}"' not in text):
            missing.append(address)
    assert missing == []


def test_the_schema_and_the_register_lie_where_their_id_says(published: Path) -> None:
    found = list((published / "schema/releases").rglob("*.schema.json"))
    assert len(found) >= 2
    for path in found:
        assert json.loads(path.read_text(encoding="utf-8"))["$id"] == HOME + path.relative_to(published).as_posix()
    assert len(list((published / "register").glob("*.yaml"))) == len(list((CHECKOUT / "register").glob("*.yaml")))


def test_the_release_publishes_what_is_made_here() -> None:
    workflow = (CHECKOUT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    assert 'scripts/pages "$PAGES"' in workflow
    assert "upload-pages-artifact" in workflow
