"""The lock pins every package; whether vulnerabilities were looked up is said."""

import subprocess
import sys

import pytest
from tests.docs.pages import ROOT

SCRIPT = ROOT / "scripts" / "audit_dependencies.py"


def run(*words):
    return subprocess.run(
        [sys.executable, SCRIPT, *words], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("line", ["requests", "requests>=2", "requests==2.0", "-e ."])
def test_what_is_not_pinned_is_told(line, tmp_path):
    lock = tmp_path / "lock"
    lock.write_text(f"{line}\n    --hash=sha256:00\n")
    done = run("--lock", lock)
    assert done.returncode == 1
    assert f"not pinned by version and hash: {line}" in done.stdout


def test_a_lock_without_a_hash_is_told(tmp_path):
    lock = tmp_path / "lock"
    lock.write_text("requests==2.0 \\\nother==1 \\\n    --hash=sha256:00\n")
    assert "hash: requests==2.0" in run("--lock", lock).stdout


def test_not_having_looked_is_said(tmp_path):
    lock = tmp_path / "lock"
    lock.write_text("requests==2.0 \\\n    --hash=sha256:00\n")
    (tmp_path / "pip_audit.py").write_text("import sys; sys.exit('no network')")
    for words, code in (((), 0), (("--strict",), 3)):
        done = subprocess.run(
            [sys.executable, SCRIPT, "--lock", lock, *words],
            env={"PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code
        assert "NOT looked up: pip-audit could not ask: no network" in done.stdout
