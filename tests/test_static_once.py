"""What the files of a site say once, and where they lead to it instead of saying it again."""

from __future__ import annotations

import json
import posixpath
import random
import re
import sqlite3
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import lxml.html  # type: ignore[import-untyped]
import pytest

from opcc_opendata.project import Project
from opcc_opendata.static import make
from tests.static_files import Files, sizes

pytestmark = pytest.mark.slow

MOST = {
    "responses/one": 7_700,
    "search": 2_260,
    "opcc.db.xz": 2_500,
    "data/opcc-records.tar.xz": 1_090,
    "data/opcc-csv.tar.xz": 760,
}
"""Bytes in a ZIP file for each response: 7 % more than they were when 10,000 took 149 MB, on 28 November 2026."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, demonstration: Project) -> tuple[Files, sqlite3.Connection]:
    """The files of a demonstration in which forces answer the same recommendations, and its database."""
    folder = tmp_path_factory.mktemp("once")
    make(demonstration, demonstration.database, folder / "site")
    return Files(folder / "site"), sqlite3.connect(demonstration.database)


def test_a_response_takes_no_more_room_than_it_may(written: tuple[Files, sqlite3.Connection]) -> None:
    """10,000 responses are to have 150 MB as a ZIP file, so that what grows with each of them is counted here."""
    files, connection = written
    ((responses,),) = connection.execute("SELECT count(*) FROM responses").fetchall()
    measured = sizes(files)
    per = {name: measured[name][2] / responses for name in MOST}
    assert {name: (size, MOST[name]) for name, size in per.items() if size > MOST[name]} == {}


def linked_from(files: Files, name: str) -> set[str]:
    """The places that a page leads to, from the folder on."""
    folder = posixpath.dirname(name)
    return {posixpath.normpath(posixpath.join(folder, link)) for tag, link in files.pages[name].links if tag == "a"}


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text)


def test_no_link_is_broken(written: tuple[Files, sqlite3.Connection]) -> None:
    files, _ = written
    assert list(files.broken()) == []
    assert list(files.elsewhere()) == []


def test_a_recommendation_has_the_beginning_of_each_answer_and_leads_to_all_of_it(
    written: tuple[Files, sqlite3.Connection],
) -> None:
    """What begins there stands whole at the place in the response that the link names."""
    files, connection = written
    begun = 0
    for name in files.pages:
        if not re.match(r"reports/[^/]+/recommendations/", name):
            continue
        for item in lxml.html.fromstring(files.text(name)).xpath("//li[starts-with(@id, 'answer-')]"):
            (link,) = item.xpath(".//h4/a/@href")
            there, _, place = posixpath.normpath(posixpath.join(posixpath.dirname(name), link)).partition("#")
            (card,) = lxml.html.fromstring(files.text(there)).xpath(f"//*[@id='{place}']")
            for text in item.xpath(".//p[contains(@class, 'snip')]"):
                begins = letters(text.text_content().removesuffix(" …"))
                assert len(begins) > 20, name
                assert begins in letters(card.text_content()), (name, link)
                begun += 1
    texts = "coalesce(a.body_action, a.body_action_cy, a.no_action_reason, a.no_action_reason_cy, a.force_action)"
    (expected,) = connection.execute(
        "SELECT count(*) FROM current_recommendations c JOIN recommendations q ON q.id = c.recommendation "
        "JOIN answers a ON a.id = q.answer "
        f"WHERE c.inspection IS NOT NULL AND c.number_key IS NOT NULL AND {texts} IS NOT NULL"
    ).fetchone()
    assert begun == expected > 200


def test_an_answer_that_is_not_counted_is_on_the_page_too_and_leads_to_all_of_it(
    written: tuple[Files, sqlite3.Connection],
) -> None:
    files, connection = written
    there: list[str] = []
    for name in files.pages:
        if not re.match(r"reports/[^/]+/recommendations/", name):
            continue
        whole = lxml.html.fromstring(files.text(name))
        for item in whole.xpath("//li[starts-with(@id, 'other-')]"):
            (link,) = item.xpath(".//h3/a/@href")
            target, _, place = posixpath.normpath(posixpath.join(posixpath.dirname(name), link)).partition("#")
            (card,) = lxml.html.fromstring(files.text(target)).xpath(f"//*[@id='{place}']")
            for text in item.xpath(".//p[contains(@class, 'snip')]"):
                assert letters(text.text_content().removesuffix(" …")) in letters(card.text_content()), (name, link)
            (counted,) = item.xpath(".//a[starts-with(@href, '#answer-')]/@href")
            assert len(whole.xpath(f"//li[@id='{counted[1:]}']")) == 1
            there.append(target.removeprefix("responses/").removesuffix(".html"))
    expected = connection.execute(
        "SELECT q.response FROM recommendations q JOIN response_status s ON s.response = q.response "
        "WHERE s.status = 'current' AND q.answer IS NOT NULL AND q.number IS NOT NULL AND q.earlier_title IS NULL "
        "AND q.earlier_title_cy IS NULL AND q.id NOT IN (SELECT recommendation FROM current_recommendations)"
    ).fetchall()
    assert sorted(there) == sorted(name for (name,) in expected)
    assert len(there) > 3


def test_answers_alike_have_one_page_for_each_group_that_leads_to_all_of_them(
    written: tuple[Files, sqlite3.Connection],
) -> None:
    files, connection = written
    rows = connection.execute("SELECT id, alike_group, response, recommendation FROM alike_answers").fetchall()
    groups = {group for _, group, _, _ in rows}
    assert len(rows) > len(groups) > 1
    pages = [name for name in files.pages if name.startswith("alike/") and ",page=" not in name]
    assert len(pages) == len(groups)
    led = {page: linked_from(files, page) for page in files.pages if page.startswith("alike/")}
    for group in groups:
        places = {
            f"responses/{response}.html#{recommendation.removeprefix(f'{response}-')}"
            for _, of, response, recommendation in rows
            if of == group
        }
        assert [page for page, links in led.items() if places <= links], group
    for _, _, response, recommendation in rows:
        place = recommendation.removeprefix(f"{response}-")
        (card,) = lxml.html.fromstring(files.text(f"responses/{response}.html")).xpath(f"//*[@id='{place}']")
        assert card.xpath(".//a[contains(@href, '/alike/')]"), recommendation


def test_a_feed_has_the_newest_responses_and_leads_to_nothing_that_is_not_there(
    written: tuple[Files, sqlite3.Connection],
) -> None:
    files, connection = written
    feeds = [name for name in files.names if name.endswith(".atom")]
    assert {name.partition("/")[2] for name in feeds} >= {"responses.atom", "changes.atom", "forces/kent.atom"}
    assert [name for name in feeds if re.search(r"/\d+\.atom$", name)] == []
    for name in feeds:
        for link in re.findall(r'<link [^>]*href="([^"#]*)', files.text(name)):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(name), link)) in files.names, (name, link)
    newest = connection.execute(
        "SELECT id FROM responses WHERE withdrawn_on IS NULL ORDER BY coalesce(published, letter_date) DESC LIMIT 1"
    ).fetchone()
    assert any(f"/{newest[0]}.html" in files.text(name) for name in feeds if "/forces/" in name)


def test_the_filters_of_a_list_are_on_its_first_page_and_the_way_back_on_all_others(
    written: tuple[Files, sqlite3.Connection],
) -> None:
    files, _ = written
    for name in ("responses", "outstanding", "promises", "changes", "refused", "duties", "grades", "alike"):
        assert 'class="filters"' in files.text(f"{name}.html"), name
        narrowed = [page for page in files.pages if re.fullmatch(rf"{name},(?!page=)[^/]*=[^/]*\.html", page)]
        assert narrowed, name
        for page in narrowed:
            assert 'class="filters"' not in files.text(page), page
            chosen = page.removesuffix(".html").split(",")[1:]
            wider = {",".join([name, *(one for one in chosen if one != left_out)]) for left_out in chosen}
            assert {f"{one}.html" for one in wider if ",page=" not in page} <= linked_from(files, page), page


# --- the search index -----------------------------------------------------------------------------------------------

DIGITS = [chr(code) for code in range(33, 127) if chr(code) not in '"<\\']


def numbers(text: str) -> list[list[int]]:
    """Runs of numbers, as the scripts have them: a letter for each number, and at the end what some letters lead to."""
    *runs, rest = text.split(" ")
    further = iter(map(DIGITS.index, rest))

    def number(digit: int) -> int:
        if digit < 44:
            return digit
        low = next(further)
        if digit < 90:
            return 44 + 64 * (digit - 44) + low
        above = 0
        for one in further:
            if one < 64:
                above = above * 64 + one
                break
            above = above * 27 + one - 63
        return 44 + 64 * (46 + above) + low

    read = [[number(DIGITS.index(letter)) for letter in run] for run in runs]
    assert list(further) == [], text
    return read


def script(files: Files, name: str) -> dict[str, Any]:
    text = files.text(f"search/{name}.js")
    read: dict[str, Any] = json.loads(text[text.index(",") + 1 : text.rindex(")")])
    return read


def shared(files: Files) -> tuple[list[tuple[int, int, int]], dict[int, list[tuple[int, int, int]]]]:
    """The texts that several responses have (where each stands first, and its words), and the copies of each response:
    in which one a copy is, how far its words are moved, and the number of the text."""
    known = script(files, "responses")
    first, texts, copies = 0, list[tuple[int, int, int]](), dict[int, list[tuple[int, int, int]]]()
    for further, start, length in zip(*numbers(known["texts"]), strict=True):
        first += further
        texts.append((first, start, length))
    for row in known["responses"]:
        number = 0
        for further, start in zip(*numbers(row[14]), strict=True):
            number += further
            source, begins, _ = texts[number]
            copies.setdefault(source, []).append((row[0], start - begins, number))
    return texts, copies


def held_places(files: Files) -> Iterator[tuple[str, int, list[int]]]:
    """Each word, a response, and its places there that the scripts have, which are counted without copies."""
    texts, _ = shared(files)
    counted: dict[int, list[int]] = {}
    for row in script(files, "responses")["responses"]:
        number, held = 0, set[int]()
        for further, start in zip(*numbers(row[14]), strict=True):
            number += further
            held.update(range(start, start + texts[number][2]))
        counted[row[0]] = [place for place in range(2 * row[2] + 100) if place not in held]
    for one in range(script(files, "words")["scripts"]):
        for word, held in script(files, str(one)).items():
            responses, counts, places = numbers(held)
            rowid = at = 0
            for further, count in zip(responses, counts, strict=True):
                rowid += further
                yield word, rowid, [counted[rowid][place] for place in accumulate(places[at : at + count + 1])]
                at += count + 1


def test_the_index_of_the_files_has_each_place_of_each_word_and_shared_texts_once(
    written: tuple[Files, sqlite3.Connection],
) -> None:
    """Put together again from the scripts, places are those that SQLite's index has."""
    files, connection = written
    texts, copies = shared(files)
    assert sum(map(len, copies.values())) > 500
    found: dict[tuple[str, int], set[int]] = {}
    written_once = 0
    for word, rowid, own in held_places(files):
        written_once += len(own)
        found.setdefault((word, rowid), set()).update(own)
        for copy, moved, number in copies.get(rowid, []):
            _, begins, length = texts[number]
            if more := {place + moved for place in own if begins <= place < begins + length}:
                found.setdefault((word, copy), set()).update(more)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(responses_fts)")]
    connection.execute("CREATE VIRTUAL TABLE temp.every_place USING fts5vocab(main, responses_fts, instance)")
    expected: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for word, rowid, column, offset in connection.execute('SELECT term, doc, col, "offset" FROM temp.every_place'):
        if column != "facets" and word != "z0z0z0":
            expected.setdefault((word, rowid), []).append((columns.index(column), offset))
    assert {one: len(places) for one, places in found.items()} == {one: len(held) for one, held in expected.items()}
    for word, rowid in random.Random(7).sample(sorted(expected), 3_000):
        sizes = sizes_of(connection, rowid)
        begins_at = [sum(size + 1 for size in sizes[:n] if size) for n in range(len(sizes))]
        assert found[word, rowid] == {begins_at[column] + offset for column, offset in expected[word, rowid]}
    assert written_once < 0.9 * sum(map(len, expected.values()))


def sizes_of(connection: sqlite3.Connection, rowid: int) -> list[int]:
    """How many words each column of a response has, by SQLite's record of it: numbers of seven bits to a byte."""
    (held,) = connection.execute("SELECT sz FROM responses_fts_docsize WHERE id = ?", (rowid,)).fetchone()
    sizes, number = [], 0
    for byte in held:
        number = number * 128 + (byte & 127)
        if byte < 128:
            sizes.append(number)
            number = 0
    return sizes


@pytest.mark.browser
def test_a_phrase_of_a_shared_text_is_found_in_all_that_have_it(
    written: tuple[Files, sqlite3.Connection], browser: Any
) -> None:
    files, connection = written
    texts = connection.execute(
        "SELECT text FROM recommendations WHERE text IS NOT NULL GROUP BY text HAVING count(*) > 3 ORDER BY text"
    ).fetchall()
    chance = random.Random(3)
    phrases = []
    for (text,) in texts:
        words = re.findall(r"\w+", text.split("\n")[1])
        start = chance.randrange(len(words) - 3)
        phrases.append(" ".join(words[start : start + chance.choice([2, 3])]))
    assert len(phrases) > 30
    tab = browser.new_page()
    tab.goto(f"{files.root.as_uri()}/search.html")
    given = tab.evaluate(
        """async asked => { const all = [];
        for (const one of asked) all.push((await opccFind(one, "", true)).found.map(x => x.name)); return all; }""",
        [f'"{phrase}"' for phrase in phrases],
    )
    tab.close()
    for phrase, names in zip(phrases, given, strict=True):
        expected = connection.execute(
            "SELECT s.response FROM responses_fts f JOIN searched_responses s ON s.id = f.rowid "
            "WHERE responses_fts MATCH ?",
            (f'- facets : "{phrase}"',),
        )
        assert sorted(names) == sorted(name for (name,) in expected), phrase
        assert len(names) > 3, phrase
