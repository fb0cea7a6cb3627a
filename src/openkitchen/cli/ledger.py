"""``experiment list``, ``show``, ``compare``, ``decide``, ``assume`` …: the ledger as typed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from openkitchen.cli.screen import examples, say, show_json, show_lines, show_table, write_page
from openkitchen.errors import plural

if TYPE_CHECKING:
    from openkitchen.experiments.ledger import Ledger

Dir = Annotated[Path, typer.Option(help="The workspace.")]
LedgerFile = Annotated[
    Path | None, typer.Option("--ledger", help="The ledger's file; that of the workspace without.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Html = Annotated[Path | None, typer.Option(help="Also write a page for people to this file.")]
Id = Annotated[str, typer.Argument(help="Which question: Q3.")]


def add_to(app: typer.Typer) -> None:
    """Put the commands into their group."""
    app.command("list", epilog=examples("openkitchen experiment list --html ledger.html"))(listed)
    app.command(epilog=examples("openkitchen experiment show Q3"))(show)
    app.command(epilog=examples("openkitchen experiment compare Q1 Q3"))(compare)
    app.command(
        epilog=examples('openkitchen experiment decide Q3 "We keep it" --follow-up "ask in May"')
    )(decide)
    app.command(
        epilog=examples(
            "openkitchen experiment export --format md --out ledger.md",
            "openkitchen experiment export --mlflow http://127.0.0.1:5000",
        )
    )(export)
    app.command(
        epilog=examples('openkitchen experiment assume slots 6 --why "the page has room for six"')
    )(assume)
    app.command(epilog=examples("openkitchen experiment assumptions"))(assumptions)


def listed(
    dir: Dir = Path(), ledger: LedgerFile = None, json: Json = False, html: Html = None
) -> None:
    """List what was asked, what came out, and what was decided."""
    from openkitchen.experiments.ledger_views import row_of
    from openkitchen.reporting.ledger_page import ledger_page

    known = _open(dir, ledger)
    write_page(html, lambda: ledger_page(known))
    if json:
        show_json({"questions": [_told(known, entry.id) for entry in known.entries]})
        return
    if not known.entries:
        say('Nothing was asked yet. Ask: openkitchen experiment ask "…" --drop users.diet')
        return
    heads = ("id", "asked", "question", "verdict", "decision")
    rows = [row_of(known, entry) for entry in known.entries]
    show_table("", heads, [(r[0], r[1][:10], r[2], r[3], r[5]) for r in rows])


def show(id: Id, dir: Dir = Path(), ledger: LedgerFile = None, json: Json = False) -> None:
    """Show one question: why, the answer, what it rests on, what was decided."""
    from openkitchen.experiments.ledger_views import sentences_of

    known = _open(dir, ledger)
    entry = known.find(id)
    if json:
        show_json(_told(known, entry.id))
        return
    show_lines(sentences_of(known, entry))


def compare(
    ids: Annotated[list[str], typer.Argument(help="Two questions or more: Q1 Q3.")],
    dir: Dir = Path(),
    ledger: LedgerFile = None,
    json: Json = False,
) -> None:
    """Say what is not the same in several questions: verdicts, figures, data, settings."""
    from openkitchen.experiments.ledger_views import compare_entries

    known = _open(dir, ledger)
    entries = [known.find(one) for one in ids]
    rows = compare_entries(entries)
    if json:
        names = [entry.id for entry in entries]
        show_json({r.what: dict(zip(names, r.values, strict=True)) for r in rows})
        return
    show_table("", ("", *(entry.id for entry in entries)), [(r.what, *r.values) for r in rows])


def decide(
    id: Id,
    decision: Annotated[str, typer.Argument(help="What was decided.")],
    follow_up: Annotated[str, typer.Option(help="What is to be done next.")] = "",
    dir: Dir = Path(),
    ledger: LedgerFile = None,
) -> None:
    """Keep what was decided on a question."""
    from openkitchen.experiments.ledger import decide as keep

    made = keep(_file(dir, ledger), id, decision, follow_up)
    show_lines([f"Decided on {made.of}: {made.decision}"])


def export(
    dir: Dir = Path(),
    ledger: LedgerFile = None,
    format: Annotated[Literal["csv", "json", "md"], typer.Option(help="How.")] = "csv",
    out: Annotated[Path | None, typer.Option(help="The file; else it is printed.")] = None,
    mlflow: Annotated[
        str, typer.Option(help="Mirror the questions as runs to this MLflow tracking address.")
    ] = "",
) -> None:
    """Write the ledger for others: CSV, JSON, Markdown, or as runs of MLflow."""
    from openkitchen.experiments.ledger_views import export as written
    from openkitchen.experiments.tracking import mirror
    from openkitchen.sources.files import write_whole

    known = _open(dir, ledger)
    if mlflow:
        n = mirror(known, mlflow)
        show_lines([f"{plural(n, 'question is', 'questions are')} new at {mlflow}."])
        return
    text = written(known, format)
    if out is None:
        typer.echo(text, nl=False)
        return
    write_whole(out, text.encode())
    say(f"The ledger is in {out}.")


def assume(
    name: Annotated[str, typer.Argument(help="What: slots, context, season …")],
    value: Annotated[str, typer.Argument(help="What it is taken to be.")],
    why: Annotated[str, typer.Option(help="Why.")] = "",
    dir: Dir = Path(),
    ledger: LedgerFile = None,
) -> None:
    """Take something for true until it is known; later questions rest on it, and say so."""
    from openkitchen.experiments.ledger import assume as keep

    file = _file(dir, ledger)
    made = keep(file, name, value, why)
    show_lines([f"Assumed: {made.name} = {made.value}.", *_again(_open(dir, ledger), made.name)])


def assumptions(dir: Dir = Path(), ledger: LedgerFile = None, json: Json = False) -> None:
    """List what is assumed, what rests on it, and what must be looked at again."""
    known = _open(dir, ledger)
    moved = known.to_look_at_again()
    rows = []
    for name, value in known.in_force().items():
        last = [one for one in known.assumptions if one.name == name][-1]
        rests = [entry.id for entry in known.resting_on(name)]
        look = [entry.id for entry, names in moved if name in names]
        rows.append((name, value, last.why, last.at[:10], rests, look))
    if json:
        heads = ("name", "value", "why", "since", "rest_on_it", "look_at_again")
        show_json({"assumptions": [dict(zip(heads, row, strict=True)) for row in rows]})
        return
    if not rows:
        say("Nothing is assumed yet. Say: openkitchen experiment assume slots 6")
        return
    heads = ("assumption", "value", "why", "since", "rest on it", "look at again")
    show_table("", heads, [(*row[:4], ", ".join(row[4]), ", ".join(row[5])) for row in rows])


def _again(known: Ledger, name: str) -> list[str]:
    moved = [entry.id for entry, names in known.to_look_at_again() if name in names]
    if not moved:
        return []
    told = ", ".join(moved)
    return [f"Look again at {told}: openkitchen experiment again {moved[0]}"]


def _told(known: Ledger, id: str) -> dict[str, object]:
    from dataclasses import asdict

    look = {entry.id for entry, _ in known.to_look_at_again()}
    decided = [asdict(one) for one in known.decided(id)]
    return asdict(known.find(id)) | {"decisions": decided, "look_at_again": id in look}


def _open(dir: Path, ledger: Path | None) -> Ledger:
    from openkitchen.experiments.ledger import open_ledger

    return open_ledger(_file(dir, ledger))


def _file(dir: Path, ledger: Path | None) -> Path:
    from openkitchen.pipelines.ledgers import ledger_in

    return ledger or ledger_in(dir)
