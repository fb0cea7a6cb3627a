"""The mirror, against a stand-in with the client's own interface."""

import sys
from types import ModuleType, SimpleNamespace
from typing import ClassVar

import pytest

from openkitchen.errors import MissingExtra
from openkitchen.experiments.ledger import Entry, Ledger
from openkitchen.experiments.tracking import metrics_of, mirror, params_of, tags_of

ENTRY = Entry(
    "Does diet help?", "ask", "users.diet: informative", (),
    {"users.diet": {"difference": 0.01, "verdict": "worth it", "groups": {"diet = fish": 0.2}}},
    {"drop": ["users.diet"], "ks": [10]}, "money", data="abc", settings={"ridge_users": 5.0},
    rests_on={"slots": "6"}, seconds=2.5, at="2026-01-01T00:00:00", id="Q1",
)  # fmt: skip
LEDGER = Ledger((ENTRY, Entry("And age?", "ask", "noise", at="2026-01-02T00:00:00", id="Q2")))


class Client:
    """Keeps runs as the tracking server does, by address."""

    kept: ClassVar[dict] = {}

    def __init__(self, tracking_uri):
        self.runs = self.kept.setdefault(tracking_uri, {})

    def get_experiment_by_name(self, name):
        return SimpleNamespace(experiment_id="1") if self.runs else None

    def create_experiment(self, name):
        return "1"

    def search_runs(self, places):
        return [SimpleNamespace(data=SimpleNamespace(tags=r["tags"])) for r in self.runs.values()]

    def create_run(self, place, tags, run_name):
        key = str(len(self.runs))
        self.runs[key] = {"tags": tags, "params": {}, "metrics": {}, "name": run_name}
        return SimpleNamespace(info=SimpleNamespace(run_id=key))

    def log_param(self, run, name, value):
        self.runs[run]["params"][name] = value

    def log_metric(self, run, name, value):
        self.runs[run]["metrics"][name] = value

    def set_terminated(self, run):
        self.runs[run]["done"] = True


@pytest.fixture
def stand_in(monkeypatch):
    tracking = ModuleType("mlflow.tracking")
    tracking.MlflowClient = Client
    monkeypatch.setitem(sys.modules, "mlflow", ModuleType("mlflow"))
    monkeypatch.setitem(sys.modules, "mlflow.tracking", tracking)
    Client.kept.clear()


def test_each_question_is_a_run_once(stand_in):
    assert mirror(LEDGER, "somewhere") == 2
    assert mirror(LEDGER, "somewhere") == 0
    run = Client.kept["somewhere"]["0"]
    assert run["tags"] == tags_of(LEDGER, ENTRY)
    assert run["params"] == params_of(ENTRY)
    assert run["metrics"] == metrics_of(ENTRY)
    assert run["done"]


def test_what_is_logged():
    assert metrics_of(ENTRY) == {
        "seconds": 2.5, "users.diet/difference": 0.01, "users.diet/groups/diet _ fish": 0.2,
    }  # fmt: skip
    assert params_of(ENTRY)["model.ridge_users"] == "5.0"
    assert tags_of(LEDGER, ENTRY)["openkitchen.assumes.slots"] == "6"
    assert "openkitchen.decision" not in tags_of(LEDGER, ENTRY)


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)
    monkeypatch.setitem(sys.modules, "mlflow.tracking", None)
    with pytest.raises(MissingExtra, match=r"openkitchen\[track\]"):
        mirror(LEDGER, "somewhere")
