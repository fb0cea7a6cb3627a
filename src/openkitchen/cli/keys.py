"""``keys``: who may ask a server."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openkitchen.cli.publishing import Json, Store
from openkitchen.cli.screen import examples, say, show_json, show_lines, show_table

if TYPE_CHECKING:
    from openkitchen.serving.access import MadeKey
    from openkitchen.store import KeyRow

app = typer.Typer(
    help="API keys: who may ask a server, and for what.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=examples(
        "openkitchen keys create shop --name website --scope read --scope write",
        "openkitchen keys list shop",
        "openkitchen keys rotate shop k3m9x2a7q4pd --keep-hours 24",
        "openkitchen keys revoke shop k3m9x2a7q4pd",
    ),
)

Place = Annotated[
    Path, typer.Argument(help="What is served: a workspace, a bundle, or an empty folder.")
]
KeyId = Annotated[str, typer.Argument(metavar="KEY", help="The key's id, as the list shows it.")]


@app.command(
    epilog=examples(
        "openkitchen keys create shop --name website --scope read --scope write",
        "openkitchen keys create shop --name 'the auditor' --scope read --days 30",
    )
)
def create(
    path: Place,
    name: Annotated[str, typer.Option(help="Whose it is.")],
    scope: Annotated[
        list[str],
        typer.Option(help="read: ask; write: put events; admin: everything. Once for each."),
    ],
    days: Annotated[
        float | None, typer.Option(min=0, help="How long it is good for.  [default: no end]")
    ] = None,
    store: Store = "",
    json: Json = False,
) -> None:
    """Make a key. It is shown this once; only a digest is kept."""
    from openkitchen.pipelines.state import open_lodging
    from openkitchen.serving.access import create_key

    lasts = None if days is None else timedelta(days=days)
    with open_lodging(path, store) as (opened, _):
        made = create_key(opened, name, scope, lasts=lasts)
    _show(made, json=json)


@app.command("list", epilog=examples("openkitchen keys list shop"))
def list_keys(path: Place, store: Store = "", json: Json = False) -> None:
    """List the keys, also those that ended; none of it opens anything."""
    from openkitchen.pipelines.state import open_lodging
    from openkitchen.store import keys

    with open_lodging(path, store) as (opened, _):
        rows = keys(opened)
    now = datetime.now(UTC).replace(tzinfo=None)
    if json:
        show_json([_facts(row, now) for row in rows])
        return
    if not rows:
        say("There are no keys: this machine alone is served, and nobody is asked for one.")
        return
    show_table(
        "Keys (UTC)",
        ("key", "name", "scopes", "made", "ends", "good"),
        [
            (
                row.id,
                row.name,
                " ".join(row.scopes),
                f"{row.created_at:%Y-%m-%d %H:%M}",
                _end(row),
                "yes" if row.holds(now) else "no",
            )
            for row in rows
        ],
    )


@app.command(epilog=examples("openkitchen keys rotate shop k3m9x2a7q4pd --keep-hours 24"))
def rotate(
    path: Place,
    key: KeyId,
    keep_hours: Annotated[
        float, typer.Option(min=0, help="How long the old one stays good beside the new one.")
    ] = 0,
    store: Store = "",
    json: Json = False,
) -> None:
    """Make a new key with the same name and scopes; the old one ends."""
    from openkitchen.pipelines.state import open_lodging
    from openkitchen.serving.access import rotate_key

    with open_lodging(path, store) as (opened, _):
        made = rotate_key(opened, key, keep=timedelta(hours=keep_hours))
    _show(made, json=json)


@app.command(epilog=examples("openkitchen keys revoke shop k3m9x2a7q4pd"))
def revoke(path: Place, key: KeyId, store: Store = "", json: Json = False) -> None:
    """Let a key end now; running servers refuse it within two seconds."""
    from openkitchen.pipelines.state import open_lodging
    from openkitchen.serving.access import revoke_key

    with open_lodging(path, store) as (opened, _):
        row = revoke_key(opened, key)
    if json:
        show_json({"id": row.id, "name": row.name, "revoked": True})
        return
    show_lines([f"Key {row.id} ({row.name}) opens nothing any more."])


def _show(made: MadeKey, *, json: bool) -> None:
    row = made.row
    if json:
        show_json(_facts(row, row.created_at) | {"key": made.text})
        return
    say(f"Key {row.id} for {row.name}: {', '.join(row.scopes)}. It is shown this once:")
    show_lines([made.text])


def _facts(row: KeyRow, now: datetime) -> dict[str, object]:
    facts = asdict(row) | {"good": row.holds(now)}
    del facts["sha256"]
    return facts


def _end(row: KeyRow) -> str:
    ends = [moment for moment in (row.expires_at, row.revoked_at) if moment is not None]
    return f"{min(ends):%Y-%m-%d %H:%M}" if ends else "–"
