"""``sources``: what was delivered, and what was promised."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openkitchen.cli.screen import examples, progress_bar, say, show_json, show_lines, show_table

app = typer.Typer(
    help="Receive extracts and keep receipts.", no_args_is_help=True, rich_markup_mode=None
)

Dir = Annotated[Path, typer.Option(help="The workspace.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(
    epilog=examples(
        "openkitchen sources receive web_2026-08-31.csv.gz --dir shop",
        "openkitchen sources receive mail/ --dir shop",
        "openkitchen sources receive dump.psv --source customers --dir shop",
    )
)
def receive(
    paths: Annotated[list[Path], typer.Argument(help="Delivered files, or folders of them.")],
    source: Annotated[
        str | None, typer.Option(help="The source; without it the file's name tells it.")
    ] = None,
    dir: Dir = Path(),
    json: Json = False,
) -> None:
    """Take in delivered files, one receipt each; receiving a file twice changes nothing."""
    from openkitchen.pipelines.receiving import receive_files

    with progress_bar(quiet=json) as progress:
        receipts = receive_files(dir, paths, source, progress)
    if json:
        show_json(receipts.to_dict())
    else:
        show_table(
            "Receipts",
            ("source", "file", "days", "rows", "rejected", "status", "note"),
            receipts.rows(),
        )
        say(receipts.sentence())
    if receipts.problems:
        raise typer.Exit(1)


@app.command(epilog=examples("openkitchen sources calendar --dir shop"))
def calendar(dir: Dir = Path(), json: Json = False) -> None:
    """Show day by day what came, and how much of the promise that is."""
    from openkitchen.pipelines.receiving import calendar_of

    shown = calendar_of(dir)
    if json:
        show_json(shown.to_dict())
        return
    show_lines(shown.lines())
