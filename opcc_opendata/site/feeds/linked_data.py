"""JSON-LD: the data set described by schema.org's `Dataset` and the W3C's DCAT, and each record as linked data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from markupsafe import Markup

from opcc_opendata.linked_standard import jsonld_context, linked_record
from opcc_opendata.metadata import DATABASE
from opcc_opendata.project import packaged_standard
from opcc_opendata.record_types import Record
from opcc_opendata.schema import load_standard
from opcc_opendata.site.views import File, MissingError, PageContext
from opcc_opendata.tables import TABLES

_SAYS: Final = (
    "What police and crime commissioners, mayors and other local policing bodies in England and Wales have answered to "
    "inspection reports on their police forces, recommendation by recommendation. A force that does not appear has no "
    "response in this dataset; it may well have published one elsewhere."
)
_LICENCE: Final = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_CONTEXT: Final = {
    "@vocab": "https://schema.org/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
}
_WHOLE: Final = {
    "xlsx": "Everything in one Excel workbook",
    "csv": "Everything as CSV with a data package, in one archive",
    "parquet": "Everything as Parquet, in one archive",
    "jsonl": "Everything as JSON Lines, in one archive",
}
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
"""Where each media type that is registered has an address."""
_KEYWORDS: Final = (
    "policing",
    "police and crime commissioners",
    "HMICFRS",
    "inspection",
    "recommendations",
    "England",
    "Wales",
)


def document(ctx: PageContext) -> File:
    """Give the description as a file."""
    facts = ctx.one(
        """
        SELECT min(published) AS first, max(published) AS last,
          (SELECT value FROM build WHERE key = 'data_updated') AS updated
        FROM responses WHERE withdrawn_on IS NULL
        """
    )
    described = dataset(ctx.base, ctx.title, ctx.formats) | _times(facts or {})
    return File(json.dumps(described, ensure_ascii=False, indent=2) + "\n", "application/ld+json; charset=utf-8")


def context(ctx: PageContext) -> File:
    """Give the context that makes RDF of a record. Raises MissingError for a version that is not here."""
    standard = load_standard(packaged_standard())
    if ctx.address["version"] != standard.version:
        raise MissingError(ctx.say.plain("error.no_version", version=standard.version))
    text = json.dumps(jsonld_context(standard), ensure_ascii=False, indent=2)
    return File(f"{text}\n", "application/ld+json; charset=utf-8")


def of_record(base: str, record: Record) -> str:
    """Give a record as JSON-LD, with the context that this site serves. `base` is the site's own address."""
    standard = load_standard(packaged_standard())
    where = f"{base}/standard/{standard.version}/context.jsonld"
    linked = linked_record(record, standard, f"{base}/responses/{record['id']}", where)
    return json.dumps(linked, ensure_ascii=False, indent=2) + "\n"


def block(base: str, title: str) -> Markup:
    """Give the description to stand inside a page. No text in it can end its element."""
    text = json.dumps(dataset(base, title), ensure_ascii=True)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 (made safe just above)


def dataset(base: str, title: str, formats: Sequence[Any] = ()) -> dict[str, Any]:
    """Describe the data set, as far as no question to the database is needed.

    `formats` are those in which everything is offered in one file.
    """
    files = _files(base, formats)
    return {
        "@context": _CONTEXT,
        "@id": f"{base}/data#dataset",
        "@type": ["Dataset", "dcat:Dataset"],
        "name": title,
        "dct:title": title,
        "description": _SAYS,
        "dct:description": _SAYS,
        "url": f"{base}/data",
        "dcat:landingPage": {"@id": f"{base}/data"},
        "license": _LICENCE,
        "dct:license": {"@id": _LICENCE},
        "isAccessibleForFree": True,
        "inLanguage": ["en", "cy"],
        "dct:language": ["en", "cy"],
        "keywords": list(_KEYWORDS),
        "dcat:keyword": list(_KEYWORDS),
        "spatialCoverage": {"@type": "Place", "name": "England and Wales"},
        "distribution": files,
        "dcat:distribution": [{"@id": one["@id"]} for one in files],
    }


def _files(base: str, formats: Sequence[Any]) -> list[dict[str, Any]]:
    everything = [
        _file(f"{base}/data/{one.file}", f"{_WHOLE[one.code]}{_but_for(one.lacks)}", one.media_type) for one in formats
    ]
    whole = _file(f"{base}/{DATABASE}.db", "The whole database, one SQLite file", "application/vnd.sqlite3")
    tables = [table for table in TABLES if not table.name.startswith("code_")]
    csv = [_file(f"{base}/{DATABASE}/{table.name}.csv", f"{table.name}: {table.says}", "text/csv") for table in tables]
    return [whole, *everything, *csv]


def _but_for(lacks: str) -> str:
    return f", but for {lacks}" if lacks else ""


def _file(address: str, name: str, media_type: str) -> dict[str, Any]:
    return {
        "@id": address,
        "@type": ["DataDownload", "dcat:Distribution"],
        "name": name,
        "dct:title": name,
        "contentUrl": address,
        "dcat:downloadURL": {"@id": address},
        "encodingFormat": media_type,
        **({} if "/x-" in media_type else {"dcat:mediaType": {"@id": f"{_MEDIA_TYPES}{media_type}"}}),
        "license": _LICENCE,
        "dct:license": {"@id": _LICENCE},
    }


def _times(facts: dict[str, Any]) -> dict[str, Any]:
    """Say which days the responses are from, and when the data last changed."""
    first, last, updated = facts.get("first"), facts.get("last"), facts.get("updated")
    found: dict[str, Any] = {}
    if first and last:
        found["temporalCoverage"] = f"{first}/{last}"
        found["dct:temporal"] = {"@type": "dct:PeriodOfTime", "dcat:startDate": first, "dcat:endDate": last}
    if updated:
        found |= {"dateModified": updated, "dct:modified": updated}
    return found
