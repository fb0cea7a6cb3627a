"""A client for the API: typed questions, typed answers, the library's own errors."""

from openkitchen.client.client import AsyncClient, Client
from openkitchen.client.questions import (
    Event,
    Question,
    cold_policy,
    cold_start,
    explain,
    forget,
    info,
    levers,
    put_events,
    rank,
    receipt,
    recommend,
    similar,
    weights,
    what_if,
    why_not,
)

__all__ = [
    "AsyncClient",
    "Client",
    "Event",
    "Question",
    "cold_policy",
    "cold_start",
    "explain",
    "forget",
    "info",
    "levers",
    "put_events",
    "rank",
    "receipt",
    "recommend",
    "similar",
    "weights",
    "what_if",
    "why_not",
]
