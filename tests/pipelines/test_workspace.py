"""A workspace is made once, found again, and stands for its bundle."""

import tomllib

import pytest
import yaml

from openkitchen.errors import WorkspaceError
from openkitchen.pipelines.workspace import bundle_in, create, open_workspace


@pytest.mark.parametrize(
    ("folder", "package"),
    [
        ("shop", "shop_workspace"),
        ("My Shop 2", "my_shop_2_workspace"),
        ("2026-shop", "workspace_2026_shop"),
        ("küche", "k_che_workspace"),
        ("厨房", "workspace"),
        ("import", "import_workspace"),
    ],
)
def test_a_folder_of_any_name_becomes_a_workspace(folder, package, tmp_path):
    made = create(tmp_path / folder)
    assert made.package == package
    assert package.isidentifier()
    assert made.steps_file.is_file()
    assert open_workspace(tmp_path / folder) == made
    project = tomllib.loads((made.root / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["kedro"]["package_name"] == package


def test_everything_is_filled_in_and_hidden_files_are_hidden(tmp_path):
    root = create(tmp_path / "shop").root
    for path in root.rglob("*"):
        assert "WORKSPACE" not in path.name
        assert "__pycache__" not in path.parts
        if path.is_file():
            assert "WORKSPACE" not in path.read_text("utf-8")
    assert yaml.safe_load((root / ".telemetry").read_text("utf-8")) == {"consent": False}
    assert "/data/" in (root / ".gitignore").read_text("utf-8")
    assert (root / "data/08_reporting").is_dir()
    assert (root / "notebooks").is_dir()


def test_an_empty_folder_will_do_and_a_full_one_is_left_alone(tmp_path):
    create(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(WorkspaceError, match="is not empty"):
        create(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(WorkspaceError, match="is not empty"):
        create(tmp_path / "file")


def test_what_is_no_workspace_is_refused(tmp_path):
    with pytest.raises(WorkspaceError, match="no folder"):
        open_workspace(tmp_path / "nowhere")
    with pytest.raises(WorkspaceError, match=r"no conf/base/sources\.yml"):
        open_workspace(tmp_path)


def test_a_workspace_stands_for_its_bundle_and_a_bundle_for_itself(tmp_path):
    made = create(tmp_path / "shop")
    assert bundle_in(made.root) == made.bundle
    assert bundle_in(tmp_path) == tmp_path
