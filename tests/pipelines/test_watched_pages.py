"""The studio's pages of monitor and register: what was found last, or what to do first."""

import shutil

from tests.terminal import typed
from tests.web import ask

from openkitchen.pipelines.web import create_app


def test_before_and_after_somebody_looked(workspace, tmp_path):
    root = shutil.copytree(workspace.root, tmp_path / "shop")
    app = create_app(root)
    for place, command in (("/monitor", "monitor"), ("/quality", "quality check")):
        page = ask(app, place)
        assert page.status_code == 200
        assert "Nobody has looked yet" in page.text
        assert f"openkitchen {command} --dir shop" in page.text
    typed("monitor", "--dir", root, "--today", "2026-03-02")
    typed("quality", "check", "--dir", root)
    assert "Has the model gone stale?" in ask(app, "/monitor").text
    page = ask(app, "/quality").text
    assert "The model has seen its test" in page
