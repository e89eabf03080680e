"""The words that labels, heads of columns and headings are made of: who, what, and those that say nothing of either."""

from __future__ import annotations

import re
from typing import Final

BODY_WORDS: Final = re.compile(
    r"\b(?:(?:office of the )?police(?:,? fire(?: and rescue)?)?,?(?: and)? crime commissioner"
    r"|mayor'?s office for policing and crime|deputy mayor|mayor|(?:o?pf?cc(?:[a-z]{1,2})?)\b|mopac|dmpc"
    r"|local policing body|combined authority|gmca|wyca|symca|wmca"
    r"|(?:city of london )?police authority(?: board)?|common council"
    r"|(?<!home )office(?= (?:activit|action|oversight|response|scrutiny|work))"
    r"|the authority|(?:our|my|the) office(?! of)"
    r"|(?:swyddfa'r )?c[ho]{1,2}misiynydd(?: yr)?(?: heddlu)?(?: a throsedd\w*)?)(?:'?s?\b|\b)"
)
CHIEF: Final = re.compile(
    r"\b(?:(?:temporary|acting|deputy|assistant|t/) ?)?(?:chief (?:constable|officer)"
    r"|commissioner of police(?: (?:of|for) the metropolis)?"
    r"|b?ph?rif gwnstabl|cc|chief(?='s\b))(?:'?s?\b)"
)
BOARD: Final = re.compile(r"\b(?:the )?board(?:'?s)?(?= \w+$|$)")
"""The Police Authority Board, which is the body of the City of London."""
COMMISSIONER: Final = re.compile(r"\bcommissioner(?:'?s?\b)")
FORCE_WORDS: Final = re.compile(
    r"\b(?:police force|police service|metropolitan police|met police|police|force|constabulary|met|heddlu|llu"
    r"|mps|gmp|tvp|wmp|wyp|nyp|syp|nwp|swp|dpp|colp)(?:'?s?\b)"
)
WRITER: Final = re.compile(
    r"\b(?:what|how|where|why|when) i\b|\bi (?:will|shall|have|am|do|did|can|would|think|say)\b|\b(?:my|mine)\b"
)
"""Who writes the document: the body, where a label names nobody else ("How I will check")."""
INSPECTORATE_WORDS: Final = re.compile(
    r"\b(?:hmicfrs|hmic|hmi|ahef|ahem|(?:h[im]s majesty's )?inspectorates?|inspectors?"
    r"|the report(?= (?:says|said|asks|asked|recommends|recommended)\b))(?:'?s?\b)"
)
ANSWER: Final = re.compile(
    r"\b(?:respon[sd]e?[sd]?|responding|comments?|writes?|commented|commenting|commentary|reply|replies|views?|statements?|updates?|actions?"
    r"|activit(?:y|ies)|progress|oversight|scrutiny|answers?|proposals?|doing|assessment|narrative|ymateb(?:ion)?|ateb(?:ion)?"
    r"|sylwadau|conclusions?|remarks|observations|feedback|position|assurance|perspective|work|intentions?|foreword"
    r"|introduction|check(?:s|ed|ing)?|monitor(?:s|ed|ing)?|scrutin(?:y|ise|ises|ised|ising)|steps|camau|gweithredu|says?|said|thinks?|thoughts|adds?|added|do|done"
    r"|knows?|words?|reactions?|verdict|opinions?|message|reflections?"
    r"|thinking|account|contributions?|inputs?|evidence|tells?(?= (?:us|me)$)"
    r"|part(?= in (?:it|this)\b)|follow(?:s|ed|ing)?(?: it)? up)\b"
)
FINDING: Final = re.compile(
    r"\b(?:recommendations?|recommends?|recommended|recs?|areas? for improve?ment|afis?|causes? (?:of|for) concern"
    r"|argymhell(?:iad|ion)|meysydd i'w gwella|inspection findings?|asks? for|asked for|asked us for"
    r"|(?:hmicfrs|hmic|inspectors?|inspectorate) (?:asks?|asked|wants?|wanted))\b"
)
NUMBER: Final = re.compile(
    r"(?:no|nos|num|number|ref|refs|reference|#|id|item|rhif|rec|"
    r"(?:rec|recs|recommendation|afi|finding)s?\.?(?: (?:no|number|ref|reference|id|#))|r)\.?"
)
OWNER: Final = re.compile(
    r"\b(?:owner|sro|responsibility|in charge|(?:owned|led) by|by whom|arweinydd"
    r"|(?:single )?point of contact|spoc|accountable(?: officer| person| owner)?"
    r"|(?:person |named )?responsible(?: person)?"
    r"|(?:(?:strategic|tactical|operational|gold|business|portfolio|thematic|named|delivery|policy) )?leads?)\b"
)
DUE: Final = re.compile(
    r"\b(?:due|target date|target|deadline|by when|to be (?:completed|done|finished|delivered)(?: by)?"
    r"|(?:finish(?:ed)?|done|ready) by|finish"
    r"|complet(?:ion|ed?) (?:date|by)|timescales?|timeframe|end date|milestone(?: date)?"
    r"|(?:expected|estimated|forecast|planned) (?:by|date|completion(?: date)?)"
    r"|delivery date|date for completion|implementation date|dyddiad targed)\b"
)
LIMIT: Final = re.compile(r"\b(?:time ?limit|hmicfrs deadline|inspectorate'?s? deadline|required by)\b")
ACCEPTANCE: Final = re.compile(
    r"\b(?:accepted|accept|acceptance|agreed|agree|disagreed?|reject(?:ed)?|decision|status|stance|position|derbyniwyd|derbyn)\b"
)
BETWEEN_CHOICES: Final = re.compile(r" ?/ ?|, (?:or )?| or ")
DECISION: Final = re.compile(
    r"(?:(?:not|part|partly|partially|fully) )?(?:accept(?:ed)?|agreed?|reject(?:ed)?|derbyniwyd|gwrthodwyd)"
    r"(?: (?:in (?:part|full)|yn (?:rhannol|llawn)))?|noted|in part|partly|partially"
)
THEME: Final = re.compile(r"\b(?:theme|pillar|strand|topic|category|workstream|thema)\b")
GRADE: Final = re.compile(r"\b(?:grades?|grading|gradings|judgements?|judgments?|ratings?|graddau|gradd)\b")
SUMMARY: Final = re.compile(
    r"\b(?:key|main|headline|summary of|overall|the)? ?(?:findings|summary|background|overview|context|canfyddiadau"
    r"|crynodeb|cefndir)\b"
    r"|\bwhat (?:did )?(?:the )?(?:report|inspectors?|inspectorate|inspection|hmicfrs|hmic)"
    r" (?:f(?:ou|i)nds?|said|says?|conclude[sd]?)\b"
)
COPIES: Final = re.compile(
    r"\b(?:(?:distribution|circulation)(?: list)?|copies|copied|copy|cc|office use|dosbarthu|dosbarthiad|anfonwyd at"
    r"|cop(?:i|ïau)(?: (?:at|i))?"
    r"|(?:sent|forwarded|provided|submitted|supplied|circulated|e-?mailed) to|shared with"
    r"|send to"
    r"|who (?:has|have) (?:been sent|had|seen) (?:this|it|a copy)"
    r"|where (?:this|it|the response) (?:has been|was) sent)\b"
)
PLAN: Final = re.compile(
    r"\b(?:next steps|action plan|improvement plan|delivery plan|camau nesaf|cynllun gweithredu)\b"
)
# fmt: off
SMALL: Final = frozenset([
    "the", "of", "by", "from", "to", "and", "s", "a", "an", "on", "for", "in", "is", "are", "has", "have", "any",
    "this", "these", "what", "how", "with", "at", "our", "my", "their", "his", "her", "its", "taken", "made",
    "date", "current", "further", "additional", "planned", "proposed", "report", "reports", "each", "against",
    "or", "be", "been", "being", "done", "will", "section", "inspection", "required", "so", "far", "detail", "details",
    "wording", "text", "summary", "r", "yr", "y", "i", "i'r", "a'r", "gan", "hmicfrs's", "if", "not", "only", "yn",
    "senior", "officer", "joint", "appendix", "annex", "part", "national", "local", "initial", "full", "formal",
    "official", "key", "action", "inspections", "statutory", "office", "does", "did", "it", "about", "also", "who",
    "adroddiad", "arolygiad",
    "follows", "as", "we", "you", "am", "hand", "up", "own", "reason", "reasons", "none", "seen", "us", "me",
])
# fmt: on
WORD: Final = re.compile(r"[a-z0-9#][a-z0-9'#]*|s(?!\w)")

TOPICS: Final = {
    "plan": PLAN,
    "summary": SUMMARY,
    "copies": COPIES,
    "limit": LIMIT,
    "due": DUE,
    "owner": OWNER,
    "theme": THEME,
    "grade": GRADE,
    "finding": FINDING,
    "answer": ANSWER,
    "acceptance": ACCEPTANCE,
}


ACTORS: Final = (BODY_WORDS, CHIEF, COMMISSIONER, INSPECTORATE_WORDS, FORCE_WORDS)
