"""Baselines are tuned on the validation cut, and fitted on everything."""

from tests.shop import small_tables

from openkitchen.models.baselines import fit_baselines, tune
from openkitchen.models.ease import Ease, EaseSettings


def test_dated_data_have_three_baselines_and_undated_two():
    dated = [model.name for model in fit_baselines(small_tables())]
    assert dated == ["popularity", "recent-popularity", "ease"]
    undated = [model.name for model in fit_baselines(small_tables(dated=False))]
    assert undated == ["popularity", "ease"]


def test_the_candidate_that_foretells_best_wins_and_sees_all_events():
    tables = small_tables(n_users=200)
    candidates = [lambda r=r: Ease(EaseSettings(r)) for r in (1e9, 20.0)]
    told = []
    won = tune(candidates, tables, lambda *said: told.append(said))
    assert isinstance(won, Ease)
    assert won.settings.ridge == 20.0
    assert len(won.known.events) == tables.interactions.num_rows
    assert told[-1] == ("tuning baselines", 2, 2)


def test_with_nothing_to_ask_the_first_candidate_is_taken():
    tables = small_tables()
    one_each = tables.with_interactions(tables.interactions.slice(0, 1))
    won = tune([lambda r=r: Ease(EaseSettings(r)) for r in (5.0, 20.0)], one_each)
    assert isinstance(won, Ease)
    assert won.settings.ridge == 5.0
