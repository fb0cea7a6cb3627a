"""Names of resources: made from what clients chose, found whatever region they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openkitchen.serving.personalize.faults import invalid

__all__ = ["RECIPES", "Home", "key_of"]

RECIPES = "arn:aws:personalize:::"
_ARN = re.compile(r"arn:[a-z\d-]+:personalize:[^:]*:[^:]*:(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a client believes its resources to be.

    Parameters
    ----------
    region
        As its signature says.
    account
        There is one account; its number means nothing.
    """

    region: str = "us-east-1"
    account: str = "000000000000"

    def arn(self, key: str) -> str:
        """Return the full name of a resource."""
        if key.startswith("recipe/"):
            return f"{RECIPES}{key}"
        return f"arn:aws:personalize:{self.region}:{self.account}:{key}"


def key_of(arn: str) -> str:
    """Return the part of an ARN that names the resource; region and account count for nothing.

    Raises
    ------
    Fault
        ``InvalidInputException``, when it is no ARN of this service.
    """
    found = _ARN.fullmatch(arn)
    if found is None:
        raise invalid(f"{arn[:100]!r} is no Personalize ARN")
    return found.group(1)
