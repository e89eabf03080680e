"""What the labels, heads of columns and headings of a document name: who speaks, and what stands there.

Offices word them in endless ways ("OPCC action", "Met", "What the force is doing", "Commissioner’s scrutiny –"), so
they are read by the few words that they are made of: who (the body, the force, the inspectorate) and what (an answer,
a finding, a date). A label is pure where it holds no other words, and only a pure one counts in running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Final, NamedTuple

from opcc_opendata.importers.label_words import (
    ACTORS,
    ANSWER,
    BETWEEN_CHOICES,
    BOARD,
    BODY_WORDS,
    CHIEF,
    COMMISSIONER,
    DECISION,
    FORCE_WORDS,
    INSPECTORATE_WORDS,
    NUMBER,
    SMALL,
    TOPICS,
    WORD,
    WRITER,
)
from opcc_opendata.importers.wordings import as_compared

BODY: Final = "body"
FORCE: Final = "force"
INSPECTORATE: Final = "inspectorate"
BOTH: Final = "both"
NOBODY: Final = ""


class Setting(NamedTuple):
    """Where a document is from. In the `capital` "the Commissioner" is the chief officer. `places` are words of forces'
    names, in small letters; `own` are those of this force, and `others` of those whose bodies answer together with it.
    """

    capital: bool = False
    places: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


_SETTING: Final = ContextVar("setting", default=Setting())  # noqa: B039 (it can't be changed)

_LONGEST_LABEL: Final = 12
_PERSON_BEHIND: Final = re.compile(
    r"(?<=\w) \((?:(?:ACC|DCC|CC|Supt|Det|Insp|DCI|DI|Ch|Chief|Mr|Mrs|Ms|Dr)\b)[^()]{2,60}\)$"
)
"""Who answers, in brackets behind a label: "The force's reply (ACC Field)"."""
_NAMED: Final = re.compile(
    r"((?:Chief Constable|Commissioner|Mayor|CC|PCC|PFCC)(?: for [A-Z][\w-]*)?,?) "
    r"((?:[A-Z][a-z’'-][\w’'-]* ){0,2}[A-Z][a-z’'-][\w’'-]*)(?=['’]s|$|\W)"
)


_COPIED: Final = frozenset(["cc", "Cc", "c.c", "C.c", "bcc", "Bcc"])


class Label(NamedTuple):
    """What a label names. `actor` is the first one named, or BOTH where two are joined; `topics` in any order."""

    actor: str
    topics: frozenset[str]
    pure: bool


@contextmanager
def in_setting(setting: Setting) -> Iterator[None]:
    """Read labels as in a setting, for as long as this lasts."""
    token = _SETTING.set(setting)
    try:
        yield
    finally:
        _SETTING.reset(token)


def is_capital() -> bool:
    """Tell if "the Commissioner" is the chief officer in this document."""
    return _SETTING.get().capital


def is_place(word: str) -> bool:
    """Tell if a word is one of the name of a force."""
    return word.lower() in _SETTING.get().places


def is_of_another(words: str) -> bool:
    """Tell if words name the force of another body that answers together with this one, and not this force."""
    return _names_another(as_compared(words), _SETTING.get())


def is_of_another_area(words: str) -> bool:
    """Tell if words name the force of whichever other area, and not this force."""
    setting = _SETTING.get()
    named = set(WORD.findall(as_compared(words).replace("'s", "")))
    return bool(named & (setting.places - {"and"})) and not named & setting.own


def _names_another(plain: str, setting: Setting) -> bool:
    named = set(WORD.findall(plain.replace("'s", ""))) if setting.others else set()
    return bool(named & setting.others) and not named & setting.own


_ACT: Final = re.compile(r"\bpolice (?:act|reform and social responsibility act)\b", re.IGNORECASE)
"""A law, which names no force: "Response under section 55, Police Act 1996"."""
_FOR_WHOM: Final = re.compile(
    r"\b(recommendations?) (?:for|to|addressed to|made to) (?:the |all )?"
    r"(?:chief (?:constables|officers)|(?:police )?forces)\b",
    re.IGNORECASE,
)
"""Whom recommendations are for, who is not whoever answers them: "Response to recommendations for chief constables"."""


def label_of(words: str) -> Label:
    """Read a label."""
    if words.strip(" :*.").removesuffix(".") in _COPIED:  # and no chief constable
        return Label(NOBODY, frozenset(["copies"]), pure=True)
    words = _ACT.sub("", _FOR_WHOM.sub(r"\1", words))
    plain = as_compared(_NAMED.sub(_without_name, words)).replace("&", "and").rstrip("?.")
    if not plain or len(plain.split()) > 3 * _LONGEST_LABEL:
        return Label(NOBODY, frozenset(), pure=False)
    return _label(plain, _SETTING.get())


def _without_name(found: re.Match[str]) -> str:
    """Take a person's name off after an office: "Chief Constable Morgan Tarrant’s response"."""
    words = found[2].lower().split()
    is_name = not any(pattern.search(word) for word in words for pattern in (*TOPICS.values(), *ACTORS))
    return found[1] if is_name and not SMALL & set(words) else found[0]


@lru_cache(maxsize=8_192)
def _label(plain: str, setting: Setting) -> Label:
    if _names_another(plain, setting):
        return Label(NOBODY, frozenset(), pure=False)  # "Suffolk PCC's comments", in the draft for Norfolk
    rest = plain
    actors: list[tuple[int, str]] = []
    for actor, pattern in (
        *(((BODY, BOARD),) if setting.capital else ()),
        (BODY, BODY_WORDS),
        (FORCE, CHIEF),
        (FORCE if setting.capital else BODY, COMMISSIONER),
        (INSPECTORATE, INSPECTORATE_WORDS),
        (FORCE, FORCE_WORDS),
    ):
        for found in pattern.finditer(rest):
            actors.append((found.start(), actor))
        rest = pattern.sub(lambda found: " " * len(found[0]), rest)
    topics = {topic for topic, pattern in TOPICS.items() if pattern.search(plain)}
    if NUMBER.fullmatch(plain):
        topics.add("number")
    unknown = _unknown(NUMBER.sub(" ", plain) if "number" in topics else plain, setting)
    names = [actor for _, actor in sorted(actors) if actor != INSPECTORATE]
    actor = names[0] if names else INSPECTORATE if actors else BODY if WRITER.search(plain) else NOBODY
    if len(set(names)) > 1 and _are_joined(plain, sorted(actors)):
        actor = BOTH
    return Label(actor, frozenset(topics), pure=not unknown and bool(topics or actors))


def _unknown(left: str, setting: Setting) -> list[str]:
    for pattern in (*TOPICS.values(), *ACTORS, *((BOARD,) if setting.capital else ())):
        left = pattern.sub(" ", left)
    return [word for word in WORD.findall(left) if word not in SMALL and word not in setting.places]


def _are_joined(plain: str, actors: list[tuple[int, str]]) -> bool:
    """Tell "PCC and force response" from "PCC response to the force"."""
    between = plain[actors[0][0] : actors[1][0]]
    return not re.search(r"\b(?:to|on|of|about|for)\b", between) and not ANSWER.search(between)


_CHOICE: Final = "(?:yes|no|y|n|p|part|partly|partial|in part|n/a)"
_OFFERED: Final = re.compile(rf" \({_CHOICE}(?: ?[/,] ?{_CHOICE}){{1,4}}\)$", re.IGNORECASE)


def _without_offered(words: str) -> str:
    """Take the answers that are offered off a label that asks for an acceptance: "Accepted (Y/N/Part)"."""
    found = _OFFERED.search(words)
    asked = words[: found.start()] if found else ""
    return asked if "acceptance" in label_of(asked).topics else words


def column_of(words: str, *, whole: bool = True) -> str:
    """Say what a column or a labelled text holds: a key of an answer, "number", "text", "answer", "status", or "".

    With `whole`, only a label without other words counts. "answer" is one whose actor is not named, "status" may be an
    acceptance.
    """
    words = _without_offered(_PERSON_BEHIND.sub("", words))
    if len(words.split()) > _LONGEST_LABEL:
        return ""
    if " / " in words and (found := _in_both(words, whole=whole)):
        return found
    if as_compared(words) in _WORDINGS:
        return "text"
    if alone := _ALONE.get(as_compared(words).rstrip("?.")):
        return alone
    if _is_choice(as_compared(words)):
        return "status"
    if _ADDRESSED.fullmatch(as_compared(words).rstrip("?")):
        return "addressees"
    if _REASON.fullmatch(as_compared(words).rstrip("?")):
        return "reason"
    label = label_of(words)
    column = "" if whole and not label.pure and "number" not in label.topics else _column(label)
    return "" if column in _WORDS and _A_DAY.search(as_compared(words)) else column


def _is_choice(plain: str) -> bool:
    """Tell if a label is nothing but the decisions to choose from: "Accepted / partly accepted / not accepted"."""
    choices = BETWEEN_CHOICES.split(plain)
    return len(choices) > 1 and all(map(DECISION.fullmatch, choices))


def _in_both(words: str, *, whole: bool) -> str:
    """Say what a column holds whose head is in two languages: "No. / Rhif"."""
    found = {column_of(one, whole=whole) for one in words.split(" / ")}
    return found.pop() if len(found) == 1 else ""


def _column(label: Label) -> str:
    topics = label.topics
    if "number" in topics:
        return "number"
    for topic, key in _VALUES.items():
        if topic in topics:  # "By when (HMICFRS)"
            return "time_limit" if topic == "due" and label.actor == INSPECTORATE else key
    if "theme" in topics and not topics - {"theme"}:
        return "theme"
    if label.actor in (BODY, FORCE):
        if "finding" in topics and not topics & {"answer", "acceptance"}:
            return "text"
        return "body_action" if label.actor == BODY else "force_action"
    return "answer" if label.actor == BOTH else _without_actor(label)


_REASON: Final = re.compile(
    r"(?:the )?(?:reasons?|rationale)(?: (?:for|why)(?: (?:the|this))?"
    r"(?: (?:decision|rejection|refusal|not accept(?:ing|ed)|no action)))?"
)
_ADDRESSED: Final = re.compile(
    r"(?:hmicfrs )?(?:recommendations? )?"
    r"(?:for|to|for whom|to whom|addressed to|addressees?|directed (?:at|to)|aimed at"
    r"|made to|whom? (?:is it|it is|is this|this is) (?:for|aimed at|addressed to))"
)
_ALONE: Final = {
    **{"who": "owner", "by": "target_date", "when": "target_date", "pwy": "owner", "erbyn": "target_date"},
    **{"finding": "text", "issue": "text", "hmicfrs ref": "number", "hmicfrs reference": "number"},
    **{"where we are now": "answer", "latest position": "answer", "work under way": "answer"},
    **{"holding to account": "body_action", "mine": "body_action", "safbwynt": "status"},
    **{"area": "theme", "view taken": "status", "tick one": "status", "please tick one": "status"},
}
_A_DAY: Final = re.compile(r"(?<!to )\bdates?\b|\bdyddiad\b")
"""A day of something, which is neither its words nor "actions to date"."""
_WORDINGS: Final = frozenset(
    [
        *("wording", "text", "full text", "full wording"),
        *("they said", "what they said", "they asked", "what they asked", "they found", "what they found"),
    ]
)
_WORDS: Final = ("answer", "body_action", "force_action", "status", "text")
_VALUES: Final = {"limit": "time_limit", "due": "target_date", "owner": "owner"}


def _without_actor(label: Label) -> str:
    """Say what a label names in which neither the body nor the force is."""
    topics, is_inspectorate = label.topics, label.actor == INSPECTORATE
    if "acceptance" in topics and "finding" not in topics:
        return "status"
    if "answer" in topics and not is_inspectorate:
        return "answer"
    if "finding" in topics or (is_inspectorate and topics <= {"summary", "answer"}):
        return "text"
    return ""


_LAST: Final = re.compile(r"(?<=\S)(?::| [-–—|]) (?P<last>[^:–—|]{3,80})$")


def _names_title(words: str) -> bool:
    """Tell if a heading is a title with who answers after it: "Arriving alive: roads policing – PCC’s response"."""
    found = _LAST.search(words.strip())
    if found is None or not label_of(found["last"]).pure:
        return False
    return len(unknown_words(words[: found.start()])) >= _TITLE_WORDS


_TITLE_WORDS: Final = 2


def unknown_words(words: str) -> list[str]:
    """Give the words that no label is made of. Numbers are none."""
    plain = as_compared(words).replace("&", "and")
    return [word for word in _unknown(plain, _SETTING.get()) if not word[:1].isdigit()]


_BY_SOMEBODY: Final = re.compile(r"\b(?:by|from) (?:the |our |my )?\w")
"""In "Overview by the Commissioner": it says who speaks, and not of whom."""
_TO_THEM: Final = re.compile(r"\bto (?:him|her|them)$")
REPLY: Final = "reply_to_chief_officer"
"""The part of a document, and the kind of a comment, in which the body answers what the chief officer says."""
_REPLY: Final = re.compile(r"\b(?:reply|response|comments?|ymateb|ateb)\b.{0,20}\b(?:to|on|i)\b")
_REPLY_TO: Final = re.compile(
    r"\b(?:reply|response|ymateb|ateb) (?:to|i)(?: (?:the|sylwadau|sylwadau'r|comments of the|views of the|y))?"
    r" (?:temporary |acting )?(?:chief (?:constable|officer)|prif gwnstabl|b?ph?rif gwnstabl)"
)


_ON_ONE: Final = re.compile(
    r"\b(?:about|on|to) (?:recommendation|area for improvement|afi|cause (?:of|for) concern) (?:\d{1,3}|[a-z])[a-z]?$"
)
_OF_FINDINGS: Final = re.compile(
    r"(?:(?:the|our|each of the|all) )?(?:(?:hmicfrs|hmic)(?:'s)? )?"
    r"(?:areas for improvement|recommendations|causes of concern)\b"
)
"""How a heading begins under which the findings stand: "The areas for improvement, one by one"."""
_MOST_UNKNOWN: Final = 3
_OFFICE: Final = re.compile(
    r"(?:(?:and|from|by) )?(?:the )?"
    r"(?:pf?cc|(?:police(?:,? fire)? (?:and|&) crime )?commissioner|mayor|chief constable|prif gwnstabl|comisiynydd"
    r"|commissioner of (?:the metropolitan )?police(?: (?:of|for) the metropolis)?)"
)


_TITLE_IN_QUOTES: Final = re.compile(r"“[^”]{12,250}”|‘[^‘]{12,250}’(?!\w)|\"[^\"]{12,250}\"")
"""The title of a report in a heading, which may name a force."""


_WHO_IT_IS: Final = re.compile(r" \([A-Z][\w.’'-]{0,30}(?: [A-Z][\w’'-]{1,30}){1,3}\)$")
"""The name of a person behind an office: "Chief Constable (Jo Sample)"."""


def without_person(words: str) -> str:
    """Take the name of a person, in brackets, off the end of a heading."""
    return _WHO_IT_IS.sub("", words)


APPENDIX: Final = re.compile(
    r"^(?:appendix|annex|schedule|enclosure|atodiad) (?:(?-i:[A-Z])|\d{1,2})(?: ?[:.–—-])? (?=(?-i:[A-Z])\w)",
    re.IGNORECASE,
)
"""How an appendix is numbered, before what it holds: "Appendix 2 - Response to the recommendations"."""


def part_of(words: str, *, is_heading: bool = False) -> str:
    """Say which part of a record stands under a heading: a part of the document, "grades", or "" where it is none.

    With `is_heading` it can't be a signature or a label, so that an office alone heads what it says.
    """
    words = _TITLE_IN_QUOTES.sub("", words)
    words = APPENDIX.sub("", words) if is_heading else words
    office = without_person(words)
    is_of_comments = office != words and label_of(office).pure and "answer" in label_of(office).topics
    words = office if is_heading or is_of_comments else words
    label = label_of(words)
    if answers_a_report(words):
        return ""
    topics, plain = label.topics, as_compared(words)
    is_none = len(words.split()) > 2 * _LONGEST_LABEL or bool(topics & {"owner", "due", "limit", "number"})
    if is_none or _names_title(words) or _is_row_of_heads(plain):
        return ""
    is_short = label.pure or len(plain.split()) <= _LONGEST_LABEL
    if "copies" in topics and label.pure and label.actor == NOBODY:
        return "distribution"
    if is_heading and label.pure and not topics and _OFFICE.fullmatch(plain.rstrip("?")):
        return _comments_of(label.actor, plain)
    is_said_by = "answer" in topics or ("summary" in topics and _BY_SOMEBODY.search(plain))
    if label.actor in (BODY, FORCE) and is_said_by and is_short:
        return _comments_of(label.actor, plain)
    is_summary = "summary" in topics and is_short and label.actor in (NOBODY, INSPECTORATE)
    if is_heading and _OF_FINDINGS.match(plain) and len(unknown_words(words)) <= _MOST_UNKNOWN:
        return "recommendations"
    if label.pure and topics & {"grade", "finding", "plan"}:
        return "grades" if "grade" in topics else "recommendations"
    return "key_findings" if is_summary else ""


_ANSWER_TO: Final = re.compile(
    r"^(?:\d{1,2}[.)]? |[a-z]\) )?(?:(?:the|our|my|full|formal|statutory|final|section 55) ){0,3}"
    r"(?:response|reply|ymateb) (?:to|i) (?P<rest>.+)$",
    re.IGNORECASE,
)


def answers_a_report(words: str) -> bool:
    """Tell if a heading is the title of a response: "2. Response to PEEL 2023–25: An inspection of Kent Police".

    A force named behind "response to" is in the title of the report, and does not say who answers.
    """
    found = _ANSWER_TO.match(words.strip(" *_"))
    if found is None or found["rest"].casefold().startswith(("chief", "prif", "the chief", "recommendation")):
        return False
    return len(unknown_words(found["rest"])) >= _TITLE_WORDS


def _is_row_of_heads(plain: str) -> bool:
    """Tell "MPS response MOPAC response", the heads of columns in one line: each names an answer of its own."""
    found = [
        (one.start(), actor)
        for actor, pattern in ((BODY, BODY_WORDS), (FORCE, CHIEF), (FORCE, FORCE_WORDS))
        for one in pattern.finditer(plain)
    ]
    first, last = (min(found), max(found)) if found else ((0, ""), (0, ""))
    return (
        first[1] != last[1]
        and bool(ANSWER.search(plain, first[0], last[0]))
        and bool(ANSWER.search(plain, last[0]))
        and not _REPLY.search(plain)
    )


def _comments_of(actor: str, plain: str) -> str:
    if _ON_ONE.search(plain):
        return ""  # "What the force has done about recommendation B" answers that one, and is no comment on the report
    if actor == FORCE:
        return REPLY if _REPLY_TO.search(plain) else "chief_officer_comments"
    is_reply = _REPLY.search(plain) and (CHIEF.search(plain) or _TO_THEM.search(plain))
    return REPLY if is_reply else "policing_body_comments"
