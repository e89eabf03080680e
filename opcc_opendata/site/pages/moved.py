"""Addresses that somebody would guess: another spelling, a name in place of a code, a slash at the end.

Each leads to the right page for good (301), where there is just one that can be meant.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote, urlencode

from opcc_opendata.record import slug
from opcc_opendata.search import QueryError, parse
from opcc_opendata.site.i18n import ROOTS
from opcc_opendata.site.searching import known_names
from opcc_opendata.site.views import MissingError, Moved, Page, PageContext, Row

_LONGEST: Final = 120
_OTHER_WORDS: Final = {
    "overdue": "/outstanding?timeliness=overdue",
    "contact": "/about",
    "licence": "/data",
    "late": "/timeliness",
}
"""What somebody types who knows the word on the page, and not its address."""
WORDS: Final = "|".join(_OTHER_WORDS)


def without_slash(ctx: PageContext) -> Page | Moved:
    """Lead from an address with a slash at its end, or in capitals, to the page."""
    return _to(ctx, f"/{ctx.address['there'].rstrip('/').lower()}")


def other_word(ctx: PageContext) -> Page | Moved:
    """Lead from a word to the page about it."""
    return _to(ctx, _OTHER_WORDS[ctx.address["word"].lower()])


def in_a_folder(ctx: PageContext) -> Page | Moved:
    """Lead from `/forces/`, `/reports/` or `/responses/` and a name in whatever spelling to the page of that name."""
    kind = ctx.address["kind"].lower()
    given = unquote(ctx.address["rest"]).strip("/ ")
    if kind == "forces":
        return force(ctx, given)
    return named(ctx, "inspections" if kind == "reports" else "responses", given)


def force(ctx: PageContext, given: str) -> Page | Moved:
    """Lead to the force that is meant by a code, a name or the code of its policing body. Raises MissingError."""
    words = given[:_LONGEST].replace("-", " ").replace("_", " ")
    wanted = slug(words.replace("&", " and "))
    body = ctx.one("SELECT force FROM policing_bodies WHERE code = :code", code=wanted)
    codes = {row["code"] for row in ctx.rows("SELECT code FROM forces WHERE code = :code", code=wanted)}
    codes |= {body["force"]} if body else set()
    if not codes:
        try:
            query = parse(words)
        except QueryError:
            query = parse("")
        found = known_names(ctx).find(query, query)
        codes = {name.code for name in found if name.kind == "force"} or {name.force for name in found if name.force}
    if len(codes) != 1:
        raise MissingError(ctx.say.plain("error.no_force", words=given[:_LONGEST]))
    (code,) = codes
    return _to(ctx, f"/forces/{quote(code)}", f"#body-{wanted}" if body else "")


def named(ctx: PageContext, table: str, given: str) -> Page | Moved:
    """Lead to a report or response whose id is this but for capitals and a slash. Raises MissingError."""
    wanted, kind = given[:_LONGEST].lower(), "reports" if table == "inspections" else "responses"
    found = ctx.one(f"SELECT id FROM {table} WHERE id = :id", id=wanted)  # noqa: S608 (one of our own two)
    if found is None and table == "inspections":
        found = report_of_other_id(ctx, wanted)
    if found is None:
        raise MissingError(ctx.say.plain(f"error.no_{kind}", words=given[:_LONGEST]))
    return _to(ctx, f"/{kind}/{quote(found['id'])}")


def report_of_other_id(ctx: PageContext, wanted: str) -> Row | None:
    """Give the report of the register that was named so before, or is by others."""
    return ctx.one("SELECT id FROM inspections WHERE instr(' ' || other_ids || ' ', ' ' || :id || ' ')", id=wanted)


def _to(ctx: PageContext, path: str, fragment: str = "") -> Moved:
    values = [(key, value) for key, every in ctx.given_values.items() for value in every]
    asked = f"{'&' if '?' in path else '?'}{urlencode(values)}" if values else ""
    return Moved(ROOTS[ctx.language] + path + asked + fragment)
