"""``sources``: what was delivered, and what was promised."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openkitchen.cli.screen import examples, progress_bar, say, show_json, show_lines, show_table

if TYPE_CHECKING:
    from openkitchen.sources import Receipts

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
        "openkitchen sources receive s3://bucket/extracts/ --dir shop",
        "openkitchen sources receive 'postgresql://reader@host/crm#public.customers' --dir shop",
        "gpg -d web.csv.gpg | openkitchen sources receive - --name web_2026-08-31.csv --dir shop",
    )
)
def receive(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Delivered files, mails (.eml), folders of them; - for standard input; "
            "s3://…, postgresql://…#TABLE, sqlite:///FILE#TABLE."
        ),
    ],
    source: Annotated[
        str | None, typer.Option(help="The source; without it the file's name tells it.")
    ] = None,
    name: Annotated[
        str, typer.Option(help="What to call the file that comes from standard input.")
    ] = "",
    dir: Dir = Path(),
    json: Json = False,
) -> None:
    """Take in delivered files, one receipt each; receiving a file twice changes nothing."""
    from openkitchen.pipelines.receiving import receive_files

    with progress_bar(quiet=json) as progress:
        receipts = receive_files(dir, paths, source, progress, piped_name=name)
    if json:
        show_json(receipts.to_dict())
    else:
        _show(receipts)
    if receipts.problems:
        raise typer.Exit(1)


@app.command(
    epilog=examples(
        "openkitchen sources watch /srv/sftp/shop --dir shop",
        "openkitchen sources watch /srv/sftp/shop --dir shop --once      from a nightly job",
    )
)
def watch(
    folder: Annotated[Path, typer.Argument(help="The folder in which files arrive.")],
    source: Annotated[
        str | None, typer.Option(help="The source; without it each file's name tells it.")
    ] = None,
    every: Annotated[float, typer.Option(min=0, help="Seconds from one look to the next.")] = 10.0,
    settled: Annotated[
        float, typer.Option(min=0, help="Seconds without a change after which a file is whole.")
    ] = 5.0,
    once: Annotated[bool, typer.Option("--once", help="Look once and stop.")] = False,
    rounds: Annotated[
        int | None, typer.Option(min=1, help="Stop after so many looks; without it, never.")
    ] = None,
    dir: Dir = Path(),
    json: Json = False,
) -> None:
    """Receive what arrives in a folder, as soon as it has arrived whole."""
    from openkitchen.pipelines.watching import watch_folder

    refused = watch_folder(
        dir,
        folder,
        every=every,
        settled=settled,
        rounds=1 if once else rounds,
        source=source,
        told=(lambda receipts: show_json(receipts.to_dict())) if json else _show,
    )
    if refused:
        raise typer.Exit(1)


@app.command(
    epilog=examples(
        "openkitchen sources calendar --dir shop",
        "openkitchen sources calendar --dir shop --page calendar.html",
    )
)
def calendar(
    dir: Dir = Path(),
    page: Annotated[
        Path | None, typer.Option(help="Write it as a page (HTML) that needs nothing else.")
    ] = None,
    json: Json = False,
) -> None:
    """Show day by day what came, and how much of the promise that is."""
    from openkitchen.pipelines.receiving import calendar_of, write_calendar

    shown = write_calendar(dir, page) if page else calendar_of(dir)
    if json:
        show_json(shown.to_dict())
        return
    show_lines(shown.lines())


@app.command(
    epilog=examples(
        "openkitchen sources infer events_2026-08-31.csv.gz",
        "openkitchen sources infer crm.csv --name people",
        "openkitchen sources infer shop.xlsx --sheet Orders",
        "openkitchen sources infer 'postgresql://reader@host/crm#public.customers'",
    )
)
def infer(
    file: Annotated[
        str,
        typer.Argument(help="A file of the source, a mail with one, or postgresql://…#TABLE."),
    ],
    name: Annotated[str, typer.Option(help="What to call the source.")] = "",
    sheet: Annotated[
        str, typer.Option(help="The sheet of a workbook; the first one with a table by default.")
    ] = "",
    json: Json = False,
) -> None:
    """Draft a source for sources.yml from one of its files, and say what is uncertain."""
    from openkitchen.sources import infer_source

    draft = infer_source(file, name, sheet=sheet)
    if json:
        show_json(draft.to_dict())
        return
    typer.echo(draft.to_yaml(), nl=False)
    for sentence in draft.sentences():
        say(sentence)


def _show(receipts: Receipts) -> None:
    columns = ("source", "file", "days", "rows", "rejected", "status", "note")
    show_table("Receipts", columns, receipts.rows())
    say(receipts.sentence())
