"""The kinds of resources: what they are called, and what Describe and List show of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource.

    Parameters
    ----------
    name
        As its ARNs have it.
    member
        What Describe calls it; its ARN is the member of the same name with ``Arn``.
    many
        What List calls them.
    by
        The member of a List request that asks for those of one parent; empty: none.
    summary
        What List shows beside ARN, status and times.
    bare
        Whether it has no status: schemas are there or not.
    within
        The kind of that parent, where List refuses one that does not exist.
    """

    name: str
    member: str
    many: str
    by: str = ""
    summary: tuple[str, ...] = ("name",)
    bare: bool = False
    within: str = ""

    @property
    def arn(self) -> str:
        """The member that holds its ARN."""
        return f"{self.member}Arn"

    @property
    def operation(self) -> str:
        """Its name in the names of operations: ``DatasetGroup``."""
        return self.member[0].upper() + self.member[1:]


_GROUP = "datasetGroupArn"
KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("dataset-group", "datasetGroup", "datasetGroups", summary=("name", "domain")),
        Kind("schema", "schema", "schemas", summary=("name", "domain"), bare=True),
        Kind("dataset", "dataset", "datasets", _GROUP, ("name", "datasetType")),
        Kind(
            "dataset-import-job",
            "datasetImportJob",
            "datasetImportJobs",
            "datasetArn",
            ("jobName", "importMode"),
        ),
        Kind("event-tracker", "eventTracker", "eventTrackers", _GROUP),
        Kind("filter", "filter", "Filters", _GROUP, ("name", _GROUP)),
        Kind("solution", "solution", "solutions", _GROUP, ("name", "recipeArn")),
        Kind(
            "solution-version",
            "solutionVersion",
            "solutionVersions",
            "solutionArn",
            ("trainingMode", "trainingType"),
            within="solution",
        ),
        Kind("campaign", "campaign", "campaigns", "solutionArn"),
        Kind(
            "recommender",
            "recommender",
            "recommenders",
            _GROUP,
            ("name", _GROUP, "recipeArn", "recommenderConfig"),
        ),
        Kind(
            "batch-inference-job",
            "batchInferenceJob",
            "batchInferenceJobs",
            "solutionVersionArn",
            ("jobName", "solutionVersionArn", "batchInferenceJobMode"),
        ),
    )
}
"""All kinds that this server keeps, by name."""

FAILS: Final = frozenset(
    {"dataset-group", "dataset-import-job", "filter", "solution-version", "campaign"}
    | {"batch-inference-job"}
)
"""Kinds whose List shows why one failed."""
