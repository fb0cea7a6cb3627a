import pytest
from tests.web import ask

from openkitchen.serving import create_api


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1:8000", "localhost", "LOCALHOST:9", "[::1]:8000", "127.8.8.8"],
)
def test_loopback_names_are_welcome(app, host):
    assert ask(app, "/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "10.0.0.5", "", "[", "127.0.0.1.nip.io"]
)
def test_other_names_are_not(app, host):
    assert ask(app, "/healthz", headers={"host": host}).status_code == 400


def test_another_address_may_have_any_name(app):
    response = ask(app, "/healthz", base="http://10.0.0.5", headers={"host": "shop.example"})
    assert response.status_code == 200


def test_a_proxy_can_be_allowed(kitchen):
    app = create_api(kitchen, hosts=["Shop.example"])
    assert ask(app, "/healthz", headers={"host": "shop.example"}).status_code == 200
    assert ask(app, "/healthz", headers={"host": "other.example"}).status_code == 400


def test_head_is_get_without_the_body(app):
    get, head = ask(app, "/v1/info"), ask(app, "/v1/info", method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "content-type", "content-security-policy"):
        assert head.headers[name] == get.headers[name]
    assert ask(app, "/v1/explain/nobody/nothing", method="HEAD").status_code == 404


@pytest.mark.parametrize("path", ["/v1/recommendations/a%00b", "/v1/weights?feature=%00"])
def test_an_address_with_nul_is_refused_before_any_database_is_asked(app, path):
    response = ask(app, path)
    assert response.status_code == 400
    assert "NUL" in response.json()["error"]["message"]
