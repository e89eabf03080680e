"""The charts: all on one page, each on its own with its numbers and how to use it, and as files."""

from __future__ import annotations

from opcc_opendata import calendars
from opcc_opendata.record import date_in_words
from opcc_opendata.site import figure_files
from opcc_opendata.site.chart_data import CHARTS, Chart, chart
from opcc_opendata.site.i18n import ROOTS
from opcc_opendata.site.views import File, MissingError, Page, PageContext


def all_charts(ctx: PageContext) -> Page:
    """Show every chart."""
    return Page("charts.html", {"charts": [chart(ctx, name) for name in CHARTS], "source": _source(ctx)})


def page(ctx: PageContext) -> Page:
    """Show one chart, with its numbers, its files, how to put it into another page, and how to cite it."""
    found = _asked_for(ctx)
    width, height = figure_files.size(found)
    address = f"{ctx.base}{ROOTS[ctx.language]}/charts/{found.name}"
    alt = f"{found.title}. {figure_files.in_words(found)}".replace('"', "&quot;")
    embed = (
        f'<a href="{address}"><img src="{address}.svg" alt="{alt}" width="{width}" height="{height}" '
        'style="max-width:100%;height:auto"></a>'
    )
    context = {
        "chart": found,
        "source": _source(ctx),
        "address": address,
        "embed": embed,
        "today": calendars.today().isoformat(),
        "others": [chart(ctx, name) for name in CHARTS if name != found.name],
    }
    return Page("chart.html", context)


def file(ctx: PageContext) -> File:
    """Give a chart as SVG, PNG or CSV."""
    found, form = _asked_for(ctx), ctx.address["format"]
    if form == "csv":
        return File(figure_files.as_csv(found), "text/csv; charset=utf-8")
    source = _source(ctx)
    if form == "svg":
        return File(figure_files.svg(found, source), "image/svg+xml; charset=utf-8")
    made = ctx.once(f"png {found.name} {ctx.base} {source}", lambda: figure_files.png(found, source))
    return File(made, "image/png")


def _asked_for(ctx: PageContext) -> Chart:
    try:
        return chart(ctx, ctx.address["name"])
    except KeyError:
        raise MissingError(ctx.say.plain("charts.none")) from None


def _source(ctx: PageContext) -> str:
    """Say whose the data are, and of which day and build: the day of the picture, for what is overdue changes daily."""
    row = ctx.one("SELECT value FROM build WHERE key = 'digest'")
    today = calendars.today().isoformat()
    build = str(row["value"])[:12] if row else ""
    return ctx.say.plain(
        "charts.source", title=ctx.say.plain_name(ctx.title), date=date_in_words(today, ctx.language), build=build
    )
