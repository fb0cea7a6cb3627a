"""The planted truth is what the answer says."""

from dataclasses import replace
from datetime import datetime

import pyarrow as pa
import pytest

from openkitchen.errors import InputError, OpenKitchenError, SettingsError
from openkitchen.experiments.arms import Add, Drop, Weigh, Window
from openkitchen.experiments.ask_settings import AskSettings
from openkitchen.experiments.asking import ask
from openkitchen.models import GlassBox


def test_each_arm_gets_its_verdict(asked):
    kinds = {arm.name: arm.finding.kind for arm in asked.arms}
    assert kinds["users.diet"] == "worth it"
    for noise in ("users.shoe", "items.editor"):
        assert kinds[noise] == "not told from noise", noise
    # it repeats users.shoe: less harm than a shuffled copy, and no gain
    assert kinds["users.size"] in {"nothing new", "not told from noise"}
    assert kinds["events since 2023-12-10 00:00:00"] == "worse"


def test_an_answer_is_repeated_to_the_byte(planted, asked):
    model, truth = planted
    again = ask(model, "?", [Drop("diet")], truth, AskSettings(twins=asked.arms[0].copies.n))
    first, second = asked.arms[0], again.arms[0]
    assert first.worth == second.worth
    for name in ("n_as_good", "real", "mean", "low", "high", "p", "detectable"):
        assert getattr(first.copies, name) == getattr(second.copies, name), name


def test_what_cannot_be_asked(planted):
    model, truth = planted
    with pytest.raises(SettingsError, match="nothing is to be different"):
        ask(model, "?", [], truth)
    with pytest.raises(InputError, match="chose anything new"):
        ask(model, "?", [Drop("diet")], truth.slice(0, 0))


def test_an_arm_that_cannot_be_computed_costs_the_others_nothing(planted):
    model, truth = planted
    arms = [Window(datetime(2100, 1, 1)), Weigh({"order": 3.0})]
    told = ask(model, "?", arms, truth)
    assert [arm.name for arm in told.arms] == ["order × 3"]
    assert [one.name for one in told.unanswered] == ["events since 2100-01-01 00:00:00"]
    said = [line for line in told.sentences() if "could not be told:" in line]
    assert len(said) == 1
    assert told.unanswered[0].why in said[0]
    with pytest.raises(OpenKitchenError):
        ask(model, "?", arms[:1], truth)


def test_a_column_that_is_no_input_makes_no_difference(planted):
    model, truth = planted
    users = model.tables.users
    empty = users.select(["user_id"]).append_column("empty", pa.nulls(len(users), pa.string()))
    told = ask(model, "?", [Add(empty, "empty"), Drop("users.diet")], truth)
    assert [arm.finding.kind for arm in told.arms] == ["not used", "worth it"]
    assert told.arms[0].copies is None
    assert told.arms[0].n_affected == 0
    without = GlassBox(replace(model.fitted.settings, ridge_users=0.0)).fit(model.tables)
    told = ask(without, "?", [Drop("users.diet")], truth)
    assert told.arms[0].finding.words == "makes no difference"
