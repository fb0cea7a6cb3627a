"""``experiment models`` and ``experiment behaviour``: which model, and how its lists behave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openkitchen.cli.parsing import several
from openkitchen.cli.screen import (
    examples,
    progress_bar,
    show_json,
    show_lines,
    show_table,
    write_page,
)

if TYPE_CHECKING:
    from openkitchen.experiments.behaviour import Behaviour
    from openkitchen.experiments.model_choice import ModelChoice

__all__ = ["add_to"]

Workspace = Annotated[Path | None, typer.Argument(help="A workspace that has run.")]
Outside = Annotated[
    list[str] | None,
    typer.Option(metavar="MODULE:CLASS", help="A model of another library; may repeat."),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(metavar="THEIRS=OURS,…", help="A column's name in the files = its name here."),
]
Length = Annotated[int, typer.Option("--k", "-k", min=1, help="Length of the lists.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Html = Annotated[Path | None, typer.Option(help="Also write a page for people to this file.")]


def models(
    workspace: Workspace = None,
    interactions: Annotated[
        Path | None, typer.Option(help="Without a workspace: user_id,item_id,timestamp")
    ] = None,
    items: Annotated[Path | None, typer.Option(help="item_id,<attributes…>")] = None,
    users: Annotated[Path | None, typer.Option(help="user_id,<attributes…>")] = None,
    truth: Annotated[
        Path | None, typer.Option(help="What users chose later; else the last of the interactions.")
    ] = None,
    test_share: Annotated[
        float, typer.Option(help="Share of the interactions, by time, that is kept for the test.")
    ] = 0.1,
    columns: Columns = None,
    models: Annotated[
        str | None,
        typer.Option(help="Ours, by name: popularity,recent-popularity,ease,glass-box"),
    ] = None,
    outside: Outside = None,
    like: Annotated[
        Path | None, typer.Option(help="A bundle that gives the glass box's settings.")
    ] = None,
    rules: Annotated[Path | None, typer.Option(help="A file of rules that all lists obey.")] = None,
    metric: Annotated[str, typer.Option(help="The figure that decides.")] = "ndcg",
    margin: Annotated[
        float, typer.Option(min=0.0, help="A difference in it no larger than this is none.")
    ] = 0.01,
    k: Length = 10,
    json: Json = False,
    html: Html = None,
) -> None:
    """Compare models on the same split and the same people, with what each explains and costs."""
    from openkitchen.pipelines.model_choice import Ground, answer_models
    from openkitchen.reporting import models_page

    named = several(columns or (), "--columns")
    ground = Ground(workspace, interactions, items, users, truth, test_share, rules, like, named)
    wanted = None if models is None else [one.strip() for one in models.split(",") if one.strip()]
    with progress_bar(quiet=json) as progress:
        answer = answer_models(
            ground, wanted, outside or (), k=k, metric=metric, margin=margin, progress=progress
        )
    write_page(html, lambda: models_page(answer))
    if json:
        show_json(answer.to_dict())
        return
    show_lines(answer.sentences())
    _show_models(answer)


def behaviour(
    place: Annotated[
        Path | None, typer.Argument(help="A workspace that has run, or a bundle.")
    ] = None,
    expectations: Annotated[
        Path | None, typer.Option(help="What is expected; else the workspace's behaviour.yml.")
    ] = None,
    recommendations: Annotated[
        Path | None, typer.Option(help="Lists of any model instead: user_id,item_id,rank")
    ] = None,
    interactions: Annotated[
        Path | None, typer.Option(help="What was learned from: user_id,item_id[,timestamp]")
    ] = None,
    items: Annotated[Path | None, typer.Option(help="item_id,<attributes…>")] = None,
    users: Annotated[Path | None, typer.Option(help="user_id,<attributes…>")] = None,
    columns: Columns = None,
    outside: Annotated[
        str | None,
        typer.Option(metavar="MODULE:CLASS", help="A model of another library instead."),
    ] = None,
    people: Annotated[
        int | None, typer.Option(min=1, help="How many people's lists to look at.")
    ] = None,
    k: Annotated[int | None, typer.Option("--k", "-k", min=1, help="Length of the lists.")] = None,
    json: Json = False,
    html: Html = None,
) -> None:
    """Check what is expected of lists; ends with 1 if anything fails, with examples."""
    from openkitchen.pipelines.behaviour import Watched, answer_behaviour
    from openkitchen.reporting import behaviour_page

    named = several(columns or (), "--columns")
    watched = Watched(place, recommendations, interactions, items, users, outside, named)
    with progress_bar(quiet=json) as progress:
        answer = answer_behaviour(watched, expectations, people, k, progress)
    write_page(html, lambda: behaviour_page(answer))
    if json:
        show_json(answer.to_dict())
    else:
        _show_behaviour(answer)
    if not answer.passed:
        raise typer.Exit(1)


def _show_behaviour(answer: Behaviour) -> None:
    show_lines(answer.sentences())
    show_table(
        f"Lists of {answer.k}",
        ("expected", "", "measured", "limit", "looked at"),
        [(one.words, one.state, one.measured, one.limit, one.looked_at) for one in answer.outcomes],
    )
    for one in answer.failing:
        if one.examples:
            show_table(
                f"Examples: {one.words}",
                ("user", "item", "what is wrong", "list"),
                [(e.user_id, e.item_id, e.note, " ".join(e.items)) for e in one.examples],
            )


def _show_models(answer: ModelChoice) -> None:
    names = (answer.metric, *(n for n in ("hit_rate", "coverage", "novelty") if n != answer.metric))
    heads = ("model", *names, "explains", "search s", "fit s", "fit MB", "lists a second")
    show_table(
        f"The same {answer.n_users:,} people, lists of {answer.k}",
        heads,
        [
            (
                row.name,
                *(row.value(name) for name in names),
                row.explained.words,
                row.search_seconds,
                row.fit_seconds,
                row.fit_mb,
                row.users_per_second,
            )
            for row in answer.rows
        ],
    )
    show_table(
        f"Differences in {answer.metric}@{answer.k}, user by user",
        ("first", "second", "difference", "low", "high", "p (Holm)", "the first is"),
        [(p.first, p.second, p.value, p.low, p.high, p.p, p.verdict) for p in answer.pairs],
    )


def add_to(app: typer.Typer) -> None:
    """Add the commands to the group ``experiment``."""
    app.command(
        epilog=examples(
            "openkitchen experiment models shop",
            "openkitchen experiment models shop --outside our_models:Svd --html models.html",
            "openkitchen experiment models --interactions clicks.csv --items items.csv -k 20",
            "openkitchen experiment models shop --models popularity,glass-box --json",
        )
    )(models)
    app.command(
        epilog=examples(
            "openkitchen experiment behaviour shop",
            "openkitchen experiment behaviour shop --outside our_models:Svd --html behaviour.html",
            "openkitchen experiment behaviour shop --recommendations lists.csv --json",
            "",
            "Exit codes: 0 all hold, 1 something fails, 2 wrong use.",
        )
    )(behaviour)
