"""Random streams by name, ids, and drawing from many distributions at once."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["Wheel", "chances", "hex_ids", "pick", "spread", "stream", "words_at"]

_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)


def stream(seed: int, *name: str | int) -> np.random.Generator:
    """Open the random stream of this name.

    Streams do not influence each other: what one part draws leaves the others as they are.
    """
    key = [part if isinstance(part, int) else crc32(part.encode()) for part in name]
    return np.random.default_rng(np.random.SeedSequence([abs(seed), int(seed < 0), *key]))


def hex_ids(numbers: NDArray[np.int64], name: str, seed: int) -> pa.Array:
    """Write numbers as 16 hexadecimal digits that show no order.

    Parameters
    ----------
    numbers
        Shape (n,), not negative; equal numbers give equal ids, others other ids.
    name, seed
        Another name or seed gives other ids for the same numbers.
    """
    octets = _mixed(numbers, name, seed).astype(">u8").view(np.uint8).reshape(-1, 8)
    text = np.empty((len(numbers), 16), np.uint8)
    text[:, 0::2] = _HEX[octets >> 4]
    text[:, 1::2] = _HEX[octets & 15]
    ends = np.arange(len(text) + 1, dtype=np.int32) * 16
    return pa.StringArray.from_buffers(len(text), pa.py_buffer(ends), pa.py_buffer(text.tobytes()))


def chances(numbers: NDArray[np.int64], name: str, seed: int) -> NDArray[np.float64]:
    """Give each number its own chance in [0, 1), the same whenever it is asked for."""
    return (_mixed(numbers, name, seed) >> np.uint64(11)).astype(np.float64) / 2**53


def words_at(words: Sequence[str], at: NDArray[np.integer]) -> pa.Array:
    """Take words by their positions; a position of −1 gives null."""
    return pa.array(words, pa.string()).take(pa.array(at, mask=at < 0))


def pick(
    rng: np.random.Generator, n: int, shares: Sequence[float] | NDArray[np.float64]
) -> NDArray[np.int64]:
    """Draw n positions, each with its share (any positive scale)."""
    ends = np.cumsum(shares)
    drawn = np.searchsorted(ends / ends[-1], rng.random(n), side="right")
    return np.minimum(drawn, len(ends) - 1)


def spread(total: int, rng: np.random.Generator, share: float, least: int = 0) -> NDArray[np.int64]:
    """Choose a share of the positions 0 … total − 1, at least so many; sorted."""
    many = min(total, max(least, round(share * total)))
    return np.sort(rng.choice(total, many, replace=False))


def _mixed(numbers: NDArray[np.int64], name: str, seed: int) -> NDArray[np.uint64]:
    """Scatter numbers over 64 bits, one to one (splitmix64)."""
    salt = np.uint64((crc32(name.encode()) << 32) + seed % 2**32)
    with np.errstate(over="ignore"):
        z = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + salt
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


class Wheel:
    """Many distributions over the same items, drawn from all at once.

    Parameters
    ----------
    weights
        Shape (distributions, items), not negative; each row has a positive sum.
    """

    def __init__(self, weights: NDArray[np.float64]) -> None:
        ends = np.cumsum(weights, axis=1)
        ends /= ends[:, -1:]
        self._items = weights.shape[1]
        self._ends = (ends + np.arange(len(ends))[:, None]).ravel()

    def spin(self, rng: np.random.Generator, rows: NDArray[np.integer]) -> NDArray[np.int64]:
        """Draw one item from each of the named distributions."""
        drawn = np.searchsorted(self._ends, rows + rng.random(len(rows)), side="right")
        return np.clip(drawn - rows * self._items, 0, self._items - 1)
