"""One response, read like the document that it is; its record as JSON and YAML; a tombstone for one withdrawn."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

from opcc_opendata import statute
from opcc_opendata.record import date_in_words
from opcc_opendata.record_types import Inspection, Record
from opcc_opendata.site import timeliness
from opcc_opendata.site.charts import ACCEPTANCE
from opcc_opendata.site.document import RecordInLanguage, languages_of, web_address
from opcc_opendata.site.feeds import linked_data
from opcc_opendata.site.i18n import ROOTS
from opcc_opendata.site.pages import alike, moved, repeated
from opcc_opendata.site.sources import not_current
from opcc_opendata.site.views import File, MissingError, Moved, Page, PageContext, Row

_CODELISTS: Final = (
    "acceptance",
    "addressees",
    "comment_forms",
    "finding_kinds",
    "grade_cycles",
    "grades",
    "languages",
    "origins",
    "progress_reporters",
    "progress_statuses",
    "recipients",
    "source_forms",
    "stages",
)
DOCUMENTS: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
}
"""The forms in which a response comes as a document, with their media types. The server makes them."""

_GONE: Final = 410
_MARKS: Final = {statute.ON_TIME: "on", statute.LATE: "late"}
_RELATED: Final = """
  SELECT x.relation, r.id, r.stage, coalesce(r.title, r.title_cy) AS title, r.withdrawn_on, {away} AS away
  FROM related_responses x JOIN responses r ON r.id = x.{other} WHERE x.{this} = :id ORDER BY x.relation, r.id
"""
_SORTED: Final = "coalesce(published, letter_date, CAST(report_year AS TEXT), '')"


def page(ctx: PageContext) -> Page | Moved:
    """Show a response."""
    if ctx.address["id"] != ctx.address["id"].lower():
        return moved.named(ctx, "responses", ctx.address["id"])
    found = _found(ctx)
    if ctx.language == "en" and ctx.given("lang") == "cy":
        return Moved(f"{ROOTS['cy']}/responses/{found['id']}")
    record: Record = json.loads(found["json"])
    if found["withdrawn_on"]:
        return _tombstone(ctx, found, record)
    codes = {name: ctx.titles(f"code_{name}") for name in _CODELISTS}
    document, related = RecordInLanguage(record, ctx.language, codes), _related(ctx, found["id"])
    # What takes long in a long record comes last: the time that a page has is that of its queries.
    context = {
        "languages": languages_of(record),
        "documents": tuple(DOCUMENTS),
        "elsewhere": alike.marks(ctx, "SELECT id FROM recommendations WHERE response = :id", id=found["id"])
        | repeated.marks(ctx, found["id"]),
        "related": related,
        "sources": not_current(ctx, found["policing_body"]),
        "banners": _banners(found["stage"], related),
        "problems": ctx.rows("SELECT * FROM problems WHERE response = :id ORDER BY id", id=found["id"]),
        "provenance": ctx.one("SELECT * FROM provenance WHERE response = :id ORDER BY path", id=found["id"]),
        "neighbours": _neighbours(ctx, found),
        **_facts(ctx, found, document),
        **_sections(document),
        "attachments": document.attachments(),
    }
    return Page("response.html", context)


def _sections(document: RecordInLanguage) -> dict[str, Any]:
    """Give the parts of the document. Comments whose text is not held have no part: the facts name them."""
    sections, comments = [], []
    for section in document.sections():
        items = section["items"]
        if document.record.get("index_record") and all(
            item["kind"] == "comment" and not item["attachment"] and not any(part.get("html") for part in item["parts"])
            for item in items
        ):
            comments += [(section["heading"], item["form"]) for item in items]
        else:
            sections.append(section)
    return {"sections": sections, "comments": comments}


def download(ctx: PageContext) -> File:
    """Give the record itself."""
    found = _found(ctx)
    record: Record = json.loads(found["json"])
    status = _GONE if found["withdrawn_on"] else 200
    if ctx.address["format"] == "json":
        text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
        return File(text, "application/json; charset=utf-8", status)
    if ctx.address["format"] == "jsonld":
        return File(linked_data.of_record(ctx.base, record), "application/ld+json; charset=utf-8", status)
    import yaml

    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=120)
    return File(text, "application/yaml; charset=utf-8", status)


def _found(ctx: PageContext) -> Row:
    found = ctx.one(
        """
        SELECT r.*, c.json, f.title AS force_title, f.title_cy AS force_title_cy, b.title AS body_title,
          b.title_cy AS body_title_cy
        FROM responses r JOIN records c ON c.response = r.id
        LEFT JOIN forces f ON f.code = r.force LEFT JOIN policing_bodies b ON b.code = r.policing_body
        WHERE r.id = :id
        """,
        id=ctx.address["id"],
    )
    if found is None:
        raise MissingError(ctx.say.plain("error.no_response_elsewhere"))
    return found


def _tombstone(ctx: PageContext, found: Row, record: Record) -> Page:
    document = RecordInLanguage(record, ctx.language, {})
    reason = document.text(record["withdrawal"].get("reason"), below=2)
    successors = [row for row in _related(ctx, found["id"]) if row["word"] == "response.replaced_by"]
    context = {"response": found, "reason": reason, "successors": successors}
    return Page("withdrawn.html", context | {"sources": not_current(ctx, found["policing_body"])}, _GONE)


def _facts(ctx: PageContext, found: Row, document: RecordInLanguage) -> dict[str, Any]:
    record, say = document.record, document.say
    rows = {row["inspection"]: row for row in _timeliness(ctx, found, document)}
    source, statement = record.get("source", {}), record.get("document", {}).get("statutory_statement")
    return {
        "response": found,
        "title": document.line(record["title"]),
        "heading": document.line(record.get("document", {}).get("heading")),
        "statement": document.text(statement, below=1, place=("statement",)),
        "force": say.title(found["force_title"], found["force_title_cy"]),
        "body": say.title(found["body_title"], found["body_title_cy"]),
        "answers": _answers(record),
        "reports": [_report(report, rows.get(report["id"]), document) for report in record["inspections"]],
        "dates": record.get("dates", {}),
        "stage": document.code("stages", record["stage"]),
        "source": source | {"url": web_address(source.get("url")), "archived": web_address(source.get("archived_url"))},
        "origin": document.code("origins", source["origin"]) if "origin" in source else "",
        "form": document.code("source_forms", source["form"]) if "form" in source else "",
        "note": document.text(record.get("note"), below=3),
        "cite": {
            "who": say.title(found["body_title"], found["body_title_cy"]),
            "when": _year_of(found),
            "address": f"{ctx.base}{ROOTS[ctx.language]}/responses/{found['id']}",
        },
    }


def _report(report: Inspection, row: Row | None, document: RecordInLanguage) -> dict[str, Any]:
    published = (row or {}).get("report_published") or report.get("published")
    return {
        "id": report["id"],
        "title": document.line(report["title"]),
        "published": published,
        "is_unverified": bool(row and row["is_unverified"]),
        "as_printed": report.get("published_as_printed"),
        "source": report.get("published_source"),
        "timely": row["words"] if row else "",
        "rule": _rule(row, document) if row else None,
    }


def _rule(row: Row, document: RecordInLanguage) -> dict[str, Any] | None:
    """Give what the rule of 56 days shows, where both days are known and the verdict rests on this response."""
    own = statute.timeliness(row["report_published"], row["response_published"], row["letter_date"])
    if row["verdict"] not in _MARKS or own.day_number is None or own.last_lawful_day is None:
        return None
    say, day = document.say, own.last_lawful_day.isoformat()
    return {
        "kind": _MARKS[row["verdict"]],
        "day": own.day_number,
        "words": row["words"],
        "start": say.plain("response.report_on", date=date_in_words(row["report_published"], document.language)),
        "end": say.plain("response.deadline_on", date=date_in_words(day, document.language)),
    }


def _answers(record: Record) -> dict[str, Any]:
    """Count the recommendations of the reports answered, and then findings of other kinds, by how each was answered."""
    items = record.get("recommendations", [])
    recommendations, others = Counter[str](), Counter[str]()
    for item in items:
        answer = (statute.answering(item, items) or item).get("answer")
        found = recommendations if item["kind"] == "recommendation" else others
        found[answer.get("acceptance", "not_stated") if answer else "no_answer"] += 1
    return {
        name: {"total": found.total(), "kinds": [(code, found[code]) for code in ACCEPTANCE if found[code]]}
        for name, found in (("answered", recommendations), ("others_answered", others))
    }


def _timeliness(ctx: PageContext, found: Row, document: RecordInLanguage) -> list[Row]:
    """Give the verdict for each report, in the light of all that the force has answered to it."""
    rows = ctx.rows(f"{timeliness.VERSIONS} WHERE l.response = :id", id=found["id"])
    return timeliness.judged(rows, document.say)


def _year_of(found: Row) -> str:
    return (found["published"] or found["letter_date"] or "")[:4]


def _banners(stage: str, related: list[Row]) -> list[Row]:
    """Choose the responses that a reader of this one should read instead, or too, with the words for each."""
    made = []
    for other in related:
        replaced, followed = (other["word"] == f"response.{word}_by" for word in ("replaced", "followed"))
        if other["withdrawn_on"] or not (replaced or followed):
            continue
        if other["stage"] == "correction":
            made.append(other | {"word": "banner.corrected"})
        elif stage == "holding":
            made.append(other | {"word": "banner.holding"})
        else:
            made.append(other | {"word": "banner.replaced" if replaced else "banner.followed"})
    return made


def _related(ctx: PageContext, name: str) -> list[Row]:
    """Give the responses that this one names, and those that name it."""
    out = ctx.rows(_RELATED.format(away=1, other="related", this="response"), id=name)
    back = ctx.rows(_RELATED.format(away=0, other="response", this="related"), id=name)
    words = {
        ("replaces", 1): "replaces",
        ("follows", 1): "follows",
        ("refers_to", 1): "refers_to",
        ("replaces", 0): "replaced_by",
        ("follows", 0): "followed_by",
        ("refers_to", 0): "referred_to_by",
    }
    return [row | {"word": f"response.{words[row['relation'], row['away']]}"} for row in out + back]


def _neighbours(ctx: PageContext, found: Row) -> dict[str, Row | None]:
    """Find the responses of the same force before and after this one, by date and then by name."""
    own = ctx.one(f"SELECT {_SORTED} AS date FROM responses WHERE id = :id", id=found["id"])  # noqa: S608
    values = {"force": found["force"], "date": own["date"] if own else "", "id": found["id"]}
    sides = {}
    for side, than, order in (("previous", "<", "DESC"), ("next", ">", "ASC")):
        sides[side] = ctx.one(
            f"""
            SELECT id, coalesce(title, title_cy) AS title FROM responses
            WHERE force = :force AND {_SORTED} {than}= :date AND ({_SORTED}, id) {than} (:date, :id)
              AND withdrawn_on IS NULL
            ORDER BY {_SORTED} {order}, id {order} LIMIT 1
            """,  # noqa: S608
            **values,
        )
    return sides
