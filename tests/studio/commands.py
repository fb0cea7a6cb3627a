"""The commands that pages name, looked up in the command line itself."""

import re
import shlex
from html import unescape

import typer.main

from openkitchen.cli.main import app


def commands_in(page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r"<code>(openkitchen [^<]*)</code>", page)]


def fault_of(command: str) -> str:
    """Say what of a command does not exist; empty where all of it does."""
    words = shlex.split(command)[1:]
    here, bundle_first = typer.main.get_command(app), ""
    while words and hasattr(here, "commands"):
        if words[0] not in here.commands:
            if here.params and not bundle_first:  # a group with an argument of its own
                bundle_first, words = words[0], words[1:]
                continue
            return f"no command {words[0]!r} in {command!r}"
        here, words = here.commands[words[0]], words[1:]
    known = {"--help"} | {name for one in here.params for name in (*one.opts, *one.secondary_opts)}
    strange = [word for word in words if word.startswith("-") and word.split("=")[0] not in known]
    return f"no option {strange[0]!r} in {command!r}" if strange else ""
