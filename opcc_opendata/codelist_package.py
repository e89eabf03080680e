"""The codelists as a Frictionless Data Package: datapackage.json, with the type and the meaning of each column.

https://specs.frictionlessdata.io/tabular-data-package/ (version 1)
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from io import BytesIO
from typing import Any, Final

from opcc_opendata.schema import Codelist, Standard

_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP file can say: the same standard gives the same bytes."""
_LICENCE: Final = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
_KEYS: Final = {
    "grades_by_cycle": ["cycle", "grade"],
    "questions_by_cycle": ["cycle", "question"],
    "successions": ["kind", "from_code", "to_code"],
}
"""The key of each list that has no codes of its own."""
_REFERS: Final = {
    ("policing_bodies", "type"): "policing_body_types",
    ("policing_bodies", "force"): "forces",
    ("inspections", "type"): "inspection_types",
    ("grades_by_cycle", "cycle"): "grade_cycles",
    ("grades_by_cycle", "grade"): "grades",
    ("questions_by_cycle", "cycle"): "grade_cycles",
}
_SAYS: Final = {
    "code": "The code that a record uses.",
    "title_en": "What the code means, in English.",
    "title_cy": "What the code means, in Welsh. Empty where nobody has said.",
    "description": "More about the code.",
    "start": "The first day on which the code may be used.",
    "end": "The last day on which the code may be used.",
    "successor": "The code that is used after it.",
    "source": "Where the row was found.",
    "confidence": "How far the row can be relied on. Unverified: nobody has checked it.",
    "type": "What kind it is.",
    "force": "The police force that the body holds to account.",
    "forces": "The codes of the forces that the report is about, with spaces between them. Empty: all.",
    "scope": "Which forces the report is about: all, those listed, or unknown.",
    "published": "The date of the report, as precisely as it is known.",
    "url": "The address of the report.",
    "other_titles": "Other titles of the report, with | between them.",
    "ons_code": "The Office for National Statistics' code of the police force area.",
    "ons_code_source": "Where that code was found.",
    "region": "The region of England, or Wales.",
    "chief_officer_title": "What the force's chief officer is called.",
    "website": "The body's website.",
    "statutory": "Whether the law names the recipient.",
    "cycle": "The cycle of assessments.",
    "grade": "A grade of that cycle.",
    "strand": "The part of the assessment.",
    "question": "What is assessed.",
    "graded": "Whether it is graded.",
    "kind": "What ends: a force, or a policing body.",
    "from_code": "The code of the force or body that ends.",
    "to_code": "The code of the one that comes after it.",
    "relation": "How the one comes after the other, such as continues or functions_pass_to.",
    "date": "The day on which it does.",
    "instrument": "The law by which it does.",
}


def codelist_package(standard: Standard) -> dict[str, Any]:
    """Return what datapackage.json says of the codelists in the standard's folder."""
    return {
        "profile": "tabular-data-package",
        "name": "opcc-codelists",
        "title": "Codelists for responses to police inspection reports",
        "description": "A row with confidence unverified is general knowledge that nobody has checked.",
        "version": standard.version,
        "licenses": [_LICENCE],
        "resources": [_resource(standard, codelist) for codelist in standard.codelists.values()],
    }


def packed_codelists(standard: Standard) -> bytes:
    """Return a ZIP file of datapackage.json and the codelists. The same standard gives the same bytes."""
    described = json.dumps(codelist_package(standard), indent=2, ensure_ascii=False) + "\n"
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("datapackage.json", _FIRST_DAY), described)
        for codelist in standard.codelists.values():
            file.writestr(zipfile.ZipInfo(_path(codelist), _FIRST_DAY), _raw(standard, codelist))
    return packed.getvalue()


def _path(codelist: Codelist) -> str:
    return f"codelists/{codelist.name}.csv"


def _raw(standard: Standard, codelist: Codelist) -> bytes:
    return (standard.folder / _path(codelist)).read_bytes()


def _resource(standard: Standard, codelist: Codelist) -> dict[str, Any]:
    raw = _raw(standard, codelist)
    columns = list(codelist.rows[0]) if codelist.rows else raw.decode("utf-8").splitlines()[0].split(",")
    key = _KEYS.get(codelist.name, ["code"])
    keys = [_reference(column, name) for (owner, column), name in _REFERS.items() if owner == codelist.name]
    if "successor" in columns:
        keys.append(_reference("successor", ""))
    return {
        "profile": "tabular-data-resource",
        "name": codelist.name,
        "path": _path(codelist),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
        "schema": {
            "fields": [_field(codelist, column, needed=column in key) for column in columns],
            "missingValues": [""],
            "primaryKey": key,
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _reference(column: str, resource: str) -> dict[str, Any]:
    """Point from a column to the codes of another list, or of the same one where `resource` is empty."""
    return {"fields": [column], "reference": {"resource": resource, "fields": ["code"]}}


def _field(codelist: Codelist, column: str, *, needed: bool) -> dict[str, Any]:
    values = [row[column] for row in codelist.rows if row[column]]
    is_day = column in ("start", "end", "date") and all(_DAY.fullmatch(value) for value in values)
    return {
        "name": column,
        "type": "date" if is_day else "string",
        "description": _says(column),
        **({"constraints": {"required": True}} if needed else {}),
    }


def _says(column: str) -> str:
    for ending, words in (("_confidence", "How far {} can be relied on."), ("_source", "Where {} was found.")):
        if column.endswith(ending) and column not in _SAYS:
            return words.format(f"the column {column.removesuffix(ending)}")
    return _SAYS[column]
