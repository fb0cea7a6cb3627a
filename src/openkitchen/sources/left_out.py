"""People who asked to be forgotten: their rows are left out of what was received."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.schema.columns import CUSTOMER, TIME, USER, VISITOR
from openkitchen.sources.received import Received, ReceivedSource

__all__ = ["KEY_FILE", "LeftOut", "digest_of", "key_in", "leave_out"]

KEY_FILE = "forgetting.key"
_IDS = (USER, CUSTOMER, VISITOR)
_BYTES = 32


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Ids, as keyed digests, each with the moment up to which its events are left out.

    Parameters
    ----------
    key
        The key of the digests.
    until
        Digest → naive UTC.
    """

    key: bytes = b""
    until: Mapping[str, datetime] = field(default_factory=dict)

    def moments(self, ids: pa.ChunkedArray) -> pa.ChunkedArray:
        """Return the moment that belongs to each id; null for people who were not forgotten."""
        distinct = ids.unique().drop_null()
        held = [self.until.get(digest_of(self.key, str(one))) for one in distinct.to_pylist()]
        found = pa.array(held, pa.timestamp("us"))
        return found.take(pc.index_in(ids, distinct))


def digest_of(key: bytes, name: str) -> str:
    """Return the keyed digest of an id: HMAC-SHA-256, in hexadecimal digits."""
    return hmac.new(key, name.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def key_in(folder: Path, name: str = KEY_FILE) -> bytes:
    """Return the key of a folder's digests; make it at the first use, for its owner alone.

    Parameters
    ----------
    folder
        Where it lies.
    name
        Its file: each purpose has a key of its own.
    """
    path = folder / name
    try:
        return path.read_bytes()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # whoever comes second takes the key of the first
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()


def leave_out(received: Received, people: LeftOut) -> Received:
    """Leave out what was received of people who were forgotten.

    Events are left out up to the moment of forgetting: who comes back is a new person. Rows
    without a time, such as those of a customer database, are left out altogether.
    """
    if not people.until:
        return received
    return replace(received, sources=tuple(_one(one, people) for one in received.sources))


def _one(one: ReceivedSource, people: LeftOut) -> ReceivedSource:
    ids = [name for name in _IDS if name in one.columns]
    if not ids:
        return one
    rows = one.rows
    gone = np.zeros(rows.num_rows, dtype=np.bool_)
    for name in ids:
        until = people.moments(_chunked(rows[name].cast(pa.string())))
        if TIME in rows.column_names:
            early = pc.or_kleene(pc.less_equal(rows[TIME], until), pc.is_null(rows[TIME]))
            own = pc.and_kleene(pc.is_valid(until), early)
        else:
            own = pc.is_valid(until)
        gone |= pc.fill_null(own, False).to_numpy(zero_copy_only=False)
    return replace(one, held=rows.filter(pa.array(~gone))) if gone.any() else one


def _chunked(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray:
    return column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
