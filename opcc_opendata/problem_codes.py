"""Every code there is: what the reader, the schema and the rules can find wrong."""

from __future__ import annotations

from typing import Final

from opcc_opendata.problems import Code

BANDS: Final[tuple[tuple[range, str], ...]] = (
    (range(1, 100), "The shape of a record"),
    (range(100, 200), "The file and its YAML"),
    (range(200, 300), "Checks inside one record, and against the register and the codelists"),
    (range(300, 400), "Checks between records, and with the files beside them"),
    (range(400, 500), "What the law or a reader needs and the record lacks"),
    (range(500, 600), "Personal data"),
)
"""The numbers of each kind of problem, and what the kind is called."""

_WIDEST: Final = 110
_LONGEST: Final = 12
_HELP: Final = "https://opcc-opendata.github.io/reference/problems"


def all_codes() -> dict[str, Code]:
    """Give every code by its name, in the order of the numbers."""
    # These bring in the YAML reader and the schema, which a command that names no code can do without.
    from opcc_opendata import rules, schema, yaml_reader

    codes = (*schema.CODES, *yaml_reader.CODES, *rules.CODES)
    return {code.code: code for code in sorted(codes, key=lambda code: code.code)}


def band(code: str) -> str:
    """Say what kind of problem a code is."""
    number = int(code[1:])
    return next(title for numbers, title in BANDS if number in numbers)


def help_address(code: str) -> str:
    """Give the address at which a code is explained."""
    return f"{_HELP}#{code.lower()}"


def sample_lines(text: str) -> list[str]:
    """Give the lines of a sample to show. Of one that is long to make its point, the beginning is enough."""
    lines = [line if len(line) <= _WIDEST else f"{line[: _WIDEST - 1]}…" for line in text.rstrip("\n").split("\n")]
    return lines if len(lines) <= _LONGEST else [*lines[: _LONGEST - 1], "…"]
