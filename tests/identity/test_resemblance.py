"""Mock users beside mapped ones."""

import pyarrow as pa
import pytest

from openkitchen.identity.resemblance import resemblance


def table_of(*rows):
    return pa.table({"user_id": [r[0] for r in rows], "item_id": [r[1] for r in rows]})


def test_the_same_behaviour_has_no_distance():
    one = table_of(("m1", "a"), ("m1", "b"), ("m2", "a"))
    other = table_of(("u1", "a"), ("u2", "b"), ("u3", "a"))
    made = resemblance(one, other)
    assert made.popularity_distance == pytest.approx(0)
    assert (made.mock_users, made.mapped_users) == (2, 3)


def test_nothing_in_common_is_a_distance_of_one():
    assert resemblance(table_of(("m", "a")), table_of(("u", "b"))).popularity_distance == 1.0
