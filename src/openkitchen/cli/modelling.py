"""``fit``, ``recommend``, ``evaluate``: from tables to a bundle, to lists, to figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openkitchen.cli.parsing import moment, pairs, several
from openkitchen.cli.screen import (
    examples,
    progress_bar,
    say,
    show_json,
    show_lines,
    show_table,
    write_page,
)
from openkitchen.errors import plural

app = typer.Typer(rich_markup_mode=None)

Bundle = Annotated[Path, typer.Argument(help="A bundle, or the workspace that holds one.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Columns = Annotated[
    list[str] | None,
    typer.Option(metavar="THEIRS=OURS", help="A column's name in the files = its name here."),
]


@app.command(
    epilog=examples(
        "openkitchen fit --interactions clicks.csv --out model",
        "openkitchen fit --interactions ratings.csv.gz --items wines.csv.gz --out wines \\",
        "    --columns UserID=user_id --columns WineID=item_id --columns Date=timestamp",
        "openkitchen fit --interactions clicks.csv --like model --out model2",
        "openkitchen fit --interactions clicks.csv --items i.csv --rules rules.yml --out m",
        "openkitchen fit --interactions clicks.csv --out m --set scales=all,30d",
    )
)
def fit(
    interactions: Annotated[
        Path, typer.Option(help="user_id,item_id,timestamp[,event_type][,event_value]")
    ],
    out: Annotated[Path, typer.Option(help="The bundle to write; an older one is replaced.")],
    items: Annotated[Path | None, typer.Option(help="item_id,<attributes…>")] = None,
    users: Annotated[Path | None, typer.Option(help="user_id,<attributes…>")] = None,
    columns: Columns = None,
    like: Annotated[
        Path | None, typer.Option(help="Take every setting, and the rules, of this bundle.")
    ] = None,
    rules: Annotated[Path | None, typer.Option(help="What lists must obey: a YAML file.")] = None,
    set: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="A setting; may be given again.")
    ] = None,
    json: Json = False,
) -> None:
    """Fit the glass box straight from CSV or Parquet tables; settings not given are searched."""
    from openkitchen.pipelines.files import fit_files

    with progress_bar(quiet=json) as progress:
        fitted = fit_files(
            interactions,
            items,
            users,
            out,
            columns=pairs(columns or (), "--columns"),
            settings=pairs(set or (), "--set"),
            like=like,
            rules=rules,
            progress=progress,
        )
    for warning in fitted.warnings:
        say(warning)
    if json:
        show_json(fitted.to_dict())
        return
    show_table("Settings", ("setting", "value"), fitted.settings)
    say(
        f"{plural(fitted.interactions, 'interaction')} of {plural(fitted.users, 'user')} with "
        f"{plural(fitted.items, 'item')}. The bundle is in {out}."
    )


@app.command(
    epilog=examples(
        "openkitchen recommend model --out lists.csv",
        "openkitchen recommend model --users some.csv -k 5 --at 2026-08-31 --out lists.csv",
        "openkitchen recommend model --history clicks_of_today.csv --out lists.csv",
        "openkitchen recommend model --deny sold_out.csv --diversity 0.2 --out lists.csv",
        "openkitchen recommend model --out lists.csv --reasons reasons.csv",
    )
)
def recommend(
    bundle: Bundle,
    out: Annotated[Path, typer.Option(help="user_id,item_id,rank,score: CSV, or .parquet.")],
    users: Annotated[
        Path | None, typer.Option(help="A file with a column user_id; without it: all users.")
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="Length of each list.")] = 10,
    at: Annotated[
        str | None, typer.Option(help="The moment: epoch seconds or ISO 8601 (UTC).")
    ] = None,
    include_seen: Annotated[
        bool, typer.Option("--include-seen", help="Let lists hold what the user already had.")
    ] = False,
    history: Annotated[
        Path | None, typer.Option(help="Score these histories instead (columns as interactions).")
    ] = None,
    columns: Columns = None,
    rules: Annotated[
        Path | None, typer.Option(help="A file of rules, instead of the bundle's.")
    ] = None,
    allow: Annotated[
        Path | None,
        typer.Option(help="Only these: item_id, or user_id,item_id. Adds to the rules."),
    ] = None,
    deny: Annotated[
        Path | None, typer.Option(help="None of these: as --allow. Adds to the rules.")
    ] = None,
    diversity: Annotated[
        float | None, typer.Option(help="Re-rank for variety, from 0 (off) to 1.")
    ] = None,
    device: Annotated[
        str | None, typer.Option(help="The device that people are on, where the model tells.")
    ] = None,
    reasons: Annotated[
        Path | None, typer.Option(help="Also write the largest terms of each row to this file.")
    ] = None,
) -> None:
    """Write each user's list; a user whom nobody knows gets the cold-start list."""
    from openkitchen.pipelines.files import recommend_files

    with progress_bar() as progress:
        count = recommend_files(
            bundle,
            out,
            users=users,
            k=k,
            at=moment(at),
            include_seen=include_seen,
            history=history,
            columns=pairs(columns or (), "--columns"),
            rules=rules,
            allow=allow,
            deny=deny,
            diversity=diversity,
            device=device,
            reasons=reasons,
            progress=progress,
        )
    for note in count.notes:
        say(note)
    say(
        f"{plural(count.rows, 'row')} for {plural(count.users, 'user')} "
        f"{'is' if count.rows == 1 else 'are'} in {out}."
    )


@app.command(
    epilog=examples(
        "openkitchen evaluate --recommendations lists.csv --truth test.csv --train train.csv",
        "openkitchen evaluate model --truth test.csv --json",
        "openkitchen evaluate --recommendations l.csv --truth t.csv --columns uid=user_id",
        "openkitchen evaluate --dir shop --html page.html",
    )
)
def evaluate(
    bundle: Annotated[
        Path | None, typer.Argument(help="A bundle, or the workspace that holds one.")
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option(help="What the users chose: user_id,item_id[,timestamp][,grade]"),
    ] = None,
    recommendations: Annotated[
        Path | None, typer.Option(help="Lists of any model: user_id,item_id[,rank][,score]")
    ] = None,
    train: Annotated[
        Path | None,
        typer.Option(help="What the model learned from: leaves the truth, gives the baseline."),
    ] = None,
    items: Annotated[
        Path | None, typer.Option(help="item_id,<attributes…>: the catalogue, and variety.")
    ] = None,
    users: Annotated[
        Path | None, typer.Option(help="user_id,<attributes…>: figures by group.")
    ] = None,
    dir: Annotated[
        Path | None, typer.Option(help="A workspace: its test period is the truth.")
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(metavar="THEIRS=OURS,…", help="A column's name in the files = its name here."),
    ] = None,
    k: Annotated[list[int] | None, typer.Option("-k", min=1, help="List lengths.")] = None,
    keep_seen: Annotated[
        bool, typer.Option("--keep-seen", help="Count what users had chosen before, too.")
    ] = False,
    amazon: Annotated[
        bool, typer.Option("--amazon", help="Add the metrics of Amazon Personalize.")
    ] = False,
    bootstrap: Annotated[int, typer.Option(min=0, help="Draws for the intervals; 0: none.")] = 1000,
    json: Json = False,
    html: Annotated[
        Path | None, typer.Option(help="Also write a page for people to this file.")
    ] = None,
) -> None:
    """Score lists, or a bundle's lists, against what users chose: figures with intervals."""
    from openkitchen.evaluate import Options
    from openkitchen.pipelines.judging import evaluate_given
    from openkitchen.pipelines.material import Given
    from openkitchen.reporting import evaluation_page

    named = several(columns or (), "--columns")
    given = Given(bundle, dir, recommendations, truth, train, items, users, named)
    options = Options(tuple(k or (10,)), keep_seen=keep_seen, amazon=amazon, bootstrap=bootstrap)
    with progress_bar(quiet=json) as progress:
        judged = evaluate_given(given, options, progress=progress)
    own = judged.evaluation
    others = {one.name: one.evaluation for one in judged.beside}
    write_page(
        html,
        lambda: evaluation_page(own, others, judged.comparison, judged.sentence(), judged.segments),
    )
    if json:
        show_json(judged.to_dict())
        return
    show_lines([judged.sentence()])
    heads = ("figure", "value", "low", "high", "users")
    strongest = next(iter(others), "")
    beside = (strongest, "difference", "low", "high") if strongest else ()
    period = f", {own.period}" if own.period else ""
    show_table(f"{plural(own.n_users, 'user')}{period}", (*heads, *beside), judged.rows())
    if judged.segments is not None:
        show_lines(judged.segments.sentences())
    for note in own.notes():
        say(note)
