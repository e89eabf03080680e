"""Where a project's records, standard, settings and database are.

A project is a folder that holds `records/`. It may also hold `drafts/` (responses that are not published yet),
`schema/` (a standard of its own), `register/` (a register of reports newer than the package's), `opcc.yml` (settings),
`metadata.yml` and `opcc.db`. An office that has only records uses the standard that comes with the package.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from opcc_opendata.files import is_inside, printable, walk
from opcc_opendata.harvested import FILES_FILE, RUN, STATE_FILE, HarvestStateError, read_harvest, with_claims
from opcc_opendata.settings import SETTINGS, Settings, read_settings
from opcc_opendata.yaml_reader import find_records

RECORDS: Final = "records"
DRAFTS: Final = "drafts"
"""Where responses lie that are not published yet, by force as in `records/`. Nothing public is made from them."""
SCHEMA: Final = "schema"
REGISTER: Final = "register"
"""Where the register of inspection reports lies: that of the package, or a newer one in a project."""
NEXT_REGISTER: Final = "register.next"
"""A newer register, whole and accepted, that is about to take the place of `register/`. See `own_register`."""
METADATA: Final = "metadata.yml"
EXTENSIONS: Final = "extensions.schema.json"
DATABASE: Final = "opcc.db"
EDITOR: Final = ".vscode"
"""Where a project without a standard of its own has a copy of the schema, for its editor alone."""

_SCHEMA_FILE: Final = "response.schema.json"


class ProjectError(Exception):
    """There is no project to work on. The text is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Project:
    """Where everything is. `schema` is the packaged standard where the project has none of its own."""

    root: Path
    records: Path
    schema: Path
    settings: Settings
    metadata: Path
    database: Path
    register: Path | None = None
    """The register of reports of the project's own. None: the one beside the standard."""

    @property
    def drafts(self) -> Path:
        """Where drafts lie. A project without any may lack the folder."""
        return self.root / DRAFTS

    @property
    def writing_lock(self) -> Path:
        """The lock of those who read a record and write it anew. In a project of `opcc init` git passes it over."""
        return self.root / "opcc.db.writing.lock"

    @property
    def is_of_drafts(self) -> bool:
        """Whether this is a project of drafts, made by `of_drafts`."""
        return self.records == self.drafts

    def is_draft(self, shown: str) -> bool:
        """Tell of a path, as `show` writes it, if it lies in `drafts/` or is that folder."""
        return shown == DRAFTS or shown.startswith(f"{DRAFTS}/")

    def by_id(self, folder: Path) -> dict[str, Path]:
        """Give the files in `records/` or `drafts/`, which may not be there, by the id that each must have."""
        files = find_records([folder], self.root).files if folder.is_dir() else ()
        return {id_by_place(self.show(path)): path for path in files}

    def of_drafts(self, database: Path) -> Project:
        """Give the project as it would be if its drafts were all that it has, to look at them in a database of theirs.

        It claims no coverage, because nothing is late or missing among drafts.
        """
        title = f"Drafts: {self.settings.title}" if self.settings.title else "Drafts"
        settings = Settings(title=title, policing_body=self.settings.policing_body)
        return replace(self, records=self.drafts, settings=settings, database=database)

    @property
    def schema_address(self) -> str | None:
        """Where an editor finds the schema, as seen from a record in a force's folder. None: on the web only."""
        for folder in (SCHEMA, EDITOR):
            if (self.root / folder / _SCHEMA_FILE).is_file():
                return f"../../{folder}/{_SCHEMA_FILE}"
        return None

    def root_of(self, path: Path | str) -> Path | None:
        """Give the folder that a file must really be in: the project's, if by its name it is inside.

        None: somebody has named a file outside the project, and means it.
        """
        return self.root if os.path.abspath(path).startswith(f"{self.root}{os.sep}") else None  # noqa: PTH100

    def show(self, path: Path | str) -> str:
        """Write a path for people: counted from the project's folder where it is inside, and on one line."""
        text, above = os.fspath(path), f"{self.root}{os.sep}"
        # Thousands of paths are shown that were put together from the project's own, and have nothing to be taken out.
        is_plain = text.startswith(above) and "/." not in text and "//" not in text and not text.endswith("/")
        absolute = text if is_plain and os.sep == "/" else os.path.abspath(text)  # noqa: PTH100 (Path.absolute leaves the .. in)
        inside = absolute.removeprefix(above).replace(os.sep, "/") if absolute.startswith(above) else absolute
        return printable(inside)


def find_project(start: Path, explicit: Path | None = None) -> Project:
    """Find the nearest project at or above `start`, or take the `explicit` one. Raises ProjectError."""
    if explicit is not None:
        root = _absolute(explicit)
        if not root.is_dir():
            raise ProjectError(f"{explicit} is not a folder. Name the folder that holds {RECORDS}/.")
        if not (root / RECORDS).is_dir():
            raise ProjectError(f"{explicit} holds no folder {RECORDS}/. Name the folder that holds it, or make it.")
        return project_at(root)
    here = _absolute(start)
    for folder in (here, *here.parents):
        if (folder / RECORDS).is_dir():
            return project_at(folder)
    raise ProjectError(
        f"Neither {here} nor any folder above it holds {RECORDS}/. "
        "Go to the project's folder, or name it with --project."
    )


def project_at(root: Path) -> Project:
    """Describe the project in a folder, whether or not it holds any records yet. Raises ProjectError."""
    root = _absolute(root)
    for name in (RECORDS, SCHEMA, REGISTER, NEXT_REGISTER):
        if os.path.islink(root / name) and not is_inside(root / name, root):  # noqa: PTH114
            raise ProjectError(
                f"{root / name} is a link that leads out of the project. Put the folder itself in its place."
            )
    try:
        settings = with_claims(read_settings(root), read_harvest(root))
    except HarvestStateError as error:
        raise ProjectError(str(error)) from error
    standard, register = _standard_of(root), own_register(root)
    return Project(root, root / RECORDS, standard, settings, root / METADATA, root / DATABASE, register)


def own_register(root: Path) -> Path | None:
    """Return the folder of a project's own register, or None.

    While `opcc register update` puts another in its place there is none of that name for a moment, and for longer if
    it is ended just then. The newer one, which is whole by then, stands for it.
    """
    return next((root / name for name in (REGISTER, NEXT_REGISTER) if (root / name).is_dir()), None)


def _standard_of(root: Path) -> Path:
    own = root / SCHEMA
    if not os.path.lexists(own):
        return packaged_standard()
    if not (own / _SCHEMA_FILE).is_file():
        # To go on with the packaged one would check the records against a standard that nobody meant.
        raise ProjectError(
            f"{own} holds no {_SCHEMA_FILE}. Put it back, or remove the folder to use the standard of the package."
        )
    return own


def project_inputs(root: Path) -> list[str]:
    """List what else a project's database is made of than the files below records/, by path from its folder."""
    of_harvest = (f"{RUN}/{STATE_FILE}", f"{RUN}/{FILES_FILE}")
    found = [name for name in (SETTINGS, METADATA, *of_harvest) if (root / name).is_file()]
    for folder in (root / SCHEMA, own_register(root)):
        for at, entries in walk(folder, lambda _at, _error: None) if folder else ():
            below = os.path.relpath(at, root).replace(os.sep, "/")
            found += [f"{below}/{entry.name}" for entry in entries if entry.is_file(follow_symlinks=False)]
    return sorted(found)


def manifest_path(database: Path) -> Path:
    """Return where the manifest of a database lies: opcc.manifest.json is that of opcc.db."""
    return database.with_suffix(".manifest.json")


def id_by_place(shown: str) -> str:
    """Give the id that a record at a place must have: its folder's name, and its own.

    >>> id_by_place("records/norfolk/2019-02-26-example.yaml")
    'norfolk-2019-02-26-example'
    """
    *_, folder, name = ("", *shown.split("/"))
    return f"{folder}-{name.removesuffix('.yaml')}"


def packaged_standard() -> Path:
    """Give the folder of the standard that comes with the package: in a wheel inside it, in a checkout beside it."""
    here = Path(__file__).resolve().parent
    for folder in (here / "_packaged" / SCHEMA, here.parent / SCHEMA):
        if (folder / _SCHEMA_FILE).is_file():
            return folder
    raise ProjectError("The package is damaged: its schema is missing. Install opcc-opendata again.")


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 (Path.absolute leaves the .. in, Path.resolve follows links)
