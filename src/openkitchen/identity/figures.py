"""Who is who in figures: devices, events without a user, and by what right events count."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

import pyarrow as pa

from openkitchen.engine import run_model
from openkitchen.identity.counts import IdentityCounts, count_identities
from openkitchen.identity.traffic import events_of
from openkitchen.schema.columns import STATUS, USER, VISITOR
from openkitchen.sources import Received

__all__ = ["DeviceClass", "IdentityFigures", "identity_figures"]

RULE = (
    "What a device does before the first login on it counts for the customer to whom the device "
    "belongs; on shared and doubtful devices only events that name their customer do."
)
"""The rule by which traffic before the first login is attributed."""


@dataclass(frozen=True, slots=True)
class DeviceClass:
    """A class of devices.

    Parameters
    ----------
    device
        As the sources call it.
    events
        Events on it.
    users
        Known users on it.
    """

    device: str
    events: int
    users: int


@dataclass(frozen=True, slots=True)
class IdentityFigures:
    """An identity map, seen from its events.

    Parameters
    ----------
    counts
        The map in numbers.
    events
        Events with a visitor id.
    own, before, between, nobody
        How many of them name their customer; are attributed though from before the first
        login; are attributed though nobody was logged in; have no known user.
    devices
        By class of device.
    users_with_kind, users_on_several_kinds
        Known users of whose events some say the kind of device; those of them who came on
        more than one kind.
    """

    counts: IdentityCounts
    events: int
    own: int
    before: int
    between: int
    nobody: int
    devices: tuple[DeviceClass, ...]
    users_with_kind: int = 0
    users_on_several_kinds: int = 0

    @property
    def cross_device_share(self) -> float:
        """Users with more than one visitor id, for each user who is a customer.

        A device may have had several: a browser that forgets its cookie gets a new one.
        """
        return self.counts.cross_device / max(self.counts.known_users, 1)

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        whole = max(self.events, 1)
        return {
            **asdict(self),
            "cross_device_share": self.cross_device_share,
            "before_first_login_share": self.before / whole,
            "events_without_user_share": self.nobody / whole,
            "rule": RULE,
        }

    def sentences(self) -> list[str]:
        """Say it in words."""
        whole = max(self.events, 1)
        if not self.events:
            return ["No event has a visitor id: the events name their users, so nobody is joined."]
        if not self.counts.linked + self.counts.shared + self.counts.doubtful:
            return self._nobody_named()
        return [
            f"{self.counts.visitors:,} visitor ids are {self.counts.users:,} users; "
            f"{self.counts.cross_device:,} of {self.counts.known_users:,} known users "
            f"({self.cross_device_share:.1%}) have more than one visitor id.",
            f"{self.nobody:,} of {self.events:,} events ({self.nobody / whole:.1%}) have no known "
            "user.",
            f"{self.before:,} events ({self.before / whole:.1%}) are attributed though they are "
            f"from before the first login. {RULE}",
            *self._kinds(),
        ]

    def _kinds(self) -> list[str]:
        if not self.users_with_kind:
            return []
        return [
            f"{self.users_on_several_kinds:,} of {self.users_with_kind:,} known users came on more "
            "than one kind of device; several visitor ids on one kind may be one device that got "
            "a new id."
        ]

    def _nobody_named(self) -> list[str]:
        stand = (
            f"{self.counts.mock:,} stand for mock users"
            if self.counts.mock
            else (f"each of the {self.counts.visitors:,} visitor ids is a user of its own")
        )
        return [
            f"No event and no link names a customer or an account, so {stand}: nobody can be "
            "recognised on a second device.",
            "If the log has an account, member or subscriber number, call it customer_id under "
            "columns in conf/base/sources.yml; clicks in newsletters can be a source of links. "
            "Until then, openkitchen identity mock 50 makes users of item segments.",
        ]


def identity_figures(received: Received, identity_map: pa.Table) -> IdentityFigures:
    """Count whose events are whose, by what right, and on which devices."""
    tables = {
        "events": events_of(received),
        "identity_map": identity_map.select([VISITOR, USER, STATUS]),
    }
    rows = run_model(files("openkitchen.identity") / "figures.sql", tables).to_pylist()
    kinds = run_model(files("openkitchen.identity") / "several_devices.sql", tables).to_pylist()[0]
    by_right = {row["whose"]: row["events"] for row in rows if row["device"] is None}
    devices = tuple(
        DeviceClass(row["device"], row["events"], row["users"])
        for row in rows
        if row["device"] is not None and row["whose"] is None
    )
    return IdentityFigures(
        count_identities(identity_map),
        by_right.get(None, 0),
        by_right.get("own", 0),
        by_right.get("before", 0),
        by_right.get("between", 0),
        by_right.get("nobody", 0),
        devices,
        kinds["seen"],
        kinds["several"],
    )
