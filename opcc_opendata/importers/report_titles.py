"""The title of the report that a document answers: by a label, in a heading or a subject, in the running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from opcc_opendata.importers.dates import PrintedDate, only_date
from opcc_opendata.importers.facts import Fact
from opcc_opendata.importers.grades import PrintedGrade
from opcc_opendata.importers.labels import label_of, unknown_words
from opcc_opendata.importers.registered_titles import as_one_word, mentioned, printed_in, titles_of

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard

NAMES_REPORT: Final = re.compile(r"\breport|\binspection|\bHMIC|\barolyg|\badroddiad", re.IGNORECASE)
_MARKS_ROUND: Final = ' *_“”"‘’.,;:-–'
_SHORTEST: Final = 8
_QUOTED: Final = re.compile(
    r"\b(?:report|inspection|publication|review)\b[^.“”\"]{0,60}?(?:[“\"‘]|(?<=\s)')"
    r"(?P<title>[^“”\"‘\n]{8,200}?)[”\"’'](?=[\s,.;:)]|$)",
    re.IGNORECASE,
)
_ANSWER_TO: Final = re.compile(
    r"^(?:.*?\b(?:response|responds?|reply|reacts?|statement|comments?|ymateb)\b"
    r"(?:(?:\s+(?:of|from|by)\s[^:–—“”\"]{3,100}?)?\s+(?:to|on|i)\s+|\s?[:–—]\s+))(?:the\s+)?"
    r"(?:(?:HMICFRS|HMIC|AHEF|AHEM|HM Inspectorate[\w &']{0,60})(?:['’]s)?\s*[:–-]?\s+)?"
    r"(?:(?:report|inspection)s?\s*(?:[:–-]|on|into|titled|entitled)\s*)?"
    r"(?:(?:yr )?(?:adroddiad|arolygiad)(?: gan)?(?: (?:AHEF|AHEM|HMICFRS|HMIC))?\s?[:–-]\s+)?(?P<title>.{8,})$",
    re.IGNORECASE | re.DOTALL,
)
_OF_INSPECTORATE: Final = re.compile(
    r"^(?:(?:adroddiad|arolygiad) )?(?:HMICFRS|HMIC|AHEF|AHEM)(?:['’]s)?(?:\s+(?:report|inspection))?\s*[:–-]\s*"
    r"(?P<title>.{8,})$",
    re.IGNORECASE | re.DOTALL,
)
_IN_QUOTES: Final = re.compile(
    r"“(?P<title>[^”]{8,250})”|‘(?P<title2>[^‘]{8,250}?)’(?!\w)|\"(?P<title3>[^\"]{8,250})\""
    r"|(?<=\s)'(?P<title4>[^'\n]{8,250})'(?!\w)"
)
_QUOTED_FIRST: Final = re.compile(r"[“\"‘](?P<title>[^“”\"]{8,250})[”\"’],? (?:which|that|published|issued)\b")
"""A title in quotation marks and what is told of it: "“Lost keys”, which appeared in May"."""
_PUBLISHED_IT: Final = re.compile(
    r"\b(?:HMICFRS|HMIC|inspectorate(?: of constabulary)?)\s+(?:has\s+)?(?:published|released)\s+"
    r"[“\"‘]?(?P<title>[A-Z][^.]{8,200}?)[”\"’]?,?\s+(?:on|in)\s+(?:the\s+)?\d",
)
_WAS_PUBLISHED: Final = re.compile(
    r"^(?P<title>(?!(?:The|This|That|It|A|An|Our|My|Both|Its|Their)\b)[A-Z][^.\n]{8,200}?),?"
    r" (?:was|were) (?:published|released|issued)(?: on [\w ]{6,30}?)?"
    r" by (?:HMICFRS|HMIC|HM Inspectorate|the inspectorate)\b",
    re.MULTILINE,
)
"""A sentence that begins with the title: "Working together was published by HMIC on 12 November"."""
ANSWERED: Final = re.compile(
    r"\b(?:response|reply|comments)\b[^.“”\n]{0,120} (?:to|on) (?:the report )?"
    r"(?:“(?P<title>[^“”\n]{8,200})”|\"(?P<title2>[^\"\n]{8,200})\"|[‘'](?P<title3>[^‘\"\n]{8,200}?)[’'](?!\w))",
    re.IGNORECASE,
)
_PEEL: Final = re.compile(r"\bPEEL\b[^.]{0,40}\b20\d\d\b")
TITLED: Final = re.compile(
    r"^(?P<title>[A-Z][^()]{8,250}?)\s*\((?:published\s+)?(?:on\s+)?(?P<date>[^()]{6,30})\)\.?$", re.I
)
_ANSWERS: Final = re.compile(
    r"\b(?:respon[sd]|repl(?:y|ies)|letter|statement|comments?|decision|ymateb)", re.IGNORECASE
)
_OUR_RESPONSE: Final = re.compile(
    r"(?:(?:our|my|the|a) )?(?:(?:full|final|formal|interim|pf?cc|commissioner)(?:['’]s)? )+(?:response|reply) to\b",
    re.IGNORECASE,
)
"""How the title of a response begins, in a form that has it where others have that of the report."""
_NUMBERED: Final = re.compile(r"^\d{1,2}\.\s+(?=[A-Z“‘])(?!.{0,300}\?$)")
"""The number of a section before a title. A question with a number is one of a form."""
_PANEL: Final = re.compile(r"\b(?:and crime panel|panel|authority|board|agenda|item|office)\b", re.IGNORECASE)
_LED: Final = re.compile(r"^(?:subject|re|title|report|item)\s?:\s*", re.IGNORECASE)
DATED: Final = re.compile(
    r"[,:]? ?\(?\b(?:published|(?:HMICFRS|HMIC) report(?:,? published| of| dated)?)(?: on| in)? [^()]{6,30}\)?\.?$",
    re.I,
)
_AFTER: Final = re.compile(r"(?:(?<=\S):| [-–—|]) ?(?P<last>[^:–—|-]{3,120})$")
_UPDATES: Final = re.compile(
    r"(?<=[\w)”’])(?::| [-–—|]) ?(?:an? )?(?:(?:further|first|second|progress|six[- ]month|final) )?(?:update|addendum)"
    r" (?:to|on) (?:my|our|the (?:commissioner|pf?cc|mayor)['’]s) (?:\w+ )?(?:response|reply|answer)$",
    re.IGNORECASE,
)
"""What stands behind the title of a report in the subject of an update: " - update to my response"."""
_ENDS_OF_SENTENCES: Final = re.compile(r"(?<=[a-z0-9)*’”]\.) (?=[A-Z])")
_SET_OFF_TITLE: Final = re.compile(
    r"\[[*_“‘]{0,3}(?P<linked>[A-Z][^\[\]\n]{8,250})\]\([^()\s]{0,300}\)"
    r"|(?<!\*)\*(?P<slanted>[A-Z][^*\n]{8,250})\*(?!\*)"
)
_REPORT_OUT: Final = re.compile(
    r"\b(?:HMICFRS\)?|HMIC|inspectorate|report)\b[^.]{0,160}\bpublish|\bpublish\w*[^.]{0,60}\breport\b", re.IGNORECASE
)
_LEADS: Final = re.compile(r"^(?:HMICFRS|HMIC|AHEF|AHEM)(?:['’]s)?:? (?=[A-Z])")
"""The inspectorate's name before a title."""
_NOTE_MARK: Final = re.compile(r"\[\d{1,2}\]\W*$")
_BY_INSPECTORATE: Final = re.compile(r"^(?:HMICFRS|HMIC),? (?:published )?", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"^(?P<before>[^()]{8,250}) \((?P<inside>[^()]{4,250})\)$")
_SHORT_TITLE: Final = 2
_TITLE_PAGE: Final = 6
"""In so many of its first paragraphs a document may give the report as a title with its date in brackets."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a report's facts may stand: beside labels, in a letter's subject, in the heading, in the running text.

    `ours` are days which labels give as the response's, as printed.
    """

    facts: dict[str, Fact]
    subject: str
    named: str
    heading: str
    text: str
    headings: Sequence[str] = ()
    force: str = ""
    grades: Sequence[PrintedGrade] = ()
    marked: Sequence[tuple[str, str, str]] = ()
    ours: frozenset[str] = frozenset()


class Title(NamedTuple):
    """A title, the words that it was taken from, and whether a label or the place says that it is the report's."""

    title: str
    words: str
    printed: bool = False


def title_of(sources: Sources, standard: Standard) -> Title:
    """Give the title, and the words that it was taken from. One that the register has word for word goes before all."""
    if whole := _whole_in_register(sources, standard):
        return whole
    if "title" in sources.facts:
        words = sources.facts["title"].words
        is_answer = is_of_response(words) or (_ANSWER_TO.match(words) and _IN_QUOTES.search(words))
        title = _in_heading(words) if is_answer else ""
        line, _ = day_apart(words)
        quoted = _QUOTED_FIRST.match(line)
        return Title(title or unmarked(quoted["title"] if quoted else DATED.sub("", line)), words, printed=True)
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
    return whole if whole and as_one_word(whole.title).startswith(f"{as_one_word(title.title)}-") else title


def day_apart(line: str) -> tuple[str, PrintedDate | None]:
    """Part a title from a day in brackets behind it, and nothing else in them. None where there is no day."""
    found = _IN_BRACKETS.match(line)
    day = only_date(_BY_INSPECTORATE.sub("", found["inside"])) if found else None
    return (found["before"], day) if found and day else (line, None)


def _whole_in_register(sources: Sources, standard: Standard) -> Title | None:
    """Find a title of the register that is all of what a label, a subject or a heading says, but for notes and days."""
    known = {as_one_word(title) for row in standard.codelists["inspections"].rows for title in titles_of(row)}
    fact = sources.facts.get("title")
    label = [fact.words] if fact else []
    for words in (*label, sources.subject, sources.named, sources.heading, *sources.headings):
        for one in _readings_of(words):
            if len(one) >= _SHORTEST and as_one_word(one) in known:
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
    return bool(NAMES_REPORT.search(heading)) and not label_of(heading).pure


def _of_headings(sources: Sources, standard: Standard) -> Title | None:
    """Find the title in a heading: one that the register has, or one that is marked as a title."""
    for heading in (sources.heading, *sources.headings):
        if (known := mentioned(heading, standard)) and known.row:
            return Title(max((printed_in(known.row, words) for words in (heading, sources.text)), key=len), heading)
        within = _IN_QUOTES.search(heading)
        if within and _PEEL.search(peel := next(filter(None, within.groups()))):
            return Title(unmarked(peel), heading)  # “PEEL 2023–25: Norfolk”, whatever leads to it
        if _PEEL.search(heading) and (title := _title_or_none(_bare(heading))) and not _ANSWER_TO.match(heading):
            return Title(title, heading)
        if heading and (title := _in_heading(heading, marked=True)):
            if title[:1].islower() and (quoted := _of_text(sources.text)):
                return quoted  # "a national report on roads" tells of a report, and does not name it
            return _in_a_sentence(title, sources.text) or Title(title, heading)
    return None


def _in_a_sentence(title: str, text: str) -> Title | None:
    """Find the sentence on the report's publication that has all words of a heading in the title which it gives."""
    words = set(as_one_word(title).split("-"))
    for pattern in (_PUBLISHED_IT, _WAS_PUBLISHED):
        found = pattern.search(text)
        if found and words <= set(as_one_word(found["title"]).split("-")):
            return Title(_bare(found["title"]), found[0])
    return None


def _of_text(text: str) -> Title | None:
    """Find the title in the text: with its date in brackets at the head, or in quotation marks after "report"."""
    for words in [line for line in text.split("\n") if line.strip()][:_TITLE_PAGE]:
        if (found := TITLED.match(words)) and only_date(found["date"]) and not label_of(found["title"]).pure:
            title = _LED.sub("", found["title"])
            return Title(_in_heading(title) or _bare(title), words)
    for pattern in (_QUOTED, _PUBLISHED_IT, _WAS_PUBLISHED, ANSWERED):
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
    if marked and bare == _without_marks(_NUMBERED.sub("", words)):
        return ""
    return _title_or_none(bare)


def _names_who(words: str) -> bool:
    """Tell "Norfolk PCC’s response to" from "The police response to", which is a part of a title."""
    label = label_of(words)
    return (label.pure and label.actor != "force") or label.actor == "body"


_SEVERAL: Final = re.compile(
    r"(?:(?:the|these|both|our|two|three|four|five|six|\d{1,2}|several|recent|latest|new) ){1,3}"
    r"(?:[\w&’'-]{1,20} ){0,3}?(?:reports|inspections|publications):?",
    re.IGNORECASE,
)
"""How many reports are answered, which is the title of none: "two HMICFRS reports"."""


def _title_or_none(words: str) -> str:
    is_label = label_of(f"response {_PANEL.sub(' ', words)}").pure  # no word of it says what a report is about
    is_none = is_label or _SEVERAL.fullmatch(words) or only_date(words) or len(words) < _SHORTEST
    return "" if is_none else words


def _bare(title: str) -> str:
    """Take off what stands round a title: marks, a date in brackets, and the last part where it says who answers."""
    title = _NUMBERED.sub("", _NOTE_MARK.sub("", title.strip()))
    if updated := _UPDATES.search(title):
        title = day_apart(title[: updated.start()])[0]
    title = DATED.sub("", title)
    if (found := _AFTER.search(title)) and _says_who(found["last"]) and "PEEL" not in title[: found.start()]:
        title = title[: found.start()]  # "PEEL 2023–25: Norfolk Constabulary" is the name of a report
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
