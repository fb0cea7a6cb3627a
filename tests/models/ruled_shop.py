"""The small shop with allergies, allergens, dates and stock: what rules are about."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from tests.shop import small_tables

from openkitchen.schema import Tables, infer_attributes

ALLERGIES = (["nuts"], ["Milk", "nuts"], [], None, ["none"])
ALLERGENS = (["nuts"], ["milk"], [], None, ["nuts", "egg"], ["egg"], ["milk"])
STARTS = (None, date(2026, 1, 1), date(2026, 3, 1), None)
ENDS = ("2026-02-10", None, "", "2026-12-31")


def ruled_tables(*, dated=True) -> Tables:
    """Return the small shop; i04 has events and no row among the items."""
    shop = small_tables(dated=dated)
    users, items = shop.users, shop.items.filter(pc.not_equal(shop.items["item_id"], "i04"))
    n_users, n_items = users.num_rows, items.num_rows
    users = users.append_column(
        "allergies", [[ALLERGIES[n % 5] for n in range(n_users)]]
    ).append_column("culture", [[("halal", "none", None)[n % 3] for n in range(n_users)]])
    items = (
        items.append_column("allergens", [[ALLERGENS[n % 7] for n in range(n_items)]])
        .append_column("contains", [[("pork|rice", "rice", "wine")[n % 3] for n in range(n_items)]])
        .append_column("for_diet", [[("vegan|meat", "meat", "")[n % 3] for n in range(n_items)]])
        .append_column("stock", [[("yes", "No", None)[n % 3] for n in range(n_items)]])
        .append_column("starts", pa.array([STARTS[n % 4] for n in range(n_items)]))
        .append_column("ends", [[ENDS[n % 4] for n in range(n_items)]])
    )
    return Tables(
        shop.interactions,
        items,
        users,
        infer_attributes(items, "item_id"),
        infer_attributes(users, "user_id"),
    )
