"""The publication that came last is the one that counts."""

from datetime import datetime

from openkitchen.store import (
    PublicationRow,
    add_publication,
    latest_publication,
    publications,
)

WHEN = datetime(2026, 1, 1)


def test_the_last_one_counts(store):
    assert latest_publication(store) is None
    first = add_publication(store, PublicationRow("a", "0" * 64, "publish", "first", WHEN))
    second = add_publication(store, PublicationRow("b", "1" * 64, "publish", "", WHEN))
    third = add_publication(store, PublicationRow("a", "0" * 64, "rollback", "worse", WHEN))
    assert first < second < third
    assert latest_publication(store) == PublicationRow(
        "a", "0" * 64, "rollback", "worse", WHEN, third
    )
    assert [row.folder for row in publications(store)] == ["a", "b", "a"]
