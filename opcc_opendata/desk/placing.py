"""Text of a document that has no place in its draft yet: put where a person says, or left out.

What was guessed or not found elsewhere stays open by it: a guess is answered by nothing but an answer.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from opcc_opendata.desk.checks import report_page
from opcc_opendata.desk.context import Desk
from opcc_opendata.desk.drafts import KEYED, Draft, give_keys, item_name, write
from opcc_opendata.desk.finding_names import finding_name
from opcc_opendata.desk.parts import COMMENT_KINDS, part_of
from opcc_opendata.desk.words import DeskWords
from opcc_opendata.files import write_file
from opcc_opendata.provenance import KEY, ProvenanceEntry, resolve, side_file, to_json, value_sha256
from opcc_opendata.record import NOT_PLACED
from opcc_opendata.schema import Standard

OUT: Final = "out"
OTHER: Final = "other"
_ANSWERS: Final = ("body_action", "no_action_reason", "force_action")


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A paragraph without a place. `name` says which it is, and changes where its section is changed."""

    name: str
    section: int
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """A place to put text. `page` and `at` are those of a field of the desk's forms; both are "" for the rest."""

    code: str
    title: str
    page: str = ""
    at: tuple[str, ...] = ()


def unplaced(data: dict[str, Any]) -> list[Unplaced]:
    """Give the paragraphs under "Not placed", in the order of the document."""
    found = []
    document = data.get("document")
    sections = document.get("sections") if isinstance(document, dict) else None
    for section, one in enumerate(sections if isinstance(sections, list) else ()):
        text = one.get("text") if is_of_unplaced(one) else None
        if isinstance(text, str):
            mark = value_sha256(text)[:12]
            parts = [part for part in text.split("\n\n") if part.strip()]
            found += [Unplaced(f"{section}.{n}.{mark}", section, n, part) for n, part in enumerate(parts)]
    return found


def is_of_unplaced(value: Any) -> bool:
    """Tell if a question is about text without a place, which is answered by putting it somewhere."""
    return isinstance(value, dict) and value.get("heading") == NOT_PLACED


def targets(data: dict[str, Any], standard: Standard, words: DeskWords) -> Iterator[tuple[str, list[Target]]]:
    """Give the places at which text can be put, in groups with a heading."""
    yield (
        words.plain("place.comments"),
        [Target(kind, words.plain(f"part.{kind}"), f"comments/{kind}", ("text",)) for kind in COMMENT_KINDS],
    )
    items = data.get("recommendations", ())
    for n, one in enumerate(items):
        name = item_name(one, n)
        finding = finding_name(one, n, len(items), standard, words)
        yield (
            finding,
            [
                Target(
                    f"{name}.{key}",
                    words.plain(f"place.{key}", finding=finding),
                    f"recommendations/{name}",
                    ("text",) if key == "text" else ("answer", key),
                )
                for key in (*_ANSWERS, "text")
            ],
        )
    findings = [
        Target(f"findings.{n + 1}", words.plain("place.key_findings", n=n + 1), report_page(n), ("key_findings",))
        for n in range(len(data.get("inspections", ())))
    ]
    rest = [Target(OTHER, words.plain("place.other")), Target(OUT, words.plain("place.out"))]
    yield words.plain("place.rest"), [*findings, *rest]


def put(
    desk: Desk, draft: Draft, entries: Sequence[ProvenanceEntry], chosen: Sequence[Unplaced], target: Target
) -> None:
    """Put paragraphs at the end of what stands at a place, and write the draft. Only inside `locked`.

    Raises NotSavedError and NotWrittenError; then the draft and its questions are as they were.
    """
    data = draft.data
    give_keys(data)
    before = copy.deepcopy(data)
    text = "\n\n".join(one.text for one in chosen)
    removed = _take_out(data, chosen)
    if target.code == OTHER:
        data.setdefault("document", {}).setdefault("sections", []).append({"part": "other", "text": text})
    elif target.page:
        _add(desk, draft, target, text)
    if not data.get("document", {}).get("sections", True):
        del data["document"]["sections"]
    if not data.get("document", True):
        del data["document"]
    # The old entries stay: each open question fits the draft as it was, or as it will be, and is asked in both.
    moved = [_followed(one, before, data, removed) for one in entries]
    write_file(side_file(draft.path), to_json([*entries, *(one for one in moved if one not in entries)]), force=True)
    write(draft, data, desk.standard)


def _take_out(data: dict[str, Any], chosen: Sequence[Unplaced]) -> list[int]:
    """Take paragraphs out of their sections, and give the sections that are gone because nothing was left in them."""
    sections = data["document"]["sections"]
    removed = []
    for number in sorted({one.section for one in chosen}, reverse=True):
        out = {one.number for one in chosen if one.section == number}
        parts = [part for part in sections[number]["text"].split("\n\n") if part.strip()]
        left = [part for n, part in enumerate(parts) if n not in out]
        if left:
            sections[number]["text"] = "\n\n".join(left)
        else:
            del sections[number]
            removed.append(number)
    return removed


def _add(desk: Desk, draft: Draft, target: Target, text: str) -> None:
    part = part_of(draft, target.page, desk.standard, desk.words)
    if part is None:
        raise KeyError(target.page)
    holder: dict[str, Any] = part.data
    for step in target.at[:-1]:
        holder = holder.setdefault(step, {})
    key = target.at[-1]
    old = holder.get(key)
    if isinstance(old, dict):
        holder[key] = {**old, draft.language: _joined(old.get(draft.language), text)}
    else:
        holder[key] = _joined(old, text)
    part.put(draft.data, part.data)


def _joined(old: Any, text: str) -> str:
    return f"{old}\n\n{text}" if old else text


def _followed(
    entry: ProvenanceEntry, before: dict[str, Any], after: dict[str, Any], removed: Sequence[int]
) -> ProvenanceEntry:
    """Give the entry for the draft after text was put somewhere."""
    at = list(entry.at)
    found = resolve(before, at)
    if found is None or value_sha256(found[1]) != entry.value_sha256:
        return entry
    if len(at) > 1 and at[0] in KEYED and isinstance(at[1], int):
        at[1] = before[str(at[0])][at[1]].get(KEY, at[1])
    if at[:2] == ["document", "sections"] and len(at) > 2 and isinstance(at[2], int):
        if at[2] in removed:
            return entry
        at[2] -= sum(1 for one in removed if one < at[2])
    now = resolve(after, at)
    if found[1] is None or now is None:
        return replace(entry, at=tuple(at))
    return replace(entry, at=tuple(at), value_sha256=value_sha256(now[1]))
