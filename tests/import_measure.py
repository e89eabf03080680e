"""Measures what imports find: documents, each with the facts in it beside it, against the drafts that are made of them.

    scripts/import-report FOLDER

Beside NAME lies NAME.json: {"drafts": [facts of a response, …]}, or the facts alone where there is one response. Facts:

- "body" (null where two speak as one: then each draft must ask), "language" (en where it is left out), "stage" (not_stated), "published", "letter": values of the record
- "reports": [{"title", "id", "published", "type"}], each only where the document or the register says it.
- "comments": [{"kind", "words", "author", "form"}]: words that stand in a comment of this kind.
- "recommendations": [{"number", "kind", "text", "body", "force", "reason", "acceptance", "time_limit", "addressees",
  "owner", "target_date", "theme", "answered_with"}]. Of the texts, words are given that stand there; "body_has" is words
  that stand somewhere in the commissioner's action.
- "grades": {question: grade}, "distribution": {recipient: whether it was sent}, "findings": words of the key findings.
- "others": words that somebody else says, which stand in no comment or action of the force.

What a record says and the facts lack is invented, and so is a response that is not one.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from opcc_opendata.importers import documents_in, imported
from opcc_opendata.importers.draft import ImportedDraft
from opcc_opendata.project import packaged_standard

OUTCOMES = ("found", "wrong", "wrong, marked", "missed", "invented")
KINDS = (
    "body", "language", "stage", "report", "date, type", "response date", "letter date", "speaker", "author", "finding",
    "body's action", "force's action", "acceptance", "time limit", "addressee", "owner, target", "theme", "grade", "copies", "key findings",
)  # fmt: skip


class Outcome(NamedTuple):
    """What became of one fact: its kind, the outcome, and words for whoever looks."""

    kind: str
    outcome: str
    words: str


@dataclass
class Measured:
    """The outcomes of one document, and the share of its words that has a place."""

    name: str
    outcomes: list[Outcome] = field(default_factory=list)
    placed: tuple[int, int] = (0, 0)
    fault: str = ""

    def count(self, outcome: str, kind: str = "") -> int:
        return sum(1 for one in self.outcomes if one.outcome == outcome and kind in ("", one.kind))


def measure(folder: Path, body: str = "") -> list[Measured]:
    """Import each document of a folder that has facts beside it, and compare."""
    documents = [one for one in documents_in([folder]) if Path(f"{one.path}.json").is_file()]
    found = []
    for one in imported(documents, packaged_standard(), body):
        known = json.loads(Path(f"{one.path}.json").read_text(encoding="utf-8"))
        expected = of_each(known.get("drafts", [known]), len(one.drafts))
        made = Measured(one.path.name, list(compare(expected, one.drafts)), fault=one.fault)
        if one.drafts and (coverage := one.drafts[0].coverage):  # of the whole document, in each of its drafts
            made.placed = (coverage.placed, coverage.words - coverage.left_out)
        found.append(made)
    return found


def of_each(expected: list[dict[str, Any]], drafts: int) -> list[dict[str, Any]]:
    """Give the facts of each draft. A response of several bodies, of which none is named, has them once for each."""
    is_joint = len(expected) == 1 and "body" in expected[0] and expected[0]["body"] is None
    return expected * max(drafts, 1) if is_joint else expected


def unkept(source: str, drafts: Sequence[ImportedDraft]) -> list[str]:
    """Return the words of a source that no draft of it has: in a text, in its name of a finding, or said with keys.

    It counts words and does not go through the importer's own counting, which also looks at their order.
    """
    held: Counter[str] = Counter()
    for draft in drafts:
        names = (
            f"{one['kind'].replace('_', ' ')} {one.get('number', '')}" for one in draft.data.get("recommendations", ())
        )
        held += words_in(" ".join([*texts(draft.data), *names, *draft.told, *map(str, draft.left_out)]))
    return sorted((words_in(source) - held).elements())


def words_in(text: str) -> Counter[str]:
    """Count the words of a text in small letters. A raised figure, or a heading's, is a figure."""
    return Counter(
        re.findall(r"\d+|[^\W\d]+", unicodedata.normalize("NFKC", re.sub(r"\[[xX ]\]", " ", text)).casefold())
    )


def texts(value: Any) -> Iterator[str]:
    """Give every text in a value."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def compare(expected: Sequence[dict[str, Any]], drafts: Sequence[ImportedDraft]) -> Iterator[Outcome]:
    """Compare the facts of each response with the draft in the same place."""
    for position, facts in enumerate(expected):
        if position < len(drafts):
            yield from _Comparison(facts, drafts[position]).outcomes()
        else:
            yield from (Outcome(kind, "missed", words) for kind, words in _all_of(facts))
    for draft in drafts[len(expected) :]:
        yield Outcome("report", "invented", f"a response: {draft.data.get('title')}")


def _all_of(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "body", facts["body"]
    yield from (("report", str(one)) for one in facts["reports"])
    yield from (("speaker", one["words"]) for one in facts.get("comments", []))
    yield from (("finding", one.get("number", "")) for one in facts.get("recommendations", []))
    yield from (("grade", one) for one in facts.get("grades", {}))
    yield from (("copies", one) for one in facts.get("distribution", {}))


class _Comparison:
    """The facts of one response against its draft."""

    def __init__(self, facts: dict[str, Any], draft: ImportedDraft) -> None:
        self._facts = facts
        self._draft = draft
        self._data = draft.data
        self._guessed = {tuple(one.at) for one in draft.notes.readings if one.state in ("guessed", "missing")}

    def outcomes(self) -> Iterator[Outcome]:
        facts, data = self._facts, self._data
        dates = data.get("dates", {})
        is_asked = any(one.at == ("policing_body",) and one.state == "missing" for one in self._draft.notes.readings)
        if "body" in facts:
            body = None if facts["body"] is None and is_asked else data.get("policing_body")
            yield from self._value("body", facts["body"], body, ("policing_body",))
        yield from self._value("language", facts.get("language", "en"), data.get("language"), ("language",))
        yield from self._value("stage", facts.get("stage", "not_stated"), data.get("stage"), ("stage",))
        yield from self._value("response date", facts.get("published"), dates.get("published"), ("dates", "published"))
        yield from self._value("letter date", facts.get("letter"), dates.get("letter"), ("dates", "letter"))
        yield from self._reports()
        yield from self._comments()
        yield from self._recommendations()
        yield from self._grades()
        yield from self._copies()
        if "findings" in facts:
            texts = " ".join(str(one.get("key_findings", "")) for one in data["inspections"])
            for words in [facts["findings"]] if isinstance(facts["findings"], str) else facts["findings"]:
                yield Outcome("key findings", "found" if _in(words, texts) else "missed", words)

    def _value(self, kind: str, right: Any, made: Any, at: tuple[str | int, ...], words: str = "") -> Iterator[Outcome]:
        if right is None and made is None:
            return
        words = words or f"{'/'.join(map(str, at))}: {made!r} for {right!r}"
        if made is None:
            yield Outcome(kind, "missed", words)
        elif right is None:
            yield Outcome(kind, "invented", words)
        elif _same(right, made):
            yield Outcome(kind, "found", words)
        else:
            yield Outcome(kind, "wrong, marked" if at in self._guessed else "wrong", words)

    def _reports(self) -> Iterator[Outcome]:
        made = self._data["inspections"]
        for n, right in enumerate(self._facts["reports"]):
            one = made[n] if n < len(made) else {}
            for key, kind in (("title", "report"), ("published", "date, type"), ("type", "date, type")):
                yield from self._value(kind, right.get(key), one.get(key), ("inspections", n, key))
            if "id" in right:
                yield from self._value("report", right["id"], one.get("id"), ("inspections", n, "id"))
        for one in made[len(self._facts["reports"]) :]:
            if "title" in one:
                yield Outcome("report", "invented", str(one["title"]))

    def _comments(self) -> Iterator[Outcome]:
        comments = self._data.get("comments", [])
        right = self._facts.get("comments", [])
        for one in right:
            at = next((n for n, made in enumerate(comments) if _in(one["words"], made.get("text", ""))), None)
            if at is None:
                place = self._answer_with(one["words"])
                yield Outcome("speaker", "wrong" if place else "missed", f"{one['words']} {place}")
                continue
            made = comments[at]
            marked = ("comments", at) in self._guessed
            outcome = "found" if made["kind"] == one["kind"] else "wrong, marked" if marked else "wrong"
            yield Outcome("speaker", outcome, f"{made['kind']} for {one['kind']}: {one['words']}")
            if "author" in one or "author" in made:
                for author in self._value("author", one.get("author"), made.get("author"), ("comments", at, "author")):
                    # Who is asked whose words a comment is looks at the name above it too.
                    is_asked = marked and author.outcome == "wrong"
                    yield author._replace(outcome="wrong, marked") if is_asked else author
        for n, made in enumerate(comments):
            if made["kind"] != "policing_body" and not any(_in(one["words"], made.get("text", "")) for one in right):
                outcome = "wrong, marked" if ("comments", n) in self._guessed else "wrong"
                yield Outcome("speaker", outcome, f"{made['kind']}: {made.get('text', '')[:60]}")
        for words in self._facts.get("others", []):
            said = [one["kind"] for one in comments if _in(words, one.get("text", ""))]
            alone = any(one != "policing_body" for one in said) or "force" in self._answer_with(words)
            yield Outcome("speaker", "wrong" if alone else "found", f"somebody else's: {words} {said}")

    def _answer_with(self, words: str) -> str:
        for one in self._data.get("recommendations", []):
            for key, text in one.get("answer", {}).items():
                if _in(words, text):
                    return f"stands in {key} of {one.get('number')}"
        return ""

    def _recommendations(self) -> Iterator[Outcome]:
        made = list(enumerate(self._data.get("recommendations", [])))
        for right in self._facts.get("recommendations", []):
            found = next((one for one in made if self._is(right, one[1])), None)
            name = right.get("number", "without a number")
            if found is None:
                yield Outcome("finding", "missed", f"{right['kind']} {name}")
                for key in _KINDS:
                    if key in right:
                        yield Outcome(_KINDS[key], "missed", f"{name} {key}: {right[key]}")
                continue
            made.remove(found)
            yield from self._recommendation(right, *found)
        for _, one in made:
            yield Outcome("finding", "invented", f"{one.get('number')} {str(one.get('text', ''))[:60]}")

    @staticmethod
    def _is(right: dict[str, Any], made: dict[str, Any]) -> bool:
        if "number" not in right or (right["number"], right["kind"]) != (made.get("number", ""), made["kind"]):
            return "text" in right and _in(right["text"], made.get("text", "")) and "number" not in made
        return True

    def _recommendation(self, right: dict[str, Any], n: int, made: dict[str, Any]) -> Iterator[Outcome]:
        answer = made.get("answer", {})
        at = ("recommendations", n)
        name = right.get("number", "")
        yield Outcome("finding", "found" if name == made.get("number", "") else "missed", f"number {name}")
        if "text" in right:
            has = _in(right["text"], made.get("text", ""))
            yield Outcome("finding", "found" if has else "missed" if "text" not in made else "wrong", right["text"])
        for key in ("time_limit", "theme"):
            yield from self._value(_KINDS[key], right.get(key), made.get(key), (*at, key))
        if "addressees" in right or "addressees" in made:
            yield from self._value("addressee", right.get("addressees"), made.get("addressees"), (*at, "addressees"))
        if "answered_with" in right or "answered_with" in made:
            yield from self._value("body's action", right.get("answered_with"), made.get("answered_with"), (*at, "answered_with"))  # fmt: skip
        for key in ("acceptance", "owner", "target_date"):
            yield from self._value(_KINDS[key], right.get(key), answer.get(key), (*at, "answer", key))
        words = {"body_action": right.get("body") or right.get("body_has"), "force_action": right.get("force"), "no_action_reason": right.get("reason")}  # fmt: skip
        for key, one in words.items():
            kind = "force's action" if key == "force_action" else "body's action"
            if one and _in(one, answer.get(key, "")):
                yield Outcome(kind, "found", one)
            elif one:
                others = [other for other in words if other != key and _in(one, answer.get(other, ""))]
                marked = any((*at, "answer", other) in self._guessed for other in others)
                outcome = (
                    ("wrong, marked" if marked else "wrong") if others or _in(one, made.get("text", "")) else "missed"
                )
                yield Outcome(kind, outcome, f"{name} {one} {others}")
            elif key in answer and not any(other and _in(other, answer[key]) for other in words.values()):
                outcome = "wrong, marked" if (*at, "answer", key) in self._guessed else "wrong"
                yield Outcome(kind, outcome, f"{name} {key}: {answer[key][:60]}")

    def _grades(self) -> Iterator[Outcome]:
        made = {g["question"]: (g["grade"], ("inspections", n, "grades", m, "grade")) for n, one in enumerate(self._data["inspections"]) for m, g in enumerate(one.get("grades", []))}  # fmt: skip
        right = self._facts.get("grades", {})
        for question in {**right, **made}:
            grade, at = made.get(question, (None, ()))
            yield from self._value(
                "grade", right.get(question), grade, at, f"{question}: {grade} for {right.get(question)}"
            )

    def _copies(self) -> Iterator[Outcome]:
        made = {one["recipient"]: (one["sent"], ("distribution", n, "sent")) for n, one in enumerate(self._data.get("distribution", []))}  # fmt: skip
        right = self._facts.get("distribution", {})
        for name in {**right, **made}:
            sent, at = made.get(name, (None, ()))
            yield from self._value("copies", right.get(name), sent, at, f"{name}: {sent} for {right.get(name)}")


_KINDS = {
    "body": "body's action", "body_has": "body's action", "reason": "body's action", "force": "force's action", "acceptance": "acceptance",
    "time_limit": "time limit", "addressees": "addressee", "owner": "owner, target", "target_date": "owner, target", "theme": "theme",
}  # fmt: skip


def _plain(text: Any) -> str:
    texts = " ".join(map(str, text.values())) if isinstance(text, dict) else str(text)
    straight = texts.translate(str.maketrans("’‘“”–—", "''\"\"--"))
    return " ".join(re.sub(r"[*_\\>\[\]]", "", straight).lower().split())


def _in(words: str, text: Any) -> bool:
    return _plain(words) in _plain(text)


def _same(right: Any, made: Any) -> bool:
    if isinstance(right, str) and isinstance(made, str):
        return _plain(right).strip(" .,:-") == _plain(made).strip(" .,:-")
    return bool(right == made)


def table(measured: Sequence[Measured]) -> str:
    """Write the outcomes by kind of fact, and in all."""
    counts = Counter((one.kind, one.outcome) for document in measured for one in document.outcomes)
    kinds = [kind for kind in KINDS if any(counts[kind, outcome] for outcome in OUTCOMES)]
    rows = [("kind of fact", *OUTCOMES), *((kind, *(str(counts[kind, one]) for one in OUTCOMES)) for kind in kinds)]
    rows.append(("in all", *(str(sum(counts[kind, one] for kind in kinds)) for one in OUTCOMES)))
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(w) if n == 0 else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    placed, words = (sum(one.placed[n] for one in measured) for n in (0, 1))
    share = f"{100 * placed // max(words, 1)} % of {words:,} words have a place."
    return "\n".join(
        [*lines, "", f"{len(measured)} documents: {100 * found_share(measured):.1f} % of the facts found. {share}"]
    )


def found_share(measured: Sequence[Measured]) -> float:
    """Return the share of the facts that were found."""
    counts = Counter(one.outcome for document in measured for one in document.outcomes)
    facts = sum(count for outcome, count in counts.items() if outcome != "invented")
    return counts["found"] / facts if facts else 0.0


def main(folder: str, *options: str) -> None:
    measured = measure(Path(folder))
    if not measured:
        sys.exit(f"{folder} holds no document with its facts beside it (NAME and NAME.json).")
    if "--all" in options:
        for document in measured:
            print(f"\n{document.name}{f': {document.fault}' if document.fault else ''}")
            for one in document.outcomes:
                if one.outcome != "found":
                    print(f"  {one.outcome:14} {one.kind:14} {one.words}")
    print(table(measured))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("Name the folder of documents: scripts/import-report FOLDER [--all]")
    main(*sys.argv[1:])
