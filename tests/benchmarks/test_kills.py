"""A server that is killed keeps what it acknowledged; `benchmarks.kills` kills it 50 times."""

from tests import needs
from tests.web import apart

from benchmarks import kills


def check(found):
    assert found["acknowledged"] > 20
    assert found["lost"] == 0
    assert found["doubled"] == 0


def test_nothing_is_lost_or_doubled_on_sqlite():
    check(apart(kills.measure, 3, 2, 100.0))


def test_nothing_is_lost_or_doubled_on_postgresql():
    needs.postgres()
    check(apart(kills.measure, 3, 2, 100.0, postgres=True))
