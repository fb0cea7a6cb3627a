"""The check adds up by itself, and sees a score that its terms miss."""

import pytest
from tests.experiments.test_explained import SETTINGS
from tests.shop import small_tables

from openkitchen.explain.additivity import LIMIT, check_additivity
from openkitchen.models import GlassBox, settings_from_text


@pytest.fixture(scope="module")
def model():
    return GlassBox(settings_from_text(SETTINGS)).fit(small_tables(20))


def test_every_pair_is_compared_and_adds_up(model):
    found = check_additivity(model)
    assert found.pairs == len(model.users) * len(model.items)
    assert found.largest_of_terms < 1e-12
    assert f"{found.pairs:,} pairs" in found.sentence()


def test_a_score_that_the_terms_miss_is_seen(model, monkeypatch):
    honest = GlassBox.score
    monkeypatch.setattr(GlassBox, "score", lambda self, *given: honest(self, *given) + 1e-6)
    found = check_additivity(model)
    assert found.above > 0
    assert found.largest_error > LIMIT
