"""The standard for other people's tools: a JSON-LD context, the codelists as SKOS, a schema for editors, SchemaStore.

Each function takes a standard and returns what the file holds, as data of JSON. `scripts/standard` writes the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
    """Return the JSON-LD context that makes RDF of a record. Keys that begin with x_ have no place in it.

    Lists keep their order. A text is in the language of the record, unless it says otherwise; nothing else has one.
    """
    classes = {name: f"{TERMS}{name}" for name in sorted(_classes(standard.schema))}
    return {"@context": {"@version": 1.1, **classes, **_terms(standard.schema, standard.schema)}}


def linked_record(record: Mapping[str, Any], standard: Standard, address: str, context: str) -> dict[str, Any]:
    """Return a record as JSON-LD: `address` is that of the response, `context` that of `jsonld_context`."""
    parts: dict[str, Any] = _linked(standard.schema, standard.schema, record)
    return {"@context": [context, {"@language": record["language"]}], "@id": address, **parts}


def _classes(schema: dict[str, Any]) -> set[str]:
    return {"Response", *(_class(name) for name, part in schema["$defs"].items() if "properties" in part)} - {"Texts"}


def _class(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _linked(schema: dict[str, Any], part: dict[str, Any], value: Any, name: str = "response") -> Any:
    """Give each part of a record its type, and leave out what has no place in the context."""
    if isinstance(value, list):
        items = part["items"]
        return [_linked(schema, resolve(schema, items), item, _definition(items)) for item in value]
    if not isinstance(value, Mapping) or "properties" not in part:
        return value
    known = {key: item for key, item in value.items() if key in part["properties"]}
    kinds = {} if not name or name in ("text", "texts") else {"@type": _class(name)}
    keys = part["properties"]
    return kinds | {
        key: _linked(schema, resolve(schema, keys[key]), item, _definition(keys[key])) for key, item in known.items()
    }


def _definition(part: dict[str, Any]) -> str:
    return str(part.get("$ref", "")).removeprefix("#/$defs/")


def _terms(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    return {key: _term(schema, key, value) for key, value in part["properties"].items()}


def _term(schema: dict[str, Any], key: str, value: dict[str, Any]) -> dict[str, Any]:
    if key == "id":
        return {"@id": _IDENTIFIER, "@language": None}
    term: dict[str, Any] = {"@id": f"{TERMS}{key}"}
    inner = resolve(schema, value)
    if "items" in inner:
        term["@container"] = "@list"
        value = inner["items"]
        inner = resolve(schema, value)
    name = _definition(value)
    if name.startswith("code_"):
        return {**term, "@type": "@vocab", "@context": _codes(schema, name)}
    if name == "text":
        return {**term, "@container": "@language"}
    if name == "full_date":
        return {**term, "@type": _DATE}
    if name == "web_address":
        return {**term, "@type": "@id"}
    if "properties" in inner:
        return {**term, "@context": _terms(schema, inner)}
    return term if name == "prose" else {**term, "@language": None}


def _codes(schema: dict[str, Any], name: str) -> dict[str, str]:
    """Return the context of a key that holds codes: each is a concept, also where a key has the same name."""
    concepts = f"{CODES}{name.removeprefix('code_')}#"
    also_keys = sorted(_names(schema).intersection(schema["$defs"][name]["enum"]))
    return {"@vocab": concepts, **{code: f"{concepts}{code}" for code in also_keys}}


def _names(schema: dict[str, Any]) -> set[str]:
    parts = (schema, *schema["$defs"].values())
    return {key for part in parts for key in part.get("properties", {})} | _classes(schema)


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
