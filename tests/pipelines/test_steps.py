"""The house's steps fit each other and the catalog of a new workspace."""

import yaml

from openkitchen.pipelines.formats import FORMATS, PREFIX
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.pipelines.step import in_order
from openkitchen.pipelines.steps import HOUSE_STEPS
from openkitchen.pipelines.workspace import create


def test_every_input_is_made_catalogued_or_a_parameter(tmp_path):
    root = create(tmp_path / "shop").root
    catalog = yaml.safe_load((root / "conf/base/catalog.yml").read_text("utf-8"))
    shelf = open_shelf(root, "local")
    made = {
        "received",
        "identity",
        "behaviour",
        "questions",
    }  # what a workspace holds before its first run
    for step in in_order(HOUSE_STEPS):
        for name in step.inputs:
            if name.startswith("params:"):
                shelf.load(name)
            else:
                assert name in made | {"parameters"}
        made |= set(step.outputs)
    assert made == set(catalog)
    for entry in catalog.values():
        assert entry["type"].removeprefix(PREFIX) in FORMATS
