"""``quality``: which quality issues there are, how they stand here, what interviews say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openkitchen.cli.screen import (
    examples,
    progress_bar,
    say,
    show_json,
    show_lines,
    show_table,
    write_page,
)

app = typer.Typer(
    help="Quality issues that practitioners name, each with the check that watches it here.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Dir = Annotated[Path, typer.Option(help="The workspace.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Html = Annotated[Path | None, typer.Option(help="Also write a page for people to this file.")]
Phase = Annotated[
    str | None,
    typer.Option(
        help="collection, preparation, evaluation, deployment, maintenance or people alone."
    ),
]


@app.command(
    "list", epilog=examples("openkitchen quality list", "openkitchen quality list --phase people")
)
def list_issues(phase: Phase = None, json: Json = False) -> None:
    """List the issues of the catalogue, and what watches each."""
    from openkitchen.pipelines.quality import issues_for

    issues = issues_for((), phase)
    if json:
        show_json([one.to_dict() for one in issues])
        return
    rows = [(one.phase, one.name, one.title, one.check) for one in issues]
    show_table("Quality issues", ("phase", "issue", "in words", "what watches it"), rows)


@app.command(
    epilog=examples(
        "openkitchen quality show stale-model",
        "openkitchen quality show split-identities --dir shop",
    )
)
def show(
    issue: Annotated[str, typer.Argument(help="Name of an issue.")],
    dir: Annotated[Path | None, typer.Option(help="The workspace to check it on.")] = None,
    json: Json = False,
) -> None:
    """Say everything about an issue: why it hurts, its check, what to do, who describes it."""
    from openkitchen.pipelines.quality import check_quality, issues_for

    if dir is None:
        told = issues_for([issue])[0]
        if json:
            show_json(told.to_dict())
            return
        show_lines(told.lines())
        return
    entry = check_quality(dir, [issue]).entries[0]
    if json:
        show_json(entry.to_dict())
        return
    show_lines(entry.lines())


@app.command(
    epilog=examples(
        "openkitchen quality check --dir shop",
        "openkitchen quality check --dir shop --phase collection --html register.html",
        "openkitchen quality check --dir shop --only leaking-test --json",
        "",
        "Ends with 0 when nothing is broken, and with 1 when something is.",
    )
)
def check(
    dir: Dir = Path(),
    only: Annotated[
        list[str] | None, typer.Option(help="This issue alone; may be given again.")
    ] = None,
    phase: Phase = None,
    json: Json = False,
    html: Html = None,
) -> None:
    """Check the issues on a workspace; each is fine, to be watched, broken, or not checkable."""
    from openkitchen.pipelines.quality import check_quality
    from openkitchen.pipelines.quality_page import register_page

    with progress_bar(quiet=json) as progress:
        register = check_quality(dir, only or (), phase, progress)
    write_page(html, lambda: register_page(register))
    if json:
        show_json(register.to_dict())
    else:
        rows = [one.row() for one in register.entries]
        show_table("Quality register", ("phase", "issue", "state", "what was found"), rows)
        show_lines(register.sentences())
    if register.broken:
        raise typer.Exit(1)


@app.command(
    "import",
    epilog=examples(
        "openkitchen quality import interview-05.txt",
        "openkitchen quality import interviews/ --dir shop --html interviews.html",
        "openkitchen quality import interviews/ --codes codes.txt --joins joins.yml --json",
    ),
)
def import_(
    files: Annotated[
        list[Path], typer.Argument(help="Coded transcripts (.txt, .md), or folders of them.")
    ],
    dir: Annotated[
        Path | None, typer.Option(help="The workspace to keep them in; without it, only read.")
    ] = None,
    codes: Annotated[
        Path | None, typer.Option(help="A code on each line: these are codes, nothing else is.")
    ] = None,
    questions: Annotated[
        str, typer.Option(metavar="PATTERN", help="What codes of questions look like.")
    ] = "",
    joins: Annotated[
        Path | None, typer.Option(help="YAML: code: issue, for codes in words of your own.")
    ] = None,
    json: Json = False,
    html: Html = None,
) -> None:
    """Read coded interviews as a tool for qualitative analysis exports them, whole."""
    from openkitchen.pipelines.quality import import_interviews
    from openkitchen.pipelines.quality_page import interviews_page

    imported = import_interviews(files, dir, codes=codes, questions=questions, joins=joins)
    write_page(html, lambda: interviews_page(imported))
    if json:
        show_json(imported.to_dict())
        return
    show_lines(imported.sentences())
    rows = [
        (one.code, one.passages, one.files, ", ".join(one.questions), imported.issues_of(one.code))
        for one in imported.interviews.codes
    ]
    show_table("Codes", ("code", "passages", "files", "questions", "issue"), rows)
    together = [(p.first, p.second, p.together, p.share) for p in imported.interviews.pairs]
    show_table("Codes that go together", ("code", "and", "passages", "share"), together)


@app.command(
    epilog=examples(
        "openkitchen quality quotes Data-no-signal --dir shop",
        "openkitchen quality quotes Q2.1 --dir shop --json",
    )
)
def quotes(
    code: Annotated[str, typer.Argument(help="A code, also of a question, or an issue's name.")],
    dir: Dir = Path(),
    json: Json = False,
) -> None:
    """Print what was said under a code, or about an issue."""
    from openkitchen.pipelines.quality import quotes_for

    found = quotes_for(dir, code)
    if json:
        show_json([one.to_dict() for one in found])
        return
    show_lines(line for one in found for line in one.lines())


@app.command(epilog=examples("openkitchen quality remove interview-05.txt --dir shop"))
def remove(
    name: Annotated[str, typer.Argument(help="Name of the imported file.")], dir: Dir = Path()
) -> None:
    """Remove an imported transcript from a workspace."""
    from openkitchen.pipelines.quality import remove_interview

    remove_interview(dir, name)
    say(f"{name} is not kept any more.")
