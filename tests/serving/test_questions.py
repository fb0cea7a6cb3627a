import pytest

from openkitchen.errors import ModelError, SettingsError, UnknownName
from openkitchen.experiments import whatif
from openkitchen.serving.questions import (
    Drop,
    ForgetUser,
    SetItem,
    WithoutItems,
    ask_what_if,
    cold_policy,
    find_levers,
)


def test_what_ifs_are_those_of_the_library(kitchen):
    frozen = whatif(kitchen.model, 5, mode="frozen")
    had = next(
        row.before for row in frozen.forget_user("u003").frozen.examples if row.user_id == "u003"
    )
    assert had
    item = kitchen.model.known.items.take(
        kitchen.model.known.events.of_users(kitchen.model.known.users.find(["u003"])).item[:1]
    ).to_pylist()[0]
    asked = [
        (ForgetUser("u003"), frozen.forget_user("u003")),
        (Drop("diet"), frozen.drop("diet")),
    ]
    for question, expected in asked:
        found = ask_what_if(kitchen, question, 5)
        assert found.question == expected.question
        assert found.n_affected == expected.frozen.n_affected
        assert found.exposures == expected.frozen.exposures
    assert ask_what_if(kitchen, WithoutItems("u003", [item]), 5).n_affected == 1
    assert ask_what_if(kitchen, SetItem("i01", {"kind": "green"}), 5).mode == "frozen"


def test_levers_are_those_of_the_library(kitchen):
    found = find_levers(kitchen, "i01", 5)
    expected = whatif(kitchen.model, 5).levers("i01")
    assert found.levers == expected.rows
    assert found.n_users == 80


def test_the_policy_is_measured_once(kitchen):
    found = cold_policy(kitchen, 5)
    assert found is cold_policy(kitchen, 5)
    assert found.users[0].events == 0
    assert found.users[0].history == 0
    assert found.newcomers == kitchen.model.fitted.settings.newcomers
    assert "What a user already had is left out." in found.rules


def test_what_cannot_be_asked_is_named(kitchen, plain_kitchen):
    with pytest.raises(ModelError, match="what if"):
        ask_what_if(plain_kitchen, Drop("diet"))
    with pytest.raises(UnknownName):
        ask_what_if(kitchen, ForgetUser("nobody"))
    with pytest.raises(UnknownName):
        find_levers(kitchen, "nothing")
    with pytest.raises(SettingsError):
        cold_policy(kitchen, 101)
