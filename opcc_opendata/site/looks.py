"""What every template can use: the site's name, its menu, dates, safe texts and the address of the stylesheet."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from opcc_opendata.metadata import TITLE
from opcc_opendata.site import dates, texts
from opcc_opendata.site.catalogue import words_in

STATIC: Final = Path(__file__).parent / "static"
STYLES: Final = "site.css"
RAW_STYLES: Final = "raw.css"

MENU: Final = (
    ("/", "nav.home"),
    ("/search", "nav.search"),
    ("/responses", "nav.responses"),
    ("/reports", "nav.reports"),
    ("/forces", "nav.forces"),
    ("/outstanding", "nav.outstanding"),
    ("/data", "nav.data"),
)


def prepare(env: Any, title: str) -> None:
    """Put our globals and filters into a Jinja environment."""
    env.globals.update(
        site_title=title or TITLE,
        menu=MENU,
        styles=static_address(STYLES),
        raw_styles=static_address(RAW_STYLES),
        say=words_in("en"),
    )
    env.filters.update(
        date=dates.date,
        plain=texts.plain,
        slug=texts.slug,
        number=lambda n: f"{n:,}",
        pairs=lambda values: [(value, value) for value in values],
        plural=lambda n, one, many: f"{n:,} {one if n == 1 else many}",
    )


@lru_cache
def static_address(name: str) -> str:
    """Give the address of a static file. It changes when the file does, so that no old copy is used."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/-/static-plugins/opcc_opendata.site/{name}?{digest}"
