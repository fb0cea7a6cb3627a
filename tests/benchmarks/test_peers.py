"""The peers are tuned fairly: the same draws each time, within the stated ranges."""

import pytest
from benchmarks._peers import PEERS, draws
from tests.shop import small_tables

from openkitchen.models import OutsideModel, check_model


def test_the_first_draw_is_the_default_and_the_others_keep_to_the_ranges():
    ranges = {"a": ("log", 0.1, 10.0), "n": ("whole", 2, 9), "kind": ("one of", "x", "y")}
    found = draws(30, {"a": 1.0, "n": 4, "kind": "x", "fixed": 7}, ranges)
    assert found[0] == {"a": 1.0, "n": 4, "kind": "x", "fixed": 7}
    assert found == draws(30, {"a": 1.0, "n": 4, "kind": "x", "fixed": 7}, ranges)
    assert all(0.1 <= one["a"] <= 10 and 2 <= one["n"] <= 9 for one in found)
    assert {one["kind"] for one in found} == {"x", "y"}
    assert {one["fixed"] for one in found} == {7}


@pytest.mark.parametrize("word", PEERS)
def test_no_peer_gets_more_trials_than_there_are(word):
    assert 1 <= len(PEERS[word].candidates(small_tables(), 9)) <= 9


@pytest.mark.parametrize("word", ["implicit-als", "implicit-bpr", "implicit-knn"])
def test_models_of_implicit_keep_the_contract(word):
    pytest.importorskip("implicit", reason="a development dependency")
    make = PEERS[word].candidates(small_tables(), 1)[0]
    assert isinstance(make(), OutsideModel)
    found = check_model(make, small_tables())
    assert found.passed, found.sentence()
