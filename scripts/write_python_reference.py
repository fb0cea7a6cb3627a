"""Write docs/reference/python.md from the docstrings of the public names; --check only compares."""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

import openkitchen

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "python.md"
HEAD = """# Python

Written by `make docs` from the docstrings; do not edit by hand.

These names are the public ones: `import openkitchen as ok`, then `ok.GlassBox`. Each is imported
when it is first used. All else may change from one version to the next.
"""
UNDERLINED = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)
FORWARD = re.compile(r"'([^']+)'")
NAMED = re.compile(r"^(?![ \-*])(\S.*)\n((?:    .*\n?)+)", re.MULTILINE)
WITHIN = {"explainer", "parts", "from_parts", "score_audience"}
"""Methods by which rooms speak to each other; nobody else calls them."""


def reference() -> str:
    """Return the page's text."""
    names = [name for name in sorted(openkitchen.__all__) if name != "__version__"]
    text = "\n".join([HEAD, *(entry(name, getattr(openkitchen, name)) for name in names)])
    return re.sub(r"\n{3,}", "\n\n", text)


def entry(name: str, value: Any) -> str:
    """Describe one public name, and its methods where it is a class."""
    parts = [f"## {name}\n", code(f"{name}{signature(value)}"), docstring(value)]
    if inspect.isclass(value):
        parts += [
            f"### {name}.{member}\n\n{code(f'{member}{signature(method)}')}\n{docstring(method)}"
            for member, method in methods(value)
        ]
    return "\n".join(parts)


def methods(kind: type) -> list[tuple[str, Any]]:
    """List the methods with a docstring that are our own, in alphabetical order."""
    found = inspect.getmembers(kind, inspect.isfunction)
    own = [(name, m) for name, m in found if m.__module__.startswith("openkitchen") and m.__doc__]
    return [(name, m) for name, m in own if not name.startswith("_") and name not in WITHIN]


def signature(value: Any) -> str:
    """Write a signature without the names of modules; none where there is nothing to tell."""
    try:
        text = str(inspect.signature(value))
    except (TypeError, ValueError):
        return ""
    return re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Za-z])", "", FORWARD.sub(r"\1", text))


def docstring(value: Any) -> str:
    """Return a docstring with its sections in bold and what they name as a list."""
    text = inspect.cleandoc(value.__doc__ or "").replace("``", "`")
    first, *sections = re.split(r"^(?=\w[\w ]*\n-{3,}$)", text, flags=re.MULTILINE)
    return "\n".join([first, *(section(text) for text in sections)]) + "\n"


def section(text: str) -> str:
    """Turn a section of a docstring into a list."""
    titled = UNDERLINED.sub(lambda match: f"**{match[1]}**\n", text)
    return NAMED.sub(lambda match: f"- `{match[1]}`: {' '.join(match[2].split())}\n", titled)


def code(text: str) -> str:
    """Put a signature into a block, broken where it is long."""
    lines = textwrap.wrap(text, 96, subsequent_indent="    ", break_long_words=False)
    return "```text\n" + "\n".join(lines) + "\n```\n"


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
