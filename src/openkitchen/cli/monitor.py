"""``monitor``: whether what is served still does what it should."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from openkitchen.cli.screen import (
    examples,
    progress_bar,
    say,
    show_json,
    show_lines,
    show_table,
    write_page,
)

app = typer.Typer(rich_markup_mode=None)


@app.command(
    epilog=examples(
        "openkitchen monitor --dir shop",
        "openkitchen monitor --dir shop --server http://127.0.0.1:8000 --html monitor.html",
        "openkitchen monitor --dir shop --only deliveries --today 2026-09-02 --json",
        "openkitchen monitor --dir shop --mail ops@example.com      from cron, each Monday",
        "",
        "Ends with 0 when all is fine, with 1 when something needs attention, with 2 when it",
        "could not look or tell.",
    )
)
def monitor(
    dir: Annotated[Path, typer.Option(help="The workspace.")] = Path(),
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="deliveries, drift, staleness, parity or online alone; may be given again."
        ),
    ] = None,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day on which one looks.  [default: today]"),
    ] = None,
    server: Annotated[
        str, typer.Option(metavar="ADDRESS", help="A running server, to compare its lists.")
    ] = "",
    key: Annotated[
        str, typer.Option(envvar="OPENKITCHEN_KEY", help="The server's key, where it asks.")
    ] = "",
    mail: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS", help="Mail an alert there; may be given again."),
    ] = None,
    webhook: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Post an alert there, as JSON.")
    ] = "",
    always: Annotated[
        bool, typer.Option("--always", help="Tell also when nothing needs attention.")
    ] = False,
    env: Annotated[str, typer.Option(help="Folder of conf/ whose settings win.")] = "local",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    html: Annotated[
        Path | None, typer.Option(help="Also write a page for people to this file.")
    ] = None,
) -> None:
    """Look at deliveries, drift, age, parity and live figures; tell whom it concerns."""
    from openkitchen.pipelines.monitor_page import monitor_page
    from openkitchen.pipelines.monitoring import monitor_workspace, tell

    with progress_bar(quiet=json) as progress:
        found = monitor_workspace(
            dir,
            only or (),
            today=None if today is None else today.date(),
            server=server,
            key=key or None,
            env=env,
            progress=progress,
        )
    write_page(html, lambda: monitor_page(found))
    if json:
        show_json(found.to_dict())
    else:
        rows = [(one.name, one.state, one.found) for one in found.watches]
        show_table("Watches", ("watch", "state", "what was found"), rows)
        show_lines(found.sentences())
    for sentence in tell(dir, found, mail=mail or (), webhook=webhook, always=always, env=env):
        say(sentence)
    if found.attention:
        raise typer.Exit(1)
