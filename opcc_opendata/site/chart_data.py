"""The charts that have a page of their own: what each counts, and the sentence that says what it found.

A chart is a table of counts: a row for each year, policing body or span of days, and a panel for each measure. All
panels of a chart have one scale. The page, the SVG, the PNG and the CSV are all written from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from opcc_opendata import calendars, statute
from opcc_opendata.site.i18n import SiteWords
from opcc_opendata.site.views import PageContext
from opcc_opendata.tables.comparison import IS_PROMISE, OUTCOME
from opcc_opendata.tables.views import FORCES_COVERED

ON_TIME: Final = "on"
LATE: Final = "late"
NOT_KNOWN: Final = "cant"
PAST: Final = "over"
PALE: Final = "na"
INK: Final = "ink"
"""The fills: each is told from the others by its pattern or shade, also in black and white."""

_NEVER_SAID: Final = "?"
_WEEKS: Final = 12
_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure: its code in the CSV, its title, how its bars are filled, and how many there are in each row."""

    code: str
    title: str
    fill: str
    counts: Sequence[int]

    @property
    def total(self) -> int:
        """How many there are in all rows."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows. `keys` are the columns that name a row in the CSV, and `rows` has their values and a label.

    `title` is what it found, `measure` what it counts, `caution` what a reader must know, `list_address` the list that
    it counts.
    """

    name: str
    title: str
    measure: str
    caution: str
    list_address: str
    keys: tuple[str, ...]
    rows: Sequence[tuple[str, tuple[str, ...]]]
    panels: Sequence[Panel]

    @property
    def labels(self) -> list[str]:
        """The name of each row, in full."""
        return [label for label, _ in self.rows]

    @property
    def most(self) -> int:
        """The longest bar, which sets the scale of all panels."""
        return max((count for panel in self.panels for count in panel.counts), default=0)

    @property
    def most_in_all(self) -> int:
        """The largest sum of a panel."""
        return max((panel.total for panel in self.panels), default=0)

    @property
    def names_bodies(self) -> bool:
        """Whether there is a row for each policing body, and so many of them."""
        return self.keys[0] == "policing_body"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.most


Counts = Mapping[tuple[tuple[str, ...], str], int]


def chart(ctx: PageContext, name: str) -> Chart:
    """Give a chart, counted once for each build and day. Raises KeyError where there is none of this name."""
    today = calendars.today().isoformat()
    return ctx.once(f"chart {name} {ctx.language} {today}", lambda: CHARTS[name](ctx))


def _timeliness(ctx: PageContext) -> Chart:
    say = ctx.say
    found = ctx.rows(
        "SELECT coalesce(substr(report_published, 1, 4), '?') AS year, timeliness AS code, count(*) AS n "
        "FROM answered_reports GROUP BY 1, 2"
    )
    fills = {"on_time": ON_TIME, "late": LATE, "cannot_tell": NOT_KNOWN, "does_not_apply": PALE}
    sums = _sums(found)
    late, dated = sums["late"], sums["late"] + sums["on_time"]
    return Chart(
        "timeliness",
        _of(say, "charts.timeliness.title", late, dated),
        say.plain("charts.timeliness.measure"),
        say.plain("charts.timeliness.caution"),
        "/timeliness",
        ("report_year",),
        *_by_year(say, found, [(code, say.plain(f"charts.timeliness.{code}"), fill) for code, fill in fills.items()]),
    )


_ACCEPTANCE: Final = {
    "accepted": ON_TIME,
    "accepted_in_part": PALE,
    "not_accepted": PAST,
    "already_done": INK,
    "noted": NOT_KNOWN,
    "not_applicable": PALE,
    "not_stated": NOT_KNOWN,
    "no_answer": NOT_KNOWN,
}


def _acceptance(ctx: PageContext) -> Chart:
    say = ctx.say
    found = ctx.rows(
        """
        SELECT coalesce(substr(coalesce(i.published, r.report_year), 1, 4), '?') AS year, c.acceptance AS code,
          count(*) AS n
        FROM current_recommendations c JOIN responses r ON r.id = c.response
        LEFT JOIN inspections i ON i.id = c.inspection
        WHERE c.kind = 'recommendation' GROUP BY 1, 2
        """
    )
    sums = _sums(found)
    panels = [(code, _answer(ctx, code), fill) for code, fill in _ACCEPTANCE.items() if sums[code]]
    return Chart(
        "acceptance",
        _of(say, "charts.acceptance.title", sums["not_accepted"], sums.total()),
        say.plain("charts.acceptance.measure"),
        say.plain("charts.acceptance.caution"),
        "/refused",
        ("report_year",),
        *_by_year(say, found, panels),
    )


def _answer(ctx: PageContext, code: str) -> str:
    row = ctx.titles("code_acceptance").get(code)
    return ctx.say.plain_name(row["title"]) if row else ctx.say.plain("charts.acceptance.no_answer")


def _acceptance_by_body(ctx: PageContext) -> Chart:
    say = ctx.say
    found = ctx.rows(
        """
        SELECT c.policing_body, c.force, CASE WHEN acceptance IN ('accepted', 'accepted_in_part', 'not_accepted')
          THEN acceptance ELSE 'other' END AS code, count(*) AS n
        FROM current_recommendations c WHERE c.kind = 'recommendation' GROUP BY 1, 2, 3
        """
    )
    refusing = len({row["policing_body"] for row in found if row["code"] == "not_accepted"})
    fills = {"accepted": ON_TIME, "accepted_in_part": PALE, "not_accepted": PAST, "other": NOT_KNOWN}
    panels = [
        (code, say.plain("charts.acceptance.other") if code == "other" else _answer(ctx, code), fill)
        for code, fill in fills.items()
    ]
    return Chart(
        "acceptance-by-body",
        _of(say, "charts.acceptance_by_body.title", refusing, len({row["policing_body"] for row in found})),
        say.plain("charts.acceptance.measure_by_body"),
        say.plain("charts.by_body.caution"),
        "/refused",
        ("policing_body", "force"),
        *_by_body(ctx, found, panels),
    )


def _promises(ctx: PageContext) -> Chart:
    """Count the promises with a date that may have been kept, as the views of promises count those that are open."""
    say = ctx.say
    body = f"coalesce(c.target_body, c.policing_body) AS policing_body, c.force, {OUTCOME} AS code"
    found = ctx.rows(
        f"SELECT {body}, count(*) AS n FROM current_recommendations c WHERE {IS_PROMISE} GROUP BY 1, 2, 3"  # noqa: S608
    )
    sums = _sums(found)
    fills = {"reported_complete": ON_TIME, "past": INK, "ahead": PALE, "not_pursued": NOT_KNOWN}
    panels = [(code, say.plain(f"charts.promises.{code}"), fill) for code, fill in fills.items()]
    return Chart(
        "promises",
        _of(say, "charts.promises.title", sums["past"], sums.total()),
        say.plain("charts.promises.measure"),
        say.plain("charts.promises.caution"),
        "/promises",
        ("policing_body", "force"),
        *_by_body(ctx, found, panels),
    )


def _overdue(ctx: PageContext) -> Chart:
    say = ctx.say
    found = ctx.rows(
        "SELECT policing_body, force, 'overdue' AS code, count(*) AS n FROM outstanding "
        "WHERE timeliness = 'overdue' GROUP BY 1, 2"
    )
    covered = bool(ctx.one("SELECT 1 AS n FROM coverage"))
    late = sum(row["n"] for row in found)
    form = _form(late) if covered else "not_covered"
    return Chart(
        "overdue",
        say.plain(f"charts.overdue.title.{form}", n=f"{late:,}"),
        say.plain("charts.overdue.measure"),
        say.plain("charts.overdue.caution"),
        "/outstanding?timeliness=overdue",
        ("policing_body", "force"),
        *_by_body(ctx, found, [("overdue", say.plain("charts.overdue.panel"), PAST)]),
    )


def _days_taken(ctx: PageContext) -> Chart:
    say = ctx.say
    days = [
        row["day_number"]
        for row in ctx.rows(
            "SELECT day_number FROM answered_reports WHERE rests_on = 'publication' AND day_number IS NOT NULL "
            "AND timeliness IN ('on_time', 'late') ORDER BY 1"
        )
    ]
    spans = [(week * _DAYS + 1, (week + 1) * _DAYS) for week in range(_WEEKS)]
    in_spans = [sum(first <= day <= last for day in days) for first, last in spans]
    beyond = sum(day > spans[-1][1] for day in days)
    after = f"{spans[-1][1] + 1}+"
    rows = [(say.plain("charts.days.span", first=a, last=b), (f"{a}-{b}",)) for a, b in spans]
    rows.append((say.plain("charts.days.after", first=spans[-1][1] + 1), (after,)))
    counts = [*in_spans, beyond]
    in_time = [last <= statute.PERIOD_DAYS for _, last in spans] + [False]
    middle = days[(len(days) - 1) // 2] if days else 0
    form = "none" if not days else "few" if len(days) < _FEWEST else "many"
    panels = [
        Panel("on_time", say.plain("charts.timeliness.on_time"), ON_TIME, _where(counts, in_time)),
        Panel("late", say.plain("charts.timeliness.late"), LATE, _where(counts, [not one for one in in_time])),
    ]
    form = "one" if len(days) == 1 else form
    return Chart(
        "days-taken",
        say.plain(f"charts.days.title.{form}", n=f"{len(days):,}", day=middle),
        say.plain("charts.days.measure"),
        say.plain("charts.days.caution"),
        "/timeliness",
        ("days",),
        rows if days else [],
        panels if days else [],
    )


_FEWEST: Final = 20
"""Of fewer responses than these, a middle says nothing."""


def _where(counts: Sequence[int], wanted: Sequence[bool]) -> list[int]:
    return [count if one else 0 for count, one in zip(counts, wanted, strict=True)]


def _form(n: int) -> str:
    return {0: "none", 1: "one"}.get(n, "many")


def _of(say: SiteWords, key: str, n: int, total: int) -> str:
    """Choose the sentence about some of a number: of nothing, none of them, one, some, or all."""
    form = "nothing" if not total else "all" if n == total > 1 else _form(n) if total > 1 else f"only_{_form(n)}"
    return say.plain(f"{key}.{form}", n=f"{n:,}", total=f"{total:,}")


def _sums(found: Sequence[Mapping[str, object]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for row in found:
        sums[str(row["code"])] += int(str(row["n"]))
    return sums


Rows = list[tuple[str, tuple[str, ...]]]


def _by_year(
    say: SiteWords, found: Sequence[Mapping[str, object]], panels: Sequence[tuple[str, str, str]]
) -> tuple[Rows, list[Panel]]:
    """Put counts by year: every year from the first to the last, and at the end what has none."""
    counts = {(str(row["year"]), str(row["code"])): int(str(row["n"])) for row in found}
    years = sorted({int(year) for year, _ in counts if year != _NEVER_SAID})
    keys = [str(year) for year in range(years[0], years[-1] + 1)] if years else []
    rows: Rows = [(year, (year,)) for year in keys]
    if any(year == _NEVER_SAID for year, _ in counts):
        keys.append(_NEVER_SAID)
        rows.append((say.plain("charts.no_year"), ("",)))
    return rows, [
        Panel(code, title, fill, [counts.get((year, code), 0) for year in keys]) for code, title, fill in panels
    ]


def _by_body(
    ctx: PageContext, found: Sequence[Mapping[str, object]], panels: Sequence[tuple[str, str, str]]
) -> tuple[Rows, list[Panel]]:
    """Put counts by policing body, in the order of their forces' names, and say where the data are not complete."""
    bodies, forces = ctx.titles("policing_bodies"), ctx.titles("forces")
    covered = ctx.once("covered bodies", lambda: {row["policing_body"] for row in ctx.rows(_COVERED)})
    counts = {(str(row["policing_body"]), str(row["force"]), str(row["code"])): int(str(row["n"])) for row in found}
    keys = sorted(
        {(body, force) for body, force, _ in counts},
        key=lambda key: (forces[key[1]]["title"], bodies[key[0]]["start"] or "", key[0]),
    )
    rows: Rows = []
    for body, force in keys:
        name = ctx.say.plain_name(bodies[body]["title"])
        label = name if body in covered else ctx.say.plain("charts.not_complete", name=name)
        rows.append((label, (body, force)))
    return rows, [
        Panel(code, title, fill, [counts.get((*key, code), 0) for key in keys]) for code, title, fill in panels
    ]


_COVERED: Final = f"""SELECT DISTINCT c.policing_body FROM coverage c JOIN policing_bodies p ON p.code = c.policing_body
WHERE p.force IN ({FORCES_COVERED})"""  # noqa: S608 (our own)

CHARTS: Final[Mapping[str, Callable[[PageContext], Chart]]] = {
    "timeliness": _timeliness,
    "days-taken": _days_taken,
    "overdue": _overdue,
    "acceptance": _acceptance,
    "acceptance-by-body": _acceptance_by_body,
    "promises": _promises,
}
"""Every chart by its name in the address, which is permanent."""
