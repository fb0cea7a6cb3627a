"""A model of another library is served like our own."""

import pytest
from tests.outside import Neighbours, Svd
from tests.shop import small_tables
from tests.web import ask

from openkitchen.models import OutsideModel
from openkitchen.serving import create_api, open_kitchen


@pytest.fixture(params=[Svd, Neighbours])
def app(request, tmp_path):
    OutsideModel(request.param()).fit(small_tables()).save(tmp_path / "bundle")
    return create_api(open_kitchen(tmp_path / "bundle"))


def test_it_says_what_it_is(app):
    told = ask(app, "/v1/info").json()
    assert told["model"] in ("svd", "neighbours")
    assert (told["users"], told["items"]) == (60, 24)


def test_lists_carry_reasons_that_add_up(app):
    told = ask(app, "/v1/recommendations/u003?k=4&explain=true").json()
    assert len(told["items"]) == 4
    for item in told["items"]:
        total = sum(term["contribution"] for term in item["reasons"]["terms"])
        assert total == pytest.approx(item["score"], rel=1e-9)
        assert item["reasons"]["sentences"]


def test_why_not_and_cold_start_answer(app):
    listed = ask(app, "/v1/recommendations/u003?k=24").json()["items"]
    last = listed[-1]["item_id"]
    assert ask(app, f"/v1/why-not/u003/{last}?k=3").json()["listed"] is False
    assert ask(app, "/v1/cold-start?k=3").json()["items"][0]["rank"] == 1


def test_it_has_no_named_weights(app):
    assert ask(app, "/v1/weights").status_code == 409


def test_what_is_known_about_users_is_shown_without_free_text(tmp_path):
    from openkitchen.serving.kitchen import kitchen_of
    from openkitchen.serving.records import user_facts

    kitchen = kitchen_of(OutsideModel(Svd()).fit(small_tables()))
    assert {fact.name for fact in user_facts(kitchen, "u003")} >= {"diet", "age"}
    assert kitchen.facts.settings == {"factors": 4}
