"""Addresses of pages, and words of commands; an id may hold anything, and stays one of them."""

from __future__ import annotations

import shlex
from urllib.parse import quote, urlencode

__all__ = ["item_url", "target_of", "user_url"]


def user_url(user_id: str) -> str:
    """Return the address of a user's page."""
    return _url("/users", user_id)


def item_url(item_id: str) -> str:
    """Return the address of an item's page."""
    return _url("/items", item_id)


def target_of(name: str) -> str:
    """Return a name as one word of a command line."""
    return shlex.quote(name)


def _url(folder: str, name: str) -> str:
    if not name.strip("."):  # browsers would read dots as a step up
        return f"{folder}?{urlencode({'id': name})}"
    return f"{folder}/{quote(name, safe='')}"
