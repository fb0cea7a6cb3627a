"""Column names, once. No other module spells them."""

from __future__ import annotations

from typing import Final

USER: Final = "user_id"
ITEM: Final = "item_id"
TIME: Final = "timestamp"
EVENT_TYPE: Final = "event_type"
EVENT_VALUE: Final = "event_value"
WEIGHT: Final = "weight"
SESSION: Final = "session_id"
DEVICE: Final = "device"
SOURCE: Final = "source"
MAP_VERSION: Final = "map_version"

VISITOR: Final = "visitor_id"
CUSTOMER: Final = "customer_id"
EVENT_ID: Final = "event_id"
EVIDENCE: Final = "evidence"
FIRST_SEEN: Final = "first_seen"
LAST_SEEN: Final = "last_seen"
COUNT: Final = "count"
STATUS: Final = "status"

RANK: Final = "rank"
SCORE: Final = "score"
GRADE: Final = "grade"
