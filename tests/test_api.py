"""The toolkit as a library: the five names, and the code on the page about it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from projects import invented, project, query, record

import opcc_opendata
from opcc_opendata import api
from opcc_opendata.project import ProjectError, packaged_standard

PAGE = (Path(__file__).parent.parent / "docs/library.md").read_text(encoding="utf-8")
FILE = "2019-02-26-fixture.yaml"


def test_load_gives_records_as_they_are(tmp_path: Path) -> None:
    root = project(tmp_path, {FILE: record()}).root
    (found,) = opcc_opendata.load(root)
    assert found["id"] == "norfolk-2019-02-26-fixture"
    assert found["comments"] == [{"kind": "policing_body", "text": "Invented text."}]


def test_load_stops_at_a_record_with_an_error(tmp_path: Path) -> None:
    root = project(tmp_path, {FILE: record(stage="ful")}).root
    with pytest.raises(opcc_opendata.InvalidRecordError, match="stage") as raised:
        list(opcc_opendata.load(root))
    assert [problem.code for problem in raised.value.problems] == ["R010"]


def test_check_build_and_render(tmp_path: Path) -> None:
    made = project(tmp_path, {FILE: record()})
    assert opcc_opendata.check(str(made.root)).errors == 0
    assert opcc_opendata.check(made.root, [made.records / "norfolk" / FILE]).files == 1
    outcome = opcc_opendata.build(made.root, tmp_path / "made.db")
    assert (outcome.built, outcome.published) == (True, 1)
    assert query(tmp_path / "made.db", "SELECT count(*) FROM responses") == [(1,)]
    (found,) = opcc_opendata.load(made.root)
    assert "Invented text." in str(opcc_opendata.render(found, "md"))
    written = opcc_opendata.render(found, "docx")
    assert isinstance(written, bytes)
    assert written.startswith(b"PK")


def test_a_document_has_the_words_of_the_codelists_of_its_project(tmp_path: Path) -> None:
    made = project(tmp_path, {FILE: record()})
    (found,) = opcc_opendata.load(made.root)
    forces = shutil.copytree(packaged_standard(), tmp_path / "schema") / "codelists/forces.csv"
    forces.write_text(forces.read_text(encoding="utf-8").replace("Norfolk Constabulary", "Norfolk’s Force"), "utf-8")
    assert "Norfolk Constabulary" in str(opcc_opendata.render(found))
    assert "Norfolk’s Force" in str(opcc_opendata.render(found, folder=made.root / "records"))
    with pytest.raises(ProjectError):
        opcc_opendata.render(found, folder="/")


def test_the_names_are_those_on_the_page_and_have_words_of_their_own() -> None:
    assert sorted(re.findall(r"^\| `(\w+)", PAGE, re.MULTILINE)) == sorted(opcc_opendata.__all__)
    stub = Path(opcc_opendata.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    for name in opcc_opendata.__all__:
        assert getattr(opcc_opendata, name) is getattr(api, name)
        assert getattr(api, name).__doc__
        assert f"import {name} as {name}\n" in stub
    with pytest.raises(AttributeError, match="has no nosuch"):
        _ = opcc_opendata.nosuch  # type: ignore[attr-defined]


def test_importing_costs_nothing() -> None:
    script = "import sys; before = set(sys.modules); import opcc_opendata; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {name.split(".")[0] for name in done.stdout.split()} <= {"opcc_opendata"}


@pytest.mark.slow
@pytest.mark.parametrize("code", re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
def test_the_code_on_the_page_runs(code: str, tmp_path: Path) -> None:
    invented(tmp_path, 300)
    here = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "MPLBACKEND": "agg"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=here, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    if "savefig" in code:
        assert (tmp_path / "timeliness.png").read_bytes().startswith(b"\x89PNG")
        assert re.search(r"^(late|on_time) +[1-9]", done.stdout, re.MULTILINE), done.stdout
