"""Whether a finding is accepted: the words with which an answer begins, or that stand in a cell of their own."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from opcc_opendata.importers.verdicts import (
    OF_BODY,
    OF_BOTH,
    OF_FORCE,
    Verdict,
    Verdicts,
    ended_with,
    makes_less,
    together,
    verdicts_at,
)
from opcc_opendata.importers.wordings import concept_of

_OF_FORCE: Final = r"(?:the )?(?:chief constable|force|constabulary|met|mps|gmp)|[a-z]+ (?:police|constabulary)"
_FINDING: Final = r"(?:recommendation|area for improvement|finding|cause (?:of|for) concern|afi)"
_YES: Final = re.compile(
    r"\W*(?P<words>yes(?:, (?:in full|in part|fully|partly))?|in part|partly|in full|fully|no)[.;]", re.I
)
_YES_OR_NO: Final = re.compile(
    r"(?P<words>yes(?:, (?:in full|in part|fully|partly))?|no|in full|fully|in part|partly|partially)"
    r"(?:[.;:,] ?| ?[–—] ?| - |$)",
    re.IGNORECASE,
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
_WELSH: Final = re.compile(
    r"^(?:rwy['’]?n|rwyf yn|rydym yn|yr wyf yn|mae(?:['’]r| yr) (?P<who>heddlu|comisiynydd) yn)"
    r" (?:ei dderbyn|derbyn(?: yr argymhelliad(?: hwn)?)?)(?=[.,;]| (?:ac?|gan|oherwydd)\b|$)",
    re.IGNORECASE,
)
_WELSH_NO: Final = re.compile(
    r"^(?:nid (?:wyf|ydym)|nid yw['’]r (?P<who>heddlu|comisiynydd)) yn"
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
_START: Final = 600
_LONGEST: Final = 4_000
_LONGEST_CHOICE: Final = 120
"""Characters of a row of boxes, of which one is ticked."""
_ITEM: Final = re.compile(r"^(?:[-•·▪>]|\d{1,2}[.)]) ")
_SENTENCES: Final = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_DECIDES: Final = re.compile(
    r"(?:I|We|The (?:PCC|Commissioner|Mayor|force|Constabulary|Chief Constable)|[A-Z][a-z]+ (?:Police|Constabulary))"
    r" [^.,;]{0,20}(?:accept|agree|reject)",
    re.IGNORECASE,
)
_REST: Final = re.compile(r"[^.!?]{0,200}")
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


class Said(NamedTuple):
    """What an answer says at its start: the codes of whoever answers and of the other, where they are plain.

    `is_open` says that whoever answers says no plain yes or no. `is_alone` says that the answer says nothing else, and
    `has_reason` that the sentence which refuses goes on with why. `number` is that of the finding, where it is named.
    `is_guess` says that it is no more than a yes or a no.
    """

    own: str
    other: str
    is_open: bool
    words: str
    number: str = ""
    is_alone: bool = False
    has_reason: bool = False
    is_guess: bool = False


def said_at_start(text: str, speaker: str) -> Said | None:
    """Read whether an answer begins with an acceptance. `speaker` is who answers: "body" or "force"."""
    plain = _plain(text)
    found = _verdicts(plain[:_START])
    if found is None:
        return None
    other = OF_FORCE if speaker == OF_BODY else OF_BODY
    mine = [one for one in found.each if one.named != other]
    theirs = together([one.code for one in found.each if one.named in (other, OF_BOTH) and one.code])
    codes = together([one.code for one in mine if one.code])
    is_open = len(codes) > 1 or any(one.is_open for one in mine)
    number = next((one.number for one in found.each if one.number), "")
    is_alone = found.is_alone and len(plain) <= _START
    words = plain[: found.end].strip()
    return Said(
        codes[0] if codes and not is_open else "",
        theirs[0] if len(theirs) == 1 else "",
        is_open,
        words + _REST.match(plain, found.end)[0] if is_open else words,  # type: ignore[index]
        number,
        is_alone,
        found.has_reason,
    )


def acceptance_at_start(text: str) -> Acceptance | None:
    """Read an acceptance with which an answer begins: "Accepted.", "I accept this and …". Half a yes is none."""
    plain = _plain(text)[:_START]
    found = _verdicts(plain)
    if found is None or any(one.number for one in found.each):
        return None
    each = [one for one in found.each if one.named != OF_FORCE] or found.each
    codes = together([one.code for one in each])
    if len(codes) != 1 or any(one.is_open for one in each):
        return None
    named = each[0].named if each[0].named != OF_BOTH else ""
    return Acceptance(codes[0], plain[: found.end].strip(), named)


def _plain(text: str) -> str:
    """Give the words of an answer without marks, and without what stands before an item of a list."""
    words = ticked_of(text) if len(text) <= _LONGEST_CHOICE else text
    return _ITEM.sub("", " ".join(re.sub(r"[*_\\☑☒✓✔]", "", words[:_LONGEST]).split()))


def _verdicts(plain: str) -> Verdicts | None:
    """Read verdicts in sentences, in words of a cell that stand at the head of an answer, or in Welsh."""
    if found := verdicts_at(plain):
        return found
    for pattern, code in ((_WELSH, "accepted"), (_WELSH_NO, "not_accepted")):
        if welsh := pattern.match(plain):
            named = {"heddlu": OF_FORCE, "comisiynydd": OF_BODY}.get((welsh["who"] or "").lower(), "")
            return ended_with(plain, Verdict(code, named, is_open=False, number="", end=welsh.end()))
    first = _FIRST.match(plain)
    if first and first[0].lower() not in SAID_OF_ANYTHING:
        code = concept_of("acceptance", first[0])
        if code in _DECISIONS:
            return ended_with(plain, Verdict(code, "", is_open=False, number="", end=first.end()))
    if not_ours := _NOT_OURS.match(plain):
        named = OF_FORCE if not_ours["force"] else ""
        said = Verdict("not_applicable", named, is_open=False, number="", end=not_ours.end())
        return Verdicts((said,), said.end, is_alone=False, has_reason=False)
    return None


def yes_alone(text: str) -> Said | None:
    """Read an answer that is "Yes." or "No.", or begins with it."""
    plain = _plain(text)
    found = _YES_OR_NO.match(plain)
    if found is None or _PROVIDED.search(plain, found.end()) or makes_less(plain[found.end("words") :]):
        return None
    code = acceptance_of(found["words"])
    if found.end() < len(plain) and found["words"].lower() not in ("yes", "no"):
        return None  # "In part, this is done"
    return Said(code, "", False, found["words"], is_alone=found.end() == len(plain), is_guess=True) if code else None


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
    is_part = found["how"] == "part" or found["partly"]
    return _said_alone(f"{found['no'] or ''}{found['verb']}{' in part' if is_part else ''}")


def _said_alone(words: str) -> str:
    """Give the one code for which words stand that say whether a finding is accepted, and nothing else."""
    found = verdicts_at(words[:_START]) if len(words) <= _START else None
    if found is None or not found.is_alone or any(one.is_open or one.number for one in found.each):
        return ""
    codes = together([one.code for one in found.each])
    return codes[0] if len(codes) == 1 else ""


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
    written = " ".join(re.sub(r"[*_\\☑✓]", "", words).strip(" .").split())
    plain = written.lower()
    plain = re.sub(r"^yes ?[,–-] (?!(?:in part|partly)$)", "", plain)
    plain = "accepted" if plain in ("in full", "fully") else plain
    plain = "accepted in part" if plain in ("yes, in part", "yes, partly") else plain
    return concept_of("acceptance", plain) or _said_alone(written)


def ticked_of(words: str) -> str:
    """Give the one of several boxes that is ticked, and words without open boxes as they are."""
    if not _BOX.search(words):
        return words
    ticked = _TICKED.findall(words)
    return str(ticked[0]).strip() if len(ticked) == 1 else ""
