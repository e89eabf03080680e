"""Blocks as the writer meant them: lines with labels apart, headings and signatures that were broken together again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from textwrap import dedent
from typing import Final

from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, TABLE, Block, escaped, paragraph
from opcc_opendata.importers.facts import facts_of
from opcc_opendata.importers.items import KINDS, asks, head_of
from opcc_opendata.importers.label_value import labels_at_start, starts_of_labels
from opcc_opendata.importers.labelled import ANSWERING, VALUES, label_among, labelled_of, plain
from opcc_opendata.importers.labels import REPLY, column_of, label_of, part_of
from opcc_opendata.importers.offices_over_texts import is_second_office
from opcc_opendata.importers.people import from_whom, is_signed_by, speaker

_BOLD: Final = re.compile(r"\*\*([^*\n]{2,80})\*\*")
_GOES_ON: Final = re.compile(r"(?:\b(?:for|of|and|the|to|on|in|into|an?|with|by|from|at|or)|[,&–-])$", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"\d{1,2}[.)] ")
_TWO_HEADS: Final = re.compile(rf"^(?P<part>.{{4,60}}?)\s+(?P<head>(?:{KINDS})\s+\d{{1,3}})$", re.IGNORECASE)
_DOTS: Final = re.compile(r"\s[·•|]\s")
_ARROW: Final = re.compile(r"(?:[-=–—]{1,2}>|[→►➔➤»])\s+")
_BETWEEN_FACTS: Final = re.compile(r" [|·•] |(?<=\w) (?=[A-Z][a-z]+ [a-z ]{2,30}: ?\d)|(?<=\d)\. (?=[A-Z])")
_RUN_IN: Final = re.compile(
    r"^(?:\d{1,2}\\?[.)]\s+)?\*\*(?P<head>[^*.\n]{4,120})(?:\.\*\*|\*\*\.)\s+(?P<rest>\S.*)$", re.DOTALL
)
_RUN_IN_PLAIN: Final = re.compile(
    r"^(?P<head>[A-Z][\w’']{1,20}(?: [\w’']{1,20}){1,5})\.\s+(?P<rest>[A-Z]\S*\s\S.*)$", re.DOTALL
)
_SPOKEN: Final = frozenset(["policing_body_comments", "chief_officer_comments", REPLY])
_OF_AN_ANSWER: Final = re.compile(r"\b(?:actions?|updates?|progress|plans?|camau|cynllun)\b", re.IGNORECASE)
"""In the label of an answer to a finding, which may be one that nothing else shows."""
_SHORTEST_SPEECH: Final = 6
_LOWEST: Final = 6
_LONGEST_FACTS: Final = 300
_LONGEST_HEADING: Final = 30
_LONGEST_PLAIN: Final = 8


def lines_apart(blocks: Sequence[Block], fact_of: Callable[[str], str]) -> list[Block]:
    """Part each paragraph before its lines that begin a finding, or that have a label, and join what was broken.

    `fact_of` says which fact of a report a label names.
    """
    headed = [one for block in blocks for part in _heads_apart(block) for one in _run_in_head_apart(part)]
    whole = [one for block in headed for part in _arrows_apart(block) for one in _values_apart(part)]
    spoken = [one for block in _speakers_apart(whole) for one in block]
    runs = [run for block in spoken for one in _facts_apart(block) for run in _runs_apart(one, fact_of)]
    parted = [one for run in runs for one in _parted(run, fact_of)]
    return list(_joined(parted))


_LEADS_ON: Final = re.compile(r"\b(?:to|on|about|for|of|in|i|ar)$", re.IGNORECASE)


def _heads_apart(block: Block) -> list[Block]:
    """Part a heading in which two stand: "Recommendations Recommendation 1", as where a PDF has no space between."""
    is_heading = block.kind == HEADING or block.style == "strong"
    found = _TWO_HEADS.match(block.words) if is_heading else None
    is_part = found is not None and bool(part_of(found["part"])) and label_of(found["part"]).pure
    if found is None or not is_part or _LEADS_ON.search(found["part"]):  # "Response to" goes on with what it answers
        return [block]
    pair = [replace(block, text=found[name], lines=(found[name],)) for name in ("part", "head")]
    return [pair[0], replace(pair[1], level=block.level + 1 if block.level else 0, anchor="")]


def _run_in_head_apart(block: Block) -> list[Block]:
    """Part a paragraph that begins with its own heading: "**Chief Constable’s statement.** We accept …".

    One that is not bold says who speaks, and nothing else.
    """
    found = _RUN_IN.match(block.text) if block.kind == PARAGRAPH else None
    if found is None and block.kind == PARAGRAPH and (plain_head := _RUN_IN_PLAIN.match(block.text)):
        is_sure = label_of(plain_head["head"]).pure and part_of(plain_head["head"]) in _SPOKEN
        found = plain_head if is_sure else None
    if found is None or not part_of(found["head"], is_heading=True) or head_of(block.words):
        return [block]
    words = " ".join(plain(found["rest"]).split())
    head = Block(PARAGRAPH, f"**{found['head']}**", (found["head"],), style="strong", anchor=block.anchor)
    return [head, Block(PARAGRAPH, found["rest"], (words,))]


def _speakers_apart(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Part paragraphs that begin with whoever speaks in them: "Chief Constable’s comments: We accept …".

    Only above the findings: below one, such a paragraph is somebody's answer to it, unless it replies to the chief.
    """
    below = next((n for n, one in enumerate(blocks) if _begins_findings(one)), len(blocks))
    for n, block in enumerate(blocks):
        is_speech = block.kind == PARAGRAPH and (n < below or _is_reply(block))
        yield _speaker_apart(block) if is_speech else [block]


def _is_reply(block: Block) -> bool:
    return any(part_of(label) == REPLY for label, _, _ in labels_at_start(block.text))


def _begins_findings(block: Block) -> bool:
    is_headed = part_of(block.words, is_heading=True) in ("recommendations", "grades")
    return block.kind == TABLE or is_headed or head_of(block.words) is not None


def _speaker_apart(block: Block) -> list[Block]:
    for label, said, _ in labels_at_start(block.text):
        words = " ".join(plain(said).split())
        if _OF_AN_ANSWER.search(label):
            continue
        is_speech = len(words.split()) >= _SHORTEST_SPEECH and words[-1] in ".!?" and words[0] not in "“\"‘'"
        is_speaker = bool(from_whom(label).role) or part_of(label, is_heading=True) in _SPOKEN
        if is_speech and not speaker(f"{label}:").role and is_speaker:
            heading = Block(HEADING, label, (label,), level=_LOWEST, anchor=block.anchor)
            return [heading, Block(PARAGRAPH, said, (words,))]
    return [block]


def _values_apart(block: Block) -> list[Block]:
    """Part a line in which several labels have their values: "In charge: Insp Field · Finish: 31 January 2025"."""
    pieces = _DOTS.split(block.text) if block.kind == PARAGRAPH and len(block.lines) == 1 else []
    known = [one for one in pieces if label_among(one, VALUES)[0]]
    return [paragraph(one.strip()) for one in pieces] if len(known) > 1 else [block]


def _arrows_apart(block: Block) -> list[Block]:
    """Part a paragraph before its lines that begin with an arrow, and join each line with those it goes on in."""
    if block.kind != PARAGRAPH or not any(map(_ARROW.match, block.lines)):
        return [block]
    groups: list[list[str]] = [[]]
    for line in block.lines:
        if _ARROW.match(line):
            groups.append([])
        groups[-1].append(_ARROW.sub("", line))
    words = [" ".join(group) for group in groups if group]
    return [Block(PARAGRAPH, escaped(one), (one,)) for one in words]


def _facts_apart(block: Block) -> list[Block]:
    """Part a line in which facts with labels stand one after another: "Report published: … | Response published: …"."""
    if block.kind != PARAGRAPH or len(block.lines) != 1:
        return [block]
    pieces = [one.strip() for one in _BETWEEN_FACTS.split(block.words) if one.strip()]
    made = [Block(PARAGRAPH, one, (one.rstrip("."),)) for one in pieces]
    return made if len(made) > 1 and any(map(facts_of, made)) and len(block.words) <= _LONGEST_FACTS else [block]


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Join a heading that goes on in the next, and a name with the office below it."""
    waiting: Block | None = None
    for place, block in enumerate(blocks):
        if waiting is None:
            waiting = block
        elif _is_broken(waiting, block):
            text, line = f"{waiting.text} {block.text}", f"{waiting.words} {block.words}"
            waiting = replace(waiting, text=text, lines=(line,))
        elif (
            len(waiting.lines) == len(block.lines) == 1
            and is_signed_by(waiting, block)
            and not is_second_office(blocks, place)
        ):
            waiting = replace(
                waiting, text=f"{waiting.text}\\\n{block.text}", lines=(*waiting.lines, *block.lines), style=""
            )
        else:
            yield waiting
            waiting = block
    if waiting is not None:
        yield waiting


def _is_broken(one: Block, other: Block) -> bool:
    if one.kind != HEADING or other.kind != HEADING or one.level != other.level:
        return False
    goes_on = bool(_GOES_ON.search(one.words)) or other.words[:1].islower()
    return goes_on and len(f"{one.words} {other.words}".split()) <= _LONGEST_HEADING


def _runs_apart(block: Block, fact_of: Callable[[str], str]) -> Iterator[Block]:
    """Part a paragraph in which several labels stand one after another: "Answer: Agree. Force: … PCC: …"."""
    starts = _starts(block, fact_of) if block.kind == PARAGRAPH else []
    if len(starts) < 2 and not (starts and starts[0] > 0 and block.text[: starts[0]].strip()):
        yield block
        return
    if block.text[: starts[0]].strip():
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(block.text)], strict=True):
        text = block.text[start:end].strip().rstrip("\\").strip()
        label = _BOLD.match(text)
        if label and fact_of(label[1]):
            text = f"{label[1].strip(' :')}: {text[label.end() :].strip(' :')}"
        words = " ".join(re.sub(r"\*\*|\\", "", text).split())
        yield replace(block, text=text, lines=(words,), style="", anchor=block.anchor if start == 0 else "")


def _starts(block: Block, fact_of: Callable[[str], str]) -> list[int]:
    """Say where the labels of a paragraph begin: bold ones anywhere, others at the start of a sentence.

    One that is not bold counts beside another, or behind the number of a finding.
    """
    bold = [one.start() for one in _BOLD.finditer(block.text) if _is_label(one[1], fact_of)]
    plain = starts_of_labels(block.text, lambda label: column_of(label) in ANSWERING)
    is_of_finding = head_of(block.words) is not None
    if len(block.lines) == 1 and (len(plain) > 1 or (plain and plain[0] > 0 and is_of_finding)):
        return sorted({*bold, *plain})
    return bold


def _is_label(words: str, fact_of: Callable[[str], str]) -> bool:
    return bool(fact_of(words)) or bool(labelled_of(Block(PARAGRAPH, f"**{words}** x", (f"{words} x",)))[0])


def _parted(block: Block, fact_of: Callable[[str], str]) -> Iterator[Block]:
    if block.kind == LIST and (inside := _numbered_heading(block) or _labelled_items(block)):
        yield from inside
        return
    if block.kind != PARAGRAPH or len(block.lines) < 2:
        yield block
        return
    texts = [re.sub(r"\\$", "", line.strip()).strip() for line in block.text.split("\n") if line.strip(" \\")]
    if len(texts) != len(block.lines):
        texts = list(block.lines)
    pieces = [_line(text, words) for text, words in zip(texts, block.lines, strict=True)]
    pieces = list(_values_joined(pieces, fact_of))
    heads = [_is_heading(pieces, n, fact_of) for n in range(len(pieces))]
    starts = [
        n
        for n, one in enumerate(pieces)
        if n == 0 or heads[n] or heads[n - 1] or _begins(one, fact_of) or _is_fact(pieces[n - 1], fact_of)
    ]
    if len(starts) == 1:
        yield block
        return
    for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
        run = pieces[start:end]
        style = run[0].style if len(run) == 1 else ""
        text = "\\\n".join(one.text for one in run)
        first = replace(block, anchor=block.anchor if start == 0 else "")
        yield replace(first, text=text, lines=tuple(one.lines[0] for one in run), style=style)


def _numbered_heading(block: Block) -> list[Block]:
    """Give the heading that a list of one item is: "2. Comments of the Chief Constable". None where it is a list."""
    words = block.words
    if len(block.lines) != 1 or len(words.split()) > _LONGEST_PLAIN or not _NUMBERED.match(block.text):
        return []
    if not head_of(words) and not (label_of(words).pure and part_of(words)):
        return []
    return [Block(PARAGRAPH, f"**{words}**", (words,), style="strong", anchor=block.anchor)]


def _labelled_items(block: Block) -> list[Block]:
    """Give the paragraphs of a list in which answers have labels: "- *Force response:* …". None where it has none."""
    texts = [dedent(one) for one in re.split(r"\n\s*\n|\n(?=[^\S\n]{0,12}(?:[-*+]|\d{1,3}[.)]) )", block.text)]
    texts = [" ".join(re.sub(r"^(?:[-*+]|\d{1,3}[.)]) ", "", one.strip()).split()) for one in texts]
    items = [_line(one, re.sub(r"[*\\]", "", one)) for one in texts if one]
    known = [bool(labelled_of(one)[1]) for one in items]
    return items if 2 * sum(known) > len(known) - 1 and any(known) else []


def _line(text: str, words: str) -> Block:
    return Block(PARAGRAPH, text, (words,), style="strong" if re.fullmatch(r"\*\*[^*]+\*\*", text) else "")


def _values_joined(lines: Sequence[Block], fact_of: Callable[[str], str]) -> Iterator[Block]:
    """Give the lines, with a value that goes on in the next line, as in text wrapped by hand, on one."""
    waiting: Block | None = None
    for line in lines:
        if waiting and _is_fact(waiting, fact_of) and line.words[:1].islower() and not _begins(line, fact_of):
            waiting = replace(
                waiting, text=f"{waiting.text} {line.text}", lines=(f"{waiting.words} {line.words}",), style=""
            )
            continue
        if waiting:
            yield waiting
        waiting = line
    if waiting:
        yield waiting


def _is_heading(lines: Sequence[Block], place: int, fact_of: Callable[[str], str]) -> bool:
    """Tell if a line of plain text is a heading that the writer set no blank line around."""
    words = lines[place].words
    if len(words.split()) > _LONGEST_PLAIN or not (label_of(words).pure and part_of(words)) or not words[:1].isupper():
        return False
    before = lines[place - 1] if place else None
    is_apart = before is None or before.words[-1:] in '.!?:”"' or _is_fact(before, fact_of)
    return is_apart and words.rstrip(":")[-1:].isalpha() and place + 1 < len(lines)


def _begins(line: Block, fact_of: Callable[[str], str]) -> bool:
    return _is_fact(line, fact_of) or head_of(line.words) is not None or bool(labelled_of(line)[0])


def _is_fact(line: Block, fact_of: Callable[[str], str]) -> bool:
    label, colon, _ = line.words.partition(":")
    return (bool(colon) and len(label) <= 60 and bool(fact_of(label))) or bool(facts_of(line))


def unnumbered(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """Take the numbers off the paragraphs of a report that counts them through, over its headings. Gives them too."""
    if counted_on := _lists_counted_on(blocks) or _parts_counted(blocks):
        return counted_on
    counted = [n for n, one in enumerate(blocks) if one.kind == PARAGRAPH and _COUNTED.match(one.text)]
    numbers = [int(found[1]) for n in counted if (found := _COUNTED.match(blocks[n].text))]
    is_run = len(counted) >= _FEWEST_COUNTED and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    headings = [n for n, one in enumerate(blocks) if one.kind == HEADING or one.style == "strong"]
    if not is_run or sum(counted[0] < n < counted[-1] for n in headings) < _FEWEST_OVER:
        return list(blocks), []
    if _count_findings(blocks, [(n, blocks[n].words) for n in counted]):
        return list(blocks), []
    made = list(blocks)
    for n in counted:
        one = blocks[n]
        lines = (_COUNTED.sub("", one.lines[0]), *one.lines[1:])
        made[n] = replace(one, text=_COUNTED.sub("", one.text), lines=lines)
    return made, [str(one) for one in numbers]


def _parts_counted(blocks: Sequence[Block]) -> tuple[list[Block], list[str]] | None:
    """Take off the numbers of paragraphs that are counted in each part: 1.1, 1.2, 2.1, and so on."""
    found = {
        n: one for n, block in enumerate(blocks) if block.kind == PARAGRAPH and (one := _IN_PARTS.match(block.text))
    }
    numbers = [(int(one[1]), int(one[2])) for one in found.values()]
    follows = [
        (part, place) in ((before, last + 1), (before + 1, 1)) for (before, last), (part, place) in pairwise(numbers)
    ]
    if len(numbers) < _FEWEST_COUNTED or numbers[0][1] != 1 or not all(follows):
        return None
    made = list(blocks)
    for n, one in found.items():
        lines = (_IN_PARTS.sub("", blocks[n].lines[0]), *blocks[n].lines[1:])
        made[n] = replace(blocks[n], text=blocks[n].text[one.end() :], lines=lines)
    return made, [f"{part}.{place}" for part, place in numbers]


def _lists_counted_on(blocks: Sequence[Block]) -> tuple[list[Block], list[str]] | None:
    """Read lists of long items, each list counting on from the one above it, as the numbered paragraphs of a report."""
    lists = {n: items for n, one in enumerate(blocks) if (items := _long_items(one))}
    numbers = [int(number) for items in lists.values() for number, _ in items]
    if len(lists) < _FEWEST_OVER or numbers != list(range(1, len(numbers) + 1)):
        return None
    if _count_findings(blocks, [(n, text) for n, items in lists.items() for _, text in items]):
        return None
    made: list[Block] = []
    for n, block in enumerate(blocks):
        texts = [text for _, text in lists.get(n, ())]
        made += [paragraph(text) for text in texts] if texts else [block]
    return made, [str(one) for one in numbers]


def _count_findings(blocks: Sequence[Block], counted: Sequence[tuple[int, str]]) -> bool:
    """Tell if numbers are those of findings, with answers between them, and not of the paragraphs of a report.

    `counted` are the texts that have numbers, each with the place of its block. Most findings ask for something, and of
    the paragraphs of a report few do. A count that begins under "Recommendations" is theirs too.
    """
    asked = sum(asks(text) for _, text in counted)
    above = [one.words for one in blocks[: counted[0][0]] if one.kind == HEADING or one.style == "strong"][-1:]
    is_headed = any(part_of(words, is_heading=True) == "recommendations" for words in above)
    return 2 * asked > len(counted) if is_headed else 4 * asked >= 3 * len(counted)


def _long_items(block: Block) -> list[tuple[str, str]]:
    """Give the number and the text of each item of a list, if each has a number and most are sentences."""
    items = [_COUNTED.match(line) for line in block.text.split("\n")] if block.kind == LIST else []
    if not items or not all(items):
        return []
    texts = [(one[1], line[one.end() :]) for one, line in zip(items, block.text.split("\n"), strict=True) if one]
    return texts if sum(len(text.split()) for _, text in texts) >= _SENTENCE * len(texts) else []


_SENTENCE: Final = 12
"""Words that the items of a list have between them, each, if they are paragraphs."""
_COUNTED: Final = re.compile(r"^(\d{1,3})\\?\.\s+")
_IN_PARTS: Final = re.compile(r"^(\d{1,2})\\?\.(\d{1,2})\.?\s+")
_FEWEST_COUNTED: Final = 5
_FEWEST_OVER: Final = 2
