"""A document's bytes → drafts of the records in it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from opcc_opendata.importers.blocks import blocks_of
from opcc_opendata.importers.draft import Draft, Source, draft_of
from opcc_opendata.importers.embedded_record import draft_again
from opcc_opendata.importers.formats import SUFFIXES, Raw, check, mail, read
from opcc_opendata.importers.splitting import parts_of
from opcc_opendata.importers.unreadable import Unreadable

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard

_DEEPEST: Final = 3
_MOST_ATTACHED: Final = 40
_PICTURE: Final = "recognised"


def drafts_of(raw: bytes, name: str, standard: Standard, body: str = "", *, depth: int = 0) -> list[Draft]:
    """Make a draft of each response in a document, or in what is attached to a message. `name` is its file's.

    Raises Unreadable.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Unreadable(f"Files like {name} can't be read. These can: {', '.join(SUFFIXES)}.")
    if suffix in mail.MESSAGES:
        return _of_message(raw, name, standard, body, depth)
    return _of_document(read(raw, suffix), raw, name, standard, body)


def _of_document(found: Raw, raw: bytes, name: str, standard: Standard, body: str) -> list[Draft]:
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


def _of_message(raw: bytes, name: str, standard: Standard, body: str, depth: int) -> list[Draft]:
    """Make drafts of the documents attached to a message, or of its own words where none of those is a response."""
    suffix = PurePath(name).suffix.lower()
    check(raw, suffix)
    message = mail.opened(raw, suffix)
    own = mail.read(raw, suffix)
    drafts: list[Draft] = []
    said: list[str] = []
    if len(message.attachments) > _MOST_ATTACHED:
        raise Unreadable(f"The message has {len(message.attachments)} attachments. {_MOST_ATTACHED} can be read.")
    for one in message.attachments:
        kind = PurePath(one.name).suffix.lower()
        try:
            if one.content is None or depth >= _DEEPEST or SUFFIXES.get(kind, _PICTURE) == _PICTURE:
                raise Unreadable("It is of a kind that is not read out of a message. Save it, and import it by itself.")
            drafts += drafts_of(one.content, one.name, standard, body, depth=depth + 1)
        except Unreadable as error:
            said.append(f"“{one.name}”, attached to the message, gave no draft. {error}")
    if drafts:
        drafts = [replace(draft, left_out=(*draft.left_out, *mail.left_out_of(own))) for draft in drafts]
    elif own.html and message.body.html:
        drafts = _of_document(own, raw, name, standard, body)
    else:
        raise Unreadable(" ".join(["The message has no words of its own.", *said]))
    for draft in drafts:
        for sentence in said:
            draft.notes.remark(sentence)
    return drafts
