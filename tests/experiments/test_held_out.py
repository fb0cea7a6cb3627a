"""Fast figures over held-out users are those of the evaluation."""

import numpy as np
import pyarrow as pa
import pytest
from tests.experiments.conftest import model_of

from openkitchen.errors import InputError
from openkitchen.evaluate import evaluate_lists
from openkitchen.experiments.held_out import hold_out


@pytest.fixture(scope="module")
def model():
    return model_of(53)


def truth_of(model, seed=0, n=60):
    rng = np.random.default_rng(seed)
    users = [str(u) for u in rng.choice(model.users, n)] + ["nobody", "nobody"]
    items = [str(i) for i in rng.choice(model.items, n)] + [str(model.items[0]), "nothing"]
    users.append(str(model.users[0]))
    items.append("an item that nobody knows")
    return pa.table({"user_id": users, "item_id": items})


@pytest.mark.parametrize("k", [1, 5, 10])
def test_ndcg_is_that_of_the_evaluation(model, k):
    truth = truth_of(model)
    held = hold_out(model.known, truth)
    users = held.ids.to_pylist()
    lists = model.recommend(users, 10).table
    codes = np.full((len(users), 10), -1)
    place = {user: n for n, user in enumerate(users)}
    for row in lists.to_pylist():
        codes[place[row["user_id"]], row["rank"] - 1] = model.known.items.code(row["item_id"])
    expected = evaluate_lists(lists, held.truth, k, bootstrap=0)
    at = expected.per_user.names.index(f"ndcg@{k}")
    order = [place[user] for user in expected.per_user.users.to_pylist()]
    np.testing.assert_allclose(held.ndcg(codes, k)[order], expected.per_user.values[:, at])
    same = held.evaluate(codes, model.items, (k,), len(model.items))
    assert same.figure("ndcg", k).value == pytest.approx(held.ndcg(codes, k).mean())
    assert same.figure("coverage", k).value > 0


def test_what_was_had_already_is_no_news_and_strangers_are_counted(model):
    known = model.known
    had = pa.table(
        {
            "user_id": known.users.take(known.events.user[:9]),
            "item_id": known.items.take(known.events.item[:9]),
        }
    )
    with pytest.raises(InputError, match="chose anything new"):
        hold_out(known, had)
    held = hold_out(known, pa.concat_tables([had, truth_of(model)]))
    assert held.n_strange == 1
    assert not set(zip(*held.truth.to_pydict().values(), strict=True)) & set(
        zip(*had.to_pydict().values(), strict=True)
    )
    assert held.relevant.sum() == len(held.truth.group_by(["user_id", "item_id"]).aggregate([]))
    assert (np.diff(held.choices.row) >= 0).all()


def test_what_was_had_already_counts_where_lists_may_hold_it(model):
    truth = truth_of(model)
    held = hold_out(model.known, truth, keep_seen=True)
    known = set(map(str, model.users))
    wanted = [user for user in truth["user_id"].to_pylist() if user in known]
    assert held.truth.num_rows == len(wanted)
    assert len(held) == len(set(wanted))


def test_the_share_of_choices_of_new_items(model):
    user, other = (str(model.users[n]) for n in (0, 1))
    had = set(model.known.items.take(model.known.events.item).to_pylist())
    idle = [str(item) for item in model.items if item not in had]
    known = [str(item) for item in model.items if item in had]
    users = [user, other] * 2
    items = [known[0], known[1], "brand new", idle[0] if idle else "newer"]
    held = hold_out(model.known, pa.table({"user_id": users, "item_id": items}), keep_seen=True)
    assert held.share_new == 0.5
