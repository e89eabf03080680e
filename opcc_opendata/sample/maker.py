"""The reports that invented records answer, and the texts of both, from one stream of random numbers."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from opcc_opendata.sample import words
from opcc_opendata.sample.pool import pool_of

FIRST_DAY = date(2015, 1, 5)
DAYS = 3640
FIRST_AREA_FOR_IMPROVEMENT = date(2015, 10, 31)
GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class SampleFinding:
    """One recommendation of a report, the same for all forces."""

    number: int
    kind: str
    head: str
    text: str
    """The part of `head` with the recommendation's words."""
    common: tuple[str, ...] = ()
    """Sentences with which several offices answer it, in English and then as many in Welsh, if there are any."""


@dataclass(frozen=True, eq=False)
class SampleReport:
    """An invented inspection report."""

    index: int
    slug: str
    title: str
    day: date
    published: str
    type: str
    inspectorates: tuple[str, ...]
    key_findings: str
    findings: list[SampleFinding]
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


class Maker:
    """Makes reports and the responses to them, one after the other, from one stream of random numbers."""

    def __init__(self, seed: int, recommendations: int) -> None:
        self.rng = random.Random(f"records {seed}")  # noqa: S311 (nothing secret is made)
        self.recommendations = recommendations
        self.pool = pool_of(seed)
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

    def report(self) -> SampleReport:
        """Make the next report."""
        rng = self.rng
        index, self.made = self.made, self.made + 1
        day = FIRST_DAY + timedelta(days=int(index * GOLDEN % 1 * DAYS))
        subject = rng.choice(words.SUBJECTS)
        kind = rng.choices(words.REPORT_TYPES, words.REPORT_WEIGHTS)[0]
        inspectorate = "hmic" if day < date(2017, 7, 19) else "hmicfrs"
        others = {"joint_thematic": ("hmcpsi",), "custody_joint": ("hmip",)}.get(kind, ())
        slug = f"{index + 1:04}-{subject.lower().replace(' ', '-')}"
        report = SampleReport(
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

    def finding(self, number: int, day: date) -> SampleFinding:
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
        return SampleFinding(number, kind, "".join(lines), lines[0], common)

    def answer(self, finding: SampleFinding, force: str, key: str, sentences: int, welsh: bool = False) -> str:
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


def _block(first: str, pad: str, sentences: Sequence[str]) -> str:
    join = f"\n{pad}  "
    return f"{pad}  {first}{join}" + join.join(sentences) + "\n"
