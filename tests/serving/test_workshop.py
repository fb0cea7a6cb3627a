from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from openkitchen.errors import StoreBusy
from openkitchen.serving.workshop import MOST_WAITING, Workshop


def test_a_thing_is_made_once_by_many():
    shop, made, go = Workshop(), [], Event()

    def make():
        go.wait(5)
        made.append(1)
        return object()

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(shop.once, "thing", make) for _ in range(4)]
        go.set()
        assert len({id(one.result()) for one in asked}) == 1
    assert made == [1]


def test_a_failure_is_not_kept():
    shop = Workshop()
    with pytest.raises(ZeroDivisionError):
        shop.once("thing", lambda: 1 // 0)
    assert shop.once("thing", lambda: 2) == 2


def test_things_are_told_apart_by_key():
    shop = Workshop()
    assert [shop.once(key, lambda key=key: key * 2) for key in (1, 2, 1)] == [2, 4, 2]


def test_of_a_kind_only_the_latest_is_kept():
    shop, made = Workshop(), []

    def make(kind):
        return lambda: made.append(kind) or kind

    assert [shop.latest("lists", k, make(k)) for k in (5, 5, 10, 5)] == [5, 5, 10, 5]
    assert made == [5, 10, 5]


def test_few_may_wait():
    shop, enter, leave = Workshop(), Event(), Event()

    def work():
        with shop.queued("a"):
            enter.set()
            leave.wait(30)

    with ThreadPoolExecutor(MOST_WAITING) as pool:
        done = [pool.submit(work)]
        enter.wait(30)
        done += [pool.submit(work) for _ in range(MOST_WAITING - 1)]
        while shop._waiting["a"] < MOST_WAITING:
            pass
        with pytest.raises(StoreBusy, match="too many"), shop.queued("a"):
            pass
        leave.set()
        for one in done:
            one.result(30)
    with shop.queued("a"):
        pass
