"""Whether a finding is accepted, put together from all that a document says of it, and by whom.

The body's answer counts. What the force accepts stands for it as long as the body says neither yes nor no, as a guess;
what the force refuses, the body may not. Words that say only whether a finding is accepted are nobody's action.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from opcc_opendata.importers.acceptance import Said, acceptance_inside, said_at_start, yes_alone
from opcc_opendata.importers.notes import GUESSED, PRINTED, READ
from opcc_opendata.importers.verdicts import OF_BODY, OF_FORCE, together

BODY: Final = "body_action"
FORCE: Final = "force_action"
NO_ACTION: Final = "no_action_reason"
_KEY: Final = "acceptance"

_IN_ANSWER: Final = "It stands inside the answer."
_FORCE_ALONE: Final = "The force says so, and the body’s answer does not."
_THEY_DIFFER: Final = "The force’s answer is another one."
_BRIEF: Final = "It may answer something else."
_OPEN: Final = "The answer says “{words}”. Decide if that is a yes, a yes in part, or a no."
_TWO: Final = "The document says “{one}” and “{other}” of it. Write which of these is the answer."
_OF_OTHER: Final = "The answer says “{words}”, of {who}. Write whether the body accepts it."
_FORCE_REFUSES: Final = (
    "The force says “{words}”, and the body’s answer does not say if it agrees. Write whether the body accepts it."
)
_OF_TWO: Final = "“{words}” says of both whether they accept it. Write the body’s answer."


class ReadAs(NamedTuple):
    """How a value was read: see `Reading`."""

    state: str
    quote: str = ""
    why: str = ""


@dataclass(slots=True, kw_only=True)
class Deciding:
    """The answer to a finding, as far as it says whether the finding is accepted.

    `doubt` is what a person must decide where no acceptance is found in the end. `said` are words that the acceptance
    says with its code, and `asked` the questions about texts in `loose`.
    """

    answer: dict[str, str] = field(default_factory=dict)
    how: dict[str, ReadAs] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    doubt: str = ""
    is_accepted_by_force: bool = False
    said_by_force: list[tuple[str, ReadAs, str]] = field(default_factory=list)
    """Texts of the force that only accept or refuse: the words, how they were read, and the code."""

    def decide(self, key: str, text: str, how: ReadAs, number: str = "") -> bool:
        """Read an acceptance in an answer. True: it says nothing else, and needs no other place.

        `key` is whose answer it is, and "" where nobody knows. `number` is that of the finding.
        """
        said = said_at_start(text, OF_FORCE if key == FORCE else OF_BODY)
        if said is not None and said.number not in ("", number):
            said = None
        if said is None and how.quote.rstrip()[-1:] != "?":  # to a question, a yes may be about anything
            brief = yes_alone(text)
            is_no = brief is not None and brief.own == "not_accepted" and key == BODY
            said = brief if brief is not None and (brief.is_alone or is_no) else None
        if key == "" and said is not None and said.other and not (said.own or said.is_open):
            key, said = FORCE, said_at_start(text, OF_FORCE)  # nobody but the force is named
        if key == FORCE:
            return said is not None and self._decide_for_force(text, said, how)
        if said is None or not (said.own or said.is_open):
            if said is not None and said.is_alone and said.other:
                return self._take_from_force(text, said, how)
            if said is not None and said.other:
                self.doubt = self.doubt or _OF_OTHER.format(words=said.words, who="the force")
            self._look_inside(key, text, said)
            self._doubt_force()
            return False
        self._decide_for_body(said)
        if said.own == "noted" and not said.is_alone:
            self._look_inside(key, text, said)
        if not said.is_alone:
            return False
        return self._tell(text, how) if said.own and not _differ(said) else self._leave(text)

    def decide_alone(self, key: str, text: str, how: ReadAs, number: str = "") -> bool:
        """Read an acceptance as `decide` does, if the text says nothing else, and leave any other text as it is."""
        said = said_at_start(text, OF_FORCE if key == FORCE else OF_BODY)
        return said is not None and said.is_alone and self.decide(key, text, how, number)

    def accept(self, text: str, speaker: str = "") -> None:
        """Read an acceptance with which an answer begins, where the rest of it is put elsewhere."""
        said = said_at_start(text, speaker or OF_BODY)
        if said is None or said.number:
            return
        code = said.own or ("" if speaker or said.is_open else said.other)
        if code:
            self._put(code, ReadAs(READ, said.words))
        elif said.is_open:
            self.doubt = self.doubt or _OPEN.format(words=said.words)

    def settle(self) -> None:
        """Put back what the force says where the acceptance is another one, after all has been read."""
        for text, how, code in self.said_by_force:
            if code == self.answer.get(_KEY):
                self._tell(text, how)
            else:
                self.answer[FORCE] = "\n\n".join(filter(None, (text, self.answer.get(FORCE, ""))))
                self.how.setdefault(FORCE, how)
                self.said += [f"{how.quote}: {text}"] if how.state == PRINTED else []
        self.said_by_force = []
        if self.answer.get(_KEY):
            self.doubt = ""

    def join(self, other: Deciding) -> None:
        """Add whether a finding is accepted as it is said elsewhere in the document. Two that differ are none."""
        mine, theirs = self.answer.get(_KEY, ""), other.answer.get(_KEY, "")
        words = [one.how[_KEY].quote if _KEY in one.how else "" for one in (self, other)]
        codes = together([code for code in (mine, theirs) if code])
        if len(codes) > 1 and self.is_accepted_by_force != other.is_accepted_by_force:
            codes = [mine if other.is_accepted_by_force else theirs]  # the body says it for itself
        self.doubt = self.doubt or other.doubt
        if any(one.answer.get(_KEY) == "" for one in (self, other)):
            self.answer[_KEY] = ""  # two differ already
        elif len(codes) > 1:
            self.answer[_KEY] = ""
            self.doubt = _TWO.format(one=words[0], other=words[1])
        elif codes:
            self.answer[_KEY] = codes[0]
            if codes[0] != mine and _KEY in other.how:
                self.how[_KEY] = other.how[_KEY]
        self.is_accepted_by_force = bool(codes) and all(
            one.is_accepted_by_force for one, code in ((self, mine), (other, theirs)) if code
        )
        if any(key in one.answer for one in (self, other) for key in (BODY, NO_ACTION)):
            self._doubt_force()
        self.said += other.said
        self.asked |= other.asked
        self.said_by_force += other.said_by_force

    def _decide_for_force(self, text: str, said: Said, how: ReadAs) -> bool:
        if said.is_open:
            self.doubt = self.doubt or _OPEN.format(words=said.words)
            return said.is_alone and not self.answer.get(_KEY) and self._leave(text)
        if not said.own:
            self.doubt = self.doubt or _OF_OTHER.format(words=said.words, who="the body")
            return False
        if _differ(said):
            self._put(said.other, ReadAs(GUESSED, said.words, _THEY_DIFFER))
            return False
        if _KEY not in self.answer and not self.doubt:
            self._put(said.own, _read(said))
            self.is_accepted_by_force = not said.other
            if BODY in self.answer or NO_ACTION in self.answer:
                self._doubt_force()
        if said.is_alone:
            self.said_by_force.append((text, how, said.own))
        return said.is_alone

    def _decide_for_body(self, said: Said) -> None:
        if self.is_accepted_by_force:  # the body says it for itself
            self.is_accepted_by_force = False
            self._drop()
        if said.is_open:
            self.doubt = self.doubt or _OPEN.format(words=said.words)
        elif _differ(said):
            self._put(said.own, ReadAs(GUESSED, said.words, _THEY_DIFFER))
        else:
            self._put(said.own, _read(said))

    def _take_from_force(self, text: str, said: Said, how: ReadAs) -> bool:
        """Take what the force accepts, as the body’s own answer tells of it and says no more."""
        if _KEY in self.answer:
            return self._tell(text, how) if self.answer[_KEY] == said.other else self._leave(text)
        if said.other == "not_accepted":
            self.doubt = _FORCE_REFUSES.format(words=said.words)
            return self._leave(text)
        self._put(said.other, ReadAs(GUESSED, said.words, _FORCE_ALONE))
        return self._tell(text, how)

    def _look_inside(self, key: str, text: str, said: Said | None) -> None:
        known = self.answer.get(_KEY)
        inside = acceptance_inside(text) if key == BODY and known in (None, "noted") else None
        if inside and (said is None or inside.code != "noted"):
            self.answer[_KEY] = inside.code
            self.how[_KEY] = ReadAs(GUESSED, inside.words, _IN_ANSWER)

    def _doubt_force(self) -> None:
        """Leave to a person whether the body accepts what the force does."""
        is_by_force, self.is_accepted_by_force = self.is_accepted_by_force, False
        if not is_by_force or _KEY not in self.how:
            return
        quote = self.how[_KEY].quote
        if self.answer.get(_KEY) == "not_accepted":
            self._drop()
            self.doubt = _FORCE_REFUSES.format(words=quote)
        else:
            self.how[_KEY] = ReadAs(GUESSED, quote, _FORCE_ALONE)

    def _put(self, code: str, how: ReadAs) -> None:
        known = self.answer.get(_KEY)
        codes = together([one for one in (known, code) if one])
        if len(codes) > 1:
            self.doubt = _TWO.format(one=self.how[_KEY].quote if _KEY in self.how else known, other=how.quote)
            self._drop()
        else:
            if codes[0] != known:
                self.how.pop(_KEY, None)
            self.answer[_KEY] = codes[0]
            self.how.setdefault(_KEY, how)

    def _drop(self) -> None:
        self.answer.pop(_KEY, None)
        self.how.pop(_KEY, None)

    def _tell(self, text: str, how: ReadAs) -> bool:
        """Note that words are said by the code of the acceptance."""
        self.said += [f"{how.quote}: {text}", text] if how.state == PRINTED else [text]
        return True

    def _leave(self, text: str) -> bool:
        """Keep words that only a person can tell: they are no action."""
        if text not in self.loose:
            self.loose.append(text)
            self.asked[text] = self.doubt or _OF_TWO.format(words=text)
        return True


def _differ(said: Said) -> bool:
    return bool(said.other) and said.other != said.own


def _read(said: Said) -> ReadAs:
    return ReadAs(GUESSED, said.words, _BRIEF) if said.is_guess else ReadAs(READ, said.words)
