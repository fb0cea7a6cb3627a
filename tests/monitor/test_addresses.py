"""Addresses that an alert may go to."""

import socket

import pytest

from openkitchen.errors import ServerError, SettingsError
from openkitchen.monitor.addresses import public_address


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://10.0.0.1/hook",
        "https://169.254.169.254/latest/meta-data", "https://192.168.1.1/", "https://0.0.0.0/",
        "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/", "https://2130706433/",
    ],
)  # fmt: skip
def test_the_own_network_is_refused(url):
    with pytest.raises((SettingsError, ServerError)):
        public_address(url)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/", "file:///etc/passwd", "https://", "nonsense", "https://a:b@93.184.216.34/",
     "http://93.184.216.34/", "https://93.184.216.34:port/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    with pytest.raises(SettingsError):
        public_address(url)


def test_a_public_one_is_taken():
    told = public_address("https://93.184.216.34/hook?x=1")
    assert (told.ip, told.port, told.path, told.secure) == ("93.184.216.34", 443, "/hook?x=1", True)
    assert public_address("http://127.0.0.1:8080", inside=True).path == "/"


def test_a_name_with_any_inner_address_is_refused(monkeypatch):
    def found(name, port, **_):
        return [(0, 0, 0, "", (ip, port)) for ip in ("93.184.216.34", "10.1.2.3")]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises(SettingsError, match=r"10\.1\.2\.3"):
        public_address("https://rebinding.example/")


def test_a_name_without_an_address_is_said(monkeypatch):
    def nothing(*_, **__):
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    with pytest.raises(ServerError, match="has no address"):
        public_address("https://nobody.example/")
