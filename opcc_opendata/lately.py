"""What was asked for lately, up to a number: for questions that readers make up themselves, and so without an end."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from contextlib import suppress
from typing import Generic, TypeVar

Known = TypeVar("Known")


class Lately(Generic[Known]):
    """Answers by question. What was asked for longest ago is forgotten first. Several threads may use it at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Known] = OrderedDict()

    def __len__(self) -> int:
        """Count what is kept."""
        return len(self._kept)

    def get(self, asked: Hashable) -> Known | None:
        """Give what is kept for a question, if there is anything."""
        with suppress(KeyError):  # another thread may forget it meanwhile
            found = self._kept[asked]
            self._kept.move_to_end(asked)
            return found
        return None

    def keep(self, asked: Hashable, known: Known) -> Known:
        """Keep an answer, and give it back."""
        self._kept[asked] = known
        while len(self._kept) > self._most:
            with suppress(KeyError):
                self._kept.popitem(last=False)
        return known
