"""``experiment ask`` and ``again``: a question with arms, a verdict, an entry in the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openkitchen.cli.parsing import moment, numbers, whole_numbers
from openkitchen.cli.screen import (
    examples,
    progress_bar,
    show_json,
    show_lines,
    show_table,
    write_page,
)

if TYPE_CHECKING:
    from openkitchen.experiments.asked import Answered, Asked

Dir = Annotated[
    Path | None, typer.Option(help="A workspace: its test period is the truth.  [default: .]")
]
LedgerFile = Annotated[
    Path | None, typer.Option(help="The ledger's file; that of the workspace without it.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Html = Annotated[Path | None, typer.Option(help="Also write a page for people to this file.")]
Many = list[str] | None


def add_to(app: typer.Typer) -> None:
    """Put the commands into their group."""
    app.command(
        epilog=examples(
            'openkitchen experiment ask "Does diet help?" --drop users.diet --why "it costs money"',
            'openkitchen experiment ask "Buy the segments?" --add users:segments.csv:segment',
            'openkitchen experiment ask "Is a month enough?" --window 30 -k 5,10',
            'openkitchen experiment ask "Does diet help?" model --truth later.csv --drop diet',
        )
    )(ask)
    app.command(epilog=examples("openkitchen experiment again Q3", "openkitchen experiment list"))(
        again
    )


def ask(
    question: Annotated[str, typer.Argument(help="The question in words.")],
    bundle: Annotated[
        Path | None, typer.Argument(help="A bundle; its truth comes with --truth.")
    ] = None,
    dir: Dir = None,
    drop: Annotated[
        Many, typer.Option(help="Without this column, level or context: users.diet. May repeat.")
    ] = None,
    add: Annotated[
        Many, typer.Option(help="With this column: users:FILE:column or items:FILE:column.")
    ] = None,
    forget: Annotated[Many, typer.Option(help="Without this user. May repeat.")] = None,
    window: Annotated[
        float, typer.Option(min=0, help="With the events of the last so many days alone.")
    ] = 0.0,
    since: Annotated[str | None, typer.Option(help="With events since then alone.")] = None,
    until: Annotated[str | None, typer.Option(help="With events until then alone.")] = None,
    weights: Annotated[
        str, typer.Option(metavar="TYPE=WEIGHT,…", help="With events that count otherwise.")
    ] = "",
    values: Annotated[
        float | None, typer.Option(min=0, help="With events' values to this power.")
    ] = None,
    map: Annotated[
        Many, typer.Option(help="With this version of the identity map. May repeat.")
    ] = None,
    rules: Annotated[
        bool, typer.Option(help="Whether the rules of the model hold for the lists compared.")
    ] = True,
    truth: Annotated[Path | None, typer.Option(help="What users chose later.")] = None,
    users: Annotated[Path | None, typer.Option(help="user_id,<attributes…>, for groups.")] = None,
    by: Annotated[Many, typer.Option(help="Look at groups by this attribute. Else by all.")] = None,
    k: Annotated[
        str, typer.Option("-k", "--k", help="Lengths of the lists; the first counts: 5,10. Without "
                          "it, the slots that are assumed, or 10.")
    ] = "",
    margin: Annotated[
        float, typer.Option(min=0, help="A difference of nDCG below this counts as none.  "
                            "[default: 5% of nDCG as it is]", show_default=False)
    ] = 0.0,
    level: Annotated[float, typer.Option(help="Level of the tests.")] = 0.05,
    twins: Annotated[
        int, typer.Option(min=0, help="Shuffled copies of a column, 99 or more; more are made "
                          "where so few could tell none of the columns from noise.  "
                          "[default: 99, more for many columns]", show_default=False)
    ] = 0,
    seed: Annotated[int, typer.Option(help="Of the shuffling and the intervals.")] = 0,
    why: Annotated[str, typer.Option(help="Why this is asked; kept in the ledger.")] = "",
    hypothesis: Annotated[str, typer.Option(help="What is expected; kept too.")] = "",
    record: Annotated[
        bool, typer.Option(help="Keep question and answer in the workspace's ledger.")
    ] = True,
    ledger: LedgerFile = None,
    json: Json = False,
    html: Html = None,
) -> None:  # fmt: skip
    """Ask what a change would do: a verdict, who is affected, which lists change."""
    from openkitchen.pipelines.asking import Question
    from openkitchen.pipelines.ledgers import Reasons, ask_and_record, ledger_in, slots_in
    from openkitchen.pipelines.material import Given

    folder = dir if bundle is not None or dir is not None else Path()
    file = ledger or (ledger_in(folder) if record and folder is not None else None)
    asked = Question(
        question, tuple(drop or ()), tuple(add or ()), tuple(forget or ()), window,
        _iso(since), _iso(until), numbers([w for w in weights.split(",") if w], "--weights"),
        values, tuple(map or ()), whole_numbers(k, "-k") or (slots_in(file or folder) or 10,),
        twins, margin, level, seed, tuple(by or ()), rules,
    )  # fmt: skip
    given = Given(bundle=bundle, dir=folder, truth=truth, users=users)
    with progress_bar(quiet=json) as progress:
        found = ask_and_record(given, asked, Reasons(why, hypothesis), file, progress)
    _show(found.asked, found.sentences(), html)
    if json:
        show_json(found.to_dict())
        return
    show_lines(found.sentences())
    _show_tables(found.asked)


def again(
    id: Annotated[str, typer.Argument(help="Which question: Q3.")],
    dir: Dir = None,
    ledger: LedgerFile = None,
    json: Json = False,
    html: Html = None,
) -> None:
    """Ask a question of the ledger once more: is the verdict the same today."""
    from openkitchen.pipelines.ledgers import ask_again, ledger_in

    folder = dir if dir is not None or ledger is not None else Path()
    with progress_bar(quiet=json) as progress:
        before, found = ask_again(ledger or ledger_in(folder or Path()), id, folder, progress)
    same = found.same_as(before)
    said = f"The verdict is {'the same as' if same else 'another than'} in {before.id}: "
    said += before.verdict if same else f"{before.verdict} then, {found.asked.verdict} now."
    _show(found.asked, [said, *found.sentences()], html)
    if json:
        show_json({"same": same, "before": before.verdict, **found.to_dict()})
        return
    show_lines([said, *found.sentences()])
    _show_tables(found.asked)


def _show(asked: Asked, sentences: list[str], html: Path | None) -> None:
    from openkitchen.reporting.asked_page import asked_page

    write_page(html, lambda: asked_page(asked, sentences))


def _show_tables(asked: Asked) -> None:
    heads = ("arm", "verdict", "with", "without", "difference", "low", "high", "copies as good",
             "p information", "p difference")  # fmt: skip
    show_table(f"nDCG@{asked.ks[0]}, same people", heads, [_row(arm) for arm in asked.arms])
    for arm in asked.arms:
        rows: list[tuple[object, ...]] = [
            (m.name, m.first, m.second, m.value, m.low, m.high) for m in arm.metrics
        ]
        rows += [(f"{c.metric}@{c.k}", c.first, c.second, c.first - c.second, None, None)
                 for c in arm.catalogue]  # fmt: skip
        figures = ("figure", "with", "without", "difference", "low", "high")
        show_table(f"{arm.name}: all figures", figures, rows)
        if arm.touched:
            show_table(
                f"{arm.name}: who is affected",
                ("group", "people", "place with", "without", "higher by", "q"),
                [(f"{r.attribute} = {r.value}", r.n_users, r.first, r.second,
                  f"{r.higher:+.1%}", r.q) for r in arm.touched],
            )  # fmt: skip
        show_table(
            f"{arm.name}: items whose lists change most",
            ("item", "without", "with", "gained"),
            [(e.item_id, e.before, e.after, e.gained) for e in arm.exposures[:8]],
        )


def _row(arm: Answered) -> tuple[object, ...]:
    worth, copies = arm.worth, arm.copies
    told = (None, None) if copies is None else (f"{copies.n_as_good} of {copies.n}",
                                                copies.p_together)  # fmt: skip
    return (arm.name, arm.finding.words, worth.first, worth.second, worth.value, worth.low,
            worth.high, *told, arm.p_together)  # fmt: skip


def _iso(text: str | None) -> str:
    read = moment(text)
    return "" if read is None else read.isoformat()
