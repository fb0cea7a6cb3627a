"""What-ifs of a model with rules: the lists are those that would be served."""

import pytest
from tests.contracts.test_every_model import FIXED
from tests.shop import small_tables

from openkitchen.experiments import whatif
from openkitchen.models import GlassBox
from openkitchen.models.fitting import fit_with
from openkitchen.models.rules import Restriction, Rules


@pytest.fixture(scope="module")
def what():
    tables = small_tables(n_users=50)
    names = tables.items.column_names
    column = next(a.name for a in tables.item_attributes if a.kind in ("category", "set"))
    assert column in names
    rules = Rules(restrictions=(Restriction("avoid", "diet", column),))
    return whatif(GlassBox(FIXED).fit(tables).with_rules(rules))


def test_without_a_column_that_a_rule_compares_the_rule_still_holds(what):
    answer = what.drop("users.diet")
    model = answer.refit.model
    assert model.rules == what.model.rules
    assert "diet" in model.tables.users.column_names
    assert "diet" not in {a.name for a in model.tables.user_attributes}
    plain = fit_with(small_tables(n_users=50), FIXED)
    assert len(model.fitted.design.user_encoder) < len(plain.design.user_encoder)
    assert model.recommend(k=3).table.num_rows > 0


def test_lists_before_and_after_are_those_that_are_served(what):
    answer = what.forget_user(str(what.model.users[3]))
    for outcome in (answer.frozen, answer.refit):
        after = outcome.model
        for change in outcome.examples:
            assert list(change.before) == listed(what.model, change.user_id, outcome.k)
            assert list(change.after) == listed(after, change.user_id, outcome.k)


def listed(model, user, k):
    return model.recommend([user], k=k).table["item_id"].to_pylist()
