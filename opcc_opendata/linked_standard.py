"""The standard for other people's tools: a JSON-LD context, the codelists as SKOS, a schema for editors, SchemaStore.

Each function takes a standard and returns what the file holds, as data of JSON. `scripts/standard` writes the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from opcc_opendata.schema import Codelist, Standard
from opcc_opendata.schema.schema_paths import resolve

TERMS: Final = "https://opcc-opendata.github.io/terms#"
CODES: Final = "https://opcc-opendata.github.io/codelists/"
_IDENTIFIER: Final = "http://purl.org/dc/terms/identifier"
_DATE: Final = "http://www.w3.org/2001/XMLSchema#date"
_LANGUAGES: Final = ("en", "cy")
_SECTION_55: Final = "https://www.legislation.gov.uk/ukpga/1996/16/section/55"
_SECTION: Final = re.compile("[Ss]ection 55(?:[(][0-9A-Z]{1,3}[)])?(?:[(][a-z][)])?")
_LAW: Final = {
    ("dates", "published"): "section 55(5A)",
    ("inspection", "published"): "section 55(5A)",
    ("dates", "chief_officer_answered"): "section 55(4)",
    ("comment", "kind"): "section 55(5)",
    ("answer", "no_action_reason"): "section 55(5B)",
    ("distribution_entry", "sent"): "section 55(6)",
}
"""The part of the Police Act 1996 on which a rule about a key rests, where the key's own description names none."""


def jsonld_context(standard: Standard) -> dict[str, Any]:
    """Return the JSON-LD context that makes RDF of a record. Keys that begin with x_ have no place in it."""
    return {"@context": {"@version": 1.1, **_terms(standard.schema, standard.schema)}}


def _terms(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    return {key: _term(schema, key, value) for key, value in part["properties"].items()}


def _term(schema: dict[str, Any], key: str, value: dict[str, Any]) -> dict[str, Any]:
    if key == "id":
        return {"@id": _IDENTIFIER}
    term: dict[str, Any] = {"@id": f"{TERMS}{key}"}
    inner = resolve(schema, value)
    if "items" in inner:
        term["@container"] = "@set"
        value = inner["items"]
        inner = resolve(schema, value)
    name = value.get("$ref", "").removeprefix("#/$defs/")
    if name.startswith("code_"):
        # None forgets the names of keys: policing_body is both a key and a code.
        return {**term, "@type": "@vocab", "@context": [None, {"@vocab": f"{CODES}{name.removeprefix('code_')}#"}]}
    if name == "text":
        return {**term, "@container": "@language"}
    if name == "full_date":
        return {**term, "@type": _DATE}
    if "properties" in inner:
        return {**term, "@context": _terms(schema, inner)}
    return term


def skos_codelists(standard: Standard) -> dict[str, Any]:
    """Return the codelists as SKOS, in JSON-LD. What nobody has verified is left out but for the code and its title."""
    graph = [node for codelist in standard.codelists.values() if codelist.codes for node in _scheme(codelist)]
    names = {
        "@version": 1.1,
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
        "topConceptOf": {"@id": "skos:topConceptOf", "@type": "@id"},
        "notation": "skos:notation",
        "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
        "definition": {"@id": "skos:definition", "@container": "@language"},
    }
    return {"@context": names, "@graph": graph}


def _scheme(codelist: Codelist) -> Iterator[dict[str, Any]]:
    scheme = f"{CODES}{codelist.name}"
    yield {"@id": scheme, "@type": "skos:ConceptScheme", "notation": codelist.name}
    for row in codelist.rows:
        concept = {
            "@id": f"{scheme}#{row['code']}",
            "@type": "skos:Concept",
            "inScheme": scheme,
            "topConceptOf": scheme,
            "notation": row["code"],
            "prefLabel": {tongue: row[f"title_{tongue}"] for tongue in _LANGUAGES if row.get(f"title_{tongue}")},
        }
        yield {**concept, "definition": {"en": row["description"]}} if row.get("description") else concept


def editor_schema(standard: Standard) -> dict[str, Any]:
    """Return the schema with what editors show beside it: the title and description of each code, and links to the law.

    It accepts what the schema accepts: it has `enumDescriptions` and `markdownDescription` more, and nothing else.
    """
    return {
        **standard.schema,
        "properties": {key: _explained("", key, part) for key, part in standard.schema["properties"].items()},
        "$defs": {name: _for_editors(standard, name, part) for name, part in standard.schema["$defs"].items()},
    }


def _for_editors(standard: Standard, name: str, part: dict[str, Any]) -> dict[str, Any]:
    codelist = standard.codelists.get(name.removeprefix("code_")) if "enum" in part else None
    if codelist is not None:
        told = [_code_in_words(codelist[code]) if code in codelist else code for code in part["enum"]]
        return {**part, "enumDescriptions": told, "markdownEnumDescriptions": told}
    if "properties" not in part:
        return part
    return {**part, "properties": {key: _explained(name, key, value) for key, value in part["properties"].items()}}


def _code_in_words(row: dict[str, str]) -> str:
    return f"{row['title_en']}: {row['description']}" if row.get("description") else row["title_en"]


def _explained(name: str, key: str, value: dict[str, Any]) -> dict[str, Any]:
    """Give a key with links to the sections that it, or a rule about it, rests on."""
    text = value.get("description", "")
    linked = _SECTION.sub(lambda found: f"[{found[0]}]({_SECTION_55})", text)
    if linked == text and (name, key) in _LAW:
        linked = f"{text} The law: [Police Act 1996, {_LAW[name, key]}]({_SECTION_55})."
    return value if linked == text else {**value, "markdownDescription": linked}


def schemastore_entry(standard: Standard) -> dict[str, Any]:
    """Return the entry for the catalogue of SchemaStore, by which editors find the schema of a record by its place."""
    return {
        "name": "Response to a police inspection report (opcc_opendata)",
        "description": standard.schema["description"],
        "fileMatch": ["**/records/*/[0-9]*-*.yaml", "**/records/*/undated-*.yaml"],
        "url": standard.schema["$id"],
    }
