"""What the standard says of forces, bodies, reports and codes, as tables."""

from __future__ import annotations

from opcc_opendata.tables.model import FILE_ID, Column, Table

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
            FILE_ID,
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
            FILE_ID,
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
            FILE_ID,
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
            Column("note", "What was passed over in its data, or else is to be said of them."),
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
