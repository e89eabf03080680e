"""Documents of the corpus in other forms that keep their facts: other labels, columns, numbers, dates and marks.

    .venv/bin/python -m tests.perturbed [FOLDER …] [--only NAME] [--all] [--half 0|1]

Each change is made to the HTML that a document's own format gives, so that one change tries every format. What an
import finds of a changed document is held against the facts of the first one. One half of all pairs of a document and
a form is to develop with, the other to check with.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

from opcc_opendata.importers.formats import SUFFIXES, mail, read
from opcc_opendata.importers.formats.raw import DocumentError, Raw, Run
from opcc_opendata.importers.reading import _of_document
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import Standard, load_standard
from tests import perturbed_layouts as layouts
from tests.import_measure import Measured, compare, found_share, unkept
from tests.perturbed_layouts import Change, grids

FOLDER = Path(__file__).parent / "import_corpus"
FOLDERS = sorted(one.name for one in FOLDER.iterdir() if one.is_dir())

_BODY = (
    r"(?:(?:the )?(?:office of the )?(?:police(?:,? fire(?: and rescue)?)?(?:,? and| &) crime )commissioner"
    r"|(?:the )?commissioner|o?pf?cc|mayor)"
)
_FORCE = r"(?:(?:the )?(?:chief constable|force|constabulary))"
_WHAT = r"(?:response|comments?|action|update|reply|position|view)"
_BODY_LABEL = re.compile(rf"(?:{_BODY}(?:[’']s?)? {_WHAT}|{_WHAT} (?:from|by|of) {_BODY})", re.I)
_FORCE_LABEL = re.compile(rf"(?:{_FORCE}(?:[’']s?)? {_WHAT}|{_WHAT} (?:from|by|of) {_FORCE})", re.I)
_BODY_LABELS = (
    "Commissioner’s response", "PCC response", "PCC’s view", "OPCC comment", "Police and Crime Commissioner’s position",
    "Response of the Police and Crime Commissioner", "PCC comments", "Commissioner’s comments", "OPCC response",
    "Response from the Commissioner", "Comments by the PCC", "PCC’s commentary", "Commissioner’s assurance",
    "PCC oversight", "What the PCC says", "Commissioner response",
)  # fmt: skip
_FORCE_LABELS = (
    "Force response", "Chief Constable’s response", "Force update", "Force comment", "Constabulary position",
    "Response from the Chief Constable", "Constabulary response", "Response of the Force", "Force position",
    "Chief Constable’s comments", "Police response", "CC response", "Chief Constable’s update", "Force commentary",
    "What the force says", "Chief Officer response",
)  # fmt: skip
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_DATE = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS)}) (20\d\d)\b")
_NAMED = re.compile(r"^(Recommendation|Area for improvement|Cause of concern) (\d{1,2})(?=\s*(?:$|[:.–—-]))", re.I)
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()  # noqa: SIM905
_ROMAN = "0 I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI".split()  # noqa: SIM905
_LABEL = re.compile(r"^\s*([A-Z][^:.!?]{2,60}?)\s*:\s*(?=\S|$)")


def _short(soup: BeautifulSoup, names: Sequence[str]) -> Iterator[Tag]:
    """Give the elements that may be labels or headings."""
    for tag in soup.find_all(list(names)):
        if 0 < len(tag.get_text(" ").split()) <= 14 and not tag.find(["p", "table", "td", "div", "ul", "ol"]):
            yield tag


def _rewrite(soup: BeautifulSoup, change: Callable[[str], str], most: int = 14) -> None:
    """Change the text of each run of words in a block that is short, or that begins with a label."""
    for text in list(soup.find_all(string=True)):
        if len(str(text).split()) <= most and (new := change(str(text))) != str(text):
            text.replace_with(new)


def other_labels(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Name the commissioner's and the chief officer's answers in other words, the same ones throughout."""
    if "mopac" in json.dumps(facts).lower() or "london" in json.dumps(facts).lower():
        return
    names: dict[str, str] = {}

    def renamed(words: str) -> str:
        bare = words.strip(" :\n\t")
        for pattern, pool in ((_BODY_LABEL, _BODY_LABELS), (_FORCE_LABEL, _FORCE_LABELS)):
            if pattern.fullmatch(bare):
                names.setdefault(bare.lower(), chance.choice(pool))
                return words.replace(bare, names[bare.lower()])
            label = _LABEL.match(words)
            if label and pattern.fullmatch(label[1].strip()):
                names.setdefault(label[1].lower(), chance.choice(pool))
                return words.replace(label[1], names[label[1].lower()], 1)
        return words

    _rewrite(soup, renamed, most=10_000)


def capitals(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Write headings and labels alone in capitals, but titles of reports."""
    for tag in _short(soup, ("h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "th")):
        words = tag.get_text(" ").strip()
        if not _in_facts(words, facts) and not any(map(str.isdigit, words)):
            for text in list(tag.find_all(string=True)):
                text.replace_with(str(text).upper())


def _in_facts(words: str, facts: dict[str, Any]) -> bool:
    known = json.dumps(facts, ensure_ascii=False).lower()
    plain = " ".join(words.lower().strip(" :").split())
    return not plain or plain in known or any(str(one.get("title", "-")).lower() in plain for one in facts["reports"])


def title_case(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Write headings and labels With Capitals."""
    for tag in _short(soup, ("h1", "h2", "h3", "h4", "strong", "b", "th")):
        if not _in_facts(tag.get_text(" "), facts):
            for text in list(tag.find_all(string=True)):
                text.replace_with(re.sub(r"\b[a-z](?=[a-z]{2})", lambda m: m[0].upper(), str(text)))


def bold_for_headings(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set headings as bold paragraphs."""
    for tag in soup.find_all(re.compile("^h[1-6]$")):
        inner = soup.new_tag("strong")
        for child in list(tag.children):
            inner.append(child.extract())
        tag.name = "p"
        tag.append(inner)


def plain_headings(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set headings as plain lines."""
    for tag in soup.find_all(re.compile("^h[1-6]$")):
        tag.name = "p"


def headings_for_bold(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set bold lines as headings."""
    for tag in list(_short(soup, ("p",))):
        strong = tag.find(["strong", "b"])
        if strong and strong.get_text(strip=True) == tag.get_text(strip=True) and not tag.find_parent("td"):
            strong.unwrap()
            tag.name = "h3"


def dashes_for_colons(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    _after_labels(soup, " – ", facts)


def hyphens_for_colons(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    _after_labels(soup, " - ", facts)


def tabs_for_colons(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    _after_labels(soup, ":\t", facts)


def _after_labels(soup: BeautifulSoup, mark: str, facts: dict[str, Any]) -> None:
    titles = [str(one.get("title", "")).lower() for one in facts["reports"]]
    for tag in soup.find_all(["p", "li"]):
        text = next((one for one in tag.find_all(string=True) if str(one).strip()), None)
        if (
            text is not None
            and (found := _LABEL.match(str(text)))
            and len(found[1].split()) <= 5
            and not any(one and (found[1].lower() in one or _begins_inside(one, found[1].lower())) for one in titles)
        ):
            text.replace_with(f"{found[1]}{mark}{str(text)[found.end() :]}")


def _begins_inside(title: str, words: str) -> bool:
    """Tell if a title that has a colon itself begins in words, so that a change of the colon would change the title."""
    first, colon, _ = title.partition(":")
    return bool(colon) and words.endswith(first)


def labels_on_lines(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set a label on a line of its own, above what it introduces."""
    for tag in soup.find_all("p"):
        first = next((one for one in tag.find_all(string=True) if str(one).strip()), None)
        if first is not None and (found := _LABEL.match(str(first))) and re.search(_WHAT, found[1], re.I):
            label = soup.new_tag("p")
            label.string = f"{found[1]}:"
            tag.insert_before(label)
            first.replace_with(str(first)[found.end() :])


def numbers(form: Callable[[str, str], str]) -> Change:
    def change(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
        for text in list(soup.find_all(string=True)):
            if (found := _NAMED.match(str(text).lstrip())) and int(found[2]) <= 16:
                text.replace_with(form(found[1], found[2]) + str(text).lstrip()[found.end() :])

    return change


_SHORT = {"recommendation": "Rec", "area for improvement": "AFI", "cause of concern": "CoC"}


def dates(form: Callable[[int, int, int], str]) -> Change:
    def change(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
        def new(found: re.Match[str]) -> str:
            return form(int(found[1]), _MONTHS.index(found[2]) + 1, int(found[3]))

        _rewrite(soup, lambda words: _DATE.sub(new, words), most=10)

    return change


def other_columns(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set the columns of a table after the first in another order."""
    for _, rows in grids(soup):
        order = list(range(1, len(rows[0])))
        chance.shuffle(order)
        for row in rows:
            parent = row[0].parent
            assert parent is not None
            cells = [row[n].extract() for n in order]
            for cell in cells:
                parent.append(cell)


def rows_as_paragraphs(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Write each row of a table as paragraphs with bold labels."""
    for table, rows in list(grids(soup)):
        heads = [cell.get_text(" ", strip=True) for cell in rows[0]]
        for row in rows[1:]:
            for head, cell in zip(heads, row, strict=True):
                if head and cell.get_text(strip=True):
                    made = soup.new_tag("p")
                    label = soup.new_tag("strong")
                    label.string = f"{head}:"
                    made.append(label)
                    made.append(f" {cell.get_text(' ', strip=True)}")
                    table.insert_before(made)
        table.decompose()


def rows_upright(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Turn each row of a table into a table of its own with the labels at the left."""
    for table, rows in list(grids(soup)):
        heads = [cell.get_text(" ", strip=True) for cell in rows[0]]
        for row in rows[1:]:
            made = soup.new_tag("table")
            for head, cell in zip(heads, row, strict=True):
                line = soup.new_tag("tr")
                first = soup.new_tag("td")
                first.string = head
                line.append(first)
                line.append(cell.extract())
                made.append(line)
            table.insert_before(made)
        table.decompose()


def split_paragraphs(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Break long paragraphs after a sentence."""
    for tag in soup.find_all("p"):
        last = next((one for one in reversed(list(tag.find_all(string=True))) if str(one).strip()), None)
        if last is None or len(str(last).split()) < 20:
            continue
        words = str(last)
        ends = [one.end() for one in re.finditer(r"[a-z]\. (?=[A-Z])", words)]
        if ends and words.count("“") == words.count("”") == 0:
            cut = chance.choice(ends)
            made = soup.new_tag("p")
            made.string = words[cut:]
            last.replace_with(words[: cut - 1])
            tag.insert_after(made)


def around(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set a letterhead above and a footer below."""
    top = soup.body or soup
    for words in reversed(["OFFICIAL", "Quay House, 4 Weir Street, Example Town EX1 2AB", "Telephone 01632 960001"]):
        made = soup.new_tag("p")
        made.string = words
        top.insert(0, made)
    for words in ("Follow us on social media", "© 2026. All rights reserved.", "Page 1 of 1"):
        made = soup.new_tag("p")
        made.string = words
        top.append(made)


def numbered_headings(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Number the headings of sections: "2. PCC response"."""
    count = 0
    for tag in soup.find_all(["h2", "h3"]):
        words = tag.get_text(" ").strip()
        if not any(map(str.isdigit, words)):
            count += 1
            tag.insert(0, f"{count}. ")


def boxed(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set each heading in a table of one cell, as many templates do."""
    for tag in soup.find_all(["h2", "h3"]):
        table, row, cell, inner = (soup.new_tag(name) for name in ("table", "tr", "td", "strong"))
        tag.replace_with(table)
        for child in list(tag.children):
            inner.append(child.extract())
        cell.append(inner)
        row.append(cell)
        table.append(row)


def _ordinal(d: int) -> str:
    return {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(d, "th")


def _weekday(d: int, m: int, y: int) -> str:
    return date(y, m, d).strftime("%A")


CHANGES: dict[str, Change] = {
    "as it is": lambda soup, chance, facts: None,
    "other labels": other_labels,
    "CAPITALS": capitals,
    "Title Case": title_case,
    "bold for headings": bold_for_headings,
    "plain headings": plain_headings,
    "headings for bold": headings_for_bold,
    "numbered headings": numbered_headings,
    "boxed headings": boxed,
    "label –": dashes_for_colons,
    "label -": hyphens_for_colons,
    "label: tab": tabs_for_colons,
    "label on its line": labels_on_lines,
    "Rec 3": numbers(lambda kind, n: f"{_SHORT[kind.lower()]} {n}"),
    "R3": numbers(lambda kind, n: f"R{n}" if kind.lower() == "recommendation" else f"{kind} {n}"),
    "Recommendation Three": numbers(lambda kind, n: f"{kind} {_WORDS[int(n)].title()}"),
    "Recommendation III": numbers(lambda kind, n: f"{kind} {_ROMAN[int(n)]}"),
    "Recommendation no. 3": numbers(lambda kind, n: f"{kind} no. {n}"),
    "12/03/2024": dates(lambda d, m, y: f"{d:02}/{m:02}/{y}"),
    "12.3.24": dates(lambda d, m, y: f"{d}.{m}.{y % 100}"),
    "12th of March 2024": dates(lambda d, m, y: f"{d}{_ordinal(d)} of {_MONTHS[m - 1]} {y}"),
    "Tuesday, March 12, 2024": dates(lambda d, m, y: f"{_weekday(d, m, y)}, {_MONTHS[m - 1]} {d}, {y}"),
    "12 Mar 2024": dates(lambda d, m, y: f"{d} {_MONTHS[m - 1][:3]} {y}"),
    "2024-03-12": dates(lambda d, m, y: f"{y}-{m:02}-{d:02}"),
    "other columns": other_columns,
    "rows as paragraphs": rows_as_paragraphs,
    "rows upright": rows_upright,
    "split paragraphs": split_paragraphs,
    "letterhead, footer": around,
    "all columns": layouts.all_columns,
    "unseen heads": layouts.unseen_heads,
    "one level": layouts.one_level,
    "label above": layouts.facts_apart,
    "labels in a table": layouts.as_table,
    "labels as terms": layouts.as_terms,
    "by office": layouts.by_office,
    "by person": layouts.by_person,
    "comments last": layouts.comments_last,
    "furniture": layouts.furniture,
    "REC 3": numbers(layouts.named),
    "(3)": numbers(lambda kind, n: f"{kind} ({n})"),
    "12-Mar-2024": dates(lambda d, m, y: f"{d}-{_MONTHS[m - 1][:3]}-{y}"),
    "March 12th 2024": dates(lambda d, m, y: f"{_MONTHS[m - 1]} {d}{_ordinal(d)} {y}"),
}  # fmt: skip


def documents(
    folders: Sequence[str] = FOLDERS, names: Sequence[str] = ()
) -> Iterator[tuple[str, Raw, bytes, list[dict[str, Any]]]]:
    """Give each document of the corpus that is not a message, as read, with the facts of each response in it."""
    for folder in folders:
        for path in sorted((FOLDER / folder).glob("*.json")):
            name = path.name.removesuffix(".json")
            suffix = Path(name).suffix.lower()
            if suffix not in SUFFIXES or suffix in mail.MESSAGES or (names and name not in names):
                continue
            raw = path.with_name(name).read_bytes()
            known = json.loads(path.read_text(encoding="utf-8"))
            facts = known.get("drafts", [known])
            try:
                found = read(raw, suffix)
            except DocumentError:  # a picture of paper, where nothing is installed that reads it
                continue
            if facts and all(one["body"] for one in facts) and not found.carried:
                yield name, found, raw, facts


def changed(name: str, found: Raw, facts: list[dict[str, Any]], change: Change) -> Raw | None:
    """Make a change to a document, seeded by its name. None where it changes nothing."""
    soup = BeautifulSoup(found.html, "lxml")
    before = str(soup)
    merged: dict[str, Any] = {"reports": [one for each in facts for one in each["reports"]], "drafts": facts}
    change(soup, random.Random(hashlib.sha256(name.encode()).digest()), merged)
    after = str(soup)
    runs = tuple(Run(f"text {n}", words) for n, words in enumerate(soup.stripped_strings, 1))
    return replace(found, html=after, source=runs, uncounted="") if after != before else None


def measured(
    name: str, found: Raw, raw: bytes, facts: list[dict[str, Any]], standard: Standard
) -> tuple[Measured, int]:
    """Import a changed document, and give what was found, and how many words are nowhere in the drafts."""
    made = Measured(name)
    try:
        drafts = _of_document(found, raw, name, standard, "", "")
    except DocumentError as error:
        made.fault = str(error)
        drafts = []
    made.outcomes += compare(facts, drafts)
    lost = unkept(BeautifulSoup(found.html, "lxml").get_text(" "), drafts) if drafts else []
    return made, len(lost)


def half_of(name: str, title: str) -> int:
    """Say in which half a document in a form is."""
    return hashlib.sha256(f"{name} {title}".encode()).digest()[0] % 2


def main(*arguments: str) -> None:
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    half = int(arguments[arguments.index("--half") + 1]) if "--half" in arguments else None
    folders = [one for one in arguments if one in FOLDERS] or FOLDERS
    standard = load_standard(packaged_standard())
    all_of_it = list(documents(folders))
    base: dict[str, Measured] = {}
    for title, change in CHANGES.items():
        if only and only != title:
            continue
        results: list[Measured] = []
        befores: list[Measured] = []
        gone = 0
        for name, found, raw, facts in all_of_it:
            if half is not None and half_of(name, title) != half:
                continue
            other = changed(name, found, facts, change) if title != "as it is" else replace(found, source=())
            if other is None:
                continue
            one, lost = measured(name, other, raw, facts, standard)
            if name not in base:
                base[name] = measured(name, replace(found, source=()), raw, facts, standard)[0]
            results.append(one)
            befores.append(base[name])
            gone += lost
            known = Counter((each.outcome, each.kind, each.words) for each in base[name].outcomes)
            for each in one.outcomes:
                is_bad = each.outcome != "found" if "--all" in arguments else each.outcome in ("wrong", "invented")
                if is_bad and not known[each.outcome, each.kind, each.words]:
                    print(f"    {name}: {each.outcome}: {each.kind}: {each.words[:150]}")
            if one.fault and "--all" in arguments:
                print(f"    {name}: {one.fault[:150]}")
        counts = Counter(each.outcome for one in results for each in one.outcomes)
        shares = f"{100 * found_share(befores):5.1f} % -> {100 * found_share(results):5.1f} %"
        bad = f"wrong {counts['wrong']:3}  marked {counts['wrong, marked']:3}  invented {counts['invented']:3}"
        print(f"{title:26} {len(results):4} documents  {shares}  {bad}  words lost {gone}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
