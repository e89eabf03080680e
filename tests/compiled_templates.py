"""Templates that are compiled once for all processes of a run, and not anew by each site and server that a test starts.

To compile those of one page takes a quarter of a second of the processor. What is kept lies in a folder of the run.
"""

from __future__ import annotations

import atexit
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from jinja2 import Environment
from jinja2.bccache import Bucket, FileSystemBytecodeCache

FOLDER = "OPCC_TEST_TEMPLATES"
"""The variable that names the folder: to the processes that this one begins as well."""


class Compiled(FileSystemBytecodeCache):
    """Compiled templates, each with what it was compiled for: its code has constants in it that filters have made."""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        made_for = (
            environment.is_async,
            environment.globals.get("language"),
            environment.autoescape,
            environment.trim_blocks,
            environment.lstrip_blocks,
            sorted(environment.filters),
            sorted(environment.tests),
        )
        bucket = Bucket(
            environment, self.get_cache_key(f"{name}\0{made_for}", filename), self.get_source_checksum(source)
        )
        self.load_bytecode(bucket)
        return bucket


def keep() -> None:
    """Have every environment that this process makes keep what it compiles, and take what others have kept."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = folder = mkdtemp(prefix="opcc-test-templates-")
        ours = os.getpid()
        atexit.register(lambda: os.getpid() == ours and shutil.rmtree(folder, ignore_errors=True))
    kept = Compiled(str(Path(os.environ[FOLDER])))
    usual = Environment.__init__

    def made(environment: Environment, *arguments: Any, **options: Any) -> None:
        usual(environment, *arguments, **options)
        environment.bytecode_cache = environment.bytecode_cache or kept

    Environment.__init__ = made  # type: ignore[method-assign]
