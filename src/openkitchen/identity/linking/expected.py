"""How many mistakes the probabilities themselves lead one to expect."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.identity.linking.copies import COPIED
from openkitchen.identity.linking.standard import ID

__all__ = ["expected_mistakes"]

Edge = tuple[str, str, float]


def expected_mistakes(pairs: pa.Table) -> tuple[float, float]:
    """Return how many pairs were probably merged wrongly, and how many missed.

    Two records of one person may say little of each other, or contradict each other, and yet
    both belong to a third. So a merged pair is as sure as the surest way from the one to the
    other: the product of the probabilities along it. Pairs that nobody weighed are not among
    those missed.

    Parameters
    ----------
    pairs
        ``record_id_l``, ``record_id_r``, ``probability`` and ``same``, as `Linked.pairs`.
    """
    merged = pairs.filter(pairs["same"])
    apart = pairs.filter(pc.invert(pairs["same"]))
    columns = (f"{ID}_l", f"{ID}_r", "probability")
    edges = zip(*(merged[name].to_pylist() for name in columns), strict=True)
    return _doubt(edges), float(pc.sum(apart["probability"]).as_py() or 0.0)


def _doubt(edges: Iterable[Edge]) -> float:
    """Join records by the surest edges first, and add up the doubt about all pairs joined.

    Records that are as sure as copies are one, and count as many.
    """
    groups = _Groups()
    waiting = sorted(edges, key=lambda edge: (-edge[2], edge[0], edge[1]))
    wrong = 0.0
    for one, two, probability in waiting:
        if probability >= COPIED:
            groups.unite(one, two)
        else:
            wrong += groups.join(one, two, probability)
    return wrong


class _Groups:
    """Records by group, and how sure each pair within a group is."""

    def __init__(self) -> None:
        self.stands: dict[str, str] = {}
        self.size: dict[str, int] = {}
        self.sure: dict[str, dict[str, float]] = {}
        self.group: dict[str, list[str]] = {}

    def unite(self, one: str, two: str) -> None:
        """Let one record stand for two."""
        here, there = self._of(one), self._of(two)
        if here != there:
            self.stands[there] = here
            self.size[here] += self.size.pop(there)
            del self.sure[there], self.group[there]

    def join(self, one: str, two: str, probability: float) -> float:
        """Make one group of two; return how many of the new pairs are probably wrong."""
        here, there = self._of(one), self._of(two)
        if self.group[here] is self.group[there]:
            return 0.0
        ways = (self.sure[here].copy(), self.sure[there].copy())
        wrong = 0.0
        for a, b in product(*ways):
            surest = ways[0][a] * probability * ways[1][b]
            self.sure[a][b] = self.sure[b][a] = surest
            wrong += self.size[a] * self.size[b] * (1 - surest)
        whole = [*self.group[here], *self.group[there]]
        self.group.update(dict.fromkeys(whole, whole))
        return wrong

    def _of(self, record: str) -> str:
        """Return the record that stands for this one."""
        while record in self.stands:
            record = self.stands[record]
        if record not in self.size:
            self.size[record] = 1
            self.sure[record] = {record: 1.0}
            self.group[record] = [record]
        return record
