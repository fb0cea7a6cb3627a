"""Our steps as Kedro has them. That both run alike is a story of its own."""

import pytest

from openkitchen.pipelines.step import Step
from openkitchen.pipelines.steps import HOUSE_STEPS

pytest.importorskip("kedro")


def test_every_step_is_a_node_with_the_same_names():
    from openkitchen.pipelines.kedro import pipelines_from

    nodes = {node.name: node for node in pipelines_from(HOUSE_STEPS)["__default__"].nodes}
    assert set(nodes) == {step.name.replace(" ", "_") for step in HOUSE_STEPS}
    for step in HOUSE_STEPS:
        node = nodes[step.name.replace(" ", "_")]
        assert (node.inputs, node.outputs) == (list(step.inputs), list(step.outputs))


def test_steps_without_inputs_or_outputs_will_do():
    from openkitchen.pipelines.kedro import pipelines_from

    steps = (Step("make", lambda: 1, (), ("a",)), Step("show", print, ("a",), ()))
    assert [n.name for n in pipelines_from(steps)["__default__"].nodes] == ["make", "show"]
