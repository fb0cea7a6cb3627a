"""Every input has a name and a penalty, and stands where its name says."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from tests.models.brute import SETTINGS, Brute, tiny_tables

from openkitchen.models.audience import gather, know
from openkitchen.models.design import make_design


def made(**changes):
    tables, chosen = tiny_tables(), replace(SETTINGS, **changes)
    known = know(tables)
    return make_design(tables, known, chosen), known, chosen, tables


SHAPES = {
    "all": {},
    "no tags": {"ridge_tags": 0.0},
    "no users": {"ridge_users": 0.0},
    "no context": {"context": ()},
    "two inputs": {"max_items": 2},
    "one scale": {"scales": ("all",), "ridge_items": (1.0,)},
}


@pytest.mark.parametrize("changes", SHAPES.values(), ids=SHAPES)
def test_names_penalties_rows_and_sums_agree_on_the_number_of_inputs(changes):
    design, known, chosen, _ = made(**changes)
    rows = design.rows(gather(known, None))
    assert design.size == len(design.features) == len(design.ridge(chosen)) == rows.shape[1]
    assert design.inputs.size == design.size
    assert len({(f.block, f.name) for f in design.features}) == design.size


def test_each_penalty_stands_beside_the_inputs_of_its_block():
    design, _, chosen, _ = made()
    by_block = {
        "bias": chosen.ridge_base,
        "user": chosen.ridge_users,
        "context": chosen.ridge_context,
        **{f"tags:{scale}": chosen.ridge_tags for scale in chosen.scales},
        **{
            f"history:{scale}": penalty
            for scale, penalty in zip(chosen.scales, chosen.ridge_items, strict=True)
        },
    }
    expected = [by_block[feature.block] for feature in design.features]
    expected[1] = chosen.ridge_cold  # the bias of an empty history has its own
    assert_array_equal(design.ridge(chosen), expected)


def test_an_input_is_worth_what_its_name_says():
    design, known, _, _ = made(power=0.0)
    rows = design.rows(gather(known, ["u0", "u2", "stranger"])).toarray()
    place = {(f.block, f.name): n for n, f in enumerate(design.features)}
    assert_array_equal(rows[:, place["bias", "popularity"]], 1)
    assert_array_equal(rows[:, place["bias", "no history yet"]], [0, 1, 1])
    # the latest event of u0, with its weight, under the scale that knows nothing else
    events = gather(known, ["u0"]).events
    latest = str(known.items.ids[events.item[-1]])
    block = [n for n, f in enumerate(design.features) if f.block == "history:0s"]
    assert_array_equal(np.flatnonzero(rows[0, block]), [block.index(place["history:0s", latest])])
    assert rows[0, place["history:0s", latest]] == design.event_weights.weigh(events).weight[-1]
    # u0 is vegetarian and 20 years old; a stranger is the average
    assert rows[0, place["user", "diet=v"]] > 0 > rows[0, place["user", "diet=m"]]
    assert rows[0, place["user", "age"]] < 0
    assert_array_equal(rows[2, design.inputs.attributes], 0)


def test_levels_of_a_category_are_one_group_and_members_of_a_set_are_not():
    design, _, _, _ = made()
    group = {f.name: f.group for f in design.features if f.block in ("user", "tags:all")}
    assert group["diet=v"] == group["diet=m"] == "diet"
    assert group["parts=x"] == "parts=x"


def test_rows_for_scoring_are_the_rows_written_out():
    design, known, chosen, tables = made()
    brute = Brute(tables, chosen)
    for at in (None, datetime(2026, 3, 9)):
        audience = gather(known, None, at=at)
        rows = design.rows(audience).toarray()
        for user, row, now in zip(audience.ids, rows, audience.now, strict=True):
            past = [e for e in brute.histories.get(user, []) if e.day <= now]
            told = "month" if at is None else "all"
            assert_allclose(row, brute.row(user, past, now, told), atol=1e-12)


def test_attributes_may_be_given_instead_of_looked_up():
    design, known, _, _ = made()
    audience = gather(known, ["u0", "stranger"])
    given = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    rows = design.rows(audience, given).toarray()
    assert_array_equal(rows[:, design.inputs.attributes], given)
    assert_array_equal(rows[:, :2], design.rows(audience).toarray()[:, :2])


def test_items_that_are_no_inputs_still_speak_through_their_tags():
    design, known, _, _ = made(max_items=1)
    features = [f.name for f in design.features if f.block == "history:all"]
    assert features == [known.items.ids[0]]
    tags = [n for n, f in enumerate(design.features) if f.block == "tags:all"]
    whole, *_ = made()
    other = [n for n, f in enumerate(whole.features) if f.block == "tags:all"]
    audience = gather(known, None)
    assert_allclose(
        design.rows(audience).toarray()[:, tags], whole.rows(audience).toarray()[:, other]
    )


def test_an_items_own_part_is_what_it_adds_to_a_history_of_all():
    design, known, _, _ = made(power=0.0)
    own = design.own().toarray()
    assert own.shape == (design.size, design.n_own)
    place = {(f.block, f.name): n for n, f in enumerate(design.features)}
    item = str(known.items.ids[1])
    assert own[place["history:all", item], 1] == 1.0
    assert own[:, 1].sum() == 1.0 + design.tags[[1]].sum() * design.tag_inputs
    for (block, _), number in place.items():
        if not block.endswith(":all"):
            assert not own[number].any()


def test_without_a_scale_of_all_nothing_is_an_items_own():
    design, *_ = made(scales=("3d", "0s"), ridge_items=(1.0,))
    assert design.own().nnz == 0
