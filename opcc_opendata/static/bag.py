"""The files that make a folder a bag (BagIt 1.0, RFC 8493), the form in which archives take files in.

The site is the bag's payload, below `data/`. Its checksums are known as it is written, so that nothing is read again:
what is left to write are four short files, for which the library `bagit` would read and move all others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from opcc_opendata import __version__

PAYLOAD: Final = "data"
_DECLARATION: Final = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LONGEST: Final = 2_000


def write_bag(bag: Path, sums: Mapping[str, str], size: int, about: Mapping[str, str]) -> None:
    """Write the declaration, the description, and the checksums of the payload and of these.

    `sums` has the SHA-256 of each file of the payload, by its name there, and `size` is the bytes of all. `about` goes
    into the description; what is empty there is left out.
    """
    agent = {"Bag-Software-Agent": f"opcc-opendata {__version__}", "Payload-Oxum": f"{size}.{len(sums)}"}
    facts = {name: " ".join(value.split())[:_LONGEST] for name, value in {**about, **agent}.items()}
    files = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(f"{name}: {value}\n" for name, value in facts.items() if value),
        "manifest-sha256.txt": "".join(f"{sums[name]}  {PAYLOAD}/{name}\n" for name in sorted(sums)),
    }
    made = {name: text.encode() for name, text in files.items()}
    digests = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(made.items()))
    made["tagmanifest-sha256.txt"] = "".join(digests).encode()
    for name, content in made.items():
        (bag / name).write_bytes(content)
