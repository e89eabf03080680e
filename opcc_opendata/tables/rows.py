"""A record → the rows of every table that it fills. Pure: the same record gives the same rows."""

from __future__ import annotations

import hashlib

import orjson

from opcc_opendata.record import how_it_stands, recommendation_keys, target_date
from opcc_opendata.record_types import Answer, Inspection, ProgressEntry, Record
from opcc_opendata.statute import answering
from opcc_opendata.tables.definitions import BY_NAME
from opcc_opendata.tables.model import Row, Rows
from opcc_opendata.tables.record_tables import RECORD_TABLES

_NOT_FROM_RECORD = (None,) * sum(not column.from_record for column in BY_NAME["responses"].columns)
_DIGESTED = sorted(table.name for table in RECORD_TABLES if not table.sql)


def record_rows(record: Record) -> Rows:
    """Turn one valid record into the rows of all tables but `records`, in the order of each table's columns."""
    return {
        "responses": [_response(record)],
        **_inspections(record),
        "sections": _sections(record),
        "attachments": _attachments(record),
        "comments": _comments(record),
        **_recommendations(record),
        "distribution": _distribution(record),
        "related_responses": [
            (f"{record['id']}-related-{n}", record["id"], other["relation"], other["id"])
            for n, other in enumerate(record.get("related", ()), 1)
        ],
    }


def canonical_json(value: object) -> str:
    """Write JSON that depends on nothing but the value: sorted keys, no spaces, no escapes that are not needed."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def rows_digest(rows: Rows) -> str:
    """Give the SHA-256 of one record's rows, as canonical JSON: a list of tables by name, each with its rows by key.

    It depends on the rows only, never on the version of SQLite that holds them. The record as a whole stands for the
    same words once more, and the checksum of its file vouches for it, so that row is left out.
    """
    content = [(table, sorted(rows.get(table, []), key=_row_key)) for table in _DIGESTED]
    return hashlib.sha256(orjson.dumps(content)).hexdigest()


def _row_key(row: Row) -> str:
    return str(row[0])


def _both(text: str | dict[str, str] | None, language: str) -> tuple[str | None, str | None]:
    """Split a text into English and Welsh."""
    if isinstance(text, dict):
        return text.get("en"), text.get("cy")
    return (None, text) if language == "cy" else (text, None)


def _response(record: Record) -> Row:
    language = record["language"]
    dates, document, source = record.get("dates", {}), record.get("document", {}), record.get("source", {})
    withdrawal = record.get("withdrawal", {})
    return (
        record["id"],
        *_both(record["title"], language),
        record["force"],
        record["policing_body"],
        record.get("body_as_printed"),
        record["stage"],
        language,
        int(record.get("index_record", False)),
        _report_year(record),
        dates.get("published"),
        dates.get("published_as_printed"),
        dates.get("published_source"),
        dates.get("letter"),
        dates.get("chief_officer_invited"),
        dates.get("chief_officer_answered"),
        *_both(document.get("heading"), language),
        *_both(document.get("statutory_statement"), language),
        withdrawal.get("withdrawn_on"),
        *_both(withdrawal.get("reason"), language),
        source.get("origin"),
        source.get("form"),
        source.get("url"),
        source.get("archived_url"),
        source.get("accessed_on"),
        source.get("file_name"),
        source.get("sha256"),
        source.get("publisher"),
        source.get("licence"),
        *_both(record.get("note"), language),
        *_NOT_FROM_RECORD,
    )


def _report_year(record: Record) -> int | None:
    dates = [inspection["published"] for inspection in record["inspections"] if "published" in inspection]
    return int(max(dates)[:4]) if dates else None


def _inspections(record: Record) -> Rows:
    response, language = record["id"], record["language"]
    links: list[Row] = []
    addressees: list[Row] = []
    grades: list[Row] = []
    for n, inspection in enumerate(record["inspections"], 1):
        name, prefix = inspection["id"], f"{response}-inspection-{n}"
        links.append(_inspection_link(prefix, response, n, inspection, language))
        addressees += [
            (f"{prefix}-addressee-{m}", response, name, count["addressee"], count["count"])
            for m, count in enumerate(inspection.get("recommendations_by_addressee", ()), 1)
        ]
        grades += [
            (f"{prefix}-grade-{m}", response, m, name, grade.get("cycle"), grade["question"], grade["grade"])
            for m, grade in enumerate(inspection.get("grades", ()), 1)
        ]
    return {"response_inspections": links, "inspection_addressees": addressees, "grades": grades}


def _inspection_link(key: str, response: str, position: int, inspection: Inspection, language: str) -> Row:
    return (
        key,
        response,
        position,
        inspection["id"],
        *_both(inspection["title"], language),
        inspection.get("published"),
        inspection.get("published_as_printed"),
        inspection.get("published_source"),
        inspection.get("type"),
        inspection.get("type_as_printed"),
        _json_list(inspection.get("inspectorates")),
        _json_list(inspection.get("forces_covered")),
        inspection.get("applies"),
        inspection.get("inspected"),
        inspection.get("url"),
        inspection.get("archived_url"),
        inspection.get("recommendations_made"),
        *_both(inspection.get("key_findings"), language),
    )


def _json_list(codes: list[str] | None) -> str | None:
    return canonical_json(codes) if codes else None


def _sections(record: Record) -> list[Row]:
    response, language = record["id"], record["language"]
    return [
        (
            f"{response}-section-{n}",
            response,
            n,
            section["part"],
            *_both(section.get("heading"), language),
            section.get("labels", {}).get("title"),
            section.get("labels", {}).get("published"),
            section.get("labels", {}).get("type"),
            *_both(section.get("text"), language),
        )
        for n, section in enumerate(record.get("document", {}).get("sections", ()), 1)
    ]


def _attachments(record: Record) -> list[Row]:
    response, language = record["id"], record["language"]
    return [
        (
            f"{response}-attachment-{attachment['id']}",
            response,
            attachment["id"],
            *_both(attachment["title"], language),
            attachment.get("url"),
            attachment.get("archived_url"),
            attachment.get("file"),
            attachment.get("media_type"),
            attachment.get("sha256"),
        )
        for attachment in record.get("attachments", ())
    ]


def _comments(record: Record) -> list[Row]:
    response, language = record["id"], record["language"]
    return [
        (
            f"{response}-comment-{n}",
            response,
            n,
            comment["kind"],
            comment.get("author"),
            comment.get("role"),
            comment.get("date"),
            comment.get("form"),
            f"{response}-attachment-{comment['attachment']}" if "attachment" in comment else None,
            *_both(comment.get("text"), language),
        )
        for n, comment in enumerate(record.get("comments", ()), 1)
    ]


def _recommendations(record: Record) -> Rows:
    response, language = record["id"], record["language"]
    keys = recommendation_keys(record)
    names = [f"{response}-recommendation-{key}" for key in keys]
    rows: Rows = {
        "answers": [],
        "recommendations": [],
        "recommendation_parts": [],
        "recommendation_addressees": [],
        "progress": [],
    }
    for n, recommendation in enumerate(record.get("recommendations", ())):
        name = names[n]
        with_whom = _answering(record, n)
        rows["recommendations"].append(_recommendation(record, n, keys[n], names, with_whom))
        if "answer" in recommendation:
            rows["answers"].append(_answer(name, response, recommendation["answer"], language))
        rows["recommendation_parts"] += [
            (f"{name}-part-{m}", response, name, m, part.get("label"), *_both(part["text"], language))
            for m, part in enumerate(recommendation.get("parts", ()), 1)
        ]
        rows["recommendation_addressees"] += [
            (f"{name}-addressee-{m}", response, name, addressee)
            for m, addressee in enumerate(recommendation.get("addressees", ()), 1)
        ]
        rows["progress"] += [
            _progress(f"{name}-progress-{m}", response, name, m, entry, language)
            for m, entry in enumerate(recommendation.get("progress", ()), 1)
        ]
    return rows


def _answering(record: Record, position: int) -> int:
    """Find whose answer serves a recommendation: its own position, or that of the one it is answered with.

    The rules have made sure that `answered_with` leads somewhere and never in a circle.
    """
    recommendations = record["recommendations"]
    found = answering(recommendations[position], recommendations)
    return next(n for n, one in enumerate(recommendations) if one is found)


def _recommendation(record: Record, position: int, key: str, names: list[str], with_whom: int) -> Row:
    language, recommendation = record["language"], record["recommendations"][position]
    earlier = recommendation.get("from_inspection", {})
    only = record["inspections"][0]["id"] if len(record["inspections"]) == 1 else None
    answer = record["recommendations"][with_whom].get("answer")
    latest = how_it_stands(recommendation.get("progress", ()))
    return (
        names[position],
        record["id"],
        position + 1,
        key,
        recommendation.get("number"),
        recommendation.get("inspection", only),
        recommendation["kind"],
        *_both(recommendation.get("text"), language),
        recommendation.get("theme"),
        recommendation.get("time_limit"),
        earlier.get("id"),
        *_both(earlier.get("title"), language),
        earlier.get("published"),
        earlier.get("as_printed"),
        earlier.get("url"),
        names[with_whom] if with_whom != position else None,
        names[with_whom] if answer is not None else None,
        target_date(recommendation),
        latest["status"] if latest else None,
        latest["date"] if latest else None,
    )


def _answer(key: str, response: str, answer: Answer, language: str) -> Row:
    return (
        key,
        response,
        answer.get("acceptance"),
        *_both(answer.get("body_action"), language),
        *_both(answer.get("force_action"), language),
        *_both(answer.get("no_action_reason"), language),
        answer.get("owner"),
        answer.get("target_date"),
    )


def _progress(key: str, response: str, recommendation: str, position: int, entry: ProgressEntry, language: str) -> Row:
    return (
        key,
        response,
        recommendation,
        position,
        entry["date"],
        entry["status"],
        entry.get("reported_by"),
        entry.get("revised_target_date"),
        entry.get("evidence_url"),
        *_both(entry.get("note"), language),
    )


def _distribution(record: Record) -> list[Row]:
    response = record["id"]
    return [
        (
            f"{response}-distribution-{n}",
            response,
            n,
            entry["recipient"],
            entry.get("name"),
            int(entry["sent"]),
            entry.get("sent_on"),
            entry.get("as_printed"),
        )
        for n, entry in enumerate(record.get("distribution", ()), 1)
    ]
