"""Reads the figures on every kind of page, the lists that they lead to and their CSV, and holds them together."""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode

import httpx
from lxml import etree, html

from tests import days
from tests.changes_recount import check_changes, check_lately
from tests.recount import NOTHING_PROMISED, SAYS_NOTHING, Recount, plain
from tests.said_again import check_alike, check_repeats
from tests.search_recount import recount_word, unstemmed

BLAME = (
    "overdue|late|refus[a-z]*|not[ _]accepted|promis[a-z]*|ow(?:es?|ed)|missed|failed|[0-9,]+ days? (?:overdue|late)"
)
BLAMED = re.compile(rf"\W*(?:is |was |has |have )?(?:{BLAME})\b")
ABOUT_BODIES = {
    *("timeliness", "timeliness_by_force", "late_responses", "outstanding", "outstanding_by_force"),
    *("recommendations_with_answers", "answers_by_force", "same_recommendation", "refused_recommendations"),
    *("recommendations_by_force_and_acceptance", "acceptance_by_force", "unexplained_recommendations"),
    *("unexplained_by_force", "promises_past_target", "promises_ahead", "promises_past_their_date"),
    *("compared_reports", "compared_recommendations", "compared_promises"),
    "changes",
}
"""The views and ready-made queries about a duty, a refusal or a promise."""

Get = Callable[[str], httpx.Response]
VERDICTS = {
    "On time": "on_time",
    "Late": "late",
    "Not known": "cannot_tell",
    "Before the 56-day rule": "does_not_apply",
}
DONE = ("reported_complete", "verified_closed_by_inspectorate")
GRADES = ("outstanding", "good", "adequate", "requires_improvement", "inadequate")
"""What is a grade. The other codes say that there is none."""
TIMELY = ("on_time", "late", "cannot_tell", "does_not_apply")
ACCEPTANCE = {
    "Accepted": "accepted",
    "Accepted in part": "accepted_in_part",
    "Not accepted": "not_accepted",
    "Noted": "noted",
    "Already done": "already_done",
    "Not applicable to this force": "not_applicable",
    "Not stated": "not_stated",
    "No answer": "no_answer",
}


_LISTS_OF = 2
"""Forces of which the list behind each number over time is fetched; the numbers themselves are recounted for all."""


_FORCES_A_DAY = 12
"""Forces whose pages are read, with all lists that they lead to."""


def median(values: list[int]) -> float | None:
    """The middle one of some numbers, or what lies between the two in the middle."""
    ordered, half = sorted(values), len(values) // 2
    if not ordered:
        return None
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def number(words: str) -> int:
    found = re.search(r"\d[\d,]*", words)
    assert found, words
    return int(found[0].replace(",", ""))


def words(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def blamed(text: str, forces: Iterable[str]) -> list[str]:
    """Find a force that is said to have done what only its policing body can do: to be late, to refuse, to promise."""
    # One pattern of all names would be tried at each letter of a page: a third of the time of all that is done here.
    folded, found = text.lower(), []
    for force in map(str.lower, forces):
        end = 0
        while (at := folded.find(force, end)) >= 0:
            end = at + len(force)
            if match := BLAMED.match(folded, end):
                found.append(folded[at : match.end()])
    return found


class Figures:
    """One site beside the recount of its records. `compared` counts the figures that were found equal."""

    def __init__(self, get: Get, recount: Recount) -> None:
        self.get, self.recount = cache(get), recount
        self.compared = 0
        self.pages: Counter[str] = Counter()

    def same(self, what: str, first: Any, *others: Any) -> None:
        """Hold figures together: the page's, the list's, the CSV's and the recount's."""
        for other in others:
            assert first == other, f"{what}: {first!r} and {other!r}"
            self.compared += 1

    def page(self, kind: str, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:200])
        self.pages[kind] += 1
        page = html.fromstring(answer.text)
        assert not blamed(words(page), self.recount.forces.values()), path
        return page

    def csv(self, path: str) -> list[dict[str, str]]:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.text[:200])
        assert not blamed(answer.text.replace(",", " "), self.recount.forces.values()), path
        rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
        if path.partition("/opcc/")[2].partition(".")[0] in ABOUT_BODIES:
            assert all(row["policing_body"] and row["policing_body_name"] and row["force_name"] for row in rows), path
        return rows

    def all_pages(self, kind: str, path: str) -> Iterator[Any]:
        """A list from its first page to its last."""
        while path:
            page = self.page(kind, path)
            yield page
            following = page.xpath('//nav[@class="pages"]/a[@rel="next"]/@href')
            path = path.partition("?")[0] + following[0] if following else ""

    def leads_to(self, link: Any) -> int:
        """How many rows the list has that a figure leads to: as its heading says, and as its CSV has."""
        path = link if isinstance(link, str) else link.get("href")
        table, _, query = path.partition("?")
        page = self.page("raw list", path)
        (heading,) = page.xpath('//h2[@id="rows"]') or [None]
        rows = number(words(heading)) if heading is not None else 0
        self.same(path, rows, len(self.csv(f"{table}.csv?{query}" if query else f"{table}.csv")))
        return rows

    def check_all(self) -> None:
        for check in (
            self.home,
            self.responses,
            self.reports,
            self.forces,
            self.outstanding,
            self.refused,
            self.promises,
            self.timeliness,
            self.grades,
            self.compare,
            self.data,
            self.views,
            self.calendars,
            self.searches,
        ):
            check()
        check_alike(self)
        check_repeats(self)
        check_changes(self)

    # --- the pages

    def home(self) -> None:
        page, own = self.page("home", "/"), self.recount
        (holds,) = page.xpath('//div[@class="front"]//p[contains(@class, "quiet")][contains(., "Current responses:")]')
        shown = [number(part) for part in re.findall(r": ([\d,]+)", words(holds))]
        forces = Counter(own.records[name]["force"] for name in own.current)
        answered = {report for name in own.current for report in own.reports(name)}
        self.same("home", shown, [len(own.current), len(forces), len(answered), len(own.recommendations)])
        (every,) = page.xpath('//section[@aria-labelledby="newest"]/p/a[1]')
        if len(own.current) > 1:
            self.same("home: all", number(words(every)), self.responses_listed(every.get("href")))
        overdue = Counter(force for force, status, _ in own.duties.values() if status == "overdue")
        covered = own.covered
        for link in page.xpath('//h1/a[contains(@href, "overdue")]'):
            self.same("home: overdue", number(words(link)), overdue.total(), self.outstanding_listed(link.get("href")))
        tiles = {
            tile.get("href").rpartition("/")[2]: words(tile.xpath("./b")[0])
            for tile in page.xpath('//ul[@class="tiles"]/li/a')
        }
        counted = {force: overdue[force] for force in covered} if covered else forces
        self.same(
            "home: map", {force: n for force, n in tiles.items() if n != "–"}, {f: str(n) for f, n in counted.items()}
        )
        for bar in page.xpath('//figure[@aria-labelledby="most"]//li'):
            (link,) = bar.xpath("./a")
            force = link.get("href").rpartition("force=")[2]
            shown_number = number(words(bar.xpath('./span[@class="v"]')[0]))
            self.same("home: most", shown_number, overdue[force], self.outstanding_listed(link.get("href")))
        self.findings(page, len(overdue), len(covered))
        check_lately(self, page)
        due = Counter(report for (_, report), (_, status, _) in own.duties.items() if status == "pending")
        for link in page.xpath('//section[@aria-labelledby="due"]//p[@class="big"]'):
            report = link.xpath(".//a/@href")[0].rpartition("/")[2]
            bodies = words(link).partition(": ")[2]
            self.same("home: next", 1 if bodies.startswith("one ") else number(bodies), due[report])

    def findings(self, page: Any, owing: int, covered: int) -> None:
        """What the front page found, each with the list that it leads to."""
        own = self.recount
        timely = own.timeliness()
        past = [one for one in own.promises if one["last"] < own.today]
        refused = [one for one in own.recommendations if one["acceptance"] == "not_accepted"]
        expected = {
            "/outstanding?timeliness=overdue": [owing, covered],
            "/timeliness": [timely["on_time"], timely["on_time"] + timely["late"]],
            "/opcc/timeliness?timeliness=cannot_tell": [timely["cannot_tell"], timely.total()],
            "/refused": [len(refused)],
            "/promises": [len(past)],
        }
        for item in page.xpath('//section[@aria-labelledby="findings"]/ul/li'):
            (link,) = item.xpath("./a/@href")
            # Where none is known, a sentence says so, and no figure.
            figures = item.xpath("./strong")
            shown = [number(part) for part in re.findall(r"\d[\d,]*", words(figures[0]))] if figures else [0]
            self.same(f"home: {link}", shown, expected[link])

    def responses(self) -> None:
        own = self.recount
        self.responses_listed("/responses")
        self.responses_listed("/responses?status=all", everything=True)
        for force in sorted({record["force"] for record in own.records.values()}):
            self.responses_listed(f"/responses?force={force}")
        for stage in ("holding", "full", "update", "correction"):
            self.responses_listed(f"/responses?stage={stage}&status=all", everything=True)
            self.responses_listed(f"/responses?stage={stage}")

    def responses_listed(self, path: str, *, everything: bool = False) -> int:
        """The list of responses with some filters: its total, its rows, its CSV and the recount of it."""
        own = self.recount
        query = dict(httpx.QueryParams(path.partition("?")[2]))
        names = own.records.keys() if everything else own.current
        wanted = {
            name
            for name in names
            if query.get("force", own.records[name]["force"]) == own.records[name]["force"]
            and query.get("stage", own.records[name]["stage"]) == own.records[name]["stage"]
            and query.get("year", own.year(name)) == own.year(name)
        }
        pages = list(self.all_pages("responses", path))
        shown = [
            link.rpartition("/")[2] for page in pages for link in page.xpath('//ol[@class="rows"]/li//h2/a[1]/@href')
        ]
        self.same(path, sorted(shown), sorted(wanted))
        if not wanted:
            return 0
        rows = self.whole_csv(path, pages, len(wanted))
        self.same(path, shown, [row["response"] for row in rows])
        self.same(path, len(wanted), number(words(pages[0].xpath("//h1")[0])))
        for page in pages:
            for item in page.xpath('//ol[@class="rows"]/li'):
                self.verdict_of(item)
        return len(wanted)

    def verdict_of(self, item: Any) -> None:
        """What a row says of the 56 days: the verdict on its report, where it rests on this response alone."""
        own, name = self.recount, item.xpath(".//h2/a/@href")[0].rpartition("/")[2]
        reports, force = own.reports(name), own.records[name]["force"]
        verdict, response, _ = own.answered.get((force, reports[0]), ("", "", "")) if len(reports) == 1 else ("",) * 3
        marks = {"on": "on_time", "late": "late", "cant": "cannot_tell", "na": "does_not_apply"}
        shown = [marks[mark.get("class").split()[1]] for mark in item.xpath('.//span[starts-with(@class, "st ")]')]
        self.same(name, shown, [verdict] if verdict and response == name else [])

    def whole_csv(self, path: str, pages: list[Any], total: int) -> list[dict[str, str]]:
        """The CSV of a list: as many rows as the link to it says, and the same from whichever page it is taken."""
        links = [link for page in pages for link in page.xpath('//p[@class="which"]/a')]
        self.same(path, *{link.get("href") for link in links})
        self.same(path, total, number(words(links[0])), *(number(words(link)) for link in links[1:]))
        return self.csv(links[0].get("href"))

    def reports(self) -> None:
        own = self.recount
        counts = Counter(report for name in own.current for report in own.reports(name))
        pages = list(self.all_pages("reports", "/reports"))
        rows = [row for page in pages for row in page.xpath("//tbody/tr")]
        shown = {row.xpath(".//a/@href")[0].rpartition("/")[2]: number(words(row[3])) for row in rows}
        self.same("/reports", shown, {report: counts[report] for report in own.all_reports})
        overdue = Counter(report for (_, report), (_, status, _) in own.duties.items() if status == "overdue")
        told = {row.xpath(".//a/@href")[0].rpartition("/")[2]: int(words(row[4]) or 0) for row in rows}
        self.same("/reports: overdue", told, {report: overdue[report] for report in own.all_reports})
        if rows:
            made = self.whole_csv("/reports", pages, len(rows))
            self.same("/reports", list(shown), [row["inspection"] for row in made])
            self.same("/reports", shown, {row["inspection"]: int(row["responses"]) for row in made})
        for report, n in sorted(shown.items()):
            self.report(report, n)

    def report(self, report: str, count: int) -> None:
        own, path = self.recount, f"/reports/{report}"
        page = self.page("report", path)
        answers = page.xpath('//table[caption="Responses to this report"]/tbody/tr')
        for more in page.xpath('//summary[contains(., " more response")]'):
            self.same(f"{path}: more", number(words(more)), len(more.getparent().xpath(".//tbody/tr")))
        naming = {name for name in own.records if report in own.reports(name)}
        shown = sorted(row[2].xpath("./a/@href")[0].rpartition("/")[2] for row in answers)
        self.same(path, count, len(answers))
        self.same(path, shown, sorted(naming & own.current))
        former = page.xpath('//details[contains(summary, "replaced or withdrawn")]/ul/li/a/@href')
        self.same(path, sorted(link.rpartition("/")[2] for link in former), sorted(naming - own.current))
        self.picture(f"{path}: timeliness", page, "How timely", VERDICTS, own.timeliness(report=report))
        due = {(body, status) for (body, other), (_, status, _) in own.duties.items() if other == report}
        rows = page.xpath('//h2[@id="outstanding"]/following-sibling::table[1]/tbody/tr')
        self.same(f"{path}: outstanding", len(rows), len(due))
        self.absent(report, page, naming)
        self.report_findings(report, page, len(naming & own.current), sum(status == "overdue" for _, status in due))
        self.recommendations(report, page)

    def report_findings(self, report: str, page: Any, responses: int, overdue: int) -> None:
        """What leads the page of a report: each number, in the order in which the page has them."""
        own = self.recount
        timely = own.timeliness(report=report)
        dated = timely["on_time"] + timely["late"]
        numbered = [one for one in own.recommendations if one["report"] == report and one["number"]]
        expected = [[responses]] + ([[overdue]] if overdue else [])
        expected += [[timely["on_time"], dated]] if dated >= 10 else []
        said = [one["acceptance"] for one in numbered if one["acceptance"] not in SAYS_NOTHING]
        expected += [[said.count("accepted"), len(said)]] if len(said) >= 10 else []
        shown = [
            [number(part) for part in re.findall("[0-9,]+", words(item))]
            for item in page.xpath('//ul[@class="findings"]/li/strong')
        ]
        self.same(f"/reports/{report}: findings", shown, expected)

    def absent(self, report: str, page: Any, naming: set[str]) -> None:
        """The forces that the report concerns and that are in neither list."""
        own = self.recount
        row = own.register.get(report, {"scope": "unknown", "forces": ""})
        listed = {
            force
            for record in own.records.values()
            for one in record["inspections"]
            if one["id"] == report
            for force in one.get("forces_covered", [])
        }
        concerned = set(own.forces) if row["scope"] == "all" else {*row["forces"].split(), *listed}
        there = {own.records[name]["force"] for name in naming}
        there |= {force for (_, other), (force, _, _) in own.duties.items() if other == report}
        found = page.xpath('//h2[@id="absent"]/following-sibling::p[1]')
        self.same("absent", number(words(found[0])) if found else 0, len(concerned - there))

    def recommendations(self, report: str, page: Any) -> None:
        own, path = self.recount, f"/reports/{report}"
        expected: dict[str, Counter[str]] = {}
        for one in own.recommendations:
            if one["report"] == report and one["number"]:
                expected.setdefault(one["number"], Counter())[one["acceptance"]] += 1
        gave_way: dict[str, Counter[str]] = {number: Counter() for number in expected}
        for one in own.not_counted:
            if one["report"] == report:
                gave_way[one["number"]][one["acceptance"]] += 1
        table = page.xpath('//h2[@id="recommendations"]/following-sibling::figure[1]//table[@class="stack"]')
        rows = table[0].xpath("./tbody/tr") if table else []
        self.same(f"{path}: recommendations", len(rows), len(expected))
        for row in rows:
            link = row.xpath("./th/a/@href")[0]
            key = link.rpartition("/")[2]
            shown = {cell.get("data-name"): number(words(cell)) for cell in row.xpath("./td")}
            told = Counter({ACCEPTANCE[name]: n for name, n in shown.items() if n})
            self.same(f"{link}: acceptance", told, expected[key])
            answered = page.xpath(f'//ul[@class="entries"]/li[p/a[@href="{link}"]]/p[1]/span')[0]
            self.same(link, number(words(answered)), sum(expected[key].values()) - expected[key]["no_answer"])
            self.recommendation(link, expected[key], gave_way[key])

    def recommendation(self, path: str, expected: Counter[str], gave_way: Counter[str]) -> None:
        page = self.page("recommendation", path)
        shown: Counter[str] = Counter()
        for heading in page.xpath('//section[@aria-labelledby="answers"]/h3'):
            (of,) = heading.xpath("./span")
            told = words(heading).removesuffix(words(of)).strip()
            answers = [one for one in heading.itersiblings() if one.tag in ("h3", "details")]
            mine = next((n for n, one in enumerate(answers) if one.tag == "h3"), len(answers))
            self.same(f"{path}: {told}", mine, number(words(of)))
            shown[ACCEPTANCE.get(told, "no_answer")] += mine
        link, *every = page.xpath('//a[contains(@href, ".csv")]')
        self.same(path, shown, expected)
        for other in every:  # with those that are not counted
            rows = self.csv(other.get("href"))
            self.same(f"{path}: every answer", len(rows), number(words(other)))
            self.same(f"{path}: counted", sum(row["counted"] == "1" for row in rows), expected.total())
        cards = page.xpath(
            '//section[@aria-labelledby="answers"]//details[contains(concat(" ", @class, " "), " answer ")]'
        )
        self.same(path, len(cards), len(self.csv(link.get("href"))), number(words(link)))
        others = page.xpath('//section[@aria-labelledby="others"]//details/summary/span/strong')
        self.same(f"{path}: others", Counter(ACCEPTANCE[words(one)] for one in others), gave_way)
        led = [number(words(one)) for one in page.xpath('//a[@href="#others"]')]
        self.same(f"{path}: led to others", led, [gave_way.total()] if gave_way else [])
        chips = page.xpath('//section[@aria-labelledby="answers"]/ul[@class="chips"]/li/a')
        if chips:
            counted = Counter({link.get("href")[1:]: int(words(link).split()[-1]) for link in chips})
            self.same(f"{path}: chips", counted, expected)

    def forces(self) -> None:
        own = self.recount
        counts = Counter(own.records[name]["force"] for name in own.current)
        rows = self.page("forces", "/forces").xpath("//tbody/tr")
        shown = {row.xpath(".//a/@href")[0].rpartition("/")[2]: number(words(row[2])) for row in rows}
        self.same("/forces", shown, {force: counts[force] for force in own.forces})
        overdue = Counter(force for force, status, _ in own.duties.values() if status == "overdue")
        covered = own.covered
        told = {row.xpath(".//a/@href")[0].rpartition("/")[2]: words(row[3]) for row in rows}
        expected = {force: str(overdue[force]) if force in covered else "not complete" for force in own.forces}
        self.same("/forces: overdue", told, expected)
        with_something = {record["force"] for record in own.records.values()}
        with_something |= {force for force, _, _ in own.duties.values()}
        for force in self.of_this_day(sorted(with_something)):
            self.force(force, counts[force])

    def of_this_day(self, forces: list[str]) -> list[str]:
        """Some forces, other ones each day, and one that has most grades. With few, or if all are asked for, all."""
        if len(forces) <= 2 * _FORCES_A_DAY or days.is_every_case():
            return forces
        graded = Counter(force for force, *_ in self.recount.grades)
        chosen = random.Random(days.DAY).sample(forces, _FORCES_A_DAY)
        return sorted({*chosen, max(forces, key=lambda force: graded[force])})

    def force(self, force: str, count: int) -> None:
        own, path = self.recount, f"/forces/{force}"
        page = self.page("force", path)
        bodies = Counter(own.records[name]["policing_body"] for name in own.current)
        for item in page.xpath('//h2[@id="bodies"]/following-sibling::ol[1]/li'):
            body = item.get("id").removeprefix("body-")
            self.same(f"{path}: {body}", number(words(item).rpartition(";")[2]), bodies[body])
        verdicts = own.timeliness(force=force)
        self.picture(f"{path}: timeliness", page, "Reports answered", VERDICTS, verdicts)
        drawn = Counter[str]()
        for row in page.xpath('//h2[@id="over-time"]/following-sibling::figure[1]//tbody/tr'):
            for cell in row.xpath("./td"):
                drawn[VERDICTS[cell.get("data-name")]] += number(words(cell))
        left_out = page.xpath('//h2[@id="over-time"]/following-sibling::figure[1]/p/text()')
        undated = re.search(r"([\d,]+) (?:is|are) not drawn", " ".join(left_out))
        if page.xpath('//h2[@id="over-time"]/following-sibling::figure[1]'):
            there = sum(drawn.values()) + (number(undated[1]) if undated else 0)
            self.same(f"{path}: over time", there, sum(verdicts.values()))
        elif verdicts.total():  # nothing that answers a report has a place in time; a holding statement answers none
            names = [name for name in own.current if own.records[name]["force"] == force]
            reports = {report for name in names for report in own.reports(name)}
            dates = [own.published(name) or own.letter(name) for name in names]
            dates += [own.report_date(report) for report in reports]
            self.same(f"{path}: dates, none of which is drawn", [day for day in dates if day], [])
        answers = [one for one in own.recommendations if one["force"] == force and one["kind"] == "recommendation"]
        acceptance = Counter(one["acceptance"] for one in answers)
        self.picture(f"{path}: acceptance", page, "Recommendations in current", ACCEPTANCE, acceptance)
        promises = [one for one in own.promises if one["force"] == force]
        past = [one for one in promises if one["last"] < own.today]
        (link,) = page.xpath(f'//a[@href="/promises?force={force}"]')
        self.same(f"{path}: past", number(words(link)), len(past), self.promises_listed(f"/promises?force={force}"))
        ahead = page.xpath('//h2[@id="promises"]/following-sibling::p[1]')[0]
        shown = number(words(ahead)) if "ahead" in words(ahead) and re.search(r"\d", words(ahead)) else 0
        self.same(
            f"{path}: ahead", shown, len(promises) - len(past), self.leads_to(f"/opcc/promises_ahead?force={force}")
        )
        self.force_findings(force, page, answers, promises)
        due = Counter(status for own_force, status, _ in own.duties.values() if own_force == force)
        links = page.xpath('//h2[@id="outstanding"]/following-sibling::ul[1]/li/a[contains(@href, "timeliness=")]')
        shown_due = Counter({link.get("href").rpartition("=")[2]: number(words(link)) for link in links})
        self.same(f"{path}: outstanding", shown_due, due)
        for link in links:
            self.same(path, number(words(link)), self.outstanding_listed(link.get("href")))
        found = page.xpath(f'//h2[@id="responses"]/following-sibling::p/a[@href="/responses?force={force}"]')
        self.same(f"{path}: responses", number(words(found[0])) if found and count else 0, count)

    def force_findings(self, force: str, page: Any, answers: list[Any], promises: list[Any]) -> None:
        """What leads the page of a force: each number, in the order in which the page has them."""
        own = self.recount
        covered = own.covered
        expected = []
        if force in covered:
            expected.append([sum(one == force and status == "overdue" for one, status, _ in own.duties.values())])
        days = own.publication_days(force)
        if len(days) >= 10:
            expected.append([round(median(days) or 0)])
        said = [one["acceptance"] for one in answers if one["acceptance"] not in SAYS_NOTHING]
        if len(said) >= 10:
            expected.append([said.count("accepted"), len(said)])
        made = [
            one
            for one in own.recommendations
            if one["force"] == force and one["acceptance"] not in NOTHING_PROMISED and one["target"]
        ]
        if made:
            expected.append([sum(one["status"] in DONE for one in made), len(made)])
        shown = [
            [number(part) for part in re.findall("[0-9,]+", words(item))]
            for item in page.xpath('//ul[@class="findings"]/li/strong')
        ]
        self.same(f"/forces/{force}: findings", shown, expected)
        assert len(promises) <= len(made)

    def outstanding(self) -> None:
        if not self.recount.settings.get("coverage"):
            return
        for query in (
            "",
            "?timeliness=overdue",
            "?timeliness=pending",
            "?timeliness=cannot_tell",
            "?timeliness=not_owed",
        ):
            self.outstanding_listed(f"/outstanding{query}")
        for year in sorted({row["published"][:4] for row in self.recount.register.values()}):
            self.outstanding_listed(f"/outstanding?year={year}")

    def outstanding_listed(self, path: str) -> int:
        own = self.recount
        query = dict(httpx.QueryParams(path.partition("?")[2]))
        wanted = {
            (body, report, status)
            for (body, report), (force, status, _) in own.duties.items()
            if query.get("force", force) == force
            and query.get("timeliness", status) == status
            and (own.report_date(report) or "").startswith(query.get("year", ""))
        }
        pages = list(self.all_pages("outstanding", path))
        rows = [row for page in pages for row in page.xpath('//ol[@class="rows"]/li')]
        listed = [
            (row.xpath(".//p/a/@href")[0].rpartition("#body-")[2], row.xpath(".//h3/a/@href")[0].rpartition("/")[2])
            for row in rows
        ]
        self.same(path, sorted(listed), sorted((body, report) for body, report, _ in wanted))
        overdue = Counter(own.duties[body, report][0] for body, report, status in wanted if status == "overdue")
        self.same(path, sum(bool(re.search(r"[0-9] days? overdue", words(row))) for row in rows), sum(overdue.values()))
        if "force" not in query:
            self.by_force(path, pages[0], overdue if query.get("timeliness") == "overdue" else Counter())
        if wanted:  # the heading counts the list below it
            self.same(path, number(words(pages[0].xpath("//h1")[0])), len(wanted))
        if not wanted:
            return 0
        made = [
            (row["policing_body"], row["inspection"], row["timeliness"])
            for row in self.whole_csv(path, pages, len(wanted))
        ]
        self.same(path, wanted, set(made))
        self.same(path, listed, [one[:2] for one in made])
        return len(wanted)

    def by_force(self, path: str, page: Any, expected: Counter[str]) -> None:
        """The table above a list: a number for each force, which leads to its rows. One force alone has no table."""
        tables = page.xpath('//section[@aria-labelledby="by-force"]//table/tbody/tr')
        shown = {
            dict(httpx.QueryParams(row.xpath("./th/a/@href")[0].partition("?")[2]))["force"]: number(words(row[1]))
            for row in tables
        }
        self.same(f"{path}: by force", shown, dict(expected) if len(expected) > 1 else {})

    def refused(self) -> None:
        own = self.recount
        refused = [one for one in own.recommendations if one["acceptance"] == "not_accepted"]
        narrowed = [("", "")] + [
            (key, value) for key in ("force", "year") for value in sorted({one[key] for one in refused})
        ]
        for key, value in narrowed:
            wanted = [one for one in refused if not key or one[key] == value]
            path = f"/refused?{urlencode({key: value})}" if key else "/refused"
            if value or not key:
                self.entries("refused", path, wanted)

    def promises(self) -> None:
        own = self.recount
        past = [one for one in own.promises if one["last"] < own.today]
        self.promises_listed("/promises")
        for year in sorted({one["year"] for one in past} - {""}):
            self.promises_listed(f"/promises?year={year}")

    def promises_listed(self, path: str) -> int:
        own = self.recount
        query = dict(httpx.QueryParams(path.partition("?")[2]))
        past = [one for one in own.promises if one["last"] < own.today]
        wanted = [one for one in past if all(one[key] == value for key, value in query.items())]
        rows = self.entries("promises", path, wanted)
        self.same(path, sorted(row["policing_body"] for row in rows), sorted(one["owed_by"] for one in wanted))
        return len(wanted)

    def entries(self, kind: str, path: str, wanted: list[dict[str, Any]]) -> list[dict[str, str]]:
        """A list of recommendations: its total, its entries, its CSV and the recount of it."""
        pages = list(self.all_pages(kind, path))
        links = [link for page in pages for link in page.xpath('//ol[@class="rows"]/li//h3/a/@href')]
        shown = Counter(link.partition("#")[0].rpartition("/")[2] for link in links)
        self.same(path, shown, Counter(one["response"] for one in wanted))
        if "force" not in dict(httpx.QueryParams(path.partition("?")[2])):
            self.by_force(path, pages[0], Counter(one["force"] for one in wanted))
        if not wanted:
            return []
        rows = self.whole_csv(path, pages, len(wanted))
        self.same(
            path, [link.partition("#")[0].rpartition("/")[2] for link in links], [row["response"] for row in rows]
        )
        self.same(path, len(wanted), number(words(pages[0].xpath("//h1")[0])))
        return rows

    def timeliness(self) -> None:
        own = self.recount
        for year in ("", *sorted({(own.report_date(report) or "")[:4] for _, report in own.answered} - {""})):
            path = f"/timeliness?year={year}" if year else "/timeliness"
            page = self.page("timeliness", path)
            rows = page.xpath("//main//table/tbody/tr")
            shown = {
                row.xpath("./th/a/@href")[0].rpartition("#body-")[2]: Counter(
                    {VERDICTS[cell.get("data-n")]: number(words(cell)) for cell in row.xpath('./td[@class="n count"]')}
                )
                for row in rows
            }
            wanted = {"year": year} if year else {}
            bodies = {body for (_, report), (_, _, body) in own.answered.items() if self.is_of(report, year)}
            expected = {body: own.timeliness(body=body, **wanted) for body in bodies}
            self.same(path, {body: +counts for body, counts in shown.items()}, expected)
            if not rows:
                continue
            made, *late = page.xpath('//p[@class="which"]/a[contains(@href, ".csv")]')
            csv_rows = self.csv(made.get("href"))
            from_csv = {row["policing_body"]: +Counter({v: int(row[v]) for v in VERDICTS.values()}) for row in csv_rows}
            self.same(path, expected, from_csv)
            all_late = sum(counts["late"] for counts in expected.values())
            self.same(f"{path}: a CSV of late responses where there are some", len(late), int(all_late > 0))
            for link in late:
                self.same(path, all_late, len(self.csv(link.get("href"))), number(words(link)) if all_late != 1 else 1)
            totals = sum((counts for counts in expected.values()), Counter[str]())
            told = [number(words(item)) for item in page.xpath('//ul[contains(@class, "totals")]/li/strong')]
            self.same(f"{path}: totals", told, [totals[code] for code in TIMELY if totals[code]])
            dated = totals["on_time"] + totals["late"]
            headline = [number(part) for part in re.findall(r"[0-9,]+", words(page.xpath("//h1/em")[0]))]
            self.same(path, headline, [totals["on_time"], dated] if dated >= 10 else [totals.total()])

    def is_of(self, report: str, year: str) -> bool:
        return not year or (self.recount.report_date(report) or "")[:4] == year

    # --- grades, and forces beside each other

    def grades(self) -> None:
        own = self.recount
        rows = self.csv("/opcc/grades_by_force.csv")
        made = {
            (row["force"], row["inspection"], row["cycle"], plain(row["question"])): (row["grade"], row["response"])
            for row in rows
        }
        self.same("grades", own.grades, made)
        self.same("grades: rows", len(rows), len(made), len(self.csv("/opcc/force_grades.csv")))
        page = self.page("grades", "/grades?cycles=all")
        if made:
            with_grade = [grade for grade, _ in made.values() if grade in GRADES]
            heading = words(page.xpath("//h1")[0])
            if with_grade:
                self.same("/grades", number(heading), len(with_grade))
            else:  # a report may say of each question that it gave no grade
                self.same("/grades", heading, "No grades yet")
        for link in page.xpath("//section//td[@class='n']/a"):
            self.same(link.get("href"), number(words(link)), self.query_has(link.get("href")))
        for n, force in enumerate(sorted({key[0] for key in made})):
            self.grades_of(force, Counter(key[2] for key in made if key[0] == force), every_list=n < _LISTS_OF)

    def grades_of(self, force: str, cycles: Counter[str], *, every_list: bool) -> None:
        own, path = self.recount, f"/grades?force={force}&cycles=all"
        page = self.page("force's grades", path)
        (csv_link,) = page.xpath('//a[contains(@href, ".csv")]/@href')
        self.same(path, cycles.total(), len(self.csv(csv_link)))
        outside = page.xpath('//section[@aria-labelledby="outside"]//tbody/tr')
        boxes = page.xpath('//table[contains(@class, "grades")]//div[@class="grade"]')
        self.same(path, len(boxes) + len(outside), cycles.total())
        dated = sorted({own.report_date(key[1]) or "" for key in own.grades if key[0] == force and key[2]} - {""})
        ends = dict(zip(dated, [*dated[1:], "9999"], strict=True)) if dated else {}
        for one in page.xpath('//ol[contains(@class, "graded")]/li'):
            report = one.xpath("./p/a/@href")[0].rpartition("/")[2]
            start = own.report_date(report)
            if not start:
                assert not one.xpath('.//div[@class="between"]'), path
                continue
            told = own.between(force, start, ends[start])
            items = one.xpath('.//div[@class="between"]/ul/li')
            names = [name for name, n in told.items() if n or name in ("recommended", "promised")]
            self.same(f"{path}: {report}", [number(words(item)) for item in items], [told[name] for name in names])
            for link in one.xpath('.//div[@class="between"]/ul/li/a') if every_list else ():
                self.same(path, number(words(link)), self.leads_to(link))

    def compare(self) -> None:
        own = self.recount
        page = self.page("compare", "/compare")
        rows = {row["force"]: row for row in self.csv("/opcc/compare_forces.csv")}
        self.same("/compare", len(rows), len(own.forces), len(page.xpath("//tbody/tr")))
        for force, row in rows.items():
            counts = Counter(own.owed.get(force, {}).values())
            shown = {name: int(row[name] or 0) for name in ("on_time", "late", "overdue", "cannot_tell")}
            self.same(f"/compare: {force}", Counter(shown), counts)
            self.same(f"/compare: {force}", row["reports"], str(counts.total()) if force in own.owed else "")
            known = counts["on_time"] + counts["late"] + counts["overdue"]
            share = str(float((200 * counts["on_time"] + known) // (2 * known))) if known >= 10 else ""
            self.same(f"/compare: {force}, on time", row["on_time_percent"], share)
            if counts:
                same = [given for (report, _), given in own.same([force]).items() if report in own.owed[force]]
                self.same(f"/compare: {force}, answered", row["answered"], str(len(same)))
                accepted = sum(given[force] == "accepted" for given in same)
                self.same(f"/compare: {force}, accepted", row["accepted"], str(accepted))
                past = own.outcomes(force, set(own.owed[force]))["past"]
                self.same(f"/compare: {force}, past", row["promises_past"], str(past))
                days_ = sorted(day for report in own.owed[force] if (day := own.day(force, report)) is not None)
                middle = median(days_) if len(days_) >= 10 else None
                told = str(float(middle)) if middle and middle < 400_000 else ""
                self.same(f"/compare: {force}, day", row["typical_day"], told)
        for link in page.xpath("//tbody/tr/td/a[starts-with(@href, '/opcc/')]")[:40]:
            self.same("/compare", number(words(link)), self.query_has(link.get("href")))
        with_something = sorted(own.owed) or sorted({record["force"] for record in own.records.values()})
        for chosen in (with_something[:2], with_something[-2:], with_something[:3], with_something[:6]):
            if len(chosen) > 1:
                self.side_by_side(chosen)

    def side_by_side(self, forces: list[str]) -> None:
        """Two or more forces: each number, the list that it leads to, and whether the heading is so."""
        own = self.recount
        path = f"/compare?{urlencode({'force': forces}, doseq=True)}"
        page = self.page("compared", path)
        heading = words(page.xpath("//h1")[0])
        common = own.common(forces) if all(force in own.owed for force in forces) else set()
        sections = page.xpath('//section[contains(@class, "vsrow")]')
        self.same(f"{path}: counted", bool(sections), bool(common))
        for section in sections:
            for link in section.xpath('.//div[@class="vs sides"]//a'):
                self.same(f"{path}: {words(link)}", number(words(link)), self.query_has(link.get("href")))
            for link in section.xpath("./p/a"):
                self.same(f"{path}: {words(link)}", number(words(link)) * len(forces), self.query_has(link.get("href")))
        if not common:
            assert not re.search("answered fast|accepted m", heading), (path, heading)
            return
        same = [given for (report, _), given in own.same(forces).items() if report in common]
        for n, force in enumerate(forces):
            counts = Counter(own.owed[force][report] for report in common)
            timely = page.xpath('//section[@aria-labelledby="timely"]//div[@class="vs sides"]/div')[n]
            names = {"on time": "on_time", "late": "late", "overdue": "overdue", "not known": "cannot_tell"}
            told = {names[words(link).partition(" ")[2]]: number(words(link)) for link in timely.xpath(".//a")}
            self.same(f"{path}: {force}", told, dict(+counts))
            accepted = page.xpath('//section[@aria-labelledby="accepted"]//p[@class="num"]')
            wanted = (sum(given[force] == "accepted" for given in same), len(same))
            if same:
                found = re.match(r"([\d,]+) of ([\d,]+)", words(accepted[n]))
                assert found
                self.same(f"{path}: accepted", (number(found[1]), number(found[2])), wanted)
            promised = page.xpath('//section[@aria-labelledby="promised"]//p[@class="num"]')
            self.same(f"{path}: promised", number(words(promised[n])), own.outcomes(force, common).total())
        self.heading_is_so(heading, forces, len(common), same)

    def heading_is_so(self, heading: str, forces: list[str], reports: int, same: list[dict[str, str]]) -> None:
        """By docs/counting.md: who answered faster and who accepted more, and that it is only said where it is so."""
        own = self.recount
        places = [re.sub(" (Police Service|Police|Constabulary)$", "", own.forces[force]) for force in forces]
        known = own.days_of(forces)
        faster = {
            place
            for n, place in enumerate(places)
            if len(known) >= 10
            and 2 * len(known) >= reports
            and all(
                (median([days_[n] for days_ in known]) or 0) < (median([days_[m] for days_ in known]) or 1_000_000)
                and sum(days_[n] < days_[m] for days_ in known) > sum(days_[n] > days_[m] for days_ in known)
                for m in range(len(forces))
                if m != n
            )
        }
        counts = [Counter(given[force] for given in same) for force in forces]
        more = {
            place
            for n, place in enumerate(places)
            if len(same) >= 10
            and all(
                counts[n]["accepted"] > counts[m]["accepted"]
                and counts[n]["accepted"] + counts[n]["already_done"]
                >= counts[m]["accepted"] + counts[m]["already_done"]
                for m in range(len(forces))
                if m != n
            )
        }
        names = "|".join(map(re.escape, places))
        both = set(re.findall(rf"({names}) answered fast(?:er|est) and accepted", heading))
        self.same(heading, set(re.findall(rf"({names}) answered fast(?:er|est)", heading)), faster)
        self.same(heading, set(re.findall(rf"({names}) accepted (?:more|most)", heading)) | both, more)

    def query_has(self, path: str) -> int:
        """How many rows a ready-made query has."""
        table, _, query = path.partition("?")
        return len(self.csv(f"{table}.csv?{query}"))

    # --- the data

    def data(self) -> None:
        page = self.page("data", "/data")
        for group in page.xpath('//h2[@id="tables"]/following-sibling::details'):
            counted = number(words(group.xpath('./summary/span[@class="quiet"]')[0]))
            self.same(f"/data: {words(group[0])}", counted, len(group.xpath("./table/tbody/tr")))
        for row in page.xpath('//h2[@id="tables"]/following-sibling::details/table/tbody/tr'):
            cells = row.xpath('./td[@class="n"]')
            if cells and row.xpath('./th/a[starts-with(@href, "/data/")]'):
                table = words(row[0])
                self.same(f"/data: {table}", number(words(cells[0])), len(self.csv(f"/opcc/{table}.csv")))
                shown = self.page("table", f"/data/{table}").xpath("//main/p[2]")[0]
                self.same(f"/data/{table}", number(words(cells[0])), number(words(shown)))
        for row in page.xpath('//h2[@id="problems"]/following-sibling::table[1]/tbody/tr'):
            self.same("/data: problems", number(words(row[-1])), self.leads_to(row.xpath(".//a")[0]))

    def views(self) -> None:
        own = self.recount
        promises = own.promises
        past = sum(one["last"] < own.today for one in promises)
        recommendations = [one for one in own.recommendations if one["kind"] == "recommendation"]
        expected = {
            "current_responses": len(own.current),
            "timeliness": len(own.answered),
            "outstanding": len(own.duties),
            "recommendations_with_answers": len(own.recommendations),
            "recommendations_by_force_and_acceptance": len(
                {(one["body"], one["force"], one["acceptance"]) for one in recommendations}
            ),
            "unexplained_recommendations": len(own.unexplained()),
            "promises_past_target": past,
            "promises_ahead": len(promises) - past,
            "force_grades": len(own.grades),
        }
        for view, count in expected.items():
            rows = self.csv(f"/opcc/{view}.csv")
            found = self.get(f"/opcc/{view}.json?_shape=objects&_size=1").json()
            self.same(view, count, len(rows), found["filtered_table_rows_count"])
            self.nothing_withdrawn(view, rows)
            if view not in ("current_responses", "force_grades"):
                for row in rows:
                    now = own.body_now(row["policing_body"])
                    assert row["current_body"] == ("" if now == row["policing_body"] else now), row
                    assert row["policing_body_name"] == own.bodies[row["policing_body"]]["title_en"], row
                    assert row["force_name"] == own.forces[row["force"]], row
        stated = self.csv("/opcc/duty_states.csv")
        states = {(row["force"], row["inspection"]): (row["state"], row["policing_body"]) for row in stated}
        self.same("duty_states", own.states, states)
        assert len(stated) == len(states)
        unexplained = sorted(one["response"] for one in own.unexplained())
        for path in ("unexplained_recommendations", "unexplained_by_force"):
            self.same(path, unexplained, sorted(row["response"] for row in self.csv(f"/opcc/{path}.csv")))
        totals = Counter(one["acceptance"] for one in recommendations)
        rows = self.csv("/opcc/recommendations_by_force_and_acceptance.csv")
        self.same("acceptance", +totals, sum_of(rows, "acceptance"))
        rows = self.csv("/opcc/acceptance_by_force.csv")
        told = Counter({ACCEPTANCE[name]: n for name, n in sum_of(rows, "acceptance").items()})
        self.same("acceptance_by_force", +totals, told)
        made = {
            (row["force"], row["inspection"]): (row["timeliness"], row["response"], row["policing_body"])
            for row in self.csv("/opcc/timeliness.csv")
        }
        self.same("timeliness", own.answered, made)

    def nothing_withdrawn(self, what: str, rows: list[dict[str, str]]) -> None:
        gone = self.recount.withdrawn
        for row in rows:
            assert not gone & {row.get("response", ""), row.get("id", "")}, (what, row)

    def calendars(self) -> None:
        own = self.recount
        every = {key: force for key, (force, status, _) in own.duties.items() if status in ("overdue", "pending")}
        self.same("deadlines.ics", self.get("/feeds/deadlines.ics").text.count("BEGIN:VEVENT"), len(every))
        for force in sorted(set(every.values())):
            found = self.get(f"/feeds/forces/{force}.ics").text.count("BEGIN:VEVENT")
            self.same(f"{force}.ics", found, sum(other == force for other in every.values()))

    # --- searches

    def searches(self) -> None:
        """Words that many responses have, some, and few, each with several filters."""
        responses = self.recount.searched
        alone = unstemmed(responses)[:40]
        by_number = sorted(alone, key=lambda word: (sum(one.has(word) for one in responses), word))
        for word in {by_number[0], by_number[len(by_number) // 2], by_number[-1]} if alone else ():
            having = [one for one in responses if one.has(word)]
            one = having[len(having) // 2]
            kind, acceptance = next(key for key, found in one.words.items() if word in found)
            text = {"kind": kind, "acceptance": acceptance or ""}
            for chosen in (
                {},
                {"force": one.force, "year": one.year},
                {"report": one.report[0], "body": one.body, "status": one.status},
                text,
            ):
                self.search(word, {name: value for name, value in chosen.items() if value})

    def search(self, word: str, chosen: dict[str, str]) -> None:
        """A search's total and every facet's counts, on the page and as JSON, with all responses in each form."""
        expected, facets = recount_word(self.recount.searched, word, chosen)
        path = f"/search?{urlencode({'q': word, 'exact': '1', **chosen})}"
        first, counted = self.page("search", path), self.get(path.replace("/search", "/search.json", 1)).json()
        (total,) = first.xpath('//h2[@id="found"]')
        self.same(path, number(words(total)), len(expected), counted["total"])
        for name, values in counted["facets"].items():
            told = Counter({one["value"]: one["responses"] for one in values})
            self.same(f"{path}: {name}", told, facets.get(name, Counter()))
        shown = Counter((words(row[0]), number(words(row[1]))) for row in first.xpath('//aside[@id="narrow"]//li/a'))
        several = [values for name, values in counted["facets"].items() if len(values) > 1 or name in chosen]
        self.same(path, shown, Counter((one["title"], one["responses"]) for values in several for one in values))
        pages = [first]
        while (following := pages[-1].xpath('//nav[@class="pages"]/a[@rel="next"]/@href')) and len(expected) <= 100:
            pages.append(self.page("search", f"/search{following[0]}"))
        listed = [
            link.rpartition("/")[2] for page in pages for link in page.xpath('//ol[@class="rows"]/li//h3/a/@href')
        ]
        self.same(path, sorted(listed), sorted(expected) if len(expected) <= 100 else sorted(listed))
        (csv_link,) = first.xpath('//main//a[contains(@href, "/search_responses.csv")]/@href')
        self.same(path, sorted(expected), sorted(row["response"] for row in self.csv(csv_link)))
        (json_link,) = first.xpath('//main//a[contains(@href, "/search_responses.json")]/@href')
        self.same(path, sorted(expected), sorted(row["response"] for row in self.get(json_link).json()))
        (feed,) = first.xpath('//main//a[contains(@href, "/feeds/search.atom")]/@href')
        self.same(path, sorted(expected), sorted(self.entries_of(feed)))

    def entries_of(self, feed: str) -> Iterator[str]:
        """The responses or events of a feed, from its first page to its last."""
        while feed:
            page = etree.fromstring(self.get(feed).content)
            for name in page.iterfind("{*}entry/{*}id"):
                yield (name.text or "").rpartition("/")[2]
            following = [link.get("href") for link in page.iterfind("{*}link[@rel='next']")]
            feed = following[0][following[0].index("/feeds/") :] if following else ""

    # --- small things

    def pairs(self, rows: list[Any]) -> dict[str, int]:
        return {words(row[0]): number(words(row[1])) for row in rows}

    def picture(self, what: str, page: Any, caption: str, names: dict[str, str], expected: Counter[str]) -> None:
        """A picture with its table: each figure, the list that it leads to, and what the picture is called."""
        figures = [one for one in page.xpath('//figure[@class="picture"]') if words(one).startswith(caption)]
        if not +expected:
            self.same(what, len(figures), 0)
            return
        rows = figures[0].xpath(".//tbody/tr")
        self.same(what, {names[name]: n for name, n in self.pairs(rows).items()}, dict(+expected))
        label = figures[0].xpath('.//*[local-name()="svg"]/@aria-label')[0].partition(": ")[2]
        for part in label.split("; "):
            name, _, n = part.rpartition(" ")
            self.same(f"{what}: chart", number(n), expected[names[name]])
        for row in rows:
            self.same(what, number(words(row[1])), self.leads_to(row.xpath("./td/a")[0]))


def sum_of(rows: list[dict[str, str]], column: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row[column]] += int(row["recommendations"])
    return found
