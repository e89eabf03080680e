"""Large files packed as xz by two threads, into the same bytes however many processors there are.

An xz file may be several streams one after the other (section 2 of its specification), each of which is unpacked by
itself, and whoever unpacks it gets one file. So its parts can be packed beside each other.
"""

from __future__ import annotations

import lzma
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Final

_PART: Final = 64 * 1024 * 1024
"""Bytes of a part. Four to eight times what xz looks back at, so that parts cost little: 1 % of a database."""
_TEXT: Final = {"id": lzma.FILTER_LZMA2, "preset": 6, "lc": 4, "pb": 0}
"""For text, which has no words of four bytes (`pb`), and in which the byte before tells much (`lc`)."""
DATABASE: Final = {**_TEXT, "nice_len": 72, "depth": 24}
"""`nice_len` is how long a match xz is content with, and `depth` how many it tries. With 64 bytes and 32 tries, a
database took as long, and was 1 % longer; with 18 tries some of its tables are 4 % longer, and no quicker. By preset 2,
it took a third of the time of preset 6, and a third more room."""
RECORDS: Final = {**_TEXT, "dict_size": 16 * 1024 * 1024, "nice_len": 48, "depth": 32}
"""What records repeat stands further back than what tables do: looked at twice as far, they are 1 % shorter in 4 % less
time. With 18 tries they are 4 % longer, and no quicker."""
TABLES: Final = {**_TEXT, "mf": lzma.MF_HC4, "depth": 12}
"""Rows of codes and dates repeat the row before. Chains find that in less than half the time of trees (24 seconds of
54), and are 4 % longer. For texts they would be 70 % longer."""
THREADS: Final = 2


def pack(pool: Executor, source: Path, target: Path, settings: Mapping[str, int]) -> Callable[[], None]:
    """Begin to pack a file, with the settings for what it is, and give what waits for it and writes it.

    Each part is packed by a thread of the pool, and while xz works, Python goes on elsewhere. The source must stay as
    it is until all is written.
    """

    def packed(at: int) -> bytes:
        with source.open("rb") as file:
            return lzma.compress(os.pread(file.fileno(), _PART, at), filters=[dict(settings)])

    parts = [pool.submit(packed, at) for at in range(0, max(1, source.stat().st_size), _PART)]

    def write() -> None:
        with target.open("wb") as into:
            for part in parts:
                into.write(part.result())

    return write
