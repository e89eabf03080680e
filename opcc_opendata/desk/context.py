"""What every page of the desk needs: the project, whose office it is, the words, and the templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from opcc_opendata.calendars import today
from opcc_opendata.desk.checks import Remark
from opcc_opendata.desk.drafts import Draft, read_draft
from opcc_opendata.desk.fields import Field, Posted
from opcc_opendata.desk.journal import Journal
from opcc_opendata.desk.sign_on import User
from opcc_opendata.desk.words import ENGLISH, WELSH, DeskWords, desk_words
from opcc_opendata.importers import ImportedDraft
from opcc_opendata.office.commits import NotCommittedError, commit, is_repository
from opcc_opendata.office.policing_body import PolicingBody
from opcc_opendata.project import Project, project_at
from opcc_opendata.schema import Standard
from opcc_opendata.settings import Settings

_TEMPLATES: Final = Path(__file__).parent / "templates"
_MOST_USERS: Final = 1_000
_LANGUAGE: Final = "language"


class DeskError(Exception):
    """A page can't be shown. The text is a sentence for people, and `status` is that of HTTP."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """A Word form that came back, until it is taken in: its file's name, and what was read of it."""

    name: str
    read: ImportedDraft


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk: a project, and the local policing body whose office it is."""

    project: Project
    standard: Standard
    body: PolicingBody
    journal: Journal
    words: DeskWords = field(default_factory=desk_words)
    today: Callable[[], date] = today
    notes: dict[str, list[str]] = field(default_factory=dict)
    """Sentences that a page shows once, by its address: what could not be tidied up after a publication."""
    forms: dict[str, ReturnedForm] = field(default_factory=dict)
    """Forms that came back and wait to be taken in, by the address of the draft."""
    user: User | None = None
    """Who asks, where a proxy signs people in. Each has notes, forms and kept texts of their own."""
    _of_users: dict[str, Desk] = field(default_factory=dict, repr=False)

    def of(self, user: User | None) -> Desk:
        """Give the desk as somebody has it, in the words of their language for their kind of body.

        Nobody named is the officer on this computer.
        """
        own = self._of(user)
        chosen = (own.journal.kept(_LANGUAGE) or {}).get(_LANGUAGE, [ENGLISH])
        row = self.standard.codelists["policing_bodies"][self.body.code]
        return replace(own, words=desk_words(WELSH if chosen == [WELSH] else ENGLISH, row["type"]))

    def choose(self, language: str) -> bool:
        """Keep in which language somebody wants the pages, and tell if that was possible."""
        return self.journal.keep(_LANGUAGE, {_LANGUAGE: [language]})

    def _of(self, user: User | None) -> Desk:
        if user is None:
            return self
        if user.name not in self._of_users:
            if len(self._of_users) >= _MOST_USERS:
                self._of_users.pop(next(iter(self._of_users)), None)
            own = replace(self, user=user, notes={}, forms={}, journal=self.journal.of(user.name))
            return self._of_users.setdefault(user.name, own)
        return self._of_users[user.name]

    def draft(self, request: Request) -> Draft:
        """Read the draft that an address names. Raises NoDraftError and UnusableDraftError."""
        return read_draft(self.project, request.path_params["force"], request.path_params["stem"])

    def settings(self) -> Settings:
        """Read what opcc.yml says now: the desk, a command or an editor may have changed it."""
        return project_at(self.project.root).settings

    @property
    def author(self) -> tuple[str, str] | None:
        """Give the name and the address that go into a commit; None where git's own settings say who it is."""
        return (self.user.name, self.user.email) if self.user else None

    def in_repository(self) -> bool:
        """Tell if the project is in a git repository that git looks at."""
        try:
            return is_repository(self.project.root)
        except NotCommittedError:
            return False

    def commit(self, paths: Sequence[Path], sentence: str) -> list[str]:
        """Make a commit of an act where there is a repository. Give sentences on what stopped it."""
        try:
            commit(self.project, paths, sentence, author=self.author)
        except NotCommittedError as error:
            return [str(error)]
        return []

    def page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        """Make a page."""
        gate = request.state.gate
        html = (
            environment()
            .get_template(template)
            .render(
                say=self.words,
                body_title=self.body.title,
                here=request.url.path,
                shown_at=f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path,
                token=lambda path: gate.form_token(path, self.user),
                user=self.user,
                **values,
            )
        )
        return HTMLResponse(html, status)

    def title_of(self, codelist: str, code: Any) -> str:
        """Give a code in words; one that is in no codelist stays as it is."""
        row = self.standard.codelists[codelist].get(code) if isinstance(code, str) else None
        return self.words.title(codelist, row) if row else "" if code is None else str(code)


def form_of(request: Request) -> dict[str, list[str]]:
    """Give what was posted, by the names of the inputs."""
    found: dict[str, list[str]] = request.state.form
    return found


def first(posted: Posted, name: str) -> str:
    """Give the value of an input, or ""."""
    values = posted.get(name, ())
    return values[0] if values else ""


def go_to(address: str) -> Response:
    """Send the browser on to a page after something was saved, so that to load it again saves nothing again."""
    return RedirectResponse(address, 303)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Make the templates' environment."""
    env = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(date=_date, weekday=_weekday)
    env.globals.update(value_of=_value_of, values_of=_values_of, told_ids=_told_ids, codes_of=_codes_of)
    return env


@pass_context
def _date(context: Context, day: date | str | None) -> str:
    words: DeskWords = context["say"]
    return words.date_in_words(day)


@pass_context
def _weekday(context: Context, day: date) -> str:
    words: DeskWords = context["say"]
    return words.weekday(day)


def _value_of(values: Mapping[str, list[str]], name: str) -> str:
    return (values.get(name) or [""])[0]


def _values_of(values: Mapping[str, list[str]], name: str) -> list[str]:
    return values.get(name) or []


def _told_ids(one: Field, told: Mapping[str, list[Remark]]) -> list[str]:
    return [f"told-{one.name}-{n + 1}" for n in range(len(told.get(one.name, ())))]


def _codes_of(one: Field) -> list[str]:
    return [option.code for option in one.options]
