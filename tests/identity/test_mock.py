"""Mock users are made from segments and say what they are."""

import pyarrow as pa
import pytest

from openkitchen.errors import InputError, SettingsError
from openkitchen.identity import count_identities, map_version, mock_users

EVENTS = pa.table(
    {
        "visitor_id": [f"v{n}" for n in range(40) for _ in range(2)],
        "item_id": [f"{'soup' if n % 4 else 'cake'}{k}" for n in range(40) for k in range(2)],
    }
)
SEGMENTS = pa.table(
    {
        "item_id": ["soup0", "soup1", "cake0", "cake1"],
        "segment": ["soups", "soups", "cakes", "cakes"],
    }
)


def test_each_segment_gets_its_share_and_everything_is_marked():
    made = mock_users(EVENTS, 8, SEGMENTS)
    users = set(made["user_id"].to_pylist())
    assert all(user.startswith(("mock:soups:", "mock:cakes:")) for user in users)
    assert {u for u in users if "cakes" in u} <= {"mock:cakes:1", "mock:cakes:2"}
    assert set(made["status"].to_pylist()) == {"mock"}
    assert map_version(made).startswith("mock-")
    assert count_identities(made).mock == 40


def test_fewer_users_than_segments_put_the_smallest_together():
    assert len(set(mock_users(EVENTS, 1, SEGMENTS)["user_id"].to_pylist())) == 1


@pytest.mark.parametrize("n", [0, 41])
def test_a_number_that_cannot_be_is_refused(n):
    with pytest.raises(SettingsError, match="mock users"):
        mock_users(EVENTS, n, SEGMENTS)


def test_without_events_there_is_nothing_to_make_them_of():
    with pytest.raises(InputError):
        mock_users(EVENTS.slice(0, 0), 1)
