"""Say in sentences what was promised and what came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from openkitchen.errors import listing
from openkitchen.sources.contract import Promise, Source
from openkitchen.store import ReceiptRow

__all__ = ["months_promised", "months_received", "sentences"]

_HERE = frozenset({"received", "late", "replaced"})
_LISTED = 6
_DAYS_A_MONTH = 365.25 / 12


def sentences(
    source: Source,
    receipts: Sequence[ReceiptRow],
    current: Sequence[ReceiptRow],
    days: Mapping[date, str],
    today: date | None,
) -> tuple[str, ...]:
    """Set promise against receipts.

    Parameters
    ----------
    source
        With its promise.
    receipts, current
        All its receipts; those that count.
    days
        What came on which day; for daily sources also the days without a file.
    today
        The last day on which something could have come.
    """
    return tuple(_sentences(source, receipts, current, days, today))


def months_promised(promise: Promise, last: date) -> int:
    """Return the months promised up to a day, at most as many as are to be held.

    Counted as `months_received` does: of a daily source by its days, else calendar months.
    """
    end = min(promise.end or last, last)
    if promise.cadence == "daily":
        months = _months_of((end - promise.start).days + 1)
    else:
        months = (end.year - promise.start.year) * 12 + end.month - promise.start.month + 1
    return max(min(months, promise.retention_months or months), 0)


def months_received(promise: Promise, here: Sequence[date]) -> int:
    """Return the months received: 30 and a half days make one, and a rest of half a month.

    Of a source that is not daily, the months are counted in which something came.
    """
    if promise.cadence != "daily":
        return len({(day.year, day.month) for day in here})
    return _months_of(len(here))


def _months_of(days: int) -> int:
    return max(round(days / _DAYS_A_MONTH), min(days, 1))


def _sentences(
    source: Source,
    receipts: Sequence[ReceiptRow],
    current: Sequence[ReceiptRow],
    days: Mapping[date, str],
    today: date | None,
) -> Iterator[str]:
    promise = source.promised
    here = [day for day, state in days.items() if state in _HERE]
    if not receipts:
        yield f"promised since {promise.start}, nothing received" if promise else "nothing received"
        return
    if promise and promise.cadence == "once":
        yield _once(promise, current)
    elif promise and current and not here:
        noun = "file counts" if len(current) == 1 else "files count"
        yield (
            f"promised since {promise.start}; {len(current):,} {noun}, the last one "
            f"{current[-1].file}, but they state no day (see `day` in sources.yml)"
        )
    elif promise and today:
        yield _against_promise(promise, source, current, here, today)
        if promise.cadence == "daily":
            yield from _gaps(days, max(here, default=None), min(here, default=None))
        elif promise.cadence == "weekly":
            yield from _weeks(promise, days, today)
    elif not here and current:
        yield f"files that state no day; the last one is {current[-1].file}"
    refused = [row.file for row in receipts if row.status == "rejected"]
    if refused:
        yield f"refused as a whole: {listing(dict.fromkeys(refused), _LISTED)}"


def _once(promise: Promise, current: Sequence[ReceiptRow]) -> str:
    if not current:
        return f"promised once from {promise.start}: not received"
    first = current[0]
    return (
        f"promised once from {promise.start}: {first.file}, received {first.received_at:%Y-%m-%d}"
    )


def _against_promise(
    promise: Promise,
    source: Source,
    current: Sequence[ReceiptRow],
    here: Sequence[date],
    today: date,
) -> str:
    first_event = min((row.first_event for row in current if row.first_event), default=None)
    if first_event is not None:
        first = f"first event {_local_day(first_event, source.timezone)}"
    else:
        first = f"first file of {min(here)}" if here else "no file that counts"
    if promise.cadence == "weekly":  # its weeks are counted beside
        return f"promised since {promise.start}, {first}"
    months, promised = months_received(promise, here), months_promised(promise, today)
    return f"promised since {promise.start}, {first}: {months} of {promised} months"


def _gaps(days: Mapping[date, str], last: date | None, first: date | None) -> Iterator[str]:
    if first is None or last is None:
        return
    missing = [d for d, state in days.items() if state == "missing" and first < d < last]
    if missing:
        yield f"no file between the first and the last day: {listing(map(str, missing), _LISTED)}"
    for state, words in (("empty", "file without events"), ("late", "late")):
        found = [day for day, s in days.items() if s == state]
        if found:
            yield f"{words}: {listing(map(str, found), _LISTED)}"


def _weeks(promise: Promise, days: Mapping[date, str], today: date) -> Iterator[str]:
    last = min(promise.end or today, today)
    starts = [promise.start + timedelta(n) for n in range(0, (last - promise.start).days + 1, 7)]
    here = [day for day, state in days.items() if state in _HERE]
    empty = [s for s in starts if not any(s <= day < s + timedelta(7) for day in here)]
    if starts:
        text = f"files in {len(starts) - len(empty)} of {len(starts)} weeks"
        gap = f"; none in the week from {listing(map(str, empty), _LISTED)}" if empty else ""
        yield f"{text}{gap}"


def _local_day(moment: datetime, timezone: str) -> date:
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(timezone)).date()
