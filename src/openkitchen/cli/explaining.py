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


@app.command(
    epilog=examples(
        "openkitchen explain model user-17 item-4",
        "openkitchen explain model user-17 item-4 --at 2026-08-31 --json",
    )
)
def explain(bundle: Bundle, user: User, item: Item, at: At = None, json: Json = False) -> None:
    """Say why a user gets an item: all the terms, which sum to the score."""
    from openkitchen.explain import explain as explained
    from openkitchen.pipelines.bundles import load_bundle

    answer = explained(load_bundle(bundle), user, item, moment(at))
    if json:
        show_json(answer.to_dict())
        return
    show_lines(answer.sentences())
    show_table(
        f"Score {answer.score:.6g}",
        ("block", "feature", "value", "weight", "contribution"),
        [(t.block, t.feature, t.value, t.weight, t.contribution) for t in answer.terms],
    )


@app.command(
    "why-not",
    epilog=examples("openkitchen why-not model user-17 item-99"),
)
def why_not(bundle: Bundle, user: User, item: Item, at: At = None, json: Json = False) -> None:
    """Say why an item is missing from a user's list, and how far away it is."""
    from openkitchen.explain import why_not as explained
    from openkitchen.pipelines.bundles import load_bundle

    answer = explained(load_bundle(bundle), user, item, moment(at))
    if json:
        show_json(answer.to_dict())
        return
    show_lines(answer.sentences())


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
    """Show what the model learned: the largest weights, by block and feature."""
    from openkitchen.explain import weights as learned
    from openkitchen.pipelines.bundles import load_bundle

    answer = learned(load_bundle(bundle), feature)
    if json:
        show_json(answer.to_dict())
        return
    if feature is None:
        show_table(
            f"The strongest of {len(answer.features):,} features",
            ("block", "feature", "strength", "share of weights told from zero"),
            [(f.block, f.feature, f.strength, f.clear_share) for f in answer.features[:most]],
        )
        return
    rows = sorted(answer.rows, key=lambda row: -abs(row.weight))[:most]
    show_table(
        f"The {len(rows):,} largest weights",
        ("block", "feature", "item", "weight", "standard error"),
        [(r.block, r.feature, r.item_id, r.weight, r.standard_error) for r in rows],
    )
