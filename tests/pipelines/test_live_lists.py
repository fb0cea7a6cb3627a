"""Live figures from what a server keeps."""

import shutil
from datetime import UTC, timedelta

import pytest

from openkitchen.evaluate import load_evaluations
from openkitchen.pipelines.in_use import in_use
from openkitchen.pipelines.live_lists import live_figures
from openkitchen.store import EventRow, ServedRow, add_events, insert_served

DAY = timedelta(days=1)


@pytest.fixture
def copied(workspace, tmp_path):
    return shutil.copytree(workspace.root, tmp_path / "shop")


def told(root):
    with in_use(root) as use:
        own = next(iter(load_evaluations(use.shelf.path("evaluations")).values()))
        return live_figures(use, own)


def put(root, pairs, *, logged=False):
    with in_use(root) as use:
        at = use.learned_until.replace(tzinfo=UTC) + DAY
        scope = use.kitchen.live.scope
        rows = [EventRow(scope, f"e{n}", at, at, u, None, i) for n, (u, i) in enumerate(pairs)]
        add_events(use.store, rows)
        if logged:
            moment = at.replace(tzinfo=None) - DAY / 2
            kept = [
                ServedRow(f"r{n}", moment, {"user": u, "items": [["no such", 1.0]], "kind": "user"})
                for n, (u, _) in enumerate(pairs)
            ]
            with use.store.writing() as connection:
                insert_served(connection, kept)


def firsts(root, n):
    with in_use(root) as use:
        table = use.model.recommend(None, 1).table
        return list(zip(table["user_id"].to_pylist(), table["item_id"].to_pylist(), strict=True))[
            :n
        ]


def test_nothing_live_is_no_figure(copied):
    found = told(copied)
    assert not found.figures
    assert found.people == 0


def test_without_logged_lists_the_models_are_taken(copied):
    pairs = firsts(copied, 25)
    put(copied, pairs)
    found = told(copied)
    assert found.people == len(pairs)
    assert found.figures[0].value == 1.0
    assert found.basis.startswith("No served list is logged")


def test_logged_lists_come_first(copied):
    put(copied, firsts(copied, 25), logged=True)
    found = told(copied)
    assert found.figures[0].value == 0.0
    assert found.below
    assert "logged" in found.basis


def test_what_somebody_had_is_no_choice(copied):
    with in_use(copied) as use:
        known = use.model.known
        pairs = [
            (str(known.users.ids[u]), str(known.items.ids[i]))
            for u, i in zip(known.events.user[:30], known.events.item[:30], strict=True)
        ]
    put(copied, pairs)
    assert told(copied).people == 0
