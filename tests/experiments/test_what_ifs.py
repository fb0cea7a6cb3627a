"""What-ifs as somebody asks them: frozen and refit, lists, exposure, metrics, bundles."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.experiments.conftest import model_of
from tests.models.changes import random_tables

import openkitchen as ok
from openkitchen.errors import InputError, ModelError, SettingsError, UnknownName
from openkitchen.experiments import whatif
from openkitchen.models.fitting import fit_with
from openkitchen.models.glass_box import GlassBox


def lists_of(model, users, k=5, **how):
    rows = model.recommend(users, k, **how).table.to_pylist()
    return {user: [r["item_id"] for r in rows if r["user_id"] == user] for user in users}


def check(outcome, before, after):
    """Compare an outcome with lists made with the two models."""
    users = [str(user) for user in before.users]
    was, now = lists_of(before, users, outcome.k), lists_of(after, users, outcome.k)
    changed = {user for user in users if was[user] != now[user]}
    assert outcome.n_affected == len(changed)
    for example in outcome.examples:
        assert list(example.before) == was[example.user_id]
        assert list(example.after) == now[example.user_id]
        assert set(example.entered) == set(example.after) - set(example.before)
        assert set(example.left) == set(example.before) - set(example.after)
    for exposure in outcome.exposures:
        assert exposure.before == sum(exposure.item_id in items for items in was.values())
        assert exposure.after == sum(exposure.item_id in items for items in now.values())


def questions(what):
    model = what.model
    user = str(model.users[5])
    own = np.unique(model.known.events.item[model.known.events.user == 5])
    column = pa.table({"user_id": model.users[:20].tolist(), "new": ["a", "b"] * 10})
    yield what.forget_user(user)
    yield what.history(user, [str(model.items[own[0]])])
    yield what.drop("diet")
    yield what.drop("items.parts")
    yield what.drop(str(model.items[2]))
    yield what.add(column, "new")
    yield what.item(str(model.items[3]), {"kind": "b", "minutes": "12"})
    yield what.append(random_tables(53).interactions.slice(3, 4))
    if model.known.events.dated:
        yield what.window(until=1_700_000_000 + 25 * 86_400.0)


@pytest.mark.parametrize("seed", [53, 6, 8, 11, 4, 24])
def test_outcomes_are_the_lists_of_the_models_they_hold(seed):
    what = whatif(model_of(seed), k=5)
    for answer in questions(what):
        for outcome in answer.outcomes:
            check(outcome, what.model, outcome.model)


def test_a_forgotten_user_is_a_stranger_and_nobody_else_notices_while_weights_are_frozen(what):
    model = what.model
    answer = what.forget_user("u07").frozen
    assert answer.n_affected <= 1
    after = answer.model
    assert "u07" not in after.users
    assert lists_of(after, ["u07"]) == {"u07": lists_of(model, ["nobody"])["nobody"]}
    others = [str(user) for user in model.users if user != "u07"]
    np.testing.assert_array_equal(after.score(others), model.score(others))


def test_a_frozen_history_is_scored_again_not_subtracted_from(what):
    model = what.model
    events = random_tables(53).interactions
    user = events["user_id"][0].as_py()
    item = events["item_id"][0].as_py()
    both = pc.and_(pc.equal(events["user_id"], user), pc.equal(events["item_id"], item))
    left = events.filter(pc.and_(pc.equal(events["user_id"], user), pc.invert(both)))
    frozen = what.history(user, [item]).frozen.model
    at = pc.max(events["timestamp"]).as_py()
    expected = model.recommend([user], 5, at, history=left).table
    assert frozen.recommend([user], 5, at).table.equals(expected)


def test_dropping_each_is_dropping_each_alone(what):
    for name, answer in what.drop_each().items():
        alone = what.drop(name)
        for one, other in zip(answer.outcomes, alone.outcomes, strict=True):
            assert replace(one, seconds=0) == replace(other, seconds=0)


def test_the_change_of_the_metrics_is_that_of_the_two_evaluations(what):
    answer = what.drop("users.diet").refit
    users = sorted(set(what.truth["user_id"].to_pylist()))
    lists = [m.recommend(users, 5).table for m in (answer.model, what.model)]
    expected = ok.compare(*(ok.evaluate(one, what.truth, 5) for one in lists))
    assert {row.name: row for row in answer.metrics} == {
        row.name: row for row in expected if row.metric != "novelty"
    }
    assert any("ndcg@5" in line for line in answer.sentences())


def test_a_saved_what_if_is_a_bundle_that_says_what_it_is(what, tmp_path):
    answer = what.drop("users.diet")
    again = ok.load(answer.save(tmp_path / "again"))
    assert again.fitted.what_if == {
        "question": "What if users.diet were not known?",
        "mode": "refit",
        "of": "",
    }
    users = [str(user) for user in again.users]
    tables = random_tables(53)
    brute = fit_with(
        replace(
            tables,
            users=tables.users.drop_columns(["diet"]),
            user_attributes=tables.user_attributes[1:],
        ),
        what.model.settings if what.model.settings.complete else what.model.fitted.settings,
    )
    np.testing.assert_allclose(
        again.score(users), GlassBox.of(brute).score(users), rtol=1e-8, atol=1e-12
    )
    assert len(list(whatif(again, k=5).drop("users.age").outcomes)) == 2
    frozen = ok.load(answer.save(tmp_path / "frozen", "frozen"))
    with pytest.raises(ModelError, match="frozen what-if"):
        whatif(frozen).drop("users.age")


def test_answers_are_ready_for_json_and_for_tables(what):
    answer = what.forget_user("u03")
    told = json.loads(json.dumps(answer.to_dict()))
    assert told["frozen"]["method"] == "rescored"
    assert told["refit"]["method"] in ("algebra", "sums")
    assert set(answer.to_table().column_names) == {"mode", "item_id", "before", "after", "gained"}
    only = whatif(what.model, k=5, mode="frozen").drop("users.age")
    assert [one.mode for one in only.outcomes] == ["frozen"]
    with pytest.raises(SettingsError, match="no outcome in mode 'refit'"):
        _ = only.refit


def test_what_cannot_be_asked_is_refused_in_words(what):
    with pytest.raises(UnknownName, match="no user 'nobody'"):
        what.forget_user("nobody")
    with pytest.raises(UnknownName, match="no feature 'dieet'"):
        what.drop("dieet")
    with pytest.raises(InputError, match="never had item"):
        what.history("u03", [next(i for i in what.model.items if not had(what, "u03", i))])
    with pytest.raises(UnknownName, match="no item attribute 'colour'"):
        what.item("i03", {"colour": "red"})
    with pytest.raises(SettingsError, match="minutes = 'many'"):
        what.item("i03", {"minutes": "many"})
    with pytest.raises(SettingsError, match="already"):
        what.add(pa.table({"user_id": ["u01"], "diet": ["v"]}), "diet")
    with pytest.raises(SettingsError, match="no event is left"):
        what.window(since=1_900_000_000.0)
    with pytest.raises(ModelError, match="popularity"):
        whatif(ok.Popularity().fit(random_tables(1)))
    with pytest.raises(SettingsError, match="no dates"):
        whatif(model_of(4)).window(since=1.0)


def had(what, user, item):
    known = what.model.known
    own = known.events.item[known.events.user == known.users.code(user)]
    return known.items.code(item) in own


def test_what_is_kept_answers_as_what_was_made(tmp_path, monkeypatch):
    from openkitchen.experiments import what_ifs
    from openkitchen.models import prepared

    monkeypatch.setattr(what_ifs, "WORTH_KEEPING", 0)
    model = model_of(53)
    bundle, told = model.save(tmp_path / "model"), []

    def opened():
        return whatif(
            ok.load(bundle), k=5, keep=bundle, progress=lambda what, *_: told.append(what)
        )

    first = [replace(a, prepared_seconds=0) for a in questions(opened())]
    assert any("GB for later questions in" in what for what in told)
    monkeypatch.setattr(prepared, "solve", None)  # whoever solves again fails
    second = [replace(a, prepared_seconds=0) for a in questions(opened())]
    for one, other in zip(first, second, strict=True):
        for was, now in zip(one.outcomes, other.outcomes, strict=True):
            assert replace(was, seconds=0) == replace(now, seconds=0)
    assert ok.load(bundle).recommend(k=5).table.equals(model.recommend(k=5).table)


def test_frozen_questions_solve_nothing_and_small_models_keep_nothing(tmp_path, monkeypatch):
    from openkitchen.models import prepared

    bundle = model_of(53).save(tmp_path / "model")
    before = sorted(path.name for path in bundle.iterdir())
    assert whatif(ok.load(bundle), k=5, keep=bundle).drop("diet").refit.n_users == 30
    assert sorted(path.name for path in bundle.iterdir()) == before
    monkeypatch.setattr(prepared, "solve", None)
    assert whatif(ok.load(bundle), k=5, mode="frozen", keep=bundle).drop("diet").frozen.k == 5
