"""Dates as people in the United Kingdom write them, with the machine's form beside them."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from opcc_opendata.record import date_in_words


@lru_cache(maxsize=10_000)
def date(value: str | int | None, language: str = "en") -> Markup:
    """Write a date, or the day of a time, as a `time` element; nothing for no date."""
    if value is None or value == "":
        return Markup("")
    day = str(value).partition("T")[0]
    return Markup('<time datetime="{}">{}</time>').format(value, date_in_words(day, language))
