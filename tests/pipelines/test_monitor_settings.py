"""What monitor.yml states, with the mail server that it shares."""

import pytest

from openkitchen.errors import SettingsError
from openkitchen.pipelines.monitor_settings import MonitorSettings, monitor_settings
from openkitchen.pipelines.workspace import create


def write(root, name, text):
    path = root / "conf" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_the_template_states_the_defaults(tmp_path):
    told = monitor_settings(create(tmp_path / "w").root)
    plain = MonitorSettings()
    assert told.drift == plain.drift
    assert told.staleness == plain.staleness
    assert dict(told.deliveries.days) == dict(plain.deliveries.days)
    assert not told.webhook.url


def test_the_mail_server_is_shared(tmp_path):
    write(tmp_path, "base/pilot.yml", "mail: {host: mx.example.com, port: 2525, security: none}\n")
    write(tmp_path, "base/monitor.yml", "mail: {sender: k@example.com, to: [a@example.com]}\n")
    write(tmp_path, "local/credentials.yml", "smtp: {username: k, password: geheim}\n")
    mail = monitor_settings(tmp_path).mail
    assert (mail.host, mail.port, mail.security) == ("mx.example.com", 2525, "none")
    assert (mail.username, mail.password, mail.to) == ("k", "geheim", ("a@example.com",))


def test_another_server_is_its_own(tmp_path):
    write(tmp_path, "base/pilot.yml", "mail: {host: mx.example.com, port: 2525}\n")
    write(tmp_path, "base/monitor.yml", "mail: {host: other.example.com}\n")
    assert monitor_settings(tmp_path).mail.port == 587


@pytest.mark.parametrize(
    "text", ["drift: {reference: 1}", "colour: red", "mail: nobody", "staleness: {weeks: many}"]
)
def test_what_cannot_be_is_refused(tmp_path, text):
    write(tmp_path, "base/monitor.yml", text)
    with pytest.raises(SettingsError):
        monitor_settings(tmp_path)


def test_a_webhook_may_be_its_address_alone(tmp_path):
    write(tmp_path, "base/monitor.yml", "webhook: https://hooks.example.com/x\n")
    assert monitor_settings(tmp_path).webhook.url == "https://hooks.example.com/x"
