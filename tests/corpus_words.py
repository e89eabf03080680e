"""Words of the invented documents of tests/import_corpus: findings with their answers, people, bodies, reports.

All is invented but for the names of bodies and of registered reports. What a finding lacks is "".
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """A finding: what the report asks, what the commissioner answers (`body`), and what the force does (`force`)."""

    text: str
    body: str
    force: str
    limit: str = ""

    @property
    def addressees(self) -> list[str]:
        """Whom the first words of the text name."""
        words = self.text.lower()
        named = {
            "the home office": "government",
            "chief constables should": "chief_officers",
            "forces should": "chief_officers",
        }
        found = next((code for name, code in named.items() if f"{name}" in words), "named_force")
        return [found]


FINDINGS = [
    Finding(
        "By 30 June 2026, the force should make sure that every custody sergeant has been trained to assess risk.",
        "I have asked for a monthly figure of those trained, which my office will publish.",
        "Ninety sergeants have been trained, and the last course is in May.",
        "By 30 June 2026",
    ),
    Finding(
        "Within three months, chief constables should review how calls about stalking are graded.",
        "My team will dip-sample graded calls each quarter and report to the accountability board.",
        "A review of two hundred calls began in January and is led by a superintendent.",
        "Within three months",
    ),
    Finding(
        "The constabulary should improve how it records the reasons for each stop and search.",
        "I will put the figures for disproportionality before the public scrutiny panel.",
        "Supervisors now check one record in ten, and body-worn video is viewed with it.",
    ),
    Finding(
        "Forces should make sure that victims of fraud are told the outcome of their case.",
        "I shall raise the delay with Action Fraud and ask for local figures.",
        "A victim care unit of six staff contacts each victim within seven days.",
    ),
    Finding(
        "Within six months, all forces should reduce the number of devices that wait to be examined.",
        "I have set aside £1,250 for each kiosk and will ask for the backlog at each meeting.",
        "The backlog has fallen from 412 devices to 188 since a second kiosk opened.",
        "Within six months",
    ),
    Finding(
        "The force should make better use of problem-solving plans in its neighbourhood teams.",
        "I have made problem solving a measure in my police and crime plan.",
        "Each neighbourhood has a plan, which is looked at by an inspector every eight weeks.",
    ),
    Finding(
        "Chief constables should make sure that vetting decisions are recorded with a rationale.",
        "I will commission an independent audit of fifty vetting files.",
        "A new form asks for the rationale, and no file is closed without it.",
    ),
    Finding(
        "By September 2026, the force should answer emergency calls as quickly as the national standard asks.",
        "I agreed to fund twelve more call handlers in this year's budget.",
        "Answer times have come down to nine seconds on average.",
        "By September 2026",
    ),
    Finding(
        "The force should make sure that children are not held in police cells overnight for want of a bed.",
        "I wrote to both councils in February and will meet their directors.",
        "A protocol with the two councils was signed, and each case is reviewed.",
    ),
    Finding(
        "The Home Office should give forces clear guidance on protest.",
        "This is for the Home Office, and I will take no action of my own.",
        "",
    ),
    Finding(
        "The force should understand the needs of its workforce and reduce the number of days lost to sickness.",
        "My deputy attends the wellbeing board, and I receive its minutes.",
        "An occupational health nurse has been engaged for three days a week.",
    ),
    Finding(
        "Chief constables should satisfy themselves that domestic abuse risk assessments are of good quality.",
        "The scrutiny panel on domestic abuse will look at twenty assessments in the autumn.",
        "A specialist reads every assessment that is graded medium or high.",
    ),
    Finding(
        "The force should improve the time it takes to visit registered sex offenders.",
        "I will hold the Chief Constable to account for this at our meeting in July.",
        "Overdue visits have fallen to four, and two more managers were appointed.",
    ),
    Finding(
        "The force should make sure that its intelligence is assessed within the times that it has set.",
        "My office will follow this through the performance board.",
        "A triage desk works from seven until midnight on every day.",
    ),
    Finding(
        "The force should give its officers enough time to investigate the crimes that they hold.",
        "I have asked how many crimes each officer holds, and will see the figure each month.",
        "Workloads have been cut from twenty-one crimes to fourteen for each officer.",
    ),
    Finding(
        "The force should make sure that its missing persons policy is followed when a child goes missing from care.",
        "I will ask the children in care council what they think of the new interviews.",
        "Return interviews are now offered in every case, and nine in ten are accepted.",
    ),
    Finding(
        "By the end of March 2027, forces should have a plan for electric vehicles that can be used for response.",
        "The estates board, which I chair, has a costed plan for charging points.",
        "Six vehicles are on trial in the north of the county.",
        "By the end of March 2027",
    ),
    Finding(
        "The force should record crimes of violence that are reported by professionals without delay.",
        "I have told the crime registrar that I want to see each audit.",
        "The crime registrar's last audit found ninety-four in a hundred recorded in time.",
    ),
    Finding(
        "The force should make its website easier to use for people who don't read English well.",
        "My website was translated into six languages last year, and I will share what was learned.",
        "Short films in British Sign Language have been added.",
    ),
    Finding(
        "Forces should check that informal resolutions of complaints are recorded.",
        "My reviews manager reads one complaint in ten and reports each quarter.",
        "A new code was added to the complaints system in March.",
    ),
    Finding(
        "The force should review the use of its drones and publish what it finds.",
        "I look forward to the review and will publish it beside this response.",
        "A chief inspector has begun the review and will finish it by Christmas.",
    ),
    Finding(
        "The force should make sure that special constables have the same equipment as regular officers.",
        "I will fund forty more radios from reserves.",
        "All special constables were given body-worn cameras in April.",
    ),
    Finding(
        "The force should have a single register of the organised crime groups that it knows.",
        "I have no power over this register and will take no action.",
        "The register was completed in February, and is updated weekly.",
    ),
    Finding(
        "The force should test its plan for the loss of power to a control room.",
        "An exercise was paid for by my office and observed by my head of performance.",
        "The control room was moved to its second site for a night in November.",
    ),
]


@dataclass(frozen=True)
class Body:
    """A local policing body as an office writes itself: `office`, `post` of the office-holder, the force's name."""

    code: str
    force: str
    office: str
    post: str
    holder: str
    force_name: str
    chief_post: str
    chief: str
    site: str = ""


BODIES = {
    one.code: one
    for one in (
        Body(
            "norfolk-pcc",
            "norfolk",
            "Office of the Police and Crime Commissioner for Norfolk",
            "Police and Crime Commissioner for Norfolk",
            "Alex Harrow",
            "Norfolk Constabulary",
            "Chief Constable",
            "Morgan Tarrant",
        ),
        Body(
            "kent-pcc",
            "kent",
            "Kent Police and Crime Commissioner",
            "Kent Police and Crime Commissioner",
            "Robin Ashdown",
            "Kent Police",
            "Chief Constable",
            "Jamie Felton",
        ),
        Body(
            "metropolitan-mopac",
            "metropolitan",
            "Mayor’s Office for Policing and Crime (MOPAC)",
            "Deputy Mayor for Policing and Crime",
            "Shirin Okoro",
            "Metropolitan Police Service",
            "Commissioner",
            "Lindsay Marsh",
        ),
        Body(
            "essex-pfcc",
            "essex",
            "Police, Fire and Crime Commissioner for Essex",
            "Police, Fire and Crime Commissioner for Essex",
            "Frances Oakley",
            "Essex Police",
            "Chief Constable",
            "Chris Wickham",
        ),
        Body(
            "surrey-pcc",
            "surrey",
            "Surrey Police and Crime Commissioner",
            "Police and Crime Commissioner for Surrey",
            "Dana Merrow",
            "Surrey Police",
            "Chief Constable",
            "Nicky Holmbury",
        ),
        Body(
            "west-mercia-pcc",
            "west-mercia",
            "West Mercia Police and Crime Commissioner",
            "Police and Crime Commissioner for West Mercia",
            "Terry Clun",
            "West Mercia Police",
            "Chief Constable",
            "Pat Ledwyche",
        ),
        Body(
            "sussex-pcc",
            "sussex",
            "Sussex Police & Crime Commissioner",
            "Sussex Police & Crime Commissioner",
            "Jess Findon",
            "Sussex Police",
            "Chief Constable",
            "Lee Amberley",
        ),
        Body(
            "gwent-pcc",
            "gwent",
            "Office of the Police and Crime Commissioner for Gwent",
            "Police and Crime Commissioner for Gwent",
            "Carys Penhow",
            "Gwent Police",
            "Chief Constable",
            "Rhodri Llanover",
        ),
        Body(
            "greater-manchester-mayor",
            "greater-manchester",
            "Greater Manchester Combined Authority",
            "Deputy Mayor for Safer and Stronger Communities",
            "Imran Worsley",
            "Greater Manchester Police",
            "Chief Constable",
            "Gale Irwell",
        ),
        Body(
            "cumbria-pfcc",
            "cumbria",
            "Office of the Police, Fire and Crime Commissioner for Cumbria",
            "Police, Fire and Crime Commissioner for Cumbria",
            "Hilary Eskdale",
            "Cumbria Constabulary",
            "Chief Constable",
            "Rowan Kirkby",
        ),
        Body(
            "thames-valley-pcc",
            "thames-valley",
            "Thames Valley Police and Crime Commissioner",
            "Police and Crime Commissioner for Thames Valley",
            "Toby Cherwell",
            "Thames Valley Police",
            "Chief Constable",
            "Anna Kennet",
        ),
        Body(
            "south-wales-pcc",
            "south-wales",
            "Police and Crime Commissioner for South Wales",
            "Police and Crime Commissioner for South Wales",
            "Eleri Vaynor",
            "South Wales Police",
            "Chief Constable",
            "Owain Mumbles",
        ),
        Body(
            "leicestershire-pcc",
            "leicestershire",
            "Office of the Police and Crime Commissioner for Leicestershire",
            "Police and Crime Commissioner for Leicestershire",
            "Nadia Wreake",
            "Leicestershire Police",
            "Chief Constable",
            "Simon Quorn",
        ),
        Body(
            "devon-and-cornwall-pcc",
            "devon-and-cornwall",
            "Office of the Police and Crime Commissioner Devon, Cornwall and the Isles of Scilly",
            "Police and Crime Commissioner for Devon, Cornwall and the Isles of Scilly",
            "Tamsin Lerryn",
            "Devon & Cornwall Police",
            "Chief Constable",
            "Jory Fal",
        ),
        Body(
            "hertfordshire-pcc",
            "hertfordshire",
            "Police and Crime Commissioner for Hertfordshire",
            "Police and Crime Commissioner for Hertfordshire",
            "Owen Ware",
            "Hertfordshire Constabulary",
            "Chief Constable",
            "Beth Royston",
        ),
    )
}


@dataclass(frozen=True)
class Report:
    """A report: its title as the office prints it, and its code in the register where it is there."""

    title: str
    published: str = ""
    code: str = ""
    type: str = ""
    registered: str = field(default="", compare=False)


REPORTS = {
    "custody": Report("Custody services in the east: a joint inspection", "2026-03-10"),
    "stalking": Report("Answering the call: how forces respond to stalking", "2026-02-05"),
    "forensics": Report(
        "Digital forensics: An inspection into how well the police and other agencies use digital forensics in their investigations",
        "2022-12-01",
        "digital-forensics-2022",
        "national_thematic",
    ),
    "forensics-short": Report(
        "How well the police and other agencies use digital forensics in their investigations",
        "2022-12-01",
        "digital-forensics-2022",
        "national_thematic",
    ),
    "vetting": Report(
        "An inspection of vetting, misconduct, and misogyny in the police service",
        "2022-11-02",
        "vetting-misconduct-and-misogyny-2022",
        "national_thematic",
    ),
    "vetting-short": Report(
        "Inspection of vetting, misconduct and misogyny in the Police",
        "2022-11-02",
        "vetting-misconduct-and-misogyny-2022",
        "national_thematic",
    ),
    "activism": Report(
        "An inspection into activism and impartiality in policing",
        "2024-09-10",
        "activism-and-impartiality-2024",
        "national_thematic",
    ),
    "peel-sussex": Report("PEEL 2021/22: Sussex Police", "2023-04-13", "peel-2021-22-sussex", "peel"),
    "peel-essex": Report("PEEL 2023-25: Essex Police", "2025-05-14", "peel-2023-25-essex", "peel"),
    "peel-surrey": Report("PEEL 2023–25: Surrey Police", "2023-12-06", "peel-2023-25-surrey", "peel"),
    "peel-tv": Report("PEEL 2021/22 – Thames Valley Police", "2022-04-28", "peel-2021-22-thames-valley", "peel"),
    "fraud": Report(
        "A review of Fraud: Time to Choose", "2021-08-05", "fraud-time-to-choose-review-2021", "national_thematic"
    ),
    "state": Report("State of Policing 2023", "2024-07-19", "state-of-policing-2023", "state_of_policing"),
    "missing": Report("Lost from view: children who go missing from care", "2026-01-22"),
    "roads": Report("Arriving alive: roads policing ten years on", "2026-05-14"),
    "calls": Report("First contact: an inspection of force control rooms", "2025-11-20"),
    "complaints": Report("Putting it right: how forces deal with complaints", "2026-04-16"),
}

BODY_TEXTS = [
    "I welcome this report and thank the inspectors for the care with which they carried out their work.",
    "The public expect the police to be there when they call, and this report shows where that is not so.",
    "I am grateful to everyone who gave evidence to the inspection, and above all to those who had been victims.",
    "The findings agree with what residents told me in my survey of last autumn.",
    "Progress will be followed at my monthly accountability board, whose papers are published.",
    "There is much in this report to be proud of, and some of it makes hard reading.",
]
CHIEF_TEXTS = [
    "We accept the findings of the inspectorate in full and have already begun to act on them.",
    "My officers and staff work hard in difficult circumstances, and I am glad that the report says so.",
    "The inspection took place before our new operating model came in, and the picture has changed since.",
    "We know that there is more to do, and a plan led by an assistant chief constable is in place.",
]
REPLY_TEXTS = ["I have read the Chief Constable’s comments, and I accept the timetable that is set out in them."]
SUMMARY = "The report found that demand has grown by 41 per cent since 2019, and that the force had not planned for it."
INSPECTOR = "Too many victims are waiting too long for an answer, and that has to change."
JOURNALIST = "It is hard to see how the force can do this without more money."
