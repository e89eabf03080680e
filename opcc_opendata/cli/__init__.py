"""The command line. Each command is one thin module, and is imported only when it is asked for.

To add a command, write its module with a click command named `command`, and put a line for it in `COMMANDS`.
"""

from __future__ import annotations

import errno
import importlib
import io
import keyword
import os
import sys
from typing import Any, Final

import click

COMMANDS: Final[dict[str, str]] = {
    "init": "Make a project for an office.",
    "validate": "Check records and say what is wrong with them.",
    "diff": "Say what a change does to the data.",
    "register": "Take a newer register of inspection reports.",
    "harvest": "Gather many offices' data into one dataset.",
    "build": "Make the database from the records.",
    "sign": "Sign a build, so that others can see that nobody changed it.",
    "verify": "Say if a dataset is as it was signed.",
    "serve": "Show the database in a browser.",
    "static": "Write the whole site as files that need no server.",
    "desk": "Answer reports in the browser.",
    "new": "Begin a response, as a draft.",
    "form": "Make a Word form to fill in, which opcc import takes back.",
    "confirm": "Answer what opcc import guessed in a draft, or did not find.",
    "publish": "Publish a draft: check it, and move it to records/.",
    "due": "Say what an office still owes, and by when.",
    "not-required": "Say why no response to a report is owed.",
    "send-list": "Say who must have a copy of a response.",
    "mark-sent": "Write down that a copy was sent.",
    "progress": "Write down what has become of a promise.",
    "correct": "Correct a published response.",
    "succeed": "Begin the full response after a holding statement.",
    "hand-over": "Pack the project for the body that comes after this one.",
    "withdraw": "Withdraw a published response. Its page stays, and says why.",
    "fmt": "Put records into the same form.",
    "render": "Make the official document from a record, as Word or PDF.",
    "upgrade": "Move records to the newest version of the standard.",
    "schema": "Compare versions of the standard.",
    "explain": "Explain a problem, with a bad and a good sample.",
    "export": "Write records to an Excel workbook, or to CSV files.",
    "import": "Make drafts from documents, or take changes from Excel.",
}
"""The commands in the order of the help, each with its line there.

The module of `send-list` is `cli/send_list.py`, and that of `import`, which is a word of Python, is `cli/import_.py`.
"""


class _LazyGroup(click.Group):
    """Commands that are imported when they are asked for, so that the help of the whole is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = f"{name}_" if keyword.iskeyword(name) else name.replace("-", "_")
        found: click.Command = importlib.import_module(f"{__name__}.{module}").command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from opcc_opendata.suggestions import did_you_mean

            hint = did_you_mean(args[0], COMMANDS, f"The commands are {', '.join(COMMANDS)}.")
            ctx.fail(f"There is no command {args[0]!a}. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):  # Abort is Ctrl-C while something is asked
            from opcc_opendata.cli.common import STOPPED, end_workers

            end_workers()
            click.echo("Stopped.", err=True)
            ctx.exit(STOPPED)
        except ModuleNotFoundError as error:
            from opcc_opendata.cli.common import RefusedError
            from opcc_opendata.cli.extras import missing_extra

            if not (sentence := missing_extra(error, f"opcc {ctx.invoked_subcommand}")):
                raise
            raise RefusedError(sentence) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            from opcc_opendata.cli.common import RefusedError

            name = f"{error.filename} can't be used" if error.filename else "The system refused"
            raise RefusedError(f"{name}: {(error.strerror or str(error)).lower()}.") from error
        except _unusable_standard() as error:
            from opcc_opendata.cli.common import RefusedError

            raise RefusedError(str(error)) from error


def _unusable_standard() -> type[Exception]:
    """Give the error that every command may meet. It is imported only when there is an error."""
    from opcc_opendata.schema import UnusableStandardError

    return UnusableStandardError


def _version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from opcc_opendata import __version__

        click.echo(f"opcc {__version__}")
        ctx.exit()


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Say the version.")
def opcc() -> None:
    """Publish responses to police inspection reports as open data.

    \b
    Check every record of the project in this folder:
      opcc validate
    """


def main() -> None:
    """Run the command line."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        # A stream that was closed by who runs this, as `>&-` does, is None. In its place the next file that is opened
        # would get its number, and what another program prints.
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 (for as long as this runs)
    for stream in (sys.stdout, sys.stderr):
        # A console that can't show a character gets a question mark for it, and not a crash.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    # sqlite-utils imports pandas wherever it is installed: 0.4 seconds for every build, and no command has a frame.
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]
    opcc(prog_name="opcc")
