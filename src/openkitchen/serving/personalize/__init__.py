"""The Amazon Personalize dialect: the API of the service, answered by transparent models."""

from openkitchen.serving.personalize.backend import Backend, Estate
from openkitchen.serving.personalize.opening import open_backend, show, with_events
from openkitchen.serving.personalize.operations import Operation, operations
from openkitchen.serving.personalize.places import Places
from openkitchen.serving.personalize.record import ExplainedList, explanation_of
from openkitchen.serving.personalize.signing import read_keys
from openkitchen.serving.personalize.targets import kitchen_named
from openkitchen.serving.personalize.web import router

__all__ = [
    "Backend",
    "Estate",
    "ExplainedList",
    "Operation",
    "Places",
    "explanation_of",
    "kitchen_named",
    "open_backend",
    "operations",
    "read_keys",
    "router",
    "show",
    "with_events",
]
