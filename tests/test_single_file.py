"""One file that runs wherever Python is: made of the checkout, and run by a Python that has nothing installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml
from ci_jobs import Job, every_run
from made_documents import docx_of, norfolk

from opcc_opendata import __version__
from tests.built_wheel import built_wheel
from tests.desks import DRAFT, NAME
from tests.projects import CHECKOUT
from tests.waiting import LONGEST

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="the script is run by bash, and this test by a POSIX system"),
]

PIP = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_COMPILE": "1"}


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the file by the step of the release's workflow, of a wheel that was built before."""
    temp = tmp_path_factory.mktemp("single")
    # Here virtualenv unpacks pip in a tenth of the time that venv takes, and shiv leaves out what pip would compile.
    subprocess.run([sys.executable, "-m", "virtualenv", "--quiet", str(temp / "tools")], check=True)
    wheel = built_wheel(tmp_path_factory)
    (temp / "dist").mkdir()
    wheel.rename(temp / "dist" / wheel.name)
    path = f"{temp / 'tools/bin'}:{os.environ['PATH']}"
    job = Job(CHECKOUT, temp, variables={"PATH": path, **PIP})
    workflow = yaml.safe_load((CHECKOUT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
    assert job.run([step for name, step in every_run(workflow) if name == "single-file"]) == 0, job.log
    assert f"opcc {__version__}\n" in job.log
    (made,) = (temp / "single").iterdir()
    return made


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with a home of its own, and nothing of this one."""
    return {"PATH": os.defpath, "HOME": str(tmp_path_factory.mktemp("home")), "LANG": "C.UTF-8"}


def python() -> str:
    """The Python of which this environment was made: it has none of its packages."""
    found = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    assert found.is_file(), found
    return str(found)


@contextmanager
def desk(single: Path, root: Path, alone: dict[str, str]) -> Iterator[httpx.Client]:
    (root / "records").mkdir(parents=True)
    path = root / f"drafts/{NAME}.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(DRAFT, encoding="utf-8")
    command = [python(), "-I", str(single), "desk", "--no-open", "--body", "norfolk-pcc"]
    process = subprocess.Popen(command, cwd=root, env=alone, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))
        with httpx.Client(base_url=address.partition("/start")[0], timeout=LONGEST, follow_redirects=True) as browser:
            assert browser.get(address).status_code == 200
            yield browser
    finally:
        process.terminate()
        process.communicate(timeout=LONGEST)


def test_runs_with_nothing_installed(single: Path, alone: dict[str, str], tmp_path: Path) -> None:
    with desk(single, tmp_path / "office", alone) as browser:
        assert "Invented report on records" in browser.get("/").text
        letter = browser.get(f"/drafts/{NAME}/papers/response.pdf")
        assert letter.content.startswith(b"%PDF-"), letter.text[:500]
        page = browser.get("/bring-in").text
        token = re.findall(r'name="token" value="([^"]+)"', page)[-1]
        document = docx_of(norfolk())
        done = browser.post(
            "/bring-in",
            data={"token": token},
            files={"files": ("letter.docx", document)},
            headers={"origin": str(browser.base_url).rstrip("/")},
        )
        assert "Compare with the document: The Police Response to Domestic Abuse" in done.text, done.text


def test_elsewhere_it_says_for_what_it_is(single: Path, alone: dict[str, str]) -> None:
    assert re.fullmatch(r"opcc-[0-9.]+\S*-(linux|macos)-\w+-python3\.\d+\.pyz", single.name)
    with zipfile.ZipFile(single) as file:
        preamble = file.read("site-packages/bin/preamble.py").decode()
    other = "import sys; sys.version_info = (3, 99, 0)\n"
    done = subprocess.run(
        [python(), "-I", "-c", other + preamble], env=alone, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    version = ".".join(map(str, sys.version_info[:2]))
    assert re.fullmatch(
        rf"This file is for Python {re.escape(version)} on \w+ \(\w+\), and this is Python 3\.99 on \w+ \(\w+\)\. "
        r"Take the file for it, or that Python\.\n",
        done.stderr,
    )
