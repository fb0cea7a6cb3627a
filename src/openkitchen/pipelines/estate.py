"""What a workspace or a bundle holds of people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.pipelines.workspace import Workspace, bundle_in
from openkitchen.schema.columns import CUSTOMER, USER, VISITOR
from openkitchen.serving.personalize import Estate

__all__ = ["estate_of"]

_ELSEWHERE = (
    "the places that data was imported from, and what clients took out",
    "files of others",
    None,
    "This server does not change them; imported again, they bring the person back.",
)
_LEFT = (
    (
        "data/01_raw, data/02_intermediate",
        "delivered files, and their typed rows",
        None,
        "They stay as they came, as the receipts of deliveries vouch for. Every run leaves the "
        "person's rows out: up to the moment of forgetting, and those without a time altogether.",
    ),
    (
        "data/03_primary to data/05_model_input, data/07_model_output, data/08_reporting",
        "tables, lists and pages made of them",
        None,
        "The next openkitchen run makes them anew, without the person.",
    ),
    (
        "data/03_primary/identity",
        "versions of the identity map, and decisions",
        None,
        "Earlier versions stay on record; delete the ones that name the person.",
    ),
)


def estate_of(path: Path, shelf: Path | None = None) -> Estate:
    """Say what there is of people beside the database.

    Parameters
    ----------
    path
        The workspace, the bundle or the folder.
    shelf
        Where published bundles lie.
    """
    workspace = Workspace(Path(path).resolve())
    if not workspace.sources_file.is_file():
        bundle = bundle_in(workspace.root)
        own = (bundle,) if (bundle / "bundle.json").is_file() else ()
        return Estate(bundles=own, shelf=shelf, remains=(_ELSEWHERE,))
    return Estate(
        workspace.store.parent,
        (workspace.bundle, workspace.bundle.with_name("on_train")),
        shelf,
        lambda name: _user_of(workspace, name),
        lambda user: _other_ids(workspace, user),
        (*_LEFT, _ELSEWHERE),
    )


def _user_of(workspace: Workspace, name: str) -> str:
    """Return the user that a customer is in a workspace's map: who is there twice is one person."""
    table = _map_of(workspace)
    if table is None:
        return name
    users = table.filter(pc.equal(table[CUSTOMER], name))[USER].to_pylist()
    return users[0] if users else name


def _other_ids(workspace: Workspace, user: str) -> Sequence[str]:
    """Return the visitor and customer ids that a workspace's map gives to a person."""
    table = _map_of(workspace)
    if table is None:
        return ()
    own = table.filter(pc.equal(table[USER], user))
    return [one for name in (VISITOR, CUSTOMER) for one in own[name].to_pylist() if one]


def _map_of(workspace: Workspace) -> pa.Table | None:
    file = workspace.root / "data" / "03_primary" / "identity_map.parquet"
    return pq.read_table(file, columns=[USER, VISITOR, CUSTOMER]) if file.is_file() else None
