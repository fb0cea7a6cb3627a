"""Personal links: a random number for the person, the week, and a signature over both.

The key lies in a file of its own beside the database, readable by its owner alone. Whoever has
a link can answer in one person's name for one week, and nothing else; whoever has none cannot
make one (HMAC-SHA-256, 192 bits), and cannot count through people, whose ids are random.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from openkitchen.errors import SettingsError
from openkitchen.sources.left_out import key_in

__all__ = ["KEY_FILE", "Claim", "Links", "links_in", "new_id"]

KEY_FILE = "pilot.key"
_BYTES = 24
_FORM = re.compile(r"([a-z2-7]{16})\.(\d{1,3})\.([A-Za-z0-9_-]{32})")
_PURPOSE = b"openkitchen pilot link\0"
_NOTE = b"openkitchen pilot address\0"


@dataclass(frozen=True, slots=True)
class Claim:
    """Whom and which week a link that is signed speaks of."""

    person: str
    week: int


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads personal links.

    Parameters
    ----------
    key
        The secret.
    """

    key: bytes = field(repr=False)

    def token(self, person: str, week: int) -> str:
        """Return the part of a link that stands for a person and a week."""
        return f"{person}.{week}.{self._signature(person, week)}"

    def read(self, token: str) -> Claim | None:
        """Return what a token says; ``None`` for anything that was not signed here."""
        found = _FORM.fullmatch(token)
        if found is None:
            return None
        person, week = found[1], int(found[2])
        if str(week) != found[2]:  # one spelling for each claim
            return None
        if not hmac.compare_digest(self._signature(person, week), found[3]):
            return None
        return Claim(person, week)

    def digest(self, address: str) -> str:
        """Return what is kept of the address of somebody whose data were deleted."""
        return hmac.new(self.key, _NOTE + address.lower().encode(), hashlib.sha256).hexdigest()

    def _signature(self, person: str, week: int) -> str:
        told = _PURPOSE + f"{person}.{week}".encode()
        signed = hmac.new(self.key, told, hashlib.sha256).digest()[:_BYTES]
        return base64.urlsafe_b64encode(signed).decode()


def links_in(folder: Path) -> Links:
    """Return the links of a folder's pilots; their key is made at the first use.

    Raises
    ------
    SettingsError
        When others could read the key.
    """
    key = key_in(folder, KEY_FILE)
    path = folder / KEY_FILE
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise SettingsError(
            f"{path} can be read by others (mode {mode:o}), who could sign links with it",
            hint=f"chmod 600 {path}",
        )
    return Links(key)


def new_id() -> str:
    """Draw a person's id: 80 random bits."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()
