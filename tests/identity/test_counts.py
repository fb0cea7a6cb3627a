"""An identity map in numbers."""

import pyarrow as pa

from openkitchen.identity import IdentityCounts, count_identities, resolve


def test_counts_of_visitors_users_and_those_on_several_devices():
    edges = pa.table(
        {
            "visitor_id": ["a", "b", "c", "d", "d", "e", "f"],
            "customer_id": ["C1", "C1", "C2", "C1", "C2", None, None],
        }
    )
    counts = count_identities(resolve(edges))
    assert counts == IdentityCounts(
        visitors=6, linked=3, shared=1, anonymous=2, users=5, cross_device=1, known_users=2
    )
    assert counts.to_dict()["cross_device"] == 1


def test_an_empty_map_counts_nothing():
    edges = pa.table(
        {"visitor_id": pa.array([], pa.string()), "customer_id": pa.array([], pa.string())}
    )
    assert set(count_identities(resolve(edges)).to_dict().values()) == {0}
