"""The search index as classic scripts, which a page may load from a disk where it may fetch nothing.

It is read out of the database's own index, so that it has the same words: `search/words.js` has what somebody may have
meant, `search/responses.js` a line for each response, and `search/N.js` the places of some of the words. `search.js`
asks for those that it needs, and ranks as `opcc_opendata.search.ranking` does. What a script has of a word are three
runs of numbers (see `written`) with a space between: for each response that has the word, its number less the one
before; how many places it has there, less one; and each place, less the one before. Each run by itself packs a fifth
better than the same bytes mixed, in base 64.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from opcc_opendata.search import Names
from opcc_opendata.search.index import acceptances_of
from opcc_opendata.search.query import SEPARATOR
from opcc_opendata.search.ranking import MOST_RANKED, weights_of
from opcc_opendata.static.file_names import file_name
from opcc_opendata.static.folder import Folder

SCRIPT: Final = Path(__file__).with_name("search.js")
INDEX: Final = "search"
"""The folder of the index."""
_TERMS: Final = Path(__file__).parent.parent / "search" / "terms.tsv"
_IN_A_SCRIPT: Final = 80_000
"""Letters of places that a script has about."""
_DIGITS: Final = "".join(chr(code) for code in range(33, 127) if chr(code) not in '"<\\')
"""What numbers are written with: what stands in JSON as it is, in one byte."""
_LAST: Final = 61
"""So many digits end a number. The others lead to one more."""
_MOST_SCRIPTS: Final = 512
_LARGEST: Final = 2**31 - 1
"""Words of a column: more than there could be."""
_RESPONSES: Final = """
  SELECT s.id, s.recency, r.id AS name, coalesce(r.title, r.title_cy, r.id), r.title IS NULL, r.force, f.title,
    coalesce(b.title, r.policing_body), coalesce(r.published, r.letter_date, CAST(r.report_year AS TEXT), ''), x.status
  FROM searched_responses s JOIN responses r ON r.rowid = s.id JOIN response_status x ON x.response = r.id
  LEFT JOIN forces f ON f.code = r.force LEFT JOIN policing_bodies b ON b.code = r.policing_body ORDER BY s.id
"""


def write_index(connection: sqlite3.Connection, folder: Folder, in_welsh: frozenset[str]) -> None:
    """Write the scripts. `in_welsh` are the responses whose page has a file in Welsh."""
    weights = weights_of(acceptances_of(connection))
    starts, lines, total = _responses(connection, weights, in_welsh)
    _write(folder, "responses", {"mostRanked": MOST_RANKED, "weights": weights, "total": total, "responses": lines})
    places = _places(connection, starts)
    number = max(1, min(_MOST_SCRIPTS, sum(map(len, places.values())) // _IN_A_SCRIPT))
    scripts: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for word, held in places.items():
        scripts[script_of(word, number)][word] = held
    for one in range(number):
        _write(folder, str(one), scripts[one])
    with _TERMS.open(encoding="utf-8", newline="") as file:
        terms = [(row["short"], row["long"]) for row in csv.DictReader(file, dialect="excel-tab")]
    words = [word for (word,) in connection.execute("SELECT word FROM search_words ORDER BY word")]
    names = sorted(Names(connection).words)
    _write(folder, "words", {"scripts": number, "terms": terms, "names": names, "words": " ".join(words)})


def script_of(word: str, number: int) -> int:
    """Say which script has a word: by the hash FNV-1a of its UTF-16 code units."""
    found = 0x811C9DC5
    for unit in memoryview(word.encode("utf-16-le")).cast("H"):
        found = ((found ^ unit) * 0x01000193) & 0xFFFFFFFF
    return found % number


def _write(folder: Folder, name: str, data: Any) -> None:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    folder.write(f"{INDEX}/{name}.js", f"opccSearch({json.dumps(name)},{text});\n".encode())


def _responses(
    connection: sqlite3.Connection, weights: list[float], in_welsh: frozenset[str]
) -> tuple[dict[int, list[int]], list[list[Any]], int]:
    """Give where each column of each response begins, a line for each, and how many words all of them have."""
    sizes: dict[int, list[int]] = {
        rowid: list(_numbers(held)) for rowid, held in connection.execute("SELECT id, sz FROM responses_fts_docsize")
    }
    starts: dict[int, list[int]] = {}
    for rowid, columns in sizes.items():
        at, begins = 0, []
        for size in columns:
            begins.append(at)
            at += size + 1 if size else 0  # no phrase goes from one column into the next
        starts[rowid] = begins
    lines = []
    for rowid, recency, name, title, is_welsh, force, force_title, body, day, status in connection.execute(_RESPONSES):
        columns = sizes[rowid]
        parts = [part for n, size in enumerate(columns) if size and weights[n] for part in (n, size)]
        facts = [rowid, recency, sum(columns), parts, name, title, bool(is_welsh)]
        file = quote(file_name(f"/responses/{name}"), safe="/=,~")
        lines.append([*facts, force, force_title, body, day, status, name in in_welsh, file])
    return starts, lines, sum(map(sum, sizes.values()))


def _numbers(held: bytes) -> Iterator[int]:
    """Read the sizes of the columns of a row as FTS5 keeps them (https://sqlite.org/fts5.html, section 9)."""
    number = 0
    for byte in held:
        number = (number << 7 | byte & 0x7F) & _LARGEST
        if byte < 0x80:
            yield number
            number = 0


def _places(connection: sqlite3.Connection, starts: dict[int, list[int]]) -> dict[str, str]:
    """Give the places of every word, without those of the facts that a search is narrowed by."""
    columns = [row[1] for row in connection.execute("PRAGMA table_info(responses_fts)")]
    at = {name: number for number, name in enumerate(columns) if name != "facets"}
    connection.execute("CREATE VIRTUAL TABLE temp.search_places USING fts5vocab(main, responses_fts, instance)")
    try:
        rows = connection.execute('SELECT term, doc, col, "offset" FROM temp.search_places')
        found = {}
        for word, of_word in groupby(rows, key=lambda row: row[0]):
            if word == SEPARATOR:  # which nobody can search for
                continue
            responses, counts, every, before = list[str](), list[str](), list[str](), 0
            for rowid, of_response in groupby(of_word, key=lambda row: row[1]):
                begins = starts[rowid]
                places = sorted(begins[at[column]] + offset for _, _, column, offset in of_response if column in at)
                if places:
                    responses.append(written(rowid - before))
                    counts.append(written(len(places) - 1))
                    every += [written(place - last) for last, place in zip((0, *places), places, strict=False)]
                    before = rowid
            if responses:
                found[word] = " ".join(map("".join, (responses, counts, every)))
        return found
    finally:
        connection.execute("DROP TABLE temp.search_places")


@lru_cache(maxsize=20_000)
def written(number: int) -> str:
    """Write a number, its highest part first: a digit that ends it, after as many that lead on as it needs."""
    number, last = divmod(number, _LAST)
    text = _DIGITS[last]
    while number:
        number, more = divmod(number - 1, len(_DIGITS) - _LAST)
        text = _DIGITS[_LAST + more] + text
    return text
