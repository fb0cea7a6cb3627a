"""Run a step on marked tables, and read off where its columns come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

import pyarrow as pa

from openkitchen.engine.lineage import ROWS, ModelColumn, filters, model_columns
from openkitchen.engine.recording import ModelRun, recording
from openkitchen.pipelines.lineage.marking import Marks, marked
from openkitchen.pipelines.lineage.origin import TYPED, Link, Origin
from openkitchen.pipelines.shelf import PARAMETER
from openkitchen.pipelines.step import Step
from openkitchen.sources import Received

__all__ = ["Probe"]

Column = tuple[str, str]
_NEAR = 0.6
NONE: frozenset[Column] = frozenset()


@dataclass(slots=True)
class Observed:
    """What a step did: the SQL models that it ran, and the tables that it returned."""

    runs: list[ModelRun]
    outputs: dict[str, pa.Table]


Look = Callable[[Observed], list[Any]]


@dataclass(slots=True)
class Probe:
    """A step to be probed.

    Its inputs are replaced by small tables in which each value is marked with its column.
    Columns that Python hands on are told by the marks of their values; columns that SQL makes, by
    the SQL of the models that ran; the rest, by changing one input column (or setting) after
    the other and looking at what changes.

    Parameters
    ----------
    step
        The step.
    received
        What has been received; its rows are not used, its columns are.
    schemas
        Name → columns of the tables that the step reads.
    parameters
        Name → value of the settings that it reads.
    """

    step: Step
    received: Received
    schemas: Mapping[str, pa.Schema]
    parameters: Mapping[str, Any]
    marks: Marks = field(default_factory=Marks)
    seen: dict[frozenset[Column], Observed] = field(default_factory=dict)
    traced: dict[int, dict[str, dict[str, ModelColumn]]] = field(default_factory=dict)
    resolved: dict[tuple[int, str, str], set[Origin]] = field(default_factory=dict)
    deciding: dict[tuple[int, str], set[Origin]] = field(default_factory=dict)

    def links(self) -> Iterator[Link]:
        """Yield the link of each column of the step's outputs."""
        base = self._observe(NONE)
        for table, made in base.outputs.items():
            for name in made.column_names:
                yield self._link(table, name, base)

    def _link(self, table: str, name: str, base: Observed) -> Link:
        found: set[Origin] = set()
        chosen: set[Origin] = set()
        by = "sql"
        for run in range(len(base.runs)):
            model = self._model_of(table, name, run, len(base.runs))
            if model:
                found |= self._resolve(run, model, name, base)
                chosen |= self._chosen(run, model, base)
        values = self.marks.column_of(base.outputs[table][name].to_pylist())
        if values:
            by = "sql" if found else "values"
            found |= {_column(one) for one in values}
        if not found:
            by = "changes"
            found = self._by_changes(lambda o: o.outputs[table][name].to_pylist(), name)
        if not found:
            found = {self._outside(table, name, base.outputs[table][name].to_pylist())}
        return Link(table, name, frozenset(found), frozenset(chosen - found), by, self.step.name)

    def _model_of(self, table: str, name: str, run: int, runs: int) -> str:
        """Return the model of a run that makes a column of an output; empty if none does."""
        columns = self._columns(run)
        if table in columns:
            return table if name in columns[table] else ""
        last = self._observe(NONE).runs[run].models[-1].name.removesuffix(".sql")
        others = set(self.step.outputs) & set(columns)
        if others and runs == 1:
            return ""
        return last if name in columns[last] else ""

    def _columns(self, run: int) -> dict[str, dict[str, ModelColumn]]:
        """Trace the columns of all models of a run."""
        if run in self.traced:
            return self.traced[run]
        one = self._observe(NONE).runs[run]
        tables = {name: table.column_names for name, table in one.tables.items()}
        traced = self.traced.setdefault(run, {})
        for model in one.models:
            name = model.name.removesuffix(".sql")
            made = model_columns(model.read_text(encoding="utf-8"), tables, model.name)
            traced[name] = {one.name: one for one in made}
            tables[name] = list(traced[name])
        return traced

    def _resolve(self, run: int, model: str, name: str, base: Observed) -> set[Origin]:
        """Follow a model's column to the step's inputs."""
        if (run, model, name) in self.resolved:
            return self.resolved[run, model, name]
        column = self._columns(run)[model][name]
        found: set[Origin] = set()
        for table, origin in column.origins:
            found |= self._from(run, table, origin, base)
        if not column.origins:
            shown = ", ".join(column.constants) or column.expression
            found.add(Origin("constant", f"{model}.sql", shown))
        self.resolved[run, model, name] = found
        return found

    def _from(self, run: int, table: str, origin: str, base: Observed) -> set[Origin]:
        traced = self._columns(run)
        given = base.runs[run].tables
        if table in traced:
            names = list(traced[table]) if origin == ROWS else [origin]
            parts = [self._resolve(run, table, name, base) for name in names]
        else:
            names = given[table].column_names if origin == ROWS else [origin]
            parts = [self._given(run, table, name, base) for name in names]
        return set().union(*parts)

    def _given(self, run: int, table: str, name: str, base: Observed) -> set[Origin]:
        """Tell which input columns a column that was handed to SQL comes from."""
        if (run, table, name) in self.resolved:
            return self.resolved[run, table, name]
        values = base.runs[run].tables[table][name].to_pylist()
        origins = {_column(one) for one in self.marks.column_of(values)}
        if not origins and any(value is not None for value in values):
            origins = self._by_changes(lambda o: o.runs[run].tables[table][name].to_pylist(), name)
        origins = origins or {self._outside(table, name, values)}
        self.resolved[run, table, name] = origins
        return origins

    def _chosen(self, run: int, model: str, base: Observed) -> set[Origin]:
        """Return what decides the rows of a model, and of the models before it."""
        if (run, model) in self.deciding:
            return self.deciding[run, model]
        one = base.runs[run]
        tables = {name: table.column_names for name, table in one.tables.items()}
        for name, columns in self._columns(run).items():
            tables[name] = list(columns)
        found: set[Origin] = set()
        for file in one.models:
            for table, column in filters(file.read_text(encoding="utf-8"), tables):
                found |= self._from(run, table, column, base)
            if file.name == f"{model}.sql":
                break
        self.deciding[run, model] = found
        return found

    def _by_changes(self, look: Look, name: str) -> set[Origin]:
        """Change columns, first together and then alone: those that make a difference are origins.

        Columns of the same name come first, and alone if they make a difference.
        """
        before = look(self._observe(NONE))
        columns = frozenset(self.marks.numbers)
        if look(self._observe(columns)) == before:
            return set()
        same = {one for one in columns if one[1] == name}
        tables = [{one for one in columns if one[0] == table} for table in {c[0] for c in columns}]
        touching = [t for t in tables if look(self._observe(frozenset(t))) != before]
        for candidates in (same, set().union(*touching), columns):
            found = {c for c in candidates if look(self._observe(frozenset({c}))) != before}
            if found:
                return {_column(one) for one in found}
        return set()

    def _outside(self, table: str, name: str, values: list[Any]) -> Origin:
        """Name the setting, or the constant of the code, that a column comes from."""
        known = [value for value in values if value is not None]
        if not known:
            return Origin("constant", "no source has it", name)
        if known and set(map(str, known)) <= {one.source.name for one in self.received.sources}:
            return Origin("setting", "sources.yml", "name of the source")
        setting = self._setting(table, name)
        if setting:
            return Origin("setting", "parameters.yml", setting)
        function = self.step.function
        code = f"{function.__module__}.{function.__qualname__}"
        return Origin("constant", code, f"{table}.{name} = {known[0]!r}")

    def _setting(self, table: str, name: str) -> str:
        """Return the setting of the step whose name is nearest to a table's or a column's."""
        for given in self.step.inputs:
            group = given.removeprefix(PARAMETER)
            if group == given:
                continue
            value = self.parameters[given]
            if not isinstance(value, Mapping):
                return group
            keys = [str(key) for key in value]
            near = get_close_matches(table, keys, 1, _NEAR) or get_close_matches(
                name, keys, 1, _NEAR
            )
            if near:
                return f"{group}.{near[0]}"
        return ""

    def _observe(self, changed: frozenset[Column]) -> Observed:
        if changed not in self.seen:
            inputs = [self._input(name, changed) for name in self.step.inputs]
            with recording() as runs:
                result = self.step.function(*inputs)
            results = result if len(self.step.outputs) > 1 else (result,)
            tables = {
                name: one
                for name, one in zip(self.step.outputs, results, strict=True)
                if isinstance(one, pa.Table)
            }
            self.seen[changed] = Observed(runs, tables)
        return self.seen[changed]

    def _input(self, name: str, changed: frozenset[Column]) -> Any:
        if name == "received":
            return Received(
                tuple(
                    replace(
                        one,
                        held=marked(
                            f"{TYPED}{one.source.name}", one.rows.schema, self.marks, changed
                        ),
                    )
                    for one in self.received.sources
                )
            )
        if name in self.schemas:
            return marked(name, self.schemas[name], self.marks, changed)
        return self.parameters[name]


def _column(column: Column) -> Origin:
    return Origin("column", *column)
