"""Our steps as Kedro's pipelines."""

from __future__ import annotations

from collections.abc import Iterable

from kedro.pipeline import Node, Pipeline

from openkitchen.pipelines.step import Step, in_order

__all__ = ["pipelines_from"]


def pipelines_from(steps: Iterable[Step]) -> dict[str, Pipeline]:
    """Return the pipelines that ``kedro run`` and ``kedro viz`` know by name."""
    return {"__default__": Pipeline([_node(step) for step in in_order(steps)])}


def _node(step: Step) -> Node:
    inputs, outputs = list(step.inputs), list(step.outputs)
    return Node(
        step.function,
        inputs or None,
        outputs[0] if len(outputs) == 1 else outputs or None,
        name=step.name.replace(" ", "_"),
    )
