"""Logs as lines of JSON: what happened, when, to which request; no secret and nobody's name.

A line of a request names the route, not the address: ids of users stay out of logs, and so
do queries, headers and bodies.
"""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson

__all__ = ["FIELDS", "JsonLines", "log_as_json"]

FIELDS = ("request_id", "method", "route", "status", "ms", "key", "publication", "worker")
"""What a line may say beside time, level, logger and words."""


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__name__
            line["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)
            ]
        return orjson.dumps(line, default=str).decode()


def log_as_json(stream: TextIO | None = None, *, requests: bool = True) -> logging.Handler:
    """Let everything that is logged become lines of JSON.

    Parameters
    ----------
    stream
        Where to; the error stream by default.
    requests
        Also a line for each request, not only what goes wrong.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("openkitchen").setLevel(logging.INFO if requests else logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [], True
    return handler
