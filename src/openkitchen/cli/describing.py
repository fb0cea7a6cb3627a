"""``sources dictionary``, ``sources findings``, ``sources trace``: what the data are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openkitchen.cli.screen import examples, say, show_json, show_lines, show_table

__all__ = ["add_to"]

Dir = Annotated[Path, typer.Option(help="The workspace.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Page = Annotated[
    bool, typer.Option("--page", help="Write both to data/08_reporting/dictionary.html too.")
]


def dictionary(
    column: Annotated[
        str | None, typer.Argument(help="This column alone, as TABLE.COLUMN or COLUMN.")
    ] = None,
    dir: Dir = Path(),
    layer: Annotated[str | None, typer.Option(help="This layer alone.")] = None,
    page: Page = False,
    json: Json = False,
) -> None:
    """Describe every column of every layer, and trace it back to the provider's column."""
    from openkitchen.pipelines.describing import write_dictionary_page
    from openkitchen.pipelines.dictionary import dictionary_of

    described = dictionary_of(dir)
    shown = described.of(column, layer)
    if page:
        say(f"The page is {write_dictionary_page(dir, described)}.")
    if json:
        show_json(shown.to_dict())
        return
    if column is not None:
        show_lines(line for entry in shown.entries for line in entry.lines())
        return
    for title, rows in shown.tables():
        show_table(title, shown.HEADINGS, rows)
    show_lines(shown.sentences())


def findings(dir: Dir = Path(), page: Page = False, json: Json = False) -> None:
    """Look for what is wrong with the deliveries; the rows that show it stand below each."""
    from openkitchen.pipelines.describing import findings_of, write_findings_page

    found = findings_of(dir)
    if page:
        say(f"The page is {write_findings_page(dir, found)}.")
    if json:
        show_json(found.to_dict())
    else:
        show_lines(found.lines())
    if found.problems:
        raise typer.Exit(1)


def trace(
    user: Annotated[str, typer.Argument(help="A user id.")],
    item: Annotated[str, typer.Argument(help="An item id.")],
    dir: Dir = Path(),
    terms: Annotated[int, typer.Option(min=1, help="How many terms to follow.")] = 10,
    rows: Annotated[int, typer.Option(min=1, help="How many rows to show of each.")] = 10,
    json: Json = False,
) -> None:
    """Follow one recommendation back: terms, interactions, files, lines, receipts."""
    from openkitchen.pipelines.tracing import trace as followed

    chain = followed(dir, user, item, terms, rows)
    if json:
        show_json(chain.to_dict())
    else:
        show_lines(chain.lines())


def add_to(app: typer.Typer) -> None:
    """Add the commands to the group ``sources``."""
    app.command(
        epilog=examples(
            "openkitchen sources dictionary --dir shop",
            "openkitchen sources dictionary interactions.user_id --dir shop",
            "openkitchen sources dictionary --layer raw --dir shop --json",
        )
    )(dictionary)
    app.command(
        epilog=examples(
            "openkitchen sources findings --dir shop",
            "openkitchen sources findings --dir shop --page",
            "",
            "Exit codes: 0 no problem (notes at most), 1 problems found, 2 wrong use.",
        )
    )(findings)
    app.command(
        epilog=examples(
            "openkitchen sources trace C1000000 R10651 --dir shop",
            "openkitchen sources trace C1000000 R10651 --dir shop --terms 3 --json",
        )
    )(trace)
