"""With frozen weights, lists told from old ones are those of the model that is held."""

import numpy as np
import pytest
from tests.models.changes import random_settings, random_tables

from openkitchen.experiments import frozen
from openkitchen.experiments.features import find_feature, set_attributes
from openkitchen.models import prepared as made
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.prepared import prepare

SEEDS = [3, 6, 8, 11, 53]


def agree(ready, asked, k=4):
    users = [str(user) for user in ready.fitted.known.users.ids]
    rows = GlassBox.of(asked.fitted).recommend(users, k).table.to_pylist()
    wanted = [[r["item_id"] for r in rows if r["user_id"] == user] for user in users]
    ids = ready.fitted.known.items.ids
    assert [[ids[n] for n in row if n >= 0] for row in asked.lists(k)] == wanted


@pytest.fixture(params=SEEDS)
def ready(request, monkeypatch):
    monkeypatch.setattr(made, "BEST", 10)
    seed = request.param
    return prepare(fit_with(random_tables(seed), random_settings(seed)))


def test_nothing_is_solved(ready, monkeypatch):
    def refuse(*_):
        raise AssertionError("solved")

    monkeypatch.setattr(made, "solve", refuse)
    design, tables = ready.fitted.design, ready.fitted.tables
    agree(ready, frozen.frozen_same(ready))
    agree(ready, frozen.frozen_forget(ready, "u05", tables))
    gone = ready.fitted.known.events.item == 2
    agree(ready, frozen.frozen_events(ready, gone))
    agree(ready, frozen.frozen_drop(ready, find_feature(design, tables, "kind").inputs))
    for item in (0, 9, len(ready.fitted.known.items) - 1):
        name = str(ready.fitted.known.items.ids[item])
        for values in ({"kind": "c"}, {"parts": "x|w"}, {"minutes": "41"}, {"kind": None}):
            agree(ready, frozen.frozen_item(ready, name, set_attributes(tables, name, values)))


def test_who_is_forgotten_gets_the_list_of_a_stranger(ready):
    asked = frozen.frozen_forget(ready, "u05", ready.fitted.tables)
    code = ready.fitted.known.users.code("u05")
    stranger = GlassBox.of(ready.fitted).recommend(["nobody"], 4).table["item_id"].to_pylist()
    assert ready.fitted.known.items.ids[asked.lists(4)[code]].tolist() == stranger
    before, after = frozen.before_lists(ready, 4), asked.lists(4)
    others = np.arange(len(before)) != code
    assert (before[others] == after[others]).all()
