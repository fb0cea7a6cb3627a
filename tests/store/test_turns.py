"""Writers of one SQLite file take turns; those of PostgreSQL need none."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine

from openkitchen.store import Together, open_store
from openkitchen.store.store import Store
from openkitchen.store.turns import writing_turn


def write_when_told(file, ready, go, written):
    with open_store(file) as store:
        together = Together(store)
        ready.set()
        go.wait(60)
        together.submit(lambda _: written.set()).result(60)
        together.close()


def test_another_process_waits_for_its_turn_and_then_writes(tmp_path):
    context = multiprocessing.get_context("spawn")
    ready, go, written = (context.Event() for _ in range(3))
    file = tmp_path / "shop.sqlite"
    with open_store(file) as store:
        other = context.Process(target=write_when_told, args=(file, ready, go, written))
        other.start()
        assert ready.wait(60)
        with writing_turn(store):
            go.set()
            assert not written.wait(1)
        assert written.wait(60)
        other.join(60)
    assert other.exitcode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"shop.sqlite"}


def test_a_turn_ends_when_what_it_was_for_fails(store):
    with pytest.raises(KeyError), writing_turn(store):
        raise KeyError
    together = Together(store)
    assert together.submit(lambda _: 1).result(20) == 1
    together.close()


def test_two_writers_to_postgresql_do_not_wait_for_each_other():
    engine = create_engine("postgresql+psycopg://nobody@127.0.0.1/nothing")
    store = Store(engine, "nothing")

    def take():
        with writing_turn(store):
            return True

    with writing_turn(store), ThreadPoolExecutor(1) as pool:
        assert pool.submit(take).result(20)
