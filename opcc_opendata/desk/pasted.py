"""A text pasted from a report, split into its recommendations and other findings.

A report names them in one of three ways: with a number ("1." or "Recommendation 1"), with a heading for each ("Area for
improvement"), or with a heading over several, each a paragraph ("Areas for improvement"). Lines may be those of a PDF,
where one can begin with any number of the running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from opcc_opendata.desk.fields import clean

MOST: Final = 300
"""Cards that one text can make. The last has what is left."""

_NUMBER: Final = r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}[a-z]?"
_ONE: Final = {
    "recommendation": "recommendation|argymhelliad",
    "area_for_improvement": "area for improvement|maes i['’]w wella",
    "cause_of_concern": "cause (?:of|for) concern|achos pryder",
    "innovative_practice": "innovative practice|arfer arloesol",
    "promising_practice": "promising practice|arfer addawol",
}
_SEVERAL: Final = {
    "recommendation": "recommendations|argymhellion",
    "area_for_improvement": "areas for improvement|meysydd i['’]w gwella",
    "cause_of_concern": "causes (?:of|for) concern|achosion pryder",
    "innovative_practice": "innovative practices|arferion arloesol",
    "promising_practice": "promising practices|arferion addawol",
}
"""What a heading calls a finding of each kind, and several of them, in English and Welsh."""


class _Heading(NamedTuple):
    """How a report writes that findings of a kind begin."""

    kind: str
    alone: re.Pattern[str]
    """The heading alone on its line, over `one` finding or several."""
    with_text: re.Pattern[str]
    """The name of one finding, and the beginning of its text. A mark, or a capital letter after a number, keeps out
    what a sentence says of one: "recommendation 4 of the report"."""


_HEADINGS: Final = [
    _Heading(
        kind,
        re.compile(rf"(?P<one>{one})\s?:?|(?:{_SEVERAL[kind]})\s?:?", re.IGNORECASE),
        re.compile(
            rf"(?i:{one})(?:\s{{1,3}}(?i:(?:no\.?|number|rhif)\s{{1,3}})?(?P<number>{_NUMBER})"
            r"(?:\s?[.):–—-](?:\s+|$)|$|\s+(?=[A-Z]))|\s?[:–—]\s+)(?P<text>.*)"
        ),
    )
    for kind, one in _ONE.items()
]
_NUMBERED: Final = re.compile(rf"(?P<number>{_NUMBER})(?P<mark>[.):]?)(?:\s{{1,8}}(?P<text>\S.*)|$)")


_BULLET: Final = re.compile(r"^\s*[•●▪◦‣·]\s*(?=\S)")
_ITEM: Final = re.compile(r"^\s*\(?(?:[a-z]|[ivx]{1,4}|[0-9]{1,2})[.)]\s+(?=\S)")


class _Section(NamedTuple):
    """Lines under one heading. `number` is what it gives the only finding in it; `is_one` says that it names one."""

    kind: str
    number: str
    is_one: bool
    lines: list[str]


def split(pasted: str) -> list[dict[str, str]]:
    """Split a pasted text into findings, each with its `kind`, its `number` where it is printed, and its `text`.

    Without numbers, each paragraph is one. Nothing of the text is left out but headings, numbers and blank lines.

    >>> split("1. Train officers.\\n  Soon.\\n2. Buy cameras.")  # doctest: +NORMALIZE_WHITESPACE
    [{'kind': 'recommendation', 'number': '1', 'text': 'Train officers.\\n  Soon.'},
     {'kind': 'recommendation', 'number': '2', 'text': 'Buy cameras.'}]
    >>> split("Areas for improvement\\nTrain officers.\\n\\nBuy cameras.")  # doctest: +NORMALIZE_WHITESPACE
    [{'kind': 'area_for_improvement', 'text': 'Train officers.'},
     {'kind': 'area_for_improvement', 'text': 'Buy cameras.'}]
    """
    found: list[dict[str, str]] = []
    for section in _sections(clean(pasted, lines=True).split("\n")):
        for number, lines in _findings(section):
            text = _as_markdown(lines)
            if len(found) == MOST:
                found[-1]["text"] = f"{found[-1].get('text', '')}\n\n{number} {text}".strip()
            elif number or text:
                values = {"kind": section.kind, "number": number, "text": text}
                found.append({key: value for key, value in values.items() if value})
    return found


def _as_markdown(lines: Iterable[str]) -> str:
    """Keep the items of a list apart: in the Markdown of a record, the lines of a paragraph run into each other."""
    kept: list[str] = []
    for line in lines:
        if _ITEM.match(line) and kept and kept[-1]:
            kept.append("")
        kept.append(_BULLET.sub("- ", line, count=1))
    return "\n".join(kept).strip("\n")


def _sections(lines: Iterable[str]) -> Iterator[_Section]:
    section = _Section("recommendation", "", False, [])
    for line in lines:
        begun = _begun_by(line)
        if begun is None:
            section.lines.append(line)
        else:
            yield section
            section = begun
    yield section


def _begun_by(line: str) -> _Section | None:
    """Give the section that a line begins, if it is a heading."""
    for heading in _HEADINGS:
        if alone := heading.alone.fullmatch(line.strip()):
            return _Section(heading.kind, "", alone["one"] is not None, [])
        if named := heading.with_text.fullmatch(line.strip()):
            return _Section(heading.kind, named["number"] or "", True, [named["text"]])
    return None


def _findings(section: _Section) -> Iterator[tuple[str, list[str]]]:
    """Give each finding of a section as its number and its lines."""
    if section.number:
        yield section.number, section.lines
        return
    number, held = "", list[str]()
    for place, line in enumerate(section.lines):
        match = _NUMBERED.fullmatch(line)
        if match and _begins_one(match, number, section.lines[:place]):
            if number or any(held):
                yield number, held
            number, held = match["number"], [match["text"] or ""]
        else:
            held.append(line)
    if number or section.is_one:
        yield number, held
    else:
        yield from (("", paragraph.split("\n")) for paragraph in re.split(r"\n{2,}", "\n".join(held)))


def _begins_one(match: re.Match[str], last: str, before: Sequence[str]) -> bool:
    """Say whether a number at the beginning of a line is that of a finding, after the last one that was.

    In a running text a line may begin with "24 hours", and a recommendation may have a numbered list of its own.
    """
    after_blank = not before or not before[-1]
    is_next = not last or _follows(match["number"], last)
    if match["mark"]:
        return is_next or after_blank or _parts(match["number"]) > _parts(last)
    begins_sentence = (match["text"] or "")[:1].isupper()
    return [is_next, after_blank, begins_sentence].count(True) > 1


def _follows(number: str, last: str) -> bool:
    """Say whether a number is the next: after 1.2 come 1.2.1, 1.2a, 1.3, 2 and 2.1."""
    now, then = _parts(number), _parts(last)
    shared = next((place for place, (one, other) in enumerate(zip(now, then, strict=False)) if one != other), len(then))
    before = then[shared] if shared < len(then) else 0
    return now[shared : shared + 1] == [before + 1] and all(part == 1 for part in now[shared + 1 :])


def _parts(number: str) -> list[int]:
    return [int(part) if part.isdigit() else ord(part) - ord("a") + 1 for part in re.findall(r"[0-9]+|[a-z]", number)]
