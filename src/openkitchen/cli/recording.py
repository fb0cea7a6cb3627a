"""Keep the answers of the ``experiment`` commands in the workspace's ledger."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from openkitchen.cli.screen import say

if TYPE_CHECKING:
    from openkitchen.pipelines.material import Given

__all__ = ["Record", "keep"]

Record = Annotated[
    bool, typer.Option(help="With --dir, keep question and answer in the workspace's ledger.")
]


class _Answer(Protocol):
    def sentences(self) -> list[str]: ...

    def to_dict(self) -> dict[str, Any]: ...


def keep(given: Given, command: str, answer: _Answer, started: float, *, record: bool) -> None:
    """Keep an answer, where a workspace was asked.

    Parameters
    ----------
    given
        What was named.
    command
        ``how-many``, ``segments`` …
    answer
        The answer.
    started
        When it was asked, by `time.perf_counter`.
    record
        Whether to keep it at all.
    """
    if not record or given.dir is None:
        return
    from openkitchen.pipelines.kept_pages import keep_answer
    from openkitchen.pipelines.ledgers import record_answer

    entry = record_answer(given, command, answer, perf_counter() - started)
    if entry is not None:
        keep_answer(given.dir, command, entry.id, answer)
        say(f"Kept in the ledger as {entry.id}.")
