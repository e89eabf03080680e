"""What the files of a site say once, and where they lead to it instead of saying it again."""

from __future__ import annotations

import posixpath
import re
import sqlite3

import lxml.html  # type: ignore[import-untyped]
import pytest

from opcc_opendata.static import make
from tests.demonstrations import small_demonstration
from tests.static_files import Files

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, sqlite3.Connection]:
    """The files of a demonstration in which forces answer the same recommendations, and its database."""
    folder = tmp_path_factory.mktemp("once")
    made = small_demonstration(folder)
    make(made, made.database, folder / "site")
    return Files(folder / "site"), sqlite3.connect(made.database)


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
