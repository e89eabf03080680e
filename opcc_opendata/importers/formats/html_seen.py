"""What a reader of a web page sees: the text without what its styles hide, and with what was filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.importers.formats.raw import LeftOut

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from bs4.element import NavigableString

_STRUCK: Final = ("del", "s", "strike")
_NOT_SHOWN: Final = ("noscript", "template")
_KNOWN: Final = (
    *("display", "visibility", "opacity", "font-size", "color", "background", "background-color"),
    *("left", "text-indent", "clip", "clip-path", "height", "max-height", "overflow", "overflow-y"),
    *("white-space", "text-decoration", "text-decoration-line"),
)
_UNSEEN_NAMES: Final = frozenset(
    (
        *("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "govuk-visually-hidden"),
        *("d-none", "element-invisible"),
    )
)
"""Names that frameworks give to what only a screen reader says, or nobody. Their style sheets lie beside the page."""

_FAR: Final = re.compile(r"-(?:\d{4,}px|\d{3,}(?:em|rem|%|px))")
_CLIPPED: Final = re.compile(r"rect\(\s*(?:[01](?:px)?[\s,]+){3}[01](?:px)?\s*\)|inset\((?:50|100)%\)")
_WHITE: Final = re.compile(
    r"(?:white|transparent|#f[a-f]?f[a-f]?f[a-f]?(?:ff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\b.*\))"
)
_NO_GROUND: Final = re.compile(rf"(?:none|inherit|initial|unset|{_WHITE.pattern})")
_GRADE: Final = re.compile(r"^(?:our )?(?:grade|graded|judge?ment|rating)\b.{2,40}$", re.IGNORECASE)
"""What stands instead of a picture that shows a grade."""
_ZERO: Final = re.compile(r"0+(?:\.0*)?(?:px|pt|em|rem|%)?|\.0+")
_SOURCE_LINE: Final = re.compile(r"[\r\n]")
_SPACES: Final = re.compile(r"[ \t\f\r\n]+")
_MOST_RULES: Final = 3_000
_LIMIT: Final = 200_000
"""Characters of style sheets in a page. What is beyond is a website's library."""

Styles = dict[str, str]


def take_out_unseen(soup: BeautifulSoup) -> list[LeftOut]:
    """Take out what nobody sees of a page, and give it back by name. Where its source only begins a line is a space."""
    left_out = []
    for tag in soup.find_all(_NOT_SHOWN):
        left_out += _take_out(tag, "Hidden")
    for tag in soup.find_all(_STRUCK):
        if tag.parent is not None:
            left_out += _take_out(tag, "Struck through")
    styled = _Styled(soup)
    hidden = [(tag, reason) for tag in soup.find_all(True) if (reason := styled.left_out(tag))]
    for tag, reason in hidden:
        if tag.parent is not None and not tag.decomposed:
            left_out += _take_out(tag, reason)
    for text in soup.find_all(string=_SOURCE_LINE):
        if not styled.keeps_lines(text):
            text.replace_with(type(text)(_SPACES.sub(" ", text)))
    return left_out


def _take_out(tag: Tag, reason: str) -> list[LeftOut]:
    words = " ".join(tag.get_text(" ").split())
    tag.decompose()
    return [LeftOut(reason, words)] if words else []


def _is_below_button(tag: Tag) -> bool:
    """Tell if a text stands right below a button that opens something. A list of links is a menu."""
    above = tag.find_previous_sibling(True)
    if above is None or tag.name in ("nav", "ul", "ol") or tag.find_parent(["nav", "header", "footer"]):
        return False
    button = above if above.has_attr("aria-expanded") else above.select_one("[aria-expanded]")
    return button is not None and bool(button.get_text(strip=True))


class _Styled:
    """The styles that a page gives its own elements. Those of files beside it are not known."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._rules: dict[Tag, Styles] = {}
        # By their ids: bs4 makes the hash of an element from all that is in it.
        self._white_space = {id(one): "pre" for one in soup.find_all(["pre", "textarea"])}
        # Where style sheets lie beside the page, they may lay a dark ground under white letters.
        self._is_whole = soup.find("link", rel="stylesheet") is None
        buttons = soup.select("[aria-expanded][aria-controls]")
        self._opened = {str(one["aria-controls"]) for one in buttons if one.get_text(strip=True)}
        for selector, styles in _rules("\n".join(one.get_text() for one in soup.find_all("style"))[:_LIMIT]):
            for tag in _selected(soup, selector):
                self._rules.setdefault(tag, {}).update(styles)
                self._put_white_space(tag, styles)
        for tag in soup.select('[style*="white-space" i]'):
            self._put_white_space(tag, _declared(str(tag["style"])))

    def left_out(self, tag: Tag) -> str:
        """Say why an element is left out: nobody sees it, or it is struck through. Empty where it is not."""
        styles = self._of(tag)
        unseen = self._unseen(tag, styles)
        return ("" if unseen and self._is_opened(tag) else unseen) or _struck(styles)

    def _unseen(self, tag: Tag, styles: Styles) -> str:
        if tag.has_attr("hidden") and styles.get("display", "none") == "none":
            return "Hidden"
        if styles.get("display") == "none" or styles.get("visibility") in ("hidden", "collapse"):
            return "Hidden"
        if _FAR.match(styles.get("left", "")) or _FAR.match(styles.get("text-indent", "")):
            return "Hidden"
        if any(_CLIPPED.fullmatch(styles.get(name, "")) for name in ("clip", "clip-path")):
            return "Hidden"
        heights = (styles.get("height", "1"), styles.get("max-height", "1"))
        is_cut = "hidden" in (styles.get("overflow"), styles.get("overflow-y"))
        if is_cut and any(_ZERO.fullmatch(height) for height in heights):
            return "Hidden"
        if _UNSEEN_NAMES.intersection(tag.get_attribute_list("class") or []):
            return "Hidden"
        if _ZERO.fullmatch(styles.get("opacity", "1")) or _ZERO.fullmatch(styles.get("font-size", "1")):
            return "Hidden"
        if self._is_whole and _WHITE.fullmatch(styles.get("color", "")) and not self._has_ground(tag):
            return "White on white"
        return ""

    def _put_white_space(self, tag: Tag, styles: Styles) -> None:
        if (value := styles.get("white-space", "inherit")) not in ("inherit", "unset"):
            self._white_space[id(tag)] = value

    def keeps_lines(self, text: NavigableString) -> bool:
        """Tell if a reader sees the lines in which a text stands in the page's source: the nearest style decides."""
        nearest = next((found for one in text.parents if (found := self._white_space.get(id(one)))), "")
        return nearest.startswith(("pre", "break-spaces"))

    def _is_opened(self, tag: Tag) -> bool:
        """Tell if a reader opens an element: with a button that names it or is above it, or by searching the page."""
        is_named = str(tag.get("hidden", "")).lower() == "until-found" or str(tag.get("id", "")) in self._opened
        return is_named or _is_below_button(tag)

    def _of(self, tag: Tag) -> Styles:
        drawn = {"color": str(tag["color"]).lower()} if tag.name == "font" and tag.get("color") else {}
        return drawn | self._rules.get(tag, {}) | (_declared(str(tag["style"])) if tag.get("style") else {})

    def _has_ground(self, tag: Tag) -> bool:
        for one in (tag, *tag.parents):
            grounds = [self._of(one).get(name, "") for name in ("background", "background-color")]
            if one.get("bgcolor") or one.get("background") or any(g and not _NO_GROUND.fullmatch(g) for g in grounds):
                return True
        return False


def _rules(sheet: str) -> Iterator[tuple[str, Styles]]:
    """Give the rules of a style sheet that hold on a screen, whatever its size."""
    import tinycss2  # type: ignore[import-untyped]

    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    for rule in rules[:_MOST_RULES]:
        if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            media = tinycss2.serialize(rule.prelude).strip().lower()
            if media in ("", "all", "screen", "only screen"):
                yield from _qualified(tinycss2.parse_rule_list(rule.content, True, True))
        else:
            yield from _qualified([rule])


def _qualified(rules: list[Any]) -> Iterator[tuple[str, Styles]]:
    import tinycss2

    for rule in rules:
        if isinstance(rule, tinycss2.ast.QualifiedRule):
            styles = _declared(tinycss2.serialize(rule.content))
            if styles:
                yield tinycss2.serialize(rule.prelude).strip(), styles


def _struck(styles: Styles) -> str:
    decorations = (styles.get(name, "") for name in ("text-decoration", "text-decoration-line"))
    return "Struck through" if any("line-through" in one for one in decorations) else ""


def _declared(text: str) -> Styles:
    import tinycss2

    found: Styles = {}
    for one in tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True):
        if one.type == "declaration" and one.lower_name in _KNOWN:
            found[one.lower_name] = tinycss2.serialize(one.value).strip().lower()
    return found


def _selected(soup: BeautifulSoup, selector: str) -> list[Tag]:
    """Give the elements that a selector means. Those that depend on a mouse, or that nobody knows, mean none."""
    from soupsieve import SelectorSyntaxError

    if ":" in selector.replace(":root", ""):
        return []
    try:
        return list(soup.select(selector, limit=5_000))
    except (SelectorSyntaxError, NotImplementedError, ValueError):
        return []


def write_filled_in(soup: BeautifulSoup) -> None:
    """Write as words what is filled in or drawn: boxes, fields, choices, the marks round a quotation."""
    for picture in soup.find_all("img", alt=_GRADE):
        picture.name = "p"
        picture.string = str(picture["alt"])
        picture.attrs = {}
    for box in soup.find_all("input"):
        kind = str(box.get("type", "text")).lower()
        if kind in ("checkbox", "radio"):
            box.replace_with("☑ " if box.has_attr("checked") else "☐ ")
        elif kind in ("text", "date", "email", "number", "tel", "url", "month") and box.get("value"):
            box.replace_with(f" {box['value']} ")
        else:
            box.decompose()
    for choice in soup.find_all("select"):
        options = choice.find_all("option")
        chosen = [one for one in options if one.has_attr("selected")] or options[:1]
        choice.replace_with(f" {'; '.join(one.get_text().strip() for one in chosen)} ")
    for field in soup.find_all("textarea"):
        field.name = "p"
    for quote in soup.find_all("q"):
        quote.insert(0, "“")
        quote.append("”")
        quote.unwrap()
    for power in soup.find_all(["msup", "msub"]):
        raised = power.find_all(True, recursive=False)[1:2]
        for tag in raised:
            tag.name = "sup" if power.name == "msup" else "sub"
