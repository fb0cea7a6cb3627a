"""How much memory there is, and how much of it can still be taken."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["available_memory", "machine_memory"]

_MEMINFO = Path("/proc/meminfo")
_GROUPS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
"""Where Linux tells a group's limit: the second and the first version of its control groups."""
_TAKEN = ("memory.current", "memory.usage_in_bytes")


def machine_memory() -> int:
    """Return the bytes of memory that this process may have: the machine's or its group's."""
    limits = [limit for limit in map(_number, _GROUPS) if limit is not None]
    return min([_installed(), *limits])


def available_memory() -> int:
    """Return the bytes of memory that can still be taken, by this machine and this group.

    Files that the system holds in memory only because nobody else needs the room do not count
    as taken: on a machine that has run for a while they fill almost all of it.
    """
    rooms = [_spare()]
    for limit, name in zip(_GROUPS, _TAKEN, strict=True):
        most, taken = _number(limit), _number(limit.parent / name)
        if most is not None and taken is not None:
            rooms.append(max(most - taken + _files_held(limit.parent), 0))
    return min(rooms)


def _installed() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _spare() -> int:
    kilobytes = _fields(_MEMINFO).get("MemAvailable:")
    return int(_installed() * 0.8) if kilobytes is None else kilobytes * 1024


def _files_held(group: Path) -> int:
    told = _fields(group / "memory.stat")
    return told.get("total_inactive_file", told.get("inactive_file", 0))


def _fields(path: Path) -> dict[str, int]:
    try:
        lines = [line.split() for line in path.read_text("ascii").splitlines()]
        return {words[0]: int(words[1]) for words in lines if len(words) > 1}
    except (OSError, ValueError):  # no such file here
        return {}


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):  # no such group, or one without a limit
        return None
