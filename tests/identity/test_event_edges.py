"""Edges brought up to date are those of all events."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arrivals import at, received_of
from tests.prepare.filed import filed

from openkitchen.engine import Engine, using
from openkitchen.identity import edges_from, event_edges

EVENT = st.fixed_dictionaries(
    {
        "visitor_id": st.sampled_from(["v", "w", "x", None]),
        "customer_id": st.sampled_from(["C", "D", None, None]),
        "user_id": st.sampled_from(["u", None, None]),
        "timestamp": st.one_of(
            st.none(), *[st.integers(0, 90).map(lambda n: at(0) + timedelta(hours=n))] * 9
        ),
    }
)
FILES = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(EVENT, min_size=1, max_size=8), min_size=1
)


@given(st.lists(FILES, min_size=2, max_size=4), st.booleans())
@settings(max_examples=15, deadline=None)
def test_whatever_files_come_and_go(turns, growing):
    with TemporaryDirectory() as folder:
        files = {}
        for turn, more in enumerate(turns):
            files = files | more if growing else more
            received = received_of(filed(Path(folder) / str(turn), files))
            with using(Engine(kept=Path(folder) / "kept")):
                kept = edges_from(received)
            assert kept.equals(edges_from(received))


@pytest.fixture
def asked(monkeypatch):
    """Note of how many rows the days of visits are told."""
    before, rows = event_edges.run_models, []

    def noting(models, tables, wanted):
        rows.append(tables["events"])
        return before(models, tables, wanted)

    monkeypatch.setattr(event_edges, "run_models", noting)
    return rows


def visit(day, visitor, customer=None):
    return {"visitor_id": visitor, "customer_id": customer, "timestamp": at(24 * 60 * day)}


def test_a_late_file_asks_for_the_visitors_whose_days_it_changes_alone(tmp_path, asked):
    files = {f"d{day}": [visit(day, f"v{n}") for n in range(20)] for day in range(4)}
    kept = Engine(kept=tmp_path / "kept")
    with using(kept):
        edges_from(received_of(filed(tmp_path / "a", files)))
        edges_from(received_of(filed(tmp_path / "a", files)))
        assert len(asked) == 1
        files["late"] = [visit(2, "v3", "C"), visit(9, "v4", "D")]
        edges = edges_from(received_of(filed(tmp_path / "b", files)))
    assert asked[1]["visitor_id"].to_pylist() == 5 * ["v3"]
    counts = {(r["visitor_id"], r["customer_id"]): r["count"] for r in edges.to_pylist()}
    assert (counts["v3", None], counts["v3", "C"], counts["v4", None]) == (3, 1, 4)
    assert counts["v4", "D"] == 1


@pytest.mark.parametrize("damage", [b"", b"PAR1 nothing PAR1"])
def test_what_is_damaged_counts_as_nothing(tmp_path, damage):
    received = received_of(filed(tmp_path / "a", {"d": [visit(0, "v", "C")]}))
    with using(Engine(kept=tmp_path / "kept")):
        first = edges_from(received)
        (file,) = (tmp_path / "kept").rglob("*.parquet")
        file.write_bytes(damage)
        assert edges_from(received).equals(first)
    assert pq.read_metadata(file).num_rows == 1
