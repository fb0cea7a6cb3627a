"""What recommendations are asked of: a campaign or a recommender, with its model."""

from __future__ import annotations

from dataclasses import dataclass, replace

from openkitchen.errors import ModelError, OpenKitchenError, UnknownName
from openkitchen.serving.kitchen import Kitchen, open_kitchen
from openkitchen.serving.personalize import trends
from openkitchen.serving.personalize.arns import key_of
from openkitchen.serving.personalize.backend import Backend, Call
from openkitchen.serving.personalize.control.campaigns import version_behind
from openkitchen.serving.personalize.control.training import BUNDLE
from openkitchen.serving.personalize.faults import NOT_FOUND, Fault, invalid, not_found
from openkitchen.serving.personalize.recipes import ALL, Recipe, recipe_of
from openkitchen.serving.personalize.registry import ACTIVE, SERVED
from openkitchen.store import ResourceRow, resource, resources

__all__ = ["Target", "kitchen_named", "target_of", "trained"]


@dataclass(frozen=True)
class Target:
    """A model that answers.

    Parameters
    ----------
    arn
        What was asked: the campaign or the recommender.
    version
        The solution version, or the recommender, that was trained.
    kitchen
        Its model, with the events since.
    recipe
        What its lists are about.
    group
        Key of its dataset group.
    device
        The device that lists are made for; empty: none in particular.
    """

    arn: str
    version: ResourceRow
    kitchen: Kitchen
    recipe: Recipe
    group: str
    device: str = ""

    @property
    def served(self) -> bool:
        """Whether this is the served bundle."""
        return bool(self.version.inside.get(SERVED))


def target_of(call: Call, arn: str) -> Target:
    """Find a campaign or a recommender that is active.

    Raises
    ------
    Fault
        ``ResourceNotFoundException`` when there is none,
        ``InvalidInputException`` when it is not active.
    """
    row = resource(call.store, key_of(arn))
    if row is None or row.kind not in {"campaign", "recommender"}:
        raise not_found(arn)
    if row.status != ACTIVE:
        raise invalid(f"{arn} is {row.status}, expected {ACTIVE}")
    if row.kind == "recommender":
        return trained(call.backend, row, arn)
    version = version_behind(call.backend, row)
    if version is None:
        raise not_found(row.body["solutionVersionArn"])
    return trained(call.backend, version, arn)


def kitchen_named(backend: Backend, name: str) -> Kitchen:
    """Return the model of a campaign or recommender, for the native API.

    Parameters
    ----------
    backend
        What the dialect works with.
    name
        A name, or an ARN.

    Raises
    ------
    UnknownName
        When there is none of this name; the message lists those that exist.
    """
    for arn in (name,) if ":" in name else (f"campaign/{name}", f"recommender/{name}"):
        full = arn if ":" in name else f"arn:aws:personalize:::{arn}"
        try:
            return target_of(Call(backend, {}), full).kitchen
        except Fault as fault:
            if fault.code != NOT_FOUND:
                raise ModelError(fault.message, hint=fault.hint) from fault
    kinds = ("campaign", "recommender")
    rows = (row for kind in kinds for row in resources(backend.store, kind))
    raise UnknownName("campaign", name, dict.fromkeys(row.body["name"] for row in rows))


def trained(
    backend: Backend,
    version: ResourceRow,
    arn: str,
    publication: int | None = None,
    last_learned: int | None = None,
) -> Target:
    """Return what was trained, loaded, with the events since.

    Parameters
    ----------
    backend, version, arn
        What is asked.
    publication
        Of the served bundle, that which was served then; ``None``: what is served now.
    last_learned
        Of a trend, the event that was the last to count then; ``None``: as it is now.

    Raises
    ------
    UnknownName
        When what was served then is not kept any more.
    """
    group = key_of(version.body["datasetGroupArn"])
    served = bool(version.inside.get(SERVED))
    recipe = ALL[0] if served else recipe_of(version.body["recipeArn"])
    kitchen = _served(backend, publication) if served else _kitchen(backend, version, group)
    if recipe.learner == "recent popularity" and not served:
        if last_learned is None:
            kitchen = trends.current(backend, version, group, kitchen)
        else:
            kitchen = trends.as_of(backend, version, group, kitchen, last_learned)
    return Target(arn, version, kitchen, recipe, group)


def _served(backend: Backend, publication: int | None) -> Kitchen:
    kitchen = backend.kitchen
    if kitchen is None:
        raise invalid("The bundle is not served any more")
    return kitchen if publication is None else backend.shown.at(publication)


def _kitchen(backend: Backend, version: ResourceRow, group: str) -> Kitchen:
    kept: dict[str, tuple[int | None, Kitchen]] = backend.kept.setdefault("kitchens", {})
    held = kept.get(version.key)
    if held is None or held[0] != version.id:  # a recommender of the same name may be another
        try:
            kitchen = open_kitchen(backend.data_of(version.key) / BUNDLE, name=version.key)
        except OpenKitchenError as error:
            raise invalid(f"The model of {version.key} cannot be read: {error.message}") from error
        inside = version.inside
        live = backend.live(
            group, after=inside["last_event"], weights=inside["weights"], least=inside["least"]
        )
        held = kept[version.key] = (version.id, replace(kitchen, live=live))
    return held[1]
