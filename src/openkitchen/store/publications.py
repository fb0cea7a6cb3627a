"""Which bundle is served, and which ones were before."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select

from openkitchen.store.store import Store
from openkitchen.store.tables import Publication
from openkitchen.store.times import naive_utc

__all__ = ["PublicationRow", "add_publication", "latest_publication", "publications"]


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """One time that a bundle was put in front of the servers.

    Parameters
    ----------
    folder
        Its folder on the shelf.
    sha256
        Digest of its ``bundle.json``.
    action
        ``publish`` or ``rollback``.
    note
        What a person wrote about it.
    published_at
        Naive UTC.
    id
        Given by the store, rising; ``None`` before.
    """

    folder: str
    sha256: str
    action: str
    note: str
    published_at: datetime
    id: int | None = None


def add_publication(store: Store, row: PublicationRow) -> int:
    """Put a bundle in front of the servers; return the publication's number."""
    values = asdict(row) | {"published_at": naive_utc(row.published_at)}
    del values["id"]
    with store.writing() as connection:
        query = insert(Publication).values(values).returning(Publication.id)
        return int(connection.execute(query).scalar_one())


def latest_publication(store: Store) -> PublicationRow | None:
    """Return what is to be served; ``None`` when nothing was published."""
    query = select(Publication.__table__).order_by(Publication.id.desc()).limit(1)
    with store.reading() as connection:
        found = connection.execute(query).mappings().one_or_none()
    return None if found is None else PublicationRow(**found)


def publications(store: Store) -> list[PublicationRow]:
    """Return every publication, the first one first."""
    query = select(Publication.__table__).order_by(Publication.id)
    with store.reading() as connection:
        return [PublicationRow(**row) for row in connection.execute(query).mappings()]
