"""Levers say how often an item would be shown, as a fit on the changed items says."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.experiments.conftest import model_of
from tests.models.changes import random_tables

from openkitchen.errors import UnknownName
from openkitchen.experiments import whatif
from openkitchen.experiments.features import set_attributes
from openkitchen.experiments.levers import whom
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.schema import infer_attributes
from openkitchen.sources import read_tables


@pytest.mark.parametrize("seed", [6, 24, 53])
def test_exposure_is_that_of_a_fit_on_the_changed_item(seed):
    model, tables = model_of(seed), random_tables(seed)
    item = str(model.items[4])
    found = whatif(model, k=4).levers(item)
    users = [str(user) for user in model.users]
    assert len(found.rows) > 6
    gains = [row.gained for row in found.rows]
    assert gains == sorted(gains, reverse=True)
    for row in found.rows:
        changed = set_attributes(tables, item, {row.attribute: row.value})
        lists = [
            GlassBox.of(fit_with(t, model.fitted.settings)).recommend(users, 4).table
            for t in (tables, changed)
        ]
        was, now = (
            set(t.filter(pc.equal(t["item_id"], item))["user_id"].to_pylist()) for t in lists
        )
        assert (row.before, row.after) == (len(was), len(now)), row
        assert (row.won, row.lost) == (len(now - was), len(was - now)), row


def test_no_change_is_the_same_as_now_and_none_is_rare():
    model, tables = model_of(6), random_tables(6)
    found = whatif(model, k=4).levers("i03")
    now = tables.items.to_pylist()[3]
    for row in found.rows:
        changed = set_attributes(tables, "i03", {row.attribute: row.value}).items.to_pylist()[3]
        assert changed != now
        assert {**changed, row.attribute: now[row.attribute]} == now
    assert found.to_table().num_rows == len(found.rows)


def test_a_large_number_is_tried_as_it_is():
    tables = random_tables(6)
    made = pa.array(1_700_000_000 + 86_399 * np.arange(tables.items.num_rows))
    items = tables.items.append_column("made", made)
    attributes = infer_attributes(items, "item_id")
    model = GlassBox(model_of(6).fitted.settings).fit(
        replace(tables, items=items, item_attributes=attributes)
    )
    found = whatif(model, k=3).levers("i03")
    tried = {int(row.value) for row in found.rows if row.attribute == "made"}
    assert tried
    assert tried <= set(made.to_pylist())


def test_an_unknown_item_is_named():
    with pytest.raises(UnknownName, match="no item 'i77'"):
        whatif(model_of(6)).levers("i77")


def test_without_attributes_there_is_nothing_to_change():
    tables = replace(random_tables(6), items=None, item_attributes=())
    model = GlassBox(model_of(6).fitted.settings).fit(tables)
    assert whatif(model).levers(str(model.items[0])).rows == ()


@pytest.mark.parametrize(
    ("n_vegans", "n_won", "n_vegans_won", "told"),
    [
        (130, 4, 2, ""),  # by chance in one of ten such fours, and there are many attributes
        (220, 3, 3, ""),  # one of a hundred
        (220, 6, 6, "diet=vegan (100% of them, 22% of all)"),
        (130, 200, 60, "diet=vegan (30% of them, 13% of all)"),
    ],
)
def test_an_attribute_is_named_only_where_chance_would_not_bring_it(
    n_vegans, n_won, n_vegans_won, told
):
    diets = ["vegan"] * n_vegans + ["all", "fish", "none", "meat"] * ((1000 - n_vegans) // 4)
    users = [f"u{n:04d}" for n in range(len(diets))]
    table = pa.table({"user_id": users, "diet": diets})
    taken = pa.table({"user_id": users, "item_id": [f"i{n % 5}" for n in range(len(users))]})
    settings = GlassBoxSettings(left_out=1.0, ridge_users=10.0)
    prepared = whatif(GlassBox(settings).fit(read_tables(taken, users=table))).prepared
    won = np.zeros(len(users), bool)
    codes = {str(name): n for n, name in enumerate(prepared.fitted.known.users.ids)}
    others = n_won - n_vegans_won
    for name in (*users[:n_vegans_won], *users[-others:] * bool(others)):
        won[codes[name]] = True
    assert whom(prepared, won) == told
