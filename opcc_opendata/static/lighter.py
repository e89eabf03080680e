"""A page without what 10,000 of them repeat: blank lines, patterns that it has no picture for, and links to places.

Lines end only where a text may end or stand between words. What the style sheet says, no page says again.

A date stands in it once, as words: who wants it as a number takes it from the dataset. Nor does it have the end tags
that HTML lets everybody leave out.

Each paragraph and each recommendation of a response has an address of its own, and on the site a link to it beside its
words. In files the address stays, and the script `places.js` puts the link there.
"""

from __future__ import annotations

import re
from operator import itemgetter
from pathlib import Path
from typing import Final

SCRIPT: Final = Path(__file__).with_name("places.js")
# Each pattern begins with what it begins with everywhere, which Python looks for several times as fast.
_OF_PARAGRAPH: Final = re.compile(r'<a class="pin" href="#p-[^"<>]*" aria-label="[^"<>]*">¶</a>')
_OF_FINDING: Final = re.compile(r' <a class="pin" href="#[^"<>]*" aria-label="[^"<>]*">#</a>(?=</h3>)')
"""The link of a recommendation, which stands at the end of its name."""
_PARAGRAPH_BEGINS: Final = '<a class="pin" href="#p-'
_DATE: Final = re.compile(r"</?time\b[^<>]*>")
_BLANK: Final = re.compile(r"\n[ \t\n]*\n")
_WORDED: Final = re.compile(r"(?s)<(?:pre|textarea|script)\b.*?</(?:pre|textarea|script)>")
_BETWEEN_BLOCKS: Final = re.compile(
    r"(</?(?:article|aside|dd|div|dl|dt|footer|h[1-6]|head|header|html|li|link|main|meta|nav|ol|p|section|table|tbody|td"
    r"|th|thead|title|tr|ul)\b[^<>]*>)\n(?=<)"
)
_NEEDLESS_ENDS: Final = re.compile(
    r"</p>(?=<(?:p|div|ul|ol|dl|table|h[1-6]|/div|/li|/dd|/td|/section|/article)\b)"
    r"|</li>(?=<(?:li|/ul|/ol)\b)|</dt>(?=<(?:dt|dd)\b)|</dd>(?=<(?:dt|dd|/dl)\b)"
    r"|</t[dh]>(?=<(?:td|th|/tr)\b)|</tr>(?=<(?:tr|/tbody|/thead|/table)\b)"
    r"|</thead>(?=<tbody\b)|</tbody>(?=</table\b)"
)
"""End tags after which the next tag says the same (https://html.spec.whatwg.org/#optional-tags), also to readers that
know no `section`: those end a paragraph before one that begins only where its end tag is there."""
_KIND_OF_ICON: Final = ' type="image/svg+xml"'
"""Said on the site, where there are two icons to choose from."""
_IN_STYLE: Final = '<meta name="color-scheme" content="light dark">'
_OF_LINKS: Final = re.compile(r' rel="noopener noreferrer(?: nofollow)?"')
"""`noreferrer` says what `noopener` does, and who reads files follows no `nofollow`."""
_PATTERNS: Final = '<svg width="0" height="0" class="hidden"'
_PATTERNED: Final = re.compile(r'class="(?:[^"<>]* )?(?:f-late|f-cant|hatch|days(?: [a-z]+)* (?:late|cant))[ "]')


def without_links_to_places(html: str, places_script: str) -> str:
    """Give a page that the script puts them into. `places_script` is the link from the page to the script."""
    html, paragraphs = _OF_PARAGRAPH.subn("", html.replace(f" {_PARAGRAPH_BEGINS}", _PARAGRAPH_BEGINS))
    html, findings = _OF_FINDING.subn("", html)
    if paragraphs or findings:
        html = html.replace("</head>", f'<script src="{places_script}" defer></script>\n</head>', 1)
    return html


def lighter(html: str) -> str:
    """Give a page without the rest."""
    html = html.replace(_IN_STYLE, "", 1).replace(_KIND_OF_ICON, "", 1)
    html = _DATE.sub("", _OF_LINKS.sub(' rel="noreferrer"', html))
    start = html.find(_PATTERNS)
    if start >= 0 and not _PATTERNED.search(html):
        html = html[:start] + html[html.find("</svg>", start) + len("</svg>") :]
    parts, at = [], 0
    for kept in _WORDED.finditer(html):
        parts += [_shorter(html[at : kept.start()]), kept[0]]
        at = kept.end()
    made = "".join([*parts, _shorter(html[at:])])
    return made.rstrip().removesuffix("</html>").rstrip().removesuffix("</body>")


def _shorter(html: str) -> str:
    # The templates write every value between double quotation marks.
    plain = _BETWEEN_BLOCKS.sub(itemgetter(1), _BLANK.sub("\n", html)).replace("&#39;", "'")
    return _NEEDLESS_ENDS.sub("", plain)
