"""What was asked for lately, up to a number or a size: for questions that readers make up, and so without an end."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Known = TypeVar("Known")


class RecentCache(Generic[Known]):
    """Answers by question. What was asked for longest ago is forgotten first. Several threads may use it at once.

    `most` is how many answers are kept or, with `size`, the sum of their sizes. One larger than `largest` is not kept:
    many others would have to go for it.
    """

    def __init__(self, most: int, *, size: Callable[[Known], int] | None = None, largest: int | None = None) -> None:
        self._most = most
        self._size = size or (lambda _: 1)
        self._largest = most if largest is None else largest
        self._kept: OrderedDict[Hashable, tuple[Known, int]] = OrderedDict()
        self._sum = 0
        self._lock = Lock()

    def __len__(self) -> int:
        """Count what is kept."""
        return len(self._kept)

    def get(self, asked: Hashable) -> Known | None:
        """Give what is kept for a question, if there is anything."""
        with self._lock:
            if asked not in self._kept:
                return None
            self._kept.move_to_end(asked)
            return self._kept[asked][0]

    def keep(self, asked: Hashable, known: Known) -> Known:
        """Keep an answer in place of the one before, and give it back."""
        size = self._size(known)
        if size > self._largest:
            return known
        with self._lock:
            _, before = self._kept.pop(asked, (None, 0))
            self._kept[asked] = known, size
            self._sum += size - before
            while self._sum > self._most:
                _, (_, gone) = self._kept.popitem(last=False)
                self._sum -= gone
        return known
