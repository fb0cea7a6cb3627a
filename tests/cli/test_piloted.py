"""What a pilot said, and people who leave it, as it is typed."""

import json

from tests.cli.test_piloting import answer, shop  # noqa: F401 - a fixture
from tests.terminal import fine, refused


def test_people_leave_and_are_deleted(shop, tmp_path):  # noqa: F811
    fine("pilot", "invite", tmp_path / "people.csv", "--dir", shop, "--no-mail")
    fine("pilot", "send", "--dir", shop, "--eml", tmp_path / "m")
    answer(shop)
    assert "Participant 1 gets no more mails." in fine("pilot", "opt-out", "1", "--dir", shop).out
    again = fine("pilot", "opt-out", "p1@example.org", "--dir", shop, "--json").json
    assert again == {"number": 1, "left": True, "new": False}
    receipt = fine("pilot", "delete", "u002", "--dir", shop, "--json").json
    assert receipt["removed"] == {"answers": 5, "shown": 4, "mails": 1, "people": 1}
    assert "no participant 'u002'" in refused("pilot", "delete", "u002", "--dir", shop)
    back = fine(
        "pilot", "invite", tmp_path / "people.csv", "--dir", shop, "--no-mail", "--json"
    ).json
    assert (back["invited"], len(back["known"]), back["deleted"]) == (0, 7, 1)
    fine("pilot", "export", "--dir", shop, "--out", tmp_path / "out")
    assert "I am 3" in (tmp_path / "out/words.csv").read_text()
    assert "I am 2" not in (tmp_path / "out/words.csv").read_text()
    fine("pilot", "export", "--dir", shop, "--person", "3", "--out", tmp_path / "3.json")
    assert json.loads((tmp_path / "3.json").read_text())["person"]["address"] == "p3@example.org"


def test_readers_and_offline_lists_are_read(shop, tmp_path):  # noqa: F811
    fine("pilot", "invite", tmp_path / "people.csv", "--dir", shop, "--no-mail")
    fine("pilot", "send", "--dir", shop, "--eml", tmp_path / "m")
    answer(shop)
    fine("pilot", "export", "--dir", shop, "--out", tmp_path / "out")
    sheet = (tmp_path / "out/words.csv").read_text()
    for name in ("ada", "grace"):
        filled = [line + ("names" if n else "") for n, line in enumerate(sheet.splitlines())]
        (tmp_path / f"{name}.csv").write_text("\n".join(filled))
    users = [f"u{n:03}" for n in range(1, 9)]
    for name, item in (("a", "i01"), ("b", "i02")):
        rows = "".join(f"{user},{item},1\n" for user in users)
        (tmp_path / f"{name}.csv").write_text(f"user_id,item_id,rank\n{rows}")
    later = "".join(f"{user},i01\n" for user in users)
    (tmp_path / "later.csv").write_text(f"user_id,item_id\n{later}")
    said = fine(
        *("pilot", "readout", "--dir", shop, "--json", "-k", "5"),
        *("--codes", tmp_path / "ada.csv", "--codes", tmp_path / "grace.csv"),
        *("--offline", tmp_path / "a.csv", "--offline", tmp_path / "b.csv"),
        *("--truth", tmp_path / "later.csv"),
    ).json
    assert said["coding"]["codes"][0]["code"] == "names"
    assert said["agreement"]["offline"]["value"] == 1.0
    assert said["agreement"]["verdict"] == "agree"


def test_a_pooled_p_value_is_refused(shop, tmp_path):  # noqa: F811
    fine("pilot", "invite", tmp_path / "people.csv", "--dir", shop, "--no-mail")
    assert "is not computed" in refused("pilot", "readout", "--dir", shop, "--pooled")


def test_figures_are_measured_by_a_command():
    found = fine("pilot", "simulate", "--runs", "40", "--tests", "60", "--json").json
    assert all(row["holds"] for row in found)
    assert {"what", "runs", "measured", "low", "high", "holds"} == set(found[0])
