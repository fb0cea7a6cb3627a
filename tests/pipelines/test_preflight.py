"""A server is looked at before it starts, and nothing is changed by looking."""

import socket

import pytest

from openkitchen.pipelines.preflight import look_before_serving
from openkitchen.pipelines.state import Serving, open_lodging
from openkitchen.serving.access import create_key
from openkitchen.serving.operation import publish
from openkitchen.store import look_at_store


def looked(path, serving=None, host="127.0.0.1", port=None, workers=1):
    found = look_before_serving(path, serving or Serving(), host, port, workers)
    return {one.what: one for one in found}


def test_an_empty_folder_can_be_served_and_stays_empty(tmp_path):
    found = looked(tmp_path)
    assert all(one.fine for one in found.values())
    assert "will be made" in found["database"].words
    assert "none yet" in found["bundle"].words
    assert list(tmp_path.iterdir()) == []


def test_a_publication_and_keys_are_told(bundle, tmp_path):
    url = f"sqlite:///{tmp_path}/k.db"
    with open_lodging(bundle, url) as (store, lodging):
        shelf = type(lodging.shelf)(tmp_path / "published")
        publish(store, shelf, bundle)
        create_key(store, "a", ["read"])
    found = looked(bundle, Serving(store=url, open_to_others=True))
    assert found["keys"].fine
    assert "1 of 1 good" in found["keys"].words
    assert not found["bundle"].fine  # its copy lies on another shelf
    assert "is not in" in found["bundle"].words


def test_what_is_in_the_way_is_told(bundle, tmp_path):
    keys = tmp_path / "keys.yml"
    keys.write_text("AKIA: secret")
    keys.chmod(0o644)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        serving = Serving(
            s3_endpoint="http://127.0.0.1:9",
            buckets={"a": str(tmp_path / "nowhere")},
            keys=keys,
            open_to_others=True,
        )
        found = looked(bundle, serving, port=port, workers=100_000)
    wrong = {what for what, one in found.items() if not one.fine}
    assert wrong == {"keys", "signing keys", "port", "memory", "folders", "S3 server"}
    assert "secret" not in str(found)


@pytest.mark.parametrize("version", ["0001", "9999"])
def test_the_version_of_the_tables_is_told_and_left(version, tmp_path):
    url = f"sqlite:///{tmp_path}/k.db"
    with open_lodging(tmp_path, url) as (store, _), store.writing() as connection:
        connection.exec_driver_sql(f"UPDATE openkitchen_version SET version_num = '{version}'")
    found = looked(tmp_path, Serving(store=url))["database"]
    assert found.fine == (version == "0001")
    assert version in found.words
    with look_at_store(url) as store, store.reading() as connection:
        kept = connection.exec_driver_sql("SELECT version_num FROM openkitchen_version").scalar()
    assert kept == version
