"""What our own columns mean: the part of the data dictionary that no provider has to give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from openkitchen.schema.columns import (
    COUNT,
    CUSTOMER,
    DEVICE,
    EVENT_ID,
    EVENT_TYPE,
    EVENT_VALUE,
    EVIDENCE,
    FIRST_SEEN,
    GRADE,
    ITEM,
    LAST_SEEN,
    MAP_VERSION,
    RANK,
    SCORE,
    SESSION,
    SOURCE,
    STATUS,
    TIME,
    USER,
    VISITOR,
    WEIGHT,
)

__all__ = ["MEANINGS", "Meaning", "meaning_of"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column says.

    Parameters
    ----------
    text
        In words.
    unit
        Of its numbers or times; empty where there is none.
    """

    text: str
    unit: str = ""


MEANINGS: Final[dict[tuple[str, str], Meaning]] = {
    ("", USER): Meaning("the person, as identity resolution knows them"),
    ("", VISITOR): Meaning("one browser on one device, by the provider's cookie"),
    ("", CUSTOMER): Meaning("the customer, by the number in the customer database"),
    ("", ITEM): Meaning("what was looked at, bought or recommended"),
    ("", TIME): Meaning("when it happened", "UTC"),
    ("", EVENT_TYPE): Meaning("what was done, in the source's words"),
    ("", EVENT_VALUE): Meaning("a value that the source gives with the event, such as a rating"),
    ("", EVENT_ID): Meaning("the source's number of the event"),
    ("", WEIGHT): Meaning(
        "how much the event counts as evidence of interest", "1: an event of usual weight"
    ),
    ("", SESSION): Meaning(
        "a run of events without a long pause: user, @, and the time of its first event"
    ),
    ("", DEVICE): Meaning("the kind of device"),
    ("", SOURCE): Meaning("the source, by its name in sources.yml"),
    ("", MAP_VERSION): Meaning("which identity map the users are from"),
    ("", EVIDENCE): Meaning("why a visitor and a customer are thought to be one: login, link …"),
    ("", FIRST_SEEN): Meaning("when the two were first seen together", "UTC"),
    ("", LAST_SEEN): Meaning("when the two were last seen together", "UTC"),
    ("", COUNT): Meaning("how often the two were seen together", "days, or links"),
    ("", GRADE): Meaning("how much a choice was worth, for graded nDCG", "grade"),
    ("", RANK): Meaning("place in the list, from 1", "places"),
    ("", SCORE): Meaning("what the list is ordered by: a sum of named terms", "score"),
    ("identity_map", STATUS): Meaning(
        "linked (the user is the customer), shared (several customers; nobody's) or anonymous"
    ),
    ("funnel", "step"): Meaning("a step of the preparation"),
    ("funnel", "meaning"): Meaning("what the step does"),
    ("funnel", "rows"): Meaning("events left after the step", "events"),
    ("events", "user"): Meaning("position of the user in the bundle", "position from 0"),
    ("events", "item"): Meaning("position of the item in the bundle", "position from 0"),
    ("events", "kind"): Meaning("what was done: position among the types of events"),
    ("events", "value"): Meaning("a value that the source gives with the event"),
    ("events", "device"): Meaning("the kind of device: position among the devices"),
    ("events", "time"): Meaning("when it happened", "microseconds since 1970, UTC"),
}
"""(table, column) → what it says; the table is empty where a name means the same everywhere."""


def meaning_of(table: str, column: str) -> Meaning | None:
    """Return what one of our columns says; ``None`` for an attribute that a provider defines.

    Parameters
    ----------
    table
        Its table; of the parts of a bundle, what stands after the colon.
    column
        Its name.
    """
    part = table.rsplit(":", 1)[-1]
    return MEANINGS.get((part, column)) or MEANINGS.get(("", column))
