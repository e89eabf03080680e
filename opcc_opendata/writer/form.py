"""A file in canonical form: the same record and the same comments, as `to_yaml` would write them."""

from __future__ import annotations

from collections import Counter

from opcc_opendata.reader import read_bytes
from opcc_opendata.schema import Standard
from opcc_opendata.writer.checking import NotWritable, check
from opcc_opendata.writer.emit import emit
from opcc_opendata.writer.order import order_of
from opcc_opendata.writer.remarks import TAIL, by_place, remarks

_MODELINE = "# yaml-language-server:"


def canonical(raw: bytes, standard: Standard) -> str:
    """Write a file's record in canonical form, with its comments.

    A comment goes with the key or item that follows it. One at the end of a line goes above that line, and those above
    the first key stay at the head. Raises NotWritable, and then the file should stay as it is: where it can't be read,
    or a comment would be lost.
    """
    document = read_bytes(raw, "")
    if document.problems or document.data is None:
        problem = document.problems[0]
        raise NotWritable(f"line {problem.line}: {problem.message} {problem.hint}".strip())
    text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    found = list(remarks(text))
    comments = by_place(document, found)
    # What an editor looks for has to be the first line.
    head = sorted(comments.pop((), ()), key=lambda line: not line.startswith(_MODELINE))
    tail = comments.pop(TAIL, ())
    new = "\n".join([*head, *emit(document.data, order_of(standard), comments), *tail]) + "\n"
    check(new, document.data)
    if Counter(remark.text for remark in remarks(new)) != Counter(remark.text for remark in found):
        raise NotWritable("There is a comment in it that would be lost.")
    return new
