"""Hold requirements.lock against known vulnerabilities, as far as that can be done here.

pip-audit asks a service on the network. Without pip-audit or without an answer this says so
and ends with 0, so that a machine without network can still run the checks; --strict ends
with 3 then. Found vulnerabilities end with 1 either way. What needs no network is always checked:
that each package is pinned to one version, with hashes.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
WAIT_SECONDS = 120
NOT_LOOKED = 3
_PINNED = re.compile(r"^([a-zA-Z0-9._-]+)==(\S+)( ; .+?)? \\$")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strict", action="store_true", help="not having looked is a failure")
    parser.add_argument("--lock", type=Path, default=LOCK, help="another lock file")
    asked = parser.parse_args()
    loose = unpinned(asked.lock.read_text("utf-8"))
    for line in loose:
        print(f"not pinned by version and hash: {line}")
    if loose:
        return 1
    if importlib.util.find_spec("pip_audit") is None:
        return not_looked("pip-audit is not installed (pip install pip-audit)", asked.strict)
    return audit(asked.lock, asked.strict)


def unpinned(text: str) -> list[str]:
    """Return the lines of a lock file that pin no version, or have no hash after them."""
    lines = text.splitlines()
    starts = [n for n, line in enumerate(lines) if line and not line.startswith((" ", "#"))]
    found = []
    for n in starts:
        hashed = n + 1 < len(lines) and lines[n + 1].strip().startswith("--hash=sha256:")
        if not _PINNED.match(lines[n]) or not hashed:
            found.append(lines[n])
    return found


def audit(lock: Path, strict: bool) -> int:
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip"]
    try:
        done = subprocess.run(
            [*command, "--require-hashes", "--progress-spinner", "off"],
            capture_output=True,
            text=True,
            timeout=WAIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return not_looked(f"no answer within {WAIT_SECONDS} seconds", strict)
    print(done.stdout, end="")
    if done.returncode == 0:
        print("No known vulnerability in requirements.lock.")
        return 0
    if "Found" in done.stderr and "known vulnerabilit" in done.stderr:
        print(done.stderr, end="")
        return 1
    last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    return not_looked(f"pip-audit could not ask: {last}", strict)


def not_looked(why: str, strict: bool) -> int:
    print(f"Known vulnerabilities were NOT looked up: {why}.")
    return NOT_LOOKED if strict else 0


if __name__ == "__main__":
    sys.exit(main())
