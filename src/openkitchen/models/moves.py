"""What the search for settings starts from, and what it tries, in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from openkitchen.models.audience import Known
from openkitchen.models.context import CONTEXTS, available_contexts
from openkitchen.models.event_weights import parse_event_weights
from openkitchen.models.events import Events
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.schema import Attribute, Tables

__all__ = ["Group", "default_settings", "groups_of_moves", "starting_point"]

Change = Callable[[GlassBoxSettings], GlassBoxSettings | None]

_LEFT_OUT = 3.0
_RIDGE = 300.0
_MOST_SCALES = 3
_MOST_KINDS = 3
_FEWEST = 0.01
_REPEATS = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3)


@dataclass(frozen=True, slots=True)
class Group:
    """Changes that are tried beside one another; the best one is kept, if it gains.

    Parameters
    ----------
    touches
        The settings that the changes are about: all must be open.
    moves
        The changes; one that cannot be made returns ``None``.
    times
        How often the group is tried again after a gain.
    """

    touches: tuple[str, ...]
    moves: tuple[Change, ...]
    times: int = 1

    def open(self, given: GlassBoxSettings) -> bool:
        """Whether none of the settings is given."""
        return all(getattr(given, name) is None for name in self.touches)

    def changes(
        self, settings: GlassBoxSettings, given: GlassBoxSettings
    ) -> Iterator[GlassBoxSettings]:
        """Yield the changed settings, what is given kept as it is."""
        for move in self.moves:
            changed = move(settings)
            if changed is None:
                continue
            changed = given.filled(changed)
            fits = len(changed.ridge_items or ()) in (1, len(changed.scales or ()))
            if changed != settings and fits:
                yield changed


def starting_point(given: GlassBoxSettings, default: GlassBoxSettings) -> GlassBoxSettings:
    """Fill in the defaults, and as many scales as what is given has numbers for."""
    start = given.filled(default)
    told = max(len(given.ridge_items or ()), len(given.repeat or ()))
    if given.scales is None and 1 < told <= _MOST_SCALES:
        start = replace(start, scales=(*(start.scales or ()), "4s", "24h")[:told])
    if given.ridge_items is not None:
        return start
    penalties = [_penalty(start, scale) for scale in start.scales or ()]
    return replace(start, ridge_items=tuple(penalties))


def default_settings(tables: Tables, events: Events) -> GlassBoxSettings:
    """Return the settings that the search starts from."""
    span = _span(events)
    left_out = _LEFT_OUT if events.dated else 1.0
    return GlassBoxSettings(
        scales=("all",),
        power=0.5,
        row_half_life=0.0,
        left_out=left_out,
        typical=float(f"{_typical(events):.2g}"),
        ridge_items=(_RIDGE * (1.0 + left_out if events.dated else 1.0),),
        ridge_tags=0.0,
        ridge_users=1000.0 if _described(tables.user_attributes) else 0.0,
        ridge_base=1.0,
        ridge_cold=100.0,
        shrink=0.0,
        newcomers=0.25,
        discount=0.0,
        repeat=(0.0,),
        trend=0.0,
        trend_half_life=max(span / 60, 1e-3),
        context=(),
        ridge_context=1000.0,
        event_weights=(),
        value_power=0.0,
        max_items=4000,
        precision=64,
    )


def groups_of_moves(tables: Tables, known: Known, *, returning: bool = False) -> list[Group]:
    """List the groups of changes in the order in which they are tried.

    Parameters
    ----------
    tables, known
        What the model will be fitted on.
    returning
        Whether the cuts ask for what people had before, too.
    """
    events = known.events
    span, dated = _span(events), events.dated
    groups = []
    if _described(tables.user_attributes):
        groups.append(Group(("ridge_users",), (_times("ridge_users", 10), _put(ridge_users=0.0))))
    groups.append(_penalties(3.0))
    if returning:
        groups.append(_repeats_of(0))
    if dated:
        groups += [_scales(span), _put_each("left_out", (0.0, 1.0, 10.0), _left_out)]
        groups.append(_penalties(3.0))
    groups.append(_put_each("power", (0.25, 0.75), _power))
    if dated:
        groups.append(_put_each("row_half_life", (span / 3, span / 12, span / 40), _plain))
    groups += [_tilts(3.0, 10.0), _tilts(3.0, 3.0)]
    groups += [_penalty_of(place, by) for place in range(_MOST_SCALES) for by in (3.0, 1 / 3)]
    groups.append(_put_each("discount", (0.1, 0.2, 0.3), _plain))
    if dated:
        groups += _trends(span)
    if _described(tables.item_attributes):
        groups.append(_put_each("ridge_tags", (1e3, 1e4, 1e5), _plain))
        groups.append(_put_each("shrink", (5.0, 20.0), _plain))
        groups.append(_put_each("newcomers", (0.1, 0.5, 1.0), _plain))
    groups.append(_put_each("ridge_cold", (1.0, 10.0, 1e4), _plain))
    if returning:
        groups += [_repeats_of(place) for place in range(_MOST_SCALES)]
    groups += _evidence(known) + _contexts(known)
    groups.append(_penalties(1.5))
    return groups


def _evidence(known: Known) -> list[Group]:
    """Let the value of an event count, and its type."""
    groups, events = [], known.events
    if len(np.unique(events.value[events.value > 0])) > 1:
        groups.append(_put_each("value_power", (0.5, 1.0), _plain))
    shares = np.bincount(events.kind[events.kind >= 0], minlength=len(known.labels.kinds))
    common = np.argsort(-shares, kind="stable")[:_MOST_KINDS]
    common = common[shares[common] >= _FEWEST * max(len(events), 1)]
    if len(common) > 1:
        names = [known.labels.kinds[code] for code in common]
        moves = [_weighing(name, by) for name in names for by in (0.3, 3.0)]
        groups.append(Group(("event_weights",), tuple(moves), 2))
    return groups


def _weighing(name: str, by: float) -> Change:
    def change(settings: GlassBoxSettings) -> GlassBoxSettings:
        weights = parse_event_weights(settings.event_weights or ())
        weights[name] = weights.get(name, 1.0) * by
        told = tuple(f"{kind}:{float(f'{w:.3g}'):g}" for kind, w in sorted(weights.items()))
        return replace(settings, event_weights=told)

    return change


def _contexts(known: Known) -> list[Group]:
    """Tell the time of year, of the week and of the day, and the device."""
    kinds = available_contexts(known.events, known.labels)
    if not kinds:
        return []
    strength = [_times("ridge_context", by) for by in (0.2, 5.0)]
    return [
        Group(("context",), tuple(_with_context(kind) for kind in kinds), len(kinds)),
        Group(("ridge_context",), tuple(_if_context(move) for move in strength)),
    ]


def _with_context(kind: str) -> Change:
    def change(settings: GlassBoxSettings) -> GlassBoxSettings | None:
        told = settings.context or ()
        if kind in told:
            return None
        return replace(settings, context=tuple(k for k in CONTEXTS if k in (*told, kind)))

    return change


def _if_context(move: Change) -> Change:
    return lambda settings: move(settings) if settings.context else None


def _described(attributes: Sequence[Attribute]) -> bool:
    return any(attribute.kind != "text" for attribute in attributes)


def _span(events: Events) -> float:
    if not events.dated:
        return 0.0
    low, high = np.quantile(events.time, [0.01, 0.99])
    return float(high - low)


def _typical(events: Events) -> float:
    """Return the number of events of a user, as an average user has."""
    busy = max(int((events.counts > 0).sum()), 1)
    return max(len(events) / busy, 1.0)


def _days(days: float) -> str:
    return f"{max(float(f'{days:.2g}'), 0.01):g}d"


def _penalty(settings: GlassBoxSettings, scale: str) -> float:
    """Return the first guess at a scale's penalty: whole histories are rows of ``all`` only."""
    whole = settings.left_out or 0.0
    return _RIDGE * (1.0 + whole if scale == "all" and settings.typical else 1.0)


def _put(**values: float) -> Change:
    return lambda settings: replace(settings, **values)  # type: ignore[arg-type]


def _plain(settings: GlassBoxSettings, name: str, value: float) -> GlassBoxSettings:
    return replace(settings, **{name: value})  # type: ignore[arg-type]


def _put_each(
    name: str,
    values: Sequence[float],
    put: Callable[[GlassBoxSettings, str, float], GlassBoxSettings],
) -> Group:
    def change(value: float) -> Change:
        return lambda settings: put(settings, name, value)

    return Group((name,), tuple(change(value) for value in values))


def _times(name: str, by: float) -> Change:
    def change(settings: GlassBoxSettings) -> GlassBoxSettings | None:
        value = getattr(settings, name)
        return replace(settings, **{name: value * by}) if value else None

    return change


def _scaled(settings: GlassBoxSettings, by: float, place: int | None) -> GlassBoxSettings | None:
    ridge = settings.ridge_items or ()
    if place is not None and place >= len(ridge):
        return None
    changed = tuple(r * by if place in (None, p) else r for p, r in enumerate(ridge))
    return replace(settings, ridge_items=changed)


def _penalties(by: float) -> Group:
    """Multiply the penalties on all history items, up or down, as often as it pays."""
    return Group(
        ("ridge_items",), (lambda s: _scaled(s, by, None), lambda s: _scaled(s, 1 / by, None)), 3
    )


def _penalty_of(place: int, by: float) -> Group:
    return Group(("ridge_items",), (lambda s: _scaled(s, by, place),), 2)


def _repeats_of(place: int) -> Group:
    """Let people return to what one scale says they had."""

    def change(value: float) -> Change:
        def put(settings: GlassBoxSettings) -> GlassBoxSettings | None:
            if place >= len(settings.scales or ()):
                return None
            told = list(settings.repeat_per_scale)
            if told[place] == value:
                return None
            told[place] = value
            return replace(settings, repeat=tuple(told))

        return put

    return Group(("repeat",), tuple(change(value) for value in _REPEATS))


def _tilts(up: float, down: float) -> Group:
    """Trust one scale more and the others less: near scales tell much that far ones told before."""

    def tilt(place: int) -> Change:
        def change(settings: GlassBoxSettings) -> GlassBoxSettings | None:
            if len(settings.ridge_items or ()) < 2:
                return None
            others = _scaled(settings, up, None)
            return None if others is None else _scaled(others, 1 / (up * down), place)

        return change

    return Group(("ridge_items",), tuple(tilt(place) for place in range(_MOST_SCALES)), 3)


def _left_out(settings: GlassBoxSettings, _: str, value: float) -> GlassBoxSettings:
    """Change the weight of whole histories, and the penalty of the scale that sees them."""
    changed = replace(settings, left_out=value)
    by = (1.0 + value) / (1.0 + (settings.left_out or 0.0))
    scales, ridge = settings.scales or (), settings.ridge_items or ()
    told = tuple(r * by if scale == "all" else r for scale, r in zip(scales, ridge, strict=False))
    return replace(changed, ridge_items=told)


def _power(settings: GlassBoxSettings, _: str, value: float) -> GlassBoxSettings:
    """Change the power; inputs shrink or grow by it, so the penalties do by its square."""
    by = float(settings.typical or 1.0) ** (2 * ((settings.power or 0.0) - value))
    changed = tuple(ridge * by for ridge in settings.ridge_items or ())
    return replace(settings, power=value, ridge_items=changed)


def _scales(span: float) -> Group:
    """Add one scale to those that are there: the last steps, lately, this moment."""
    return Group(
        ("scales",),
        tuple(_with_scale(s) for s in ("0s", "2s", "4s", _days(span / 20), "24h", "0.5h")),
        _MOST_SCALES - 1,
    )


def _with_scale(scale: str) -> Change:
    def change(settings: GlassBoxSettings) -> GlassBoxSettings | None:
        scales = settings.scales or ()
        if scale in scales or len(scales) >= _MOST_SCALES:
            return None
        ridge = (*(settings.ridge_items or ()), _penalty(settings, scale))
        return replace(settings, scales=(*scales, scale), ridge_items=ridge)

    return change


def _trends(span: float) -> list[Group]:
    tried = [
        _put(trend=trend, trend_half_life=span / part)
        for part in (500, 60, 10)
        for trend in (0.1, 0.5)
    ]
    return [
        Group(("trend", "trend_half_life"), tuple(tried)),
        Group(("trend",), (_times("trend", 2.0), _times("trend", 0.5)), 3),
    ]
