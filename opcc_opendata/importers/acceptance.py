"""Whether a finding is accepted: the words with which an answer begins, or that stand in a cell of their own."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from opcc_opendata.importers.wordings import concept_of

_OF_BODY: Final = r"(?:the )?(?:pf?cc|opcc|mopac|police and crime commissioner|(?:deputy )?mayor)"
_OF_FORCE: Final = r"(?:the )?(?:chief constable|force|constabulary|met|mps|gmp)|[a-z]+ (?:police|constabulary)"
_WHO: Final = rf"(?:(?P<speaker>I|we)|(?P<body>{_OF_BODY})|(?P<force>{_OF_FORCE}))"
_BY: Final = rf"(?: by (?:(?P<by_me>me|us)|(?P<by_body>{_OF_BODY})|(?P<by_force>{_OF_FORCE})))?"
_FINDING: Final = r"(?:recommendation|area for improvement|finding|cause (?:of|for) concern|afi)"
_AS: Final = r"(?:as (?:the )?(?:pf?cc|(?:police and crime )?commissioner|mayor|chief constable),? )?"
_ACCEPTED: Final = re.compile(
    rf"^(?:(?:this(?: {_FINDING})?|the {_FINDING}) (?:too )?(?:is|was|has been) (?:also )?"
    rf"|{_AS}{_WHO} (?:(?:have|has|do|does|can) ?)?)?"
    r"(?P<words>already (?:done|completed?|implemented|in place)|"
    r"(?:(?:fully|partially|partly|not) )?(?:accept(?:ed|s)?|agree[ds]?|reject(?:ed|s)?|note[ds]?)"
    rf"(?: in (?:full|part|principle))?)(?: with)?"
    rf"(?: (?:(?:this|the) {_FINDING}|this|it)(?: in (?P<how>full|part)| too| as well| also)?)?{_BY}\s*"
    r"(?=[.,:;–—-]|(?:and|because|since)\b|$)",
    re.IGNORECASE,
)
_YES: Final = re.compile(
    r"\W*(?P<words>yes(?:, (?:in full|in part|fully|partly))?|in part|partly|in full|fully|no)[.;]", re.I
)
_IT_IS: Final = re.compile(
    r"(?:(?:yes|no), )?(?:it|this|I|we|the (?:pcc|commissioner|force)) "
    r"(?:(?:is|was|has been|do|does)(?P<no> not|n[’']t)?"
    r"|(?P<applies>does(?: not|n[’']t) apply(?: (?:to|in|here)\b[^.;,]{0,40})?))(?: accepted)?\.?",
    re.IGNORECASE,
)
_TOLD: Final = re.compile(
    rf"^(?:(?:it was|the [a-z]{{4,12}}) (?:noted|reported|agreed) that )?"
    rf"(?:(?:it|this(?: {_FINDING})?|the (?:suggestion|point|{_FINDING})) (?:is|was|had been)"
    rf"|{_OF_FORCE}|the commissioner)"
    r" (?P<no>not )?(?:fully )?(?P<partly>partly |partially )?(?P<verb>accepted|agreed|rejected|noted)"
    r"(?: (?:it|this))?(?: in (?P<how>full|part))?\.?",
    re.IGNORECASE,
)
_PROVIDED: Final = re.compile(r"\b(?:provided|subject to|on condition|except)\b", re.IGNORECASE)
_LIMITED: Final = re.compile(
    r"[.,:;–—-]*\s*(?:and |or )?(?:but|however|although|though|except|subject to|only|provided"
    r"|in part|in principle|part(?:ial)?ly)\b",
    re.IGNORECASE,
)
"""What may follow a yes, and makes less of it."""
_WELSH: Final = re.compile(
    r"^(?:rwy['’]?n|rwyf yn|rydym yn|yr wyf yn|mae(?:['’]r| yr) heddlu yn)"
    r" (?:ei dderbyn|derbyn(?: yr argymhelliad(?: hwn)?)?)(?=[.,;]| (?:ac?|gan|oherwydd)\b|$)",
    re.IGNORECASE,
)
_NOT_OURS: Final = re.compile(
    r"(?:(?:this|it) is )?not (?:(?:one|an action|a recommendation|a matter) )?(?:for|applicable to)"
    r" (?:us|me"
    r"|(?P<force>(?:the )?(?:force|constabulary|chief constable|MPS|Met|[A-Z][a-z]+ (?:Police|Constabulary))))"
    r"(?=\s?[.,:;–—-]|$| (?:as|because|since)\b| to (?:carry out|do|answer|act (?:up)?on|put into effect)\b)",
    re.IGNORECASE,
)
_CODES: Final = {
    "accept": "accepted", "accepts": "accepted", "agree": "accepted", "agrees": "accepted", "agreed": "accepted",
    "fully accept": "accepted", "fully accepts": "accepted", "fully agrees": "accepted",
    "fully accepted": "accepted", "accepted in full": "accepted", "fully agree": "accepted", "accepted": "accepted",
    "accept in part": "accepted_in_part", "partially accept": "accepted_in_part", "partly accept": "accepted_in_part",
    "accepts in part": "accepted_in_part", "partially accepts": "accepted_in_part",
    "partly accepts": "accepted_in_part",
    "accepted in part": "accepted_in_part", "partially accepted": "accepted_in_part",
    "partly accepted": "accepted_in_part",
    "partially agreed": "accepted_in_part", "partly agreed": "accepted_in_part", "reject": "not_accepted",
    "rejects": "not_accepted", "rejected": "not_accepted", "not accepted": "not_accepted", "not agreed": "not_accepted",
    "not accept": "not_accepted", "not agree": "not_accepted", "noted": "noted", "note": "noted", "notes": "noted",
    "already done": "already_done", "already complete": "already_done", "already completed": "already_done",
    "already implemented": "already_done", "already in place": "already_done",
    "partly": "accepted_in_part", "partially": "accepted_in_part",
    "agree in part": "accepted_in_part", "agrees in part": "accepted_in_part", "agreed in part": "accepted_in_part",
}  # fmt: skip
_START: Final = 200
_LONGEST: Final = 4_000
_SENTENCES: Final = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_DECIDES: Final = re.compile(
    r"(?:I|We|The (?:PCC|Commissioner|Mayor|force|Constabulary|Chief Constable)|[A-Z][a-z]+ (?:Police|Constabulary))"
    r" [^.,;]{0,20}(?:accept|agree|reject)",
    re.IGNORECASE,
)
_FIRST: Final = re.compile(r"\w+(?: \w+){0,2}(?=[.;:]|$)")
_DECISIONS: Final = frozenset(["accepted", "accepted_in_part", "not_accepted", "noted"])
SAID_OF_ANYTHING: Final = frozenset(["yes", "no", "n", "in part", "partially", "partly"])
"""Words that are a decision in a cell for it, and may begin any answer."""
_TICKED: Final = re.compile(r"[☑☒✓✔]\s*([^☐☑☒✓✔□]{2,40})")
_BOX: Final = re.compile(r"[☐□]")


class Acceptance(NamedTuple):
    """An acceptance: its code of acceptance.csv, the words, and who is named for it: "body", "force" or "" (nobody)."""

    code: str
    words: str
    named: str = ""


def acceptance_at_start(text: str) -> Acceptance | None:
    """Read an acceptance with which an answer begins: "Accepted.", "I accept this and …". Half a yes is none."""
    plain = " ".join(re.sub(r"[*_\\]", "", text[:_START]).split())
    if welsh := _WELSH.match(plain):
        return Acceptance("accepted", welsh[0], "force" if "heddlu" in welsh[0].lower() else "")
    first = _FIRST.match(plain)
    if (
        first
        and first[0].lower() not in SAID_OF_ANYTHING
        and (code := concept_of("acceptance", first[0])) in _DECISIONS
    ):
        return None if _LIMITED.match(plain, first.end()) else Acceptance(code, first[0])
    if not_ours := _NOT_OURS.match(plain):
        return Acceptance("not_applicable", not_ours[0], "force" if not_ours["force"] else "")
    found = _ACCEPTED.match(plain)
    if found is None or _LIMITED.match(plain, found.end()):
        return None
    words = found["words"].lower()
    if found["how"] == "part":
        words = f"{words.removesuffix(' in full')} in part"
    named = "body" if found["body"] or found["by_body"] else "force" if found["force"] or found["by_force"] else ""
    code = _CODES.get(words, "")
    return Acceptance(code, found[0].strip(), named) if code else None


def yes_at_start(text: str) -> Acceptance | None:
    """Read "Yes, in full." or "In part." at the start of what answers a question about it."""
    found = _YES.match(text)
    if found is None or _PROVIDED.search(text, found.end()):
        return None
    return Acceptance(acceptance_of(found["words"]), found["words"])


def yes_of(words: str) -> str:
    """Read what answers "Is it accepted?" in a sentence: "It is.", "We do not.", "It does not apply to us."."""
    found = _IT_IS.fullmatch(" ".join(words.split()))
    if found is None:
        return ""
    return "not_applicable" if found["applies"] else "not_accepted" if found["no"] else "accepted"


def acceptance_told(words: str) -> str:
    """Read a sentence that tells of a decision: "It was not accepted.", "The force accepted this in full."."""
    found = _TOLD.fullmatch(" ".join(words.split()))
    if found is None:
        return ""
    how = " in part" if found["how"] == "part" or found["partly"] else ""
    return _CODES.get(f"{found['no'] or ''}{found['verb'].lower()}{how}", "")


def acceptance_inside(text: str) -> Acceptance | None:
    """Read a sentence of an answer, after the first, in which somebody accepts. None where two sentences differ."""
    plain = " ".join(re.sub(r"[*_\\]", "", text[:_LONGEST]).split())
    found = [
        one
        for sentence in _SENTENCES.split(plain)[1:]
        if _DECIDES.match(sentence) and (one := acceptance_at_start(sentence))
    ]
    return found[0] if len({one.code for one in found}) == 1 else None


def acceptance_of(words: str) -> str:
    """Read a cell or a labelled word that says whether a finding is accepted."""
    words = ticked_of(words)
    plain = " ".join(re.sub(r"[*_\\☑✓]", "", words).strip(" .").lower().split())
    plain = re.sub(r"^yes ?[,–-] (?!(?:in part|partly)$)", "", plain)
    plain = "accepted" if plain in ("in full", "fully") else plain
    plain = "accepted in part" if plain in ("yes, in part", "yes, partly") else plain
    return concept_of("acceptance", plain) or _CODES.get(plain, "")


def ticked_of(words: str) -> str:
    """Give the one of several boxes that is ticked, and words without open boxes as they are."""
    if not _BOX.search(words):
        return words
    ticked = _TICKED.findall(words)
    return str(ticked[0]).strip() if len(ticked) == 1 else ""
