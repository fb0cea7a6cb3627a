import pytest
from tests.shop import small_tables

from openkitchen.errors import UnknownName
from openkitchen.experiments.contenders import HOUSE, house_contenders
from openkitchen.models import GlassBoxSettings
from openkitchen.models.baselines import fit_baselines


def test_all_of_ours_take_part_and_undated_data_have_no_recent_popularity():
    assert [one.name for one in house_contenders()] == list(HOUSE)
    assert "recent-popularity" not in [one.name for one in house_contenders(dated=False)]


def test_some_by_name_each_once_in_the_order_asked():
    chosen = house_contenders(["ease", "popularity", "ease"])
    assert [one.name for one in chosen] == ["ease", "popularity"]


def test_an_unknown_one_is_told_with_those_that_there_are():
    with pytest.raises(UnknownName, match="glass-box"):
        house_contenders(["als"])


def test_settings_are_those_that_the_baselines_are_tuned_to():
    tables = small_tables()
    tuned = {model.name: model for model in fit_baselines(tables)}
    for one in house_contenders(["recent-popularity", "ease"]):
        make, words = one.choose(tables, None)
        assert make().settings == tuned[one.name].settings
        assert "=" in words
        assert one.searched


def test_given_settings_are_no_search():
    given = GlassBoxSettings(max_items=7)
    (one,) = house_contenders(["glass-box"], given)
    make, words = one.choose(small_tables(), None)
    assert not one.searched
    assert (make().settings, words) == (given, "given")
