import pytest

from openkitchen import errors
from openkitchen.client.answers import Accepted, ListChange, Recommended
from openkitchen.client.reading import error_of, record_of


def test_documents_become_records():
    document = {
        "user_id": None,
        "known_user": False,
        "items": [{"rank": 1, "item_id": "a", "title": "A", "score": 0.5, "reasons": None}],
        "left_out": ["b"],
        "of a newer server": 1,
    }
    read = record_of(Recommended, document)
    assert read.items[0].title == "A"
    assert read.left_out == ("b",)
    moved = {"before": [], "after": [], "entered": [], "left": [], "moved": [["a", 1, 2]]}
    read = record_of(ListChange, {"user_id": "u", "overlap": 1.0, "rbo": 1.0, **moved})
    assert read.moved == (("a", 1, 2),)


@pytest.mark.parametrize("document", [None, [], {"received": 1}, "text"])
def test_what_is_no_answer_is_said(document):
    with pytest.raises(errors.ServerError, match="no Accepted"):
        record_of(Accepted, document)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("unknown_name", errors.UnknownName),
        ("settings_error", errors.SettingsError),
        ("columns_error", errors.ColumnsError),
        ("not_enough_memory", errors.NotEnoughMemory),
        ("invalid_request", errors.InputError),
        ("not_found", errors.UnknownName),
        ("internal_error", errors.ServerError),
        ("something_new", errors.ServerError),
    ],
)
def test_errors_keep_their_kind_words_and_hint(name, kind):
    told = {"error": {"kind": name, "message": "it is odd", "hint": "Mend it."}}
    error = error_of(422, told)
    assert type(error) is kind
    assert (error.message, error.hint, str(error)) == (
        "it is odd",
        "Mend it.",
        "it is odd\nMend it.",
    )
    assert repr(error)


@pytest.mark.parametrize("document", [None, {}, {"error": "no"}, [1]])
def test_errors_without_words_say_so(document):
    assert "503" in error_of(503, document).message
