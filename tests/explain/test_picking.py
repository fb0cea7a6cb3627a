"""The terms that are picked for many users at once are the largest of each explanation."""

import numpy as np
import pytest

from openkitchen.explain.picking import Picker
from openkitchen.models.audience import gather


@pytest.mark.parametrize("terms", [1, 3, 50])
def test_they_are_the_largest_terms_other_than_the_bias(glass_box, terms):
    users = [str(user) for user in glass_box.users[:12]] + ["nobody"]
    rows = glass_box.fitted.design.rows(gather(glass_box.known, users))
    items = np.array([[n % 5, 7, -1] for n in range(len(users))])
    picker = Picker(glass_box, terms)
    picked = picker.pick(rows, items)
    assert (picked.place[:, 2] == -1).all()
    for u, user in enumerate(users):
        for place, item in enumerate(items[u][:2]):
            told = glass_box.explain(user, str(glass_box.items[item])).terms
            sizes = sorted((abs(t.contribution) for t in told if t.block != "bias"), reverse=True)
            found = [n for n in range(terms) if picked.place[u, place, n] >= 0]
            wanted = [size for size in sizes[:terms] if size > 0]
            shown = np.abs(picked.contribution[u, place, found])
            assert shown == pytest.approx(wanted[: len(shown)], rel=1e-9)
            assert len(shown) == len(wanted)
            by_name = {(t.block, t.feature): t.contribution for t in told}
            for n in found:
                name = picker.names[picked.place[u, place, n]]
                assert picked.contribution[u, place, n] == pytest.approx(by_name[name])
