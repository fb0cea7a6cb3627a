"""An arm may be any bundle, file, model, map or setting; what it recommends is that one's."""

import shutil

import pytest
from tests.terminal import fine

from openkitchen.errors import OpenKitchenError, SettingsError, UnknownName
from openkitchen.models import load
from openkitchen.pilot.settings import settings_of
from openkitchen.pipelines.pilot_arms import cookbook_of

USERS = ["u001", "u002", "nobody"]
BASE = {"bundle": "data/06_models/bundle"}


def lists(root, arm, k=5):
    book = cookbook_of(root, settings_of({"arms": {"a": arm, "b": BASE}}))
    return [{u: list(each(USERS, k)[u]) for u in USERS} for each in book.arms]


@pytest.mark.parametrize(
    "arm",
    [
        {"model": "popularity"},
        {"model": "ease"},
        {"outside": "openkitchen.models:Popularity"},
        {"settings": {"ridge_items": [500.0]}},
        {"diversity": 0.9},
        {"settings": {"power": 0.1}, "diversity": 0.3},
    ],
    ids=str,
)
def test_every_kind_gives_full_lists(workspace, arm):
    mine, base = lists(workspace.root, arm)
    assert all(len(set(one)) == 5 for one in [*mine.values(), *base.values()])
    assert mine != base


def test_the_published_bundle_is_asked_as_it_serves(workspace):
    _, base = lists(workspace.root, {"model": "popularity"})
    model = load(workspace.bundle)
    told = model.recommend(["u001"], 5).to_dict()
    assert [row["item_id"] for row in told] == base["u001"]


def test_a_file_of_lists_is_an_arm(workspace, tmp_path):
    root = shutil.copytree(workspace.root, tmp_path / "shop")
    (root / "lists.csv").write_text("user_id,item_id,rank\nu001,i05,2\nu001,i03,1\n")
    mine, _ = lists(root, {"recommendations": "lists.csv"})
    assert mine == {"u001": ["i03", "i05"], "u002": [], "nobody": []}
    with pytest.raises(SettingsError, match="arm a: there is no file"):
        lists(root, {"recommendations": "none.csv"})


def test_mocked_users_against_mapped_users(workspace, tmp_path):
    """Somebody's list under the other map is that of the mock user who stands for them there."""
    root = shutil.copytree(workspace.root, tmp_path / "shop")
    fine("identity", "mock", "5", "--dir", root)
    mine, base = lists(root, {"map": "mock-"})
    assert all(len(set(one)) == 5 for one in mine.values())
    assert mine != base
    assert len({tuple(one) for one in mine.values()}) > 1
    same, base = lists(root, {"map": "1"})
    assert same == base  # the map in use, learned from as much as the published bundle


@pytest.mark.parametrize(
    ("arm", "words"),
    [
        ({"model": "als"}, "no model 'als'"),
        ({"map": "9"}, "9"),
        ({"settings": {"ridge": 1}}, "no setting 'ridge'"),
        ({"outside": "nothing_here:X"}, "cannot be imported"),
        ({"bundle": "data/none"}, "none"),
    ],
)
def test_what_is_not_there_is_told(workspace, arm, words):
    with pytest.raises(OpenKitchenError) as refused:
        lists(workspace.root, arm)
    assert words in refused.value.message


def test_words_for_items_come_from_their_table(workspace):
    book = cookbook_of(
        workspace.root, settings_of({"arms": {"a": BASE, "b": BASE}, "details": ["kind"]})
    )
    assert set(book.details) >= {"i01", "i02"}
    assert all(book.details.values())
    with pytest.raises(UnknownName, match="no column of items 'colour'"):
        cookbook_of(
            workspace.root, settings_of({"arms": {"a": BASE, "b": BASE}, "details": ["colour"]})
        )


def test_a_bundle_alone_is_enough(bundle):
    book = cookbook_of(
        bundle, settings_of({"arms": {"a": {"model": "popularity"}, "b": {"diversity": 0.5}}})
    )
    assert len(book.arms[0](["u001"], 3)["u001"]) == 3
