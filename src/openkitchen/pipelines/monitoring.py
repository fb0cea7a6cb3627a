"""Look whether what a workspace serves still does what it should."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

from openkitchen.errors import OpenKitchenError, UnknownName
from openkitchen.models import Progress
from openkitchen.monitor import Monitored, Suggestion, Watch, suggest
from openkitchen.monitor.alerts import send_mail, send_webhook
from openkitchen.pipelines.in_use import InUse, in_use
from openkitchen.pipelines.kept_pages import keep_page
from openkitchen.pipelines.monitor_page import monitor_page
from openkitchen.pipelines.monitor_settings import MonitorSettings, monitor_settings
from openkitchen.pipelines.watch_kept import keep_watch
from openkitchen.pipelines.watches import WATCHES, Asked
from openkitchen.pipelines.workspace import open_workspace

__all__ = ["monitor_workspace", "tell"]


def monitor_workspace(
    folder: Path,
    only: Sequence[str] = (),
    *,
    today: date | None = None,
    server: str = "",
    key: str | None = None,
    env: str = "local",
    progress: Progress | None = None,
) -> Monitored:
    """Look at a workspace, and keep what was found in it.

    Parameters
    ----------
    folder
        The workspace.
    only
        Names of watches; all of them if none is named. Only a look at all is kept.
    today
        The day on which one looks; that of the clock by default.
    server, key
        A running server whose lists are held against the library's, and its key.
    env
        The folder of settings.
    progress
        Told of long work.

    Raises
    ------
    UnknownName
        When there is no such watch.
    WorkspaceError
        When the folder is no workspace.
    """
    for name in only:
        if name not in WATCHES:
            raise UnknownName("watch", name, WATCHES)
    workspace = open_workspace(folder)
    day = today or datetime.now(UTC).date()
    asked = Asked(monitor_settings(workspace.root, env), day, server, key, progress)
    with in_use(folder, env) as use:
        watches = tuple(_looked(use, asked, name) for name in WATCHES if not only or name in only)
    at = datetime.combine(day, time())
    found = Monitored(at, workspace.root.name, watches, _suggestion(watches))
    if not only:
        keep_watch(workspace, found.to_dict())
        keep_page(workspace, "monitor", monitor_page(found))
    return found


def tell(
    folder: Path,
    found: Monitored,
    *,
    mail: Sequence[str] = (),
    webhook: str = "",
    always: bool = False,
    env: str = "local",
) -> list[str]:
    """Send what needs attention to whom the settings or the arguments name.

    Parameters
    ----------
    folder
        The workspace.
    found
        What was found.
    mail, webhook
        Receivers, in the place of those of the settings.
    always
        Also when nothing needs attention.
    env
        The folder of settings.

    Returns
    -------
    Whom it was told, in sentences.

    Raises
    ------
    SettingsError, ServerError
        When it cannot be sent.
    """
    if not found.attention and not always:
        return []
    settings: MonitorSettings = monitor_settings(open_workspace(folder).root, env)
    told = []
    receivers = tuple(mail) or settings.mail.to
    if receivers:
        send_mail(found, settings.mail, receivers)
        told.append(f"Mailed to {', '.join(receivers)}.")
    hook = settings.webhook
    if webhook:
        hook = type(hook)(webhook, hook.inside)
    if hook.url:
        send_webhook(found, hook)
        told.append("Posted to the webhook.")
    return told


def _looked(use: InUse, asked: Asked, name: str) -> Watch:
    try:
        return WATCHES[name](use, asked)
    except OpenKitchenError as error:
        if name == "parity" and asked.server:  # a server that does not answer is a finding
            return Watch(name, "attention", f"{error.message}.")
        why = error.message[:1].upper() + error.message[1:]
        return Watch(name, "not checkable here", f"{why}.")


def _suggestion(watches: Sequence[Watch]) -> Suggestion:
    told = {one.name: one.found.rstrip(".") for one in watches if one.state == "attention"}
    return suggest(
        stale=told.get("staleness", ""),
        gap=told.get("online", ""),
        drifted=told.get("drift", ""),
        missing=told.get("deliveries", ""),
        differs=told.get("parity", ""),
    )
