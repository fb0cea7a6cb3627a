import tracemalloc
from types import GeneratorType

import numpy as np

from openkitchen.sources.shop.settings import ShopSettings
from openkitchen.sources.shop.taste import Choices
from openkitchen.sources.shop.visits import each_day
from openkitchen.sources.shop.world import make_world


def shop_days(customers, days, seed=0):
    world = make_world(customers, days, seed, ShopSettings())
    return world, each_day(world, Choices(world.recipes, world.people, world.settings))


def test_days_come_one_by_one():
    _, days = shop_days(50, 1000)
    assert isinstance(days, GeneratorType)
    assert [next(days).number for _ in range(3)] == [0, 1, 2]


def test_events_lie_visit_by_visit_within_their_day():
    _, days = shop_days(300, 10)
    for day in days:
        assert (np.diff(day.visit) >= 0).all()
        assert len(day.recipe) == day.visits.events.sum() == len(day.seconds)
        assert day.seconds.max() < 86_400


def test_memory_does_not_grow_with_the_days():
    _, days = shop_days(1000, 60)
    peaks = []
    tracemalloc.start()
    for day in days:
        if day.number % 7 == 6:
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()
    tracemalloc.stop()
    assert max(peaks[1:]) < 1.5 * peaks[0]


def test_within_a_visit_time_runs_forward():
    _, days = shop_days(200, 7)
    for day in days:
        same = np.diff(day.visit) == 0
        assert (np.diff(day.seconds)[same] >= 0).all()


def test_nobody_comes_before_the_start_and_silent_people_never():
    world, days = shop_days(400, 20)
    silent = world.people.activity == 0
    assert silent.sum() >= 20
    for day in days:
        assert (world.people.start[day.person] <= day.number).all()
        assert not silent[day.person].any()


def test_letters_are_opened_on_thursdays_by_subscribers():
    world, days = shop_days(400, 14)
    opened = 0
    for day in days:
        letters = day.visits.letter >= 0
        assert not letters.any() or day.date.isoweekday() == 4
        assert world.people.newsletter[day.visits.person[letters]].all()
        opened += letters.sum()
    assert opened > 0
