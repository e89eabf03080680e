"""A draft as the desk opens and writes it: one file of drafts/, whole or not at all, by one program at a time."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from opcc_opendata import provenance
from opcc_opendata.desk import history
from opcc_opendata.files import NotWrittenError, UnreadableFileError, read_bytes, write_file
from opcc_opendata.problems import Problem
from opcc_opendata.project import Project
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import Document, fetch
from opcc_opendata.yaml_reader import read_bytes as read_yaml
from opcc_opendata.yaml_writer import NotWritableError, replaced

PLACE: Final = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
"""The name of a force's folder, or of a file without .yaml. Others are opened by no address."""
KEYED: Final = ("comments", "recommendations")
"""The lists whose items have a key of their own in a draft, by which they are known wherever they are moved."""

_KEY: Final = re.compile("k[0-9a-z]{3}")
_LISTS: Final = ("inspections", "comments", "recommendations", "distribution")
_MAPS: Final = ("dates", "source")
_WAIT: Final = 5.0
_ABANDONED: Final = 30.0
"""Seconds of our own clock after which a lock that has not changed is taken over: whoever had it is gone."""


class NoDraftError(Exception):
    """There is no such draft."""


class NoPartError(Exception):
    """A draft is there, and the part for which a page was made is not. `was_moved`: another stands in its place."""

    def __init__(self, *, was_moved: bool = False) -> None:
        super().__init__()
        self.was_moved = was_moved


class UnusableDraftError(Exception):
    """A draft is there and can't be shown as a form. `problem` says what is wrong in the file."""

    def __init__(self, shown: str, problem: Problem | None) -> None:
        super().__init__(shown)
        self.shown, self.problem = shown, problem


class NotSavedError(Exception):
    """A draft could not be written, and is as it was. The text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was read. `data` may be changed, and `write` puts it into the file."""

    path: Path
    document: Document
    raw: bytes
    force: str
    stem: str

    @property
    def data(self) -> dict[str, Any]:
        """Give the record."""
        return self.document.data or {}

    @property
    def shown(self) -> str:
        """Give the file as people see it."""
        return self.document.path

    @property
    def address(self) -> str:
        """Give the address of its page."""
        return f"/drafts/{self.force}/{self.stem}"

    @property
    def language(self) -> str:
        """Give the language of every text that is not marked otherwise."""
        return "cy" if self.data.get("language") == "cy" else "en"

    @property
    def title(self) -> str:
        """Give the title of the first report that it answers, or of the response."""
        reports = self.data.get("inspections") or [{}]
        for value in (reports[0].get("title"), self.data.get("title")):
            text = text_in(value, self.language, self.language)
            if text:
                return text
        return self.stem


def text_in(value: Any, language: str, own: str) -> str:
    """Give a text of a record in one language; "" where there is none. `own` is the record's language."""
    if isinstance(value, dict):
        value = value.get(language)
    elif language != own:
        value = None
    return "" if value is None else str(value)


def draft_path(project: Project, force: str, stem: str) -> Path:
    """Give the file of the draft in the folder of a force. Raises NoDraftError where there is none."""
    if not PLACE.fullmatch(force) or not PLACE.fullmatch(stem):
        raise NoDraftError
    path = project.drafts / force / f"{stem}.yaml"
    if not os.path.lexists(path):
        raise NoDraftError
    return path


def read_draft(project: Project, force: str, stem: str) -> Draft:
    """Read a draft by the folder of its force and its file's name. Raises NoDraftError and UnusableDraftError."""
    path = draft_path(project, force, stem)
    shown = project.show(path)
    raw = fetch(path, shown, project.root)
    if not isinstance(raw, bytes):
        raise UnusableDraftError(shown, raw)
    document = read_yaml(raw, shown)
    if document.data is None or document.problems:
        raise UnusableDraftError(shown, next(iter(document.problems), None))
    if not _has_the_shape(document.data):
        raise UnusableDraftError(shown, None)
    return Draft(path, document, raw, force, stem)


def _has_the_shape(data: dict[str, Any]) -> bool:
    """Tell if lists are lists and parts are parts, so that a form can show what is in them."""
    lists = (data[name] for name in _LISTS if name in data)
    if not all(isinstance(one, list) and all(isinstance(item, dict) for item in one) for one in lists):
        return False
    if not all(isinstance(data.get(name, {}), dict) for name in _MAPS):
        return False
    return all(isinstance(one.get("answer", {}), dict) for one in data.get("recommendations", ()))


def write(draft: Draft, data: dict[str, Any], standard: Standard) -> None:
    """Write a draft's record in canonical form, with its comments. Only inside `locked`.

    Raises NotSavedError, and NoDraftError where it was published or deleted a moment ago: what keeps to no lock, such
    as a command or an editor, does not get it back.
    """
    give_keys(data)
    try:
        text = replaced(draft.raw, data, standard)
        if not os.path.lexists(draft.path):
            raise NoDraftError
        write_file(draft.path, text, force=True)
    except (NotWritableError, NotWrittenError) as error:
        raise NotSavedError(str(error)) from error
    history.keep(draft.path, draft.raw, text.encode())


def give_keys(data: dict[str, Any]) -> None:
    """Give each item of the keyed lists its key, and a new one to an item that has another's."""
    for name in KEYED:
        taken: set[str] = set()
        for item in data.get(name, ()):
            key = item.get(provenance.KEY)
            if not isinstance(key, str) or not _KEY.fullmatch(key) or key in taken:
                item[provenance.KEY] = provenance.key_for(secrets.token_hex(8), taken)
            else:
                taken.add(key)


def item_name(item: dict[str, Any], number: int) -> str:
    """Give the name of an item of a list in an address: its key, or its number where it has none yet."""
    key = item.get(provenance.KEY)
    return key if isinstance(key, str) and _KEY.fullmatch(key) else str(number + 1)


def find_item(items: list[dict[str, Any]], name: str) -> int | None:
    """Find an item by its name in an address."""
    return next((n for n, item in enumerate(items) if item_name(item, n) == name), None)


def checksum(value: Any) -> str:
    """Give the checksum of a part of a draft, by which a page knows if somebody has changed it since."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_seen: dict[Path, tuple[str, float]] = {}
"""Locks of others, with what was in them and when that was first seen."""


@contextmanager
def locked(path: Path, now: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Keep every other desk from writing a file meanwhile, also on a shared drive. Raises NotSavedError.

    To make a folder succeeds for one alone, on every file system. Who holds it, is in it.
    """
    lock = path.with_name(f".{path.stem[:80]}.lock")
    until = now() + _WAIT
    own = secrets.token_hex(8)
    while not _taken(lock, own, now()):
        if now() >= until:
            raise NotSavedError(
                "Another desk is writing to this draft. The desk keeps your text. Save again in a moment."
            )
        time.sleep(0.05)
    try:
        yield
    finally:
        if _holder(lock) == own:  # another desk may have taken it over
            _release(lock)


def _taken(lock: Path, own: str, moment: float) -> bool:
    try:
        lock.mkdir(parents=False)
    except FileExistsError:
        holder = _holder(lock)
        before = _seen.get(lock)
        if before is None or before[0] != holder:
            _seen[lock] = (holder, moment)
        elif moment - before[1] >= _ABANDONED:
            _release(lock)
        return False
    except OSError as error:
        raise NotSavedError(f"{lock.parent} can't be written: {(error.strerror or str(error)).lower()}.") from error
    with suppress(OSError):
        (lock / "holder").write_text(own, encoding="ascii")
    return True


def _holder(lock: Path) -> str:
    try:
        return read_bytes(lock / "holder", 100).decode("ascii", "replace")
    except UnreadableFileError:
        return ""


def _release(lock: Path) -> None:
    _seen.pop(lock, None)
    with suppress(OSError):
        (lock / "holder").unlink(missing_ok=True)
        lock.rmdir()
