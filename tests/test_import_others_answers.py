"""What others say of a report gives no draft, though an office's own project says whose it would be."""

from __future__ import annotations

import pytest

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
ANSWER = (
    "\n\nWe welcome the inspectorate’s report on cells in Kent, and will work with Kent Police.\n\n"
    "## Recommendation 1\n\nBy June, the Home Office should review its guidance.\n\n"
    "Accepted. We will publish new guidance by the autumn.\n"
)
LETTER = (
    "3 May 2024\n\nDear {whom},\n\n**Invented cells: a look**\n\nThank you for the report on Kent Police. I accept "
    "what it says, and {more}.\n\nYours sincerely,\n\nJo Sample{signs}\n"
)
PRESENT = "Present: A. Sample (Chair), B. Other\n\nApologies: C. Third\n\n"
COMMENT = "## Commissioner’s comments\n\nThe force was asked to look at its cells again, and soon.\n"
HEARD = (
    "## Agenda item 4: “Invented cells: a look”\n\nJo Sample, Kent Police and Crime Commissioner, said that it was "
    "right. The Chief Constable of Kent Police said that figures had been published.\n\n"
)


def drafts(text: str, body: str = "") -> list[ImportedDraft]:
    return drafts_of(text.encode(), "x.md", STANDARD, body, "kent-pcc")


@pytest.mark.parametrize(
    "text",
    [
        f"# Government response to “Invented cells: a look”{ANSWER}",
        f"# The Home Office’s formal response to the report “Invented cells: a look”{ANSWER}",
        f"# Invented cells: a look\n\nStatement by the Home Secretary{ANSWER}",
        f"# Response of the Minister of State for Policing: “Invented cells: a look”{ANSWER}",
        LETTER.format(whom="Chief Inspector", more="officials will look at it", signs="\\\nHome Secretary"),
        LETTER.format(whom="Commissioner", more="officials will look at it", signs=", Minister for Policing"),
        LETTER.format(
            whom="all", more="officials will look at it", signs="\n\nSecretary of State for the Home Department"
        ),
    ],
)
def test_an_answer_of_the_government_gives_no_draft(text: str) -> None:
    with pytest.raises(DocumentError, match="answer of the government or of a minister"):
        drafts(text)


@pytest.mark.parametrize(
    "text",
    [
        f"# Response to “Invented cells: a look”{ANSWER}",
        f"# Home Secretary response – Kent PCC – “Invented cells: a look”{ANSWER}",
        f"# Home Secretary response\n\nOffice of the Kent Police and Crime Commissioner{ANSWER}",
        f"# Home Secretary response\n\nDear Home Secretary,{ANSWER}",
        LETTER.format(
            whom="all", more="the force will act", signs=", Kent Police and Crime Commissioner\\\nHome Secretary"
        ),
        f"# Home Secretary response{ANSWER}\n\nMy office will look at this again.\n",
        f"# Government response{ANSWER}\n\n{COMMENT}",
        f"# Home Secretary response\n\n{LETTER.format(whom='Home Secretary', more='the force will act', signs='')}",
        LETTER.format(
            whom="Jo", more="the force will act", signs="\\\nKent Police and Crime Commissioner\\\nHome Secretary"
        ),
        LETTER.format(whom="Jo", more="my office will act", signs="\\\nHome Secretary"),
        LETTER.format(whom="Jo", more="the force will act", signs="\n\nKent\n\nHome Secretary"),
    ],
)
def test_a_body_that_writes_to_the_government_has_a_draft(text: str) -> None:
    (made,) = drafts(text)
    assert made.data["policing_body"] == "kent-pcc"


@pytest.mark.parametrize(
    "text",
    [
        f"# Kent Police and Crime Panel\n\nMinutes of the meeting of 3 May 2024\n\n{PRESENT}{HEARD}",
        f"# Kent Police and Crime Panel\n\n{PRESENT}{HEARD}RESOLVED: that the report be noted.\n",
        f"# Cofnodion\n\nPanel, 3 May 2024\n\n{HEARD}",
    ],
)
def test_minutes_give_no_draft_but_where_a_person_names_the_body(text: str) -> None:
    with pytest.raises(DocumentError, match="minutes of a meeting"):
        drafts(text)
    assert len(drafts(text, "kent-pcc")) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"# Minutes\n\n{PRESENT}{HEARD}{COMMENT}",
        f"# Minutes\n\n{PRESENT}{HEARD}Recommendation 1: Forces should act.\n\nForce response: They were painted.\n",
        f"# Minutes\n\n{PRESENT}{HEARD}I welcome the report and will look at the cells again.\n",
        f"# Response of Kent Police and Crime Commissioner\n\n{HEARD}",  # an item on an agenda alone makes no minutes
        f"# Response of Kent Police and Crime Commissioner\n\n{PRESENT}It was right, said the force.\n",
        f"# Response of Kent Police and Crime Commissioner\n\n{HEARD}It was agreed that figures be published.\n",
        f"# The 90 minutes\n\n{HEARD}",
    ],
)
def test_a_response_that_stands_in_minutes_has_a_draft(text: str) -> None:
    assert len(drafts(text)) == 1
