"""libyaml's events from PyYAML's own parser, which is written in Python.

The two are of one origin, and differ in what they make of tabs, of what ends a text, and in how they put an error. The
reader of records is built on libyaml's answers; so what differs is written anew here, after libyaml 0.2.5. The text has
been through `characters.decode`: it ends its lines with a line feed, and holds no other separator of lines.
"""

from __future__ import annotations

import re
from typing import Any, Final, NoReturn

from yaml.error import MarkedYAMLError
from yaml.events import ScalarEvent
from yaml.parser import Parser, ParserError
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import DirectiveToken, FlowEntryToken, FlowSequenceEndToken, ScalarToken, TagToken, ValueToken

_BLANKS: Final = re.compile(r"[ \t]*")
_SPACES: Final = re.compile(r" *")
_LINE: Final = re.compile(r"[^\r\n\0]*")
_PLAIN: Final = re.compile(r"(?:[^ \t\r\n\0:]|:(?![ \t\r\n\0]))*")
_PLAIN_IN_BRACKETS: Final = re.compile(r"(?:[^ \t\r\n\0:,\[\]{}]|:(?![ \t\r\n\0,?\[\]{}]))*")
_IN_SINGLE_QUOTES: Final = re.compile(r"[^' \t\r\n\0]*")
_IN_DOUBLE_QUOTES: Final = re.compile(r'[^"\\ \t\r\n\0]*')
_MARKER: Final = re.compile(r"(?:---|\.\.\.)(?=[ \t\r\n\0])")
_NAME: Final = re.compile(r"[0-9A-Za-z_-]*")
_TAG: Final = re.compile(r"[0-9A-Za-z_;/?:@&=+$.!~*'()-]*")
_TAG_IN_BRACKETS: Final = re.compile(r"[0-9A-Za-z_;/?:@&=+$.!~*'(),\[\]-]*")
_DIGITS: Final = re.compile(r"[0-9]*")
_OCTETS: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})*")
_LONGEST_NUMBER: Final = 9
_KNOWN_VERSIONS: Final = ((1, 1), (1, 2))
_HEX: Final = frozenset("0123456789abcdefABCDEF")
_BREAK: Final = frozenset("\r\n")
_BLANK: Final = frozenset(" \t")
_BLANK_OR_END: Final = frozenset(" \t\r\n\0")
_LARGEST_CHARACTER: Final = 0x10FFFF
_HALVES: Final = range(0xD800, 0xE000)

_LIBYAML_SAYS: Final = (
    ("sequence entries are not allowed here", "block sequence entries are not allowed in this context"),
    ("mapping keys are not allowed here", "mapping keys are not allowed in this context"),
    ("mapping values are not allowed here", "mapping values are not allowed in this context"),
    ("expected '<document start>'", "did not find expected <document start>"),
    ("expected the node content", "did not find expected node content"),
)
_LIBYAML_SAYS_IN: Final = {
    "while parsing a block mapping": "did not find expected key",
    "while parsing a block collection": "did not find expected '-' indicator",
}


class CParser(Reader, Scanner, Parser):
    """Takes the place of `yaml._yaml.CParser`."""

    def __init__(self, body: bytes) -> None:
        Reader.__init__(self, body.decode())
        Scanner.__init__(self)
        Parser.__init__(self)

    def get_event(self) -> Any:
        """Give the next event, or None at the end. Raises YAMLError, in libyaml's words."""
        try:
            return super().get_event()  # type: ignore[no-untyped-call]
        except MarkedYAMLError as error:
            problem = error.problem or ""
            if isinstance(error, ParserError):
                problem = _LIBYAML_SAYS_IN.get(error.context or "", problem)
            for theirs, ours in _LIBYAML_SAYS:
                problem = ours if theirs in problem else problem
            error.problem = problem
            raise

    def _take(self, pattern: re.Pattern[str]) -> str:
        """Take what a pattern finds here, in which there is no line break."""
        found = pattern.match(self.buffer, self.pointer)
        text = found[0] if found else ""
        self.pointer += len(text)
        self.index += len(text)
        self.column += len(text)
        return text

    def _take_break(self) -> str:
        self.forward(2 if self.peek() == "\r" else 1)
        return "\n"

    def _refuse(self, context: str, begin: Any, problem: str) -> NoReturn:
        raise ScannerError(context, begin, problem, self.get_mark())

    def scan_to_next_token(self) -> None:
        """Pass over blanks, comments and line breaks. A tab may not begin a line, or follow `-` or `?`."""
        while True:
            self._take(_BLANKS if self.flow_level or not self.allow_simple_key else _SPACES)
            if self.peek() == "#":
                self._take(_LINE)
            if self.peek() not in _BREAK:
                return
            self._take_break()
            if not self.flow_level:
                self.allow_simple_key = True

    def fetch_stream_end(self) -> None:
        """End the file, and its last line with it."""
        if self.column:
            self.line, self.column = self.line + 1, 0
            self.stale_possible_simple_keys()
        super().fetch_stream_end()

    def parse_flow_mapping_key(self, first: bool = False) -> Any:
        """Give the next key in { and }. One that is empty stands before what follows the ?."""
        event = super().parse_flow_mapping_key(first=first)
        if isinstance(event, ScalarEvent) and not (event.value or event.style or event.tag or event.anchor):
            event.start_mark = event.end_mark = self.peek_token().start_mark  # type: ignore[no-untyped-call]
        return event

    def parse_flow_sequence_entry_mapping_key(self) -> Any:
        """Give a key after ? in [ and ]. Of one that is empty, libyaml passes over what follows, and be it the ]."""
        self.get_token()  # type: ignore[no-untyped-call]
        if not self.check_token(ValueToken, FlowEntryToken, FlowSequenceEndToken):
            self.states.append(self.parse_flow_sequence_entry_mapping_value)
            return self.parse_flow_node()  # type: ignore[no-untyped-call]
        self.state = self.parse_flow_sequence_entry_mapping_value
        return self.process_empty_scalar(self.get_token().end_mark)  # type: ignore[no-untyped-call]

    def process_directives(self) -> Any:
        """Read the lines that begin with %. YAML 1.1 and 1.2 are known."""
        self.yaml_version, self.tag_handles = None, {}
        while self.check_token(DirectiveToken):
            token = self.get_token()  # type: ignore[no-untyped-call]
            if token.name == "YAML" and self.yaml_version is not None:
                raise ParserError(None, None, "found duplicate %YAML directive", token.start_mark)
            if token.name == "YAML" and token.value not in _KNOWN_VERSIONS:
                raise ParserError(None, None, "found incompatible YAML document", token.start_mark)
            if token.name == "YAML":
                self.yaml_version = token.value
            elif token.value[0] in self.tag_handles:
                raise ParserError(None, None, "found duplicate %TAG directive", token.start_mark)
            else:
                self.tag_handles[token.value[0]] = token.value[1]
        own = dict(self.tag_handles) or None
        self.tag_handles = {**self.DEFAULT_TAGS, **self.tag_handles}
        return self.yaml_version, own

    def scan_directive(self) -> DirectiveToken:
        """Read a line that begins with %."""
        begin = self.get_mark()
        context = "while scanning a directive"
        self.forward()
        name = self._take(_NAME)
        if not name:
            self._refuse(context, begin, "could not find expected directive name")
        if self.peek() not in _BLANK_OR_END:
            self._refuse(context, begin, "found unexpected non-alphabetical character")
        value: Any
        self._take(_BLANKS)
        if name == "YAML":
            value = self._version(begin)
        elif name == "TAG":
            value = self._tag_directive(begin)
        else:
            self._refuse(context, begin, "found unknown directive name")
        end = self.get_mark()
        self._end_of_line(context, begin)
        return DirectiveToken(name, value, begin, end)

    def _version(self, begin: Any) -> tuple[int, int]:
        context = "while scanning a %YAML directive"
        numbers = []
        for last in (False, True):
            digits = self._take(_DIGITS)
            if not digits or len(digits) > _LONGEST_NUMBER:
                self._refuse(context, begin, "did not find expected version number")
            numbers.append(int(digits))
            if not last and self.peek() != ".":
                self._refuse(context, begin, "did not find expected digit or '.' character")
            if not last:
                self.forward()
        return numbers[0], numbers[1]

    def _tag_directive(self, begin: Any) -> tuple[str, str]:
        context = "while scanning a %TAG directive"
        handle = self._tag_handle(context, begin)
        if handle != "!" and not handle.endswith("!"):
            self._refuse("while parsing a tag directive", begin, "did not find expected '!'")
        if self.peek() not in _BLANK:
            self._refuse(context, begin, "did not find expected whitespace")
        self._take(_BLANKS)
        prefix = self._tag_text(_TAG_IN_BRACKETS, "while parsing a %TAG directive", begin, "")
        if self.peek() not in _BLANK_OR_END:
            self._refuse(context, begin, "did not find expected whitespace or line break")
        return handle, prefix

    def _end_of_line(self, context: str, begin: Any) -> None:
        self._take(_BLANKS)
        if self.peek() == "#":
            self._take(_LINE)
        if self.peek() not in _BREAK and self.peek() != "\0":
            self._refuse(context, begin, "did not find expected comment or line break")
        if self.peek() in _BREAK:
            self._take_break()

    def scan_tag(self) -> TagToken:
        """Read what begins with !."""
        begin = self.get_mark()
        context = "while parsing a tag"
        handle: str | None
        if self.peek(1) == "<":
            self.forward(2)
            handle, suffix = None, self._tag_text(_TAG_IN_BRACKETS, context, begin, "")
            if self.peek() != ">":
                self._refuse("while scanning a tag", begin, "did not find the expected '>'")
            self.forward()
        else:
            handle = self._tag_handle("while scanning a tag", begin)
            if len(handle) > 1 and handle.endswith("!"):
                suffix = self._tag_text(_TAG, context, begin, "")
            else:
                suffix = self._tag_text(_TAG, context, begin, handle)
                handle, suffix = ("!", suffix) if suffix else (None, "!")
        if self.peek() not in _BLANK_OR_END and not (self.flow_level and self.peek() == ","):
            self._refuse("while scanning a tag", begin, "did not find expected whitespace or line break")
        return TagToken((handle, suffix), begin, self.get_mark())

    def _tag_handle(self, context: str, begin: Any) -> str:
        if self.peek() != "!":
            self._refuse(context, begin, "did not find expected '!'")
        self.forward()
        name = f"!{self._take(_NAME)}"
        if self.peek() == "!":
            self.forward()
            name += "!"
        return name

    def _tag_text(self, allowed: re.Pattern[str], context: str, begin: Any, head: str) -> str:
        """Read a tag after its handle. `head` is what was read of it already, with its !."""
        chunks = [head[1:], self._take(allowed)]
        while self.peek() == "%":
            octets = self._take(_OCTETS)
            if not octets:
                self._refuse(context, begin, "did not find URI escaped octet")
            try:
                chunks.append(bytes.fromhex(octets.replace("%", "")).decode())
            except UnicodeDecodeError:
                self._refuse(context, begin, "found an incorrect leading UTF-8 octet")
            chunks.append(self._take(allowed))
        if not head and not any(chunks):
            self._refuse(context, begin, "did not find expected tag URI")
        return "".join(chunks)

    def fetch_flow_collection_end(self, token: Any) -> None:
        """Close a bracket. One that was never opened does not make less than no bracket."""
        super().fetch_flow_collection_end(token)
        self.flow_level = max(self.flow_level, 0)

    def check_plain(self) -> bool:
        """Tell if a text without quotes begins here."""
        ch, after = self.peek(), self.peek(1)
        if ch == "-":
            return after not in _BLANK
        if ch in "?:":
            return not self.flow_level and after not in _BLANK_OR_END
        return ch not in " \t\r\n\0,[]{}#&*!|>'\"%@`"

    def scan_plain(self) -> ScalarToken:
        """Read a text without quotes."""
        begin = end = self.get_mark()
        indent = self.indent + 1
        chunks: list[str] = []
        between = ""
        on_new_line = False
        while not (self.column == 0 and _MARKER.match(self.buffer, self.pointer)) and self.peek() != "#":
            found = self._take(_PLAIN_IN_BRACKETS if self.flow_level else _PLAIN)
            if found:
                chunks += (between, found)
                between, on_new_line, end = "", False, self.get_mark()
            if self.flow_level and self.peek() == ":" and self.peek(1) in ",?[]{}":
                self._refuse("while scanning a plain scalar", begin, "found unexpected ':'")
            if self.peek() not in _BLANK_OR_END or self.peek() == "\0":
                break
            between, on_new_line = self._between(between, on_new_line, begin, indent)
            if not self.flow_level and self.column < indent:
                break
        if on_new_line:
            self.allow_simple_key = True
        return ScalarToken("".join(chunks), True, begin, end)

    def _between(self, before: str, on_new_line: bool, begin: Any, indent: int) -> tuple[str, bool]:
        """Pass over blanks and line breaks within a text without quotes; give what they stand for."""
        breaks, blanks = 0, before
        while True:
            if on_new_line:
                self._take(_SPACES)
                while self.peek() == "\t":
                    if self.column < indent:
                        problem = "found a tab character that violates indentation"
                        self._refuse("while scanning a plain scalar", begin, problem)
                    self.forward()
                    self._take(_SPACES)
            else:
                blanks += self._take(_BLANKS)
            if self.peek() not in _BREAK:
                return (_folded(breaks) if breaks else blanks), on_new_line
            self._take_break()
            on_new_line = True
            breaks += 1

    def scan_flow_scalar(self, style: str) -> ScalarToken:
        """Read a text in quotes."""
        begin = self.get_mark()
        self.forward()
        chunks: list[str] = []
        while True:
            if self.column == 0 and _MARKER.match(self.buffer, self.pointer):
                self._refuse("while scanning a quoted scalar", begin, "found unexpected document indicator")
            if self.peek() == "\0":
                self._refuse("while scanning a quoted scalar", begin, "found unexpected end of stream")
            on_new_line = self._quoted(style, begin, chunks)
            if self.peek() == style:
                break
            chunks.append(self._blanks_in_quotes(on_new_line))
        self.forward()
        return ScalarToken("".join(chunks), False, begin, self.get_mark(), style)

    def _quoted(self, style: str, begin: Any, chunks: list[str]) -> bool:
        """Take what is no blank, up to one or the closing quote. Tell if it ended with an escaped line break."""
        while True:
            chunks.append(self._take(_IN_SINGLE_QUOTES if style == "'" else _IN_DOUBLE_QUOTES))
            ch = self.peek()
            if ch == "'" == style and self.peek(1) == "'":
                chunks.append("'")
                self.forward(2)
            elif ch == "\\" and style == '"':
                if self.peek(1) in _BREAK:
                    self.forward()
                    self._take_break()
                    return True
                chunks.append(self._escaped(begin))
            else:
                return False

    def _escaped(self, begin: Any) -> str:
        context = "while parsing a quoted scalar"
        ch = self.peek(1)
        if (found := self.ESCAPE_REPLACEMENTS.get(ch)) is not None:
            self.forward(2)
            return str(found)
        if (length := self.ESCAPE_CODES.get(ch)) is None:
            self._refuse(context, begin, "found unknown escape character")
        self.forward(2)
        digits = self.prefix(length)
        if len(digits) < length or not _HEX.issuperset(digits):
            self._refuse(context, begin, "did not find expected hexdecimal number")
        code = int(digits, 16)
        if code > _LARGEST_CHARACTER or code in _HALVES:
            self._refuse(context, begin, "found invalid Unicode character escape code")
        self.forward(length)
        return chr(code)

    def _blanks_in_quotes(self, on_new_line: bool) -> str:
        """Pass over blanks and line breaks in quotes; give what they stand for."""
        blanks, breaks, escaped = "", 0, on_new_line
        while self.peek() in _BLANK or self.peek() in _BREAK:
            if self.peek() in _BREAK:
                self._take_break()
                on_new_line = True
                breaks += 1
            else:
                found = self._take(_BLANKS)
                blanks += "" if on_new_line else found
        if escaped:
            return "\n" * breaks
        return _folded(breaks) if breaks else blanks

    def scan_block_scalar(self, style: str) -> ScalarToken:
        """Read a text that begins on the line below | or >."""
        begin = self.get_mark()
        self.forward()
        chomping, increment = self._block_header(begin)
        indent = max(self.indent, 0) + increment if increment else 0
        indent, breaks, end = self._block_breaks(indent, begin)
        chunks: list[str] = []
        line_break, blank_before = "", False
        while self.column == indent and self.peek() != "\0":
            blank = self.peek() in _BLANK
            if style == ">" and line_break and not blank_before and not blank:
                chunks.append("" if breaks else " ")
            else:
                chunks.append(line_break)
            chunks += ("\n" * breaks, self._take(_LINE))
            blank_before = blank
            line_break = self._take_break() if self.peek() in _BREAK else ""
            indent, breaks, end = self._block_breaks(indent, begin)
        if chomping != "-":
            chunks.append(line_break)
        if chomping == "+":
            chunks.append("\n" * breaks)
        return ScalarToken("".join(chunks), False, begin, end, style)

    def _block_header(self, begin: Any) -> tuple[str, int]:
        context = "while scanning a block scalar"
        header = self.buffer[self.pointer : self.pointer + 2]
        chomping, increment = "", 0
        for ch in header:
            if ch in "+-" and not chomping:
                chomping = ch
            elif ch in "0123456789" and not increment:
                increment = int(ch)
                if not increment:
                    self._refuse(context, begin, "found an indentation indicator equal to 0")
            else:
                break
            self.forward()
        self._end_of_line(context, begin)
        return chomping, increment

    def _block_breaks(self, indent: int, begin: Any) -> tuple[int, int, Any]:
        """Pass over empty lines and the indentation; give the indentation, how many they are, and where they end."""
        deepest, breaks, end = 0, 0, self.get_mark()
        while True:
            while (not indent or self.column < indent) and self.peek() == " ":
                self.forward()
            deepest = max(deepest, self.column)
            if (not indent or self.column < indent) and self.peek() == "\t":
                problem = "found a tab character where an indentation space is expected"
                self._refuse("while scanning a block scalar", begin, problem)
            if self.peek() not in _BREAK:
                break
            self._take_break()
            breaks, end = breaks + 1, self.get_mark()
        return indent or max(deepest, self.indent + 1, 1), breaks, end


def _folded(breaks: int) -> str:
    return " " if breaks == 1 else "\n" * (breaks - 1)
