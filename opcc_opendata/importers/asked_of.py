"""Whom a finding asks, and by when: in its words ("By June, the College should …"), or beside a label ("For: CPS")."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_NUMERAL: Final = "one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|\\d{1,3}"
_MONTH: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Ionawr|Chwefror|Mawrth|Ebrill"
    "|Mai|Mehefin|Gorffennaf|Awst|Medi|Hydref|Tachwedd|Rhagfyr"
)
_MUTATED: Final = "Fawrth|Fai|Fehefin|Orffennaf|Fedi|Dachwedd|Ragfyr"
_LIMIT: Final = re.compile(
    rf"\b(?:within (?:the next )?(?:{_NUMERAL}) (?:working )?(?:(?P<short>days?|weeks?)|months?|years?)"
    rf"|by (?:the end of |no later than )?(?:(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTH})(?: 20\d\d)?|20\d\d)"
    rf"|erbyn (?:diwedd )?(?:mis )?(?:\d{{1,2}} )?(?:o )?(?:(?:{_MONTH}|{_MUTATED})"
    r"(?: 20\d\d)?|20\d\d)"
    rf"|o fewn (?:{_NUMERAL}|tri|tair|pedwar|chwe|naw|deuddeg|un|dau|dwy|saith)(?: mis| wythnos| diwrnod| blynedd)"
    r"|(?:with )?immediate(?:ly)?(?: effect)?(?=,))",
    re.IGNORECASE,
)
_BEFORE_A_LIMIT: Final = re.compile(r"(?:^|[.,;:(–—-] ?|\b(?:should|must|needs? to) )$", re.IGNORECASE)
_AFTER_A_LIMIT: Final = re.compile(r"[,;:)]")
_NAMES: Final = (
    ("government", r"(?:the )?(?:home office|government|home secretary|ministry of justice|department of health)"),
    (
        "npcc",
        r"(?:the )?(?:national police chiefs[’'] council|npcc)(?:[’']s)?"
        r"(?: (?:lead|chair|co-?ordinator)s?(?: for [\w’' ]{3,40}?)?)?",
    ),
    ("college_of_policing", r"(?:the )?college(?: of policing)?"),
    ("cps", r"(?:the )?(?:crown prosecution service|cps)"),
    (
        "other",
        r"(?:the )?(?:national crime agency|nca|youth justice board|care quality commission|nhs england|iopc"
        r"|independent office for police conduct|(?:hm |h(?:is|er) majesty[’']s )?prison and probation service)",
    ),
    (
        "local_policing_bodies",
        r"(?:(?:all )?(?:the )?(?:(?:two|three|four|five|six) )?"
        r"(?:police (?:,? fire )?and crime commissioners|pccs|local policing bodies))",
    ),
    (
        "chief_officers",
        r"(?:(?:all )?(?:the )?(?:(?:43|44|forty-(?:three|four)) )?"
        r"(?:chief constables|chief officers)|(?:every|each) (?:chief constable|chief officer|force)"
        r"|(?:all )?(?:police )?forces|the police service)",
    ),
    (
        "named_force",
        r"(?:the (?:force|constabulary|chief constable|met)(?:['’]s [\w -]{3,30}?)?"
        r"|(?:the |both )(?:two |three )?(?:forces|constabularies)"
        r"|(?:the )?(?:two|three|four|five|six)(?: (?-i:[A-Z])[\w’-]{2,15}){1,2} (?:police )?forces"
        r"|MPS|GMP"
        r"|[a-z&’' -]{3,40} (?:police(?! (?:and|&) crime)(?: service)?|constabulary))",
    ),
)
_FEW_CHIEFS: Final = re.compile(r"\b(?:two|three|four|five|six) chief (?:constables|officers)\b", re.IGNORECASE)
"""In regional reports: they may be those of the force that is named, or all whom the report asks."""
_WHERE: Final = r"(?:,? (?:of|in|from|across|with|who|that have) [\w’' ]{2,60}?)?"
"""What may stand between those asked and the verb: "the chief constables of the region should"."""
_ADDRESSED: Final = tuple(
    (
        code,
        re.compile(
            rf"(?:^|[,;:] |\b(?:and|that|20\d\d|months?|weeks?|years?|immediately|effect) )(?:{words}){_WHERE}"
            r"(?:,? and [\w’' ]{3,60}?)?"
            r"\s+(?:should|must|needs? to)\b",
            re.IGNORECASE,
        ),
    )
    for code, words in _NAMES
)
_RECOMMENDED: Final = tuple(
    (
        code,
        re.compile(
            r"\b(?:we|HMICFRS|HMIC|inspectors?|report|review|inspection|inspectorate)(?: also)? recommends? that"
            rf"(?:,? [\w ]{{3,60}},)? (?:{words})"
            r"(?=[:,]? (?!and\b)[a-z])",
            re.IGNORECASE,
        ),
    )
    for code, words in _NAMES
)
"""In reports on the protection of children: "We recommend that, within three months, Kent Police improves …"."""
_ADDRESSED_IN_WELSH: Final = tuple(
    (code, re.compile(rf"\bdylai(?:['’]r)?\s+(?:pob\s+|holl\s+)?(?:{words})\b", re.IGNORECASE))
    for code, words in (
        ("government", "swyddfa gartref|llywodraeth"),
        ("college_of_policing", "coleg plismona"),
        ("chief_officers", "heddluoedd|prif gwnstabliaid|(?<=pob )(?:prif gwnstabl|heddlu)"),
        ("named_force", "heddlu|prif gwnstabl"),
    )
)
"""In Welsh the verb stands first: "dylai heddluoedd"."""
_LONGEST: Final = 120
_BETWEEN: Final = re.compile(r",? and (?!crime\b|rescue\b)|[,;/&+]\s*(?!fire\b)", re.IGNORECASE)
_NAMED: Final = tuple((code, re.compile(words, re.IGNORECASE)) for code, words in _NAMES)
_FOR: Final = re.compile(
    r"^(?:\((?P<inside>[^()]{2,80})\)|[–—-]?\s?(?P<led>(?:for|to) [^:.]{2,80})(?=:|$))\s*[:.–—-]?\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LED: Final = re.compile(r"^(?:(?:this (?:is|one is) )?(?:for|to|addressed to|directed (?:at|to)|aimed at) )", re.I)


_AND_OTHERS: Final = re.compile(
    r" and (?!crime\b)(?P<names>(?:the )?[A-Za-z][\w’' ]{2,60}?)\s+(?:should|must|needs? to)$"
)
_OTHERS_IN_WELSH: Final = re.compile(
    r"\b[Dd]ylai[^.;]{3,80}? a(?:['’]r|c)? (?:chyrff|sefydliadau|asiantaethau|eraill)\b"
)


class Addressees(NamedTuple):
    """Whom a finding asks: codes of addressees.csv, in the order of the words that name them."""

    codes: tuple[str, ...]
    words: str


def time_limit_in(text: str) -> str:
    """Read the time limit in the words of a finding. Days and weeks count only where they are set off.

    "Make sure that calls are answered within two days" says what to do, and "within two days, review" by when.
    """
    for found in _LIMIT.finditer(text):
        is_set_off = _BEFORE_A_LIMIT.search(text[max(0, found.start() - 12) : found.start()])
        if not found["short"] or is_set_off or _AFTER_A_LIMIT.match(text, found.end()):
            return found[0].rstrip(",")
    return ""


def addressees_in(text: str) -> Addressees | None:
    """Read whom the words of a finding ask. A force by its name counts where nobody else is asked, or beside them."""
    codes: dict[str, int] = {}
    words = ""
    if _asks_others(text) or _FEW_CHIEFS.search(text):
        return None
    for code, pattern in (*_ADDRESSED, *_RECOMMENDED, *_ADDRESSED_IN_WELSH):
        asked = pattern.search(text)
        is_joined = asked is not None and asked[0].startswith("and ")
        if asked and code not in codes and (code != "named_force" or not codes or is_joined):
            codes[code] = asked.start()
            words = asked[0].lstrip(",;: ")
    return Addressees(tuple(sorted(codes, key=codes.__getitem__)), words) if codes else None


def _asks_others(text: str) -> bool:
    """Tell if somebody is asked beside a known one for whom there is no code: "the Home Office and the NCA should"."""
    for _, pattern in _ADDRESSED:
        for found in pattern.finditer(text):
            others = _AND_OTHERS.search(found[0])
            before = text[max(0, found.start() - 60) : found.start()]
            if found[0].startswith("and ") and not any(name.search(before) for _, name in _NAMED):
                return True
            if others and not any(name.search(others["names"]) for _, name in _NAMED):
                return True
    return bool(_OTHERS_IN_WELSH.search(text))


def addressees_named(words: str) -> Addressees | None:
    """Read a list of names and nothing else: "chief constables and the College". None where one is unknown."""
    plain = _LED.sub("", " ".join(words.split()).strip(" .:*"))
    if not plain or len(plain) > _LONGEST:
        return None
    codes = [next((code for code, name in _NAMED if name.fullmatch(one.strip())), "") for one in _BETWEEN.split(plain)]
    return Addressees(tuple(dict.fromkeys(codes)), words) if all(codes) else None


def addressed_at_start(words: str) -> tuple[Addressees, str] | None:
    """Read "(for the CPS) Make sure …" or "– for the CPS: …": whom it asks, and the words after that."""
    found = _FOR.match(words)
    named = addressees_named(found["inside"] or found["led"]) if found else None
    return (named, found["rest"].strip()) if found and named else None
