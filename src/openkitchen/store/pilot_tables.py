"""The tables of pilots with people, as SQLAlchemy sees them; times are naive UTC.

A change here needs a migration in ``migrations/versions``; a test compares the two.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Double, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from openkitchen.store.tables import Base

__all__ = ["Pilot", "PilotAnswer", "PilotDeletion", "PilotMail", "PilotPerson", "PilotShown"]


class Pilot(Base):
    """One row per pilot; ``settings`` are those that it began with."""

    __tablename__ = "pilot"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    started_at: Mapped[datetime | None] = mapped_column(DateTime)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime)


class PilotPerson(Base):
    """One row per participant; ``id`` is drawn at random, ``number`` counts within the pilot."""

    __tablename__ = "pilot_person"
    __table_args__ = (
        UniqueConstraint("pilot", "address"),
        UniqueConstraint("pilot", "number"),
        Index(None, "user_id"),
    )

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    pilot: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(Integer)
    address: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[str] = mapped_column(String(256))
    first_arm: Mapped[int] = mapped_column(Integer)
    invited_at: Mapped[datetime] = mapped_column(DateTime)
    left_at: Mapped[datetime | None] = mapped_column(DateTime)


class PilotShown(Base):
    """One row per item that somebody was shown: of which arm, at which rank, by which chance."""

    __tablename__ = "pilot_shown"

    person: Mapped[str] = mapped_column(String(24), primary_key=True)
    week: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    rank: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    item_id: Mapped[str] = mapped_column(String(256))
    title: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    arm: Mapped[str] = mapped_column(String(60))
    place: Mapped[int] = mapped_column(Integer)
    propensity: Mapped[float] = mapped_column(Double)
    credit: Mapped[float] = mapped_column(Double)
    made_at: Mapped[datetime] = mapped_column(DateTime)


class PilotMail(Base):
    """One row per mail that is due, under way or sent; one of a kind per person and week."""

    __tablename__ = "pilot_mail"
    __table_args__ = (Index(None, "state"),)

    person: Mapped[str] = mapped_column(String(24), primary_key=True)
    week: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    message_id: Mapped[str] = mapped_column(String(200))
    tries: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(DateTime)
    sent_at: Mapped[datetime | None] = mapped_column(DateTime)


class PilotAnswer(Base):
    """One row per answer; ``rank`` 0 holds what is said about the whole list."""

    __tablename__ = "pilot_answer"

    person: Mapped[str] = mapped_column(String(24), primary_key=True)
    week: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    rank: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(DateTime)


class PilotDeletion(Base):
    """One row per participant whose data were deleted; it knows the address as a digest alone."""

    __tablename__ = "pilot_deletion"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    pilot: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))
    deleted_at: Mapped[datetime] = mapped_column(DateTime)
    removed: Mapped[dict[str, Any]] = mapped_column(JSON)
