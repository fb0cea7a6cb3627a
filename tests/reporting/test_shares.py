"""Parts of a whole stand side by side, each told in words."""

from openkitchen.reporting.pictures.shares import share_bar
from openkitchen.reporting.who import Share


def test_parts_stand_where_they_begin():
    drawn = share_bar(
        [Share("One", "", "linked", 3, 0.75, 0.0), Share("Two", "", "shared", 1, 0.25, 0.75)]
    )
    assert 'class="part linked" x="0.00%" width="75.00%"' in drawn
    assert 'class="part shared" x="75.00%" width="25.00%"' in drawn
    assert 'aria-label="One: 75%; Two: 25%"' in drawn
