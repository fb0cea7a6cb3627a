"""Each what-if is a change of the data, with words of its own; what cannot be asked is told."""

from datetime import datetime

import numpy as np
import pytest

from openkitchen.errors import InputError, SettingsError, UnknownName
from openkitchen.experiments.questions import (
    drop_question,
    events_of,
    forget_question,
    history_question,
    item_question,
    refit_less,
    weights_question,
    window_question,
)


@pytest.fixture(scope="module")
def prepared(what):
    return what.prepared


def test_a_users_events_with_some_items_are_found(prepared):
    known = prepared.fitted.known
    user = str(known.users.ids[0])
    had = sorted(set(known.items.take(known.events.of_users(known.users.find([user])).item)
                     .to_pylist()))  # fmt: skip
    gone = events_of(prepared, user, had[:1])
    assert gone.any()
    assert set(known.events.user[gone].tolist()) == {known.users.code(user)}
    assert set(known.items.take(np.unique(known.events.item[gone])).to_pylist()) == set(had[:1])
    with pytest.raises(SettingsError, match="no item named"):
        events_of(prepared, user, [])
    never = next(str(i) for i in known.items.ids if str(i) not in had)
    with pytest.raises(InputError, match=f"never had item {never}"):
        events_of(prepared, user, [never])
    with pytest.raises(UnknownName):
        events_of(prepared, "nobody", had)


def test_words_name_the_change(prepared):
    known = prepared.fitted.known
    user, item = str(known.users.ids[1]), str(known.items.ids[0])
    own = str(known.items.ids[known.events.of_users(known.users.find([user])).item[0]])
    assert forget_question(prepared, user).words == f"What if user {user} had never been there?"
    assert f"had not had {own}" in history_question(prepared, user, [own]).words
    assert item_question(prepared, item, {}).words.startswith(f"What if item {item} had")


def test_a_refit_without_events_is_a_fit_of_fewer(prepared):
    known = prepared.fitted.known
    gone = np.zeros(len(known.events), dtype=bool)
    gone[:3] = True
    assert len(refit_less(prepared, gone).fitted.known.events) == len(known.events) - 3


def test_what_cannot_be_asked_is_told(prepared):
    with pytest.raises(UnknownName):
        forget_question(prepared, "nobody")
    with pytest.raises(UnknownName):
        item_question(prepared, "nothing", {})
    with pytest.raises(SettingsError, match="no weight given"):
        weights_question(prepared, {}, None)
    with pytest.raises(UnknownName):
        weights_question(prepared, {"a type that is none": 2.0}, None)
    with pytest.raises(UnknownName):
        drop_question(prepared, "a column that is none")
    if prepared.fitted.known.events.dated:
        with pytest.raises(SettingsError, match="no event is left"):
            window_question(prepared, datetime(2100, 1, 1), None)
