"""A batch job answers each line."""

import json

from tests.serving.personalize.conftest import ROLE, make_version

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def test_a_batch_job_answers_each_line(clients, group, campaign, bucket):
    version = clients.control.describe_campaign(campaignArn=campaign)["campaign"][
        "solutionVersionArn"
    ]
    lines = ['{"userId": "u001"}', '{"userId": "stranger"}', "{", '{"itemId": "i01"}']
    lines += ['{"userId": "u001", "filterValues": "Drama"}', '{"userId": null}', '{"userId": []}']
    (bucket / "in.jsonl").write_text("\n".join(lines))
    job = clients.control.create_batch_inference_job(
        jobName="batch",
        solutionVersionArn=version,
        numResults=4,
        roleArn=ROLE,
        jobInput={"s3DataSource": {"path": "s3://shop/in.jsonl"}},
        jobOutput={"s3DataDestination": {"path": "s3://shop/out/"}},
    )["batchInferenceJobArn"]
    found = clients.active(
        "describe_batch_inference_job", "batchInferenceJob", batchInferenceJobArn=job
    )
    assert found["status"] == "ACTIVE", found
    answers = [json.loads(one) for one in (bucket / "out/in.jsonl.out").read_text().splitlines()]
    online = clients.runtime.get_recommendations(campaignArn=campaign, userId="u001", numResults=4)
    first = answers[0]["output"]
    assert first["recommendedItems"] == [one["itemId"] for one in online["itemList"]]
    assert first["scores"] == [one["score"] for one in online["itemList"]]
    assert len(answers[1]["output"]["recommendedItems"]) == 4
    assert "not JSON" in answers[2]["error"]
    assert "userId is missing" in answers[3]["error"]
    assert "filterValues is not a JSON object" in answers[4]["error"]
    assert "userId is missing" in answers[5]["error"]
    assert "userId is not a string" in answers[6]["error"]


def test_a_batch_about_an_unknown_item_is_of_popular_ones(clients, group, bucket):
    version = make_version(clients, group, "alike", "aws-similar-items")
    (bucket / "alike.jsonl").write_text('{"itemId": "i04"}\n{"itemId": "nobody-knows-it"}')
    job = clients.control.create_batch_inference_job(
        jobName="alike",
        solutionVersionArn=version,
        numResults=3,
        roleArn=ROLE,
        jobInput={"s3DataSource": {"path": "s3://shop/alike.jsonl"}},
        jobOutput={"s3DataDestination": {"path": "s3://shop/out/"}},
    )["batchInferenceJobArn"]
    clients.active("describe_batch_inference_job", "batchInferenceJob", batchInferenceJobArn=job)
    lines = (bucket / "out/alike.jsonl.out").read_text().splitlines()
    for answer in map(json.loads, lines):
        assert set(answer["output"]) == {"recommendedItems"}
        assert len(answer["output"]["recommendedItems"]) == 3
