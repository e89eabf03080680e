"""`opcc explain`: what a problem means and how it is put right, and what a key of a record says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

import click

from opcc_opendata.cli.common import RefusedError, write
from opcc_opendata.problem_codes import all_codes, band, help_address, sample_lines
from opcc_opendata.problems import Code, Severity


@click.command(name="explain")
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Explain a problem or a key of a record. NAME is the problem's code or the key. Without NAME, list all problems.

    \b
    Explain one problem: what it means, a bad sample and a good one:
      opcc explain R112
    \b
    Explain a key, and list the codes or the keys that can stand under it:
      opcc explain force
    \b
    List the keys at the top level of a record:
      opcc explain record
    """
    codes = all_codes()
    if name is None:
        write(_list(codes))
    elif (code := _find(name, codes)) is not None:
        write(_explanation(code))
    else:
        write(_description(name, codes))


def _list(codes: Mapping[str, Code]) -> str:
    parts = []
    for title, members in groupby(codes.values(), key=lambda code: band(code.code)):
        lines = [f"  {code.code}  {code.severity.value:<7}  {code.title}\n" for code in members]
        parts.append(f"{title}\n{''.join(lines)}")
    return "\n".join(parts)


def _find(wanted: str, codes: Mapping[str, Code]) -> Code | None:
    name = wanted.strip().upper()
    return codes.get(name) or codes.get(f"R{name:0>3}")


def _description(wanted: str, codes: Mapping[str, Code]) -> str:
    from opcc_opendata.project import ProjectError, find_project, packaged_standard
    from opcc_opendata.schema.key_descriptions import describe_key, similar_keys
    from opcc_opendata.schema.standard import UnusableStandardError, load_standard, project_standard

    try:
        standard = project_standard(find_project(Path.cwd()))
    except (ProjectError, UnusableStandardError, OSError):  # this is for people in trouble: it works everywhere
        standard = load_standard(packaged_standard())
    key = wanted.strip().lower().removesuffix(":")
    description = describe_key(standard, key)
    if description is None:
        similar = [f"{one} (a key)" for one in similar_keys(standard, key)]
        hint = _did_you_mean(wanted.strip().upper(), codes, similar)
        raise RefusedError(f'There is no problem and no key "{wanted}". {hint}')
    return description


def _did_you_mean(name: str, codes: Mapping[str, Code], keys: list[str]) -> str:
    import difflib

    by_title = [code.code for code in codes.values() if len(name) > 3 and name in code.title.upper()]
    close = [*difflib.get_close_matches(name, codes, n=3, cutoff=0.7), *by_title][:3]
    found = [*keys[:1], *(f"{code} ({codes[code].title})" for code in close)]
    if not found:
        return 'To see all problems, run "opcc explain". To see the keys, run "opcc explain record".'
    return f"Did you mean {' or '.join(found)}?"


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
