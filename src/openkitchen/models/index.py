"""Ids and the whole numbers that stand for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import UnknownName

__all__ = ["Index"]

Codes = npt.NDArray[np.int64]

_FEW = 100  # above, hashing all ids anew costs less than asking one by one


@dataclass(frozen=True)
class Index:
    """A list of distinct ids; an id's code is its place in the list.

    Parameters
    ----------
    kind
        What the ids name, for messages: ``"user"`` or ``"item"``.
    array
        The ids, in the order of their codes.
    """

    kind: str
    array: pa.Array

    @classmethod
    def of(cls, kind: str, ids: Sequence[str] | npt.NDArray[np.str_]) -> Index:
        """Build an index from distinct ids."""
        return cls(kind, pa.array(list(ids), type=pa.string()))

    def __len__(self) -> int:
        return len(self.array)

    @property
    def ids(self) -> npt.NDArray[np.str_]:
        """The ids as an array of Python strings (dtype object)."""
        ids: npt.NDArray[np.str_] = self.array.to_numpy(zero_copy_only=False)
        return ids

    @cached_property
    def _codes(self) -> dict[str, int]:
        return {name: code for code, name in enumerate(self.array.to_pylist())}

    def find(self, ids: Sequence[str] | pa.Array | pa.ChunkedArray) -> Codes:
        """Return the code of each id, −1 where it is unknown."""
        if len(ids) <= _FEW:
            few = ids.to_pylist() if isinstance(ids, (pa.Array, pa.ChunkedArray)) else ids
            return np.array(
                [-1 if i is None else self._codes.get(str(i), -1) for i in few], dtype=np.int64
            )
        if not isinstance(ids, (pa.Array, pa.ChunkedArray)):
            ids = pa.array([str(i) for i in ids], type=pa.string())
        found = pc.fill_null(pc.index_in(ids.cast(pa.string()), value_set=self.array), -1)
        if isinstance(found, pa.ChunkedArray):
            found = found.combine_chunks()
        codes: Codes = found.to_numpy(zero_copy_only=False).astype(np.int64)
        return codes

    def code(self, name: str) -> int:
        """Return the code of one id.

        Raises
        ------
        UnknownName
            When the id is not in the index.
        """
        code = int(self.find([name])[0])
        if code < 0:
            raise UnknownName(self.kind, name, self.array.to_pylist())
        return code

    def take(self, codes: Codes) -> pa.Array:
        """Return the ids of these codes."""
        return self.array.take(pa.array(codes))
