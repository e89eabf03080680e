"""The days that a web page's own data give as that of its publication. No reader of the page sees them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.importers.formats.raw import PageDate

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_NAMES: Final = frozenset(
    (
        *("article:published_time", "og:article:published_time", "og:published_time", "govuk:first-published-at"),
        *("dc.date", "dc.date.issued", "dc.date.published", "dcterms.date", "dcterms.issued", "dcterms.available"),
        *("datepublished", "date_published", "publish_date", "publish-date", "published-date", "pubdate"),
        *("publication_date", "publication-date", "date.issued", "citation_publication_date", "parsely-pub-date"),
        *("sailthru.date", "cxenseparse:recs:publishtime"),
    )
)
"""Names of <meta> that say when a page was published: Open Graph, Dublin Core, schema.org, GOV.UK, and of readers of
news. Those that say when it was changed are none of them."""

_SCHEMA_ORG: Final = "datePublished"
_DAY: Final = re.compile(r"((?:19|20)\d\d)[-/](\d\d)[-/](\d\d)(?![\d-])")
_MOST_DATA: Final = 100_000
"""Characters of one block of JSON-LD that are read."""
_MOST_NODES: Final = 2_000


def page_dates(soup: BeautifulSoup) -> tuple[PageDate, ...]:
    """Give the days, each once, with the first name and value that say it. What is no day of the calendar is none."""
    found: dict[str, PageDate] = {}
    for name, value in (*_of_meta(soup), *_of_microdata(soup), *_of_json(soup)):
        if (day := _DAY.match(value.strip())) and _is_day(*day.groups()):
            date = "-".join(day.groups())
            found.setdefault(date, PageDate(date, f"{name}: {value.strip()[:40]}"))
    return tuple(found.values())


def _is_day(year: str, month: str, day: str) -> bool:
    from datetime import date

    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _of_meta(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for tag in soup.find_all("meta"):
        for attribute in ("property", "name"):
            name = str(tag.get(attribute, ""))
            if name.lower() in _NAMES:
                yield name, str(tag.get("content", ""))


def _of_microdata(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for tag in soup.find_all(True, attrs={"itemprop": _SCHEMA_ORG}):
        yield _SCHEMA_ORG, str(tag.get("datetime") or tag.get("content") or "")


def _of_json(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Read schema.org's datePublished of the things that JSON-LD is about, and not of those inside one of them."""
    for tag in soup.find_all("script", attrs={"type": "application/ld+json"}):
        try:
            waiting: list[Any] = [json.loads(tag.get_text()[:_MOST_DATA])]
        except (ValueError, RecursionError):
            continue
        for _ in range(_MOST_NODES):
            if not waiting:
                break
            one = waiting.pop()
            if isinstance(one, list):
                waiting += one
            elif isinstance(one, dict):
                waiting.append(one.get("@graph"))
                if isinstance(value := one.get(_SCHEMA_ORG), str):
                    yield f"JSON-LD {_SCHEMA_ORG}", value
