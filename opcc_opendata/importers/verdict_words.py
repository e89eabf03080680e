"""The words of which a verdict on a finding is made: who gives it, on what, by which verb, and how far it goes.

Each is a pattern for one step of `verdicts`, which reads them one after another. A verb of acceptance counts only with
an object that is the finding itself, or where nothing stands beside it: "accepted an invitation" and "rejected by the
court" speak of something else.
"""

from __future__ import annotations

import re
from typing import Final


def _words(pattern: str) -> re.Pattern[str]:
    """Compile what may follow the word before it: with the space between, and up to the end of a word."""
    return re.compile(rf" ?(?:{pattern})(?![\w’'])", re.IGNORECASE)


_NAME: Final = r"(?-i:[A-Z][\w’'-]{1,20})"
_BODY: Final = (
    rf"(?:the )?(?:office of the )?(?:(?:{_NAME} ){{0,3}}"
    rf"(?:police(?:, fire)? (?:and|&) crime commissioner|pf?cc|opf?cc)|mopac|(?:deputy )?(?:mayor|commissioner))"
    rf"(?: for {_NAME}(?: {_NAME})?)?(?: {_NAME}){{0,2}}"
)
_FORCE: Final = (
    rf"(?:the )?(?:(?:deputy |assistant )?chief (?:constable|officer)(?: of {_NAME})?(?: {_NAME}){{0,2}}"
    rf"|force|constabulary|met|mps|gmp|(?:{_NAME} (?:and |& )?){{1,3}}?(?:police|constabulary)(?: service)?)"
)
BOTH: Final = _words(
    rf"(?:by )?both(?: of us| parties)?(?! \w)"
    rf"|(?:both )?(?:{_BODY} (?:and|&) {_FORCE}|{_FORCE} (?:and|&) (?:I|{_BODY}))"
)
SPEAKER: Final = re.compile(r" ?(?:I|we(?: both)?|my office|our office|me|us)(?!\w)", re.IGNORECASE)
BODY: Final = _words(rf"{_BODY}(?! (?:and|&) crime)")
FORCE: Final = _words(rf"{_FORCE}(?! (?:and|&) crime)")
OF_LONDON: Final = _words(r"(?:the )?(?:deputy )?commissioner")
"""In London this is the chief officer."""

_KIND: Final = r"(?:recommendation|areas? for improvement|finding|cause (?:of|for) concern|afi)s?"
_WHICH: Final = (
    r"(?:(?:first|second|third|fourth|fifth|sixth|last|final|two|three|four|national|local|particular|specific"
    r"|important|hmicfrs|hmic) ){0,2}"
)
_THESE: Final = r"(?:this|that|the|these|those|both|all|each|hmicfrs[’']s?|hmic[’']s?|the inspectorate[’']s|its)"
_OF_REPORT: Final = r"(?: (?:in|of|from|made (?:in|by)) (?:the|this|that) (?:report|inspectors|inspectorate))?"
_NUMBER: Final = r"(?: (?P<number>\d{1,3}(?:\.\d{1,2})?[a-z]?))?"
_NAMED: Final = rf"(?:(?:both|all)(?: of)? )?{_THESE} {_WHICH}(?P<kind>{_KIND}){_NUMBER}{_OF_REPORT}"
_SHORT: Final = r"(?:recommendation|area for improvement|afi) (?P<number2>\d{1,3}[a-z]?)"
OBJECT: Final = _words(
    rf"{_NAMED}|{_SHORT}|this(?: one| suggestion)?|it|(?:all of |both of )?(?:these|them)|that(?= ?[.;:!]| ?$)"
)
TITLE: Final = _words(rf"(?P<kind>{_KIND}){_NUMBER}(?P<number2>)")
"""What a note on a finding begins with: "Recommendation 4 accepted"."""
TOPIC: Final = _words(rf"{_NAMED}|{_SHORT}|this(?: one| suggestion)?|it|these|both|the (?:suggestion|point)")
"""What a verdict in the passive is on, at the head of its sentence."""

PART: Final = r"(?:only |just )?(?:partly|partially|in part)(?: only)?"
WHOLE: Final = (
    r"fully|in full|wholly|entirely|completely|totally|unreservedly|whole-?heartedly|in its entirety"
    r"|without (?:any )?(?:reservation|hesitation|qualification)"
)
OPEN: Final = (
    r"in principle|broadly|largely|generally|mostly|mainly|provisionally|conditionally|tentatively|in the main"
    r"|in spirit|for now|for the time being|at present|to (?:some|a (?:large|certain|limited)) (?:extent|degree)"
    r"|with (?:(?:some|certain|a few|minor|one|a) )?"
    r"(?:reservations?|caveats?|conditions?|qualifications?|amendments?|modifications?|exceptions?)"
)
_NEUTRAL: Final = (
    r"also|too|as well|likewise|therefore|thus|accordingly|now|formally|hereby|duly|gratefully|again|already|both"
    r"|strongly|certainly|readily|gladly|happily|reluctantly|respectfully|with (?:many )?thanks"
    r"|with (?:great )?interest"
)
HOW: Final = re.compile(
    rf"(?:, | ?[–—-] |: | ?\(| )?(?:(?P<part>{PART})|(?P<whole>{WHOLE})|(?P<open>{OPEN})|{_NEUTRAL})(?![\w’'-])\)?",
    re.IGNORECASE,
)
"""How far a verdict goes, before or behind its verb. What is none of the three named says nothing of that."""

NOT: Final = re.compile(r"(?: ?(?:not|never|no longer)| ?n[’']t)(?![\w’'])", re.IGNORECASE)
YET: Final = _words("yet")
NEITHER: Final = _words(r"neither(?= [\w ]{4,30} n?or )")
HELPS: Final = re.compile(
    r"(?: ?(?:have|has|had|do|does|did|can|am|is|are|will|shall|must)(?![\w’'])| ?(?:ca|wo)(?=n[’']t)"
    r"| ?(?:do|does|did|has|have|had|is|are|was|were|could|would|should)(?=n[’']t)|[’'](?:m|ve|re|ll)\b)",
    re.IGNORECASE,
)
CANNOT: Final = _words(r"cannot|can not|(?:unable|unwilling) to|(?:decided|chosen|resolved|opted) not to")
CONTENT: Final = _words(
    r"(?:very )?(?:pleased|happy|content|glad|delighted|able|prepared|willing|ready|grateful|in a position|decided"
    r"|chosen|resolved|opted) to"
)
WOULD: Final = _words(
    r"would|could|may|might|should|(?:intends?|plans?|hopes?|expects?|wish(?:es)?|wants?|minded|inclined|likely|unlikely"
    r"|asked|considering) to"
)
"""What leaves a verdict open: "I would accept this if …"."""
IS: Final = _words(r"is|are|was|were|has|have|had|will|remains?|been|be|being|to be")

REFUSES: Final = _words(
    r"reject(?:s|ed|ing)?|(?:decline[sd]?|refuse[sd]?)(?: to (?:accept|agree(?: to| with)?))?|disagree[sd]?(?: with)?"
)
ACCEPTS: Final = _words(r"accept(?:s|ed)?|agree[sd]?(?: with| to)?|in (?:full )?agreement(?: with)?")
SUPPORTS: Final = _words(r"support(?:s|ed)?|endorse[sd]?|concur(?:s|red)?(?: with)?")
NOTES: Final = _words(r"note[sd]?|tak(?:es?|en) note of|took note of")
NEUTRAL: Final = _words(r"welcome[sd]?|acknowledge[sd]?|consider(?:s|ed)?|read|understands?|recognise[sd]?")
"""Verbs that say neither yes nor no, before one that does: "welcomes and accepts"."""
PARTICIPLES: Final = (
    (REFUSES, "not_accepted", _words(r"rejected|declined|refused|disagreed")),
    (ACCEPTS, "accepted", _words(r"accepted|agreed")),
    (SUPPORTS, "accepted", _words(r"supported|endorsed")),
    (NOTES, "noted", _words(r"noted")),
    (NEUTRAL, "", _words(r"welcomed|acknowledged|considered")),
)
"""The verbs, the code of acceptance.csv that each stands for, and their participles."""
BARE: Final = ((_words(r"accept|agree(?: with)?"), "accepted"), (_words(r"reject|disagree(?: with)?"), "not_accepted"))
"""Verbs that stand without anybody, as in a form: "Accept.", "Do not agree with this."."""
DONE: Final = _words(r"already (?:been )?(?:done|completed?|implemented|in place)")

AND: Final = re.compile(r",? (?:and|&|n?or|but)(?= )", re.IGNORECASE)
BY: Final = _words("by")
WITH: Final = _words("with|to")
LED: Final = re.compile(
    r"[“\"‘'(]?(?:(?:yes|no)(?:[,.:;]| ?[–—-])? (?=\S)|(?:therefore|thus|accordingly|on balance|again|for my part"
    r"|for our part|however|instead|having (?:considered|read) (?:it|this)(?: carefully)?),? ){0,2}",
    re.IGNORECASE,
)
"""What may stand before a verdict: "Yes – ", "On balance, "."""
AS: Final = re.compile(
    r"as (?:the )?(?:(?P<body>pf?cc|(?:police and crime )?commissioner|mayor)"
    r"|(?P<force>chief (?:constable|officer))),? ",
    re.IGNORECASE,
)
ENDS: Final = re.compile(
    r"\)?(?: ?[.,:;!]| ?[–—]| - | \(|$"
    r"| (?:and|but|because|since|although|though|however|whereas|while|whilst|except|subject to|provided|unless|if"
    r"|for (?:the|these|those|this|two|three|several) (?:following )?reasons?|due to"
    r"|on (?:the )?(?:grounds?|basis|condition)|given|in that|as (?:it|we|I|there|they|he|she|does|do|has|so)"
    r"|on(?= \d{1,2} [a-z]{3,9} 20\d\d(?:[.,;:]|$))"
    r"|as(?=[^.;]{3,80} (?:is|are|was|were|has|have|had|would|will|does|do|cannot|can) ))(?!\w))",
    re.IGNORECASE,
)
"""What may follow a verdict. Anything else shows that the verb had another object."""
STOPS: Final = re.compile(r"(?=\)? ?(?:[.,;:!]|[–—]|- |$| (?:and|but|because|since)(?!\w)))", re.IGNORECASE)
"""What follows a sentence without a verb of its own: "so does the Commissioner"."""
REASON: Final = re.compile(
    r"\)?(?: ?[,.]?(?: - | ?[–—:;]|,)?) ?(?:as|because|since|for|due to|given|on (?:the )?(?:grounds?|basis)|in that)"
    r"(?!\w)"
    r"| ?[:–—]| - ",
    re.IGNORECASE,
)
"""What leads from a refusal to its reason, in the same sentence."""
LIMITS: Final = re.compile(
    r"[.,:;–—-]*\s*(?:and |or )?(?:but|except|subject to|only|provided|unless|if|on (?:the )?condition|apart from"
    r"|save (?:for|that)|other than|until|pending|with the exception|in part|in principle|part(?:ial)?ly)(?!\w)",
    re.IGNORECASE,
)
"""What may follow a yes, and makes less of it."""
CONCEDES: Final = re.compile(
    r"[.,:;–—-]*\s*(?:and )?(?:however|although|though|albeit|while|whilst|whereas)(?!\w)(?P<said>[^.!?]{0,400})",
    re.IGNORECASE,
)
"""What may follow a yes, and makes less of it only where it holds one of these: "though not before May"."""
LESS: Final = re.compile(
    r"\b(?:not|cannot|never|nor|only|except|unless|until|part|partly|partially|some|reservations?|caveats?|concerns?"
    r"|disagree|reject(?:s|ed)?|less|prefer|instead|rather|reluctantly)\b|n[’']t\b",
    re.IGNORECASE,
)
JOINS: Final = re.compile(
    r"\)?[”\"’']?(?:(?: ?[.!;:,]| ?[–—]| -) ?)?(?: ?(?:and|but|while|whilst|whereas|although|though|however|so),? )?",
    re.IGNORECASE,
)
"""What may stand between one verdict and the next."""
THAT: Final = _words(r"that (?:this|it|the|a|an|such|we|there|every|all|each)")
DOES: Final = re.compile(
    r" (?:do|does|did|has|have|will|is|are)(?P<no> ?not| ?n[’']t)?(?: (?:accept|agree)(?: (?:it|this))?)?"
    r"(?: (?:so|too|also|as well))?(?![\w’'])",
    re.IGNORECASE,
)
"""What stands for the verb of the sentence before: "the Commissioner does not"."""
SO_DOES: Final = re.compile(r"(?: ?(?:so|as|nor|neither))? ?(?:do|does|did|has|have|is|are)(?!\w)", re.IGNORECASE)
