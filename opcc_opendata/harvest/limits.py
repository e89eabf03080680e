"""How much of a source is read and how long it may take, and the two ways in which a source fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceLimits:
    """What one source may take.

    `seconds` for fetching all of it, `download` bytes over the network, `bytes` unpacked, `files` below records/, and
    `redirects` that are followed. `work` is in seconds of the processor, for unpacking and checking it.
    """

    seconds: float = 20
    download: int = 100_000_000
    bytes: int = 300_000_000
    files: int = 20_000
    redirects: int = 5
    work: float = 30


class UnreachableError(Exception):
    """A source could not be fetched. The text is a sentence for people."""


class BrokenDataError(Exception):
    """What a source gave can't be used. Each of its `lines` says one thing that is wrong."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(list(lines))
        self.lines = list(lines)
