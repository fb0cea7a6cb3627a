"""``pilot``: ask real people what they think of two arms, and read out what they say."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
    from openkitchen.pilot.mailing import Sent

app = typer.Typer(
    help="A pilot: real people, a mail a week, one page on a telephone, an honest readout.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=examples(
        "openkitchen pilot plan --dir shop",
        "openkitchen pilot invite people.csv --dir shop",
        "openkitchen pilot send --dir shop                 once a week",
        "openkitchen pilot remind --dir shop               some days later",
        "openkitchen pilot readout --dir shop --html pilot.html",
    ),
)

Dir = Annotated[Path, typer.Option("--dir", help="The workspace, or the bundle.")]
Store = Annotated[
    str,
    typer.Option(
        envvar="OPENKITCHEN_STORE",
        help="URL of the servers' database; without it: SQLite beside what is served.",
    ),
]
Name = Annotated[str, typer.Option("--name", help="Another pilot than the one in pilot.yml.")]
Stated = Annotated[
    Path | None, typer.Option("--file", help="Where the pilot is stated; else conf/base/pilot.yml.")
]
Eml = Annotated[
    Path | None, typer.Option(help="Write mails as .eml files into this folder; send none.")
]
Week = Annotated[int | None, typer.Option(min=1, help="Which week; else the one that it is.")]
Person = Annotated[str, typer.Argument(help="A participant: number, address or user id.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(
    epilog=examples(
        "openkitchen pilot plan --dir shop",
        "openkitchen pilot plan --people 30 --weeks 6 --items 4 --json",
    )
)
def plan(
    dir: Dir = Path(),
    people: Annotated[int | None, typer.Option(min=2, help="In the place of pilot.yml's.")] = None,
    weeks: Annotated[int | None, typer.Option(min=1, help="In the place of pilot.yml's.")] = None,
    items: Annotated[int | None, typer.Option(min=1, help="In the place of pilot.yml's.")] = None,
    design: Annotated[str | None, typer.Option(help="interleaved, alternating or split.")] = None,
    power: Annotated[float, typer.Option(min=0.05, max=0.99, help="Chance to find it.")] = 0.8,
    file: Stated = None,
    json: Json = False,
) -> None:
    """Say how small a difference a pilot of this size can show."""
    from openkitchen.pilot.planner import make_plan
    from openkitchen.pilot.settings import settings_of
    from openkitchen.pipelines.pilot import stated_in

    given = {"people": people, "weeks": weeks, "items": items, "design": design}
    stated = stated_in(dir, file).model_dump(mode="json")
    settings = settings_of(stated | {n: v for n, v in given.items() if v is not None})
    found = make_plan(settings, power)
    if json:
        show_json(found.to_dict())
        return
    show_lines(found.sentences())
    heads = (
        "people",
        "weeks",
        "items",
        "stay",
        "ratings each",
        "d",
        "spread",
        "found from (steps)",
    )
    rows = [tuple(asdict(row).values()) for row in found.rows]
    show_table("The plan, and others", heads, rows)


@app.command(
    epilog=examples(
        "openkitchen pilot invite people.csv --dir shop",
        "openkitchen pilot invite people.csv --dir shop --eml mails",
    )
)
def invite(
    people: Annotated[Path, typer.Argument(help="CSV: address[,user_id][,name]")],
    dir: Dir = Path(),
    mail: Annotated[
        bool, typer.Option("--mail/--no-mail", help="Send the invitation, or only note people.")
    ] = True,
    eml: Eml = None,
    store: Store = "",
    file: Stated = None,
    json: Json = False,
) -> None:
    """Let people take part, and send each an invitation; the first call begins the pilot."""
    from openkitchen.pilot.people import read_guests
    from openkitchen.pipelines.pilot_rounds import let_in, send_invitations

    found = let_in(dir, read_guests(people), store, file, mail=mail)
    sent = None
    if mail:
        with progress_bar(quiet=json) as progress:
            sent = send_invitations(dir, store, file, eml, progress)
    if json:
        facts = {"invited": len(found.new), "known": list(found.known), "deleted": found.deleted}
        show_json(facts | {"mails": None if sent is None else asdict(sent)})
    else:
        show_lines([plural(len(found.new), "person takes", "people take") + " part from now on."])
        if found.known:
            say(f"{len(found.known)} were in it already, or had left: nothing changed for them.")
        if found.deleted:
            say(f"{found.deleted} had their data deleted, and are not invited again.")
        _tell(sent)
    _end(sent)


@app.command(
    epilog=examples(
        "openkitchen pilot send --dir shop",
        "openkitchen pilot send --dir shop --week 3 --eml mails",
    )
)
def send(
    dir: Dir = Path(),
    week: Week = None,
    eml: Eml = None,
    store: Store = "",
    file: Stated = None,
    json: Json = False,
) -> None:
    """Make this week's lists and send them; asked again, it sends what is left."""
    from openkitchen.pipelines.pilot_rounds import send_week

    with progress_bar(quiet=json) as progress:
        done = send_week(dir, week, store, file, eml, progress)
    made, sent = done.made, done.sent
    if json:
        show_json({"week": done.number, "lists": asdict(made), "mails": asdict(sent)})
    else:
        show_lines([f"Week {done.number}: {made.new} new lists, {made.earlier} were there."])
        if made.empty:
            say(f"No arm has anything for: {', '.join(map(str, made.empty))}.")
        _tell(sent)
    _end(sent)


@app.command(epilog=examples("openkitchen pilot remind --dir shop"))
def remind(
    dir: Dir = Path(),
    week: Week = None,
    eml: Eml = None,
    store: Store = "",
    file: Stated = None,
    json: Json = False,
) -> None:
    """Remind, once a week, who got a list and has said nothing about it."""
    from openkitchen.pipelines.pilot_rounds import remind_silent

    with progress_bar(quiet=json) as progress:
        done = remind_silent(dir, week, store, file, eml, progress)
    if json:
        show_json({"week": done.number, "mails": asdict(done.sent)})
    else:
        _tell(done.sent)
    _end(done.sent)


@app.command(epilog=examples("openkitchen pilot status --dir shop --json"))
def status(
    dir: Dir = Path(), name: Name = "", store: Store = "", file: Stated = None, json: Json = False
) -> None:
    """Say how the pilot stands: people, mails, answers, week by week."""
    from openkitchen.pilot.status import status_of
    from openkitchen.pipelines.pilot import open_pilot

    with open_pilot(dir, store, name, file=file) as desk:
        found = status_of(desk)
    if json:
        show_json(found.to_dict())
        return
    show_lines(found.sentences())
    heads = ("week", "lists", "sent", "waiting", "refused", "reminded", "answered", "ratings")
    show_table("Weeks", heads, [tuple(asdict(row).values()) for row in found.rows])
    show_table("People", ("number", "address", "state", "answers"), found.numbers)


@app.command(epilog=examples("openkitchen pilot close --dir shop"))
def close(
    dir: Dir = Path(), name: Name = "", store: Store = "", file: Stated = None, json: Json = False
) -> None:
    """End the pilot: no mails any more, pages say thank you; the readout stays."""
    from openkitchen.pilot.desk import close_pilot
    from openkitchen.pipelines.pilot import open_pilot

    with open_pilot(dir, store, name, file=file) as desk:
        at = close_pilot(desk)
    if json:
        show_json({"pilot": desk.name, "closed_at": at})
        return
    show_lines([f"The pilot {desk.name} is closed."])


def _tell(sent: Sent | None) -> None:
    if sent is not None:
        first, *more = sent.sentences()
        show_lines([first])
        for sentence in more:
            say(sentence)
        if sent.left:
            say("Run the same command again.")


def _end(sent: Sent | None) -> None:
    if sent is not None and not sent.complete:
        raise typer.Exit(1)
