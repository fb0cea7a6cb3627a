"""SQL models run on Arrow tables and give Arrow tables."""

from datetime import datetime

import pyarrow as pa
import pytest

from openkitchen.engine import plain, run_model, run_models
from openkitchen.errors import FileUnreadable, NotEnoughMemory, UnknownName


def sql(folder, name, text):
    path = folder / f"{name}.sql"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def clicks():
    return pa.table(
        {
            "who": pa.array(["b", "a", "a", None]),
            "seen": pa.array([datetime(2026, 8, 3, 12)] * 4, pa.timestamp("us")),
        }
    )


def test_a_model_reads_tables_by_name(tmp_path, clicks):
    model = sql(
        tmp_path,
        "counts",
        "-- Clicks of each person; those of nobody are left out.\n"
        "SELECT who, count(*) AS n, max(seen) AS last FROM clicks\n"
        "WHERE who IS NOT NULL GROUP BY who ORDER BY who;\n",
    )
    table = run_model(model, {"clicks": clicks})
    assert table.schema == pa.schema(
        [("who", pa.string()), ("n", pa.int64()), ("last", pa.timestamp("us"))]
    )
    assert table.to_pydict()["n"] == [2, 1]


def test_results_are_tables_for_the_models_after_them(tmp_path, clicks):
    known = sql(tmp_path, "known", "-- Clicks of somebody.\nSELECT * FROM clicks WHERE who <> ''")
    total = sql(tmp_path, "total", "-- How many.\nSELECT count(*) AS n FROM known")
    last = sql(tmp_path, "twice", "-- Twice as many.\nSELECT 2 * n AS n FROM total")
    results = run_models([known, total, last], {"clicks": clicks}, ["twice", "total"])
    assert {name: table["n"].to_pylist() for name, table in results.items()} == {
        "twice": [6],
        "total": [3],
    }


def test_wanted_results_keep_their_order_when_others_read_them(tmp_path):
    numbers = sql(
        tmp_path, "numbers", "-- Backwards.\nSELECT range AS n FROM range(300000) ORDER BY n DESC"
    )
    total = sql(tmp_path, "total", "-- How many.\nSELECT count(*) AS n FROM numbers")
    results = run_models([numbers, total], {}, ["numbers", "total"])
    assert results["numbers"]["n"].to_pylist() == list(range(299_999, -1, -1))
    assert results["total"]["n"].to_pylist() == [300_000]


def test_sums_of_whole_numbers_are_whole_numbers(tmp_path):
    model = sql(tmp_path, "m", "-- A sum.\nSELECT sum(n) AS n FROM t")
    assert run_model(model, {"t": pa.table({"n": [1, 2]})}).schema.field("n").type == pa.int64()


def test_a_result_without_rows_keeps_its_types(tmp_path, clicks):
    model = sql(tmp_path, "none", "-- Nobody.\nSELECT who, seen FROM clicks WHERE who = 'z'")
    table = run_model(model, {"clicks": clicks})
    assert table.num_rows == 0
    assert table.schema.types == [pa.string(), pa.timestamp("us")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT 1", "no comment at the top"),
        ("-- Two.\nSELECT 1; SELECT 2", "2 statements"),
        ("-- Nothing.\n", "0 statements"),
        ("-- Writes.\nCREATE TABLE t AS SELECT 1", "expected one SELECT statement"),
        ("-- Misspelt.\nSELEC 1", "the database refuses it"),
        ("-- Reads what is not there.\nSELECT * FROM nowhere", "nowhere"),
    ],
)
def test_a_file_that_is_no_model_is_refused_by_name(tmp_path, text, said):
    with pytest.raises(FileUnreadable, match=said) as caught:
        run_model(sql(tmp_path, "odd", text), {})
    assert "odd.sql" in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileUnreadable, match=r"absent\.sql"):
        run_model(tmp_path / "absent.sql", {})


def test_stored_results_are_worked_out_once(tmp_path):
    drawn = sql(tmp_path, "drawn", "-- A number at random.\nSELECT uuid()::VARCHAR AS n")
    both = sql(tmp_path, "both", "-- Twice.\nSELECT a.n = b.n AS same FROM drawn a, drawn b")
    assert run_models([drawn, both], {}, ["both"], stored=["drawn"])["both"].to_pydict() == {
        "same": [True]
    }


def test_work_that_fits_nowhere_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENKITCHEN_MEMORY", "10MB")
    model = sql(
        tmp_path,
        "huge",
        "-- Everything in one value.\nSELECT list(md5(range::VARCHAR)) AS n FROM range(3_000_000)",
    )
    with pytest.raises(NotEnoughMemory, match=r"huge\.sql") as caught:
        run_model(model, {})
    assert "OPENKITCHEN_MEMORY" in caught.value.hint


def test_a_wanted_result_must_be_the_name_of_a_model(tmp_path):
    model = sql(tmp_path, "one", "-- One.\nSELECT 1 AS n")
    with pytest.raises(UnknownName, match="'one'"):
        run_models([model], {}, ["oen"])


def test_plain_types():
    moment = datetime(2026, 8, 3, 12)
    table = pa.table(
        {
            "big": pa.array(["a"], pa.large_string()),
            "coded": pa.array(["a"]).dictionary_encode(),
            "lists": pa.array([["a", "b"]], pa.large_list(pa.large_string())),
            "zoned": pa.array([moment], pa.timestamp("ns", "Europe/Berlin")),
            "seconds": pa.array([moment], pa.timestamp("s")),
        }
    )
    made = plain(table)
    assert [str(kind) for kind in made.schema.types] == [
        "string",
        "string",
        "list<item: string>",
        "timestamp[us]",
        "timestamp[us]",
    ]
    assert made.to_pylist()[0]["zoned"] == made.to_pylist()[0]["seconds"] == moment


def test_plain_types_are_left_as_they_are(clicks):
    assert plain(clicks) is clicks
