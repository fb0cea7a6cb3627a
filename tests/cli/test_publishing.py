"""The report again, and the studio served."""

import re
import shutil
import subprocess
import sys
import urllib.request

from tests.terminal import PROGRAM, fine, refused


def test_the_report_is_written_anew_and_elsewhere(workspace, tmp_path):
    root = tmp_path / "shop"
    shutil.copytree(workspace.root, root)
    (root / "data/08_reporting/report.html").unlink()
    out = tmp_path / "for the client" / "r.html"
    assert str(out) in fine("report", "--dir", root, "--out", out).err
    assert out.read_bytes() == workspace.report.read_bytes()
    assert (root / "data/08_reporting/report.html").read_bytes() == out.read_bytes()


def test_the_studio_answers_at_the_address_that_it_prints(workspace):
    with subprocess.Popen(
        [*PROGRAM, "serve", workspace.root, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            said = running.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", said)[0]
            for path in ("/", "/cold-start", "/report", "/healthz", "/users/u001"):
                with urllib.request.urlopen(address + path, timeout=20) as answer:
                    assert answer.status == 200
        finally:
            running.terminate()
            running.communicate(timeout=20)
    assert sys.executable


def test_the_studio_listens_on_this_machine_alone(workspace):
    assert "this machine alone" in refused("serve", workspace.root, "--host", "0.0.0.0")
