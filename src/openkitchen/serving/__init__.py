"""What is served: a kitchen, answers without HTTP in them, and the native API."""

from openkitchen.serving.api import create_api
from openkitchen.serving.kitchen import Facts, Kitchen, open_kitchen

__all__ = ["Facts", "Kitchen", "create_api", "open_kitchen"]
