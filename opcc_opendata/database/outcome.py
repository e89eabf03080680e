"""What a build did, or why it could not be done, for whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from opcc_opendata.problems import Problem


class BuildError(Exception):
    """The database could not be built. The text is a sentence for people; the old database is as it was."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did.

    `built` is False if the old database stays: because nothing changed (`up_to_date`), or because of errors.
    `rejected` maps each file that was left out to the reason. `problems` are those that stopped the build or left
    files out, or parts of one. `partly` counts, among `published`, the records of a newer version of the standard, of
    which what this program can read is published. `worked_on` counts the records that were checked anew, and did not
    come from the result cache.
    """

    built: bool
    up_to_date: bool = False
    published: int = 0
    partly: int = 0
    worked_on: int = 0
    rejected: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    digest: str = ""
