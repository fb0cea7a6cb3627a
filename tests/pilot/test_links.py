"""Links can be made by whoever has the key alone, and say one thing each."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.errors import SettingsError
from openkitchen.pilot.links import KEY_FILE, Claim, Links, links_in, new_id

LINKS = Links(b"k" * 32)
PERSON = "abcdefgh234567ab"


def test_a_link_is_read_back():
    assert LINKS.read(LINKS.token(PERSON, 3)) == Claim(PERSON, 3)
    assert LINKS.read(LINKS.token(PERSON, 0)) == Claim(PERSON, 0)


def test_no_changed_letter_is_taken():
    token = LINKS.token(PERSON, 3)
    for at in range(len(token)):
        for letter in string.ascii_letters + string.digits + "-_.=":
            if letter != token[at]:
                assert LINKS.read(token[:at] + letter + token[at + 1 :]) is None


def test_a_signature_holds_for_its_person_and_week_alone():
    person, week, signature = LINKS.token(PERSON, 1).split(".")
    assert LINKS.read(f"{person}.2.{signature}") is None
    assert LINKS.read(f"{person}.01.{signature}") is None
    assert LINKS.read(f"{new_id()}.{week}.{signature}") is None
    assert Links(b"x" * 32).read(LINKS.token(PERSON, 1)) is None


@given(st.text(max_size=80))
def test_nothing_else_is_read_and_nothing_fails(text):
    assert LINKS.read(text) is None


def test_guesses_open_nothing():
    chance = random.Random(0)  # noqa: S311 - guesses
    letters = string.ascii_letters + string.digits + "-_"
    for _ in range(2000):
        guess = "".join(chance.choice(letters) for _ in range(32))
        assert LINKS.read(f"{PERSON}.1.{guess}") is None


def test_ids_are_drawn_not_counted():
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert len({one[:3] for one in ids}) > 900 * 0.9


def test_the_key_is_its_owners_alone(tmp_path):
    one = links_in(tmp_path)
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert links_in(tmp_path) == one
    assert len(one.key) == 32
    assert repr(one.key) not in repr(one)
    (tmp_path / KEY_FILE).chmod(0o640)
    with pytest.raises(SettingsError, match="can be read by others"):
        links_in(tmp_path)


def test_a_digest_tells_no_address_and_knows_it_again():
    assert LINKS.digest("Ada@example.org") == LINKS.digest("ada@example.org")
    assert "ada" not in LINKS.digest("ada@example.org")
    assert LINKS.digest("ada@example.org") != Links(b"x" * 32).digest("ada@example.org")
