from dataclasses import replace

import pytest

from openkitchen.errors import UnknownName
from openkitchen.experiments.behaviour.newcomers import NewcomerVariety


def test_the_kinds_that_somebody_new_sees_are_counted(case, model, shop):
    found = NewcomerVariety(2, "kind").check(case)
    listed = model.recommend(["somebody new"], 5).table["item_id"].to_pylist()
    of = {row["item_id"]: row["kind"] for row in shop.items.to_pylist()}
    assert found.measured == len({of[item] for item in listed})
    assert found.passed is (found.measured >= 2)
    short = NewcomerVariety(3, "kind").check(case)
    assert short.passed is False
    assert short.examples[0].items == tuple(listed)


def test_sets_count_by_their_members(case):
    assert NewcomerVariety(3, "parts").check(case).passed


def test_without_a_column_that_tells_kinds_it_is_not_asked(case):
    assert NewcomerVariety().check(case).passed is None  # kind has two values only
    assert NewcomerVariety(1, "kind").check(replace(case, model=None)).passed is None
    with pytest.raises(UnknownName, match="colour"):
        NewcomerVariety(1, "colour").check(case)
