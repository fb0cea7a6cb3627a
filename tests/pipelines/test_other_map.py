"""Another version of the identity map is an arm: the same events, told apart otherwise."""

import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from openkitchen.errors import UnknownName
from openkitchen.pipelines.asking import Question, answer_question
from openkitchen.pipelines.bundles import load_bundle
from openkitchen.pipelines.identity_views import open_identity
from openkitchen.pipelines.material import Given
from openkitchen.pipelines.other_map import model_of_map


@pytest.fixture(scope="module")
def copied(workspace, tmp_path_factory):
    folder = tmp_path_factory.mktemp("maps") / "shop"
    shutil.copytree(workspace.root, folder)
    open_identity(folder).mock(12)
    return folder


def test_the_map_in_use_gives_the_model_that_is_there(copied):
    desk = open_identity(copied)
    base = load_bundle(copied / "data/06_models/on_train")
    arm = model_of_map(copied, desk.in_use(), base)
    users = [str(user) for user in base.users]
    assert arm.follow == {user: user for user in arm.follow}
    assert arm.model.recommend(users, 5).table.equals(base.recommend(users, 5).table)
    with pytest.raises(UnknownName):
        model_of_map(copied, "nothing", base)


def test_mock_users_are_asked_about(copied):
    versions = open_identity(copied).versions()
    mocked = next(one for one in versions if one.mock)
    given = Given(dir=copied)
    told = []
    asked, _ = answer_question(
        given, Question("Do mock users do?", maps=(str(mocked.number),), ks=(5,)),
        lambda what, done, total: told.append(what),
    )  # fmt: skip
    (arm,) = asked.arms
    assert arm.name == f"identity map {mocked.number}"
    assert arm.copies is None
    assert arm.n_affected > 0
    assert "fitting with the other map" in told
    train = pq.read_table(copied / "data/05_model_input/train.parquet")
    assert isinstance(train, pa.Table)
