"""Where SQL runs: an embedded DuckDB that reads and returns Arrow tables."""

from openkitchen.engine.attached import copy_attached
from openkitchen.engine.connection import connect
from openkitchen.engine.run import plain, run_model, run_models

__all__ = ["connect", "copy_attached", "plain", "run_model", "run_models"]
