"""The data sets as train and test, under three protocols.

``time``
    One cut for everybody: the last tenth of the events.
``next``
    Each user's last event, of users with three events or more; the rest is known.
``random``
    A random tenth of the events, with the timestamps dropped.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from benchmarks._shapes import news_log, sessions
from openkitchen.prepare import split_by_time
from openkitchen.schema import Tables
from openkitchen.sources import read_files, read_tables

PROTOCOLS = ("time", "next", "random")
WORDS = {"time": "", "next": ", next item", "random": ", undated"}
SEED = 5

XWINES = {"UserID": "user_id", "WineID": "item_id", "Date": "timestamp"}
JOURNEY = {
    "household_id": "user_id",
    "product_id": "item_id",
    "transaction_timestamp": "timestamp",
}
FOODCOM = {"recipe_id": "item_id", "id": "item_id", "date": "timestamp"}


@dataclass(frozen=True, slots=True)
class Case:
    """A data set, cut in two.

    Parameters
    ----------
    name
        The data set's name, and the protocol's where it is not the cut by time.
    tables, test
        What to learn from, and the interactions to foretell.
    seen
        Whether items that a user had before may be listed and count as truth.
    kept_as
        The folder of its kept peers, where it is known already.
    """

    name: str
    tables: Tables
    test: pa.Table
    seen: bool = False
    kept_as: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a data set comes from and which protocols it is measured under.

    Parameters
    ----------
    name
        The name to show.
    read
        Reads or makes all of it.
    protocols
        Those it is measured under unless others are asked for.
    returns
        Whether people return to items: then what was seen stays eligible.
    """

    name: str
    read: Callable[[], Tables]
    protocols: tuple[str, ...]
    returns: bool = False


def sources() -> dict[str, Source]:
    """Return every data set that is there, by the word that picks it on the command line."""
    data, more = _folder("OPENKITCHEN_DATA"), _folder("OPENKITCHEN_DATA_MORE")
    found = {"demo-shop": Source("Demo shop", _no_tables, ("time",))}
    found["news"] = Source("News log (made up)", _news, ("time", "next"), returns=True)
    found["sessions"] = Source("Sessions (made up)", _sessions, ("next",), returns=True)
    if data is not None:
        found["x-wines"] = Source("X-Wines", lambda: _wines(data), PROTOCOLS)
        found["completejourney"] = Source("Complete Journey", lambda: _journey(data), ("time",))
        found["completejourney-again"] = Source(
            "Complete Journey, with what was bought before",
            lambda: _journey(data),
            ("time",),
            returns=True,
        )
        found["foodcom-small"] = Source("Food.com (small)", lambda: _recipes(data), PROTOCOLS)
    if more is not None and (more / "ml-100k").is_dir():
        found["ml-100k"] = Source("MovieLens 100K", lambda: _movies(more / "ml-100k"), PROTOCOLS)
    order = (
        *("x-wines", "demo-shop", "completejourney", "completejourney-again"),
        *("foodcom-small", "ml-100k"),
    )
    return {k: found[k] for k in (*order, "news", "sessions") if k in found}


def cases(only: Sequence[str] = (), protocols: Sequence[str] = ()) -> Iterator[Case]:
    """Read or make the data sets that are asked for, all by default."""
    found = sources()
    for word in only or found:
        if word not in found:
            sys.exit(
                f"No data set {word!r}. There are: {', '.join(found)}. OPENKITCHEN_DATA and "
                "OPENKITCHEN_DATA_MORE name the folders with the open data; see the README."
            )
        source = found[word]
        if word == "demo-shop":
            yield demo_shop()
            continue
        tables = source.read()
        for protocol in protocols or source.protocols:
            yield cut(source, tables, protocol)


def cut(source: Source, tables: Tables, protocol: str) -> Case:
    """Cut a data set under one protocol."""
    split = {"time": lambda t: split_by_time(t, 0.1), "next": last_out, "random": random_out}
    train, test = split[protocol](tables.interactions)
    seen = source.returns and protocol != "random"
    return Case(source.name + WORDS[protocol], tables.with_interactions(train), test, seen)


def last_out(interactions: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Leave out the last event of every user with three or more."""
    rows = pa.table(
        {
            "user": interactions["user_id"].combine_chunks().dictionary_encode().indices,
            "time": interactions["timestamp"],
            "item": interactions["item_id"],
            "row": np.arange(interactions.num_rows),
        }
    ).sort_by([("user", "ascending"), ("time", "ascending"), ("item", "ascending")])
    user, row = rows["user"].to_numpy(), rows["row"].to_numpy()
    last = np.append(user[1:] != user[:-1], True)
    test = np.zeros(len(user), dtype=bool)
    test[row[last & (np.bincount(user)[user] >= 3)]] = True
    return interactions.filter(pa.array(~test)), interactions.filter(pa.array(test))


def random_out(interactions: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Leave out a random tenth of the events, and drop all timestamps."""
    test = np.random.default_rng(SEED).random(interactions.num_rows) < 0.1
    nothing = pa.nulls(interactions.num_rows, pa.timestamp("us"))
    place = interactions.column_names.index("timestamp")
    undated = interactions.set_column(place, "timestamp", nothing)
    return undated.filter(pa.array(~test)), undated.filter(pa.array(test))


def demo_shop() -> Case:
    """Make the demo shop at its default size and prepare its tables."""
    from openkitchen.pipelines.demo import unpack_demo
    from openkitchen.pipelines.formats import FORMATS
    from openkitchen.pipelines.runner import run_workspace
    from openkitchen.prepare import tables_of

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "shop"
        unpack_demo(root)
        steps = ("identity edges", "identity map", "interactions", "users", "items", "split")
        run_workspace(root, only=steps)
        read, data = FORMATS["Table"].load, root / "data"
        train, test = (read(data / f"05_model_input/{name}.parquet") for name in ("train", "test"))
        users, items = (read(data / f"03_primary/{name}.parquet") for name in ("users", "items"))
        return Case("Demo shop", tables_of(train, users, items), test)


def _no_tables() -> Tables:
    raise AssertionError("the demo shop makes its own cut")


def _folder(variable: str) -> Path | None:
    named = os.environ.get(variable)
    return Path(named) if named else None


def _news() -> Tables:
    interactions, articles = news_log()
    return read_tables(interactions, articles)


def _sessions() -> Tables:
    return read_tables(sessions())


def _wines(data: Path) -> Tables:
    folder = data / "x-wines"
    ratings, wines = (
        folder / "XWines_Slim_150K_ratings.csv.gz",
        folder / "XWines_Slim_1K_wines.csv.gz",
    )
    return read_files(ratings, wines, None, columns=XWINES)[0]


def _journey(data: Path) -> Tables:
    folder = data / "completejourney"
    files = ("transactions_sample.csv.gz", "products.csv.gz", "demographics.csv.gz")
    return read_files(*(folder / file for file in files), columns=JOURNEY)[0]


def _recipes(data: Path) -> Tables:
    folder = data / "foodcom-small"
    files = (folder / "interactions_small.csv.gz", folder / "recipes_small.csv.gz")
    return read_files(*files, None, columns=FOODCOM)[0]


def _movies(folder: Path) -> Tables:
    """Read MovieLens in RecBole's layout: tab-separated, ``name:type`` in the header."""
    events = _atomic(folder / "ml-100k.inter")
    times = (events["timestamp"].cast(pa.float64()).to_numpy() * 1e6).astype("datetime64[us]")
    interactions = pa.table(
        {
            "user_id": events["user_id"].cast(pa.string()),
            "item_id": events["item_id"].cast(pa.string()),
            "timestamp": pa.array(times),
        }
    )
    items = users = None
    if (folder / "ml-100k.item").is_file():
        films = _atomic(folder / "ml-100k.item")
        genres = [str(words or "").split() for words in films["class"].to_pylist()]
        items = pa.table({"item_id": films["item_id"].cast(pa.string()), "genre": genres})
    if (folder / "ml-100k.user").is_file():
        people = _atomic(folder / "ml-100k.user").select(["user_id", "age", "gender", "occupation"])
        users = people.set_column(0, "user_id", people["user_id"].cast(pa.string()))
    return read_tables(interactions, items, users)


def _atomic(file: Path) -> pa.Table:
    read = pacsv.read_csv(file, parse_options=pacsv.ParseOptions(delimiter="\t", quote_char=False))
    return read.rename_columns([name.partition(":")[0] for name in read.column_names])
