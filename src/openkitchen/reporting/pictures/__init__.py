"""Pictures as inline SVG: small pure functions that return text."""

from openkitchen.reporting.pictures.bars import funnel_bar, part_bar, timeline
from openkitchen.reporting.pictures.dots import dot_and_interval
from openkitchen.reporting.pictures.shares import share_bar
from openkitchen.reporting.pictures.steps import step_bar

__all__ = ["dot_and_interval", "funnel_bar", "part_bar", "share_bar", "step_bar", "timeline"]
