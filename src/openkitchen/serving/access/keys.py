"""API keys: made, shown once, rotated, revoked.

A key is ``okk_<id>_<secret>``. The secret is 32 random bytes, so one round of SHA-256 is
enough to keep it by: nobody guesses it, whatever the speed of guessing.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.serving.access.scopes import SCOPES
from openkitchen.store import KeyRow, Store, add_key, end_key, keys

__all__ = ["MadeKey", "create_key", "digest", "revoke_key", "rotate_key", "split_key"]

_FORM = re.compile(r"okk_([a-z0-9]{12})_([A-Za-z0-9_-]{43})")
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key; ``text`` is shown once and kept nowhere."""

    row: KeyRow
    text: str


def create_key(
    store: Store, name: str, scopes: Sequence[str], *, lasts: timedelta | None = None
) -> MadeKey:
    """Make a key and keep its digest.

    Parameters
    ----------
    store
        Where the server's keys are.
    name
        Whose it is, in words.
    scopes
        Any of ``read``, ``write``, ``admin``.
    lasts
        How long it is good for; ``None``: until it is revoked.

    Raises
    ------
    SettingsError
        When the name or a scope cannot be used.
    """
    name = name.strip()
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise SettingsError(f"a key cannot be named {name[:40]!r}", hint="Say whose it is.")
    strange = [scope for scope in scopes if scope not in SCOPES]
    if strange or not scopes:
        said = f"there is no scope {strange[0]!r}" if strange else "a key without a scope"
        raise SettingsError(said, hint=f"Choose of: {', '.join(SCOPES)}.")
    number = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    secret = secrets.token_urlsafe(32)
    now = datetime.now(UTC).replace(tzinfo=None)
    chosen = tuple(scope for scope in SCOPES if scope in scopes)
    ends = None if lasts is None else now + lasts
    row = KeyRow(number, name, chosen, digest(secret), now, ends)
    add_key(store, row)
    return MadeKey(row, f"okk_{number}_{secret}")


def rotate_key(store: Store, key_id: str, *, keep: timedelta = timedelta()) -> MadeKey:
    """Make a key like another one, which ends: at once, or after a while.

    Parameters
    ----------
    store
        Where the server's keys are.
    key_id
        The key that is replaced.
    keep
        How long the old one stays good beside the new one.

    Raises
    ------
    UnknownName
        When there is no such key.
    SettingsError
        When it has ended already.
    """
    old = _found(store, key_id)
    now = datetime.now(UTC).replace(tzinfo=None)
    if not old.holds(now):
        raise SettingsError(f"key {key_id} has ended already", hint="Make a new one.")
    lasts = None if old.expires_at is None else old.expires_at - old.created_at
    made = create_key(store, old.name, old.scopes, lasts=lasts)
    ends = now + keep
    if old.expires_at is None or ends < old.expires_at:
        end_key(store, key_id, expires_at=ends)
    return made


def revoke_key(store: Store, key_id: str) -> KeyRow:
    """Let a key end at once; return what it was.

    Raises
    ------
    UnknownName
        When there is no such key.
    """
    row = _found(store, key_id)
    end_key(store, key_id, revoked_at=datetime.now(UTC))
    return row


def split_key(text: str) -> tuple[str, str]:
    """Return the id and the secret of a key; empty texts when it has not a key's form."""
    found = _FORM.fullmatch(text)
    return (found[1], found[2]) if found else ("", "")


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _found(store: Store, key_id: str) -> KeyRow:
    rows = {row.id: row for row in keys(store)}
    if key_id not in rows:
        raise UnknownName("key", key_id, list(rows), hint="See: openkitchen keys list")
    return rows[key_id]
