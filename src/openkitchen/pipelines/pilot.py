"""A pilot in a workspace: what it states, where it is kept, and what its arms recommend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml

from openkitchen.errors import FileUnreadable, SettingsError
from openkitchen.evaluate import compare, evaluate_lists, read_choices, read_lists
from openkitchen.mail import MailServer
from openkitchen.pilot.coding import Coding, agree, read_codes
from openkitchen.pilot.desk import Desk, begin_pilot, keep_wording, open_desk
from openkitchen.pilot.offline import OfflineGap, offline_gap
from openkitchen.pilot.post import Carrier, EmlFolder, SmtpCarrier
from openkitchen.pilot.settings import PilotSettings, settings_of
from openkitchen.pipelines.shelf import settings_in
from openkitchen.pipelines.state import open_lodging
from openkitchen.pipelines.workspace import Workspace

__all__ = [
    "MAILS",
    "carrier_of",
    "coding_of",
    "offline_given",
    "offline_of",
    "open_pilot",
    "stated_in",
]

_FILE = "pilot.yml"
MAILS = "data/08_reporting/mails"
"""Where a workspace's mails are written while no mail server is stated."""


def stated_in(folder: Path, file: Path | None = None) -> PilotSettings:
    """Read what is stated about the pilot: in a file, the workspace's, or by default.

    Raises
    ------
    FileUnreadable, SettingsError
        When it cannot be read, or states what cannot be.
    """
    if file is None and Workspace(folder.resolve()).sources_file.is_file():
        return settings_of(settings_in(folder.resolve(), "local", "pilot"), _FILE)
    if file is None:
        return settings_of({})
    try:
        stated = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        raise FileUnreadable(f"it is no YAML: {said}", file=str(file)) from error
    if stated is not None and not isinstance(stated, Mapping):
        raise FileUnreadable("it is no mapping of names to settings", file=str(file))
    return settings_of(stated, file.name)


@contextmanager
def open_pilot(
    folder: Path, store: str = "", name: str = "", *, file: Path | None = None, begin: bool = False
) -> Iterator[Desk]:
    """Open the pilot of a workspace or a bundle, for as long as a command takes.

    Parameters
    ----------
    folder
        The workspace or the bundle.
    store
        URL of the database; SQLite beside it when empty.
    name
        Another pilot than the one that is stated.
    file
        Where the pilot is stated; the workspace's ``pilot.yml`` when ``None``.
    begin
        Begin it if there is none yet.
    """
    stated = stated_in(folder, file)
    with open_lodging(folder, store) as (opened, lodging):
        key_folder = lodging.folder.parent
        if begin:
            yield begin_pilot(opened, key_folder, stated)
            return
        desk = open_desk(opened, key_folder, stated, name)
        if desk.row.closed_at is None:
            keep_wording(desk)
        yield desk


def carrier_of(folder: Path, desk: Desk, eml: Path | None) -> Carrier:
    """Return how mails leave: as files where a folder is named or no host stated, else by SMTP."""
    mail = desk.settings.mail
    if eml is not None or not mail.host:
        return EmlFolder(eml or desk.folder / "08_reporting" / "mails")
    signs = settings_in(folder.resolve(), "local", "credentials").get("smtp") or {}
    server = MailServer(
        mail.host,
        mail.port,
        mail.security,
        str(signs.get("username", "")),
        str(signs.get("password", "")),
        hint="Look at mail: in pilot.yml and at smtp: in conf/local/credentials.yml.",
    )
    return SmtpCarrier(server)


def offline_of(
    lists: tuple[Path, Path], truth: Path, metric: str, k: int, train: Path | None = None
) -> OfflineGap:
    """Hold both arms' offline lists against what was chosen later, user by user.

    Parameters
    ----------
    lists
        A file of lists for each arm, made by models that did not know the truth.
    truth
        What was chosen.
    metric, k
        Which figure.
    train
        What had been chosen before.
    """
    chosen = read_choices(truth)
    before = None if train is None else read_choices(train)
    one, other = (
        evaluate_lists(read_lists(path), chosen, k, before, file=str(path)) for path in lists
    )
    return offline_gap(compare(one, other), metric, k)


def offline_given(
    lists: Sequence[Path], truth: Path | None, metric: str, k: int, train: Path | None
) -> OfflineGap | None:
    """Return the offline difference where lists of both arms were named.

    Raises
    ------
    SettingsError
        When something of it is missing.
    """
    if not lists and truth is None:
        return None
    if len(lists) != 2 or truth is None:
        raise SettingsError(
            "an offline difference needs lists of both arms, and what was chosen later",
            hint="--offline FIRST --offline SECOND --truth FILE",
        )
    return offline_of((lists[0], lists[1]), truth, metric, k, train)


def coding_of(sheets: Sequence[Path]) -> Coding | None:
    """Compare two readers' sheets where they were named.

    Raises
    ------
    SettingsError
        When there are not two.
    """
    if not sheets:
        return None
    if len(sheets) != 2:
        raise SettingsError(
            f"{len(sheets)} readers' sheets", hint="Two readers: --codes FIRST --codes SECOND"
        )
    return agree(*(read_codes(path) for path in sheets))
