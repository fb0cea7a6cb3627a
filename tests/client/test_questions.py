from openkitchen.client import Event, recommend, similar, what_if
from openkitchen.client.answers import Recommended


def test_ids_are_percent_encoded():
    assert similar("a/b c").path == "/v1/similar/a%2Fb%20c"


def test_what_is_not_told_is_not_sent():
    question = recommend("u", history=[Event("a", user_id="somebody", event_type="view")])
    assert question.answer is Recommended
    assert question.body == {
        "user_id": "u",
        "k": 10,
        "history": [{"item_id": "a", "event_type": "view"}],
        "include_seen": False,
        "explain": False,
    }


def test_a_value_may_be_taken_from_an_item():
    assert what_if(item_id="a", set={"diet": None}).body["set"] == {"diet": None}
