"""One part of the users: values of those with truth, exposure of everybody with a list."""

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.evaluate.item_facts import learn_items
from openkitchen.evaluate.part import HAD, SHOWN, Asked, Part, Traits, judge_part

LISTS = pa.table(
    {
        "user_id": ["a", "a", "b", "c"],
        "item_id": ["x", "y", "x", "odd"],
        "rank": [1, 2, 1, 1],
    }
)
TRUTH = pa.table({"user_id": ["a", "b", "d"], "item_id": ["y", "z", "x"]})
TRAIN = pa.table({"user_id": ["a", "b", "b"], "item_id": ["w", "x", "z"]})


def judged(asked, part=None, traits=None):
    part = part or Part(LISTS, TRUTH, TRAIN)
    return judge_part(part, learn_items([TRAIN]), traits or Traits(), asked)


def column(found, name):
    values = found.values.values[:, found.values.names.index(name)]
    return dict(zip(found.values.users.to_pylist(), values.tolist(), strict=True))


def test_those_with_new_choices_count_and_what_was_had_is_no_news():
    own, beside, n_seen, graded = judged(Asked((2,)))
    assert column(own, "precision@2") == {"a": 0.5, "d": 0.0}  # b had z before
    assert (n_seen, graded, beside) == (1, False, None)
    assert (own.n_without_list, own.n_without_truth, own.n_choices) == (1, 2, 2)
    assert own.strange == {"odd", "y"}  # nobody had them in training


def test_kept_choices_count_for_those_who_had_them():
    own, _, n_seen, _ = judged(Asked((2,), keep_seen=True))
    assert set(column(own, "precision@2")) == {"a", "b", "d"}
    assert n_seen == 0


def test_exposure_is_of_all_lists_also_of_people_without_truth():
    own, *_ = judged(Asked((1, 2)))
    shown = dict(zip(own.exposures[1].items.to_pylist(), own.exposures[1].counts, strict=True))
    assert shown == {"x": 2, "odd": 1}
    assert own.exposures[2].n_users == 3


def test_the_popular_lists_beside_leave_out_what_each_had():
    _, beside, *_ = judged(Asked((1,), beside=True))
    assert beside.values.users.to_pylist() == ["a", "d"]
    names = beside.exposures[1].items.to_pylist()
    assert set(names) <= {"w", "x", "z"}
    assert beside.n_without_list == 0
    assert column(beside, "hit_rate@1")["a"] == 0.0


def test_popularity_of_lists_and_histories_is_kept_apart_until_all_parts_are_there():
    own, *_ = judged(Asked((2,)))
    assert column(own, f"{HAD}@0")["a"] == pytest.approx(1 / 2)
    assert np.isnan(column(own, f"{HAD}@0")["d"])
    assert column(own, f"{SHOWN}@2")["a"] == pytest.approx((1 / 2 + 0) / 2)


def test_traits_give_their_columns_by_item():
    facts = learn_items([TRAIN])
    new = np.array([item == "x" for item in facts.ids.to_pylist()])
    own, *_ = judged(Asked((2,)), traits=Traits(new=new, out_of_season=new))
    assert column(own, "freshness@2")["a"] == 1.0  # x is new, y was never there
    assert column(own, "season_fit@2")["a"] == 0.5


def test_the_longest_list_that_any_figure_looks_at():
    assert Asked((3, 5)).longest == 5
    assert Asked((3,), amazon=True).longest == 25
