"""Running a server: what it logs and counts, whether it is ready, what it serves, how it stops."""

from openkitchen.serving.operation.furnishing import furnish
from openkitchen.serving.operation.publishing import (
    Publication,
    Published,
    listed,
    publish,
    roll_back,
)
from openkitchen.serving.operation.shelf import Shelf

__all__ = ["Publication", "Published", "Shelf", "furnish", "listed", "publish", "roll_back"]
