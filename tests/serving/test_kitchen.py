import pytest
from tests.shop import small_tables

from openkitchen.errors import BundleError
from openkitchen.models import Popularity
from openkitchen.serving import answers, open_kitchen, tailored


def test_a_saved_bundle_serves_the_same(kitchen, tmp_path):
    kitchen.model.save(tmp_path / "shop")
    opened = open_kitchen(tmp_path / "shop", report=tmp_path / "report.html")
    assert opened.name == "shop"
    assert opened.titles == kitchen.titles
    assert opened.facts == kitchen.facts
    assert tailored.recommend(opened, "u003") == tailored.recommend(kitchen, "u003")
    assert not answers.info(opened).has_report
    (tmp_path / "report.html").write_text("<p>made later</p>", "utf-8")
    assert answers.info(opened).has_report


def test_no_bundle_is_said(tmp_path):
    with pytest.raises(BundleError, match="no bundle"):
        open_kitchen(tmp_path)


def test_undated_data_have_no_days(plain_kitchen):
    from openkitchen.serving.kitchen import kitchen_of

    facts = kitchen_of(Popularity().fit(small_tables(dated=False))).facts
    assert (facts.first, facts.last) == (None, None)
    assert plain_kitchen.user_table is None
