"""Write docs/reference/personalize.md from the tables in the code; --check only compares."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from openkitchen.serving.personalize import Operation, operations
from openkitchen.serving.personalize.recipes import ALL

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "personalize.md"
HEAD = """# The Amazon Personalize dialect

Written by `make docs` from the code's own tables; do not edit by hand.
[From Personalize in an afternoon](../how-to/from-personalize.md) shows how to use it.

## Recipes

Recipes with a domain are for recommenders, the others for solutions and campaigns.
"""
REFUSED = "answers `InvalidInputException`"


def reference() -> str:
    """Return the page's text."""
    rows = [
        f"| `{one.name}` | {one.domain or '–'} | {one.type} | {one.description} |" for one in ALL
    ]
    table = ["| recipe | domain | type | what stands behind it |", "|---|---|---|---|", *rows]
    parts = [HEAD, "\n".join(table) + "\n"]
    for service, own in groupby(operations(), key=lambda one: one.service):
        listed = list(own)
        done = sum(one.answered for one in listed)
        parts.append(f"## Operations of {service}\n")
        parts.append(f"{done} of {len(listed)} are carried out.\n")
        rows = [f"| {o.name} | {_fate(o)} |" for o in listed]
        parts.append("\n".join(["| operation | |", "|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def _fate(one: Operation) -> str:
    if one.answered:
        return "carried out"
    return "an empty list: there are none here" if one.empty else REFUSED


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
