"""What can be computed from other columns is known, whatever its values are called."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from tests.planted import SETTINGS, planted_shop

from openkitchen.experiments import whatif
from openkitchen.experiments.arms import Add, Drop
from openkitchen.experiments.ask_settings import AskSettings
from openkitchen.experiments.asking import ask
from openkitchen.experiments.known_already import known_already
from openkitchen.models import GlassBox
from openkitchen.models.twins import column_of
from openkitchen.schema import Attribute

RNG = np.random.default_rng(4)


def widened():
    """Return the planted shop with columns that repeat, join or add to what is there."""
    tables, truth = planted_shop()
    diet, shoe = (tables.users[name].to_pylist() for name in ("diet", "shoe"))
    meat_or_s = [float(d == "meat") + (s == "s") for d, s in zip(diet, shoe, strict=True)]
    age = RNG.integers(18, 80, len(diet)).astype(float)
    more = {
        "code": ("category", [f"code {value[::-1]}" for value in diet]),
        "age": ("number", age),
        "born": ("number", 2026 - age),
        "meat_or_s": ("number", meat_or_s),
        "nearly": ("category", [d if n else "fish" for n, d in enumerate(diet)]),
        "height": ("number", RNG.normal(170, 9, len(diet))),
    }
    users, kinds = tables.users, list(tables.user_attributes)
    for name, (kind, values) in more.items():
        users = users.append_column(name, pa.array(values))
        kinds.append(Attribute(name, kind))
    items = tables.items.append_column("editors", tables.items["editor"])
    of_items = (*tables.item_attributes, Attribute("editors", "category"))
    tables = replace(tables, users=users, user_attributes=tuple(kinds), items=items)
    return replace(tables, item_attributes=of_items), truth


@pytest.fixture(scope="module")
def shop():
    tables, truth = widened()
    return GlassBox(SETTINGS).fit(tables), truth


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("users.code", "users.diet"),
        ("users.diet", "users.code"),
        ("users.born", "users.age"),
        ("users.meat_or_s", "other columns"),
        ("users.nearly", ""),
        ("users.shoe", ""),
        ("users.height", ""),
        ("items.editors", "items.editor"),
    ],
)
def test_which_other_column_says_the_same(shop, name, says):
    prepared = whatif(shop[0], mode="refit").prepared
    assert known_already(column_of(prepared, name)) == says


def test_no_copy_of_what_is_known_is_called_informative(shop):
    model, truth = shop
    copy = model.fitted.tables.users.select(["user_id", "diet"]).rename_columns(
        ["user_id", "again"]
    )
    arms = [Add(copy, "again"), Drop("users.code"), Drop("users.height")]
    told = ask(model, "?", arms, truth, AskSettings()).arms
    assert [arm.finding.words for arm in told[:2]] == [
        "says nothing new: repeats users.diet",
        "says nothing new: repeats users.diet",
    ]
    assert "it can be computed from users.diet" in told[0].finding.sentence
    assert told[2].finding.kind == "not told from noise"
