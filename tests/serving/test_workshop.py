from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from openkitchen.serving.workshop import Workshop


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
