"""The device that events and requests tell of, under the names that clients use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openkitchen.serving.personalize.holdings import spelled

__all__ = ["DEVICES", "device_of"]

DEVICES: Final = frozenset({"device", "devicetype"})
"""Names under which a device is told, of interactions and of requests; see `spelled`."""


def device_of(told: Mapping[str, Any]) -> str | None:
    """Return the device among what is told of an event or a request; ``None`` without."""
    found = (value for name, value in told.items() if spelled(name) in DEVICES)
    return next((value for value in found if isinstance(value, str) and value), None)
