"""Keys from the command line: shown once, listed without secrets, rotated, revoked."""

import pytest
from tests.terminal import fine, refused

from openkitchen.serving.access.keys import split_key


@pytest.fixture
def served(tmp_path):
    (tmp_path / "shop").mkdir()
    return tmp_path / "shop"


def test_a_key_is_shown_once(served):
    made = fine("keys", "create", served, "--name", "website", "--scope", "read", "--days", 30)
    text = made.out.strip()
    number, secret = split_key(text)
    assert number
    assert secret
    assert secret not in made.err
    told = fine("keys", "list", served)
    assert number in told.out
    assert "website" in told.out
    assert secret not in told.out
    (row,) = fine("keys", "list", served, "--json").json
    assert (row["id"], row["scopes"], row["good"]) == (number, ["read"], True)
    assert "sha256" not in row


def test_a_key_is_rotated_and_revoked(served):
    first = fine(
        "keys", "create", served, "--name", "a", "--scope", "read", "--scope", "write", "--json"
    ).json
    second = fine("keys", "rotate", served, first["id"], "--keep-hours", 1, "--json").json
    assert second["scopes"] == ["read", "write"]
    assert second["key"] != first["key"]
    third = fine("keys", "rotate", served, second["id"])
    assert fine("keys", "revoke", served, split_key(third.out.strip())[0], "--json").json["revoked"]
    rows = fine("keys", "list", served, "--json").json
    assert [row["good"] for row in rows] == [True, False, False]
    assert "opens nothing" in fine("keys", "revoke", served, first["id"]).out


def test_mistakes_are_told(served):
    assert "no scope 'root'" in refused("keys", "create", served, "--name", "a", "--scope", "root")
    assert "no key 'nobody'" in refused("keys", "revoke", served, "nobody")
    assert "There are no keys" in fine("keys", "list", served).err
