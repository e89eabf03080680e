"""Pure Python in place of the compiled libraries that the checks use, for the browser, which has none of them.

Each stand-in is put under the library's own name, so that the checks need not know where they run. It has what the
checks use and nothing more, and gives the same answers: `tests/test_browser_stand_ins.py` holds both side by side.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Final

STAND_INS: Final = {
    "rpds": "persistent",
    "orjson": "fast_json",
    "jsonschema_rs": "fast_schema",
    "sqlite3": "no_sqlite",
    "yaml._yaml": "yaml_events",
    "lxml": "trees",
    "lxml.etree": "trees.etree",
    "comrak": "plain_markdown",
    "opcc_opendata.sandbox": "same_process",
}
"""The compiled library, or the part that begins processes → the module here that stands for it."""


def install() -> None:
    """Put the stand-ins in place. Nothing that uses the libraries may have been imported before."""
    os.environ["RAPIDFUZZ_IMPLEMENTATION"] = "python"  # which it has itself
    for library, module in STAND_INS.items():
        sys.modules[library] = import_module(f"{__name__}.{module}")
