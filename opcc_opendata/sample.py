"""Invented records, for the bench, the tests and a demonstration.

Every text says that it is invented, and nobody is named. The same seed gives the same records, and the first hundred
of a thousand are the hundred that you get when you ask for a hundred. The YAML is written by hand, because a library
would take a hundred times as long.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from opcc_opendata import sample_words as words
from opcc_opendata.project import packaged_standard

FIRST_DAY = date(2015, 1, 5)
DAYS = 3640
FIRST_AREA_FOR_IMPROVEMENT = date(2015, 10, 31)
LAST_PROGRESS = date(2026, 6, 30)
WELSH_FORCES = frozenset({"dyfed-powys", "gwent", "north-wales", "south-wales"})
GOLDEN = 0.6180339887498949


def records(
    count: int, seed: int = 0, recommendations: int = 6, standard: Path | None = None
) -> Iterator[tuple[str, str]]:
    """Return `count` invented records as (path below the project, YAML text)."""
    stream = _stream(seed, recommendations, (standard or packaged_standard()) / "codelists")
    return islice(((name, text) for _, _, name, text in stream), count)


def answers(count: int, seed: int = 0, recommendations: int = 6) -> "dict[Report, set[str]]":
    """Return the reports that `count` records answer, each with the forces that answered. The last one is left out,
    because some of its records may come after these."""
    found: dict[Report, set[str]] = {}
    for report, force, _, _ in islice(_stream(seed, recommendations, packaged_standard() / "codelists"), count):
        found.setdefault(report, set()).add(force)
    found.popitem()
    return found


def write(folder: Path, count: int, seed: int = 0, recommendations: int = 6) -> list[Path]:
    """Write `count` invented records below `folder`, and return their paths."""
    written = []
    known: set[Path] = set()
    for name, text in records(count, seed, recommendations):
        path = folder / name
        if path.parent not in known:
            path.parent.mkdir(parents=True, exist_ok=True)
            known.add(path.parent)
        path.write_bytes(text.encode())
        written.append(path)
    return written


class Body(NamedTuple):
    """A local policing body, and the days on which it was there."""

    code: str
    start: date
    end: date


@lru_cache(maxsize=4)
def bodies_of(codelists: Path) -> dict[str, list[Body]]:
    """Return the bodies of each force, in the order of the codelist."""
    forces: dict[str, list[Body]] = {}
    with (codelists / "policing_bodies.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            start = date.fromisoformat(row["start"]) if row["start"] else date.min
            end = date.fromisoformat(row["end"]) if row["end"] else date.max
            forces.setdefault(row["force"], []).append(Body(row["code"], start, end))
    return forces


def _body_on(bodies: Sequence[Body], day: date) -> Body:
    """Return the body that was there on `day`; the newer one on the day of a change."""
    return next((body for body in reversed(bodies) if body.start <= day <= body.end), bodies[0])


@dataclass(frozen=True)
class Pool:
    """Ready-made sentences to pick from."""

    english: list[str]
    welsh: list[str]


@lru_cache(maxsize=2)
def _pool(seed: int) -> Pool:
    rng = random.Random(f"words {seed}")  # noqa: S311 (nothing secret is made)
    names = sorted({_name(rng) for _ in range(4000)})
    return Pool(
        english=[_sentence(rng, names) for _ in range(15_000)],
        welsh=[_welsh_sentence(rng) for _ in range(1_500)],
    )


def _name(rng: random.Random) -> str:
    syllables = rng.choices(words.SYLLABLES, k=rng.choice((2, 3, 3)))
    return ("".join(syllables) + rng.choice(words.ENDINGS)).capitalize()


def _sentence(rng: random.Random, names: Sequence[str]) -> str:
    sentence = rng.choice(words.TEMPLATES).format(
        a=rng.choice(words.ADJECTIVES),
        a2=rng.choice(words.ADJECTIVES),
        n=rng.choice(words.NOUNS),
        n2=rng.choice(words.NOUNS),
        s=rng.choice(words.PLURALS),
        s2=rng.choice(words.PLURALS),
        v=rng.choice(words.VERBS),
        d=rng.choice(words.DONE),
        w=rng.choice(words.WHEN),
        p=rng.choice(names),
        k=rng.randrange(3, 98),
    )
    return sentence[0].upper() + sentence[1:]


def _welsh_sentence(rng: random.Random) -> str:
    first, second, third = rng.sample(words.WELSH_NOUNS, 3)
    return rng.choice(words.WELSH_TEMPLATES).format(a=first, b=second, c=third, k=rng.randrange(3, 98))


def _block(first: str, pad: str, sentences: Sequence[str]) -> str:
    join = f"\n{pad}  "
    return f"{pad}  {first}{join}" + join.join(sentences) + "\n"


@dataclass(frozen=True)
class Finding:
    """One recommendation of a report, the same for all forces."""

    number: int
    kind: str
    head: str
    text: str
    """The part of `head` with the recommendation's words."""
    common: tuple[str, ...] = ()
    """Sentences with which several offices answer it, in English and then as many in Welsh, if there are any."""


@dataclass(frozen=True, eq=False)
class Report:
    """An invented inspection report."""

    index: int
    slug: str
    title: str
    day: date
    published: str
    type: str
    inspectorates: tuple[str, ...]
    key_findings: str
    findings: list[Finding]
    companion: bool

    @property
    def id(self) -> str:
        """The report's code."""
        return f"invented-{self.slug}-{self.day.year}"

    @property
    def head(self) -> str:
        """The report's part of a record, up to its grades."""
        lines = [f'  - id: {self.id}\n    title: "{self.title}"\n    published: {self.published}\n']
        if len(self.published) < 10:
            lines.append('    published_as_printed: "Invented: that month"\n')
        made = len(self.findings)
        applies = "inspected" if self.type == "peel" else "national"
        lines.append(f"    type: {self.type}\n    inspectorates: [{', '.join(self.inspectorates)}]\n")
        lines.append(f"    applies: {applies}\n    url: https://example.org/invented-reports/{self.id}/\n")
        lines.append(self.key_findings)
        lines.append(f"    recommendations_made: {made}\n")
        if self.companion:
            lines.append(f'  - id: {self.id}-annex\n    title: "{self.title}: annex"\n')
            lines.append(f"    published: {self.published}\n    type: {self.type}\n    applies: national\n")
        return "".join(lines)


def _stream(seed: int, recommendations: int, codelists: Path) -> Iterator[tuple[Report, str, str, str]]:
    """Yield invented records without end: report after report, and the answers of nearly all forces to each."""
    maker = Maker(seed, recommendations, bodies_of(codelists))
    while True:
        report = maker.report()
        for force in maker.bodies:
            if maker.chance(0.93):
                for name, text in maker.responses(report, force):
                    yield report, force, name, text


class Maker:
    """Makes reports and the responses to them, one after the other, from one stream of random numbers."""

    def __init__(self, seed: int, recommendations: int, bodies: dict[str, list[Body]]) -> None:
        self.rng = random.Random(f"records {seed}")  # noqa: S311 (nothing secret is made)
        self.recommendations = recommendations
        self.bodies = bodies
        self.pool = _pool(seed)
        # A stream of its own for what is said twice, so that everything else stays as it was without it.
        self.again = random.Random(f"again {seed}")  # noqa: S311
        self.earlier: list[tuple[str, str, date, list[str]]] = []
        self.stock: dict[str, list[str]] = {}
        self.made = 0

    def chance(self, share: float) -> bool:
        """Say yes in that share of cases."""
        return self.rng.random() < share

    def prose(self, key: str, indent: int, sentences: int, welsh: bool = False) -> str:
        """Return a key and its text, a sentence to a line; in both languages if `welsh`."""
        pad = " " * indent
        if not welsh:
            return f"{pad}{key}: |-\n{self._lines(self.pool.english, words.INVENTED, pad, sentences)}"
        english = self._lines(self.pool.english, words.INVENTED, pad + "  ", sentences)
        cymraeg = self._lines(self.pool.welsh, words.INVENTED_WELSH, pad + "  ", sentences)
        return f"{pad}{key}:\n{pad}  en: |-\n{english}{pad}  cy: |-\n{cymraeg}"

    def _lines(self, pool: Sequence[str], first: str, pad: str, count: int) -> str:
        join = f"\n{pad}  "
        picked = self.rng.choices(pool, k=count)
        paragraphs = [join.join(picked[at : at + 5]) for at in range(0, count, 5)]
        return f"{pad}  {first}{join}" + f"\n{join}".join(paragraphs) + "\n"

    def spoken_of(self, key: str, indent: int, sentences: int, welsh: bool, base: Sequence[str], how: str) -> str:
        """Return a key and a text that others have too, or nearly, and that goes on as `prose` begins."""
        english = list(base[: len(base) // 2][:sentences])
        if how == "a word":
            english[-1] = english[-1].replace(" the ", " our ", 1).replace(" and ", " or ", 1)
        if how == "half":
            english[: len(english) // 2] = self.again.choices(self.pool.english, k=len(english) // 2)
        pad = " " * indent
        if not welsh:
            return f"{pad}{key}: |-\n" + _block(words.INVENTED, pad, english)
        cymraeg = base[len(base) // 2 :][:sentences]
        return (
            f"{pad}{key}:\n{pad}  en: |-\n{_block(words.INVENTED, pad + '  ', english)}"
            f"{pad}  cy: |-\n{_block(words.INVENTED_WELSH, pad + '  ', cymraeg)}"
        )

    def common(self, sentences: int) -> list[str]:
        """Return sentences in English that several will use, and as many in Welsh."""
        welsh = self.again.choices(self.pool.welsh, k=sentences)
        return [*self.again.choices(self.pool.english, k=sentences), *welsh]

    def report(self) -> Report:
        """Make the next report."""
        rng = self.rng
        index, self.made = self.made, self.made + 1
        day = FIRST_DAY + timedelta(days=int(index * GOLDEN % 1 * DAYS))
        subject = rng.choice(words.SUBJECTS)
        kind = rng.choices(words.REPORT_TYPES, words.REPORT_WEIGHTS)[0]
        inspectorate = "hmic" if day < date(2017, 7, 19) else "hmicfrs"
        others = {"joint_thematic": ("hmcpsi",), "custody_joint": ("hmip",)}.get(kind, ())
        slug = f"{index + 1:04}-{subject.lower().replace(' ', '-')}"
        report = Report(
            index=index,
            slug=slug,
            title=f"Invented report {index + 1}: {subject}",
            day=day,
            published=day.isoformat()[:7] if self.chance(0.04) else day.isoformat(),
            type=kind,
            inspectorates=(inspectorate, *others),
            key_findings=self.prose("key_findings", 4, 9),
            findings=[self.finding(number, day) for number in range(1, self.recommendations + 1)],
            companion=self.chance(0.05),
        )
        texts = [finding.text for finding in report.findings]
        self.earlier.append((report.id, report.title, day, texts))
        return report

    def finding(self, number: int, day: date) -> Finding:
        """Make a recommendation of a report."""
        rng = self.rng
        kinds = words.FINDING_KINDS if day > FIRST_AREA_FOR_IMPROVEMENT else words.FINDING_KINDS[:1]
        kind = rng.choice(kinds)
        addressee = rng.choices(words.ADDRESSEES, words.ADDRESSEE_WEIGHTS)[0]
        own = self.prose("text", 4, 4)
        lines = [own]
        if self.chance(0.2):
            lines.append("    parts:\n")
            for label in "abc":
                lines.append(f'      - label: "{label}"\n' + self.prose("text", 8, 1))
        lines.append(f"    addressees: [{addressee}]\n")
        if self.chance(0.5):
            lines.append(f"    time_limit: {rng.choice(words.TIME_LIMITS)}\n")
        if self.chance(0.04) and self.earlier:
            name, title, before, texts = rng.choice(self.earlier)
            if before < day:
                # Most say it again in the same words, and not all: an inspector may sum up what was asked.
                if texts and self.again.random() < 0.8:
                    lines[0] = self.again.choice(texts)
                lines.append(f'    from_inspection:\n      id: {name}\n      title: "{title}"\n')
                lines.append(f"      published: {before}\n")
        elif self.again.random() < 0.03 and self.earlier:
            # The same request, or nearly, without a word of the report that made it first.
            _, _, _, texts = self.again.choice(self.earlier)
            lines[0] = self.again.choice(texts) if texts else own
        lines.append(f"    theme: {rng.choice(words.SUBJECTS)}\n")
        common = tuple(self.common(5)) if self.again.random() < 0.12 else ()
        return Finding(number, kind, "".join(lines), lines[0], common)

    def answer(self, finding: Finding, force: str, key: str, sentences: int, welsh: bool = False) -> str:
        """Return a key and the text of an answer: mostly its own, at times one that others gave, or it gave before."""
        own = self.prose(key, 6, sentences, welsh)
        drawn = self.again.random()
        if finding.common and drawn < 0.15:
            how = self.again.choice(("same", "same", "a word", "half"))
            return self.spoken_of(key, 6, sentences, welsh, finding.common, how)
        if drawn > 0.99:
            if force not in self.stock:
                self.stock[force] = self.common(5)
            return self.spoken_of(key, 6, sentences, welsh, self.stock[force], self.again.choice(("same", "a word")))
        return own

    def responses(self, report: Report, force: str) -> Iterator[tuple[str, str]]:
        """Make a force's responses to a report: mostly one, at times a holding statement or a correction too."""
        bodies = self.bodies[force]
        changes = [body.start for body in bodies[1:] if report.day <= body.start <= report.day + timedelta(days=400)]
        stem = f"{report.published}-{report.slug}"
        day = report.day + timedelta(days=self._days_taken())
        if changes:
            day = min(day, changes[0] - timedelta(days=2))
            day = max(day, report.day)
        body = _body_on(bodies, day)
        response = Response(self, report, force, body, stem, day)
        if changes or not self.chance(0.06):
            yield response.record("full", stem, None, None)
            return
        if self.chance(0.5):
            yield response.record("holding", f"{stem}-holding", None, None)
            yield response.record("full", stem, "replaces", f"{stem}-holding")
            return
        yield response.record("full", stem, None, None)
        response.day += timedelta(days=self.rng.randrange(10, 120))
        if self.chance(0.5):
            yield response.record("update", f"{stem}-update", "follows", stem)
        else:
            yield response.record("correction", f"{stem}-correction", "replaces", stem)

    def _days_taken(self) -> int:
        if self.chance(0.78):
            return self.rng.randrange(31, 56)
        return self.rng.randrange(56, 180)


@dataclass
class Response:
    """What all records of one force on one report have in common."""

    maker: Maker
    report: Report
    force: str
    body: Body
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

    def _recommendation(self, finding: Finding, welsh: bool) -> str:
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
