"""What must survive: receipts, runs, events, resources; in SQLite or PostgreSQL."""

from openkitchen.store.database import look_at_store, open_store
from openkitchen.store.events import (
    EventRow,
    add_events,
    events_of,
    events_up_to,
    forget_events,
    forget_scope,
    insert_events,
    latest_event,
)
from openkitchen.store.forgotten import (
    ForgottenRow,
    add_forgotten,
    change_forgotten,
    forgotten,
    last_forgetting,
    unfinished,
)
from openkitchen.store.keys import KeyRow, add_key, end_key, keys
from openkitchen.store.person import Erased, erase_person, scrub
from openkitchen.store.properties import (
    drop_properties,
    last_change,
    properties_of,
    put_properties,
)
from openkitchen.store.publications import (
    PublicationRow,
    add_publication,
    latest_publication,
    publications,
)
from openkitchen.store.receipts import ReceiptRow, add_receipt, receipts, set_status
from openkitchen.store.resources import (
    ResourceRow,
    add_resource,
    change_resource,
    drop_resource,
    resource,
    resources,
)
from openkitchen.store.runs import RunRow, add_run, runs
from openkitchen.store.served import ServedRow, forget_served, insert_served, served
from openkitchen.store.store import Store
from openkitchen.store.together import Together

__all__ = [
    "Erased",
    "EventRow",
    "ForgottenRow",
    "KeyRow",
    "PublicationRow",
    "ReceiptRow",
    "ResourceRow",
    "RunRow",
    "ServedRow",
    "Store",
    "Together",
    "add_events",
    "add_forgotten",
    "add_key",
    "add_publication",
    "add_receipt",
    "add_resource",
    "add_run",
    "change_forgotten",
    "change_resource",
    "drop_properties",
    "drop_resource",
    "end_key",
    "erase_person",
    "events_of",
    "events_up_to",
    "forget_events",
    "forget_scope",
    "forget_served",
    "forgotten",
    "insert_events",
    "insert_served",
    "keys",
    "last_change",
    "last_forgetting",
    "latest_event",
    "latest_publication",
    "look_at_store",
    "open_store",
    "properties_of",
    "publications",
    "put_properties",
    "receipts",
    "resource",
    "resources",
    "runs",
    "scrub",
    "served",
    "set_status",
    "unfinished",
]
