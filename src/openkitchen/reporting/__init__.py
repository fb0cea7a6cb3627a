"""Pages for people: a report in one file, and the pictures that the studio shares."""

from openkitchen.reporting.apart import Step, Waterfall, build_waterfall
from openkitchen.reporting.data_way import DataWay, Delivery, FunnelStep, IdentityCounts
from openkitchen.reporting.render import environment, render_report, stylesheet
from openkitchen.reporting.report import ListedItem, Report, build_report
from openkitchen.reporting.results import Results, Standing, build_results
from openkitchen.reporting.titles import Titles

__all__ = [
    "DataWay",
    "Delivery",
    "FunnelStep",
    "IdentityCounts",
    "ListedItem",
    "Report",
    "Results",
    "Standing",
    "Step",
    "Titles",
    "Waterfall",
    "build_report",
    "build_results",
    "build_waterfall",
    "environment",
    "render_report",
    "stylesheet",
]
