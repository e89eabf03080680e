"""What a page says of the office's own data that it rests on, where these are not current."""

from __future__ import annotations

from opcc_opendata.site.views import PageContext, Row

_NOT_CURRENT = """
  SELECT b.policing_body, o.title AS body_title, s.id, s.state, s.since, s.fetched, s.successor,
    p.title AS successor_title, p.title_cy AS successor_title_cy, p.force AS successor_force
  FROM source_bodies b JOIN sources s ON s.id = b.source
  LEFT JOIN policing_bodies o ON o.code = b.policing_body LEFT JOIN policing_bodies p ON p.code = s.successor
  WHERE s.state <> 'current' ORDER BY b.policing_body
"""


def not_current(ctx: PageContext, *bodies: str) -> list[Row]:
    """Give the sources of some bodies that are not current, each once, with their states, since when, and successors.

    The templates show them with the macro of `_sources.html`.
    """
    every = ctx.once("sources not current", lambda: ctx.rows(_NOT_CURRENT))
    found = {row["id"]: row for row in every if row["policing_body"] in bodies}
    return list(found.values())
