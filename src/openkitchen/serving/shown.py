"""The kitchen that is shown now: replaced while requests go on."""

from __future__ import annotations

from collections.abc import Callable

from openkitchen.errors import BundleError, UnknownName
from openkitchen.serving.kitchen import Kitchen

__all__ = ["Shown"]


class Shown:
    """What is served, and what was.

    A request that has taken the kitchen keeps it to its end, whatever is shown meanwhile.

    Parameters
    ----------
    kitchen
        What is served; ``None``: nothing.
    earlier
        Opens what a publication served.
    """

    def __init__(
        self,
        kitchen: Kitchen | None = None,
        earlier: Callable[[int], Kitchen] | None = None,
    ) -> None:
        self.kitchen = kitchen
        self.earlier = earlier
        self._before: Kitchen | None = None

    def let_go(self) -> None:
        """Keep no earlier kitchen open."""
        self._before = None

    def at(self, number: int) -> Kitchen:
        """Return the kitchen of a publication, to explain what it served.

        Raises
        ------
        UnknownName
            When its bundle is not kept any more.
        """
        for kitchen in (self.kitchen, self._before):
            if kitchen is not None and kitchen.number == number:
                return kitchen
        gone = UnknownName(
            "publication", str(number), hint="The bundle that made this list is not kept any more."
        )
        if self.earlier is None or not number:
            raise gone
        try:
            self._before = self.earlier(number)
        except BundleError as error:
            raise gone from error
        return self._before
