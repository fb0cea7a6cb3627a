from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from tests.contracts.test_every_model import FIXED
from tests.outside import Svd
from tests.shop import small_tables

from openkitchen.errors import ModelError
from openkitchen.experiments.forgetting import (
    knows_of,
    trained_without,
    without_user,
    worst_difference,
)
from openkitchen.models import (
    Ease,
    GlassBox,
    OutsideModel,
    Popularity,
    RecentPopularity,
    Rules,
    load,
)
from openkitchen.schema import Tables

KINDS = {
    "glass box": lambda: GlassBox(FIXED),
    "glass box in half precision": lambda: GlassBox(replace(FIXED, precision=32)),
    "ease": Ease,
    "popularity": Popularity,
    "recent popularity": RecentPopularity,
}


def without(tables, user):
    """The tables as if the person had never been there, made by hand."""
    events = tables.interactions.to_pylist()
    users = tables.users.to_pylist()
    return replace(
        tables,
        interactions=pa.Table.from_pylist(
            [row for row in events if row["user_id"] != user], tables.interactions.schema
        ),
        users=pa.Table.from_pylist(
            [row for row in users if row["user_id"] != user], tables.users.schema
        ),
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("user", ["u000", "u031"])
def test_a_model_that_forgot_is_one_that_never_knew(kind, user, tmp_path):
    tables = small_tables()
    model = KINDS[kind]().fit(tables)
    made = load(without_user(model, user).save(tmp_path / "bundle"))
    never = KINDS[kind]().fit(without(tables, user))
    assert knows_of(model, user)
    assert not knows_of(made, user)
    assert list(made.users) == list(never.users)
    assert list(made.items) == list(never.items)
    close = 1e-4 if "half" in kind else 1e-9
    assert worst_difference(made, never) < close
    assert worst_difference(trained_without(model, user), never) < close
    if "half" not in kind:
        assert made.recommend(k=5).to_dict() == never.recommend(k=5).to_dict() or np.allclose(
            made.recommend(k=5).table["score"], never.recommend(k=5).table["score"]
        )


def test_a_frozen_what_if_forgets_too():
    model = GlassBox(FIXED).fit(small_tables())
    noted = GlassBox.of(replace(model.fitted, what_if={"mode": "frozen", "of": "", "question": ""}))
    assert not knows_of(without_user(noted, "u003"), "u003")


def test_lists_of_allowed_items_lose_the_person():
    pairs = pa.table({"user_id": ["u003", "u004"], "item_id": ["i01", "i02"]})
    items = pa.table({"item_id": ["i09"]})
    model = GlassBox(FIXED).fit(small_tables()).with_rules(Rules(deny=(pairs, items)))
    made = without_user(model, "u003")
    assert made.rules.deny[0].to_pylist() == [{"user_id": "u004", "item_id": "i02"}]
    assert made.rules.deny[1].equals(items)
    stranger = pa.table({"user_id": ["nobody"], "item_id": ["i01"]})
    ruled = model.with_rules(Rules(deny=(stranger,)))
    assert knows_of(ruled, "nobody")
    assert not knows_of(without_user(ruled, "nobody"), "nobody")


def test_models_are_told_apart():
    tables = small_tables()
    model = GlassBox(FIXED).fit(tables)
    assert worst_difference(model, model) == 0
    assert worst_difference(model, without_user(model, "u003")) == float("inf")
    other = GlassBox(replace(FIXED, ridge_users=50.0)).fit(tables)
    assert worst_difference(model, other) > 1e-3


def test_a_model_of_another_library_says_that_it_cannot():
    tables = small_tables()
    model = OutsideModel(Svd()).fit(Tables(tables.interactions))
    with pytest.raises(ModelError, match="cannot forget"):
        without_user(model, "u003")
