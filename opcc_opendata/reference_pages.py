"""The reference pages of every command and of every table, made from the program itself by `scripts/generate`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from opcc_opendata.cli import opcc
from opcc_opendata.metadata import DATABASE, metadata
from opcc_opendata.project import project_at
from opcc_opendata.tables import TABLES, VIEWS

_COMMANDS: Final = "docs/reference/commands.md"
_TABLES: Final = "docs/reference/tables.md"
_MADE: Final = "<!-- Made by scripts/generate from the program. Change it there. -->\n"
_WIDTH: Final = 84


def commands_page(_root: Path) -> dict[str, str]:
    """Give the page of every command, with the help that the command itself gives. It is the same for every root."""
    parts = [_MADE, "# Commands\n", "What `opcc COMMAND --help` says of each.\n"]
    whole = click.Context(opcc, info_name="opcc", **opcc.context_settings)
    parts += _commands(opcc, whole)
    return {_COMMANDS: "\n".join(parts)}


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            inner = click.Context(command, info_name=name, parent=context, terminal_width=_WIDTH)
            yield f'## <a id="{inner.command_path.replace(" ", "-")}"></a>`{inner.command_path}`\n'
            yield "\n".join(f"    {line}".rstrip() for line in command.get_help(inner).splitlines()) + "\n"
            if isinstance(command, click.Group):
                yield from _commands(command, inner)


def tables_page(root: Path) -> dict[str, str]:
    """Give the page of every table and view with its columns, as Datasette tells of them."""
    described: dict[str, Any] = metadata(project_at(root))["databases"][DATABASE]["tables"]
    parts = [_MADE, "# Tables and views\n"]
    parts.append("What the database holds, and what SQL, JSON and CSV call it. Names stay as they are.\n")
    for title, every in (("Tables", [one.name for one in TABLES]), ("Views", [one.name for one in VIEWS])):
        parts.append(f"## {title}\n")
        for name in every:
            parts += _table(name, described.get(name, {}))
    return {_TABLES: "\n".join(parts)}


def _table(name: str, described: dict[str, Any]) -> Iterator[str]:
    yield f'### <a id="{name}"></a>`{name}`\n'
    if description := described.get("description", ""):
        yield f"{description}\n"
    columns: dict[str, str] = described.get("columns", {})
    if columns:
        yield "| Column | What it holds |\n| --- | --- |"
        yield "\n".join(f"| `{column}` | {_cell(words)} |" for column, words in columns.items()) + "\n"


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|").replace("<", "&lt;")
