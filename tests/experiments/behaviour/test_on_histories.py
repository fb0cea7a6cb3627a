"""A model that overreacts, or reacts the wrong way, is caught; ours and plain ones are not."""

from dataclasses import replace

import numpy as np
import pytest
from tests.outside import Neighbours, Svd

from openkitchen.experiments.behaviour import case_of
from openkitchen.experiments.behaviour.on_histories import AlikePeople, OneEvent, SimilarEvent
from openkitchen.models import OutsideModel, know

KINDS = (OneEvent(history=5), AlikePeople(history=5), SimilarEvent())


class Moody:
    """Scores by the size of the history: any event more or less turns everything over."""

    name = "moody"

    def fit(self, tables):
        self.n = len(know(tables).items)

    def score_histories(self, histories, at=None):
        seeds = histories.sum(axis=1).astype(int) * 7 + (histories @ np.arange(self.n)).astype(int)
        return np.vstack([np.random.default_rng(int(s)).random(self.n) for s in seeds])


class Contrary:
    """Who took an item does not get the one that is just like it: that goes to the end."""

    name = "contrary"

    def fit(self, tables):
        ids = [int(item[1:]) for item in know(tables).items.ids.tolist()]
        self.twins = np.equal.outer([n % 12 for n in ids], [n % 12 for n in ids]).astype(float)
        self.popular = -np.arange(len(ids)) / len(ids)

    def score_histories(self, histories, at=None):
        return self.popular - 10 * (histories.sign() @ self.twins)


def asked(scorer, shop):
    return case_of(OutsideModel(scorer).fit(shop), shop, 5, 60)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: type(kind).__name__)
def test_the_glass_box_and_neighbours_hold(case, shop, kind):
    assert kind.check(case).passed
    assert kind.check(asked(Neighbours(), shop)).passed


def test_a_model_that_any_event_turns_over_is_caught(shop):
    moody = asked(Moody(), shop)
    for kind in KINDS[:2]:
        found = kind.check(moody)
        assert found.passed is False
        assert found.measured < 0.5
        assert found.examples
        assert found.examples[0].items


def test_a_model_that_punishes_what_is_taken_is_caught(shop):
    found = SimilarEvent().check(asked(Contrary(), shop))
    assert found.passed is False
    assert "falls" in found.examples[0].note


def test_a_scorer_by_id_is_not_asked(shop):
    for kind in KINDS:
        found = kind.check(asked(Svd(), shop))
        assert found.passed is None
        assert "id" in found.found


def test_nobody_with_enough_events(case):
    assert OneEvent(history=500).check(case).passed is None
    assert AlikePeople(history=500).check(case).passed is None


def test_the_event_that_is_left_out_is_the_one_least_like_the_list(case):
    from openkitchen.experiments.behaviour.on_histories import _least_alike

    user = next(u for u, rows in case.histories.items() if len(rows) > 5)
    rows = case.histories[user]
    place = _least_alike(case, rows, case.lists[user])
    profiles, items = case.likeness.profiles, case.known.items
    shown = profiles[items.find(list(case.lists[user]))].toarray().sum(axis=0)
    near = [
        float(profiles[[items.code(i)]].toarray()[0] @ shown) for i in rows["item_id"].to_pylist()
    ]
    assert near[place] == pytest.approx(min(near))


def test_a_place_that_the_taken_item_leaves_is_no_fall():
    from openkitchen.experiments.behaviour.on_histories import _fall

    assert _fall(("a", "b", "c"), ("b", "c"), "c", "a") == 0
    assert _fall(("a", "b", "c"), ("b", "d", "c"), "c", "a") == 1
    assert _fall(("a", "b", "c"), ("b",), "a", "x") == 3


def test_undated_histories_do_too(shop):
    undated = shop.with_interactions(
        shop.interactions.set_column(2, "timestamp", replace_none(shop.interactions["timestamp"]))
    )
    case = case_of(OutsideModel(Neighbours()).fit(undated), undated, 5, 30)
    assert case.month is None
    assert all(kind.check(replace(case)).passed is not None for kind in KINDS)


def replace_none(column):
    import pyarrow as pa

    return pa.nulls(len(column), column.type)
