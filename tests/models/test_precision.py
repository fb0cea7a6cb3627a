"""A fit in 32 bits: half the memory, nearly the same weights, and scores that still add up."""

from dataclasses import replace

import numpy as np
import pytest
from tests.models.brute import SETTINGS, tiny_tables
from tests.models.changes import random_settings, random_tables

from openkitchen.errors import NotEnoughMemory, SettingsError
from openkitchen.explain import check_additivity
from openkitchen.models import GlassBoxSettings, load
from openkitchen.models import solve as module
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox
from openkitchen.models.prepared import prepare


def fits(tables, settings):
    return [GlassBox.of(fit_with(tables, replace(settings, precision=p))) for p in (64, 32)]


@pytest.mark.parametrize("seed", range(8))
def test_scores_are_those_of_64_bits_to_four_digits(seed):
    full, half = fits(random_tables(seed), random_settings(seed))
    assert half.fitted.weights.own.dtype == np.float32
    users = [*full.users, "nobody"]
    one, other = full.score(users), half.score(users)
    assert np.abs(one - other).max() <= 1e-4 * np.abs(one).max()


def test_scores_of_32_bits_add_up_as_closely_as_those_of_64():
    _, half = fits(tiny_tables(), SETTINGS)
    checked = check_additivity(half)
    assert checked.pairs == len(half.users) * len(half.items)
    assert checked.largest_error <= 1e-9


def test_a_bundle_keeps_the_bits(tmp_path):
    _, half = fits(tiny_tables(), SETTINGS)
    half.save(tmp_path / "model")
    again = load(tmp_path / "model")
    assert again.fitted.weights.own.dtype == np.float32
    assert np.array_equal(again.score(["u0"]), half.score(["u0"]))
    assert again.recommend(k=3).table.equals(half.recommend(k=3).table)


def test_what_ifs_are_answered_in_64_bits():
    full, half = fits(random_tables(1), random_settings(1))
    prepared = prepare(half.fitted)
    assert prepared.sums.gram.dtype == np.float64
    assert np.allclose(prepared.solved, prepare(full.fitted).solved, rtol=0, atol=1e-12)


def test_it_is_planned_to_take_half(monkeypatch):
    monkeypatch.setattr(module, "available_memory", lambda: 3e9)
    with pytest.raises(NotEnoughMemory, match=r"about 3\.4 GB") as caught:
        module.plan_memory(10_000, 0)
    assert "precision=32" in str(caught.value)
    assert module.plan_memory(10_000, 0, precision=32) == 1_700_000_000


def test_other_numbers_of_bits_are_refused():
    with pytest.raises(SettingsError, match="precision = 16"):
        GlassBoxSettings(precision=16)
