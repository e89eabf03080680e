"""Dates as people in the United Kingdom write them, with the machine's form beside them."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from opcc_opendata.record import date_in_words


@lru_cache(maxsize=10_000)
def date(value: str | int | None, language: str = "en") -> Markup:
    """Write a date, or the day of a time, as a `time` element; nothing for no date."""
    if value is None or value == "":
        return Markup("")
    day = str(value).partition("T")[0]
    words = escape(date_in_words(day, language))
    return Markup(f'<time datetime="{escape(value)}">{words}</time>')  # noqa: S704 (both are escaped)
