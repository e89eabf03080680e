"""What was never written, or never settled: placeholders, empty comments, marks of the importer, unpublished responses.

What lies in `records/` is published, so there each of these is an error: a page would show "[What the body says.]" as
the words of a local policing body. In `drafts/` they are warnings, because a draft is still being written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from opcc_opendata.problems import Pointer
from opcc_opendata.record import NOT_PLACED
from opcc_opendata.rules.base import Rule, RuleRecord, Violation, each_language, error, quote

PLACEHOLDER = error(
    "R290",
    "A placeholder where words should be",
    "What a form or a program put there to be written over is not part of a response: text in square or angle brackets "
    "that fills a line, [insert …], TODO, TBC or “to be confirmed” in place of a text, {{ … }}, “Click or tap here to "
    "enter text”, or dots alone. In a record made from a published document, only what no office could mean is an "
    "error. In a draft it is a warning.",
    'comments:\n  - kind: policing_body\n    text: "[What the body says.]"\n  - kind: chief_officer\n    '
    "text: I agree.\n",
    "comments:\n  - kind: policing_body\n    text: I welcome it.\n  - kind: chief_officer\n    text: I agree.\n",
)
UNCHECKED = error(
    "R291",
    "A note of the importer that nobody has settled",
    "opcc import keeps what it guessed, and what it did not find, in a file beside the draft. Somebody has to compare "
    "each with the document and answer it with opcc confirm, or write what is right into the draft. Earlier versions "
    "marked them in lines that begin with “# Guessed” and “# To do:”, which are deleted once they are settled. In a "
    "draft it is a warning, and no draft with one is published.",
    "inspections:\n  # Guessed from “An invented report, 2019”.\n  - id: an-invented-report\n"
    "    title: An invented report\n",
    "inspections:\n  - id: an-invented-report\n    title: An invented report\n",
)
WITHOUT_WORDS = error(
    "R292",
    "A comment or a response without words",
    "A comment has a text, or names the attachment that holds it, or its form says that it is in a document of its "
    "own. A response that was written here (origin: record) has a comment, an answer to a recommendation, or an "
    "attachment. An index record, which holds no texts, is different. In a draft it is a warning.",
    "comments:\n  - kind: policing_body\n    author: Invented Name\n  - kind: chief_officer\n    text: I agree.\n",
    "comments:\n  - kind: policing_body\n    author: Invented Name\n    text: I welcome it.\n"
    "  - kind: chief_officer\n    text: I agree.\n",
)
NOT_PUBLISHED = error(
    "R293",
    "A response in records/ that its office has not published",
    "What lies in records/ is published. A record that was written first as a record (origin: record) has no day of "
    "publication until its office publishes it, and until then it is a draft. Earlier versions of opcc began responses "
    "in records/. A record made from a document, or with no source, may lack the date: it was published on a day that "
    "nobody knows.",
    "dates:\n  letter: 2019-04-08\nsource:\n  origin: record\n",
    "dates:\n  letter: 2019-04-08\n  published: 2019-04-10\nsource:\n  origin: record\n",
)
FORM_WORDS: Final = (
    "[name]",
    "[Chief Constable]",
    "[Police and Crime Commissioner]",
    "[What the chief officer says.]",
    "[What the body says.]",
    "[The recommendation, as the report has it.]",
    "[What the body has done or will do.]",
    "[What the force has done or will do.]",
    "[The findings.]",
)
"""What `opcc new` writes where an office is to write its own words."""

_ORDER: Final = (
    r"(?:insert|add|enter|type|write|complete|fill in|your|to be|to come|to follow|tb[acd]|todo|to do|placeholder)\b"
)
_FORM: Final = "|".join(re.escape(words[1:]) for words in FORM_WORDS[3:])
_ANYWHERE: Final = (
    re.compile(rf"\[(?<!\\\[)(?:{_FORM}|(?i:{_ORDER})[^\[\]\n]{{0,200}}\])(?!\()"),
    re.compile(rf"<(?<!\\<)(?i:{_ORDER})[^<>\n]{{0,200}}>"),
    re.compile(r"TODO(?<!\wTODO)\b"),
    re.compile(r"\{\{[^{}\n]{0,100}\}\}"),
    re.compile("\ue000[0-9]+\ue001"),  # where a place begins in a document that opcc render made
)
"""What stands in for words wherever it occurs in a text, whoever wrote it."""

_MAYBE: Final = (b"<", b"TODO", b"{{", "\ue000".encode())
_MAYBE_IN_BRACKETS: Final = re.compile(rb'\[(?![{"\]])')
"""What the JSON of a record has if there may be any of these in it, or a line of words in brackets."""

_STANDS_FOR_NOTHING: Final = re.compile(
    r"(?i:t\.?b\.?[acd]|to be (?:added|advised|agreed|completed|confirmed|decided|determined|done|inserted|provided"
    r"|supplied|written)|to (?:come|follow)|placeholder(?: text)?|(?:insert|enter|add|your|sample|dummy|some) text"
    r"(?: here)?|text (?:here|to follow)|x{2,}|(?:todo|fixme)\b.*|write (?:here|me)|choose an item"
    r"|not (?:yet )?written(?: yet)?|click (?:or tap|here to enter).*|cliciwch .*|lorem ipsum.*|\{.*\})[.:!]*",
    re.DOTALL,
)
"""A whole text that says nothing: a text of an office may have such words in it."""

_LONGEST_LINE: Final = 320
_ROUND_A_LINE: Final = " \t\r\n*_\"'"

_SCHEME: Final = re.compile("[a-z]{1,40}:")
_TAG: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*(?: +[a-z-]+=.*| */?)")
_FIELD: Final = re.compile(r"(?i:name|date|text|title|role|author|action|comments?|body|force|report|response)")
_MEANT: Final = re.compile(
    r"(?i:redact|withheld|removed|omitted|illegible|inaudible|unclear|signed|signature|\bsic\b|^no(?:ne|thing|t)?\b"
    r"(?! yet| written| known yet)|^nil\b|\bends?\b|translat)"
)
"""Words in brackets with which an editor says something of the text."""

_NOTE: Final = re.compile(r"#[ \t]*(?P<words>(?:Guessed(?: from “|\.)|To do: )[^\n]*)")
_KEY: Final = re.compile(r"[ -]*([a-z_]+):")
"""A line with a key: what the comments above it are about."""


def placeholder(record: RuleRecord) -> Iterator[Violation]:
    """Find what was to be written over."""
    is_written_here = record.data.get("source", {}).get("origin") != "document"
    found: dict[Pointer, str] = {}
    if any(maybe in record.json for maybe in _MAYBE) or _MAYBE_IN_BRACKETS.search(record.json):
        for pointer, text in record.texts():
            if words := _stand_in(text, is_written_here=is_written_here):
                found[pointer] = words
    for pointer, text in _words_of_its_own(record):
        if len(text) <= _LONGEST_LINE and pointer not in found and _says_nothing(text, is_written_here=is_written_here):
            found[pointer] = text.strip()
    for n, section in enumerate(record.data.get("document", {}).get("sections", ())):
        if section.get("heading") == NOT_PLACED:
            found["document", "sections", n, "heading"] = NOT_PLACED
    for pointer, words in found.items():
        hint = "Write the words that belong there, or delete it."
        if words[:1] in ("[", "<"):
            hint += f" If the document really prints this, put a backslash before the {words[0]}."
        yield Violation(pointer, f"{quote(words)} is a placeholder.", hint, at=_place(record, pointer, words))


def _words_of_its_own(record: RuleRecord) -> Iterator[tuple[Pointer, str]]:
    """Give the texts that an office writes as text. A number, an owner or a label may well be a sign or a “TBC”."""
    data = record.data
    yield from each_language(data["title"], ("title",))
    for name, keys in _TEXTS_OF_ITEMS:
        for n, item in enumerate(data.get(name, ())):
            for key in keys:
                yield from each_language(item.get(key), (name, n, key))
    for n, item in enumerate(record.recommendations):
        for key, text in item.get("answer", {}).items():
            if key in _ACTIONS:
                yield from each_language(text, ("recommendations", n, "answer", key))


_ACTIONS: Final = ("body_action", "force_action", "no_action_reason")
_TEXTS_OF_ITEMS: Final = (
    ("inspections", ("title", "key_findings")),
    ("comments", ("author", "role", "text")),
    ("recommendations", ("text",)),
)


def _stand_in(text: str, *, is_written_here: bool) -> str:
    """Give the first placeholder in a text, or "". Lines in brackets are looked for in what an office writes here."""
    for pattern in _ANYWHERE:
        if (found := pattern.search(text)) is not None:
            return found.group()
    lines = (
        line.lstrip("> ").strip(_ROUND_A_LINE)
        for line in text.split("\n")
        if is_written_here and len(line) <= _LONGEST_LINE
    )
    return next((line for line in lines if _fills_a_line(line)), "")


def _fills_a_line(line: str) -> bool:
    """Tell if a line is nothing but words in brackets that wait for others."""
    line = line.rstrip(".:")
    ends, inside = line[:1] + line[-1:], line[1:-1]
    if ends == "<>" and inside.startswith("!--"):
        return True
    if ends not in ("[]", "<>") or any(sign in inside for sign in ends) or not any(map(str.isalpha, inside)):
        return False
    if ends == "<>":
        is_address = _SCHEME.match(inside) or "@" in re.split("[<>]", inside, maxsplit=1)[0]
        return not is_address and (not _TAG.fullmatch(inside) or bool(_FIELD.fullmatch(inside)))
    return not _MEANT.search(inside)


def _says_nothing(text: str, *, is_written_here: bool) -> bool:
    if is_written_here and _STANDS_FOR_NOTHING.fullmatch(text.strip(_ROUND_A_LINE)):
        return True
    return not any(map(str.isalnum, text))


def _place(record: RuleRecord, pointer: Pointer, words: str) -> tuple[int, int] | None:
    """Find the line and column of words in a text that may have several lines. None: the place of the text serves."""
    line, column = record.document.locate(pointer)
    lines = record.document.text.split("\n")
    first = words.split("\n", 1)[0]
    for number in range(line - 1, len(lines)):
        found = lines[number].find(first, column - 1 if number == line - 1 else 0)
        if found >= 0:
            return number + 1, found + 1
    return None


def unchecked(record: RuleRecord) -> Iterator[Violation]:
    """Find the lines in which the importer says what it guessed, or did not find."""
    text = record.document.text
    # Hardly any text has a second #, and to look for one character is ten times as fast as to look for words.
    at = text.find("#")
    while at >= 0 and not text.startswith(("# Guessed", "# To do: "), at):
        at = text.find("#", at + 1)
    if at < 0:
        return
    lines = text.split("\n")
    about = "end of file"
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        if (key := _KEY.match(line)) is not None:
            about = key[1]
        elif (found := _NOTE.fullmatch(line.strip())) is not None:
            message = f"{about}: nobody has settled this note of the importer: {quote(found['words'])}."
            hint = "Compare it with the document, put right what is wrong, and delete the note."
            yield Violation((), message, hint, at=(number, line.index("#") + 1))


def without_words(record: RuleRecord) -> Iterator[Violation]:
    """Find a comment that says nothing and leads to nothing, and a response that was written here and has no words."""
    data = record.data
    if record.is_index or "withdrawal" in data:
        return
    for n, comment in enumerate(record.comments):
        if "text" not in comment and "attachment" not in comment and comment.get("form") != "separate_document":
            yield Violation(("comments", n), "this comment has no words.", "Write its text, or delete the comment.")
    has_words = record.comments or record.attachments or any("answer" in one for one in record.recommendations)
    if data.get("source", {}).get("origin") == "record" and not has_words:
        hint = "Write the comments, or the answers to the recommendations."
        yield Violation((), "comments: there are none, and no answers either, so the response says nothing.", hint)


def not_published(record: RuleRecord) -> Iterator[Violation]:
    """Find a response that was begun here and not published, in the folder of what is published."""
    data = record.data
    is_begun = data.get("source", {}).get("origin") == "record" and "published" not in record.dates
    if record.place is None or record.is_draft or not is_begun or "withdrawal" in data:
        return
    message = "this response was begun here (origin: record) and has no day of publication, so it is not published."
    name = "/".join(record.place)
    hint = (
        f"If it is not published, move the file to drafts/{name}; opcc publish brings it back on the day. If it is, "
        "write the day under dates, as published: 2026-11-26."
    )
    yield Violation(("source", "origin"), message, hint)


RULES = (
    Rule(PLACEHOLDER, placeholder),
    Rule(UNCHECKED, unchecked),
    Rule(WITHOUT_WORDS, without_words),
    Rule(NOT_PUBLISHED, not_published),
)
