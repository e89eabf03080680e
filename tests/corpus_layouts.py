"""Layouts in which offices publish, each of which gives the parts of an invented document and the facts in it.

A part is a tuple: ("h", level, text), ("p", text), ("br", lines), ("ul", items), ("ol", items, first number),
("table", rows, has a row of heads), ("quote", paragraphs). In a text, **…** is bold, *…* slanted and ^…^ raised. A cell
that is "^^" belongs to the cell above it, and one that is "<<" to the cell before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.corpus_words import (
    BODY_TEXTS,
    CHIEF_TEXTS,
    INSPECTOR,
    JOURNALIST,
    REPLY_TEXTS,
    SUMMARY,
    Body,
    Finding,
    Report,
)

Part = tuple[Any, ...]
Facts = dict[str, Any]
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
WELSH = "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr".split()  # noqa: SIM905


def day(date: str, form: int = 0) -> str:
    """Write a date as offices do."""
    year, month, number = (int(part) for part in date.split("-"))
    name = MONTHS[month - 1]
    end = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(number, "th")
    return [
        f"{number} {name} {year}",
        f"{number}{end} {name} {year}",
        f"{number}{end} {name[:3]} ’{year % 100:02}",
        f"{number:02}/{month:02}/{year}",
        f"{number:02}-{name[:3]}-{year}",
        f"{number:02}-{month:02}-{year}",
        f"{name} {number}, {year}",
        f"{number}.{month}.{year}",
        f"{number} {WELSH[month - 1]} {year}",
    ][form]


def cut(text: str) -> str:
    """The words by which a text is known again."""
    return " ".join(text.split()[:9])


def facts(body: Body, *reports: Report | None, **more: Any) -> Facts:
    made: Facts = {"body": body.code, "reports": [], **more}
    for one in reports:
        if one is not None:
            known = {"title": one.title, "id": one.code, "published": one.published, "type": one.type}
            made["reports"].append({key: value for key, value in known.items() if value})
    return made


def comment(kind: str, text: str, author: str = "", form: str = "") -> dict[str, str]:
    return {
        key: value for key, value in (("kind", kind), ("words", cut(text)), ("author", author), ("form", form)) if value
    }


def answer(
    number: str,
    one: Finding,
    *,
    kind: str = "recommendation",
    body: bool = True,
    force: bool = True,
    text: bool = True,
    **more: Any,
) -> dict[str, Any]:
    """The facts of a recommendation of which the document prints all that it has."""
    made: dict[str, Any] = {"number": number, "kind": kind}
    if text:
        made |= {"text": cut(one.text), "addressees": one.addressees}
        if one.limit:
            made["time_limit"] = one.limit
    if body and one.body:
        made["reason" if "no action" in one.body else "body"] = cut(one.body)
    if force and one.force:
        made["force"] = cut(one.force)
    return {key: value for key, value in {**made, **more}.items() if value != ""}


def office_form(body: Body, report: Report, found: Sequence[Finding], v: int = 0) -> tuple[list[Part], Facts]:
    """A form with labels, headings in capitals and a list of copies."""
    labels = [
        ("Inspection Title:", "Date Published:", "Type of Inspection:"),
        ("Title of report", "Publication date", "Inspection type"),
        ("Report title:", "Date of publication:", "Report type:"),
        ("HMICFRS report", "Published by HMICFRS on", "Type"),
    ][v % 4]
    heads = [
        (
            "KEY FINDINGS:",
            "CHIEF CONSTABLE RESPONSE TO REPORT AND ANY RECOMMENDATIONS:",
            "PCC RESPONSE TO REPORT AND ANY RECOMMENDATIONS:",
            "For Office Use Only:",
        ),
        ("Summary", "Comments of the Chief Constable", "Comments of the Commissioner", "Distribution"),
        (
            "What the report found",
            "The Force’s response",
            "Response of the Police and Crime Commissioner",
            "Copies sent to",
        ),
        ("Headline findings", "Chief Officer comments", "OPCC commentary", "Circulation"),
    ][v % 4]
    words = ["Thematic inspection", "National thematic", "PEEL", "Joint inspection of custody"][v % 4]
    kind = ["national_thematic", "national_thematic", "peel", "custody_joint"][v % 4]
    boxes = [("☑", "☐"), ("✓", "☐"), ("[x]", "[ ]"), ("☒", "☐")][v % 4]
    chief, own = CHIEF_TEXTS[v % 4], BODY_TEXTS[v % 6]
    copies = [
        ("Response forwarded to the Home Office", "home_secretary", True),
        ("Response forwarded to HMICFRS", "hmicfrs", True),
        ("Copy to the Police and Crime Panel", "police_and_crime_panel", False),
        ("Published on the website", "own_website", v % 2 == 0),
    ]
    parts: list[Part] = [
        ("h", 1, f"{body.office}: response to an inspection report"),
        ("p", "*Prepared under section 55 of the Police Act 1996.*"),
        (
            "table",
            [
                [f"**{labels[0]}**", report.title],
                [f"**{labels[1]}**", day(report.published, v % 8)],
                [f"**{labels[2]}**", words],
            ],
            False,
        ),
        ("p", f"**{heads[0]}**"),
        ("p", SUMMARY),
        ("ul", ["demand has grown", "the backlog has not"]),
        ("p", f"**{heads[1]}**"),
        ("p", chief),
        ("p", found[0].force),
        ("p", f"**{heads[2]}**"),
        ("p", own),
        ("p", f"The cost was £{1000 + v}, or 41 in 2025^1^."),
        ("p", f"**{heads[3]}**"),
        *(("p", f"{boxes[0] if done else boxes[1]} {name}") for name, _, done in copies),
    ]
    made = facts(body, report)
    made["reports"][0]["type"] = kind
    made |= {
        "comments": [comment("chief_officer", chief), comment("policing_body", own)],
        "distribution": {name: done for _, name, done in copies},
        "findings": cut(SUMMARY),
    }
    return parts, made


def letter(body: Body, report: Report, found: Sequence[Finding], v: int = 0) -> tuple[list[Part], Facts]:
    """A letter to the Home Secretary in which the chief officer is quoted."""
    date = ["2026-03-31", "2026-04-14", "2023-01-23", "2024-11-04", "2026-06-30"][v % 5]
    lead = [
        f"I asked the {body.chief_post} for comments on the report, and {body.chief_post} {body.chief} said:",
        f"{body.chief_post} {body.chief} has provided the following response:",
        f"In accordance with section 55 I invited the {body.chief_post}’s views, which are set out below:",
        f"The {body.chief_post}, {body.chief}, responded as follows:",
    ][v % 4]
    own, chief, after = BODY_TEXTS[v % 6], CHIEF_TEXTS[v % 4], BODY_TEXTS[(v + 4) % 6]
    one, two = found[:2]
    says = [
        (f"In response to recommendation 1, {_lower(one.body)}", f"Turning to recommendation 2, {_lower(two.body)}"),
        (f"With regard to recommendation 1: {one.body}", f"On recommendation 2: {two.body}"),
        (f"Recommendation 1 – {one.body}", f"Recommendation 2 – {two.body}"),
    ][v % 3]
    quoted: list[Part] = [("quote", [chief, one.force])] if v % 2 else [("p", f"“{chief}"), ("p", f"“{one.force}”")]
    parts: list[Part] = [
        ("br", [body.office, "1 Invented Street", "Anytown AB1 2CD"]),
        ("br", ["The Rt Hon the Home Secretary", "Home Office", "2 Marsham Street", "London SW1P 4DF"]),
        ("p", day(date, [0, 1, 6, 2, 4][v % 5])),
        ("p", "Dear Home Secretary,"),
        ("p", f"**{'Re: ' if v % 2 else ''}{report.title}**"),
        (
            "p",
            f"I am writing in response to the HMICFRS report, which was published on {day(report.published, v % 2)}.",
        ),
        ("p", own),
        ("p", lead),
        *quoted,
        ("p", after),
        ("p", says[0]),
        ("p", says[1]),
        ("p", "Yours sincerely,"),
        ("br", [body.holder, body.post]),
    ]
    made = facts(body, report, letter=date)
    made["comments"] = [
        comment("policing_body", own, body.holder),
        comment("chief_officer", chief, body.chief if v % 4 != 2 else "", "quoted"),
        comment("policing_body", after, body.holder),
    ]
    made["recommendations"] = [
        answer("1", one, text=False, force=False, body=False, **_in_letter(one)),
        answer("2", two, text=False, force=False, body=False, **_in_letter(two)),
    ]
    return parts, made


def _in_letter(one: Finding) -> dict[str, str]:
    """The answer to a finding that a sentence of a letter gives, known by its last words."""
    return {"reason" if "no action" in one.body else "body_has": one.body[-30:]}


def _lower(text: str) -> str:
    return text if text.startswith("I ") else text[0].lower() + text[1:]


HEADS: list[dict[str, str]] = [
    {"number": "No.", "text": "Recommendation", "body": "PCC response", "force": "Force response"},
    {"number": "Ref", "text": "HMICFRS recommendation", "body": "OPCC action", "force": "Constabulary action"},
    {"number": "Rec", "text": "Detail of recommendation", "body": "MOPAC", "force": "Met"},
    {
        "number": "#",
        "text": "Recommendation",
        "accepted": "Accepted?",
        "body": "Commissioner’s comments",
        "force": "Chief Constable’s comments",
        "due": "Target date",
    },
    {"text": "Recommendation", "force": "Force update", "body": "PCC update", "owner": "Lead", "due": "By when"},
    {
        "number": "Rec. no.",
        "text": "What HMICFRS said",
        "force": "What the force is doing",
        "body": "What the PCC is doing",
    },
    {
        "number": "Number",
        "text": "Recommendation wording",
        "accepted": "Position",
        "force": "Action by the force",
        "owner": "Senior responsible owner",
        "due": "Completion date",
        "body": "Action by the Commissioner",
    },
    {
        "number": "Rec #",
        "text": "Inspectorate’s recommendation",
        "body": "Mayor / Deputy Mayor response",
        "force": "GMP response",
        "accepted": "Agreed",
    },
]
ACCEPTED = [
    ("Accepted", "accepted"),
    ("Partially accepted", "accepted_in_part"),
    ("Rejected", "not_accepted"),
    ("Noted", "noted"),
    ("Accepted in full", "accepted"),
    ("Not accepted", "not_accepted"),
    ("Agreed", "accepted"),
]
OWNERS = ["ACC Delph", "Head of Crime", "Supt Ryde", "Director of People"]
DUES = ["2026-09-30", "2026-12-31", "2027-03-31"]


def table(
    body: Body, report: Report, found: Sequence[Finding], v: int = 0, *, kind: str = "recommendation"
) -> tuple[list[Part], Facts]:
    """Recommendations in a table with a row of heads."""
    heads = HEADS[v % len(HEADS)]
    own = BODY_TEXTS[v % 6]
    rows: list[list[str]] = [list(heads.values())]
    items = []
    for n, one in enumerate(found, 1):
        accepted, code = ACCEPTED[(n + v) % len(ACCEPTED)]
        number = f"R{n}" if heads.get("number") in ("Ref", "Rec") else str(n)
        cells = {
            "number": number,
            "text": one.text if "number" in heads else f"Recommendation {n}: {one.text}",
            "body": one.body,
            "force": one.force or "–",
            "accepted": accepted,
            "owner": OWNERS[n % 4],
            "due": day(DUES[n % 3], (v + 3) % 5),
        }
        rows.append([cells[key] for key in heads])
        more = {
            key: value
            for key, value in (("acceptance", code), ("owner", OWNERS[n % 4]), ("target_date", DUES[n % 3]))
            if _HEADED[key] in heads
        }
        items.append(answer(number.removeprefix("R"), one, kind=kind, **more))
    parts: list[Part] = [
        ("h", 1, f"{body.post} – response to “{report.title}”"),
        ("p", f"HMICFRS published its report on {day(report.published, v % 2)}."),
        (
            "h",
            2,
            "MOPAC comments"
            if body.code == "metropolitan-mopac"
            else ["Commissioner’s comments", "PCC comments", "The Commissioner’s view", "Comments by the Commissioner"][
                v % 4
            ],
        ),
        ("p", own),
        (
            "h",
            2,
            [
                "Recommendations",
                "Response to recommendations",
                "Responses to the recommendations",
                "Recommendations and actions",
            ][v % 4],
        ),
        ("table", rows, True),
    ]
    made = facts(body, report, recommendations=items)
    made["comments"] = [comment("policing_body", own)]
    return parts, made


_HEADED = {"acceptance": "accepted", "owner": "owner", "target_date": "due"}


def labelled(body: Body, report: Report, found: Sequence[Finding], v: int = 0) -> tuple[list[Part], Facts]:
    """Bold labels R1, R2 …, and under each "PCC:" and "Force:"."""
    names = [
        ("PCC:", "Force:"),
        ("OPCC response:", "Constabulary response:"),
        ("MOPAC:", "MPS:"),
        ("Commissioner’s action –", "Chief Constable’s action –"),
    ][v % 4]
    number_forms = [
        "**R{n}** {text}",
        "**Recommendation {n}:** {text}",
        "**Rec {n}.** {text}",
        "**Recommendation {n}**\n{text}",
    ]
    own, chief = BODY_TEXTS[v % 6], CHIEF_TEXTS[v % 4]
    parts: list[Part] = [
        (
            "h",
            1,
            ["Section 55 response", "HMICFRS inspection response", "Our response to HMICFRS", "Statutory response"][
                v % 4
            ],
        ),
        ("br", [f"**{body.office}**", f"Report: {report.title}", f"Report published: {day(report.published, v % 8)}"]),
        ("h", 2, f"{'The ' if v % 2 else ''}{body.chief_post}’s comments"),
        ("p", chief),
        ("h", 2, "Recommendations"),
    ]
    for n, one in enumerate(found, 1):
        for line in number_forms[v % 4].format(n=n, text=one.text).split("\n"):
            parts.append(("p", line))
        if one.force:
            parts.append(("p", f"**{names[1]}** {one.force}"))
        parts.append(("p", f"**{names[0]}** {one.body}"))
    parts += [
        (
            "h",
            2,
            "Deputy Mayor’s conclusion"
            if v % 4 == 2
            else "Conclusion of the Commissioner"
            if v % 2
            else "Commissioner’s conclusion",
        ),
        ("p", own),
    ]
    made = facts(body, report, recommendations=[answer(str(n), one) for n, one in enumerate(found, 1)])
    made["comments"] = [comment("chief_officer", chief), comment("policing_body", own)]
    return parts, made


THEMES = ["Leadership", "Victims", "Technology", "People"]


def action_plan(body: Body, report: Report, found: Sequence[Finding], v: int = 0) -> tuple[list[Part], Facts]:
    """An action plan of many recommendations, grouped under themes."""
    size = -(-len(found) // len(THEMES))
    head = [
        ["No", "Recommendation", "Force action", "Owner", "Due date", "PCC oversight"],
        [
            "Rec",
            "Recommendation",
            "Action taken by the constabulary",
            "Action owner",
            "Deadline",
            "Commissioner’s scrutiny",
        ],
    ][v % 2]
    parts: list[Part] = [
        ("h", 1, f"{body.force_name} and {body.office}: action plan"),
        ("p", f"{report.title} (published {day(report.published)})"),
    ]
    rows: list[list[str]] = [head]
    items = []
    for n, one in enumerate(found, 1):
        theme = THEMES[(n - 1) // size]
        if (n - 1) % size == 0:
            if v % 2:
                parts.append(("h", 2, f"Theme {(n - 1) // size + 1}: {theme}"))
                rows = [head]
                parts.append(("table", rows, True))
            else:
                rows.append([f"**Theme: {theme}**", *["<<"] * 5])
        rows.append([str(n), one.text, one.force or "None for the force", OWNERS[n % 4], day(DUES[n % 3], 0), one.body])
        more = {"theme": theme, "owner": OWNERS[n % 4], "target_date": DUES[n % 3]}
        items.append(answer(str(n), one, **more))
        if not one.force:
            items[-1]["force"] = "None for the force"
    if not v % 2:
        parts.append(("table", rows, True))
    return parts, facts(body, report, recommendations=items)


def news(body: Body, report: Report, found: Sequence[Finding], v: int = 0) -> tuple[list[Part], Facts]:
    """A news item: the commissioner, the chief officer, an inspector and a journalist are quoted."""
    published = ["2026-03-12", "2024-09-11", "2026-05-15"][v % 3]
    own, chief = BODY_TEXTS[v % 6], CHIEF_TEXTS[v % 4]
    first = [
        f"{body.post}, {body.holder}, said: “{own}”",
        f"Responding to the report, {body.holder}, {body.post}, said:",
        f"{body.holder} said: “{own}”",
    ][v % 3]
    parts: list[Part] = [
        ("h", 1, f"Commissioner responds to ‘{report.title}’"),
        ("p", f"Published on {day(published, v % 2)}"),
        (
            "p",
            f"His Majesty’s Inspectorate has published a report on {body.force_name}. The report came out on {day(report.published)}.",
        ),
        ("p", first),
        *([("p", f"“{own}”")] if v % 3 == 1 else []),
        (
            "p",
            f"{body.chief_post} {body.chief} of {body.force_name} said: “{chief}”"
            if v % 2 == 0
            else f"“{chief}” said {body.chief_post} {body.chief}.",
        ),
        ("p", f"HM Inspector of Constabulary Dale Winsford said: “{INSPECTOR}”"),
        ("p", f"Kit Farrow, crime correspondent of the Invented Gazette, wrote: “{JOURNALIST}”"),
    ]
    if v % 3 == 2:
        parts.insert(1, ("p", f"**{body.holder} is the {body.post}.**"))
    made = facts(body, report, published=published, others=[cut(INSPECTOR), cut(JOURNALIST)])
    made["comments"] = [
        comment("policing_body", own, body.holder, "quoted"),
        comment("chief_officer", chief, body.chief, "quoted"),
    ]
    return parts, made


def numbered(body: Body, report: Report, found: Sequence[Finding], v: int = 0) -> tuple[list[Part], Facts]:
    """Numbered sections: comments with the chief officer quoted, and next steps in a numbered list."""
    own, chief, after = BODY_TEXTS[v % 6], CHIEF_TEXTS[v % 4], BODY_TEXTS[(v + 3) % 6]
    parts: list[Part] = [
        ("h", 1, f"HMICFRS report: {report.title}"),
        (
            "h",
            2,
            "1. Police and Crime Commissioner’s comments"
            if v % 2 == 0
            else "1. Comments from the Police and Crime Commissioner",
        ),
        ("p", f"1.1 {own}"),
        (
            "p",
            f"1.2 I have requested the {body.chief_post}’s view on the report, and {'he' if v % 2 else 'she'} has stated:",
        ),
        ("quote", [f"{chief}", f"{found[0].force}"]),
        ("p", f"**{body.chief}, {body.chief_post} of {body.force_name}**"),
        ("p", f"1.3 {after}"),
        ("h", 2, "2. Next steps" if v % 2 == 0 else "2. Recommendations"),
        ("p", "The report makes three recommendations:"),
    ]
    items = []
    for n, one in enumerate(found[:3], 1):
        parts += [("h", 3, f"Recommendation {n}"), ("p", f"*{one.text}*" if v % 2 else one.text), ("p", one.body)]
        items.append(answer(str(n), one, force=False))
    parts.append(("br", [body.holder, body.post]))
    made = facts(
        body,
        Report(report.title, report.published if report.code else "", report.code, report.type),
        recommendations=items,
    )
    made["comments"] = [
        comment("policing_body", own, body.holder),
        comment("chief_officer", chief, body.chief, "quoted"),
        comment("policing_body", after, body.holder),
    ]
    return parts, made


def peel(body: Body, report: Report, grades: dict[str, str], v: int = 0) -> tuple[list[Part], Facts]:
    """A statement on a PEEL report with its grades, as a table, bullets or sentences."""
    names = {
        "outstanding": "Outstanding",
        "good": "Good",
        "adequate": "Adequate",
        "requires_improvement": "Requires improvement",
        "inadequate": "Inadequate",
    }
    shown: list[Part]
    if v % 4 == 0:
        shown = [
            ("table", [["Area", "Grade"], *([question, names[grade]] for question, grade in grades.items())], True)
        ]
    elif v % 4 == 1:
        shown = [
            ("p", "The force was graded as follows:"),
            ("ul", [f"{question}: {names[grade]}" for question, grade in grades.items()]),
        ]
    elif v % 4 == 2:
        by: dict[str, list[str]] = {}
        for question, grade in grades.items():
            by.setdefault(grade, []).append(question)
        shown = [
            (
                "p",
                " ".join(
                    f"The inspectors graded the force as {names[grade].lower()} at {_and([q.lower() for q in questions])}."
                    for grade, questions in by.items()
                ),
            )
        ]
    else:
        by = {}
        for question, grade in grades.items():
            by.setdefault(grade, []).append(question)
        shown = [part for grade, questions in by.items() for part in (("p", f"**{names[grade]}**"), ("ul", questions))]
    own, chief = BODY_TEXTS[v % 6], CHIEF_TEXTS[v % 4]
    letters = [
        f"Response to {report.title}",
        f"{report.title}: Commissioner’s response",
        f"HMICFRS – {report.title}",
        f"Statement on {report.title}",
    ]
    parts: list[Part] = [
        ("h", 1, letters[v % 4]),
        ("p", f"The report was published on {day(report.published, v % 2)}."),
        ("h", 2, "Grades" if v % 2 else "Summary of grades"),
        *shown,
        ("h", 2, "Statement by the Commissioner" if v % 2 else "Commissioner’s statement"),
        ("p", own),
        ("h", 2, f"Statement by the {body.chief_post}"),
        ("p", chief),
    ]
    made = facts(body, report, grades=grades)
    made["comments"] = [comment("policing_body", own), comment("chief_officer", chief)]
    return parts, made


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def improvements(body: Body, report: Report, found: Sequence[Finding], v: int = 0) -> tuple[list[Part], Facts]:
    """A cause of concern with its recommendation, and areas for improvement with the force's answer."""
    own = BODY_TEXTS[v % 6]
    parts: list[Part] = [
        ("h", 1, f"{body.office} response to {report.title}"),
        ("p", f"Date of report: {day(report.published, v % 8)}"),
        ("h", 2, "PCC’s comments"),
        ("p", own),
        ("h", 2, "Causes of concern" if v % 2 else "Cause of concern"),
        ("p", f"**Cause of concern 1:** {found[0].text}"),
        ("p", f"**Force response:** {found[0].force}"),
        ("p", f"**PCC response:** {found[0].body}"),
        ("h", 2, "Areas for improvement"),
    ]
    items = [answer("1", found[0], kind="cause_of_concern")]
    for n, one in enumerate(found[1:], 1):
        label = [f"**Area for improvement {n}:** {one.text}", f"**AFI {n}** – {one.text}", f"**AFI {n}:** {one.text}"][
            v % 3
        ]
        parts += [("p", label), ("p", f"Force response: {one.force}"), ("p", f"PCC response: {one.body}")]
        items.append(answer(str(n), one, kind="area_for_improvement"))
    made = facts(body, report, recommendations=items)
    made["comments"] = [comment("policing_body", own)]
    return parts, made


def upright(body: Body, report: Report, found: Sequence[Finding], v: int = 0) -> tuple[list[Part], Facts]:
    """One small table for each recommendation, with its labels in the first column."""
    names = [
        ("Recommendation {n}", "Chief Constable response", "PCC response", "Status"),
        ("Recommendation no. {n}", "Force position", "OPCC position", "Accepted or rejected"),
        ("HMICFRS recommendation {n}", "Response from the Force", "Response from the PCC", "Decision"),
    ][v % 3]
    parts: list[Part] = [
        ("h", 1, f"{body.office}"),
        ("h", 2, f"Response to the report “{report.title}”, published {day(report.published, v % 2)}"),
    ]
    items = []
    for n, one in enumerate(found, 1):
        accepted, code = ACCEPTED[(n + v) % 3]
        rows = [
            [names[0].format(n=n), one.text],
            [names[3], accepted],
            [names[1], one.force or "–"],
            [names[2], one.body],
        ]
        parts.append(("table", [[f"**{name}**", text] for name, text in rows], False))
        items.append(answer(str(n), one, acceptance=code if v % 3 else ""))
    if v % 3 == 0:  # "Status: Accepted" says it as well
        for item, n in zip(items, range(1, len(items) + 1), strict=True):
            item["acceptance"] = ACCEPTED[(n + v) % 3][1]
    return parts, facts(body, report, recommendations=items)


def sentences(body: Body, report: Report, found: Sequence[Finding], v: int = 0) -> tuple[list[Part], Facts]:
    """Sentences that answer several recommendations at once."""
    one, two, three = found[:3]
    chief = CHIEF_TEXTS[v % 4]
    own = BODY_TEXTS[v % 6]
    report_words = (
        f"I am advised by the {body.chief_post} that {_lower(two.force)}"
        if v % 2 == 0
        else f"The {body.chief_post} has assured me that {_lower(two.force)}"
    )
    parts: list[Part] = [
        ("p", day("2026-02-02", v % 2)),
        ("p", "Dear Home Secretary"),
        ("p", f"**{report.title}**"),
        ("p", f"This letter is my response to the above report, published on {day(report.published)}."),
        ("p", own),
        ("p", f"In relation to recommendations 3, 5 and 7 to 9, {_lower(one.body)}"),
        ("p", report_words),
        ("p", f"{'As for' if v % 2 else 'Regarding'} recommendation 10, {_lower(three.body)}"),
        ("p", "Yours faithfully"),
        ("br", [body.holder, body.post]),
    ]
    del chief
    together = {"body_has": one.body[-30:]}
    items: list[dict[str, Any]] = [{"number": "3", "kind": "recommendation", **together}]
    items += [{"number": number, "kind": "recommendation", "answered_with": "3"} for number in ("5", "7", "8", "9")]
    items.append({"number": "10", "kind": "recommendation", "body_has": three.body[-30:]})
    made = facts(body, report, letter="2026-02-02", recommendations=items)
    made["comments"] = [
        comment("policing_body", own, body.holder),
        comment("chief_officer", report_words, "", "reported_speech"),
    ]
    return parts, made


def listing(body: Body, reports: Sequence[Report], v: int = 0) -> tuple[list[Part], Facts]:
    """A page that lists responses, with links."""
    if v % 2:
        parts: list[Part] = [
            ("h", 1, "HMICFRS inspection reports and responses"),
            ("p", f"The {body.post} must respond to each report. The responses are below."),
            (
                "table",
                [
                    ["Report", "Published", "Response"],
                    *([one.title, day(one.published), "[Read the response](response.pdf)"] for one in reports),
                ],
                True,
            ),
        ]
    else:
        parts = [
            ("h", 1, "Responses to HMICFRS reports"),
            ("p", f"All responses of the {body.post} are on this page."),
            ("h", 2, "2026"),
            ("ul", [f"{one.title} ({day(one.published)}) [Report](r.pdf) [Response](a.pdf)" for one in reports]),
            ("h", 2, "2025"),
            (
                "ul",
                [
                    "Older report on cells [Report](r.pdf) [Response](a.pdf)",
                    "Older report on roads [Report](r.pdf) [Response](a.pdf)",
                ],
            ),
        ]
    return parts, {"drafts": []}


def several(made: Sequence[tuple[list[Part], Facts]], title: str) -> tuple[list[Part], Facts]:
    """A page with several responses, each under a heading of its own."""
    parts: list[Part] = [("h", 1, title)]
    for inside, _ in made:
        parts += [("h", one[1] + 1, *one[2:]) if one[0] == "h" else one for one in inside]
    return parts, {"drafts": [one for _, one in made]}


def welsh(body: Body, report: Report, found: Sequence[Finding], v: int = 0) -> tuple[list[Part], Facts]:
    """A form in Welsh."""
    own = "Rwy’n croesawu’r adroddiad hwn ac yn diolch i’r arolygwyr am eu gwaith gofalus."
    chief = "Rydym yn derbyn y canfyddiadau yn llawn ac mae’r gwaith wedi dechrau yn barod."
    date = ["29 Ionawr 2026", "5ed o Fawrth 2026", "12 o Fai 2026"][v % 3]
    day_ = ["2026-01-29", "2026-03-05", "2026-05-12"][v % 3]
    parts: list[Part] = [
        ("h", 1, f"Ymateb Comisiynydd Heddlu a Throseddu {_CYMRU[body.force]}"),
        ("p", "Teitl yr adroddiad: Cadw’n ddiogel: arolygiad dychmygol"),
        ("p", f"Dyddiad cyhoeddi: {date}"),
        ("h", 2, "Sylwadau’r Comisiynydd"),
        ("p", own),
        ("h", 2, "Sylwadau’r Prif Gwnstabl"),
        ("p", chief),
    ]
    made = facts(body, Report("Cadw’n ddiogel: arolygiad dychmygol", day_), language="cy")
    made["comments"] = [comment("policing_body", own), comment("chief_officer", chief)]
    del report, found
    return parts, made


_CYMRU = {"gwent": "Gwent", "south-wales": "De Cymru"}


def holding(body: Body, report: Report, found: Sequence[Finding], v: int = 0) -> tuple[list[Part], Facts]:
    """A short statement that a full response will follow."""
    own = [
        "This is a holding response. A full response will be published within 56 days.",
        "I will respond in full once the Chief Constable has told me what the force will do.",
    ][v % 2]
    parts: list[Part] = [
        ("h", 1, f"{report.title} – {body.post}"),
        ("p", f"Published: {day('2026-03-11', v % 2)}"),
        ("p", own),
    ]
    made = facts(
        body,
        Report(report.title, report.published if report.code else "", report.code, report.type),
        published="2026-03-11",
        stage="holding",
    )
    made["comments"] = [comment("policing_body", own)]
    del found
    return parts, made


def mail(body: Body, report: Report, found: Sequence[Finding], v: int = 0) -> tuple[list[Part], Facts]:
    """The text of an e-mail."""
    own = BODY_TEXTS[v % 6]
    parts: list[Part] = [
        ("p", "Dear Sir or Madam,"),
        (
            "p",
            f"Please find below the response of the {body.post} to “{report.title}”, published on {day(report.published)}.",
        ),
        ("p", own),
        ("p", f"Recommendation 1: {found[0].text}"),
        ("p", f"PCC response: {found[0].body}"),
        ("p", f"Force response: {found[0].force}"),
        ("p", f"Recommendation 2: {found[1].text}"),
        ("p", f"PCC response: {found[1].body}"),
        ("p", f"Force response: {found[1].force}"),
        ("p", "Kind regards"),
        ("br", [body.holder, body.post]),
    ]
    made = facts(body, report, recommendations=[answer("1", found[0]), answer("2", found[1])])
    made["comments"] = [comment("policing_body", own, body.holder)]
    return parts, made


Layout = Callable[..., tuple[list[Part], Facts]]
REPLY = REPLY_TEXTS[0]


def with_reply(made: tuple[list[Part], Facts]) -> tuple[list[Part], Facts]:
    """Add the commissioner's reply to the chief officer's comments."""
    parts, known = made
    known["comments"].append(comment("reply_to_chief_officer", REPLY))
    return [*parts[:-1], parts[-1], ("h", 2, "Commissioner’s reply to the Chief Constable"), ("p", REPLY)], known
