"""What was interrupted goes on; a served bundle is shown, and takes events in both dialects."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import httpx
import pyarrow as pa
import pytest
from botocore.exceptions import ClientError
from tests.contracts.test_every_model import FIXED
from tests.serving.personalize import shop
from tests.serving.personalize.conftest import ROLE
from tests.serving.personalize.server import Clients, listening
from tests.shop import small_tables

from openkitchen.models import GlassBox
from openkitchen.serving import create_api
from openkitchen.serving.kitchen import kitchen_of
from openkitchen.serving.personalize import Places, open_backend
from openkitchen.store import change_resource, resource


@pytest.fixture(scope="module")
def served(tmp_path_factory, kitchen):
    folder = tmp_path_factory.mktemp("served")
    backend = open_backend(folder / "k.db", folder / "p", kitchen=kitchen)
    with listening(create_api(kitchen, personalize=backend)) as address:
        yield Clients(address), address
    backend.close()


def test_a_served_bundle_is_one_campaign_one_recommender_and_one_version(served):
    clients, address = served
    c = clients.control
    (campaign,) = c.list_campaigns()["campaigns"]
    (recommender,) = c.list_recommenders()["recommenders"]
    (solution,) = c.list_solutions()["solutions"]
    (version,) = c.list_solution_versions(solutionArn=solution["solutionArn"])["solutionVersions"]
    assert {one["status"] for one in (campaign, recommender, solution, version)} == {"ACTIVE"}
    native = httpx.get(f"{address}/v1/recommendations/u003?k=5").json()["items"]
    for arn in (
        {"campaignArn": campaign["campaignArn"]},
        {"recommenderArn": recommender["recommenderArn"]},
    ):
        found = clients.runtime.get_recommendations(userId="u003", numResults=5, **arn)
        told = [(one["itemId"], one["score"]) for one in found["itemList"]]
        assert told == [(one["item_id"], one["score"]) for one in native]
    for describe, arn in (
        (c.describe_campaign, {"campaignArn": campaign["campaignArn"]}),
        (c.describe_recommender, {"recommenderArn": recommender["recommenderArn"]}),
        (c.describe_solution, {"solutionArn": solution["solutionArn"]}),
        (c.describe_solution_version, {"solutionVersionArn": version["solutionVersionArn"]}),
    ):
        describe(**arn)
    with pytest.raises(ClientError, match="bundle that is served"):
        c.delete_campaign(campaignArn=campaign["campaignArn"])


def test_both_dialects_put_events_of_the_served_bundle(served):
    clients, address = served
    tracker = clients.control.list_event_trackers()["eventTrackers"][0]
    told = clients.control.describe_event_tracker(eventTrackerArn=tracker["eventTrackerArn"])
    campaign = clients.control.list_campaigns()["campaigns"][0]["campaignArn"]
    event = {"user_id": "fresh", "item_id": "i05", "event_id": "e1", "timestamp": 1_800_000_000}
    answer = httpx.post(f"{address}/v1/events", json=[event, event])
    assert answer.json() == {"received": 2, "new": 1}
    clients.events.put_events(
        trackingId=told["eventTracker"]["trackingId"],
        userId="fresh",
        sessionId="s",
        eventList=[{"sentAt": 1_800_000_100, "eventType": "view", "itemId": "i06"}],
    )
    native = httpx.get(f"{address}/v1/recommendations/fresh?k=100").json()
    listed = [one["item_id"] for one in native["items"]]
    assert native["known_user"] is True
    assert not {"i05", "i06"} & set(listed)
    found = clients.runtime.get_recommendations(
        campaignArn=campaign, userId="fresh", numResults=100
    )
    assert [one["itemId"] for one in found["itemList"]] == listed
    explained = httpx.get(f"{address}/v1/explain/fresh/{listed[0]}").json()
    assert explained["score"] == pytest.approx(native["items"][0]["score"], abs=1e-12)
    assert explained["rank"] == 1


def test_what_was_interrupted_goes_on(tmp_path, bucket):
    places = Places(buckets={"shop": bucket})
    backend = open_backend(tmp_path / "k.db", tmp_path / "p", places=places)
    with listening(create_api(None, personalize=backend)) as address:
        clients = Clients(address)
        c = clients.control
        group = c.create_dataset_group(name="g")["datasetGroupArn"]
        schema = c.create_schema(name="s", schema=shop.INTERACTIONS)["schemaArn"]
        dataset = c.create_dataset(
            name="d", datasetType="Interactions", datasetGroupArn=group, schemaArn=schema
        )["datasetArn"]
        job = c.create_dataset_import_job(
            jobName="j",
            datasetArn=dataset,
            dataSource={"dataLocation": "s3://shop/interactions.csv"},
            roleArn=ROLE,
        )["datasetImportJobArn"]
        clients.active("describe_dataset_import_job", "datasetImportJob", datasetImportJobArn=job)
    key = job.rpartition(":")[2]
    change_resource(backend.store, key, status="CREATE IN_PROGRESS")
    backend.close()
    again = open_backend(tmp_path / "k.db", tmp_path / "p", places=places)
    again.worker.wait(key)
    assert resource(again.store, key).status == "ACTIVE"
    again.close()


def start(folder, bucket):
    command = [sys.executable, "-c", "from openkitchen.cli.main import main; main()"]
    command += ["serve", str(folder), "--port", "0", "--bucket", f"shop={bucket}"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    return server, server.stdout.readline().split(" at ")[1].split()[0]


@pytest.mark.slow
def test_a_server_that_is_killed_keeps_events_and_trains_on(tmp_path, bucket):
    folder = tmp_path / "empty"
    folder.mkdir()
    server, address = start(folder, bucket)
    try:
        clients = Clients(address)
        c = clients.control
        group = c.create_dataset_group(name="g")["datasetGroupArn"]
        tracking = c.create_event_tracker(name="t", datasetGroupArn=group)["trackingId"]
        for n in range(40):
            events = [
                {
                    "sentAt": 1_700_000_000 + n,
                    "eventType": "v",
                    "itemId": f"i{(n * m) % 9}",
                    "eventId": f"{n}-{m}",
                }
                for m in range(3)
            ]
            clients.events.put_events(
                trackingId=tracking, userId=f"u{n % 7}", sessionId=f"s{n}", eventList=events
            )
        solution = c.create_solution(
            name="s",
            datasetGroupArn=group,
            recipeArn="arn:aws:personalize:::recipe/aws-user-personalization",
            solutionConfig={"algorithmHyperParameters": shop.FAST},
        )["solutionArn"]
        version = c.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    finally:
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        server.stdout.close()
    server, address = start(folder, bucket)
    try:
        clients = Clients(address)
        deadline = time.monotonic() + 120
        status = ""
        while status != "ACTIVE" and time.monotonic() < deadline:
            status = clients.control.describe_solution_version(solutionVersionArn=version)[
                "solutionVersion"
            ]["status"]
        assert status == "ACTIVE"
        arn = clients.control.create_campaign(name="c", solutionVersionArn=version)["campaignArn"]
        info = httpx.get(f"{address}/v1/info?campaign=c").json()
        assert info["interactions"] == 120
        assert clients.runtime.get_recommendations(campaignArn=arn, userId="new")["itemList"]
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def test_a_bundle_without_attributes_is_shown_too(tmp_path, plain_kitchen):
    backend = open_backend(tmp_path / "k.db", tmp_path / "p", kitchen=plain_kitchen)
    with listening(create_api(plain_kitchen, personalize=backend)) as address:
        clients = Clients(address)
        campaign = clients.control.list_campaigns()["campaigns"][0]["campaignArn"]
        assert clients.runtime.get_recommendations(campaignArn=campaign, userId="x")["itemList"]
    backend.close()
    kitchen_of(plain_kitchen.model)


def test_filters_of_a_served_bundle_know_the_types_of_events(tmp_path):
    shop = small_tables()
    rows = range(shop.interactions.num_rows)
    told = shop.interactions.append_column(
        "event_type", pa.array(["click" if n % 3 else "watch" for n in rows])
    ).append_column("device", pa.array(["tv" if n % 2 else "phone" for n in rows]))
    made = pa.array(1_700_000_000 + n for n in range(shop.items.num_rows))
    shop = replace(shop, items=shop.items.append_column("CREATION_TIMESTAMP", made))
    kitchen = kitchen_of(GlassBox(FIXED).fit(shop.with_interactions(told)))
    own = [row for row in told.to_pylist() if row["user_id"] == "u001"]
    backend = open_backend(tmp_path / "k.db", tmp_path / "p", kitchen=kitchen)
    with listening(create_api(kitchen, personalize=backend)) as address:
        clients = Clients(address)
        campaign = clients.control.list_campaigns()["campaigns"][0]["campaignArn"]
        group = clients.control.list_dataset_groups()["datasetGroups"][0]["datasetGroupArn"]

        def through(name, text):
            made = clients.control.create_filter(
                name=name, datasetGroupArn=group, filterExpression=text
            )["filterArn"]
            found = clients.runtime.get_recommendations(
                campaignArn=campaign, userId="u001", filterArn=made, numResults=100
            )
            native = httpx.post(
                f"{address}/v1/recommendations", json={"user_id": "u001", "k": 100, "filter": text}
            ).json()
            listed = [one["itemId"] for one in found["itemList"]]
            assert listed == [one["item_id"] for one in native["items"]]
            return set(listed)

        watched = {row["item_id"] for row in own if row["event_type"] == "watch"}
        every = {row["item_id"] for row in own}
        include = "INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN"
        exclude = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch")'
        assert watched < every
        assert through("watched", f'{include} ("Watch")') == watched
        assert through("others", f'{include} ("*") | {exclude}') == every - watched
        on_tv = {row["item_id"] for row in own if row["device"] == "tv"}
        assert through("tv", 'INCLUDE ItemID WHERE Interactions.DEVICE IN ("tv")') == on_tv
        late = through("late", "INCLUDE ItemID WHERE Items.CREATION_TIMESTAMP > 1700000020")
        assert late <= {"i21", "i22", "i23"}
        with pytest.raises(ClientError, match=r"no field Items\.COLOUR"):
            through("none", 'INCLUDE ItemID WHERE Items.COLOUR IN ("red")')
    backend.close()
