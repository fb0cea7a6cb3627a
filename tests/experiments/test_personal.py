from dataclasses import replace

import numpy as np
import pytest
from tests.experiments.conftest import model_of

from openkitchen.errors import InputError, SettingsError, UnknownName
from openkitchen.experiments import whatif
from openkitchen.experiments.features import set_user_attributes
from openkitchen.experiments.personal import Play, play
from openkitchen.models import GlassBox
from openkitchen.models.rules import Rules
from openkitchen.schema.columns import USER

K = 5


@pytest.fixture(scope="module", params=[11, 53])
def model(request):
    return model_of(request.param)


def listed(model, user, k=K):
    return model.recommend([user], k).table["item_id"].to_pylist()


def busy(model):
    return str(model.users[int(np.argmax(model.known.events.counts))])


def had(model, user):
    own = model.known.events.of_users(model.known.users.find([user])).item
    return model.known.items.take(np.unique(own)).to_pylist()


def test_nothing_different_changes_nothing(model):
    for user in [*map(str, model.users[:6]), "nobody"]:
        found = play(model, user, Play(), K)
        assert found.lists.before == found.lists.after == tuple(listed(model, user))
        assert all(one.shifts == () for one in found.items.values())


def test_every_score_is_its_terms_before_and_after(model):
    user = busy(model)
    found = play(model, user, Play(without=(had(model, user)[0],)), K)
    scores = dict(zip(model.items, model.score([user])[0], strict=True))
    for item, one in found.items.items():
        assert one.before.score == pytest.approx(scores[item], abs=1e-9)
        told = sum(shift.change for shift in one.shifts)
        assert one.after.score - one.before.score == pytest.approx(told, abs=1e-9)


def test_without_an_item_it_is_the_what_if_of_histories(model):
    user = busy(model)
    for item in had(model, user)[:3]:
        found = play(model, user, Play(without=(item,)), K)
        frozen = whatif(model, K, mode="frozen").history(user, [item]).frozen
        told = {one.user_id: one for one in frozen.examples}
        if user in told:
            assert found.lists.after == told[user].after
        else:
            assert found.lists.after == found.lists.before


def test_other_attributes_are_those_of_a_model_that_was_told_so(model):
    fitted, user = model.fitted, busy(model)
    for attribute in fitted.tables.user_attributes:
        if attribute.kind not in {"category", "set", "number"}:
            continue
        for row in fitted.tables.users.slice(0, 6).to_pylist():
            value = row[attribute.name]
            text = "|".join(value) if isinstance(value, list) else value and str(value)
            changed = {attribute.name: text}
            others = set_user_attributes(fitted.tables, user, changed)
            users = fitted.design.user_encoder.encode(others.users, USER, fitted.known.users)
            told = GlassBox.of(
                replace(fitted, tables=others, design=replace(fitted.design, users=users))
            )
            found = play(model, user, Play(attributes=changed), K)
            assert found.lists.after == tuple(listed(told, user))


def test_a_rule_that_is_off_lets_items_in(model):
    user = busy(model)
    found = play(model, user, Play(rules_off=("seen",)), K)
    other = model.with_rules(Rules(seen=False))
    assert found.lists.after == tuple(listed(other, user))
    assert found.lists.entered
    for item in found.lists.entered:
        assert [rule.name for rule in found.items[item].before.rules] == ["seen"]
        assert found.items[item].after.rules == ()


def test_what_cannot_be_is_refused(model):
    user = busy(model)
    stranger = next(i for i in map(str, model.items) if i not in had(model, user))
    with pytest.raises(InputError, match="not in the history"):
        play(model, user, Play(without=(stranger,)))
    with pytest.raises(UnknownName, match="user attribute"):
        play(model, user, Play(attributes={"shoe size": "44"}))
    with pytest.raises(UnknownName, match="rule"):
        play(model, user, Play(rules_off=("nothing",)))
    numbers = [a.name for a in model.tables.user_attributes if a.kind == "number"]
    for name in numbers:
        with pytest.raises(SettingsError, match="Give a value like the others"):
            play(model, user, Play(attributes={name: "many"}))


def test_a_value_of_which_the_model_knows_nothing_is_told(model):
    user = str(model.users[0])
    columns = [c for c in model.fitted.design.user_encoder.columns if c.kind != "number"]
    if not columns:  # a model that learns nothing from attributes
        assert not play(model, user, Play(attributes={"diet": "never heard of"})).unheard
        return
    name = columns[0].attribute
    told = play(model, user, Play(attributes={name: "never heard of"}))
    assert told.unheard == (f"{name}=never heard of",)
    assert any("no weight for" in sentence for sentence in told.sentences())
    assert not play(model, user, Play()).unheard
