"""Who speaks: names and offices in headings, before quotations and under letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from opcc_opendata.importers.blocks import PARAGRAPH, Block
from opcc_opendata.importers.dates import only_date
from opcc_opendata.importers.labels import is_capital, is_of_another, is_place

# Each part has a longest length: a pattern that looks on without end from each of many places takes the square of their
# number.
_NAME: Final = (
    r"(?:(?:Dr|Sir|Dame|Mr|Mrs|Ms|Cllr|Rt Hon)\.?\s+)?[A-Z][\w.'’-]{0,40}"
    r"(?:\s+(?:(?:de|van|von|ap|ab) )?[A-Z][\w'’-]{1,40}){1,3}"
)
_PLACE: Final = r"(?:[A-Z][\w'’&-]{0,40}|and|of|the)(?:\s+(?:[A-Z][\w'’&-]{0,40}|and)){0,4}"
_BODY: Final = (
    r"(?:P[FC]?CC|Police(?:,?\s+Fire(?:\s+and\s+Rescue)?)?(?:,?\s+and|\s*&)\s+Crime\s+Commissioner"
    r"|Police,\s+Crime\s+and\s+Victims['’]\s+Commissioner"
    r"|Chair(?:man|woman)?\s+of\s+the\s+(?:City\s+of\s+London\s+)?Police\s+Authority(?:\s+Board)?"
    r"|Commissioner\s+for\s+Police[\w,& ]{0,40}Crime|Deputy\s+Mayor\s+for\s+Policing[\w ]{0,40}"
    r"|Mayor\s+of\s+[A-Z][\w ]{1,40}"
    r"|Comisiynydd(?:\s+yr)?\s+Heddlu\s+a\s+Throsedd(?:u|au)?|Victims[’']?\s+Commissioner)"
)
_CHIEF: Final = (
    r"(?:(?:Temporary|Acting|Deputy|Assistant|T/)\s*)?(?:Chief\s+Constable|Commissioner\s+of\s+(?:the\s+(?:Metropolitan|City\s+of\s+London)\s+)?Police"
    r"|(?:Met(?:ropolitan\s+Police)?\s+)Commissioner|Prif\s+Gwnstabl)"
)
_ROLE: Final = rf"(?:{_PLACE}['’]?s?\s+)??(?:{_BODY}|{_CHIEF})(?:\s+(?:for|of)\s+{_PLACE})?"

ROLE: Final = re.compile(_ROLE)
CHIEF: Final = re.compile(_CHIEF)

_BARE: Final = r"(?:(?:Police\s+)?Commissioner|Comisiynydd|(?:Deputy\s+)?Mayor)(?!\s+(?:for|of)\b)"
"""An office that is the body's, but in London the chief officer's."""
_OFFICE: Final = rf"(?:{_ROLE}|{_BARE})"

_BY: Final = re.compile(rf"\b(?:by|from)\s+(?:the\s+)?(?:(?P<name>{_NAME}),\s+)?(?P<role>{_ROLE})")
_BY_OFFICE: Final = re.compile(rf"\b(?:by|from|of)\s+(?:the\s+)?(?P<role>{_OFFICE}),\s+(?P<name>{_NAME})$")
_FROM_CHIEF: Final = re.compile(rf"\b(?:by|from|of)\s+(?:the\s+)?(?P<role>{_CHIEF})\s+(?P<name>{_NAME})$")
_OFFICE_THEN_NAME: Final = re.compile(rf"(?:[Tt]he\s+)?(?P<role>{_OFFICE}),?\s+(?P<name>{_NAME})")
_IN_BRACKETS: Final = re.compile(
    rf"(?:The\s+)?(?P<role>{_OFFICE})(?:[’']s\s(?i:comments?|response|statement|views|remarks))?\s+\((?P<name>{_NAME})\)$"
)
_BY_IN_BRACKETS: Final = re.compile(
    rf"\b(?i:by|from|of)\s+(?:(?i:the)\s+)?(?P<role>{_OFFICE})\s+\((?P<name>{_NAME})\)$"
)
_IN_CAPITALS: Final = re.compile(r"\b(?:CHIEF CONSTABLE|POLICE AND CRIME COMMISSIONER|COMMISSIONER)\b")
_OWNS: Final = re.compile(rf"(?:The\s+)?(?P<role>{_OFFICE}),?\s+(?P<name>{_NAME}?)[’']s\s")
_SAYS: Final = (
    r"(?:has\s+(?:also\s+)?)?(?:said|says|stated|states|commented|added|adds|responded|replied|wrote|writes|explained"
    r"|asked\s+(?:me|us)\s+to\s+(?:pass\s+on|say|add|include)|comments\s+as\s+follows|told\s+\w+|provided|concluded|dywedodd|meddai)\b"
)
_ROLE_FIRST: Final = re.compile(
    rf"(?:^|(?<=[\s,“]))(?:[Tt]he\s+)?(?P<role>{_OFFICE}),?\s+(?P<name>{_NAME})(?:,?\s+of\s+{_PLACE})?,?\s+{_SAYS}"
)
_NAME_FIRST: Final = re.compile(rf"(?P<name>{_NAME}),\s+(?:the\s+)?(?P<role>{_OFFICE}),?\s+{_SAYS}")
_ONLY_ROLE: Final = re.compile(rf"(?:The|the)\s+(?P<role>{_OFFICE}),?\s+{_SAYS}")
_ONLY_NAME: Final = re.compile(rf"(?P<name>{_NAME}|(?:Mr|Mrs|Ms|Dr|Sir|Dame)\.?\s+[A-Z][\w'’-]+),?\s+{_SAYS}")
_AFTER: Final = re.compile(
    rf"{_SAYS}\s+(?:the\s+)?(?:(?P<role>{_OFFICE})(?:,?\s+(?P<name>{_NAME}))?|(?P<name2>{_NAME})(?:,\s+(?:the\s+)?(?P<role2>{_OFFICE}))?)"
)
_IN_THE_WORDS: Final = re.compile(
    rf"\b(?:[Ii]n the words of|[Aa]ccording to|[Aa]s put by)\s+(?:the\s+|our\s+|my\s+)?(?P<role>{_OFFICE})"
    rf"(?:,?\s+(?P<name>{_NAME}))?"
)
_IS: Final = (
    re.compile(
        rf"(?P<name>{_NAME}),?\s+(?:is|was|became|and\s+(?:I\s+)?am)\s+(?:the\s+|elected\s+)?(?P<role>{_OFFICE})"
    ),
    re.compile(rf"(?P<name>{_NAME}),\s+(?:the\s+)?(?P<role>{_OFFICE})"),
    re.compile(rf"(?P<role>{_OFFICE}),?\s+(?P<name>{_NAME})"),
    re.compile(rf"(?P<name>{_NAME})\s*\n\s*(?:The\s+)?(?P<role>{_OFFICE})"),
)
_APPOSED: Final = re.compile(
    rf"(?:\d{{1,2}}(?:\.\d{{1,2}})?\.?\s+)?(?:The\s+)?(?P<role>{_OFFICE}),\s+(?P<name>{_NAME}),\s+(?=[a-z])"
)
_MOST_PEOPLE: Final = 400
_SIGNED: Final = re.compile(rf"^[-–—\s]*(?P<name>{_NAME})(?:\s*[,–—]|\s+-)\s*(?:the\s+)?(?P<role>{_OFFICE})")
_SIGNED_IN_SHORT: Final = re.compile(
    rf"[-–—\s]*(?P<name>{_NAME})(?:\s*[,–—]|\s+-)\s*(?P<role>(?P<place>{_PLACE})\s+Commissioner)"
)
"""With an office as people say it: "Kent Commissioner". There are commissioners of other things."""

_ON_BEHALF: Final = re.compile(r"(?:for and )?on behalf of (?:the )?", re.IGNORECASE)
_ROLE_THEN_NAME: Final = re.compile(rf"(?:The\s+)?(?P<role>{_CHIEF}|{_BODY}|CC)(?:\s*:\s*|,?\s+)(?P<name>{_NAME})")
"""A line of a signature, or of a list of who signs: "Chief Constable: Jo Sample"."""
_SIGNED_WITHOUT_COMMA: Final = re.compile(
    rf"(?P<name>[A-Z][\w.'’-]{{0,40}}(?:\s+[A-Z][\w'’-]{{1,40}}){{1,2}})\s+(?P<role>{_ROLE}(?:,\s+{_PLACE}){{0,2}})"
)

SIGN_OFF: Final = re.compile(
    r"^(?:signed\b|yours(?=,?\s*$)|yours\s+(?:sincerely|faithfully|truly|ever)|(?:kind|best|warm)\s+(?:regards|wishes)|yn\s+gywir)\b",
    re.IGNORECASE,
)
_COPIES: Final = re.compile(r"(?:cc|c\.c\.|cop(?:y|ies|ied)|enc)\b", re.IGNORECASE)
"""Who gets copies stands below a signature, and signs nothing: "cc: Chief Constable, Kent Police"."""
_MOST_SIGNATURE_LINES: Final = 6
_MOST_WORDS_OF_A_ROLE: Final = 14


_OF_A_PLACE: Final = re.compile(r"\b(?:P[FC]?CC|Commissioner) (?:for|of) [A-Z]")
"""An office of one place. A line with two of them is below the names of two people side by side."""

_STAFF: Final = re.compile(
    r"\b(?:chief executive|chief of staff|head of|director|manager|advis[eo]r|on behalf of|pp|office of)\b",
    re.IGNORECASE,
)
"""Who signs as one of these signs for the commissioner, and is not the commissioner."""


class Person(NamedTuple):
    """A name and an office, as printed. Either may be empty."""

    author: str = ""
    role: str = ""
    words: str = ""


NOBODY: Final = Person()


def named_in_heading(words: str) -> Person:
    """Read "Response by Roger Hirst, Police, Fire and Crime Commissioner", or "Chief Constable Jo Field’s comments"."""
    words = _IN_CAPITALS.sub(lambda found: found[0].title().replace(" And ", " and "), words)
    for pattern in (
        _BY_IN_BRACKETS.search,
        _BY_OFFICE.search,
        _FROM_CHIEF.search,
        _BY.search,
        _OWNS.match,
        _IN_BRACKETS.match,
    ):
        if (named := _person(pattern(words.strip("*_: ")))).author and not ROLE.search(named.author):
            return named
    named = from_whom(words)
    return named if named.role else office_holder(words)


def from_whom(words: str) -> Person:
    """Read a heading such as "From Chief Constable Jo Sample"."""
    prefix, _, rest = words.strip("*_ ").partition(" ")
    if prefix.lower() not in ("from", "by", "gan"):
        return NOBODY
    named = office_holder(rest)
    return signer(rest.rstrip(":")) if named is NOBODY else named


def office_holder(words: str) -> Person:
    """Read an office and who holds it, and nothing more: "Chief Constable Jo Sample"."""
    found = _OFFICE_THEN_NAME.fullmatch(words.strip("*_: "))
    return _person(found) if found and is_name(found["name"]) else NOBODY


def is_chief(role: str) -> bool:
    """Tell if an office is a chief officer's."""
    lower = role.lower()
    return (
        bool(CHIEF.search(role)) or role == "CC" or (is_capital() and "commissioner" in lower and "crime" not in lower)
    )


def speaker(words: str) -> Person:
    """Read who is quoted: "Norfolk PCC, Lorne Green, said:" or "Lorne Green, the Norfolk PCC, said:"."""
    for pattern in (_ROLE_FIRST, _NAME_FIRST, _ONLY_ROLE):
        if found := pattern.search(words[:400]):
            return _person(found)
    return NOBODY


def told_of(words: str) -> Person:
    """Read of whom a text tells from its beginning: "The Commissioner, Jo Sample, read this report …"."""
    return _person(_APPOSED.match(words))


def attributed(outside: str, known: dict[str, Person]) -> Person:
    """Read to whom a quotation is attributed in the words around it. A name without an office is looked up in `known`.

    Somebody of whom no office is known has a name and no role.
    """
    if (person := speaker(outside)).role:
        return person
    if found := _IN_THE_WORDS.search(outside[:400]):
        return _person(found)
    if (found := _AFTER.search(outside[:400])) and (found["name"] or found["name2"] or found["role"]):
        name, role = found["name"] or found["name2"] or "", found["role"] or found["role2"] or ""
        return Person(name, role, found[0]) if role else _known(name, found[0], known)
    if found := _ONLY_NAME.search(outside[:400]):
        return _known(found["name"], found[0], known)
    return NOBODY


def _known(name: str, words: str, known: dict[str, Person]) -> Person:
    bare = re.sub(r"^(?:Mr|Mrs|Ms|Dr|Sir|Dame)\.?\s+", "", name)
    person = known.get(bare) or next((one for full, one in known.items() if full.split()[-1] == bare), None)
    return Person(person.author, person.role, words) if person else Person(bare, "", words)


def people_in(text: str) -> dict[str, Person]:
    """Find the names beside which an office of the body or the force is printed."""
    found: dict[str, Person] = {}
    for pattern in _IS:
        for match in pattern.finditer(text):
            name = match["name"].split("\n")[-1].strip()
            if len(found) < _MOST_PEOPLE and not ROLE.search(name) and name.split()[0] not in _NO_NAMES:
                found.setdefault(name, Person(name, match["role"], " ".join(match[0].split())))
    return found


_NO_NAMES: Final = frozenset(["The", "A", "An", "And", "His", "Her", "Our", "Dear", "HM", "Office", "Police", "Chief"])


def signer(words: str) -> Person:
    """Read a signature on one line: "A. Sample, Chief Constable of Surrey Police"."""
    if (found := _SIGNED.match(words)) and not _is_of_places(found["name"]):
        return _person(found)
    if (person := _office_then_name(words)) is not NOBODY:
        return person
    if (found := _SIGNED_IN_SHORT.fullmatch(words)) and _is_of_places(found["place"].replace(" and ", " ")):
        return _person(found)
    if found := _SIGNED_WITHOUT_COMMA.fullmatch(words):
        first, _, last = found["name"].rpartition(" ")
        if " " in first and is_place(last):  # "Robin Sample Kent Police and Crime Commissioner"
            return Person(first, f"{last} {found['role']}", words)
        return _person(found)
    return NOBODY


def _office_then_name(line: str) -> Person:
    """Read "Chief Constable: Jo Sample", with or without the colon."""
    found = _ROLE_THEN_NAME.fullmatch(line)
    return _person(found) if found and not _is_of_places(found["name"]) else NOBODY


def _is_of_places(name: str) -> bool:
    """Tell "Police and Crime Commissioner, West Mercia" from a person's name: each word is of the name of a force."""
    return all(is_place(word) for word in name.split())


def signature(blocks: Sequence[Block]) -> Person:
    """Read who signs a letter: the lines after "Yours sincerely"."""
    lines = [line for block in blocks if block.kind == PARAGRAPH for line in block.lines]
    lines = [line for line in _without_another(lines) if not only_date(line)]
    start = next((place for place, line in enumerate(lines) if SIGN_OFF.match(line)), None)
    if start is None:
        return NOBODY if _sign_together(lines[-2:]) else _signed_without_greeting(lines)
    after = [SIGN_OFF.sub("", lines[start]).strip(" ,:"), *lines[start + 1 : start + 1 + _MOST_SIGNATURE_LINES]]
    signed = [line for line in takewhile(lambda line: not _COPIES.match(line), after) if line]
    for line in signed:
        if (person := signer(line)).role:
            return person
    for line in signed:
        if (found := _ON_BEHALF.match(line)) and (person := signer(line[found.end() :])).role:
            return person
    if any(_STAFF.search(line) for line in signed):
        return NOBODY
    role = next((line for line in signed if len(line.split()) <= _MOST_WORDS_OF_A_ROLE and ROLE.search(line)), "")
    if len(_OF_A_PLACE.findall(role)) > 1:
        return NOBODY
    name = next((line for line in signed if line != role and re.fullmatch(_NAME, line)), "")
    return Person(name, role, " ".join(filter(None, (name, role))))


def _without_another(lines: Sequence[str]) -> Iterator[str]:
    """Leave the signatures of another body that answers together, of one line, or of a name above an office."""
    for line, below in zip(lines, [*lines, ""][1:], strict=True):
        is_pair = re.fullmatch(_NAME, line) and ROLE.match(below) and is_of_another(below)
        if not (is_pair or is_of_another(signer(line).role) or (ROLE.match(line) and is_of_another(line))):
            yield line


def is_name(words: str) -> bool:
    """Tell if words can be the name of a person: a row of words with capitals, none of them of an office or a place."""
    return bool(re.fullmatch(_NAME, words)) and not ROLE.search(words) and not any(map(is_place, words.split()))


_NAME_LABEL: Final = re.compile(r"(?:name|signed|enw)\s?:\s?", re.IGNORECASE)


def name_alone(block: Block) -> str:
    """Give a line that is nothing but what may be the name of a person, with no word of a place or of an office."""
    words = _NAME_LABEL.sub("", block.words.strip("*_–—- "))
    return words if block.kind == PARAGRAPH and len(block.lines) == 1 and is_name(words) else ""


def signatories(blocks: Sequence[Block]) -> list[Person]:
    """Read who signs at the end of a document, each on lines of their own: "Chief Constable: Jo Sample"."""
    found: list[Person] = []
    for block in reversed(blocks):
        named = _signatories_of(block)
        if not named:
            break
        found = [*named, *found]
    return found


def _signatories_of(block: Block) -> list[Person]:
    if block.kind != PARAGRAPH:
        return []
    lines = [line.strip("*_ ") for line in block.lines]
    listed = [_office_then_name(line) for line in lines]
    if all(one.author for one in listed):
        return listed
    is_pair = len(lines) == 2 and re.fullmatch(_NAME, lines[0]) and re.fullmatch(_OFFICE, lines[1])
    return [Person(lines[0], lines[1], " ".join(lines))] if is_pair else []


def is_signed_by(name: Block, role: Block) -> bool:
    """Tell if a line is a name and the next its office, as in a signature."""
    words = role.words.strip("*_ ")
    is_role = len(words.split()) <= _MOST_WORDS_OF_A_ROLE and ROLE.match(words) and words[-1:] not in ".:"
    return name.kind == role.kind == PARAGRAPH and bool(is_role and re.fullmatch(_NAME, name.words.strip("*_ ")))


def is_closing(block: Block) -> bool:
    """Tell if a block is a closing line or a signature: "Yours sincerely", or a name with its office below."""
    if block.kind != PARAGRAPH or any(len(line.split()) > _MOST_WORDS_OF_A_ROLE for line in block.lines):
        return False
    if SIGN_OFF.match(block.lines[0]):
        return True
    lines = [line.strip("*_ ") for line in block.lines]
    if len(lines) == 1:
        return bool(signer(lines[0]).role) or bool(re.fullmatch(_OFFICE, lines[0]))
    return bool(re.fullmatch(_NAME, lines[0])) and bool(ROLE.match(lines[1]))


def _sign_together(lines: Sequence[str]) -> bool:
    """Tell if each of two lines is a signature of an office of the same kind, as two commissioners' under one text."""
    signed = [signer(line) for line in lines if len(line.split()) <= _MOST_WORDS_OF_A_ROLE]
    roles = [is_chief(one.role) for one in signed if one.author and one.role]
    return len(roles) > 1 and len(set(roles)) == 1


def _signed_without_greeting(lines: Sequence[str]) -> Person:
    """Read a name and an office on the last two lines of a text."""
    name, role = lines[-2:] if len(lines) > 1 else ("", "")
    is_office = bool(ROLE.match(role)) or all(re.fullmatch(_OFFICE, one) for one in role.split(" / "))
    is_office = is_office or bool(signer(f"{name}, {role}").role)
    if re.fullmatch(_NAME, name) and len(role.split()) <= _MOST_WORDS_OF_A_ROLE and is_office:
        return Person(name, role, f"{name} {role}")
    return signer(lines[-1].lstrip("-–— ")) if lines and len(lines[-1].split()) <= _MOST_WORDS_OF_A_ROLE else NOBODY


def _person(found: re.Match[str] | None) -> Person:
    if found is None:
        return NOBODY
    parts = found.groupdict()
    if parts.get("name") and ROLE.search(parts["name"]):
        return NOBODY  # two offices side by side, of two people
    return Person(parts.get("name") or "", parts.get("role") or "", found[0])
