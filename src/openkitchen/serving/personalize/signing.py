"""Signature Version 4: whether a request was signed with a key that is known here.

A request's signature is an HMAC over its method, path, query, chosen headers and body,
with a key derived from the secret, the day, the region and the service.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import yaml

from openkitchen.errors import SettingsError
from openkitchen.serving.personalize.faults import (
    INVALID_SIGNATURE,
    NO_SIGNATURE,
    UNKNOWN_KEY,
    Fault,
)

__all__ = ["Signed", "check_signature", "read_keys", "region_of"]

_ALGORITHM = "AWS4-HMAC-SHA256"
_HEADER = re.compile(
    rf"{_ALGORITHM}\s+Credential=(?P<credential>[^,\s]+),\s*"
    r"SignedHeaders=(?P<headers>[^,\s]+),\s*Signature=(?P<signature>[0-9a-f]{64})"
)
_SKEW = timedelta(minutes=15)
_SERVICE = "personalize"


@dataclass(frozen=True, slots=True)
class Signed:
    """A request, as far as its signature covers it.

    Parameters
    ----------
    method, path
        As sent; the path still percent-encoded.
    query
        Name and value pairs, decoded.
    headers
        By name in lower case.
    body
        As sent.
    """

    method: str
    path: str
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes


def read_keys(file: Path) -> dict[str, str]:
    """Read the table of keys: access key id to secret, in YAML or JSON.

    Raises
    ------
    SettingsError
        When it cannot be read or is no such table.
    """
    hint = "Write one line for each key: ACCESS_KEY_ID: secret"
    try:
        found = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{file}: the keys cannot be read: {error}", hint=hint) from error
    if not isinstance(found, dict) or not found or not all(map(_is_text, found.values())):
        raise SettingsError(f"{file} holds no table of keys", hint=hint)
    return {str(name): secret for name, secret in found.items()}


def region_of(authorization: str) -> str:
    """Return the region that a signature names; the usual one without."""
    found = _HEADER.search(authorization)
    parts = found["credential"].split("/") if found else []
    fine = len(parts) == 5 and re.fullmatch(r"[a-z0-9-]{1,30}", parts[2])
    return parts[2] if fine else "us-east-1"


def check_signature(signed: Signed, keys: Mapping[str, str], now: datetime | None = None) -> None:
    """Check that a request was signed with a known key, lately.

    Raises
    ------
    Fault
        Saying what is missing or wrong, and nothing about the secret.
    """
    found = _HEADER.fullmatch(signed.headers.get("authorization", "").strip())
    parts = found["credential"].split("/") if found else []
    if found is None or len(parts) != 5 or parts[3:] != [_SERVICE, "aws4_request"]:
        raise Fault(NO_SIGNATURE, "The request is not signed with Signature Version 4")
    access, day, region, service, _ = parts
    if access not in keys:
        raise Fault(UNKNOWN_KEY, "The security token included in the request is invalid.")
    stamp = signed.headers.get("x-amz-date", "")
    _check_time(stamp, day, now or datetime.now(UTC))
    names = found["headers"].split(";")
    if "host" not in names or any(name not in signed.headers for name in names):
        raise Fault(INVALID_SIGNATURE, "A signed header is missing")
    text = "\n".join(
        (
            _ALGORITHM,
            stamp,
            f"{day}/{region}/{service}/aws4_request",
            hashlib.sha256(_canonical(signed, names).encode()).hexdigest(),
        )
    )
    key = f"AWS4{keys[access]}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    expected = hmac.new(key, text.encode(), "sha256").hexdigest()
    if not hmac.compare_digest(expected, found["signature"]):
        raise Fault(
            INVALID_SIGNATURE,
            "The request signature we calculated does not match the signature you provided.",
        )


def _canonical(signed: Signed, names: Sequence[str]) -> str:
    query = sorted((quote(n, safe="-_.~"), quote(v, safe="-_.~")) for n, v in signed.query)
    headers = "".join(f"{name}:{' '.join(signed.headers[name].split())}\n" for name in names)
    return "\n".join(
        (
            signed.method,
            quote(signed.path, safe="/-_.~"),
            "&".join(f"{name}={value}" for name, value in query),
            headers,
            ";".join(names),
            hashlib.sha256(signed.body).hexdigest(),
        )
    )


def _check_time(stamp: str, day: str, now: datetime) -> None:
    try:
        moment = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise Fault(INVALID_SIGNATURE, "x-amz-date is missing or no time") from error
    if abs(now - moment) > _SKEW or not stamp.startswith(day):
        raise Fault(
            INVALID_SIGNATURE, f"Signature expired: {stamp} is not within 15 minutes of now"
        )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
