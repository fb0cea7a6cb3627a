"""``pilot readout`` and what goes with it: tables, people who leave, checks of the method."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from openkitchen.cli.piloting import Dir, Json, Name, Person, Stated, Store
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

__all__ = ["add_to"]


def opt_out(
    person: Person,
    dir: Dir = Path(),
    name: Name = "",
    store: Store = "",
    file: Stated = None,
    json: Json = False,
) -> None:
    """Let a participant stop: no mails any more, and the links end; answers are kept."""
    from openkitchen.pilot.people import find_participant, leave
    from openkitchen.pipelines.pilot import open_pilot

    with open_pilot(dir, store, name, file=file) as desk:
        row = find_participant(desk, person)
        new = leave(desk, row)
    if json:
        show_json({"number": row.number, "left": True, "new": new})
        return
    show_lines([f"Participant {row.number} gets no more mails{'' if new else ', as before'}."])


def delete(
    person: Person,
    dir: Dir = Path(),
    name: Name = "",
    store: Store = "",
    file: Stated = None,
    json: Json = False,
) -> None:
    """Delete all that the pilot keeps of a participant, and print a receipt."""
    from openkitchen.pilot.people import delete_person, find_participant
    from openkitchen.pipelines.pilot import open_pilot

    with open_pilot(dir, store, name, file=file) as desk:
        receipt = delete_person(desk, find_participant(desk, person))
    if json:
        show_json(asdict(receipt))
        return
    removed = ", ".join(f"{count} {what}" for what, count in receipt.removed.items())
    show_lines([f"Deleted: {removed}.", f"The receipt is {receipt.id}."])
    say("Mails that were sent, exports and .eml files are not in reach. To forget the person "
        "in models and events too: openkitchen forget.")  # fmt: skip


def export(
    out: Annotated[Path, typer.Option(help="A folder; with --person, a file.")],
    dir: Dir = Path(),
    person: Annotated[str | None, typer.Option(help="One participant's own data.")] = None,
    addresses: Annotated[
        bool, typer.Option("--addresses", help="Also tell names and addresses.")
    ] = False,
    name: Name = "",
    store: Store = "",
    file: Stated = None,
    json: Json = False,
) -> None:
    """Write tables of all that was shown and said, and the sheet for two readers."""
    from openkitchen.pilot.export import export_person, export_pilot, write_person
    from openkitchen.pilot.people import find_participant
    from openkitchen.pipelines.pilot import open_pilot

    with open_pilot(dir, store, name, file=file) as desk:
        if person is not None:
            write_person(export_person(desk, find_participant(desk, person)), out)
            written = {out.name: 1}
        else:
            written = export_pilot(desk, out, addresses=addresses)
    if json:
        show_json({"out": str(out), "rows": written})
        return
    show_lines(f"{file_name}: {plural(rows, 'row')}" for file_name, rows in written.items())


def readout(
    dir: Dir = Path(),
    codes: Annotated[
        list[Path] | None, typer.Option(help="A reader's sheet (words.csv, filled in); twice.")
    ] = None,
    offline: Annotated[
        list[Path] | None,
        typer.Option(help="Lists made before --truth: of the first arm, then of the second."),
    ] = None,
    truth: Annotated[Path | None, typer.Option(help="What was chosen after that.")] = None,
    train: Annotated[Path | None, typer.Option(help="What was chosen before.")] = None,
    metric: Annotated[str, typer.Option(help="The offline figure.")] = "ndcg",
    k: Annotated[int, typer.Option("--k", "-k", min=1, help="Length of the lists.")] = 10,
    pooled: Annotated[
        bool, typer.Option("--pooled", help="Refused: says what such a p-value is worth.")
    ] = False,
    name: Name = "",
    store: Store = "",
    file: Stated = None,
    json: Json = False,
    html: Annotated[Path | None, typer.Option(help="Also write a page for people.")] = None,
) -> None:
    """Say which arm people prefer, how sure that is, and what they wrote."""
    from openkitchen.pilot.readout import read_out, refuse_pooled
    from openkitchen.pipelines.pilot import coding_of, offline_given, open_pilot
    from openkitchen.reporting.pilot_page import readout_page

    with open_pilot(dir, store, name, file=file) as desk:
        if pooled:
            raise refuse_pooled(desk)
        found = read_out(
            desk, offline_given(offline or (), truth, metric, k, train), coding_of(codes or ())
        )
    write_page(html, lambda: readout_page(found))
    if json:
        show_json(found.to_dict())
        return
    show_lines(found.sentences())
    heads = ("arm", "people", "ratings", "mean step", "liked", "would act")
    rows = [(a.name, a.people, a.ratings, a.mean, a.liked, a.acted) for a in found.arms]
    show_table("Each arm, means of people's means", heads, rows)
    show_table(
        "Whole lists (steps 1 to 5)",
        ("question", "mean", "people"),
        [(one.question, one.mean, one.people) for one in found.whole],
    )
    if found.quotes:
        rows_of_words = [(q.answer, q.item, q.arm, q.words) for q in found.quotes]
        show_table("In their words", ("answer", "item", "arm", "words"), rows_of_words)


def simulate(
    runs: Annotated[int, typer.Option(min=20, help="Pilots with a known effect.")] = 500,
    tests: Annotated[int, typer.Option(min=20, help="Pilots without any.")] = 2000,
    effect: Annotated[float, typer.Option(help="The known effect, in steps.")] = 0.4,
    mixed: Annotated[
        int, typer.Option(min=0, help="How many of them the mixed model is fitted on.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Of all draws.")] = 0,
    json: Json = False,
) -> None:
    """Check the planner and the readout on made-up pilots whose truth is known; 1: one is off."""
    from openkitchen.pilot.proof import prove

    with progress_bar(quiet=json) as progress:
        found = prove(runs, tests, effect, mixed, seed, progress)
    if json:
        show_json([asdict(row) | {"holds": row.holds} for row in found])
    else:
        heads = ("what", "pilots", "measured", "from", "to", "holds")
        show_table(
            "Made-up pilots",
            heads,
            [(r.what, r.runs, r.measured, r.low, r.high, "yes" if r.holds else "NO")
             for r in found],
        )  # fmt: skip
    if not all(row.holds for row in found):
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the group ``pilot``."""
    app.command("opt-out", epilog=examples("openkitchen pilot opt-out ada@example.org --dir shop"))(
        opt_out
    )
    app.command(epilog=examples("openkitchen pilot delete ada@example.org --dir shop --json"))(
        delete
    )
    app.command(
        epilog=examples(
            "openkitchen pilot export --dir shop --out pilot-data",
            "openkitchen pilot export --dir shop --person ada@example.org --out ada.json",
        )
    )(export)
    app.command(
        epilog=examples(
            "openkitchen pilot readout --dir shop",
            "openkitchen pilot readout --dir shop --html pilot.html",
            "openkitchen pilot readout --dir shop --codes ada.csv --codes grace.csv",
            "openkitchen pilot readout --dir shop --offline a.csv --offline b.csv --truth t.csv",
        )
    )(readout)
    app.command(
        epilog=examples(
            "openkitchen pilot simulate",
            "openkitchen pilot simulate --runs 200 --effect 0.4 --json",
        )
    )(simulate)
