"""The dates of promises: the first, those to which it was moved, and whether it was reported complete by then."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Final

from opcc_opendata.site.views import PageContext, Row

_DATES: Final = """
  SELECT d.recommendation, d.said_on, d.target_date, d.moved, d.response, s.status
  FROM promise_dates d JOIN response_status s ON s.response = d.response
  WHERE d.recommendation IN (SELECT value FROM json_each(:names)) ORDER BY d.recommendation, d.position
"""
_STATES: Final = """
  SELECT recommendation, state, target_date, status, complete_since, status_date, times_moved FROM promises
  WHERE recommendation IN (SELECT value FROM json_each(:names))
"""


def with_promises(ctx: PageContext, rows: list[Row]) -> list[Row]:
    """Add to rows that name a recommendation its promise: `promise`, or None, with `dates` in the order they came."""
    names = json.dumps([row["recommendation"] for row in rows])
    dates: defaultdict[str, list[Row]] = defaultdict(list)
    for row in ctx.rows(_DATES, names=names):
        dates[row["recommendation"]].append(row)
    found = {
        row["recommendation"]: row | {"dates": dates[row["recommendation"]]} for row in ctx.rows(_STATES, names=names)
    }
    return [row | {"promise": found.get(row["recommendation"])} for row in rows]
