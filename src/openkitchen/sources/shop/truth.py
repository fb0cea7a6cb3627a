"""The truth beside the data: who is who, what was planted, what is wrong with which file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from openkitchen.schema.columns import CUSTOMER, DEVICE, EVIDENCE, ITEM, VISITOR
from openkitchen.sources.shop.crm import dump_name
from openkitchen.sources.shop.defects import EMPTY, LATE, MISSING, SWAPPED
from openkitchen.sources.shop.draws import words_at
from openkitchen.sources.shop.people import MEMBERSHIPS, TASTERS
from openkitchen.sources.shop.post import Delivery
from openkitchen.sources.shop.settings import promised_from
from openkitchen.sources.shop.tally import Tally
from openkitchen.sources.shop.taste import WAYS
from openkitchen.sources.shop.web import DEVICE_WORDS, RENAMED, customer_ids, visitor_ids
from openkitchen.sources.shop.words import DIETS, PEAKS
from openkitchen.sources.shop.world import World

__all__ = ["Truth", "write_truth"]


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is known of a shop once it has been made."""

    world: World
    tally: Tally
    sent: list[Delivery]


def write_truth(folder: Path, truth: Truth) -> None:
    """Write ``shop.json``, and a Parquet file each on visitors, customers, recipes, edges."""
    tables = {
        "visitors": _visitors(truth),
        "customers": _customers(truth),
        "recipes": _recipes(truth),
        "wrong_edges": _wrong_edges(truth),
    }
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    shop = {
        "customers": truth.world.people.customers,
        "days": truth.world.days,
        "seed": truth.world.seed,
        "first_day": str(truth.world.opened),
        "last_day": str(truth.world.day(truth.world.days - 1)),
        "settings": asdict(truth.world.settings),
        "counts": _counts(truth),
        "defects": _defects(truth),
        "effects": _effects(truth),
        "files": [one.to_dict(truth.world.opened) for one in truth.sent],
    }
    text = json.dumps(shop, indent=1, ensure_ascii=False)
    (folder / "shop.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _visitors(truth: Truth) -> pa.Table:
    devices, people = truth.world.devices, truth.world.people
    n = len(devices)
    owner = np.where(devices.owner < people.customers, devices.owner, -1)
    bot = np.arange(n) >= n - devices.bots
    return pa.table(
        {
            VISITOR: visitor_ids(np.arange(n), truth.world.seed),
            CUSTOMER: customer_ids(owner),
            "shared_with": customer_ids(devices.partner),
            DEVICE: words_at(DEVICE_WORDS, devices.kind),
            "shared": devices.partner >= 0,
            "bot": bot,
            "days_ahead": devices.ahead // 86_400,
            "events": truth.tally.by_visitor,
        }
    )


def _customers(truth: Truth) -> pa.Table:
    people = truth.world.people
    n = people.customers
    person = np.concatenate([np.arange(n), people.twins])
    same_as = np.concatenate([np.full(n, -1), people.twins])
    return pa.table(
        {
            CUSTOMER: customer_ids(np.arange(people.records)),
            "person": person,
            "same_as": customer_ids(same_as),
            "diet": words_at(DIETS, people.diet[person]),
            "membership": words_at(MEMBERSHIPS, people.membership[person]),
            "taste": people.first_taste[person],
            "second_taste": people.second_taste[person],
            "newcomer": people.registered[person] >= 0,
            "registered_day": people.registered[person],
            "silent": people.activity[person] == 0,
            "events": truth.tally.by_person[person],
        }
    )


def _recipes(truth: Truth) -> pa.Table:
    recipes = truth.world.recipes
    return pa.table(
        {
            ITEM: recipes.ids,
            "title": recipes.titles,
            "taste": recipes.taste,
            "popularity": recipes.popularity,
            "quick": recipes.quick,
            "season": pa.array(recipes.seasons, pa.list_(pa.string())),
            "vegan": recipes.keeps[DIETS.index("vegan")],
            "published_day": recipes.published,
            "new": recipes.published > 0,
            "events": truth.tally.by_diet.sum(axis=0),
        }
    )


def _wrong_edges(truth: Truth) -> pa.Table:
    """List them all; those of days whose file never came cannot be seen in the data."""
    wrong, unseen = truth.tally.wrong, (MISSING, EMPTY)
    return pa.table(
        {
            VISITOR: visitor_ids(_column([edge.visitor for edge in wrong]), truth.world.seed),
            CUSTOMER: customer_ids(_column([edge.record for edge in wrong])),
            EVIDENCE: pa.array([edge.evidence for edge in wrong], pa.string()),
            "day": pa.array([str(truth.world.day(edge.day)) for edge in wrong], pa.string()),
            "delivered": pa.array(
                [
                    e.evidence != "login" or truth.world.plan.of_day(e.day) not in unseen
                    for e in wrong
                ],
                pa.bool_(),
            ),
        }
    )


def _counts(truth: Truth) -> dict[str, object]:
    """Count in the files that hold for their days: neither resends nor superseded ones."""
    web = [one for one in truth.sent if one.source == "web" and one.counts]
    broken = {kind: 0 for one in web for kind in one.broken}
    for one in web:
        for kind, times in one.broken.items():
            broken[kind] += times
    return {
        "true_events": truth.tally.events,
        "recipes": len(truth.world.recipes),
        "new_recipes": int((truth.world.recipes.published > 0).sum()),
        "customer_records": truth.world.people.records,
        "newcomers": int(
            (truth.world.people.registered[: truth.world.people.customers] >= 0).sum()
        ),
        "visitors": len(truth.world.devices),
        "files": len(truth.sent),
        "web_rows": sum(one.rows for one in web),
        "bot_rows": sum(one.bots for one in web),
        "double_rows": sum(one.doubles for one in web),
        "rows_of_clocks_ahead": sum(one.ahead for one in web),
        "broken_rows": broken,
    }


def _defects(truth: Truth) -> dict[str, object]:
    world = truth.world
    plan, devices, people = world.plan, world.devices, world.people
    by_kind = {
        kind: [str(world.day(day)) for day, k in plan.days.items() if k == kind] for kind in _KINDS
    }
    named = {name: [one.file for one in truth.sent if one.kind == name] for name in _NAMED}
    return {
        "missing_days": by_kind[MISSING],
        "empty_days": by_kind[EMPTY],
        "late_files": named[LATE],
        "resends": named["resend"],
        "superseded": named["superseded"],
        "replacements": named["replacement"],
        "swapped_columns": named[SWAPPED],
        "renamed_columns": RENAMED if plan.renamed_from is not None else {},
        "renamed_from": _renamed_from(world),
        "missing_customer_dumps": [
            dump_name(world.day(week * 7)) for week in sorted(plan.missing_dumps)
        ],
        "promised_from": str(promised_from(world.opened)),
        "bots": visitor_ids(
            np.arange(len(devices) - devices.bots, len(devices)), truth.world.seed
        ).to_pylist(),
        "customers_twice": len(people.twins),
        "shared_devices": int((devices.partner >= 0).sum()),
        "clocks_ahead": int((devices.ahead > 0).sum()),
        "wrong_logins": sum(edge.evidence == "login" for edge in truth.tally.wrong),
        "forwarded_newsletters": sum(e.evidence == "newsletter" for e in truth.tally.wrong),
    }


def _renamed_from(world: World) -> str | None:
    since = world.plan.renamed_from
    return None if since is None else str(world.day(since))


_KINDS = (MISSING, EMPTY)
_NAMED = (LATE, SWAPPED, "resend", "superseded", "replacement")


def _effects(truth: Truth) -> dict[str, object]:
    settings = truth.world.settings
    return {
        "user_column_that_matters": {"column": "diet", "slip": settings.diet_slip},
        "user_columns_that_matter_too": ["allergies", "culture", "favourite_cuisines", "age"],
        "user_column_of_noise": "shoe_size",
        "item_attribute_that_drives_clicks": {
            "attribute": "tags", "value": "quick", "factor": settings.quick_factor,
        },
        "item_column_of_noise": "editor",
        "season": {
            "attribute": "season", "day_of_year_of_height": PEAKS,
            "lowest_factor": settings.season_low, "highest_factor": settings.season_high,
        },
        "segment_for_which_the_model_is_worse": {
            "column": "membership", "value": MEMBERSHIPS[TASTERS],
            "wandering": settings.wandering_tasters, "wandering_of_others": settings.wandering,
        },
        "tastes": {"number": settings.tastes, "shares_of_ways": WAYS},
        "measured": truth.tally.measured(),
    }  # fmt: skip


def _column(numbers: list[int]) -> NDArray[np.int64]:
    return np.array(numbers, np.int64)
