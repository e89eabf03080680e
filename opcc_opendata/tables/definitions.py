"""The tables of the database, as data."""

from __future__ import annotations

from opcc_opendata.tables.events import EVENT_TABLES
from opcc_opendata.tables.model import Column, Table
from opcc_opendata.tables.search import RECORDS_AS_JSON, SEARCH_TABLES

CODE_LISTS = (
    "acceptance",
    "addressees",
    "applies",
    "comment_forms",
    "comment_kinds",
    "date_bases",
    "document_parts",
    "finding_kinds",
    "grade_cycles",
    "grades",
    "inspection_types",
    "inspectorates",
    "languages",
    "origins",
    "policing_body_types",
    "progress_reporters",
    "progress_statuses",
    "recipients",
    "relations",
    "silence_reasons",
    "source_forms",
    "stages",
    "timeliness",
)
"""The codelists that become a table `code_…` each, so that readers meet titles and not codes."""

_CODE_COLUMNS = (
    Column("code", "The code.", required=True),
    Column("title", "What the code means, in English.", required=True),
    Column("title_cy", "What the code means, in Welsh. Often still empty."),
    Column("description", "A longer explanation."),
    Column("start", "The first day on which the code may be used."),
    Column("end", "The last day on which the code may be used."),
    Column("successor", "The code that takes its place."),
    Column("source", "Where the fact was found."),
    Column("confidence", "Whether the fact is sourced. 'unverified' means that nobody has checked it."),
)


def _code_table(name: str) -> Table:
    extra = (Column("statutory", "Whether the law names this recipient: yes or no."),) if name == "recipients" else ()
    return Table(
        f"code_{name}",
        f"Codelist: {name.replace('_', ' ')}.",
        _CODE_COLUMNS + extra,
        label="title",
    )


def text(name: str, of: str) -> tuple[Column, Column]:
    """Make the pair of columns that holds one text in English and in Welsh."""
    return Column(name, of=of), Column(f"{name}_cy", of=of)


_RESPONSE = Column("response", "The response that this row belongs to.", to="responses", required=True)
_POSITION = Column("position", "Its place in the list, from 1.", type="INTEGER", required=True)
_FILE_ID = Column("id", "The row's permanent name.", required=True)

_WELSH_TITLE_FROM = (
    Column("title_cy_source", "Where the Welsh title was found."),
    Column("title_cy_confidence", "Whether the Welsh title is sourced."),
)


REFERENCE_TABLES = (
    *(_code_table(name) for name in CODE_LISTS),
    Table(
        "forces",
        "The 43 police forces in England and Wales.",
        (
            *_CODE_COLUMNS,
            Column("ons_code", "The Office for National Statistics' code of the police force area."),
            Column("region", "The region of England, or Wales."),
            Column("ons_code_source", "Where the code was found."),
            Column("chief_officer_title", "What the force's chief officer is called."),
            *_WELSH_TITLE_FROM,
        ),
        facets=("region",),
        indexes=("title",),
        label="title",
    ),
    Table(
        "policing_bodies",
        "Local policing bodies: police and crime commissioners, mayors with their functions, and the two in London.",
        (
            *_CODE_COLUMNS,
            Column("type", "What kind of body it is.", to="code_policing_body_types"),
            Column("force", "The police force that it holds to account.", to="forces"),
            Column("start_confidence", "Whether the start date is sourced."),
            Column("end_confidence", "Whether the end date is sourced."),
            Column("start_source", "Where the start date was found, such as the order that sets it."),
            Column("end_source", "Where the end date was found."),
            *_WELSH_TITLE_FROM,
            Column("website", "The body's website."),
            Column("website_confidence", "Whether the website is sourced."),
        ),
        facets=("type",),
        label="title",
    ),
    Table(
        "successions",
        "What became of a force or a local policing body that has ended or is to end: which other takes its place, "
        "from which day, and by which law.",
        (
            _FILE_ID,
            Column("kind", "force or policing_body.", required=True),
            Column("from_code", "The code of the force or body before.", required=True),
            Column("to_code", "The code of the one after.", required=True),
            Column(
                "relation",
                "continues (the same office under another title), functions_pass_to, merged_into, or split_into (one "
                "row for each part).",
                required=True,
            ),
            Column("date", "From which day, or as far as it is known."),
            Column("instrument", "The law by which it was done."),
            Column("source", "Where the fact was found."),
            Column("confidence", "Whether the fact is sourced. 'unverified' means that nobody has checked it."),
            Column("date_confidence", "The same of the date."),
        ),
        facets=("kind", "relation"),
        indexes=("from_code",),
    ),
    Table(
        "coverage",
        "For which bodies, and for which days of report, this dataset claims to hold every response. Nothing is called "
        "outstanding or overdue outside it.",
        (
            _FILE_ID,
            Column("policing_body", "The local policing body.", to="policing_bodies", required=True),
            Column("covered_from", "The first day of report that is covered.", required=True),
            Column("covered_to", "The last day of report that is covered. Empty: no end."),
            Column("note", "What the claim rests on."),
        ),
    ),
    Table(
        "silences",
        "Reports to which a force's body owes no response of its own, with the reason.",
        (
            _FILE_ID,
            Column("force", "The force.", to="forces", required=True),
            Column("inspection", "The report.", required=True),
            Column("reason", "Why no response is owed.", to="code_silence_reasons", required=True),
            Column("covered_by", "The response that answers for it."),
            Column("note", "A remark."),
        ),
        indexes=("inspection",),
    ),
    Table(
        "sources",
        "The offices' own data that were gathered into this dataset, and how each was at the last harvest that found "
        "something new. Of one that is not current, the data are as they were when they were last fetched.",
        (
            Column("id", "The source.", required=True),
            Column("kind", "How it is fetched: folder, git or archive.", required=True),
            Column("address", "Where its data are on the web."),
            Column(
                "state",
                "current; unreachable (it could not be fetched); broken (what it gave could not be used); withdrawn "
                "(the office took its data back); or ended (another body answers now).",
                required=True,
            ),
            Column("since", "When this state began, as far as is known here: a time in UTC, or a day.", required=True),
            Column("problem", "Why it is not current."),
            Column("note", "What was passed over in its data."),
            Column("fetched", "When the data that are shown were fetched, in UTC."),
            Column("revision", "The commit, or the SHA-256 checksum, of the data that are shown."),
            Column("successor", "The body that answers now.", to="policing_bodies"),
            Column("responses", "How many responses are from it.", type="INTEGER", required=True),
        ),
        facets=("state",),
    ),
    Table(
        "source_bodies",
        "The bodies whose responses each source holds. A body has one source.",
        (
            Column("policing_body", "The local policing body.", to="policing_bodies", required=True),
            Column("source", "The source.", to="sources", required=True),
        ),
    ),
    Table(
        "harvests",
        "Every harvest that found something new: how many sources were in each state, and what changed in the data.",
        (
            Column("time", "When it was, in UTC.", required=True),
            *(
                Column(state, f"How many sources were {state}.", type="INTEGER", required=True)
                for state in ("current", "unreachable", "broken", "withdrawn", "ended")
            ),
            Column("responses", "How many responses there were.", type="INTEGER", required=True),
            Column("added", "How many records were new.", type="INTEGER", required=True),
            Column("changed", "How many records had changed.", type="INTEGER", required=True),
        ),
    ),
)

DERIVED_TABLES = (
    Table(
        "inspections",
        "Inspection reports: the register, and the reports that only a response names.",
        (
            Column("id", of="inspection.id", required=True),
            *text("title", "inspection.title"),
            Column("other_titles", "Other titles that the register knows it by, with | between them."),
            Column("published", of="inspection.published"),
            Column("type", of="inspection.type", to="code_inspection_types"),
            Column("url", of="inspection.url"),
            Column("archived_url", of="inspection.archived_url"),
            Column("recommendations_made", of="inspection.recommendations_made", type="INTEGER"),
            Column("scope", "Which forces the report is about: all, listed or unknown.", required=True),
            Column("in_register", "1 if the report is in the register, 0 if only a response names it.", type="INTEGER"),
            Column("source", "Where the date of the report was found."),
            Column("confidence", "Whether the register's facts are sourced."),
            Column(
                "second_source",
                "Where the same date was found a second time, independently. Empty where nobody has found one.",
            ),
            Column("other_ids", "Other ids under which records have named it, with a space between them."),
            Column("region", "The region whose forces the report is about, where the register says so."),
            Column("revisits", "The earlier report to which this one goes back.", to="inspections"),
        ),
        facets=("type", "scope"),
        indexes=("published",),
        label="title",
        sort="published",
    ),
    Table(
        "inspection_forces",
        "Which forces a report is about, where it is not about all.",
        (
            _FILE_ID,
            Column("inspection", "The report.", to="inspections", required=True),
            Column("force", "The force.", to="forces", required=True),
        ),
        facets=("force",),
    ),
    Table(
        "inspection_inspectorates",
        "Who inspected.",
        (
            _FILE_ID,
            Column("inspection", "The report.", to="inspections", required=True),
            Column("inspectorate", "The inspectorate.", to="code_inspectorates", required=True),
        ),
        facets=("inspectorate",),
    ),
    Table(
        "registered_recommendations",
        "The recommendations of a report as the register has them: as the report numbers them, whoever has answered.",
        (
            _FILE_ID,
            Column("inspection", "The report.", to="inspections", required=True),
            _POSITION,
            Column("number", "The number as the report prints it.", required=True),
            Column("text", "Its words."),
            Column("text_cy", "Its words in Welsh."),
            Column("url", "Where it stands on the web."),
            Column("addressees", "Whom it is for: codes of code_addressees, with a space between them."),
        ),
    ),
    Table(
        "registered_addressees",
        "How many of a report's recommendations are for whom, as the register has it.",
        (
            _FILE_ID,
            Column("inspection", "The report.", to="inspections", required=True),
            Column("addressee", of="addressee_count.addressee", to="code_addressees", required=True),
            Column("recommendations", of="addressee_count.count", type="INTEGER", required=True),
        ),
    ),
)

RECORD_TABLES = (
    Table(
        "responses",
        "One row for each published response.",
        (
            Column("id", of="id", required=True),
            *text("title", "title"),
            Column("force", of="force", to="forces", required=True),
            Column("policing_body", of="policing_body", to="policing_bodies", required=True),
            Column("body_as_printed", of="body_as_printed"),
            Column("stage", of="stage", to="code_stages", required=True),
            Column("language", of="language", to="code_languages", required=True),
            Column(
                "index_record",
                "1 if only the facts of the response are held and not its text.",
                type="INTEGER",
                required=True,
            ),
            Column("report_year", "The year of the report answered, or of the newest one.", type="INTEGER"),
            Column("published", of="dates.published"),
            Column("published_as_printed", of="dates.published_as_printed"),
            Column("published_source", of="dates.published_source"),
            Column("letter_date", of="dates.letter"),
            Column("chief_officer_invited", of="dates.chief_officer_invited"),
            Column("chief_officer_answered", of="dates.chief_officer_answered"),
            *text("heading", "document.heading"),
            *text("statutory_statement", "document.statutory_statement"),
            Column("withdrawn_on", of="withdrawal.withdrawn_on"),
            *text("withdrawal_reason", "withdrawal.reason"),
            Column("origin", of="source.origin", to="code_origins"),
            Column("source_form", of="source.form", to="code_source_forms"),
            Column("source_url", of="source.url"),
            Column("source_archived_url", of="source.archived_url"),
            Column("source_accessed_on", of="source.accessed_on"),
            Column("source_file_name", of="source.file_name"),
            Column("source_sha256", of="source.sha256"),
            Column("source_publisher", of="source.publisher"),
            Column("source_licence", of="source.licence"),
            *text("note", "note"),
            Column(
                "added",
                "When the record was added to the data: a time in UTC from git, or else the day of the build that "
                "first held it. Empty where neither is known.",
                from_record=False,
            ),
            Column("changed", "When the record last changed, found in the same way.", from_record=False),
        ),
        facets=("force", "stage", "report_year", "index_record"),
        orders=(
            # With what a list can be narrowed to, so that passing over a row does not mean reading it.
            ("newest", "report_year DESC, coalesce(published, letter_date, '') DESC, id, force, stage"),
            ("in_time", "force, coalesce(published, letter_date, CAST(report_year AS TEXT), ''), id"),
        ),
        indexes=("published",),
        label="title",
    ),
    Table(
        "response_inspections",
        "Which reports each response answers, and what it says of them.",
        (
            _FILE_ID,
            _RESPONSE,
            _POSITION,
            Column("inspection", "The report.", to="inspections", required=True),
            *text("title", "inspection.title"),
            Column("published", of="inspection.published"),
            Column("published_as_printed", of="inspection.published_as_printed"),
            Column("published_source", of="inspection.published_source"),
            Column("type", of="inspection.type", to="code_inspection_types"),
            Column("type_as_printed", of="inspection.type_as_printed"),
            Column("inspectorates", "Who inspected: a JSON list of codes."),
            Column("forces_covered", "The forces that the report names: a JSON list of codes."),
            Column("applies", of="inspection.applies", to="code_applies"),
            Column("inspected", of="inspection.inspected"),
            Column("url", of="inspection.url"),
            Column("archived_url", of="inspection.archived_url"),
            Column("recommendations_made", of="inspection.recommendations_made", type="INTEGER"),
            *text("key_findings", "inspection.key_findings"),
        ),
        facets=("applies",),
        orders=(("of_force", "inspection, response"),),
    ),
    Table(
        "inspection_addressees",
        "How many of a report's recommendations are for whom, as each response tells it.",
        (
            _FILE_ID,
            _RESPONSE,
            Column("inspection", "The report.", to="inspections", required=True),
            Column("addressee", of="addressee_count.addressee", to="code_addressees", required=True),
            Column("recommendations", of="addressee_count.count", type="INTEGER", required=True),
        ),
    ),
    Table(
        "grades",
        "The grades that a report gives a force.",
        (
            _FILE_ID,
            _RESPONSE,
            _POSITION,
            Column("inspection", "The report.", to="inspections", required=True),
            Column("cycle", of="grade.cycle", to="code_grade_cycles"),
            Column("question", of="grade.question", required=True),
            Column("grade", of="grade.grade", to="code_grades", required=True),
        ),
        facets=("cycle", "grade"),
    ),
    Table(
        "sections",
        "The sections of each published document, in their order.",
        (
            _FILE_ID,
            _RESPONSE,
            _POSITION,
            Column("part", of="section.part", to="code_document_parts", required=True),
            *text("heading", "section.heading"),
            Column("label_title", "The words printed before the report's title."),
            Column("label_published", "The words printed before the report's date."),
            Column("label_type", "The words printed before the type of inspection."),
            *text("text", "section.text"),
        ),
    ),
    Table(
        "attachments",
        "Documents that belong to a response.",
        (
            _FILE_ID,
            _RESPONSE,
            Column("name", of="attachment.id", required=True),
            *text("title", "attachment.title"),
            Column("url", of="attachment.url"),
            Column("archived_url", of="attachment.archived_url"),
            Column("file", of="attachment.file"),
            Column("media_type", of="attachment.media_type"),
            Column("sha256", of="attachment.sha256"),
        ),
        label="title",
    ),
    Table(
        "comments",
        "The local policing body's comments, the chief officer's, and the reply to them.",
        (
            _FILE_ID,
            _RESPONSE,
            _POSITION,
            Column("kind", of="comment.kind", to="code_comment_kinds", required=True),
            Column("author", of="comment.author"),
            Column("role", of="comment.role"),
            Column("date", of="comment.date"),
            Column("form", of="comment.form", to="code_comment_forms"),
            Column("attachment", of="comment.attachment", to="attachments"),
            *text("text", "comment.text"),
        ),
        facets=("kind", "form"),
    ),
    Table(
        "answers",
        "What a body and its force say to a recommendation. One answer may serve several recommendations.",
        (
            _FILE_ID,
            _RESPONSE,
            Column("acceptance", of="answer.acceptance", to="code_acceptance"),
            *text("body_action", "answer.body_action"),
            *text("force_action", "answer.force_action"),
            *text("no_action_reason", "answer.no_action_reason"),
            Column("owner", of="answer.owner"),
            Column("target_date", of="answer.target_date"),
        ),
        facets=("acceptance",),
        indexes=("target_date",),
    ),
    Table(
        "recommendations",
        "Recommendations and other findings, each as one response gives it.",
        (
            _FILE_ID,
            _RESPONSE,
            _POSITION,
            Column("key", "The end of the recommendation's web address: #recommendation-KEY.", required=True),
            Column("number", of="recommendation.number"),
            Column("inspection", "The report that it stands in.", to="inspections"),
            Column("kind", of="recommendation.kind", to="code_finding_kinds", required=True),
            *text("text", "recommendation.text"),
            Column("theme", of="recommendation.theme"),
            Column("time_limit", of="recommendation.time_limit"),
            Column("earlier_inspection", of="earlier_inspection.id"),
            *text("earlier_title", "earlier_inspection.title"),
            Column("earlier_published", of="earlier_inspection.published"),
            Column("earlier_as_printed", of="earlier_inspection.as_printed"),
            Column("earlier_url", of="earlier_inspection.url"),
            Column("answered_with", "The recommendation whose answer serves this one too.", to="recommendations"),
            Column("answer", "The answer to it.", to="answers"),
            Column("target_date", "By when it is to be done, as promised last."),
            Column("status", "How far it had come when last reported.", to="code_progress_statuses"),
            Column("status_date", "When that was reported."),
        ),
        facets=("kind",),
        indexes=("target_date",),
        label="text",
    ),
    Table(
        "recommendation_parts",
        "The lettered or bulleted parts of a recommendation.",
        (
            _FILE_ID,
            _RESPONSE,
            Column("recommendation", "The recommendation.", to="recommendations", required=True),
            _POSITION,
            Column("label", of="part.label"),
            *text("text", "part.text"),
        ),
    ),
    Table(
        "recommendation_addressees",
        "Who each recommendation is for.",
        (
            _FILE_ID,
            _RESPONSE,
            Column("recommendation", "The recommendation.", to="recommendations", required=True),
            Column("addressee", "Who it is for.", to="code_addressees", required=True),
        ),
        facets=("addressee",),
    ),
    Table(
        "progress",
        "What became of each recommendation, by date.",
        (
            _FILE_ID,
            _RESPONSE,
            Column("recommendation", "The recommendation.", to="recommendations", required=True),
            _POSITION,
            Column("date", of="progress_entry.date", required=True),
            Column("status", of="progress_entry.status", to="code_progress_statuses", required=True),
            Column("reported_by", of="progress_entry.reported_by", to="code_progress_reporters"),
            Column("revised_target_date", of="progress_entry.revised_target_date"),
            Column("evidence_url", of="progress_entry.evidence_url"),
            *text("note", "progress_entry.note"),
        ),
        facets=("status", "reported_by"),
    ),
    Table(
        "distribution",
        "Who had a copy of each response.",
        (
            _FILE_ID,
            _RESPONSE,
            _POSITION,
            Column("recipient", of="distribution_entry.recipient", to="code_recipients", required=True),
            Column("name", of="distribution_entry.name"),
            Column("sent", "1 if the copy was sent, 0 if it is known not to be.", type="INTEGER", required=True),
            Column("sent_on", of="distribution_entry.sent_on"),
            Column("as_printed", of="distribution_entry.as_printed"),
        ),
        facets=("recipient", "sent"),
    ),
    Table(
        "related_responses",
        "Which responses replace, follow or mention each other.",
        (
            _FILE_ID,
            _RESPONSE,
            Column("relation", of="related.relation", to="code_relations", required=True),
            Column("related", of="related.id", to="responses", required=True),
        ),
        facets=("relation",),
    ),
    Table(
        "records",
        "Each record whole, as JSON: also what no other table holds, such as an office's own x_ keys.",
        (
            Column("response", "The response.", to="responses", required=True),
            Column("json", "The record.", required=True),
        ),
        sql=RECORDS_AS_JSON,
    ),
)

COUNTED_TABLES = (
    Table(
        "response_status",
        "Whether each response counts: the current ones do, those replaced or withdrawn do not.",
        (
            Column("response", "The response.", to="responses", required=True),
            Column(
                "status",
                "current, replaced (a later response, which was not withdrawn, takes its place) or withdrawn.",
                required=True,
            ),
            Column("replaced_by", "The current response in its place.", to="responses"),
        ),
        facets=("status",),
    ),
    Table(
        "current_recommendations",
        "Each recommendation or other finding that counts, once for each force: as its newest answer in a current "
        "response gives it.",
        (
            Column("recommendation", "The recommendation.", to="recommendations", required=True),
            Column("response", "The response with the newest answer.", to="responses", required=True),
            Column("policing_body", "The body whose answer it is.", to="policing_bodies", required=True),
            Column("force", "The force.", to="forces", required=True),
            Column("inspection", "The report that it stands in.", to="inspections"),
            Column("kind", of="recommendation.kind", to="code_finding_kinds", required=True),
            Column(
                "acceptance",
                "Whether the answer accepts it, a code of code_acceptance. no_answer: the record holds no answer.",
                required=True,
            ),
            Column("number_key", "Its number in small letters with hyphens, by which it is the same as another's."),
            Column("target_date", "By when it is to be done, as promised last in any current response."),
            Column("target_body", "The body in office on that day, to which the promise fell.", to="policing_bodies"),
            Column("status", "How far it had come when last reported.", to="code_progress_statuses"),
            Column("status_date", "When that was reported."),
        ),
        facets=("acceptance", "kind", "force"),
        indexes=("target_date",),
        orders=(("by_body", "kind, policing_body, force, acceptance"),),
    ),
    Table(
        "answered_reports",
        "Each report that a force's policing body has answered, once, and whether the answer came in time, however "
        "many versions of it there are.",
        (
            _FILE_ID,
            Column(
                "policing_body",
                "The local policing body that owed the response: the one that published it, if it was in time, and "
                "otherwise the one in office on the last lawful day.",
                to="policing_bodies",
                required=True,
            ),
            Column("force", "The force.", to="forces", required=True),
            Column("inspection", "The report.", to="inspections", required=True),
            Column("response", "The response that this rests on.", to="responses", required=True),
            Column("report_published", "When the report was published."),
            Column(
                "last_lawful_day",
                "The last day on which a response could lawfully be published: the report's day + 55 days (Police Act "
                "1996, section 55(5A)). Empty where the report's day is not known, or before the 56 days applied. That "
                "they applied from 3 April 2017 is not verified.",
            ),
            Column("response_published", "When that response was published."),
            Column("letter_date", "The date of its letter."),
            Column(
                "rests_on",
                "Which date the day number is counted to: publication, letter, or unknown.",
                to="code_date_bases",
                required=True,
            ),
            Column(
                "day_number",
                "Which day it was, counting the day on which the report was published as day 1.",
                type="INTEGER",
            ),
            Column(
                "days_late",
                "How many days after the last lawful day. From a letter's date it only says how late the response "
                "would be if it was published that day.",
                type="INTEGER",
            ),
            Column(
                "timeliness",
                "on_time, late, cannot_tell or does_not_apply.",
                to="code_timeliness",
                required=True,
            ),
        ),
        facets=("timeliness", "rests_on", "force"),
    ),
    Table(
        "duties",
        "Each response that a body owed within this dataset's stated coverage, with what answers the report or may "
        "answer it. A body outside the coverage never appears.",
        (
            _FILE_ID,
            Column(
                "policing_body",
                "The local policing body in office on the last lawful day, which owed the response.",
                to="policing_bodies",
                required=True,
            ),
            Column("force", "The force.", to="forces", required=True),
            Column("inspection", "The report.", to="inspections", required=True),
            Column("report_published", "When the report was published.", required=True),
            Column(
                "last_lawful_day",
                "The last day on which a response could lawfully be published (section 55(5A)).",
                required=True,
            ),
            Column(
                "reason",
                "answered; possible_answer (a response under another name of the report may be the answer); replaced "
                "or withdrawn (the only response was); record_left_out (a record of the force is not in this build "
                "because of an error); source_not_current (the office's own data could not be fetched or used lately, "
                "see sources); report_date_unverified; holding_statement_only; no_response; or why none is owed: "
                "covered_by, not_required.",
                required=True,
            ),
            Column("response", "The response that answers it.", to="responses"),
            Column("possible_answers", "The ids of responses that may answer it, with a space between them."),
            Column("covered_by", "The response that answers for it."),
        ),
        facets=("reason", "policing_body"),
    ),
    Table(
        "other_duties",
        "Each other report of the register and force that it is about: outside this dataset's stated coverage, or "
        "without a last lawful day. That there is no response here says nothing about the body.",
        (
            _FILE_ID,
            Column(
                "policing_body",
                "The local policing body in office on the last lawful day, or when the report was published where "
                "there is none. Empty where that is not known.",
                to="policing_bodies",
            ),
            Column("force", "The force.", to="forces", required=True),
            Column("inspection", "The report.", to="inspections", required=True),
            Column("report_published", "When the report was published, as far as the register knows."),
            Column(
                "last_lawful_day",
                "The last day on which a response could lawfully be published (section 55(5A)). Empty where the day of "
                "the report is not known, or the 56 days did not apply.",
            ),
            Column(
                "reason",
                "answered; replaced or withdrawn (the only response was); no_deadline (the body's responses are all "
                "here, but nobody can say by when this one was due); not_claimed (this dataset does not claim to hold "
                "it); or why none is owed: covered_by, not_required.",
                required=True,
            ),
            Column("response", "The response that answers it.", to="responses"),
            Column("covered_by", "The response that answers for it."),
        ),
        facets=("reason", "policing_body"),
    ),
    Table(
        "current_grades",
        "Each grade that counts, once for each force, report, cycle and question: as the newest current response gives "
        "it. Grades of two cycles cannot be compared.",
        (
            Column("id", "The row of the table grades that counts.", to="grades", required=True),
            Column("response", "The response that gives it.", to="responses", required=True),
            Column("force", "The force that was graded.", to="forces", required=True),
            Column("inspection", "The report.", to="inspections", required=True),
            Column("report_published", "When the report was published."),
            Column("cycle", of="grade.cycle", to="code_grade_cycles"),
            Column("question", of="grade.question", required=True),
            Column(
                "question_key",
                "The question in small letters with hyphens, by which it has the same words as another.",
                required=True,
            ),
            Column("grade", of="grade.grade", to="code_grades", required=True),
            Column(
                "step",
                "Which step of its cycle's scale the grade is, from 1 for the lowest. Empty where there is no grade, "
                "and outside the cycles.",
                type="INTEGER",
            ),
            Column("steps", "How many steps that scale has: four to 2018/19, five from 2021/22.", type="INTEGER"),
            Column("other_grades", "Other grades that current responses give for it, with a space between them."),
        ),
        facets=("cycle", "grade"),
        indexes=("question_key",),
        sort="report_published",
    ),
)
"""What counts, worked out from all records by `counting` and `duties`."""

_WHOSE = (
    Column("recommendation", "The recommendation answered.", to="recommendations", required=True),
    _RESPONSE,
    Column("policing_body", "The body whose response it is.", to="policing_bodies", required=True),
    Column("force", "The force.", to="forces", required=True),
    Column("inspection", "The report that the recommendation stands in.", to="inspections"),
    Column("date", "When the response was published, or else the date of its letter."),
)

ALIKE_TABLES = (
    Table(
        "alike_answers",
        "Answers that have the same words as the answer to another recommendation, or nearly the same: at least three "
        "in four of all runs of three words that either has are in both. Only answers that count, of at least 20 "
        "words. Punctuation and capitals do not matter. It says nothing of why they are alike.",
        (
            _FILE_ID,
            Column("wording", "The first answer with just these words.", to="alike_answers", required=True),
            Column(
                "alike_group",
                "The first answer of its group: answers that are alike, by themselves or through others.",
                to="alike_answers",
                required=True,
            ),
            *_WHOSE,
            Column(
                "text_kind",
                "What the text is: body_action, force_action or no_action_reason.",
                required=True,
            ),
            Column("language", "The language of the text.", to="code_languages", required=True),
            Column("words", "How many words it has.", type="INTEGER", required=True),
            Column(
                "others", "How many answers to other recommendations are alike to it.", type="INTEGER", required=True
            ),
            Column("position", "Its place among all of these, by date, from 1.", type="INTEGER", required=True),
        ),
        facets=("text_kind", "language"),
    ),
    Table(
        "alike_wordings",
        "How alike the wordings of answers are. Each wording stands for all answers that have just these words; the "
        "view similar_answers has each pair of answers.",
        (
            Column("id", "The row's number.", type="INTEGER", required=True),
            Column("wording", "A wording, by the first answer that has it.", to="alike_answers", required=True),
            Column(
                "other_wording", "Another wording, or the same one where several answers have it.", to="alike_answers"
            ),
            Column("shared", "How many runs of three words are in both.", type="INTEGER", required=True),
            Column("either", "How many different runs are in one of them or in both.", type="INTEGER", required=True),
        ),
    ),
)
"""Answers alike, found by `alike`."""

BUILD_TABLES = (
    Table(
        "provenance",
        "Every input file: what became of it and where it comes from.",
        (
            Column("path", "The file, counted from the project's folder.", required=True),
            Column("sha256", "The SHA-256 checksum of the file.", required=True),
            Column("git_commit", "The commit that last changed the file, where the file is as that commit left it."),
            Column("response", "The response that it became.", to="responses"),
            Column("outcome", "published or rejected.", required=True),
            Column("reason", "Why it was rejected."),
            Column("digest", "A checksum of the rows that it became."),
        ),
        facets=("outcome",),
    ),
    Table(
        "problems",
        "What is known to be wrong or missing in the data, published beside it.",
        (
            _FILE_ID,
            Column("file", "The file.", required=True),
            Column("response", "The response, where the file became one.", to="responses"),
            Column("code", "The kind of problem. 'opcc explain' tells more.", required=True),
            Column("severity", "error or warning.", required=True),
            Column("message", "What is wrong.", required=True),
            Column("hint", "What to do."),
            Column("line", "The line in the file, from 1.", type="INTEGER", required=True),
            Column("column", "The character in the line, from 1.", type="INTEGER", required=True),
            Column("pointer", "The place in the record, as a JSON Pointer."),
        ),
        facets=("code", "severity"),
        indexes=("file",),
    ),
    Table(
        "build",
        "Facts about this build of the database.",
        (Column("key", "The fact.", required=True), Column("value", "Its value.", required=True)),
    ),
    Table(
        "build_counts",
        "How many rows each table has.",
        (
            Column("table", "The table.", required=True),
            Column("rows", "How many rows it has.", type="INTEGER", required=True),
        ),
    ),
)

REPEAT_TABLES = (
    Table(
        "repeated_recommendations",
        "Recommendations that a record states to come from an earlier report, with every answer that counts, and the "
        "answers to the earlier report itself where it has the same words. Recommendations are the same if they come "
        "from the same earlier report with the same words, or stand in one report with the same number.",
        (
            Column("recommendation", "The recommendation in one response.", to="recommendations", required=True),
            Column(
                "repeat_group",
                "The first of all rows that are the same recommendation, by the dates of the reports and the answers.",
                to="recommendations",
                required=True,
            ),
            Column(
                "said",
                "again: the record states that it comes from an earlier report. first: it stands in that report.",
                required=True,
            ),
            *_WHOSE[1:],
            Column("earlier_inspection", "The earlier report, where the data have it.", to="inspections"),
            Column("earlier_title", of="earlier_inspection.title"),
            Column("earlier_published", of="earlier_inspection.published"),
            Column(
                "acceptance",
                "Whether the answer accepts it, a code of code_acceptance. no_answer: the record holds no answer.",
                required=True,
            ),
            _POSITION,
        ),
        facets=("said", "force"),
    ),
    Table(
        "possible_repeats",
        "Recommendations of two reports that have nearly the same words, where no record states that one repeats the "
        "other. They may be the same, and are counted in no figure.",
        (
            Column("id", "The row's number.", type="INTEGER", required=True),
            Column("recommendation", "One, by the first response that gives it.", to="recommendations", required=True),
            Column("other_recommendation", "The other.", to="recommendations", required=True),
            Column("inspection", "The report that the one stands in.", to="inspections", required=True),
            Column("other_inspection", "The report that the other stands in.", to="inspections", required=True),
            Column("shared", "How many runs of three words are in both.", type="INTEGER", required=True),
            Column("either", "How many different runs are in one of them or in both.", type="INTEGER", required=True),
        ),
    ),
    Table(
        "promise_dates",
        "Each date by which something was promised for a recommendation, in the order in which the dates were given: "
        "by the answer, by a version of it that was since replaced, or in a report of progress.",
        (
            _FILE_ID,
            Column("recommendation", "The recommendation.", to="recommendations", required=True),
            Column("response", "The response that gives this date.", to="responses", required=True),
            _POSITION,
            Column("said_on", "The date of that response, or of the report of progress."),
            Column("target_date", "By when it was to be done.", required=True),
        ),
    ),
)
"""What is said again, worked out from all records by `repeats`, and the dates of promises."""

_OF_ALL_RECORDS = COUNTED_TABLES + REPEAT_TABLES + ALIKE_TABLES + EVENT_TABLES + SEARCH_TABLES
TABLES = REFERENCE_TABLES + DERIVED_TABLES + RECORD_TABLES + _OF_ALL_RECORDS + BUILD_TABLES
BY_NAME = {table.name: table for table in TABLES}
