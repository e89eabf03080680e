"""The report that a document answers: its title, date and kind, and how many recommendations it makes to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from opcc_opendata.importers.acceptance import ticked_of
from opcc_opendata.importers.dates import Found, find_dates, only_date
from opcc_opendata.importers.facts import Fact
from opcc_opendata.importers.grades import Grade, cycle_of
from opcc_opendata.importers.labels import label_of, unknown_words
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.publications import REPORT, RESPONSE, publications_in
from opcc_opendata.importers.register import Match, match
from opcc_opendata.importers.wordings import concept_of
from opcc_opendata.record import slug
from opcc_opendata.rules.similar_reports import numbers_contradict

if TYPE_CHECKING:
    from opcc_opendata.problems import Pointer
    from opcc_opendata.schema import Standard

Data = dict[str, Any]

_MOST_WORDS: Final = 8
_SMALL: Final = frozenset(
    ["a", "an", "the", "of", "and", "in", "into", "on", "for", "to", "how", "well", "do", "does", "is", "by", "with"]
)
_NUMBERS: Final = dict(
    zip(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        range(1, 13),
        strict=True,
    )
)
_COUNT: Final = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
_MADE: Final = re.compile(
    rf"\b(?P<before>{_COUNT})\s+recommendations\s+(?:in total|were made|are made|altogether)\b"
    rf"|\b(?:makes|made|making|contains|contained|sets out)\s+(?:a total of\s+)?(?P<after>{_COUNT})"
    r"\s+recommendations\b(?!\s+(?:to|for)\b)",
    re.IGNORECASE,
)
_TO_CHIEFS: Final = re.compile(
    rf"\b(?P<count>{_COUNT})\s+(?:of (?:these|them|which|the recommendations)\s+)?(?:recommendations\s+)?"
    r"(?:(?:are|were|being)\s+)?(?:for|to|addressed to|directed at|aimed at)\s+(?:all\s+)?chief constables\b",
    re.IGNORECASE,
)
_PUBLISHED: Final = re.compile(
    r"\bpublish(?:ed|ing|es)?\b|\bpublication\b|\breleased?\b|\bcame out\b|\bissued\b|\blaunched\b"
    r"|\bput\b[^.]{0,30}\bout\b|\bcyhoedd\w*",
    re.IGNORECASE,
)
_OF_RESPONSE: Final = re.compile(
    r"\b(?:response|statement|letter|comments|answer|reply)\b(?:(?!report|inspection)[^.]){0,40}\bpublish\w*[^.]{0,20}$",
    re.IGNORECASE,
)
_REPORT: Final = re.compile(r"\breport|\binspection|\bHMIC|\barolyg|\badroddiad", re.IGNORECASE)
_NEAR: Final = 60
_MARKS_ROUND: Final = ' *_“”"‘’.,;:-–'
_SHORTEST: Final = 8
_PAGE: Final = re.compile(r"^(?:first )?(?:published|posted)(?: on)? ?:? ?\d", re.IGNORECASE)
"""A line that gives the day of the page, and not of the report."""
_QUOTED: Final = re.compile(
    r"\b(?:report|inspection|publication|review)\b[^.“”\"]{0,60}?(?:[“\"‘]|(?<=\s)')"
    r"(?P<title>[^“”\"‘\n]{8,200}?)[”\"’'](?=[\s,.;:)]|$)",
    re.IGNORECASE,
)
_ANSWER_TO: Final = re.compile(
    r"^(?:.*?\b(?:response|responds?|reply|reacts?|statement|comments?|ymateb)\b"
    r"(?:(?:\s+(?:of|from|by)\s[^:–—“”\"]{3,100}?)?\s+(?:to|on|i)\s+|\s?[:–—]\s+))(?:the\s+)?"
    r"(?:(?:HMICFRS|HMIC|HM Inspectorate[\w &']{0,60})(?:['’]s)?\s*[:–-]?\s+)?"
    r"(?:(?:report|inspection)s?\s*(?:[:–-]|on|into|titled|entitled)\s*)?(?P<title>.{8,})$",
    re.IGNORECASE | re.DOTALL,
)
_OF_INSPECTORATE: Final = re.compile(
    r"^(?:HMICFRS|HMIC)(?:['’]s)?(?:\s+(?:report|inspection))?\s*[:–-]\s*(?P<title>.{8,})$", re.IGNORECASE | re.DOTALL
)
_IN_QUOTES: Final = re.compile(
    r"“(?P<title>[^”]{8,250})”|‘(?P<title2>[^‘]{8,250}?)’(?!\w)|\"(?P<title3>[^\"]{8,250})\""
    r"|(?<=\s)'(?P<title4>[^'\n]{8,250})'(?!\w)"
)
_PUBLISHED_IT: Final = re.compile(
    r"\b(?:HMICFRS|HMIC|inspectorate(?: of constabulary)?)\s+(?:has\s+)?(?:published|released)\s+"
    r"(?P<title>[A-Z][^.]{8,200}?),?\s+(?:on|in)\s+(?:the\s+)?\d",
)
_ANSWERED: Final = re.compile(
    r"\b(?:response|reply|comments)\b[^.“”\n]{0,120} (?:to|on) (?:the report )?"
    r"(?:“(?P<title>[^“”\n]{8,200})”|\"(?P<title2>[^\"\n]{8,200})\"|[‘'](?P<title3>[^‘\"\n]{8,200}?)[’'](?!\w))",
    re.IGNORECASE,
)
_PEEL: Final = re.compile(r"\bPEEL\b[^.]{0,40}\b20\d\d\b")
_TITLED: Final = re.compile(
    r"^(?P<title>[A-Z][^()]{8,250}?)\s*\((?:published\s+)?(?:on\s+)?(?P<date>[^()]{6,30})\)\.?$", re.I
)
_ANSWERS: Final = re.compile(
    r"\b(?:respon[sd]|repl(?:y|ies)|letter|statement|comments?|decision|ymateb)", re.IGNORECASE
)
_KIND_IN_TITLE: Final = re.compile(
    r"^PEEL\b(?! spotlight)|\bjoint thematic (?:inspection|review)\b"
    r"|\bchild protection (?:re-?)?inspection\b|\bsuper-complaint\b",
    re.I,
)
_KINDS_IN_TITLE: Final = {
    "peel": "peel",
    "child protection inspection": "child_protection",
    "child protection re-inspection": "child_protection",
    "child protection reinspection": "child_protection",
    "super-complaint": "super_complaint",
}
_SUPER_COMPLAINT: Final = re.compile(r"\bsuper-complaint\b", re.IGNORECASE)
_OUR_RESPONSE: Final = re.compile(
    r"(?:(?:our|my|the|a) )?(?:(?:full|final|formal|interim|pf?cc|commissioner)(?:['’]s)? )+(?:response|reply) to\b",
    re.IGNORECASE,
)
"""How the title of a response begins, in a form that has it where others have that of the report."""
_NUMBERED: Final = re.compile(r"^\d{1,2}\.\s+(?=[A-Z“‘])(?!.{0,300}\?$)")
"""The number of a section before a title. A question with a number is one of a form."""
_PANEL: Final = re.compile(r"\b(?:and crime panel|panel|authority|board|agenda|item|office)\b", re.IGNORECASE)
_LED: Final = re.compile(r"^(?:subject|re|title|report|item)\s?:\s*", re.IGNORECASE)
_DATED: Final = re.compile(r",? ?\(?\bpublished (?:on |in )?[^()]{6,30}\)?\.?$", re.IGNORECASE)
_AFTER: Final = re.compile(r"(?:(?<=\S):| [-–—|]) ?(?P<last>[^:–—|-]{3,120})$")
_ENDS_OF_SENTENCES: Final = re.compile(r"(?<=[a-z0-9)*’”]\.) (?=[A-Z])")
_SET_OFF_TITLE: Final = re.compile(
    r"\[[*_“‘]{0,3}(?P<linked>[A-Z][^\[\]\n]{8,250})\]\([^()\s]{0,300}\)"
    r"|(?<!\*)\*(?P<slanted>[A-Z][^*\n]{8,250})\*(?!\*)"
)
_REPORT_OUT: Final = re.compile(
    r"\b(?:HMICFRS\)?|HMIC|inspectorate|report)\b[^.]{0,160}\bpublish|\bpublish\w*[^.]{0,60}\breport\b", re.IGNORECASE
)
_LEADS: Final = re.compile(r"^(?:HMICFRS|HMIC)(?:['’]s)?:? (?=[A-Z])")
"""The inspectorate's name before a title."""
_NOTE_MARK: Final = re.compile(r"\[\d{1,2}\]\W*$")
_IN_BRACKETS: Final = re.compile(r"^(?P<before>[^()]{8,250}) \((?P<inside>[^()]{4,250})\)$")
_FUZZY: Final = 90
"""Of 100: how alike words of a text must be to a title of the register (rapidfuzz, partial_ratio)."""
_FUZZY_TEXT: Final = 6_000
_FUZZY_TITLE: Final = 25
"""Characters that a title has at least which is looked for in this way."""
_SHORT_TITLE: Final = 2
_RIGHT_AFTER: Final = 25
_TITLE_PAGE: Final = 6
"""In so many of its first paragraphs a document may give the report as a title with its date in brackets."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a report's facts may stand: beside labels, in a letter's subject, in the heading, in the running text."""

    facts: dict[str, Fact]
    subject: str
    named: str
    heading: str
    text: str
    headings: Sequence[str] = ()
    force: str = ""
    grades: Sequence[Grade] = ()
    marked: Sequence[tuple[str, str, str]] = ()


class Title(NamedTuple):
    """A title, the words that it was taken from, and whether a label or the place says that it is the report's."""

    title: str
    words: str
    printed: bool = False


def report_of(sources: Sources, standard: Standard, notes: Notes, position: int = 0) -> Data:
    """Describe the report. What is not found is left out, and noted."""
    place: Pointer = ("inspections", position)
    found = _title(sources, standard)
    report: Data = {}
    _put_date(report, sources, notes, place)
    known = match(found.title, report.get("published", ""), sources.force, standard)
    is_near = False
    if not known.row and "title" not in sources.facts:
        known = _mentioned(sources.text, standard) or known
        if known.row:
            words = _as_printed(known.row, sources.text)
            is_near = bool(found.title) and _same(found.title) not in _same(words)  # a line says another one
            found = Title(words, words) if is_near or not found.title else found
    if not found.title and not known.row and (nearly := _nearly_mentioned(sources.text, sources.force, standard)):
        known, is_near, found = nearly[0], True, Title(nearly[1], nearly[1])
    if found.title:
        report = {"title": found.title, **report}
        if is_near:
            why = "It stands in the text and in the register, and is not certain: see whether this is the report."
            notes.guess((*place, "title"), found.words, why)
        elif found.printed:
            notes.printed((*place, "title"), found.words)
        else:
            # What the register doesn't have, and no label names, may be a part of a sentence.
            (notes.read if known.row else notes.guess)((*place, "title"), found.words)
    else:
        notes.gap((*place, "title"), "The title of the report was not found. Write it here, as the document gives it.")
    _put_date_of_register(report, known.row, notes, place)
    _put_type(report, sources.facts.get("type"), known.row, notes, place, sources.heading)
    _put_counts(report, sources.text, notes, place)
    _put_grades(report, sources.grades, standard, notes, place)
    if found.title or known.row:
        report["id"] = known.row["code"] if known.row else new_id(found.title, report.get("published", ""))
        if known.row:
            (notes.guess if is_near else notes.read)((*place, "id"), found.words, known.why)
        else:
            near = f" It may be {', '.join(known.near)}." if known.near else ""
            notes.gap(
                (*place, "id"),
                f"The register of reports has no such title.{near} If the report is in it, write its code.",
            )
    return report


def new_id(title: str, published: str) -> str:
    """Make an id of a report's title and year."""
    words = [word for word in slug(title.replace("'", "").replace("’", "")).split("-") if word not in _SMALL]
    return "-".join(filter(None, [*words[:_MOST_WORDS], published[:4]])) or "report"


def _title(sources: Sources, standard: Standard) -> Title:
    """Give the title, and the words that it was taken from. One that the register has word for word goes before all."""
    if whole := _whole_in_register(sources, standard):
        return whole
    if "title" in sources.facts:
        words = sources.facts["title"].words
        title = _in_heading(words) if is_of_response(words) else ""
        line, _ = _day_apart(words)
        return Title(title or unmarked(_DATED.sub("", line)), words, printed=True)
    for words in (sources.subject, sources.named):
        if words and (title := _in_heading(words)):
            return _whole(Title(title, words, printed=words != sources.named and title in words), sources)
    if len({one[0] for one in sources.marked}) == 1:
        return Title(sources.marked[0][0], sources.marked[0][0])
    found = _of_headings(sources, standard)
    found = _whole(found, sources) if found else _of_text(sources.text)
    if found is None and sources.heading and (title := _in_heading(sources.heading)) and title != sources.heading:
        found = Title(title, sources.heading)
    if found is None and sources.facts and _is_whole_title(sources.heading):
        found = Title(unmarked(sources.heading), "")
    return found or Title("", "")


def _whole(title: Title, sources: Sources) -> Title:
    """Give the title as the text has it, where a heading or a subject has only its beginning."""
    whole = _of_text(sources.text)
    return whole if whole and _same(whole.title).startswith(f"{_same(title.title)}-") else title


def _day_apart(line: str) -> tuple[str, Found | None]:
    """Part a title from a day in brackets behind it, and nothing else in them. None where there is no day."""
    found = _IN_BRACKETS.match(line)
    day = only_date(found["inside"]) if found else None
    return (found["before"], day) if found and day else (line, None)


def _whole_in_register(sources: Sources, standard: Standard) -> Title | None:
    """Find a title of the register that is all of what a label, a subject or a heading says, but for notes and days."""
    known = {_same(title) for row in standard.codelists["inspections"].rows for title in _titles(row)}
    fact = sources.facts.get("title")
    label = [fact.words] if fact else []
    for words in (*label, sources.subject, sources.named, sources.heading, *sources.headings):
        for one in _readings_of(words):
            if len(one) >= _SHORTEST and _same(one) in known:
                return Title(one, words, printed=words in (*label, sources.subject))
    return None


def _readings_of(words: str) -> Iterator[str]:
    """Give the ways to read a line as a title: whole, without what stands in brackets at its end, or only that."""
    plain = unmarked(_NOTE_MARK.sub("", words))
    yield plain
    if found := _IN_BRACKETS.match(plain):
        yield unmarked(found["before"])
        yield unmarked(found["inside"])


def is_of_response(title: str) -> bool:
    """Tell if a title is that of the response, which holds the report's: "Our response to …", "MOPAC response to …"."""
    answer = _ANSWER_TO.match(title)
    if answer is None:
        return False
    before = title[: answer.start("title")]
    return _names_who(before) and (bool(_OUR_RESPONSE.match(title)) or label_of(before).actor == "body")


def marked_titles(texts: Sequence[str]) -> list[tuple[str, str, str]]:
    """Find titles that are slanted or linked in a sentence which says that the report was published.

    Gives each with the sentence, and with what follows the title in it.
    """
    found = []
    for text in texts:
        for sentence in _ENDS_OF_SENTENCES.split(text):
            for one in _SET_OFF_TITLE.finditer(sentence):
                title = unmarked(next(filter(None, one.groups())))
                around = f"{sentence[: one.start()]} {sentence[one.end() :]}"
                if _is_title(title) and len(title.split()) > _SHORT_TITLE and _REPORT_OUT.search(around):
                    plain = unmarked(re.sub(r"[*\\\[]|\]\([^)]{0,300}\)", "", sentence))
                    found.append((title, plain, sentence[one.end() :]))
    return found


def _is_whole_title(heading: str) -> bool:
    """Tell if the heading of a page on one report can be the report's title: no word of it says who answers."""
    label = label_of(heading)
    names_answer = _ANSWERS.search(heading)
    is_of_panel = len(unknown_words(_PANEL.sub(" ", heading))) <= 1
    return not is_of_panel and not names_answer and not label.pure and label.actor != "body"


def says_what_is_answered(heading: str) -> bool:
    """Tell if the heading of a page can be the title of a response: it tells of a report, not only of responses."""
    return bool(_REPORT.search(heading)) and not label_of(heading).pure


def _of_headings(sources: Sources, standard: Standard) -> Title | None:
    """Find the title in a heading: one that the register has, or one that is marked as a title."""
    for heading in (sources.heading, *sources.headings):
        if (known := _mentioned(heading, standard)) and known.row:
            return Title(_as_printed(known.row, heading), heading)
        if _PEEL.search(heading) and (title := _title_or_none(_bare(heading))) and not _ANSWER_TO.match(heading):
            return Title(title, heading)
        if heading and (title := _in_heading(heading, marked=True)):
            if title[:1].islower() and (quoted := _of_text(sources.text)):
                return quoted  # "a national report on roads" tells of a report, and does not name it
            whole = _PUBLISHED_IT.search(sources.text)
            if whole and _same(title) in _same(whole["title"]):
                return Title(_bare(whole["title"]), whole[0])
            return Title(title, heading)
    return None


def _of_text(text: str) -> Title | None:
    """Find the title in the text: with its date in brackets at the head, or in quotation marks after "report"."""
    for words in [line for line in text.split("\n") if line.strip()][:_TITLE_PAGE]:
        if (found := _TITLED.match(words)) and only_date(found["date"]) and not label_of(found["title"]).pure:
            title = _LED.sub("", found["title"])
            return Title(_in_heading(title) or _bare(title), words)
    for pattern in (_QUOTED, _PUBLISHED_IT, _ANSWERED):
        for found in pattern.finditer(text):
            if _is_title(words := _bare(next(filter(None, found.groups())))):
                return Title(words, found[0])
    return None


def _in_heading(words: str, *, marked: bool = False) -> str:
    """Take the title of a report out of a heading or a subject line: "Response to …", "HMICFRS: …", “…”.

    With `marked`, only where quotation marks or such words say where it is. What only names who answers is no title.
    """
    if found := _IN_QUOTES.search(words):
        return _title_or_none(next(filter(None, found.groups())))
    bare = _bare(words)
    for pattern in (_ANSWER_TO, _OF_INSPECTORATE):
        found = pattern.match(bare)
        if found and _names_who(bare[: found.start("title")]):
            return _title_or_none(_bare(found["title"]))
    if marked and bare == _without_marks(words):
        return ""
    return _title_or_none(bare)


def _names_who(words: str) -> bool:
    """Tell "Norfolk PCC’s response to" from "The police response to", which is a part of a title."""
    label = label_of(words)
    return (label.pure and label.actor != "force") or label.actor == "body"


def _title_or_none(words: str) -> str:
    is_label = label_of(f"response {_PANEL.sub(' ', words)}").pure  # no word of it says what a report is about
    return "" if is_label or only_date(words) or len(words) < _SHORTEST else words


def _bare(title: str) -> str:
    """Take off what stands round a title: marks, a date in brackets, and the last part where it says who answers."""
    title = _DATED.sub("", _NUMBERED.sub("", _NOTE_MARK.sub("", title.strip())))
    if not title.startswith("PEEL") and (found := _AFTER.search(title)) and _says_who(found["last"]):
        title = title[: found.start()]
    return unmarked(title)


def _is_title(words: str) -> bool:
    """Tell a title from a word that is only set in quotation marks: it has more than one, and a capital."""
    return len(words.split()) > 1 and any(map(str.isupper, words))


def unmarked(title: str) -> str:
    """Take the marks off both ends of a title, and the inspectorate's name before it."""
    return _LEADS.sub("", _without_marks(title))


def _without_marks(title: str) -> str:
    """Take the marks off both ends of a title, but for those of a quotation that only begins or only ends within it."""
    bare = title.strip(_MARKS_ROUND)
    at = title.find(bare)
    before, behind = title[:at].rstrip()[-1:], title[at + len(bare) :].lstrip()[:1]
    for begin, end in ("“”", "‘’"):
        is_begun = bare.rfind(begin) > bare.rfind(end)
        is_ended = -1 < bare.find(end) < (bare + begin).find(begin)
        is_surely_ended = end == "”" or is_begun or behind != end  # and is no apostrophe within quotation marks
        if is_begun and behind == end:
            bare += end
        if is_ended and before == begin and is_surely_ended:
            bare = begin + bare
    return " ".join(bare.split())


def _says_who(words: str) -> bool:
    label = label_of(words)
    if re.search(r"\binspection of\b", words, re.I):
        return False  # "PEEL 2023–25: An inspection of Norfolk Constabulary"
    return label.pure and (
        label.actor not in ("", "inspectorate") or bool(re.search(r"\b(?:response|ymateb)", words, re.I))
    )


def _titles(row: dict[str, str]) -> Iterator[str]:
    yield row["title_en"]
    yield from filter(None, (row["title_cy"], *row["other_titles"].split(";")))


def _same(title: str) -> str:
    return slug(title.replace("'", "").replace("’", ""))


def _mentioned(text: str, standard: Standard) -> Match | None:
    """Find the one report of the register whose title stands in a text. Two are none."""
    plain = f"-{_same(text)}-"
    rows = standard.codelists["inspections"].rows
    found = [row for row in rows if any(f"-{_same(one)}-" in plain for one in _titles(row))]
    return Match(found[0], "The register has this title.") if len(found) == 1 else None


def _nearly_mentioned(text: str, force: str, standard: Standard) -> tuple[Match, str] | None:
    """Find the one report of the register nearly whose title stands in a text, and the words that do. Two are none."""
    from rapidfuzz import fuzz

    plain = text[:_FUZZY_TEXT].casefold()
    found: list[tuple[dict[str, str], int, int]] = []
    for row in standard.codelists["inspections"].rows:
        forces = row["forces"].split()
        for title in _titles(row) if not forces or force in forces else ():
            near = fuzz.partial_ratio_alignment(title.casefold(), plain, score_cutoff=_FUZZY)
            if near is None or len(title) < _FUZZY_TITLE:
                continue
            if not numbers_contradict(title, text[near.dest_start : near.dest_end]):
                found.append((row, near.dest_start, near.dest_end))
    if len({row["code"] for row, _, _ in found}) != 1:
        return None
    row, start, end = found[0]
    start = max(text.rfind(" ", 0, start + 1), text.rfind("\n", 0, start + 1)) + 1
    words = " ".join(text[start:end].split())
    return Match(row, "Its words nearly stand in the text."), words


def _as_printed(known: dict[str, str], text: str) -> str:
    """Give the title of a report of the register as a text prints it."""
    for title in sorted(_titles(known), key=len, reverse=True):
        words = re.findall(r"\w+", title.replace("'", "").replace("’", ""))
        pattern = r"[\W_]{1,4}".join(r"['’]?".join(map(re.escape, word)) for word in words)
        if found := re.search(rf"\b{pattern}\b", text, re.IGNORECASE):
            closes = text[found.end() : found.end() + 1]
            is_open = (closes == ")" and found[0].count("(") > found[0].count(")")) or (
                closes in ("'", "’", "”") and re.search(r"(?:^|\W)['‘“]\w", found[0])
            )
            return " ".join(found[0].split()) + (closes if is_open else "")
    return known["title_en"]


def _put_date(report: Data, sources: Sources, notes: Notes, place: Pointer) -> None:
    fact = sources.facts.get("published")
    if fact:
        found = only_date(fact.words) or next(iter(find_dates(fact.words)), None)
        if found and found.date:
            report["published"] = found.date
            report["published_source"] = f"{fact.label.strip(' :')} line of the response"
            if found.doubt:
                notes.guess((*place, "published"), fact.words, found.doubt + ".")
            else:
                notes.printed((*place, "published"), f"{fact.label} {fact.words}")
            return
        report["published_as_printed"] = fact.words
        why = found.doubt if found else "no date was found in it"
        notes.gap(
            (*place, "published"), f"The date “{fact.words}” can't be used: {why}. Write the date if you know it."
        )
        return
    _, day = _day_apart(sources.facts["title"].words) if "title" in sources.facts else ("", None)
    if day and day.date and not day.doubt:
        report |= {"published": day.date, "published_source": "Title line of the response"}
        notes.read((*place, "published"), sources.facts["title"].words)
        return
    _put_date_from_text(report, sources.text, notes, place)
    if "published" not in report and "published_as_printed" not in report and len(sources.marked) == 1:
        _, sentence, after = sources.marked[0]
        dates = [one for one in find_dates(after) if one.start <= _RIGHT_AFTER] or find_dates(sentence)
        if dates and (len(dates) == 1 or dates[0].words in after) and dates[0].date and not dates[0].doubt:
            report["published"] = dates[0].date
            report["published_source"] = "Text of the response"
            notes.read((*place, "published"), sentence)
    if "published" not in report and "published_as_printed" not in report:
        _put_date_beside_title(report, sources, notes, place)


def _put_date_beside_title(report: Data, sources: Sources, notes: Notes, place: Pointer) -> None:
    """Take the day from a heading such as "Response to “…”, published 14 March 2025". It may be the response's."""
    for words in (sources.subject, sources.named, sources.heading):
        beside = _DATED.search(words)
        days = find_dates(beside[0]) if beside else []
        if len(days) == 1 and days[0].date and not days[0].doubt:
            report |= {"published": days[0].date, "published_source": "Heading of the response"}
            notes.guess(
                (*place, "published"), words, "See whether it is the day of the report, and not of the response."
            )
            return


def _put_date_from_text(report: Data, text: str, notes: Notes, place: Pointer) -> None:
    said = [one for line in text.split("\n") for one in publications_in(line)]
    of_response = {one.day.words for one in said if one.of == RESPONSE} - {
        one.day.words for one in said if one.of != RESPONSE
    }
    is_said = any(one.of == REPORT and one.day.date for one in said)
    for found in find_dates(text):
        if found.words in of_response or (is_said and not found.date):
            continue
        around = text[max(0, found.start - _NEAR) : found.start].rpartition("\n")[2]
        after = text[found.start : found.start + len(found.words) + 15]
        if not (_PUBLISHED.search(around) or _PUBLISHED.search(after)) or _OF_RESPONSE.search(around):
            continue
        sentence = sentence_at(text, found.start)
        is_of_report = _REPORT.search(sentence) or _TITLED.match(sentence) or _ANSWERED.search(sentence)
        if not is_of_report or _PAGE.match(sentence):
            continue
        if found.date:
            report["published"] = found.date
            report["published_source"] = "Text of the response"
            if found.doubt:
                notes.guess((*place, "published"), sentence, found.doubt + ".")
            else:
                notes.read((*place, "published"), sentence)
        else:
            report["published_as_printed"] = found.words
            notes.gap(
                (*place, "published"), f"{found.doubt[:1].upper()}{found.doubt[1:]}. Write the date if you know it."
            )
        return


def _put_date_of_register(report: Data, known: dict[str, str], notes: Notes, place: Pointer) -> None:
    if "published" in report:
        if known.get("published") and not known["published"].startswith(report["published"]):
            sentence = f"The register has {known['published']} as the date of this report. Look which is right."
            notes.gap((*place, "published"), sentence)
        return
    if known.get("published") and "published_as_printed" not in report:
        report["published"] = known["published"]
        report["published_source"] = f"Register of inspections ({known['source']})"
        notes.read((*place, "published"), known["title_en"], "The date is the register's.")
    elif "published_as_printed" not in report:
        notes.gap((*place, "published"), "The date of the report was not found. Write it here if you know it.")


def sentence_at(text: str, at: int) -> str:
    """Give the sentence around a place in a text."""
    start = max(text.rfind(". ", 0, at), text.rfind("\n", 0, at)) + 1
    ends = [end for end in (text.find(". ", at), text.find("\n", at)) if end >= 0]
    return text[start : min(ends, default=len(text))].strip()


def _put_type(
    report: Data, fact: Fact | None, known: dict[str, str], notes: Notes, place: Pointer, heading: str
) -> None:
    if fact:
        report["type_as_printed"] = fact.words
        if code := concept_of("inspection_type", ticked_of(fact.words)):
            report["type"] = code
            notes.printed((*place, "type"), f"{fact.label} {fact.words}")
            return
    if known.get("type"):
        report["type"] = known["type"]
        notes.read((*place, "type"), known["title_en"], "The kind is the register's.")
    elif found := _KIND_IN_TITLE.search(report.get("title", "")) or _SUPER_COMPLAINT.search(heading):
        report["type"] = _KINDS_IN_TITLE.get(found[0].lower(), "joint_thematic")
        notes.read((*place, "type"), found[0], "The title says it.")


def _put_counts(report: Data, text: str, notes: Notes, place: Pointer) -> None:
    if made := _MADE.search(text):
        report["recommendations_made"] = _number(made["before"] or made["after"])
        notes.guess((*place, "recommendations_made"), sentence_at(text, made.start()))
    if chiefs := _TO_CHIEFS.search(text):
        report["recommendations_by_addressee"] = [{"addressee": "chief_officers", "count": _number(chiefs["count"])}]
        notes.guess((*place, "recommendations_by_addressee"), sentence_at(text, chiefs.start()))


def _put_grades(report: Data, grades: Sequence[Grade], standard: Standard, notes: Notes, place: Pointer) -> None:
    cycle = cycle_of(str(report.get("title", "")), standard)
    for n, grade in enumerate(grades):
        entry = {"question": grade.question, "grade": grade.code}
        report.setdefault("grades", []).append({"cycle": cycle, **entry} if cycle else entry)
        note = notes.printed if grade.printed else notes.read
        note((*place, "grades", n, "grade"), grade.words)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS[words.lower()]
