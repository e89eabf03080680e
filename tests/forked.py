"""The command line in a process of its own that need not load the toolkit first.

Most commands end in a sixth of the time that Python takes to load what they need. So one helper loads it, and forks
itself for each run: with its own arguments, folder, variables and streams, and the end of a process as any other has.
What Python itself makes of variables and of a console is settled before that: to try it, begin a new Python.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from select import select
from tempfile import TemporaryFile

from opcc_opendata.server.units import load_datasette
from tests import compiled_templates
from tests.waiting import LONGEST

LOADED = (
    *("opcc_opendata.cli.validate", "opcc_opendata.cli.diff", "opcc_opendata.cli.explain"),
    *("opcc_opendata.validate", "opcc_opendata.diff", "opcc_opendata.reporters", "opcc_opendata.problem_codes"),
    *("opcc_opendata.cli.serve", "opcc_opendata.server", "datasette.app"),
)
_MOST_BYTES = 200_000
_MOST_FILES = 256


def run(arguments: Sequence[str], cwd: Path, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `opcc` with some arguments in a folder, with these variables and no others, and wait for its end."""
    asked = json.dumps([list(arguments), str(cwd), dict(variables)]).encode()
    assert len(asked) < _MOST_BYTES
    helper = _helper()
    with TemporaryFile() as output, TemporaryFile() as errors, Path(os.devnull).open("rb") as nothing:
        socket.send_fds(helper, [asked], [nothing.fileno(), output.fileno(), errors.fileno()])
        code = json.loads(helper.recv(_MOST_BYTES))
        said = []
        for stream in (output, errors):
            stream.seek(0)
            said.append(stream.read().decode("utf-8", "surrogateescape").replace("\r\n", "\n"))
    return subprocess.CompletedProcess(list(arguments), code, *said)


class Begun:
    """A command that goes on: as much of a `subprocess.Popen` as the tests of servers use."""

    def __init__(self, arguments: Sequence[str], cwd: Path, variables: Mapping[str, str]) -> None:
        """Begin `opcc` with some arguments in a folder, with these variables and no others."""
        asked = json.dumps([list(arguments), str(cwd), dict(variables)]).encode()
        assert len(asked) < _MOST_BYTES
        helper = _helper()
        self._told, tell = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._told.settimeout(LONGEST)
        reads, writes = os.pipe()
        self.stdout = os.fdopen(reads, encoding="utf-8")
        self._errors = TemporaryFile()  # noqa: SIM115 (it is closed at the end of `communicate`)
        self.returncode: int | None = None
        self._wrote: tuple[str, str] | None = None
        with Path(os.devnull).open("rb") as nothing, tell:
            files = [nothing.fileno(), writes, self._errors.fileno(), tell.fileno()]
            socket.send_fds(helper, [asked], files)
            os.close(writes)
        self.pid: int = json.loads(self._told.recv(_MOST_BYTES))

    def poll(self) -> int | None:
        """Give how it ended, or None where it goes on."""
        if self.returncode is None and select([self._told], (), (), 0)[0]:
            self.wait(LONGEST)
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Wait for its end. Raises `subprocess.TimeoutExpired`."""
        if self.returncode is None:
            self._told.settimeout(timeout)
            try:
                self.returncode = json.loads(self._told.recv(_MOST_BYTES))
            except TimeoutError:
                raise subprocess.TimeoutExpired("opcc", timeout) from None
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float = LONGEST) -> tuple[str, str]:
        """Wait for its end, and give what it wrote."""
        self.wait(timeout)
        if self._wrote is None:
            with self.stdout, self._errors, self._told:
                self._errors.seek(0)
                self._wrote = self.stdout.read(), self._errors.read().decode("utf-8")
        return self._wrote


@cache
def _helper() -> socket.socket:
    """Start the helper of this process, and give the socket on which it is asked. It ends with this process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    root = Path(__file__).parent.parent
    kept = ("PATH", "HOME", "TMPDIR", compiled_templates.FOLDER)
    variables = {name: os.environ[name] for name in kept if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.forked"],
        stdin=theirs,
        cwd=root,
        env={**variables, "PYTHONPATH": str(root), "LC_ALL": "C.UTF-8"},
    )
    theirs.close()
    ours.settimeout(LONGEST)

    def end() -> None:
        ours.close()
        process.wait(LONGEST)

    atexit.register(end)
    return ours


def _serve() -> None:
    """Fork for each run that is asked for. In the forked process this returns, and the command is run."""
    asked_on = socket.socket(fileno=os.dup(0))
    while True:
        asked, files, _, _ = socket.recv_fds(asked_on, _MOST_BYTES, 4)
        # What ended is taken note of, so that its time is in that of the whole run.
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not asked:
            os._exit(0)
        child = os.fork()
        if child == 0:
            break
        for file in files:
            os.close(file)
        if len(files) == 3:
            asked_on.send(_end_of(child))
    asked_on.close()
    goes_on = len(files) == 4
    if goes_on:
        _watch(socket.socket(fileno=files.pop()))
    arguments, folder, variables = json.loads(asked)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    if goes_on:
        # Python's own was made for a file in which one can go back, and this is a pipe.
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = ["opcc", *arguments]


def _watch(tell: socket.socket) -> None:
    """Fork once more, and say who that is and how it ends. In the forked process this returns."""
    child = os.fork()
    if child:
        # The server's own processes hold these open until they end, and nobody else may.
        os.closerange(0, tell.fileno())
        os.closerange(tell.fileno() + 1, _MOST_FILES)
        tell.send(json.dumps(child).encode())
        with suppress(OSError):  # nobody may be waiting any more
            tell.send(_end_of(child))
        os._exit(0)
    tell.close()


def _end_of(child: int) -> bytes:
    _, status = os.waitpid(child, 0)
    return json.dumps(os.waitstatus_to_exitcode(status)).encode()


if __name__ == "__main__":
    compiled_templates.keep()
    load_datasette()
    for name in LOADED:
        import_module(name)
    gc.freeze()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _serve()
    from opcc_opendata.cli import main

    main()
