"""From tables to the inputs of the regression: what each number of a row stands for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from openkitchen.models.audience import Audience, Known
from openkitchen.models.context import Context, make_context
from openkitchen.models.encode import Encoder, fit_encoder
from openkitchen.models.event_weights import EventWeights, make_event_weights
from openkitchen.models.one_row import dense_entries, row_of, spread
from openkitchen.models.ragged import sums_by_row
from openkitchen.models.scales import Scale, history_entries
from openkitchen.models.settings import GlassBoxSettings
from openkitchen.models.sums import BASE, Inputs
from openkitchen.schema import Tables
from openkitchen.schema.columns import ITEM, USER

__all__ = ["Design", "Encoded", "Feature", "encode_attributes", "make_design"]

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Feature(NamedTuple):
    """The name of one input; a tuple, since there are as many as items at every scale.

    Parameters
    ----------
    block
        ``bias``, ``history:<scale>``, ``tags:<scale>``, ``user`` or ``context``.
    name
        The item, the tag (``cuisine=thai``), the attribute (``diet=vegan``) or the context
        (``month=December``).
    group
        Inputs of one block and group are told as one term: the levels of a category.
    """

    block: str
    name: str
    group: str


@dataclass(frozen=True)
class Design:
    """Inputs of the rows, shared by fitting and scoring.

    Parameters
    ----------
    scales
        Scales of history.
    power
        A history is divided by (its mass)^power.
    n_inputs
        The first ``n_inputs`` items serve as history inputs.
    n_own
        The first ``n_own`` items have events, and so weights of their own.
    tags
        All items × tags: the item attributes as indicators and standardised numbers.
    tag_inputs
        Whether the tags of a history's items are inputs too.
    item_encoder, user_encoder
        How attributes were turned into columns.
    users
        Known users × user columns.
    item_ids
        Ids of the items that serve as inputs, for names.
    context
        When and on what device.
    event_weights
        How much each event of a history counts.
    device
        The device that lists are for, where an audience does not say: its code, −1 for
        not known.
    precision
        Bits of the numbers that the fit works with.
    """

    scales: tuple[Scale, ...]
    power: float
    n_inputs: int
    n_own: int
    tags: sp.csr_array
    tag_inputs: bool
    item_encoder: Encoder
    user_encoder: Encoder
    users: Floats
    item_ids: tuple[str, ...]
    context: Context = field(default_factory=Context)
    event_weights: EventWeights = field(default_factory=EventWeights)
    device: int = -1
    precision: int = 64

    @cached_property
    def phi(self) -> sp.csr_array:
        """Items × history features: the item itself and its tags."""
        own = sp.eye_array(self.tags.shape[0], self.n_inputs, format="csr")
        if not self.tag_inputs:
            return sp.csr_array(own)
        return sp.csr_array(sp.hstack([own, self.tags], format="csr"))

    @property
    def inputs(self) -> Inputs:
        """What goes into the sums, over the items with events."""
        own = self.phi[: self.n_own]
        context, precision = self.context, self.precision
        return Inputs(self.scales, own, self.users, self.power, context, precision)

    @property
    def n_tags(self) -> int:
        """Tags that are inputs, per scale of history."""
        return int(self.tags.shape[1]) if self.tag_inputs else 0

    @property
    def n_features(self) -> int:
        """Inputs of one scale of history."""
        return self.n_inputs + self.n_tags

    @property
    def size(self) -> int:
        """Inputs in all."""
        people = len(self.user_encoder) + len(self.context)
        return BASE + len(self.scales) * self.n_features + people

    @property
    def people(self) -> slice:
        """Where the inputs made of users' attributes stand."""
        first = BASE + len(self.scales) * self.n_features
        return slice(first, first + len(self.user_encoder))

    @cached_property
    def features(self) -> list[Feature]:
        """Name of every input, in order."""
        named = [
            Feature("bias", "popularity", "popularity"),
            Feature("bias", "no history yet", "cold"),
        ]
        for scale in self.scales:
            named += [Feature(f"history:{scale}", item, item) for item in self.item_ids]
            named += [
                Feature(f"tags:{scale}", column.name, column.name)
                for column in self.item_encoder.columns[: self.n_tags]
            ]
        for column in self.user_encoder.columns:
            group = column.attribute if column.kind == "category" else column.name
            named.append(Feature("user", column.name, group))
        named += [Feature("context", f"{kind}={lv}", kind) for kind, lv in self.context.levels]
        return named

    def ridge(self, settings: GlassBoxSettings) -> Floats:
        """Return the penalty on every input."""
        parts = [np.array([settings.ridge_base, settings.ridge_cold])]
        for penalty in settings.ridge_per_scale:
            parts.append(np.full(self.n_inputs, penalty))
            parts.append(np.full(self.n_tags, settings.ridge_tags))
        parts.append(np.full(len(self.user_encoder), settings.ridge_users))
        parts.append(np.full(len(self.context), settings.ridge_context))
        return np.concatenate(parts).astype(np.float64)

    def own(self) -> sp.csc_array:
        """Return what an item's own presence puts into the row of a whole history.

        Returns
        -------
        Inputs × items with events: the features of each item, at every scale that sees
        whole histories.
        """
        phi = sp.coo_array(self.phi[: self.n_own])
        inputs = self.inputs
        places = [
            inputs.history(number).start
            for number, scale in enumerate(self.scales)
            if scale.unit == "all"
        ]
        item, feature = phi.coords
        row = np.concatenate([feature + start for start in places] or [feature[:0]])
        column, value = np.tile(item, len(places)), np.tile(phi.data, len(places))
        return sp.csc_array((value, (row, column)), shape=(self.size, self.n_own))

    def rows(self, audience: Audience, attributes: Floats | None = None) -> sp.csr_array:
        """Return the inputs of each user of an audience.

        Parameters
        ----------
        audience
            The users and their histories.
        attributes
            Users × user columns; looked up among the known users when ``None``.

        Returns
        -------
        Users × inputs, sparse.
        """
        audience = replace(audience, events=self.event_weights.weigh(audience.events))
        if attributes is None:
            known = audience.codes >= 0
            attributes = np.zeros((len(audience), len(self.user_encoder)))
            attributes[known] = self.users[audience.codes[known]]
        empty = (audience.events.counts == 0).astype(np.float64)
        base = np.column_stack([np.ones(len(audience)), empty])
        if len(audience) == 1:
            return self._row(audience, base[0], attributes[0])
        phi = self.phi
        blocks = [sp.csr_array(base)]
        blocks += [self._history(scale, audience, phi) for scale in self.scales]
        if attributes.shape[1]:
            blocks.append(sp.csr_array(attributes))
        if len(self.context):
            blocks.append(self._context(audience))
        return sp.csr_array(sp.hstack(blocks, format="csr"))

    def _context(self, audience: Audience) -> sp.csr_array:
        n = len(audience)
        device = np.full(n, self.device) if audience.device is None else audience.device
        return self.context.rows(audience.now, device, np.full(n, audience.told))

    def _row(self, audience: Audience, base: Floats, attributes: Floats) -> sp.csr_array:
        """Return what `rows` returns of a single user."""
        width, phi = self.n_features, self.phi
        blocks = [(BASE, dense_entries(base))]
        for scale in self.scales:
            items, values, _ = self._weighed(scale, audience)
            blocks.append((width, spread(items, values, phi)))
        blocks.append((len(attributes), dense_entries(attributes)))
        if len(self.context):
            told = self._context(audience)
            blocks.append((told.shape[1], (told.indices.astype(np.int64), told.data)))
        return row_of(blocks)

    def _history(self, scale: Scale, audience: Audience, phi: sp.csr_array) -> sp.csr_array:
        items, values, pointer = self._weighed(scale, audience)
        shape = (audience.events.n_users, phi.shape[0])
        return sp.csr_array(sp.csr_array((values, items, pointer), shape=shape) @ phi)

    def _weighed(self, scale: Scale, audience: Audience) -> tuple[Codes, Floats, Codes]:
        """Return the items of each history, what each counts, and where each history begins."""
        events = audience.events
        values, column, pointer = history_entries(scale, events)
        total = sums_by_row(values, pointer)
        norm = np.where(total > 0, np.maximum(total, 1e-12) ** -self.power, 0.0)
        norm *= scale.freshness(audience.now - audience.latest)
        return events.item[column], values * np.repeat(norm, np.diff(pointer)), pointer


@dataclass(frozen=True, slots=True)
class Encoded:
    """Attributes of items and users as numbers: the same for all events and most settings.

    Parameters
    ----------
    item_encoder, user_encoder, tags, users
        As in `Design`.
    """

    item_encoder: Encoder
    user_encoder: Encoder
    tags: sp.csr_array
    users: Floats


def encode_attributes(tables: Tables, known: Known, *, of_users: bool) -> Encoded:
    """Turn the attributes of all known items, and of all known users if asked, into numbers."""
    items = fit_encoder(tables.items, tables.item_attributes)
    users = fit_encoder(tables.users, tables.user_attributes if of_users else ())
    return Encoded(
        items,
        users,
        items.indicate(tables.items, ITEM, known.items),
        users.encode(tables.users, USER, known.users),
    )


def make_design(
    tables: Tables, known: Known, settings: GlassBoxSettings, encoded: Encoded | None = None
) -> Design:
    """Decide the inputs for these tables and settings.

    Items without any event are no inputs: nothing could be learned of them.

    Parameters
    ----------
    tables, known, settings
        The tables, what is known of them, and the settings.
    encoded
        The attributes as numbers, where they were made before: with many users they are the
        largest part by far.
    """
    made = encoded or encode_attributes(tables, known, of_users=bool(settings.ridge_users))
    n_own = int(known.events.item.max(initial=-1)) + 1
    return Design(
        settings.parsed_scales,
        float(settings.power or 0.0),
        min(n_own, int(settings.max_items or n_own)),
        n_own,
        made.tags,
        bool(settings.ridge_tags),
        made.item_encoder,
        made.user_encoder,
        made.users,
        tuple(known.items.ids[: min(n_own, int(settings.max_items or n_own))]),
        make_context(settings.context or (), known.events, known.labels),
        make_event_weights(
            settings.event_weights or (),
            settings.value_power or 0.0,
            known.events,
            known.labels.kinds,
        ),
        precision=settings.precision or 64,
    )
