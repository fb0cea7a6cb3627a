"""From a path to the studio; and a port that others cannot reach."""

import socket
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from tests.web import ask

from openkitchen.errors import BundleError, SettingsError
from openkitchen.pipelines.state import Serving
from openkitchen.pipelines.web import Worker, create_app, is_loopback, open_port
from openkitchen.serving.access import Limits


def test_a_workspace_shows_its_report_and_a_bundle_has_none(workspace, bundle):
    shown = ask(create_app(workspace.root), "/report")
    assert shown.status_code == 200
    assert "Dishes you can see into" in shown.text
    assert "Dishes you can see into" not in ask(create_app(bundle), "/report").text
    assert ask(create_app(bundle), "/").status_code == 200


def test_what_is_no_bundle_is_told(tmp_path):
    (tmp_path / "letter.txt").write_text("no bundle")
    with pytest.raises(BundleError, match="no bundle at"):
        create_app(tmp_path)
    with pytest.raises(BundleError, match="no bundle at"):
        create_app(tmp_path / "nowhere")


def test_an_empty_folder_is_served_for_clients_to_fill(tmp_path):
    for _ in range(2):  # the second time it holds what the first server kept
        app = create_app(tmp_path)
        assert ask(app, "/healthz").status_code == 200
        answer = ask(app, "/v1/recommendations/somebody")
        assert answer.status_code == 409
        assert "no bundle is served yet" in answer.text
        app.state.personalize.close()


def test_a_port_is_free_or_another_one_is_asked_for():
    with open_port("127.0.0.1", 0) as first:
        taken = first.getsockname()[1]
        assert taken
        with pytest.raises(SettingsError, match=f"cannot listen on 127.0.0.1:{taken}"):
            open_port("127.0.0.1", taken)
    with open_port("127.0.0.1", None) as second:
        assert second.family == socket.AF_INET


def test_a_worker_is_told_what_to_serve_in_full():
    serving = Serving(
        "postgresql://u:p@h/d",
        "aws",
        {"a": "b"},
        Path("files"),
        Path("keys.yml"),
        ("shop.example",),
        Limits(rate=2.5),
        open_to_others=True,
    )
    worker, kind = Worker(Path("shop"), serving, log=False), TypeAdapter(Worker)
    assert kind.validate_json(kind.dump_json(worker)) == worker


@pytest.mark.parametrize(
    ("host", "near"),
    [("localhost", True), ("127.0.0.9", True), ("::1", True), ("0.0.0.0", False), ("::", False)],
)
def test_addresses_that_this_machine_alone_reaches(host, near):
    assert is_loopback(host) is near
    assert not is_loopback("shop.example")
