"""``serve``: the studio, the API and the Personalize dialect."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openkitchen.cli.parsing import pairs
from openkitchen.cli.screen import examples, say, show_json, show_lines

if TYPE_CHECKING:
    from openkitchen.pipelines.preflight import Finding
    from openkitchen.pipelines.state import Serving

app = typer.Typer(rich_markup_mode=None)

FOUND_PROBLEMS = 1


@app.command(
    epilog=examples(
        "openkitchen serve shop",
        "openkitchen serve model --port 8080",
        "openkitchen serve shop --check",
        "openkitchen serve shop --workers 4 --host 0.0.0.0      (make keys first)",
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
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes that answer.")] = 1,
    store: Annotated[
        str,
        typer.Option(
            envvar="OPENKITCHEN_STORE",
            help="URL of the database; without it: SQLite beside what is served.",
        ),
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
        typer.Option(
            help="Table of keys that clients of the Personalize dialect sign with. "
            "API keys: openkitchen keys."
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Name of a proxy on this machine that passes it on."),
    ] = None,
    rate: Annotated[
        float,
        typer.Option(min=0, help="Most requests a second of one key or address; 0: no limit."),
    ] = 0,
    keep_events_days: Annotated[
        float | None, typer.Option(min=0, help="Keep events so many days; without it, for good.")
    ] = None,
    keep_lists_days: Annotated[
        float, typer.Option(min=0, help="Keep served lists so many days.")
    ] = 30,
    log: Annotated[
        bool | None,
        typer.Option(
            "--log/--no-log",
            help="A line of JSON for each request.  [default: unless in a terminal]",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Say what would be served and what is missing; stop.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="With --check: print JSON.")] = False,
) -> None:
    """Serve the studio, the API and the Personalize dialect."""
    from openkitchen.pipelines.state import Serving
    from openkitchen.serving.access import Limits
    from openkitchen.serving.retention import Retention

    serving = Serving(
        store,
        s3_endpoint,
        pairs(bucket or (), "--bucket"),
        files,
        keys,
        tuple(allow_host or ()),
        Limits(rate=rate / workers),
        retention=Retention(keep_events_days, keep_lists_days),
    )
    if check:
        _check(path, host, port, serving, workers, json=json)
        return
    serve_workspace(path, host, port, serving, workers=workers, log=log)


def serve_workspace(
    path: Path,
    host: str,
    port: int | None,
    serving: Serving | None = None,
    *,
    workers: int = 1,
    log: bool | None = None,
) -> None:
    """Print the address and serve until stopped."""
    from openkitchen.pipelines.state import Serving
    from openkitchen.pipelines.web import Worker, open_port, prepare, run_server

    serving = _opened(serving or Serving(), host)
    note = prepare(path, serving, workers)
    listening = open_port(host, port)
    address = f"[{host}]" if ":" in host else host
    if note:
        say(note)
    show_lines([f"Serving at http://{address}:{listening.getsockname()[1]} (stop with Ctrl-C)."])
    quiet = sys.stderr.isatty() if log is None else not log
    run_server(Worker(path.resolve(), serving, log=not quiet), listening, workers)


def _opened(serving: Serving, host: str) -> Serving:
    """Say whether others could ask: from other machines, or through a proxy on this one."""
    from openkitchen.pipelines.web import is_loopback

    return replace(serving, open_to_others=not is_loopback(host) or bool(serving.hosts))


def _check(
    path: Path, host: str, port: int | None, serving: Serving, workers: int, *, json: bool
) -> None:
    from dataclasses import asdict

    from openkitchen.pipelines.preflight import look_before_serving

    serving = _opened(serving, host)
    found = look_before_serving(path, serving, host, port, workers)
    if json:
        show_json([asdict(one) for one in found])
    else:
        show_lines(_line(one) for one in found)
    if not all(one.fine for one in found):
        raise typer.Exit(FOUND_PROBLEMS)


def _line(one: Finding) -> str:
    return f"{'ok' if one.fine else 'NO':<4}{one.what:<14}{one.words}"
