"""What Splink's model begins with: how often strangers agree, and how often one person's records.

u, how often strangers agree, is counted on pairs drawn at random, and in small files what is
no stranger is taken out of it. m, how often records of one person agree, begins with usual
values; `openkitchen.identity.linking.scoring` estimates it from the pairs that all blocking
rules find together. Splink's own training tells two kinds of pairs apart, not three, and where
people live together it takes households for persons.
"""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.identity.linking.blocking import Rule
from openkitchen.identity.linking.comparing import Compared
from openkitchen.identity.linking.standard import ID

__all__ = ["Trained", "mended_m", "quiet_splink", "splink_linker", "train"]

Floats = npt.NDArray[np.float64]

_U_PAIRS = 4e5
_PRIOR = 0.02
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Trained:
    """What was learned.

    Parameters
    ----------
    m, u
        For each comparison, the probability of each level among pairs of one person, and
        among strangers.
    prior
        The probability that two records drawn at random are one person.
    fallbacks
        Comparisons for which the usual values stand in.
    home
        For each comparison, the probability of each level among two people of one household.
    at_home
        The probability that two records drawn at random are two people of one household.
    at_birth
        The probability that they are two of one household who were born on one day: twins.
    born
        The numbers of the comparisons in which twins agree like one person; without a first
        name beside them none, for nothing would tell twins from one person.
    """

    m: tuple[Floats, ...]
    u: tuple[Floats, ...]
    prior: float
    fallbacks: tuple[str, ...]
    home: tuple[Floats, ...] = ()
    at_home: float = 0.0
    at_birth: float = 0.0
    born: tuple[int, ...] = ()
    at_name: float = 0.0
    named: tuple[int, ...] = ()


def train(
    connection: duckdb.DuckDBPyConnection,
    table: pa.Table,
    compared: Sequence[Compared],
    rules: Sequence[Rule],
    seed: int,
) -> Trained:
    """Count how often strangers agree, and begin with the usual for one person.

    Parameters
    ----------
    connection
        Where Splink works.
    table
        As `openkitchen.identity.linking.blocking.with_keys` returns it.
    compared
        The comparisons.
    rules
        The blocking rules.
    seed
        For the pairs drawn at random.
    """
    prior = _first_prior(table, rules)
    linker = splink_linker(connection, table, compared, rules, prior)
    with quiet_splink():
        linker.training.estimate_u_using_random_sampling(
            max_pairs=_U_PAIRS, seed=seed, min_count_per_level=None, num_chunks=1
        )
        model = linker.misc.save_model_to_json()
    chance = [_by_chance(table, one) for one in compared]
    return _begun(model, compared, prior, table.num_rows, chance)


def splink_linker(
    connection: duckdb.DuckDBPyConnection,
    table: pa.Table,
    compared: Sequence[Compared],
    rules: Sequence[Rule],
    prior: float,
    trained: Trained | None = None,
) -> Any:
    """Make Splink's linker for a table; with what was trained, if anything was."""
    from splink import Linker, SettingsCreator
    from splink.backends.duckdb import DuckDBAPI

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=ID,
        comparisons=[
            one.for_splink(trained.m[at].tolist(), trained.u[at].tolist())
            if trained
            else one.for_splink()
            for at, one in enumerate(compared)
        ],
        blocking_rules_to_generate_predictions=[{"blocking_rule": rule.sql} for rule in rules],
        probability_two_random_records_match=prior,
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=True,
        max_iterations=30,
    )
    with quiet_splink():
        api = DuckDBAPI(connection=connection)
        return Linker(api.register(table), settings)


@contextlib.contextmanager
def quiet_splink() -> Iterator[None]:
    """Keep Splink's advice to itself while the block runs."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)


def _first_prior(table: pa.Table, rules: Sequence[Rule]) -> float:
    """Guess the share of pairs that are one person from the tightest rule."""
    n = table.num_rows
    every = max(n * (n - 1) / 2, 1.0)
    tight = min((rule.pairs for rule in rules), default=1)
    return float(min(max(tight / every, 0.02 * n / every), 0.1))


def _begun(
    model: dict[str, Any],
    compared: Sequence[Compared],
    prior: float,
    n: int,
    chance: Sequence[float],
) -> Trained:
    pairs = min(_U_PAIRS, max(n * (n - 1) / 2, 1.0))
    by_name = {found["output_column_name"]: found for found in model["comparisons"]}
    many_m, many_u = [], []
    for one, same in zip(compared, chance, strict=True):
        levels = by_name[one.name]["comparison_levels"]
        found = [lv.get("u_probability") for lv in levels if not lv.get("is_null_level")]
        u = np.array([_number(value) for value in found]) + 0.5 / pairs
        u = u / u.sum()
        if same:
            u = np.concatenate([[same], u[1:] * (1 - same) / u[1:].sum()])
        m = np.array([level.usual for level in one.levels])
        strangers = np.maximum(u - prior * m / m.sum(), np.maximum(0.05 * u, 0.5 / pairs))
        many_u.append(strangers / strangers.sum())
        many_m.append(mended_m(m, many_u[-1], one))
    return Trained(tuple(many_m), tuple(many_u), prior, ())


def _by_chance(table: pa.Table, one: Compared) -> float:
    """Count how often any two records agree letter by letter; 0 where that is no level."""
    column = one.levels[0].frequency
    if not column:
        return 0.0
    counts = pc.value_counts(table[column].drop_null()).field("counts").to_numpy()
    known = float(counts.sum())
    agreeing = float((counts.astype(float) * (counts - 1)).sum())
    return max(agreeing, 1.0) / max(known * (known - 1), 2.0)


def mended_m(m: Floats, u: Floats, one: Compared) -> Floats:
    """Mix a little of the usual into an estimate, and let weights fall with agreement."""
    usual = np.array([level.usual for level in one.levels])
    mixed = (1 - _PRIOR) * m / m.sum() + _PRIOR * usual / usual.sum()
    return _falling(mixed, u)


def _falling(m: Floats, u: Floats) -> Floats:
    """Pool neighbouring levels so that the ratio m/u never rises as agreement falls."""
    groups = [[at] for at in range(len(m))]
    done = False
    while not done:
        done = True
        for here in range(len(groups) - 1):
            one, two = groups[here], groups[here + 1]
            if m[one].sum() / u[one].sum() < m[two].sum() / u[two].sum():
                groups[here : here + 2] = [one + two]
                done = False
                break
    pooled = m.copy()
    for group in groups:
        pooled[group] = u[group] * m[group].sum() / u[group].sum()
    return np.maximum(pooled / pooled.sum(), _LEAST)


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
