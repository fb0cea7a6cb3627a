"""What is popular just now counts what came in since the training."""

import math

import httpx
import pytest
from tests.serving.personalize.conftest import (
    make_campaign,
    make_group,
    make_recommender,
    put_event,
)

from openkitchen.serving.personalize import trends
from openkitchen.store import resources

SOON = 1_705_000_000
"""Right after the shop's own interactions."""


def ids(answer):
    return [one["itemId"] for one in answer["itemList"]]


@pytest.fixture
def later(monkeypatch, backend):
    """Let time go by until the next mark, and what is then done be done."""
    gone_by = [0.0]
    own = trends._clock
    monkeypatch.setattr(trends, "_clock", lambda: own() + gone_by[0])

    def step(ask):
        gone_by[0] += 10 * trends.PERIOD
        ask()
        for key, held in list(backend.kept.items()):
            if isinstance(key, tuple) and key[0] == "trend":
                held.done.result(30)

    return step


@pytest.mark.parametrize(
    ("recipe", "domain"), [("aws-trending-now", ""), ("aws-vod-trending-now", "VIDEO_ON_DEMAND")]
)
def test_events_count_without_training_at_the_next_mark(clients, later, address, recipe, domain):
    name = recipe[:10]
    group = make_group(clients, name, **({"domain": domain} if domain else {}))
    tracker = clients.control.create_event_tracker(name="t", datasetGroupArn=group)["trackingId"]
    if domain:
        asked = {"recommenderArn": make_recommender(clients, group, name, recipe)}
    else:
        asked = {"campaignArn": make_campaign(clients, group, name, recipe)}
    asked["numResults"] = 5

    def ask():
        return clients.runtime.get_recommendations(**asked)

    before = ask()
    assert "i29" not in ids(before)[:2]
    for n in range(60):
        put_event(clients, tracker, f"crowd-{n}", "i29", when=SOON)
        put_event(clients, tracker, f"crowd-{n}", "breaking", when=SOON)
    assert ids(ask()) == ids(before)
    later(ask)
    after = ask()
    assert set(ids(after)[:2]) == {"i29", "breaking"}
    described = clients.runtime.get_recommendations(
        **asked, metadataColumns={"ITEMS": ["openkitchen.explanation", "CREATION_TIMESTAMP"]}
    )
    assert ids(described) == ids(after)
    native = httpx.get(f"{address}/v1/recommendations/nobody?campaign={name}&k=5").json()
    assert [one["item_id"] for one in native["items"]] == ids(after)
    put_event(clients, tracker, "crowd-0", "i29", when=SOON)
    later(ask)
    for answer in (before, after):
        kept = httpx.get(f"{address}/v1/explanations/{answer['recommendationId']}").json()
        for one, shown in zip(kept["items"], answer["itemList"], strict=True):
            total = math.fsum(term["contribution"] for term in one["terms"])
            assert math.isclose(total, shown["score"], rel_tol=1e-12)


def test_nothing_is_fitted_where_nothing_came_in(clients, group, backend, later, monkeypatch):
    arn = make_campaign(clients, group, "still", "aws-trending-now")
    monkeypatch.setattr(trends, "_fitted", lambda *_: pytest.fail("fitted in vain"))
    later(lambda: clients.runtime.get_recommendations(campaignArn=arn, numResults=3))
    assert clients.runtime.get_recommendations(campaignArn=arn, numResults=3)["itemList"]


def test_what_was_learned_stays_when_there_is_nothing_to_learn_from(clients, backend, later):
    group = make_group(clients, "emptied")
    arn = make_campaign(clients, group, "emptied", "aws-trending-now")
    before = clients.runtime.get_recommendations(campaignArn=arn, numResults=3)
    for row in resources(backend.store, "dataset", "dataset-group/emptied"):
        clients.control.delete_dataset(datasetArn=row.body["datasetArn"])
    later(lambda: clients.runtime.get_recommendations(campaignArn=arn, numResults=3))
    after = clients.runtime.get_recommendations(campaignArn=arn, numResults=3)
    assert ids(after) == ids(before)
