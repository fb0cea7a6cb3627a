import pytest
from tests.terminal import fine
from tests.workspaces import SET, files_of, make_workspace


@pytest.fixture(scope="session")
def tables(tmp_path_factory):
    """A folder with interactions.csv, items.csv and users.csv of the small shop."""
    folder = tmp_path_factory.mktemp("tables")
    files_of("interactions", "items", "users", folder=folder)
    return folder


@pytest.fixture(scope="session")
def bundle(tables):
    """A bundle fitted on them; no test may write into it."""
    fine(
        *("fit", "--interactions", tables / "interactions.csv", "--items", tables / "items.csv"),
        *("--users", tables / "users.csv", "--out", tables / "model", *SET),
    )
    return tables / "model"


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    """A small workspace, received and run; no test may write into it."""
    made = make_workspace(tmp_path_factory.mktemp("workspace") / "shop")
    fine("run", "--dir", made.root)
    return made
