"""Figures on what is said more than once, held against the recount: answers alike, recommendations said again."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.figures import Figures

MOST = 200
"""Of more records than these, a comparison of each answer with each would take too long."""


def check_alike(figures: Figures) -> None:
    """The pairs in the CSV, the groups and members on the pages, and how alike each two are said to be."""
    from tests.figures import number, words

    rows = figures.csv("/opcc/similar_answers.csv?_stream=on")
    told = {tuple(sorted((row["answer"], row["other_answer"]))): row for row in rows}
    figures.same("similar_answers", len(rows), len(told))
    if len(figures.recount.records) <= MOST:
        pairs = figures.recount.alike()
        figures.same("pairs", {key: (int(row["shared"]), int(row["either"])) for key, row in told.items()}, pairs)
    near: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        figures.same("similarity", int(row["similarity"]), 100 * int(row["shared"]) // int(row["either"]))
        near[row["answer"]].add(row["other_answer"])
        near[row["other_answer"]].add(row["answer"])
    listed = figures.csv("/opcc/answers_alike.csv?force=&between=&answer=")
    figures.same(
        "others", {row["answer"]: int(row["others"]) for row in listed}, {one: len(n) for one, n in near.items()}
    )
    groups: dict[str, int] = {}
    for page in figures.all_pages("alike", "/alike"):
        (heading,) = page.xpath("//h1")
        if near:
            figures.same("alike: heading", number(words(heading)), len(near))
        for item in page.xpath('//ol[@class="rows"]/li'):
            (link,) = item.xpath("./h2/a")
            groups[link.get("href")] = number(words(link))
            group = [row for row in listed if row["alike_group"] == link.get("href").rpartition("/")[2]]
            figures.same("alike: a group", _told_of_alike(item), _counted_alike(group))
        if listed:
            (said,) = [one for one in map(words, page.xpath("//p")) if re.match(r"[\d,]+ groups? of answers", one)]
            figures.same("alike: groups said", number(said), len({row["alike_group"] for row in listed}))
    figures.same("alike: groups", sum(groups.values()), len(near))
    for address, answers in list(groups.items())[:4]:
        name = address.rpartition("/")[2]
        others = list(figures.all_pages("alike answer", address))
        figures.same("alike: others", number(words(others[0].xpath("//h1")[0])), len(near[name]))
        links = [
            href for page in others for href in page.xpath('//ol[@class="rows"]//div/p/a/@href') if "#" not in href
        ]
        figures.same("alike: listed", len(links), answers - 1)
        other = next(link for link in links if link.rpartition("/")[2] in near[name])
        pair = figures.page("alike pair", other)
        row = told[tuple(sorted((name, other.rpartition("/")[2])))]
        (heading,) = pair.xpath("//h1")
        figures.same("pair", number(words(heading)) if row["similarity"] != "100" else 100, int(row["similarity"]))
        for force in {row["force"] for row in listed if row["alike_group"] == name}:
            narrowed = figures.page("alike", f"/alike?force={force}")
            assert address in narrowed.xpath('//ol[@class="rows"]/li/h2/a/@href')
            of_force = figures.csv(f"/opcc/answers_alike.csv?force={force}&between=&answer=")
            figures.same("alike of a force", number(words(narrowed.xpath("//h1")[0])), len(of_force))


def _told_of_alike(item: Any) -> dict[str, Any]:
    """What the list says of a group: how many answers, bodies and wordings, and from which year to which."""
    from tests.figures import words

    heading, facts = words(item.xpath("./h2")[0]), words(item.xpath("./p")[0])
    bodies = re.search(r"from (\d+) policing bod", heading)
    wordings = re.search(r"in (\d+) wording", facts)
    return {
        "answers": int(heading.partition(" ")[0]),
        "bodies": int(bodies[1]) if bodies else 1,
        "wordings": int(wordings[1]) if wordings else 1,
        "years": re.findall(r"\b(?:19|20)\d\d\b", heading),
    }


def _counted_alike(rows: list[dict[str, str]]) -> dict[str, Any]:
    """The same, counted in the rows and texts of the CSV."""
    wordings = {tuple(re.findall(r"\w+", row["text"].casefold())) for row in rows}
    years = sorted(row["date"][:4] for row in rows if row["date"])
    bodies = {row["policing_body"] for row in rows} if len({row["force"] for row in rows}) > 1 else {""}
    return {
        "answers": len(rows),
        "bodies": len(bodies),
        "wordings": len(wordings),
        "years": sorted({*years[:1], *years[-1:]}),
    }


def _told_of_repeated(item: Any) -> list[int]:
    """What the list says of a recommendation: how many reports, answers and bodies; and how many reports it lists."""
    from tests.figures import words

    return [*map(int, re.findall(r"\d+", words(item.xpath("./h2")[0]))), len(item.xpath("./ul/li"))]


def _counted_repeated(rows: list[dict[str, str]]) -> list[int]:
    """The same, counted in the rows of the CSV."""
    answered = {row["inspection"] for row in rows}
    reports = answered | {row["earlier_inspection"] or row["earlier_title"] for row in rows} - {""}
    return [len(reports), len(rows), len({row["policing_body"] for row in rows}), len(reports)]


def check_repeats(figures: Figures) -> None:
    """The groups in the CSV, on the list and on the pages of one recommendation, and the dates of each promise."""
    from tests.figures import number, words

    own = figures.recount
    rows = figures.csv("/opcc/recommendations_said_again.csv?force=&report=&recommendation=")
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        groups[row["repeat_group"]].add(row["recommendation"])
    if len(own.records) <= MOST:
        figures.same("repeats", {frozenset(group) for group in groups.values()}, own.repeats())
    addresses: list[str] = []
    for page in figures.all_pages("repeated", "/repeated"):
        if groups:
            figures.same("repeated: heading", number(words(page.xpath("//h1")[0])), len(groups))
        for item in page.xpath('//ol[@class="rows"]/li[h2/a]'):
            (address,) = item.xpath("./h2/a/@href")
            own_rows = [row for row in rows if row["repeat_group"] == address.rpartition("/")[2]]
            figures.same("repeated: one of the list", _told_of_repeated(item), _counted_repeated(own_rows))
            addresses.append(address)
    for page in figures.all_pages("repeated", "/repeated"):
        for link in page.xpath('//ol[@class="rows"]/li/ul/li/a[contains(@href, "#report-")]')[:8]:
            path, _, anchor = link.get("href").partition("#")
            answers = figures.page("repeated one", path).xpath(f'//li[@id="{anchor}"]//ol/li')
            figures.same("repeated: answers to a report", number(words(link)), len(answers))
    figures.same("repeated: list", {address.rpartition("/")[2] for address in addresses}, set(groups))
    for address in addresses[:4]:
        page = figures.page("repeated one", address)
        group = groups[address.rpartition("/")[2]]
        figures.same("repeated: answers", set(page.xpath('//ol[@class="rows"]/li/@id')), group)
        for force in {row["force"] for row in rows if row["recommendation"] in group}:
            of_force = {row["recommendation"] for row in rows if row["force"] == force} & group
            narrowed = figures.page("repeated one", f"{address}?force={force}")
            figures.same("repeated: of a force", set(narrowed.xpath('//ol[@class="rows"]/li/@id')), of_force)
            (link,) = narrowed.xpath('//p/a[contains(@href, "recommendations_said_again.csv")]')
            figures.same("repeated: CSV", number(words(link)), len(figures.csv(link.get("href"))), len(of_force))
    _check_promises(figures)


def _check_promises(figures: Figures) -> None:
    own = figures.recount
    promises = figures.csv("/opcc/promises_and_dates.csv?force=&year=&state=")
    expected = {
        f"{one['response']}-recommendation-{own.key(own.records[one['response']], one['position'])}": own.state(one)
        for one in own.recommendations
        if one["target"] and one["acceptance"] not in ("not_accepted", "not_applicable", "already_done")
    }
    figures.same("promises", {row["recommendation"]: row["state"] for row in promises}, expected)
    for row in promises:
        assert row["promised_first"], row
        first, last = row["promised_first"], row["target_date"]
        assert first.startswith(last) or last.startswith(first) or int(row["times_moved"]), row
