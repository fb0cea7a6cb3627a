"""``experiment``: how many to show, for whom it works, the season, cold start, the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openkitchen.cli.parsing import several
from openkitchen.cli.recording import Record, answered
from openkitchen.cli.screen import (
    examples,
    say,
    show_table,
)

if TYPE_CHECKING:
    from openkitchen.pipelines.material import Given

app = typer.Typer(
    help="Questions about lists, answered with figures, intervals and sentences.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Bundle = Annotated[Path | None, typer.Argument(help="A bundle, or the workspace that holds one.")]
Dir = Annotated[Path | None, typer.Option(help="A workspace: its test period is the truth.")]
Lists = Annotated[Path | None, typer.Option(help="Lists of any model: user_id,item_id,rank")]
Truth = Annotated[
    Path | None, typer.Option(help="What users chose later: user_id,item_id[,timestamp]")
]
Train = Annotated[Path | None, typer.Option(help="What was known before: user_id,item_id")]
Items = Annotated[Path | None, typer.Option(help="item_id,<attributes…>")]
Users = Annotated[Path | None, typer.Option(help="user_id,<attributes…>")]
Columns = Annotated[
    list[str] | None,
    typer.Option(metavar="THEIRS=OURS,…", help="A column's name in the files = its name here."),
]
Length = Annotated[int, typer.Option("-k", min=1, help="Length of the lists.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Html = Annotated[Path | None, typer.Option(help="Also write a page for people to this file.")]


@app.command(
    "how-many",
    epilog=examples(
        "openkitchen experiment how-many --dir shop",
        "openkitchen experiment how-many model --truth later.csv --worth 0.02 --html page.html",
    ),
)
def how_many(
    bundle: Bundle = None,
    dir: Dir = None,
    recommendations: Lists = None,
    truth: Truth = None,
    train: Train = None,
    items: Items = None,
    columns: Columns = None,
    worth: Annotated[
        float, typer.Option(help="The least that a slot must add, in hits per user.")
    ] = 0.01,
    longest: Annotated[int, typer.Option(min=1, help="The longest list to look at.")] = 50,
    record: Record = True,
    json: Json = False,
    html: Html = None,
) -> None:
    """Say what each further slot adds, and past which it adds too little."""
    from openkitchen.pipelines.answers import answer_how_many
    from openkitchen.reporting import how_many_page

    given = _given(bundle, dir, recommendations, truth, train, items, None, columns)
    answer = answered(
        given,
        "how-many",
        lambda progress: answer_how_many(given, worth, longest, progress),
        how_many_page,
        record=record,
        json=json,
        html=html,
    )
    if answer is None:
        return
    columns_shown = ("slots", "precision", "recall", "coverage", "adds", "low", "high", "smoothed")
    rows = [
        (r.k, r.precision, r.recall, r.coverage, r.adds, r.low, r.high, r.smooth)
        for r in answer.rows
    ]
    show_table("What each slot adds, in hits per user", columns_shown, rows)


@app.command(
    epilog=examples(
        "openkitchen experiment segments --dir shop",
        "openkitchen experiment segments --dir shop --by membership --own-models",
        "openkitchen experiment segments model --truth later.csv --users people.csv --json",
    )
)
def segments(
    bundle: Bundle = None,
    dir: Dir = None,
    recommendations: Lists = None,
    truth: Truth = None,
    train: Train = None,
    items: Items = None,
    users: Users = None,
    columns: Columns = None,
    by: Annotated[
        list[str] | None,
        typer.Option(help="An attribute of users or items; may repeat. Without it, all."),
    ] = None,
    metric: Annotated[str, typer.Option(help="What to compare.")] = "ndcg",
    least: Annotated[
        int, typer.Option("--min-users", min=2, help="Users that a group needs for a verdict.")
    ] = 30,
    level: Annotated[float, typer.Option(help="Share of false alarms among the verdicts.")] = 0.05,
    own_models: Annotated[
        bool, typer.Option("--own-models", help="Also fit a model for each of the largest groups.")
    ] = False,
    k: Length = 10,
    record: Record = True,
    json: Json = False,
    html: Html = None,
) -> None:
    """Compare groups of people, and kinds of items, with the others."""
    from openkitchen.pipelines.answers import answer_segments
    from openkitchen.reporting import segments_page

    given = _given(bundle, dir, recommendations, truth, train, items, users, columns)
    answer = answered(
        given,
        "segments",
        lambda progress: answer_segments(
            given, k, metric, by, least, level, own=own_models, progress=progress
        ),
        lambda a: segments_page(a.users, a.items, a.own, a.sentences()),
        record=record,
        json=json,
        html=html,
    )
    if answer is None:
        return
    _show_segments(f"Groups of people, {metric}@{k}", answer.users.rows)
    if answer.items:
        _show_segments("Kinds of items, share of their choices found", answer.items)
    if answer.own is not None and answer.own.rows:
        heads = (
            "group",
            "people",
            "own",
            "of all",
            "difference",
            "low",
            "high",
            "a model of its own",
        )
        rows = [
            (f"{r.attribute} = {r.value}", r.n_users, r.own, r.shared, r.difference, r.low, r.high,
             r.verdict)
            for r in answer.own.rows
        ]  # fmt: skip
        show_table("Models of their own, same people", heads, rows)


@app.command(
    epilog=examples(
        "openkitchen experiment season --dir shop",
        "openkitchen experiment season model --month 6 --calendar seasons.yml",
    )
)
def season(
    bundle: Bundle = None,
    dir: Dir = None,
    recommendations: Lists = None,
    truth: Truth = None,
    train: Train = None,
    items: Items = None,
    columns: Columns = None,
    calendar: Annotated[
        Path | None, typer.Option(help="Words and their months, in YAML: christmas: [11, 12]")
    ] = None,
    season_column: Annotated[
        str | None, typer.Option(help="The only column of the items with such words.")
    ] = None,
    months: Annotated[int, typer.Option(min=0, help="How many months to replay.")] = 6,
    month: Annotated[
        int | None, typer.Option(min=1, max=12, help="The month whose lists are looked at.")
    ] = None,
    k: Length = 10,
    record: Record = True,
    json: Json = False,
    html: Html = None,
) -> None:
    """Say which months the data cover, what goes with them, and what is out of season."""
    from openkitchen.pipelines.answers import answer_season
    from openkitchen.reporting import season_page

    given = _given(bundle, dir, recommendations, truth, train, items, None, columns)
    answer = answered(
        given,
        "season",
        lambda progress: answer_season(given, k, calendar, season_column, months, month, progress),
        season_page,
        record=record,
        json=json,
        html=html,
    )
    if answer is None:
        return
    show_table(
        "Months in the data",
        ("month", "events", "years", "what can be said"),
        [(m.name, m.events, ", ".join(map(str, m.years)), m.status) for m in answer.months],
    )
    told = [t for t in answer.terms if t.seasonal][:20]
    if told:
        show_table(
            "What goes with the season",
            ("kind of item", "events", "highest", "times", "low", "high", "lowest", "times", "q"),
            [
                (f"{t.attribute} = {t.value}", t.events, t.month, t.ratio, t.low, t.high,
                 t.lowest_month, t.lowest_ratio, t.q)
                for t in told
            ],
        )  # fmt: skip
    if answer.replays:
        show_table(
            f"A replay per month, {answer.metric}@{answer.k}",
            ("month", "year", "state", "people", "value", "low", "high", "popularity"),
            [
                (r.month, "" if r.year is None else str(r.year), r.state, r.n_users, r.value, r.low,
                 r.high, r.popularity)
                for r in answer.replays
            ],
        )  # fmt: skip


@app.command(
    "cold-start",
    epilog=examples(
        "openkitchen experiment cold-start --dir shop",
        "openkitchen experiment cold-start model -k 20 --html page.html",
    ),
)
def cold_start(
    bundle: Bundle = None,
    dir: Dir = None,
    train: Train = None,
    columns: Columns = None,
    k: Length = 10,
    record: Record = True,
    json: Json = False,
    html: Html = None,
) -> None:
    """Say what a new user gets, what changes it, and where new items stand."""
    from openkitchen.pipelines.answers import answer_cold_start
    from openkitchen.reporting import cold_start_page

    given = _given(bundle, dir, None, None, train, None, None, columns)
    answer = answered(
        given,
        "cold-start",
        lambda progress: answer_cold_start(given, k, progress),
        cold_start_page,
        record=record,
        json=json,
        html=html,
    )
    if answer is None:
        return
    show_table(
        "What a score is made of",
        (
            "events",
            "popularity",
            "attributes",
            "history",
            "other",
            "list as a newcomer's",
            "people",
        ),
        [
            (r.events, r.popularity, r.attributes, r.history, r.other, r.like_popular, r.n_users)
            for r in answer.rows
        ],
    )
    show_table(
        "The list of someone new",
        ("place", "item", "score", "taken before"),
        [(r.rank, r.item_id, r.score, r.taken) for r in answer.new_user],
    )
    show_table(
        "Items by how often they were taken",
        ("taken", "items", "shown", "of the catalogue", "of the slots"),
        [(r.taken, r.n_items, r.n_shown, r.of_catalogue, r.of_slots) for r in answer.new_items],
    )


@app.command(
    epilog=examples(
        "openkitchen experiment catalogue --dir shop",
        "openkitchen experiment catalogue --recommendations lists.csv --truth t.csv --items i.csv",
    )
)
def catalogue(
    bundle: Bundle = None,
    dir: Dir = None,
    recommendations: Lists = None,
    truth: Truth = None,
    train: Train = None,
    items: Items = None,
    columns: Columns = None,
    k: Length = 10,
    record: Record = True,
    json: Json = False,
    html: Html = None,
) -> None:
    """Say how much of the catalogue is shown, how evenly, and of which kinds."""
    from openkitchen.pipelines.answers import answer_catalogue
    from openkitchen.reporting import catalogue_page

    given = _given(bundle, dir, recommendations, truth, train, items, None, columns)
    answer = answered(
        given,
        "catalogue",
        lambda progress: answer_catalogue(given, k, progress),
        catalogue_page,
        record=record,
        json=json,
        html=html,
    )
    if answer is None:
        return
    beside = {row.metric: row.value for row in answer.beside}
    show_table(
        f"Lists of {k}",
        ("figure", "value", "low", "high", "n", "popularity"),
        [(r.name, r.value, r.low, r.high, r.n_users, beside.get(r.metric)) for r in answer.figures],
    )
    show_table(
        "Kinds of items",
        ("kind", "items", "shown", "of the catalogue", "of the slots", "ratio"),
        [
            (
                f"{r.attribute} = {r.value}",
                r.n_items,
                r.n_shown,
                r.of_catalogue,
                r.of_slots,
                r.ratio,
            )
            for r in answer.kinds[:60]
        ],
    )


def _given(
    bundle: Path | None,
    dir: Path | None,
    recommendations: Path | None,
    truth: Path | None,
    train: Path | None,
    items: Path | None,
    users: Path | None,
    columns: list[str] | None,
) -> Given:
    from openkitchen.pipelines.material import Given

    named = several(columns or (), "--columns")
    return Given(bundle, dir, recommendations, truth, train, items, users, named)


def _show_segments(title: str, rows: Any) -> None:
    heads = ("group", "people", "value", "low", "high", "popularity", "others", "q", "verdict")
    show_table(
        title,
        heads,
        [
            (f"{r.attribute} = {r.value}", r.n_users, r.mean, r.low, r.high, r.popularity, r.others,
             r.q, r.verdict)
            for r in rows
        ],
    )  # fmt: skip
    say("q: the chance of a false alarm, over all groups together (Benjamini and Hochberg).")
