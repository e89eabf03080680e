"""What a response is, if not a whole first answer: a holding statement, an update or a correction, and of what.

Readers of the document see it there as they do on the site's page. A correction's note says why it was made; any other
note is a remark by whoever keeps the record, and no document prints it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from opcc_opendata.documents.bindings import Placing
from opcc_opendata.documents.model import LabelLine, Lines, PaperSection, Part, ShortText
from opcc_opendata.record_types import Record

SECTION: Final = "stage"
NO_FIRST_RESPONSE: Final = ("holding", "update", "correction")
_RELATIONS: Final = ("replaces", "follows")


def stage_section(record: Record, placing: Placing) -> Iterator[PaperSection]:
    """Say what the response is and which other one it replaces or follows, if there is anything to say."""
    parts = tuple(_parts(record, placing))
    if parts:
        yield PaperSection(SECTION, None, parts)


def _parts(record: Record, placing: Placing) -> Iterator[Part]:
    stage = record.get("stage")
    if stage in NO_FIRST_RESPONSE:
        yield LabelLine((placing.fact(("stage",), placing.say(f"stage.{stage}")),))
    if stage == "holding":
        yield placing.say("stage.holding_is")
    if related := tuple(_related(record, placing)):
        yield Lines(related)
    if stage == "correction" and "note" in record:
        yield LabelLine((placing.say("fact.note"),))
        yield placing.prose(("note",), record["note"])


def _related(record: Record, placing: Placing) -> Iterator[tuple[ShortText, tuple[ShortText, ...]]]:
    for position, other in enumerate(record.get("related", ())):
        if other["relation"] in _RELATIONS:
            name = placing.words(("related", position, "id"), other["id"])
            yield placing.say(f"fact.{other['relation']}"), (name,)
