"""Resources of the Personalize dialect: documents with a name, a parent and a status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from openkitchen.store.store import Store
from openkitchen.store.tables import Resource

__all__ = [
    "ResourceRow",
    "add_resource",
    "change_resource",
    "drop_resource",
    "resource",
    "resources",
]


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """One resource.

    Parameters
    ----------
    key
        The part of its ARN that names it, such as ``campaign/shop``.
    kind
        The part before the first slash.
    parent
        Key of what it hangs on; empty without.
    status
        Where it is in its life, such as ``ACTIVE``.
    created, updated
        Epoch seconds.
    body
        What Describe shows.
    inside
        What only the server needs.
    tags
        Key to value.
    id
        Given by the store, rising; ``None`` before.
    """

    key: str
    kind: str
    parent: str
    status: str
    created: float
    updated: float
    body: dict[str, Any]
    inside: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    id: int | None = None


def add_resource(store: Store, row: ResourceRow) -> bool:
    """Keep a resource; return false, and change nothing, when its key is taken."""
    values = asdict(row)
    del values["id"]
    with store.writing() as connection:
        try:
            with connection.begin_nested():
                connection.execute(insert(Resource).values(values))
        except IntegrityError:
            return False
    return True


def change_resource(store: Store, key: str, **columns: Any) -> bool:
    """Set columns of a resource; return false when it does not exist (any more)."""
    query = update(Resource).where(Resource.key == key).values(columns)
    with store.writing() as connection:
        return connection.execute(query).rowcount == 1


def drop_resource(store: Store, *keys: str) -> None:
    """Forget resources, all at once."""
    with store.writing() as connection:
        connection.execute(delete(Resource).where(Resource.key.in_(keys)))


def resource(store: Store, key: str) -> ResourceRow | None:
    """Return a resource by its key."""
    with store.reading() as connection:
        query = select(Resource.__table__).where(Resource.key == key)
        found = connection.execute(query).mappings().one_or_none()
    return None if found is None else _row(found)


def resources(
    store: Store,
    kind: str | None = None,
    parent: str | None = None,
    *,
    statuses: Iterable[str] = (),
    after: int = 0,
    most: int | None = None,
) -> list[ResourceRow]:
    """Return resources in the order in which they were made.

    Parameters
    ----------
    store
        The store.
    kind, parent
        Only these; all when ``None``.
    statuses
        Only these; all when empty.
    after
        Only those with a higher id.
    most
        At most so many.
    """
    query = select(Resource.__table__).where(Resource.id > after).order_by(Resource.id)
    if kind is not None:
        query = query.where(Resource.kind == kind)
    if parent is not None:
        query = query.where(Resource.parent == parent)
    wanted = list(statuses)
    if wanted:
        query = query.where(Resource.status.in_(wanted))
    if most is not None:
        query = query.limit(most)
    with store.reading() as connection:
        return [_row(found) for found in connection.execute(query).mappings()]


def _row(found: Any) -> ResourceRow:
    return ResourceRow(**{str(name): value for name, value in found.items()})
