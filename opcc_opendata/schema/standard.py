"""A version of the standard, loaded once, that checks records."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from opcc_opendata.files import UnreadableFileError, walk
from opcc_opendata.problems import Pointer, Problem
from opcc_opendata.project import REGISTER, Project, packaged_standard
from opcc_opendata.schema.codelists import Codelist, load_codelists
from opcc_opendata.schema.codes import make_problem
from opcc_opendata.schema.register import CODELIST, REGISTER_SCHEMA, ReadRegister, Report, codelist_of, read_register
from opcc_opendata.schema.schema_optimizer import optimized
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


class RecordAsRead(Protocol):
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
    """The schema and the codelists of one version, and the register of reports where there is one.

    `reports` are those of the register by their ids, as their files have them; `codelists["inspections"]` has the same
    reports as rows. `register` is the register's folder.
    """

    version: str
    folder: Path
    schema: dict[str, Any]
    codelists: Mapping[str, Codelist]
    reports: Mapping[str, Report] = field(default_factory=dict)
    register: Path | None = None

    def for_reports(self) -> Standard:
        """Return the standard that checks the files of a register in place of records."""
        own = self.folder / REGISTER_SCHEMA
        path = own if own.is_file() else packaged_standard() / REGISTER_SCHEMA
        try:
            schema = load_schema(path, self.folder if path == own and self.folder != packaged_standard() else None)
        except (UnreadableFileError, NotJSONError) as error:
            raise UnusableStandardError(f"{path} can't be used. {error}") from error
        return replace(self, schema=schema)

    def check(self, document: RecordAsRead) -> list[Problem]:
        """Find what the record has that breaks the standard. A file that could not be read has no such problems."""
        data = document.data
        if data is None or self._accepts(data):
            return []
        if self.is_older_than(data):
            return [self._too_old(document)]
        from opcc_opendata.schema.error_messages import explain_errors

        found = explain_errors(self, document, list(islice(self._explainer.iter_errors(data), _MAX_FAULTS)))
        if not found:
            place = (document.path, *document.locate(()))
            message = "This program's quick check refuses the record, and its slow one can't say why."
            found = [
                make_problem("R099", place, message, "Please report this as a fault of the program, with the file.")
            ]
        if len(found) > MAX_PROBLEMS:
            last = found[MAX_PROBLEMS - 1]
            message = f"There are more than {MAX_PROBLEMS} problems. The others are not shown."
            place = (last.path, last.line, last.column)
            found = [*found[:MAX_PROBLEMS], make_problem("R097", place, message, "Put the first ones right first.")]
        return found

    def is_older_than(self, data: Mapping[str, Any]) -> bool:
        """Tell if a record, as read, says that it follows a newer version of the standard than this one."""
        version = data.get("schema_version")
        return isinstance(version, str) and _numbers(version) > _numbers(self.version)

    def shares_its_first_number(self, data: Mapping[str, Any]) -> bool:
        """Tell if a record's version differs from this one only by what readers of this one can pass over."""
        return _numbers(data["schema_version"])[:1] == _numbers(self.version)[:1]

    def _too_old(self, document: RecordAsRead) -> Problem:
        place: Pointer = ("schema_version",)
        version = (document.data or {})["schema_version"]
        message = (
            f"schema_version: this program is too old: the record follows version {version} of the standard, and the "
            f"newest that the program knows is {self.version}."
        )
        hint = "Install a newer version of opcc-opendata. Nothing else is said of the record."
        return make_problem("R030", (document.path, *document.locate(place)), message, hint, place)

    @cached_property
    def _accepts(self) -> Callable[[Any], bool]:
        return self._fast(self.schema)

    def _fast(self, schema: dict[str, Any]) -> Callable[[Any], bool]:
        import jsonschema_rs

        try:
            fast = jsonschema_rs.validator_for(
                optimized(schema),
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


def load_standard(folder: Path, register: Path | None = None) -> Standard:
    """Load the standard from a folder that holds `response.schema.json` and `codelists/`, once for each folder.

    `register` is the folder of the register. Without it, that is `register/` beside the standard's folder; where there
    is none, the codelist `inspections` is the one in `codelists/`. Raises UnusableStandardError.
    """
    folder = folder.resolve()
    beside = folder.parent / REGISTER
    if register is None and beside.is_dir():
        register = beside
    standard = _load(folder)
    if register is None:
        return standard
    register = register.resolve()
    return _with_register(folder, register, _state(register))


def project_standard(project: Project) -> Standard:
    """Load the standard that a project follows, with the register that it uses. Raises UnusableStandardError."""
    return load_standard(project.schema, project.register)


def standard_of_build(project: Project, begun: date) -> Standard:
    """Load what `project_standard` gives, for a new database. Raises UnusableStandardError.

    As for `opcc validate`, a report that is dated after the last day that has begun is an error of the register.
    """
    standard = project_standard(project)
    if project.register is not None:
        _refuse(check_register(project.register, project.schema, begun))
    return standard


def check_register(register: Path, folder: Path, begun: date | None = None) -> ReadRegister:
    """Read the register in one folder by the standard in another, and say what is wrong with it.

    With the last day that has begun, a report that is dated later is wrong too. The register is used all the same: its
    date may have come while a program runs.
    """
    register = register.resolve()
    read = _read(folder.resolve(), register, _state(register))
    return read if begun is None else read.with_days_to_come(begun)


def beside_the_package() -> Path:
    """Return the folder of the register that comes with the package."""
    return packaged_standard().parent / REGISTER


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells one state of a register from another, for programs that run for long."""
    every = [entry for _, entries in walk(folder, lambda _at, _error: None) for entry in entries]
    states = [(entry.path, entry.stat(follow_symlinks=False)) for entry in every]
    return tuple(sorted((path, status.st_mtime_ns, status.st_size) for path, status in states))


@lru_cache(maxsize=8)
def _with_register(folder: Path, register: Path, state: object) -> Standard:
    standard = _load(folder)
    found = _read(folder, register, state)
    _refuse(found)
    codelists = {**standard.codelists, CODELIST: codelist_of(found.reports.values(), standard.codelists)}
    return replace(standard, codelists=dict(sorted(codelists.items())), reports=found.reports, register=register)


def _refuse(found: ReadRegister) -> None:
    if found.problems:
        first = found.problems[0]
        more = f" There are {len(found.problems)} problems in all." if len(found.problems) > 1 else ""
        raise UnusableStandardError(f"The register can't be used. {first}{more} To see all: opcc validate {REGISTER}")


@lru_cache(maxsize=8)
def _read(folder: Path, register: Path, _state: object) -> ReadRegister:
    # Some installers make links of a package's files.
    root = None if register == beside_the_package() else register.parent
    return read_register(register, _load(folder).for_reports(), root)


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
