import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from tests.serving.example_shop import example_kitchen, example_tables
from tests.web import ask

from openkitchen.errors import SettingsError, UnknownName
from openkitchen.experiments.forgetting import knows_of, trained_without, worst_difference
from openkitchen.models import load
from openkitchen.serving import create_api, forgetting, open_kitchen
from openkitchen.serving.forgetting import finish_forgetting, forget_user, receipt_of
from openkitchen.serving.personalize import Estate, open_backend
from openkitchen.store import EventRow, events_up_to, forgotten, served

WHO = "u-17"
NOW = datetime(2026, 9, 1, tzinfo=UTC)


def event(number, **about):
    return EventRow("dataset-group/bundle", f"e{number}", NOW, NOW, item_id="ramen", **about)


EVENTS = [
    event(1, user_id=WHO, session_id="s1"),
    event(2, session_id="s1"),
    event(3, session_id=WHO),
    event(4, user_id="u-1", session_id="s1"),
    event(5, user_id="u-2"),
]


def opened(folder):
    kitchen = open_kitchen(folder / "bundle")
    estate = Estate(bundles=(folder / "bundle",), remains=(("files", "rows", None, "stay"),))
    return open_backend(folder / "k.db", folder / "state" / "p", kitchen=kitchen, estate=estate)


@pytest.fixture
def folder(tmp_path):
    example_kitchen().model.save(tmp_path / "bundle")
    return tmp_path


@pytest.fixture
def backend(folder):
    made = opened(folder)
    made.keep_events(EVENTS)
    yield made
    made.close()


@cache
def never_known():
    return trained_without(example_kitchen().model, WHO)


def assert_forgotten(folder, backend):
    """Nothing of the person is anywhere, and the model is one that never knew them."""
    assert {row.event_id for row in events_up_to(backend.store, EVENTS[0].scope, 99)} == {
        "e4",
        "e5",
    }
    model = load(folder / "bundle")
    assert not knows_of(model, WHO)
    assert worst_difference(model, never_known()) < 1e-9
    assert not knows_of(backend.kitchen.model, WHO)
    assert forgotten(backend.store)[-1].user_id is None


def test_a_person_is_forgotten_everywhere(folder, backend):
    app = create_api(None, personalize=backend)
    assert ask(app, f"/v1/recommendations/{WHO}").json()["known_user"]
    answer = ask(app, f"/v1/users/{WHO}", method="DELETE")
    assert answer.status_code == 200, answer.text
    receipt = answer.json()
    told = {(one["where"], one["what"]): one["count"] for one in receipt["removed"]}
    assert told["database", "events"] == 3
    assert told["bundle bundle", "events and attributes"] > 1
    assert receipt["left"] == [{"where": "files", "what": "rows", "count": None, "note": "stay"}]
    assert receipt == ask(app, f"/v1/forgotten/{receipt['id']}").json()
    assert WHO not in answer.text
    assert_forgotten(folder, backend)
    after = ask(app, f"/v1/recommendations/{WHO}").json()
    assert not after["known_user"]
    assert after["items"] == ask(app, "/v1/recommendations/somebody-new").json()["items"]


def test_no_byte_of_the_person_stays_in_the_database(folder, backend):
    secret = "somebody-with-a-name-that-is-nowhere-else"
    backend.keep_events([event(7, user_id=secret, session_id="s9")])
    assert secret.encode() in read_all(folder)
    forget_user(backend, secret)
    backend.close()
    assert secret.encode() not in read_all(folder)


def read_all(folder):
    return b"".join(file.read_bytes() for file in folder.glob("k.db*"))


def test_served_lists_of_the_person_go(backend):
    app = create_api(None, personalize=backend)
    numbers = {}
    for who in (WHO, "u-2"):
        body = {"campaignArn": "arn:aws:personalize:::campaign/bundle", "userId": who}
        numbers[who] = ask(app, "/recommendations", method="POST", json=body).json()[
            "recommendationId"
        ]
    forget_user(backend, WHO)
    assert served(backend.store, numbers[WHO]) is None
    assert ask(app, f"/v1/explanations/{numbers[WHO]}").status_code == 404
    assert ask(app, f"/v1/explanations/{numbers['u-2']}").status_code == 200


def test_who_comes_back_is_new(backend):
    forget_user(backend, WHO)
    backend.keep_events([event(8, user_id=WHO)])
    assert backend.kitchen.knows_user(WHO)
    again = forget_user(backend, WHO)
    assert {one.count for one in again.removed if one.what == "events"} == {1}


def test_asking_twice_does_no_harm(folder, backend):
    first, second = forget_user(backend, WHO), forget_user(backend, WHO)
    assert first.user_digest == second.user_digest
    assert first.id != second.id
    assert_forgotten(folder, backend)


@pytest.mark.parametrize("at", range(5))
def test_what_was_interrupted_goes_on_at_the_next_start(folder, backend, monkeypatch, at):
    real, done = forgetting._write_down, []

    def stop(*given):
        if len(done) == at:
            raise KeyboardInterrupt
        done.append(given[2])
        return real(*given)

    monkeypatch.setattr(forgetting, "_write_down", stop)
    try:
        forget_user(backend, WHO)
    except KeyboardInterrupt:
        assert forgotten(backend.store)[0].user_id == WHO
    monkeypatch.undo()
    backend.close()
    again = opened(folder)
    receipts = finish_forgetting(again)
    assert [one.done_at is not None for one in receipts] == [True] * len(receipts)
    assert_forgotten(folder, again)
    assert finish_forgetting(again) == []
    again.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from openkitchen.serving import forgetting
from tests.serving.test_forgetting import EVENTS, WHO, opened

backend = opened(Path(sys.argv[1]))
backend.keep_events(EVENTS)
real = forgetting.{step}
def killed(*given):
    {before}
    os.kill(os.getpid(), signal.SIGKILL)
forgetting.{step} = killed
forgetting.forget_user(backend, WHO)
"""


@pytest.mark.parametrize(
    ("step", "before"),
    [("_from_bundle", "pass"), ("_from_bundle", "real(*given)"), ("_from_store", "real(*given)")],
)
def test_kill_minus_nine_in_the_middle(folder, step, before):
    code = KILLED.format(step=step, before=before)
    here = os.pathsep.join([str(Path.cwd()), *filter(None, sys.path)])
    run = subprocess.run(
        [sys.executable, "-c", code, folder], env=os.environ | {"PYTHONPATH": here}, check=False
    )
    assert run.returncode == -signal.SIGKILL
    backend = opened(folder)
    finish_forgetting(backend)
    assert_forgotten(folder, backend)
    backend.close()


def test_the_key_is_for_its_owner_alone(folder, backend):
    forget_user(backend, WHO)
    key = folder / "state" / "forgetting.key"
    assert key.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(folder / "k.db") as database:
        kept = str(database.execute("select * from forgotten").fetchall())
    assert WHO not in kept
    assert key.read_bytes().hex() not in kept


def test_what_cannot_be_is_named(backend):
    for name in ("", "x" * 257):
        with pytest.raises(SettingsError):
            forget_user(backend, name)
    with pytest.raises(UnknownName, match="receipt"):
        receipt_of(backend, "none")


def test_a_kitchen_at_hand_forgets_too(tmp_path):
    kitchen = replace(example_kitchen(), name="bundle")
    backend = open_backend(tmp_path / "k.db", tmp_path / "p", kitchen=kitchen)
    forget_user(backend, WHO)
    assert not knows_of(backend.kitchen.model, WHO)
    assert knows_of(kitchen.model, WHO)
    assert example_tables().users.num_rows == len(backend.kitchen.model.users) + 1
    backend.close()


def test_what_cannot_be_done_now_is_done_at_the_next_start(folder, backend, monkeypatch):
    def fails(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(forgetting, "without_user", fails)
    found = forget_user(backend, WHO)
    assert found.done_at is None
    assert any("disk is full" in place.note for place in found.left)
    assert finish_forgetting(backend)[0].done_at is None  # and nothing is raised
    monkeypatch.undo()
    (done,) = finish_forgetting(backend)
    assert done.done_at is not None
    assert not knows_of(load(folder / "bundle"), WHO)


def test_an_old_bundle_that_a_killed_process_left_is_removed(folder, backend):
    old = folder / ".bundle-old-123"
    shutil.copytree(folder / "bundle", old)
    forget_user(backend, WHO)
    assert not old.exists()
