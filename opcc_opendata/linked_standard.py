"""The standard for other people's tools: a JSON-LD context, the codelists as SKOS, an entry for SchemaStore.

Each function takes a standard and returns what the file holds, as data of JSON. `scripts/standard` writes the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from opcc_opendata.schema import Codelist, Standard
from opcc_opendata.schema.schema_paths import resolve

TERMS: Final = "https://opcc-opendata.github.io/terms#"
CODES: Final = "https://opcc-opendata.github.io/codelists/"
_IDENTIFIER: Final = "http://purl.org/dc/terms/identifier"
_DATE: Final = "http://www.w3.org/2001/XMLSchema#date"
_LANGUAGES: Final = ("en", "cy")


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


def schemastore_entry(standard: Standard) -> dict[str, Any]:
    """Return the entry for the catalogue of SchemaStore, by which editors find the schema of a record by its place."""
    return {
        "name": "Response to a police inspection report (opcc_opendata)",
        "description": standard.schema["description"],
        "fileMatch": ["**/records/*/[0-9]*-*.yaml", "**/records/*/undated-*.yaml"],
        "url": standard.schema["$id"],
    }
