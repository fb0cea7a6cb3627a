"""``report``, ``serve``: what other people see."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openkitchen.cli.screen import examples, say, show_lines

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


@app.command(epilog=examples("openkitchen serve shop", "openkitchen serve model --port 8080"))
def serve(
    path: Annotated[Path, typer.Argument(help="A workspace, or a bundle.")],
    host: Annotated[str, typer.Option(help="Address of this machine to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port; 0: a free one.  [default: 8000]"),
    ] = None,
) -> None:
    """Serve the studio and the API."""
    serve_workspace(path, host, port)


def serve_workspace(path: Path, host: str, port: int | None) -> None:
    """Print the address and serve until stopped."""
    import uvicorn

    from openkitchen.pipelines.web import create_app, open_port

    web = create_app(path)
    listening = open_port(host, port)
    address = f"[{host}]" if ":" in host else host
    port = listening.getsockname()[1]
    show_lines([f"The studio is at http://{address}:{port} (stop with Ctrl-C)."])
    uvicorn.Server(uvicorn.Config(web, log_level="warning")).run(sockets=[listening])
