"""Examples for the API's documentation; a test holds them against the answers' types."""

from __future__ import annotations

from typing import Any, Final

__all__ = ["EXAMPLES", "example"]

_TERM: Final = {
    "block": "history:all",
    "feature": "lentil-soup",
    "value": 0.5,
    "weight": 0.24,
    "contribution": 0.12,
}
_SENTENCES: Final = [
    "Bean chili is number 1 for u-17, with a score of 0.31.",
    "What speaks for it: Lentil soup is in the history (+0.12).",
]
_LISTED: Final = {
    "rank": 1,
    "item_id": "bean-chili",
    "title": "Bean chili",
    "score": 0.31,
    "reasons": None,
}
_EXPLAINED: Final = {
    "user_id": "u-17",
    "item_id": "bean-chili",
    "title": "Bean chili",
    "known_user": True,
    "score": 0.31,
    "rank": 1,
    "terms": [_TERM],
    "rules": [],
    "sentences": _SENTENCES,
}

EXAMPLES: Final[dict[str, Any]] = {
    "Recommended": {
        "user_id": "u-17",
        "known_user": True,
        "items": [{**_LISTED, "reasons": {"terms": [_TERM], "sentences": _SENTENCES}}],
    },
    "Explained": _EXPLAINED,
    "Missing": {
        **_EXPLAINED,
        "rank": 14,
        "k": 10,
        "listed": False,
        "last_item": "ramen",
        "last_title": "Ramen",
        "last_score": 0.35,
        "gap": 0.04,
        "behind": [_TERM],
    },
    "ColdStart": {"items": [_LISTED]},
    "WeightsAnswer": {
        "n_features": 412,
        "features": [
            {"block": "user", "feature": "diet=vegan", "strength": 0.08, "clear_share": 0.6}
        ],
        "rows": [
            {
                "block": "user",
                "feature": "diet=vegan",
                "item_id": "bean-chili",
                "weight": 0.2,
                "standard_error": 0.03,
                "clear": True,
            }
        ],
    },
    "Info": {
        "name": "shop",
        "version": "0.1.0",
        "model": "glass-box",
        "users": 2000,
        "items": 300,
        "interactions": 41234,
        "first_day": "2026-07-01",
        "last_day": "2026-08-31",
        "settings": {"power": 0.5},
        "has_report": True,
    },
    "EventIn": {
        "user_id": "u-17",
        "item_id": "bean-chili",
        "session_id": "s-4",
        "timestamp": 1788200000.0,
        "event_id": "e-81",
        "event_type": "view",
        "event_value": 1.0,
        "properties": {"page": "home"},
    },
    "Accepted": {"received": 1, "new": 1},
    "ExplainedList": {
        "recommendation_id": "3f0cbb5f-6b35-4a3e-9d4a-0d4c8f6d1f0a",
        "served_at": "2026-09-01T12:00:00",
        "asked": "arn:aws:personalize:us-east-1:000000000000:campaign/shop",
        "version": "solution/shop/served",
        "kind": "user",
        "user_id": "u-17",
        "item_id": "",
        "filter": "",
        "items": [
            {
                "rank": 1,
                "item_id": "bean-chili",
                "title": "Bean chili",
                "score": 0.31,
                "terms": [_TERM],
                "sentences": _SENTENCES,
            }
        ],
    },
    "Health": {"status": "ok"},
    "Ready": {"status": "ready", "publication": 3, "problems": []},
    "NotReady": {
        "status": "not ready",
        "publication": 3,
        "problems": ["the database does not answer"],
    },
    "ErrorAnswer": {
        "error": {
            "kind": "unknown_name",
            "message": "no item 'bean-chilli'",
            "hint": "Did you mean 'bean-chili'?",
        }
    },
}


def example(name: str) -> dict[str, Any]:
    """Return one example in the place where OpenAPI looks for it."""
    return {"content": {"application/json": {"example": EXAMPLES[name]}}}
