"""The smallest sets are those of trying everything, and hold after a refit."""

from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.experiments.conftest import model_of
from tests.models.changes import random_tables

from openkitchen.errors import InputError
from openkitchen.experiments import whatif
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox


def leaves(tables, settings, user, items, wanted, k):
    events = tables.interactions
    gone = pc.and_(
        pc.equal(events["user_id"], user), pc.is_in(events["item_id"], pa.array(list(items)))
    )
    fitted = fit_with(tables.with_interactions(events.filter(pc.invert(gone))), settings)
    return wanted not in GlassBox.of(fitted).recommend([user], k).table["item_id"].to_pylist()


@pytest.mark.parametrize("seed", [3, 5, 8, 10, 12])
def test_as_small_as_brute_force_finds_and_valid(seed):
    tables, model = random_tables(seed), model_of(seed)
    what, settings = whatif(model, k=4), model.fitted.settings
    counts = model.known.events.counts
    for code in np.flatnonzero((counts > 1) & (counts < 7))[:3]:
        user = str(model.users[code])
        own = np.unique(model.known.events.item[model.known.events.user == code])
        own = [str(model.items[n]) for n in own]
        for wanted in model.recommend([user], 4).table["item_id"].to_pylist()[-2:]:
            found = what.smallest_set(user, wanted, most=2000)
            smallest = next(
                (
                    size
                    for size in range(1, min(3, len(own)) + 1)
                    if any(
                        leaves(tables, settings, user, subset, wanted, 4)
                        for subset in combinations(own, size)
                    )
                ),
                None,
            )
            if smallest is not None:
                assert found.found
                assert found.smallest
                assert len(found.items) == smallest
            if found.found:
                assert leaves(tables, settings, user, found.items, wanted, 4)
                assert wanted not in found.after


def test_with_few_refits_allowed_it_is_still_valid():
    tables, model = random_tables(5), model_of(5)
    busy = int(np.argmax(model.known.events.counts))
    user = str(model.users[busy])
    wanted = model.recommend([user], 4).table["item_id"][0].as_py()
    found = whatif(model, k=4).smallest_set(user, wanted, most=3)
    if found.found:
        assert leaves(tables, model.fitted.settings, user, found.items, wanted, 4)
    assert wanted in " ".join(found.sentences())
    assert found.to_dict()["tried"] == found.tried


def test_an_item_outside_the_list_has_no_such_set():
    model = model_of(5)
    listed = model.recommend(["u01"], 4).table["item_id"].to_pylist()
    other = next(str(item) for item in model.items if item not in listed)
    with pytest.raises(InputError, match="not in the list"):
        whatif(model, k=4).smallest_set("u01", other)
