"""Which events count, and how much, is read from what a solution says."""

import pytest

from openkitchen.serving.personalize.evidence import evidence_of
from openkitchen.serving.personalize.faults import Fault


def test_event_types_weights_and_thresholds():
    assert evidence_of({}).weights == {}
    assert evidence_of({}, "buy").weights == {"buy": 1.0}
    old = evidence_of({"eventValueThreshold": "3.5"}, "buy")
    assert (old.weights, old.least) == ({"buy": 1.0}, {"buy": 3.5})
    assert evidence_of({"eventValueThreshold": "3"}).least == {"": 3.0}
    listed = [
        {"eventType": "buy", "weight": 1.0, "eventValueThreshold": 2.0},
        {"eventType": "view", "weight": 0.25},
    ]
    new = evidence_of({"eventsConfig": {"eventParametersList": listed}})
    assert (new.weights, new.least) == ({"buy": 1.0, "view": 0.25}, {"buy": 2.0})
    columns = {"trainingDataConfig": {"excludedDatasetColumns": {"Items": ["GENRE"]}}}
    assert evidence_of(columns).excluded == {"ITEMS": ["GENRE"]}


@pytest.mark.parametrize(
    "config",
    [
        {"eventValueThreshold": "much"},
        {"eventsConfig": {"eventParametersList": [{"eventType": "a"}, {"eventType": "a"}]}},
    ],
)
def test_what_cannot_be_meant_is_refused(config):
    with pytest.raises(Fault):
        evidence_of(config)
