"""``demo``, ``new``, ``run``: workspaces from nothing to a published bundle."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from openkitchen.cli.screen import examples, progress_bar, say, show_json, show_lines, show_table

app = typer.Typer(rich_markup_mode=None)


@app.command(
    epilog=examples(
        "openkitchen demo",
        "openkitchen demo --dir shop --customers 500 --no-serve",
        "openkitchen demo --dir provider --days 364 --opened 2024-08-05 --only-files",
    )
)
def demo(
    dir: Annotated[Path, typer.Option(help="The new workspace's folder.")] = Path("demo"),
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Stop when the report is written.")
    ] = False,
    customers: Annotated[int, typer.Option(min=20, help="Customers of the shop.")] = 2000,
    days: Annotated[int, typer.Option(min=7, help="Days that the shop was open.")] = 60,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 0,
    opened: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="First day of the shop, a Monday.")
    ] = datetime(2026, 8, 3),
    only_files: Annotated[
        bool,
        typer.Option("--only-files", help="Make the delivered files, to be received by hand."),
    ] = False,
    host: Annotated[str, typer.Option(help="Address that the studio listens on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port of the studio.  [default: 8000]")
    ] = None,
) -> None:
    """Make a synthetic shop with known truth, run everything on it, open the studio."""
    from openkitchen.cli.serving import serve_workspace
    from openkitchen.pipelines.demo import make_demo, make_files

    with progress_bar() as progress:
        make = make_files if only_files else make_demo
        made = make(dir, customers, days, seed, progress, opened=opened.date())
    show_lines(made.sentences())
    if no_serve or only_files:
        return
    from openkitchen.pipelines.desk import begin_standing

    begin_standing(dir)
    say("What clients ask is being answered meanwhile: look at /experiments in a few minutes.")
    serve_workspace(dir, host, port)


@app.command(epilog=examples("openkitchen new shop", "cd shop && openkitchen run"))
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it must not hold files.")],
) -> None:
    """Make a workspace: a Kedro project with folders for the data and a pipeline ready to run."""
    from openkitchen.pipelines.workspace import create

    workspace = create(folder)
    show_lines(
        [
            f"Made the workspace {workspace.root}.",
            f"1. Describe your sources in {workspace.sources_file}.",
            f"2. openkitchen sources receive FILE… --dir {workspace.root}",
            f"3. openkitchen run --dir {workspace.root}",
        ]
    )


@app.command(
    epilog=examples(
        "openkitchen run --dir shop",
        "openkitchen run --dir shop --dry-run       which steps would run, and why",
        "openkitchen run --dir shop --engine spark",
        "openkitchen run --dir shop --env local --only interactions --json",
        "openkitchen run --dir shop --env client    ends with what differs from the last other",
        "cd shop && kedro run                       all steps, by Kedro",
    )
)
def run(
    dir: Annotated[Path, typer.Option(help="The workspace.")] = Path(),
    env: Annotated[
        str, typer.Option(help="Folder of conf/ whose settings win over conf/base.")
    ] = "local",
    only: Annotated[
        list[str] | None,
        typer.Option(help="Run this step alone, whether it must or not; may be given again."),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(help="duckdb or spark, for the SQL.  [default: as in conf/base/engine.yml]"),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Run all steps, whether they must or not.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say which steps would run and why; run nothing.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print what ran as JSON.")] = False,
) -> None:
    """Run the steps whose inputs, SQL, settings or code have changed, from identity to report."""
    from openkitchen.pipelines.environments import compare_environments
    from openkitchen.pipelines.runner import plan_workspace, run_workspace

    if dry_run:
        done = plan_workspace(dir, env, engine=engine, again=again)
    else:
        with progress_bar(quiet=json) as progress:
            done = run_workspace(dir, env, only or (), progress, engine=engine, again=again)
    difference = None if only or dry_run else compare_environments(dir, env)
    if json:
        show_json([step.to_dict() for step in done])
        for sentence in difference.sentences() if difference else ():
            say(sentence)
        return
    show_table("Steps", ("step", "writes", "seconds", "why it runs"), [one.row() for one in done])
    if not dry_run:
        say(f"Done. The lists, the bundle and the report are in {dir / 'data'}.")
    if difference is not None:
        show_lines(difference.sentences())
