"""The calendar of deliveries as a page of its own."""

from __future__ import annotations

from markupsafe import Markup

from openkitchen.reporting.render import environment, stylesheet
from openkitchen.sources import Calendar

__all__ = ["render_calendar"]


def render_calendar(calendar: Calendar, title: str = "What was delivered") -> str:
    """Write the calendar as one HTML file that needs nothing else.

    Parameters
    ----------
    calendar
        As `openkitchen.sources.calendar` makes it.
    title
        The heading.
    """
    page = environment("openkitchen.reporting").get_template("calendar.html")
    sheet = Markup(stylesheet())  # noqa: S704 - our own file
    return page.render(calendar=calendar, title=title, stylesheet=sheet)
