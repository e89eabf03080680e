"""docs/office-commands.md done as it says: its commands are run, and what it says to write is written."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from made_documents import docx_of, norfolk

from tests import forked
from tests.waiting import LONGEST

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "office-commands.md"
OPCC = [sys.executable, "-m", "opcc_opendata.cli"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TOP_KEY = re.compile(r"^(\w+):", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """A command of the guide, what came of it, and what the guide says that it says."""

    command: str
    output: str
    code: int
    promised: list[str]


def do_the_guide(folder: Path) -> Iterator[Step]:
    """Go through the guide in an empty folder, and give each command that was run, when it has been.

    Only the commands of others (python) are left out. A server is asked for its first page, and ended.
    """
    here = folder
    blocks = _BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    for position, (language, text) in enumerate(blocks):
        if language == "yaml":
            write_into(the_record(here), text)
        if language:
            continue
        after = blocks[position + 1] if position + 1 < len(blocks) else ("", "")
        promised = after[1].splitlines() if after[0] == "text" else []
        commands = text.splitlines()
        for command in commands:
            if command.startswith("cd "):
                here /= command.removeprefix("cd ")
            elif command.startswith("opcc serve"):
                with serving(here, options=command.split()[2:]) as address:
                    page = httpx.get(address, timeout=LONGEST)
                yield Step(command, page.text, int(page.status_code != 200), promised)
            elif command.startswith("opcc "):
                if "published --body" in command:
                    (here / "published").mkdir()
                    (here / "published" / "norfolk.docx").write_bytes(docx_of(norfolk()))
                yield run(command, here, promised if command == commands[-1] else [])


@contextmanager
def serving(
    folder: Path,
    opcc: Sequence[str] = OPCC,
    environment: Mapping[str, str] = ENVIRONMENT,
    options: Sequence[str] = (),
) -> Iterator[str]:
    """Serve a project until the end of the block, and give the address, which ends in /."""
    command = [*opcc, "serve", "--port", "0", *options]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield next(found[0] for line in process.stdout if (found := re.search(r"http://\S+/", line)))
    finally:
        process.terminate()
        process.communicate(timeout=LONGEST)


def run(command: str, folder: Path, promised: list[str]) -> Step:
    """Run a command as it stands in the guide."""
    done = forked.run(shlex.split(command)[1:], folder, ENVIRONMENT)
    return Step(command, done.stdout + done.stderr, done.returncode, promised)


def the_record(folder: Path) -> Path:
    """Give the one response that is written in the guide: a draft, until it is published."""
    (path,) = {*(folder / "records").rglob("*.yaml")} or {*(folder / "drafts").rglob("*.yaml")}
    return path


def write_into(record: Path, text: str) -> None:
    """Put a key with what belongs to it at the end of a record, in place of what it has been."""
    match = _TOP_KEY.match(text)
    assert match
    before = re.sub(rf"^{match[1]}:\n(?:[ ].*\n|\n)*", "", record.read_text(encoding="utf-8"), flags=re.MULTILINE)
    record.write_text(before + text, encoding="utf-8")
