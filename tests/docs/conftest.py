import fcntl
import os
import subprocess

import pytest
from tests.docs.pages import DEMO, Reader, environment


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The pages' demo shop, made once however many processes run the tests."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    made = shared / "demo-of-the-pages" / "shop"

    def make():
        with (shared / "demo-of-the-pages.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                made.parent.mkdir(exist_ok=True)
                making = shared / "demo-in-the-making" / "shop"
                command = ["openkitchen", "demo", "--dir", making, *DEMO.split()]
                subprocess.run(command, env=environment(), check=True, capture_output=True)
                making.rename(made)
        return made

    return make


@pytest.fixture
def reader(demo, tmp_path):
    return Reader(tmp_path, demo)
