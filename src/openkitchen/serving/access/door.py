"""How a server lets requests in."""

from __future__ import annotations

from dataclasses import dataclass, field

from openkitchen.serving.access.limits import Limits
from openkitchen.serving.access.ring import KeyRing

__all__ = ["Door"]


@dataclass(frozen=True)
class Door:
    """How a server lets requests in.

    Parameters
    ----------
    ring
        The keys; without any, nobody is asked for one.
    limits
        What a request may take.
    signatures
        Whether the Personalize dialect has a table of keys that its clients sign with:
        then a signature, which is checked there, does instead of an API key.
    """

    ring: KeyRing = field(default_factory=KeyRing)
    limits: Limits = field(default_factory=Limits)
    signatures: bool = False
