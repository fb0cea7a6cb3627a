"""Who would see an item is what the what-if of the item says."""

import pytest
from tests.experiments.conftest import model_of

from openkitchen.errors import UnknownName
from openkitchen.experiments import whatif
from openkitchen.experiments.shown_to import shown_to


@pytest.mark.parametrize("seed", [11, 53])
def test_exposure_is_that_of_the_frozen_what_if(seed):
    what = whatif(model_of(seed), k=4, mode="frozen")
    item = str(what.model.items[3])
    lists = what.model.recommend(k=4).table.to_pylist()
    now = {row["user_id"] for row in lists if row["item_id"] == item}
    assert shown_to(what.prepared, item, {}, 4).before == len(now)
    for kind in "abcd":
        found = shown_to(what.prepared, item, {"kind": kind}, 4)
        after = what.item(item, {"kind": kind}).frozen.model
        then = {
            r["user_id"] for r in after.recommend(k=4).table.to_pylist() if r["item_id"] == item
        }
        assert (found.before, found.after) == (len(now), len(then))
        assert (found.won, found.lost) == (len(then - now), len(now - then))
        assert set(found.winners) <= then - now
        assert set(found.losers) <= now - then


def test_nothing_different_moves_nobody():
    what = whatif(model_of(11), k=4, mode="frozen")
    found = shown_to(what.prepared, str(what.model.items[0]), {}, 4)
    assert (found.won, found.lost, found.winners, found.won_whom) == (0, 0, (), "")
    with pytest.raises(UnknownName):
        shown_to(what.prepared, "nothing", {}, 4)
