"""What a build did, for whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from opcc_opendata.problems import Problem


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did.

    `built` is False if the old database stays: because nothing changed (`up_to_date`), or because of errors.
    `rejected` maps each file that was left out to the reason. `problems` are those that stopped the build or left
    files out. `worked_on` counts the records that were read anew.
    """

    built: bool
    up_to_date: bool = False
    published: int = 0
    worked_on: int = 0
    rejected: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    digest: str = ""
