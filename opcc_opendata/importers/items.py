"""A finding as it is found in a document: its number and text, and the answer to it, each with how it was read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from opcc_opendata.importers.acceptance import acceptance_at_start, said_at_start
from opcc_opendata.importers.asked_of import addressees_in, addressees_named, time_limit_in
from opcc_opendata.importers.deciding import BODY, FORCE, NO_ACTION, Deciding, ReadAs
from opcc_opendata.importers.formats.characters import CROSSES, OPEN_BOXES, TICKS
from opcc_opendata.importers.labels import is_capital
from opcc_opendata.importers.notes import GUESSED, PRINTED, READ
from opcc_opendata.importers.verdicts import OF_BODY
from opcc_opendata.importers.wordings import concept_of

TEXTS: Final = (BODY, FORCE, NO_ACTION)

NUMBER: Final = r"(?:[A-Z]\d{1,2}\b|\d{1,3}(?:\.\d{1,2})?(?:\s?\((?:[a-z]|[ivx]{2,4})\)|\s[ivx]{1,4}\)|[a-z]\b)?)"
KINDS: Final = (
    r"recommendation|rec(?=[\s.]*\d)|area for improvement|AFI|cause (?:of|for) concern|coc(?=[\s.]*\d)|argymhelliad"
    r"|arg(?=\. ?\d)"
)
_HEADED: Final = re.compile(
    rf"^(?:(?:HMICFRS|HMIC|national|local|PEEL)\s+)?(?P<kind>{KINDS})\.?\s*(?:(?:no\b\.?|number|#|rhif)\s*)?"
    rf"(?P<number>{NUMBER}|[a-h](?=\s*(?:[:.)–—-]|$)))\s*[:.)–—-]?\s*(?P<rest>.*)$",
    re.I | re.S,
)
_NAMED_REPORT: Final = re.compile(
    rf"^(?:[A-Z][\w’'-]{{1,20}} ){{0,3}}(?:report|inspection),? (?=(?:{KINDS}) \d{{1,3}}[a-z]?\s?[:.–—-])",
    re.IGNORECASE,
)
"""The report that a finding is of, before its name: "Final report, recommendation 2:"."""
_SECTION: Final = re.compile(
    rf"^\d{{1,2}}(?:\.\d{{1,2}}){{0,2}}[.)]?\s+(?=(?:HMICFRS\s+|HMIC\s+)?(?:{KINDS})s?\.?\s*(?:\d|[a-z]\b|\())", re.I
)
"""The number of a section before that of a finding: "3. Recommendation 3"."""
# fmt: off
NUMERALS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)
ROMANS: Final = (
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x",
    "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx",
)
# fmt: on
_IN_DIGITS: Final = {word: str(number) for words in (NUMERALS, ROMANS) for number, word in enumerate(words, 1)}
_MARKS: Final = frozenset(TICKS + CROSSES + OPEN_BOXES)
NUMBER_ALONE: Final = re.compile(r"\d{1,3}[a-z]?")
_IN_WORDS_OR_ROMAN: Final = re.compile(
    rf"^(?P<before>(?:(?:HMICFRS|HMIC|national|local|PEEL)\s+)?(?:{KINDS}|rec)\.?\s*(?:(?:no\b\.?|number|#|rhif)\s*)?)"
    rf"(?P<number>{'|'.join(sorted(_IN_DIGITS, key=len, reverse=True))})(?=\s*(?:[:.)–—-]|$))",
    re.IGNORECASE,
)
"""A number in words, or a Roman one. Only a mark or the end can follow: "Recommendation I will" begins a sentence."""
_UNNUMBERED: Final = re.compile(rf"^(?P<kind>{KINDS})\s*[:–—]\s*(?P<rest>\S.*)$", re.I | re.S)
_BARE: Final = re.compile(rf"^(?P<kind>{KINDS})[\s:.]*$", re.IGNORECASE)
"""A heading that names the kind alone, as offices do that give areas for improvement no number."""
_SHORT: Final = re.compile(
    r"^R\.?\s?(?P<number>\d{1,3}[a-z]?)(?:\s*[:.)–—-]\s*|\s+(?=[A-Z“‘\"'])|$)(?P<rest>.*)$", re.DOTALL
)
_WITHIN: Final = re.compile(r"^(?:cause (?:of|for) concern|coc)(?: \d{1,2})?\s?[/,–—:-]\s?(?=rec)", re.IGNORECASE)
"""The cause of concern to which a recommendation belongs, before its name: "Cause of concern 2 / Rec 1"."""
_BRACKETED: Final = re.compile(
    rf"^(?P<before>(?:\d{{1,2}}(?:\.\d{{1,2}})?[.)]?\s+)?(?:(?:HMICFRS|HMIC)\s+)?(?P<kind>{KINDS}|rec)\.?\s*(?:no\.?\s*)?)"
    r"\((?P<number>\d{1,3}[a-z]?|[a-h]|[ivx]{1,4})\)\s*",
    re.IGNORECASE,
)
"""A number in brackets: "AFI (a)", "Recommendation (3)"."""
_THEMED: Final = re.compile(
    rf"^(?P<before>(?:(?:HMICFRS|HMIC|PEEL)\s+)?(?:{KINDS})\.?(?:\s*(?:no\.?\s*)?\d{{1,3}}[a-z]?)?)"
    r"\s*\((?!for\b|to\b)(?P<theme>[A-Z][a-z][^()\d]{3,60})\)\s*(?:(?=[:.–—-]\s)|(?<=\))(?P<end>$))",
    re.IGNORECASE,
)
"""A theme in brackets: "Area for improvement (Responding to the public): …"."""
_TWICE: Final = re.compile(rf"(?:{KINDS})(?: {NUMBER})?", re.IGNORECASE)
_LONGEST_TWICE: Final = 120
"""The name of a finding in one language before that in the other, and characters in which both stand."""
_RUNNING: Final = re.compile(
    r"(?:is|are|was|were|has|have|will|would|and|to|of|in|for|relates?|refers?|asks?|says?|which|that)\b"
)
_TOLD_LATER: Final = re.compile(
    r", [^.,;:“”]{0,30}\b(?:by|within) [^.,;:“”]{3,40}, (?:is|was|says|said|asks?|asked|recommends|requires?)\b"
)
"""What a sentence has between the name of a finding and its verb: ", to be met by 30 September 2019, is"."""
_THAT: Final = re.compile(r"that\b", re.IGNORECASE)
_SETS_OFF: Final = (":", "–", "—", "-")
"""Behind one of these, "that" begins the words of a finding: "Recommendation 4 – that forces should …"."""
_ASKS: Final = re.compile(r"\b(?:should|must|needs? to|recommends? that|dylai|rhaid)\b", re.IGNORECASE)
_NO_ACTION: Final = re.compile(
    r"\b(?:no (?:[\w’'-]{1,20} ){0,2}?(?:actions?|steps?|measures?)\b|do(?:es|ing)? nothing\b"
    r"|(?:will|shall) not (?:act|be acting|be taking|take)\b"
    r"|nid (?:wyf|ydym|yw'r comisiynydd) (?:yn bwriadu (?:cymryd|gweithredu|gwneud)|am (?:weithredu|gymryd))"
    r"|ni fydd\w*(?: yn)? (?:cymryd|gweithredu)|dim (?:camau|gweithredu)\b"
    r""
    r"|nothing falls to be done by|nothing for (?:me|us|my office|the [A-Z]\w+) to do"
    r"|nothing to do here|no need for (?:me|us|my office) to (?:act|do (?:more|anything))"
    r"|no (?:plans?|intention) to (?:act|take)"
    r"|anything is needed from (?:me|us|my office)"
    r"|do(?:es)? not (?:intend|propose) (?:to|any)|do(?:es)? not plan any(?:thing)?(?! else\b)"
    r"|will do nothing"
    r"|proposes? (?:none|nothing)|(?:none|nothing) (?:is )?needed)\b"
    r"|^(?:not act|none|nothing(?! [a-z]{2,12} (?:me|us|more|better|so)\b))\b",
    re.IGNORECASE,
)
_REFUSES: Final = re.compile(
    r"^(?:\w+ ){0,8}?(?:no|not|never|nothing|none|neither|cannot)\b(?! only\b)"
    r"|^(?:[\w’']{1,20} ){0,6}?[a-z]{2,5}n[’']t\b",
    re.I,
)
"""The first words of what somebody refuses: "No funding will be offered", "I would not"."""
_WILL_NOT: Final = re.compile(r"\bI (?:will|shall) not\b", re.IGNORECASE)
_FIRST_PERSON: Final = re.compile(
    r"\b(?:I|I’ve|I'm|I’m|I'll|I’ll|my|we|our|us|me|Rwy|Rwyf|Byddaf|fy|ein|rydym)\b(?!\.)", re.IGNORECASE
)
_THE_FORCE: Final = re.compile(
    r"\b(?:[Tt]he (?:[Ff]orce|[Cc]onstabulary|Met)|[Cc]hief [Cc]onstable|[Yy]r [Hh]eddlu"
    r"|[A-Z]\w+ (?:Police|Constabulary)(?! and Crime)|(?:Met|GMP|TVP|MPS)\b"
    r"|(?:[AD]CC|ACO|(?:Chief )?Superintendent|(?:Ch )?Supt|(?:Chief )?Inspector|(?:Ch )?Insp"
    r"|Sergeant|DCI|DI)\.? (?!of\b)[A-Z][\w’'-]+"
    r"|^It was (?:reported|explained)(?: to [\w ]{3,30}?)? that\b)",
)
_THE_BODY: Final = re.compile(
    r"\b(?:(?:[Tt]he )?(?:(?:[Pp]olice(?:, [Ff]ire)? (?:and|&) [Cc]rime )?[Cc]ommissioner|O?P[FC]?CC|Mayor)|MOPAC)\b"
    r"(?!\s+of Police)"
)
_ENDS_BEFORE: Final = re.compile(r"[.!?][”\"’')]{0,2}\s+\S")
_FIRST_WORDS: Final = 10
_LONGEST_DECISION: Final = 8


class FindingHead(NamedTuple):
    """The beginning of a finding: its kind, its number as printed, the words after them, and the theme before these."""

    kind: str
    number: str
    rest: str
    theme: str = ""


@dataclass(slots=True)
class Item(Deciding):
    """A finding as found. `how` says how each value was read, `loose` holds words for which there is no place.

    `lacks` says why a person has to find a value. What is put in while it `is_continued` goes on with what it has.
    """

    kind: str = "recommendation"
    number: str = ""
    text: str = ""
    theme: str = ""
    answered_with: str = ""
    time_limit: str = ""
    addressees: tuple[str, ...] = ()
    lacks: dict[str, str] = field(default_factory=dict)
    is_continued: bool = False

    def add_answer(self, key: str, text: str, how: ReadAs) -> None:
        """Add to what an answer says. That there is to be no action is a reason and no action.

        Words that say no more than whether the finding is accepted are no action either.
        """
        if not any(map(str.isalnum, text)) or text.strip(" ().").lower() in ("left blank", "blank"):
            return
        if self.decide(key, text, how, self.number):
            return
        is_refused = self.answer.get("acceptance") == "not_accepted" and _WILL_NOT.search(text)
        if key == BODY and (is_refused or _NO_ACTION.search(text)):
            key, how = NO_ACTION, ReadAs(GUESSED, how.quote, "It says that there will be no action.")
            before = self.answer.get(BODY, "")
            if len(before.split()) <= _LONGEST_DECISION and acceptance_at_start(before):
                text = f"{self.answer.pop(BODY)}\n\n{text}"  # "Noted.", and why in the next paragraph
                self.how.pop(BODY, None)
        self.answer[key] = joined(self.answer.get(key, ""), text, goes_on=self.is_continued)
        if key not in self.how or how.state == GUESSED:
            self.how[key] = how

    def add_unsure(self, text: str, label: str = "") -> None:
        """Keep the words of an answer of which nobody can tell whose it is, or what they say."""
        if self.decide("", text, ReadAs(PRINTED if label else READ, label), self.number):
            return
        if self.answer.get("acceptance") == "not_accepted" and not self.answer.keys() & {*TEXTS} and refuses(text):
            self.answer[NO_ACTION] = text
            why = "It refuses, and does not say whose answer it is."
            self.how[NO_ACTION] = ReadAs(GUESSED, label or start_of(text), why)
        elif any(map(str.isalnum, text)) or _MARKS & set(text):
            self.loose.append(f"**{label}:** {text}" if label else text)
            if self.doubt:
                self.asked.setdefault(self.loose[-1], self.doubt)

    def read_refusal(self) -> None:
        """Take the body's words on a finding that it does not accept as the reason, where they refuse something."""
        text = self.answer.get(BODY, "")
        if self.answer.get("acceptance") != "not_accepted" or NO_ACTION in self.answer:
            return
        if refuses(text) or _REFUSES.search(text):
            said = said_at_start(text, OF_BODY)
            self.answer = {NO_ACTION if key == BODY else key: words for key, words in self.answer.items()}
            how = self.how.pop(BODY, ReadAs(GUESSED))
            is_sure = said is not None and said.has_reason and _ENDS_BEFORE.search(text) is None
            self.how[NO_ACTION] = how if is_sure else ReadAs(GUESSED, how.quote, "The finding is not accepted.")

    def contradicts(self, other: Item) -> bool:
        """Tell if another finding of this number has other words and an answer of its own: each cause has its first."""
        return self.has_other_words(other) and bool(self.answer) and bool(other.answer)

    def has_other_words(self, other: Item) -> bool:
        """Tell if neither of two findings has the words of the other."""
        here, there = (re.sub(r"\W+", " ", one.text).casefold().strip() for one in (self, other))
        return bool(here and there) and here not in there and there not in here

    def read_as_answer(self) -> None:
        """Take for an answer what stands behind the number of a finding whose words are known from elsewhere.

        It is a sentence that asks for nothing, and tells of somebody: "Recommendation 2: the force has since …".
        """
        plain = re.sub(r"[*_\\]", "", self.text)
        who = whose(plain, BODY) if plain[-1:] in ".!?" and not asks(plain) else ""
        if who:
            text, self.text = self.text, ""
            self.how.pop("text", None)
            self.add_answer(
                who, text, ReadAs(GUESSED, start_of(text), "It stands behind the number, and asks nothing.")
            )

    def merge(self, other: Item) -> None:
        """Add what was found of the same finding elsewhere in the document."""
        if other.text not in self.text:
            self.text = joined(self.text, other.text, goes_on=other.is_continued)
        self.join(other)
        for key, text in other.answer.items():
            if key not in TEXTS:
                self.answer.setdefault(key, text)
            elif text not in self.answer.get(key, ""):
                self.answer[key] = joined(self.answer.get(key, ""), text, goes_on=other.is_continued)
        self.answered_with = self.answered_with or other.answered_with
        self.theme = self.theme or other.theme
        self.loose += other.loose
        guessed = {key: one for key, one in other.how.items() if key in TEXTS and one.state == GUESSED}
        self.how = {**other.how, **self.how, **guessed}

    def read_words(self) -> None:
        """Read the time limit and the addressees from the words of the finding."""
        paragraphs = re.sub(r"[*_\\]|^> ?", "", self.text, flags=re.MULTILINE).split("\n\n")
        text = "; ".join(" ".join(one.split()) for one in paragraphs).lstrip("“‘\"'")
        if not self.time_limit and (limit := time_limit_in(text)) and _ASKS.search(text):
            self.time_limit = limit
            self.how["time_limit"] = ReadAs(READ, limit)
        if not self.addressees and (asked := addressees_in(text)):
            self.addressees = asked.codes
            self.how["addressees"] = ReadAs(READ, asked.words)


def refuses(text: str) -> bool:
    """Tell if an answer begins with a plain no to the finding."""
    said = said_at_start(text, OF_BODY)
    return said is not None and said.own == "not_accepted"


def joined(before: str, text: str, *, goes_on: bool) -> str:
    """Put a text behind another, as a paragraph of its own. One that goes on may end the sentence that was cut."""
    is_cut = goes_on and before[-1:] not in (".", "!", "?", ":", ";", "”", "") and text[:1].islower()
    return f"{before} {text}" if is_cut else "\n\n".join(filter(None, (before, text)))


def head_of(words: str) -> FindingHead | None:
    """Read "Recommendation 4: …", "AFI 2 – …", "R1 …" at the start of a text. None where it begins otherwise."""
    first, slash, last = words[:_LONGEST_TWICE].partition(" / ")
    if slash and _TWICE.fullmatch(first):
        words = f"{last}{words[_LONGEST_TWICE:]}"  # "Argymhelliad / Recommendation 11"
    words = _SECTION.sub("", words.lstrip("•·▪ "))
    themed = found if (found := _THEMED.match(words)) and _is_theme(found) else None
    words = f"{themed['before']}{words[themed.end() :]}" if themed else words
    words = _WITHIN.sub("", words)
    if bracketed := _BRACKETED.match(words):
        kind = concept_of("finding", bracketed["kind"].rstrip(".")) or "recommendation"
        return FindingHead(kind, bracketed["number"], words[bracketed.end() :].lstrip(" :.)–—-"))
    words = _IN_WORDS_OR_ROMAN.sub(_in_digits, _NAMED_REPORT.sub("", words))
    found = _HEADED.match(words) or _UNNUMBERED.match(words) or _BARE.match(words)
    if found is not None:
        rest = (found.groupdict().get("rest") or "").strip()
        is_set_off = words[: len(words) - len(rest)].rstrip()[-1:] in _SETS_OFF and bool(_THAT.match(rest))
        if (_RUNNING.match(rest) and not (is_set_off and asks(rest))) or _TOLD_LATER.match(rest):
            return None
        number = found.groupdict().get("number") or ""
        theme = themed["theme"].strip() if themed else ""
        if not number and NUMBER_ALONE.fullmatch(rest):  # "Recommendation: 4"
            number, rest = rest, ""
        return FindingHead(
            concept_of("finding", found["kind"].rstrip(".")) or "recommendation", number.strip(), rest, theme
        )
    if short := _SHORT.match(words):
        return FindingHead("recommendation", short["number"], short["rest"].strip())
    return None


def _is_theme(found: re.Match[str]) -> bool:
    """Tell if what stands in brackets is a theme. At the end of a heading a remark may, and a time limit."""
    theme = found["theme"]
    is_named = found["end"] is None or (theme[:1].isupper() and not time_limit_in(theme) and "mmediate" not in theme)
    is_named = is_named and addressees_named(theme) is None
    return is_named and not asks(theme) and acceptance_at_start(theme) is None


def _in_digits(found: re.Match[str]) -> str:
    number = found["number"].lower()
    return f"{found['before']}{_IN_DIGITS[number]}"


def is_bare(words: str) -> bool:
    """Tell if words are the name of a kind of finding alone: "Area for improvement"."""
    return bool(_BARE.match(words))


def asks(words: str) -> bool:
    """Tell if words ask for something, as findings do."""
    return bool(_ASKS.search(words))


def is_first_person(words: str) -> bool:
    """Tell if a text begins with somebody who speaks for himself or herself."""
    return bool(re.match(r"(?:[A-Z][\w’']* ){0,3}?(?:I|My|We|Our)\b", words))


def speaks(words: str) -> bool:
    """Tell if somebody speaks for himself or herself in a text, wherever in it."""
    return bool(_FIRST_PERSON.search(words))


def whose(words: str, speaker: str) -> str:
    """Say whose action a text tells of, by the one whom it names first; "" where it names nobody.

    `speaker` is whose action it is where the text says "I" or "we".
    """
    own, force = _FIRST_PERSON.search(words), _THE_FORCE.search(words)
    body = _the_body(words)
    if body and not (own and own.start() < body.start()):
        return FORCE if force and force.start() < body.start() else BODY
    if own and not (force and force.start() < own.start()):
        return speaker
    return FORCE if force else FORCE if speaker == FORCE else ""


def names_both(words: str) -> bool:
    """Tell if a text names the force, and the body or whoever speaks, so that either may act in it."""
    return bool(_THE_FORCE.search(words)) and bool(_FIRST_PERSON.search(words) or _the_body(words))


def _the_body(words: str) -> re.Match[str] | None:
    return None if is_capital() else _THE_BODY.search(words)


def start_of(words: str) -> str:
    """Give the first words of a text."""
    return " ".join(words.split()[:_FIRST_WORDS])


def numbers_in(words: str) -> list[str]:
    """Read "3, 5 and 7 to 9": 3, 5, 7, 8, 9. A range of more than 60 numbers is none."""
    found: list[str] = []
    for part in re.finditer(rf"({NUMBER})(?:\s*(?:to|–|—|-|through|i)\s*(\d{{1,3}})\b)?", words):
        first, last = part[1].strip(), part[2]
        if last and first.isdigit() and int(first) < int(last) <= int(first) + 60:
            found += [str(number) for number in range(int(first), int(last) + 1)]
        else:
            found.append(first)
            found += [last] if last else []
    return list(dict.fromkeys(found))
