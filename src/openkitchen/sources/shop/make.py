"""Make a demo shop: the files as its providers would send them, and the truth beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from openkitchen.errors import WorkspaceError
from openkitchen.sources.shop.catalogue import catalogue_name, write_catalogue
from openkitchen.sources.shop.crm import dump_name, write_dump
from openkitchen.sources.shop.hits import record
from openkitchen.sources.shop.links import Click, clicks_of, links_name, write_links
from openkitchen.sources.shop.post import Post
from openkitchen.sources.shop.settings import OPENED, ShopSettings, promised_from
from openkitchen.sources.shop.tally import Tally
from openkitchen.sources.shop.taste import Choices
from openkitchen.sources.shop.truth import Truth, write_truth
from openkitchen.sources.shop.visits import Day, each_day
from openkitchen.sources.shop.world import World, make_world

__all__ = ["Shop", "make_shop"]

_WEEK = 7
_RETENTION = b", retention_months: 36"


@dataclass(frozen=True, slots=True)
class Shop:
    """A demo shop on disk.

    Parameters
    ----------
    folder, deliveries, truth
        The shop's folder, and in it the delivered files and the truth.
    sources_file
        The ``sources.yml`` that fits the deliveries.
    customers, recipes, visitors
        People who are customers, recipes, and visitor ids (bots included).
    events
        True events of people; ``rows``: rows of the web files that hold for their days.
    delivery_order
        The delivered files in the order in which they arrive.
    last_arrival
        When the last of them arrives (UTC).
    """

    folder: Path
    deliveries: Path
    truth: Path
    sources_file: Path
    customers: int
    recipes: int
    visitors: int
    events: int
    rows: int
    delivery_order: tuple[Path, ...]
    last_arrival: datetime


def make_shop(
    folder: Path,
    *,
    customers: int = 2000,
    days: int = 60,
    seed: int = 0,
    settings: ShopSettings | None = None,
    opened: date = OPENED,
    progress: Callable[[str, int, int], None] | None = None,
) -> Shop:
    """Make a shop of so many customers that is open for so many days.

    The same arguments give the same bytes of every file. Events are made and written day
    by day; no more than one day is in memory.

    Parameters
    ----------
    folder
        Where ``deliveries/``, ``truth/`` and ``sources.yml`` are written; the first two
        must be empty or absent.
    customers, days
        At least 20 and 7.
    seed
        Another seed makes another shop.
    settings
        Rates of everything; `ShopSettings.clean` makes the same shop without defects.
    opened
        The first day, a Monday.
    progress
        Called with a phrase, the days done and all days.

    Raises
    ------
    SettingsError
        When the shop is too small, or does not open on a Monday.
    WorkspaceError
        When there are files already.
    """
    world = make_world(customers, days, seed, settings or ShopSettings(), opened)
    deliveries, truth = _empty(folder, "deliveries"), _empty(folder, "truth")
    post = Post(deliveries, world.recipes, world.plan, seed, opened)
    tally = _live(world, post, progress)
    sent = post.order()
    write_truth(truth, Truth(world, tally, sent))
    sources_file = folder / "sources.yml"
    sources_file.write_bytes(_contract(world))
    return Shop(
        folder=folder,
        deliveries=deliveries,
        truth=truth,
        sources_file=sources_file,
        customers=customers,
        recipes=len(world.recipes),
        visitors=len(world.devices),
        events=tally.events,
        rows=sum(one.rows for one in sent if one.source == "web" and one.counts),
        delivery_order=tuple(deliveries / one.file for one in sent),
        last_arrival=max(one.arrives for one in sent),
    )


def _live(world: World, post: Post, progress: Callable[[str, int, int], None] | None) -> Tally:
    """Open the shop day after day, and send what its providers send."""
    tally = Tally(world.people, world.recipes, len(world.devices))
    choices = Choices(world.recipes, world.people, world.settings)
    clicks: list[Click] = []
    for day in each_day(world, choices):
        tally.add(day)
        _send_weekly(day.number, world, post)
        post.web(record(day, world), day.number)
        clicks += clicks_of(day, world.seed)
        if day.number % _WEEK == _WEEK - 1 or day.number == world.days - 1:
            _send_clicks(day, clicks, post)
            clicks = []
        if progress:
            progress("making the demo shop", day.number + 1, world.days)
    return tally


def _send_weekly(number: int, world: World, post: Post) -> None:
    """Send the catalogue and the customer dump on Mondays."""
    week, weekday = divmod(number, _WEEK)
    if weekday:
        return
    name = catalogue_name(world.day(number))
    rows = write_catalogue(post.folder / name, number, world)
    post.weekly("recipes", name, number, rows, 4)
    if week not in world.plan.missing_dumps:
        name = dump_name(world.day(number))
        rows = write_dump(post.folder / name, number, world)
        post.weekly("crm", name, number, rows, 5)


def _send_clicks(day: Day, clicks: list[Click], post: Post) -> None:
    """Send the week's newsletter clicks, if there were any."""
    if not clicks:
        return
    name = links_name(day.date)
    write_links(post.folder / name, clicks)
    post.weekly("newsletter", name, day.number, len(clicks), 23)


def _contract(world: World) -> bytes:
    """Return the contract of the shop's sources, with what the web provider promised."""
    told = files(__package__).joinpath("sources.yml").read_bytes()
    opened, promised = str(world.opened).encode(), str(promised_from(world.opened)).encode()
    told = told.replace(str(OPENED).encode(), opened)
    if not world.settings.short_history:
        promised, told = opened, told.replace(_RETENTION, b"", 1)
    return told.replace(str(promised_from(OPENED)).encode(), promised, 1)


def _empty(folder: Path, name: str) -> Path:
    """Make an empty folder, or refuse one that holds files."""
    path = folder / name
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise WorkspaceError(
            f"{path} is there already and not empty", hint="Choose another folder for the shop."
        )
    path.mkdir(parents=True, exist_ok=True)
    return path
