"""``monitor``: an exit code for cron, JSON, a page, and whom it tells."""

import json
import shutil

import pytest
from tests.terminal import fine, refused, typed

DAY = ("--today", "2026-03-02")


@pytest.fixture
def copied(workspace, tmp_path):
    """A workspace that a test may write into."""
    return shutil.copytree(workspace.root, tmp_path / "shop")


def test_all_is_well_ends_with_0(copied):
    told = fine("monitor", "--dir", copied, "--only", "parity", "--json").json
    assert told["watches"][0]["state"] == "fine"
    assert told["attention"] == []
    assert told["suggestion"]["act"] == "nothing"
    assert not (copied / "data/08_reporting/monitor.json").exists()  # not a look at all


def test_what_needs_attention_ends_with_1_and_is_kept(copied, tmp_path):
    page = tmp_path / "monitor.html"
    said = typed("monitor", "--dir", copied, "--today", "2026-06-01", "--json", "--html", page)
    assert said.code == 1
    assert "deliveries" in said.json["attention"]
    assert said.json["suggestion"]["act"] == "look first"
    names = [one["name"] for one in said.json["watches"]]
    assert names == ["deliveries", "drift", "staleness", "parity", "online"]
    kept = json.loads((copied / "data/08_reporting/monitor.json").read_text("utf-8"))
    assert kept["at"] == "2026-06-01T00:00:00"
    assert "Did everything come?" in page.read_text("utf-8")
    shown = typed("quality", "check", "--dir", copied, "--only", "unwatched", "--json").json
    assert shown["issues"][0]["state"] == "fine"


def test_a_list_that_is_not_the_librarys_is_found(copied, monkeypatch):
    from openkitchen.serving import tailored

    right = tailored.recommend

    def wrong(kitchen, user, k):
        return right(kitchen, user, k - 1)

    monkeypatch.setattr(tailored, "recommend", wrong)
    said = typed("monitor", "--dir", copied, "--only", "parity", "--json")
    assert said.code == 1
    assert said.json["watches"][0]["figures"]["alike"] == 0


def test_a_server_that_does_not_answer_is_a_finding(copied):
    server = ("--server", "http://127.0.0.1:1")
    said = typed("monitor", "--dir", copied, "--only", "parity", *server, "--json")
    assert said.code == 1
    assert "no answer" in said.json["watches"][0]["found"]


def test_wrong_use_ends_with_2(copied):
    assert "no watch 'weather'" in refused("monitor", "--dir", copied, "--only", "weather")
    late = ("monitor", "--dir", copied, "--only", "deliveries", "--today", "2026-06-01")
    for more, words in (
        (("--mail", "a@example.com"), "no mail server"),
        (("--webhook", "https://127.0.0.1/hook"), "own network"),
    ):
        said = typed(*late, *more)
        assert said.code == 2  # it could look, and could not tell
        assert words in said.error
        assert "overdue" in said.out
    (copied / "conf/base/monitor.yml").write_text("drift: {colour: red}\n", "utf-8")
    assert "monitor.yml: drift.colour" in refused("monitor", "--dir", copied)
