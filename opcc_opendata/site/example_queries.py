"""Ten questions in SQL for people who do not know the tables yet: each is a link that runs, and a start for others.

A test runs every one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from opcc_opendata.metadata import DATABASE


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """A question: the key of its words, and its SQL."""

    words: str
    sql: str

    @property
    def address(self) -> str:
        """Where it runs."""
        return f"/{DATABASE}?{urlencode({'sql': self.sql})}"


EXAMPLE_QUERIES: Final = (
    ExampleQuery(
        "sql.refusals_by_year",
        """select report_year, count(*) as refused
from recommendations_with_answers
where acceptance = 'not_accepted'
group by report_year
order by report_year""",
    ),
    ExampleQuery(
        "sql.slowest",
        """select policing_body_name, report_title, report_published, response_published, day_number
from timeliness
where rests_on = 'publication' and day_number is not null
order by day_number desc
limit 20""",
    ),
    ExampleQuery(
        "sql.overdue_by_body",
        """select policing_body_name, count(*) as overdue, max(days_overdue) as longest_days
from outstanding
where timeliness = 'overdue'
group by policing_body_name
order by overdue desc, policing_body_name""",
    ),
    ExampleQuery(
        "sql.median_days",
        """with days as (
  select substr(report_published, 1, 4) as year, day_number,
    row_number() over (partition by substr(report_published, 1, 4) order by day_number) as place,
    count(*) over (partition by substr(report_published, 1, 4)) as reports
  from timeliness
  where rests_on = 'publication' and day_number is not null
)
select year, max(reports) as reports, avg(day_number) as median_day
from days
where place in ((reports + 1) / 2, (reports + 2) / 2)
group by year
order by year""",
    ),
    ExampleQuery(
        "sql.split_recommendations",
        """select report_title, number,
  count(*) filter (where acceptance = 'accepted') as accepted,
  count(*) filter (where acceptance = 'not_accepted') as refused,
  group_concat(policing_body_name, '; ') filter (where acceptance = 'not_accepted') as refused_by
from recommendations_with_answers
where inspection is not null and number_key is not null
group by inspection, number_key
having accepted > 0 and refused > 0
order by refused desc, report_title, number
limit 20""",
    ),
    ExampleQuery(
        "sql.mentions",
        """select policing_body_name, report_title, number, body_action, response
from recommendations_with_answers
where body_action like '%budget%'
order by policing_body_name, response
limit 50""",
    ),
    ExampleQuery(
        "sql.promises_by_body",
        """select policing_body_name, count(*) as past_their_date, max(days_past) as longest_days
from promises_past_target
group by policing_body_name
order by past_their_date desc, policing_body_name""",
    ),
    ExampleQuery(
        "sql.by_type",
        """select t.title as type_of_report,
  count(*) filter (where a.timeliness = 'on_time') as on_time,
  count(*) filter (where a.timeliness = 'late') as late,
  count(*) filter (where a.timeliness = 'cannot_tell') as not_known,
  count(*) filter (where a.timeliness = 'does_not_apply') as before_the_rule
from answered_reports a
join inspections i on i.id = a.inspection
join code_inspection_types t on t.code = i.type
group by t.title
order by t.title""",
    ),
    ExampleQuery(
        "sql.progress",
        """select p.response, r.number, p.date, s.title as status, p.note
from progress p
join recommendations r on r.id = p.recommendation
join code_progress_statuses s on s.code = p.status
order by p.response, r.number, p.date
limit 50""",
    ),
    ExampleQuery(
        "sql.problems",
        """select code, severity, count(*) as times, min(message) as for_example
from problems
group by code, severity
order by times desc, code""",
    ),
)
