import stat
from datetime import datetime

import pyarrow as pa
import pytest

from openkitchen.sources.left_out import KEY_FILE, LeftOut, digest_of, key_in, leave_out
from openkitchen.sources.received import Received, ReceivedSource

KEY = b"k" * 32
ASKED = datetime(2026, 9, 1)


def people(*names):
    return LeftOut(KEY, {digest_of(KEY, name): ASKED for name in names})


def received(**columns):
    return Received((ReceivedSource(None, pa.table(columns), ()),))


def left(found):
    return found.sources[0].rows.to_pydict()


def test_events_up_to_the_moment_are_left_out():
    times = pa.array([datetime(2026, 8, 1), ASKED, datetime(2026, 9, 2), None, None])
    events = received(visitor_id=["v", "v", "v", "v", "w"], timestamp=times)
    found = left(leave_out(events, people("v")))
    assert found["timestamp"] == [datetime(2026, 9, 2), None]
    assert found["visitor_id"] == ["v", "w"]


def test_rows_without_a_time_are_left_out_by_any_id():
    rows = received(user_id=["a", None, "c"], customer_id=["x", "b", "c"], diet=["1", "2", "3"])
    assert left(leave_out(rows, people("a", "b")))["diet"] == ["3"]
    assert left(leave_out(rows, people("nobody"))) == left(rows)


def test_numbers_as_ids_are_found():
    assert left(leave_out(received(customer_id=[1, 2]), people("1")))["customer_id"] == [2]


def test_sources_without_people_and_empty_lists_change_nothing():
    catalogue = received(item_id=["a"])
    assert leave_out(catalogue, people("a")).sources[0] is catalogue.sources[0]
    assert leave_out(catalogue, LeftOut()) is catalogue


def test_a_digest_needs_the_key():
    assert digest_of(KEY, "a") == digest_of(KEY, "a")
    assert digest_of(KEY, "a") != digest_of(b"j" * 32, "a")
    assert digest_of(KEY, "\ud800")


def test_the_key_is_made_once_and_is_its_owners(tmp_path):
    first = key_in(tmp_path / "new")
    assert len(first) == 32
    assert key_in(tmp_path / "new") == first
    file = tmp_path / "new" / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == [KEY_FILE]


@pytest.mark.parametrize("known", [0, 1])
def test_moments_are_null_for_others(known):
    ids = pa.chunked_array([["a", None, "b"]])
    found = people(*["a"][:known]).moments(ids)
    assert found.to_pylist() == [ASKED if known else None, None, None]
