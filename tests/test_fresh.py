"""scripts/fresh: where it can't run it says so in one sentence, and it leaves nothing, however it ends.

What it does where it can run, .ci/run shows each time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import LONGEST, wait_until

FRESH = Path(__file__).resolve().parent.parent / "scripts/fresh"
AS_USER = "import os, runpy, sys; os.geteuid = lambda: {}; runpy.run_path(sys.argv[1], run_name='__main__')"
UNSHARE = ["unshare", "--mount", "--pid", "--ipc", "--fork", "--mount-proc", "true"]
CAN_RUN = shutil.which("unshare") is not None and subprocess.run(UNSHARE, capture_output=True).returncode == 0


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("user", "programs", "sentence"),
    [
        (1000, {}, "only root may mount what a Debian of its own needs. Run it as root."),
        (0, {}, "there is no unshare, which util-linux brings."),
        (
            0,
            {"unshare": "echo unshare: not permitted >&2; exit 1"},
            "this machine allows no namespaces of its own (unshare: not permitted).",
        ),
        (0, {"unshare": "exit 0"}, "mmdebstrap is missing, and there is no apt-get to install it."),
        (0, {"unshare": "exit 0", "apt-get": "exit 100"}, "mmdebstrap is missing, and apt-get can't install it."),
    ],
)
def test_where_it_can_not_run_it_says_so_in_one_sentence(
    tmp_path: Path, user: int, programs: dict[str, str], sentence: str
) -> None:
    for name, text in programs.items():
        program(tmp_path / name, text)
    command = [sys.executable, "-c", AS_USER.format(user), FRESH]
    done = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.stderr == f"scripts/fresh can't run here: {sentence}\n"
    assert done.stdout in ("", "Installing mmdebstrap …\n")
    assert done.returncode == 1


@pytest.mark.skipif(not CAN_RUN, reason="this machine allows no namespaces of its own, so scripts/fresh can't run")
@pytest.mark.parametrize("way", [None, signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_stays_however_it_ends(tmp_path: Path, way: signal.Signals | None) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "temporary").mkdir()
    goes_on = "sleep 100000" if way else "exit 25"
    # In place of mmdebstrap: it mounts something in the folder, and goes on or fails.
    make = f"""cd {tmp_path}/temporary/*
        mkdir -p root/mounted
        mount -t tmpfs tmpfs root/mounted
        touch root/mounted/file {tmp_path}/begun
        {goes_on}"""
    program(tmp_path / "path/mmdebstrap", make)
    program(tmp_path / "path/apt-config", "exit 0")
    path = f"{tmp_path / 'path'}:{os.environ['PATH']}"
    process = subprocess.Popen(
        [sys.executable, FRESH],
        env={"PATH": path, "TMPDIR": str(tmp_path / "temporary")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if way:
        wait_until((tmp_path / "begun").exists, "something is mounted")
        process.send_signal(way)
    _, said = process.communicate(timeout=LONGEST)
    assert process.returncode == (128 + way if way else 1)
    assert said == ("" if way else "scripts/fresh can't go on: mmdebstrap could not make a Debian 12.\n")
    assert (tmp_path / "begun").exists()
    assert list((tmp_path / "temporary").iterdir()) == []
    assert str(tmp_path) not in Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    assert not [pid for pid in Path("/proc").glob("[0-9]*") if str(tmp_path).encode() in command_of(pid)]


def command_of(pid: Path) -> bytes:
    try:
        return (pid / "cmdline").read_bytes()
    except OSError:  # it has ended meanwhile
        return b""
