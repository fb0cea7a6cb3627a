"""Work is done on as many cores as there are, and what comes of it is in order."""

from threading import Barrier

import pytest

from openkitchen import cores
from openkitchen.cores import each


def test_parts_are_done_at_once_and_come_back_in_order(monkeypatch):
    monkeypatch.setattr(cores, "cores", lambda: 2)
    both = Barrier(2, timeout=60)

    def wait(part):
        both.wait()
        return 10 * part

    assert each(wait, [3, 1]) == [30, 10]


def test_on_one_core_they_are_done_one_after_the_other(monkeypatch):
    monkeypatch.setattr(cores, "cores", lambda: 1)
    done = []
    assert each(done.append, iter("ab")) == [None, None]
    assert done == ["a", "b"]


@pytest.mark.parametrize("n", [1, 2])
def test_what_goes_wrong_in_a_part_is_told(monkeypatch, n):
    monkeypatch.setattr(cores, "cores", lambda: n)
    with pytest.raises(ZeroDivisionError):
        each(lambda part: 1 // part, [1, 0])


def test_there_is_at_least_one_core():
    assert cores.cores() >= 1
