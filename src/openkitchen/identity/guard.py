"""When a visitor belongs to a customer: what is asked of the evidence."""

from __future__ import annotations

from dataclasses import dataclass

from openkitchen.errors import SettingsError

__all__ = ["Guard"]


@dataclass(frozen=True, slots=True)
class Guard:
    """What the evidence must show before a visitor is given to a customer.

    Parameters
    ----------
    share
        For visitors seen with several customers: the share of what the visitor does that is
        expected to be this customer's, above a half. Above 1 no share suffices: a visitor
        seen with two customers is always nobody's. The lower it is, the more visitors on
        whose device a stranger once logged in are given back to their owner, and the more
        shared devices are taken for one person's.
    doubt
        For visitors seen once, with one customer: the highest probability, up to 1, that
        this was a stranger's login. A visitor above it is ``doubtful`` and nobody's.
    """

    share: float = 0.95
    doubt: float = 0.5

    def __post_init__(self) -> None:
        if not self.share > 0.5:
            raise SettingsError(
                f"the guard's share of the evidence is {self.share}",
                hint="Give more than 0.5, or two customers could own one visitor; above 1 no "
                "share suffices.",
            )
        if not 0.0 <= self.doubt <= 1.0:
            raise SettingsError(
                f"the guard's highest doubt is {self.doubt}",
                hint="Give a probability between 0 and 1; 1 doubts nobody.",
            )

    @classmethod
    def strict(cls) -> Guard:
        """Return a guard for which a second customer makes a visitor nobody's; none is doubted."""
        return cls(share=2.0, doubt=1.0)
