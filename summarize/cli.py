"""The command line's front door: which commands there are, and how a run ends.

A command's module is imported only when the command is called, so that ``qysqa --help`` answers at
once. Exit status: 0 done, 1 a bug, 2 the user's mistake, 3 a corpus run in which articles failed,
130 interrupted.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from models.errors import QysqaError

COMMANDS = {
    "summarize": ("summarize.commands.summarize:summarize", "Summarise articles, translated."),
    "translate": ("summarize.commands.translate:translate", "Translate a whole article, or lines."),
    "corpus": ("summarize.commands.corpus:corpus", "Summarise many articles; survives a crash."),
    "bench": ("summarize.commands.bench:bench", "Find this machine's fastest settings."),
    "models": ("summarize.commands.models:models", "List, fetch and convert models."),
    "config": ("summarize.commands.config:config", "List, show and check configurations."),
    "evaluate": ("eval.cli:evaluate_command", "Measure quality and write the report."),
    "suites": ("eval.cli:suites_group", "List and fetch evaluation suites."),
}
"""Name → where the command is, and its line in the overview (so that help loads none of them)."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: qysqa summarize examples/measles.txt --to en",
)
@click.version_option(None, "-V", "--version", package_name="qysqa", message="%(prog)s %(version)s")
def command() -> None:
    """Qysqa reads Kazakh news, puts it into English or Russian and makes it short; offline."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with the exit status described above."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status. Errors become one sentence on standard error."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        outcome = command.main(args=arguments, prog_name="qysqa", standalone_mode=False)
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else 0
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.UsageError as error:
        command_path = error.ctx.command_path if error.ctx else "qysqa"
        message = f"{error.format_message().rstrip('.')}; see `{command_path} --help`."
        return _complain(message, 2, arguments)
    except click.ClickException as error:
        return _complain(error.format_message(), 2, arguments)
    except QysqaError as error:
        return _complain(str(error), 2, arguments)
    except (KeyboardInterrupt, click.Abort):
        return _complain("Interrupted; nothing half-written is left behind.", 130, arguments)
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`): not an error. Standard output is pointed
        # elsewhere so that the interpreter's own flush at exit does not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        return _complain("Out of memory; try --threads 1 or a smaller model.", 2, arguments)
    except Exception as error:
        kind = type(error).__name__
        message = (
            f"Internal error ({kind}: {error}). This is a bug in Qysqa {_version()}; "
            "run again with --debug for the traceback and report it."
        )
        return _complain(message, 1, arguments)


def _complain(message: str, status: int, arguments: list[str]) -> int:
    if "--debug" in arguments:
        import traceback

        traceback.print_exc()
    print(f"qysqa: {' '.join(message.split())}", file=sys.stderr)
    return status


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("qysqa")
    except PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    main()
