"""How fast lists are judged, beside ranx from the same table, and how much memory many take.

First, tables of users × 100 items are judged on eight metrics by both, in processes of their
own, and the figures compared. Then lists of a million users in a Parquet file are judged by
`evaluate_files_beside`, with intervals and popularity beside, and the peak of memory is kept.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks._measure import peak_bytes
from benchmarks._results import kept_results, write_results

METRICS = tuple(f"{name}@{k}" for k in (10, 100) for name in ("precision", "recall", "ndcg", "map"))
N_ITEMS = 5_003
CHOSEN = 10


def main() -> None:
    """Measure and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=100_000, help="0: leave this out")
    parser.add_argument("--many", type=int, default=1_000_000, help="0: leave this out")
    parser.add_argument("--keep", action="store_true", help="write benchmarks/results")
    parser.add_argument("--part", choices=("ours", "ranx", "many"))
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.part:
        print(json.dumps(PARTS[asked.part](asked.folder)))
        return
    steps = {"beside ranx": (_both, asked.users), "many": (_many, asked.many)}
    for name, (measure, users) in steps.items():
        if not users:
            continue
        with tempfile.TemporaryDirectory() as folder:
            told = measure(Path(folder) / "tables", users)
        print(json.dumps({name: told}, indent=1), flush=True)
        if asked.keep:
            write_results("evaluate", kept_results("evaluate") | {name: told})


def _both(folder: Path, users: int) -> dict[str, Any]:
    write_tables(folder, users, 100, users)
    ours, theirs = _alone("ours", folder), _alone("ranx", folder)
    apart = max(abs(ours["figures"][name] - theirs["figures"][name]) for name in METRICS)
    return {
        "users": users,
        "items in a list": 100,
        "metrics": len(METRICS),
        "ours seconds": ours["seconds"],
        "ranx seconds": theirs["seconds"],
        "times faster": theirs["seconds"] / ours["seconds"],
        "ours peak mb": ours["peak mb"],
        "ranx peak mb": theirs["peak mb"],
        "largest difference": apart,
    }


def _many(folder: Path, users: int) -> dict[str, Any]:
    write_tables(folder, users, 10, 50_000)
    return {"users": users, "items in a list": 10, **_alone("many", folder)}


def _alone(part: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.evaluate", "--part", part, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def write_tables(folder: Path, users: int, length: int, at_once: int) -> None:
    """Write lists, truth and training data, a third of the choices being in the lists."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    writers: dict[str, pq.ParquetWriter] = {}
    for start in range(0, users, at_once):
        number = np.arange(start, min(start + at_once, users))
        lists = _lists(rng, len(number), length)
        rank = np.tile(np.arange(1, length + 1), len(number))
        user = np.repeat(number, length)
        tables = {"lists": _table(user, lists.ravel(), rank=rank, score=1.0 / rank)}
        for name, many in (("truth", CHOSEN), ("train", 20)):
            items = rng.integers(0, N_ITEMS, (len(number), many))
            at = rng.integers(0, length, items.shape)
            if name == "truth":
                listed = np.take_along_axis(lists, at, axis=1)
                items = np.where(rng.random(items.shape) < 0.3, listed, items)
            tables[name] = _table(np.repeat(number, many), items.ravel())
        for name, table in tables.items():
            if name not in writers:
                writers[name] = pq.ParquetWriter(folder / f"{name}.parquet", table.schema)
            writers[name].write_table(table)
    for writer in writers.values():
        writer.close()


def _lists(rng: np.random.Generator, users: int, length: int) -> np.ndarray:
    """Walk through the items (a prime number of them) in steps: no item comes twice."""
    begin, step = rng.integers(0, N_ITEMS, users), rng.integers(1, N_ITEMS, users)
    return (begin[:, None] + step[:, None] * np.arange(length)) % N_ITEMS


def _table(user: np.ndarray, item: np.ndarray, **more: np.ndarray) -> pa.Table:
    names = pa.array([f"i{n}" for n in range(N_ITEMS)])
    known, place = np.unique(user, return_inverse=True)
    people = pa.array([f"u{n}" for n in known])
    columns = {"user_id": people.take(pa.array(place)), "item_id": names.take(pa.array(item))}
    return pa.table(columns | {name: pa.array(values) for name, values in more.items()})


def _ours(folder: Path) -> dict[str, Any]:
    from openkitchen.evaluate import evaluate_lists

    lists, truth = pq.read_table(folder / "lists.parquet"), pq.read_table(folder / "truth.parquet")
    begun = time.perf_counter()
    found = evaluate_lists(lists, truth, (10, 100), bootstrap=0)
    figures = {row.name: row.value for row in found if row.name in METRICS}
    return _told(begun, figures)


def _ranx(folder: Path) -> dict[str, Any]:
    import pandas  # noqa: F401 - not part of what is timed
    import ranx

    lists = _objects(folder / "lists.parquet")
    truth = _objects(folder / "truth.parquet")
    truth = truth.drop_duplicates().assign(grade=1)
    warm = truth.head(20).assign(score=1.0)
    ranx.evaluate(
        ranx.Qrels.from_df(warm, q_id_col="user_id", doc_id_col="item_id", score_col="grade"),
        ranx.Run.from_df(warm, q_id_col="user_id", doc_id_col="item_id", score_col="score"),
        list(METRICS),
    )  # compiling is not counted
    begun = time.perf_counter()
    qrels = ranx.Qrels.from_df(truth, q_id_col="user_id", doc_id_col="item_id", score_col="grade")
    run = ranx.Run.from_df(lists, q_id_col="user_id", doc_id_col="item_id", score_col="score")
    figures = ranx.evaluate(qrels, run, list(METRICS))
    return _told(begun, {name: float(value) for name, value in figures.items()})


def _objects(path: Path) -> Any:
    """Read a table as pandas kept text for years, which is what ranx takes."""
    frame = pq.read_table(path).to_pandas()
    ids = ["user_id", "item_id"]
    return frame.assign(**{name: frame[name].astype(object) for name in ids})


def _judge_many(folder: Path) -> dict[str, Any]:
    from openkitchen.evaluate import Options, evaluate_files_beside

    begun = time.perf_counter()
    own, _ = evaluate_files_beside(
        folder / "lists.parquet", folder / "truth.parquet", folder / "train.parquet",
        options=Options((10,)),
    )  # fmt: skip
    return _told(begun, {row.name: row.value for row in own})


def _told(begun: float, figures: dict[str, float]) -> dict[str, Any]:
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "peak mb": peak_bytes() / 1e6, "figures": figures}


PARTS = {"ours": _ours, "ranx": _ranx, "many": _judge_many}

if __name__ == "__main__":
    main()
