"""Who is who: from visitor ids to customers to people, in versions of a map."""

from openkitchen.identity.components import connected_components
from openkitchen.identity.consistency import consistency
from openkitchen.identity.counts import IdentityCounts, count_identities
from openkitchen.identity.diff import MapDiff, diff_maps
from openkitchen.identity.edge_files import resolve_file
from openkitchen.identity.edges import edges_from
from openkitchen.identity.figures import IdentityFigures, identity_figures
from openkitchen.identity.guard import Guard
from openkitchen.identity.history import History, MapVersion, open_history
from openkitchen.identity.mock import mock_users
from openkitchen.identity.resolving import map_version, resolve
from openkitchen.identity.traffic import events_of, traffic_of

__all__ = [
    "Guard",
    "History",
    "IdentityCounts",
    "IdentityFigures",
    "MapDiff",
    "MapVersion",
    "connected_components",
    "consistency",
    "count_identities",
    "diff_maps",
    "edges_from",
    "events_of",
    "identity_figures",
    "map_version",
    "mock_users",
    "open_history",
    "resolve",
    "resolve_file",
    "traffic_of",
]
