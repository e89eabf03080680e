"""Changes of a document's structure that keep its facts: where labels, columns, headings and texts stand.

`tests.perturbed` makes them to every document of the corpus. `facts` are those of all its responses.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bs4 import BeautifulSoup, Tag

Change = Callable[[BeautifulSoup, random.Random, dict[str, Any]], None]

_HEADINGS = re.compile("^h[1-6]$")
_LABEL = re.compile(r"^\s*([A-Z][^:.!?“”\"]{2,50}?)\s*:\s*(?=\S)")
_NAMES = re.compile(r"(?:theme|recommendation|rec|area for improvement|afi|cause of concern)\b", re.I)
_BODY_HEAD = re.compile(
    r"(?:(?:the )?o?pf?cc|(?:police(?:, fire)? and crime )?commissioner)(?:[’']s)?"
    r" (?:response|comments?|action|position)",
    re.I,
)
_FORCE_HEAD = re.compile(r"(?:force|constabulary|chief constable)(?:[’']s)? (?:response|update|comments?|action)", re.I)
_NUMBER_HEAD = re.compile(r"(?:no\.?|number|ref\.?|#)", re.I)
_TEXT_HEAD = re.compile(r"(?:hmicfrs |hmic )?recommendations?", re.I)
_UNSEEN = (
    (_BODY_HEAD, ("Where the Commissioner stands", "PCC’s line on it", "The Commissioner’s stance")),
    (_FORCE_HEAD, ("Where the force stands", "The constabulary’s account of it", "What policing has in hand")),
    (_NUMBER_HEAD, ("Our item", "Paragraph", "S/N")),
    (_TEXT_HEAD, ("What inspectors put to us", "The request", "What we were told to do")),
)


def grids(soup: BeautifulSoup) -> Iterator[tuple[Tag, list[list[Tag]]]]:
    """Give the tables with a row of heads and no merged cells."""
    for table in soup.find_all("table"):
        rows = [row.find_all(["td", "th"], recursive=False) for row in table.find_all("tr")]
        if (
            table.find("table")
            or table.find(attrs={"rowspan": True})
            or table.find(attrs={"colspan": True})
            or len(rows) < 2
            or len({len(row) for row in rows}) != 1
            or len(rows[0]) < 3
            or any(len(cell.get_text(" ").split()) > 8 for cell in rows[0])
        ):
            continue
        yield table, rows


def all_columns(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set the columns of a table in another order, the first one too."""
    for _, rows in grids(soup):
        order = list(range(len(rows[0])))
        chance.shuffle(order)
        for row in rows:
            parent = row[0].parent
            assert parent is not None
            for cell in [row[n].extract() for n in order]:
                parent.append(cell)


def unseen_heads(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Word the heads of columns in ways that no document has."""
    for _, rows in grids(soup):
        for cell in rows[0]:
            words = cell.get_text(" ", strip=True)
            for pattern, pool in _UNSEEN:
                if pattern.fullmatch(words):
                    cell.clear()
                    cell.string = chance.choice(pool)


def one_level(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set all headings at one level."""
    for tag in soup.find_all(_HEADINGS):
        tag.name = "h2"


def facts_apart(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set every label of a line that is short in a bold paragraph above its value."""
    for tag, label, text in _labelled(soup, facts):
        made, strong = soup.new_tag("p"), soup.new_tag("strong")
        strong.string = label
        made.append(strong)
        tag.insert_before(made)
        text.replace_with(_LABEL.sub("", str(text)))


def as_table(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set lines with labels that stand one below another in a table of two columns."""
    _in_rows(soup, facts, "table", "tr", "td", "td")


def as_terms(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set lines with labels that stand one below another as a list of terms."""
    _in_rows(soup, facts, "dl", "", "dt", "dd")


def _in_rows(soup: BeautifulSoup, facts: dict[str, Any], outer: str, row: str, first: str, second: str) -> None:
    made: Tag | None = None
    last: Tag | None = None
    for tag, label, text in _labelled(soup, facts):
        before = last.find_next_sibling() if last is not None else None
        if made is None or before is not tag:
            made = soup.new_tag(outer)
            tag.insert_before(made)
        left, right = soup.new_tag(first), soup.new_tag(second)
        left.string = label
        text.replace_with(_LABEL.sub("", str(text)))
        into = made
        if row:
            into = soup.new_tag(row)
            made.append(into)
        into.append(left)
        into.append(right)
        last = made
        right.append(tag.extract())


def _labelled(soup: BeautifulSoup, facts: dict[str, Any]) -> list[tuple[Tag, str, Any]]:
    """Give the paragraphs that are one short line with a label, the label, and the string that it stands in.

    What stands before the colon of a title, or names a finding or a theme, is no label.
    """
    titles = [str(one.get("title", "")).lower() for one in facts["reports"]]
    found = []
    for tag in soup.find_all("p"):
        texts = [one for one in tag.find_all(string=True) if str(one).strip()]
        if not texts or tag.find("br") or tag.find_parent(["td", "th", "li", "blockquote"]):
            continue
        label = _LABEL.match(str(texts[0]))
        if label and (_NAMES.match(label[1]) or any(label[1].lower() in one for one in titles)):
            continue
        if label and len(label[1].split()) <= 5 and len(tag.get_text(" ").split()) <= 40:
            found.append((tag, label[1].strip(), texts[0]))
    return found


def named(label: str, number: str) -> str:
    """Write "Recommendation 3" as "REC-3"."""
    return f"{'REC' if label.lower() == 'recommendation' else label} {number}"


def by_office(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Name the commissioner in labels and heads by the office: "The OPCC’s response"."""
    _relabel(
        soup, re.compile(r"\b(?:the )?(?:pcc|(?:police and crime )?commissioner)(?:[’']s)?(?= \w+$)", re.I), "OPCC"
    )


def by_person(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Name the commissioner in headings with the name that the facts have: "PCC Jo Sample’s response"."""
    if any(one["body"] in ("metropolitan-mopac", "city-of-london-common-council") for one in facts["drafts"]):
        return  # there the Commissioner is the chief officer
    names = {
        one["author"]
        for each in facts["drafts"]
        for one in each.get("comments", [])
        if one.get("author") and one["kind"] == "policing_body"
    }
    if len(names) == 1:
        office = re.compile(r"\b(?:pcc|(?:police and crime )?commissioner)[’']s(?= \w+$)", re.I)
        _relabel(soup, office, f"PCC {names.pop()}’s")


def _relabel(soup: BeautifulSoup, pattern: re.Pattern[str], words: str) -> None:
    for tag in soup.find_all(["h2", "h3", "h4", "strong", "b", "th"]):
        text = tag.get_text(" ", strip=True)
        bare = text.rstrip(" :")
        if len(bare.split()) <= 6 and (found := pattern.search(bare)):
            tag.clear()
            tag.string = f"{bare[: found.start()]}{words}{bare[found.end() :]}{text[len(bare) :]}"


def comments_last(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set the sections of comments after all that follows them."""
    top = soup.body or soup
    children = [one for one in top.children if isinstance(one, Tag)]
    groups: list[list[Tag]] = [[]]
    for one in children:
        if one.name == "h2":
            groups.append([])
        groups[-1].append(one)
    is_comment = re.compile(r"\b(?:comments|response)\b", re.I)
    moved = [group for group in groups[1:] if is_comment.search(group[0].get_text(" "))]
    if len(moved) < len(groups) - 1 and moved and not soup.find("h3"):
        for group in moved:
            for one in group:
                top.append(one.extract())


_FURNITURE = (
    ("Skip to main content", "Home > Transparency > Inspections", "We use some essential cookies on this website."),
    ("Page 2 of 5", "OFFICIAL – Agenda Item 7", "Appendix A"),
    ("Was this page useful? Yes No", "Share this page", "Back to top", "Accessibility statement"),
)


def furniture(soup: BeautifulSoup, chance: random.Random, facts: dict[str, Any]) -> None:
    """Set what surrounds pages at the top, in the middle and at the end."""
    top = soup.body or soup
    children = [one for one in top.children if isinstance(one, Tag) and one.name == "h2"]
    for lines, put in zip(_FURNITURE, (_first, _middle(children), _last), strict=True):
        for words in lines:
            made = soup.new_tag("p")
            made.string = words
            put(top, made)


def _first(top: Tag, made: Tag) -> None:
    top.insert(0, made)


def _last(top: Tag, made: Tag) -> None:
    top.append(made)


def _middle(headings: Sequence[Tag]) -> Callable[[Tag, Tag], None]:
    def put(top: Tag, made: Tag) -> None:
        if headings:
            headings[len(headings) // 2].insert_before(made)

    return put
