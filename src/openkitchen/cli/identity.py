"""``identity``: who is who."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openkitchen.cli.screen import examples, say, show_json

app = typer.Typer(
    help="Tell which visitors are one person.", no_args_is_help=True, rich_markup_mode=None
)


@app.command(
    epilog=examples("openkitchen identity resolve --edges logins.csv --out map.csv"),
)
def resolve(
    edges: Annotated[
        Path,
        typer.Option(help="visitor_id,customer_id[,evidence,first_seen,last_seen,count]"),
    ],
    out: Annotated[Path, typer.Option(help="visitor_id,user_id,customer_id,status")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Give every visitor a user; devices that several customers share are kept apart."""
    from openkitchen.identity import resolve_file

    counts = resolve_file(edges, out)
    if json:
        show_json(counts.to_dict())
        return
    say(f"{counts.visitors:,} visitors are {counts.users:,} users; the map is in {out}.")
