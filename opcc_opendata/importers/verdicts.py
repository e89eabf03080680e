"""Sentences that say whether a finding is accepted, read word by word: who accepts what, and how far.

A sentence is a verdict in one of four forms: "Accepted in part.", "The recommendation is accepted by the force.",
"I do not accept this." and, behind one of these, "the Commissioner does not.". What is said of something else than the
finding is none: "I accept that we were slow", "accepted practice", "it was rejected by the court".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from opcc_opendata.importers import verdict_words as words
from opcc_opendata.importers.labels import is_capital

_MOST_ADVERBS: Final = 3
_MOST_VERBS: Final = 3
_MOST_VERDICTS: Final = 4
OF_BODY: Final = "body"
OF_FORCE: Final = "force"
OF_BOTH: Final = "both"


class Verdict(NamedTuple):
    """What one clause says: a code of acceptance.csv, and who is named: "body", "force", "both", or "" (nobody).

    `is_open` says that it is no plain yes or no; then there is no code. `number` is that of the finding, if it has one.
    """

    code: str
    named: str
    is_open: bool
    number: str
    end: int


class Verdicts(NamedTuple):
    """The verdicts with which a text begins, and where the last one ends.

    `is_alone` says that there is nothing else in the text, and `has_reason` that the same sentence goes on with why.
    """

    each: tuple[Verdict, ...]
    end: int
    is_alone: bool
    has_reason: bool


@dataclass(slots=True)
class _Reader:
    """A text, and how far it has been read."""

    text: str
    at: int

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def ends(self) -> bool:
        """Tell if a verdict may end here."""
        return words.ENDS.match(self.text, self.at) is not None


@dataclass(slots=True)
class _Said:
    """What the words of one verb amount to, as they are read."""

    code: str = ""
    no: bool = False
    part: bool = False
    whole: bool = False
    open: bool = False

    def add(self, how: re.Match[str] | None) -> None:
        if how is not None:
            self.part |= bool(how["part"])
            self.whole |= bool(how["whole"])
            self.open |= bool(how["open"])

    def weighed(self) -> tuple[str, bool]:
        """Give the code, or none and that it is left open: "I do not fully accept this", "it is not rejected"."""
        if not self.code:
            return "", False
        is_unsure = self.open or (self.no and (self.part or self.whole or self.code != "accepted"))
        if is_unsure or (self.part and self.code == "not_accepted"):
            return "", True
        if self.no:
            return "not_accepted", False
        return ("accepted_in_part" if self.part and self.code == "accepted" else self.code), False


def verdicts_at(text: str) -> Verdicts | None:
    """Read the verdicts with which a text begins. None where it begins with something else."""
    reader = _Reader(text, 0)
    reader.take(words.LED)
    each: list[Verdict] = []
    while len(each) < _MOST_VERDICTS and (found := _verdict(reader, each)):
        each.append(found)
        reader.at = words.JOINS.match(text, found.end).end()  # type: ignore[union-attr]
        reader.take(words.LED)
    return ended_with(text, *each) if each else None


def ended_with(text: str, *each: Verdict) -> Verdicts:
    """Give the verdicts with which a text begins, the last of them as far as what follows makes less of it."""
    end = each[-1].end
    tail = text[end:]
    if each[-1].code in ("accepted", "already_done") and makes_less(tail):
        each = (*each[:-1], each[-1]._replace(code="", is_open=True))
    is_alone = not tail.strip(" .!;,)”\"'’¹²³⁴⁵⁶⁷⁸⁹")
    return Verdicts(each, end, is_alone, each[-1].code == "not_accepted" and bool(words.REASON.match(tail)))


def makes_less(tail: str) -> bool:
    """Tell if what follows a yes makes less of it: "but only in town", "though not before May"."""
    conceded = words.CONCEDES.match(tail)
    return bool(words.LIMITS.match(tail)) or bool(conceded and words.LESS.search(conceded["said"]))


def _verdict(reader: _Reader, before: Sequence[Verdict]) -> Verdict | None:
    start = reader.at
    forms: tuple[Callable[[_Reader], Verdict | None], ...] = (_bare, _passive, _active)
    for form in forms:
        reader.at = start
        if found := form(reader):
            return found
    reader.at = start
    return _short(reader, before[-1]) if before else None


def _who(reader: _Reader) -> str | None:
    """Read who accepts: "" is whoever speaks, and None nobody."""
    capital = is_capital()
    for pattern, name in ((words.BOTH, OF_BOTH), (words.SPEAKER, ""), (words.BODY, OF_BODY), (words.FORCE, OF_FORCE)):
        if found := reader.take(pattern):
            is_chief = name == OF_BODY and capital and words.OF_LONDON.match(found[0])
            return OF_FORCE if is_chief else name
    return None


def _bare(reader: _Reader) -> Verdict | None:
    """Read "Accepted in part", "Not agreed", "Noted and accepted by the force", "Do not accept this recommendation"."""
    if reader.take(words.DONE):
        return Verdict("already_done", "", False, "", reader.at) if reader.ends() else None
    said = _Said()
    _helpers(reader, said)
    start = reader.at
    if parts := _participles(reader, said):
        return _passively(reader, parts, "")
    reader.at = start
    for pattern, code in words.BARE:
        if reader.take(pattern):
            said.code = code
            found = _object(reader, said) or reader.take(words.TITLE)
            return _passively(reader, [said], _number_of(found) if found else "")
    return None


def _passive(reader: _Reader) -> Verdict | None:
    """Read "This recommendation is not accepted", "It has been accepted in full by the Commissioner"."""
    topic = reader.take(words.TOPIC)
    helped = topic is None  # "Recommendation accepted"
    topic = topic or reader.take(words.TITLE)
    if topic is None:
        return None
    said = _Said()
    _adverbs(reader, said)
    while True:
        if words.DONE.match(reader.text, reader.at):
            break
        if reader.take(words.IS):
            helped = True
        elif reader.take(words.WOULD) or reader.take(words.YET) or reader.take(words.NEITHER):
            said.open = helped = True
        elif reader.take(words.NOT) or reader.take(words.CANNOT):
            said.no = helped = True
        elif not _adverb(reader, said):
            break
    if helped and reader.take(words.DONE) and reader.ends():
        return Verdict("already_done", "", False, _number_of(topic), reader.at)
    parts = _participles(reader, said) if helped else []
    return _passively(reader, parts, _number_of(topic)) if parts else None


def _participles(reader: _Reader, first: _Said) -> list[_Said]:
    """Read participles that are joined: "noted and accepted", "noted but not agreed"."""
    parts: list[_Said] = []
    said = first
    while len(parts) < _MOST_VERBS:
        code = next((code for _, code, participle in words.PARTICIPLES if reader.take(participle)), None)
        if code is None:
            break
        said.code = code
        parts.append(said)
        end = reader.at
        _closing_adverbs(reader, said)
        if not reader.take(words.AND):
            return parts
        said = _Said(no=bool(reader.take(words.NOT)))
        said.open = bool(reader.take(words.YET))
        _adverbs(reader, said)
        if not any(participle.match(reader.text, reader.at) for _, _, participle in words.PARTICIPLES):
            reader.at = end
            break
    return parts


def _passively(reader: _Reader, parts: Sequence[_Said], number: str) -> Verdict | None:
    """Read how far, and by whom, behind participles."""
    _closing_adverbs(reader, parts[-1])
    named = ""
    start = reader.at
    if reader.take(words.BY):
        by = _who(reader)
        named, reader.at = (by, reader.at) if by is not None else ("", start)
        _closing_adverbs(reader, parts[-1])
    return _ended(reader, parts, named, number)


def _active(reader: _Reader) -> Verdict | None:
    """Read "I accept this in part", "The Chief Constable has decided not to accept recommendation 2"."""
    led = reader.take(words.AS)
    named = _who(reader)
    if named is None:
        return None
    named = named or (OF_BODY if led and led["body"] else OF_FORCE if led and led["force"] else "")
    parts: list[_Said] = []
    number, has_object, is_named = "", False, False
    end = reader.at
    no = False
    while len(parts) < _MOST_VERBS:
        said = _Said(no=no)
        _helpers(reader, said)
        code, supports = _verb(reader)
        if code is None:
            break
        said.code = code
        found = _object(reader, said)
        if found:
            has_object, is_named = True, is_named or bool(found["kind"] or found["number2"])
            number = number or _number_of(found)
        elif said.no and not parts and reader.take(words.THAT):
            return Verdict("", named, is_open=True, number="", end=reader.at)  # "I do not accept that this is needed"
        _closing_adverbs(reader, said)
        if supports and not (is_named or said.no):
            said.code = ""  # "I support this" is less than a yes to a recommendation
        if parts and not reader.ends():
            break  # "I accept this and have agreed £180,000"
        parts.append(said)
        end = reader.at
        joined = reader.take(words.AND)
        if joined is None:
            break
        no = said.no and joined[0].strip() == "or"
    reader.at = end
    if not has_object and not _needs_none(reader, parts):
        return None
    return _ended(reader, parts, named, number)


def _object(reader: _Reader, said: _Said) -> re.Match[str] | None:
    """Read what is accepted: "this recommendation", or "in part with it"."""
    if found := reader.take(words.OBJECT):
        return found
    start, before = reader.at, replace(said)
    _adverbs(reader, said)
    found = reader.take(words.OBJECT) if reader.take(words.WITH) else None
    if found is None:
        reader.at = start
        said.part, said.whole, said.open = before.part, before.whole, before.open
    return found


def _needs_none(reader: _Reader, parts: Sequence[_Said]) -> bool:
    """Tell if verbs may do without an object: "I agree.", but not "I note, in passing, …" or "I disagree, and …"."""
    is_whole = not reader.text[reader.at :].strip() or reader.text[reader.at] in ".!;"
    return any(one.code == "accepted" for one in parts) or (bool(parts) and parts[-1].code != "noted" and is_whole)


def _helpers(reader: _Reader, said: _Said) -> None:
    """Read what stands between somebody and the verb: "has decided not to", "do not fully", "would"."""
    while True:
        if reader.take(words.NOT) or reader.take(words.CANNOT):
            said.no = True
        elif reader.take(words.WOULD) or reader.take(words.YET) or reader.take(words.NEITHER):
            said.open = True
        elif not (reader.take(words.HELPS) or reader.take(words.CONTENT) or _adverb(reader, said)):
            return


def _verb(reader: _Reader) -> tuple[str | None, bool]:
    """Read a verb: its code, and whether it only supports. None where there is none."""
    for pattern, code, _ in words.PARTICIPLES:
        if reader.take(pattern):
            return code, pattern is words.SUPPORTS
    return None, False


def _short(reader: _Reader, before: Verdict) -> Verdict | None:
    """Read "the Commissioner does not", "so does the Chief Constable" behind another verdict."""
    start = reader.at
    if reader.take(words.SO_DOES) and (named := _who(reader)) is not None and reader.take(words.STOPS):
        return before._replace(named=named, end=reader.at)
    reader.at = start
    named = _who(reader)
    does = reader.take(words.DOES) if named is not None else None
    if named is None or does is None or not words.STOPS.match(reader.text, reader.at):
        return None
    if not does["no"]:
        return before._replace(named=named, end=reader.at)
    is_yes = before.code == "accepted"
    return Verdict("not_accepted" if is_yes else "", named, not is_yes, before.number, reader.at)


def _adverb(reader: _Reader, said: _Said) -> bool:
    found = reader.take(words.HOW)
    said.add(found)
    return found is not None


def _adverbs(reader: _Reader, said: _Said) -> None:
    for _ in range(_MOST_ADVERBS):
        if not _adverb(reader, said):
            return


def _closing_adverbs(reader: _Reader, said: _Said) -> None:
    """Read how far a verdict goes, behind its verb, as far as the words belong to it and not to what follows."""
    taken: list[re.Match[str]] = []
    good, at = 0, reader.at
    while len(taken) < _MOST_ADVERBS and (found := reader.take(words.HOW)):
        taken.append(found)
        if reader.ends() or words.BY.match(reader.text, reader.at) or words.AND.match(reader.text, reader.at):
            good, at = len(taken), reader.at
    reader.at = at
    for one in taken[:good]:
        said.add(one)


def _ended(reader: _Reader, parts: Sequence[_Said], named: str, number: str) -> Verdict | None:
    """Give what verbs amount to together, if nothing shows that they have another object."""
    if not reader.ends():
        return None
    weighed = [one.weighed() for one in parts]
    codes = together([code for code, _ in weighed if code])
    if any(is_open for _, is_open in weighed) or len(codes) > 1:
        return Verdict("", named, True, number, reader.at)
    return Verdict(codes[0], named, False, number, reader.at) if codes else None


def _number_of(found: re.Match[str]) -> str:
    return found["number"] or found["number2"] or ""


def together(codes: Sequence[str]) -> list[str]:
    """Give what several codes come to, each once: who takes note of a finding and accepts it, accepts it."""
    found = list(dict.fromkeys(codes))
    return [code for code in found if code != "noted"] or found
