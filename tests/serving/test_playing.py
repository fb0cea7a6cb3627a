import pytest
from tests.serving.conftest import ODD_ITEM, ODD_USER

from openkitchen.errors import ModelError, UnknownName
from openkitchen.experiments.personal import Play
from openkitchen.serving import tailored
from openkitchen.serving.playing import (
    attributes_to_play,
    can_play,
    play_item,
    play_user,
    switches,
)
from openkitchen.serving.questions import SetItem, ask_what_if
from openkitchen.serving.records import history_of


def test_a_list_as_it_is_is_the_one_that_is_served(kitchen):
    item = history_of(kitchen, ODD_USER)[0].item_id
    played = play_user(kitchen, ODD_USER, Play(without=(item,)), 6)
    served = [one.item_id for one in tailored.recommend(kitchen, ODD_USER, 6).items]
    assert list(played.change.lists.before) == served
    assert {one.item_id for one in played.entered()} == set(played.change.lists.entered)
    assert {one.item_id for one in played.left()} == set(played.change.lists.left)


def test_an_items_exposure_is_that_of_the_what_if(kitchen):
    shown = play_item(kitchen, ODD_ITEM, {"kind": "red"}, 5)
    told = ask_what_if(kitchen, SetItem(ODD_ITEM, {"kind": "red"}), 5)
    found = {one.item_id: (one.before, one.after) for one in told.exposures}
    assert found.get(ODD_ITEM, (shown.before, shown.before)) == (shown.before, shown.after)


def test_what_can_be_played_with(kitchen, plain_kitchen):
    assert can_play(kitchen)
    assert not can_play(plain_kitchen)
    assert [one.key for one in switches(kitchen)] == ["seen"]
    assert {one.kind for one in attributes_to_play(kitchen, "users")} <= {
        "category", "set", "number",
    }  # fmt: skip
    assert {one.name for one in attributes_to_play(kitchen, "items")} >= {"kind", "minutes"}
    assert attributes_to_play(plain_kitchen, "items") == ()


def test_what_cannot_is_refused(kitchen, plain_kitchen):
    with pytest.raises(ModelError, match="played with"):
        play_user(plain_kitchen, "u003", Play(rules_off=("seen",)))
    with pytest.raises(ModelError, match="played with"):
        play_item(plain_kitchen, "i01", {})
    with pytest.raises(UnknownName):
        play_item(kitchen, "nothing", {})
