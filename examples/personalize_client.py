"""A client of Amazon Personalize, unchanged: from a CSV file in a bucket to explained lists.

`journey` speaks boto3 and nothing else; it does not know that Open Kitchen answers. Run as
``python examples/personalize_client.py`` it makes a small shop, starts an S3 server (moto) and
``openkitchen serve`` on an empty folder, and points boto3's own environment variables at them.
``--x-wines FOLDER`` takes the wines and ratings of X-Wines instead.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3

RECIPES = "arn:aws:personalize:::recipe/"
ROLE = "arn:aws:iam::123456789012:role/PersonalizeRole"
BUCKET = "wine-shop"
START = "from openkitchen.cli.main import main; main()"
NAMESPACE = "com.amazonaws.personalize.schema"


def journey(bucket: str = BUCKET, wait: float = 60) -> dict[str, Any]:  # noqa: PLR0915
    """Import, train, deploy, filter, record, recommend, rank, measure, batch, clean up."""
    personalize = boto3.client("personalize")
    events = boto3.client("personalize-events")
    runtime = boto3.client("personalize-runtime")
    s3 = boto3.client("s3")

    def until_active(describe: Any, member: str, **arn: str) -> dict[str, Any]:
        while True:
            found: dict[str, Any] = describe(**arn)[member]
            if found["status"] == "ACTIVE":
                return found
            assert found["status"] != "CREATE FAILED", found["failureReason"]
            time.sleep(wait)

    group = personalize.create_dataset_group(name="wine-shop")["datasetGroupArn"]
    until_active(personalize.describe_dataset_group, "datasetGroup", datasetGroupArn=group)
    made = {}
    for kind, fields in SCHEMAS.items():
        document = {"type": "record", "name": kind, "namespace": NAMESPACE, "fields": fields}
        text = json.dumps(document | {"version": "1.0"})
        schema = personalize.create_schema(name=f"wine-{kind}", schema=text)["schemaArn"]
        dataset = personalize.create_dataset(
            name=f"wine-{kind}", schemaArn=schema, datasetGroupArn=group, datasetType=kind
        )["datasetArn"]
        made[kind] = (dataset, schema)
        job = personalize.create_dataset_import_job(
            jobName=f"import-{kind}",
            datasetArn=dataset,
            dataSource={"dataLocation": f"s3://{bucket}/{kind.lower()}.csv"},
            roleArn=ROLE,
        )["datasetImportJobArn"]
        until_active(
            personalize.describe_dataset_import_job, "datasetImportJob", datasetImportJobArn=job
        )
    print("imported")

    recipes = [
        r for page in personalize.get_paginator("list_recipes").paginate() for r in page["recipes"]
    ]
    assert any(recipe["name"] == "aws-user-personalization" for recipe in recipes)
    campaigns, versions, solutions = {}, {}, {}
    for name in ("aws-user-personalization", "aws-similar-items", "aws-personalized-ranking"):
        solutions[name] = personalize.create_solution(
            name=name, datasetGroupArn=group, recipeArn=f"{RECIPES}{name}"
        )["solutionArn"]
        versions[name] = personalize.create_solution_version(solutionArn=solutions[name])[
            "solutionVersionArn"
        ]
    for name, version in versions.items():
        until_active(
            personalize.describe_solution_version, "solutionVersion", solutionVersionArn=version
        )
        campaigns[name] = personalize.create_campaign(
            name=name, solutionVersionArn=version, minProvisionedTPS=1
        )["campaignArn"]
        until_active(personalize.describe_campaign, "campaign", campaignArn=campaigns[name])
    main = "aws-user-personalization"
    metrics = personalize.get_solution_metrics(solutionVersionArn=versions[main])["metrics"]
    print(json.dumps(metrics, indent=1))

    only = personalize.create_filter(
        name="only-type",
        datasetGroupArn=group,
        filterExpression="INCLUDE ItemID WHERE Items.TYPE IN ($TYPE) | EXCLUDE ItemID WHERE "
        'Interactions.EVENT_TYPE IN ("*")',
    )["filterArn"]
    until_active(personalize.describe_filter, "filter", filterArn=only)
    listed = runtime.get_recommendations(
        campaignArn=campaigns[main],
        userId="somebody-new",
        numResults=5,
        metadataColumns={"ITEMS": ["NAME", "openkitchen.explanation"]},
    )["itemList"]
    print("somebody new:", [item["metadata"]["name"] for item in listed])

    tracker = personalize.create_event_tracker(name="clicks", datasetGroupArn=group)
    chosen = listed[-1]["itemId"]
    events.put_events(
        trackingId=tracker["trackingId"],
        userId="somebody-new",
        sessionId="session-1",
        eventList=[
            {
                "eventId": "first",
                "sentAt": datetime.now(),
                "eventType": "rating",
                "properties": json.dumps({"itemId": chosen, "eventValue": 4.5}),
            }
        ],
    )
    after = runtime.get_recommendations(
        campaignArn=campaigns[main], userId="somebody-new", numResults=5
    )
    assert chosen not in [item["itemId"] for item in after["itemList"]]
    for item in after["itemList"]:
        print(f"  {item['itemId']} {item['score']:.4f} {'; '.join(item['reason'])}")

    kind = filtered_type(runtime, campaigns[main], only)
    alike = runtime.get_recommendations(
        campaignArn=campaigns["aws-similar-items"], itemId=chosen, numResults=5
    )["itemList"]
    print(f"like {chosen}:", [item["itemId"] for item in alike])
    ranking = runtime.get_personalized_ranking(
        campaignArn=campaigns["aws-personalized-ranking"],
        userId="somebody-new",
        inputList=[*(item["itemId"] for item in alike), "an-item-that-nobody-knows"],
    )["personalizedRanking"]
    assert ranking[-1]["itemId"] == "an-item-that-nobody-knows"

    s3.put_object(Bucket=bucket, Key="batch/in.json", Body=b'{"userId": "somebody-new"}\n')
    batch = personalize.create_batch_inference_job(
        jobName="batch",
        solutionVersionArn=versions[main],
        numResults=5,
        roleArn=ROLE,
        jobInput={"s3DataSource": {"path": f"s3://{bucket}/batch/in.json"}},
        jobOutput={"s3DataDestination": {"path": f"s3://{bucket}/batch/out/"}},
    )["batchInferenceJobArn"]
    until_active(
        personalize.describe_batch_inference_job, "batchInferenceJob", batchInferenceJobArn=batch
    )
    answer = json.loads(
        s3.get_object(Bucket=bucket, Key="batch/out/in.json.out")["Body"].read().splitlines()[0]
    )
    own = [item["itemId"] for item in after["itemList"]]
    assert answer["output"]["recommendedItems"] == own

    for campaign in campaigns.values():
        personalize.delete_campaign(campaignArn=campaign)
    for solution in solutions.values():
        personalize.delete_solution(solutionArn=solution)
    personalize.delete_filter(filterArn=only)
    personalize.delete_event_tracker(eventTrackerArn=tracker["eventTrackerArn"])
    for dataset, schema in made.values():
        personalize.delete_dataset(datasetArn=dataset)
        personalize.delete_schema(schemaArn=schema)
    personalize.delete_dataset_group(datasetGroupArn=group)
    try:
        while True:
            personalize.describe_dataset_group(datasetGroupArn=group)  # it is going
    except personalize.exceptions.ResourceNotFoundException:
        print("cleaned up")
    return {"metrics": metrics, "list": own, "type": kind, "explanation": after}


def filtered_type(runtime: Any, campaign: str, only: str) -> str:
    """Ask for one type of wine; return it."""
    found = runtime.get_recommendations(
        campaignArn=campaign,
        userId="somebody-new",
        numResults=5,
        filterArn=only,
        filterValues={"TYPE": '"White"'},
        metadataColumns={"ITEMS": ["TYPE"]},
    )["itemList"]
    assert {item["metadata"]["type"] for item in found} <= {"White"}
    print("white:", [item["itemId"] for item in found])
    return "White"


SCHEMAS: dict[str, list[dict[str, Any]]] = {
    "Interactions": [
        {"name": "USER_ID", "type": "string"},
        {"name": "ITEM_ID", "type": "string"},
        {"name": "TIMESTAMP", "type": "long"},
        {"name": "EVENT_TYPE", "type": "string"},
        {"name": "EVENT_VALUE", "type": ["null", "float"]},
    ],
    "Items": [
        {"name": "ITEM_ID", "type": "string"},
        {"name": "NAME", "type": "string"},
        {"name": "TYPE", "type": "string", "categorical": True},
        {"name": "GRAPES", "type": ["null", "string"], "categorical": True},
        {"name": "COUNTRY", "type": "string", "categorical": True},
        {"name": "ABV", "type": "float"},
    ],
}


def x_wines(folder: Path) -> dict[str, str]:
    """Turn the files of X-Wines into the two files that the schemas describe."""
    with gzip.open(folder / "XWines_Slim_150K_ratings.csv.gz", "rt", encoding="utf-8") as given:
        ratings = [
            (r["UserID"], r["WineID"], _epoch(r["Date"]), "rating", r["Rating"])
            for r in csv.DictReader(given)
        ]
    with gzip.open(folder / "XWines_Slim_1K_wines.csv.gz", "rt", encoding="utf-8") as given:
        wines = [
            (w["WineID"], w["WineName"], w["Type"], _listed(w["Grapes"]), w["Country"], w["ABV"])
            for w in csv.DictReader(given)
        ]
    return {"interactions.csv": _text("Interactions", ratings), "items.csv": _text("Items", wines)}


def small_shop() -> dict[str, str]:
    """Make up a small wine shop."""
    draw = random.Random(7)  # noqa: S311 - a made-up shop
    types, grapes = ("Red", "White", "Sparkling"), ("Merlot", "Riesling", "Muscat")
    wines = [
        (f"w{n:02}", f"Wine {n}", types[n % 3], grapes[n % 3], "FR", 11 + n % 4) for n in range(24)
    ]
    ratings = [
        (
            f"u{n:03}",
            f"w{(n % 3 + 3 * draw.randrange(8)):02}",
            1_700_000_000 + 9_000 * m + n,
            "rating",
            draw.randint(3, 5),
        )
        for n in range(60)
        for m in range(6)
    ]
    return {"interactions.csv": _text("Interactions", ratings), "items.csv": _text("Items", wines)}


def _text(kind: str, rows: list[tuple[Any, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([field["name"] for field in SCHEMAS[kind]])
    writer.writerows(rows)
    return out.getvalue()


def _epoch(date: str) -> int:
    return int(datetime.fromisoformat(f"{date}+00:00").timestamp())


def _listed(text: str) -> str:
    return "|".join(part.strip(" '\"") for part in text.strip("[]").split(","))


def main() -> None:
    """Start both servers, fill the bucket, and go."""
    from moto.server import ThreadedMotoServer

    folder = Path(sys.argv[2]) if sys.argv[1:2] == ["--x-wines"] else None
    data = x_wines(folder) if folder else small_shop()
    storage = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    storage.start()
    host, port = storage.get_host_and_port()
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "example",
        "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_S3": f"http://{host}:{port}",
    }
    with tempfile.TemporaryDirectory() as empty:
        command = [sys.executable, "-c", START, "serve", empty, "--port", "0"]
        command += ["--s3-endpoint", os.environ["AWS_ENDPOINT_URL_S3"]]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
            try:
                assert server.stdout is not None
                address = server.stdout.readline().split(" at ")[1].split()[0]
                for service in ("PERSONALIZE", "PERSONALIZE_EVENTS", "PERSONALIZE_RUNTIME"):
                    os.environ[f"AWS_ENDPOINT_URL_{service}"] = address
                s3 = boto3.client("s3")
                s3.create_bucket(Bucket=BUCKET)
                for name, text in data.items():
                    s3.put_object(Bucket=BUCKET, Key=name, Body=text.encode())
                journey(wait=1)
            finally:
                server.terminate()
    storage.stop()


if __name__ == "__main__":
    main()
