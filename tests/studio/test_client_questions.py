from openkitchen.studio.client_questions import client_questions

ALL = {"user", "item", "experiments", "data", "pilot", "monitor", "quality", "report"}


def test_each_question_has_a_place_and_an_address():
    asked = client_questions("u/1", "i1", ALL, report=True)
    assert len(asked) >= 10
    assert len({one.words for one in asked}) == len(asked)
    assert all(one.url.startswith("/") for one in asked)
    assert asked[0].url == "/users/u%2F1"


def test_what_has_no_page_is_not_asked():
    asked = client_questions("", "i1", {"user", "item", "report"}, report=False)
    assert [one.url for one in asked] == ["/items/i1", "/cold-start"]
