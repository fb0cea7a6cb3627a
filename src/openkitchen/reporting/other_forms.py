"""The report in other forms: on two pages, and as a card of the model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from openkitchen.experiments.ledger import Ledger
from openkitchen.reporting.asked_part import latest
from openkitchen.reporting.origins import Origin, Said, figures_in
from openkitchen.reporting.render import environment, stylesheet
from openkitchen.reporting.report import Report

__all__ = ["Card", "card_of", "render_card", "render_short"]

MODEL = "M1"
_MARK = re.compile(r'data-from="([A-Z]\d+)"')
_GROUPS = "segments"


@dataclass(frozen=True, slots=True)
class Card:
    """What a model card says beyond the report.

    Parameters
    ----------
    settings
        Name and value of each setting, in words.
    rules
        What no list breaks.
    groups
        What is known about how it works for groups of people.
    entry
        Where the settings and rules come from.
    """

    settings: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]
    groups: tuple[Said, ...]
    entry: Origin


def card_of(
    settings: Mapping[str, object], rules: Sequence[str], ledger: Ledger, folder: str
) -> Card:
    """Gather what a model card says beyond the report.

    Parameters
    ----------
    settings, rules
        Of the model.
    ledger
        Where the answer about groups of people is looked for.
    folder
        The workspace, as it stands in commands.
    """
    shown = tuple((name.replace("_", " "), _words(value)) for name, value in settings.items())
    asked = [entry for entry in latest(ledger) if entry.command == _GROUPS]
    groups = tuple(Said(line, entry.id) for entry in asked for line in entry.sentences)
    told = (*rules, *(value for _, value in shown))
    command = f"openkitchen weights {folder}"
    entry = Origin(MODEL, "What is the model?", command, "", figures_in(dict(shown)), told)
    return Card(shown, tuple(rules), groups, entry)


def render_short(report: Report) -> str:
    """Write the report on two pages; it needs nothing else."""
    return _render("short.html", report)


def render_card(report: Report, card: Card) -> str:
    """Write the model card; it needs nothing else."""
    return _render("card.html", replace(report, entries=(card.entry, *report.entries)), card=card)


def _render(name: str, report: Report, **parts: Any) -> str:
    """Draw the page twice: the second time with those entries alone that it names."""
    template = environment("openkitchen.reporting").get_template(name)
    parts |= {"report": report, "stylesheet": Markup(stylesheet())}  # noqa: S704 - our own file
    used = frozenset(_MARK.findall(template.render(used=(), **parts)))
    return template.render(used=used, **parts)


def _words(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "–"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
