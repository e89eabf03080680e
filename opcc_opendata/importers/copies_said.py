"""Copies that words tell of: "I am sending a copy of this letter to …", a line "cc: …", and to whom a letter goes.

A sentence says that a copy was sent. A list of names behind "cc:" says to whom one goes, which is a guess that it went.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from opcc_opendata.importers.blocks import PARAGRAPH, Block, escaped
from opcc_opendata.importers.copies_marked import is_denied, mark_apart
from opcc_opendata.importers.dates import find_dates
from opcc_opendata.importers.labels import label_of
from opcc_opendata.importers.letters import Letter
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.office_holders import without_orders
from opcc_opendata.importers.people import is_name
from opcc_opendata.importers.wordings import concept_of

Data = dict[str, Any]

TICKED: Final = re.compile(r"[✓✔☑☒🗹🗷]|\\?\[\s?[xX✓✔]\s?\\?\]")
OPEN: Final = re.compile(r"[☐□❑❏✗✘]|\\?\[\s*\\?\]")
BOX: Final = re.compile(f"{TICKED.pattern}|{OPEN.pattern}")
_SENT: Final = re.compile(
    r"\b(?:copied|copying|sent|send(?:ing)?|circulated|forwarded|go(?:es|ne|ing)?|went|provided|supplied|e-?mailed|given)\b"
    r"[^.;:]{0,80}?\bto |\bserved (?:up)?on |\bshared with |\b(?:put|laid|placed) before |\blodged with "
    r"|\b(?:anfonwyd|anfonaf|anfonais|anfonwn|rwyf yn anfon|rwy[’']n anfon)\b[^.;:]{0,60}?\bat (?=(?:yr?|ein|fy)?\b)",
    re.IGNORECASE,
)
_NOT_SENT: Final = re.compile(
    r"\b(?:(?:it|this|the (?:letter|response|reply)) (?:has|was|is) not(?: yet)?(?: been| gone)?"
    r"|no copy (?:has|was)(?: yet)?(?: been| gone)?)(?: sent| e-?mailed| given| copied)? to ",
    re.IGNORECASE,
)
_RESOLVED: Final = re.compile(
    r"(?:RESOLVED|(?:it was )?resolved|it was agreed),? that (?:a |the )?"
    r"(?:cop(?:y|ies)(?: of [\w ]{3,40}?)?|response|reply|they) "
    r"(?:should )?be (?:sent|e-?mailed|forwarded|given) to ",
    re.IGNORECASE,
)
_CLAUSES: Final = re.compile(
    r",? and (?:that (?:it|they) )?be (?:laid|put|placed) before |,? and be (?:sent|given) to "
)
_ON_DAY: Final = re.compile(r" on \d{1,2} [A-Z][a-z]{2,8}(?: \d{4})?$")
_OF_IT: Final = re.compile(
    r"\b(?:cop(?:y|ies|ied|ying)|this|it|what I (?:have )?(?:written|said)|the following"
    r"|^(?:e-?mailed|sent|forwarded|circulated|provided|supplied)"
    r"|[cg]opi(?:au)?|(?:my|our|the|his|her|[a-z]{4,16}['’]s) (?:letter|response|reply|answer|statement))\b",
    re.IGNORECASE,
)
"""What is sent: a copy, or the response itself, which is meant where the sentence begins with the verb."""
_NOT_YET: Final = re.compile(
    r"\b(?:will|shall|should|must|would|could|may|might|not|never|if|unless|once|when|subject to|agree\w*|ask\w*"
    r"|(?:is|are|be|was|were) to|be sent|please|will be|do)\b",
    re.IGNORECASE,
)
_SITE_TOO: Final = re.compile(
    r",? and (?P<words>(?:it |this |the letter )?(?:(?:will be|is|was|has been|may be|can be|am) ?(?:also )?"
    r"|(?=appeared\b))"
    r"(?:(?:published|placed|put|posted|putting|placing|read|seen|found|available|appeared)\b.{0,60}"
    r"|(?:now )?on (?:my|our|the) )\bweb ?site\b"
    r"|(?:it |this )?will (?:also |now )?(?:appear|go) (?:up )?on (?:my|our|the) (?:own )?web ?site\b)",
    re.IGNORECASE,
)
_PUT_ON_SITE: Final = re.compile(
    r"\b(?:this|these|my|our|the|it)(?: (?:letter|response|reply|answer|statement|comments|page))?"
    r" (?:is|are|was|were|ha(?:s|ve) been)"
    r"(?: (?:now|also|put|placed|published|posted)){0,3} on (?:my|our|the(?: [\w’'-]{2,20})?) (?:own )?web ?site\b|"
    r"\bmae['’](?:r|i) (?:llythyr|ymateb)(?: hwn)? ar (?:fy|ein|y) n?gwefan\b|"
    r"\b(?:placed|put|published|posted) (?:this|my|our|the|it)(?: (?:letter|response|reply|answer|statement))?"
    r" on (?:my|our|the) (?:own )?web ?site\b",
    re.IGNORECASE,
)
_GIVEN_TOO: Final = r"(?:have |has )?(?:also )?(?:given|sent|passed|e-?mailed) (?:it|one|a copy) to "
_ANOTHER_CLAUSE: Final = re.compile(
    rf",? and (?!{_GIVEN_TOO})"
    r"(?:it|this|they|I|we|the (?:letter|response|reply)|will|shall|may|is|was|has|have|am|are)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""What is said after the names: "and it will be an item on the agenda of the Panel"."""
_BUT_NOT: Final = re.compile(r",? but not\b", re.IGNORECASE)
_HOW: Final = re.compile(
    r" (?:today|yesterday|now|for (?:their|his|her) information|by (?:e-?mail|post)|as well|too|also"
    r"|on (?:the|this) (?:same )?day\b.{0,60}"
    r"|on (?:[A-Z][a-z]{5,8},? )?\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8} \d{4})$",
    re.IGNORECASE,
)
_AND: Final = re.compile(
    rf"(?:,? and {_GIVEN_TOO}"
    r"|,? and (?!(?:crime|fire|rescue)\b)|,? ac? at |, (?!fire\b)|;\s*| a (?=Ph|Ch|Th|th)(?!Throsedd))"
    r"(?:(?:with )?(?:a )?cop(?:y|ies) (?=to |for ))?"
    r"(?:to |for |(?:up)?on (?!(?:my|our|the) (?:own )?web ?site)|with )?",
    re.IGNORECASE,
)
_AREA_OF_PANEL: Final = re.compile(
    r"(?:^|\b(?:(?:the )?(?:[Cc]hair(?:man|woman|person)?|[Cc]lerk|[Mm]embers) (?:of|to) )?the )"
    r"(?!Mayor|Leader|Minister|Council|Force)"
    r"[A-Z][a-z]{2,20} and [A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20})? Police(?:, Fire)? and Crime Panel\b"
)
"""A panel of two areas, which are no two recipients: the Kent and Medway Police and Crime Panel."""
_ARTICLE: Final = re.compile(
    r"^(?:to |also |yr? |the |both |all |our |my |a |(?:his|her|hm) (?:majesty['’]s )?)+(?=\S)", re.IGNORECASE
)
_LINE: Final = re.compile(
    r"^(?P<label>[^:;.]{2,40}:|(?:c\.?c\.?|bcc)\b[.:]?)\s*(?P<names>\S.*)?$", re.IGNORECASE | re.DOTALL
)
_LED_TO: Final = re.compile(r"^(?P<label>(?:copied|copy|copies)(?: sent)? to)\s+(?P<names>[^.]+)$", re.I | re.DOTALL)
_SENTENCES: Final = re.compile(r"(?<=[.;])\s+(?=[A-Z])")
_BETWEEN: Final = re.compile(r"[;•·|]| / ")
_COMMA: Final = re.compile(r", (?!and\b|ac?\b|fire\b)", re.IGNORECASE)
_LONGEST: Final = 60
_SOMEBODY: Final = re.compile(
    r"(?:(?:my|our)|(?:the|a|all|each)(?= \S+ \S)) "
    r"(?!.*\b(?:ha(?:s|ve)|is|are|was|were|gone|went|on|in due course)\b)[^\d]{3,80}"
)
"""Others to whom something may go: "my fellow commissioners". A clause or a day is nobody."""
_LONGEST_NAME: Final = 8
_OTHER: Final = "other"
_KNOWN: Final = 2
_TO_MINISTER: Final = re.compile(r"\b(?:home secretary|secretary of state|ysgrifennydd cartref)\b", re.IGNORECASE)

_ASKED: Final = re.compile(r"(?:[\w’' ]{0,30} )?(?:e-?mailed|sent|copied|forwarded|copy|posted) to ", re.IGNORECASE)
_ANSWER: Final = re.compile(r"(?:(?P<yes>yes|y|done|✓|✔|☑|☒)|no|n|not yet|☐)\.?", re.IGNORECASE)
_IS_THERE: Final = re.compile(r"(?:it |this |the letter )?(?:is|was|has been)\b", re.IGNORECASE)


class CopySaid(NamedTuple):
    """An entry of the record's distribution, and the words that it was read from. Of a guess, `why` is there too."""

    entry: Data
    words: str
    printed: str
    why: str = ""


def copies_said(block: Block) -> list[CopySaid]:
    """Read the sentences of a paragraph that say to whom the response was sent, where each of them is known."""
    if answered := copies_answered(block):  # "Sent to HMICFRS: no"
        return answered
    found: list[CopySaid] = []
    for sentence in _SENTENCES.split(block.words) if block.kind == PARAGRAPH and not BOX.search(block.words) else ():
        put = _PUT_ON_SITE.search(sentence)
        if put and not _NOT_YET.search(sentence[: put.end()]):
            copy = _sent("own_website", put[0], sentence)
            days = [one for one in find_dates(sentence[put.end() :]) if one.date and not one.doubt]
            is_dated = len(days) == 1 and sentence[put.end() :][: days[0].start].strip() in ("", "on")
            found.append(copy._replace(entry=copy.entry | ({"sent_on": days[0].date} if is_dated else {})))
        if withheld := _NOT_SENT.search(sentence):
            names = list(_named(sentence[withheld.end() :].strip(" .")))
            known = names if all(code for _, code in names) else []
            found += [
                CopySaid({"recipient": code, "sent": False, "as_printed": name}, sentence, sentence)
                for name, code in known
            ]
            continue
        if resolved := _RESOLVED.match(sentence):
            found += _resolved(sentence, resolved.end())
            continue
        sent = _SENT.search(sentence) if len(sentence.split()) <= _LONGEST else None
        if sent is None or not _OF_IT.search(sentence[: sent.end()]) or _NOT_YET.search(sentence[: sent.end()]):
            continue
        rest = _BUT_NOT.split(sentence[sent.end() :].strip(" ."))[0]
        site = _SITE_TOO.search(rest)
        names = _offices_named(rest[: site.start()] if site else _ANOTHER_CLAUSE.sub("", rest))
        if _are_recipients(names) and not any(is_denied(name) for name, _ in names):
            found += [_sent(code, name, sentence) if code else _to_another(name, sentence) for name, code in names]
            found += [_on_site(site, rest, sentence)] if site else []
    known = [one.entry["recipient"] for one in found if one.entry["recipient"] != _OTHER]
    return found if len(set(known)) == len(known) else []


def _offices_named(words: str) -> list[tuple[str, str]]:
    """Give each name in a row, as `_named` does. One beside an office, a comma between, is of whoever holds it."""
    found: list[tuple[str, str]] = []
    for part in _COMMA.split(words):
        for n, (name, code) in enumerate(_named(part)):
            if n == 0 and found and (_is_person(name) if found[-1][1] else _is_person(found[-1][0]) and code):
                found[-1] = (f"{found[-1][0]}, {name}", found[-1][1] or code)
            else:
                found.append((name, code))
    return found


def _is_person(name: str) -> bool:
    return is_name(without_orders(name))


def _are_recipients(names: Sequence[tuple[str, str]]) -> bool:
    """Tell if those to whom something was sent are known: all of them, or two with one beside them."""
    known = [code for _, code in names if code]
    if any(not code and (is_name(name) or not _SOMEBODY.fullmatch(name)) for name, code in names):
        return False  # somebody whose office is not said
    return bool(known) and (len(known) == len(names) or (len(known) >= _KNOWN and len(names) - len(known) == 1))


def _to_another(name: str, sentence: str) -> CopySaid:
    """Give the copy of somebody for whom there is no code."""
    entry: Data = {"recipient": _OTHER, "name": name, "sent": True, "as_printed": name}
    return CopySaid(entry, sentence, sentence, "Nobody of this name is among the recipients that are known.")


def _resolved(sentence: str, start: int) -> list[CopySaid]:
    """Read to whom a meeting resolved that a copy goes. That it went is a guess."""
    parts = _CLAUSES.split(sentence[start:].strip(" ."))
    names = [one for part in parts for one in _named(_ON_DAY.sub("", part))]
    why = "It was resolved that it goes there."
    return [_sent(code, name, sentence, why) for name, code in names] if all(code for _, code in names) else []


def _on_site(site: re.Match[str], rest: str, sentence: str) -> CopySaid:
    """Give the copy on the body's own website. One that was put there "the same day" has the day of the sentence."""
    copy = _sent("own_website", site["words"], sentence, "" if _IS_THERE.match(site["words"]) else _SOON)
    days = [one.date for one in find_dates(rest) if one.date and not one.doubt]
    is_same = len(days) == 1 and re.match(r",? (?:on )?the same day", rest[site.end() :])
    return copy._replace(entry=copy.entry | ({"sent_on": days[0]} if is_same else {}))


def copies_answered(block: Block) -> list[CopySaid]:
    """Read "Sent to HMICFRS: yes": to whom it was sent is asked, and answered."""
    label, colon, value = block.words.partition(":") if block.kind == PARAGRAPH else ("", "", "")
    answer = _ANSWER.fullmatch(value.strip())
    name = label.rpartition(" to ")[2].strip(" ?")
    code = concept_of("recipient", _ARTICLE.sub("", name)) if colon and _ASKED.match(label) else ""
    if not code or answer is None:
        return []
    entry: Data = {"recipient": code, "sent": bool(answer["yes"]), "as_printed": name}
    return [CopySaid(entry, block.words, block.words)]


def is_all_of_copies(block: Block) -> bool:
    """Tell if a paragraph says to whom copies went, and nothing else."""
    sentences = sentences_in(block.words)
    return bool(sentences) and all(copies_said(Block(PARAGRAPH, one, (one,))) for one in sentences)


def sentences_in(words: str) -> list[str]:
    """Part words into sentences."""
    return [one for one in _SENTENCES.split(words) if one]


def copies_listed(block: Block) -> tuple[list[CopySaid], list[str]]:
    """Read "cc: HMICFRS; the Chief Constable": the copies, and the names that are not known. Empty for other lines."""
    label, names = _listed(block)
    if not label:
        return [], []
    found: dict[str, CopySaid] = {}
    unknown = []
    for name, code in names:
        if code:
            found.setdefault(code, _sent(code, name, block.words, f"“{label}” says to whom it goes."))
        else:
            unknown.append(name)
    return list(found.values()), unknown


def copies_apart(block: Block) -> list[Block]:
    """Part a signature before the line "cc: …" in the same paragraph."""
    at = next((n for n, line in enumerate(block.lines) if n and _listed(Block(PARAGRAPH, line, (line,)))[0]), 0)
    if block.kind != PARAGRAPH or not at:
        return [block]
    parts = (block.lines[:at], block.lines[at:])
    return [Block(PARAGRAPH, "\\\n".join(map(escaped, lines)), lines, anchor=block.anchor) for lines in parts]


def put_addressee(data: Data, blocks: Sequence[Block], letters: Sequence[Letter], notes: Notes) -> None:
    """Add whoever a letter is written to, the minister or the inspectorate, where it names others who have a copy."""
    copies = data.get("distribution", [])
    if not copies or not letters:
        return
    for code, printed, words in _written_to(blocks, letters[0]):
        if not any(one["recipient"] == code for one in copies):
            notes.guess(("distribution", len(copies), "sent"), words, "The letter is written to them.")
            copies.append({"recipient": code, "sent": True, "as_printed": printed})


def _written_to(blocks: Sequence[Block], letter: Letter) -> list[tuple[str, str, str]]:
    """Say to whom a letter is written, by its greeting or by the lines above it: the code, the name and the line.

    A message may be to both the minister and the inspectorate, in a line "To: …; …".
    """
    greeting = blocks[letter.salutation].lines[0]
    if named := _TO_MINISTER.search(greeting):
        return [("home_secretary", named[0], greeting)]
    above = [line for one in blocks[letter.start : letter.salutation] if one.kind == PARAGRAPH for line in one.lines]
    if to := next((one for one in above if one.startswith("To: ")), ""):
        named_there = [(concept_of("recipient", one), one.strip(), to) for one in to.removeprefix("To: ").split(";")]
        if len(named_there) > 1 and all(code in _WRITTEN_TO for code, _, _ in named_there):
            return named_there
    lines = [one for one in above if len(one.split()) <= _LONGEST_NAME]
    lines = [one for one in lines if "copies" not in label_of(one.partition(":")[0]).topics]  # "Cc: Home Office"
    known = [(concept_of("recipient", one), one) for one in lines]
    known = [one for one in known if one[0] in _WRITTEN_TO]
    if any(one.startswith("From: ") for one in above):  # who gets a message may send it on to the minister
        known = [one for one in known if one[0] != "home_secretary" or not one[1].startswith("To: ")]
    if not known and (yours := _of_inspectorate(blocks[letter.salutation : letter.end])):
        return [yours]
    return [(*known[0], known[0][1])] if len({code for code, _ in known}) == 1 else []


def _of_inspectorate(blocks: Sequence[Block]) -> tuple[str, str, str] | None:
    """Read from "your inspectors find" that the inspectorate is written to, where nothing above a letter says so."""
    for block in blocks:
        for sentence in sentences_in(block.words):
            if found := _YOURS.search(sentence):
                return "hmicfrs", found[0], sentence
    return None


_YOURS: Final = re.compile(r"\byour (?:inspectors|inspectorate|inspection)\b", re.IGNORECASE)


_WRITTEN_TO: Final = ("home_secretary", "hmicfrs")
_SOON: Final = "It says so of its own publication."


def _listed(block: Block) -> tuple[str, list[tuple[str, str]]]:
    """Give the label of a list of copies, and the names behind it. The label is empty where it is another line."""
    words = "; ".join(block.lines) if block.kind == PARAGRAPH and not BOX.search(block.words) else ""
    found = (_LINE.match(words) or _LED_TO.match(words)) if len(words.split()) <= _LONGEST else None
    label = label_of(found["label"].rpartition(" / ")[2]) if found else None
    if found is None or label is None or label.actor or not (label.pure and label.topics == {"copies"}):
        return "", []
    parts = _BETWEEN.split(found["names"] or "")
    names = [one for part in parts if part.strip() for one in _of_part(part)]
    return (found["label"].strip(" :"), names) if any(code for _, code in names) else ("", [])


def _of_part(part: str) -> list[tuple[str, str]]:
    """Read a part of a list between semicolons: several names, or one with the office that somebody holds."""
    several = list(_named(part))
    known = [code for _, code in several if code]
    return several if len(set(known)) > 1 else [(part.strip(" .,"), _code_of(part))]


def _code_of(name: str) -> str:
    """Give the code of a recipient: empty where none is known, or where it is said that none went there."""
    return "" if is_denied(name) else concept_of("recipient", mark_apart(name)[0])


def _named(words: str) -> Iterator[tuple[str, str]]:
    """Give each name in a row of them, and the code of the recipient that it is: empty where none is known."""
    words = _HOW.sub("", words.strip(" ."))
    area = _AREA_OF_PANEL.search(words)
    parts = (
        [*_AND.split(words[: area.start()]), area[0], *_AND.split(words[area.end() :])] if area else _AND.split(words)
    )
    for part in parts:
        if name := part.strip(" .,"):
            yield name, _code_of(_ARTICLE.sub("", name)) or _code_of(name)


def _sent(code: str, name: str, words: str, why: str = "") -> CopySaid:
    return CopySaid({"recipient": code, "sent": True, "as_printed": name}, words, words, why)
