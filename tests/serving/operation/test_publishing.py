"""Publications are a pile: publishing puts on it, rolling back takes off."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkitchen.errors import BundleError, SettingsError, UnknownName
from openkitchen.serving.operation import listed, publish, roll_back
from openkitchen.serving.operation.publishing import before_now
from openkitchen.store import PublicationRow, latest_publication

WHEN = datetime(2026, 1, 1)


def test_what_was_published_is_served_and_put_back(store, shelf, bundles):
    first, second, third = (publish(store, shelf, bundle) for bundle in bundles)
    assert latest_publication(store).folder == third.folder
    assert roll_back(store, shelf).folder == second.folder
    assert roll_back(store, shelf).folder == first.folder
    with pytest.raises(SettingsError, match="nothing to go back to"):
        roll_back(store, shelf)
    assert roll_back(store, shelf, to=third.number, note="again").folder == third.folder
    rows = listed(store, shelf)
    assert [row.number for row in rows] == [6, 5, 4, 3, 2, 1]
    assert [row.served for row in rows] == [True] + [False] * 5
    assert rows[0].note == "again"
    assert all(row.kept for row in rows)


def test_only_what_can_answer_is_published(store, shelf, bundles, tmp_path):
    with pytest.raises(BundleError):
        publish(store, shelf, tmp_path)
    assert latest_publication(store) is None
    with pytest.raises(SettingsError, match="nothing to go back to"):
        publish(store, shelf, bundles[0], keep=1)


def test_old_bundles_make_room(store, shelf, bundles):
    first, *_ = (publish(store, shelf, bundle, keep=2) for bundle in bundles)
    assert len(shelf.names()) == 2
    assert first.folder not in shelf.names()
    assert [row.kept for row in listed(store, shelf)] == [True, True, False]
    with pytest.raises(BundleError, match="is not in"):
        roll_back(store, shelf, to=first.number)
    with pytest.raises(UnknownName, match="99"):
        roll_back(store, shelf, to=99)


def test_the_same_bundle_twice_is_no_step_to_go_back(store, shelf, bundles):
    first = publish(store, shelf, bundles[0])
    publish(store, shelf, bundles[1])
    publish(store, shelf, bundles[1])
    assert roll_back(store, shelf).folder == first.folder


def rows(*told):
    return [
        PublicationRow(folder, "", action, "", WHEN, number)
        for number, (action, folder) in enumerate(told, 1)
    ]


@given(st.lists(st.one_of(st.sampled_from("abc"), st.none()), max_size=25))
def test_a_pile_is_a_pile(steps):
    """Hold the rows against a plain list: a letter is published, ``None`` rolls back."""
    pile, told = [], []
    for step in steps:
        if step is None:
            expected = pile[-2] if len(pile) > 1 else None
            found = before_now(rows(*told))
            assert (None if found is None else found.folder) == expected
            if expected is not None:
                pile.pop()
                told.append(("rollback", expected))
        else:
            told.append(("publish", step))
            if not pile or pile[-1] != step:
                pile.append(step)
