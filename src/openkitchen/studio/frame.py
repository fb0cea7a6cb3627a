"""The frame that every page stands in: what is shown, where one can go, how a page is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from openkitchen.errors import ModelError, WorkspaceError
from openkitchen.reporting import environment, stylesheet
from openkitchen.serving import Kitchen
from openkitchen.serving.here import kitchen_of
from openkitchen.studio.desk import Desk
from openkitchen.studio.links import item_url, target_of, user_url
from openkitchen.studio.navigation import Place

__all__ = ["Frame", "Framed", "frame_of"]

_PACKAGE = "openkitchen.studio"


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages need.

    Parameters
    ----------
    served
        The kitchen; ``None`` before the first run.
    desk
        What a workspace tells beyond its bundle; ``None`` where a bundle alone is served.
    places
        Where one can go.
    """

    served: Kitchen | None
    desk: Desk | None
    places: tuple[Place, ...]

    @property
    def kitchen(self) -> Kitchen:
        """The kitchen, for pages that cannot do without.

        Raises
        ------
        ModelError
            When nothing is served yet.
        """
        if self.served is None:
            raise ModelError(
                "there is no model yet",
                hint="The overview says what to do first: receive, then run.",
            )
        return self.served

    @property
    def at_desk(self) -> Desk:
        """The workspace, for pages that cannot do without.

        Raises
        ------
        WorkspaceError
            When a bundle alone is served.
        """
        if self.desk is None:
            raise WorkspaceError(
                "this page is about a workspace, and a bundle alone is served",
                hint="Serve the workspace: openkitchen serve FOLDER",
            )
        return self.desk

    @property
    def name(self) -> str:
        """What people call what is shown."""
        if self.desk is not None:
            return self.desk.name
        return "Open Kitchen" if self.served is None else self.served.name

    def draw(self, page: str, here: str, status: int = 200, **parts: object) -> HTMLResponse:
        """Fill a template.

        Parameters
        ----------
        page
            A template of the studio; it extends ``page.html``.
        here
            The key of the place that it belongs to; see `NAVIGATION`.
        status
            Of the answer.
        parts
            What the template asks for.
        """
        sheet = f"/static/kitchen.css?v={_version()}"
        told = self.piece(page, here=here, places=self.places, stylesheet_url=sheet, **parts)
        return HTMLResponse(told, status)

    def piece(self, template: str, **parts: object) -> str:
        """Fill a template that is a part of a page."""
        return (
            _environment()
            .get_template(template)
            .render(
                name=self.name,
                kitchen=self.served,
                desk=self.desk,
                target=target_of(self.name),
                user_url=user_url,
                item_url=item_url,
                **parts,
            )
        )


@cache
def _environment() -> Environment:
    made = environment(_PACKAGE)
    made.filters["word"] = target_of
    made.globals["parts"] = made.get_template("parts.html").module
    return made


@cache
def _version() -> str:
    return sha256(stylesheet().encode()).hexdigest()[:12]


def frame_of(request: Request) -> Frame:
    """Make the frame of a request; no page leads to a report that was not written."""
    state, served = request.app.state, kitchen_of(request)
    written = served is not None and served.report is not None and served.report.is_file()
    places = tuple(place for place in state.places if written or place.key != "report")
    return Frame(served, state.desk, places)


Framed = Annotated[Frame, Depends(frame_of)]
