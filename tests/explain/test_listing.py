"""A list with its reasons is the list without them, and what `explain` says of each item."""

import pytest
from tests.contracts.test_every_model import FIXED
from tests.shop import small_tables

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.explain import explain, explain_many, recommend_explained
from openkitchen.models import Ease, GlassBox, Popularity
from openkitchen.models import glass_box as module


@pytest.fixture(scope="module")
def tables():
    return small_tables(n_users=60)


@pytest.fixture(scope="module", params=["glass box", "long", "ease", "popularity"])
def model(request, tables):
    made = {"ease": Ease, "popularity": Popularity}.get(request.param, lambda: GlassBox(FIXED))
    with pytest.MonkeyPatch.context() as patched:
        if request.param == "long":
            patched.setattr(module, "_LONG", 2)  # candidates are found in single precision
        yield made().fit(tables)


@pytest.mark.parametrize("user", ["u001", "u002", "nobody"])
@pytest.mark.parametrize("k", [1, 7, 500])
def test_list_and_reasons_are_those_of_two_questions(model, user, k):
    lists, told = recommend_explained(model, user, k)
    assert lists.table.equals(model.recommend([user], k).table)
    items = lists.table["item_id"].to_pylist()
    assert told == tuple(explain(model, user, item) for item in items)
    assert [one.rank for one in told] == lists.table["rank"].to_pylist()


def test_events_of_now_count(tables):
    model = GlassBox(FIXED).fit(tables)
    history = tables.interactions.slice(0, 3)
    user = history["user_id"][0].as_py()
    lists, told = recommend_explained(model, user, 5, history=history)
    assert lists.table.equals(model.recommend([user], 5, history=history).table)
    assert told[0] == explain(model, user, told[0].item_id, history=history)


def test_varied_lists_have_their_costs(tables):
    model = GlassBox(FIXED).fit(tables)
    lists, told = recommend_explained(model, "u001", 5, diversity=0.5)
    assert lists.table.equals(model.recommend(["u001"], 5, diversity=0.5).table)
    assert any(term.block == "diversity" for one in told for term in one.terms)


def test_several_items_are_explained_as_each_is(model):
    items = model.known.items.array.to_pylist()
    found = explain_many(model, "u003", items)
    assert list(found) == [explain(model, "u003", item) for item in items]
    with pytest.raises(UnknownName, match="nothing"):
        explain_many(model, "u003", [items[0], "nothing"])


def test_a_list_has_a_length(model):
    with pytest.raises(SettingsError):
        recommend_explained(model, "u001", 0)
