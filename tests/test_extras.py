"""What `pip install opcc-opendata` brings, and what a command says that needs more. test_wheel.py installs it so."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from opcc_opendata.cli import opcc
from opcc_opendata.cli.extras import EXTRAS, missing_extra
from opcc_opendata.sandbox import Sandbox
from tests.waiting import LONGEST

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_a_module_of_every_dependency_in_an_extra_is_named_and_with_an_extra_that_brings_it() -> None:
    brought: dict[str, set[str]] = {}
    for extra in ("site", "office", "proof"):
        for words in PROJECT["optional-dependencies"][extra]:
            requirement = Requirement(words)
            if requirement.marker is None or requirement.marker.evaluate():  # Python 3.14 has zstd by itself
                brought.setdefault(requirement.name, set()).add(extra)
    its_own = {"backports"} if sys.version_info >= (3, 14) else set()
    named = [(module, extra) for extra, modules in EXTRAS.items() for module in modules if module not in its_own]
    known = {module: canonicalize_name(names[0]) for module, names in packages_distributions().items()}
    assert [module for module, extra in named if extra not in brought[known[module]]] == []
    assert {known[module] for module, _ in named} == set(brought)


@pytest.mark.parametrize(
    ("words", "module", "extra"),
    [
        (["render", "record.yaml"], "docx", "office"),
        (["export", "record.yaml"], "openpyxl", "office"),
        (["desk", "--no-open"], "starlette", "office"),
        (["build"], "sqlite_utils", "site"),
        (["serve", "--port", "0"], "datasette", "site"),
    ],
)
def test_a_command_says_which_extra_it_needs(words: list[str], module: str, extra: str, tmp_path: Path) -> None:
    office = tmp_path / "office"
    assert CliRunner().invoke(opcc, ["init", str(office), "--body", "norfolk-pcc"]).exit_code == 0
    (example,) = office.glob("examples/*.yaml")
    (office / "record.yaml").write_bytes(example.read_bytes())
    # A process of its own: here, other tests may have imported the module already, and a server would begin to serve.
    script = f"import sys; sys.modules[{module!r}] = None; from opcc_opendata.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, *words], cwd=office, capture_output=True, text=True, timeout=LONGEST
    )
    assert done.returncode == 2
    install = f'python -m pip install "opcc-opendata[{extra}]"'
    said = f"opcc: opcc {words[0]} needs more than is installed. Install it with: {install}"
    assert done.stderr.splitlines()[-1] == said


def test_a_module_that_no_extra_brings_is_a_mistake_of_ours() -> None:
    assert (
        missing_extra(
            ModuleNotFoundError("No module named 'opcc_opendata.typing'", name="opcc_opendata.typing"), "opcc"
        )
        == ""
    )


def import_a_library(_name: str) -> None:
    raise ModuleNotFoundError("No module named 'mammoth'", name="mammoth")


def test_what_is_missing_in_a_process_of_its_own_is_no_fault_of_the_file_there() -> None:
    with Sandbox(import_a_library, 5) as sandbox, pytest.raises(ModuleNotFoundError) as raised:
        sandbox.run("letter.docx")
    assert missing_extra(raised.value, "opcc import").endswith('"opcc-opendata[office]"')
