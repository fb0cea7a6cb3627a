"""A pilot from plan to readout, as it is typed."""

import shutil
from email import message_from_bytes
from email.policy import default

import pytest
from tests.pilot.mailbox import Mailbox, mail_server
from tests.terminal import fine, refused, typed

from openkitchen.pilot.desk import now_utc
from openkitchen.pipelines.pilot import open_pilot
from openkitchen.store import AnswerRow, persons, put_answers, shown_of

STATED = """
weeks: 2
items: 4
arms:
  now: {bundle: data/06_models/bundle}
  popularity: {model: popularity}
links: https://kitchen.example.org
"""


@pytest.fixture
def shop(workspace, tmp_path):
    root = shutil.copytree(workspace.root, tmp_path / "shop")
    (root / "conf/base/pilot.yml").write_text(STATED)
    rows = "".join(f"p{n}@example.org,u{n:03}\n" for n in range(1, 9))
    (tmp_path / "people.csv").write_text(f"address,user_id\n{rows}")
    return root


def answer(shop, week=1):
    with open_pilot(shop) as desk, desk.store.writing() as connection:
        rows = [
            AnswerRow(s.person, s.week, s.rank, "feel", "5" if s.arm == "now" else "2", now_utc())
            for s in shown_of(desk.store, desk.name)
            if s.week == week
        ]
        rows += [
            AnswerRow(row.id, week, 1, "words", f"I am {row.number}", now_utc())
            for row in persons(desk.store, desk.name)
        ]
        put_answers(connection, rows)


def test_the_whole_way(shop, tmp_path):
    said = fine("pilot", "invite", tmp_path / "people.csv", "--dir", shop, "--eml", tmp_path / "m")
    assert "8 people take part from now on." in said.out
    assert "8 mails sent now" in said.out
    sent = fine("pilot", "send", "--dir", shop, "--eml", tmp_path / "m", "--json").json
    assert (sent["week"], sent["lists"]["new"], sent["mails"]["sent"]) == (1, 8, 8)
    again = fine("pilot", "send", "--dir", shop, "--eml", tmp_path / "m", "--json").json
    assert (again["lists"]["new"], again["mails"]["sent"], again["mails"]["earlier"]) == (0, 0, 8)
    assert len(list((tmp_path / "m").glob("*.eml"))) == 16
    one = message_from_bytes(
        (tmp_path / "m/pilot-week1-digest-0001.eml").read_bytes(), policy=default
    )
    assert "https://kitchen.example.org/p/" in one.get_body(("plain",)).get_content()
    answer(shop)
    told = fine("pilot", "remind", "--dir", shop, "--eml", tmp_path / "m", "--json").json
    assert told["mails"]["sent"] == 0
    fine("pilot", "send", "--dir", shop, "--week", "2", "--eml", tmp_path / "m")
    assert fine("pilot", "remind", "--week", "2", "--dir", shop, "--eml", tmp_path / "m").out
    status = fine("pilot", "status", "--dir", shop, "--json").json
    assert [row["answered"] for row in status["rows"]] == [8, 0]
    assert status["rows"][1]["reminded"] == 8
    assert "p1@example.org" in fine("pilot", "status", "--dir", shop).out
    found = fine("pilot", "readout", "--dir", shop, "--html", tmp_path / "out.html")
    assert "People like now better than popularity" in " ".join(found.out.split())
    assert "I am 3" in (tmp_path / "out.html").read_text()
    assert fine("pilot", "readout", "--dir", shop, "--json").json["feel"]["value"] == 3.0
    assert "is closed" in fine("pilot", "close", "--dir", shop).out
    assert "was closed on" in refused("pilot", "send", "--dir", shop)


def test_forgetting_a_person_reaches_the_pilot(shop, tmp_path):
    fine("pilot", "invite", tmp_path / "people.csv", "--dir", shop, "--no-mail")
    fine("pilot", "send", "--dir", shop, "--eml", tmp_path / "m")
    receipt = fine("forget", "u004", "--dir", shop, "--json").json
    counts = {place["what"]: place["count"] for place in receipt["removed"]}
    assert counts["what was shown and said in pilots"] == 6
    assert fine("pilot", "status", "--dir", shop, "--json").json["people"] == 7


def test_mails_go_by_smtp_and_a_refusal_ends_with_one(shop, tmp_path):
    box = Mailbox({"p2@example.org": "550 nobody"})
    with mail_server(box) as carrier:
        mail = f"mail: {{host: 127.0.0.1, port: {carrier.server.port}, security: none}}\n"
        (shop / "conf/base/pilot.yml").write_text(STATED + mail)
        said = typed("pilot", "invite", tmp_path / "people.csv", "--dir", shop)
        assert said.code == 1
        assert "7 mails sent now" in said.out
        assert "Participant 2: the server said 550 nobody" in said.err
    assert len(box.mails) == 7
    assert "takes no mail" in refused("pilot", "send", "--dir", shop)
    assert fine("pilot", "status", "--dir", shop, "--json").json["rows"][0]["waiting"] == 8


def test_the_plan_needs_no_pilot(shop):
    said = fine("pilot", "plan", "--dir", shop, "--people", "30", "--json").json
    assert said["chosen"]["people"] == 30
    assert "2 weeks, 4 items a mail" in fine("pilot", "plan", "--dir", shop).out.replace("\n", " ")
    assert "design: " in refused("pilot", "plan", "--dir", shop, "--design", "both")
    assert "no pilot 'pilot'" in refused("pilot", "status", "--dir", shop)
