"""Who speaks in the comments: the chief officer, quoted or reported in the body's text, the body, or somebody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, QUOTE, Block
from opcc_opendata.importers.items import speaks, start_of
from opcc_opendata.importers.labels import REPLY, is_capital, label_of, part_of
from opcc_opendata.importers.notes import last_of
from opcc_opendata.importers.people import (
    NOBODY,
    Person,
    attributed,
    from_whom,
    is_chief,
    is_closing,
    people_in,
    signer,
    speaker,
)
from opcc_opendata.importers.quotations import (
    OPENING,
    attribution,
    is_closed,
    is_open,
    is_sign_off,
    quotation_at,
    signed_last,
)
from opcc_opendata.importers.speaking_again import is_led_to, speaks_again
from opcc_opendata.importers.told import A_CHIEF, CHIEF, asked_before, told_by_chief

OWN: Final = "policing_body"
CHIEFS: Final = "chief_officer"
OTHERS: Final = "other"
UNSURE: Final = "unsure"

_REPLIES: Final = re.compile(
    r"(?:In (?:answer|reply|response) to (?:the Chief Constable|him|her|them)|To the Chief Constable I\b"
    r"|I (?:thank|am grateful to) (?:the Chief Constable|him|her) for (?:his|her|their|those|these)\b)"
)
"""How the body begins to answer the chief officer whose words stand above."""
_IN_REPLY: Final = re.compile(
    r"\bI (?:thank|am grateful to) (?:the Chief Constable|him|her)\b[^.]{0,80}\b(?:add|say|answer)"
    r"(?: only)? in (?:reply|answer|response)\b"
)
_QUOTED: Final = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)", re.DOTALL)
_LEADS: Final = re.compile(
    r"(?:said|says|writes|wrote|adds|puts it"
    r"|stated|states|commented|responded|replied|response|view|views|comments?|follows|following|below"
    r"|provided|(?:told|tells) (?:me|us)|dywedodd|ymateb)\b[^.:]{0,200}"
    r"(?:\. (?:They|These|This|It|Here)\b[^.:]{0,40})?:\s*$",
    re.IGNORECASE,
)
_RECEIVED: Final = re.compile(
    r"\bI (?:have (?:received|had|been sent)|received|had|was sent) (?:the following|this|these words)"
    rf"(?: (?:reply|response|answer|statement|words|comments?))? from (?:the|my|our) (?:{A_CHIEF})\b[^.]{{0,80}}\.$",
    re.IGNORECASE,
)
"""A whole sentence that leads to what stands in the next paragraph."""
_I_SAID: Final = re.compile(
    rf"\bI (?:have )?(?:told|said to|wrote to|put to)\b[^.]{{0,60}}(?:{A_CHIEF})[^.]{{0,120}}:$", re.I
)
_BEGINS_WITH_CHIEF: Final = re.compile(
    rf"(?:[^.]{{0,200}}\. )?(?:the|my|our|y|fy)? ?(?:{A_CHIEF})\b[^.]{{0,120}}:$", re.I
)
"""A sentence of which the chief officer is the subject."""
_REPORTED: Final = re.compile(
    rf"(?:\b(?:I (?:am|have been) (?:advised|assured|informed|told) by (?:the|my) (?:temporary |acting )?(?:{A_CHIEF})"
    rf"|(?:the|my) (?:temporary |acting )?(?:{A_CHIEF})(?:,? [A-Z][\w’'-]{{0,40}}){{0,4}},? (?:has )?"
    r"(?:advised|assured|informed|told|tells|advises|assures|informs|confirmed|confirms) (?:me|us|my office)"
    rf"|^(?:the|my|our) (?:{A_CHIEF})(?:,? [A-Z][\w.’'-]{{0,40}}){{0,4}},? (?:said|says|has said|explained|explains"
    r"|reported|comment(?:ed|s)|has (?:commented|explained|reported|written|replied)|writes|wrote) that"
    rf"|^I (?:have )?asked (?:the|my|our) (?:{A_CHIEF})(?:,? [A-Z][\w.’'-]{{0,40}}){{0,4}},?"
    r" (?:what|how|why|whether|for)\b"
    r"[^.“]{0,120}\. (?:he|she) (?:told|tells|answered|replied|said)"
    rf"|^I (?:have )?(?:asked for|sought|invited|requested) (?:the )?(?:comments?|views?) of (?:the|my) (?:{A_CHIEF})"
    r"\b[^.“]{0,120}\. (?:he|she) (?:has )?(?:told|tells|answered|replied|said|writes|wrote)"
    rf"|^I (?:have )?(?:also )?(?:(?:consulted|asked|invited|spoke (?:to|with)|wrote to)"
    r"|(?:asked for|sought|invited|requested) (?:the )?(?:comments?|views?) (?:of|from)) (?:the|my|our)"
    rf" (?:temporary |acting )?(?:{A_CHIEF})(?:,? [A-Z][\w.’'-]{{0,40}}){{0,5}},? who (?:has )?(?:also )?"
    r"(?:told me|tells me|comment(?:ed|s)|sa(?:id|ys)|repli(?:ed|es)|answer(?:ed|s)|explain(?:ed|s)|report(?:ed|s)"
    r"|advise[ds]|assure[ds]|confirm(?:ed|s)|respond(?:ed|s)|wrote|writes|state[ds])"
    r"|mae['’]r prif gwnstabl wedi)\b)",
    re.IGNORECASE,
)
_REPORTED_IN_LONDON: Final = re.compile(
    r"\b[Tt]he Commissioner (?:has )?(?:advised|assured|informed|told|tells|advises|assures|informs|confirmed|confirms)"
    r" (?:me|us|my office|MOPAC)\b"
)
_CHIEF_SAYS: Final = re.compile(
    rf"(?:the |our |my )?(?:{A_CHIEF})(?:,? \(?[A-Z][^:.]{{0,50}})? "
    r"(?:says|writes|states|comments|said|wrote|adds):\s+(?=[^\s“\"‘'])",
    re.IGNORECASE,
)
"""What the chief officer says after a colon, without quotation marks."""
_SAID_TOO: Final = re.compile(r"(?:He|She) (?:also |then |has )?(?:said|says|told me|tells me|added|adds|wrote)\b")
_LONGEST_LABEL: Final = 8


@dataclass(slots=True)
class SpeakerRun:
    """A run of blocks by one speaker. `form` is a code of comment_forms.csv, `why` says what a guess rests on.

    `kind` is that of a comment, OTHERS where somebody else speaks, or UNSURE. `ends_unsure` says that only its words
    show where it ends, and the next piece begins.
    """

    kind: str
    blocks: list[Block] = field(default_factory=list)
    form: str = ""
    person: Person = NOBODY
    why: str = ""
    sure: bool = False
    ends_unsure: bool = False


def pieces_of(blocks: Sequence[Block], known: dict[str, Person]) -> list[SpeakerRun]:
    """Share the body's comments out among those who speak in them, in their order."""
    pieces = [SpeakerRun(OWN)]
    place = 0
    apart = [one for block in blocks for one in _apart(block)]
    while place < len(apart):
        block = apart[place]
        if _introduces(block, apart[place + 1] if place + 1 < len(apart) else None):
            pieces[-1].blocks.append(block)
            if place + 1 < len(apart):
                piece = _introduced(apart, place + 1, block, known)
                pieces += [piece, _own_after(piece)]
                place += len(piece.blocks)
        elif _is_label_of_chief(block):
            pieces[-1].blocks.append(block)
            piece = _labelled(apart, place + 1, block)
            pieces += [piece, _own_after(piece)]
            place += len(piece.blocks)
        elif len(pieces) > 1 and not pieces[-1].blocks and _goes_on(pieces[-2], block):
            pieces[-2].blocks.append(block)
        elif quoted := _quoted_at(apart, place, known, pieces):
            pieces += [quoted, SpeakerRun(OWN)]
            place += len(quoted.blocks) - 1
        else:
            pieces[-1].blocks.append(block)
        place += 1
    return _replies_apart([piece for piece in pieces if piece.blocks])


def _replies_apart(pieces: Sequence[SpeakerRun]) -> list[SpeakerRun]:
    """Set apart the paragraphs in which the body answers the chief officer, whose words stand above or are attached."""
    made: list[SpeakerRun] = []
    for piece in pieces:
        if piece.kind != OWN:
            made.append(piece)
            continue
        is_below = bool(made) and made[-1].kind == CHIEFS
        for n, block in enumerate(piece.blocks):
            is_reply = (n == 0 and is_below and _REPLIES.match(block.words)) or _IN_REPLY.search(block.words)
            if is_reply:
                made.append(SpeakerRun(REPLY, [block], why=start_of(block.words)))
            elif n and made[-1].kind == OWN:
                made[-1].blocks.append(block)
            else:
                made.append(replace(piece, blocks=[block]))
    return made


def set_off(kind: str, blocks: Sequence[Block]) -> list[SpeakerRun]:
    """Give what stands under somebody's heading as theirs. Below a quotation that is led to, others may speak again."""
    signed = next((n for n, one in enumerate(blocks) if is_closing(one)), len(blocks))
    others = [one for one in blocks[signed + 1 :] if (person := _speaks(one, {})).author and not person.role]
    if others:
        rest = [one for one in blocks if one not in others]
        return [
            *set_off(kind, rest),
            SpeakerRun(OTHERS, others, "quoted", _speaks(others[0], {}), last_of(others[0].words)),
        ]
    led = [n for n, one in enumerate(blocks) if one.kind == QUOTE and (n == 0 or blocks[n - 1].words[-1:] == ":")]
    end = next((n for n, one in enumerate(blocks) if led and n > led[0] and one.kind != QUOTE), len(blocks))
    if end == len(blocks) or is_closing(blocks[end]) or attribution(blocks[end]).role:
        return [SpeakerRun(kind, list(blocks))]
    return [
        SpeakerRun(kind, list(blocks[:end])),
        SpeakerRun(UNSURE, list(blocks[end:]), why=last_of(blocks[end - 1].words)),
    ]


def _goes_on(piece: SpeakerRun, block: Block) -> bool:
    """Tell if a paragraph goes on with what the chief officer is reported to say: "He said in particular: …"."""
    is_reported = piece.kind == CHIEFS and piece.form == "reported_speech"
    return is_reported and block.kind == PARAGRAPH and bool(_SAID_TOO.match(block.words))


def _quoted_at(
    blocks: Sequence[Block], place: int, known: dict[str, Person], pieces: Sequence[SpeakerRun]
) -> SpeakerRun | None:
    """Give the piece of somebody else that a block is, by a name in it or right below it. None for the body's own."""
    block = blocks[place]
    for person, inside in (
        (_signed_inside(block), [block]),
        (_attributed_below(blocks, place), list(blocks[place : place + 2])),
    ):
        if person.role:
            return SpeakerRun(
                CHIEFS if is_chief(person.role) else OWN, inside, "quoted", person, person.words, sure=True
            )
    before = next((one for one in reversed(pieces) if one.blocks), None)
    goes_on = before is not None and before.kind == CHIEFS and before.form == "quoted"
    if told := told_by_chief(block, before.person if before is not None and goes_on else None):
        return SpeakerRun(CHIEFS, [block], "quoted", told, told.words)
    if block.kind == PARAGRAPH and (led := _CHIEF_SAYS.match(block.words)):
        return SpeakerRun(CHIEFS, [block], "own_text", speaker(led[0]), led[0])
    if words := reported(block):
        return SpeakerRun(CHIEFS, [block], "reported_speech", _chief_named(block.words[:300]), words)
    person = _speaks(block, known)
    if person.words and is_chief(person.role):
        return SpeakerRun(CHIEFS, [block], "quoted", person, person.words, sure=True)
    if person.author and not person.role and not speaks(_QUOTED.sub(" ", block.words)):
        return SpeakerRun(OTHERS, [block], "quoted", person, person.words)
    return None


def voices_of(blocks: Sequence[Block], known: dict[str, Person]) -> list[SpeakerRun]:
    """Share out a text in which everybody is quoted, such as a news item. What nobody says is nobody's: UNSURE."""
    pieces: list[SpeakerRun] = []
    waiting = NOBODY
    for block in blocks:
        person = _speaks(block, known)
        goes_on = block.words[:1] in OPENING or block.kind == QUOTE or block.style == "em"
        if waiting.words and goes_on and person.author in ("", waiting.author):
            if pieces[-1].person is waiting:
                pieces[-1].blocks.append(block)
            else:
                pieces.append(SpeakerRun(_kind(waiting), [block], "quoted", waiting, waiting.words, sure=True))
            waiting = waiting if not is_closed(block) else NOBODY
            continue
        waiting = NOBODY
        if person.words:
            pieces.append(SpeakerRun(_kind(person), [block], "quoted", person, person.words, sure=True))
            waiting = person if is_open(block) else NOBODY
        else:
            if block.kind == PARAGRAPH and block.words.endswith(":"):
                waiting = attributed(block.words, known)
            if pieces and pieces[-1].kind == UNSURE:
                pieces[-1].blocks.append(block)
            else:
                pieces.append(SpeakerRun(UNSURE, [block]))
    return pieces


def has_voices(blocks: Sequence[Block], known: dict[str, Person]) -> bool:
    """Tell if the body is quoted in a text, as in a news item."""
    return any(piece.kind == OWN for piece in voices_of(blocks, known))


def form_of(blocks: Sequence[Block]) -> tuple[str, Person]:
    """Say how a text stands in the document: quoted, where it is a quotation after "said:", or its author's own."""
    first = next((block for block in blocks if block.kind == PARAGRAPH), None)
    person = (speaker(first.words) if first else NOBODY) or NOBODY
    if first and not person.role:
        person = _speaks(first, {})
    if first and person.role and (set(first.words) & set('"“') or any(block.kind == QUOTE for block in blocks)):
        return "quoted", person
    return "own_text", NOBODY


def _chief_named(words: str) -> Person:
    """Give the chief officer whom words name beside the office, where it is one person."""
    named = [one for one in people_in(words).values() if is_chief(one.role)]
    return named[0] if len(named) == 1 else NOBODY


def _kind(person: Person) -> str:
    if not person.role:
        return OTHERS
    return CHIEFS if is_chief(person.role) else OWN


def _speaks(block: Block, known: dict[str, Person]) -> Person:
    """Read who says what a paragraph quotes, if most of it is a quotation that is attributed to somebody."""
    if block.kind != PARAGRAPH:
        return NOBODY
    quoted = sum(len(found[0]) for found in _QUOTED.finditer(block.words))
    if not quoted or 2 * quoted < len(block.words) - 80:
        return NOBODY
    outside = " ".join(_QUOTED.sub(" ", block.words).split())
    return attributed(outside, known)


def _introduces(block: Block, below: Block | None = None) -> bool:
    """Tell if a paragraph leads to words of the chief officer's: by its verb, or by the quotation set off below it."""
    end = block.words[-300:]
    if block.kind != PARAGRAPH or _I_SAID.search(end):
        return False
    is_set_off = below is not None and below.kind == QUOTE and end.endswith(":") and bool(_BEGINS_WITH_CHIEF.match(end))
    if not (is_set_off or _LEADS.search(end) or _RECEIVED.search(end)):
        return False
    return bool(CHIEF.search(end)) or (is_capital() and "commissioner" in end.lower())


def _introduced(blocks: Sequence[Block], start: int, lead: Block, known: dict[str, Person]) -> SpeakerRun:
    """Give the chief officer's words after "he has stated:". UNSURE where it can't be told where they end."""
    quoted = quotation_at(blocks, start)
    if quoted:
        person = signed_last(quoted)
        person = person if person.role else attributed(lead.words, known)
        person = person if person.role or not (asked := asked_before(lead.words)).author else asked
        if not person.author:
            person = named if (named := _chief_named(lead.words)).author else person
        below = blocks[start + len(quoted)] if start + len(quoted) < len(blocks) else None
        if is_chief((signs := attribution(below)).role):
            quoted, person = [*quoted, *filter(None, [below])], signs
        return SpeakerRun(CHIEFS, quoted, "quoted", person if is_chief(person.role) else NOBODY, last_of(lead.words))
    end = next(
        (n for n, one in enumerate(blocks) if n >= start and (one.level or is_sign_off(one) or one.text[:1] == "\0")),
        len(blocks),
    )
    inside = list(blocks[start:end])
    if len(inside) == _ONE_AND_THE_LEAD and lead.words[-1:] == "." and _LEADS_TO_TABLE.match(inside[-1].words):
        return SpeakerRun(CHIEFS, inside[:1], "quoted", _chief_named(lead.words), last_of(lead.words))
    return _up_to_body(inside, lead, _chief_named(lead.words))


def _up_to_body(inside: Sequence[Block], lead: Block, person: Person) -> SpeakerRun:
    """Give what the chief officer says up to where the body speaks again, as a guess. UNSURE where it does not."""
    end, is_sure = speaks_again(inside)
    if end == len(inside) and not is_led_to(lead, inside):
        return SpeakerRun(UNSURE, list(inside), why=last_of(lead.words))
    return SpeakerRun(CHIEFS, list(inside[:end]), "quoted", person, last_of(lead.words), ends_unsure=not is_sure)


def _own_after(piece: SpeakerRun) -> SpeakerRun:
    """Begin the body's own words below the chief officer's: a guess, where it can't be told that these end there."""
    return SpeakerRun(OWN, why=start_of(piece.blocks[-1].words) if piece.ends_unsure and piece.blocks else "")


_ONE_AND_THE_LEAD: Final = 2
_LEADS_TO_TABLE: Final = re.compile(
    r"(?:My|Our) (?:answers?|responses?|repl(?:y|ies)|comments?|actions?)\b[^.]{0,160}\b(?:table|below)\b"
)
"""The writer's own sentence again, which leads to the findings and their answers."""


def _label(block: Block) -> str:
    """Say which part of a record a line alone is the label of, such as "Chief Constable comments" in a letter."""
    if block.kind == PARAGRAPH and (role := from_whom(block.words).role):
        return "chief_officer_comments" if is_chief(role) else "policing_body_comments"
    is_line = (
        block.kind in (PARAGRAPH, HEADING) and len(block.lines) == 1 and len(block.words.split()) <= _LONGEST_LABEL
    )
    is_label = is_line and block.words[:1].isupper() and block.words.rstrip(":")[-1:].isalpha()
    is_sure = block.kind == HEADING or label_of(block.words).pure
    return part_of(block.words) if is_label and is_sure else ""


def _is_label_of_chief(block: Block) -> bool:
    return _label(block) == "chief_officer_comments"


def _labelled(blocks: Sequence[Block], start: int, label: Block) -> SpeakerRun:
    """Give what stands under a label of the chief officer's, up to the next label, finding or heading.

    Where a closing line ends it instead, its last paragraphs may be the writer's own again: one is a guess, more are
    UNSURE.
    """
    end = start
    while end < len(blocks) and not (
        blocks[end].level or is_sign_off(blocks[end]) or blocks[end].text[:1] == "\0" or _label(blocks[end])
    ):
        end += 1
    inside = list(blocks[start:end])
    is_ended = end < len(blocks) and not is_sign_off(blocks[end])
    if len(inside) > 1 and not is_ended:
        end, is_sure = speaks_again(inside)
        if end == len(inside) or not is_sure:
            return SpeakerRun(UNSURE, inside, why=last_of(label.words))
        return SpeakerRun(CHIEFS, inside[:end], "own_text", from_whom(label.words), last_of(label.words))
    named, signed = from_whom(label.words), signed_last(inside) if inside else NOBODY
    person = signed if not named.author and is_chief(signed.role) else named
    return SpeakerRun(CHIEFS, inside, "own_text", person, last_of(label.words), sure=is_ended)


def reported(block: Block) -> str:
    """Give the words by which a block reports what the chief officer says."""
    if block.kind != PARAGRAPH:
        return ""
    words = block.words[:300]
    found = _REPORTED.search(words) or (_REPORTED_IN_LONDON.search(words) if is_capital() else None)
    return found[0] if found else ""


def _attributed_below(blocks: Sequence[Block], place: int) -> Person:
    """Read the line under a quotation that says whose it is: "— Chief Constable Jo Sample"."""
    is_above = blocks[place].kind == QUOTE and place + 1 < len(blocks)
    return attribution(blocks[place + 1]) if is_above else NOBODY


def _signed_inside(block: Block) -> Person:
    """Read the last line of a quotation, where it says whose it is."""
    if block.kind != QUOTE or len(block.lines) < 2:
        return NOBODY
    return signer(block.lines[-1].strip("*_–—- "))


def _apart(block: Block) -> list[Block]:
    """Part a paragraph in which a quotation of the chief officer's begins: what leads to it, and the quotation."""
    if block.kind != PARAGRAPH:
        return [block]
    opens = re.search(r":\s+(?=[\"“‘])", block.text)
    if opens is None or opens.start() < 1:
        return [block]
    before, quote = block.text[: opens.start() + 1], block.text[opens.end() :]
    lead = replace(block, text=before, lines=(before,))
    if not _introduces(lead) or speaker(before).role:
        return [block]
    return [lead, replace(block, text=quote, lines=(quote,))]
