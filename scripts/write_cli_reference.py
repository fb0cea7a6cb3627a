"""Write docs/reference/cli.md from the commands' own --help; --check only compares."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

os.environ |= {"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}

import typer.main
from typer.testing import CliRunner

from openkitchen.cli.main import app

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"
HEAD = """# The command line

Written by `make docs` from each command's `--help`; do not edit by hand.

Exit codes: 0 fine, 1 found problems (such as rejected rows), 2 wrong use or wrong input.
Results go to stdout, words about them to stderr; with `--json`, stdout holds JSON alone.
"""


def reference() -> str:
    """Return the page's text."""
    sections = [HEAD]
    for path in commands():
        shown = CliRunner().invoke(app, [*typed(path), "--help"], prog_name="openkitchen")
        if shown.exit_code:
            raise SystemExit(f"{' '.join(path)} --help failed: {shown.output}")
        title = " ".join(("openkitchen", *path))
        text = "\n".join(line.rstrip() for line in shown.output.strip().splitlines())
        sections.append(f"## {title}\n\n```text\n{text}\n```\n")
    return "\n".join(sections)


def typed(path: tuple[str, ...]) -> list[str]:
    """Return a command as it is typed: some groups want a bundle before the command's name."""
    words: list[str] = []
    command: Any = typer.main.get_command(app)
    for name in path:
        wanted = [str(p.name).upper() for p in command.params if p.param_type_name == "argument"]
        words += [*wanted, name]
        command = command.commands[name]
    return words


def commands() -> list[tuple[str, ...]]:
    """List the path of every command, groups before their members."""
    found: list[tuple[str, ...]] = []
    waiting: list[tuple[tuple[str, ...], object]] = [((), typer.main.get_command(app))]
    while waiting:
        path, command = waiting.pop(0)
        found.append(path)
        members = getattr(command, "commands", {})
        waiting += [((*path, name), member) for name, member in members.items()]
    return sorted(found)


def main() -> None:
    """Write the page, or say that it is out of date."""
    text = reference()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, "utf-8")
        print(f"wrote {PAGE.name}")
    elif not PAGE.is_file() or PAGE.read_text("utf-8") != text:
        sys.exit(f"docs/reference/{PAGE.name} is out of date: run `make docs`")


if __name__ == "__main__":
    main()
