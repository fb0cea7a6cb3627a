"""Addresses of pages; an id may hold anything, and stays one segment of a path."""

from __future__ import annotations

from urllib.parse import quote, urlencode

__all__ = ["item_url", "user_url"]


def user_url(user_id: str) -> str:
    """Return the address of a user's page."""
    return _url("/users", user_id)


def item_url(item_id: str) -> str:
    """Return the address of an item's page."""
    return _url("/items", item_id)


def _url(folder: str, name: str) -> str:
    if not name.strip("."):  # browsers would read dots as a step up
        return f"{folder}?{urlencode({'id': name})}"
    return f"{folder}/{quote(name, safe='')}"
