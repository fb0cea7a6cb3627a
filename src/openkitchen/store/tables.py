"""The tables of the store, as SQLAlchemy sees them.

A change here needs a migration in ``migrations/versions``; a test compares the two.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Double, Index, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = ["Base", "Receipt", "Run"]

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
