"""A chain from one recommendation back to the delivered lines that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import WorkspaceError, plural
from openkitchen.explain import Term, explain
from openkitchen.models import load
from openkitchen.pipelines.evidence import Evidence
from openkitchen.pipelines.receiving import sources_of
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.workspace import open_workspace
from openkitchen.prepare import load_days
from openkitchen.schema import split_sets
from openkitchen.schema.columns import CUSTOMER, ITEM, TIME, USER
from openkitchen.sources.lines import DeliveredRow
from openkitchen.store import open_store

__all__ = ["Trace", "TracedTerm", "trace"]

_TERMS, _ROWS = 10, 10


@dataclass(frozen=True, slots=True)
class TracedTerm:
    """One addend of the score, and what it rests on.

    Parameters
    ----------
    block, feature, contribution
        The term.
    rests_on
        What that is, in words.
    interactions
        Rows of the table ``interactions`` behind it: time and item of each, up to ten.
    n_interactions, n_rows
        How many interactions and delivered event rows there are; a row that was delivered twice is
        one interaction.
    rows
        The delivered rows, up to ten: file, line and receipt.
    """

    block: str
    feature: str
    contribution: float
    rests_on: str
    interactions: tuple[str, ...]
    n_interactions: int
    n_rows: int
    rows: tuple[DeliveredRow, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """A recommendation and the deliveries that it rests on.

    Parameters
    ----------
    user_id, item_id, score, rank
        The recommendation.
    terms
        The largest terms.
    n_terms, rest
        How many terms there are, and what those not shown add together.
    """

    user_id: str
    item_id: str
    score: float
    rank: int | None
    terms: tuple[TracedTerm, ...]
    n_terms: int
    rest: float

    def lines(self) -> Iterator[str]:
        """Yield the chain in words, line by line."""
        rank = f", place {self.rank}" if self.rank else ""
        score = f"score {self.score:.6g}{rank}, {plural(self.n_terms, 'term')}"
        yield f"{self.item_id} for {self.user_id}: {score}"
        for term in self.terms:
            yield f"{term.contribution:+.6g}  {term.block} · {term.feature}"
            yield f"    rests on {term.rests_on}"
            if term.n_interactions:
                yield (
                    f"    {plural(term.n_interactions, 'interaction')}: "
                    f"{', '.join(term.interactions)}"
                )
            for row in term.rows:
                shown = ", ".join(f"{k}={v}" for k, v in list(row.values.items())[:6])
                yield f"      {row.source} · {row.place}: {shown}"
            more = term.n_rows - len(term.rows)
            if more > 0:
                yield f"      … and {more:,} more rows"
        if self.n_terms > len(self.terms):
            yield f"{self.rest:+.6g}  {self.n_terms - len(self.terms):,} smaller terms together"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def trace(
    folder: Path, user: str, item: str, most_terms: int = _TERMS, most_rows: int = _ROWS
) -> Trace:
    """Follow a recommendation back: terms, interactions, typed rows, files, lines, receipts.

    Parameters
    ----------
    folder
        A workspace that has been run.
    user, item
        The recommendation; any item with a score will do.
    most_terms, most_rows
        How many terms to follow, and how many rows to show of each.

    Raises
    ------
    WorkspaceError
        The workspace has not been run.
    UnknownName
        There is no such item.
    """
    workspace = open_workspace(folder)
    shelf = open_shelf(workspace.root, "local")
    tables = {name: shelf.path(name) for name in ("identity_map", "interactions", "items")}
    for path in (workspace.bundle, *tables.values()):
        if not path.exists():
            raise WorkspaceError(
                f"there is no {path.relative_to(workspace.root)} yet",
                hint=f"Run everything first: openkitchen run --dir {folder}",
            )
    answer = explain(load(workspace.bundle), user, item)
    read = {name: load_days(path) for name, path in tables.items()}
    mine = read["interactions"].filter(pc.equal(read["interactions"][USER], user))
    ordered = sorted(answer.terms, key=lambda term: -abs(term.contribution))
    with open_store(workspace.store) as store:
        evidence = Evidence(
            list(sources_of(workspace).values()), store, workspace.raw, workspace.typed,
            read["identity_map"],
        )  # fmt: skip
        follower = _Follower(
            user, item, mine, read["interactions"], read["items"], evidence, most_rows
        )
        terms = tuple(follower.follow(term) for term in ordered[:most_terms])
    return Trace(
        user,
        item,
        float(answer.score),
        answer.rank,
        terms,
        len(ordered),
        float(sum(term.contribution for term in ordered[most_terms:])),
    )


@dataclass(frozen=True, slots=True)
class _Follower:
    """Follows terms of one recommendation."""

    user: str
    item: str
    mine: pa.Table
    everyone: pa.Table
    items: pa.Table
    evidence: Evidence
    most: int

    def follow(self, term: Term) -> TracedTerm:
        kind = term.block.partition(":")[0]
        if kind == "history":
            return self._events(term, [term.feature], f"this user's events with {term.feature}")
        if kind == "tags":
            items = self._tagged(term.feature)
            return self._events(
                term, items, f"this user's events with the {len(items):,} items of {term.feature}"
            )
        if kind == "user":
            name = term.feature.partition("=")[0]
            rows = [_only(row, name) for row in self.evidence.of_user(self.user)]
            return _traced(
                term, f"what is known of this user: {term.feature}", [], 0, rows, len(rows)
            )
        rows, n = self.evidence.of_item_events(self.item, self.most)
        theirs = self.everyone.filter(pc.equal(self.everyone[ITEM], self.item))
        return _traced(
            term,
            f"everybody's events with {self.item}",
            self._shown(theirs),
            theirs.num_rows,
            rows,
            n,
        )

    def _events(self, term: Term, items: Sequence[str], words: str) -> TracedTerm:
        hit = self.mine.filter(pc.is_in(self.mine[ITEM], pa.array(list(items), pa.string())))
        rows, n = self.evidence.of_events(self.user, items, self.most)
        return _traced(term, words, self._shown(hit), hit.num_rows, rows, n)

    def _shown(self, rows: pa.Table) -> list[str]:
        return [f"{row[TIME]} {row[ITEM]}" for row in rows.slice(0, self.most).to_pylist()]

    def _tagged(self, feature: str) -> list[str]:
        """Return the user's items that have a tag such as ``cuisine=thai``."""
        name, _, value = feature.partition("=")
        met = pc.unique(self.mine[ITEM])
        if name not in self.items.column_names:
            return []
        theirs = self.items.filter(pc.is_in(self.items[ITEM], met))
        if not value:
            return [str(one) for one in theirs.filter(pc.is_valid(theirs[name]))[ITEM].to_pylist()]
        column = theirs[name]
        if pa.types.is_list(column.type):
            hit = [value in (one or []) for one in split_sets(column).to_pylist()]
        else:
            hit = [str(one) == value for one in column.to_pylist()]
        return [i for i, yes in zip(theirs[ITEM].to_pylist(), hit, strict=True) if yes]


def _only(row: DeliveredRow, name: str) -> DeliveredRow:
    """Leave the ids and one attribute of a row."""
    shown = {key: value for key, value in row.values.items() if key in (USER, CUSTOMER, name)}
    return replace(row, values=shown)


def _traced(
    term: Term,
    words: str,
    shown: Sequence[str],
    count: int,
    rows: Sequence[DeliveredRow],
    n_rows: int,
) -> TracedTerm:
    return TracedTerm(
        term.block, term.feature, float(term.contribution), words, tuple(shown), count, n_rows,
        tuple(rows),
    )  # fmt: skip
