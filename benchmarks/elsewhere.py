"""Measure models on another machine, one with many processors or a GPU; `accuracy.py` finds them.

Three steps: ``--write FOLDER`` puts the data sets into a folder of Parquet files, here;
``--tune FOLDER`` tries the settings side by side and leaves what was measured in the same folder,
there; ``--take FOLDER`` adds that to the kept models, here. Trials and judging are those of
`accuracy.py`: an event before the last for next items, the glass box's own questions otherwise.

    python -m benchmarks.elsewhere --write /tmp/far --only x-wines,news --protocol time,next
    python -m benchmarks.elsewhere --tune /tmp/far --peers glass-box,sasrec,ease --jobs 8
    python -m benchmarks.elsewhere --take /tmp/far
    python -m benchmarks.accuracy --only x-wines,news --protocol time,next --peers '' --kept
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks import _cache
from benchmarks._data import Case, cases
from benchmarks._measure import (
    GLASS_BOX,
    Measured,
    fit_peer,
    in_fresh_process,
    judge_one,
    measure_glass_box,
)
from benchmarks._peers import PEERS
from openkitchen.schema import Tables

PARTS = ("interactions", "users", "items")


def main() -> None:
    """Write, tune or take."""
    asked = _parser().parse_args()
    if asked.write:
        only, protocols = asked.only.split(","), asked.protocol.split(",")
        for case in cases(only, [word for word in protocols if word]):
            print(write_case(case, asked.write))
    elif asked.tune:
        words = asked.peers.split(",")
        for word in words:
            if word not in (GLASS_BOX, *PEERS):
                sys.exit(f"No model {word!r}. There are: {', '.join((GLASS_BOX, *PEERS))}.")
        tune(asked.tune, words, asked.trials, asked.jobs, asked.cap)
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
            pq.write_table(table, home / f"{part}.parquet", compression="zstd")
    pq.write_table(case.test, home / "test.parquet", compression="zstd")
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


@dataclass(eq=False)
class Tuning:
    """How far one peer is on one data set: the value of each trial that ended, and their seconds.

    Parameters
    ----------
    case, word
        The data set and the peer.
    tries
        How many settings there are to try.
    waits
        How many of them are begun at most: fewer once the time is up.
    values, seconds
        What each trial came to, by its number, and what all of them took.
    """

    case: Case
    word: str
    tries: int
    waits: int
    values: dict[int, float] = field(default_factory=dict)
    seconds: float = 0.0


def tune(folder: Path, words: list[str], trials: int, jobs: int, cap: float) -> None:
    """Try settings of all data sets side by side; the best is fitted once more and kept.

    Parameters
    ----------
    folder
        Holds ``cases``; ``kept`` is written as measurements end.
    words
        The models; the glass box has nothing to try and comes first.
    trials
        Settings per data set and peer. First settings are tried first, everywhere.
    jobs
        Processes at a time.
    cap
        Seconds after which no further trial is begun.
    """
    _cache.FOLDER, start = folder / "kept", time.perf_counter()
    found = read_cases(folder)
    tunings = [_begin(case, word, trials) for word in words for case in found]
    todo = [(one, n) for n in range(trials) for one in tunings if n < one.tries]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        trying: dict[Future[tuple[float, float]], tuple[Tuning, int]] = {}
        last: dict[Future[Measured], Tuning] = {}
        while todo or trying or last:
            while todo and len(trying) + len(last) < jobs:
                one, n = todo.pop(0)
                if one.word == GLASS_BOX:
                    last[pool.submit(measure_glass_box, one.case)] = one
                elif time.perf_counter() - start > cap:
                    one.waits -= 1
                    _finish(pool, one, trials, last)
                else:
                    trying[pool.submit(judge_one, one.case, one.word, trials, n)] = (one, n)
            running: list[Future[Any]] = [*trying, *last]
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                if done in last:
                    _keep(last.pop(done), done, trials, cap)
                    continue
                one, n = trying.pop(done)
                one.values[n], seconds = done.result()
                one.seconds += seconds
                told = f"{one.values[n]:.4f}, {seconds:.0f} s"
                print(f"{one.case.name}: {one.word} {n} {told}", flush=True)
                _finish(pool, one, trials, last)


def _begin(case: Case, word: str, trials: int) -> Tuning:
    """Return a tuning with nothing tried yet; one setting at the least, if only to fit it."""
    tries = 1 if word == GLASS_BOX else len(PEERS[word].candidates(case.tables, trials))
    return Tuning(case, word, tries, tries)


def _finish(pool: Executor, one: Tuning, trials: int, last: dict[Future[Measured], Tuning]) -> None:
    """Fit the best setting of a peer on a data set once its last trial has ended."""
    if len(one.values) == one.waits and one.values:
        best = max(one.values, key=lambda n: one.values[n])
        last[pool.submit(in_fresh_process, fit_peer, one.case, one.word, trials, best)] = one


def _keep(one: Tuning, done: Future[Measured], trials: int, cap: float) -> None:
    """Keep a measurement; one that broke off is named, and the others go on."""
    if (error := done.exception()) is not None:
        print(f"{one.case.name}: {one.word} broke off: {error!r}", flush=True)
        return
    told = replace(done.result(), label=f"{done.result().label}, elsewhere")
    if one.word != GLASS_BOX:
        told = replace(told, trials=len(one.values), tune_seconds=one.seconds)
        told = replace(told, capped=len(one.values) < one.tries)
    _cache.keep(one.case, one.word, trials, cap, told)
    print(f"{one.case.name}: {one.word} kept, {told.settings}", flush=True)


def take(case: Case, folder: Path) -> None:
    """Copy what was measured of one data set to the kept models."""
    home = _cache.FOLDER / case.kept_as
    home.mkdir(parents=True, exist_ok=True)
    for file in sorted((folder / "kept" / case.kept_as).glob("*")):
        (home / file.name).write_bytes(file.read_bytes())
        print(home / file.name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", type=Path, metavar="FOLDER", help="write the data sets")
    what.add_argument("--tune", type=Path, metavar="FOLDER", help="try the settings")
    what.add_argument("--take", type=Path, metavar="FOLDER", help="add to the kept models")
    parser.add_argument("--only", default="x-wines,news,sessions", help="data sets, by commas")
    parser.add_argument("--protocol", default="", help="protocols, by commas; each set's own")
    parser.add_argument("--peers", default="sasrec", help="models, by commas (sasrec)")
    parser.add_argument("--trials", type=int, default=10, help="settings per data set (10)")
    parser.add_argument("--jobs", type=int, default=8, help="processes at a time (8)")
    parser.add_argument("--cap", type=float, default=300.0, help="seconds for trials (300)")
    return parser


if __name__ == "__main__":
    main()
