"""The glass box's settings: the only place where its hyperparameters stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, get_type_hints

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.models.context import CONTEXTS
from openkitchen.models.event_weights import parse_event_weights
from openkitchen.models.scales import Scale, parse_scale

__all__ = ["GlassBoxSettings", "settings_from_text"]

_LISTS = ("scales", "ridge_items", "context", "event_weights", "repeat")


@dataclass(frozen=True, slots=True)
class GlassBoxSettings:
    """Settings of the glass box; ``None`` means: let the validation cut choose.

    Parameters
    ----------
    scales
        Scales of history, such as ``("all", "30d", "4s")``; see `parse_scale`.
    power
        A history is divided by its mass to this power.
    row_half_life
        Days after which a training row counts half; 0: all rows count the same.
    left_out
        Weight of rows *a whole history → each of its items, foretold from the others*
        beside rows *history → next event*. Undated data know only the former.
    typical
        Events of a typical history: the scale on which a whole history stands beside one
        next event.
    ridge_items
        Penalty on the weights of history items, one per scale, or one for all.
    ridge_tags
        Penalty on the weights of the tags of history items; 0 leaves tags out.
    ridge_users
        Penalty on the weights of user attributes; 0 leaves them out.
    ridge_base
        Penalty on the bias.
    ridge_cold
        Penalty on what an empty history adds to the bias.
    shrink
        Events that an item needs for its own weights to count as much as those that its
        tags predict; 0: only items without any event are scored by their tags.
    newcomers
        Share of what its tags predict that an item without any event gets.
    discount
        An item's weights are divided by (its number of events)^discount, which makes room
        for items that are less popular.
    trend
        Weight of recent popularity.
    trend_half_life
        Days after which an event counts half in recent popularity.
    context
        What of the moment of a choice is told: some of ``month``, ``weekday``, ``hour`` and
        ``device``.
    ridge_context
        Penalty on the weights of the context.
    event_weights
        How much an event of each type counts in a history: ``("purchase:3", "view:1")``; a
        type that is not named counts 1; of one that weighs 0 nothing is learned.
    value_power
        An event counts (its value / the typical value of its type) to this power: a rating
        or an amount. 0: values do not matter.
    max_items
        At most this many items serve as inputs (the most popular); all are scored.
    precision
        Bits of the numbers that the fit works with and the weights are kept in: 64, or 32
        for half the memory and less time. Scores are added up in 64 bits all the same.
    repeat
        What an item's own presence in a history adds to its weight, one number per scale, the
        last ones left out being 0: how much people return to what they had. Lists that hold
        nothing twice do not depend on it.
    """

    scales: tuple[str, ...] | None = None
    power: float | None = None
    row_half_life: float | None = None
    left_out: float | None = None
    typical: float | None = None
    ridge_items: tuple[float, ...] | None = None
    ridge_tags: float | None = None
    ridge_users: float | None = None
    ridge_base: float | None = None
    ridge_cold: float | None = None
    shrink: float | None = None
    newcomers: float | None = None
    discount: float | None = None
    trend: float | None = None
    trend_half_life: float | None = None
    max_items: int | None = None
    context: tuple[str, ...] | None = None
    ridge_context: float | None = None
    event_weights: tuple[str, ...] | None = None
    value_power: float | None = None
    precision: int | None = None
    repeat: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        for name in _LISTS:
            if not isinstance(getattr(self, name), tuple | None):
                raise SettingsError(
                    f"{name} = {getattr(self, name)!r} is no list", hint="Write it as [1, 2]."
                )
        for scale in self.scales or ():
            parse_scale(scale)
        for name in self.context or ():
            if name not in CONTEXTS:
                raise UnknownName("kind of context", name, CONTEXTS)
        parse_event_weights(self.event_weights or ())
        if self.precision not in (None, 32, 64):
            raise SettingsError(f"precision = {self.precision}", hint="Give 64 or 32 bits.")
        if self.scales is not None and not self.scales:
            raise SettingsError("no scale of history", hint="Give at least 'all'.")
        for field in fields(self):
            value = getattr(self, field.name)
            numbers = value if isinstance(value, tuple) else (value,)
            for number in numbers:
                if isinstance(number, (int, float)) and not 0 <= number < float("inf"):
                    raise SettingsError(
                        f"{field.name} = {number}", hint="It must be zero or a positive number."
                    )

    @property
    def complete(self) -> bool:
        """Whether every setting has a value."""
        return all(value is not None for value in asdict(self).values())

    @property
    def parsed_scales(self) -> tuple[Scale, ...]:
        """The scales, read."""
        return tuple(parse_scale(scale) for scale in self.scales or ())

    @property
    def ridge_per_scale(self) -> tuple[float, ...]:
        """The penalty on history items for each scale."""
        ridge, n = self.ridge_items or (), len(self.scales or ())
        if len(ridge) == 1:
            return ridge * n
        if len(ridge) != n:
            raise SettingsError(
                f"{len(ridge)} penalties in ridge_items for {n} scales",
                hint="Give one for all, or one per scale.",
            )
        return ridge

    @property
    def repeat_per_scale(self) -> tuple[float, ...]:
        """What an item's own presence adds, for each scale."""
        repeat, n = self.repeat or (), len(self.scales or ())
        if len(repeat) > n:
            raise SettingsError(
                f"{len(repeat)} numbers in repeat for {n} scales",
                hint="Give at most one per scale.",
            )
        return (*repeat, *(0.0,) * (n - len(repeat)))

    @property
    def with_plain_context(self) -> GlassBoxSettings:
        """These settings where what is told of moments and events was not: nothing more.

        Whoever gives all other settings means these and no search.
        """
        return self.filled(
            GlassBoxSettings(
                context=(),
                ridge_context=1000.0,
                event_weights=(),
                value_power=0.0,
                repeat=(0.0,),
                precision=64,
            )
        )

    def filled(self, other: GlassBoxSettings) -> GlassBoxSettings:
        """Return these settings with the missing ones taken from ``other``."""
        return replace(other, **{name: v for name, v in asdict(self).items() if v is not None})


def settings_from_text(given: Mapping[str, str]) -> GlassBoxSettings:
    """Read settings from ``key=value`` pairs; lists are separated by commas.

    Raises
    ------
    UnknownName
        When a key is no setting; the message lists those that exist.
    SettingsError
        When a value cannot be read.
    """
    hints = get_type_hints(GlassBoxSettings)
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name not in hints:
            raise UnknownName("setting", name, hints)
        values[name] = _read(name, text, str(hints[name]))
    return GlassBoxSettings(**values)


def _read(name: str, text: str, hint: str) -> Any:
    try:
        if hint.startswith("tuple[str"):
            return tuple(part.strip() for part in text.split(",") if part.strip())
        if hint.startswith("tuple[float"):
            return tuple(float(part) for part in text.split(","))
        return int(text) if hint.startswith("int") else float(text)
    except ValueError as error:
        raise SettingsError(
            f"{name} = {text!r} is no number", hint="See the list of settings in the reference."
        ) from error
