"""Values of a draft held against each other: one that the rest contradicts becomes a guess, which a person answers.

Nothing is taken out and nothing added here. A value that was read or printed may still be wrong where the document says
otherwise elsewhere: a comment given to the commissioner that speaks of "my officers", a name that is printed beside the
other office, an answer long after its report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from opcc_opendata.importers.deciding import BODY, FORCE, NO_ACTION
from opcc_opendata.importers.items import TEXTS, asks, start_of
from opcc_opendata.importers.notes import GUESSED, MISSING, Notes
from opcc_opendata.importers.people import Person, is_chief
from opcc_opendata.importers.quoting import CHIEFS, OWN
from opcc_opendata.importers.row_numbers import MENTION, numbers_of
from opcc_opendata.problems import Pointer

Data = dict[str, Any]

_CHIEF_SPEAKS: Final = re.compile(
    r"\b(?:[Mm]y|[Oo]ur) (?:officers|(?:chief officer|command|senior leadership) team|workforce|detectives"
    r"|response teams)\b"
    r"|\b[Aa]s (?:your |the )?Chief (?:Constable|Officer),? (?:I|my)\b"
    r"|\bI (?:lead|command) (?:this|the) (?:force|constabulary)"
)
_BODY_SPEAKS: Final = re.compile(
    r"\bI (?:have |will |shall |also |then )?(?:asked?|challenged?|thank(?:ed)?|told|press(?:ed)?)"
    r" (?:the|my|our) Chief Constable"
    r"|\b(?:[Mm]y|[Oo]ur) (?:Police,? (?:Fire )?and Crime Plan|accountability (?:board|meetings?)"
    r"|scrutiny (?:board|panel|meetings?))\b"
    r"|\b[Aa]s (?:your |the )?(?:PCC|Police(?:,? Fire)? and Crime Commissioner),? (?:I|my)\b"
    r"|\bhold(?:ing)? (?:the|my|our) (?:Chief Constable|force) to account"
)
_TOLD: Final = re.compile(
    r"[.;:]\s(?P<told>(?:(?:The|Our|This) (?:force|constabulary|office|commissioner)|We|I|My office"
    r"|[A-Z][a-z]+ (?:Police|Constabulary)) (?:has|have|had|now|will|is|are|was|were)\b[^.]{0,80})"
)
"""A sentence after another that says what somebody did, where a recommendation says what somebody should do."""
_CLOSED: Final = re.compile(r"[.!?:;…][”’\"')\]*_]*$")
_SENTENCE: Final = 6
"""Words that a text has at least which ends as a sentence does."""
_OTHERS: Final = 4
"""Of so many texts, one may lack its end."""
_LONG_AFTER: Final = 400
"""Days. A response so long after its report may answer another one, or the day may be that of a page's move."""
_WHOLE: Final = len("2024-03-12")


def doubt(data: Data, notes: Notes, people: dict[str, Person]) -> None:
    """Turn what the rest of a draft contradicts into guesses. `people` are those beside whom an office is printed."""
    settled = {one.at for one in notes.readings if one.state in (GUESSED, MISSING)}
    for at, words, why in (
        *_voices(data),
        *_names(data, people),
        *_days(data),
        *_numbers(data.get("recommendations", ())),
        *_told(data.get("recommendations", ())),
        *_of_others(data.get("recommendations", ())),
        *_open(data.get("recommendations", ())),
    ):
        if at not in settled:
            notes.readings[:] = [one for one in notes.readings if one.at != at]
            notes.guess(at, words, why)
            settled.add(at)


def _voices(data: Data) -> Iterator[tuple[Pointer, str, str]]:
    """Give the comments and answers in which somebody else than the one named speaks of himself or herself."""
    texts: list[tuple[Pointer, str, str]] = [
        (("comments", n), one["kind"], one["text"]) for n, one in enumerate(data.get("comments", ()))
    ]
    for n, one in enumerate(data.get("recommendations", ())):
        for key, kind in ((BODY, OWN), (FORCE, CHIEFS)):
            if key in one.get("answer", {}):
                texts.append((("recommendations", n, "answer", key), kind, one["answer"][key]))
    for at, kind, text in texts:
        other = _CHIEF_SPEAKS if kind == OWN else _BODY_SPEAKS if kind == CHIEFS else None
        if other and (found := other.search(text)):
            whose = "the chief officer" if kind == OWN else "the policing body"
            yield at, start_of(text[found.start() :]), f"These words may be those of {whose}: see who speaks."


def _names(data: Data, people: dict[str, Person]) -> Iterator[tuple[Pointer, str, str]]:
    """Give the authors beside whose names the document has the other office."""
    for n, one in enumerate(data.get("comments", ())):
        known = people.get(one.get("author", ""))
        if known and known.role and is_chief(known.role) != (one["kind"] == CHIEFS):
            yield ("comments", n, "author"), known.words, "The document has another office beside this name."


def _days(data: Data) -> Iterator[tuple[Pointer, str, str]]:
    """Give the days of a response that lie long after its report."""
    report = str(data["inspections"][0].get("published", ""))
    for key, printed in data.get("dates", {}).items():
        if len(str(printed)) == len(report) == _WHOLE:
            after = (date.fromisoformat(str(printed)) - date.fromisoformat(report)).days
            if after > _LONG_AFTER:
                yield ("dates", key), str(printed), f"It lies {after} days after the report of {report}."


def _numbers(findings: Sequence[Data]) -> Iterator[tuple[Pointer, str, str]]:
    """Give the findings that have the number of another one of their kind."""
    counts = Counter((one["kind"], one.get("number", "")) for one in findings)
    for n, one in enumerate(findings):
        if one.get("number") and counts[one["kind"], one["number"]] > 1:
            yield ("recommendations", n, "number"), one["number"], "Another finding has this number too."


def _told(findings: Sequence[Data]) -> Iterator[tuple[Pointer, str, str]]:
    """Give the words of each finding without an answer that may go on with the answer."""
    for n, one in enumerate(findings):
        told = _TOLD.search(one.get("text", ""))
        if told and not one.get("answer") and asks(one["text"][: told.start()]):
            why = "It may be the answer: see where the words of the recommendation end."
            yield ("recommendations", n, "text"), told["told"], why


def _of_others(findings: Sequence[Data]) -> Iterator[tuple[Pointer, str, str]]:
    """Give the words and answers with a later paragraph that names another finding, and not their own."""
    known = {one.get("number", "") for one in findings} - {""}
    for n, one in enumerate(findings):
        for keys in (("text",), *(("answer", key) for key in TEXTS)):
            text = _at(one, keys)
            _, *later = text.split("\n\n")
            for words in (*later, *_labels_in(text)):
                numbers = {number for found in MENTION.finditer(words) for number in numbers_of(found)}
                if numbers & known and one.get("number", "") not in numbers:
                    name = "recommendation " + ", ".join(sorted(numbers))
                    yield ("recommendations", n, *keys), start_of(words), f"It names {name}: see to which it belongs."
                    break


def _labels_in(text: str) -> Iterator[str]:
    """Give the names of findings that head a part of a text: "I will look. Recommendation 2: I will pay."."""
    for found in MENTION.finditer(text):
        if text[found.end() : found.end() + 3].lstrip("* ")[:1] in (":", "–", "—"):
            yield found[0]


def _open(findings: Sequence[Data]) -> Iterator[tuple[Pointer, str, str]]:
    """Give the words and answers that end in the middle of a sentence, where the others of their document don't.

    The end of a row may stand on the next page, or in a cell that was read as another.
    """
    for keys in (("text",), ("answer", BODY), ("answer", FORCE), ("answer", NO_ACTION)):
        texts = [(n, text) for n, one in enumerate(findings) if len((text := _at(one, keys)).split()) >= _SENTENCE]
        cut = [(n, text) for n, text in texts if not _CLOSED.search(text)]
        if len(cut) * _OTHERS <= len(texts) - len(cut):
            for n, text in cut:
                words = " ".join(text.split()[-_SENTENCE:])
                yield ("recommendations", n, *keys), words, "Its end may stand elsewhere: it does not end as others do."


def _at(finding: Data, keys: tuple[str, ...]) -> str:
    found: Any = finding
    for key in keys:
        found = found.get(key, {})
    return found if isinstance(found, str) else ""
