"""By default nobody is asked for a key, and limits hold all the same."""

from openkitchen.serving.access import Door


def test_doors_share_nothing():
    one, other = Door(), Door()
    assert not one.ring.asks
    assert one.ring is not other.ring
    assert one.limits.body_bytes == 8 << 20
    assert not one.signatures
