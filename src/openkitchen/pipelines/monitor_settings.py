"""What ``conf/<env>/monitor.yml`` states: how much alarms, and who is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from openkitchen.errors import SettingsError
from openkitchen.monitor import DeliveryLimits, DriftSettings
from openkitchen.monitor.alerts import MailTo, Webhook
from openkitchen.pipelines.shelf import settings_in

__all__ = ["MonitorSettings", "Replays", "monitor_settings"]

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Replays:
    """Which ages are replayed on which weeks; see `openkitchen.monitor.replay_ages`."""

    weeks: int = 4
    ages: tuple[int, ...] = (1, 2, 3, 4, 6, 8)
    metric: str = "ndcg"
    least: float = 0.05
    __pydantic_config__ = _STRICT


@dataclass(frozen=True, slots=True)
class MonitorSettings:
    """All that can be set.

    Parameters
    ----------
    deliveries, drift, staleness
        How patient, how strict, which ages.
    parity_users
        How many people's served lists are looked at.
    online_days
        Days within which a choice counts for a list.
    mail, webhook
        Where alerts go.
    """

    deliveries: DeliveryLimits = field(default_factory=DeliveryLimits)
    drift: DriftSettings = field(default_factory=DriftSettings)
    staleness: Replays = field(default_factory=Replays)
    parity_users: int = 200
    online_days: int = 7
    mail: MailTo = field(default_factory=MailTo)
    webhook: Webhook = field(default_factory=Webhook)
    __pydantic_config__ = _STRICT


def monitor_settings(root: Path, env: str = "local") -> MonitorSettings:
    """Read a workspace's settings; what is not stated has its default.

    The mail server is that of the pilot where ``monitor.yml`` names none, and its name and
    password are those of ``conf/local/credentials.yml`` under ``smtp``.

    Raises
    ------
    SettingsError
        When a setting is unknown or impossible.
    """
    given = dict(settings_in(root, env, "monitor"))
    mail = dict(_mapping(given.get("mail") or {}, "mail"))
    shared = settings_in(root, env, "pilot").get("mail") if not mail.get("host") else None
    if isinstance(shared, Mapping):
        same = ("host", "port", "security", "sender")
        mail = {name: shared[name] for name in same if shared.get(name)} | mail
    signed = settings_in(root, "local", "credentials").get("smtp")
    if isinstance(signed, Mapping):
        mail |= {n: signed[n] for n in ("username", "password") if signed.get(n)}
    webhook = given.get("webhook") or {}
    given["webhook"] = {"url": webhook} if isinstance(webhook, str) else webhook
    given["mail"] = mail
    try:
        return TypeAdapter(MonitorSettings).validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"monitor.yml: {where}: {first['msg']}",
            hint="conf/base/monitor.yml of a new workspace lists all settings.",
        ) from error


def _mapping(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise SettingsError(f"monitor.yml: {where} is no mapping", hint="Write {host: …, to: …}.")
    return given
