"""What the checks say of a draft, each at the page and the field where it is put right, and what the law asks.

The checks are those of `opcc validate`, with the same codes. Only the words may differ: a form has no keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from opcc_opendata import provenance
from opcc_opendata.desk.drafts import Draft, item_name
from opcc_opendata.desk.fields import Field
from opcc_opendata.desk.finding_names import finding_name
from opcc_opendata.desk.words import ENGLISH, DeskWords
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import Project
from opcc_opendata.schema import Standard, project_standard
from opcc_opendata.validate import validate

OF_THE_LAW: Final = ("R402", "R403", "R404", "R405", "R406")
"""The codes of what the law asks and a draft lacks. A day of publication and copies sent come with publication."""
UNANSWERED: Final = provenance.CODE
"""The code of what an import guessed or did not find, and nobody has answered."""
COMMENT_CODES: Final = {"policing_body": "R403", "chief_officer": "R404"}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that the checks say. `page` is the part of the draft's address where it is put right, "" for none.

    `pointer` is relative to what that page shows. `line` is in the file.
    """

    code: str
    is_error: bool
    text: str
    page: str
    pointer: tuple[str, ...]
    line: int = 0
    language: str = ENGLISH

    def lang(self, page: str) -> Markup:
        """Give the attribute that tells a reader of a page in which language this is, where it is another."""
        return Markup(' lang="{}"').format(self.language) if self.language != page else Markup()

    @property
    def is_of_the_law(self) -> bool:
        """Tell if it is something that the law asks."""
        return self.code in OF_THE_LAW


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """All that the checks say of a draft. `is_whole` says that its form is in order, so that the rules were asked."""

    remarks: tuple[Remark, ...]
    is_whole: bool

    @property
    def errors(self) -> list[Remark]:
        """Give what has to be put right before the draft can be published."""
        return [one for one in self.remarks if one.is_error]

    @property
    def law(self) -> list[Remark]:
        """Give what the law asks and the draft lacks."""
        return [one for one in self.remarks if one.is_of_the_law and not one.is_error]

    @property
    def advice(self) -> list[Remark]:
        """Give the rest."""
        return [one for one in self.remarks if not one.is_error and not one.is_of_the_law]

    def of_page(self, page: str) -> list[Remark]:
        """Give what is put right on one page."""
        return [one for one in self.remarks if one.page == page]


def check_draft(draft: Draft, project: Project, words: DeskWords) -> CheckedDraft:
    """Check a draft, alone and beside the other records, as `opcc validate` does."""
    problems = [one for one in validate(project, [draft.path]).problems if one.path == draft.shown]
    return remarks_on(draft.data, problems, project_standard(project), words)


def remarks_on(data: dict[str, Any], problems: Iterable[Problem], standard: Standard, words: DeskWords) -> CheckedDraft:
    """Give problems of a draft as remarks, in the order of its pages."""
    found = [_remark(one, data, standard, words) for one in problems]
    order = {page: n for n, page in enumerate(pages_of(data))}
    found.sort(key=lambda one: (not one.is_error, order.get(one.page, len(order)), one.line))
    # What a schema refuses, the rules are not asked about: see opcc_opendata.validate.
    is_whole = not any(one.code < "R200" for one in found)
    return CheckedDraft(tuple(found), is_whole)


def pages_of(data: dict[str, Any]) -> Iterator[str]:
    """Give the parts of a draft's address, in the order of the document."""
    for n in range(len(data.get("inspections", ()))):
        yield report_page(n)
    yield from (f"comments/{kind}" for kind in ("policing_body", "chief_officer", "reply_to_chief_officer"))
    yield from (f"recommendations/{item_name(one, n)}" for n, one in enumerate(data.get("recommendations", ())))
    yield from ("recommendations", "dates", "questions")


def report_page(number: int) -> str:
    """Give the part of the address for a report that the draft answers, counted from 0."""
    return "report" if number == 0 else f"report/{number + 1}"


def comment_page(comments: Sequence[dict[str, Any]], number: int) -> str:
    """Give the part of the address for a comment: its kind, and which of that kind it is if not the first."""
    kind = str(comments[number].get("kind", ""))
    before = sum(1 for one in comments[:number] if str(one.get("kind", "")) == kind)
    return f"comments/{kind}/{before + 1}" if before else f"comments/{kind}"


def _remark(problem: Problem, data: dict[str, Any], standard: Standard, words: DeskWords) -> Remark:
    pointer = tuple(part.replace("~1", "/").replace("~0", "~") for part in problem.pointer.split("/")[1:])
    page, inside, whose = _page(problem, pointer, data, standard, words)
    own = f"problem.{problem.code}"
    message, hint, language = problem.message, problem.hint, ENGLISH
    if problem.code == UNANSWERED:
        hint = ""
    elif own in words:
        message, hint, language = words.plain(own), "", words.language
    elif pointer and message.startswith(f"{pointer[-1]}: "):
        label = words.plain(f"key.{pointer[-1]}") if f"key.{pointer[-1]}" in words else pointer[-1].replace("_", " ")
        message = f"{label}: {message.partition(': ')[2]}"
    text = f"{whose}{message} {hint}".strip()
    is_error = problem.severity is Severity.ERROR
    return Remark(problem.code, is_error, text[:1].upper() + text[1:], page, inside, problem.line, language)


def _page(
    problem: Problem, pointer: tuple[str, ...], data: dict[str, Any], standard: Standard, words: DeskWords
) -> tuple[str, tuple[str, ...], str]:
    """Find the page on which something is put right, the place in what it shows, and whose it is in words."""
    if problem.code == UNANSWERED and pointer:
        return "questions", (), ""
    if problem.code in ("R403", "R404"):
        kind = next(kind for kind, code in COMMENT_CODES.items() if code == problem.code)
        return f"comments/{kind}", ("text",), ""
    page, inside = page_of(pointer, data)
    whose = ""
    if page.startswith("recommendations/"):
        items, place = data["recommendations"], int(pointer[1])
        whose = f"{finding_name(items[place], place, len(items), standard, words)}: "
        inside = inside or _MISSING_IN_ANSWER.get(problem.code, ())
    elif problem.code == "R402":
        inside = ("published",)
    return page, inside, whose


def page_of(pointer: Sequence[str | int], data: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Give the page on which a place in a draft is changed ("" for none), and the place in what that page shows."""
    match [str(step) for step in pointer]:
        case ["inspections", n, *rest] if _number(n) < len(data.get("inspections", ())):
            return report_page(_number(n)), tuple(rest)
        case ["comments", n, *rest] if _number(n) < len(data.get("comments", ())):
            return comment_page(data["comments"], _number(n)), tuple(rest)
        case ["recommendations", n, *rest] if _number(n) < len(data.get("recommendations", ())):
            return f"recommendations/{item_name(data['recommendations'][_number(n)], _number(n))}", tuple(rest)
        case ["recommendations"]:
            return "recommendations", ()
        case ["title" | "stage" | "dates", *_] as every:
            return "dates", tuple(every)
    return "", ()


_MISSING_IN_ANSWER: Final = {"R405": ("answer", "body_action"), "R406": ("answer", "acceptance")}
"""Where what is lacking would stand."""


def _number(step: str) -> int:
    return int(step) if step.isdigit() else 1_000_000


def field_of(remark: Remark, fields: Sequence[Field]) -> Field | None:
    """Give the field of a page that a remark is about: the one whose place the remark's begins with."""
    for one in fields:
        if remark.pointer[: len(one.at)] == one.at:
            return one
    return None
