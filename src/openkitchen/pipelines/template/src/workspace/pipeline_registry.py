"""What ``kedro run`` runs: the steps of ``steps.py``."""

from kedro.pipeline import Pipeline

from openkitchen.pipelines.kedro import pipelines_from

from .steps import STEPS


def register_pipelines() -> dict[str, Pipeline]:
    """Return the pipelines by name; ``__default__`` is the one without a name."""
    return pipelines_from(STEPS)
