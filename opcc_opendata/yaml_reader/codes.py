"""Every kind of problem that the reader can find, and the one way to report it."""

from __future__ import annotations

from collections.abc import Sequence

from opcc_opendata.problems import Code, Problem, Severity, json_pointer

_YAML = "https://yaml.org/spec/1.2.2/"
_SHOWN_LENGTH = 40


def _code(number: int, title: str, explanation: str, bad: str, good: str, source: str = "") -> Code:
    return Code(f"R{number}", Severity.ERROR, title, explanation, bad, good, source)


_FILES = (
    _code(
        100,
        "No such file or folder",
        "Nothing is there under this name. Check the spelling, and the folder that you are in.",
        "records/norflok/2019-02-26-domestic-abuse.yaml",
        "records/norfolk/2019-02-26-domestic-abuse.yaml",
    ),
    _code(
        101,
        "Not an ordinary file",
        "A record is an ordinary file. A folder, a pipe, a socket or a device can't be read as one.",
        "records/norfolk/2019.yaml/",
        "records/norfolk/2019-02-26-domestic-abuse.yaml",
    ),
    _code(
        102,
        "A link that leads nowhere",
        "This is a symbolic link, and the file that it names isn't there. Without this error its record would be "
        "missing from the data with nobody told.",
        "records/norfolk/2019.yaml -> ../moved-away.yaml",
        "records/norfolk/2019.yaml",
    ),
    _code(
        103,
        "A link that is not followed",
        "Everything that is published must be inside the project, where it can be checked and kept. In a project no "
        "link to a file or a folder is followed: what it leads to may be anything, and may change unseen.",
        "records/norfolk/2019.yaml -> /home/sam/2019.yaml",
        "records/norfolk/2019.yaml",
    ),
    _code(
        104,
        "The file can't be opened",
        "The system does not let this program read the file or the folder, most often because of its permissions. Or "
        "another program goes on changing the file.",
        "records/norfolk/2019.yaml (mode 000)",
        "records/norfolk/2019.yaml (mode 644)",
    ),
    _code(
        105,
        "The file is too big",
        "A record may be 1 MB at most. The longest published responses are about a twentieth of that. A bigger file is "
        "usually not a record, or has a document pasted into it. A file beside the records may be 100 MB at most.",
        "records/norfolk/2019.yaml (3 MB)",
        "records/norfolk/2019.yaml (15 KB)",
    ),
    _code(
        106,
        "The name does not end in .yaml",
        "Only files whose names end in .yaml, in small letters, are records. A file with a name like this one would "
        "not be published, and nobody would notice.",
        "records/norfolk/2019-02-26-domestic-abuse.yml",
        "records/norfolk/2019-02-26-domestic-abuse.yaml",
    ),
    _code(
        107,
        "A copy left by an editor",
        "Editors leave copies beside the file that they save, with a name that ends in ~, .bak, .orig or .swp. A copy "
        "is not published. It may hold work that you mean to keep.",
        "records/norfolk/2019-02-26-domestic-abuse.yaml~",
        "records/norfolk/2019-02-26-domestic-abuse.yaml",
    ),
    _code(
        108,
        "Two names that some computers can't tell apart",
        "These names differ only in capital letters or in how an accent is stored. On Windows and macOS one file "
        "would overwrite the other.",
        "records/norfolk/2019-Abuse.yaml and records/norfolk/2019-abuse.yaml",
        "records/norfolk/2019-abuse.yaml and records/norfolk/2019-abuse-update.yaml",
    ),
    _code(
        109,
        "A name that can't be kept everywhere",
        "A name with characters that can't be seen can hide what a file is. Windows can't store names such as "
        "aux.yaml, names with a colon or a question mark, or names that end in a space. Programs take a name that "
        "begins with a hyphen for an option, and a very long one may not fit. What has such a name is not read.",
        "records/norfolk/aux.yaml",
        "records/norfolk/2019-02-26-domestic-abuse.yaml",
        "https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file",
    ),
)

_CHARACTERS = (
    _code(
        110,
        "The file is empty",
        "There is nothing in the file, or nothing but comments. A record needs at least an id, a title and a force.",
        "# nothing yet\n",
        "id: norfolk-2019-02-26-domestic-abuse\n",
    ),
    _code(
        111,
        "The file is UTF-16 or UTF-32, not UTF-8",
        "Records are UTF-8, the usual encoding of the web. Some Windows programs save as UTF-16, which they call "
        "Unicode.",
        "title: Domestic abuse\n",
        "title: Domestic abuse\n",
        "https://www.rfc-editor.org/rfc/rfc3629",
    ),
    _code(
        112,
        "A character that is not UTF-8",
        "Records are UTF-8. This file has a byte that is not. It was most often saved as Windows-1252 or Latin-1, "
        "where a curly quote, a pound sign or an accent is stored in another way.",
        "title: The force’s response\n",
        "title: The force’s response\n",
        "https://www.rfc-editor.org/rfc/rfc3629",
    ),
    _code(
        113,
        "A character that can't be published",
        "Control characters, marks that turn the direction of text round, separators that YAML changes in silence "
        "(such as U+0085) and code points that are no characters are refused. They can't be seen, they can hide what "
        "a text says, and some tools lose them.",
        'title: "Domestic\\u202e abuse"\n',
        'title: "Domestic abuse"\n',
        f"{_YAML}#51-character-set",
    ),
)

_STRUCTURE = (
    _code(
        120,
        "The file does not hold keys and values",
        "A record is a set of keys, each with a value. This file is a list, or a single text.",
        "- id: norfolk-2019-02-26-domestic-abuse\n",
        "id: norfolk-2019-02-26-domestic-abuse\n",
    ),
    _code(
        121,
        "More than one document in the file",
        "A line of three hyphens begins another YAML document. One file is one record, and what follows would be lost.",
        "id: one\n---\nid: two\n",
        "id: one\n",
    ),
    _code(
        122,
        "A line that begins with %",
        "A % at the beginning of a line gives instructions to the YAML reader, and can change what a value means. A "
        "record does not need any.",
        "%YAML 1.1\n---\nid: one\n",
        "id: one\n",
    ),
    _code(
        123,
        "An anchor or an alias",
        "In YAML, & names a value (an anchor) and * repeats it (an alias). A few lines can grow to fill a "
        "computer's memory in this way, so a record may not use them.",
        "title: &t Domestic abuse\nsummary: *t\n",
        "title: Domestic abuse\nsummary: Domestic abuse\n",
    ),
    _code(
        124,
        "A merge key",
        "The key << copies one set of keys into another in some tools, and means nothing in others.",
        "<<: {id: one}\n",
        "id: one\n",
    ),
    _code(
        125,
        "A tag",
        "In YAML, a word that begins with ! is a tag. It is an instruction to a program, not a text, and it would be "
        "lost from the record.",
        "title: !important Read this\n",
        'title: "!important Read this"\n',
    ),
    _code(
        126,
        "Too many levels, one inside another",
        "A record has no more than 20 levels of keys and lists. More than that is a mistake, or an attempt to make a "
        "program fail.",
        "id: " + "[" * 20 + "]" * 20 + "\n",
        "id: []\n",
    ),
    _code(
        127,
        "A key that is there twice",
        "Each key can be given once. Most YAML tools keep the last one and lose the others in silence. Two keys are "
        "the same when they look the same, however an accent is stored.",
        "title: One\nforce: norfolk\ntitle: Two\n",
        "title: One\nforce: norfolk\n",
    ),
    _code(
        128,
        "A key that is not a word",
        "The keys of a record are words, such as title. This one is a number, true or false, empty, or a list.",
        "1: Domestic abuse\n",
        "title: Domestic abuse\n",
    ),
    _code(
        129,
        "Too many problems",
        "The file has so many problems that the reader stopped. Put the first of them right, then check again.",
        "title:\n" + "- 012\n" * 101,
        "title:\n" + '- "012"\n' * 101,
    ),
)

_VALUES = (
    _code(
        130,
        "A key or list item without a value",
        "What is not known is left out of a record: no empty value, no null and no ~. A reader can then trust that a "
        "key that is there says something.",
        "title:\nforce: norfolk\n",
        "force: norfolk\n",
    ),
    _code(
        131,
        "It could be read as a number",
        "Some tools read a value like this as a number, or a time, and write it back as something else: 012 as 10, "
        "1.10 as 1.1 and 12:30 as 750. In quotes it stays as you typed it.",
        "title: 012\n",
        'title: "012"\n',
    ),
    _code(
        132,
        "Text after # would be lost",
        "A # after a space begins a comment, even in the middle of a text that has no quotes. The rest of the line "
        "would not be published.",
        "title: Rated #1 in the county\n",
        'title: "Rated #1 in the county"\n',
    ),
    _code(
        133,
        "A comment that looks like part of a text",
        "This line begins with # and is indented as if it belonged to the text next to it, but YAML treats it as a "
        "comment, so it would not be published.",
        "title: |-\n    One\n  # Two\n",
        "title: |-\n    One\n    # Two\n",
    ),
)

_SYNTAX = (
    _code(
        140,
        "The file can't be understood",
        "The file is not correct YAML at this place, or just before it.",
        "title: ]\n",
        'title: "]"\n',
        _YAML,
    ),
    _code(
        141,
        "A line without a colon",
        "A line at this place should be a key, a colon, a space and a value. Often it is the rest of the text above, "
        "which then needs to be indented, or a hyphen without a space after it.",
        "title: Domestic\nabuse\nforce: norfolk\n",
        "title: Domestic\n  abuse\nforce: norfolk\n",
    ),
    _code(
        142,
        "Indented too much or too little",
        "The spaces at the beginning of a line say what it belongs to. Lines that belong together begin with the same "
        "number of spaces.",
        "dates:\n    published: 2019-04-20\n  letter: 2019-04\n",
        "dates:\n  published: 2019-04-20\n  letter: 2019-04\n",
    ),
    _code(
        143,
        "A quote that is not closed",
        "A text that begins with a quote ends at the next quote of the same kind. There isn't one.",
        'title: "Domestic abuse\nforce: norfolk\n',
        'title: "Domestic abuse"\nforce: norfolk\n',
    ),
    _code(
        144,
        "A tab where spaces are needed",
        "YAML does not allow a tab at the beginning of a line, because tabs are not as wide in every editor.",
        "dates:\n\tpublished: 2019-04-20\n",
        "dates:\n  published: 2019-04-20\n",
    ),
    _code(
        145,
        "A colon or a hyphen inside a text without quotes",
        "A colon followed by a space begins a value, and a hyphen followed by a space begins a list item. A text that "
        "has one of them where YAML looks for it needs quotes.",
        "title: Domestic abuse: an update\n",
        'title: "Domestic abuse: an update"\n',
    ),
    _code(
        146,
        "A text that begins with a special character",
        "A text without quotes can't begin with @, `, %, &, *, !, | or >, because these mean something in YAML.",
        "title: @NorfolkPolice reply\n",
        'title: "@NorfolkPolice reply"\n',
    ),
    _code(
        147,
        "More text after the closing quote or bracket",
        "The value ended at its closing quote or bracket, and there is more on the line. Often there is an apostrophe "
        "inside single quotes.",
        "title: 'The force's response'\n",
        'title: "The force\'s response"\n',
    ),
    _code(
        148,
        "A bracket that is not closed",
        "A value that begins with [ or { ends with ] or }, with commas between the items.",
        "forces: [norfolk, suffolk\ntitle: One\n",
        "forces: [norfolk, suffolk]\ntitle: One\n",
    ),
    _code(
        149,
        "A backslash in double quotes",
        "In double quotes a backslash begins a code for a character, such as \\n for a new line. This one isn't such "
        "a code.",
        'title: "C:\\police"\n',
        "title: 'C:\\police'\n",
    ),
    _code(
        150,
        "A curly quote round a text",
        "Word processors and telephones type curly quotes (“ and ”, or „ and “, or ‘ and ’). YAML knows the straight "
        "ones only: a text in curly quotes would be published with its quotes, and one that begins with a straight "
        "quote and ends with a curly one does not end there. Curly quotes inside a text are kept.",
        "title: “Domestic abuse: an update”\n",
        'title: "Domestic abuse: an update"\n',
    ),
    _code(
        151,
        "A character that only looks like YAML's own",
        "A no-break space does not indent a line, a dash or a bullet does not begin an item of a list, and a wide "
        "colon does not end a key, although they look as if they did. They come from word processors and web pages. "
        "Inside a text they are kept.",
        "recipients:\n  – hmicfrs\n",
        "recipients:\n  - hmicfrs\n",
    ),
)

CODES: tuple[Code, ...] = _FILES + _CHARACTERS + _STRUCTURE + _VALUES + _SYNTAX
"""Every code that the reader can give."""


def make_problem(
    code: str,
    place: tuple[str, int, int],
    message: str,
    hint: str,
    pointer: Sequence[str | int] = (),
) -> Problem:
    """Report a problem at a place: the path as it is shown, the line and the column."""
    path, line, column = place
    return Problem(path, line, column, code, Severity.ERROR, message, hint, json_pointer(pointer))


def shorten(text: str) -> str:
    """Cut a text for a message, on one line and with nothing in it that can't be printed."""
    cut = text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in cut)
