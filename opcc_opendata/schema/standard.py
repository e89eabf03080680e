"""A version of the standard, loaded once, that checks records."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from opcc_opendata.files import UnreadableFileError
from opcc_opendata.problems import Pointer, Problem
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema.codelists import Codelist, load_codelists
from opcc_opendata.schema.codes import problem
from opcc_opendata.schema.schema_optimizer import quickened
from opcc_opendata.schema.strict_json import NotJSONError, load_schema

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

MAX_PROBLEMS = 100
"""How many problems of one record are told. More than that are one mistake, or a hostile file."""

_MAX_FAULTS = 1_000
_VERSION: Final = re.compile("(0|[1-9][0-9]{0,5})[.](0|[1-9][0-9]{0,5})[.](0|[1-9][0-9]{0,5})")


def _numbers(version: str) -> tuple[int, ...]:
    found = _VERSION.fullmatch(version)
    return tuple(map(int, found.groups())) if found else ()


class UnusableStandardError(Exception):
    """The folder of the standard holds none, or one that can't be used."""


class Record(Protocol):
    """What the check needs of a record as read."""

    @property
    def path(self) -> str:
        """The file, as it is shown to people."""

    @property
    def data(self) -> dict[str, Any] | None:
        """The record. None where nothing in the file can be relied on."""

    def locate(self, pointer: Pointer, *, key: bool = False) -> tuple[int, int]:
        """Find the line and column of a value, or of its key."""


@dataclass(frozen=True)
class Standard:
    """The schema and the codelists of one version."""

    version: str
    folder: Path
    schema: dict[str, Any]
    codelists: Mapping[str, Codelist]

    def check(self, document: Record) -> list[Problem]:
        """Find what the record has that breaks the standard. A file that could not be read has no such problems."""
        data = document.data
        if data is None or self._accepts(data):
            return []
        if self.is_older_than(data):
            return [self._too_old(document)]
        from opcc_opendata.schema.error_messages import tell

        found = tell(self, document, list(islice(self._explainer.iter_errors(data), _MAX_FAULTS)))
        if not found:
            place = (document.path, *document.locate(()))
            message = "This program's quick check refuses the record, and its slow one can't say why."
            found = [problem("R099", place, message, "Please report this as a fault of the program, with the file.")]
        if len(found) > MAX_PROBLEMS:
            last = found[MAX_PROBLEMS - 1]
            message = f"There are more than {MAX_PROBLEMS} problems. The others are not shown."
            place = (last.path, last.line, last.column)
            found = [*found[:MAX_PROBLEMS], problem("R097", place, message, "Put the first ones right first.")]
        return found

    def is_older_than(self, data: Mapping[str, Any]) -> bool:
        """Tell if a record, as read, says that it follows a newer version of the standard than this one."""
        version = data.get("schema_version")
        return isinstance(version, str) and _numbers(version) > _numbers(self.version)

    def shares_its_first_number(self, data: Mapping[str, Any]) -> bool:
        """Tell if a record's version differs from this one only by what readers of this one can pass over."""
        return _numbers(data["schema_version"])[:1] == _numbers(self.version)[:1]

    def _too_old(self, document: Record) -> Problem:
        place: Pointer = ("schema_version",)
        version = (document.data or {})["schema_version"]
        message = (
            f"schema_version: this program is too old: the record follows version {version} of the standard, and the "
            f"newest that the program knows is {self.version}."
        )
        hint = "Install a newer version of opcc-opendata. Nothing else is said of the record."
        return problem("R030", (document.path, *document.locate(place)), message, hint, place)

    @cached_property
    def _accepts(self) -> Callable[[Any], bool]:
        return self._fast(self.schema)

    def _fast(self, schema: dict[str, Any]) -> Callable[[Any], bool]:
        import jsonschema_rs

        try:
            fast = jsonschema_rs.validator_for(
                quickened(schema),
                validate_formats=True,
                retriever=fetch_nothing,
                pattern_options=jsonschema_rs.RegexOptions(),  # these take linear time over any text
            )
        except jsonschema_rs.ValidationError as error:
            raise UnusableStandardError(
                f"{self.folder}/response.schema.json is not a schema: {error.message}"
            ) from error
        except (jsonschema_rs.ReferencingError, ValueError) as error:
            raise UnusableStandardError(f"{self.folder}/response.schema.json can't be used: {error}") from error
        return fast.is_valid

    @cached_property
    def _explainer(self) -> Validator:
        from opcc_opendata.schema.validator import explaining_validator

        fast: dict[int, Callable[[Any], bool]] = {}

        def passes(part: dict[str, Any], value: Any) -> bool:
            if id(part) not in fast:
                fast[id(part)] = self._fast({"$schema": self.schema["$schema"], "$defs": self.schema["$defs"], **part})
            return fast[id(part)](value)

        return explaining_validator(self.schema, passes)


def fetch_nothing(address: str) -> Any:
    """Refuse what a schema refers to outside itself, in place of loading it. Raises ValueError."""
    raise ValueError(f"it refers to {address}, and nothing is fetched from the network")


def load_standard(folder: Path) -> Standard:
    """Load the standard from a folder that holds `response.schema.json` and `codelists/`, once for each folder."""
    return _load(folder.resolve())


@lru_cache(maxsize=8)
def _load(folder: Path) -> Standard:
    path = folder / "response.schema.json"
    # Some installers make links of a package's files. In a project's own folder none is followed.
    root = None if folder == packaged_standard() else folder
    try:
        schema = load_schema(path, root)
        version = schema["properties"]["schema_version"]["const"]
        return Standard(version, folder, schema, load_codelists(folder / "codelists", root))
    except UnreadableFileError as error:
        raise UnusableStandardError(f"{path} can't be read. {error}") from error
    except NotJSONError as error:
        raise UnusableStandardError(f"{path} is not a JSON Schema. {error}") from error
    except ValueError as error:
        raise UnusableStandardError(f"{folder / 'codelists'}: {error}") from error
    except (KeyError, TypeError) as error:
        raise UnusableStandardError(f"{path} does not say which version of the standard it is.") from error
