"""Lists that are asked for at the same time are made one by one, and are the same."""

import threading
from concurrent.futures import ThreadPoolExecutor

from openkitchen.serving import tailored
from openkitchen.serving.one_by_one import ONE_BY_ONE
from openkitchen.serving.tailored import ListAsked


def test_a_list_waits_for_its_turn(kitchen):
    done = threading.Event()

    def ask():
        tailored.tailored(kitchen, ListAsked("u1", k=2))
        done.set()

    with ONE_BY_ONE:
        thread = threading.Thread(target=ask)
        thread.start()
        assert not done.wait(0.2)
    thread.join(30)
    assert done.is_set()


def test_many_at_once_get_what_one_gets(kitchen):
    asked = [ListAsked(f"u{n % 5}", k=3, explain=True, terms=2) for n in range(20)]
    alone = [tailored.tailored(kitchen, one) for one in asked]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda one: tailored.tailored(kitchen, one), asked))
    assert together == alone
