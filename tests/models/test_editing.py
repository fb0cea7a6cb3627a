"""Data with something taken away are indexed as they would be if read anew."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from tests.models.changes import append_day, forget, random_settings, random_tables

from openkitchen.models.audience import know
from openkitchen.models.editing import (
    interactions_of,
    with_interactions,
    with_tables,
    without_events,
    without_id,
)
from openkitchen.models.fitting import fit_with
from openkitchen.models.prepared import prepare


def same(one, other):
    assert one.users.array.equals(other.users.array)
    assert one.items.array.equals(other.items.array)
    for name in ("user", "item", "time", "weight", "start", "dated"):
        assert_array_equal(getattr(one.events, name), getattr(other.events, name))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("described", [True, False])
def test_events_taken_away(seed, described):
    tables = random_tables(seed)
    if not described:
        tables = replace(tables, users=None, items=None, user_attributes=(), item_attributes=())
    known = know(tables)
    order = np.argsort(np.argsort(known.items.ids))
    gone = np.random.default_rng(seed).random(len(known.events)) < 0.3
    left = interactions_of(known).filter(~gone)
    same(without_events(known, gone, tables, order), know(replace(tables, interactions=left)))


def test_where_nothing_changes_it_is_the_very_same():
    tables = random_tables(3)
    known = know(tables)
    order = np.argsort(np.argsort(known.items.ids))
    nothing = np.zeros(len(known.events), dtype=np.bool_)
    assert without_events(known, nothing, tables, order) is known
    unheard = replace(tables, items=tables.items.slice(0, 1))
    kept = without_events(known, nothing, unheard, order)
    same(kept, know(unheard))


@pytest.mark.parametrize("seed", [1, 4])
def test_interactions_come_back_as_they_were_read(seed):
    tables = random_tables(seed)
    known = know(tables)
    same(know(replace(tables, interactions=interactions_of(known))), known)


@pytest.mark.parametrize("seed", [1, 4])
def test_interactions_brought_in(seed):
    tables = random_tables(seed)
    fitted = fit_with(tables, random_settings(seed))
    changed = append_day(tables, np.random.default_rng(seed))
    more = changed.interactions.slice(tables.interactions.num_rows)
    same(with_interactions(fitted, more), know(changed))


def test_tables_that_know_more_and_fewer_users():
    tables = random_tables(3)
    ready = prepare(fit_with(tables, random_settings(3)))
    known, order = ready.fitted.known, ready.id_order
    fewer = replace(tables, users=tables.users.slice(5), items=tables.items.slice(20))
    same(with_tables(known, fewer, order), know(fewer))
    renamed = replace(
        tables, users=without_id(forget(tables, np.random.default_rng(0)).users, "user_id", "x")
    )
    same(with_tables(known, renamed, order), know(renamed))
