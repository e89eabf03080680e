"""Findings whose words and answer are one paragraph: "**Custody.** *The force should …* It has … I will …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.asked_of import addressees_in, addressees_named, time_limit_in
from opcc_opendata.importers.blocks import PARAGRAPH, Block, escaped
from opcc_opendata.importers.deciding import BODY, FORCE, ReadAs
from opcc_opendata.importers.items import KINDS, NUMBER, Item, asks, speaks, start_of, whose
from opcc_opendata.importers.notes import GUESSED, PRINTED, READ
from opcc_opendata.importers.turns import clauses_of, sentences_of, turns_of
from opcc_opendata.importers.wordings import concept_of

_RUN_IN: Final = re.compile(
    r"^(?:\*\*(?P<theme>[^*\n]{3,60}?)[.:]?\*\*[.:]?\s+)?"
    r"(?P<marks>\*{1,2})(?P<text>[^*\n]{20,800})(?P=marks)\s+(?P<rest>[A-Z].*)$",
    re.DOTALL,
)
_IT: Final = re.compile(r"(?:It|They)\b")
_ASKING: Final = re.compile(
    rf"(?:(?:in|under|by) )?(?:the )?(?P<kind>{KINDS}) (?P<number>{NUMBER}),? "
    r"(?:(?P<limited>[^.,;:“”]{0,30}\b(?:by|within) [^.,;:“”]{3,40}), )?"
    r"(?:(?:HMICFRS|HMIC|the inspectorate|inspectors|the inspectors|the report) )?"
    r"(?:(?:asks?|asked|requires?) that,? |(?:asks?|asked|calls? (?:on|for)|requires?|urges?) "
    r"|(?:is|was|says|said|recommends) that,? )(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_RECOMMENDED: Final = re.compile(
    r"(?:In (?:its|the|this) report,? )?(?:HMICFRS|HMIC|(?:[Tt]he )?(?:[Ii]nspectorate|[Ii]nspectors|[Rr]eport))"
    r"(?: has| have)?(?: also| further| then)? recommend(?:s|ed)?,? that,? (?P<rest>\S.*)$",
    re.DOTALL,
)
"""A recommendation told without its number: "HMICFRS recommended that by 1 March chief constables should …"."""
_THAT: Final = re.compile(r"(?:asks?|asked|requires?|recommends?) that,? $", re.IGNORECASE)
_TO_DO: Final = re.compile(r"(?:,|\b\w{3,20}) to [a-z]")
_SET_OFF_LIMIT: Final = re.compile(r"^(?:by|within) [^,;:.]{3,40}, ", re.IGNORECASE)
_DONE_IN: Final = re.compile(
    r"(?:This|That|It) (?:(?:was|had been) done in (?:[A-Z][a-z]{2,8} )?(?P<year>20\d\d)\b"
    r"|(?:was|has|had) already (?:been )?done\b)"
)
_PAIR: Final = 2
_REPORTED: Final = "The sentence says what it asks, and may not have its own words."
_OF_FORCES: Final = re.compile(r"\b(?:chief constables?|chief officers?|forces?|constabulary)\b", re.IGNORECASE)
_WHY: Final = "It stands in one paragraph with the words of the finding."


def told_in_prose(block: Block, speaker: str) -> list[Item]:
    """Read "Recommendation 1 asks chief constables to …. The force has …. I will …": others answer the first."""
    words = block.words if block.kind == PARAGRAPH else ""
    found = _ASKING.match(words) or _RECOMMENDED.match(words)
    sentences = sentences_of(found["rest"]) if found else []
    if found is None or len(sentences) < _PAIR:
        return []
    is_that = found.re is _ASKING and _THAT.search(words[: found.start("rest")])
    if not (asks(sentences[0]) or is_that or _TO_DO.search(sentences[0])):
        return []
    parts = found.groupdict()
    kind, number = parts.get("kind", "recommendation"), parts.get("number", "")
    text, answer = sentences[0], " ".join(sentences[1:])
    said = answers_to(text, answer, speaker) if turns_of(answer, speaker) else []
    if not said:
        return []
    item = Item(concept_of("finding", kind) or "recommendation", number, escaped(text))
    item.how = {"number": ReadAs(READ, start_of(words)), "text": ReadAs(GUESSED, start_of(text), _REPORTED)}
    limited = parts.get("limited") or ""
    if limit := time_limit_in(limited) or time_limit_in(text):
        item.time_limit, item.how["time_limit"] = limit, ReadAs(READ, limited or start_of(text))
    if done := _DONE_IN.match(answer):
        _put_done(item, done, limit)
    asked = addressees_in(f"we recommend that {text}") if is_that else None
    named = re.split(r",| to | should ", _SET_OFF_LIMIT.sub("", text), maxsplit=1)[0]
    if asked := asked or addressees_named(named):
        item.addressees, item.how["addressees"] = asked.codes, ReadAs(READ, start_of(text))
    add_plain(item, said)
    return [item]


def _put_done(item: Item, done: re.Match[str], limit: str) -> None:
    """Take what was done already, or in a year before that of the time limit, as done before it was asked."""
    year = max(re.findall(r"\b20\d\d\b", limit), default="")
    if not done["year"] or done["year"] < year:
        item.answer["acceptance"] = "already_done"
        item.how["acceptance"] = ReadAs(GUESSED, done[0], "It is how the answer begins.")


def in_one_paragraph(block: Block, kind: str, speaker: str) -> list[Item]:
    """Read a paragraph whose first sentence is set off, in bold or in italics, and asks; what follows answers it."""
    found = _RUN_IN.match(block.text) if block.kind == PARAGRAPH else None
    if found is None or not asks(found["text"]):
        return []
    text, theme = found["text"].strip(), (found["theme"] or "").strip()
    item = Item(kind=kind, text=text, theme=theme, how={"text": ReadAs(READ, start_of(text))})
    if theme:
        item.how["theme"] = ReadAs(PRINTED, theme)
    for key, words in _answers(found["rest"], speaker):
        item.add_answer(key, words, ReadAs(GUESSED, start_of(words), _WHY))
    if not item.answer:
        item.add_unsure(found["rest"])
    return [item]


def add_plain(item: Item, said: Sequence[tuple[str, str]]) -> None:
    """Add to a finding what answers it in its own paragraph, as guesses. The words are no Markdown yet."""
    for key, words in said:
        item.add_answer(key, escaped(words), ReadAs(GUESSED, start_of(words), _WHY))


def parted(words: str) -> tuple[str, str]:
    """Part what stands behind the number of a finding: its own sentences, which ask, and those that answer it.

    No report says "I": where nobody does, all of it is the finding.
    """
    sentences = sentences_of(words)
    asked = next((n for n, one in enumerate(sentences) if not asks(one)), len(sentences))
    answer = " ".join(sentences[asked:])
    return (" ".join(sentences[:asked]), answer) if asked and speaks(answer) else (words, "")


def answers_to(words: str, answer: str, speaker: str) -> list[tuple[str, str]]:
    """Part what answers a finding in its own paragraph. Before the body speaks, it is what whoever is asked does."""
    sentences = [part for one in sentences_of(answer) for part in clauses_of(one, speaker)]
    first = next((n for n, one in enumerate(sentences) if speaks(one) or whose(one, speaker) == BODY), 0)
    if not first or speaker == FORCE or not _OF_FORCES.search(words):
        return _answers(answer, speaker) if answer else []
    said = [(FORCE, sentences[:first])]
    for one in sentences[first:]:
        key = BODY if speaks(one) else whose(one, speaker) or said[-1][0]
        said += [] if key == said[-1][0] else [(key, [])]
        said[-1][1].append(one)
    return [(key, " ".join(some)) for key, some in said]


def _answers(rest: str, speaker: str) -> list[tuple[str, str]]:
    """Part what follows into answers. Who is asked is "it" in the sentences before the body speaks."""
    if not _IT.match(rest):
        return [(turn.key, turn.text) for turn in turns_of(rest, speaker)]
    sentences = sentences_of(rest)
    first = next((n for n, one in enumerate(sentences) if whose(one, speaker) == BODY), len(sentences))
    parts = ((FORCE, sentences[:first]), (BODY, sentences[first:]))
    return [(key, " ".join(said)) for key, said in parts if said]
