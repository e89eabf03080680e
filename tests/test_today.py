"""One day for all that is due: the day that it is in England and Wales, in the program and in the database."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import opcc_opendata
from opcc_opendata import calendars
from opcc_opendata.calendars import TODAY, today_in_sql
from opcc_opendata.tables import VIEWS

LONDON = ZoneInfo("Europe/London")
SUMMER, WINTER = datetime(2026, 7, 1, 23, 30, tzinfo=UTC), datetime(2026, 12, 1, 23, 30, tzinfo=UTC)


def in_sql(moment: datetime) -> date:
    sql = today_in_sql(f"'{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}'")
    (day,) = sqlite3.connect(":memory:").execute(f"SELECT {sql}").fetchone()
    return date.fromisoformat(day)


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return moment.astimezone(tz)  # type: ignore[arg-type]

    monkeypatch.setattr(calendars, "datetime", Clock)


def test_half_past_eleven_utc_in_summer_is_the_next_day(monkeypatch: pytest.MonkeyPatch) -> None:
    at(SUMMER, monkeypatch)
    assert calendars.today() == in_sql(SUMMER) == date(2026, 7, 2)
    at(WINTER, monkeypatch)
    assert calendars.today() == in_sql(WINTER) == date(2026, 12, 1)


def test_the_database_has_the_same_day_in_every_hour_of_ten_years() -> None:
    connection = sqlite3.connect(":memory:")
    hour, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2034, 1, 1, tzinfo=UTC)
    # Only around midnight can the two days differ, and around the hours at which clocks change.
    hours = [hour + timedelta(hours=n) for n in range(int((end - hour).total_seconds()) // 3600)]
    near = [one + timedelta(minutes=m) for one in hours if one.hour in (22, 23, 0, 1) for m in (0, 59)]
    connection.execute("CREATE TABLE moments (moment TEXT)")
    connection.executemany("INSERT INTO moments VALUES (?)", ((f"{one:%Y-%m-%d %H:%M:%S}",) for one in near))
    found = [day for (day,) in connection.execute(f"SELECT {today_in_sql('moment')} FROM moments ORDER BY rowid")]
    assert found == [one.astimezone(LONDON).date().isoformat() for one in near]


def test_a_duty_at_half_past_eleven_in_summer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A last lawful day of 1 July is over at 23:30 UTC, as `opcc due` and every view say."""
    (view,) = (view for view in VIEWS if view.name == "outstanding")
    when = f"WHEN {TODAY} <= duties.last_lawful_day THEN 'pending'"
    assert when in view.sql
    at(SUMMER, monkeypatch)
    assert calendars.today() > date(2026, 7, 1)
    sql = when.replace(TODAY, today_in_sql("'2026-07-01 23:30:00'"))
    connection = sqlite3.connect(":memory:")
    (status,) = connection.execute(
        f"SELECT CASE {sql} ELSE 'past' END FROM (SELECT '2026-07-01' AS last_lawful_day) AS duties"
    ).fetchone()
    assert status == "past"


CLOCKS = ("date('now", "CURRENT_DATE", "date.today", "datetime.today", ".astimezone().date()", "now(UTC).date()")
OTHERS = {"cli/demo.py": "the months of invented records"}


def test_no_other_clock_decides() -> None:
    root = Path(opcc_opendata.__file__).parent
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.suffix in (".py", ".html") and any(one in path.read_text(encoding="utf-8") for one in CLOCKS)
    }
    assert found == set(OTHERS)
