"""Tune SASRec on another machine, one with a GPU, where `accuracy.py` then finds it.

Three steps: ``--write FOLDER`` puts the data sets into a folder of Parquet files, here;
``--tune FOLDER`` tries the settings side by side and leaves what was measured in the same folder,
there; ``--take FOLDER`` adds that to the kept peers, here. Trials and judging are those of
`accuracy.py`: an event before the last for next items, the glass box's own questions otherwise.
"""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks import _cache
from benchmarks._data import Case, cases
from benchmarks._measure import Measured, fit_peer, judge_one
from openkitchen.schema import Tables

WORD = "sasrec"
PARTS = ("interactions", "users", "items")


def main() -> None:
    """Write, tune or take."""
    asked = _parser().parse_args()
    if asked.write:
        for case in cases(asked.only.split(","), asked.protocol.split(",")):
            print(write_case(case, asked.write))
    elif asked.tune:
        tune(asked.tune, asked.trials, asked.jobs, asked.cap)
    else:
        for case in read_cases(asked.take):
            take(case, asked.take)


def write_case(case: Case, folder: Path) -> str:
    """Write one data set, named as the kept peers of it are, and return the name."""
    name = _cache.kept_as(case)
    home = folder / "cases" / name
    home.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        table = getattr(case.tables, part)
        if table is not None:
            pq.write_table(table, home / f"{part}.parquet")
    pq.write_table(case.test, home / "test.parquet")
    told = {"name": case.name, "seen": case.seen}
    (home / "case.json").write_text(json.dumps(told), "utf-8")
    return name


def read_cases(folder: Path) -> list[Case]:
    """Read all data sets of a folder."""
    found = []
    for home in sorted((folder / "cases").iterdir()):
        told = json.loads((home / "case.json").read_text("utf-8"))
        there = {part: home / f"{part}.parquet" for part in PARTS}
        read = {k: pq.read_table(file) if file.is_file() else None for k, file in there.items()}
        test = pq.read_table(home / "test.parquet")
        found.append(Case(told["name"], Tables(**read), test, told["seen"], home.name))
    return found


@dataclass
class Tuning:
    """How far one data set is: the value of each trial that ended, and the seconds they took."""

    case: Case
    waits: int
    values: dict[int, float] = field(default_factory=dict)
    seconds: float = 0.0


def tune(folder: Path, trials: int, jobs: int, cap: float) -> None:
    """Try settings of all data sets side by side; the best is fitted once more and kept.

    Parameters
    ----------
    folder
        Holds ``cases``; ``kept`` is written.
    trials
        Settings per data set.
    jobs
        Processes at a time, on one GPU.
    cap
        Seconds after which no further trial is begun.
    """
    _cache.FOLDER, start = folder / "kept", time.perf_counter()
    tunings = [Tuning(case, trials) for case in read_cases(folder)]
    todo = [(one, n) for n in range(trials) for one in tunings]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        trying: dict[Future[tuple[float, float]], tuple[Tuning, int]] = {}
        last: dict[Future[Measured], Tuning] = {}
        while todo or trying or last:
            while todo and len(trying) + len(last) < jobs:
                one, n = todo.pop(0)
                if time.perf_counter() - start > cap:
                    one.waits -= 1
                    _finish(pool, one, trials, last)
                    continue
                trying[pool.submit(judge_one, one.case, WORD, trials, n)] = (one, n)
            for done in wait([*trying, *last], return_when=FIRST_COMPLETED).done:
                if done in last:
                    _keep(last.pop(done), done.result(), trials, cap)
                    continue
                one, n = trying.pop(done)
                one.values[n], seconds = done.result()
                one.seconds += seconds
                print(f"{one.case.name}: trial {n} {one.values[n]:.4f} {seconds:.0f} s", flush=True)
                _finish(pool, one, trials, last)


def _finish(
    pool: ProcessPoolExecutor, one: Tuning, trials: int, last: dict[Future[Measured], Tuning]
) -> None:
    """Fit the best setting of a data set once its last trial has ended."""
    if len(one.values) == one.waits and one.values:
        best = max(one.values, key=lambda n: one.values[n])
        last[pool.submit(fit_peer, one.case, WORD, trials, best)] = one


def _keep(one: Tuning, found: Measured, trials: int, cap: float) -> None:
    told = replace(found, trials=len(one.values), tune_seconds=one.seconds)
    told = replace(told, capped=len(one.values) < trials, label=f"{found.label}, on a GPU")
    _cache.keep(one.case, WORD, trials, cap, told)
    print(f"{one.case.name}: kept, {told.settings}", flush=True)


def take(case: Case, folder: Path) -> None:
    """Copy what was measured of one data set to the kept peers."""
    home = _cache.FOLDER / case.kept_as
    home.mkdir(parents=True, exist_ok=True)
    for file in sorted((folder / "kept" / case.kept_as).glob(f"{WORD}.*")):
        (home / file.name).write_bytes(file.read_bytes())
        print(home / file.name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", type=Path, metavar="FOLDER", help="write the data sets")
    what.add_argument("--tune", type=Path, metavar="FOLDER", help="try the settings")
    what.add_argument("--take", type=Path, metavar="FOLDER", help="add to the kept peers")
    parser.add_argument("--only", default="x-wines,news,sessions", help="data sets, by commas")
    parser.add_argument("--protocol", default="next", help="protocols, by commas")
    parser.add_argument("--trials", type=int, default=10, help="settings per data set (10)")
    parser.add_argument("--jobs", type=int, default=8, help="processes at a time (8)")
    parser.add_argument("--cap", type=float, default=300.0, help="seconds for trials (300)")
    return parser


if __name__ == "__main__":
    main()
