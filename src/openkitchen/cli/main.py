"""The app, its groups of commands, and what happens when one fails."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Annotated, NoReturn

import typer

from openkitchen import __version__
from openkitchen.cli import (
    asking,
    comparing,
    describing,
    experimenting,
    explaining,
    identity,
    keys,
    ledger,
    modelling,
    monitor,
    piloted,
    piloting,
    privacy,
    publishing,
    quality,
    questions,
    serving,
    sources,
    workspaces,
)
from openkitchen.cli.screen import complain, examples, say
from openkitchen.errors import OpenKitchenError

__all__ = ["app", "main"]

DEBUG = "OPENKITCHEN_DEBUG"
WRONG_USE = 2
BUG = 70
STOPPED = 130

app = typer.Typer(
    name="openkitchen",
    help="A recommender you can see into: every score is a sum of named terms.",
    epilog=examples(
        "openkitchen demo                     a shop with known truth, start to end",
        "openkitchen fit --interactions clicks.csv --out model",
        "openkitchen recommend model -k 5 --out lists.csv",
        "openkitchen explain model user-17 item-4",
        "",
        "Exit codes: 0 fine, 1 found problems, 2 wrong use.",
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for group in (workspaces, modelling, explaining, asking, publishing, serving, monitor, privacy):
    app.add_typer(group.app)
app.add_typer(asking.what, name="whatif")
describing.add_to(sources.app)
questions.add_to(experimenting.app)
ledger.add_to(experimenting.app)
comparing.add_to(experimenting.app)
app.add_typer(experimenting.app, name="experiment")
app.add_typer(sources.app, name="sources")
app.add_typer(identity.app, name="identity")
app.add_typer(quality.app, name="quality")
app.add_typer(keys.app, name="keys")
piloted.add_to(piloting.app)
app.add_typer(piloting.app, name="pilot")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and stop.", is_eager=True, callback=_version
        ),
    ] = False,
) -> None:
    """Hold the options that stand before the name of a command."""


def main() -> None:
    """Run the command; turn every failure into words and an exit code."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("always", category=UserWarning)
            warnings.showwarning = _warn
            app()
    except OpenKitchenError as error:
        if os.environ.get(DEBUG):
            raise
        complain(error.message, error.hint)
        sys.exit(WRONG_USE)
    except KeyboardInterrupt:
        complain("stopped")
        sys.exit(STOPPED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        if os.environ.get(DEBUG):
            raise
        complain(_disk(error), "Does the path exist, may you write there, is the disk full?")
        sys.exit(WRONG_USE)
    except MemoryError:
        complain("the memory is full", "Use fewer items (--set max_items=...) or a larger machine.")
        sys.exit(WRONG_USE)
    except Exception as error:  # noqa: BLE001 - the last door: no traceback passes
        _bug(error)


def _warn(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
    """Show what libraries warn of as words, without the line of code that said it."""
    if issubclass(category, (UserWarning, RuntimeWarning)):
        say(f"Note: {message}")


def _disk(error: OSError) -> str:
    said = error.strerror or str(error)
    return f"{error.filename}: {said}" if error.filename else said


def _bug(error: Exception) -> NoReturn:
    if os.environ.get(DEBUG):
        raise error
    complain(
        f"this is a bug in Open Kitchen ({type(error).__name__}: {str(error)[:300]})",
        f"Run the same command again with {DEBUG}=1 before it, and send us what it prints.",
    )
    sys.exit(BUG)
