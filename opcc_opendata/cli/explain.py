"""`opcc explain`: what a problem means, and how it is put right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

import click

from opcc_opendata.cli.common import Refused, write
from opcc_opendata.problem_codes import all_codes, band, help_address, sample_lines
from opcc_opendata.problems import Code, Severity


@click.command(name="explain")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain the problem CODE: what it means, a bad sample and a good one. Without CODE, list them all.

    \b
    Explain one problem:
      opcc explain R112
    """
    codes = all_codes()
    write(_list(codes) if code is None else _explanation(_find(code, codes)))


def _list(codes: Mapping[str, Code]) -> str:
    parts = []
    for title, members in groupby(codes.values(), key=lambda code: band(code.code)):
        lines = [f"  {code.code}  {code.severity.value:<7}  {code.title}\n" for code in members]
        parts.append(f"{title}\n{''.join(lines)}")
    return "\n".join(parts)


def _find(wanted: str, codes: Mapping[str, Code]) -> Code:
    name = wanted.strip().upper()
    found = codes.get(name) or codes.get(f"R{name:0>3}")
    if found is None:
        raise Refused(f'There is no problem "{wanted}". {_did_you_mean(name, codes)}')
    return found


def _did_you_mean(name: str, codes: Mapping[str, Code]) -> str:
    import difflib

    by_title = [code.code for code in codes.values() if len(name) > 3 and name in code.title.upper()]
    close = [*difflib.get_close_matches(name, codes, n=3, cutoff=0.7), *by_title][:3]
    if not close:
        return 'To see them all, run "opcc explain".'
    return f"Did you mean {' or '.join(f'{code} ({codes[code].title})' for code in close)}?"


def _explanation(code: Code) -> str:
    return "\n".join(_sections(code)) + "\n"


def _sections(code: Code) -> Iterator[str]:
    kind = "an error, which stops publication" if code.severity is Severity.ERROR else "a warning, which stops nothing"
    yield f"{code.code}: {code.title}\nThis is {kind}.\n"
    yield click.wrap_text(code.explanation, width=80) + "\n"
    yield f"Not like this:\n{_sample(code.bad)}\n"
    yield f"Like this:\n{_sample(code.good)}\n"
    if code.source:
        yield f"Source: {code.source}\n"
    yield help_address(code.code)


def _sample(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in sample_lines(text))
