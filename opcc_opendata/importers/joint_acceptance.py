"""Sentences on several findings at once: "I accept recommendations 1 and 3 and partially accept 2"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from opcc_opendata.importers.finding_sentences import NUMBERS
from opcc_opendata.importers.items import numbers_in
from opcc_opendata.importers.labels import is_capital

_SENTENCE: Final = re.compile(r"[^.!?\n]{1,600}(?:[.!?](?!\d)|$)")
_BODY: Final = r"I|We|The (?:PCC|PFCC|Mayor|Police and Crime Commissioner)"
_SUBJECT: Final = re.compile(rf"^\s*(?:As (?:PCC|Commissioner), )?(?P<who>{_BODY}|The Commissioner)\b", re.IGNORECASE)
_PASSIVE: Final = re.compile(r"^\s*(?:Of these, )?recommendations? \d", re.IGNORECASE)
_HOW: Final = r"(?:fully|partially|partly|in part|in full|wholly)"
_ACTIVE_CLAUSE: Final = re.compile(
    rf"\b(?P<no>(?:do|does|can|will)(?: not|n[’']t) |cannot )?(?:(?P<how>{_HOW}) )?"
    rf"(?P<verb>accepts?|agrees? with|rejects?)(?: (?P<how2>{_HOW}))?"
    rf"(?: (?:the )?(?P<noun>recommendations?))? (?P<numbers>{NUMBERS})(?P<after> in (?:full|part))?",
    re.IGNORECASE,
)
_PASSIVE_CLAUSE: Final = re.compile(
    rf"\b(?P<noun>recommendations?) (?P<numbers>{NUMBERS}) (?:is|are) (?P<no>not )?(?:(?P<how>{_HOW}) )?"
    r"(?P<verb>accepted|agreed|rejected)(?P<after> in (?:full|part))?",
    re.IGNORECASE,
)
_UNSURE: Final = re.compile(
    r"\b(?:would|could|should|might|may|whether|if|unless|until|asked?|hope|Chief Constable|force|government|not yet"
    r"|all but|except)\b",
    re.IGNORECASE,
)
"""Words of a sentence that says no plain yes or no of the body's own."""


class Accepted(NamedTuple):
    """Whether a finding is accepted, by its number: a code of acceptance.csv, and the words that say so."""

    number: str
    code: str
    words: str


class AllAccepted(NamedTuple):
    """That all findings are accepted: how many these are ("" where nothing says it), by whom, and the words."""

    counted: str
    kind: str
    is_force: bool
    words: str


def all_accepted_in(text: str) -> AllAccepted | None:
    """Read "It has two areas for improvement, and the force has accepted both": None where it says less."""
    words = " ".join(text.split())
    found = _ALL.search(words)
    if found is None:
        return None
    start = max(words.rfind(end, 0, found.start("said")) for end in (". ", "? ", "! "))
    before = words[max(0, found.start("said") - _NEAR) : found.start("said")]
    if _UNSURE_OF_ALL.search(words[start + 1 : found.end()]):
        return None
    counted = list(_COUNTED.finditer(f"{before}{found['said']}"))
    count = counted[-1]["count"].lower() if counted else ""
    count = "two" if not count and found["all"].lower() == "both" else count
    kind = counted[-1]["kind"].lower() if counted else ""
    is_force = not re.match(r"(?:I|We|The (?:PF?CC|Mayor|Police and Crime Commissioner))\b", found["who"])
    return AllAccepted(count, kind, is_force, found["said"])


_NEAR: Final = 120
_ALL: Final = re.compile(
    rf"\b(?P<said>(?P<who>{_BODY}|[Tt]he (?:[Ff]orce|[Cc]onstabulary|Chief Constable|PCC)"
    r"|[A-Z][a-z]+ (?:Police|Constabulary)) (?:(?:have|has|do) )?(?:fully )?accept(?:s|ed)? "
    r"(?P<all>both|all|each|them all|every one)(?: (?:(?:of )?(?:the |these |them\b|those )?"
    r"(?:(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) )?"
    r"(?:recommendations|areas for improvement|AFIs|findings)?(?: in full)?))?)(?=\s?(?:[.,;]|and\b|$))"
)
_COUNTED: Final = re.compile(
    r"\b(?P<count>two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:new )?"
    r"(?P<kind>recommendations|areas for improvement|AFIs)\b",
    re.IGNORECASE,
)
_UNSURE_OF_ALL: Final = re.compile(
    r"\b(?:would|could|should|might|may|whether|if|unless|until|hope|not|but|except|all but|previous|earlier|last)\b",
    re.IGNORECASE,
)


def accepted_in(text: str) -> Iterator[Accepted]:
    """Read the sentences of the body's own text. One that holds "if", "would" or somebody else is left."""
    for sentence in _SENTENCE.finditer(text):
        words = " ".join(sentence[0].split())
        subject = _SUBJECT.match(words)
        if subject and is_capital() and subject["who"].lower() == "the commissioner":
            continue
        clauses = [*(_ACTIVE_CLAUSE if subject else _PASSIVE_CLAUSE).finditer(words)] if _begins(words) else []
        if not clauses or not clauses[0]["noun"] or _UNSURE.search(words[: clauses[-1].end()]):
            continue
        for clause in clauses:
            code = _code(clause)
            if code:
                yield from (Accepted(number, code, clause[0]) for number in numbers_in(clause["numbers"]))


def _begins(words: str) -> bool:
    return bool(_SUBJECT.match(words) or _PASSIVE.match(words))


def _code(clause: re.Match[str]) -> str:
    parts = clause.groupdict()
    how = f"{parts['how']} {parts.get('how2')} {parts['after']}".lower()
    is_rejected = clause["verb"].lower().startswith("reject")
    if clause["no"] and (is_rejected or "part" in how or "full" in how or "wholly" in how):
        return ""  # "I do not fully accept"
    if is_rejected or clause["no"]:
        return "not_accepted"
    return "accepted_in_part" if "part" in how else "accepted"
