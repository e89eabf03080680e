"""What the body thinks, in a text that no heading gives to anybody: "The Commissioner is satisfied that the force …".

Many offices write of the commissioner by the office. A text of which the commissioner is the subject, and which says
what he or she thinks of the report, is the body's comment, as one with "I" is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.blocks import LIST, PARAGRAPH, QUOTE, Block
from opcc_opendata.importers.labels import is_capital

_BODY: Final = r"(?:The|the) (?:Police(?:, Fire)? (?:and|&) Crime )?Commissioner|(?:The )?P[FC]?CC|The Mayor|MOPAC"
_FEELS: Final = (
    r"pleased|satisfied|dissatisfied|disappointed|impressed|concerned|content|glad|grateful|proud|confident|reassured"
    r"|encouraged|heartened|worried|impatient|troubled|dismayed|sorry"
)
_THINKS: Final = (
    r"welcom(?:es|ed)|accept(?:s|ed)|regret(?:s|ted)|thank(?:s|ed)|consider(?:s|ed)|believe[sd]|support(?:s|ed)"
    r"|endorse[sd]|recognise[sd]|acknowledge[sd]|commend(?:s|ed)|praise[sd]|shares the|agree[sd] with"
)
_SAYS: Final = re.compile(
    rf"(?:\b(?:{_BODY})(?:, [A-Z][^,.]{{2,40}},)?|(?<=[.!?] )(?:He|She)) "
    rf"(?:(?:also|therefore|warmly|strongly|very much) )?"
    rf"(?:(?:is|was|remains) (?:\w{{2,10}} ){{0,2}}?(?:{_FEELS})|{_THINKS})\b"
)
_OFFICE: Final = re.compile(rf"\b(?:{_BODY})\b")
_SHORTEST: Final = 15
"""Words of a comment. A shorter line only decides, or says what stands below it."""


def says_what_body_thinks(blocks: Sequence[Block]) -> bool:
    """Tell if a text names the body by its office and says what it feels or thinks. In London it may be the chief."""
    text = " ".join(one.words for one in blocks if one.kind in (PARAGRAPH, LIST, QUOTE))
    if is_capital() or len(text.split()) < _SHORTEST:
        return False
    return bool(_OFFICE.search(text)) and bool(_SAYS.search(text))
