"""``report``, ``serve``: what other people see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openkitchen.cli.parsing import pairs
from openkitchen.cli.screen import examples, say, show_lines

if TYPE_CHECKING:
    from openkitchen.pipelines.state import Serving

app = typer.Typer(rich_markup_mode=None)


@app.command(
    epilog=examples("openkitchen report --dir shop", "openkitchen report --dir shop --out r.html")
)
def report(
    dir: Annotated[Path, typer.Option(help="The workspace.")] = Path(),
    out: Annotated[Path | None, typer.Option(help="Where to write the page.")] = None,
) -> None:
    """Write the client's report: one HTML file that opens from a mail."""
    from openkitchen.pipelines.web import report_file

    say(f"The report is in {report_file(dir, out)}.")


@app.command(
    epilog=examples(
        "openkitchen serve shop",
        "openkitchen serve model --port 8080",
        "openkitchen serve an-empty-folder --s3-endpoint http://127.0.0.1:9000",
        "openkitchen serve shop --bucket my-bucket=extracts --keys keys.yml",
    )
)
def serve(
    path: Annotated[Path, typer.Argument(help="A workspace, a bundle, or an empty folder.")],
    host: Annotated[str, typer.Option(help="Address of this machine to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port; 0: a free one.  [default: 8000]"),
    ] = None,
    store: Annotated[
        str, typer.Option(help="URL of the database; without it: SQLite beside what is served.")
    ] = "",
    s3_endpoint: Annotated[
        str, typer.Option(help="S3 server that data may come from; aws: AWS's own.")
    ] = "",
    bucket: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=FOLDER", help="A folder that stands for a bucket."),
    ] = None,
    files: Annotated[
        Path | None, typer.Option(help="The folder that file:// may reach into.")
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option(help="Access keys that clients of the Personalize dialect sign with."),
    ] = None,
    keep_events_days: Annotated[
        float | None, typer.Option(min=0, help="Keep events so many days; without it, for good.")
    ] = None,
    keep_lists_days: Annotated[
        float, typer.Option(min=0, help="Keep served lists so many days.")
    ] = 30,
) -> None:
    """Serve the studio, the API and the Personalize dialect."""
    from openkitchen.pipelines.state import Serving
    from openkitchen.serving.retention import Retention

    buckets = pairs(bucket or (), "--bucket")
    retention = Retention(keep_events_days, keep_lists_days)
    serving = Serving(store, s3_endpoint, buckets, files, keys, retention)
    serve_workspace(path, host, port, serving)


def serve_workspace(
    path: Path, host: str, port: int | None, serving: Serving | None = None
) -> None:
    """Print the address and serve until stopped."""
    import uvicorn

    from openkitchen.pipelines.web import create_app, open_port

    web = create_app(path, serving)
    listening = open_port(host, port)
    address = f"[{host}]" if ":" in host else host
    port = listening.getsockname()[1]
    what = "API" if web.state.kitchen is None else "studio"
    show_lines([f"The {what} is at http://{address}:{port} (stop with Ctrl-C)."])
    uvicorn.Server(uvicorn.Config(web, log_level="warning")).run(sockets=[listening])
