"""``identity``: who is who."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from openkitchen.cli.screen import examples, progress_bar, say, show_json, show_lines, show_table
from openkitchen.errors import plural

app = typer.Typer(
    help="Tell which visitors and customers are one person.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Dir = Annotated[Path, typer.Option(help="The workspace.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same result.")]


@app.command(epilog=examples("openkitchen identity resolve --edges logins.csv --out map.csv"))
def resolve(
    edges: Annotated[
        Path,
        typer.Option(help="visitor_id,customer_id[,evidence,first_seen,last_seen,count]"),
    ],
    out: Annotated[Path, typer.Option(help="visitor_id,user_id,customer_id,status")],
    people: Annotated[
        Path | None,
        typer.Option(help="Customers that are one person, as identity link writes them."),
    ] = None,
    share: Annotated[
        float, typer.Option(help="Share of what a device does that must be one customer's.")
    ] = 0.95,
    doubt: Annotated[
        float, typer.Option(help="Above this probability one login is taken for a stranger's.")
    ] = 0.5,
    json: Json = False,
) -> None:
    """Give every visitor a user; shared devices and strangers' logins are kept apart."""
    from openkitchen.identity import Guard, resolve_file

    counts = resolve_file(edges, out, Guard(share, doubt), people)
    if json:
        show_json(counts.to_dict())
        return
    say(
        f"{plural(counts.visitors, 'visitor is', 'visitors are')} "
        f"{plural(counts.users, 'user')}; the map is in {out}."
    )
    say(
        f"{counts.linked:,} belong to a customer, {counts.shared:,} are shared, "
        f"{counts.doubtful:,} doubtful, {counts.anonymous:,} anonymous."
    )


@app.command(
    epilog=examples(
        "openkitchen identity link crm.csv --out persons.csv",
        "openkitchen identity link --people crm.csv --id CUST_NO --out persons.csv",
        "openkitchen identity link crm.parquet --out persons.csv --pairs pairs.csv \\",
        "    --cost-false-merge 10 --cost-missed 1",
        "openkitchen identity link labelled.csv --truth PERSON --out persons.csv",
        "",
        "Decisions are rows of record_id_l,record_id_r,decision (accept or reject); they win.",
    )
)
def link(
    out: Annotated[Path, typer.Option(help="record_id,person_id,probability")],
    file: Annotated[Path | None, typer.Argument(help="One row per record, any columns.")] = None,
    people: Annotated[Path | None, typer.Option(help="The same file, by name.")] = None,
    id: Annotated[
        str | None,
        typer.Option("--id", help="The record's own id; else the only column without doubles."),
    ] = None,
    cost_false_merge: Annotated[
        float, typer.Option(help="What it costs to take two people for one.")
    ] = 1.5,
    cost_missed: Annotated[
        float, typer.Option(help="What it costs to take one person for two.")
    ] = 1.0,
    decisions: Annotated[Path | None, typer.Option(help="What people decided.")] = None,
    pairs: Annotated[
        Path | None, typer.Option(help="Also write the pairs, with the weight of each column.")
    ] = None,
    one_each: Annotated[
        str | None,
        typer.Option(help="A column such as the source: a person has one record of each value."),
    ] = None,
    truth: Annotated[
        str | None,
        typer.Option(help="A column with the true person: only compared with what is found."),
    ] = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Tell which records of a people file are one person; no labels are needed."""
    from openkitchen.identity.linking import Costs, facts_of, learned, link_file, sentences

    costs, given = Costs(cost_false_merge, cost_missed), file or people
    if given is None or (file and people):
        raise typer.BadParameter("name one file: openkitchen identity link crm.csv --out p.csv")
    with progress_bar(quiet=json) as progress:
        linked = link_file(given, id, out, costs, decisions, pairs, one_each, seed, progress, truth)
    if json:
        show_json(facts_of(linked))
        return
    rows = [(c.name, c.kind, f"{c.filled:.0%}", c.why) for c in linked.columns]
    show_table("Columns", ("column", "taken for", "filled", "because of"), rows)
    if linked.trained:
        columns = ("compared", "agreement", "weight in bits", "share of one person's pairs")
        weights = [(*row[:3], f"{row[3]:.1%}") for row in learned(linked)]
        show_table("What was learned", columns, weights)
    show_lines(sentences(linked))
    say(f"The persons are in {out}.")


@app.command(epilog=examples("openkitchen identity versions --dir shop"))
def versions(dir: Dir = Path(), json: Json = False) -> None:
    """List the versions of the identity map."""
    from openkitchen.pipelines.identity_views import open_identity

    desk = open_identity(dir)
    found, in_use = desk.versions(), desk.in_use()
    if json:
        show_json([one.to_dict() | {"in_use": one.name == in_use} for one in found])
        return
    rows = [
        (
            one.number,
            one.name,
            f"{one.made_at:%Y-%m-%d %H:%M}",
            one.counts.visitors,
            one.counts.users,
            *(one.changes.get(name, 0) for name in ("merges", "splits", "moved_events")),
            "in use" if one.name == in_use else "",
        )
        for one in found
    ]
    columns = (
        "version",
        "name",
        "data until",
        "visitors",
        "users",
        "merges",
        "splits",
        "moved events",
    )
    show_table("Versions", (*columns, ""), rows)


@app.command(epilog=examples("openkitchen identity diff 1 2 --dir shop"))
def diff(
    before: Annotated[str, typer.Argument(help="Number or name of a version.")],
    after: Annotated[str, typer.Argument(help="Number or name of another.")],
    dir: Dir = Path(),
    json: Json = False,
) -> None:
    """Say what changed from one version of the map to another."""
    from openkitchen.pipelines.identity_views import open_identity

    found = open_identity(dir).diff(before, after)
    if json:
        show_json(found.to_dict())
        return
    show_lines(found.sentences())
    for title, groups in (("Merged", found.merges), ("Split", found.splits)):
        rows = [(one.user, one.parts_in_short(), one.events) for one in groups[:20]]
        if rows:
            show_table(f"{title}, the largest first", ("user", "parts", "events"), rows)


@app.command(epilog=examples("openkitchen identity impact 1 2 --dir shop"))
def impact(
    before: Annotated[str, typer.Argument(help="Number or name of a version.")],
    after: Annotated[str, typer.Argument(help="Number or name of another.")],
    dir: Dir = Path(),
    k: Annotated[int, typer.Option("-k", min=1, help="Length of the lists.")] = 10,
    draws: Annotated[int, typer.Option(min=1, help="Refits on resampled data.")] = 3,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Say for whom recommendations change if the map does, and how much beside noise."""
    from openkitchen.pipelines.identity_views import open_identity

    with progress_bar(quiet=json) as progress:
        found = open_identity(dir).impact(before, after, k, draws, seed, progress)
    if json:
        show_json(found.to_dict())
        return
    show_lines(found.sentences())
    rows = [
        (one.before, one.after, one.overlap, one.rbo, ", ".join(one.entered[:5]))
        for one in found.lists.most_changed[:10]
    ]
    columns = ("before", "after", f"overlap@{k}", "rbo", "new in the list")
    show_table("Lists that change most", columns, rows)
    say(f"The page is in {found.page}.")


@app.command(
    epilog=examples(
        "openkitchen identity review --dir shop",
        "openkitchen identity review --dir shop --accept 3f2a9c11 --reject 90be77aa --by Ada",
    )
)
def review(
    dir: Dir = Path(),
    accept: Annotated[
        list[str] | None, typer.Option(help="Answer a question with yes; may be given again.")
    ] = None,
    reject: Annotated[
        list[str] | None, typer.Option(help="Answer a question with no; may be given again.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who decides.")] = "",
    why: Annotated[str, typer.Option(help="Why.")] = "",
    most: Annotated[int, typer.Option(min=1, help="Show so many questions.")] = 30,
    json: Json = False,
) -> None:
    """Show what is uncertain, and keep decisions, which win from the next run on."""
    from openkitchen.pipelines.identity_views import open_identity

    desk = open_identity(dir)
    made = desk.decide(accept or [], reject or [], by, why) if accept or reject else []
    waiting = desk.waiting()
    beside = desk.beside(waiting if json else waiting[:most])
    if json:
        show_json(
            {
                "waiting": [
                    {**one.to_dict(), "records": asdict(beside[one.id])}
                    if one.id in beside
                    else one.to_dict()
                    for one in waiting
                ],
                "decided": [one.to_dict() for one in desk.folder.log.decisions().values()],
            }
        )
        return
    rows = [
        (
            one.id,
            one.words,
            f"{one.probability:.0%}",
            "\n".join([one.because, *(beside[one.id].lines() if one.id in beside else [])]),
        )
        for one in waiting[:most]
    ]
    if rows:
        show_table("Waiting", ("id", "question", "probability", "because"), rows)
    if made:
        say(f"{len(made)} decisions kept; they win from the next openkitchen run on.")
    say(f"Questions that wait: {len(waiting):,}; the page is in {desk.write_review()}.")


@app.command(epilog=examples("openkitchen identity mock 50 --by category --dir shop"))
def mock(
    n: Annotated[int, typer.Argument(min=1, help="How many mock users.")],
    by: Annotated[
        str, typer.Option(help="Item attribute whose values are the segments; else found.")
    ] = "",
    dir: Dir = Path(),
    json: Json = False,
) -> None:
    """Make mock users from item segments, for the time before there is a map."""
    from openkitchen.pipelines.identity_views import open_identity

    version = open_identity(dir).mock(n, by)
    if json:
        show_json(version.to_dict())
        return
    say(
        f"{version.counts.users:,} mock users stand for {version.counts.visitors:,} visitors in "
        f"version {version.number} ({version.name})."
    )
    say(
        f"To build on them, write identity: {{use: {version.number}}} in conf/base/parameters.yml; "
        "all that is made with them is marked as mock."
    )


@app.command(epilog=examples("openkitchen identity figures --dir shop"))
def figures(
    version: Annotated[str, typer.Option(help="A version; the one in use without it.")] = "",
    dir: Dir = Path(),
    json: Json = False,
) -> None:
    """Count cross-device users, users per device class, and events without a user."""
    from openkitchen.pipelines.identity_views import open_identity

    found = open_identity(dir).figures(version)
    if json:
        show_json(found.to_dict())
        return
    show_lines(found.sentences())
    rows = [(one.device, one.users, one.events) for one in found.devices]
    show_table("Devices", ("device", "known users", "events"), rows)
