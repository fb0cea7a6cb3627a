import pytest
from tests.serving.personalize import shop
from tests.serving.personalize.server import Clients, listening

from openkitchen.serving import create_api
from openkitchen.serving.personalize import Places, open_backend

ROLE = "arn:aws:iam::123456789012:role/PersonalizeRole"


@pytest.fixture(scope="session")
def bucket(tmp_path_factory):
    """A folder that stands for the bucket ``shop``, with the shop's files in it."""
    folder = tmp_path_factory.mktemp("bucket")
    (folder / "interactions.csv").write_text(shop.interactions())
    (folder / "items.csv").write_text(shop.items())
    (folder / "domain-items.csv").write_text(shop.domain_items())
    (folder / "users.csv").write_text(shop.users())
    return folder


@pytest.fixture(scope="module")
def backend(tmp_path_factory, bucket):
    folder = tmp_path_factory.mktemp("state")
    opened = open_backend(
        folder / "kitchen.db",
        folder / "personalize",
        places=Places(buckets={"shop": bucket}, root=folder / "files"),
    )
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(backend):
    with listening(create_api(None, personalize=backend)) as found:
        yield found


@pytest.fixture(scope="module")
def clients(address):
    return Clients(address)


@pytest.fixture(scope="module")
def group(clients):
    """ARN of a dataset group that holds the shop."""
    return make_group(clients, "shop")


@pytest.fixture(scope="module")
def campaign(clients, group):
    """ARN of a campaign on the shop."""
    return make_campaign(clients, group, "shop")


def make_group(clients, name, **options):
    c = clients.control
    arn = c.create_dataset_group(name=name, **options)["datasetGroupArn"]
    items = (shop.ITEM_SCHEMA, "items.csv")
    if "domain" in options:
        items = (shop.DOMAIN_ITEM_SCHEMA, "domain-items.csv")
    kinds = (
        ("Interactions", shop.INTERACTIONS, "interactions.csv"),
        ("Items", *items),
        ("Users", shop.USER_SCHEMA, "users.csv"),
    )
    for kind, schema, file in kinds:
        schema_arn = c.create_schema(name=f"{name}-{kind}", schema=schema)["schemaArn"]
        dataset = c.create_dataset(
            name=f"{name}-{kind}", datasetType=kind, datasetGroupArn=arn, schemaArn=schema_arn
        )["datasetArn"]
        job = c.create_dataset_import_job(
            jobName=f"{name}-{kind}",
            datasetArn=dataset,
            dataSource={"dataLocation": f"s3://shop/{file}"},
            roleArn=ROLE,
        )["datasetImportJobArn"]
        found = clients.active(
            "describe_dataset_import_job", "datasetImportJob", datasetImportJobArn=job
        )
        assert found["status"] == "ACTIVE", found
    return arn


def make_version(clients, group, name, recipe="aws-user-personalization", **options):
    c = clients.control
    options.setdefault("solutionConfig", {"algorithmHyperParameters": shop.FAST})
    solution = c.create_solution(
        name=name,
        datasetGroupArn=group,
        recipeArn=f"arn:aws:personalize:::recipe/{recipe}",
        **options,
    )["solutionArn"]
    version = c.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    found = clients.active(
        "describe_solution_version", "solutionVersion", solutionVersionArn=version
    )
    assert found["status"] == "ACTIVE", found
    return version


def make_campaign(clients, group, name, recipe="aws-user-personalization", **options):
    version = make_version(clients, group, name, recipe, **options)
    found = clients.control.create_campaign(
        name=name,
        solutionVersionArn=version,
        minProvisionedTPS=1,
        campaignConfig={"itemExplorationConfig": {"explorationWeight": "0.3"}},
    )
    return found["campaignArn"]


def make_recommender(clients, group, name, recipe, **options):
    arn = clients.control.create_recommender(
        name=name,
        datasetGroupArn=group,
        recipeArn=f"arn:aws:personalize:::recipe/{recipe}",
        **options,
    )["recommenderArn"]
    found = clients.active("describe_recommender", "recommender", recommenderArn=arn)
    assert found["status"] == "ACTIVE", found
    return arn


def put_event(clients, tracking, user, item, kind="view", when=1_750_000_000, **event):
    clients.events.put_events(
        trackingId=tracking,
        userId=user,
        sessionId=f"session of {user}",
        eventList=[{"sentAt": when, "eventType": kind, "itemId": item, **event}],
    )
