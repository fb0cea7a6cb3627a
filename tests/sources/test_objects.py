from __future__ import annotations

import fsspec
import pytest

from openkitchen.errors import InputError
from openkitchen.sources.objects import fetch, is_object

ROWS = b"ID visitor,recipe,ts,value\nv1,r1,2026-08-01 10:00:00,1\n"
FILES = {
    "extracts/web_2026-08-01.csv": ROWS,
    "extracts/later/web_2026-08-02.csv": ROWS.replace(b"r1", b"r2"),
    "extracts/.hidden": b"x",
    "other/web_2026-08-03.csv": ROWS,
}


@pytest.fixture(scope="module")
def bucket():
    """A bucket of moto's S3 server; returns its address."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    given = {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        client = boto3.client("s3")
        client.create_bucket(Bucket="shop")
        for key, content in FILES.items():
            client.put_object(Bucket="shop", Key=key, Body=content)
        yield "s3://shop"
        client.close()
        fsspec.filesystem("s3").clear_instance_cache()
    server.stop()


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("extracts/", ["later/web_2026-08-02.csv", "web_2026-08-01.csv"]),
        ("extracts", ["later/web_2026-08-02.csv", "web_2026-08-01.csv"]),
        ("extracts/web_2026-08-01.csv", ["web_2026-08-01.csv"]),
        ("*/web_*.csv", ["extracts/web_2026-08-01.csv", "other/web_2026-08-03.csv"]),
    ],
)
def test_objects_are_brought_here(bucket, tmp_path, asked, names):
    found = fetch(f"{bucket}/{asked}", tmp_path / "here")
    assert [one.name for one in found] == names
    assert all(one.path.read_bytes().startswith(b"ID visitor") for one in found)


def test_receiving_from_a_bucket(bucket, desk):
    found = desk.receive(f"{bucket}/extracts/", f"{bucket}/nowhere/").receipts
    assert [(row.file, row.status, row.channel) for row in found] == [
        ("later/web_2026-08-02.csv", "new", "s3"),
        ("web_2026-08-01.csv", "late", "s3"),
        (f"{bucket}/nowhere/", "rejected", ""),
    ]
    assert "there is no file" in found[-1].note
    assert len(desk.rows()) == 2
    assert desk.receive(f"{bucket}/extracts/web_2026-08-01.csv").receipts[0].status == "resend"


@pytest.mark.parametrize("asked", ["s3://nobucket/x/", "s3://shop/none/"])
def test_what_is_not_there_is_told(bucket, tmp_path, asked):
    with pytest.raises(InputError, match=asked):
        fetch(asked, tmp_path / "here")


def test_a_storage_whose_package_is_missing_is_told(tmp_path):
    with pytest.raises(InputError, match="gs://shop/x"):
        fetch("gs://shop/x", tmp_path / "here")


@pytest.mark.parametrize("name", ["web.csv", "postgresql://h/d#t", "C:\\a.csv", "-"])
def test_other_names_are_no_objects(name):
    assert not is_object(name)
