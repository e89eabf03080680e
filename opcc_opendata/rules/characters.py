"""Characters that look different on every computer: those of the private-use areas, which no standard gives a meaning.

They come with text that is pasted from Word, whose Symbol and Wingdings fonts keep their bullets and ticks there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from opcc_opendata.record import SYMBOL_FONT_SIGNS
from opcc_opendata.rules.base import Rule, RuleRecord, Violation, quote, warning

PRIVATE_USE = warning(
    "R262",
    "A character that only some fonts have",
    "Unicode keeps the characters U+E000 to U+F8FF, and two planes above U+F0000, for private use: what they show "
    "depends on the reader's fonts, and most readers see an empty box. They mostly come from a list in Word. The PDF "
    "prints a bullet or tick in place of those that Word uses, and the number of any other.",
    "comments:\n  - kind: policing_body\n    text: \uf0b7 We will act.\n",
    "comments:\n  - kind: policing_body\n    text: • We will act.\n",
    "The Unicode Standard, section 23.5",
)

_MAYBE_PRIVATE: Final = re.compile(rb"\xee|\xef[\x80-\xa3]|\xf3[\xb0-\xbf]|\xf4")
"""How these characters begin in UTF-8: nearly every record is passed over in a microsecond."""

_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_WORDS_AROUND: Final = 20


def private_use(record: RuleRecord) -> Iterator[Violation]:
    """Find characters of the private-use areas, each once in a text."""
    if _MAYBE_PRIVATE.search(record.not_ascii) is None:
        return
    for pointer, text in record.texts():
        for character in dict.fromkeys(_PRIVATE.findall(text)):
            at = text.index(character)
            around = quote(text[max(0, at - _WORDS_AROUND) : at + _WORDS_AROUND].replace(character, "□"))
            sign = SYMBOL_FONT_SIGNS.get(character)
            yield Violation(
                pointer,
                f"the character U+{ord(character):04X}, shown here as □, looks different on every computer: {around}.",
                f"In Word's symbol fonts it is {sign}: write that in its place."
                if sign
                else "Write what it stands for.",
            )


RULES = (Rule(PRIVATE_USE, private_use),)
