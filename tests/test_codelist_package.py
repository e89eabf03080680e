"""The data package of the codelists, read by somebody else's program."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import frictionless
import pytest

from opcc_opendata.codelist_package import packed_codelists
from opcc_opendata.schema import load_standard

ROOT = Path(__file__).resolve().parent.parent
STANDARD = load_standard(ROOT / "schema")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    unpacked = tmp_path_factory.mktemp("codelists")
    with zipfile.ZipFile(io.BytesIO(packed_codelists(STANDARD))) as packed:
        packed.extractall(unpacked)
    return unpacked


def report(folder: Path) -> frictionless.Report:
    with frictionless.system.use_context(trusted=True):
        return frictionless.Package(str(folder / "datapackage.json")).validate()


def test_it_is_valid_and_its_keys_hold(folder: Path) -> None:
    found = report(folder)
    assert found.valid, found.flatten(["taskNumber", "rowNumber", "fieldNumber", "type", "message"])[:5]
    files = sorted((ROOT / "schema/codelists").glob("*.csv"))
    assert found.stats["tasks"] == len(files)
    for path in files:
        assert (folder / "codelists" / path.name).read_bytes() == path.read_bytes()


def test_every_column_is_described_in_its_order(folder: Path) -> None:
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert described["version"] == STANDARD.version
    for one in described["resources"]:
        with (folder / one["path"]).open(encoding="utf-8", newline="") as file:
            assert [field["name"] for field in one["schema"]["fields"]] == next(csv.reader(file))
        assert all(field["description"] for field in one["schema"]["fields"])
    bodies = next(one for one in described["resources"] if one["name"] == "policing_bodies")["schema"]
    assert {field["name"]: field["type"] for field in bodies["fields"]}["start"] == "date"
    assert {key["fields"][0]: key["reference"]["resource"] for key in bodies["foreignKeys"]} == {
        "force": "forces",
        "successor": "",
        "type": "policing_body_types",
    }


def test_a_force_that_there_is_not_breaks_it(folder: Path, tmp_path: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            target = tmp_path / path.relative_to(folder)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
    bodies = tmp_path / "codelists/policing_bodies.csv"
    bodies.write_text(bodies.read_text(encoding="utf-8").replace(",pcc,norfolk,", ",pcc,rutland,"), encoding="utf-8")
    assert "foreign-key" in {error[0] for error in report(tmp_path).flatten(["type"])}


def test_the_same_standard_gives_the_same_bytes() -> None:
    assert packed_codelists(STANDARD) == packed_codelists(STANDARD)
