"""What was there when a server settled is passed over; what becomes garbage later is not."""

import asyncio
import gc
import shutil
import weakref
from pathlib import Path

import pytest

from openkitchen.pipelines.web import create_app
from openkitchen.serving.operation.settling import settle, unsettle


class Ring:
    """Garbage that only the collector finds."""

    def __init__(self):
        self.own = self


@pytest.fixture(autouse=True)
def as_before():
    yield
    unsettle()


def test_garbage_of_before_goes_at_once_and_garbage_of_later_goes_later():
    before, kept, later = Ring(), Ring(), None
    gone = weakref.ref(before)
    del before
    settle()
    assert gone() is None
    assert gc.get_freeze_count() > 0
    assert not [one for one in gc.get_objects() if one is kept]  # passed over
    later = Ring()
    gone = weakref.ref(later)
    del later
    gc.collect()
    assert gone() is None


def test_what_was_settled_and_became_garbage_goes_when_the_next_one_settles():
    one = Ring()
    settle()
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is not None
    settle()
    assert gone() is None


def test_a_server_settles_when_it_starts_and_unsettles_when_it_ends(bundles, tmp_path):
    app = create_app(Path(shutil.copytree(bundles[0], tmp_path / "bundle")))

    async def live():
        async with app.router.lifespan_context(app):
            return gc.get_freeze_count()

    assert gc.get_freeze_count() == 0
    assert asyncio.run(live()) > 10_000
    assert gc.get_freeze_count() == 0
