"""Sentences that say whether a recommendation is accepted, and sentences that look like it. Every text is invented.

The tables are read by `said_at_start` as an answer of the body, and say of each sentence: the code of acceptance.csv
("" for none), whether it says nothing else, and whether a person must be asked.
"""

from __future__ import annotations

import pytest

from opcc_opendata.importers.acceptance import acceptance_of, said_at_start
from opcc_opendata.importers.labels import Setting, in_setting
from opcc_opendata.importers.verdicts import OF_BODY, OF_FORCE

ALONE = {
    "accepted": """
        Accepted.
        Accepted
        ACCEPTED.
        *Accepted.*
        “Accepted.”
        (Accepted)
        Accept.
        Agree
        Agreed.
        Agreed and accepted.
        Accepted in full.
        Fully accepted.
        Accepted – in full.
        Accepted (in full).
        Accepted without reservation.
        Accepted with thanks.
        Also accepted.
        - Accepted
        ☑ Accepted ☐ Rejected
        ✓ Accepted
        Recommendation accepted.
        Accept this recommendation.
        Agree with recommendation.
        Happy to accept.
        Accepted by both.
        Accepted by both the PCC and the force.
        The Office of the Police and Crime Commissioner accepts this recommendation.
        The PCC is in agreement with this recommendation.
        The recommendation is welcomed and accepted.
        We note and accept.
        Accepted.¹
        Yes – accepted
        Yes, accepted.
        Yes. We accept this.
        Yes, we agree.
        Noted and accepted.
        Noted, and accepted.
        Noted. Accepted.
        Noted. The commissioner accepts this.
        Noted – the PCC accepts this recommendation.
        Accepted and noted.
        I accept.
        I agree.
        I accept this.
        I accept this one also.
        I accept this recommendation too.
        I accept it gladly.
        I fully accept this recommendation.
        I agree with this recommendation.
        I agree with this too.
        I agree to this.
        I have accepted this recommendation in full.
        I can accept this.
        I am pleased to accept this recommendation.
        I am content to accept this finding.
        I welcome and accept this recommendation.
        I welcome this recommendation and accept it in full.
        I support this recommendation.
        As PCC, I accept this recommendation.
        On balance, I accept this.
        We accept this recommendation.
        We both accept this.
        I’ve accepted this. We’re content to accept it.
        We concur with this recommendation.
        The recommendation is accepted.
        This recommendation is accepted in full.
        This recommendation has been accepted by the Commissioner.
        This area for improvement is accepted.
        These recommendations are accepted.
        This is also accepted.
        This too has been accepted.
        It is accepted.
        The Commissioner accepts.
        The Commissioner accepts this recommendation.
        The Police and Crime Commissioner for Kent accepts the recommendation made by the inspectorate.
        Commissioner Sample accepts this recommendation.
        Kent Police and Crime Commissioner accepts this recommendation.
        The PFCC has decided to accept this recommendation.
        The Mayor has considered this recommendation and accepts it.
        MOPAC accepts this recommendation in full.
        The Commissioner and the Chief Constable accept this recommendation.
        The Chief Constable and I accept this recommendation.
        I accept this, as does the Chief Constable.
        The Chief Constable accepts this recommendation and so do I.
        Derbyniwyd.
        Rwy’n derbyn yr argymhelliad hwn.
        Mae’r Comisiynydd yn derbyn yr argymhelliad.
    """,
    "accepted_in_part": """
        Accepted in part
        Accepted – in part.
        Accepted (in part)
        Accepted, in part.
        Accepted only in part.
        Partially accepted.
        Partly agreed
        Agreed in part.
        Noted and accepted in part.
        I accept this in part.
        I accept this only in part.
        I partly accept this recommendation.
        I agree in part with this recommendation.
        The recommendation is partially accepted.
        This recommendation is accepted in part by the Commissioner.
        The PCC partially accepts this.
        Derbyniwyd yn rhannol.
    """,
    "not_accepted": """
        Not accepted.
        Not agreed
        Rejected
        Rejected by the Commissioner.
        Declined.
        Disagree.
        ☐ Accepted ☒ Not accepted
        Recommendation not accepted.
        Do not accept this recommendation.
        Don’t agree
        Cannot accept.
        Unable to accept this.
        I cannot support this recommendation.
        Refused.
        No – not accepted.
        No. We do not agree.
        Noted but not accepted.
        I reject this recommendation.
        I do not accept this.
        I don't agree.
        We don’t agree with this recommendation.
        I cannot accept this.
        I can’t accept this recommendation.
        I won't accept it.
        I am unable to accept this recommendation.
        I am not prepared to accept this recommendation.
        I disagree.
        I disagree with this recommendation.
        I note this recommendation but do not accept it.
        I do not support this.
        I have decided not to accept this recommendation.
        The recommendation is not accepted.
        This recommendation is rejected.
        This cannot be accepted.
        It is not agreed.
        The Commissioner does not accept this recommendation.
        The commissioner declines to accept this recommendation.
        The Mayor no longer accepts this recommendation.
        The Commissioner has considered this recommendation and does not accept it.
        Nid wyf yn derbyn yr argymhelliad.
        Gwrthodir.
    """,
    "noted": """
        Noted.
        Noted with thanks.
        I note this recommendation.
        The Commissioner notes this recommendation.
        This recommendation is noted.
    """,
    "already_done": """
        Already done.
        This is already in place.
        This recommendation has already been implemented.
    """,
}
WITH_MORE = {
    "accepted": """
        Accepted. The force has counted its cells.
        Accepted: I shall ask for the figures each month.
        Accepted – a dashboard will be ready in the new year.
        Accepted and implemented.
        Accepted on 4 May 2021.
        Accepted (see above).
        Agreed, and I have put £40,000 aside for it.
        Yes. I accept this and will ask for the figures.
        Noted. The Commissioner accepts this, and has written to the Minister.
        I accept this recommendation and have agreed £180,000 from reserves.
        I accept the recommendation, and I have provided £400,000 for it.
        I accept this recommendation because it is right.
        I accept this, as it is right.
        I accept this recommendation too, though I would say, with respect, that it is easier written than staffed.
        Accepted, although it will take a year.
        I accept this. It is accepted practice in other forces.
        This recommendation has been accepted by us and is done.
        The MPS and the Mayor accept this recommendation, which is under way.
    """,
    "accepted_in_part": """
        Accepted in part. The force will do so in town.
        This is partially accepted. It can be done only in part.
        Partially accepted, for the reasons below.
        I accept this only in part. I am not prepared to pay for it.
    """,
    "not_accepted": """
        Not accepted: the cost is too high.
        Not accepted because the cost is too high.
        Rejected, as it would cost too much.
        Rejected. It would cost too much.
        The commissioner does not accept this recommendation because the cost is too high.
        I do not accept this recommendation, for it was done last year.
        I reject this recommendation on the grounds of cost.
        We don't agree. A further layer of command would cost £140,000 a year.
        I do not support this. It is no task of a force this size.
    """,
    "noted": """
        Noted, as it is for the Home Office.
        Noted. The recommendations are for the College of Policing.
    """,
    "already_done": """
        Already in place. It has been so since 2020.
    """,
}
ASKED = """
    Accepted in principle.
    Accepted with reservations.
    Broadly accepted.
    Accepted for now.
    Accepted, but only in town.
    Accepted. But not before May.
    Accepted, provided that the Minister pays.
    Accepted subject to funding.
    Accepted, though not before May.
    Accepted. However, it cannot be done by May.
    I accept this unless the cost rises.
    I accept this with one exception.
    I agree, except for the date.
    I do not fully accept this.
    I would accept this if it were cheaper.
    I am minded to accept this recommendation.
    I may accept this recommendation.
    I do not reject this recommendation.
    I do not accept that this is needed.
    We do not agree that such a register would help.
    Not yet accepted.
    Neither accepted nor rejected.
    The Commissioner neither accepts nor rejects this recommendation.
    This recommendation is not yet accepted.
    This recommendation should be accepted.
    This recommendation is generally accepted.
    The Mayor agrees, provided that the law is kept to.
    Accepted. Not accepted.
"""
NONE = """
    Accepted practice is to count the cells twice.
    Accepted by the Crown Court.
    Agreed £420,000 for operators in the budget.
    Agreed with the council that the cells be painted.
    Agreed-upon dates are kept.
    Has accepted an invitation.
    Have agreed £85,000 for the licence.
    No-one accepts this.
    Recommendation accepted practice.
    Recommendations were read with care.
    Agreement with the council was reached.
    Agreed that cells should be painted.
    Note: the cells were painted in May.
    Noted in the plan.
    Rejected files are returned with the reasons marked.
    Declined gifts are listed.
    Supported by the council, the work began in May.
    Yes
    It is noted in the plan.
    It is accepted that more must be done.
    It was rejected by the court.
    This is accepted practice elsewhere.
    This was agreed at the Force Executive in August.
    This is not yet accepted by the Crown Court.
    The recommendation is accepted by few.
    The recommendation was rejected by the court.
    The report is accepted.
    The bid was not accepted.
    The charge was rejected by the Crown Prosecution Service.
    The Government has accepted this recommendation.
    The panel accepts this recommendation.
    The Home Secretary does not accept this recommendation.
    The Commissioner has accepted an invitation to the opening.
    The Commissioner agreed growth of £92,000.
    The Commissioner has agreed that training may be paid as overtime.
    The PCC notes that this is complete.
    The PCC disagrees and will pay for another route.
    Both directors have accepted my invitation to a meeting.
    I accept that victims were let down here.
    I accept that, in time, more must be done.
    I accept this is a problem.
    I accept that limit for now.
    I accept the Chief Constable's reason for delay.
    I agree with the force.
    I agree with the aim, and not with the means.
    I agreed to fund twelve more call handlers.
    I have agreed the overtime.
    I have asked if the Chief Constable accepts this.
    I note, in passing, that it rained.
    I support this.
    I welcome this recommendation.
    I will agree terms with the council.
    We support it in part.
    If I accept this, it will cost £40,000.
    Return interviews are offered, and nine in ten are accepted.
    A file is accepted only in part by the system.
    Only in part has this been paid for.
    This one also was painted.
    The doors were painted too, though not all of them.
    Not supported at present by either force.
    Whether this is accepted is for the Minister.
"""


def lines(texts: str) -> list[str]:
    return [line.strip() for line in texts.splitlines() if line.strip()]


def rows(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(sentence, code) for code, texts in table.items() for sentence in lines(texts)]


@pytest.mark.parametrize(("sentence", "code"), rows(ALONE))
def test_a_sentence_that_only_says_whether_a_finding_is_accepted(sentence: str, code: str) -> None:
    said = said_at_start(sentence, OF_BODY)
    assert said is not None
    assert (said.own, said.is_alone, said.is_open) == (code, True, False)


@pytest.mark.parametrize(("sentence", "code"), rows(WITH_MORE))
def test_an_answer_that_begins_with_an_acceptance_and_says_more(sentence: str, code: str) -> None:
    said = said_at_start(sentence, OF_BODY)
    assert said is not None
    assert (said.own, said.is_alone, said.is_open) == (code, False, False)


@pytest.mark.parametrize("sentence", lines(ASKED))
def test_a_sentence_that_is_no_plain_yes_or_no_is_for_a_person(sentence: str) -> None:
    said = said_at_start(sentence, OF_BODY)
    assert said is not None
    assert (said.own, said.is_open) == ("", True)


@pytest.mark.parametrize("sentence", lines(NONE))
def test_a_sentence_that_speaks_of_something_else_accepts_nothing_and_asks_nothing(sentence: str) -> None:
    assert said_at_start(sentence, OF_BODY) is None
    assert said_at_start(sentence, OF_FORCE) is None


@pytest.mark.parametrize(
    ("sentence", "body", "force"),
    [
        ("The Chief Constable accepts, the Commissioner does not.", "not_accepted", "accepted"),
        ("The Chief Constable accepts this recommendation; the Commissioner does not.", "not_accepted", "accepted"),
        ("The force accepts this recommendation, but the PCC does not accept it.", "not_accepted", "accepted"),
        ("The Commissioner accepts this. The Chief Constable does not.", "accepted", "not_accepted"),
        ("The PCC accepts this in part. Kent Police accepts it in full.", "accepted_in_part", "accepted"),
        ("The Commissioner and the Chief Constable do not accept this.", "not_accepted", "not_accepted"),
        ("Accepted by the Chief Constable.", "", "accepted"),
        ("The Chief Constable does not accept this recommendation.", "", "not_accepted"),
        ("West Midlands Police accepts this recommendation.", "", "accepted"),
        ("As Chief Constable, I accept this recommendation.", "", "accepted"),
        ("The Mayor accepts this recommendation.", "accepted", ""),
    ],
)
def test_who_accepts(sentence: str, body: str, force: str) -> None:
    mine, theirs = said_at_start(sentence, OF_BODY), said_at_start(sentence, OF_FORCE)
    assert mine is not None
    assert theirs is not None
    assert (mine.own, mine.other) == (body, force)
    assert (theirs.own, theirs.other) == (force, body)


def test_in_london_the_commissioner_is_the_chief_officer() -> None:
    sentence = "The Commissioner accepts this recommendation. The Mayor does not."
    with in_setting(Setting(capital=True)):
        said = said_at_start(sentence, OF_BODY)
    assert said is not None
    assert (said.own, said.other) == ("not_accepted", "accepted")


@pytest.mark.parametrize(
    ("sentence", "number"),
    [("I accept recommendation 2.", "2"), ("Recommendation 4 is accepted.", "4"), ("I accept this.", "")],
)
def test_the_number_of_the_finding_that_is_accepted(sentence: str, number: str) -> None:
    said = said_at_start(sentence, OF_BODY)
    assert said is not None
    assert said.number == number


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Noted and accepted", "accepted"),
        ("Yes – accepted", "accepted"),
        ("We accept this recommendation.", "accepted"),
        ("The recommendation is accepted in part", "accepted_in_part"),
        ("West Midlands Police do not accept this.", "not_accepted"),
        ("Accepted in principle", ""),
        ("Accepted by the Crown Court", ""),
        ("Accepted. The force has begun.", ""),
    ],
)
def test_a_cell_for_a_decision(words: str, code: str) -> None:
    assert acceptance_of(words) == code


def test_a_long_answer_says_more_than_its_start() -> None:
    said = said_at_start(f"I accept this. {'I accept this. ' * 60}And I will pay for it.", OF_BODY)
    assert said is not None
    assert not said.is_alone
