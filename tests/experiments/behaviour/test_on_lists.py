"""Each expectation holds where it should, and fails on the list that breaks it."""

from dataclasses import replace

import pyarrow as pa
import pytest

from openkitchen.errors import UnknownName
from openkitchen.evaluate import NORTHERN
from openkitchen.experiments.behaviour.on_lists import (
    FullLists,
    InSeason,
    ListsDiffer,
    Never,
    NoRepeats,
    PopularShare,
    RulesHold,
    overlap,
)
from openkitchen.models import Restriction, Rules

VEGAN_RULE = Rules(
    restrictions=(Restriction("avoid", "diet", "kind", means={"vegan": ("brown",)}),)
)
NO_BROWN = Never({"diet": ("vegan",)}, {"kind": ("brown",)})


def one_of(table, **wanted):
    key = table.column_names[0]
    return next(r[key] for r in table.to_pylist() if all(r[n] == v for n, v in wanted.items()))


def test_a_vegan_never_sees_brown_food_when_the_rule_is_there_and_does_without_it(model, shop):
    from openkitchen.experiments.behaviour import case_of

    free = NO_BROWN.check(case_of(model, shop, 20, 60))
    assert free.passed is False
    example = free.examples[0]
    vegans = {r["user_id"] for r in shop.users.to_pylist() if r["diet"] == "vegan"}
    brown = {r["item_id"] for r in shop.items.to_pylist() if r["kind"] == "brown"}
    assert example.user_id in vegans
    assert example.item_id in brown
    assert example.item_id in example.items

    ruled = NO_BROWN.check(case_of(model.with_rules(VEGAN_RULE), shop, 20, 60))
    assert (ruled.passed, ruled.measured) == (True, 0.0)
    assert ruled.looked_at == len(vegans)


def test_one_brown_item_in_one_vegans_list_is_found(case, shop, with_lists):
    user = one_of(shop.users, diet="vegan")
    clean = with_lists(dict.fromkeys(case.people, ("i00", "i02")))
    if user not in clean.lists:
        pytest.fail("the fixture must hold a vegan")
    assert NO_BROWN.check(clean).passed
    broken = replace(clean, lists=clean.lists | {user: ("i00", "i01")})
    found = NO_BROWN.check(broken)
    assert (found.passed, found.measured) == (False, 1.0)
    assert [(e.user_id, e.item_id) for e in found.examples] == [(user, "i01")]


def test_what_lacks_a_tag_and_what_nobody_may_see(case, shop, with_lists):
    user = one_of(shop.users, diet="vegan")
    told = with_lists({user: ("i01",)})
    lacking = Never({"diet": ("VEGAN",)}, items_without={"kind": ("green",)})
    assert lacking.check(told).passed is False
    nobody = Never(items={"kind": ("brown", "green")}).check(case)
    assert nobody.passed is False
    assert "nobody ever sees" in nobody.words


def test_people_who_are_not_there_leave_it_open_and_unknown_columns_are_told(case):
    assert Never({"diet": ("fruitarian",)}, {"kind": ("brown",)}).check(case).passed is None
    with pytest.raises(UnknownName, match="diets"):
        Never({"diets": ("vegan",)}, {"kind": ("brown",)}).check(case)


def test_rules_of_the_model_are_asked_about_every_slot(model, shop, case, with_lists):
    assert RulesHold().check(case).passed
    user = case.people[0]
    had = case.histories[user]["item_id"].to_pylist()[0]
    found = RulesHold().check(with_lists({user: (had,)}))
    assert (found.passed, found.measured) == (False, 1.0)
    assert found.examples[0].note.startswith("seen: ")
    lists_alone = replace(case, model=None)
    assert RulesHold().check(lists_alone).passed is None
    ruled = replace(with_lists({user: (had,)}), model=None, ruled=model)
    assert RulesHold().check(ruled).passed is False


def test_an_item_twice_is_found(case, with_lists):
    assert NoRepeats().check(case).passed
    found = NoRepeats().check(with_lists({case.people[1]: ("i01", "i02", "i01")}))
    assert found.passed is False
    assert found.examples[0].note == "it stands 2 times"


def test_short_lists_count_by_their_share(case, with_lists):
    assert FullLists().check(case).passed
    short = with_lists({case.people[0]: ("i01",)})
    assert FullLists().check(short).passed is False
    assert FullLists(0.9).check(short).passed
    assert FullLists().check(short).measured == pytest.approx(1 - 1 / len(case.people))


def test_seasonal_items_stay_in_season(case):
    season = [["christmas"] if n == 1 else ["Summer"] if n == 2 else [] for n in range(24)]
    items = case.tables.items.append_column("season", pa.array(season))
    lists = dict.fromkeys(case.people, ("i00", "i01", "i02", "i03"))
    winter = replace(case, tables=replace(case.tables, items=items), lists=lists)
    june, december = InSeason(0.8, 6).check(winter), InSeason(0.8, 12).check(winter)
    assert (june.measured, december.measured) == (0.75, 0.75)
    assert june.passed is False
    assert {e.item_id for e in june.examples} == {"i01"}
    assert {e.item_id for e in december.examples} == {"i02"}
    assert InSeason(0.7).check(replace(winter, month=6)).passed
    assert NORTHERN.in_season(("christmas",), 6) is False


def test_without_calendar_words_or_items_the_season_is_not_asked(case):
    assert InSeason().check(case).passed is None
    assert InSeason().check(replace(case, tables=replace(case.tables, items=None))).passed is None


def test_the_share_of_popular_items_is_bounded(case):
    ids = [str(item) for item in case.known.items.ids]
    top = dict.fromkeys(case.people, (ids[0], ids[1], ids[-1], ids[-2]))
    assert PopularShare(0.5).check(replace(case, lists=top)).measured == 0.5
    assert PopularShare(0.49).check(replace(case, lists=top)).passed is False


def test_everybody_with_the_same_list_is_told(case):
    same = replace(case, lists=dict.fromkeys(case.people, ("i00", "i01")))
    assert ListsDiffer().check(same).measured == 1.0
    assert ListsDiffer().check(same).passed is False
    assert ListsDiffer(1.0).check(case).passed
    assert ListsDiffer().check(replace(case, lists={"u": ("i00",)})).passed is None


def test_overlap_counts_the_longer_list():
    assert overlap(("a", "b"), ("b", "c", "d", "e")) == 0.25
    assert overlap((), ()) == 1.0


def test_a_value_that_no_item_has_leaves_it_open(case):
    found = Never({"diet": ("vegan",)}, {"kind": ("xylophone",)}).check(case)
    assert found.passed is None
    assert "misspelt" in found.found


def test_lists_of_items_that_the_model_does_not_know_leave_the_rules_open(case):
    user = case.people[0]
    found = RulesHold().check(replace(case, lists={user: ("nowhere",)}))
    assert found.passed is None
