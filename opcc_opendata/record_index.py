"""Which of a project's records can bear on a few of them: what each is called, refers to, and says of its reports.

To check one record beside 10,000 others, nearly all of the others need not be read. The checks between records
(`rules.cross_check`, `rules.check_same_reports`) tell of a record only by those that have its id, that `related` leads
to from it, that answer one of its reports, or whose reports may be one of its own. `concerned` gives these, so that the
checks find in a few records what they would find in all.

What is needed for that can be taken from the bytes of a file in its canonical form without reading it as YAML, by
`quick_entry`. That is exact if the file can be read. Of one that can't be, it may say more than there is; then a record
is read that would not have had to be, and nothing else is different.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from opcc_opendata.rules import RecordFacts, similar_reports
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader.plain import SPECIAL


class IndexEntry(NamedTuple):
    """A record's id, the ids in `related`, and of each report id, English title and date, if it has them."""

    id: str
    related: tuple[str, ...]
    reports: tuple[tuple[str, str | None, str | None], ...]


def entry_of(facts: RecordFacts) -> IndexEntry:
    """Return the entry of a record whose facts are known."""
    return IndexEntry(
        facts.id,
        tuple([one.id for one in facts.related]),
        tuple([(one.id, one.title, one.published) for one in facts.inspections]),
    )


# --- From the bytes of a file.
#
# A file begins with keys that have one plain word each, and `id` and `language` are among them. Where, further on, no
# line begins at the margin but with a key, a comment or nothing, `related` and `inspections` are certainly such lines:
# a line of a long text can be taken for a key by mistake, but no key of the record can stand anywhere else. So the one
# line `inspections:` is the key, or there is none.

_HEAD: Final = re.compile(rb"(?:#[^\n]*\n|\n)*(?:[a-z_]+: [A-Za-z0-9._-]+\n)+")
_AT_MARGIN: Final = re.compile(rb"\n([^ \n]+)")
_KEYS_OR_COMMENTS: Final = re.compile(rb"(?:[a-z_]+:|#[^\n]*)(?:\n(?:[a-z_]+:|#[^\n]*))*")
_CODE: Final = rb"[a-z][a-z0-9]*(?:-[a-z0-9]+)+"
_ID: Final = re.compile(rb"\nid: (" + _CODE + rb")\n(?=[a-z_#])")
_ENGLISH: Final = re.compile(rb"\nlanguage: en\n(?=[a-z_#])")

# Within `inspections` every line must be whole: a text that goes on over several could hold anything. No line can be
# read in two ways, so that a file takes a time that grows with its length.
_PLAIN: Final = rb"[A-Za-z0-9][^\n\t#:\\]*(?::[^ \n\t#:\\][^\n\t#:\\]*)*"
_VALUE: Final = rb"(?:" + _PLAIN + rb'|"[^"\\\n\t]*"|\[[A-Za-z0-9_, -]*\])'
_BLOCK: Final = rb"\|-?\n(?:\n*      [^\n]*\n)*"
_NESTED: Final = rb"\n(?:      (?:  )*(?:- )?[a-z_]+:(?: " + _VALUE + rb")?\n|      - " + _VALUE + rb"\n)+"
_KEY: Final = rb"    [a-z_]+:(?: (?:" + _VALUE + rb"\n|" + _BLOCK + rb")|" + _NESTED + rb")"
_ENDS: Final = rb"(?=(?:#[^\n]*\n|\n)*(?:[a-z_]|\Z))"  # a comment at the margin alone does not end a list
_RELATED: Final = re.compile(rb"\nrelated:\n((?:  - id: " + _CODE + rb"\n    relation: [a-z_]+\n)+)" + _ENDS)
_INSPECTIONS: Final = re.compile(rb"\ninspections:\n((?:  - id: " + _CODE + rb"\n(?:" + _KEY + rb")*)+)" + _ENDS)
_SAID: Final = re.compile(rb"^(  - |    )(id|title|published): ?([^\n]*)$", re.MULTILINE)
_TITLE: Final = re.compile(r'"([^"\\]*)"|([A-Z][a-z]+ (?:[^:#"\\]*[^:#"\\\s])?)')
_DAY: Final = re.compile(r'"([^"\\]*)"|([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)')


def quick_entry(raw: bytes) -> IndexEntry | None:
    """Return the entry of a record from the bytes of its file, or None where its facts must be taken to know it."""
    head, words = _HEAD.match(raw), _AT_MARGIN.findall(raw)
    if head is None or b"\r" in raw or not _KEYS_OR_COMMENTS.fullmatch(b"\n".join(words)):
        return None
    if words.count(b"id:") != 1 or words.count(b"language:") != 1:
        return None
    name, language = (one.search(raw, 0, head.end() + 1) for one in (_ID, _ENGLISH))
    parts = {}
    for key, pattern in ((b"related:", _RELATED), (b"inspections:", _INSPECTIONS)):
        found = pattern.search(raw) if key in words else None
        if words.count(key) != (found is not None):
            return None
        parts[key] = found[1] if found is not None else b""
    reports = _reports(parts[b"inspections:"])
    if name is None or language is None or reports is None:
        return None
    related = (line[len("  - id: ") :].decode() for line in parts[b"related:"].splitlines()[::2])
    return IndexEntry(name[1].decode(), tuple(related), reports)


def _reports(block: bytes) -> tuple[tuple[str, str | None, str | None], ...] | None:
    """Return the reports in the lines of `inspections`, or None where one has something unusual."""
    every: list[dict[bytes, str]] = []
    try:
        for start, key, value in _SAID.findall(block):
            text = value.decode()
            if start == b"  - ":
                every.append({})
            elif key == b"id":
                return None
            else:
                found = (_TITLE if key == b"title" else _DAY).fullmatch(text)
                if found is None:
                    return None
                text = found[1] if found[2] is None else found[2]
            if key in every[-1] or (text in SPECIAL and not value.startswith(b'"')):
                return None
            every[-1][key] = text
    except UnicodeDecodeError:
        return None
    return tuple([(one[b"id"], one.get(b"title"), one.get(b"published")) for one in every])


def concerned(entries: Mapping[str, IndexEntry], named: Iterable[RecordFacts], standard: Standard) -> set[str]:
    """Return the paths of the records that can bear on some, of which the facts are given.

    `entries` are those of all other records, by path.
    """
    by_id: dict[str, list[str]] = {}
    by_report: dict[str, list[str]] = {}
    for path, entry in entries.items():
        by_id.setdefault(entry.id, []).append(path)
        for name, *_ in entry.reports:
            by_report.setdefault(name, []).append(path)
    own = [entry_of(one) for one in named]
    # Records replace each other in a circle: the way round it leads from each to the next by `related`.
    left = [name for one in own for name in (one.id, *one.related)]
    ids: set[str] = set()
    while left:
        name = left.pop()
        if name not in ids:
            ids.add(name)
            left += [other for path in by_id.get(name, ()) for other in entries[path].related]
    reports = {name for one in own for name, *_ in one.reports}
    every = {said for one in (*own, *entries.values()) for said in one.reports}
    reports |= similar_reports([said for said in every if said[0] in reports], every, standard)
    found = {path for name in ids for path in by_id.get(name, ())}
    return found.union(*(by_report.get(name, ()) for name in reports))
