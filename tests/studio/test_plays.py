import shlex
from urllib.parse import urlencode

import pytest
from tests.serving.conftest import ODD_ITEM, ODD_USER
from tests.studio.test_pages import words
from tests.web import ask

from openkitchen.serving.records import history_of
from openkitchen.studio.plays import asked_values, item_play, user_play


def play_url(**told):
    return "/play?" + urlencode(told, doseq=True)


def test_values_of_one_name_are_members_of_a_set():
    query = [("user", "u"), ("is.diet", "vegan"), ("is.likes", ""), ("is.likes", "salt"),
             ("is.likes", "spice"), ("is.tags", "")]  # fmt: skip
    assert asked_values(query) == {"diet": "vegan", "likes": "salt|spice", "tags": ""}


def test_a_form_that_says_what_is_so_changes_nothing(kitchen):
    view = user_play(kitchen, "u002", 5)
    told = {one.name: "|".join(reversed(one.now.split("|"))) for one in view.fields}
    again = user_play(kitchen, "u002", 5, told=told)
    assert not again.what
    assert again.moves is None


def test_the_command_gives_the_same(kitchen):
    item = history_of(kitchen, ODD_USER)[0].item_id
    view = user_play(kitchen, ODD_USER, 7, [item], {"diet": ""}, ["seen"])
    assert shlex.split(view.command) == [
        ODD_USER, "--without", item, "--set", "diet=", "--rule-off", "seen", "-k", "7",
    ]  # fmt: skip


def test_without_an_item_the_page_says_what_entered_and_why(app, kitchen):
    item = history_of(kitchen, "u003")[0].item_id
    told = words(ask(app, play_url(user="u003", k=5, without=[item], off=["seen"])).text)
    view = user_play(kitchen, "u003", 5, [item], off=["seen"])
    assert view.moves.entered
    assert "With your changes" in told
    for move in (*view.moves.entered, *view.moves.left):
        assert move.why
        assert move.title in told
    assert any("It was kept out (the user has already had" in m.why for m in view.moves.entered)
    assert f"openkitchen whatif 'Small shop' person {view.command}" in told


def test_a_score_that_moves_is_told_with_its_terms(kitchen):
    view = user_play(kitchen, "u003", 8, told={"diet": "vegan"})
    other = user_play(kitchen, "u003", 8, told={"diet": "meat"})
    changed = view if view.what else other
    told = [move.why for move in changed.moves.after if move.why]
    assert any("“diet: " in why for why in told)
    lists = changed.moves
    assert [move.rank for move in lists.after] == list(range(1, 9))
    kinds = {move.kind for move in (*lists.before, *lists.after)}
    assert kinds <= {"entered", "left", "up", "down", "same"}


def test_a_model_that_cannot_be_played_with_says_so(plain_kitchen):
    from openkitchen.studio import create_app

    app = create_app(plain_kitchen)
    assert "no glass box" in words(ask(app, play_url(user="u003")).text)
    assert ask(app, "/exposure?item=i01").status_code == 409


@pytest.mark.parametrize("change", [{}, {"is.kind": "red"}, {"is.minutes": "30"}])
def test_exposure_before_and_after(app, kitchen, change):
    page = ask(app, "/exposure?" + urlencode({"item": ODD_ITEM, **change}))
    assert page.status_code == 200
    told = {name.removeprefix("is."): value for name, value in change.items()}
    view = item_play(kitchen, ODD_ITEM, 10, told)
    assert bool(view.values) == bool(change)
    shown = words(page.text)
    assert f"{view.shown.before:,}" in shown
    if change:
        assert "With your change" in shown
        assert [bar.number for bar in view.bars][1].startswith(f"{view.shown.after:,} ")


def test_levers_are_told_the_best_first(app):
    told = words(ask(app, "/levers?item=i02").text)
    assert "All single changes, the best first" in told
    assert "kind: green → " in told


@pytest.mark.parametrize(
    "path",
    [
        "/play?user=u003&without=nothing",
        "/play?user=u003&off=nothing",
        "/play?user=u003&is.age=many",
        "/exposure?item=nothing",
        "/levers?item=nothing",
        "/play",
    ],
)
def test_what_makes_no_sense_is_told_on_a_page(app, path):
    answer = ask(app, path)
    assert answer.status_code in {404, 422}
    assert "That did not work" in answer.text
