"""The permanent address of each paragraph on a response's page, and the link with which a reader cites it.

An address is `#p-PLACE-DIGEST`: the place in the record that the text belongs to, such as `recommendation-1`, and eight
hexadecimal digits made of that place and the paragraph's own words. Neither counts anything, so that no other paragraph
can move it. docs/api.md promises readers what changes an address and what does not.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from markupsafe import Markup, escape

Place = tuple[str, ...]
"""Where in a record a text stands. The first part is shown in the address, and all of them go into its digest."""

_DIGITS: Final = 8
"""Of 500 paragraphs at one place, two share a digest once in 34,000 pages, and then they are numbered."""

_MOST: Final = 5_000
"""Paragraphs of one page that have an address. A record of 1 MB that has more of them is no response to a report."""

_TAG: Final = re.compile(r'<(/?)([a-z][a-z0-9]*)(?: [^\s=>"]+="[^"]*")*>')
"""A tag, as the sanitiser writes it: every quotation mark inside a value is `&quot;`, and every < in a text `&lt;`."""

_CITED: Final = frozenset(("p", "li", "tr", "pre"))
"""What a reader can cite. A row of a table's head is left out, and of a list's point only its own words count."""
_BLOCKS: Final = _CITED | frozenset(("ul", "ol", "blockquote", "table", "thead", *(f"h{n}" for n in range(1, 7))))

_PARTS: Final = re.compile(rf'<(/?)({"|".join(sorted(_BLOCKS | {"code", "td", "th"}))})(?: [^\s=>"]+="[^"]*")*>')
"""A tag of a block, or one inside of which the link stands at a block's end."""

_NO_WORD: Final = re.compile(r"[\W_]+")
_IN_WORDS: Final = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(128)) * 2
"""What stands in words for each character of ASCII. A page has a digest for each paragraph, and so takes a sixth of the
time for it."""
_LONGEST_WORD: Final = 100
"""To put the marks of one character in order takes the square of their number, so longer words stay as they are."""
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Characters that are letters or signs for Unicode and show nothing."""
_UNSEEN: Final = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf"))


def digest(text: str, place: Place = ()) -> str:
    """Give a SHA-256 of a text's words, and of the place where they stand.

    Only the words count: small letters, in one Unicode form, without signs, with one blank between them. A text without
    a word counts as it is, but for its blanks.
    """
    if text.isascii():  # in every Unicode form, ASCII is the same
        words = b" ".join(text.encode().translate(_IN_WORDS).split()).decode()
    else:
        parts = (part if len(part) > _LONGEST_WORD else unicodedata.normalize("NFKC", part) for part in text.split())
        words = _NO_WORD.sub(" ", " ".join(parts).casefold()).strip()
    words = words or "".join(text.split())
    return sha256("\x1f".join((*place, words)).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(slots=True)
class _Block:
    """A block that is being read: the tag's place in what is written, and the words that are its own."""

    tag: str
    opened_at: int
    cited: bool
    words: list[str] = field(default_factory=list)


class Paragraphs:
    """The addresses of one page, each given once."""

    def __init__(self, label: str) -> None:
        """Take what a screen reader says of the link at the end of a paragraph."""
        self._label = escape(label)
        self._given: Counter[str] = Counter()
        self._number = 0

    def addressed(self, safe: Markup, place: Place) -> Markup:
        """Give sanitised HTML with an address, and a link to it, in each paragraph that shows anything.

        Paragraphs of their own, in quotations and in lists have one, and so do the points of a list, the rows of a
        table and preformatted text.
        """
        written: list[str] = []
        open_blocks: list[_Block] = []
        at, source = 0, str(safe)
        for tag in _PARTS.finditer(source):
            if self._number == _MOST:
                break
            text = source[at : tag.start()]
            written.append(text)
            if open_blocks:
                open_blocks[-1].words.append(text)
            at = tag.end()
            closing, name = tag.groups()
            if name not in _BLOCKS:
                pass
            elif closing:
                self._cite(open_blocks.pop(), written, place)
            else:
                # A point's own words end where a list or a paragraph inside it begins.
                if open_blocks:
                    self._cite(open_blocks[-1], written, place)
                in_head = any(block.tag == "thead" for block in open_blocks)
                open_blocks.append(_Block(name, len(written), name in _CITED and not in_head))
            written.append(tag[0])
        written.append(source[at:])
        return Markup("".join(written))  # noqa: S704 (safe before, and what was put in is ours)

    def _cite(self, block: _Block, written: list[str], place: Place) -> None:
        """Give a block its address, at the end of its words, unless it has one or shows nothing."""
        if not block.cited or self._number == _MOST:
            return
        text = html.unescape(_TAG.sub("", "".join(block.words)))
        if not _is_seen(text):
            return
        block.cited = False
        self._number += 1
        wanted = f"p-{place[0]}-{digest(text, place)[:_DIGITS]}"
        self._given[wanted] += 1
        number = self._given[wanted]
        name = f"{wanted}-{number}" if number > 1 else wanted
        opening = written[block.opened_at]
        written[block.opened_at] = f'{opening[:-1]} id="{name}">'
        end = _end_of_words(written, ("</code>",) if block.tag == "pre" else ("</td>", "</th>"))
        written.insert(end, f' <a class="pin" href="#{name}" aria-label="{self._label}">¶</a>')


def _end_of_words(written: list[str], inside: tuple[str, ...]) -> int:
    """Find where a link belongs: before the blanks at the end, and inside what these tags close."""
    end = len(written)
    while not written[end - 1].strip() or written[end - 1] in inside:
        end -= 1
    last = written[end - 1]
    kept = last.rstrip()
    written[end - 1 : end] = [kept, last[len(kept) :]]
    return end


def _is_seen(text: str) -> bool:
    """Say whether a text shows anything on a page."""
    return any(one not in _BLANK and unicodedata.category(one) not in _UNSEEN for one in text)
