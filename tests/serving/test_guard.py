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
