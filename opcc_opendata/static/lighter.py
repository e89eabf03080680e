"""A page without what 10,000 of them repeat: blank lines, patterns that it has no picture for, and links to places.

A date stands in it once, as words: who wants it as a number takes it from the dataset.

Each paragraph of a response has an address of its own, and on the site a link to it beside its words. In files the
address stays, and the script `places.js` puts the link there.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

SCRIPT: Final = Path(__file__).with_name("places.js")
_PLACE: Final = re.compile(r' ?<a class="pin" href="#p-[^"<>]*" aria-label="[^"<>]*">¶</a>')
_DATE: Final = re.compile(r"</?time\b[^<>]*>")
_BLANK: Final = re.compile(r"(?<=\n)[ \t]*\n")
_WORDED: Final = re.compile(r"(?s)<(?:pre|textarea|script)\b.*?</(?:pre|textarea|script)>")
_PATTERNS: Final = '<svg width="0" height="0" class="hidden"'
_PATTERNED: Final = re.compile(r'class="(?:[^"<>]* )?(?:f-late|f-cant|hatch|days(?: [a-z]+)* (?:late|cant))[ "]')


def lighter(html: str, places_script: str) -> str:
    """Give a page without them. `places_script` is the link from the page to the script."""
    html, places = _PLACE.subn("", html)
    if places:
        html = html.replace("</head>", f'<script src="{places_script}" defer></script>\n</head>', 1)
    before, main, after = html.partition("<main")
    html = before + main + _DATE.sub("", after)
    start = html.find(_PATTERNS)
    if start >= 0 and not _PATTERNED.search(html):
        html = html[:start] + html[html.find("</svg>", start) + len("</svg>") :]
    parts, at = [], 0
    for kept in _WORDED.finditer(html):
        parts += [_BLANK.sub("", html[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*parts, _BLANK.sub("", html[at:])])
