"""The figures that the planner and the readout must reach, measured on made-up pilots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openkitchen.pilot.planner import detectable_d
from openkitchen.pilot.simulate import (
    World,
    alarms,
    coverage,
    draws_alarms,
    pooled_alarms,
    power_at,
)

__all__ = ["Proven", "prove"]

Progress = Callable[[str, int, int], None]

_DESIGNS = ("interleaved", "alternating", "split")


@dataclass(frozen=True, slots=True)
class Proven:
    """One figure: what it is, from how many pilots, and between which ends it must lie."""

    what: str
    runs: int
    measured: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether it lies there."""
        return self.low <= self.measured <= self.high


def prove(
    runs: int = 500,
    tests: int = 2000,
    effect: float = 0.4,
    mixed: int = 0,
    seed: int = 0,
    progress: Progress | None = None,
) -> tuple[Proven, ...]:
    """Measure all figures.

    The ends are wider where fewer pilots are drawn than by default, by what chance alone does.

    Parameters
    ----------
    runs
        Pilots of 20 people and 8 weeks with a known effect.
    tests
        Pilots without any effect.
    effect
        The known effect, in steps before rounding.
    mixed
        On how many of the former the mixed model is fitted too.
    seed
        Of all draws.
    progress
        Told of each figure.
    """
    steps: list[Callable[[], list[Proven]]] = [
        _detectable,
        lambda: _power(tests, seed),
        *(lambda d=design: _false(d, tests, seed) for design in _DESIGNS),
        lambda: _itself(tests, seed),
        lambda: _pooled(tests, seed),
        *(lambda d=design: _covered(d, runs, effect, seed) for design in _DESIGNS),
        lambda: _mixed(mixed, effect, seed),
    ]
    found: list[Proven] = []
    for at, step in enumerate(steps):
        found += step()
        if progress:
            progress("figures", at + 1, len(steps))
    return tuple(found)


def _slack(share: float, runs: int, usual: int) -> float:
    """Return how much wider ends are where fewer pilots are drawn."""
    spread = (share * (1 - share)) ** 0.5
    return 2.6 * spread * max(runs**-0.5 - usual**-0.5, 0.0)


def _detectable() -> list[Proven]:
    stated = {15: 0.78, 20: 0.66, 30: 0.53}
    return [
        Proven(f"smallest d found in 80%, {n} people", 0, detectable_d(n), d - 0.005, d + 0.005)
        for n, d in stated.items()
    ]


def _power(tests: int, seed: int) -> list[Proven]:
    more = _slack(0.8, tests, 2000)
    return [
        Proven(f"power at that d, {n} people", tests, power_at(n, tests, seed), 0.775 - more,
               0.825 + more)
        for n in (15, 20, 30)
    ]  # fmt: skip


def _false(design: str, tests: int, seed: int) -> list[Proven]:
    more = _slack(0.05, tests, 2000)
    world = World(design=design)  # type: ignore[arg-type]
    found = alarms(world, tests, seed)
    return [Proven(f"false alarms, {design}", tests, found, 0.04 - more, 0.065 + more)]


def _itself(tests: int, seed: int) -> list[Proven]:
    more = _slack(0.05, tests, 2000)
    found = draws_alarms(World(), tests, seed)
    return [Proven("false alarms, a model against itself", tests, found, 0.0, 0.06 + more)]


def _pooled(tests: int, seed: int) -> list[Proven]:
    more = _slack(0.5, tests, 2000)
    return [
        Proven(f"false alarms of a pooled test, correlation {own}", tests,
               pooled_alarms(20, 40, own, tests, seed), 0.36 - more, 0.61 + more)
        for own in (0.1, 0.2, 0.3)
    ]  # fmt: skip


def _covered(design: str, runs: int, effect: float, seed: int) -> list[Proven]:
    more = _slack(0.95, runs, 500)
    world = World(design=design, effect=effect)  # type: ignore[arg-type]
    held, _ = coverage(world, runs, seed)
    return [Proven(f"intervals that hold the truth, {design}", runs, held, 0.93 - more,
                   0.97 + more)]  # fmt: skip


def _mixed(runs: int, effect: float, seed: int) -> list[Proven]:
    if not runs:
        return []
    more = _slack(0.95, runs, 500)
    held, _ = coverage(World(effect=effect), runs, seed, mixed=True)
    return [Proven("intervals of the mixed model that hold the truth", runs, held, 0.93 - more,
                   0.97 + more)]  # fmt: skip
