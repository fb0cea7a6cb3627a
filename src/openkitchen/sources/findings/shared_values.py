"""Values of one's own that stand with very many people: fillers of an address or a number."""

from __future__ import annotations

from collections.abc import Iterator

from openkitchen.errors import plural
from openkitchen.sources.findings.examples import Found, Want, among
from openkitchen.sources.findings.finding import Finding
from openkitchen.sources.findings.profile import Profile
from openkitchen.sources.findings.track import Track

__all__ = ["shared_value_findings"]

_OWN = 0.25
_FEWEST = 200
_MANY, _SHARE, _TIMES = 20, 0.002, 20
_AMOUNTS = ("whole number", "decimal number")
_SHOWN = 5


def shared_value_findings(track: Track) -> Iterator[Found]:
    """Find values that are far too frequent to be anybody's, where most people have their own.

    Looked at are the columns of the newest dump of a people source in which at least a quarter of
    200 values or more differ, such as e-mail addresses and telephones; not amounts, and not
    dates. Too frequent is what more than 20 people and 0.2% have, and 20 times as many as have
    a usual value: a family shares a telephone, a thousand people share none.
    """
    if track.source.role != "people" or not track.parts:
        return
    newest = track.parts[-1]
    for column in track.headers:
        profile = newest.columns.get(column)
        values = _shared(profile) if profile else {}
        if not values:
            continue
        rows = sum(values.values())
        listed = ", ".join(f"{value!r} ({n:,})" for value, n in list(values.items())[:_SHOWN])
        finding = Finding(
            "shared_values",
            "problem",
            track.source.name,
            column,
            f"in {newest.label}",
            f"{plural(rows, 'row')} of {column!r} share what others have alone: {listed}",
            "very likely",
            {"values": len(values), "rows": rows},
            "If they stand for no value, add them to `missing` of "
            f"{track.source.name!r} in sources.yml. People are not linked by them.",
        )
        yield Found(finding, (Want(newest.receipt, (column,), column, among(list(values))),))


def _shared(profile: Profile) -> dict[str, int]:
    if profile.filled < _FEWEST or profile.distinct < _OWN * profile.filled:
        return {}
    if profile.main_class in _AMOUNTS or "date" in profile.main_class:
        return {}
    usual = profile.filled / profile.distinct
    most = max(_MANY, _SHARE * profile.filled, _TIMES * usual)
    return {value: n for value, n in profile.common.items() if n > most}
