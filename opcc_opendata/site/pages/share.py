"""The picture of a page that other sites show beside a link to it (Open Graph), at an address that no build changes."""

from __future__ import annotations

import textwrap
from typing import Final

from markupsafe import Markup

from opcc_opendata.recent_cache import RecentCache
from opcc_opendata.site.figure_files import png_of
from opcc_opendata.site.listing import who
from opcc_opendata.site.pages.responses import listed
from opcc_opendata.site.views import File, MissingError, PageContext

WIDTH: Final = 1_200
HEIGHT: Final = 630
_MARGIN: Final = 72
_INK: Final = "#1d1620"
_QUIET: Final = "#5c5260"
_BODY: Final = "#7a1650"
_LETTERS: Final = 32
_MOST_LINES: Final = 4
_MOST_BYTES: Final = 4 << 20
"""Of the pictures that are kept, about 130: to write one takes 10 ms, and sites add what they like to its address."""


def site(ctx: PageContext) -> File:
    """Draw the picture of the whole site."""
    return _drawn(ctx, "", ctx.say.plain_name(ctx.title), ctx.say.plain("share.what"))


def response(ctx: PageContext) -> File:
    """Draw the picture of a response: who answers or only holds, to what, and how that stands to the deadline."""
    rows = listed(ctx, [ctx.address["id"]], everything=True)
    if not rows:
        raise MissingError(ctx.say.plain("error.no_responses", words=ctx.address["id"][:120]))
    row, say = rows[0], ctx.say
    if row["withdrawn_on"]:
        return _drawn(ctx, say.plain_name(who(row)), say.plain("withdrawn.title"), "")
    told = {
        "on_time": say.plain("mark.on_time_day", day=row["day_number"]) if row["day_number"] else "",
        "late": str(say.count("mark.late", row["days_late"])) if row["days_late"] else "",
    }.get(row["timeliness"], "")
    does = say.plain("response.holds" if row["stage"] == "holding" else "response.answers")
    return _drawn(ctx, f"{say.plain_name(who(row))} {does}", row["report_title"] or row["title"], told)


def report(ctx: PageContext) -> File:
    """Draw the picture of a report: its title, and how many answered."""
    found = ctx.one(
        """
        SELECT coalesce(i.title, i.title_cy) AS title,
          (SELECT count(*) FROM response_inspections l CROSS JOIN response_status s ON s.response = l.response
            WHERE l.inspection = i.id AND s.status = 'current') AS responses
        FROM inspections i WHERE i.id = :id
        """,
        id=ctx.address["id"],
    )
    if found is None:
        raise MissingError(ctx.say.plain("error.no_reports", words=ctx.address["id"][:120]))
    count = ctx.say.count("responses.total", found["responses"]).striptags()
    return _drawn(ctx, ctx.say.plain("report.kind"), found["title"], count)


def force(ctx: PageContext) -> File:
    """Draw the picture of a force: its name, and how many responses there are."""
    found = ctx.one(
        """
        SELECT f.title, f.region, (SELECT count(*) FROM current_responses r WHERE r.force = f.code) AS responses
        FROM forces f WHERE f.code = :id
        """,
        id=ctx.address["id"],
    )
    if found is None:
        raise MissingError(ctx.say.plain("error.no_force", words=ctx.address["id"][:120]))
    return _drawn(
        ctx,
        ctx.say.plain_name(found["region"] or ""),
        ctx.say.plain_name(found["title"]),
        ctx.say.count("responses.total", found["responses"]).striptags(),
    )


def _drawn(ctx: PageContext, above: str, title: str, below: str) -> File:
    """Draw the name of the site, a title, a line above it and one below it."""
    lines = textwrap.wrap(title, _LETTERS, max_lines=_MOST_LINES, placeholder=" …") or [""]
    size = 68 if len(lines) < _MOST_LINES else 58
    ticks = Markup("").join(
        Markup('<rect x="{}" y="{}" width="6" height="44" fill="{}"/>').format(_MARGIN + 13 * week, 84, _INK)
        for week in range(7)
    )
    parts = [
        Markup('<rect width="{}" height="{}" fill="#fff"/><rect width="{}" height="14" fill="{}"/>').format(
            WIDTH, HEIGHT, WIDTH, _BODY
        ),
        ticks,
        Markup('<rect x="{}" y="122" width="96" height="6" fill="{}"/>').format(_MARGIN, _INK),
        Markup('<rect x="{}" y="48" width="14" height="80" fill="{}"/>').format(_MARGIN + 93, _BODY),
        _words(ctx.say.plain_name(ctx.title)[:60], _MARGIN + 130, 126, 34, 700, _INK),
        _words(above[:64], _MARGIN, 232, 32, 600, _BODY),
        *(_words(line, _MARGIN, 312 + number * (size + 8), size, 700, _INK) for number, line in enumerate(lines)),
        _words(below[:80], _MARGIN, HEIGHT - 48, 34, 600, _QUIET),
    ]
    picture = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" '
        'font-family="Figtree">{2}</svg>'
    ).format(WIDTH, HEIGHT, Markup("").join(parts))
    drawn: RecentCache[bytes] = ctx.once("pictures", lambda: RecentCache(_MOST_BYTES, size=len), in_all_languages=True)
    made = drawn.get(picture) or drawn.keep(picture, png_of(picture, WIDTH, HEIGHT, pixels_per_inch=72))
    return File(made, "image/png")


def _words(text: str, x: int, y: int, size: int, weight: int, colour: str) -> Markup:
    return Markup('<text x="{}" y="{}" font-size="{}" font-weight="{}" fill="{}">{}</text>').format(
        x, y, size, weight, colour, text
    )
