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
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile

from opcc_opendata.server.units import load_datasette
from tests.waiting import LONGEST

LOADED = (
    *("opcc_opendata.cli.validate", "opcc_opendata.cli.diff", "opcc_opendata.cli.explain"),
    *("opcc_opendata.validate", "opcc_opendata.diff", "opcc_opendata.reporters", "opcc_opendata.problem_codes"),
    *("opcc_opendata.cli.serve", "opcc_opendata.server", "datasette.app"),
)
_MOST_BYTES = 200_000


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


@cache
def _helper() -> socket.socket:
    """Start the helper of this process, and give the socket on which it is asked. It ends with this process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    root = Path(__file__).parent.parent
    variables = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
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
        asked, files, _, _ = socket.recv_fds(asked_on, _MOST_BYTES, 3)
        if not asked:
            os._exit(0)
        child = os.fork()
        if child == 0:
            break
        for file in files:
            os.close(file)
        _, status = os.waitpid(child, 0)
        asked_on.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())
    asked_on.close()
    arguments, folder, variables = json.loads(asked)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = ["opcc", *arguments]


if __name__ == "__main__":
    load_datasette()
    for name in LOADED:
        import_module(name)
    gc.freeze()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _serve()
    from opcc_opendata.cli import main

    main()
