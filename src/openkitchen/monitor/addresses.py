"""Which addresses on the web an alert may be sent to."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from openkitchen.errors import ServerError, SettingsError

__all__ = ["Target", "public_address"]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect.

    Parameters
    ----------
    name, port, ip
        The host's name, the port, and the address that the name has now.
    path
        What to ask for.
    host
        The name as a request states it.
    secure
        Whether by TLS.
    """

    name: str
    port: int
    ip: str
    path: str
    host: str
    secure: bool


def public_address(url: str, *, inside: bool = False) -> Target:
    """Look an address up, and refuse it when it lies in the own network.

    An alert that is sent to an address of somebody's choosing could else be made to speak to
    the machine's own services (server-side request forgery). All addresses that the name has
    must be public ones.

    Parameters
    ----------
    url
        ``https://…``.
    inside
        Also allow ``http`` and addresses of the own network.

    Raises
    ------
    SettingsError
        When it is no such address.
    ServerError
        When the name has no address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingsError(f"{url!r} is no address: {error}", hint="Write https://…") from error
    secure = parts.scheme == "https"
    if not parts.hostname or parts.scheme not in {"http", "https"} or parts.username is not None:
        raise SettingsError(f"{url!r} is no address of the web", hint="Write https://host/path")
    if not secure and not inside:
        raise SettingsError(
            f"{parts.hostname} is asked without encryption",
            hint="Write https://…, or state webhook: {url: …, inside: true} for one of your own.",
        )
    port = port or (443 if secure else 80)
    found = _addresses(parts.hostname, port)
    private = [one for one in found if not ip_address(one.split("%")[0]).is_global]
    if private and not inside:
        raise SettingsError(
            f"{parts.hostname} is {private[0]}, an address of the own network",
            hint="State webhook: {url: …, inside: true} if the receiver is one of your own.",
        )
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.hostname, port, found[0], (parts.path or "/") + query, parts.netloc, secure)


def _addresses(name: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ServerError(f"{name} has no address: {error}", hint="Check the name.") from error
    return [str(one[4][0]) for one in found]
