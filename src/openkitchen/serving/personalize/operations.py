"""All operations of the three services: what answers each, and which ones are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from openkitchen.serving.personalize import batches, puts, recipes, runtime
from openkitchen.serving.personalize.backend import Call
from openkitchen.serving.personalize.control import (
    campaigns,
    datasets,
    filters,
    groups,
    recommenders,
    solutions,
    tags,
)
from openkitchen.serving.personalize.faults import invalid
from openkitchen.serving.personalize.interface import CONTROL, EVENTS, RUNTIME, interface
from openkitchen.serving.personalize.kinds import KINDS
from openkitchen.serving.personalize.registry import describe, list_kind

__all__ = ["ANSWERED", "NONE", "Operation", "answer", "operations"]

Answer = Callable[[Call], dict[str, Any] | None]

_MADE: Final[Mapping[str, Answer]] = {
    "CreateDatasetGroup": groups.create_dataset_group,
    "DeleteDatasetGroup": groups.delete_dataset_group,
    "CreateSchema": groups.create_schema,
    "DeleteSchema": groups.delete_schema,
    "CreateEventTracker": groups.create_event_tracker,
    "DeleteEventTracker": groups.delete_event_tracker,
    "CreateDataset": datasets.create_dataset,
    "UpdateDataset": datasets.update_dataset,
    "DeleteDataset": datasets.delete_dataset,
    "CreateDatasetImportJob": datasets.create_import_job,
    "CreateFilter": filters.create_filter,
    "DeleteFilter": filters.delete_filter,
    "CreateSolution": solutions.create_solution,
    "DescribeSolution": solutions.describe_solution,
    "UpdateSolution": solutions.update_solution,
    "DeleteSolution": solutions.delete_solution,
    "CreateSolutionVersion": solutions.create_solution_version,
    "StopSolutionVersionCreation": solutions.stop_solution_version,
    "GetSolutionMetrics": solutions.get_solution_metrics,
    "CreateCampaign": campaigns.create_campaign,
    "DescribeCampaign": campaigns.describe_campaign,
    "UpdateCampaign": campaigns.update_campaign,
    "DeleteCampaign": campaigns.delete_campaign,
    "CreateRecommender": recommenders.create_recommender,
    "UpdateRecommender": recommenders.update_recommender,
    "StartRecommender": recommenders.start_recommender,
    "StopRecommender": recommenders.stop_recommender,
    "DeleteRecommender": recommenders.delete_recommender,
    "CreateBatchInferenceJob": batches.create_batch_job,
    "ListRecipes": recipes.list_recipes,
    "DescribeRecipe": recipes.describe_recipe,
    "DescribeAlgorithm": recipes.describe_algorithm,
    "DescribeFeatureTransformation": recipes.describe_feature_transformation,
    "TagResource": tags.tag,
    "UntagResource": tags.untag,
    "ListTagsForResource": tags.list_tags,
    "PutEvents": puts.put_events,
    "PutItems": puts.put_items,
    "PutUsers": puts.put_users,
    "GetRecommendations": runtime.get_recommendations,
    "GetPersonalizedRanking": runtime.get_personalized_ranking,
}


def _common() -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for kind in KINDS.values():
        many = kind.many[0].upper() + kind.many[1:]
        found[f"Describe{kind.operation}"] = partial(describe, kind=kind.name)
        found[f"List{many}"] = partial(list_kind, kind=kind.name)
    return found


ANSWERED: Final[Mapping[str, Answer]] = {**_common(), **_MADE}
"""By name: the operations that this server carries out."""


NONE: Final[Mapping[str, str]] = {
    "ListBatchSegmentJobs": "batchSegmentJobs",
    "ListDataDeletionJobs": "dataDeletionJobs",
    "ListDatasetExportJobs": "datasetExportJobs",
    "ListMetricAttributions": "metricAttributions",
}
"""Lists of what is never made here, and what they are called: scripts that look for all that
there is, to clean up, find none."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a service, and what becomes of it here.

    Parameters
    ----------
    service, name, path
        Which one, and where it is asked.
    answered
        Whether it is carried out.
    empty
        Whether it is a list that is always empty.
    """

    service: str
    name: str
    path: str
    answered: bool
    empty: bool = False


def operations() -> tuple[Operation, ...]:
    """Return all operations, service by service, by name."""
    return tuple(
        Operation(service, name, one["path"], name in ANSWERED, name in NONE)
        for service in (CONTROL, EVENTS, RUNTIME)
        for name, one in sorted(interface(service).operations.items())
    )


def answer(service: str, name: str, call: Call) -> dict[str, Any] | None:
    """Carry out an operation.

    Parameters
    ----------
    service, name
        Which one.
    call
        The request; its body is checked here.

    Raises
    ------
    Fault
        What is wrong with the request; ``InvalidInputException`` for an operation that is
        not carried out here.
    """
    body = interface(service).check(name, call.body)
    if name in NONE:
        return {NONE[name]: []}
    if name not in ANSWERED:
        raise invalid(
            f"The operation {name} is not supported by this server",
            "docs/reference/personalize.md lists those that are.",
        )
    return ANSWERED[name](Call(call.backend, body, call.home))
