"""Parts put together give the figures of the whole."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from openkitchen.errors import InputError
from openkitchen.evaluate import Options, evaluate_lists
from openkitchen.evaluate.item_facts import learn_items
from openkitchen.evaluate.part import Asked, Part, Traits, judge_part
from openkitchen.evaluate.together import Together

USERS = [f"u{n}" for n in range(9)]
LISTS = pa.table(
    {
        "user_id": [u for u in USERS for _ in range(3)],
        "item_id": [f"i{(n + k) % 7}" for n in range(9) for k in range(3)],
        "rank": [k for _ in USERS for k in (1, 2, 3)],
    }
)
TRUTH = pa.table({"user_id": USERS, "item_id": [f"i{(n * 2) % 7}" for n in range(9)]})
TRAIN = pa.table({"user_id": USERS, "item_id": [f"i{(n * 3 + 1) % 7}" for n in range(9)]})


def of(table, users):
    return table.filter(pc.is_in(table["user_id"], value_set=pa.array(users)))


def together(groups, options):
    facts = learn_items([TRAIN])
    whole = Together(facts, options, None)
    asked = Asked(options.lengths, draws=20)
    for users in groups:
        part = Part(of(LISTS, users), of(TRUTH, users), of(TRAIN, users))
        found, _, n_seen, graded = judge_part(part, facts, Traits(), asked)
        whole.add(found, n_seen, graded=graded)
    return whole


@pytest.mark.parametrize("groups", [[USERS], [USERS[5:], USERS[:5]], [[u] for u in USERS]])
def test_however_it_is_cut_the_evaluation_is_the_same(groups):
    options = Options(3, bootstrap=50)
    expected = evaluate_lists(LISTS, TRUTH, 3, TRAIN, bootstrap=50)
    found = together(groups, options).evaluation()
    assert found.n_seen == expected.n_seen
    assert {row.name: row.value for row in found} == pytest.approx(
        {row.name: row.value for row in expected}
    )
    if len(groups) > 1:  # parts come in any order; users are sorted
        assert found.per_user.users.to_pylist() == sorted(found.per_user.users.to_pylist())


def test_figures_stand_in_one_order_and_catalogue_figures_come_last():
    names = [row.metric for row in together([USERS], Options(3, bootstrap=0)).evaluation()]
    assert names.index("precision") < names.index("novelty") < names.index("coverage")
    assert names[-2:] == ["effective_coverage", "gini"]


def test_the_popularity_lift_is_made_of_what_is_shown_and_what_was_had():
    values = together([USERS], Options(3, bootstrap=0)).evaluation().per_user
    assert "popularity_lift@3" in values.names
    assert not any("popularity@" in name for name in values.names)


def test_more_shown_than_eligible_and_nobody_with_truth_are_told():
    with pytest.raises(InputError, match="only 2 are eligible"):
        together([USERS], Options(3, 2, bootstrap=0)).evaluation()
    nobody = together([], Options(3, bootstrap=0))
    part = Part(LISTS, TRUTH.slice(0, 0), TRAIN)
    found, _, n_seen, graded = judge_part(part, learn_items([TRAIN]), Traits(), Asked((3,)))
    nobody.add(found, n_seen, graded=graded)
    with pytest.raises(InputError):
        nobody.evaluation()
