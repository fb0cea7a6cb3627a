"""A fault for each issue of the quality register, to be planted in a demo shop.

Some are faults of the shop itself: it is made anew with one thing wrong, received, and those
steps run that its check needs. The others happen to a workspace that was fine.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks._one_piece import OnePiece
from openkitchen.experiments.ledger import Entry, assume, record
from openkitchen.models import GlassBox, GlassBoxSettings, OutsideModel, Popularity, save
from openkitchen.monitor.parity import lists_of
from openkitchen.pipelines.demo import unpack_demo
from openkitchen.pipelines.forgetting import forget_in
from openkitchen.pipelines.identity_views import open_identity
from openkitchen.pipelines.in_use import in_use
from openkitchen.pipelines.ledgers import FILE
from openkitchen.pipelines.monitoring import monitor_workspace
from openkitchen.pipelines.receiving import receive_files
from openkitchen.pipelines.runner import run_workspace
from openkitchen.pipelines.shelf import Shelf, open_shelf
from openkitchen.prepare import tables_of
from openkitchen.schema.columns import DEVICE, ITEM, TIME, USER
from openkitchen.sources.shop import ShopSettings
from openkitchen.store import EventRow, add_events

__all__ = ["FAULTS", "LONG", "SHORT", "Fault", "clean_shop", "plant"]

CLEAN = ShopSettings().clean()
SHORT, LONG = 28, 98
"""Days of the two clean shops: LONG is for what takes weeks to show."""

_CUSTOMERS = 200
_MODEL = (
    "model: {scales: [all, 24h], power: 0.5, row_half_life: 0, left_out: 3, typical: 27, "
    "ridge_items: [400, 300], ridge_tags: 0, ridge_users: 0, ridge_base: 1, ridge_cold: 100, "
    "shrink: 0, newcomers: 0.25, discount: 0, trend: 0, trend_half_life: 0.4}"
)
_TABLES = ("identity edges", "identity map", "interactions", "users", "items")
_TO_FIT = (*_TABLES, "split", "fit")


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong.

    Parameters
    ----------
    words
        What.
    shop
        Settings of a shop that has it; the others are those of the clean shop.
    days, base
        How long that shop is open; or the clean shop that it happens to.
    change
        Does it to a workspace.
    steps
        Steps to run then.
    """

    words: str
    shop: Mapping[str, Any] = field(default_factory=dict)
    days: int = SHORT
    base: int = SHORT
    change: Callable[[Path], object] | None = None
    steps: tuple[str, ...] = ()


def clean_shop(folder: Path, days: int = SHORT, **settings: Any) -> Path:
    """Make a shop without faults (or with those that are set), received and not run."""
    unpack_demo(folder, _CUSTOMERS, days, 0, settings=replace(CLEAN, **settings))
    _rewrite(folder / "conf/base/parameters.yml", "model: {}", _MODEL)
    return folder


def plant(fault: Fault, base: Path, folder: Path) -> Path:
    """Make a workspace with a fault.

    Parameters
    ----------
    fault
        What is to go wrong.
    base
        A clean workspace, run; it stays as it is.
    folder
        The new workspace.
    """
    if fault.shop or fault.days != SHORT:
        clean_shop(folder, fault.days, **fault.shop)
    else:
        shutil.copytree(base, folder)
    if fault.change is not None:
        fault.change(folder)
    if fault.steps:
        run_workspace(folder, only=fault.steps)
    return folder


def _shelf(root: Path) -> Shelf:
    return open_shelf(root, "local")


def _rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, f"{path}: {old}"
    path.write_text(text.replace(old, new), "utf-8")


def _no_meaning(root: Path) -> None:
    """Take the meanings out of the contract."""
    path = root / "conf/base/sources.yml"
    path.write_text(re.sub(r', meaning: "[^"]*"', "", path.read_text("utf-8")), "utf-8")


def _swapped_ids(root: Path) -> None:
    """Deliver another day, on which the provider took one id for the other."""
    last = max((root / "shop/deliveries").glob("web_hits_*.csv.gz"))
    day = datetime.strptime(last.name[9:19], "%Y-%m-%d")
    later = day + timedelta(days=1)
    text = gzip.decompress(last.read_bytes()).decode()
    header, *rows = text.replace(f"{day:%Y-%m-%d}", f"{later:%Y-%m-%d}").splitlines()
    names = header.split(",")
    at = {name: n for n, name in enumerate(names)}
    one, other = at["ID visitor"], at["ID customer"]
    known = [row.split(",") for row in rows if row.split(",")[other]]
    for cells in known:
        cells[one], cells[other] = cells[other], cells[one]
        cells[at["hit id"]] = f"{cells[at['hit id']][:-2]}zz"
    path = root / f"web_hits_{later:%Y-%m-%d}.csv.gz"
    path.write_bytes(gzip.compress("\n".join([header, *map(",".join, known)]).encode()))
    receive_files(root, [path])


def _mocked(root: Path) -> None:
    version = open_identity(root).mock(40)
    _rewrite(root / "conf/base/parameters.yml", "use: latest", f"use: {version.name}")


def _half_a_catalogue(root: Path) -> None:
    shelf = _shelf(root)
    items = shelf.load("items")
    shelf.save("items", items.slice(0, items.num_rows // 2))


def _test_in_training(root: Path) -> None:
    shelf = _shelf(root)
    shelf.save("train", pa.concat_tables([shelf.load("train"), shelf.load("test")]))


def _other_length(root: Path) -> None:
    _rewrite(root / "conf/base/parameters.yml", "list_length: 10", "list_length: 5")


def _small_test(root: Path) -> None:
    _rewrite(root / "conf/base/parameters.yml", "test_share: 0.1", "test_share: 0.01")


def _choices_of_others(root: Path) -> None:
    """Let everybody choose later what somebody else would have chosen."""
    shelf = _shelf(root)
    test = shelf.load("test")
    order = np.random.default_rng(0).permutation(test.num_rows)
    place = test.schema.get_field_index(ITEM)
    shelf.save("test", test.set_column(place, ITEM, test[ITEM].take(pa.array(order))))


def _told_figures(root: Path) -> None:
    """Report a coverage that somebody else computed."""
    shelf = _shelf(root)
    told = shelf.load("evaluations")
    name, own = next(iter(told.items()))
    rows = [
        replace(row, value=min(1.0, row.value * 1.1)) if row.metric == "coverage" else row
        for row in own.rows
    ]
    shelf.save("evaluations", told | {name: replace(own, rows=tuple(rows))})


def _one_piece(root: Path) -> None:
    """Publish a model whose scores come in one piece."""
    shelf = _shelf(root)
    rows = shelf.load("interactions")
    tables = tables_of(rows, shelf.load("users"), shelf.load("items"))
    save(OutsideModel(OnePiece()).fit(tables), shelf.path("bundle"))


def _few_allowed(root: Path) -> None:
    """Allow twenty items only."""
    ids = _shelf(root).load("items")[ITEM].to_pylist()[:20]
    (root / "conf/base/allowed.csv").write_text("\n".join(["item_id", *ids]), "utf-8")
    _rewrite(
        root / "conf/base/parameters.yml",
        "rules: # what may be in a list\n",
        "rules: # what may be in a list\n  allow: conf/base/allowed.csv\n",
    )


def _no_rules(root: Path) -> None:
    """Forget the rules about diets and allergies."""
    path = root / "conf/base/parameters.yml"
    before, _, after = path.read_text("utf-8").partition("rules: # what may be in a list\n")
    path.write_text(f"{before}rules: {{}}\n\nreport:{after.partition('report:')[2]}", "utf-8")


def _worse_for_some(root: Path) -> None:
    """Let the members of the largest club choose what is popular and not on their lists."""
    shelf = _shelf(root)
    test, train, users = shelf.load("test"), shelf.load("train"), shelf.load("users")
    clubs = dict(zip(users[USER].to_pylist(), users["membership"].to_pylist(), strict=True))
    names = [clubs.get(user) for user in test[USER].to_pylist()]
    largest = max({n for n in names if n}, key=names.count)
    people = sorted(set(test[USER].to_pylist()))
    tables = tables_of(train, users, shelf.load("items"))
    popular = lists_of(Popularity().fit(tables).recommend(people, 10).table)
    own = lists_of(shelf.load("model_on_train").recommend(people, 10).table)
    wanted = {
        user: [item for item, _ in popular[user] if item not in dict(own.get(user, ()))]
        for user in people
    }
    chosen = [
        wanted[user][n % len(wanted[user])] if club == largest and wanted[user] else item
        for n, (user, item, club) in enumerate(
            zip(test[USER].to_pylist(), test[ITEM].to_pylist(), names, strict=True)
        )
    ]
    place = test.schema.get_field_index(ITEM)
    shelf.save("test", test.set_column(place, ITEM, pa.array(chosen)))


def _other_settings(root: Path, **settings: Any) -> None:
    """Publish a model with other settings than the judged one."""
    shelf = _shelf(root)
    old = shelf.load("bundle")
    tables = tables_of(shelf.load("interactions"), shelf.load("users"), shelf.load("items"))
    changed: GlassBoxSettings = replace(old.fitted.settings, **settings)
    GlassBox(changed).fit(tables).with_rules(old.rules).save(shelf.path("bundle"))


def _lists_of_before(root: Path) -> None:
    """Leave lists lying that are not those of the published model."""
    path = root / "data/07_model_output/recommendations.csv"
    lines = path.read_text("utf-8").splitlines()
    swapped = [line.replace(",1,", ",#,").replace(",2,", ",1,") for line in lines[1:21]]
    first = sorted(swapped, key=lambda line: (line.split(",")[0], ",#," in line))
    path.write_text("\n".join([lines[0], *(s.replace(",#,", ",2,") for s in first), *lines[21:]]))


def _aged(root: Path) -> None:
    """Serve the model of ten weeks ago, and look."""
    shelf = _shelf(root)
    old, rows = shelf.load("bundle"), shelf.load("interactions")
    then = pc.max(rows[TIME]).as_py() - timedelta(weeks=10)
    past = rows.filter(pc.less(rows[TIME], pa.scalar(then, pa.timestamp("us"))))
    tables = tables_of(past, shelf.load("users"), shelf.load("items"))
    GlassBox(old.fitted.settings).fit(tables).with_rules(old.rules).save(shelf.path("bundle"))
    monitor_workspace(root, today=_today(root))


def _broken_tracker(root: Path) -> None:
    """Let last week's events of mobiles come as those of desktops, and look."""
    shelf = _shelf(root)
    rows = shelf.load("interactions")
    since = pc.max(rows[TIME]).as_py() - timedelta(days=7)
    late = pc.greater(rows[TIME], pa.scalar(since, pa.timestamp("us")))
    mobile = pc.and_(late, pc.fill_null(pc.equal(rows[DEVICE], "mobile"), False))
    device = pc.if_else(mobile, "desktop", rows[DEVICE])
    place = rows.schema.get_field_index(DEVICE)
    shelf.save("interactions", rows.set_column(place, DEVICE, device))
    monitor_workspace(root, today=_today(root))


def _ignored_lists(root: Path) -> None:
    """Let people come live, and choose what was not on their lists; and look."""
    with in_use(root) as use:
        live, model = use.kitchen.live, use.model
        users = [str(user) for user in model.users][:120]
        shown = model.recommend(users, 10).table
        items = [str(item) for item in model.items][::-1]
        at = use.learned_until.replace(tzinfo=UTC) + timedelta(days=1)
        rows = []
        for n, user in enumerate(users):
            own = set(shown.filter(pc.equal(shown[USER], user))[ITEM].to_pylist())
            item = next(one for one in items[n % 40 :] if one not in own)
            rows.append(EventRow(live.scope if live else "", f"e{n}", at, at, user, None, item))
        add_events(use.store, rows)
    monitor_workspace(root, today=_today(root))


def _looked_long_ago(root: Path) -> None:
    monitor_workspace(root, today=_today(root))
    path = root / "data/08_reporting/monitor.json"
    told = json.loads(path.read_text("utf-8"))
    told["at"] = (datetime.fromisoformat(told["at"]) - timedelta(days=40)).isoformat()
    path.write_text(json.dumps(told), "utf-8")


def _forgotten(root: Path) -> None:
    """Forget somebody, and leave the tables as they are."""
    forget_in(root, str(_shelf(root).load("bundle").users[0]))


def _moved_slots(root: Path) -> None:
    ledger = root / FILE
    assume(ledger, "slots", "6")
    record(ledger, Entry("How many?", "how-many", "6", rests_on={"slots": "6"}))
    assume(ledger, "slots", "10")


def _nothing_decided(root: Path) -> None:
    for question in ("Does age help?", "Does the diet help?", "Which model?"):
        record(root / FILE, Entry(question, "ask", "it depends"))


def _report_of_before(root: Path) -> None:
    path = root / "data/08_reporting/report.html"
    moment = path.stat().st_mtime - 10 * 86_400
    os.utime(path, (moment, moment))


def _today(root: Path) -> Any:
    rows = _shelf(root).load("interactions")
    return (pc.max(rows[TIME]).as_py() + timedelta(days=1)).date()


FAULTS: Mapping[str, Fault] = {
    "promised-history": Fault("three years promised, a month held", {"short_history": True}),
    "missing-deliveries": Fault("four of 28 days never come", {"missing_days": 4}),
    "rejected-rows": Fault("one row of twenty is broken", {"broken_rows": 0.05}),
    "changing-columns": Fault("two columns are renamed", {"renamed_columns": True}),
    "undocumented-columns": Fault("a contract without meanings", change=_no_meaning),
    "mistaken-ids": Fault("visitors and customers are swapped for a day", change=_swapped_ids),
    "machine-traffic": Fault("three robots", {"bots": 15}, steps=_TABLES[:3]),
    "wrong-clocks": Fault("one clock of ten is days ahead", {"clocks_ahead": 0.1}),
    "scarce-data": Fault(
        "people hardly come", {"visits": 0.02, "events_a_visit": 1.3}, steps=_TABLES[:3]
    ),
    "split-identities": Fault(
        "few log in, and many are strangers", {"login": 0.02, "strangers": 4.0}, steps=_TABLES[:3]
    ),
    "shared-devices": Fault(
        "most devices are shared, and strangers log in",
        {"shared_devices": 0.9, "wrong_logins": 0.9},
        steps=_TABLES[:3],
    ),
    "mock-users": Fault(
        "mock users are in use",
        change=_mocked,
        steps=_TABLES[:3],
    ),
    "double-customers": Fault(
        "a fifth of the customers twice", {"duplicate_customers": 0.2}, steps=_TABLES[:3]
    ),
    "missing-values": Fault("most fields are empty", {"blanks": 0.7}, steps=_TABLES),
    "unknown-items": Fault("half of the catalogue is missing", change=_half_a_catalogue),
    "leaking-test": Fault("the test lies in the training data", change=_test_in_training),
    "outdated-outputs": Fault("a setting changed, nothing was run", change=_other_length),
    "no-signal": Fault(
        "what people choose later has nothing to do with them",
        change=_choices_of_others,
        steps=("evaluate",),
    ),
    "too-few-people": Fault(
        "a hundredth is kept for the test", change=_small_test, steps=("split", "fit", "evaluate")
    ),
    "vendor-metrics": Fault("a coverage that somebody else computed", change=_told_figures),
    "black-box": Fault("a model whose scores come in one piece", change=_one_piece),
    "popular-only": Fault("twenty items are allowed", change=_few_allowed,
                          steps=("fit", "evaluate")),
    "unequal-groups": Fault(
        "members of a club choose what is popular alone",
        base=LONG,
        change=_worse_for_some,
        steps=("evaluate",),
    ),
    "odd-lists": Fault(
        "the rules are gone", change=_no_rules, steps=("fit", "publish", "behaviour")
    ),
    "unknown-season": Fault(
        "the season turns after six weeks", days=42, steps=(*_TO_FIT, "publish", "behaviour")
    ),
    "training-serving-skew": Fault(
        "a model with other settings is published",
        change=lambda root: _other_settings(root, power=0.9),
    ),
    "served-differs": Fault("lists of before lie about", change=_lists_of_before),
    "offline-online-gap": Fault(
        "people pass over what they are shown", base=LONG, change=_ignored_lists
    ),
    "stale-model": Fault("the model of ten weeks ago is served", base=LONG, change=_aged),
    "drifted-inputs": Fault(
        "a release takes mobiles for desktops", base=LONG, change=_broken_tracker
    ),
    "unwatched": Fault("nobody has looked for forty days", change=_looked_long_ago),
    "outgrown-model": Fault(
        "twenty items are inputs", change=lambda root: _other_settings(root, max_items=20)
    ),
    "forgotten-people": Fault("somebody is forgotten, nothing was run", change=_forgotten),
    "moved-assumptions": Fault("ten slots instead of six", change=_moved_slots),
    "open-decisions": Fault("three questions, no decision", change=_nothing_decided),
    "untold-client": Fault("the report is ten days old", change=_report_of_before),
}  # fmt: skip
"""By the name of the issue that each turns red."""
