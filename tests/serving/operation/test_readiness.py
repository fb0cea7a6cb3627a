"""A server is ready when it can answer, and says why not."""

from tests.web import ask

from openkitchen.serving import create_api
from openkitchen.serving.operation.readiness import Ready, readiness
from openkitchen.serving.personalize import open_backend


def test_something_to_serve_and_a_database(kitchen, tmp_path):
    backend = open_backend(tmp_path / "k.db", tmp_path / "personalize", kitchen=kitchen)
    assert readiness(backend.kitchen, backend) == Ready("ready", 0)
    assert readiness(None, backend) == Ready("ready", 0)  # the dialect can be filled
    assert readiness(None, None).problems == ("nothing is served",)
    backend.writes.close()
    assert readiness(backend.kitchen, backend).problems == ("events cannot be kept",)
    backend.store.close()


def test_a_database_that_is_gone_is_told(kitchen, tmp_path):
    backend = open_backend(tmp_path / "k.db", tmp_path / "personalize", kitchen=kitchen)
    app = create_api(kitchen, personalize=backend)
    assert ask(app, "/v1/ready").json()["status"] == "ready"
    backend.close()
    (tmp_path / "k.db").unlink()
    for file in tmp_path.glob("k.db*"):
        file.unlink()
    (tmp_path / "k.db").mkdir()
    answer = ask(app, "/v1/ready")
    assert answer.status_code == 503
    assert "the database does not answer" in answer.json()["problems"]
    assert ask(app, "/v1/health").json() == {"status": "ok"}
