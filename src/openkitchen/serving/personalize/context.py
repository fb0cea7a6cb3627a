"""The situation that a request tells of: the device, where the model learned from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from openkitchen.models import GlassBox
from openkitchen.serving.cases import on_device
from openkitchen.serving.personalize.devices import device_of
from openkitchen.serving.personalize.targets import Target

__all__ = ["in_context", "on_this"]


def in_context(target: Target, context: Mapping[str, str]) -> Target:
    """Return a target that makes lists for the situation of a request.

    What the model did not learn from, and devices that it does not know, change nothing, as
    in the service.
    """
    device, model = device_of(context), target.kitchen.model
    if device is None or not isinstance(model, GlassBox):
        return target
    known = model.fitted.design.context
    fits = "device" in known.kinds and device in known.devices
    return on_this(target, device) if fits else target


def on_this(target: Target, device: str) -> Target:
    """Return a target that makes lists for a device; empty: for none in particular."""
    if not device:
        return target
    return replace(target, kitchen=on_device(target.kitchen, device), device=device)
