"""A hook of Datasette's that is called for each cell of a table, and that costs nothing while no plugin hears it."""

from __future__ import annotations

from typing import Any


class IfHeard:
    """Stands in the place of a hook. A plugin that hears it, and comes later, is called as ever."""

    def __init__(self, hook: Any) -> None:
        self._hook = hook

    def __call__(self, **values: Any) -> Any:
        """Call the plugins that hear it. To find out that there is none takes pluggy a tenth of a table's page."""
        return self._hook(**values) if self._hook.get_hookimpls() else []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hook, name)
