"""Who may ask a server, for what, how much and how fast."""

from openkitchen.serving.access.door import Door
from openkitchen.serving.access.gate import Gate
from openkitchen.serving.access.keys import MadeKey, create_key, revoke_key, rotate_key
from openkitchen.serving.access.limits import Limits
from openkitchen.serving.access.ring import KeyRing
from openkitchen.serving.access.scopes import SCOPES

__all__ = [
    "SCOPES",
    "Door",
    "Gate",
    "KeyRing",
    "Limits",
    "MadeKey",
    "create_key",
    "revoke_key",
    "rotate_key",
]
