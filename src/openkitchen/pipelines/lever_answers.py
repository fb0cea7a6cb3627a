"""Levers of one item as an answer of the ledger: what would bring it into more lists."""

from __future__ import annotations

from time import perf_counter

from openkitchen import __version__
from openkitchen.experiments import Lever, whatif
from openkitchen.experiments.ledger import Entry, open_ledger, record
from openkitchen.models import GlassBox, Progress
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.pipelines.identity_views import open_identity
from openkitchen.pipelines.kept_pages import keep_page
from openkitchen.pipelines.ledgers import ledger_in
from openkitchen.pipelines.workspace import Workspace
from openkitchen.reporting import AnswerPage, Titles
from openkitchen.reporting.answer_page import Section, Table
from openkitchen.reporting.wording import count, plural

__all__ = ["ask_levers", "example_item"]

_TOLD = 3
_HEAD = ("change", "lists now", "lists then", "new in", "gone from", "for whom most")


def ask_levers(
    workspace: Workspace, item: str, progress: Progress | None = None, k: int = 10
) -> Entry:
    """Try every single change of an item's attributes, and keep the answer.

    Parameters
    ----------
    workspace
        The workspace.
    item
        Which item; empty: one of middling popularity, as an example.
    progress
        Told of each change.
    k
        Length of the lists.

    Raises
    ------
    ModelError
        When the model is no glass box.
    UnknownName
        When the item is unknown.
    """
    started, model = perf_counter(), load_bundle(workspace.root)
    chosen = item or example_item(model)
    found = whatif(model, k, progress=progress, keep=workspace.bundle).levers(chosen)
    title = Titles.of(model.tables.items)[chosen]
    rows = found.rows
    question = f"What would bring “{title}” into more lists?"
    said = _sentences(title, rows, k)
    figures = {
        "k": k,
        "lists": found.n_users,
        "changes": {
            _plain(one.change): {"before": one.before, "after": one.after, "new in": one.won,
                                 "gone from": one.lost}
            for one in rows[:_TOLD]
        },
    }  # fmt: skip
    ledger = ledger_in(workspace.root)
    entry = Entry(
        question, "levers", said[0], said, figures, {"item": chosen},
        map_version=open_identity(workspace.root).in_use(), code=__version__,
        rests_on=open_ledger(ledger).in_force(), seconds=perf_counter() - started,
    )  # fmt: skip
    kept = record(ledger, entry)
    keep_page(workspace, kept.id, _page(question, said, rows, found.n_users, k))
    return kept


def example_item(model: GlassBox) -> str:
    """Return an item of middling popularity: known, and not among the best known."""
    return str(model.items[len(model.items) // 2])


def _sentences(title: str, rows: tuple[Lever, ...], k: int) -> tuple[str, ...]:
    gaining = [one for one in rows[:_TOLD] if one.gained > 0]
    if not gaining:
        return (f"No single change would bring “{title}” into more lists of {k}.",)
    return tuple(
        f"“{title}”: with “{_plain(one.change)}” it would be in {plural(one.after, 'list')} of {k} "
        f"instead of {count(one.before)}: new in {count(one.won)}, gone from {count(one.lost)}"
        f"{f'; most of them share {_plain(one.whom)}' if one.whom else ''}."
        for one in gaining
    )


def _page(
    question: str, said: tuple[str, ...], rows: tuple[Lever, ...], n_users: int, k: int
) -> AnswerPage:
    cells = tuple(
        (
            _plain(one.change),
            *(count(n) for n in (one.before, one.after, one.won, one.lost)),
            _plain(one.whom) or "nobody in particular",
        )
        for one in rows
    )
    table = Section(
        "All single changes, the best first",
        "Only a change that is true of the item may be made. Weights are learned anew for each.",
        table=Table(_HEAD, cells),
    )
    return AnswerPage(question, f"{plural(n_users, 'list')} of {k}.", said, (table,))


def _plain(text: str) -> str:
    return text.replace("_", " ").replace("=", ": ")
