"""How the shop's files are sent off: names, arrival times, and what is known of each."""

from __future__ import annotations

import os
import shutil
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from openkitchen.sources.shop.defects import (
    CLEAN,
    EMPTY,
    LATE,
    LATE_BY,
    MISSING,
    REPLACED,
    RESENT,
    SWAPPED,
    Plan,
)
from openkitchen.sources.shop.hits import BROKEN, Hits
from openkitchen.sources.shop.recipes import Recipes
from openkitchen.sources.shop.web import web_name, write_web

__all__ = ["Delivery", "Post"]

_CUT_AT = 0.6
_CORRECTED_BY = 3


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivered file, and what is in it.

    Parameters
    ----------
    file, source
        Its name, and the source that it belongs to.
    day
        Number of the day that it covers; for weekly files the day in its name.
    arrives
        When it is delivered (UTC).
    kind
        ``clean``, ``late``, ``swapped``, ``empty``; ``superseded`` (a later file of the
        same day holds more) and ``replacement``; ``resend`` (bytes sent before).
    renamed
        Whether its columns have the new names.
    rows
        Rows below the header.
    people, bots, doubles, ahead
        Rows of people's events, of bots, repeated rows, and rows of clocks that are ahead.
    broken
        Broken rows by what is wrong.
    """

    file: str
    source: str
    day: int
    arrives: datetime
    kind: str = CLEAN
    renamed: bool = False
    rows: int = 0
    people: int = 0
    bots: int = 0
    doubles: int = 0
    ahead: int = 0
    broken: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether its rows are the ones that hold for its day."""
        return self.kind not in ("resend", "superseded")

    def to_dict(self, opened: date) -> dict[str, object]:
        """Return it for JSON, with dates instead of day numbers."""
        return {
            **asdict(self),
            "day": str(opened + timedelta(days=self.day)),
            "arrives": self.arrives.isoformat(),
        }


@dataclass(slots=True)
class Post:
    """Writes files into the folder of deliveries and keeps the list of them.

    Parameters
    ----------
    folder
        Where they lie.
    recipes, plan, seed, opened
        The shop, and its first day.
    sent
        What was delivered so far, in the order of writing.
    """

    folder: Path
    recipes: Recipes
    plan: Plan
    seed: int
    opened: date
    sent: list[Delivery] = field(default_factory=list)

    def weekly(self, source: str, name: str, day: int, rows: int, hour: int) -> None:
        """Note a file of a weekly source that has been written."""
        self._send(Delivery(name, source, day, self._moment(day, hour), rows=rows))

    def web(self, hits: Hits, day: int) -> None:
        """Deliver the web file of a day, in the way that is planned for it."""
        kind = self.plan.of_day(day)
        if kind == MISSING:
            return
        if kind == REPLACED:
            cut = hits.take(slice(0, int(len(hits) * _CUT_AT)))
            self._web(cut, day, web_name(self.day_of(day)), "superseded", 1)
            self._web(hits, day, web_name(self.day_of(day), "_v2"), "replacement", _CORRECTED_BY)
            return
        hits = hits.take(slice(0, 0)) if kind == EMPTY else hits
        known = kind if kind in (LATE, SWAPPED, EMPTY) else CLEAN
        self._web(hits, day, web_name(self.day_of(day)), known, 1 + LATE_BY * (kind == LATE))
        if kind == RESENT:
            again = web_name(self.day_of(day), "_again")
            shutil.copyfile(self.folder / web_name(self.day_of(day)), self.folder / again)
            self._send(self._web_delivery(hits, day, again, "resend", _CORRECTED_BY))

    def day_of(self, number: int) -> date:
        """Return the day that has a number."""
        return self.opened + timedelta(days=number)

    def order(self) -> list[Delivery]:
        """Return all deliveries in the order in which they arrive."""
        return sorted(self.sent, key=lambda one: (one.arrives, one.file))

    def _web(self, hits: Hits, day: int, name: str, kind: str, after: int) -> None:
        write_web(
            self.folder / name,
            hits,
            day,
            self.day_of(day),
            self.recipes.ids,
            self.seed,
            renamed=self.plan.renamed(day),
            swapped=kind == SWAPPED,
        )
        self._send(self._web_delivery(hits, day, name, kind, after))

    def _web_delivery(self, hits: Hits, day: int, name: str, kind: str, after: int) -> Delivery:
        once = ~hits.double
        broken = np.bincount(hits.broken, minlength=len(BROKEN)).tolist()
        return Delivery(
            file=name,
            source="web",
            day=day,
            arrives=self._moment(day + after, 6),
            kind=kind,
            renamed=self.plan.renamed(day),
            rows=len(hits),
            people=int((once & ~hits.bot).sum()),
            bots=int((once & hits.bot).sum()),
            doubles=int(hits.double.sum()),
            ahead=int(hits.ahead.sum()),
            broken=dict(zip(BROKEN[1:], broken[1:], strict=True)),
        )

    def _send(self, delivery: Delivery) -> None:
        """List a delivery; its file is dated as it arrives, not as it was written."""
        moment = delivery.arrives.timestamp()
        os.utime(self.folder / delivery.file, (moment, moment))
        self.sent.append(delivery)

    def _moment(self, day: int, hour: int) -> datetime:
        return datetime.combine(self.day_of(day), time(hour), UTC)
