"""Which records of a people file are one person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import connect
from openkitchen.identity.components import component_numbers
from openkitchen.identity.linking.blocking import Rule, blocking_rules, with_keys
from openkitchen.identity.linking.clustering import coherent_groups
from openkitchen.identity.linking.comparing import Compared, compared_columns
from openkitchen.identity.linking.copies import Copies, find_copies, with_copies
from openkitchen.identity.linking.costs import Costs
from openkitchen.identity.linking.profile import Column, profile
from openkitchen.identity.linking.records import need_records
from openkitchen.identity.linking.scoring import (
    Pairs,
    Scores,
    agreements_of,
    refined,
    scored,
)
from openkitchen.identity.linking.standard import ID, Standard, standardise
from openkitchen.identity.linking.training import Trained, quiet_splink, splink_linker, train
from openkitchen.identity.pairwise import Pairwise
from openkitchen.schema import Tabular

__all__ = ["Decisions", "Linked", "link"]

Progress = Callable[[str, int, int], None]
Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_TELLING = {"given", "surname", "born", "email", "phone", "code"}
_KEPT_BITS = -16.0
_LARGEST = 400
_ROUNDED = 6


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided about pairs of records: these win.

    Parameters
    ----------
    together, apart
        Pairs of record ids.
    """

    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Linked(Tabular):
    """Records and persons.

    Parameters
    ----------
    table
        ``record_id``, ``person_id`` (the id of the person's first record) and
        ``probability``: that the record belongs to that person; for a record on its own,
        that it is nobody else's.
    pairs
        The pairs that were weighed: ``record_id_l``, ``record_id_r``, ``probability``,
        ``same`` and a ``weight_<comparison>`` in bits each.
    columns
        What each column of the file was taken for.
    costs
        By which the threshold was chosen.
    compared
        The comparisons, in the order of the weights.
    trained
        What was learned; ``None`` when nothing could be compared.
    rules
        By which pairs were looked for.
    standard
        The records, written in one way.
    judged
        How right it is, where the truth is known.
    """

    table: pa.Table
    pairs: pa.Table
    columns: tuple[Column, ...]
    costs: Costs
    compared: tuple[Compared, ...] = ()
    trained: Trained | None = None
    rules: tuple[Rule, ...] = ()
    standard: Standard | None = field(default=None, repr=False)
    judged: Pairwise | None = None

    def to_table(self) -> pa.Table:
        """Return ``record_id,person_id,probability``."""
        return self.table

    @property
    def persons(self) -> int:
        """How many persons there are."""
        return int(pc.count_distinct(self.table["person_id"]).as_py())

    @property
    def merged(self) -> int:
        """How many records belong to a person with several."""
        counts = self.table.group_by("person_id").aggregate([(ID, "count")])
        several = counts.filter(pc.greater(counts[f"{ID}_count"], 1))
        return int(pc.sum(several[f"{ID}_count"]).as_py() or 0)

    def largest(self) -> tuple[int, str]:
        """Return how many records the person with the most has, and the first of them."""
        counts = self.table.group_by("person_id").aggregate([(ID, "count"), (ID, "min")])
        most = counts.sort_by([(f"{ID}_count", "descending"), (f"{ID}_min", "ascending")])[:1]
        return int(most[f"{ID}_count"][0].as_py()), str(most[f"{ID}_min"][0].as_py())

    def uncertain(self) -> pa.Table:
        """Return the pairs that a person should look at, the least certain first."""
        low, high = self.costs.uncertain
        p = self.pairs["probability"]
        unsure = self.pairs.filter(pc.and_(pc.greater(p, low), pc.less(p, high)))
        distance = pc.abs(pc.subtract(unsure["probability"], self.costs.threshold))
        keys = [("distance", "ascending"), (f"{ID}_l", "ascending"), (f"{ID}_r", "ascending")]
        return unsure.append_column("distance", distance).sort_by(keys).drop_columns(["distance"])


def link(
    people: pa.Table,
    id_column: str,
    costs: Costs | None = None,
    decisions: Decisions | None = None,
    one_each: str | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Linked:
    """Tell which records of a people file are one person.

    Parameters
    ----------
    people
        One row per record, any columns; what they hold is told by values and headers.
    id_column
        The column with the records' own id.
    costs
        Of the two mistakes; they set the threshold.
    decisions
        Pairs that people decided on.
    one_each
        A column such as the source of the record: of each of its values, a person has at
        most one record.
    seed
        For the pairs drawn at random; the same seed gives the same result.
    progress
        Told of each stage.

    Raises
    ------
    ColumnsError, InputError
        There is no such id column, or an id is missing or there twice.
    """
    costs, decisions = costs or Costs(), decisions or Decisions()
    people = need_records(people, id_column, one_each)
    columns = profile(people, id_column)
    _tell(progress, 1)
    standard = standardise(people, id_column, columns)
    copies = _copies(standard.table, decisions, one_each)
    keyed = with_keys(copies.table)
    names = [name for name in standard.table.column_names if name != ID]
    distinct = {name: int(pc.count_distinct(keyed[name]).as_py()) for name in names}
    compared = tuple(one for one in compared_columns(names, distinct))
    rules = blocking_rules(keyed) if _telling(compared) else ()
    _tell(progress, 2)
    if not rules:
        made = with_copies(people[id_column], *_alone(copies.table[ID]), copies)
        return Linked(*made, columns, costs, standard=standard)
    work = _Work(keyed, compared, rules, seed, progress)
    slots = _slots(people, id_column, one_each, keyed)
    pairs = work.pairs(costs)
    groups = coherent_groups(
        keyed.num_rows,
        pairs.left,
        pairs.right,
        pairs.scores.probability,
        pairs.scores.fits,
        costs.threshold,
        _positions(decisions.together, keyed),
        _positions(decisions.apart, keyed),
        slots,
    )
    _tell(progress, _STAGES)
    found = _result(copies.table[ID], keyed, pairs, groups, compared)
    made = with_copies(people[id_column], *found, copies)
    return Linked(*made, columns, costs, compared, work.trained, rules, standard)


_STAGES = 6


class _Work:
    """The stages that need Splink, in one database."""

    def __init__(
        self,
        keyed: pa.Table,
        compared: Sequence[Compared],
        rules: Sequence[Rule],
        seed: int,
        progress: Progress | None,
    ) -> None:
        self.keyed, self.compared, self.rules = keyed, compared, rules
        self.seed, self.progress = seed, progress
        self.trained: Trained | None = None
        self.place = {record: at for at, record in enumerate(keyed[ID].to_pylist())}

    def pairs(self, costs: Costs) -> Pairs:
        """Train, weigh the pairs that the rules find, then all pairs of what hangs together."""
        with connect() as connection:
            self.trained = train(connection, self.keyed, self.compared, self.rules, self.seed)
        _tell(self.progress, 3)
        with connect() as connection:
            first = self._weighed(connection, self.keyed, self.rules, None)
        _tell(self.progress, 4)
        likely = first.scores.probability >= costs.uncertain[0]
        numbers = component_numbers(self.keyed.num_rows, first.left[likely], first.right[likely])
        sizes = np.bincount(numbers, minlength=self.keyed.num_rows)[numbers]
        inside = (sizes >= 3) & (sizes <= _LARGEST)
        if not inside.any():
            return first
        marked = np.where(inside, numbers, -1)
        column = pa.array(marked, pa.int64(), mask=marked < 0)
        with connect() as connection:
            keyed = self.keyed.append_column("hangs_together", column)
            rule = Rule(("hangs_together",), 0)
            second = self._weighed(connection, keyed, (rule,), first)
        _tell(self.progress, 5)
        return _joined(first, second, self.keyed.num_rows)

    def _weighed(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: pa.Table,
        rules: Sequence[Rule],
        known: Pairs | None,
    ) -> Pairs:
        assert self.trained is not None  # noqa: S101 - trained before anything is weighed
        linker = splink_linker(
            connection, table, self.compared, rules, self.trained.prior, self.trained
        )
        with quiet_splink():
            bits = None if known else _KEPT_BITS
            rows = linker.inference.predict(threshold_match_weight=bits).as_duckdbpyrelation()
            names = [f"{ID}_l", f"{ID}_r"]
            names += [c for c in rows.columns if c.startswith(("gamma_", "mw_tf_adj_"))]
            predicted = rows.select(*[f'"{name}"' for name in names]).to_arrow_table()
        ends = [
            np.array([self.place[r] for r in predicted[name].to_pylist()], dtype=np.int64)
            for name in names[:2]
        ]
        left, right = np.minimum(*ends), np.maximum(*ends)
        order = np.lexsort((right, left))
        agreements = agreements_of(predicted, self.compared).take(order)
        if known is None:
            places = left[order], right[order]
            self.trained = refined(
                agreements, self.trained, self.compared, self.keyed.num_rows, places
            )
        return Pairs(left[order], right[order], scored(agreements, self.trained))


def _tell(progress: Progress | None, stage: int) -> None:
    if progress:
        progress("linking people", stage, _STAGES)


def _telling(compared: Sequence[Compared]) -> bool:
    columns = {column.split("_")[0] for one in compared for column in one.columns}
    return bool(columns & _TELLING)


def _copies(table: pa.Table, decisions: Decisions, one_each: str | None) -> Copies:
    """Find copies; none where a person has at most one record of a kind: those differ in that."""
    if one_each is not None:
        return Copies(table, {})
    decided = {record for pair in (*decisions.together, *decisions.apart) for record in pair}
    return find_copies(table, decided)


def _alone(ids: pa.ChunkedArray) -> tuple[pa.Table, pa.Table]:
    table = pa.table({ID: ids, "person_id": ids, "probability": pa.array(np.ones(len(ids)))})
    pairs = pa.table(
        {
            f"{ID}_l": pa.array([], pa.string()),
            f"{ID}_r": pa.array([], pa.string()),
            "probability": pa.array([], pa.float64()),
            "same": pa.array([], pa.bool_()),
        }
    )
    return table, pairs


def _slots(people: pa.Table, id_column: str, one_each: str | None, keyed: pa.Table) -> Codes | None:
    if one_each is None:
        return None
    values = dict(zip(people[id_column].to_pylist(), people[one_each].to_pylist(), strict=True))
    known = sorted({value for value in values.values() if value is not None})
    number = {value: at for at, value in enumerate(known)}
    return np.array(
        [number.get(values[record], -1) for record in keyed[ID].to_pylist()], dtype=np.int64
    )


def _positions(pairs: Sequence[tuple[str, str]], keyed: pa.Table) -> list[tuple[int, int]]:
    if not pairs:
        return []
    place = {record: at for at, record in enumerate(keyed[ID].to_pylist())}
    return [(place[a], place[b]) for a, b in pairs if a in place and b in place]


def _joined(first: Pairs, second: Pairs, n: int) -> Pairs:
    """Put pairs found by the rules and pairs within components together, each once."""
    keys = [pairs.left * n + pairs.right for pairs in (first, second)]
    new = ~np.isin(keys[1], keys[0])
    left = np.concatenate([first.left, second.left[new]])
    right = np.concatenate([first.right, second.right[new]])
    order = np.lexsort((right, left))

    def both(one: Floats, two: Floats) -> Floats:
        return np.concatenate([one, two[new]])[order]

    scores = Scores(
        both(first.scores.probability, second.scores.probability),
        both(first.scores.weights, second.scores.weights),
        both(first.scores.fits, second.scores.fits),
    )
    return Pairs(left[order], right[order], scores)


def _result(
    ids: pa.ChunkedArray, keyed: pa.Table, pairs: Pairs, groups: Codes, compared: Sequence[Compared]
) -> tuple[pa.Table, pa.Table]:
    same = groups[pairs.left] == groups[pairs.right]
    n = keyed.num_rows
    inside, outside = np.zeros(n), np.zeros(n)
    for best, chosen in ((inside, same), (outside, ~same)):
        for ends in (pairs.left, pairs.right):
            np.maximum.at(best, ends[chosen], pairs.scores.probability[chosen])
    several = np.bincount(groups, minlength=n)[groups] > 1
    probability = np.where(several, np.maximum(inside, 0.5 * several), 1 - outside)
    names = keyed[ID].combine_chunks()
    table = pa.table(
        {
            ID: names,
            "person_id": names.take(pa.array(groups)),
            "probability": pa.array(np.round(probability, _ROUNDED)),
        }
    )
    at = pc.index_in(ids.combine_chunks(), names)
    kept = pairs.scores.probability >= 0.01
    weighed = pa.table(
        {
            f"{ID}_l": names.take(pa.array(pairs.left[kept])),
            f"{ID}_r": names.take(pa.array(pairs.right[kept])),
            "probability": pa.array(np.round(pairs.scores.probability[kept], _ROUNDED)),
            "same": pa.array(same[kept]),
            **{
                f"weight_{one.name}": pa.array(np.round(pairs.scores.weights[kept, j], 3))
                for j, one in enumerate(compared)
            },
        }
    )
    return table.take(at), weighed
