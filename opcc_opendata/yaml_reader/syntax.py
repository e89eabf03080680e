"""What libyaml says about a file that isn't YAML, in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from yaml.error import YAMLError

from opcc_opendata.problems import Problem
from opcc_opendata.yaml_reader.codes import make_problem, shorten
from opcc_opendata.yaml_reader.lookalikes import ends_curly, find_in_line

_Words = tuple[str, Any, str, str]
"""A code, the mark that it is about, a message and a hint."""

_KEY_WITHOUT_SPACE = re.compile(r"[a-z][a-z0-9_]*:(?=\S)")
_QUOTE_IT = "If it is part of the text, put the whole text in quotes."
_INDENT_ALIKE = "Begin lines that belong together with the same number of spaces."
_HYPHEN_WITHOUT_SPACE = re.compile(r" *-[a-z][a-z0-9_]*:(?: |$)")
_OTHER_SIGN = re.compile(r"[a-z][a-z0-9_]* ?([=;])(?= )")
_KEY = re.compile(r" *(?:- )?[a-z][a-z0-9_]*:(?: |$)")
_MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>")


class _At(NamedTuple):
    """A place in a file, counted from 0, as libyaml's marks are."""

    line: int
    column: int


@dataclass(frozen=True)
class _Start:
    """Where a line begins, with its index in the text, as a mark has it."""

    line: int
    column: int
    index: int


class _Place:
    """The line of a file where an error is."""

    def __init__(self, text: str, mark: Any) -> None:
        self.index: int = mark.index
        start = text.rfind("\n", 0, mark.index) + 1
        end = text.find("\n", mark.index)
        self.before = text[start : mark.index]
        self.after = text[mark.index : end if end >= 0 else len(text)].rstrip()
        self.character = text[mark.index : mark.index + 1]

    @property
    def at_line_start(self) -> bool:
        return not self.before.strip(" -")

    def line_above(self, text: str) -> str:
        """Give the line before this one, or nothing where it is the first."""
        end = self.index - len(self.before) - 1
        return text[text.rfind("\n", 0, end) + 1 : end] if end > 0 else ""


def explain(error: YAMLError, text: str, shown: str, bracket: Any = None) -> Problem:
    """Make a problem of an error from libyaml. `bracket` is the mark of the [ or { that was open, if one was."""
    problem = getattr(error, "problem", None) or ""
    context = getattr(error, "context", None) or ""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return make_problem(
            "R140", (shown, 0, 0), "This is not correct YAML.", "Check the quotes, colons and indentation."
        )
    begin = getattr(error, "context_mark", None) or mark
    found = _lookalike(problem, text, mark, begin)
    if found is not None:
        code, where, message, hint = found
    elif bracket is not None and mark.line > bracket.line:
        code, where, message, hint = _open_bracket(text, mark, bracket)
    else:
        code, where, message, hint = _words(problem, context, text, mark, begin)
    return make_problem(code, (shown, where.line + 1, where.column + 1), message, hint)


def _lookalike(problem: str, text: str, mark: Any, begin: Any) -> _Words | None:
    """Find a character that was typed in place of YAML's own on the line where the error is."""
    if "tab character" in problem:
        return None
    lines = text.split("\n")
    where = [mark.line]
    if "could not find expected ':'" in problem:
        # The line that has no colon, or the one that it runs on from: a quote may be open there.
        where = [begin.line, *(line for line in [begin.line - 1] if line >= 0 and ": " in lines[line])]
    for line in where:
        found = find_in_line(lines[line]) if line < len(lines) else None
        if found is not None:
            return found.code, _At(line, found.position), found.message, found.hint
    return None


def _words(problem: str, context: str, text: str, mark: Any, begin: Any) -> _Words:
    for fragment, words in _BY_PROBLEM:
        if fragment in problem:
            return words(text, mark, begin)
    for fragment, words in _BY_CONTEXT:
        if fragment in context:
            return words(text, mark, begin)
    return _anything(text, mark, begin)


def _anything(text: str, mark: Any, _begin: Any) -> _Words:
    rest = _Place(text, mark).after
    message = f'"{shorten(rest)}" can\'t be understood here.' if rest else "The file ends in the middle of something."
    return "R140", mark, message, "Check the quotes, brackets and colons here and on the line before."


def _no_colon(text: str, mark: Any, begin: Any) -> _Words:
    line = _Place(text, begin)
    if line.character in ("'", '"'):
        return _open_quote(text, mark, begin)
    if line.at_line_start and line.after.startswith(_MERGE_MARKS):
        message = f'Git left the mark "{shorten(line.after)}" where two versions of this file differ.'
        hint = "Keep the lines of the right version, and delete the others and the lines that begin with <, = and >."
        return "R141", begin, message, hint
    if (key := _KEY_WITHOUT_SPACE.match(line.after)) is not None:
        message = f'There is no space after the colon in "{shorten(line.after)}".'
        return "R141", _At(begin.line, begin.column + key.end() - 1), message, "Type a space after the colon."
    message = f'"{shorten(line.after)}" has no colon, so it is neither a key nor part of the text above.'
    if line.after[:1] == "-":
        return "R141", begin, message, "Put a space after the hyphen if it is a list item."
    hint = "If it goes on with the text above, indent it. If it is a key, put a colon and a space after it."
    if (sign := _OTHER_SIGN.match(line.after)) is not None:
        hint = f"Type a colon in place of {sign[1]}, and a space after it."
    return "R141", begin, message, hint


def _stray_colon(text: str, mark: Any, _begin: Any) -> _Words:
    place = _Place(text, mark)
    before = place.before
    if ": " in before:
        message = f'There is a second ": " on this line, after "{shorten(before.strip())}".'
        return "R145", mark, message, 'Put straight quotes (") round the text after the first colon.'
    key = before.strip(" -")
    if not key:
        return "R145", mark, "There is a colon here with no key before it.", "Put the whole text in quotes."
    above = place.line_above(text)
    if _HYPHEN_WITHOUT_SPACE.match(above):
        at = _At(mark.line - 1, above.index("-"))
        message = f'There is no space after the hyphen in "{shorten(above.strip())}".'
        return "R141", at, message, "Type a space after the hyphen, which begins an item of a list."
    if (dedented := _dedented(text, mark)) is not None:
        where, name = dedented
        message = f'The key "{shorten(name)}" is indented less than the keys above and below it.'
        return "R142", where, message, "Begin it in the same column as they do."
    start = place.index - len(before) - len(above) - 1
    if above.strip() and ":" not in above and above[0] != " " and _only_comments(text[:start]):
        return _no_colon(text, mark, _Start(mark.line - 1, 0, start))
    hint = "Check that the line above has a colon and a space after its key, and that both begin in the same column."
    if ": " in above:
        hint = (
            "If it is a key, begin it in the same column as the key above. If it goes on with the text above, put "
            'straight quotes (") round the whole text.'
        )
    at = _At(mark.line, before.index(key))
    return "R142", at, f'The key "{shorten(key)}" is not where a key can be.', hint


def _dedented(text: str, mark: Any) -> tuple[_At, str] | None:
    """Find the key on the line above that is indented less than those around it, which are in one column."""
    lines = text.split("\n")
    around = lines[max(mark.line - 2, 0) : mark.line + 1]
    if len(around) < 3 or not all(map(_KEY.match, around)):
        return None
    first, middle, last = (len(line) - len(line.lstrip(" -")) for line in around)
    if not middle < first == last or around[1].lstrip().startswith("-") or around[2].lstrip().startswith("-"):
        return None
    return _At(mark.line - 1, middle), around[1].strip().partition(":")[0]


def _only_comments(text: str) -> bool:
    return all(line.startswith("#") or not line.strip() for line in text.split("\n"))


def _stray_hyphen(text: str, mark: Any, _begin: Any) -> _Words:
    message = "A list item begins here, on the same line as its key or at the wrong indentation."
    hint = "Put the list on the lines below the key. If the hyphen is part of a text, put the text in quotes."
    return "R145", mark, message, hint


def _stray_question(text: str, mark: Any, _begin: Any) -> _Words:
    return "R146", mark, 'A text without quotes can\'t begin with "? ".', "Put the whole text in quotes."


def _bad_start(text: str, mark: Any, _begin: Any) -> _Words:
    place = _Place(text, mark)
    if place.character == "\t":
        return _tab(text, mark, mark)
    if place.at_line_start and place.after.startswith("```"):
        return "R146", mark, "The line ``` marks code on a web page, and is no part of a record.", "Delete the line."
    return "R146", mark, f"A text without quotes can't begin with {place.character}.", "Put the whole text in quotes."


def _special_start(text: str, _mark: Any, begin: Any) -> _Words:
    place = _Place(text, begin)
    message = f'"{shorten(place.after)}" begins with {place.character}, which means something else in YAML.'
    if place.at_line_start and place.after.startswith("* "):
        hint = (
            "For an item of a list, type a hyphen and a space in place of *. For a text with a list in it, type |- "
            "after the key's colon and the text on the lines below."
        )
        return "R146", begin, message, hint
    return "R146", begin, message, "Put the whole text in quotes."


def _block_header(text: str, mark: Any, begin: Any) -> _Words:
    place = _Place(text, begin)
    message = f"There is text after {place.character} on the same line."
    hint = "Begin the text on the next line, indented. If the character is part of the text, put it all in quotes."
    return "R146", begin, message, hint


def _tab(text: str, mark: Any, _begin: Any) -> _Words:
    if "-" in _Place(text, mark).before:
        return "R144", mark, "There is a tab here, after the hyphen.", "Type a space in its place."
    return "R144", mark, "There is a tab here, at the beginning of a line.", "Use spaces to indent."


def _open_quote(text: str, _mark: Any, begin: Any) -> _Words:
    place = _Place(text, begin)
    if (found := ends_curly(place.after)) is not None:
        message = found.message[0].upper() + found.message[1:]
        hint = found.hint.format(place.character)
        return found.code, _At(begin.line, begin.column + found.position), message, hint
    message = f"The quote that begins here is not closed: {shorten(place.after)}"
    quote = "an apostrophe" if place.character == "'" else "a quote"
    hint = f"Type {place.character} at the end of the text. If it is {quote} in a text, quote the whole text."
    return "R143", begin, message, hint


def _bad_escape(text: str, mark: Any, _begin: Any) -> _Words:
    at = text.rfind("\\", 0, mark.index + 1)
    escape = text[at : at + 2]
    message = f"{shorten(escape)} does not stand for a character in double quotes."
    return "R149", mark, message, "Use single quotes, or write two backslashes for one."


def _unexpected(text: str, mark: Any, _begin: Any) -> _Words:
    place = _Place(text, mark)
    if place.after.startswith(":"):
        return "R128", mark, "There is a colon here with no key before it.", "Write a word as the key."
    if place.at_line_start and place.after.startswith("- "):
        message = f'"{shorten(place.after)}" begins an item of a list, and the lines above it are keys, not items.'
        hint = "Put the hyphens of a list under each other. If an item begins above without one, put it there."
        return "R142", mark, message, hint
    if place.at_line_start and (comment := _comment_in_text(text, mark)) is not None:
        message = "This line begins with # and is indented less than the text around it, which it ends as a comment."
        return "R133", comment, message, "Indent it like the text if it is part of it. Otherwise put it above the key."
    if place.at_line_start:
        message = f'"{shorten(place.after)}" does not begin in the same column as the lines that it belongs with.'
        return "R142", mark, message, _INDENT_ALIKE
    message = f'There is more after the end of the value: "{shorten(place.after)}".'
    hint = 'Put the whole text in double quotes. If it has double quotes in it, write each as \\".'
    return "R147", mark, message, hint


def _comment_in_text(text: str, mark: Any) -> _At | None:
    """Find the comment line that ends a block text, where the line below it goes on with the text."""
    lines = text.split("\n")
    at = mark.line - 1
    while at > 0 and not lines[at].strip():
        at -= 1
    first = at
    comment = None
    while first > 0 and (not lines[first].strip() or lines[first].lstrip().startswith("#")):
        if lines[first].strip():
            comment = _At(first, _indent(lines[first]))
        first -= 1
    is_within = comment is not None and comment.column < mark.column == _indent(lines[first])
    return comment if is_within else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _open_bracket(text: str, mark: Any, begin: Any) -> _Words:
    bracket = _Place(text, begin).character
    closing = {"[": "]", "{": "}"}.get(bracket, "]")
    message = f"The {bracket} that begins here is not closed with {closing}, or a comma is missing."
    return "R148", begin, message, f"Add {closing} or the comma. If {bracket} begins a text, put the text in quotes."


def _no_value_in_bracket(text: str, mark: Any, begin: Any) -> _Words:
    if not _Place(text, mark).after:
        message = "The file ends inside a bracket that is not closed."
        return "R148", mark, message, "Close it with ] or }. If the bracket begins a text, put the text in quotes."
    return _anything(text, mark, begin)


def _after_end(text: str, mark: Any, begin: Any) -> _Words:
    rest = _Place(text, mark).after
    if rest.startswith("%"):
        return _directive(text, mark, begin)
    if text[: mark.index].rstrip().endswith("\n..."):
        message = "There is more after the line ..., which ends the document. It would be lost."
        return "R121", mark, message, "Delete the line of three dots, or what follows it."
    return _unexpected(text, mark, begin)


def _document_in_quotes(text: str, mark: Any, _begin: Any) -> _Words:
    message = "A line of three hyphens or dots begins or ends a document inside a quoted text."
    return "R121", mark, message, "Indent the line, or close the quote before it."


def _directive(_text: str, mark: Any, begin: Any) -> _Words:
    message = "A line begins with %, which gives an instruction to the YAML reader."
    return "R122", begin if begin.line == mark.line else mark, message, f"Delete the line. {_QUOTE_IT}"


_Explainer = Callable[[str, Any, Any], _Words]

_BY_PROBLEM: tuple[tuple[str, _Explainer], ...] = (
    ("tab character", _tab),
    ("could not find expected ':'", _no_colon),
    ("mapping values are not allowed", _stray_colon),
    ("block sequence entries are not allowed", _stray_hyphen),
    ("mapping keys are not allowed", _stray_question),
    ("cannot start any token", _bad_start),
    ("unexpected end of stream", _open_quote),
    ("unexpected document indicator", _document_in_quotes),
    ("unknown escape", _bad_escape),
    ("escape code", _bad_escape),
    ("hexdecimal", _bad_escape),
    ("expected key", _unexpected),
    ("expected '-' indicator", _unexpected),
    ("expected ',' or", _open_bracket),
    ("expected <document start>", _after_end),
    ("incompatible YAML document", _directive),
    ("duplicate %", _directive),
    ("tag handle", _special_start),
)

_BY_CONTEXT: tuple[tuple[str, _Explainer], ...] = (
    ("directive", _directive),
    ("scanning a block scalar", _block_header),
    ("scanning an a", _special_start),  # an alias, an anchor
    ("a tag", _special_start),
    ("parsing a flow node", _no_value_in_bracket),
)
