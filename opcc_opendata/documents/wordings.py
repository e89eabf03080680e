"""The words that a document has of its own, where the record gives none: headings, labels and sentences.

One table for all who need them: what prints a document, and what reads one back. Welsh that nobody has checked is
left out, and then the English stands there, marked as English. What a response is (`stage`) and which one it replaces
is said in the words of the site's pages, in both languages.
"""

from __future__ import annotations

from typing import Final

from opcc_opendata.documents.model import ShortText

WORDINGS: Final = {
    "part.inspections": {"en": "The report", "cy": "Yr adroddiad"},
    "part.key_findings": {"en": "Key findings", "cy": "Canfyddiadau allweddol"},
    "part.chief_officer_comments": {"en": "Chief officer’s comments", "cy": "Sylwadau’r prif swyddog"},
    "part.policing_body_comments": {
        "en": "Local policing body’s comments",
        "cy": "Sylwadau’r corff plismona lleol",
    },
    "part.reply_to_chief_officer": {"en": "Reply to the chief officer’s comments"},
    "part.recommendations": {"en": "Recommendations and answers", "cy": "Argymhellion ac atebion"},
    "part.distribution": {"en": "Who had a copy"},
    "part.other": {"en": "Other", "cy": "Arall"},
    "fact.force": {"en": "Police force:", "cy": "Heddlu:"},
    "fact.body": {"en": "Local policing body:", "cy": "Corff plismona lleol:"},
    "fact.title": {"en": "Report:", "cy": "Adroddiad:"},
    "fact.published": {"en": "Report published:"},
    "fact.type": {"en": "Type of inspection:"},
    "fact.response": {"en": "Response published:"},
    "fact.letter": {"en": "Date of letter:"},
    "fact.invited": {"en": "Chief officer invited to comment:"},
    "fact.answered": {"en": "Chief officer answered:"},
    "fact.address": {"en": "On the web:"},
    "fact.replaces": {"en": "Replaces:", "cy": "Yn disodli:"},
    "fact.follows": {"en": "Follows:", "cy": "Yn dilyn:"},
    "fact.note": {"en": "Note:", "cy": "Nodyn:"},
    "stage.holding": {"en": "Holding statement", "cy": "Datganiad dros dro"},
    "stage.holding_is": {
        "en": "This is a holding statement, and not the response that the law asks for.",
        "cy": "Datganiad dros dro yw hwn, ac nid yr ymateb y mae’r gyfraith yn gofyn amdano.",
    },
    "stage.update": {"en": "Update", "cy": "Diweddariad"},
    "stage.correction": {"en": "Correction", "cy": "Cywiriad"},
    "column.number": {"en": "Number", "cy": "Rhif"},
    "column.recommendation": {"en": "Recommendation", "cy": "Argymhelliad"},
    "column.answer": {"en": "Answer", "cy": "Ateb"},
    "finding.time_limit": {"en": "Time limit:"},
    "finding.from_inspection": {"en": "From an earlier report:"},
    "finding.body_action": {"en": "Action by the local policing body"},
    "finding.force_action": {"en": "Action by the force"},
    "finding.no_action_reason": {"en": "Why the local policing body takes no action"},
    "finding.acceptance": {"en": "Accepted or not:"},
    "finding.owner": {"en": "Responsible:"},
    "finding.target_date": {"en": "To be done by:"},
    "finding.answered_with": {"en": "Answered together with:"},
    "finding.no_answer": {"en": "No answer is recorded."},
    "comment.attachment": {"en": "In a document of its own:"},
    "index.not_held": {
        "en": "The text of this response is not held here. Only the facts on this page are known of it. "
        "Read it where it was published.",
    },
    "index.source": {"en": "Where it was published:"},
    "index.archived": {"en": "Archived copy:"},
    "statement": {
        "en": "Section 55 of the Police Act 1996 requires a local policing body to publish its comments on an "
        "inspection report about its police force, together with the chief officer’s comments and any reply to them.",
    },
    "statement.56": {
        "en": "Section 55 of the Police Act 1996 (as amended by section 37 of the Policing and Crime Act 2017) "
        "requires a local policing body to publish its comments on an inspection report about its police force, "
        "together with the chief officer’s comments and any reply to them, within 56 days beginning with the day on "
        "which the report is published, and to explain what it has done or will do about each recommendation, or why "
        "it takes no action.",
    },
    "draft": {"en": "Draft: not published"},
    "draft.response_published": {"en": "[not published yet]"},
    "draft.letter_date": {"en": "[not dated yet]"},
    "letter.to": {"en": "The Home Secretary"},
    "letter.office": {"en": "Home Office", "cy": "Y Swyddfa Gartref"},
    "letter.dear": {"en": "Dear Home Secretary"},
    "letter.subject": {"en": "Response to {reports}"},
    "letter.opening": {
        "en": "I send you a copy of my published comments on this report, as section 55(6) of the Police Act 1996 "
        "requires.",
    },
    "letter.opening_several": {
        "en": "I send you a copy of my published comments on these reports, as section 55(6) of the Police Act 1996 "
        "requires.",
    },
    "letter.close": {"en": "Yours sincerely"},
    "panel.title": {"en": "Responses to inspection reports since {since}"},
    "panel.for": {"en": "Paper for the Police and Crime Panel"},
    "panel.for_members": {"en": "Paper for members"},
    "panel.responses": {"en": "Responses since {since}"},
    "panel.no_responses": {"en": "The records hold no response of this body that is dated {since} or later."},
    "panel.undated": {"en": "Responses with no known date"},
    "panel.undated_why": {"en": "Nothing shows when these were published, so they may be older."},
    "panel.promises": {"en": "Open promises"},
    "panel.no_promises": {"en": "The records hold no open promise in a response of this body."},
    "panel.what_is_open": {
        "en": "A recommendation that this body accepted is listed here if an action was promised, with or without a "
        "date. So is any other of its responses for which a date or progress was reported. What the newest report "
        "calls complete, closed or given up is left out.",
    },
    "panel.no_answer": {"en": "No answer recorded"},
    "panel.response": {"en": "Response", "cy": "Ymateb"},
    "panel.date": {"en": "Date", "cy": "Dyddiad"},
    "panel.published": {"en": "Published {date}", "cy": "Cyhoeddwyd {date}"},
    "panel.letter": {"en": "Letter of {date}"},
    "panel.not_known": {"en": "Not known"},
    "panel.answers": {"en": "Recommendations and other findings"},
    "panel.not_held": {"en": "The text is not held."},
    "panel.no_findings": {"en": "The record lists no recommendation or other finding."},
    "panel.finding": {"en": "Recommendation", "cy": "Argymhelliad"},
    "panel.reports": {"en": "Report answered"},
    "panel.promise": {"en": "What was promised"},
    "panel.due": {"en": "To be done by"},
    "panel.progress": {"en": "Progress last reported"},
    "panel.no_date": {"en": "No date given"},
    "panel.first_date": {"en": "First promised for {date}"},
    "panel.no_progress": {"en": "No progress is recorded."},
}


def say(key: str, language: str, **values: str) -> ShortText:
    """Give the words for a key, in the language or else in English."""
    found = WORDINGS[key]
    spoken = language if language in found else "en"
    return ShortText(found[spoken].format(**values) if values else found[spoken], spoken)
