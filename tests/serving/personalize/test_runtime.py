"""Lists, rankings and similar items through boto3: those of the model itself."""


from openkitchen.serving.personalize import kitchen_named


def test_a_list_is_the_models_own(clients, campaign, backend):
    answer = clients.runtime.get_recommendations(campaignArn=campaign, userId="u003", numResults=7)
    expected = kitchen_named(backend, "shop").model.recommend(["u003"], 7).table
    assert [i["itemId"] for i in answer["itemList"]] == expected["item_id"].to_pylist()
    assert [i["score"] for i in answer["itemList"]] == expected["score"].to_pylist()
    assert len(answer["recommendationId"]) <= 40
