"""Two planted years: the shop's shift is found; without one, nothing is."""

import pytest
from tests.evaluate.two_years import month_of_peak, shop_events

from openkitchen.evaluate.calendar_tags import MONTHS
from openkitchen.evaluate.months import cover_months
from openkitchen.evaluate.season_terms import season_terms
from openkitchen.sources.shop.words import PEAKS

SMALL = {"customers": 60, "recipes": 70}


@pytest.fixture(scope="module")
def planted():
    interactions, items = shop_events(**SMALL)
    return season_terms(interactions, items, cover_months(interactions["timestamp"]))


def test_the_planted_seasons_are_found_in_their_months(planted):
    found = {t.value: t for t in planted if t.attribute == "season" and t.seasonal}
    assert len(found) >= 3
    for value, term in found.items():
        apart = abs(MONTHS.index(term.month) - MONTHS.index(month_of_peak(PEAKS[value])))
        assert min(apart, 12 - apart) <= 1, value
        assert term.low > 1.0
        assert term.lowest_ratio < 1.0


def test_without_a_planted_shift_nothing_is_found():
    interactions, items = shop_events(seed=1, season_low=1.0, season_high=1.0, **SMALL)
    found = season_terms(interactions, items, cover_months(interactions["timestamp"]))
    assert found
    assert not [term for term in found if term.seasonal]


def test_two_months_tell_nothing():
    interactions, items = shop_events(days=60, **SMALL)
    assert season_terms(interactions, items, cover_months(interactions["timestamp"])) == ()
