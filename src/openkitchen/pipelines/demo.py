"""The demo: a shop with known truth, taken the whole way."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from openkitchen.errors import WorkspaceError, plural
from openkitchen.evaluate import load_evaluations
from openkitchen.models import Progress
from openkitchen.pipelines.page import OURS
from openkitchen.pipelines.receiving import receive_files
from openkitchen.pipelines.runner import run_workspace
from openkitchen.pipelines.workspace import Workspace, create
from openkitchen.sources import Receipts, read_sources
from openkitchen.sources.shop import OPENED, Shop, ShopSettings, make_shop

__all__ = ["Demo", "Files", "fill_with_demo", "is_blank", "make_demo", "make_files", "unpack_demo"]


@dataclass(frozen=True, slots=True)
class Demo:
    """A finished demo.

    Parameters
    ----------
    workspace
        Where it lies.
    shop
        What was made up, with the truth about it.
    receipts
        What became of the delivered files.
    """

    workspace: Workspace
    shop: Shop
    receipts: Receipts

    def sentences(self) -> list[str]:
        """Say what was made, what came out, and what to try next."""
        root = self.workspace.root
        evaluations = load_evaluations(root / "data/08_reporting/evaluations.parquet")
        told = ", ".join(
            f"{name} {one.figure('ndcg', one.rows[0].k).value:.3f}"
            for name, one in evaluations.items()
        )
        ours = evaluations[OURS]
        return [
            f"The demo shop is in {root}; what is true about it is in {self.shop.truth}.",
            self.receipts.sentence(),
            f"nDCG@{ours.rows[0].k} over {plural(ours.n_users, 'person', 'people')}, "
            f"{ours.period}: {told}.",
            f"The report: {self.workspace.report}",
            f"Try: openkitchen sources calendar --dir {root}",
            f"     openkitchen sources findings --dir {root}",
            f"     openkitchen explain {root} USER ITEM",
        ]


@dataclass(frozen=True, slots=True)
class Files:
    """What a demo shop's providers deliver, with nothing received yet.

    Parameters
    ----------
    shop
        What was made up, with the truth about it.
    """

    shop: Shop

    def sentences(self) -> list[str]:
        """Say what lies where, and how it is received."""
        shop = self.shop
        return [
            f"{len(shop.delivery_order):,} files are in {shop.deliveries}, dated as they arrive; "
            f"what is true about them is in {shop.truth}.",
            f"Their contract: {shop.sources_file}",
            "Receive them: openkitchen new client",
            f"              cp {shop.sources_file} client/conf/base/sources.yml",
            f"              openkitchen sources receive {shop.deliveries} --dir client",
        ]


def make_files(
    folder: Path,
    customers: int = 2000,
    days: int = 60,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    opened: date = OPENED,
) -> Files:
    """Make the demo shop's delivered files, their contract and the truth; receive nothing."""
    shop = make_shop(
        folder, customers=customers, days=days, seed=seed, opened=opened, progress=progress
    )
    return Files(shop)


def unpack_demo(
    folder: Path,
    customers: int = 2000,
    days: int = 60,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    settings: ShopSettings | None = None,
    opened: date = OPENED,
) -> Demo:
    """Make a workspace with the demo shop's extracts received, and nothing run yet.

    Parameters
    ----------
    folder
        The new workspace.
    customers, days, seed
        Size of the shop; the same numbers give the same bytes, whatever the date: its files
        are received on the day when the last of them arrives.
    progress
        Told of each step.
    settings
        Rates of everything in the shop, defects among them.
    opened
        The shop's first day, a Monday.
    """
    return fill_with_demo(
        create(folder), customers, days, seed, progress, settings=settings, opened=opened
    )


def fill_with_demo(
    workspace: Workspace,
    customers: int = 2000,
    days: int = 60,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    settings: ShopSettings | None = None,
    opened: date = OPENED,
) -> Demo:
    """Put the demo shop into a workspace in which nothing was done yet; see `unpack_demo`.

    Raises
    ------
    WorkspaceError
        When sources are declared in it, or files were received.
    """
    if not is_blank(workspace):
        raise WorkspaceError(
            f"{workspace.root} is in use: sources are declared in it",
            hint="Make the demo in a folder of its own: openkitchen demo --dir FOLDER",
        )
    shop = make_shop(
        workspace.root / "shop",
        customers=customers,
        days=days,
        seed=seed,
        settings=settings,
        opened=opened,
        progress=progress,
    )
    shutil.copyfile(shop.sources_file, workspace.sources_file)
    _state_rules(workspace)
    _state_behaviour(workspace)
    receipts = receive_files(
        workspace.root, shop.delivery_order, progress=progress, now=shop.last_arrival
    )
    return Demo(workspace, shop, receipts)


def is_blank(workspace: Workspace) -> bool:
    """Return whether no source is declared in a workspace, so that the demo may be put there."""
    return not read_sources(workspace.sources_file)


def _state_rules(workspace: Workspace) -> None:
    """Put the shop's rules in the place of those that the template leaves out."""
    path = workspace.root / "conf" / "base" / "parameters.yml"
    stated = (files("openkitchen.sources.shop") / "rules.yml").read_text("utf-8")
    lines = [f"  {line}".rstrip() for line in stated.splitlines() if not line.startswith("#")]
    before, _, after = path.read_text("utf-8").partition("rules: {}")
    after = after.partition("\n\n")[2]
    text = "\n".join(line for line in lines if line)
    path.write_text(f"{before}rules: # what may be in a list\n{text}\n\n{after}", "utf-8")


def _state_behaviour(workspace: Workspace) -> None:
    """Add what the shop's customers must never see to what the template expects of lists."""
    path = workspace.root / "conf" / "base" / "behaviour.yml"
    stated = (files("openkitchen.sources.shop") / "behaviour.yml").read_text("utf-8")
    lines = [f"  {line}" for line in stated.splitlines() if line and not line.startswith("#")]
    before, _, _ = path.read_text("utf-8").partition("\n\n  # What some people must never see")
    path.write_text("\n".join([before, *lines, ""]), "utf-8")


def make_demo(
    folder: Path,
    customers: int = 2000,
    days: int = 60,
    seed: int = 0,
    progress: Progress | None = None,
    *,
    opened: date = OPENED,
) -> Demo:
    """Make the demo shop's workspace and run everything in it."""
    demo = unpack_demo(folder, customers, days, seed, progress, opened=opened)
    run_workspace(demo.workspace.root, progress=progress)
    return demo
