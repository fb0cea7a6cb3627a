"""What the search tries: only what is open, only what changes something, penalties in step."""

from dataclasses import replace

import pytest
from tests.models.changes import random_tables

from openkitchen.models.audience import know
from openkitchen.models.moves import default_settings, groups_of_moves, starting_point
from openkitchen.models.settings import GlassBoxSettings

DATED, UNDATED = 1, 4
OPEN = GlassBoxSettings()


def start_of(seed):
    tables = random_tables(seed)
    known = know(tables)
    start = starting_point(OPEN, default_settings(tables, known.events))
    return start, groups_of_moves(tables, known)


@pytest.mark.parametrize("seed", [DATED, UNDATED])
def test_the_start_is_complete_and_every_change_changes_it(seed):
    start, groups = start_of(seed)
    assert start.complete
    tried = [changed for group in groups for changed in group.changes(start, OPEN)]
    assert len(tried) > 10
    for changed in tried:
        assert changed.complete
        assert changed != start
        assert len(changed.ridge_items) in (1, len(changed.scales))


def test_a_group_is_open_only_if_all_that_it_touches_is():
    _, groups = start_of(DATED)
    given = replace(OPEN, power=0.5, trend=0.0)
    for group in groups:
        assert group.open(OPEN)
        assert group.open(given) == (not {"power", "trend"} & {*group.touches})


def test_what_is_given_is_never_changed():
    start, groups = start_of(DATED)
    given = replace(OPEN, scales=("all",), ridge_items=(7.0,))
    for group in groups:
        for changed in group.changes(replace(start, ridge_items=(7.0,)), given):
            assert (changed.scales, changed.ridge_items) == (("all",), (7.0,))


def test_nothing_about_time_is_tried_where_there_are_no_dates():
    _, groups = start_of(UNDATED)
    touched = {name for group in groups for name in group.touches}
    assert not touched & {"scales", "row_half_life", "trend", "left_out"}


def test_given_penalties_bring_as_many_scales():
    tables = random_tables(DATED)
    default = default_settings(tables, know(tables).events)
    start = starting_point(replace(OPEN, ridge_items=(1.0, 2.0)), default)
    assert (len(start.scales), start.ridge_items) == (2, (1.0, 2.0))
