"""``report``, ``publish``, ``rollback``, ``bundles``: what other people see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openkitchen.cli.screen import examples, say, show_json, show_lines, show_table
from openkitchen.errors import plural

if TYPE_CHECKING:
    from openkitchen.serving.operation import Published

app = typer.Typer(rich_markup_mode=None)

Place = Annotated[Path, typer.Argument(help="What the servers serve: a workspace or a bundle.")]
Store = Annotated[
    str,
    typer.Option(
        envvar="OPENKITCHEN_STORE",
        help="URL of the servers' database; without it: SQLite beside what is served.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(
    epilog=examples(
        "openkitchen report --dir shop",
        "openkitchen report --dir shop --out r.html",
        "openkitchen report --dir shop --summary --out two-pages.html",
        "openkitchen report --dir shop --model-card --out card.html",
    )
)
def report(
    dir: Annotated[Path, typer.Option(help="The workspace.")] = Path(),
    out: Annotated[Path | None, typer.Option(help="Where to write the page.")] = None,
    summary: Annotated[
        bool, typer.Option("--summary", help="In short: two pages when it is printed.")
    ] = False,
    model_card: Annotated[
        bool, typer.Option("--model-card", help="What a model is for, and what it is not.")
    ] = False,
) -> None:
    """Write the client's report: one HTML file that opens from a mail."""
    from openkitchen.pipelines.report_files import Form, report_file

    if summary and model_card:
        raise typer.BadParameter("--summary and --model-card are two pages; ask for one")
    form: Form = "summary" if summary else "model-card" if model_card else "full"
    say(f"The report is in {report_file(dir, out, form)}.")


@app.command(
    epilog=examples(
        "openkitchen publish shop",
        "openkitchen publish shop --bundle another-model --note 'with the new diets'",
    )
)
def publish(
    path: Place,
    bundle: Annotated[
        Path | None, typer.Option(help="Another bundle than the one in its place.")
    ] = None,
    note: Annotated[str, typer.Option(help="What to remember about it.")] = "",
    keep: Annotated[int, typer.Option(help="How many bundles stay to go back to.")] = 5,
    store: Store = "",
    json: Json = False,
) -> None:
    """Put a bundle in front of all servers, which swap it in without dropping a request."""
    from openkitchen.pipelines.state import open_lodging
    from openkitchen.pipelines.workspace import bundle_in
    from openkitchen.serving.operation import publish as put_in_front

    with open_lodging(path, store) as (opened, lodging):
        chosen = lodging.bundle if bundle is None else bundle_in(bundle)
        done = put_in_front(opened, lodging.shelf, chosen, note=note, keep=keep)
    _tell(done, json=json)


@app.command(epilog=examples("openkitchen rollback shop", "openkitchen rollback shop --to 3"))
def rollback(
    path: Place,
    to: Annotated[int | None, typer.Option(help="Number of a publication.")] = None,
    note: Annotated[str, typer.Option(help="What to remember about it.")] = "",
    store: Store = "",
    json: Json = False,
) -> None:
    """Put back the bundle that was served before; twice in a row goes two back."""
    from openkitchen.pipelines.state import open_lodging
    from openkitchen.serving.operation import roll_back

    with open_lodging(path, store) as (opened, lodging):
        done = roll_back(opened, lodging.shelf, to=to, note=note)
    _tell(done, json=json)


@app.command(epilog=examples("openkitchen bundles shop"))
def bundles(path: Place, store: Store = "", json: Json = False) -> None:
    """List what was published, the latest first, and which of it can be put back."""
    from dataclasses import asdict

    from openkitchen.pipelines.state import open_lodging
    from openkitchen.serving.operation import listed

    with open_lodging(path, store) as (opened, lodging):
        rows = listed(opened, lodging.shelf)
    if json:
        show_json([asdict(row) for row in rows])
        return
    if not rows:
        say("Nothing was published yet: the bundle in its place is served.")
        return
    show_table(
        "Publications (UTC)",
        ("number", "at", "what", "bundle", "now", "note"),
        [
            (
                str(row.number),
                f"{row.published_at:%Y-%m-%d %H:%M}",
                row.action,
                row.folder,
                "served" if row.served else "kept" if row.kept else "gone",
                row.note,
            )
            for row in rows
        ],
    )


def _tell(done: Published, *, json: bool) -> None:
    from dataclasses import asdict

    if json:
        show_json(asdict(done))
        return
    facts = done.facts
    show_lines(
        [
            f"Publication {done.number}: {done.folder} ({facts.kind}, "
            f"{plural(facts.items, 'item')}, "
            f"{plural(facts.users, 'user')}). Running servers serve it within seconds."
        ]
    )
    if done.dropped:
        say(f"Removed to make room: {', '.join(done.dropped)}.")
