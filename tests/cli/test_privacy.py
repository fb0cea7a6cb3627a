"""People are forgotten and old events go, with words and with JSON."""

import shutil

import pytest
from tests.terminal import fine, refused

from openkitchen.models import load


@pytest.fixture
def model(bundle, tmp_path):
    return shutil.copytree(bundle, tmp_path / "model")


def test_a_person_is_forgotten_with_a_receipt(model):
    user = str(load(model).users[2])
    said = fine("forget", user, "--dir", model, "--prove", "--json").json
    assert said["done_at"]
    assert said["proofs"][0]["difference"] < 1e-9
    assert user not in str(said)
    again = fine("forget", user, "--dir", model)
    assert "nothing of the person is in it" in again.out
    assert "The receipt is" in again.err


def test_a_proof_is_told_in_words(model):
    said = fine("forget", str(load(model).users[1]), "--dir", model, "--prove")
    assert "from a fit without the person" in said.out


def test_old_events_and_lists_go(model):
    assert "0 events and 0 served lists" in fine("prune", "--dir", model).out
    assert fine("prune", "--dir", model, "--events-days", "7", "--json").json == {
        "events": 0,
        "lists": 0,
    }


def test_an_empty_id_is_refused(model):
    assert "no user id" in refused("forget", "", "--dir", model)
