"""The tables of the store, as SQLAlchemy sees them.

A change here needs a migration in ``migrations/versions``; a test compares the two.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Double, Index, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = [
    "ApiKey",
    "Base",
    "Event",
    "Forgotten",
    "Properties",
    "Publication",
    "Receipt",
    "Resource",
    "Run",
    "Served",
]

_BIG = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up Integer keys alone


class Base(DeclarativeBase):
    """Base of all tables; constraints get names that migrations can refer to."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Receipt(Base):
    """One row per delivered file; times are naive UTC."""

    __tablename__ = "receipt"
    __table_args__ = (
        Index(None, "source", "sha256"),
        {"sqlite_autoincrement": True},  # ids are never given twice
    )

    id: Mapped[int] = mapped_column(_BIG, primary_key=True)
    source: Mapped[str] = mapped_column(String(200))
    file: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int] = mapped_column(BigInteger)
    header: Mapped[list[str]] = mapped_column(JSON)
    days: Mapped[list[str]] = mapped_column(JSON)
    rows: Mapped[int] = mapped_column(BigInteger)
    rejected: Mapped[int] = mapped_column(BigInteger)
    first_event: Mapped[datetime | None] = mapped_column(DateTime)
    last_event: Mapped[datetime | None] = mapped_column(DateTime)
    status: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    typed: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(DateTime)


class Run(Base):
    """One row per run of the pipeline; times are naive UTC."""

    __tablename__ = "run"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(_BIG, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(DateTime)
    seconds: Mapped[float] = mapped_column(Double)
    environment: Mapped[str] = mapped_column(String(200))
    steps: Mapped[list[str]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(String(50))


class Event(Base):
    """One row per event that was put in while serving; times are naive UTC.

    ``scope`` is what it counts for: the served bundle, or a dataset group. Within a scope an
    event id is kept once.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("uq_event_scope_event_id", "scope", "event_id", unique=True),
        Index(None, "scope", "user_id"),
        Index(None, "scope", "session_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(_BIG, primary_key=True)
    scope: Mapped[str] = mapped_column(String(300))
    event_id: Mapped[str] = mapped_column(String(256))
    user_id: Mapped[str | None] = mapped_column(String(256))
    session_id: Mapped[str | None] = mapped_column(String(256))
    item_id: Mapped[str | None] = mapped_column(String(256))
    event_type: Mapped[str | None] = mapped_column(String(256))
    event_value: Mapped[float | None] = mapped_column(Double)
    properties: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    happened_at: Mapped[datetime] = mapped_column(DateTime)
    received_at: Mapped[datetime] = mapped_column(DateTime)


class Resource(Base):
    """One row per resource of the Personalize dialect; times are epoch seconds.

    ``key`` is the part of its ARN that names it; ``parent`` the key of what it hangs on.
    ``body`` is what Describe shows, ``inside`` what only the server needs.
    """

    __tablename__ = "resource"
    __table_args__ = (Index(None, "kind", "parent"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(_BIG, primary_key=True)
    key: Mapped[str] = mapped_column(String(300), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    parent: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(40))
    created: Mapped[float] = mapped_column(Double)
    updated: Mapped[float] = mapped_column(Double)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    inside: Mapped[dict[str, Any]] = mapped_column(JSON)
    tags: Mapped[dict[str, str]] = mapped_column(JSON)


class Properties(Base):
    """One row per item or user that was put in one by one; ``change`` rises with each put."""

    __tablename__ = "properties"

    dataset: Mapped[str] = mapped_column(String(300), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(256), primary_key=True)
    change: Mapped[int] = mapped_column(BigInteger)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)


class Served(Base):
    """One row per list that was served: enough to explain it later."""

    __tablename__ = "served"
    __table_args__ = (Index(None, "served_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    served_at: Mapped[datetime] = mapped_column(DateTime)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


class Forgotten(Base):
    """One row per request to forget a person; times are naive UTC.

    ``user_id`` is there while the work goes on, so that it can be taken up again, and is
    erased with the last step. ``digests`` are keyed: the key lies in a file of its own.
    """

    __tablename__ = "forgotten"
    __table_args__ = (Index(None, "asked_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(DateTime)
    done_at: Mapped[datetime | None] = mapped_column(DateTime)
    user_id: Mapped[str | None] = mapped_column(Text)
    digests: Mapped[list[str]] = mapped_column(JSON)
    receipt: Mapped[dict[str, Any]] = mapped_column(JSON)


class ApiKey(Base):
    """One row per API key; of its secret only a digest. Times are naive UTC."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(DateTime)
    expires_at: Mapped[datetime | None] = mapped_column(DateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime)


class Publication(Base):
    """One row each time that a bundle was put in front of the servers; the last one counts."""

    __tablename__ = "publication"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(_BIG, primary_key=True)
    folder: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(DateTime)
