"""Records → database: always a new file from nothing, which takes the old one's place when it is whole and checked.

If nothing has changed since the last build, nothing is done. What was found in records that have not changed comes from
the result cache; the file that is made does not depend on what the cache holds.
"""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opcc_opendata.database import history
from opcc_opendata.database.outcome import BuildError, Outcome
from opcc_opendata.database.swap import building, identity
from opcc_opendata.files import reason, swap_in
from opcc_opendata.harvested import state_digest
from opcc_opendata.input_files import Stamp, checksum
from opcc_opendata.project import manifest_path, project_inputs
from opcc_opendata.result_cache import ResultCache

if TYPE_CHECKING:
    from opcc_opendata.project import Project

_WAIT_SECONDS = 600.0


class _LastBuild(NamedTuple):
    """What a build leaves in the cache, by which the next one sees that there is nothing to do.

    `files` is the digest of the names and contents of everything below records/, `revision` what git had checked out
    and the last harvest left, and `database` the identity of the file that was made. A build that left records out
    leaves nothing.
    """

    files: str
    revision: str
    database: Stamp | None
    published: int
    digest: str


def build(
    project: Project,
    *,
    database: Path | None = None,
    skip_invalid: bool = False,
    check_hashes: bool = False,
    processes: int | None = None,
    say: Callable[[str], None] = lambda _: None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Outcome:
    """Build the database from a project's records, unless it is up to date.

    An invalid record stops the build, unless `skip_invalid`. `check_hashes` reads every file instead of trusting its
    stamp. `say` gets sentences for people, `progress` the number of files done. Raises BuildError; the old database is
    then as it was.
    """
    database = database or project.database
    gc.disable()  # rows hold no cycles, and there are millions of them to look through
    try:
        cache = ResultCache(project, trust_stamps=not check_hashes)
        before = identity(database)
        if (outcome := _up_to_date(project, database, cache)) is not None:
            return outcome
        with building(database, _WAIT_SECONDS, say) as new:
            if identity(database) != before:  # another build was at work meanwhile
                cache = ResultCache(project, trust_stamps=not check_hashes)
                if (outcome := _up_to_date(project, database, cache)) is not None:
                    return outcome
            # Most of the toolkit is needed only when there is something to do.
            from opcc_opendata.database.build_run import BuildRun
            from opcc_opendata.manifest import extend_manifest

            revision = _revision(project)
            run = BuildRun(project, database, cache, skip_invalid, processes, say, progress)
            outcome = run.run(new)
            if outcome.built:
                swap_in(new, database)
                if not project.is_of_drafts:
                    extend_manifest(database, _inputs(project, cache), say, run.hashes)
                if not (outcome.rejected or outcome.partly):
                    last = _LastBuild(
                        cache.files.digest(), revision, identity(database), outcome.published, outcome.digest
                    )
                    cache.keep_fact(_name(database), tuple(last))
            # What is known of records is not dropped for drafts.
            cache.save(current=None if project.is_of_drafts else run.checksums())
            return outcome
    except sqlite3.Error as error:
        raise BuildError(
            f"{database} could not be written: {error}. The old database, if any, is as it was."
        ) from error
    except OSError as error:
        where = error.filename or database
        raise BuildError(f"{where}: {reason(error)}. The old database, if any, is as it was.") from error
    finally:
        gc.enable()


def _up_to_date(project: Project, database: Path, cache: ResultCache) -> Outcome | None:
    """Return the outcome of a build that has nothing to do, or None if there is something to do."""
    kept = cache.fact(_name(database))
    if kept is None:
        return None
    last = _LastBuild(*kept)
    if not project.is_of_drafts and not os.path.lexists(manifest_path(database)):
        return None
    if last.database != identity(database) or last.revision != _revision(project):
        return None
    if last.files != cache.files.digest():
        return None
    cache.save()
    return Outcome(False, up_to_date=True, published=last.published, digest=last.digest)


def _inputs(project: Project, cache: ResultCache) -> dict[str, str]:
    """Return the checksum of each file that the database is made of and that is no record."""
    cache.files.read(path for path in cache.files.stamps if cache.files.checksum(path) is None)
    below = {path: cache.files.checksum(path) or "" for path in cache.files.stamps if not path.endswith(".yaml")}
    others = {path: checksum(project.root / path, project.root) for path in project_inputs(project.root)}
    return {path: known for path, known in (below | others).items() if known}


def _revision(project: Project) -> str:
    return history.revision(project.root) + state_digest(project.root)


def _name(database: Path) -> bytes:
    return b"build of " + os.fsencode(database.absolute())
