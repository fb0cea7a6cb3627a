"""Questions asked of files and of a workspace."""

import pytest
from tests.planted import SETTINGS, planted_shop
from tests.workspaces import write_csv

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.models import GlassBox
from openkitchen.pipelines.asking import Question, answer_question, question_from
from openkitchen.pipelines.material import Given


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asked")
    tables, truth = planted_shop()
    GlassBox(SETTINGS).fit(tables).save(folder / "model")
    write_csv(
        folder / "later.csv", truth.column_names, zip(*truth.to_pydict().values(), strict=True)
    )
    people = zip(*tables.users.select(["user_id", "diet"]).to_pydict().values(), strict=True)
    write_csv(folder / "club.csv", ("user_id", "club"), people)
    return Given(bundle=folder / "model", truth=folder / "later.csv")


def test_arms_of_all_kinds(given):
    folder = given.bundle.parent
    question = Question(
        "?", add=(f"users:{folder / 'club.csv'}:club",), forget=("u003",), window=30,
        until="2024-01-10T00:00:00", weights={"order": 2.0}, ks=(5, 10), by=("users.shoe",),
    )  # fmt: skip
    asked, material = answer_question(given, question)
    names = [arm.name for arm in asked.arms]
    assert names == [
        "users.club",
        "without user u003",
        "events since 2023-12-11 00:00:00 until 2024-01-10 00:00:00",
        "order × 2",
    ]
    assert asked.ks == (5, 10)
    assert {row.attribute for row in asked.arms[0].segments} == {"shoe"}
    assert {m.k for m in asked.arms[0].metrics} == {5, 10}
    assert material.truth.num_rows > 0
    last = answer_question(given, Question("?", window=20))[0].arms[0].name
    assert last.startswith("events since 2023-12-2")


def test_a_question_is_kept_and_read():
    question = Question("?", drop=("users.diet",), weights={"order": 2.0}, ks=(5, 10), rules=False)
    told = question.to_dict()
    assert question_from(told) == question
    assert "add" not in told
    assert question_from({**told, "drop": ["users.diet"], "ks": [5, 10]}) == question


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Question("?"), "nothing is to be different"),
        (Question("?", add=("club.csv:club",)), "cannot be read"),
        (Question("?", add=("items:{folder}/club.csv:club",)), "not about items"),
        (Question("?", window=3, since="2024-01-01"), "both a window and a beginning"),
        (Question("?", maps=("2",)), "needs a workspace"),
        (Question("?", drop=("users.weight",)), "no feature"),
    ],
)
def test_what_is_wrong_is_told(given, question, words):
    add = tuple(one.format(folder=given.bundle.parent) for one in question.add)
    told = question_from({**question.to_dict(), "add": add})
    with pytest.raises((SettingsError, UnknownName), match=words):
        answer_question(given, told)
