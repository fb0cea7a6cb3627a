import pytest

from openkitchen.sources.shop.defects import LATE, LATE_BY, MISSING, plan
from openkitchen.sources.shop.settings import ShopSettings


@pytest.mark.parametrize("seed", range(5))
def test_as_many_defects_as_wished_on_different_days(seed):
    planned = plan(60, seed, ShopSettings(late_files=3, missing_days=4))
    kinds = list(planned.days.values())
    assert kinds.count(LATE) == 3
    assert kinds.count(MISSING) == 4
    assert len(kinds) == 3 + 4 + 1 + 1 + 1 + 1
    assert 0 not in planned.days
    assert 59 not in planned.days
    assert all(day + LATE_BY < 60 for day, kind in planned.days.items() if kind == LATE)


def test_few_days_hold_one_of_each_kind_first():
    planned = plan(8, 0, ShopSettings())
    assert len(planned.days) == 6
    assert list(planned.days.values()).count(MISSING) == 1


def test_names_change_once_and_for_all():
    planned = plan(60, 0, ShopSettings())
    renamed = [planned.renamed(day) for day in range(60)]
    assert renamed == sorted(renamed)
    assert 0 < sum(renamed) < 60


def test_the_missing_dump_is_neither_the_first_nor_the_last():
    for seed in range(10):
        (week,) = plan(60, seed, ShopSettings()).missing_dumps
        assert 0 < week < 8
    assert not plan(14, 0, ShopSettings()).missing_dumps


def test_a_clean_shop_has_no_plan():
    planned = plan(60, 0, ShopSettings().clean())
    assert not planned.days
    assert planned.renamed_from is None
    assert not planned.missing_dumps
