"""/llms.txt: what the site has and how to ask it, for programs that read text (https://llmstxt.org)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from opcc_opendata.metadata import DATABASE
from opcc_opendata.queries import QUERIES
from opcc_opendata.site.views import File, PageContext
from opcc_opendata.tables import TABLES, VIEWS

_ABOUT: Final = (
    "What police and crime commissioners, mayors and other local policing bodies in England and Wales have answered to "
    "inspection reports on their police forces, recommendation by recommendation. By section 55 of the Police Act 1996 "
    "a response is due within 56 days: the day on which the report is published is day 1."
)
_CARE: Final = (
    "A force that does not appear has no response in this dataset. It may well have published one elsewhere, so do not "
    "say that it did not answer. The table `coverage` says for whom and from when the dataset is whole.",
    "A response that was withdrawn or replaced is marked and does not count: `current_responses` has those that do.",
    "The local policing body answers, and the police force acts. `body_action` is the first one's own action, and "
    "`force_action` the other's.",
    "`unverified` in a row says that nobody has checked the fact. Do not give it as certain.",
    "Cite the address of a response with its paragraph, the day, and `data_updated` of the table `build`.",
)
_PLACES: Final = (
    ("Responses", "/responses", "all of them; each has its own page, and `.json`, `.yaml`, `.jsonld` and `.md`"),
    ("Search", "/search.json?q=body+worn+video", "every word of every response, with exact totals; best first"),
    ("Overdue", "/outstanding", "reports without a response, where the dataset is whole"),
    ("Method", "/methodology", "what is counted, and how"),
    ("Downloads", "/data", "everything as CSV, JSON Lines, Excel, Parquet and SQLite, with checksums"),
    ("OpenAPI", "/openapi.json", "each address that answers in JSON"),
)


def document(ctx: PageContext) -> File:
    """Give the text, in Markdown."""
    return File("\n".join(_lines(ctx)) + "\n", "text/markdown; charset=utf-8")


def _lines(ctx: PageContext) -> Iterator[str]:
    yield f"# {ctx.title}\n"
    yield f"> {_ABOUT}\n"
    yield from (f"- {sentence}" for sentence in _CARE)
    yield "\n## Where to look\n"
    yield from (f"- [{name}]({ctx.base}{address}): {words}" for name, address, words in _PLACES)
    yield "\n## Ready-made queries\n"
    for query in QUERIES:
        yield f"- [{query.title}]({ctx.base}/{DATABASE}/{query.name}.json): {query.says}"
    yield "\n## Tables and views\n"
    yield f"Read-only SQL: {ctx.base}/{DATABASE}.json?_shape=array&sql=select+...\n"
    for name, says in ((one.name, one.says) for every in (TABLES, VIEWS) for one in every):
        yield f"- [{name}]({ctx.base}/{DATABASE}/{name}.json): {says}"
