"""Packed files that strangers made (Word and OpenDocument files, workbooks, zips of CSV), opened within limits.

What a zip says of its own sizes may be false, and a library that believes it unpacks gigabytes. So every member is
unpacked here once, a little at a time, and counted, before a library gets to see the file.
"""

from __future__ import annotations

import copy
import io
import zipfile
import zlib
from typing import Final

from opcc_opendata.files import megabytes

_HEADER: Final = b"PK\x01\x02"
"""How the entry of each member begins in the list at the end of a zip."""

_MOST_FILES: Final = 5_000
_ENCRYPTED: Final = 1
_BLOCK: Final = 1 << 18
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ZipLimitError(Exception):
    """A packed file can't be opened. The text is a sentence for people."""


class EncryptedZipError(ZipLimitError):
    """A packed file has a password."""


def open_zip(raw: bytes, most_bytes: int) -> zipfile.ZipFile:
    """Open a packed file in which there are at most `most_bytes` when it is unpacked, by what is really in it.

    Raises ZipLimitError.
    """
    too_large = f"Unpacked it has more than {megabytes(most_bytes)}."
    if raw.count(_HEADER) > _MOST_FILES:
        raise ZipLimitError(f"There are more than {_MOST_FILES:,} files packed in it.")
    try:
        packed = zipfile.ZipFile(io.BytesIO(raw))
        inside = packed.infolist()
        if any(one.flag_bits & _ENCRYPTED for one in inside):
            raise EncryptedZipError("It is protected by a password.")
        if sum(one.file_size for one in inside) > most_bytes:
            raise ZipLimitError(too_large)
        for one in inside:
            _count(packed, one)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise ZipLimitError("It is damaged, and can't be unpacked.") from error
    return packed


def _count(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Unpack a member as if it were larger than it says. Raises BadZipFile if it is not what it says."""
    if member.compress_type not in _METHODS:
        raise zipfile.BadZipFile(member.filename)
    trial = copy.copy(member)
    trial.file_size += 1
    del trial.CRC  # that of a larger file is another
    size = checksum = 0
    with packed.open(trial) as file:
        while block := file.read(_BLOCK):
            size += len(block)
            checksum = zlib.crc32(block, checksum)
    if size != member.file_size or checksum != member.CRC:
        raise zipfile.BadZipFile(member.filename)
