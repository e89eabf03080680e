"""A draft → a form to be filled in with Word: what can be filled in, where it belongs, and what is there to read.

The form for the chief officer's staff asks for the chief officer's comments and, of each recommendation, whether it is
accepted and what the force does. The one for the body's own office also asks for the body's comments and action. It
carries what it prints and no more: what else is in the draft is the office's, and stays there.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, cast

from opcc_opendata import statute
from opcc_opendata.record import chosen, date_in_words, recommendation_keys
from opcc_opendata.record_types import Record, Text
from opcc_opendata.schema import Codelist

At = tuple[str | int, ...]

FORM: Final = "form"
VERSION: Final = "1.0"
ANYTHING_ELSE: Final[At] = ("anything_else",)
"""The place of text that belongs nowhere in particular."""

_REPORT: Final = ("id", "title", "published", "published_source", "type", "forces_covered", "url", "applies")
_IDENTITY: Final = ("schema_version", "id", "language", "title", "force", "policing_body", "stage")
_ASKED: Final = ("number", "inspection", "kind", "text", "parts", "addressees", "time_limit", "theme", "answered_with")
_OF_FORCE: Final = ("acceptance", "force_action", "owner", "target_date")
_OF_BODY: Final = ("body_action", "no_action_reason")
_OF_COMMENT: Final = ("kind", "author", "role", "date", "text")
_NOT_OFFERED: Final = "not_stated"
LABELS: Final = {
    "author": "Name",
    "role": "Office",
    "date": "Date",
    "text": "Comments",
    "acceptance": "Is it accepted?",
    "force_action": "What the force has done or will do",
    "owner": "Who is responsible (a post)",
    "target_date": "By when",
    "body_action": "What the policing body does",
    "no_action_reason": "If it takes no action: why",
}
"""The label of each field, by the last key of its place. The text of a recommendation that is added has another."""


class FieldKind(StrEnum):
    """What a field is filled in with: a line, a date, one of several choices, a tick, or a text of any length."""

    LINE = "line"
    DATE = "date"
    CHOICE = "choice"
    TICK = "tick"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: its place in the record, its label, and the words that are in it. `choices` are the words to choose.

    `prompt` is what an empty field says.
    """

    at: At
    label: str
    kind: FieldKind
    value: str = ""
    choices: tuple[str, ...] = ()
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, below what is there to read: `facts` are labels with their words, in Markdown."""

    facts: tuple[tuple[str, str], ...]
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class WordForm:
    """A form: what it carries, the facts at its head, and its groups of fields.

    `answers` is a group for each recommendation, and an empty one at the end for a recommendation that is missing.
    """

    title: str
    mark: str
    block: dict[str, Any]
    facts: tuple[tuple[str, str], ...]
    chief_officer: str
    comments: tuple[tuple[str, Group], ...]
    answers: tuple[Group, ...]
    anything_else: FormField

    @property
    def fields(self) -> tuple[FormField, ...]:
        """All fields in their order; the number of each is its place."""
        groups = (*(group for _, group in self.comments), *self.answers)
        return (*(field for group in groups for field in group.fields), self.anything_else)


def form_of(record: Mapping[str, Any], codelists: Mapping[str, Codelist], *, for_office: bool = False) -> WordForm:
    """Make the form of a draft, which may lack much: of a record it needs id, force, policing body and reports."""
    known: dict[str, Any] = {key: record[key] for key in _IDENTITY if key in record}
    known["inspections"] = [{key: one[key] for key in _REPORT if key in one} for one in _items(record, "inspections")]
    kinds = ("chief_officer", "policing_body") if for_office else ("chief_officer",)
    comments: list[dict[str, Any]] = []
    for kind in kinds:
        comment = next((one for one in _items(record, "comments") if one.get("kind") == kind), {"kind": kind})
        comments.append({key: comment[key] for key in _OF_COMMENT if key in comment})
    known["comments"] = comments
    asked = (*_OF_FORCE, *_OF_BODY) if for_office else _OF_FORCE
    answers: list[dict[str, Any]] = []
    for one in _items(record, "recommendations"):
        kept = {key: one[key] for key in _ASKED if key in one}
        answer = {key: value for key, value in one.get("answer", {}).items() if key in asked}
        answers.append(kept | ({"answer": answer} if answer else {}))
    known["recommendations"] = answers
    block = {"version": 1, "paper": FORM, "form": VERSION, "for_office": for_office, "record": copy.deepcopy(known)}
    return form_of_block(block, codelists)


def _items(record: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    return [one for one in record.get(key, ()) if isinstance(one, dict)]


def form_of_block(block: dict[str, Any], codelists: Mapping[str, Codelist]) -> WordForm:
    """Make the form that carries a block, as it was made before anybody filled it in."""
    return _Making(block, codelists).form()


class _Making:
    def __init__(self, block: dict[str, Any], codelists: Mapping[str, Codelist]) -> None:
        self._record: dict[str, Any] = block["record"]
        self._office = bool(block["for_office"])
        self._codelists = codelists
        self._language = self._record.get("language", "en")
        force = codelists["forces"].get(self._record["force"]) or {}
        self._chief = force.get("chief_officer_title") or "Chief officer"
        sealed = hashlib.sha256(str(self._record["id"]).encode()).hexdigest()[:8]
        self._mark = f"Response form {VERSION} · {self._record['id']} · {sealed}"
        self._block = block

    def form(self) -> WordForm:
        comments = tuple(self._comment(n, one) for n, one in enumerate(self._record["comments"]))
        keys = recommendation_keys(cast("Record", self._record))
        recommendations = self._record["recommendations"]
        answers = [self._answer(n, one, keys[n]) for n, one in enumerate(recommendations)]
        answers.append(self._new(len(recommendations)))
        other = FormField(ANYTHING_ELSE, "Other text", FieldKind.PROSE, prompt="Anything that has no box of its own.")
        block = dict(self._block)
        form = WordForm(
            "Response to an inspection report",
            self._mark,
            block,
            tuple(self._facts()),
            self._chief,
            comments,
            tuple(answers),
            other,
        )
        heads = {field.at: " ".join(group.facts[0]) for group in answers if group.facts for field in group.fields}
        block["places"] = [
            {
                "at": list(one.at),
                "kind": one.kind.value,
                "label": one.label,
                "prompt": one.prompt,
                "head": heads.get(one.at, ""),
            }
            for one in form.fields
        ]
        return form

    def _text(self, text: Text | None) -> str:
        return chosen(text, self._language, self._language)[0] if text is not None else ""

    def _title(self, codelist: str, code: str) -> str:
        row = self._codelists[codelist].get(code)
        return row["title_en"] if row else code

    def _facts(self) -> list[tuple[str, str]]:
        facts = []
        several = len(self._record["inspections"]) > 1
        for number, one in enumerate(self._record["inspections"], 1):
            label = f"Report {number}" if several else "Report"
            facts.append((label, self._text(one.get("title")) or one.get("id", "")))
            published = one.get("published", "")
            if published:
                facts.append(("Published", date_in_words(published)))
                if last := statute.timeliness_without_response(published, date.max).last_lawful_day:
                    facts.append(("To be published by", date_in_words(last.isoformat())))
        facts.append(("Police force", self._title("forces", self._record["force"])))
        facts.append(("Policing body", self._title("policing_bodies", self._record["policing_body"])))
        return facts

    def _comment(self, n: int, comment: Mapping[str, Any]) -> tuple[str, Group]:
        is_chief = comment["kind"] == "chief_officer"
        at: At = ("comments", n)
        role = comment.get("role", "")
        roles = [self._chief, *(f"{one} {self._chief}" for one in ("Temporary", "Acting", "Deputy"))]
        if not is_chief:
            roles = ["Police and Crime Commissioner", "Police, Fire and Crime Commissioner", "Mayor", "Deputy Mayor"]
        if role and role not in roles:
            roles.insert(0, role)
        fields = (
            FormField(
                (*at, "author"), LABELS["author"], FieldKind.LINE, comment.get("author", ""), prompt="Type the name."
            ),
            FormField((*at, "role"), LABELS["role"], FieldKind.CHOICE, role, tuple(roles), "Choose the office."),
            FormField(
                (*at, "date"), LABELS["date"], FieldKind.DATE, self._date(comment.get("date")), prompt="Choose the day."
            ),
            FormField(
                (*at, "text"),
                LABELS["text"],
                FieldKind.PROSE,
                self._text(comment.get("text")),
                prompt="Type or paste here. Headings, lists and links are kept.",
            ),
        )
        return (f"{self._chief}’s comments" if is_chief else "Comments of the policing body", Group((), fields))

    def _date(self, day: str | None) -> str:
        return date_in_words(day) if day else ""

    def _answer(self, n: int, one: Mapping[str, Any], key: str) -> Group:
        kind = self._title("finding_kinds", one.get("kind", "recommendation"))
        facts = [(kind, one.get("number") or key), ("What it says", self._text(one.get("text")))]
        facts += [(str(part.get("label", "")) or "•", self._text(part.get("text"))) for part in one.get("parts", ())]
        facts.append(("Time limit", one.get("time_limit", "")))
        facts.append(("Answered together with", one.get("answered_with", "")))
        return Group(tuple(fact for fact in facts if fact[1]), self._answer_fields(n, one.get("answer", {})))

    def _new(self, n: int) -> Group:
        at: At = ("recommendations", n)
        asked = (
            FormField((*at, "number"), "Number", FieldKind.LINE, prompt="Only if one is missing above: its number."),
            FormField((*at, "text"), "What it says", FieldKind.PROSE, prompt="The words of the report."),
        )
        return Group((), (*asked, *self._answer_fields(n, {})))

    def _answer_fields(self, n: int, answer: Mapping[str, Any]) -> tuple[FormField, ...]:
        at: At = ("recommendations", n, "answer")
        codes = self._codelists["acceptance"]
        titles = tuple(row["title_en"] for row in codes.rows if row["code"] != _NOT_OFFERED)
        code = answer.get("acceptance", "")
        accepted = self._title("acceptance", code) if code and code != _NOT_OFFERED else ""
        owner = answer.get("owner", "")
        of_force = (
            FormField(
                (*at, "acceptance"), LABELS["acceptance"], FieldKind.CHOICE, accepted, titles, "Choose an answer."
            ),
            FormField((*at, "already_done"), "Done before the report", FieldKind.TICK),
            FormField(
                (*at, "force_action"),
                LABELS["force_action"],
                FieldKind.PROSE,
                self._text(answer.get("force_action")),
                prompt="Type or paste here.",
            ),
            FormField((*at, "owner"), LABELS["owner"], FieldKind.LINE, owner, prompt="Type the post."),
            FormField(
                (*at, "target_date"),
                LABELS["target_date"],
                FieldKind.DATE,
                self._date(answer.get("target_date")),
                prompt="Choose a day.",
            ),
        )
        if not self._office:
            return of_force
        of_body = (
            FormField(
                (*at, key), LABELS[key], FieldKind.PROSE, self._text(answer.get(key)), prompt="Type or paste here."
            )
            for key in _OF_BODY
        )
        return (*of_force, *of_body)
