"""How much and how fast: sizes, waits, and a bucket of tokens for each who asks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Buckets", "Limits"]

_MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may take.

    Parameters
    ----------
    body_bytes
        Length of a body.
    body_seconds
        Wait for the next part of a body.
    answer_seconds
        Wait for an answer, from the last byte of the question on.
    rate
        Requests a second of one key, or of one address where no keys are asked for;
        0: as many as come. Twice as many may come at once after a pause.
    refusals
        Requests a second of one address that are answered with a refusal, rather than
        not looked at.
    """

    body_bytes: int = 8 << 20
    body_seconds: float = 30.0
    answer_seconds: float = 60.0
    rate: float = 0.0
    refusals: float = 5.0


class Buckets:
    """A bucket of tokens for each name; each request takes one, and they flow back.

    Parameters
    ----------
    rate
        Tokens that flow back in a second; 0: there is no end of them.
    clock
        Tells the time in seconds.
    """

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.size = max(2 * rate, 1.0)
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, name: str) -> float:
        """Take a token; return 0, or how many seconds to wait for the next one."""
        if not self.rate:
            return 0.0
        now = self._clock()
        level = self._level(name, now)
        if level < 1:
            return (1 - level) / self.rate
        if name not in self._levels and len(self._levels) >= _MOST_KNOWN:
            self._forget(now)
        self._levels[name] = (level - 1, now)
        return 0.0

    def _level(self, name: str, now: float) -> float:
        level, then = self._levels.get(name, (self.size, now))
        return min(self.size, level + (now - then) * self.rate)

    def _forget(self, now: float) -> None:
        """Forget full buckets; when none is full, the half that was used longest ago."""
        kept = {n: held for n, held in self._levels.items() if self._level(n, now) < self.size}
        if len(kept) >= _MOST_KNOWN:
            kept = dict(sorted(kept.items(), key=lambda one: one[1][1])[_MOST_KNOWN // 2 :])
        self._levels = kept
