"""Traps for CI: files that a pull request can hold, and that leave a mark if any of them is run.

Some stand at the root in the place of modules and programs, some in a folder that looks like a bare repository, and
some in settings of git, which no pull request can bring, but which show what git would run.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MODULES = (
    *("json", "yaml", "click", "pip", "venv", "ensurepip", "sitecustomize", "usercustomize", "opcc_opendata"),
    *("orjson", "jsonschema", "jsonschema_rs", "filelock", "sqlite_utils", "hatchling", "editables", "build"),
    *("pip_audit", "subprocess", "multiprocessing", "runpy", "logging", "typing", "setuptools", "tomllib", "difflib"),
)
"""What is imported while the program is installed and run, or by Python itself when it starts."""

PROGRAMS = ("python", "python3", "pip", "opcc", "git", "bash")

# As the case of ci-shadow does: it leaves a mark, and then behaves like the real one.
_MODULE = """\
import importlib
import sys

with open({marks!r}, "a") as marks:
    marks.write("module {name}\\n")
if {name!r} not in ("sitecustomize", "usercustomize"):
    path = list(sys.path)
    sys.path[:] = [one for one in sys.path if one not in ("", ".", {root!r}, {folder!r})]
    del sys.modules[{name!r}]
    real = importlib.import_module({name!r})
    sys.path[:] = path
    globals().update(vars(real))
"""


class Traps:
    """Traps that have been laid, and the marks that they have left."""

    def __init__(self, marks: Path) -> None:
        self._marks = marks

    @property
    def left(self) -> set[str]:
        """The names of the traps that were run."""
        return set(self._marks.read_text(encoding="utf-8").splitlines()) if self._marks.exists() else set()

    def clear(self) -> None:
        self._marks.unlink(missing_ok=True)

    def modules(self, folder: Path) -> None:
        """Lay modules, as files and as packages, and what tells pip and setuptools to run code."""
        for name in MODULES:
            text = _MODULE.format(marks=str(self._marks), name=name, root=str(folder), folder=str(folder / name))
            if name in ("pip", "venv", "opcc_opendata", "click", "build", "pip_audit"):
                (folder / name).mkdir()
                (folder / name / "__init__.py").write_text(text, encoding="utf-8")
                (folder / name / "__main__.py").write_text(self._mark(f"main {name}"), encoding="utf-8")
                (folder / name / "cli.py").write_text(self._mark(f"cli {name}"), encoding="utf-8")
            else:
                (folder / f"{name}.py").write_text(text, encoding="utf-8")
        (folder / "setup.py").write_text(self._mark("setup.py"), encoding="utf-8")
        (folder / "conftest.py").write_text(self._mark("conftest.py"), encoding="utf-8")
        (folder / "evil.py").write_text(self._mark("build backend"), encoding="utf-8")
        (folder / "pyproject.toml").write_text(
            '[build-system]\nrequires = []\nbuild-backend = "evil"\nbackend-path = ["."]\n', encoding="utf-8"
        )
        (folder / "requirements.txt").write_text("--no-index\n-e .\n", encoding="utf-8")
        for name in ("pip.conf", "pip.ini", ".pip/pip.conf", ".config/pip/pip.conf", "setup.cfg", ".pydistutils.cfg"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(
                "[global]\nno-index = true\nfind-links = .\nrequirement = requirements.txt\n", "utf-8"
            )

    def programs(self, folder: Path) -> None:
        """Lay programs where somebody could look for them: at the root, and in environments of Python."""
        for place in (".", ".venv/bin", "venv/bin", "bin", "node_modules/.bin"):
            for name in PROGRAMS:
                path = folder / place / name
                path.parent.mkdir(parents=True, exist_ok=True)
                if not path.exists():
                    self._program(path, f"program {place}/{name}")

    def hooks(self, repository: Path) -> None:
        """Set all in a repository's own settings that names a program, and give every hook a program."""
        command = self._program(repository / ".git/trap", "git settings")
        for key in (
            *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "diff.external"),
            *("diff.trap.textconv", "diff.trap.command", "filter.trap.clean", "filter.trap.smudge", "pager.diff"),
        ):
            subprocess.run(["git", "config", key, str(command)], cwd=repository, check=True)
        (repository / ".gitattributes").write_text("* diff=trap filter=trap\n", encoding="utf-8")
        (repository / ".git/hooks").mkdir(exist_ok=True)
        for name in ("post-index-change", "post-checkout", "reference-transaction", "pre-auto-gc", "post-rewrite"):
            self._program(repository / ".git/hooks" / name, f"hook {name}")

    def bare_repository(self, folder: Path) -> None:
        """Make a folder look like a bare repository whose settings name a program."""
        command = self._program(folder / "trap", "bare repository")
        (folder / "objects").mkdir(parents=True)
        (folder / "refs").mkdir()
        (folder / "objects/.gitkeep").touch()
        (folder / "refs/.gitkeep").touch()
        (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
        (folder / "config").write_text(
            f'[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = "{folder}"\n'
            f'\tfsmonitor = "{command}"\n\tpager = "{command}"\n[diff]\n\texternal = "{command}"\n',
            encoding="utf-8",
        )

    def _mark(self, name: str) -> str:
        return f"with open({str(self._marks)!r}, 'a') as marks:\n    marks.write({name + chr(10)!r})\n"

    def _program(self, path: Path, name: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\necho '{name}' >> '{self._marks}'\nexit 1\n", encoding="utf-8")
        path.chmod(0o755)
        return path


def spring(traps: Traps, folder: Path) -> set[str]:
    """Run in a folder what was run there before Python was isolated, and give the marks that it leaves."""
    for command in (
        [sys.executable, "-m", "venv", "--help"],
        [sys.executable, "-m", "pip", "--version"],
        [sys.executable, "-c", "import json"],
        [sys.executable, "-m", "opcc_opendata.cli", "--version"],
        [sys.executable, "-m", "pip", "install", "--quiet", "-r", "requirements.txt"],
        ["git", "status"],
        ["git", "diff", "HEAD"],
    ):
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
    left = traps.left
    traps.clear()
    return left
