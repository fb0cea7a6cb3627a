"""Tune and measure one model, each step in a fresh process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from benchmarks._data import Case, last_out
from benchmarks._peers import PEERS
from openkitchen.models import GlassBox, GlassBoxSettings
from openkitchen.models.baselines import prepare_trial
from openkitchen.schema import Tables

K = 10
GLASS_BOX = "glass-box"
IMPORTED_LATE = {
    "implicit": ("implicit.cpu.als", "implicit.cpu.bpr", "implicit.nearest_neighbours")
}
Got = TypeVar("Got")


@dataclass(frozen=True)
class Measured:
    """The lists of a model and what they cost.

    Parameters
    ----------
    label
        What tables call it.
    lists
        ``user_id``, ``item_id``, ``rank``, ``score``.
    eligible
        How many items it may list.
    trials
        How many settings were tried.
    capped
        Whether the time for trials ran out first.
    tune_seconds
        Wall time of the trials.
    fit_seconds
        Wall time of one fit with the chosen settings.
    peak_mb
        What that fit took at its peak above what was there before, in MB.
    users_a_second
        How many users a second are recommended to.
    settings
        The chosen settings, in words.
    """

    label: str
    lists: pa.Table
    eligible: int
    trials: int
    capped: bool
    tune_seconds: float
    fit_seconds: float
    peak_mb: float
    users_a_second: float
    settings: str

    def facts(self) -> dict[str, Any]:
        """Return all but the lists."""
        return asdict(replace(self, lists=pa.table({}))) | {"lists": None}


def in_fresh_process(function: Callable[..., Got], *arguments: object) -> Got:
    """Run a function in a process of its own, so that memory is counted from nothing."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_quietly, function, *arguments).result()


def _quietly(function: Callable[..., Got], *arguments: object) -> Got:
    """Run a function without the bars that some libraries draw."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        return function(*arguments)


def measure_glass_box(case: Case) -> Measured:
    """Search, fit and recommend with nothing set."""
    settings, trials, seconds = in_fresh_process(_search, case)
    found = in_fresh_process(_fit_glass_box, case, settings)
    return replace(found, trials=trials, tune_seconds=seconds)


def measure_peer(case: Case, word: str, trials: int, cap: float) -> Measured:
    """Tune, fit and recommend with a peer.

    Parameters
    ----------
    case
        The data set.
    word
        The peer's key in `PEERS`.
    trials
        The most settings to try.
    cap
        Seconds after which no further trial is begun.
    """
    chosen, done, seconds = in_fresh_process(_tune, case, word, trials, cap)
    found = in_fresh_process(fit_peer, case, word, trials, chosen)
    return replace(found, trials=done, tune_seconds=seconds, capped=seconds > cap)


def _search(case: Case) -> tuple[GlassBoxSettings, int, float]:
    told: list[str] = []
    start = time.perf_counter()
    model = GlassBox().fit(case.tables, lambda what, *_: told.append(what))
    return model.fitted.settings, len(told), time.perf_counter() - start


def _tune(case: Case, word: str, trials: int, cap: float) -> tuple[int, int, float]:
    start = time.perf_counter()
    candidates = PEERS[word].candidates(case.tables, trials)
    values: list[float] = []
    if len(candidates) > 1:
        train, value = _questions(case)
        for make in candidates:
            values.append(_value(make, train, value))
            if time.perf_counter() - start > cap:
                break
    return int(np.argmax(values)) if values else 0, len(values), time.perf_counter() - start


def _value(make: Callable[[], Any], train: Tables, value: Callable[[Any], float]) -> float:
    """Return how good a candidate is; one that breaks off (a diverged fit) is the worst."""
    try:
        return value(make().fit(train))
    except Exception as error:  # noqa: BLE001 - whatever a library raises, it is no reason to stop
        print(f"a trial broke off: {type(error).__name__}: {error}")
        return -1.0


def _questions(case: Case) -> tuple[Tables, Callable[[Any], float]]:
    """Return what to fit a candidate on, and how to judge it.

    For the cut by time and undated data these are the questions that the glass box's own
    search asks. Where the last event of each user is to be foretold, peers are judged by
    the event before it, which favours them: the glass box is not told of the protocol.
    """
    if not case.name.endswith("next item"):
        trial = prepare_trial(case.tables)
        return trial.train, trial.value
    train, last = last_out(case.tables.interactions)
    tables = case.tables.with_interactions(train)

    def value(model: Any) -> float:
        from openkitchen.evaluate import evaluate_lists

        users = sorted(set(last["user_id"].to_pylist()))
        lists = model.recommend(users, K, include_seen=case.seen).table
        told = evaluate_lists(lists, last, K, None if case.seen else train, bootstrap=0)
        return told.figure("ndcg", K).value

    return tables, value


def _fit_glass_box(case: Case, settings: GlassBoxSettings) -> Measured:
    return _fitted(case, "glass box", GlassBox(settings), repr(settings))


def judge_one(case: Case, word: str, trials: int, n: int) -> tuple[float, float]:
    """Return how good one candidate of a peer is, and the seconds that it took."""
    start = time.perf_counter()
    train, value = _questions(case)
    found = _value(PEERS[word].candidates(case.tables, trials)[n], train, value)
    return found, time.perf_counter() - start


def fit_peer(case: Case, word: str, trials: int, chosen: int) -> Measured:
    """Fit the chosen candidate of a peer on all that it may learn from, and list."""
    _import(PEERS[word].needs)
    model = PEERS[word].candidates(case.tables, trials)[chosen]()
    told = getattr(getattr(model, "scorer", model), "settings", "")
    return _fitted(case, PEERS[word].label, model, str(told))


def _fitted(case: Case, label: str, model: Any, settings: str) -> Measured:
    users = sorted(set(case.test["user_id"].to_pylist()))
    before, start = begin_peak(), time.perf_counter()
    model.fit(case.tables)
    fit_seconds, peak = time.perf_counter() - start, peak_bytes() - before
    model.recommend(users[:10], K, include_seen=case.seen)
    start = time.perf_counter()
    lists = model.recommend(users, K, include_seen=case.seen).table
    pace = len(users) / (time.perf_counter() - start)
    peak_mb = peak / 1e6
    return Measured(
        label, lists, len(model.items), 0, False, 0.0, fit_seconds, peak_mb, pace, settings
    )


def _import(needs: str) -> None:
    """Import what a fit would import, so that this is not counted as fitting."""
    import_module(needs)
    for part in IMPORTED_LATE.get(needs, ()):
        import_module(part)


def peak_bytes() -> float:
    """Return the most memory that this process held since `begin_peak`, in bytes."""
    return _status("VmHWM")


def begin_peak() -> float:
    """Let the count of the peak begin now, and return what is held now."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    return _status("VmRSS")


def _status(name: str) -> float:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(name):
            return float(line.split()[1]) * 1024
    return float("nan")
