"""What was typed and is not in a draft yet, kept in the officer's own profile until it is.

A crash, a lost drive or a draft that somebody else has changed meanwhile loses no text: the page offers it again.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import Final

from opcc_opendata.calendars import now
from opcc_opendata.files import NotWrittenError, UnreadableFileError, read_bytes, write_file

_MOST_BYTES: Final = 20_000_000


def state_folder() -> Path:
    """Give the folder in which the programs of this user keep what must outlast them."""
    for variable in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        if os.environ.get(variable):
            return Path(os.environ[variable]) / "opcc-opendata"
    return Path.home() / ".local" / "state" / "opcc-opendata"


class Journal:
    """The kept texts of one project: for each page, the fields of its form."""

    def __init__(self, project: Path, folder: Path | None = None) -> None:
        name = hashlib.sha256(os.fsencode(project)).hexdigest()[:16]
        self._folder = (folder or state_folder()) / f"desk-{name}"

    def of(self, name: str) -> Journal:
        """Give the kept texts of somebody who has been signed in: nobody is offered another's."""
        own = copy(self)
        own._folder = self._folder / f"of-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
        return own

    def keep(self, page: str, fields: dict[str, list[str]]) -> bool:
        """Keep the fields of a page, and tell if that was possible."""
        text = json.dumps({"page": page, "when": now().isoformat(timespec="seconds"), "fields": fields})
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(self._file(page), text, force=True)
        except (OSError, NotWrittenError):
            return False
        return True

    def kept(self, page: str) -> dict[str, list[str]] | None:
        """Give the fields that are kept of a page, or None."""
        try:
            entry = json.loads(read_bytes(self._file(page), _MOST_BYTES))
            fields = entry["fields"]
            found = {str(name): [str(one) for one in values] for name, values in fields.items()}
        except (UnreadableFileError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        return found if entry.get("page") == page else None

    def drop(self, page: str) -> None:
        """Forget a page's fields: they are in the draft now, or nobody wants them."""
        with suppress(OSError):
            self._file(page).unlink(missing_ok=True)

    def _file(self, page: str) -> Path:
        return self._folder / f"{hashlib.sha256(page.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.json"
