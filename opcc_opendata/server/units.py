"""Datasette's registry of units of measurement, read when somebody asks for a unit.

Only a metadata.yml of an office's own can ask for one, and to read the definitions of all was most of the time that a
server takes to load.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_PINT: Final = "datasette.vendored.pint"


class _Units(ModuleType):
    """What Datasette asks pint for as it is loaded."""

    class UnitRegistry:
        """A registry that is read with the first thing that is asked of it."""

        _read: Any = None

        def _whole(self) -> Any:
            if self._read is None:
                self._read = import_module(_PINT).UnitRegistry()
            return self._read

        def __call__(self, *arguments: Any) -> Any:
            return self._whole()(*arguments)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._whole(), name)


def load_datasette() -> None:
    """Load Datasette without the definitions of its units. Where it is loaded already, nothing changes."""
    if "datasette.views.base" in sys.modules or _PINT in sys.modules:
        return
    sys.modules[_PINT] = _Units(_PINT)
    try:
        import_module("datasette.views.base")
    finally:
        del sys.modules[_PINT]
