"""Every `run:` of this repository's own workflows is run, as GitHub runs it, in this checkout.

The stand-ins, and nothing else is one:

- `sudo` and `google-chrome`, for the step that gives a runner's browser another name: it changes the machine.
- `pip-audit`, in a package index of one wheel: the real one asks a service about every dependency.
- `gh`, for the step that makes a release on GitHub.
- The Python that builds the package, where what it built has another version than the tag.
- Of the suite, which these tests are part of, the steps run one file (PYTEST_ADDOPTS), so that it doesn't run itself.

The actions of others (`uses:`) are not run: among them are the upload to PyPI and that to the registry. What the
action, the template for GitLab and the workflow of an office run is run in test_ci_isolation.py.

The dearest of them are run on one day in seven, in CI and each night: most of these steps are jobs of their own there.
Three that need no more than a checkout are run as they are by the checks of a change, and there not once more.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from ci_jobs import ROOT, WORKFLOWS, Job, Step, every_run

from opcc_opendata import __version__
from tests import test_single_file
from tests.days import is_every_case

ONE_FILE = {"PYTEST_ADDOPTS": "tests/test_statute.py -p no:cacheprovider"}
ONE_TEST = {"PYTEST_ADDOPTS": "-k reporters -p no:cacheprovider"}
SCRIPTS = {
    ("checks.yml", "test", "if ! command"): "renames_the_browser",
    ("checks.yml", "test", "scripts/test"): "tests",
    ("nightly.yml", "every-case", "if ! command"): "renames_the_browser",
    ("nightly.yml", "every-case", "scripts/test --every-case"): "tests",
    ("checks.yml", "lowest", "scripts/lowest"): "tests_with_the_lowest_versions",
    ("checks.yml", "datasette-alpha", "scripts/datasette-alpha"): "tries_the_alphas_of_datasette",
    ("checks.yml", "audit", "python3 -I -m venv"): "audits",
    ("checks.yml", "audit", '"$AUDIT/bin/python"'): "audits",
    ("release.yml", "build", "scripts/release --check"): "checks_the_release",
    ("release.yml", "build", "scripts/setup --dev"): "sets_up",
    ("release.yml", "build", ".venv/bin/pytest"): "tests_the_release",
    ("release.yml", "build", ".venv/bin/python -I -m build"): "builds_the_package",
    ("release.yml", "build", "scripts/standard"): "writes_the_standard",
    ("release.yml", "build", "sums=$("): "checks_and_publishes_the_sums",
    ("release.yml", "build", "scripts/pages"): "makes_the_pages",
    (
        "release.yml",
        "single-file",
        "python -m pip",
    ): "runs_with_nothing_installed",
    ("release.yml", "release", "sha256sum --check"): "checks_and_publishes_the_sums",
    ("release.yml", "release", "cp -- "): "checks_and_publishes_the_sums",
}
"""Which test runs a step: that of the workflow, the job, and how its script begins."""

pytestmark = pytest.mark.skipif(
    not (ROOT / ".venv/bin/pytest").is_file(), reason="the steps use .venv, which scripts/setup --dev makes"
)


ONE_DAY_IN_SEVEN = pytest.mark.days(7)

RUN_BY_CI = pytest.mark.skipif(
    "CI" in os.environ and not is_every_case(), reason="a job of CI runs this step, and all of its tests"
)

STANDARD = {
    "codelists.zip",
    "context.jsonld",
    "codelists.skos.jsonld",
    "schemastore.json",
    "response.d.ts",
    "response.py",
}


def steps(workflow: str, job: str) -> list[Step]:
    document = yaml.safe_load((ROOT / ".github/workflows" / workflow).read_text(encoding="utf-8"))
    return [step for name, step in every_run(document) if name == job]


def beginning(workflow: str, job: str, script: str) -> list[Step]:
    return [step for step in steps(workflow, job) if step["run"].startswith(script)]


def job(tmp_path: Path, **variables: str) -> Job:
    temp = tmp_path / "temp"
    temp.mkdir()
    tag = {"github.ref_name": f"v{__version__}"}
    return Job(ROOT, temp, values=tag, variables={**variables, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})


def program(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)
    return folder


def test_each_step_that_runs_something_is_run_by_one_of_these_tests() -> None:
    found = set()
    for path in WORKFLOWS:
        for name, step in every_run(yaml.safe_load(path.read_text(encoding="utf-8"))):
            keys = [key for key in SCRIPTS if key[:2] == (path.name, name) and step["run"].startswith(key[2])]
            assert len(keys) == 1, f"no test, or several, run this step of {path.name}: {step['run']}"
            found.add(keys[0])
    assert found == set(SCRIPTS), "a test runs a step that is no longer there"
    assert {f"test_{name}" for name in SCRIPTS.values()} <= {*globals(), *vars(test_single_file)}


# --- checks.yml


@pytest.mark.parametrize("browser", ["chromium-browser", "google-chrome"])
def test_renames_the_browser(tmp_path: Path, browser: str) -> None:
    stand_ins = program(tmp_path / "bin", "sudo", f'echo "$@" > {tmp_path}/said')
    program(stand_ins, browser, "exit 1")
    for name in ("bash", "sh"):
        (stand_ins / name).symlink_to(str(shutil.which(name)))
    run = job(tmp_path, PATH=str(stand_ins))
    assert run.run(beginning("checks.yml", "test", "if ! command")) == 0, run.log
    said = (tmp_path / "said").read_text(encoding="utf-8")
    assert said == f"ln -s {stand_ins}/{browser} /usr/local/bin/chromium\n"
    program(stand_ins, "chromium", "exit 1")
    (tmp_path / "said").unlink()
    assert run.run(beginning("checks.yml", "test", "if ! command")) == 0, run.log
    assert not (tmp_path / "said").exists(), "a browser of that name is there"
    assert beginning("nightly.yml", "every-case", "if ! command") == beginning("checks.yml", "test", "if ! command")


def test_ci_runs_itself_what_is_not_run_once_more_there() -> None:
    document = yaml.safe_load((ROOT / ".github/workflows/checks.yml").read_text(encoding="utf-8"))
    assert "pull_request" in document[True]
    for name, script in (
        ("test", "scripts/test"),
        ("lowest", "scripts/lowest"),
        ("datasette-alpha", "scripts/datasette-alpha"),
    ):
        assert [step["run"] for step in beginning("checks.yml", name, script)] == [script]
        assert "if" not in document["jobs"][name]
    assert {"scripts/test", "scripts/lowest"} <= set((ROOT / ".ci/run").read_text(encoding="utf-8").splitlines())


def test_the_steps_for_a_change_and_for_each_night_are_one_script() -> None:
    (of_change,) = beginning("checks.yml", "test", "scripts/test")
    (of_night,) = beginning("nightly.yml", "every-case", "scripts/test")
    assert of_night == {**of_change, "run": f"{of_change['run']} --every-case"}


@pytest.mark.slow
@ONE_DAY_IN_SEVEN
@RUN_BY_CI
def test_tests(tmp_path: Path) -> None:
    """The script for each night, which is that for a change with an option more."""
    (of_night,) = beginning("nightly.yml", "every-case", "scripts/test")
    run = job(tmp_path, **ONE_FILE)
    assert run.run([of_night]) == 0, run.log
    assert " passed in " in run.log


@pytest.mark.slow
@ONE_DAY_IN_SEVEN
@RUN_BY_CI
def test_tests_with_the_lowest_versions(tmp_path: Path) -> None:
    run = job(tmp_path, **ONE_TEST)
    assert run.run(beginning("checks.yml", "lowest", "scripts/lowest")) == 0, run.log
    assert " passed" in run.log


@pytest.mark.slow
@ONE_DAY_IN_SEVEN
@RUN_BY_CI
def test_tries_the_alphas_of_datasette(tmp_path: Path) -> None:
    """What comes of it is not asked: the job may fail."""
    document = yaml.safe_load((ROOT / ".github/workflows/checks.yml").read_text(encoding="utf-8"))
    assert document["jobs"]["datasette-alpha"]["continue-on-error"] is True
    run = job(tmp_path, **ONE_TEST)
    run.run(beginning("checks.yml", "datasette-alpha", "scripts/datasette-alpha"))
    assert "\nDatasette 1." in f"\n{run.log}", run.log


AUDIT = """\
import sys
from pathlib import Path

assert sys.flags.isolated
(name,) = [one for one in sys.argv[1:] if one.endswith(".txt")]
assert "--require-hashes" in sys.argv
assert "--disable-pip" in sys.argv
print("audited", Path(name).read_text(encoding="utf-8").count("=="), "requirements")
"""


@pytest.mark.slow
@ONE_DAY_IN_SEVEN
def test_audits(tmp_path: Path) -> None:
    wheel = tmp_path / "index/pip_audit-2.9.0-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("pip_audit/__init__.py", "")
        packed.writestr("pip_audit/__main__.py", AUDIT)
        packed.writestr(
            "pip_audit-2.9.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: pip-audit\nVersion: 2.9.0\n"
        )
        packed.writestr(
            "pip_audit-2.9.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        packed.writestr("pip_audit-2.9.0.dist-info/RECORD", "")
    run = job(tmp_path, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(wheel.parent))
    assert run.run(steps("checks.yml", "audit")) == 0, run.log
    requirements = (ROOT / "requirements/serve.txt").read_text(encoding="utf-8").count("==")
    assert f"audited {requirements} requirements" in run.log


# --- release.yml


def test_checks_the_release(tmp_path: Path) -> None:
    """That a release which scripts/release made is accepted, test_release.py shows."""
    run = job(tmp_path)
    run.values["github.ref_name"] = tag = f"v{__version__}.1"
    assert run.run(beginning("release.yml", "build", "scripts/release --check")) == 1
    assert (
        run.log
        == f"::error::The tag is '{tag}', and the version is {__version__}. Delete the tag, or set the version.\n"
    )


@pytest.mark.slow
def test_sets_up(tmp_path: Path) -> None:
    run = job(tmp_path)
    assert run.run(beginning("release.yml", "build", "scripts/setup --dev")) == 0, run.log


@pytest.mark.slow
def test_tests_the_release(tmp_path: Path) -> None:
    run = job(tmp_path, **ONE_FILE)
    assert run.run(beginning("release.yml", "build", ".venv/bin/pytest")) == 0, run.log
    assert " passed in " in run.log


@pytest.mark.slow
def test_builds_the_package(tmp_path: Path) -> None:
    run = job(tmp_path)
    step = beginning("release.yml", "build", ".venv/bin/python -I -m build")
    assert run.run(step) == 0, run.log
    built = {path.name for path in (run.temp / "dist").iterdir()}
    assert built == {f"opcc_opendata-{__version__}.tar.gz", f"opcc_opendata-{__version__}-py3-none-any.whl"}
    assert not (ROOT / "dist").exists()
    made = run.temp / "dist"
    run.workspace = tmp_path / "workspace"
    program(run.workspace / ".venv/bin", "python", f'[ "$5" = "{made}" ]')
    assert run.run(step) == 0, run.log
    for version in ("v0.0.0", f"v{__version__}.1"):
        run.values["github.ref_name"] = version
        assert run.run(step) == 1, "what was built has another version than the tag"
    run.values["github.ref_name"] = f"v{__version__}"
    for missing in list(made.iterdir()):
        missing.rename(tmp_path / missing.name)
        assert run.run(step) == 1, f"{missing.name} is not there"
        (tmp_path / missing.name).rename(missing)


@pytest.mark.slow
def test_writes_the_standard(tmp_path: Path) -> None:
    run = job(tmp_path)
    assert run.run(beginning("release.yml", "build", "scripts/standard")) == 0, run.log
    assert {path.name for path in (run.temp / "standard").iterdir()} == STANDARD


def test_checks_and_publishes_the_sums(tmp_path: Path) -> None:
    temp = tmp_path / "temp"
    for folder, names in {"dist": ["a.whl", "a.tar.gz"], "standard": sorted(STANDARD)}.items():
        (temp / folder).mkdir(parents=True)
        for name in names:
            (temp / folder / name).write_text(f"What {name} holds.", encoding="utf-8")
    values = {
        "github.ref_name": f"v{__version__}",
        "github.repository": "a/b",
        "secrets.GITHUB_TOKEN": "secret",
        "steps.signed.outputs.bundle-path": str(tmp_path / "bundle.json"),
    }
    stand_ins = program(tmp_path / "bin", "gh", f'printf "%s\\n" "$@" > {tmp_path}/said')
    run = Job(tmp_path, temp, values=values, variables={"PATH": f"{stand_ins}:{os.environ['PATH']}"})
    assert run.run(beginning("release.yml", "build", "sums=$(")) == 0, run.log
    (tmp_path / "bundle.json").write_text("{}", encoding="utf-8")
    single = "opcc-0.1.0-windows-amd64-python3.13.pyz"
    (temp / "single").mkdir()
    (temp / "single" / single).write_text("A file for Windows.", encoding="utf-8")
    for folder in ("dist", "standard", "single"):  # as download-artifact puts all into one
        shutil.copytree(temp / folder, tmp_path / "files", dirs_exist_ok=True)
    assert run.run(steps("release.yml", "release")) == 0, run.log
    published = {*STANDARD, "a.whl", "a.tar.gz", single}
    sums = (tmp_path / "files/SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert {line.split("  ")[1] for line in sums} == published
    files = sorted(f"files/{name}" for name in {*published, "SHA256SUMS", "SHA256SUMS.sigstore.json"})
    said = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert said[:6] == ["release", "create", "--verify-tag", "--generate-notes", "--", f"v{__version__}"]
    assert sorted(said[6:]) == files
    (tmp_path / "said").unlink()
    (tmp_path / "files/a.whl").write_text("Something else.", encoding="utf-8")
    assert run.run(steps("release.yml", "release")) == 1
    assert not (tmp_path / "said").exists(), "a file that is not the one that was made is published"


@pytest.mark.slow
@ONE_DAY_IN_SEVEN
def test_makes_the_pages(tmp_path: Path) -> None:
    run = job(tmp_path)
    assert run.run(beginning("release.yml", "build", "scripts/pages")) == 0, run.log
    schema = json.loads((ROOT / "schema/response.schema.json").read_text(encoding="utf-8"))
    address = urlsplit(schema["$id"]).path.removeprefix("/")
    assert json.loads((run.temp / "pages" / address).read_text(encoding="utf-8")) == schema
    assert (run.temp / "pages/index.html").is_file()
    register = run.temp / "pages/register"
    assert {one.name for one in register.iterdir()} == {one.name for one in (ROOT / "register").iterdir()}
    assert (run.temp / "pages/register.html").is_file()
    site = run.temp / "pages/site"
    assert "norfolk-2019-02-26-domestic-abuse-update" in (site / "responses.html").read_text(encoding="utf-8")
    assert "https://opcc-opendata.github.io/site/" in (site / "sitemap.xml").read_text(encoding="utf-8")
    assert (site / "check-files").is_dir()


def test_the_artefacts_that_are_uploaded_are_what_was_made() -> None:
    document = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
    done = document["jobs"]["build"]["steps"]
    uploaded = [step["with"]["path"] for step in done if step.get("uses", "").startswith("actions/upload-artifact@")]
    made = [step["env"][name] + "/" for step in done for name in ("DIST", "STANDARD") if name in step.get("env", {})]
    assert set(uploaded) == set(made)
    pages = [step["with"]["path"] for step in done if "upload-pages-artifact" in step.get("uses", "")]
    assert pages == [step["env"]["PAGES"] + "/" for step in done if "PAGES" in step.get("env", {})]
