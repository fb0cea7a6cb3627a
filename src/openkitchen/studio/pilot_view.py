"""What the pages about pilots show: how they stand, what they say, what another could show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from openkitchen.errors import OpenKitchenError, UnknownName
from openkitchen.pilot.desk import Desk, open_desk
from openkitchen.pilot.planner import Plan, make_plan
from openkitchen.pilot.readout import read_out
from openkitchen.pilot.settings import PilotSettings, settings_of
from openkitchen.pilot.status import Status, status_of
from openkitchen.reporting import AnswerPage
from openkitchen.reporting.pilot_page import readout_page
from openkitchen.serving.personalize import Backend
from openkitchen.store import pilots
from openkitchen.studio.desk import Desk as Workplace
from openkitchen.studio.desk import StatedPilot

__all__ = ["NextSteps", "PilotView", "next_steps", "pilot_view", "plan_view"]


@dataclass(frozen=True, slots=True)
class PilotView:
    """One pilot, beside the names of all.

    Parameters
    ----------
    names
        All pilots, the latest first.
    status
        How this one stands.
    settings
        What it was begun with.
    page
        Its readout.
    """

    names: tuple[str, ...]
    status: Status
    settings: PilotSettings
    page: AnswerPage


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What may be done next with the pilot that a workspace states.

    Parameters
    ----------
    state
        ``new``: nobody was invited yet; ``begun``; ``ended``, and another may be stated;
        ``unclear``: what is stated cannot be read.
    stated
        What is stated; ``None`` where it cannot be read.
    problem, hint
        What is the matter then.
    """

    state: Literal["new", "begun", "ended", "unclear"]
    stated: StatedPilot | None = None
    problem: str = ""
    hint: str = ""


def next_steps(desk: Workplace | None, view: PilotView | None) -> NextSteps | None:
    """Say what may be done next; ``None`` without a workspace, and beside an older pilot."""
    if desk is None:
        return None
    try:
        stated = desk.stated_pilot()
    except OpenKitchenError as error:
        return NextSteps("unclear", problem=error.message, hint=error.hint)
    name = stated.settings.name
    if view is None or name not in view.names:
        return NextSteps("new", stated)
    if view.status.name != name:
        return None
    return NextSteps("ended" if view.status.state == "closed" else "begun", stated)


def pilot_view(backend: Backend | None, name: str = "") -> PilotView | None:
    """Gather a pilot; ``None`` where there is none.

    Parameters
    ----------
    backend
        Where the server keeps things.
    name
        Which pilot; the latest when empty.

    Raises
    ------
    UnknownName
        When there is no such pilot.
    """
    rows = [] if backend is None else pilots(backend.store)
    if backend is None or not rows:
        if name:
            raise UnknownName("pilot", name)
        return None
    known = {row.name: row for row in reversed(rows)}
    if name and name not in known:
        raise UnknownName("pilot", name, known)
    row = known[name or rows[-1].name]
    folder = backend.estate.key_folder or backend.folder.parent
    desk = open_desk(backend.store, folder, settings_of(row.settings))
    status = status_of(desk)
    return PilotView(tuple(known), status, desk.settings, _page(backend, desk, status))


def plan_view(view: PilotView | None, asked: dict[str, str]) -> Plan:
    """Plan a pilot of another size than the one at hand, or than the usual one.

    Raises
    ------
    SettingsError
        When a number makes no sense.
    """
    base = PilotSettings() if view is None else view.settings
    given: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return make_plan(settings_of(base.model_dump(mode="json") | given, "the form"))


def _page(backend: Backend, desk: Desk, status: Status) -> AnswerPage:
    """Read out anew when something was answered, deleted or closed since; else take it as kept."""
    key, stand = ("pilot", desk.name), (replace(status, week=0), desk.row)
    held = backend.kept.get(key)
    if held is None or held[0] != stand:
        held = backend.kept[key] = (stand, readout_page(read_out(desk)))
    page: AnswerPage = held[1]
    return page
