"""Every kind of problem that breaks the standard, and the one way to report it.

A sample is a part of a record: put into a record that is otherwise right, the bad one gives the problem and the good
one gives none.
"""

from __future__ import annotations

from opcc_opendata.problems import Code, Pointer, Problem, Severity, json_pointer

_RFC_3986 = "https://www.rfc-editor.org/rfc/rfc3986"
_ISO_8601 = "ISO 8601"


def _code(number: int, title: str, explanation: str, bad: str, good: str, source: str = "") -> Code:
    return Code(f"R{number:03}", Severity.ERROR, title, explanation, bad, good, source)


_KEYS = (
    _code(
        1,
        "A key is missing",
        "A record, and each part of it, has a few keys that it can't do without, such as the title of a report. All "
        "the other keys are left out when their value is not known.",
        "inspections:\n  - title: The police response to domestic abuse\n",
        "inspections:\n  - id: police-response-to-domestic-abuse-update-2019\n"
        "    title: The police response to domestic abuse\n",
    ),
    _code(
        2,
        "A key that the standard does not have",
        "Most often the key is misspelt. The standard has a fixed set of keys, so that no text ends up under a key "
        "that nobody reads. A key of your own begins with x_, and may hold anything.",
        "body_as_prnted: Norfolk PCC\n",
        "body_as_printed: Norfolk PCC\nx_case_file: 2019/14 B\n",
    ),
    _code(
        3,
        "A key in the wrong place",
        "The standard has this key, but in another part of the record. Often only the spaces before it are wrong: a "
        "key that belongs to a part is indented under it.",
        "letter: 2023-01-23\n",
        "dates:\n  letter: 2023-01-23\n",
    ),
    _code(
        11,
        "A language that the standard does not have",
        "A text stands right after its key, or has en: and cy: under the key, for English and Welsh. There are no "
        "other languages, and nothing else may stand beside them.",
        "title:\n  en: Domestic abuse\n  fr: Violence conjugale\n",
        "title:\n  en: Domestic abuse\n  cy: Cam-drin domestig\n",
    ),
    _code(
        23,
        "An index record that holds text",
        "An index record gives the facts of a response whose text is not held, and a link to it. It quotes nothing: no "
        "comments, no recommendation's words, no answer's words. A record that does hold the text is not an index "
        "record.",
        "index_record: true\nsource:\n  origin: document\n  url: https://example.org/response/\n"
        "comments:\n  - kind: policing_body\n    text: I welcome this report.\n",
        "index_record: true\nsource:\n  origin: document\n  url: https://example.org/response/\n"
        "comments:\n  - kind: policing_body\n    author: A. Person\n",
    ),
    _code(
        24,
        "A key that is needed here",
        "What one key says makes another necessary. A section of the kind 'other' needs its text, a recipient of the "
        "kind 'other' needs a name, and an index record needs the address of the document.",
        "document:\n  sections:\n    - part: other\n      heading: A note\n",
        "document:\n  sections:\n    - part: other\n      text: This paper is for information.\n",
    ),
)

_KINDS_OF_VALUE = (
    _code(
        4,
        "A number, or true or false, where a text is needed",
        "YAML reads 1 as a number and true as a yes. In quotes both stay as you typed them, and 1.10 does not become "
        "1.1.",
        "recommendations:\n  - kind: recommendation\n    number: 1\n",
        'recommendations:\n  - kind: recommendation\n    number: "1"\n',
    ),
    _code(
        5,
        "A list is needed",
        "This key can hold several values, so it always holds a list, even of one. Each item begins with a hyphen and "
        "a space.",
        "attachments:\n  id: letter\n  title: Letter\n",
        "attachments:\n  - id: letter\n    title: Letter\n",
    ),
    _code(
        6,
        "Keys are needed",
        "This part of the record is made of keys, each with a value, and not of a single text or a list. The keys go "
        "on lines of their own, indented under it.",
        "dates: 2019-04-10\n",
        "dates:\n  published: 2019-04-10\n",
    ),
    _code(
        7,
        "A list or keys where a text is needed",
        "This key holds one text. A text that contains a list with bullets is still one text: write | after the key, "
        "and the text on the lines below, indented.",
        "note:\n  - first point\n  - second point\n",
        "note: |\n  - first point\n  - second point\n",
    ),
    _code(
        8,
        "Neither true nor false",
        "This key answers a question with true or false, without quotes. Words such as yes and no are texts.",
        "distribution:\n  - recipient: hmicfrs\n    sent: yes\n",
        "distribution:\n  - recipient: hmicfrs\n    sent: true\n",
    ),
    _code(
        9,
        "Not a whole number",
        "This key holds a number, written in digits, without quotes and without a fraction.",
        'inspections:\n  - id: one\n    title: One\n    recommendations_made: "9"\n',
        "inspections:\n  - id: one\n    title: One\n    recommendations_made: 9\n",
    ),
    _code(
        28,
        "index_record that is not true",
        "The key marks an index record, so it is either true or not there.",
        "index_record: false\n",
        "note: There is no such key in a record that holds the text.\n",
    ),
)

_VALUES = (
    _code(
        10,
        "A code that is in no list",
        "This key holds one of the codes of a codelist: small letters, with underscores or hyphens. To see the codes "
        'of a key, such as stage, run "opcc explain stage".',
        "stage: final\n",
        "stage: full\n",
    ),
    _code(
        12,
        "Not a date",
        'A date is written year-month-day, as in 2019-02-26. It may be less exact than a day: 2019-02, or "2019" in '
        "quotes. It must be a day that the calendar has.",
        "dates:\n  published: 26/02/2019\n",
        "dates:\n  published: 2019-02-26\n",
        _ISO_8601,
    ),
    _code(
        13,
        "A date that does not say the day",
        "This date must be a whole one, because whoever keeps the record knows the day.",
        "source:\n  origin: document\n  accessed_on: 2026-11\n",
        "source:\n  origin: document\n  accessed_on: 2026-11-23\n",
        _ISO_8601,
    ),
    _code(
        14,
        "Not an identifier",
        "An identifier has small letters, digits and single hyphens, and nothing else. It becomes part of a web "
        "address, and must stay the same for ever.",
        "attachments:\n  - id: Chief Constable's letter\n    title: Letter\n",
        "attachments:\n  - id: chief-constables-letter\n    title: Letter\n",
    ),
    _code(
        15,
        "Not a web address",
        "A web address is whole, begins with https:// or http://, and has no spaces and no letters with accents.",
        "source:\n  origin: document\n  url: www.norfolk-pcc.gov.uk/responses\n",
        "source:\n  origin: document\n  url: https://www.norfolk-pcc.gov.uk/responses\n",
        _RFC_3986,
    ),
    _code(
        16,
        "An empty text",
        "What is not known is left out of a record. A reader can then trust that a key that is there says something.",
        'note: ""\n',
        "note: The page holds all the responses of 2019.\n",
    ),
    _code(
        17,
        "A text that is too long",
        "Short texts have at most 1,000 characters, identifiers 150, web addresses 2,000. The long texts may have "
        "500,000. A text that is longer is usually in the wrong place.",
        f"body_as_printed: {'Norfolk ' * 130}\n",
        "body_as_printed: Norfolk PCC\n",
    ),
    _code(
        18,
        "A line break in a short text",
        "Names, numbers and labels are one line each.",
        "body_as_printed: |\n  Norfolk\n  PCC\n",
        "body_as_printed: Norfolk PCC\n",
    ),
    _code(
        19,
        "An empty list, or nothing under a key",
        "What is not known, or not there, is left out of a record. So a list has at least one item.",
        "comments: []\n",
        "comments:\n  - kind: policing_body\n    text: I welcome this report.\n",
    ),
    _code(
        20,
        "The same item twice in a list",
        "Two items of this list are the same in everything. One of them is left over from copying.",
        "distribution:\n  - recipient: hmicfrs\n    sent: true\n  - recipient: hmicfrs\n    sent: true\n",
        "distribution:\n  - recipient: hmicfrs\n    sent: true\n",
    ),
    _code(
        21,
        "A number that can't be right",
        "The number is below or above what this key can hold. A report makes between 0 and 999 recommendations.",
        "inspections:\n  - id: one\n    title: One\n    recommendations_made: 2019\n",
        "inspections:\n  - id: one\n    title: One\n    recommendations_made: 9\n",
    ),
    _code(
        22,
        "Another version of the standard",
        "The record says that it follows a version of the standard that there has never been.",
        'schema_version: "0.9.0"\n',
        "schema_version: 1.0.0\n",
    ),
    _code(
        30,
        "A newer version of the standard",
        "The record follows a version of the standard that is newer than this program, which can't tell what is wrong "
        'with it, so that this is all it says. "opcc build --skip-invalid" publishes what it can read of a record '
        "whose version has the same first number: all but the keys that it does not know.",
        "schema_version: 99.0.0\n",
        "schema_version: 1.0.0\n",
    ),
    _code(
        25,
        "A file name that can't be used",
        "The files of a record are in its own folder or in a folder inside it. The name has plain letters, digits, "
        "spaces, dots, hyphens and underscores, with / between folders. No part of it begins with a dot, so it can't "
        "lead out of the folder.",
        "attachments:\n  - id: letter\n    title: Letter\n    file: ../letter.pdf\n",
        "attachments:\n  - id: letter\n    title: Letter\n    file: attachments/letter.pdf\n",
    ),
    _code(
        26,
        "Not a checksum",
        "A SHA-256 checksum has 64 characters: digits and small letters from a to f. The command sha256sum prints it.",
        "source:\n  origin: document\n  sha256: 9f86d081\n",
        "source:\n  origin: document\n  sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n",
        "FIPS 180-4",
    ),
    _code(
        27,
        "Not a media type",
        "A media type has two parts with / between them, in small letters, such as application/pdf.",
        "attachments:\n  - id: letter\n    title: Letter\n    media_type: PDF\n",
        "attachments:\n  - id: letter\n    title: Letter\n    media_type: application/pdf\n",
        "https://www.iana.org/assignments/media-types/",
    ),
)

_OTHERS = (
    _code(
        29,
        "A key of the office's own that breaks the office's own rules",
        'Keys that begin with x_ may hold anything, unless the project has a file "extensions.schema.json". That says '
        "what they may hold, in every part of a record that has such keys.",
        "# Where the office asks for a whole number.\nx_case_number: twelve\n",
        "x_case_number: 12\n",
    ),
    _code(
        40,
        "register/: two reports of one name, or a file that is not named after its report",
        "The register has one file for each report, named after its id. No two reports share an id, one of other_ids "
        "or a title, so that a record that names one can't mean another. A register that holds no report is a mistake.",
        "# register/custody-2018.yaml\nid: custody-norfolk-2018\n",
        "# register/custody-norfolk-2018.yaml\nid: custody-norfolk-2018\n",
    ),
    _code(
        41,
        "register/: a scope that does not go with the forces or the region",
        "The scope listed goes with forces, the scope region with a region of the codelist of forces, and the scopes "
        "all and unknown with neither. From it follows which local policing bodies owe a response.",
        "scope: all\nforces:\n  - norfolk\n",
        "scope: listed\nforces:\n  - norfolk\n",
    ),
    _code(
        42,
        "register/: counts that disagree, or a report that is not there",
        "A report revisits another one of the register. Each number of a recommendation and each addressee stands "
        "once, a recommendation has its words or an address, and no count is larger than recommendations_made. "
        "No report is dated by a day that has not come yet.",
        "recommendations_made: 3\nrecommendations_by_addressee:\n  - addressee: chief_officers\n    count: 9\n",
        "recommendations_made: 9\nrecommendations_by_addressee:\n  - addressee: chief_officers\n    count: 3\n",
    ),
    _code(
        97,
        "Too many problems",
        "The record has so many problems that the rest are not shown. Put the first of them right, then check again.",
        "inspections:\n" + "  - {}\n" * 101,
        "inspections:\n  - id: one\n    title: One\n",
    ),
    _code(
        98,
        "Something that the standard does not allow",
        "The project's own copy of the standard has a condition that this program has no sentence for. The standard "
        "as published has none.",
        "# Only a changed copy of the standard gives this.\n",
        "note: The standard as published never gives this.\n",
    ),
    _code(
        99,
        "The program does not agree with itself",
        "A record is checked quickly first, and only one that is refused is checked again, slowly, to say why. The "
        "quick check refused this record and the slow one did not. That is a fault of the program. The record is not "
        "published, so that nothing wrong gets through.",
        "# No record is known that gives this.\n",
        "note: A record gives this only if the program is at fault.\n",
    ),
)

CODES: tuple[Code, ...] = tuple(sorted((*_KEYS, *_KINDS_OF_VALUE, *_VALUES, *_OTHERS), key=lambda code: code.code))
"""Every kind of problem with the shape of a record, in order."""

_BY_CODE = {code.code: code for code in CODES}


def make_problem(
    code: str, place: tuple[str, int, int], message: str, hint: str = "", pointer: Pointer = ()
) -> Problem:
    """Report a problem of a known kind. `place` is the file, the line and the column."""
    path, line, column = place
    return Problem(path, line, column, code, _BY_CODE[code].severity, message, hint, json_pointer(pointer))
