"""What `sources.yml` says: each office's data, where they are, and the bodies that they may speak for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

from opcc_opendata.calendars import today
from opcc_opendata.problems import Pointer, one_line
from opcc_opendata.suggestions import did_you_mean
from opcc_opendata.yaml_reader import read_file

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard
    from opcc_opendata.yaml_reader import Document

SOURCES: Final = "sources.yml"
KINDS: Final = ("folder", "git", "archive")

_KEYS: Final = ("id", "bodies", *KINDS, "branch", "tell", "ended", "successor", "withdrawn", "reason")
_TEXTS: Final = tuple(key for key in _KEYS if key != "bodies")
_ID: Final = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_BRANCH: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,200}")
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SCHEMES: Final = {"git": ("https", "http", "ssh", "file"), "archive": ("https", "http")}
_LONGEST_ID: Final = 60
_MOST: Final = 1_000


class SourcesError(Exception):
    """`sources.yml` can't be used. The text is a sentence for each thing that is wrong, on a line of its own."""


@dataclass(frozen=True, slots=True)
class HarvestSource:
    """One entry: where an office's data are, and for whom they may speak.

    `kind` is `folder`, `git` or `archive`, and `where` the folder or address. `tell` is whom to tell of what is wrong.
    `ended` and `withdrawn` are days: after the one the body that is `successor` answers, and on the other the office
    took its data back, for a `reason`.
    """

    id: str
    bodies: tuple[str, ...]
    kind: str
    where: str
    branch: str | None = None
    tell: str | None = None
    ended: str | None = None
    successor: str | None = None
    withdrawn: str | None = None
    reason: str | None = None

    @property
    def address(self) -> str | None:
        """Where everybody finds the data: without names, passwords or keys in the address, and no local folder."""
        if self.kind == "folder":
            return None
        parts = urlsplit(self.where)
        if parts.scheme == "file":
            return None
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))


def find_sources(start: Path) -> Path | None:
    """Return the nearest folder, at or above one, that holds sources.yml."""
    here = Path(os.path.abspath(start))  # noqa: PTH100 (as projects are named)
    return next((folder for folder in (here, *here.parents) if os.path.lexists(folder / SOURCES)), None)


def read_sources(root: Path, standard: Standard) -> list[HarvestSource]:
    """Read sources.yml of a project, with all that is wrong in it. Raises SourcesError."""
    document = read_file(root / SOURCES, SOURCES, root)
    if document.problems or document.data is None:
        raise SourcesError("\n".join(_at(one.line, one.column, one.message, one.hint) for one in document.problems))
    reading = _Reading(document, standard)
    found = reading.sources()
    if reading.wrong:
        raise SourcesError("\n".join(reading.wrong))
    return found


def _at(line: int, column: int, message: str, hint: str) -> str:
    place = f", line {line}, column {column}" if line else ""
    return one_line(f"{SOURCES}{place}: {message} {hint}".strip())


class _Reading:
    """One reading of sources.yml. `wrong` are sentences."""

    def __init__(self, document: Document, standard: Standard) -> None:
        self._document = document
        self._bodies = standard.codelists["policing_bodies"].codes
        self.wrong: list[str] = []

    def sources(self) -> list[HarvestSource]:
        data = self._document.data or {}
        for key in data:
            if key != "sources":
                self._say((key,), f"{key}: there is no such key.", "The only key here is sources.", key=True)
        entries = data.get("sources")
        if not isinstance(entries, list) or not entries:
            self._say((), "sources: there is no list of sources.", "Begin each source on a line, with a hyphen.")
            return []
        if len(entries) > _MOST:
            self._say(("sources",), f"There are more than {_MOST:,} sources.", "Are they all meant?")
            return []
        found = [one for n, entry in enumerate(entries) for one in self._source(entry, ("sources", n))]
        self._refuse_twice(found, entries)
        return found

    def _say(self, place: Pointer, message: str, hint: str, *, key: bool = False) -> None:
        self.wrong.append(_at(*self._document.locate(place, key=key), message, hint))

    def _source(self, entry: Any, place: Pointer) -> Iterator[HarvestSource]:
        before = len(self.wrong)
        if not isinstance(entry, dict):
            self._say(place, "This source has no keys.", f"Its keys are {', '.join(_KEYS)}.")
            return
        for key, value in entry.items():
            if key not in _KEYS:
                hint = did_you_mean(key, _KEYS, f"The keys here are {', '.join(_KEYS)}.")
                self._say((*place, key), f"{key}: there is no such key.", hint, key=True)
            elif key in _TEXTS and not (isinstance(value, str) and value.strip()):
                self._say((*place, key), f"{key}: this is not a text.", "Write a text.", key=True)
        name = self._id(entry, place)
        bodies = self._body_codes(entry, place)
        kinds = [kind for kind in KINDS if kind in entry]
        if len(kinds) != 1:
            hint = "Write one of folder, git and archive, with where the data are."
            self._say(place, f"A source has one place, and this one has {len(kinds)}.", hint)
        if len(self.wrong) > before:
            return
        self._where(entry, kinds[0], place)
        self._end(entry, place)
        if len(self.wrong) == before:
            rest = {key: entry.get(key) for key in ("branch", "tell", "ended", "successor", "withdrawn", "reason")}
            yield HarvestSource(name, bodies, kinds[0], entry[kinds[0]], **rest)

    def _id(self, entry: Mapping[str, Any], place: Pointer) -> str:
        name = entry.get("id")
        if isinstance(name, str) and len(name) <= _LONGEST_ID and _ID.fullmatch(name):
            return name
        at = (*place, "id") if "id" in entry else place
        hint = f"Write a short name of small letters, digits and hyphens, at most {_LONGEST_ID} characters."
        self._say(at, "id: this is missing." if name is None else "id: this is no name for a source.", hint)
        return ""

    def _body_codes(self, entry: Mapping[str, Any], place: Pointer) -> tuple[str, ...]:
        bodies = entry.get("bodies")
        if not isinstance(bodies, list) or not bodies:
            hint = "List the codes of the local policing bodies that it may speak for, such as [norfolk-pcc]."
            self._say((*place, "bodies") if "bodies" in entry else place, "bodies: this is missing.", hint)
            return ()
        for n, body in enumerate(bodies):
            if not isinstance(body, str) or body not in self._bodies:
                shown = body if isinstance(body, str) else "…"
                hint = did_you_mean(str(body), sorted(self._bodies), "See the codelist policing_bodies.")
                self._say((*place, "bodies", n), f'bodies: there is no body "{shown[:80]}".', hint)
        return tuple(dict.fromkeys(body for body in bodies if isinstance(body, str)))

    def _where(self, entry: Mapping[str, Any], kind: str, place: Pointer) -> None:
        if kind in _SCHEMES:
            self._address(entry[kind], kind, (*place, kind))
        elif "\0" in entry[kind]:
            self._say((*place, kind), f"{kind}: this is no name of a folder.", "Write the folder's name.")
        if "branch" in entry and kind != "git":
            self._say((*place, "branch"), "branch: only git has branches.", "Take the line out.", key=True)
        elif "branch" in entry and (not _BRANCH.fullmatch(entry["branch"]) or ".." in entry["branch"]):
            self._say((*place, "branch"), "branch: this is no name of a branch.", "Write one such as main.")

    def _address(self, where: str, kind: str, place: Pointer) -> None:
        schemes = _SCHEMES[kind]
        try:
            parts = urlsplit(where)
            _ = parts.port
        except ValueError:
            parts = urlsplit("")
        has_place = bool(parts.hostname) or (parts.scheme == "file" and parts.path.startswith("/"))
        if parts.scheme not in schemes or not has_place or re.search(r"[\s\x00-\x1f\x7f]", where):
            hint = f"Write an address that begins with {' or '.join(f'{one}://' for one in schemes)}."
            self._say(place, f"{kind}: this is no address that can be fetched.", hint)

    def _end(self, entry: Mapping[str, Any], place: Pointer) -> None:
        for key in ("ended", "withdrawn"):
            if key in entry and not _is_day(entry[key]):
                self._say((*place, key), f'{key}: "{entry[key][:40]}" is not a day.', "Write it as 2028-05-07.")
            elif key in entry and entry[key] > today().isoformat():
                hint = "Write it when that day has come. Until then, the office's data are fetched as before."
                self._say((*place, key), f"{key}: {entry[key]} is still to come.", hint)
        if "ended" in entry and "withdrawn" in entry:
            hint = "Keep withdrawn where the office took its data back, and ended where another body answers now."
            self._say((*place, "ended"), "A source has ended or was withdrawn, and not both.", hint, key=True)
        for key, needs in (("successor", "ended"), ("reason", "withdrawn")):
            if key in entry and needs not in entry:
                self._say((*place, key), f"{key}: this goes with {needs}.", f"Add {needs}, with the day.", key=True)
        if "withdrawn" in entry and "reason" not in entry:
            hint = "Add reason, in a sentence that readers will see."
            self._say((*place, "withdrawn"), "withdrawn: the reason is missing.", hint, key=True)
        if "successor" in entry and entry["successor"] not in self._bodies:
            hint = did_you_mean(entry["successor"], sorted(self._bodies), "See the codelist policing_bodies.")
            self._say((*place, "successor"), f'successor: there is no body "{entry["successor"][:80]}".', hint)

    def _refuse_twice(self, found: list[HarvestSource], entries: list[Any]) -> None:
        names: set[str] = set()
        owners: dict[str, str] = {}
        at = {
            entry["id"]: n
            for n, entry in enumerate(entries)
            if isinstance(entry, dict) and isinstance(entry.get("id"), str)
        }
        for one in found:
            place = ("sources", at[one.id], "id")
            if one.id in names:
                self._say(place, f"id: {one.id} is here twice.", "Each source has a name of its own.")
            names.add(one.id)
            for body in one.bodies:
                if body in owners and owners[body] != one.id:
                    hint = "One source speaks for a body. Take it out of the other."
                    self._say(place, f"bodies: {body} is the body of {owners[body]} too.", hint)
                owners[body] = one.id


def _is_day(text: str) -> bool:
    try:
        return _DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False
