"""Where a pilot is stated and kept, and how its mails leave."""

import pytest

from openkitchen.errors import FileUnreadable, SettingsError
from openkitchen.pilot.post import EmlFolder, SmtpCarrier
from openkitchen.pipelines.pilot import (
    carrier_of,
    coding_of,
    offline_given,
    open_pilot,
    stated_in,
)
from openkitchen.pipelines.workspace import create


@pytest.fixture
def shop(tmp_path):
    return create(tmp_path / "shop").root


def state(shop, text):
    (shop / "conf/base/pilot.yml").write_text(text)


def test_a_new_workspace_states_a_pilot(shop):
    assert stated_in(shop).names == ("now", "popularity")
    state(shop, "weeks: 3\n")
    assert stated_in(shop).weeks == 3
    (shop / "conf/local/pilot.yml").write_text("weeks: 5\n")
    assert stated_in(shop).weeks == 5


def test_a_file_of_its_own_will_do(shop, tmp_path):
    file = tmp_path / "other.yml"
    file.write_text("people: 9\n")
    assert stated_in(shop, file).people == 9
    for text in ("a: [", "- 1\n"):
        file.write_text(text)
        with pytest.raises(FileUnreadable, match=r"other.yml"):
            stated_in(shop, file)
    file.write_text("peeple: 9\n")
    with pytest.raises(SettingsError, match=r"other.yml: peeple"):
        stated_in(shop, file)


def test_key_and_database_lie_in_the_workspaces_data(shop):
    with open_pilot(shop, begin=True) as desk:
        assert desk.folder == shop / "data"
    assert (shop / "data/pilot.key").stat().st_mode & 0o777 == 0o600
    with open_pilot(shop) as desk:
        assert desk.name == "pilot"


def test_mails_leave_as_stated(shop, tmp_path):
    with open_pilot(shop, begin=True) as desk:
        found = carrier_of(shop, desk, None)
        assert found == EmlFolder(shop / "data/08_reporting/mails")
        assert carrier_of(shop, desk, tmp_path) == EmlFolder(tmp_path)
    state(shop, "mail: {host: mail.example.org, port: 25}\n")
    (shop / "conf/local/credentials.yml").write_text("smtp: {username: ada, password: 007}\n")
    with open_pilot(shop) as desk:
        found = carrier_of(shop, desk, None)
        assert isinstance(found, SmtpCarrier)
        assert (found.server.host, found.server.username, found.server.password) == (
            "mail.example.org",
            "ada",
            "7",
        )
        assert "ada" not in str(desk.row.settings)


def test_half_of_what_is_needed_is_refused(tmp_path):
    assert offline_given((), None, "ndcg", 10, None) is None
    assert coding_of(()) is None
    for lists, truth in (((tmp_path,), tmp_path), ((tmp_path, tmp_path), None), ((), tmp_path)):
        with pytest.raises(SettingsError, match="needs lists of both arms"):
            offline_given(lists, truth, "ndcg", 10, None)
    with pytest.raises(SettingsError, match="1 readers' sheets"):
        coding_of((tmp_path,))
