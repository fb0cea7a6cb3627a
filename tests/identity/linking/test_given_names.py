"""The first names that tell which column holds first names."""

from openkitchen.identity.linking.given_names import GIVEN_NAMES


def test_names_are_written_as_records_are_compared():
    assert GIVEN_NAMES
    assert all(name.isascii() and name.isalpha() and name.islower() for name in GIVEN_NAMES)


def test_many_languages_are_there_and_surnames_are_not():
    assert {"emma", "klaus", "francois", "carmen", "luca", "agnieszka", "aisha"} <= GIVEN_NAMES
    assert not {"smith", "mueller", "dupont", "garcia", "rossi"} & GIVEN_NAMES
