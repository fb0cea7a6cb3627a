"""Keep the answers of the ``experiment`` commands in the workspace's ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

import typer

from openkitchen.cli.screen import progress_bar, say, show_json, show_lines, write_page

if TYPE_CHECKING:
    from openkitchen.models import Progress
    from openkitchen.pipelines.material import Given
    from openkitchen.reporting import AnswerPage

__all__ = ["Record", "answered"]

Record = Annotated[
    bool, typer.Option(help="With --dir, keep question and answer in the workspace's ledger.")
]


class _Answer(Protocol):
    def sentences(self) -> list[str]: ...

    def to_dict(self) -> dict[str, Any]: ...


A = TypeVar("A", bound=_Answer)


def answered(
    given: Given,
    command: str,
    ask: Callable[[Progress | None], A],
    page: Callable[[A], AnswerPage],
    *,
    record: bool,
    json: bool,
    html: Path | None,
) -> A | None:
    """Ask, keep the answer where a workspace was asked, and write what all commands write.

    Parameters
    ----------
    given
        What was named.
    command
        ``how-many``, ``segments`` …
    ask
        Takes what is told of long work; returns the answer.
    page
        Draws the answer for people.
    record
        Whether to keep it at all.
    json
        Whether to print JSON instead of sentences.
    html
        The file for the page; ``None`` for none.

    Returns
    -------
    The answer, whose tables are to be shown; ``None`` where JSON was printed.
    """
    started = perf_counter()
    with progress_bar(quiet=json) as progress:
        answer = ask(progress)
    if record and given.dir is not None:
        _keep(given, given.dir, command, answer, perf_counter() - started)
    write_page(html, lambda: page(answer))
    if json:
        show_json(answer.to_dict())
        return None
    show_lines(answer.sentences())
    return answer


def _keep(given: Given, folder: Path, command: str, answer: _Answer, seconds: float) -> None:
    from openkitchen.pipelines.kept_pages import keep_answer
    from openkitchen.pipelines.ledgers import record_answer

    entry = record_answer(given, command, answer, seconds)
    if entry is not None:
        keep_answer(folder, command, entry.id, answer)
        say(f"Kept in the ledger as {entry.id}.")
