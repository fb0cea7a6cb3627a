"""What a workspace tells the studio beyond its bundle.

The studio stands below the pipelines that know workspaces, so it says here what it asks for;
`openkitchen.pipelines` hands in what answers.
"""

from __future__ import annotations

from typing import Protocol

__all__ = ["Desk"]


class Desk(Protocol):
    """A workspace, as pages ask it."""

    @property
    def name(self) -> str:
        """What people call it: its folder."""
        ...
