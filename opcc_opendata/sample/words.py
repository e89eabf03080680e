"""The words that invented records are made of."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


INVENTED = "Invented text."
INVENTED_WELSH = "Testun dychmygol."

SUBJECTS = tuple(
    line.strip()
    for line in """
    Custody and detention
    Domestic abuse
    Digital forensics
    Stop and search
    Fraud and online crime
    Rural crime
    Neighbourhood policing
    Roads policing
    Missing children
    Stalking and harassment
    Serious youth violence
    County lines
    Vetting and standards
    Counter corruption
    Crime recording
    Call handling
    Mental health
    Hate crime
    Burglary and robbery
    Firearms licensing
    Armed policing
    Public order
    Use of force
    Victims and witnesses
    Modern slavery
    Child protection
    Officer wellbeing
    Workforce planning
    Finance and estates
    Information technology
    Disclosure of evidence
    Out of court disposals
    Integrated offender management
    Serious and organised crime
    Race and policing
    Community engagement
    Body worn video
    Artificial intelligence
    Wildlife crime
    Retail crime
    """.splitlines()
    if line.strip()
)

NOUNS = _words(
    """
    policy training guidance supervision funding capacity governance oversight leadership technology recruitment
    retention demand evidence risk harm trust confidence scrutiny compliance intelligence analysis procurement estate
    fleet budget plan strategy framework protocol partnership consultation survey audit inspection review inquiry
    complaint allegation safeguarding prevention enforcement investigation prosecution disclosure custody detention
    bail disposal licensing recording allocation deployment response patrol surveillance forensics interview statement
    translation advocacy counselling mentoring appraisal promotion discipline vetting whistleblowing wellbeing sickness
    overtime equipment software database network encryption retrieval retention archive website helpline hotline
    switchboard triage dispatch escalation handover debrief rehearsal exercise contingency resilience continuity
    collaboration contract tender invoice precept reserve grant legacy apprenticeship induction curriculum syllabus
    accreditation benchmark baseline threshold target milestone deadline dashboard scorecard spreadsheet briefing
    bulletin newsletter leaflet poster campaign workshop seminar conference panel board committee forum assembly
    diversity disability language accessibility transport parking speeding burglary robbery arson vandalism shoplifting
    poaching trespass fraud extortion blackmail trafficking exploitation stalking harassment assault affray disorder
    """
)

PLURALS = _words(
    """
    officers detectives supervisors sergeants inspectors constables volunteers cadets analysts call-handlers
    investigators managers trainers auditors partners councils schools hospitals courts prisons charities landlords
    retailers farmers motorists cyclists pedestrians residents tenants students parents carers children victims
    witnesses suspects detainees offenders complainants neighbours visitors commuters businesses employers unions
    academies universities laboratories stations vehicles drones cameras radios tablets laptops handsets batons
    records files reports logs notes statements exhibits samples phones devices messages images recordings transcripts
    warrants summonses cautions orders injunctions referrals assessments reviews audits surveys interviews visits
    meetings hearings appeals complaints compliments concerns delays backlogs shortages vacancies transfers budgets
    reserves savings costs contracts targets measures indicators thresholds standards principles values duties powers
    procedures processes systems databases networks interfaces upgrades repairs outages incidents emergencies crimes
    burglaries robberies assaults thefts frauds scams threats hazards patterns trends hotspots corridors villages towns
    estates markets harbours airports motorways footpaths woodlands reservoirs festivals matches marches vigils
    """
)

ADJECTIVES = _words(
    """
    clear consistent thorough prompt timely accurate effective efficient fair lawful proportionate transparent visible
    accessible affordable sustainable realistic ambitious cautious robust rigorous independent local regional national
    rural urban coastal digital physical financial operational strategic tactical legal ethical cultural seasonal
    annual quarterly monthly weekly daily nightly early late recent temporary permanent partial
    complete detailed brief urgent routine complex simple repeated isolated persistent emerging historic hidden serious
    minor vulnerable young older disabled bilingual confidential public internal external joint shared separate
    specialist generic dedicated experienced qualified untrained reluctant confident anxious resilient diverse
    representative responsive preventive restorative supportive protective intrusive mobile remote central additional
    adequate insufficient outstanding unresolved measurable credible practical theoretical voluntary mandatory
    """
)

VERBS = _words(
    """
    review strengthen improve publish monitor measure fund simplify replace extend redesign test pilot evaluate audit
    inspect coordinate align share record standardise modernise consolidate accelerate prioritise postpone abandon
    support challenge question commission procure upgrade maintain repair recruit train deploy allocate schedule
    rehearse translate explain promote advertise protect safeguard prevent reduce remove resolve restore rebuild refine
    widen deepen clarify document examine analyse compare sample inform consult involve invite refer escalate delegate
    """
)

DONE = _words(
    """
    reviewed strengthened improved published monitored measured funded simplified replaced extended redesigned tested
    piloted evaluated audited inspected coordinated aligned shared recorded standardised modernised consolidated
    accelerated prioritised postponed abandoned supported challenged questioned commissioned procured upgraded
    maintained repaired recruited trained deployed allocated scheduled rehearsed translated explained promoted
    advertised protected prevented reduced removed resolved restored rebuilt refined widened clarified documented
    examined analysed compared sampled informed consulted involved referred escalated delegated
    """
)

WHEN = (
    "before the summer",
    "by the end of the year",
    "within three months",
    "in the next quarter",
    "at each meeting",
    "every six months",
    "over the coming winter",
    "since the last inspection",
    "in the past twelve months",
    "as soon as practicable",
    "during the spring",
    "after the public consultation",
)

TEMPLATES = (
    "the force has {d} its {n} for {a} {s}, and the work called {p} carries on {w}.",
    "we will {v} the {a} {n} {w}.",
    "Operation {p} has {d} the way in which {s} work with {a} {s2}.",
    "the {n} of {s} was {a} in {k} per cent of the cases that were sampled.",
    "{a} {n} and {a2} {n2} were found in most {s}.",
    "Project {p} brings {s} and {s2} together to {v} {n}.",
    "the report says that {s} did not always {v} the {n} of {s2}.",
    "my office has {d} the {a} {n}, and a report comes to the {n2} board {w}.",
    "the {a} plan for {n} was {d} {w}.",
    "the system named {p} lets {s} {v} {n} more quickly.",
    "{s} told the inspectors that {n} was {a}, but that {n2} was {a2}.",
    "more {s} have been {d}, and {n} has been {d} with them.",
    "this is {a} work, and {s} are right to ask how {n} will be {d}.",
    "there were {k} {a} {s} on the list of the {n} board {w}.",
    "I asked for {a} {n} so that {s} can {v} {s2}.",
    "funding for {n} rises by {k} per cent, which pays for {a} {s}.",
    "the {p} partnership helps {a} {s} to {v} their {n}.",
    "where {n} is {a}, {s} should {v} it {w}.",
    "**{k} per cent** of {s} said that {n} was {a}.",
    "the force accepts that its {n} had been {a}, and it has {d} its {s}.",
)

SYLLABLES = _words(
    """
    bar bel bor cal cam cor dal del dor fal fen gar gel hal har kel kor lan lor mar mel mor nar nel or pel por quen ral
    ren ros sal sel sor tal tel tor ul val vel vor wen yar zel
    """
)
ENDINGS = _words("in ic ex ale ast eth ith on or um und ay ow id")

WELSH_NOUNS = _words(
    """
    hyfforddiant arweinyddiaeth diogelu cymuned dioddefwyr plant trais ymchwiliad cyllideb adnoddau technoleg
    partneriaeth ymgysylltu cydraddoldeb amrywiaeth iechyd lles swyddogion staff gwirfoddolwyr ysgolion ysbytai llysoedd
    carchardai cynghorau elusennau ffermwyr teithwyr tystion cofnodion adroddiadau canllawiau safonau hyder
    tryloywder atebolrwydd cynllun strategaeth adolygiad archwiliad cwynion galwadau ymateb patrol cefnogaeth
    cyfieithu recriwtio cadw perfformiad risg niwed ymddygiad ymwybyddiaeth
    """
)

WELSH_TEMPLATES = (
    "Croesawaf yr adroddiad hwn: {a}, {b}, {c}.",
    "Meysydd dan sylw: {a}, {b}, {c}.",
    "Camau nesaf: {a}, {b}, {c}.",
    "Canlyniad: {k} y cant ({a}, {b}).",
    "Blaenoriaethau: {a}, {b}, {c}.",
    "Bydd y bwrdd yn cwrdd bob mis: {a}, {b}.",
    "Mae'r gwaith yn parhau: {a}, {b}, {c}.",
)

REPORT_TYPES = (
    "national_thematic",
    "peel",
    "joint_thematic",
    "crime_data_integrity",
    "custody_joint",
    "super_complaint",
)
REPORT_WEIGHTS = (50, 22, 10, 6, 6, 6)
FINDING_KINDS = (*["recommendation"] * 8, "area_for_improvement", "cause_of_concern")
ADDRESSEES = ("chief_officers", "local_policing_bodies", "government", "npcc", "college_of_policing")
ADDRESSEE_WEIGHTS = (70, 12, 8, 6, 4)
TIME_LIMITS = ("within three months", "within six months", "within a year", "immediately", "by the end of March")
ACCEPTANCE = ("accepted", "accepted_in_part", "already_done", "noted", "not_accepted", "not_applicable", "not_stated")
ACCEPTANCE_WEIGHTS = (62, 12, 8, 6, 5, 4, 3)
REFUSALS = frozenset({"not_accepted", "not_applicable", "noted"})
OWNERS = ("Deputy chief officer", "Assistant chief officer", "Head of custody", "Chief executive", "Head of training")
STATUSES = (
    ("not_started", "in_progress", "in_progress", "unknown"),
    ("in_progress", "in_progress", "reported_complete", "superseded"),
    ("in_progress", "reported_complete", "reported_complete", "verified_closed_by_inspectorate", "not_to_be_actioned"),
)
REPORTERS = ("force", "force", "policing_body", "inspectorate")
RECIPIENTS = ("hmicfrs", "home_secretary", "own_website", "chief_officer", "police_and_crime_panel")
COMMENT_FORMS = ("own_text", "quoted", "reported_speech", "appendix")
SOURCE_FORMS = ("office_form", "letter", "statement", "news_item", "linked_file")

FOUR_GRADES = ("outstanding", "good", "good", "requires_improvement", "inadequate")
FIVE_GRADES = ("outstanding", "good", "adequate", "adequate", "requires_improvement", "inadequate")
EARLY_QUESTIONS = ("Protecting vulnerable people", "Serious and organised crime", "Understanding demand")
MIDDLE_QUESTIONS = ("Investigating crime", "Protecting vulnerable people", "Planning for the future")
LATE_QUESTIONS = ("Preventing crime", "Responding to the public", "Investigating crime", "Managing offenders")
CYCLES = (
    (2015, "peel_2015", FOUR_GRADES, EARLY_QUESTIONS),
    (2016, "peel_2016", FOUR_GRADES, EARLY_QUESTIONS),
    (2017, "peel_2017", FOUR_GRADES, EARLY_QUESTIONS),
    (2020, "peel_2018_19", FOUR_GRADES, MIDDLE_QUESTIONS),
    (2022, "peel_2021_22", FIVE_GRADES, LATE_QUESTIONS),
    (9999, "peel_2023_25", FIVE_GRADES, LATE_QUESTIONS),
)
