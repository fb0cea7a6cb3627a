"""By which columns of the people sources customers are found to be one person."""

from __future__ import annotations

from typing import Any

from openkitchen.identity.customers import customer_records
from openkitchen.identity.linking import profile, used_columns
from openkitchen.pipelines.identity_map import links_people
from openkitchen.pipelines.lineage.origin import TYPED, Origin
from openkitchen.schema.columns import CUSTOMER
from openkitchen.sources import Received

__all__ = ["linking_columns"]


def linking_columns(received: Received, settings: Any) -> tuple[Origin, ...]:
    """Return the columns that linking compares, and the customer's id; none when it is off.

    Parameters
    ----------
    received
        What has been received.
    settings
        ``identity`` of the parameters.
    """
    records = customer_records(received) if links_people(settings) else None
    if records is None:
        return ()
    used = used_columns(profile(records, CUSTOMER))
    if not used:
        return ()
    return tuple(
        Origin("column", f"{TYPED}{one.source.name}", name)
        for one in received.of_role("people")
        if CUSTOMER in one.rows.column_names
        for name in one.rows.column_names
        if name in {*used, CUSTOMER}
    )
