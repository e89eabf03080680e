"""Sentences that say when something was published: the report, or the response to it.

"The report was published on 3 May", "HMICFRS published its report on 3 May", "Response published 3 May": what was
published is the noun before the verb, or its object after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from opcc_opendata.importers.dates import PrintedDate, find_dates

REPORT: Final = "report"
RESPONSE: Final = "response"

_SITE: Final = r"(?:up )?on (?:our|the|my|this|both|its|their) (?:[\w’']+ )?web ?(?:sites?|pages?)"
_VERB: Final = re.compile(
    r"\b(?:(?P<passive>was|were|is|has been|have been|went|wedi['’]i?) (?:first |today |also |then )?)?"
    rf"(?:(?:published|issued|released|posted|put|placed|uploaded|added|appeared|gyhoeddi|cyhoeddwyd|cyhoeddodd)"
    rf"(?: {_SITE}| out| up)?"
    rf"|{_SITE})\b|\b(?P<went>(?:went|came|has been|been) (?:up|live|online|out))\b",
    re.IGNORECASE,
)
_NOUN: Final = re.compile(
    r"\b(?:(?P<report>reports?|inspections?|HMIC\w*|inspectorate|inspectors|adroddiad\w*|arolygiad\w*)"
    r"|(?P<response>responses?|reply|replies|statement|answer|plan|(?<=these )minutes|ymateb|datganiad)"
    r"|(?P<pronoun>it|this|both))\b",
    re.IGNORECASE,
)
_EARLIER: Final = re.compile(
    r"\b(?:earlier|previous|former|last|first(?! (?:appear|publi|post|put|plac|issu|upload))"
    r"|interim|holding|draft|its predecessor|older|place of|replac\w+"
    r"|supersed\w+)\b",
    re.IGNORECASE,
)
_WILL: Final = re.compile(
    r"\b(?:will|shall|should|must|to be|would|not|unless|until|if|due)\b[^.;]{0,30}$", re.IGNORECASE
)
_TO: Final = re.compile(r"\b(?:to|on|i)\b(?:(?!,| which | that |\bwho\b).){1,200}$", re.IGNORECASE)
_CLAUSE_END: Final = re.compile(r"[.;!?](?=\s)|(?<!\(HMICFRS)(?<!\(HMIC)\)\s|\n")
_HAS_TODAY: Final = re.compile(r"\b(?:has|have) (?:today,? )?(?:on )?$", re.IGNORECASE)
_ITS_RESPONSE: Final = re.compile(r",? published (?:her|his|its|their|our|my) (?:full )?(?:response|reply)\b", re.I)
"""What stands round the day in "has today, 3 May, published her response"."""
_NEAR: Final = 30
_IN_QUOTES: Final = re.compile(r"“[^“”]{0,250}”")
_REPORT_OF: Final = re.compile(r"\b(?:report|inspection) (?:of|from|dated) $", re.IGNORECASE)
_FARTHEST: Final = 120
"""Characters from the verb to its day. An object may stand between them."""
_LONGEST: Final = 600
_ENDS_OF_TITLES: Final = tuple('”"’*_')


class SaidPublication(NamedTuple):
    """What was published (REPORT or RESPONSE), when, and the clause that says so."""

    of: str
    day: PrintedDate
    words: str


def publications_in(line: str) -> Iterator[SaidPublication]:
    """Give each day in a line on which it says that a report or a response was published."""
    end = 0
    days = list(find_dates(line))
    for day, after in zip(days, [*days[1:], None], strict=False):
        if after and not day.date and line[day.start + len(day.words) : after.start] in (", ", " ("):
            continue  # "today, 28 September 2021" is one day
        ends = [one.end() for one in _CLAUSE_END.finditer(line, max(0, day.start - _LONGEST), day.start)]
        start = max(end, ends[-1] if ends else 0, day.start - _LONGEST)
        before = line[start : day.start]
        end = day.start + len(day.words)
        if _HAS_TODAY.search(line[max(0, day.start - _NEAR) : day.start]) and (said := _ITS_RESPONSE.match(line, end)):
            yield SaidPublication(RESPONSE, day, f"{before}{day.words}{said[0]}".strip())
            continue
        verbs = [one for one in _VERB.finditer(before) if len(before) - one.end() <= _FARTHEST]
        if not verbs or _WILL.search(before[: verbs[-1].start()]):
            continue
        verb = verbs[-1]
        floor = verbs[-2].end() if len(verbs) > 1 else 0
        subject, between = before[floor : verb.start()], before[verb.end() :]
        of = _published(subject, between, is_passive=bool(verb["passive"] or verb["went"])) or _meant(
            subject, line[:start], is_on_site="site" in verb[0].lower()
        )
        if of and not (of == RESPONSE and _EARLIER.search(before)):
            yield SaidPublication(of, day, f"{before}{day.words}".strip())


def _published(subject: str, between: str, *, is_passive: bool) -> str:
    """Say what was published: the object between the verb and the day, or else the subject. "": neither."""
    if _REPORT_OF.search(between):
        return REPORT  # "our published plan in reply to the report of 7 July"
    for one in _NOUN.finditer(_IN_QUOTES.sub("“”", between)):  # a title may tell of a police response
        if one["report"] or one["response"]:
            return _kind(one)
    if subject.rstrip(" ,(")[-1:] in _ENDS_OF_TITLES and not is_passive:
        return REPORT  # "my response to “Roads”, published on 3 May"
    nouns = [one for one in _NOUN.finditer(subject) if not one["pronoun"]]
    if not nouns:
        return ""
    first = nouns[0]
    # "The response to the report was published": the report only says what it answers.
    is_head = bool(first["response"]) and len(nouns) > 1 and bool(_TO.match(subject[first.end() :].lstrip()))
    last = nouns[-1]
    if (
        not is_passive
        and last["response"]
        and subject.rstrip()[-1:] == ","
        and _TO.match(subject[last.end() :].strip(" ,"))
    ):
        return REPORT  # "the response to Roads, published on 3 May"
    return _kind(first if is_passive and is_head else last)


def _meant(subject: str, above: str, *, is_on_site: bool) -> str:
    """Say what "it" is: what the clause before speaks of, if that is one thing. On the body's site is its response."""
    if is_on_site and not subject.strip():
        return RESPONSE  # "Placed on both websites on 3 May"
    if not any(one["pronoun"] for one in _NOUN.finditer(subject)):
        return ""
    if is_on_site:
        return RESPONSE
    before = _CLAUSE_END.split(above.rstrip(" .;"))[-1]
    kinds = {_kind(one) for one in _NOUN.finditer(before) if not one["pronoun"]}
    return kinds.pop() if len(kinds) == 1 else ""


def _kind(noun: re.Match[str]) -> str:
    return REPORT if noun["report"] else RESPONSE
