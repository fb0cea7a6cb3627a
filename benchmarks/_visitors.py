"""Visitors, customers and the truth about them: a retailer's users, and the demo shop."""

from __future__ import annotations

import gzip
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openkitchen.identity import connected_components, edges_from, resolve
from openkitchen.identity.pairwise import Pairwise, pairwise
from openkitchen.pipelines.demo import unpack_demo
from openkitchen.pipelines.identity_map import IdentityFolder, make_map
from openkitchen.pipelines.receiving import received_in
from openkitchen.pipelines.shelf import open_shelf

__all__ = ["Seen", "judged", "merged_by_components", "retail_edges", "retail_people", "shop_maps"]

People = dict[str, frozenset[str]]
SHARED, WRONG, NEVER = 0.05, 0.03, 0.1


@dataclass(frozen=True)
class Seen:
    """Edges, and who is behind each visitor id."""

    edges: pa.Table
    truth: People


def judged(identity_map: pa.Table, seen: Seen) -> Pairwise:
    """Compare a map with the truth, over visitors that were ever seen with a customer."""
    known = seen.edges.filter(pc.is_valid(seen.edges["customer_id"]))["visitor_id"]
    visitors = set(known.to_pylist())
    truth = {visitor: who for visitor, who in seen.truth.items() if visitor in visitors}
    rows = identity_map.filter(pc.is_valid(identity_map["visitor_id"]))
    users = zip(rows["visitor_id"].to_pylist(), rows["user_id"].to_pylist(), strict=True)
    return pairwise(dict(users), truth)


def merged_by_components(edges: pa.Table) -> pa.Table:
    """Return the map that plain connected components would make, as the floor."""
    known = edges.filter(pc.is_valid(edges["customer_id"]))
    ids = [
        pc.binary_join_element_wise(kind, known[name].combine_chunks(), "")
        for kind, name in (("v:", "visitor_id"), ("c:", "customer_id"))
    ]
    table = connected_components(*ids)
    visitors = table.filter(pc.starts_with(table["id"], "v:"))
    names = pc.utf8_slice_codeunits(visitors["id"], 2)
    return pa.table({"visitor_id": names, "user_id": visitors["component"]})


def retail_people(file: Path) -> pa.Table:
    """Read a retailer's users as a flat table of people; nobody is there twice."""
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        users = json.load(opened)
    rows = []
    for user in users:
        home = user["addresses"][0]
        rows.append(
            {
                "id": user["id"], "first_name": user["first_name"], "last_name": user["last_name"],
                "email": user["email"], "age": str(user["age"]), "gender": user["gender"],
                "address1": home["address1"], "city": home["city"], "state": home["state"],
                "zipcode": home["zipcode"],
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows)


def retail_edges(file: Path, seed: int = 0) -> Seen:
    """Let a retailer's users visit on their three platforms, with planted mishaps.

    A tenth of them never log in, the others on a tenth to two fifths of their visits; 5% of
    the platforms are used by two people, and on 3% a stranger logs in once.
    """
    rng = np.random.default_rng(seed)
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        users = json.load(opened)
    names = [user["id"] for user in users]
    login = np.where(rng.random(len(users)) < NEVER, 0.0, rng.uniform(0.1, 0.4, len(users)))
    rows: list[tuple[str, str | None, int]] = []
    truth: People = {}
    for at, user in enumerate(users):
        for platform in user["platforms"].values():
            visitor = platform["anonymous_id"]
            people = [at]
            if rng.random() < SHARED:
                people.append(int((at + 1) % len(users)))
            truth[visitor] = frozenset(names[one] for one in people)
            visits = rng.geometric(0.12, len(people))
            logged = rng.binomial(visits, login[people])
            rows += [
                (visitor, names[one], int(n)) for one, n in zip(people, logged, strict=True) if n
            ]
            rows.append((visitor, None, int(visits.sum() - logged.sum())))
            if rng.random() < WRONG:
                rows.append((visitor, names[int(rng.integers(len(users)))], 1))
    kept = [row for row in rows if row[2]]
    columns = list(zip(*kept, strict=True))
    edges = pa.table(
        [
            pa.array(columns[0], pa.string()),
            pa.array(columns[1], pa.string()),
            pa.array(columns[2], pa.int64()),
        ],
        names=["visitor_id", "customer_id", "count"],
    )
    return Seen(edges, truth)


def shop_maps(customers: int, days: int, seed: int) -> tuple[Seen, dict[str, pa.Table]]:
    """Make the demo shop at its default rates, and its maps: as a workspace does, and by edges."""
    with tempfile.TemporaryDirectory(prefix="openkitchen-identity-") as folder:
        demo = unpack_demo(Path(folder) / "shop", customers, days, seed)
        root = demo.workspace.root
        received = received_in(demo.workspace.typed)
        edges = edges_from(received)
        kept = IdentityFolder(Path(folder) / "kept")
        parameters = open_shelf(root, "local").parameters
        made = {
            "workspace": make_map(received, edges, kept, parameters),
            "edges": resolve(edges),
            "components": merged_by_components(edges),
        }
        return Seen(edges, _shop_truth(demo.shop.truth)), made


def _shop_truth(folder: Path) -> People:
    """Say who uses each device; both records of a customer who is there twice are one person."""
    customers = pq.read_table(folder / "customers.parquet").to_pylist()
    person = {row["customer_id"]: str(row["person"]) for row in customers}
    found: People = {}
    for row in pq.read_table(folder / "visitors.parquet").to_pylist():
        if row["customer_id"]:
            both = (row["customer_id"], row["shared_with"])
            found[row["visitor_id"]] = frozenset(person[one] for one in both if one)
    return found
