"""What is worked out from all records together, as tables: what counts, what is owed, what is alike or repeated."""

from __future__ import annotations

from opcc_opendata.tables.model import FILE_ID, POSITION, RESPONSE, Column, Table

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
            Column(
                "number_key",
                "Its number in small letters with hyphens, by which it is the same as another's of its report: 1. "
                "That of a finding that is no recommendation has its kind too: area-for-improvement-1.",
            ),
            Column("target_date", "By when it is to be done, as promised last in any current response."),
            Column("target_body", "The body in office on that day, to which the promise fell.", to="policing_bodies"),
            Column("status", "How far it had come, by the newest report that says so.", to="code_progress_statuses"),
            Column("status_date", "When that was reported."),
            Column(
                "complete_since",
                "When it was first reported complete, if no report has said otherwise since.",
            ),
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
            FILE_ID,
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
            FILE_ID,
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
                "or are no longer fetched, see sources); report_date_unverified; holding_statement_only; "
                "no_response; or why none is owed: covered_by, not_required.",
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
            FILE_ID,
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
    RESPONSE,
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
            FILE_ID,
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
            POSITION,
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
            FILE_ID,
            Column("recommendation", "The recommendation.", to="recommendations", required=True),
            Column("response", "The response that gives this date.", to="responses", required=True),
            POSITION,
            Column("said_on", "The date of that response, or of the report of progress."),
            Column("target_date", "By when it was to be done.", required=True),
            Column(
                "moved",
                "1 if it is certainly another date than those before. A month may be the same as one of its days.",
                type="INTEGER",
                required=True,
            ),
        ),
    ),
)
"""What is said again, worked out from all records by `repeats`, and the dates of promises."""
