"""Who is who: edges between visitor and customer ids, a guard for shared devices, the map."""

from openkitchen.identity.counts import IdentityCounts, count_identities
from openkitchen.identity.edge_files import resolve_file
from openkitchen.identity.edges import edges_from
from openkitchen.identity.guard import Guard
from openkitchen.identity.resolving import map_version, resolve

__all__ = [
    "Guard",
    "IdentityCounts",
    "count_identities",
    "edges_from",
    "map_version",
    "resolve",
    "resolve_file",
]
