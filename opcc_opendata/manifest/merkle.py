"""Merkle trees as in Certificate Transparency (RFC 9162, section 2.1): SHA-256, leaves and nodes hashed apart."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\0" + content).digest()


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class GrowingTree:
    """A tree to which leaves are added, and whose root can be asked for after each."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []  # whole subtrees from left to right: height and root

    def add(self, leaf: bytes) -> None:
        """Add the hash of a leaf."""
        height, root = 0, leaf
        while self._peaks and self._peaks[-1][0] == height:
            root = _node_hash(self._peaks.pop()[1], root)
            height += 1
        self._peaks.append((height, root))

    def root(self) -> bytes:
        """Return the root of all leaves that were added so far."""
        if not self._peaks:
            return hashlib.sha256().digest()
        *others, (_, root) = self._peaks
        for _, peak in reversed(others):
            root = _node_hash(peak, root)
        return root


def inclusion_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the hashes that lead from the leaf at `index` to the root, from the bottom up (RFC 9162, 2.1.3.1)."""
    path: list[bytes] = []
    start, end = 0, len(leaves)
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if index < middle:
            path.append(_root(leaves[middle:end]))
            end = middle
        else:
            path.append(_root(leaves[start:middle]))
            start = middle
    return path[::-1]


def root_by_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root to which a path leads from a leaf of a tree of `size` leaves, or None if it can't be one.

    RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size:
        return None
    place, last, root = index, size - 1, leaf
    for node in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            root = _node_hash(node, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = _node_hash(root, node)
        place, last = place >> 1, last >> 1
    return root if last == 0 else None


def _root(leaves: Sequence[bytes]) -> bytes:
    tree = GrowingTree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()
