"""``whatif`` and ``levers``: what if the data were different."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from openkitchen.cli.parsing import moment, numbers, pairs
from openkitchen.cli.screen import (
    examples,
    progress_bar,
    say,
    show_json,
    show_lines,
    show_table,
)
from openkitchen.errors import plural

if TYPE_CHECKING:
    from openkitchen.experiments import WhatIf, WhatIfs

app = typer.Typer(rich_markup_mode=None)
what = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Ask what if the data were different: weights as they are, and learned anew.",
    epilog=examples(
        "openkitchen whatif model forget-user user-17",
        "openkitchen whatif model history user-17 --without item-4",
        "openkitchen whatif model drop diet --truth later.csv",
        "openkitchen whatif model item item-4 --set cuisine=thai --save model2",
    ),
)


Mode = Literal["frozen", "refit"]
Bundle = Annotated[Path, typer.Argument(help="A bundle, or the workspace that holds one.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Length = Annotated[int, typer.Option("-k", min=1, help="Length of the lists.")]
Modes = Annotated[
    Mode | None, typer.Option(help="frozen: same weights; refit: learned anew; without it both.")
]
Save = Annotated[
    Path | None, typer.Option(help="Write the changed model as a bundle (refit unless --mode).")
]
Truth = Annotated[
    Path | None, typer.Option(help="What users chose later (user_id,item_id): gives the metrics.")
]


Keep = Annotated[
    bool,
    typer.Option(
        help="Keep what refits need in the bundle's folder (prepared/): later questions start "
        "at once. Its size is told first; it may be deleted at any time."
    ),
]


@what.callback()
def bundle_of(context: typer.Context, bundle: Bundle, keep: Keep = True) -> None:
    """Hold the bundle that is asked."""
    context.obj = (bundle, keep)


@what.command("forget-user", epilog=examples("openkitchen whatif model forget-user user-17"))
def forget_user(
    context: typer.Context,
    user: Annotated[str, typer.Argument(help="A user id.")],
    mode: Modes = None,
    save: Save = None,
    truth: Truth = None,
    k: Length = 10,
    json: Json = False,
) -> None:
    """Leave a user out: events and attributes."""
    _answer(context, mode, save, truth, k, json, lambda w: w.forget_user(user))


@what.command(
    epilog=examples("openkitchen whatif model history user-17 --without item-4 --without item-9")
)
def history(
    context: typer.Context,
    user: Annotated[str, typer.Argument(help="A user id.")],
    without: Annotated[list[str], typer.Option(help="An item of the history; may repeat.")],
    mode: Modes = None,
    save: Save = None,
    truth: Truth = None,
    k: Length = 10,
    json: Json = False,
) -> None:
    """Leave items out of a user's history."""
    _answer(context, mode, save, truth, k, json, lambda w: w.history(user, without))


@what.command(
    epilog=examples(
        "openkitchen whatif model person user-17 --set diet=vegan",
        "openkitchen whatif model person user-17 --without item-4 --rule-off seen --json",
    )
)
def person(
    context: typer.Context,
    user: Annotated[str, typer.Argument(help="A user id.")],
    without: Annotated[
        list[str] | None, typer.Option(help="An item of the history; may repeat.")
    ] = None,
    set: Annotated[
        list[str] | None, typer.Option(metavar="ATTRIBUTE=VALUE", help="May repeat.")
    ] = None,
    rule_off: Annotated[
        list[str] | None, typer.Option(help="A rule that is not to hold; may repeat.")
    ] = None,
    k: Length = 10,
    json: Json = False,
) -> None:
    """Say what becomes of one person's list; the weights stay, and it takes no time."""
    from openkitchen.experiments.personal import Play, play
    from openkitchen.pipelines.bundles import load_bundle

    values: dict[str, str | None] = {**pairs(set or (), "--set")}
    told = Play(tuple(without or ()), values, tuple(rule_off or ()))
    found = play(load_bundle(context.obj[0]), user, told, k)
    if json:
        show_json(found.to_dict())
        return
    show_lines(found.sentences())
    show_table("The list, before and after", ("place", "before", "after"), found.rows())


@what.command(
    epilog=examples(
        "openkitchen whatif model drop users.diet --truth later.csv",
        "openkitchen whatif model drop diet=vegan",
        "openkitchen whatif model drop --each --truth later.csv",
    )
)
def drop(
    context: typer.Context,
    feature: Annotated[
        str | None, typer.Argument(help="An attribute, one of its values, or an item's id.")
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="Every attribute, one at a time.")] = False,
    mode: Modes = None,
    save: Save = None,
    truth: Truth = None,
    k: Length = 10,
    json: Json = False,
) -> None:
    """Leave a feature out."""
    if feature is not None and not each:
        _answer(context, mode, save, truth, k, json, lambda w: w.drop(feature))
        return
    if not each or feature is not None or save is not None:
        raise typer.BadParameter("name a feature, or give --each alone")
    _each(context, mode, truth, k, json)


@what.command(epilog=examples("openkitchen whatif model add loyalty.csv tier --truth later.csv"))
def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="user_id or item_id, and the column.")],
    column: Annotated[str, typer.Argument(help="The column.")],
    mode: Modes = None,
    save: Save = None,
    truth: Truth = None,
    k: Length = 10,
    json: Json = False,
) -> None:
    """Add a column to the users or the items."""
    from openkitchen.pipelines.what_ifs import add_from_file

    _answer(context, mode, save, truth, k, json, lambda w: add_from_file(w, file, column))


@what.command(
    epilog=examples("openkitchen whatif model item item-4 --set cuisine=thai --set 'tags=a|b'")
)
def item(
    context: typer.Context,
    item: Annotated[str, typer.Argument(help="An item id.")],
    set: Annotated[list[str], typer.Option(metavar="ATTRIBUTE=VALUE", help="May repeat.")],
    mode: Modes = None,
    save: Save = None,
    truth: Truth = None,
    k: Length = 10,
    json: Json = False,
) -> None:
    """Give an item other attributes."""
    values: dict[str, str | None] = {**pairs(set, "--set")}
    _answer(context, mode, save, truth, k, json, lambda w: w.item(item, values))


@what.command(epilog=examples("openkitchen whatif model window --since 2026-03-01"))
def window(
    context: typer.Context,
    since: Annotated[str | None, typer.Option(help="Epoch seconds or ISO 8601 (UTC).")] = None,
    until: Annotated[str | None, typer.Option(help="Epoch seconds or ISO 8601 (UTC).")] = None,
    mode: Modes = None,
    save: Save = None,
    truth: Truth = None,
    k: Length = 10,
    json: Json = False,
) -> None:
    """Leave out what was recorded before or after a moment."""
    _answer(context, mode, save, truth, k, json, lambda w: w.window(moment(since), moment(until)))


@what.command(
    epilog=examples(
        "openkitchen whatif model weights --type purchase=3 --type view=0.5",
        "openkitchen whatif model weights --values 1 --mode frozen",
    )
)
def weights(
    context: typer.Context,
    type: Annotated[
        list[str] | None, typer.Option(metavar="TYPE=WEIGHT", help="May repeat.")
    ] = None,
    values: Annotated[
        float | None,
        typer.Option(min=0, help="An event counts its value, beside a typical one, to this power."),
    ] = None,
    mode: Modes = None,
    save: Save = None,
    truth: Truth = None,
    k: Length = 10,
    json: Json = False,
) -> None:
    """Let events count otherwise, by type and by value."""
    told = numbers(type or (), "--type")
    _answer(context, mode, save, truth, k, json, lambda w: w.weights(told, values))


@what.command(epilog=examples("openkitchen whatif model append today.csv --save model2"))
def append(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="user_id,item_id,timestamp")],
    mode: Modes = None,
    save: Save = None,
    truth: Truth = None,
    k: Length = 10,
    json: Json = False,
) -> None:
    """Add events, such as those of a day, to those that the bundle holds."""
    from openkitchen.pipelines.what_ifs import append_from_file

    _answer(context, mode, save, truth, k, json, lambda w: append_from_file(w, file))


@what.command(
    "smallest-set", epilog=examples("openkitchen whatif model smallest-set user-17 item-4")
)
def smallest_set(
    context: typer.Context,
    user: Annotated[str, typer.Argument(help="A user id.")],
    item: Annotated[str, typer.Argument(help="An item of the user's list.")],
    most: Annotated[int, typer.Option(min=1, help="Refits at most.")] = 400,
    k: Length = 10,
    json: Json = False,
) -> None:
    """Find the fewest items of a history without which an item leaves the user's list."""
    from openkitchen.pipelines.what_ifs import open_what_ifs

    bundle, keep = context.obj
    with progress_bar(quiet=json) as progress:
        what_ifs = open_what_ifs(bundle, k, progress=progress, keep=keep)
        found = what_ifs.smallest_set(user, item, most)
    if json:
        show_json(found.to_dict())
        return
    show_lines(found.sentences())


@app.command(
    epilog=examples("openkitchen levers model item-4", "openkitchen levers model i --json")
)
def levers(
    bundle: Bundle,
    item: Annotated[str, typer.Argument(help="An item id.")],
    k: Length = 10,
    keep: Keep = True,
    json: Json = False,
) -> None:
    """Try every single change of an item's attributes: how often it would be shown, to whom."""
    from openkitchen.pipelines.what_ifs import open_what_ifs

    with progress_bar(quiet=json) as progress:
        found = open_what_ifs(bundle, k, progress=progress, keep=keep).levers(item)
    if json:
        show_json(found.to_dict())
        return
    columns = ("change", "gained", "lists now", "frozen", "refit", "won", "lost", "for whom")
    show_table(
        f"Item {item} in {plural(found.n_users, 'list')} of {k}",
        columns,
        [
            (r.change, r.gained, r.before, r.frozen, r.after, r.won, r.lost, r.whom)
            for r in found.rows
        ],
    )
    say("Make only changes that are true of the item.")


def _answer(
    context: typer.Context,
    mode: Mode | None,
    save: Path | None,
    truth: Path | None,
    k: int,
    json: bool,
    ask: Callable[[WhatIfs], WhatIf],
) -> None:
    """Ask, show and save."""
    from openkitchen.pipelines.what_ifs import open_what_ifs

    bundle, keep = context.obj
    with progress_bar(quiet=json) as progress:
        answer = ask(open_what_ifs(bundle, k, truth, mode, progress, keep=keep))
        if save is not None:
            answer.save(save, mode)
    if json:
        show_json(answer.to_dict())
        return
    show_lines(answer.sentences())
    for one in answer.outcomes:
        if one.exposures:
            show_table(
                f"{one.mode}: items shown more or less",
                ("item", "gained", "before", "after"),
                [(e.item_id, e.gained, e.before, e.after) for e in one.exposures[:10]],
            )
    if save is not None:
        say(f"The changed model is in {save}.")


def _each(
    context: typer.Context, mode: Mode | None, truth: Path | None, k: int, json: bool
) -> None:
    from openkitchen.pipelines.what_ifs import open_what_ifs

    bundle, keep = context.obj
    with progress_bar(quiet=json) as progress:
        answers = open_what_ifs(bundle, k, truth, mode, progress, keep=keep).drop_each()
    if json:
        show_json({name: answer.to_dict() for name, answer in answers.items()})
        return
    rows = [(name, *one.summary()) for name, a in answers.items() for one in a.outcomes]
    columns = ("without", "mode", "lists changed", "overlap", "rbo", "ndcg", "low", "high")
    show_table("Each attribute left out", columns, rows)
