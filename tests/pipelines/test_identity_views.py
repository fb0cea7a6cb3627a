"""What switching from one version of the identity map to another does."""

import shutil

import pytest

from openkitchen.pipelines.identity_views import open_identity


@pytest.fixture
def desk(workspace, tmp_path):
    shutil.copytree(workspace.root, tmp_path / "shop")
    return open_identity(tmp_path / "shop")


@pytest.mark.parametrize("turned", [False, True])
def test_mock_users_are_those_whom_the_map_made_and_nobody_else(desk, turned):
    mapped, mocked = str(desk.versions()[-1].number), str(desk.mock(7).number)
    one, other = (mocked, mapped) if not turned else (mapped, mocked)
    alike = desk.impact(one, other, k=3, draws=1).resembled
    assert alike.mock_users <= 7
    assert alike.mapped_users > alike.mock_users
    assert alike.mock_events_each > alike.mapped_events_each


def test_mocked_and_mapped_versions_are_dated_by_the_same_meaning(desk):
    mapped, mock = desk.versions()[-1], desk.mock(7)
    assert mock.made_at == mapped.made_at


def test_two_mapped_versions_are_not_held_against_mock_users(desk):
    mapped = str(desk.versions()[-1].number)
    assert desk.impact(mapped, mapped, k=3, draws=1).resembled is None
