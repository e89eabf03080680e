"""Grades that a document prints: as a table, as bullets under a grade or beside it, and in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, TABLE, Block
from opcc_opendata.importers.table_heads import words_of

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard

_GRADES: Final = {
    "outstanding": "outstanding", "good": "good", "adequate": "adequate", "inadequate": "inadequate",
    "requires improvement": "requires_improvement", "require improvement": "requires_improvement",
    "requiring improvement": "requires_improvement", "not graded": "not_graded", "ungraded": "not_graded",
    "rhagorol": "outstanding", "da": "good", "digonol": "adequate", "annigonol": "inadequate",
    "angen gwella": "requires_improvement", "angen ei wella": "requires_improvement",
}  # fmt: skip
_WORDS: Final = "outstanding|good|adequate|inadequate|requir(?:es|e|ing) improvement|not graded|ungraded"
_GRADE: Final = re.compile(rf"\b(?:{_WORDS})\b", re.IGNORECASE)
_JUDGED: Final = re.compile(r"\b(?:graded|rated|judged|assessed|found|was|were|are|is)\b", re.IGNORECASE)
_GRADED: Final = re.compile(
    rf"[‘“'\"]?\b(?P<grade>{_WORDS})[’”'\"]? (?:at|in|for|in relation to|with regard to|on) ", re.IGNORECASE
)
"""A grade in a sentence. What it is for ends where the next grade stands."""
_QUESTION_FIRST: Final = re.compile(
    rf"(?:^|(?<=[.;] )|(?<=, while )|(?<=, and ))(?P<questions>\w[^.;:,]{{3,200}}?)"
    r" (?:was|were|is|are) (?:graded|rated|judged|assessed|found)(?: as| to be)? "
    rf"[‘“'\"]?(?P<grade>{_WORDS})\b",
    re.IGNORECASE,
)
_QUESTIONS_FIRST: Final = re.compile(
    r"(?:^|(?<=[.;:] ))(?P<questions>[A-Z][^.;:]{3,300}?),? (?:(?:were|are) )?(?:all|both|each) "
    rf"(?:(?:graded|rated|judged|assessed|found)(?: as| to be)? )?[‘“'\"]?(?P<grade>{_WORDS})\b",
)
"""Several questions that have one grade: "Preventing crime and vetting were both judged ‘adequate’"."""
_ITEM: Final = re.compile(
    rf"^(?P<question>.{{3,160}}?) ?(?:[:–—-]|\bwas\b|\bis\b) ?[‘“'\"]?(?P<grade>{_WORDS})[’”'\"]?\.?$", re.I
)
_IN_BRACKETS: Final = re.compile(
    rf"^(?P<question>[^()]{{3,160}}?) ?\((?:graded |judged )?[‘“'\"]?(?P<grade>{_WORDS})[’”'\"]?\)$", re.I
)
_ALONE: Final = re.compile(
    rf"^(?:(?:our |the )?(?:grade|grading|graded|judge?ment|rating|gradd)(?: given| awarded)? ?[:–—-]? ?)?"
    rf"(?P<grade>{_WORDS}|rhagorol|da|digonol|annigonol|angen (?:ei )?gwella)\.?$",
    re.IGNORECASE,
)
"""A line that is a grade, or "Grade: good"."""
_GRADE_FIRST: Final = re.compile(rf"^(?P<grade>{_WORDS})\s*[:–—-]{{1,2}}\s*(?P<questions>.{{3,400}})$", re.IGNORECASE)
_LED: Final = re.compile(r"^[^:;]{0,40}\b(?:grades?|gradings?|judge?ments?|ratings?)\b[^:;]{0,20}:\s*", re.IGNORECASE)
"""What leads to grades that stand in one line."""
# fmt: off
_OTHER_QUESTIONS: Final = frozenset([
    "Counter-corruption", "Crime data integrity", "Effectiveness", "Efficiency", "Legitimacy",
    "Professional standards", "Vetting",
])
# fmt: on
"""What else than PEEL's questions is graded, in inspections of integrity and of crime data, and by pillar."""
_LONGEST_QUESTION: Final = 14
_SPLIT_QUESTION: Final = 3
_MOST_WORDS: Final = 60
"""Words of a cell that may hold several questions."""
_ALIKE: Final = 90
"""Of 100: how alike a question in a sentence must be to one that the inspectorate asks (rapidfuzz, ratio)."""
_CYCLE: Final = re.compile(r"\b(20\d\d)\s*[/–—-]\s*(?:20)?(\d\d)\b")


class PrintedGrade(NamedTuple):
    """A grade: the question as printed, the code, and the words that say so. `printed` where a table or list has it."""

    question: str
    code: str
    words: str
    printed: bool


def grades_in(blocks: Sequence[Block], standard: Standard) -> list[PrintedGrade]:
    """Find the grades in blocks. A question to which two grades are given has none."""
    found: dict[str, PrintedGrade] = {}
    contradicted: set[str] = set()
    for one in _all(blocks, standard):
        key = one.question.casefold()
        if key in found and found[key].code != one.code:
            contradicted.add(key)
        found.setdefault(key, one)
    return [one for key, one in found.items() if key not in contradicted]


def cycle_of(title: str, standard: Standard) -> str:
    """Read the cycle of PEEL inspections from the title of a report. Empty where it names none."""
    if "peel" not in title.lower():
        return ""
    span = _CYCLE.search(title)
    year = re.search(r"\b20\d\d\b", title)
    code = f"peel_{span[1]}_{span[2]}" if span else f"peel_{year[0]}" if year else ""
    return code if code in standard.codelists["grade_cycles"] else ""


def _all(blocks: Sequence[Block], standard: Standard) -> Iterator[PrintedGrade]:
    above = ""
    yield from _inside_questions(blocks, standard)
    yield from _below_questions(blocks, standard)
    for block in blocks:
        if block.kind == TABLE:
            yield from _in_table(block, standard)
        elif block.kind == LIST:
            yield from (grade for line in block.lines for grade in _in_item(line, above, standard))
        elif block.kind in (PARAGRAPH, HEADING):
            words = block.words.strip(" :*.")
            if words.lower() in _GRADES:
                above = words
                continue
            yield from (grade for line in block.lines for grade in _in_line(line, standard))
            yield from _in_sentences(block.words, standard)
        if block.kind != LIST:
            above = ""


def _below_questions(blocks: Sequence[Block], standard: Standard) -> Iterator[PrintedGrade]:
    """Read grades of which each stands in a line alone below its question, which is one of the inspectorate's own.

    Where the first line is a grade, nobody can tell if it is for the question above or below.
    """
    run: list[tuple[str, str]] = []  # the question, or the grade, of each line
    for block in [*blocks, None]:
        for line in block.lines if block is not None and block.kind in (PARAGRAPH, HEADING) else ("",):
            alone = _ALONE.match(line)
            question = "" if alone or len(line.split()) > _LONGEST_QUESTION else _known(line, standard)
            if alone or question:
                run.append((question, alone["grade"] if alone else ""))
                continue
            if run and all(bool(one[0]) == (n % 2 == 0) for n, one in enumerate(run)):
                for (asked, _), (_, grade) in zip(run[::2], run[1::2], strict=False):
                    yield _grade(asked, grade, f"{asked}: {grade}", printed=True)
            run = []


def _inside_questions(blocks: Sequence[Block], standard: Standard) -> Iterator[PrintedGrade]:
    """Read a row of a table without lines whose question has two of them, with the grade between."""
    for block in blocks:
        if block.kind != PARAGRAPH or len(block.lines) != _SPLIT_QUESTION:
            continue
        first, middle, last = block.lines
        alone = _ALONE.match(middle)
        if alone and not _known(first, standard) and (asked := _known(f"{first} {last}", standard)):
            yield _grade(asked, alone["grade"], f"{asked}: {alone['grade']}", printed=True)


def _in_item(line: str, above: str, standard: Standard) -> Iterator[PrintedGrade]:
    """Read an item of a list: "Preventing crime: Good", "Good: preventing crime", or a question under a grade."""
    if found := _ITEM.match(line) or _IN_BRACKETS.match(line):
        yield _grade(found["question"], found["grade"], line, printed=True)
    elif first := _GRADE_FIRST.match(line):
        yield from _of_list(first["questions"], first["grade"], line, standard)
    elif above and len(line.split()) <= _LONGEST_QUESTION:
        yield _grade(line, above, f"{above}: {line}", printed=True)


def _in_line(line: str, standard: Standard) -> Iterator[PrintedGrade]:
    """Read a line of a paragraph, in which only the inspectorate's own questions count."""
    run = list(_in_run(line, standard))
    if len(run) > 1 or (run and line.rstrip(" .").lower() == run[0].words.replace(":", "").lower()):
        yield from run
        return
    pieces = _LED.sub("", line).split(";")
    if len(pieces) > 1:  # "Grades given: preventing crime – Good; investigating crime – Inadequate"
        for one in pieces:
            yield from _in_line(re.sub(r", (?=\w+(?: \w+)?$)", " – ", one.strip(" .*")), standard)
        return
    found = _ITEM.match(line) or _IN_BRACKETS.match(line)
    if found and (known := _known(found["question"], standard)):
        yield _grade(known, found["grade"], line, printed=True)
    elif first := _GRADE_FIRST.match(line):
        yield from _of_list(first["questions"], first["grade"], line, standard)


def _in_run(line: str, standard: Standard) -> Iterator[PrintedGrade]:
    """Read questions with their grades behind them, and nothing else: "Preventing crime Good Vetting Adequate"."""
    end = 0
    for found in _GRADE.finditer(line):
        if known := _known(line[end : found.start()].strip(" :,;–—-|"), standard):
            yield _grade(known, found[0], f"{known}: {found[0]}", printed=True)
        end = found.end()


def _in_table(block: Block, standard: Standard) -> Iterator[PrintedGrade]:
    rows = [[words_of(cell) for cell in row] for row in block.rows]
    lines = [["\n".join(line for one in cell for line in one.lines) for cell in row] for row in block.rows]
    for at, row in enumerate(rows):
        graded = [n for n, words in enumerate(row) if words.lower().strip(" .") in _GRADES]
        if graded == [0] and len(row) > 1:
            yield from _beside_grade(row[0], lines[at][1], standard)
        if len(graded) == 1 and graded[0] > 0:
            question = next((words for words in reversed(row[: graded[0]]) if words), "")
            if question and len(question.split()) <= _LONGEST_QUESTION:
                yield _grade(question, row[graded[0]], f"{question}: {row[graded[0]]}", printed=True)
    yield from _under_grades(rows, lines, standard)


def _beside_grade(grade: str, cell: str, standard: Standard) -> Iterator[PrintedGrade]:
    """Read the questions in the cell beside a grade: one in each paragraph, or a list of them."""
    for one in _several(cell, standard):
        if known := _known(one, standard):
            yield _grade(known, grade, f"{grade}: {one}", printed=True)
        else:
            yield from _of_list(one, grade, f"{grade}: {one}", standard)


def _under_grades(rows: Sequence[list[str]], lines: Sequence[list[str]], standard: Standard) -> Iterator[PrintedGrade]:
    """Read a table with a column for each grade, which a mark or the question stands in."""
    heads = rows[0]
    named = [_GRADES.get(words.lower().strip(" .*"), "") for words in heads]
    if sum(map(bool, named)) >= 2:  # a column for each grade
        marks = re.compile(r"^(?:[✓✔☑☒xX●•■]|yes)$")
        is_marked = any(marks.match(words) for row in rows[1:] for words in row)
        for at, row in enumerate(rows[1:], 1):
            for n, words in enumerate(row[: len(named)]):
                if named[n] and words and (marks.match(words) or not is_marked):
                    question = row[0] if is_marked else lines[at][n]
                    for one in [question] if is_marked else _several(question, standard):
                        yield PrintedGrade(one, named[n], f"{heads[n]}: {one}", printed=True)


def _several(words: str, standard: Standard) -> list[str]:
    """Part the questions in a cell: by lines, semicolons, or where only spaces stand between the inspectorate's own."""
    parts = [one.strip() for one in re.split(r"[\n;]", words)]
    return [one for part in parts for one in _in_a_row(part.split(), standard) or [part]]


def _in_a_row(words: Sequence[str], standard: Standard) -> list[str]:
    """Give the questions that stand behind one another in words. Empty where these have anything else, or are many."""
    found: list[str] = []
    while words and len(words) <= _MOST_WORDS:
        lengths = range(min(len(words), _LONGEST_QUESTION), 0, -1)
        length = next((n for n in lengths if _known(" ".join(words[:n]), standard)), 0)
        if not length:
            return []
        found.append(" ".join(words[:length]))
        words = words[length:]
    return found


def _in_sentences(words: str, standard: Standard) -> Iterator[PrintedGrade]:
    for sentence in re.split(r"(?<=[.;:]) ", words):
        judged = _JUDGED.search(sentence)
        if judged is None:
            continue
        found = [one for one in _GRADED.finditer(sentence) if one.start() > judged.start()]
        for one, end in zip(found, [*(one.start() for one in found[1:]), len(sentence)], strict=False):
            questions = sentence[one.end() : end].rstrip(" .;:,‘“'\"").removesuffix(" and").rstrip(" ,")
            yield from _of_list(questions, one["grade"], sentence, standard)
    for pattern in (_QUESTION_FIRST, _QUESTIONS_FIRST):
        for first in pattern.finditer(words):
            yield from _of_list(first["questions"], first["grade"], first[0], standard)


def _of_list(questions: str, grade: str, words: str, standard: Standard) -> Iterator[PrintedGrade]:
    """Read "preventing crime, treatment of the public and good use of resources", of which each is a known question."""
    parts = re.split(r", ?(?:and )?|; ?| and (?=(?:at|in|for) )", questions)
    pieces: list[str] = []
    for part in parts:
        if _known(part, standard):
            pieces.append(part)
        else:
            pieces += part.split(" and ")
    for piece in pieces:
        if known := _known(piece, standard):
            yield _grade(known, grade, words, printed=False)


def _known(words: str, standard: Standard) -> str:
    """Return the inspectorate's question that words name, or ""."""
    from rapidfuzz import fuzz, process, utils

    bare = re.sub(
        r"^(?:how (?:well|good) (?:is the force|the force is)(?: at)?|the|its|at|for|in|tackling)\s+",
        "",
        words.strip(" ‘’“”'\"."),
        flags=re.I,
    )
    questions = sorted({row["question"] for row in standard.codelists["questions_by_cycle"].rows} | _OTHER_QUESTIONS)
    best = process.extractOne(bare, questions, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_ALIKE)
    return best[0] if best else ""


def _grade(question: str, grade: str, words: str, *, printed: bool) -> PrintedGrade:
    return PrintedGrade(question.strip(" :–—-*"), _GRADES[" ".join(grade.lower().strip(" .").split())], words, printed)
