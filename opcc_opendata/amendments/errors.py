"""Why nothing was changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opcc_opendata.problems import Problem


class NotAmendedError(Exception):
    """Nothing was changed. The text is a sentence for people; `problems` are what would be wrong with the result."""

    def __init__(self, sentence: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(sentence)
        self.problems = tuple(problems)


class NoSlipError(NotAmendedError):
    """What was to be put right as a slip changes what the response says, so it belongs in a correction."""
