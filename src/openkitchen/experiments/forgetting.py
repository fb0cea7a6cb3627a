"""A model without a person, as if trained so; and the proof that it is."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pyarrow as pa

from openkitchen.errors import ModelError
from openkitchen.experiments.questions import forget_question
from openkitchen.models import Ease, GlassBox, Popularity, RecentPopularity, Rules
from openkitchen.models.audience_model import AudienceModel
from openkitchen.models.editing import interactions_of, without_id
from openkitchen.models.fitting import fit_with
from openkitchen.models.prepared import prepare
from openkitchen.schema import Tables
from openkitchen.schema.columns import USER

__all__ = ["knows_of", "trained_without", "without_user", "worst_difference"]

Forgetful = GlassBox | Ease | Popularity


def knows_of(model: AudienceModel, user: str) -> bool:
    """Return whether a model holds anything of a person: events, attributes or rules."""
    if model.known.users.find([user])[0] >= 0:
        return True
    return any(
        USER in table.column_names and user in table[USER].to_pylist()
        for _, table in model.rules.lists
    )


def without_user(model: AudienceModel, user: str) -> Forgetful:
    """Return the model as if the person had never been there.

    A glass box is brought there by algebra; the others are fitted anew, which is fast.

    Parameters
    ----------
    model
        A fitted model of this package.
    user
        Who.

    Raises
    ------
    ModelError
        When it is a model of another library: only its maker can fit it anew.
    """
    rules = _without(model.rules, user)
    if model.known.users.find([user])[0] < 0:
        return cast("Forgetful", model).with_rules(rules)
    if isinstance(model, GlassBox) and not model.fitted.what_if:
        changed = forget_question(prepare(model.fitted), user).refit().fitted
        return GlassBox.of(replace(changed, rules=rules))
    return trained_without(model, user).with_rules(rules)


def trained_without(model: AudienceModel, user: str) -> Forgetful:
    """Return what a fit on the same data, less the person's, gives: the yardstick.

    Raises
    ------
    ModelError
        When it is a model of another library.
    """
    tables = _tables(model, user)
    if isinstance(model, GlassBox):
        return GlassBox.of(fit_with(tables, model.fitted.settings))
    if isinstance(model, Ease):
        return Ease(model.settings).fit(tables)
    if isinstance(model, RecentPopularity):
        return RecentPopularity(model.settings.half_life).fit(tables)
    if isinstance(model, Popularity):
        return Popularity().fit(tables)
    raise ModelError(
        f"a model of kind {model.name!r} cannot forget a person",
        hint="Fit it anew without the person, with the library that it comes from.",
    )


def worst_difference(model: AudienceModel, other: AudienceModel, most: int = 500) -> float:
    """Return the largest difference of two models' scores, over the spread of the scores.

    Parameters
    ----------
    model, other
        Fitted on the same users and items.
    most
        So many known users are scored, spread over all; and a newcomer.

    Returns
    -------
    0 for equal models; infinity when they do not know the same users and items.
    """
    if list(model.users) != list(other.users) or list(model.items) != list(other.items):
        return float("inf")
    users = [str(user) for user in model.users]
    users = [*users[:: max(1, len(users) // most)], "a brand-new user"]
    ours, theirs = model.score(users), other.score(users)
    spread = float(np.std(theirs)) or 1.0
    return float(np.abs(ours - theirs).max() / spread)


def _tables(model: AudienceModel, user: str) -> Tables:
    events = interactions_of(model.known)
    kept = without_id(events, USER, user)
    held = model.tables or Tables(pa.table({}))
    users = without_id(held.users, USER, user)
    return replace(held, interactions=kept, users=users)


def _without(rules: Rules, user: str) -> Rules:
    def less(tables: tuple[pa.Table, ...]) -> tuple[pa.Table, ...]:
        return tuple(
            cast("pa.Table", without_id(one, USER, user)) if USER in one.column_names else one
            for one in tables
        )

    return replace(rules, allow=less(rules.allow), deny=less(rules.deny))
