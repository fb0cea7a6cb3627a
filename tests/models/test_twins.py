"""A twin by algebra is a fit on the table in which the column's rows are permuted."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.models.changes import random_settings, random_tables

from openkitchen.errors import ModelError
from openkitchen.experiments.features import add_column
from openkitchen.experiments.questions import refit_with
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.new_lists import lists_of, refitted_lists
from openkitchen.models.prepared import prepare
from openkitchen.models.twins import added_column, column_of, twins_of
from openkitchen.schema.columns import ITEM, USER

COLUMNS = ("users.diet", "users.age", "items.kind", "items.parts", "items.minutes")


def shop(seed):
    chosen = random_settings(seed)
    if not chosen.ridge_users:
        chosen = replace(chosen, ridge_users=1.5)
    return random_tables(seed), chosen


def dealt(tables, column, order):
    """Permute the column's rows in the table itself, by id and not by code."""
    kind, name = column.name.split(".")
    table, key = (tables.users, USER) if kind == "users" else (tables.items, ITEM)
    index = column.known.users if kind == "users" else column.known.items
    ids, rows = index.array.to_pylist(), table[key].to_pylist()
    row = {one: n for n, one in enumerate(rows)}
    values = table[name].to_pylist()
    new = list(values)
    for at, other in zip(column.movable, column.movable[order], strict=True):
        new[row[ids[at]]] = values[row[ids[other]]]
    changed = pa.array(new, table[name].type)
    place = table.column_names.index(name)
    return replace(tables, **{kind: table.set_column(place, name, changed)})


def alike(one, fitted):
    users = one.prepared.fitted.known.users.array.to_pylist()
    ours, theirs = GlassBox.of(one.fitted), GlassBox.of(fitted)
    items = [str(item) for item in theirs.items]
    np.testing.assert_allclose(
        ours.score(users, items), theirs.score(users, items), rtol=1e-7, atol=1e-8
    )
    places = one.prepared.fitted.known.items.find(fitted.known.items.array)
    expected = lists_of(theirs, users, 5, places)
    np.testing.assert_array_equal(refitted_lists(one, 5), expected)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(COLUMNS), st.integers(0, 99))
def test_a_twin_is_a_fit_on_the_permuted_column(seed, name, draw):
    tables, chosen = shop(seed)
    column = column_of(prepare(fit_with(tables, chosen)), name)
    order = np.random.default_rng(draw).permutation(len(column.movable))
    alike(column.refit(order), fit_with(dealt(tables, column, order), chosen))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.integers(0, 99))
def test_also_of_a_column_that_is_added(seed, of_users, draw):
    tables, chosen = shop(seed)
    rng = np.random.default_rng(draw)
    table, key = (tables.users, USER) if of_users else (tables.items, ITEM)
    values = rng.choice(["a", "b", "c"], table.num_rows)
    wider = add_column(tables, pa.table({key: table[key], "new": values}), "new")[1]
    again = refit_with(prepare(fit_with(tables, chosen)), wider)
    column = added_column(again, "users.new" if of_users else "items.new")
    order = rng.permutation(len(column.movable))
    alike(column.refit(order), fit_with(dealt(wider, column, order), chosen))


def test_nothing_moves_when_nothing_is_dealt():
    tables, chosen = shop(53)
    fitted = fit_with(tables, chosen)
    alike(column_of(prepare(fitted), "users.diet").refit(), fitted)


def test_gaps_stay_where_they_are_and_draws_are_repeated():
    tables, chosen = shop(53)
    column = column_of(prepare(fit_with(tables, chosen)), "users.diet")
    gaps = ~column.design.users[:, column.places].any(axis=1)
    first, again = (list(twins_of(column, 3, seed=4)) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.design.users, other.design.users)
        np.testing.assert_array_equal(~one.design.users[:, column.places].any(axis=1), gaps)
    assert (first[0].design.users != first[1].design.users).any()


def test_a_column_of_which_nothing_is_learned():
    tables, chosen = shop(53)
    users = tables.users.append_column("note", pa.array(["same"] * tables.users.num_rows))
    prepared = prepare(fit_with(replace(tables, users=users), chosen))
    with pytest.raises(ModelError, match="can learn nothing"):
        column_of(prepared, "users.note")
