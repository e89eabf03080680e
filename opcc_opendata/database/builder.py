"""The way in to a build: is there anything to do, and if so, it is done under the lock, or nothing is changed."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from opcc_opendata.database.outcome import Outcome
from opcc_opendata.database.plan import Plan, from_spare, make_plan
from opcc_opendata.database.state import State
from opcc_opendata.database.swap import BuildError, building
from opcc_opendata.files import reason

if TYPE_CHECKING:
    from opcc_opendata.project import Project

_WAIT_SECONDS = 600.0


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
    """Build the database from a project's records, doing only what has changed since the last build.

    An invalid record stops the build, unless `skip_invalid`. `check_hashes` reads every file instead of trusting its
    time. `say` gets sentences for people, `progress` the number of files done. Raises BuildError; the old database is
    then as it was.
    """
    database = database or project.database
    gc.disable()  # rows hold no cycles, and there are millions of them to look through
    try:
        plan = make_plan(project, database, check_hashes=check_hashes)
        if plan.nothing and not plan.restamped:
            return _up_to_date(plan, database)
        with building(database, _WAIT_SECONDS, say) as new:
            if not plan.holds_for(database):  # another build was at work meanwhile
                plan = make_plan(project, database, check_hashes=check_hashes)
            if plan.nothing:
                return _up_to_date(plan, database)
            plan = from_spare(project, database, plan, check_hashes=check_hashes)
            # Most of the toolkit is needed only when there is something to do.
            from opcc_opendata.database.making import Making

            making = Making(project, plan, new, database, skip_invalid=skip_invalid, say=say, progress=progress)
            return making.run(processes)
    except sqlite3.Error as error:
        raise BuildError(
            f"{database} could not be written: {error}. The old database, if any, is as it was."
        ) from error
    except OSError as error:
        where = error.filename or database
        raise BuildError(f"{where}: {reason(error)}. The old database, if any, is as it was.") from error
    finally:
        gc.enable()


def _up_to_date(plan: Plan, database: Path) -> Outcome:
    state = plan.state
    assert state is not None
    if plan.restamped:
        fresh = State.begin(database.with_name(f".{database.name}.state.building"), state)
        fresh.set_stamps(plan.restamped)
        fresh.finish(database, plan.files)
    return Outcome(False, up_to_date=True, published=int(state.fact("published")), digest=state.fact("digest"))
