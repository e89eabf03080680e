"""What every template can use: the site's name, its menu, dates, safe texts and the address of the stylesheet."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from opcc_opendata.metadata import TITLE
from opcc_opendata.record import slug
from opcc_opendata.site import dates, markdown_html
from opcc_opendata.site.i18n import words_in

STATIC: Final = Path(__file__).parent / "static"
_STATIC_ADDRESS: Final = "/-/static-plugins/opcc_opendata.site"
FONT: Final = "fonts/figtree-latin.woff2"
STYLES: Final = "site.css"
RAW_STYLES: Final = "raw.css"

MENU: Final = (
    ("/search", "nav.search"),
    ("/responses", "nav.responses"),
    ("/reports", "nav.reports"),
    ("/forces", "nav.forces"),
    ("/compare", "nav.compare"),
    ("/outstanding", "nav.outstanding"),
    ("/data", "nav.data"),
)
"""What the top of every page leads to."""

LISTS: Final = (
    ("/grades", "grades.title"),
    ("/timeliness", "timeliness.title"),
    ("/promises", "promises.title"),
    ("/refused", "refused.title"),
)
"""The further lists, to which the foot of every page leads."""

_SAY_NOTHING: Final = ("404", "404 Not Found", "Database not found")
"""What Datasette says of an address that there is not, and what tells a reader nothing more."""


def prepare(env: Any, title: str) -> None:
    """Put our globals and filters into a Jinja environment."""
    env.globals.update(
        site_title=title or TITLE,
        menu=MENU,
        lists=LISTS,
        font=f"{_STATIC_ADDRESS}/{FONT}",
        styles=static_address(STYLES),
        raw_styles=static_address(RAW_STYLES),
        say=words_in("en"),
        words=words_in,
        empty_errors=_SAY_NOTHING,
    )
    env.filters.update(
        date=dates.date,
        plain=markdown_html.plain,
        slug=slug,
        number=lambda n: f"{n:,}",
        pairs=lambda values: [(value, value) for value in values],
        plural=lambda n, one, many: f"{n:,} {one if n == 1 else many}",
        bytes=size,
    )


def size(count: int) -> str:
    """Write a number of bytes for people: 512 bytes, 14 KB, 2.3 MB."""
    if count < 1_000:
        return f"{count} bytes"
    amount, unit = (count / 1_000, "KB") if count < 1_000_000 else (count / 1_000_000, "MB")
    return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:,.0f} {unit}"


@lru_cache
def static_address(name: str) -> str:
    """Give the address of a static file. It changes when the file does, so that no old copy is used."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"{_STATIC_ADDRESS}/{name}?{digest}"
