"""Every one of our column names has a meaning."""

from openkitchen.schema import columns
from openkitchen.schema.dictionary import MEANINGS, meaning_of


def test_every_column_name_means_something():
    for name in columns.__dict__:
        if name.isupper():
            column = getattr(columns, name)
            assert [key for key in MEANINGS if key[1] == column], column


def test_a_table_may_give_a_meaning_of_its_own():
    assert "linked" in meaning_of("identity_map", "status").text
    assert meaning_of("bundle:events", "user").unit == "position from 0"
    assert meaning_of("interactions", "timestamp").unit == "UTC"
    assert meaning_of("users", "shoe_size") is None
