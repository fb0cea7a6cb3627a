"""The columns that a schema resource names."""

from __future__ import annotations

from openkitchen.serving.personalize.arns import key_of
from openkitchen.serving.personalize.avro import Column, parse_schema
from openkitchen.serving.personalize.backend import Backend
from openkitchen.serving.personalize.faults import invalid
from openkitchen.store import resource

__all__ = ["columns_of"]


def columns_of(backend: Backend, schema_arn: str) -> tuple[Column, ...]:
    """Return the columns of a schema.

    Raises
    ------
    Fault
        When the schema was deleted.
    """
    schema = resource(backend.store, key_of(schema_arn))
    if schema is None:
        raise invalid(f"The schema {schema_arn} is gone")
    return parse_schema(schema.body["schema"])
