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


def test_bundles_are_published_listed_and_put_back(bundle, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(bundle, own)
    assert "Nothing was published" in fine("bundles", own).err
    first = fine("publish", own, "--note", "the first one", "--json").json
    assert first["number"] == 1
    (own / "README").write_text("one file more makes another bundle")
    assert "Publication 2" in fine("publish", own).out
    assert "Publication 3" in fine("rollback", own).out
    rows = fine("bundles", own, "--json").json
    assert [(row["number"], row["action"], row["served"]) for row in rows] == [
        (3, "rollback", True),
        (2, "publish", False),
        (1, "publish", False),
    ]
    assert rows[0]["folder"] == rows[2]["folder"] == first["folder"]
    assert "the first one" in fine("bundles", own).out
    assert "nothing to go back to" in refused("rollback", own)
    assert "no publication '9'" in refused("rollback", own, "--to", 9)
