"""Load the bundle that a path means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openkitchen.models import load
from openkitchen.pipelines.workspace import bundle_in

__all__ = ["load_bundle"]


def load_bundle(path: Path) -> Any:
    """Load a bundle, or the bundle of a workspace."""
    return load(bundle_in(path))
