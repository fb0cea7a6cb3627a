"""The life of resources as clients see it: made, shown, listed, in use, deleted, gone."""

import json

import pytest
from botocore.exceptions import ClientError
from tests.serving.personalize import shop
from tests.serving.personalize.conftest import ROLE, make_group, make_version

KMS = "arn:aws:kms:eu-west-1:123456789012:key/1"


def code(caught):
    return caught.value.response["Error"]["Code"]


def refused(match, kind="InvalidInputException"):
    return pytest.raises(ClientError, match=f"{kind}.*{match}")


def test_names_make_arns_and_are_taken_once(clients):
    asked = {"name": "once", "roleArn": ROLE, "kmsKeyArn": KMS}
    arn = clients.control.create_dataset_group(**asked)["datasetGroupArn"]
    assert arn == "arn:aws:personalize:eu-west-1:000000000000:dataset-group/once"
    with refused("already exists", "ResourceAlreadyExistsException"):
        clients.control.create_dataset_group(name="once")
    shown = clients.control.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]
    assert (shown["status"], shown["roleArn"], shown["kmsKeyArn"]) == ("ACTIVE", ROLE, KMS)
    rebuilt = "arn:aws:personalize:us-east-1:123456789012:dataset-group/once"
    clients.control.delete_dataset_group(datasetGroupArn=rebuilt)
    with refused("does not exist", "ResourceNotFoundException"):
        clients.control.describe_dataset_group(datasetGroupArn=arn)


def test_pages_hold_everything_once_and_tokens_must_be_ours(clients):
    names = [f"page-{n}" for n in range(5)]
    for name in names:
        clients.control.create_schema(name=name, schema=shop.USER_SCHEMA)
    pages = clients.control.get_paginator("list_schemas").paginate(PaginationConfig={"PageSize": 2})
    listed = [one["name"] for page in pages for one in page["schemas"]]
    assert [name for name in listed if name.startswith("page-")] == names
    assert len(listed) == len(set(listed))
    with refused("token", "InvalidNextTokenException"):
        clients.control.list_schemas(nextToken="no-token-of-ours")


def test_the_first_page_of_recipes_has_a_token(clients):
    for domain, wanted in (
        ({}, "aws-user-personalization"),
        ({"domain": "ECOMMERCE"}, "aws-ecomm-recommended-for-you"),
        ({"domain": "VIDEO_ON_DEMAND"}, "aws-vod-top-picks"),
    ):
        first = clients.control.list_recipes(**domain)
        second = clients.control.list_recipes(nextToken=first["nextToken"], **domain)
        names = [one["name"] for one in first["recipes"] + second["recipes"]]
        assert wanted in names
        assert "nextToken" not in second
    arn = "arn:aws:personalize:::recipe/aws-sims"
    told = clients.control.describe_recipe(recipeArn=arn)["recipe"]
    assert "EASE" in told["description"]


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ("{", "not JSON"),
        ("[]", "not an Avro record"),
        (shop.schema("Users"), "no fields"),
        (shop.schema("Users", shop.field("USER_ID", "int")), "USER_ID has the type int"),
        (shop.schema("Users", shop.field("X", "array")), "Field X has the type"),
        (shop.schema("Users", shop.field("X"), shop.field("x")), "several fields"),
    ],
)
def test_a_schema_that_cannot_be_read_is_refused(clients, schema, words):
    with refused(words):
        clients.control.create_schema(name="bad", schema=schema)


def test_a_dataset_needs_what_its_type_needs(clients, group):
    arn = clients.control.create_schema(name="users-only", schema=shop.USER_SCHEMA)["schemaArn"]
    asked = {"name": "x", "schemaArn": arn, "datasetGroupArn": group}
    with refused("missing required fields.*TIMESTAMP"):
        clients.control.create_dataset(datasetType="INTERACTIONS", **asked)
    with refused("no dataset type"):
        clients.control.create_dataset(datasetType="Odd", **asked)
    with refused("already exists", "ResourceAlreadyExistsException"):
        clients.control.create_dataset(datasetType="users", **asked)


def imported(clients, bucket, group, text, name, place=None):
    if text is not None:
        (bucket / f"{name}.csv").write_text(text)
    dataset = next(
        one["datasetArn"]
        for one in clients.control.list_datasets(datasetGroupArn=group)["datasets"]
        if one["datasetType"] == "INTERACTIONS"
    )
    job = clients.control.create_dataset_import_job(
        jobName=name,
        datasetArn=dataset,
        dataSource={"dataLocation": place or f"s3://shop/{name}.csv"},
        roleArn=ROLE,
        importMode="INCREMENTAL",
    )["datasetImportJobArn"]
    return clients.active(
        "describe_dataset_import_job", "datasetImportJob", datasetImportJobArn=job
    )


def test_an_import_says_which_rows_do_not_conform(clients, bucket, group):
    head = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\n"
    bad = f"{head}u1,i01,soon,view,1\nu1,,1700000000,view,1\nu1,i02,1700000000000,view,x\n"
    found = imported(clients, bucket, group, bad, "rows")
    assert found["status"] == "CREATE FAILED"
    reason = found["failureReason"]
    assert reason.startswith("Input csv has rows that do not conform to the dataset schema.")
    for words in ("line 2: TIMESTAMP is 'soon'", "line 3: ITEM_ID is empty", "line 4"):
        assert words in reason
    missing = imported(clients, bucket, group, "USER_ID,ITEM_ID\nu1,i1\n", "columns")
    assert "missing the following columns: TIMESTAMP" in missing["failureReason"]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("s3://shop/not-there.csv", "No objects found"),
        ("s3://other/x.csv", "no S3 server"),
        ("s3://shop/../../etc/passwd", "leads out"),
        ("file:///etc/passwd", "may not be read"),
    ],
)
def test_nothing_else_is_reached(clients, bucket, group, place, words):
    found = imported(clients, bucket, group, None, f"place-{abs(hash(place))}", place)
    assert found["status"] == "CREATE FAILED"
    assert words in found["failureReason"]


def test_other_addresses_are_refused_at_once(clients, group):
    datasets = clients.control.list_datasets(datasetGroupArn=group)["datasets"]
    with refused("no data location"):
        clients.control.create_dataset_import_job(
            jobName="web",
            datasetArn=datasets[0]["datasetArn"],
            dataSource={"dataLocation": "http://169.254.169.254/latest"},
            roleArn=ROLE,
        )


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", "length|invalid length|expected"),
        ("INCLUDE ItemID", "expected WHERE, but it ends"),
        ("INCLUDE ItemID WHERE Items.GENRE", "expected < or <= or = or > or >="),
        ('INCLUDE ItemID WHERE Films.GENRE IN ("a")', "expected Items, Interactions"),
        ('INCLUDE ItemID WHERE Items.COLOUR IN ("a")', "no field Items.COLOUR"),
        ('INCLUDE ItemID WHERE Items.GENRE IN ("a") IF Items.YEAR = 1', "CurrentUser after IF"),
        ('INCLUDE ItemID WHERE Items.GENRE IN ("a', "nothing is written"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused(clients, group, expression, words):
    with pytest.raises(Exception, match=words):
        clients.control.create_filter(
            name="bad", datasetGroupArn=group, filterExpression=expression
        )


def test_solutions_echo_what_was_asked_and_metrics_have_the_services_names(clients, group):
    hpo = {"hpoResourceConfig": {"maxNumberOfTrainingJobs": "4", "maxParallelTrainingJobs": "2"}}
    config = {"hpoConfig": hpo, "algorithmHyperParameters": {**shop.FAST, "hidden_dimension": "9"}}
    version = make_version(
        clients, group, "echo", solutionConfig=config, performHPO=True, eventType="purchase"
    )
    arn = version.rpartition("/")[0]
    solution = clients.control.describe_solution(solutionArn=arn)["solution"]
    assert solution["solutionConfig"] == config
    assert solution["latestSolutionVersion"]["solutionVersionArn"] == version
    shown = clients.control.describe_solution_version(solutionVersionArn=version)["solutionVersion"]
    assert (shown["trainingMode"], shown["eventType"]) == ("FULL", "purchase")
    assert shown["tunedHPOParams"]["algorithmHyperParameters"]["ridge_base"] == "1.0"
    metrics = clients.control.get_solution_metrics(solutionVersionArn=version)["metrics"]
    assert {
        "coverage",
        "mean_reciprocal_rank_at_25",
        *(
            f"{name}_at_{k}"
            for name in ("precision", "normalized_discounted_cumulative_gain")
            for k in (5, 10, 25)
        ),
    } == set(metrics)
    assert all(0 <= value <= 1 for value in metrics.values())


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "recipeArn is missing"),
        ({"performAutoML": True, "recipeArn": "arn:aws:personalize:::recipe/aws-sims"}, "exclude"),
        ({"recipeArn": "arn:aws:personalize:::recipe/aws-next-best-action"}, "not supported"),
        ({"recipeArn": "arn:aws:personalize:::recipe/aws-vod-top-picks"}, "for recommenders"),
    ],
)
def test_what_cannot_be_learned_is_refused(clients, group, asked, words):
    with refused(words):
        clients.control.create_solution(name="no", datasetGroupArn=group, **asked)


def test_a_training_without_data_says_why(clients):
    group = clients.control.create_dataset_group(name="bare")["datasetGroupArn"]
    solution = clients.control.create_solution(
        name="bare", datasetGroupArn=group, performAutoML=True
    )["solutionArn"]
    version = clients.control.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    found = clients.active(
        "describe_solution_version", "solutionVersion", solutionVersionArn=version
    )
    assert found["status"] == "CREATE FAILED"
    assert "no interactions" in found["failureReason"]
    with refused("expected ACTIVE"):
        clients.control.create_campaign(name="bare", solutionVersionArn=version)


def test_a_campaign_takes_another_version_and_the_latest(clients, campaign, group):
    version = make_version(clients, group, "newer")
    solution = version.rpartition("/")[0]
    made = clients.control.create_campaign(
        name="moving", solutionVersionArn=f"{solution}/$LATEST", minProvisionedTPS=3
    )["campaignArn"]
    shown = clients.control.describe_campaign(campaignArn=made)["campaign"]
    assert shown["solutionVersionArn"] == version
    assert shown["campaignConfig"]["syncWithLatestSolutionVersion"] is True
    weight = {"itemExplorationConfig": {"explorationWeight": "0.1"}}
    clients.control.update_campaign(campaignArn=made, campaignConfig=weight)
    shown = clients.control.describe_campaign(campaignArn=made)["campaign"]
    assert shown["latestCampaignUpdate"]["status"] == "ACTIVE"
    assert shown["campaignConfig"] == weight
    with refused("moving first", "ResourceInUseException"):
        clients.control.delete_solution(solutionArn=solution)
    clients.control.delete_campaign(campaignArn=made)
    clients.control.delete_solution(solutionArn=solution)
    with refused("does not exist", "ResourceNotFoundException"):
        clients.control.describe_solution_version(solutionVersionArn=version)


def test_what_is_needed_is_not_deleted(clients, group, campaign):
    with refused("first", "ResourceInUseException"):
        clients.control.delete_dataset_group(datasetGroupArn=group)
    schema = next(
        one["schemaArn"]
        for one in clients.control.list_schemas()["schemas"]
        if one["name"] == "shop-Items"
    )
    with refused("has it", "ResourceInUseException"):
        clients.control.delete_schema(schemaArn=schema)


def test_tags_are_kept(clients, group):
    c = clients.control
    c.tag_resource(resourceArn=group, tags=[{"tagKey": k, "tagValue": k * 2} for k in "ab"])
    c.untag_resource(resourceArn=group, tagKeys=["a"])
    assert c.list_tags_for_resource(resourceArn=group)["tags"] == [
        {"tagKey": "b", "tagValue": "bb"}
    ]
    many = [{"tagKey": f"k{n}", "tagValue": ""} for n in range(51)]
    with refused("tags", "TooManyTagsException"):
        c.create_dataset_group(name="tagged", tags=many)


def test_a_batch_job_answers_each_line(clients, group, campaign, bucket):
    version = clients.control.describe_campaign(campaignArn=campaign)["campaign"][
        "solutionVersionArn"
    ]
    lines = ['{"userId": "u001"}', '{"userId": "stranger"}', "{", '{"itemId": "i01"}']
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


def test_recommenders_of_a_domain(clients):
    group = make_group(clients, "films", domain="VIDEO_ON_DEMAND")
    recipe = "arn:aws:personalize:::recipe/aws-vod-because-you-watched-x"
    asked = {"datasetGroupArn": group, "recipeArn": recipe}
    arn = clients.control.create_recommender(
        name="watched", recommenderConfig={"enableMetadataWithRecommendations": True}, **asked
    )["recommenderArn"]
    shown = clients.active("describe_recommender", "recommender", recommenderArn=arn)
    assert shown["status"] == "ACTIVE"
    assert "coverage" in shown["modelMetrics"]
    found = clients.runtime.get_recommendations(
        recommenderArn=arn, itemId="i04", userId="u001", numResults=3
    )
    assert len(found["itemList"]) == 3
    clients.control.stop_recommender(recommenderArn=arn)
    with refused("is INACTIVE"):
        clients.runtime.get_recommendations(recommenderArn=arn, itemId="i04")
    clients.control.start_recommender(recommenderArn=arn)
    clients.control.update_recommender(
        recommenderArn=arn, recommenderConfig={"minRecommendationRequestsPerSecond": 2}
    )
    clients.control.delete_recommender(recommenderArn=arn)
    assert clients.control.list_recommenders(datasetGroupArn=group)["recommenders"] == []
    other = clients.control.create_dataset_group(name="plain")["datasetGroupArn"]
    with refused("for the domain VIDEO_ON_DEMAND"):
        clients.control.create_recommender(name="no", datasetGroupArn=other, recipeArn=recipe)
