"""Put any model through the contract: what lists, evaluation, bundles and serving rely on."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from openkitchen.errors import BundleError, ModelError, OpenKitchenError, UnknownName
from openkitchen.models.bundle import load, save
from openkitchen.models.contract import Model
from openkitchen.models.ranking import grid
from openkitchen.schema import Tables, Tabular
from openkitchen.schema.columns import ITEM, SCORE, USER

__all__ = ["Check", "Checks", "check_model"]

STRANGER = "nobody whom the tables name"
ADDITIVE = 1e-6  # what float32 can promise, in which many libraries compute

Make = Callable[[], Model]


@dataclass(frozen=True, slots=True)
class Check:
    """One demand of the contract.

    Parameters
    ----------
    name
        What is demanded.
    passed
        Whether it is met; ``None`` where it does not apply.
    note
        What was found instead, or why it does not apply.
    """

    name: str
    passed: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Checks(Tabular):
    """A model's way through the contract."""

    model: str
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether no demand was missed."""
        return all(check.passed is not False for check in self.checks)

    def sentence(self) -> str:
        """Say it in a sentence that names what was missed."""
        missed = [f"{c.name}: {c.note}" for c in self.checks if c.passed is False]
        if missed:
            return f"{self.model} misses {len(missed)} of {len(self.checks)}: {'; '.join(missed)}"
        idle = sum(check.passed is None for check in self.checks)
        return f"{self.model} meets the contract: {len(self.checks)} checks, {idle} do not apply."

    def to_dict(self) -> list[dict[str, Any]]:
        """Return one dictionary per check, ready for JSON."""
        return [asdict(check) for check in self.checks]

    def to_table(self) -> pa.Table:
        """Return one row per check."""
        return pa.Table.from_pylist(self.to_dict())


def check_model(make: Make, tables: Tables, folder: Path | None = None) -> Checks:
    """Put a model through the contract.

    Parameters
    ----------
    make
        Makes an unfitted model; called more than once.
    tables
        What to fit on: a few dozen users and items will do.
    folder
        Where to write the bundle of the round trip; a temporary folder by default.

    Returns
    -------
    What was met and what was missed. An error of the model itself counts as missed.
    """
    model = make().fit(tables)
    case = _Case(model, make, tables)
    found = [_checked(name, demand, case) for name, demand in _DEMANDS.items()]
    with tempfile.TemporaryDirectory() as spare:
        found.append(_round_trip(model, folder or Path(spare)))
    return Checks(model.name, (*found, _additivity(model)))


@dataclass(frozen=True, slots=True)
class _Case:
    """A fitted model, and what it takes to fit it again."""

    model: Model
    make: Make
    tables: Tables


def _checked(name: str, demand: Callable[[_Case], str], case: _Case) -> Check:
    try:
        note = demand(case)
    except Exception as error:  # noqa: BLE001 - whatever another library raises is the finding
        note = f"{type(error).__name__}: {error}"
    return Check(name, not note, note)


def _shape(case: _Case) -> str:
    scores = np.asarray(case.model.score([*_some_users(case.model), STRANGER]))
    wanted = (len(_some_users(case.model)) + 1, len(case.model.items))
    if scores.shape != wanted:
        return f"shape {scores.shape}, not {wanted}"
    return "" if np.isfinite(scores).all() else "some scores are not finite"


def _picked(case: _Case) -> str:
    places = [len(case.model.items) - 1, 0, len(case.model.items) // 2]
    users = _some_users(case.model)
    picked = case.model.score(users, [str(case.model.items[place]) for place in places])
    return _alike(
        picked, case.model.score(users)[:, places], "scores of some items are not those of all"
    )


def _company(case: _Case) -> str:
    users = _some_users(case.model)
    alone = np.vstack([case.model.score([user]) for user in users])
    return _alike(
        alone, case.model.score(users), "a user's scores change with who else is asked about"
    )


def _asked_order(case: _Case) -> str:
    users = [*_some_users(case.model)[::-1], STRANGER]
    listed = case.model.recommend(users, k=1, include_seen=True).table[USER].to_pylist()
    return "" if listed == users else f"asked for {users[:3]} …, got {listed[:3]} …"


def _ties(case: _Case) -> str:
    """Whether the whole list of a user is in the order of score, then of ``items``."""
    place = {str(item): n for n, item in enumerate(case.model.items)}
    for user in [*_some_users(case.model), STRANGER]:
        rows = case.model.recommend([user], k=len(place), include_seen=True).table
        scores = rows[SCORE].to_numpy()
        scores = np.rint(scores / grid(scores.max(keepdims=True)))  # as lists compare them
        pairs = zip(scores.tolist(), rows[ITEM].to_pylist(), strict=True)
        keys = [(-score, place[item]) for score, item in pairs]
        if keys != sorted(keys) or len(set(keys)) != len(place):
            return f"the list of {user!r} is not in the order of score, popularity, id"
    return ""


def _popular_first(case: _Case) -> str:
    items = case.tables.interactions[ITEM].cast(pa.string()).to_pylist()
    known = [str(item) for item in case.model.items]
    counts = dict.fromkeys(known, 0)
    for item in items:
        counts[item] += 1
    right = sorted(known, key=lambda item: (-counts[item], item))
    return "" if known == right else "items are not in the order of popularity, then id"


def _seen(case: _Case) -> str:
    lists = case.model.recommend(k=len(case.model.items)).table
    had = set(_pairs(case.tables.interactions))
    again = had & set(_pairs(lists))
    return f"{len(again)} items are listed for users who had them" if again else ""


def _strangers(case: _Case) -> str:
    n = case.model.recommend([STRANGER], k=3).table.num_rows
    return "" if n == min(3, len(case.model.items)) else f"a stranger's list of 3 has {n} items"


def _unknown_item(case: _Case) -> str:
    try:
        case.model.score(_some_users(case.model)[:1], [STRANGER])
    except UnknownName:
        return ""
    return "an unknown item is scored instead of refused (UnknownName)"


def _repeatable(case: _Case) -> str:
    same = case.make().fit(case.tables).recommend(k=5).table.equals(case.model.recommend(k=5).table)
    return "" if same else "fitted again on the same tables, other lists"


def _row_order(case: _Case) -> str:
    rows = np.random.default_rng(0).permutation(case.tables.interactions.num_rows)
    shuffled = case.tables.with_interactions(case.tables.interactions.take(pa.array(rows)))
    same = case.make().fit(shuffled).recommend(k=5).table.equals(case.model.recommend(k=5).table)
    return "" if same else "with the rows in another order, other lists"


_DEMANDS: dict[str, Callable[[_Case], str]] = {
    "one finite score per user and item": _shape,
    "scores of some items are those of all": _picked,
    "a user's scores do not depend on the others": _company,
    "users come back in the order asked": _asked_order,
    "items are ordered by popularity, then id": _popular_first,
    "ties go to the more popular item": _ties,
    "items that a user had are left out": _seen,
    "strangers get a list": _strangers,
    "an unknown item is refused by name": _unknown_item,
    "fitted twice, the same lists": _repeatable,
    "the order of rows does not matter": _row_order,
}


def _round_trip(model: Any, folder: Path) -> Check:
    name = "saved and loaded, the same lists"
    try:
        save(model, folder / "bundle")
        loaded = load(folder / "bundle")
        same = loaded.recommend(k=5).table.equals(model.recommend(k=5).table)
    except (AttributeError, BundleError) as error:
        return Check(name, None, f"not to be saved: {error}")
    except OpenKitchenError as error:
        return Check(name, False, str(error))
    return Check(name, same, "" if same else "the loaded model gives other lists")


def _additivity(model: Any) -> Check:
    """Whether the terms of an explanation add up to the score, without a term for the rest."""
    name, users = "explained scores are sums", _some_users(model)
    try:
        told = [model.explain(user, str(item)) for user in users for item in model.items[:10]]
    except (AttributeError, ModelError) as error:
        return Check(name, None, f"explains nothing: {error}")
    if all(len(one.terms) == 1 and one.terms[0].feature == "score" for one in told):
        return Check(name, None, "the score is not taken apart")
    scores = np.asarray(model.score(users, [str(item) for item in model.items[:10]])).ravel()
    pairs = list(zip(told, scores.tolist(), strict=True))
    worst = max(_missed(one, score) for one, score in pairs)
    rests = sum(_unexplained(one) > ADDITIVE for one in told)
    note = f"{rests} of {len(told)} scores are not explained in full" if rests else ""
    if worst > ADDITIVE:
        note = f"terms miss the score by {worst:.1e} of the score"
    return Check(name, not note, note)


def _missed(told: Any, score: float) -> float:
    terms = [term.contribution for term in told.terms]
    size = max(abs(score), math.fsum(map(abs, terms)), 1e-300)
    return abs(math.fsum(terms) - score) / size


def _unexplained(told: Any) -> float:
    """Return the share of a score's terms that is a rest which nothing explains."""
    size = max(math.fsum(abs(term.contribution) for term in told.terms), 1e-300)
    rest = [t.contribution for t in told.terms if t.feature == "unexplained"]
    return abs(math.fsum(rest)) / size


def _some_users(model: Model) -> list[str]:
    users = [str(user) for user in model.users]
    return users[:: max(1, len(users) // 8)][:8]


def _pairs(table: pa.Table) -> list[tuple[str, str]]:
    columns = (table[name].cast(pa.string()).to_pylist() for name in (USER, ITEM))
    return list(zip(*columns, strict=True))


def _alike(one: Any, other: Any, words: str) -> str:
    return "" if np.allclose(one, other, rtol=1e-5, atol=1e-7) else words
