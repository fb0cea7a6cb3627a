from dataclasses import replace

from openkitchen.experiments import Lever
from openkitchen.serving.questions import LeversAnswer
from openkitchen.studio.lever_rows import best_lever, idle_levers, lever_rows

LEVER = Lever("diet_tags", "vegan", "diet_tags: + vegan", 20, 30, 1034, 1015, 1, "diet=vegan (50%)")


def answer(*levers):
    return LeversAnswer("i1", "Soup", 10, 5000, levers)


def test_rows_are_for_people():
    (row,) = lever_rows(answer(LEVER))
    assert row == ("diet tags: + vegan", "20", "1,034", "1,015", "1", "diet: vegan (50%)")
    assert lever_rows(answer(replace(LEVER, whom="")))[0][-1] == "nobody in particular"


def test_the_best_is_told_or_that_there_is_none():
    assert "“diet tags: + vegan” gains most: 1,034 lists instead of 20." in best_lever(
        answer(LEVER)
    )
    assert "No single change" in best_lever(answer(replace(LEVER, after=20)))
    assert "Nothing is known" in best_lever(answer())


def test_changes_that_change_no_list_are_told_in_one_sentence():
    idle = replace(LEVER, attribute="title", after=20, won=0, lost=0)
    mixed = answer(LEVER, idle, replace(idle, attribute="maker"))
    assert len(lever_rows(mixed)) == 1
    assert idle_levers(mixed) == "2 other changes of title, maker change no list."
    assert idle_levers(answer(idle)) == "1 change of title changes no list."
    assert idle_levers(answer(LEVER)) == ""
    assert lever_rows(answer(idle)) == ()
