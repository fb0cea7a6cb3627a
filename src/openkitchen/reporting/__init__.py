"""Pages for people: a report in one file, and the pictures that the studio shares."""

from openkitchen.reporting.answer_page import AnswerPage, render_answer
from openkitchen.reporting.answers import (
    catalogue_page,
    cold_start_page,
    evaluation_page,
    how_many_page,
    season_page,
    segments_page,
)
from openkitchen.reporting.apart import Step, Waterfall, build_waterfall
from openkitchen.reporting.behaviour_pages import behaviour_page
from openkitchen.reporting.calendar_page import render_calendar
from openkitchen.reporting.data_way import DataWay, FunnelStep, build_funnel
from openkitchen.reporting.delivery import Delivery, build_delivery
from openkitchen.reporting.model_pages import models_page
from openkitchen.reporting.other_forms import Card, card_of, render_card, render_short
from openkitchen.reporting.render import (
    environment,
    render_dictionary,
    render_report,
    stylesheet,
)
from openkitchen.reporting.report import ListedItem, Report, build_report
from openkitchen.reporting.results import Results, Standing, build_results
from openkitchen.reporting.titles import Titles, entitle, entitle_why_not, told_by_title
from openkitchen.reporting.who import IdentityLike

__all__ = [
    "AnswerPage",
    "Card",
    "DataWay",
    "Delivery",
    "FunnelStep",
    "IdentityLike",
    "ListedItem",
    "Report",
    "Results",
    "Standing",
    "Step",
    "Titles",
    "Waterfall",
    "behaviour_page",
    "build_delivery",
    "build_funnel",
    "build_report",
    "build_results",
    "build_waterfall",
    "card_of",
    "catalogue_page",
    "cold_start_page",
    "entitle",
    "entitle_why_not",
    "environment",
    "evaluation_page",
    "how_many_page",
    "models_page",
    "render_answer",
    "render_calendar",
    "render_card",
    "render_dictionary",
    "render_report",
    "render_short",
    "season_page",
    "segments_page",
    "stylesheet",
    "told_by_title",
]
