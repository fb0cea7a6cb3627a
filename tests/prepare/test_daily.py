"""Day by day or all at once, the interactions are the same; of changed days alone, too."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arrivals import at, received_of, source
from tests.prepare.filed import filed

from openkitchen.engine import Engine, using
from openkitchen.identity import edges_from, resolve
from openkitchen.prepare import (
    DailyRows,
    daily,
    interactions_by_day,
    moved,
    prepare_interactions,
)

EVENT = st.fixed_dictionaries(
    {
        "item_id": st.sampled_from("ab"),
        "timestamp": st.one_of(
            st.none(), st.integers(0, 120).map(lambda n: at(0) + timedelta(minutes=29 * n))
        ),
        "event_type": st.sampled_from(["view", "ad", None]),
        "device": st.sampled_from(["phone", None]),
        "event_id": st.sampled_from([None, None, "1", "2", "3"]),
        "session_id": st.sampled_from([None, None, None, "s"]),
    }
)
WHO = st.sampled_from(
    [
        {"visitor_id": "v"},
        {"visitor_id": "v", "customer_id": "C"},
        {"visitor_id": "v", "customer_id": "E"},
        {"visitor_id": "w"},
        {"visitor_id": "w", "customer_id": "D"},
        {"customer_id": "D"},
        {"user_id": "u"},
    ]
)
FILES = st.dictionaries(
    st.sampled_from("abcde"),
    st.lists(st.builds(lambda who, what: who | what, WHO, EVENT), min_size=1, max_size=12),
    min_size=1,
)
SETTINGS = st.fixed_dictionaries(
    {
        "session_gap_minutes": st.sampled_from([30, 60, 12 * 60, 23 * 60]),
        "bot_events_a_day": st.sampled_from([4, 1000]),
        "bots": st.sampled_from([[], [], ["v"], ["u", "w"]]),
        "unknown_items": st.sampled_from(["keep", "drop"]),
        "event_weights": st.sampled_from([{}, {"ad": 0}]),
    }
)
CATALOGUE = source("recipes", "catalogue", [{"item_id": "a"}])


def same(received, kept, wanted, persons=None):
    """Make them both ways: they are equal."""
    identity_map = resolve(edges_from(received), persons=persons)
    rows, funnel = prepare_interactions(received, identity_map, wanted)
    with using(Engine(kept=kept)):
        daily_rows, daily_funnel = interactions_by_day(received, identity_map, wanted)
    assert isinstance(daily_rows, DailyRows)
    assert daily_rows.read().equals(rows)
    assert daily_funnel.equals(funnel)


@given(FILES, FILES, SETTINGS, st.sampled_from([1, 5, 1000]))
@settings(max_examples=6, deadline=None)
def test_day_by_day_gives_what_all_at_once_gives_before_and_after_files_come_and_go(
    first, second, wanted, at_once
):
    usual, daily._ROWS_AT_ONCE = daily._ROWS_AT_ONCE, at_once
    try:
        with TemporaryDirectory() as folder:
            for turn, files in enumerate((first, first | second, second)):
                received = received_of(filed(Path(folder) / str(turn), files), CATALOGUE)
                same(received, Path(folder) / "kept", wanted)
    finally:
        daily._ROWS_AT_ONCE = usual


@pytest.fixture
def looked(monkeypatch):
    """Note the days that are worked on."""
    worked = {"distinct": [], "finished": []}
    for name, function in (("distinct_of", "distinct"), ("finished", "finished")):
        before = getattr(daily, name)

        def noting(days, *rest, before=before, function=function):
            worked[function] += [str(day) for day in days]
            return before(days, *rest)

        monkeypatch.setattr(daily, name, noting)
    return worked


def days_of(n, **more):
    """Return a file of one event a day, each of a visitor of its own."""
    return {
        f"2026-08-{3 + day:02d}": [
            {"visitor_id": f"v{day}", "item_id": "a", "timestamp": at(24 * 60 * day), **more}
        ]
        for day in range(n)
    }


def test_a_late_file_costs_its_own_day(tmp_path, looked):
    files = days_of(6)
    late = {name: files.pop(name) for name in ["2026-08-06"]}
    same(received_of(filed(tmp_path / "a", files)), tmp_path / "kept", {})
    assert len(looked["distinct"]) == len(looked["finished"]) == 5
    looked["distinct"].clear(), looked["finished"].clear()
    same(received_of(filed(tmp_path / "b", files | late)), tmp_path / "kept", {})
    assert looked == {"distinct": ["2026-08-06"], "finished": ["2026-08-06"]}


def test_a_session_beyond_midnight_binds_the_next_day(tmp_path, looked):
    night = at(11 * 60 + 50)
    files = {
        "one": [{"visitor_id": "v", "item_id": "a", "timestamp": night + timedelta(minutes=20)}],
        "two": [{"visitor_id": "w", "item_id": "a", "timestamp": night + timedelta(days=2)}],
    }
    late = {"late": [{"visitor_id": "v", "item_id": "a", "timestamp": night}]}
    same(received_of(filed(tmp_path / "a", files)), tmp_path / "kept", {})
    looked["distinct"].clear(), looked["finished"].clear()
    same(received_of(filed(tmp_path / "b", files | late)), tmp_path / "kept", {})
    assert looked == {"distinct": ["2026-08-03"], "finished": ["2026-08-03", "2026-08-04"]}


def test_a_login_moves_its_visitors_rows_and_makes_no_other_day_anew(tmp_path, looked):
    files = days_of(4)
    late = {
        "late": [
            {"visitor_id": "v1", "customer_id": "C", "item_id": "a", "timestamp": at(24 * 60 * 3)}
        ]
    }
    same(received_of(filed(tmp_path / "a", files)), tmp_path / "kept", {})
    looked["distinct"].clear(), looked["finished"].clear()
    received = received_of(filed(tmp_path / "b", files | late))
    same(received, tmp_path / "kept", {})
    assert looked == {"distinct": ["2026-08-06"], "finished": ["2026-08-06"]}
    identity_map = resolve(edges_from(received))
    for kept in ("kept", "new"):
        with using(Engine(kept=tmp_path / kept)):
            made = interactions_by_day(received, identity_map, {})[0]
        found = {day: path.read_bytes() for day, path in made.files}
        assert looked.setdefault("bytes", found) == found


PERSONS = st.sampled_from([("C", "D"), ("C", "u"), ("D", "u"), ("C", "D", "u"), ()])


@given(FILES, st.lists(PERSONS, min_size=2, max_size=3), SETTINGS)
@settings(max_examples=8, deadline=None)
def test_rows_that_move_between_users_are_where_they_would_be_had_all_been_made_anew(
    files, turns, wanted
):
    with TemporaryDirectory() as folder:
        received = received_of(filed(Path(folder) / "files", files), CATALOGUE)
        for several in turns:
            persons = pa.table(
                {
                    "customer_id": pa.array(several, pa.string()),
                    "person_id": pa.array(["P"] * len(several), pa.string()),
                }
            )
            same(received, Path(folder) / "kept", wanted, persons)


def test_very_many_that_changed_are_made_anew_with_their_days(tmp_path, looked, monkeypatch):
    monkeypatch.setattr(moved, "_FEW", 0)
    test_an_account_that_becomes_another_user_binds_its_days(tmp_path)
    assert looked["distinct"] == ["2026-08-03", "2026-08-08"] * 2


def test_what_is_kept_counts_only_as_it_was_left(tmp_path, looked):
    received, kept = received_of(filed(tmp_path / "a", days_of(3))), tmp_path / "kept"
    same(received, kept, {})
    for path in kept.glob("interactions/*.parquet"):
        path.write_bytes(b"")
    same(received, kept, {})
    (kept / "interactions/days.json").write_text("{}")
    same(received, kept, {})
    assert len(looked["distinct"]) == 9


def test_all_at_once_when_nothing_can_be_kept_or_sessions_pause_for_days(tmp_path):
    received = received_of(filed(tmp_path / "a", days_of(3)))
    identity_map = resolve(edges_from(received))
    rows, _ = interactions_by_day(received, identity_map, {})
    assert not isinstance(rows, DailyRows)
    with using(Engine(kept=tmp_path / "kept")):
        rows, _ = interactions_by_day(received, identity_map, {"session_gap_minutes": 2000})
        assert not isinstance(rows, DailyRows)


def test_an_account_that_becomes_another_user_binds_its_days(tmp_path):
    later = at(24 * 60 * 5)
    files = {
        "one": [{"user_id": "u2", "item_id": "a", "timestamp": at(0)}],
        "two": [
            {"user_id": "u2", "visitor_id": "w", "item_id": "a", "timestamp": later},
            {"user_id": "u1", "visitor_id": "v", "item_id": "a", "timestamp": later},
        ],
    }
    received = received_of(filed(tmp_path / "a", files))
    merged = pa.table({"customer_id": ["u1", "u2"], "person_id": ["P", "P"]})
    same(received, tmp_path / "kept", {})
    same(received, tmp_path / "kept", {}, merged)
