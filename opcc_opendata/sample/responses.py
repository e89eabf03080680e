"""The responses of forces' bodies to invented reports, as YAML: mostly one, at times a holding statement too."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from opcc_opendata.sample import words
from opcc_opendata.sample.maker import Maker, SampleFinding, SampleReport

LAST_PROGRESS = date(2026, 6, 30)
WELSH_FORCES = frozenset({"dyfed-powys", "gwent", "north-wales", "south-wales"})


class SampleBody(NamedTuple):
    """A local policing body, and the days on which it was there."""

    code: str
    start: date
    end: date


@lru_cache(maxsize=4)
def bodies_of(codelists: Path) -> dict[str, list[SampleBody]]:
    """Return the bodies of each force, in the order of the codelist."""
    forces: dict[str, list[SampleBody]] = {}
    with (codelists / "policing_bodies.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            start = date.fromisoformat(row["start"]) if row["start"] else date.min
            end = date.fromisoformat(row["end"]) if row["end"] else date.max
            forces.setdefault(row["force"], []).append(SampleBody(row["code"], start, end))
    return forces


def _body_on(bodies: Sequence[SampleBody], day: date) -> SampleBody:
    """Return the body that was there on `day`; the newer one on the day of a change."""
    return next((body for body in reversed(bodies) if body.start <= day <= body.end), bodies[0])


def responses(
    maker: Maker, report: SampleReport, force: str, bodies: Sequence[SampleBody]
) -> Iterator[tuple[str, str]]:
    """Make a force's responses to a report: mostly one, at times a holding statement or a correction too."""
    changes = [body.start for body in bodies[1:] if report.day <= body.start <= report.day + timedelta(days=400)]
    stem = f"{report.published}-{report.slug}"
    day = report.day + timedelta(days=_days_taken(maker))
    if changes:
        day = min(day, changes[0] - timedelta(days=2))
        day = max(day, report.day)
    body = _body_on(bodies, day)
    response = SampleResponse(maker, report, force, body, stem, day)
    if changes or not maker.chance(0.06):
        yield response.record("full", stem, None, None)
        return
    if maker.chance(0.5):
        yield response.record("holding", f"{stem}-holding", None, None)
        yield response.record("full", stem, "replaces", f"{stem}-holding")
        return
    yield response.record("full", stem, None, None)
    response.day += timedelta(days=maker.rng.randrange(10, 120))
    if maker.chance(0.5):
        yield response.record("update", f"{stem}-update", "follows", stem)
    else:
        yield response.record("correction", f"{stem}-correction", "replaces", stem)


def _days_taken(maker: Maker) -> int:
    if maker.chance(0.78):
        return maker.rng.randrange(31, 56)
    return maker.rng.randrange(56, 180)


@dataclass
class SampleResponse:
    """What all records of one force on one report have in common."""

    maker: Maker
    report: SampleReport
    force: str
    body: SampleBody
    stem: str
    day: date

    def record(self, stage: str, stem: str, relation: str | None, other: str | None) -> tuple[str, str]:
        """Return one record's path and its YAML."""
        maker = self.maker
        welsh = self.force in WELSH_FORCES and maker.chance(0.6)
        dated = maker.rng.random()
        parts = [self._identity(stage, stem, welsh)]
        if relation:
            parts.append(f"related:\n  - id: {self.force}-{other}\n    relation: {relation}\n")
        parts.append("inspections:\n" + self._inspections())
        parts.append(self._dates(dated))
        if maker.chance(0.3):
            parts.append(self._document())
        answered = stage != "holding"
        separate = answered and maker.chance(0.06)
        parts.append(self._comments(welsh, answered, separate))
        if answered:
            parts.append("recommendations:\n")
            parts.extend(self._recommendation(finding, welsh) for finding in self.report.findings)
        parts.append(self._distribution(dated))
        if maker.chance(0.004):
            parts.append(self._withdrawal())
        if separate:
            parts.append(self._attachment(stem))
        parts.append(self._source(stem))
        return f"records/{self.force}/{stem}.yaml", "".join(parts)

    def _identity(self, stage: str, stem: str, welsh: bool) -> str:
        what = {"holding": "Holding statement on", "update": "Update on", "correction": "Corrected response to"}
        title = f"{what.get(stage, 'Response to')} {self.report.title}"
        titled = f'title: "{title}"\n'
        if welsh:
            titled = f'title:\n  en: "{title}"\n  cy: "Ymateb dychmygol {self.report.index + 1}"\n'
        return (
            f"schema_version: 1.0.0\nid: {self.force}-{stem}\nlanguage: en\n{titled}"
            f"force: {self.force}\npolicing_body: {self.body.code}\n"
            f'body_as_printed: "Invented office for {self.force}"\nstage: {stage}\n'
        )

    def _inspections(self) -> str:
        if self.report.type != "peel" or self.report.companion:
            return self.report.head
        year = self.report.day.year
        _, cycle, grades, questions = next(item for item in words.CYCLES if year <= item[0])
        lines = [self.report.head, "    grades:\n"]
        for question in questions:
            grade = self.maker.rng.choice(grades)
            lines.append(f"      - cycle: {cycle}\n        question: {question}\n        grade: {grade}\n")
        return "".join(lines)

    def _dates(self, dated: float) -> str:
        if dated >= 0.95:
            return ""
        lines = "dates:\n"
        if dated >= 0.88:
            return f"{lines}  letter: {self.day}\n"
        if dated >= 0.84:
            return f'{lines}  published: {self.day.isoformat()[:7]}\n  published_as_printed: "Invented: this month"\n'
        lines += f"  published: {self.day}\n"
        if dated < 0.5:
            lines += f"  letter: {self.day}\n  chief_officer_invited: {self._after(0.1)}\n"
            lines += f"  chief_officer_answered: {self._after(0.7)}\n"
        return lines

    def _after(self, share: float) -> date:
        """Return a day between the report and the response."""
        return self.report.day + timedelta(days=int((self.day - self.report.day).days * share))

    def _document(self) -> str:
        parts = ("inspections", "key_findings", "policing_body_comments", "distribution")
        sections = "".join(f'    - part: {part}\n      heading: "Invented heading: {part}"\n' for part in parts)
        return (
            f'document:\n  heading: "Invented heading: response {self.report.index + 1}"\n'
            "  statutory_statement: Invented text. Section 55 of the Police Act 1996 asks for this response.\n"
            f"  sections:\n{sections}"
        )

    def _comments(self, welsh: bool, answered: bool, separate: bool) -> str:
        prose = self.maker.prose
        lines = ["comments:\n  - kind: policing_body\n    role: Local policing body\n    form: own_text\n"]
        lines.append(prose("text", 4, 17 if answered else 5, welsh))
        if separate:
            lines.append("  - kind: chief_officer\n    role: Chief officer\n    form: separate_document\n")
            lines.append("    attachment: chief-officers-letter\n")
        elif answered and self.maker.chance(0.92):
            form = self.maker.rng.choice(words.COMMENT_FORMS)
            lines.append(f"  - kind: chief_officer\n    role: Chief officer\n    form: {form}\n")
            lines.append(prose("text", 4, 14, welsh))
            if self.maker.chance(0.3):
                lines.append("  - kind: reply_to_chief_officer\n    role: Local policing body\n    form: own_text\n")
                lines.append(prose("text", 4, 6))
        return "".join(lines)

    def _recommendation(self, finding: SampleFinding, welsh: bool) -> str:
        maker = self.maker
        head = f'  - number: "{finding.number}"\n'
        if self.report.companion:
            head += f"    inspection: {self.report.id}\n"
        head += f"    kind: {finding.kind}\n{finding.head}"
        if finding.number > 1 and maker.chance(0.03):
            return f'{head}    answered_with: "1"\n'
        acceptance = maker.rng.choices(words.ACCEPTANCE, words.ACCEPTANCE_WEIGHTS)[0]
        lines = [head, f"    answer:\n      acceptance: {acceptance}\n"]
        if acceptance in words.REFUSALS:
            lines.append(maker.answer(finding, self.force, "no_action_reason", 4, welsh))
            return "".join(lines)
        if maker.chance(0.94):
            lines.append(maker.answer(finding, self.force, "body_action", 4, welsh))
        lines.append(maker.answer(finding, self.force, "force_action", 5))
        lines.append(f"      owner: {maker.rng.choice(words.OWNERS)}\n")
        if maker.chance(0.8):
            target = self.day + timedelta(days=maker.rng.randrange(30, 700))
            lines.append(f"      target_date: {target.isoformat()[: maker.rng.choice((7, 10, 10))]}\n")
        lines.append(self._progress())
        return "".join(lines)

    def _progress(self) -> str:
        rng = self.maker.rng
        day = self.day
        lines = []
        for step in range(rng.choice((0, 1, 1, 2, 3))):
            day += timedelta(days=rng.randrange(60, 300))
            if day > LAST_PROGRESS:
                break
            status = rng.choice(words.STATUSES[min(step, 2)])
            lines.append(f"      - date: {day}\n        status: {status}\n")
            lines.append(self.maker.prose("note", 8, 2))
            lines.append(f"        reported_by: {rng.choice(words.REPORTERS)}\n")
            if status == "in_progress" and self.maker.chance(0.2):
                later = day + timedelta(days=rng.randrange(100, 400))
                lines.append(f"        revised_target_date: {later}\n")
        return "    progress:\n" + "".join(lines) if lines else ""

    def _distribution(self, dated: float) -> str:
        lines = ["distribution:\n"]
        with_day = dated < 0.6
        for recipient in words.RECIPIENTS:
            if recipient == "home_secretary" and self.maker.chance(0.03):
                continue
            lines.append(f"  - recipient: {recipient}\n    sent: true\n")
            if with_day:
                lines.append(f"    sent_on: {self.day}\n")
        return "".join(lines)

    def _withdrawal(self) -> str:
        gone = self.day + timedelta(days=400)
        return f"withdrawal:\n  withdrawn_on: {gone}\n  reason: Invented text. It was published by mistake.\n"

    def _attachment(self, stem: str) -> str:
        return (
            "attachments:\n  - id: chief-officers-letter\n    title: Invented letter from the chief officer\n"
            f"    url: https://example.org/invented-responses/{self.force}/{stem}/letter.pdf\n"
            "    media_type: application/pdf\n"
        )

    def _source(self, stem: str) -> str:
        form = self.maker.rng.choice(words.SOURCE_FORMS)
        return (
            f"source:\n  origin: document\n  form: {form}\n"
            f"  url: https://example.org/invented-responses/{self.force}/{stem}/\n"
            f"  accessed_on: 2026-11-23\n  publisher: Invented office for {self.force}\n"
            "  licence: Open Government Licence v3.0\n"
            "note: Invented text. This record is made up, and no office wrote it.\n"
        )
