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

_REASONS: Final = {"terms": [_TERM], "sentences": _SENTENCES, "n_others": 7, "others": 0.04}

_LIST_ASKED: Final = {
    "user_id": "u-17",
    "history": [
        {"item_id": "lentil-soup", "timestamp": 1788200000.0, "event_type": "view"},
        {"item_id": "a-dish-of-old"},
    ],
    "k": 1,
    "at": "2026-09-01T12:00:00",
    "filter": "INCLUDE ItemID WHERE Items.cuisine IN ($CUISINE)",
    "filter_values": {"CUISINE": '"mexican"'},
}

EXAMPLES: Final[dict[str, Any]] = {
    "Recommended": {
        "user_id": "u-17",
        "known_user": True,
        "items": [{**_LISTED, "reasons": _REASONS}],
        "left_out": [],
    },
    "ListAsked": _LIST_ASKED,
    "Tailored": {
        "user_id": "u-17",
        "known_user": True,
        "items": [_LISTED],
        "left_out": ["a-dish-of-old"],
    },
    "RankAsked": {"user_id": "u-17", "items": ["ramen", "bean-chili", "a-dish-of-old"]},
    "Ranked": {
        "user_id": "u-17",
        "known_user": True,
        "items": [_LISTED],
        "unknown": ["a-dish-of-old"],
        "left_out": [],
    },
    "SimilarAnswer": {
        "item_id": "bean-chili",
        "title": "Bean chili",
        "items": [
            {
                "item_id": "lentil-soup",
                "title": "Lentil soup",
                "similarity": 0.71,
                "terms": [_TERM],
                "n_others": 112,
                "others": 0.59,
            }
        ],
        "sentences": ["Most like bean-chili: lentil-soup (0.71)."],
    },
    "Question": {"kind": "history", "user_id": "u-17", "without": ["lentil-soup"]},
    "WhatIfAnswer": {
        "question": "What if user u-17 had not had lentil-soup?",
        "mode": "frozen",
        "how": "scored again with the same weights",
        "k": 10,
        "n_users": 2000,
        "n_affected": 1,
        "overlap": 0.9999,
        "rbo": 0.9999,
        "examples": [
            {
                "user_id": "u-17",
                "before": ["bean-chili", "ramen"],
                "after": ["ramen", "lentil-soup"],
                "entered": ["lentil-soup"],
                "left": ["bean-chili"],
                "moved": [["ramen", 2, 1]],
                "overlap": 0.5,
                "rbo": 0.4,
            }
        ],
        "exposures": [{"item_id": "bean-chili", "before": 41, "after": 40}],
        "sentences": ["What if user u-17 had not had lentil-soup?"],
    },
    "LeversAnswer": {
        "item_id": "bean-chili",
        "title": "Bean chili",
        "k": 10,
        "n_users": 2000,
        "levers": [
            {
                "attribute": "tags",
                "value": "spicy|vegan",
                "change": "tags: + vegan",
                "before": 41,
                "frozen": 60,
                "after": 66,
                "won": 27,
                "lost": 2,
                "whom": "diet=vegan (61% of them, 12% of all)",
            }
        ],
    },
    "ColdPolicy": {
        "users": [
            {
                "events": 0,
                "popularity": 1.0,
                "attributes": 0.0,
                "history": 0.0,
                "other": 0.0,
                "like_popular": 1.0,
                "n_users": 40,
            }
        ],
        "items": [
            {
                "taken": "never",
                "n_items": 12,
                "n_shown": 3,
                "of_catalogue": 0.04,
                "of_slots": 0.01,
            }
        ],
        "newcomers": 0.5,
        "rules": ["What a user already had is left out."],
        "sentences": ["Someone of whom nothing is known gets the same list as every newcomer."],
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
    "ForgetReceipt": {
        "id": "9a1d7a3e-6a0e-4a3e-9d4a-0d4c8f6d1f0a",
        "user_digest": "5d0c8bd7c2a4e1f0b3a69788d5c4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6",
        "asked_at": "2026-09-01T12:00:00Z",
        "done_at": "2026-09-01T12:00:02Z",
        "removed": [
            {"where": "database", "what": "events", "count": 12, "note": ""},
            {
                "where": "bundle model",
                "what": "events and attributes",
                "count": 41,
                "note": "the model is as if trained without",
            },
        ],
        "left": [
            {
                "where": "data/01_raw",
                "what": "delivered files",
                "count": None,
                "note": "They stay as they came; every run leaves the person out.",
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
