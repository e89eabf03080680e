"""The work on the files that changed: read, check and turn into rows, in other processes where there is much of it."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from opcc_opendata.database.state import now
from opcc_opendata.parallel import in_batches
from opcc_opendata.problems import Problem
from opcc_opendata.record import public_part
from opcc_opendata.tables import Rows, record_rows, rows_digest

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.rules import Facts
    from opcc_opendata.schema import Standard


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one file. `rows` is None if it has errors."""

    path: str
    sha256: str
    read_at: int
    problems: tuple[Problem, ...]
    facts: Facts | None
    rows: Rows | None
    digest: str

    @property
    def published(self) -> bool:
        """Whether the file becomes a response, as far as it can be told from the file alone."""
        return self.rows is not None

    @property
    def response(self) -> str | None:
        """The id of the response that the file becomes."""
        return self.facts.id if self.facts is not None and self.published else None


def work(project: Project, paths: Sequence[str], processes: int | None = None) -> Iterator[list[Done]]:
    """Work on files, named from the project's folder, and give what became of them in batches, in their order."""
    from opcc_opendata.schema import load_standard

    for packed in in_batches(_work_on, paths, (project, load_standard(project.schema)), processes):
        yield [_unpack(one) for one in packed]


_Packed = tuple[Done, bytes | None]
"""What became of a file, and its rows as `marshal` writes them: between two processes that is four times as quick."""


def _unpack(packed: _Packed) -> Done:
    done, rows = packed
    return done if rows is None else replace(done, rows=marshal.loads(rows))  # noqa: S302 (our own process wrote it)


def _work_on(path: str, job: tuple[Project, Standard]) -> _Packed:
    from opcc_opendata.validate import check_file

    read_at = now()
    checked = check_file(f"{job[0].root}/{path}", *job)
    done = Done(path, checked.sha256, read_at, checked.problems, checked.facts, None, "")
    if checked.data is None:
        return done, None
    if "withdrawal" in checked.data:
        done = replace(done, problems=())  # their messages show the words that they are about
    rows = record_rows(public_part(checked.data))
    return replace(done, digest=rows_digest(rows)), marshal.dumps(rows)
