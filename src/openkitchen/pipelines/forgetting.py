"""Forget a person in a workspace or a bundle, and prove it by training anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from openkitchen.errors import OpenKitchenError
from openkitchen.experiments.forgetting import trained_without, worst_difference
from openkitchen.models import load
from openkitchen.pipelines.state import Serving, lodging_of, open_state
from openkitchen.serving.forgetting import ForgetReceipt, forget_user
from openkitchen.store import open_store

__all__ = ["Proof", "forget_in"]


@dataclass(frozen=True, slots=True)
class Proof:
    """How far a model that forgot is from one that was trained without the person.

    Parameters
    ----------
    where
        The bundle.
    difference
        The largest difference of scores, over their spread; ``None`` where it cannot be
        trained anew here.
    """

    where: str
    difference: float | None


def forget_in(
    path: Path, user: str, serving: Serving | None = None, *, prove: bool = False
) -> tuple[ForgetReceipt, tuple[Proof, ...]]:
    """Forget a person in everything that a workspace or a bundle keeps.

    Parameters
    ----------
    path
        The workspace, the bundle or the server's folder.
    user
        A user id, or a customer's number.
    serving
        Where its server keeps things.
    prove
        Train each changed model anew, without the person, and compare; takes as long as
        the fits.
    """
    serving, lodging = serving or Serving(), lodging_of(path)
    store = open_store(serving.store or lodging.store)
    try:
        backend = open_state(store, lodging, serving, resume=False)
    except BaseException:
        store.close()
        raise
    try:
        user = backend.estate.user_of(user)
        receipt = forget_user(backend, user)
        bundles = [one for one in backend.estate.bundles if one.is_dir()] if prove else []
        kitchen = backend.kitchen
        if prove and kitchen is not None and kitchen.number and kitchen.bundle is not None:
            bundles.append(kitchen.bundle)
    finally:
        backend.close()
    return receipt, tuple(_proof(one, user) for one in bundles)


def _proof(bundle: Path, user: str) -> Proof:
    model = load(bundle)
    try:
        anew = trained_without(model, user)
    except OpenKitchenError:
        return Proof(bundle.name, None)
    return Proof(bundle.name, worst_difference(model, anew))
