"""What Python in the browser needs to check files: this program's own modules, the standard, and pure-Python libraries.

All is taken from what is installed here, so that the page checks with the same versions as the command line.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final

from opcc_opendata.files import UnreadableFileError, read_bytes

if TYPE_CHECKING:
    from opcc_opendata.project import Project

_LIBRARIES: Final = (
    *("attrs", "click", "jsonschema", "jsonschema-specifications", "pyyaml", "rapidfuzz", "referencing"),
    *("et-xmlfile", "openpyxl"),
    *("beautifulsoup4", "cobble", "mammoth", "markdown-it-py", "markdownify", "markupsafe", "mdurl", "python-docx"),
    *("six", "soupsieve", "typing-extensions"),
)
"""The distributions whose Python files are taken. For what of them is compiled, there are the stand-ins."""

_PARTS: Final = (
    *("browser", "documents", "files", "importers", "migrations", "reporters", "rules", "schema"),
    *("spreadsheets", "tables", "validate", "yaml_reader", "yaml_writer"),
)
"""The packages of this program that a check needs. All modules that are no package are taken."""

_NOT_WANTED: Final = frozenset(("tests", "__pycache__", "__pyinstaller", "benchmarks", "default-docx-template", "web"))
_WITH_DATA: Final = frozenset(("schemas", "templates"))
"""The folders of libraries of which every file is taken."""
_ENDINGS: Final = frozenset((".css", ".py", ".json", ".csv", ".yaml"))
_LARGEST: Final = 2_000_000
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in it, so that the same files give the same bytes."""


class NotPackedError(Exception):
    """A file of the standard can't be packed. The text is a sentence for people."""


def bundle(project: Project) -> bytes:
    """Pack everything into one zip, with the standard and the register that a project follows.

    Raises NotPackedError.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in sorted({**dict(_of_libraries()), **dict(_of_program()), **dict(_standard(project))}.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            try:
                content = read_bytes(path, _LARGEST)
            except UnreadableFileError as error:
                raise NotPackedError(f"{path}: {error}") from error
            archive.writestr(entry, content)
    return packed.getvalue()


def _of_libraries() -> Iterator[tuple[str, Path]]:
    for library in _LIBRARIES:
        try:
            found = distribution(library)
        except PackageNotFoundError:  # what reads workbooks and documents is in an extra
            continue
        for file in found.files or ():
            is_wanted = file.suffix in _ENDINGS or bool(_WITH_DATA & set(file.parts))
            is_wanted = is_wanted and not file.parts[0].endswith(".dist-info") and ".." not in file.parts
            if is_wanted and not _NOT_WANTED & set(file.parts):
                yield file.as_posix(), Path(str(file.locate()))


def _of_program() -> Iterator[tuple[str, Path]]:
    package = Path(__file__).parent.parent
    for path in (*package.glob("*.py"), *(path for part in _PARTS for path in (package / part).rglob("*"))):
        if path.is_file() and path.suffix in _ENDINGS and not _NOT_WANTED & set(path.relative_to(package).parts):
            yield f"{package.name}/{path.relative_to(package).as_posix()}", path


def _standard(project: Project) -> Iterator[tuple[str, Path]]:
    """Give the standard and the register by the names that they have in an installed package."""
    from opcc_opendata.schema import project_standard

    standard = project_standard(project)
    folders = {"schema": standard.folder} | ({"register": standard.register} if standard.register else {})
    own = {name for name, folder in folders.items() if folder.is_relative_to(project.root)}
    for name, folder in folders.items():
        for path in folder.rglob("*"):
            # Of a project's own folders no link is followed that leads out: what is packed is published.
            stays = name not in own or path.resolve().is_relative_to(folder.resolve())
            if path.is_file() and path.suffix in _ENDINGS and stays:
                yield f"opcc_opendata/_packaged/{name}/{path.relative_to(folder).as_posix()}", path
