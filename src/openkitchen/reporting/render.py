"""From numbers to a page. No arithmetic is done here or in the templates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from openkitchen.reporting import wording
from openkitchen.reporting.pictures import (
    dot_and_interval,
    funnel_bar,
    share_bar,
    step_bar,
    timeline,
)
from openkitchen.reporting.report import Report
from openkitchen.sources.findings import Findings

__all__ = ["environment", "render_dictionary", "render_report", "stylesheet"]


def render_report(report: Report) -> str:
    """Write the report as one HTML file that needs nothing else.

    Parameters
    ----------
    report
        What `build_report` made.
    """
    page = environment("openkitchen.reporting").get_template("report.html")
    return page.render(report=report, stylesheet=Markup(stylesheet()))  # noqa: S704 - our own file


def render_dictionary(
    name: str,
    sentences: Sequence[str],
    tables: Sequence[tuple[str, str, Sequence[Any]]],
    findings: Findings,
) -> str:
    """Write the data dictionary and the findings as one HTML file that needs nothing else.

    Parameters
    ----------
    name
        Of the workspace.
    sentences
        How complete the dictionary is.
    tables
        Layer, table and columns of each table.
    findings
        What was found in the deliveries.
    """
    page = environment("openkitchen.reporting").get_template("dictionary.html")
    return page.render(
        name=name,
        sentences=sentences,
        tables=tables,
        findings=findings,
        stylesheet=Markup(stylesheet()),  # noqa: S704 - our own file
    )


@cache
def stylesheet() -> str:
    """Return the one stylesheet of report and studio."""
    return files("openkitchen.reporting").joinpath("static", "kitchen.css").read_text("utf-8")


@cache
def environment(*packages: str) -> Environment:
    """Make the template environment: escaping on, undefined names are errors.

    Parameters
    ----------
    packages
        Packages whose ``templates`` are searched, in this order, before the report's own.
    """
    names = dict.fromkeys([*packages, "openkitchen.reporting"])
    made = Environment(
        loader=ChoiceLoader([PackageLoader(name, "templates") for name in names]),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "count": wording.count,
        "day": wording.day,
        "decimal": wording.decimal,
        "percent": wording.percent,
        "plural": wording.plural,
        "signed": wording.signed,
    }
    made.globals |= {
        "interval": wording.interval,
        "dot_and_interval": dot_and_interval,
        "funnel_bar": funnel_bar,
        "share_bar": share_bar,
        "step_bar": step_bar,
        "timeline": timeline,
    }
    return made
