"""``forget`` and ``prune``: people who want to be forgotten, and what is older than it may be."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from openkitchen.cli.screen import examples, say, show_json, show_lines, show_table
from openkitchen.errors import plural

app = typer.Typer(rich_markup_mode=None)

Dir = Annotated[Path, typer.Option("--dir", help="The workspace, the bundle, or its folder.")]
Database = Annotated[
    str, typer.Option("--store", help="URL of the database; without it: SQLite beside --dir.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(
    epilog=examples(
        "openkitchen forget C1000042 --dir shop",
        "openkitchen forget user-17 --dir model --prove --json",
    )
)
def forget(
    user: Annotated[str, typer.Argument(help="A user id.")],
    dir: Dir = Path(),
    store: Database = "",
    prove: Annotated[
        bool, typer.Option("--prove", help="Train anew without the person, and compare.")
    ] = False,
    json: Json = False,
) -> None:
    """Forget a person: events, served lists, records, and what models learned; print a receipt."""
    from openkitchen.pipelines.forgetting import forget_in
    from openkitchen.pipelines.state import Serving

    receipt, proofs = forget_in(dir, user, Serving(store), prove=prove)
    if json:
        show_json(asdict(receipt) | {"proofs": [asdict(one) for one in proofs]})
        return
    rows = [(one.where, one.what, one.count, one.note) for one in receipt.removed]
    show_table("Removed", ("where", "what", "how many", "note"), rows)
    show_lines(f"Left in {one.where}: {one.what}. {one.note}" for one in receipt.left)
    for one in proofs:
        if one.difference is not None:
            show_lines([f"{one.where}: {one.difference:.1e} from a fit without the person."])
    say(f"The receipt is {receipt.id}. A server that is running must be started again.")


@app.command(
    epilog=examples(
        "openkitchen prune --dir shop --events-days 365",
        "openkitchen prune --dir model --lists-days 7 --json",
    )
)
def prune(
    dir: Dir = Path(),
    store: Database = "",
    events_days: Annotated[
        float | None, typer.Option(min=0, help="Keep events so many days; without it, for good.")
    ] = None,
    lists_days: Annotated[float, typer.Option(min=0, help="Keep served lists so many days.")] = 30,
    json: Json = False,
) -> None:
    """Let go of events and served lists that are older than they may be."""
    from openkitchen.pipelines.state import prune_store
    from openkitchen.serving.retention import Retention

    found = prune_store(dir, store, Retention(events_days, lists_days))
    if json:
        show_json(asdict(found))
    else:
        show_lines(
            [f"Let go of {plural(found.events, 'event')} and {plural(found.lists, 'served list')}."]
        )
