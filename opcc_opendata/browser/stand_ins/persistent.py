"""What `referencing` and `jsonschema` use of rpds: maps, sets and lists of which every change gives another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any, Generic, Self, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class HashTrieMap(Mapping[Key, Value]):
    """A map that never changes. Each change copies it whole, which is enough for a schema's few dozen parts."""

    def __init__(self, entries: Mapping[Key, Value] | Iterable[tuple[Key, Value]] = (), **named: Value) -> None:
        self._entries: dict[Any, Any] = dict(entries, **named)

    @classmethod
    def convert(cls, entries: Mapping[Key, Value] | Iterable[tuple[Key, Value]]) -> HashTrieMap[Key, Value]:
        """Make one of a mapping, unless it is one."""
        return entries if isinstance(entries, HashTrieMap) else HashTrieMap(entries)

    def insert(self, key: Key, value: Value) -> HashTrieMap[Key, Value]:
        """Give a map with one more entry."""
        return HashTrieMap({**self._entries, key: value})

    def remove(self, key: Key) -> HashTrieMap[Key, Value]:
        """Give a map without an entry. Raises KeyError."""
        entries = dict(self._entries)
        del entries[key]
        return HashTrieMap(entries)

    def update(
        self, *others: Mapping[Key, Value] | Iterable[tuple[Key, Value]], **named: Value
    ) -> HashTrieMap[Key, Value]:
        """Give a map with the entries of others, which count where both have one."""
        entries = dict(self._entries)
        for other in (*others, named):
            entries.update(other)
        return HashTrieMap(entries)

    def __getitem__(self, key: Key) -> Value:
        found: Value = self._entries[key]
        return found

    def __iter__(self) -> Iterator[Key]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))


class HashTrieSet(Set[Value]):
    """A set that never changes."""

    def __init__(self, values: Iterable[Value] = ()) -> None:
        self._values = frozenset(values)

    def insert(self, value: Value) -> HashTrieSet[Value]:
        """Give a set with one more value."""
        return HashTrieSet(self._values | {value})

    def discard(self, value: Value) -> HashTrieSet[Value]:
        """Give a set without a value, which need not be in it."""
        return HashTrieSet(self._values - {value})

    def remove(self, value: Value) -> HashTrieSet[Value]:
        """Give a set without a value. Raises KeyError."""
        if value not in self._values:
            raise KeyError(value)
        return self.discard(value)

    def update(self, *others: Iterable[Value]) -> HashTrieSet[Value]:
        """Give a set with the values of others as well."""
        return HashTrieSet(self._values.union(*others))

    def __contains__(self, value: object) -> bool:
        return value in self._values

    def __iter__(self) -> Iterator[Value]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(self._values)


class List(Generic[Value]):
    """A list that never changes, and grows at its front."""

    def __init__(self, values: Iterable[Value] = ()) -> None:
        self._values = tuple(values)

    def push_front(self, value: Value) -> Self:
        """Give a list with one more value, which is its first."""
        return type(self)((value, *self._values))

    def __iter__(self) -> Iterator[Value]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, List) and self._values == other._values

    def __hash__(self) -> int:
        return hash(self._values)
