"""Personal data that should not be published: what a program can look for, and no more.

A name is only a word, so no program can find the names of victims, witnesses or children: somebody has to read for
them. Messages do not repeat what was found, because warnings are published beside the data.

The record's JSON is searched first, in a few microseconds, for what may be such a thing. It holds every text, with line
breaks and quotes written as escapes. Only where something turns up is each text looked at alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from opcc_opendata.rules.base import Rule, RuleRecord, Violation, warning

_NAMES: Final = "Names of victims, witnesses or children can't be found by a program: somebody has to read for them."
_MOST_IN_ONE_TEXT: Final = 5

EMAIL = warning(
    "R501",
    "A private e-mail address",
    "Every text was searched for e-mail addresses. Those of public bodies (.gov.uk, .police.uk, .nhs.uk, .mod.uk, "
    ".parliament.uk, .gov.wales, .llyw.cymru), those at the website of a local policing body in the codelist, and "
    f"those that name an office and no person (info@, enquiries@, press@ and the like) were passed over. {_NAMES}",
    "comments:\n  - kind: policing_body\n    text: Write to sam.example@mail.example.com about it.\n",
    "comments:\n  - kind: policing_body\n    text: Write to sam.example@norfolk.police.uk about it.\n",
    "UK GDPR, article 5(1)(c)",
)
PHONE = warning(
    "R502",
    "A telephone number",
    "Every text was searched for British telephone numbers that begin with 01, 02 or 07, or with +44 or 0044 and one "
    "of these. Numbers of organisations (03, 08, 09) and short ones (101, 999) were passed over. It may be an "
    f"office's. {_NAMES}",
    "comments:\n  - kind: policing_body\n    text: Ring Sam on 07700 900123.\n",
    "comments:\n  - kind: policing_body\n    text: Ring 101, or 0300 123 4567.\n",
    "UK GDPR, article 5(1)(c)",
)
ADDRESS = warning(
    "R503",
    "A postal address with a house number",
    "Every text was searched for a British postcode in capitals, with a number and a word in capitals in the hundred "
    f"characters before it, as in 12 Example Street, … AB1 2CD. It may be an office's. {_NAMES}",
    "comments:\n  - kind: policing_body\n    text: The family lives at 12 Example Street, Norwich NR1 1AA.\n",
    "comments:\n  - kind: policing_body\n    text: The family lives in Norwich.\n",
    "UK GDPR, article 5(1)(c)",
)
NATIONAL_INSURANCE = warning(
    "R504",
    "A National Insurance number",
    "Every text was searched for two capital letters, six digits and a letter from A to D, with or without spaces, "
    f"with the letters that National Insurance numbers can have. {_NAMES}",
    "comments:\n  - kind: policing_body\n    text: His number is AB 12 34 56 C.\n",
    "comments:\n  - kind: policing_body\n    text: His number was given to the force.\n",
    "UK GDPR, article 5(1)(c)",
)
BIRTH = warning(
    "R505",
    "A date of birth",
    "Every text was searched for “date of birth”, “born on”, “DOB”, “dyddiad geni” and “ganwyd ar” with a number in "
    f"the twenty characters after it. {_NAMES}",
    "comments:\n  - kind: policing_body\n    text: The victim, born on 3 May 1990, told us so.\n",
    "comments:\n  - kind: policing_body\n    text: The victim, a man of thirty, told us so.\n",
    "UK GDPR, article 5(1)(c)",
)

# Each pattern begins with one plain character where it can: Python then jumps from one such character to the next, ten
# times as fast as trying a set of them everywhere. What stands before is looked at from there; in JSON that may be the
# n of an escape where the text has a line break. Nothing in them repeats without a bound, so that no text takes them
# more than linear time.
_EMAIL = re.compile(r"@(?<=[A-Za-z0-9_+-]@)(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})")
_PHONES = (
    re.compile(r"0(?<![0-9A-Za-z/_=.+-]0)(?:044 ?(?:\(0\) ?)?)?[127](?:[ )-]{0,2}[0-9]){8,9}(?![0-9])"),
    re.compile(r"\+44 ?(?:\(0\) ?)?[127](?:[ )-]{0,2}[0-9]){8,9}(?![0-9])"),
)
_MAYBE_PHONE = re.compile(rb"0(?<![0-9A-Z/_=.+-]0)(?:044 ?(?:\(0\) ?)?)?[127](?:[ )-]{0,2}[0-9]){8}")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}\b")
_HOUSE = re.compile(r"\b[0-9]{1,4}[A-Za-z]?,? [A-Z][a-z]")
_NI = re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b")
_BIRTH = re.compile(
    r"(?:[Dd]ate of [Bb]irth|DATE OF BIRTH|[Bb]orn on|\bD\.?O\.?B\b|[Dd]yddiad geni|[Gg]anwyd ar)[^0-9\n]{0,20}[0-9]"
)

_MAYBE_BIRTH = (
    re.compile(b"b(?:irth|orn on)"),
    re.compile(b"B(?:irth|IRTH|orn on)"),
    re.compile(rb"D\.?O\.?B"),
    re.compile(b"y(?:ddiad geni|d ar)"),
)

_SHAPES: Final = bytes(ord("9") if 48 <= byte <= 57 else ord("A") if 65 <= byte <= 90 else byte for byte in range(256))
_MAYBE_FIGURES: Final = re.compile(b"9(?:AA|9 ?A)")
"""How a postcode and a National Insurance number end, with 9 for any digit and A for any capital letter."""

_LOCAL_PART: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+'-"
_PUBLIC_BODIES: Final = (
    ".gov.uk",
    ".police.uk",
    ".nhs.uk",
    ".mod.uk",
    ".parliament.uk",
    ".gov.wales",
    ".llyw.cymru",
)
_OFFICE_NAMES: Final = (
    "admin commissioner communications comms complaints contact correspondence enquiries enquiry feedback foi help "
    "hello info mail media news office opcc opfcc pcc pfcc police policy postmaster press public reception secretariat "
    "support team webmaster ymholiadau gwybodaeth swyddfa"
)
_OFFICES: Final = frozenset(_OFFICE_NAMES.split())


def _each_text(record: RuleRecord, look: Callable[[str], list[str]], hint: str) -> Iterator[Violation]:
    """Look at each text alone, and tell of each thing once."""
    for pointer, text in record.texts():
        for message in list(dict.fromkeys(look(text)))[:_MOST_IN_ONE_TEXT]:
            yield Violation(pointer, message, hint)


def email(record: RuleRecord) -> Iterator[Violation]:
    """Find e-mail addresses that are not an office's."""
    if b"@" not in record.json:
        return

    def look(text: str) -> list[str]:
        found = []
        for match in _EMAIL.finditer(text):
            before = text[max(0, match.start() - 64) : match.start()]
            name = before[len(before.rstrip(_LOCAL_PART)) :]
            host = match["host"].lower()
            if not _is_office(name, host, record):
                found.append(f"there is an e-mail address in this text that looks private: {name[:1]}…@{host}.")
        return found

    yield from _each_text(record, look, "Write [e-mail address removed] in its place, unless it belongs there.")


def _is_office(name: str, host: str, record: RuleRecord) -> bool:
    if f".{host}".endswith(_PUBLIC_BODIES):
        return True
    own = record.register.hosts
    return name.lower() in _OFFICES or host in own or any(host.endswith(f".{site}") for site in own)


def phone(record: RuleRecord) -> Iterator[Violation]:
    """Find telephone numbers."""
    if b"+44" not in record.json and _MAYBE_PHONE.search(record.json) is None:
        return

    def look(text: str) -> list[str]:
        found = [match.group() for pattern in _PHONES for match in pattern.finditer(text)]
        return [f"there is what looks like a telephone number in this text. It ends in {one[-2:]}." for one in found]

    yield from _each_text(record, look, "Write [telephone number removed] in its place, unless it is an office's.")


@lru_cache(maxsize=2)
def _may_have_figures(json: bytes) -> bool:
    """Tell if there may be a postcode or a National Insurance number somewhere. Two rules ask, one after the other."""
    return _MAYBE_FIGURES.search(json.translate(_SHAPES)) is not None


def address(record: RuleRecord) -> Iterator[Violation]:
    """Find a postcode with a house number before it."""
    if not _may_have_figures(record.json):
        return

    def look(text: str) -> list[str]:
        codes = [(match.start(), match.group()) for match in _POSTCODE.finditer(text)]
        homes = [code for start, code in codes if _HOUSE.search(text, max(0, start - 100), start)]
        return [
            f"there is what looks like a postal address in this text. Its postcode begins with {code[:2]}."
            for code in homes
        ]

    yield from _each_text(record, look, "Write [address removed] in its place, unless it is an office's.")


def national_insurance(record: RuleRecord) -> Iterator[Violation]:
    """Find National Insurance numbers."""
    if not _may_have_figures(record.json):
        return

    def look(text: str) -> list[str]:
        count = sum(1 for _ in _NI.finditer(text))
        return [f"there is what looks like a National Insurance number in this text ({count})."] if count else []

    yield from _each_text(record, look, "Write [National Insurance number removed] in its place.")


def birth(record: RuleRecord) -> Iterator[Violation]:
    """Find dates of birth."""
    if all(pattern.search(record.json) is None for pattern in _MAYBE_BIRTH):
        return

    def look(text: str) -> list[str]:
        return ["there is what looks like a date of birth in this text."] if _BIRTH.search(text) else []

    yield from _each_text(record, look, "Write [date of birth removed] in its place.")


RULES = (
    Rule(EMAIL, email),
    Rule(PHONE, phone),
    Rule(ADDRESS, address),
    Rule(NATIONAL_INSURANCE, national_insurance),
    Rule(BIRTH, birth),
)
