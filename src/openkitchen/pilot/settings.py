"""What ``pilot.yml`` states: the design, the arms, the mail, the words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from openkitchen.errors import SettingsError
from openkitchen.mail import Security
from openkitchen.pilot.wording import Wording

__all__ = ["Arm", "Assumed", "Design", "MailSettings", "PilotSettings", "settings_of"]

Design = Literal["interleaved", "alternating", "split"]

_ARMS = ("bundle", "recommendations", "outside", "model", "map", "settings", "diversity")
_FROZEN = ("people", "weeks", "items", "design", "seed", "arms")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Arm(_Strict):
    """One of the two things that are compared; exactly one of the fields is given.

    ``settings`` and ``diversity`` may also stand beside each other: the published bundle
    with other settings, or more varied lists.
    """

    bundle: str | None = None
    recommendations: str | None = None
    outside: str | None = None
    model: str | None = None
    map: str | None = None
    settings: dict[str, Any] | None = None
    diversity: float | None = Field(None, ge=0, le=1)


class Assumed(_Strict):
    """What the planner takes for granted: spreads in steps of the scale, and shares."""

    level: float = Field(0.5, ge=0)
    between_people: float = Field(0.3, ge=0)
    between_weeks: float = Field(0.3, ge=0)
    between_items: float = Field(1.1, gt=0)
    answered: float = Field(0.75, gt=0, le=1)
    leave: float = Field(0.1, ge=0, lt=1)


class MailSettings(_Strict):
    """How mails travel; without a host they are written as files."""

    sender: str = "The kitchen <kitchen@localhost>"
    reply_to: str = ""
    host: str = ""
    port: int = Field(587, ge=1, le=65535)
    security: Security = "starttls"


class PilotSettings(_Strict):
    """All that is stated about a pilot."""

    name: str = Field("pilot", pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")
    people: int = Field(20, ge=2, le=100_000)
    weeks: int = Field(8, ge=1, le=104)
    items: int = Field(5, ge=1, le=20)
    design: Design = "interleaved"
    seed: int = 0
    arms: dict[str, Arm] = {
        "now": Arm(bundle="data/06_models/bundle"),
        "popularity": Arm(model="popularity"),
    }
    assume: Assumed = Assumed()
    links: str = "http://127.0.0.1:8000"
    item_url: str = ""
    details: tuple[str, ...] = ()
    mail: MailSettings = MailSettings()
    wording: Wording = Wording()
    questions: tuple[str, ...] = (
        "Is there anything that you missed in the list?",
        "Which of these would you show to a friend, and why?",
        "What should we never recommend to you?",
    )

    @field_validator("arms")
    @classmethod
    def _two(cls, arms: dict[str, Arm]) -> dict[str, Arm]:
        if len(arms) != 2:
            raise ValueError(f"a pilot compares two arms, and here are {len(arms)}")
        for name, arm in arms.items():
            if not name or len(name) > 60 or not name.isprintable():
                raise ValueError(f"an arm cannot be named {name[:40]!r}")
            given = [kind for kind in _ARMS if getattr(arm, kind) is not None]
            if not given or (len(given) > 1 and set(given) != {"settings", "diversity"}):
                raise ValueError(f"arm {name}: give one of {', '.join(_ARMS)}")
        return arms

    @property
    def names(self) -> tuple[str, str]:
        """The arms' names, in the order in which they are stated."""
        one, other = self.arms
        return one, other

    def question_of(self, week: int) -> str:
        """Return the question of a week; empty where there is none."""
        if not self.questions or week < 1:
            return ""
        return self.questions[min(week, len(self.questions)) - 1]

    def changed_design(self, other: PilotSettings) -> list[str]:
        """Return what of the design differs from other settings."""
        return [name for name in _FROZEN if getattr(self, name) != getattr(other, name)]


def settings_of(stated: Mapping[str, Any] | None, file: str = "pilot.yml") -> PilotSettings:
    """Read what is stated.

    Parameters
    ----------
    stated
        As YAML has it; what it leaves out is as by default.
    file
        Where it comes from, for messages.

    Raises
    ------
    SettingsError
        When a name is unknown or a value impossible; all of them are told.
    """
    try:
        return PilotSettings.model_validate(dict(stated or {}))
    except ValidationError as error:
        told = "; ".join(_told(found) for found in error.errors())
        known = ", ".join(PilotSettings.model_fields)
        raise SettingsError(f"{file}: {told}", hint=f"There are: {known}.") from error


def _told(found: Any) -> str:
    place = ".".join(str(part) for part in found["loc"])
    return f"{place}: {str(found['msg']).removeprefix('Value error, ')}"
