"""The search index as classic scripts, which a page may load from a disk where it may fetch nothing.

It is read out of the database's own index, so that it has the same words: `search/words.js` has what somebody may have
meant, `search/responses.js` a line for each response, and `search/N.js` the places of some of the words. `search.js`
asks for those that it needs, and ranks as `opcc_opendata.search.ranking` does. What a script has of a word are three
runs of numbers (see `written`): for each response that has the word, its number less the one before; how many places it
has there, less one; and each place, less the one before. Places are counted as if texts that stand elsewhere already
were not there (see `shared_texts`). Each run by itself packs a fifth better than the same bytes mixed, in base 64.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from opcc_opendata.search import Names
from opcc_opendata.search.index import acceptances_of
from opcc_opendata.search.query import SEPARATOR
from opcc_opendata.search.ranking import MOST_RANKED, weights_of
from opcc_opendata.search.word_forms import word_forms
from opcc_opendata.static.file_names import file_name
from opcc_opendata.static.folder import StaticFolder
from opcc_opendata.static.shared_texts import SharedTexts, shared_texts
from opcc_opendata.static.word_places import PLACE_BITS, WordPlaces

SCRIPT: Final = Path(__file__).with_name("search.js")
INDEX: Final = "search"
"""The folder of the index."""
_TERMS: Final = Path(__file__).parent.parent / "search" / "terms.tsv"
_IN_A_SCRIPT: Final = 80_000
"""Letters of places that a script has about."""
_DIGITS: Final = "".join(chr(code) for code in range(33, 127) if chr(code) not in '"<\\')
"""What numbers are written with: what stands in JSON as it is, in one byte."""
_ALONE: Final = 44
"""Numbers below it are one letter. With 40 or with 48, scripts of 10,000 responses packed a little worse."""
_LOW: Final = 64
"""Further letters stand for so much each: six bits that are as good as chance, which nothing packs."""
_FAR: Final = len(_DIGITS) - 1
"""The first letter of a number that is too large for two."""
_MOST_SCRIPTS: Final = 512
_OF_PLACE: Final = (1 << PLACE_BITS) - 1
_LARGEST: Final = 2**31 - 1
"""Words of a column: more than there could be."""
_RESPONSES: Final = """
  SELECT s.id, s.recency, r.id AS name, coalesce(r.title, r.title_cy, r.id), r.title IS NULL, r.force, f.title,
    coalesce(b.title, r.policing_body), coalesce(r.published, r.letter_date, CAST(r.report_year AS TEXT), ''), x.status
  FROM searched_responses s JOIN responses r ON r.rowid = s.id JOIN response_status x ON x.response = r.id
  LEFT JOIN forces f ON f.code = r.force LEFT JOIN policing_bodies b ON b.code = r.policing_body ORDER BY s.id
"""


def write_index(connection: sqlite3.Connection, folder: StaticFolder, in_welsh: frozenset[str]) -> None:
    """Write the scripts. `in_welsh` are the responses whose page has a file in Welsh."""
    weights = weights_of(acceptances_of(connection))
    sizes = {row: list(_numbers(held)) for row, held in connection.execute("SELECT id, sz FROM responses_fts_docsize")}
    starts = {rowid: _starts(of_columns) for rowid, of_columns in sizes.items()}
    columns = [row[1] for row in connection.execute("PRAGMA table_info(responses_fts)")]
    with WordPlaces() as own:
        shared = shared_texts(connection, columns, starts, sizes, _separators(connection, columns), own.add)
        facts = {"mostRanked": MOST_RANKED, "weights": weights, "total": sum(map(sum, sizes.values()))}
        lines = _responses(connection, weights, in_welsh, sizes, shared)
        _write(folder, "responses", {**facts, "texts": _texts(shared), "responses": lines})
        places = _places(own)
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
    known = {"terms": terms, "forms": [" ".join(forms) for forms in word_forms()], "names": names}
    _write(folder, "words", {"scripts": number, **known, "words": " ".join(words)})


def script_of(word: str, number: int) -> int:
    """Say which script has a word: by the hash FNV-1a of its UTF-16 code units."""
    found = 0x811C9DC5
    for unit in memoryview(word.encode("utf-16-le")).cast("H"):
        found = ((found ^ unit) * 0x01000193) & 0xFFFFFFFF
    return found % number


def _write(folder: StaticFolder, name: str, data: Any) -> None:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    folder.write(f"{INDEX}/{name}.js", f"opccSearch({json.dumps(name)},{text});\n".encode())


def _starts(sizes: list[int]) -> list[int]:
    """Give the place at which each column of a response begins: no phrase goes from one into the next."""
    begins = [0, *accumulate(size + 1 if size else 0 for size in sizes)]
    return begins[:-1]


def _separators(connection: sqlite3.Connection, columns: list[str]) -> dict[tuple[int, int], list[int]]:
    """Give where the words stand that separate the texts of a column, by response and column."""
    at = {name: number for number, name in enumerate(columns)}
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    connection.execute("CREATE VIRTUAL TABLE temp.search_places USING fts5vocab(main, responses_fts, instance)")
    places = 'SELECT doc, col, "offset" FROM temp.search_places WHERE term = ? ORDER BY doc, col, "offset"'
    for rowid, column, offset in connection.execute(places, (SEPARATOR,)):
        found[rowid, at[column]].append(offset)
    connection.execute("DROP TABLE temp.search_places")
    return found


def _texts(shared: SharedTexts) -> str:
    """Write the texts that several responses have: where each stands first, and how many words it has."""
    first, starts, lengths = zip(*shared.texts, strict=True) if shared.texts else ((), (), ())
    return written(_further(first), starts, lengths)


def _copies(copies: list[tuple[int, int]]) -> str:
    """Write which of these texts a response has, each by its number less the one before, and where each begins."""
    return written(_further([number for number, _ in copies]), [start for _, start in copies])


def _further(numbers: Sequence[int]) -> list[int]:
    """Give each number less the one before."""
    return [number - before for before, number in zip((0, *numbers), numbers, strict=False)]


def _responses(
    connection: sqlite3.Connection,
    weights: list[float],
    in_welsh: frozenset[str],
    sizes: dict[int, list[int]],
    shared: SharedTexts,
) -> list[list[Any]]:
    """Give a line for each response: what is shown of it, and which texts it has that another response has too."""
    lines = []
    for rowid, recency, name, title, is_welsh, force, force_title, body, day, status in connection.execute(_RESPONSES):
        columns = sizes[rowid]
        parts = [part for n, size in enumerate(columns) if size and weights[n] for part in (n, size)]
        facts = [rowid, recency, sum(columns), parts, name, title, bool(is_welsh)]
        file = quote(file_name(f"/responses/{name}"), safe="/=,~")
        copies = _copies(shared.copies.get(rowid, []))
        lines.append([*facts, force, force_title, body, day, status, name in in_welsh, file, copies])
    return lines


def _numbers(held: bytes) -> Iterator[int]:
    """Read the sizes of the columns of a row as FTS5 keeps them (https://sqlite.org/fts5.html, section 9)."""
    number = 0
    for byte in held:
        number = (number << 7 | byte & 0x7F) & _LARGEST
        if byte < 0x80:
            yield number
            number = 0


def _places(words: WordPlaces) -> dict[str, str]:
    """Give the places of every word, without those of the facts that a search is narrowed by, and those in copies.

    A place is counted without the places in copies before it.
    """
    found = {}
    for word, held in words:
        if word == SEPARATOR:  # which nobody can search for
            continue
        responses, counts, every = list[int](), list[int](), list[int]()
        last, before = -1, 0
        for one in held:
            response, place = one >> PLACE_BITS, one & _OF_PLACE
            if response == last:
                every.append(place - before)
                counts[-1] += 1
            else:
                responses.append(response)
                counts.append(0)
                every.append(place)
                last = response
            before = place
        found[word] = written(_further(responses), counts, every)
    return found


def written(*runs: Sequence[int]) -> str:
    """Write runs of numbers, with a space between: the first letter of each number, and after them all further letters.

    Those of small numbers are alike and pack well, and further letters pack not at all: so they stand by themselves.
    """
    letters = [[_letters(number) for number in run] for run in runs]
    first = ["".join([letter for letter, _ in run]) for run in letters]
    return " ".join([*first, "".join([further for run in letters for _, further in run])])


@lru_cache(maxsize=20_000)
def _letters(number: int) -> tuple[str, str]:
    """Give the first letter of a number, and the further ones: none, one, or more where the first says that.

    Of more, the first is the number's lowest part, and the others are what is above two letters, its highest part
    first: a digit below `_LOW` ends it, after as many that lead on as it needs.
    """
    if number < _ALONE:
        return _DIGITS[number], ""
    high, low = divmod(number - _ALONE, _LOW)
    if high < _FAR - _ALONE:
        return _DIGITS[_ALONE + high], _DIGITS[low]
    number, last = divmod(high - (_FAR - _ALONE), _LOW)
    text = _DIGITS[last]
    while number:
        number, more = divmod(number - 1, len(_DIGITS) - _LOW)
        text = _DIGITS[_LOW + more] + text
    return _DIGITS[_FAR], _DIGITS[low] + text
