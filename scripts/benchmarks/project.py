"""A project of invented records to measure on, kept from run to run in .bench/."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from opcc_opendata import sample
from opcc_opendata.schema import load_standard
from opcc_opendata.yaml_writer import canonical

MODELINE = "# yaml-language-server: $schema=../../schema/response.schema.json"
WORDS = ("      Invented text.\n", """      Invented text. "Q&A", item 7: it's R&D!\n""")
"""What stands in blocks of text, and what takes its place."""

DATE = re.compile(r"^([ -]*[a-z_]+: )([0-9]{4}-[0-9]{2}-[0-9]{2})$", re.MULTILINE)


class Project:
    """A folder with `records/`, committed to git as an office's would be."""

    def __init__(self, folder: Path, count: int, schema: Path) -> None:
        self.folder = folder
        self.count = count
        self.schema = schema
        self.records = folder / "records"
        self.database = folder / "opcc.db"
        self._turn: Iterator[Path] | None = None

    def make(self) -> None:
        """Write the records, unless the same ones are there already."""
        made_by = self.folder / ".made"
        wanted = f"{self.count} {Path(sample.__file__).read_text()} {Path(__file__).read_text()}"
        if not (made_by.exists() and made_by.read_text() == wanted):
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            sample.write(self.folder, self.count)
            self._make_like_real_ones()
            shutil.copytree(self.schema, self.folder / "schema")
            (self.folder / ".gitignore").write_text(".*\n*.db*\n")
            self._git("init", "-q")
            self._git("add", ".")
            self._git("commit", "-q", "-m", "Invented records")
            made_by.write_text(wanted)
        self._git("checkout", "-q", "--", "records")

    def _make_like_real_ones(self) -> None:
        """Give the records what real ones have: the line for editors, comments, &, #, ! and quotes, canonical form."""
        standard = load_standard(self.schema)
        for number, path in enumerate(self.paths()):
            text = f"{MODELINE}\n{path.read_text(encoding='utf-8')}".replace(*WORDS)
            if number % 10 == 0:
                text = text.replace(", item 7:", ", item #7:")
                text = text.replace("\ndates:", "\n# The dates are those of the letter.\ndates:", 1)
            path.write_text(canonical(text.encode(), standard), encoding="utf-8")

    def _git(self, *words: str) -> None:
        who = ["-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0"]
        subprocess.run(["git", *who, *words], cwd=self.folder, check=True)

    def paths(self) -> list[Path]:
        """Return the records' files in order."""
        return sorted(self.records.rglob("*.yaml"))

    def forget(self) -> None:
        """Remove the database, and the result cache beside it."""
        for path in self.folder.glob("*.db*"):
            path.unlink()

    def forget_database(self) -> None:
        """Remove the database alone."""
        self.database.unlink(missing_ok=True)

    def change_one(self) -> None:
        """Add a sentence to one record, each time to another."""
        if self._turn is None:
            self._turn = cycle(self.paths()[7::113])
        path = next(self._turn)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("This record is made up", "Changed. This record is made up"), encoding="utf-8")

    def as_one_list(self, target: Path) -> None:
        """Write all records into one YAML file as a list, as yaml-to-sqlite needs them."""
        with target.open("w", encoding="utf-8") as out:
            for path in self.paths():
                lines = path.read_text(encoding="utf-8").splitlines()
                out.write("- " + "\n  ".join(lines).replace("\n  \n", "\n\n") + "\n")

    def with_quoted_dates(self, target: Path) -> None:
        """Copy the records with their dates in quotes, because ajv-cli makes dates of dates."""
        if target.exists():
            return
        target.mkdir(parents=True)
        for path in self.paths():
            text = DATE.sub(r'\1"\2"', path.read_text(encoding="utf-8"))
            (target / f"{path.parent.name}-{path.name}").write_text(text, encoding="utf-8")
