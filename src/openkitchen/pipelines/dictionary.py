"""The data dictionary of a workspace: every column of every layer, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

from openkitchen.engine import connect
from openkitchen.errors import UnknownName, plural
from openkitchen.pipelines.lineage import (
    RAW,
    TYPED,
    Graph,
    Link,
    Origin,
    read_rows,
    tables_in,
    workspace_graph,
)
from openkitchen.pipelines.measures import Measures, measured, measured_raw
from openkitchen.pipelines.receiving import received_in, sources_of
from openkitchen.pipelines.runner import workspace_steps
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.workspace import Workspace, open_workspace
from openkitchen.schema.dictionary import meaning_of
from openkitchen.sources import Received, Source
from openkitchen.sources.findings.track import Track, track_of
from openkitchen.sources.mapping import find_columns
from openkitchen.store import open_store, receipts

__all__ = ["Dictionary", "Entry", "dictionary_of"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One column.

    Parameters
    ----------
    layer
        ``raw``, ``typed``, ``identity``, ``prepared``, ``model input``, ``bundle inputs`` or
        ``recommendations``.
    table, column
        The table, and the column's name in it.
    meaning, unit, owner
        What it says, in which unit, and who answers for it; empty where nobody said.
    type
        Of its values.
    rows, distinct, missing
        Rows; different values; share of rows without one.
    low, high, example
        Its range, and its commonest value.
    origins
        One step back, in words.
    chosen_by
        What else decides which rows there are.
    provider
        All the way back: the provider's columns, settings and constants.
    how
        How the step back is known; see `openkitchen.pipelines.lineage.Link`.
    step
        What made it.
    """

    layer: str
    table: str
    column: str
    meaning: str
    unit: str
    owner: str
    type: str
    rows: int
    distinct: int
    missing: float
    low: str
    high: str
    example: str
    origins: tuple[str, ...]
    chosen_by: tuple[str, ...]
    provider: tuple[str, ...]
    how: str
    step: str

    def lines(self) -> list[str]:
        """Say everything about the column, line by line."""
        unit = f" [{self.unit}]" if self.unit else ""
        return [
            f"{self.table}.{self.column} ({self.layer})",
            f"  means      {self.meaning or 'nobody said'}{unit}",
            f"  type       {self.type}; {plural(self.rows, 'row')}, "
            f"{plural(self.distinct, 'different value')}, "
            f"{self.missing:.1%} missing",
            f"  range      {self.low} to {self.high}; most often {self.example}",
            f"  owner      {self.owner}",
            f"  made by    {self.step} ({self.how})",
            f"  made of    {', '.join(self.origins) or 'the delivered file'}",
            *([f"  rows by    {', '.join(self.chosen_by)}"] if self.chosen_by else []),
            f"  rests on   {', '.join(self.provider) or 'not traced'}",
        ]

    @property
    def documented(self) -> bool:
        """Whether somebody said what it means."""
        return bool(self.meaning)

    @property
    def traced(self) -> bool:
        """Whether its lineage reaches the provider, a setting or a constant."""
        return bool(self.provider)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All columns, layer by layer.

    Parameters
    ----------
    entries
        The columns.
    failures
        Steps that could not be traced, with the reason.
    absent
        Names of the catalog that have not been made yet.
    """

    entries: tuple[Entry, ...]
    failures: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    HEADINGS: ClassVar[tuple[str, ...]] = (
        *("column", "meaning", "type", "unit", "different", "missing", "range"),
        *("example", "made of"),
    )

    def of(self, column: str | None = None, layer: str | None = None) -> Dictionary:
        """Return the part about a column (``TABLE.COLUMN`` or ``COLUMN``), or about a layer.

        Raises
        ------
        UnknownName
            There is none such.
        """
        entries = self.entries
        if layer is not None:
            entries = tuple(e for e in entries if e.layer == layer)
            if not entries:
                raise UnknownName("layer", layer, dict.fromkeys(e.layer for e in self.entries))
        if column is not None:
            entries = tuple(e for e in entries if column in (e.column, f"{e.table}.{e.column}"))
            if not entries:
                names = [f"{e.table}.{e.column}" for e in self.entries]
                raise UnknownName("column", column, names)
        return replace(self, entries=entries)

    def by_table(self) -> Iterator[tuple[str, str, list[Entry]]]:
        """Yield layer, table and columns of each table."""
        for (layer, table), group in groupby(self.entries, key=lambda e: (e.layer, e.table)):
            yield layer, table, list(group)

    def tables(self) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
        """Yield title and rows of each table, as `HEADINGS` has them."""
        for layer, table, group in self.by_table():
            rows: list[tuple[object, ...]] = [
                (
                    e.column,
                    e.meaning or "?",
                    e.type,
                    e.unit,
                    e.distinct,
                    f"{e.missing:.1%}",
                    f"{e.low} – {e.high}" if e.distinct else "",
                    e.example,
                    _few(e.origins or e.provider),
                )
                for e in group
            ]
            yield f"{table} · {layer}", rows

    @property
    def undocumented(self) -> tuple[Entry, ...]:
        """The columns of which nobody said what they mean."""
        return tuple(one for one in self.entries if not one.documented)

    @property
    def untraced(self) -> tuple[Entry, ...]:
        """The columns whose lineage reaches nothing."""
        return tuple(one for one in self.entries if not one.traced)

    def sentences(self) -> list[str]:
        """Say how complete the dictionary is."""
        n = len(self.entries)
        traced = n - len(self.untraced)
        lines = [
            f"{plural(n, 'column')}; {traced:,} ({traced / max(n, 1):.0%}) "
            f"{'is' if traced == 1 else 'are'} traced to a provider's "
            "column, a setting or a constant.",
        ]
        if self.undocumented:
            names = ", ".join(f"{e.table}.{e.column}" for e in self.undocumented[:12])
            more = len(self.undocumented) - 12
            lines.append(
                f"{plural(len(self.undocumented), 'column has', 'columns have')} no "
                f"meaning: {names}" + (f" … and {more:,} more." if more > 0 else ".")
            )
        if self.untraced:
            names = ", ".join(f"{e.table}.{e.column}" for e in self.untraced[:12])
            lines.append(f"Not traced: {names}.")
        lines += [f"The step {failure}" for failure in self.failures]
        if self.absent:
            lines.append(f"Not made yet: {', '.join(self.absent)}. Make them: openkitchen run")
        return lines

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "columns": [
                asdict(one) | {"documented": one.documented, "traced": one.traced}
                for one in self.entries
            ],
            "undocumented": [f"{e.table}.{e.column}" for e in self.undocumented],
            "untraced": [f"{e.table}.{e.column}" for e in self.untraced],
            "failures": list(self.failures),
            "absent": list(self.absent),
        }


def dictionary_of(folder: Path, env: str = "local") -> Dictionary:
    """Describe every column of a workspace.

    Parameters
    ----------
    folder
        The workspace.
    env
        The folder of ``conf/`` whose settings win.

    Raises
    ------
    WorkspaceError
        The folder is no workspace, or has received nothing yet.
    """
    workspace = open_workspace(folder)
    received = received_in(workspace.typed)
    shelf = open_shelf(workspace.root, env)
    tables = list(tables_in(shelf))
    graph = workspace_graph(workspace_steps(workspace), received, tables, shelf)
    writer = _Writer(graph, {one.source.name: one.source for one in received.sources})
    entries = [*writer.raw(_tracks(workspace)), *writer.typed(received)]
    for table in tables:
        entries += writer.made(table.layer, table.name, measured(read_rows(table)))
    made = {table.name.partition(":")[0] for table in tables}
    wanted = [name for name, kind in shelf.entries.items()
              if str(kind.get("type", "")).endswith((".Table", ".Lists", ".Bundle"))]  # fmt: skip
    return Dictionary(
        tuple(entries),
        tuple(f"{step!r} cannot be traced: {why}" for step, why in graph.failures.items()),
        tuple(name for name in wanted if name not in made),
    )


def _tracks(workspace: Workspace) -> list[Track]:
    with open_store(workspace.store) as store, connect() as database:
        ledger = receipts(store)
        sources = sources_of(workspace)
        return [track_of(one, ledger, workspace.raw, database) for one in sources.values()]


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes entries: what is said and what was measured, with the lineage."""

    graph: Graph
    sources: Mapping[str, Source]

    def raw(self, tracks: Sequence[Track]) -> Iterator[Entry]:
        for track in tracks:
            for name, measures in measured_raw(track).items():
                ours = track.ours_of(name)
                rules = [rule for rule in track.source.columns if rule.ours == ours]
                named = [rule for rule in rules if find_columns([rule.theirs], [name])]
                rule = next(iter(named), None)
                table = f"{RAW}{track.source.name}"
                origin = Origin("column", table, name).text()
                said = (rule.meaning, rule.unit) if rule else ("", "")
                yield self._entry(
                    "raw", table, name, measures, said,
                    track.source.owner or f"the provider of {track.source.name}",
                    ((), (), (origin,), "as delivered", "the provider"),
                )  # fmt: skip

    def typed(self, received: Received) -> Iterator[Entry]:
        for one in received.sources:
            yield from self.made("typed", f"{TYPED}{one.source.name}", measured(one.rows))

    def made(self, layer: str, table: str, columns: Mapping[str, Measures]) -> Iterator[Entry]:
        for name, measures in columns.items():
            link = self.graph.links.get((table, name))
            roots = self.graph.roots(table, name) if link else ()
            source = self.sources.get(table.removeprefix(TYPED))
            owner = (source.owner if source else "") or (f"step {link.step}" if link else "")
            yield self._entry(
                layer, table, name, measures, self._said(table, name), owner, _way(link, roots)
            )

    def _said(self, table: str, name: str) -> tuple[str, str]:
        """Return what a column means, and its unit: the providers' words, else ours.

        Where several sources have the column, what each says, said once.
        """
        said = [one for one in dict.fromkeys(self._words(table, name)) if any(one)]
        meanings = dict.fromkeys(meaning for meaning, _ in said if meaning)
        units = {unit for _, unit in said}
        return "; ".join(meanings), units.pop() if len(units) == 1 else ""

    def _words(self, table: str, name: str) -> Iterator[tuple[str, str]]:
        link = self.graph.links.get((table, name))
        ours = meaning_of(table, name)
        if link and not ours and not table.startswith(TYPED):
            origins = [o for o in link.origins if o.kind == "column" and o.name == name]
            for table_of in sorted(origin.table for origin in origins):
                yield from self._words(table_of, name)
            if origins:
                return
        source = self.sources.get(table.removeprefix(TYPED))
        if table.startswith(TYPED) and source:
            rules = [r for r in source.columns if r.ours == name and (r.meaning or r.unit)]
            if rules:
                yield rules[0].meaning, rules[0].unit or (ours.unit if ours else "")
                return
        if ours:
            yield ours.text, ours.unit

    def _entry(
        self,
        layer: str,
        table: str,
        name: str,
        measures: Measures,
        said: tuple[str, str],
        owner: str,
        way: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str, str],
    ) -> Entry:
        return Entry(
            layer, table, name, said[0], said[1], owner, measures.type, measures.rows,
            measures.distinct, measures.missing, measures.low, measures.high, measures.example,
            *way,
        )  # fmt: skip


def _few(names: Sequence[str], most: int = 4) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" … and {more} more" if more > 0 else "")


def _way(
    link: Link | None, roots: Sequence[Origin]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str, str]:
    if link is None:
        return (), (), (), "unknown", ""
    return (
        tuple(one.text() for one in sorted(link.origins)),
        tuple(one.text() for one in sorted(link.chosen_by)),
        tuple(one.text() for one in roots),
        link.by,
        link.step,
    )
