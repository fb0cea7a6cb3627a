"""Numbers whose unit jumps from one delivery to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from openkitchen.sources.findings.examples import Found, Want, filled
from openkitchen.sources.findings.finding import Finding
from openkitchen.sources.findings.profile import Profile
from openkitchen.sources.findings.series import span, usual_part
from openkitchen.sources.findings.steps import Run, odd_runs
from openkitchen.sources.findings.track import Track

__all__ = ["FACTORS", "unit_findings"]

FACTORS: Mapping[float, str] = {
    7: "weeks and days",
    10: "",
    24: "days and hours",
    60: "minutes and seconds, or hours and minutes",
    100: "euros and cents, or shares and per cent",
    1000: "seconds and milliseconds, or kilograms and grams",
    1440: "days and minutes",
    3600: "hours and seconds",
    60_000: "minutes and milliseconds",
    86_400: "days and seconds",
    1_000_000: "seconds and microseconds",
    1_000_000_000: "seconds and nanoseconds",
}
"""Factors between units, and two units that differ by each."""

_CLOSE, _LOOSE = 0.06, 0.08
_LEAST = np.log10(7) - _CLOSE
_SPREAD, _TAILS = 0.12, 5
_LEAST_VALUES = 20

Floats = npt.NDArray[np.float64]


def unit_findings(track: Track) -> Iterator[Found]:
    """Find columns of numbers whose values are multiplied by a known factor in some deliveries.

    Watched is the median of log10 |x|, zeros left out. It must jump by more than chance
    and the usual change explain, come to lie within 15% (0.06; 0.08 where
    samples are small) of a factor of `FACTORS`, and the 10th to 90th centiles must all move
    alike (within 0.12, or five standard errors of the median): a unit stretches the whole
    distribution, other customers or prices do not.
    """
    for column in track.headers:
        series = track.series(column)
        sizes = [_sizes(p) for p in series]
        known = [s for s in sizes if s is not None]
        if len(known) < 2 or max(map(np.median, known)) - min(map(np.median, known)) < _LEAST:
            continue
        medians = np.array([np.nan if s is None else float(np.median(s)) for s in sizes])
        errors = np.array(
            [np.nan if s is None or p is None else _error(s, p.distinct)
             for s, p in zip(sizes, series, strict=True)]
        )  # fmt: skip
        for run in odd_runs(medians, errors, _LEAST):
            factor = _factor(sizes, errors, run)
            if factor is not None:
                yield _jump(column, run, factor, usual_part(run, series), track)


def _sizes(profile: Profile | None) -> Floats | None:
    """Return log10 of the sizes of a column's numbers: its centiles without zeros."""
    if profile is None or profile.grid is None or profile.filled < _LEAST_VALUES:
        return None
    size = np.abs(profile.grid)
    size = np.sort(size[size > 0])
    return np.log10(size) if len(size) >= _LEAST_VALUES else None


def _error(sizes: Floats, n: int) -> float:
    """Return the standard error of the median: 1.25 sd over the root of distinct values."""
    low, high = np.quantile(sizes, (0.159, 0.841))
    return 1.2533 * float(high - low) / 2 / np.sqrt(max(n, 1))


def _factor(sizes: Sequence[Floats | None], errors: Floats, run: Run) -> float | None:
    """Return the factor of a jump; ``None`` when it is no known one, or centiles move apart."""
    inside = range(run.first, run.last + 1)
    odd = [at for at, s in enumerate(sizes) if s is not None and at in inside]
    usual = [
        at
        for at, s in enumerate(sizes)
        if s is not None and at not in inside and abs(float(np.median(s)) - run.usual) < _LEAST / 2
    ]
    if not odd or not usual:
        return None
    at = np.linspace(0.1, 0.9, 17)
    here, there = (
        np.mean([np.quantile(np.asarray(sizes[i]), at) for i in group], axis=0)
        for group in (odd, usual)
    )
    error = np.hypot(*(np.sqrt(np.sum(errors[g] ** 2)) / len(g) for g in (odd, usual)))
    moved = here - there
    jump = float(np.median(moved))
    factor = min(FACTORS, key=lambda f: abs(np.log10(f) - abs(jump)))
    near = abs(np.log10(factor) - abs(jump)) <= min(max(_CLOSE, 3 * error), _LOOSE)
    alike = np.max(np.abs(moved - jump)) <= max(_SPREAD, _TAILS * error)
    if not (near and alike):
        return None
    return float(factor) if jump > 0 else 1 / factor


def _jump(column: str, run: Run, factor: float, usual_at: int, track: Track) -> Found:
    where = span(run.first, run.last, track.parts)
    size = factor if factor > 1 else 1 / factor
    words = FACTORS[round(size)]
    about = f" ({words})" if words else ""
    way = "larger" if factor > 1 else "smaller"
    finding = Finding(
        "unit_jump",
        "problem",
        track.source.name,
        column,
        where,
        f"the numbers in {column!r} are {size:,.0f} times {way} {where}{about}",
        "very likely",
        {
            "factor": factor,
            "median here": _figure(10**run.level),
            "median usually": _figure(10**run.usual),
        },
        "Ask the provider for the unit. Until the numbers are divided by it again, no sum or "
        "mean over these days is right.",
        p_value=run.p_value,
    )
    parts = track.parts
    return Found(
        finding,
        (
            Want(parts[usual_at].receipt, (column,), column, filled, 1),
            Want(parts[run.first].receipt, (column,), column, filled),
        ),
    )


def _figure(value: float) -> float:
    return float(f"{value:.4g}")
