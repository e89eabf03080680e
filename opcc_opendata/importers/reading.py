"""A document's bytes → drafts of the records in it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from opcc_opendata.importers.blocks import blocks_of
from opcc_opendata.importers.draft import Draft, Source, draft_of
from opcc_opendata.importers.embedded_record import draft_again
from opcc_opendata.importers.formats import SUFFIXES, read
from opcc_opendata.importers.splitting import parts_of
from opcc_opendata.importers.unreadable import Unreadable

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard


def drafts_of(raw: bytes, name: str, standard: Standard, body: str = "") -> list[Draft]:
    """Make a draft of each response in a document. `name` is its file's. Raises Unreadable."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Unreadable(f"Files like {name} can't be read. These can: {', '.join(SUFFIXES)}.")
    found = read(raw, suffix)
    if found.carried:
        return [draft_again(found, standard)]
    parts = parts_of(blocks_of(found.html))
    sha256 = hashlib.sha256(raw).hexdigest()
    drafts = []
    for part in parts:
        source = Source(name, sha256, found.url, part.anchor if len(parts) > 1 else "", several=len(parts) > 1)
        draft = draft_of(part, source, standard, body)
        for remark in found.remarks:
            draft.notes.remark(remark)
        drafts.append(replace(draft, left_out=found.left_out))
    return drafts
