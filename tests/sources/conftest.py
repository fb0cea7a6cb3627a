from __future__ import annotations

import pytest
from tests.sources.desk import Desk, web_source


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path, web_source())
    yield made
    made.store.close()


@pytest.fixture
def make_desk(tmp_path):
    made = []

    def make(*sources):
        folder = tmp_path / f"desk{len(made)}"
        folder.mkdir()
        made.append(Desk(folder, *sources))
        return made[-1]

    yield make
    for one in made:
        one.store.close()
