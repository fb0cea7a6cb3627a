"""``explain``, ``why-not``, ``weights``: a score taken apart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openkitchen.cli.parsing import moment
from openkitchen.cli.screen import examples, show_json, show_lines, show_table

app = typer.Typer(rich_markup_mode=None)

Bundle = Annotated[Path, typer.Argument(help="A bundle, or the workspace that holds one.")]
User = Annotated[str, typer.Argument(help="A user id; an unknown one is a brand-new user.")]
Item = Annotated[str, typer.Argument(help="An item id.")]
At = Annotated[str | None, typer.Option(help="The moment: epoch seconds or ISO 8601 (UTC).")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


Rules = Annotated[Path | None, typer.Option(help="A file of rules, instead of the bundle's.")]
Diversity = Annotated[
    float | None, typer.Option(help="How strongly the list was re-ranked for variety, 0 to 1.")
]
Device = Annotated[
    str | None, typer.Option(help="The device that the person is on, where the model tells.")
]
HEADINGS = ("block", "feature", "value", "weight", "contribution")


@app.command(
    epilog=examples(
        "openkitchen explain model user-17 item-4",
        "openkitchen explain model user-17 item-4 --at 2026-08-31 --json",
        "openkitchen explain model user-17 item-4 --above item-9    why is it above that one?",
    )
)
def explain(
    bundle: Bundle,
    user: User,
    item: Item,
    at: At = None,
    above: Annotated[
        str | None, typer.Option(metavar="ITEM2", help="Compare with this item instead.")
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="Show every term.")] = False,
    rules: Rules = None,
    diversity: Diversity = None,
    device: Device = None,
    json: Json = False,
) -> None:
    """Say why a user gets an item: the largest terms and the rest, which sum to the score."""
    from openkitchen.pipelines.explaining import tell, tell_above
    from openkitchen.pipelines.rules import load_ruled

    model = load_ruled(bundle, rules, diversity=diversity, device=device)
    told = (
        tell(model, user, item, moment(at))
        if above is None
        else tell_above(model, user, item, above, moment(at))
    )
    if json:
        show_json(told.to_dict())
        return
    show_lines(told.sentences())
    what = "Score" if above is None else "Difference"
    show_table(f"{what} {told.total:.6g}", HEADINGS, told.rows(None) if all else told.rows())


@app.command(
    "why-not",
    epilog=examples("openkitchen why-not model user-17 item-99"),
)
def why_not(
    bundle: Bundle,
    user: User,
    item: Item,
    at: At = None,
    k: Annotated[int, typer.Option("-k", min=1, help="Length of the list.")] = 10,
    rules: Rules = None,
    diversity: Diversity = None,
    device: Device = None,
    json: Json = False,
) -> None:
    """Say why an item is missing from a user's list: the rule, or how far away it is."""
    from openkitchen.explain import why_not as explained
    from openkitchen.pipelines.rules import load_ruled

    model = load_ruled(bundle, rules, diversity=diversity, device=device)
    answer = explained(model, user, item, moment(at), k=k)
    if json:
        show_json(answer.to_dict())
        return
    show_lines(answer.sentences())


@app.command(
    epilog=examples("openkitchen similar model item-4", "openkitchen similar model item-4 --json")
)
def similar(
    bundle: Bundle,
    item: Item,
    k: Annotated[int, typer.Option("-k", min=1, help="How many.")] = 10,
    json: Json = False,
) -> None:
    """Show the items that the model treats alike, and which inputs make them so."""
    from openkitchen.pipelines.bundles import load_bundle
    from openkitchen.pipelines.explaining import tell_similar

    answer, sentences = tell_similar(load_bundle(bundle), item, k)
    if json:
        show_json(answer.to_dict())
        return
    show_lines(sentences)


@app.command(
    epilog=examples(
        "openkitchen weights model",
        "openkitchen weights model --feature diet=vegan --json",
    )
)
def weights(
    bundle: Bundle,
    feature: Annotated[str | None, typer.Option(help="This feature alone.")] = None,
    most: Annotated[int, typer.Option(min=1, help="Rows to show.")] = 40,
    json: Json = False,
) -> None:
    """Show what the model learned: each block's share, and the largest weights."""
    from openkitchen.pipelines.bundles import load_bundle
    from openkitchen.pipelines.explaining import tell_weights

    told = tell_weights(load_bundle(bundle), feature, most)
    if json:
        show_json(told.to_dict())
        return
    if feature is None:
        show_table(*told.blocks())
    show_table(*told.table())
    show_lines(told.sentences())
