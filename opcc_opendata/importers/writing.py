"""A draft → the text of its file, and what a person must look at in it, by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from opcc_opendata.importers.draft import Draft
from opcc_opendata.problems import Pointer, Problem, Severity, json_pointer
from opcc_opendata.rules import RULES, Record, apply, register_of
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import Document, read_bytes
from opcc_opendata.yaml_writer import to_yaml


@dataclass(frozen=True, slots=True)
class Written:
    """The text of a draft's file. `missing` and `guessed` are sentences by line, `errors` stop publication."""

    text: str
    errors: tuple[Problem, ...]
    missing: tuple[tuple[int, str], ...]
    guessed: tuple[tuple[int, str], ...]

    @property
    def needs_a_person(self) -> bool:
        """Tell if something has to be filled in."""
        return bool(self.errors or self.missing)


def text_of(draft: Draft, standard: Standard, shown: str, schema_address: str | None = None) -> Written:
    """Write a draft, with its notes as comments where they belong. `shown` is its file as people see it."""
    comments: dict[Pointer, str] = {}
    # Each note begins a line, by the words that the rule R291 looks for: a draft with one in it is not published.
    for place, sentence in (*draft.notes.guesses, *((place, f"To do: {gap}") for place, gap in draft.notes.gaps)):
        comments[place] = "\n".join(filter(None, (comments.get(place, ""), sentence)))
    text = to_yaml(draft.data, standard, comments=comments, schema_address=schema_address)
    document = read_bytes(text.encode(), shown)
    problems = standard.check(document) or apply(RULES, Record(document, register_of(standard), None, is_draft=True))
    told = {json_pointer((*place, "heading")) for place, _ in draft.notes.gaps}  # what found no place says so itself
    return Written(
        text,
        tuple(
            sorted(
                problem
                for problem in problems
                if problem.severity is Severity.ERROR and problem.code != "R291" and problem.pointer not in told
            )
        ),
        _by_line(document, draft.notes.gaps),
        _by_line(document, draft.notes.guesses),
    )


def _by_line(document: Document, notes: Iterable[tuple[Pointer, str]]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted((document.locate(place)[0], f"{_name(place)}: {sentence}") for place, sentence in notes))


def _name(place: Pointer) -> str:
    """Write a place as people read it: recommendations 2, answer, body_action."""
    words: list[str] = []
    for step in place:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(str(step))
    return ", ".join(words)
