"""What may be reached is reached, and nothing else."""

import pytest

from openkitchen.serving.personalize.faults import Fault
from openkitchen.serving.personalize.places import Places


@pytest.fixture
def places(tmp_path):
    root, bucket = tmp_path / "inside", tmp_path / "bucket"
    for folder in (root, bucket / "many"):
        folder.mkdir(parents=True)
    (root / "a.csv").write_text("a")
    (bucket / "many" / "1.csv").write_text("1")
    (bucket / "many" / "2.csv").write_text("2")
    (bucket / "many" / "empty.csv").write_text("")
    (tmp_path / "secret").write_text("secret")
    (bucket / "link").symlink_to(tmp_path / "secret")
    return Places(buckets={"b": bucket}, root=root)


def read(places, where):
    found = []
    for source in places.sources(where):
        with source.open() as stream:
            found.append(stream.read().decode())
    return found


def test_files_and_folders_are_read(places, tmp_path):
    assert read(places, f"file://{tmp_path}/inside/a.csv") == ["a"]
    assert read(places, "s3://b/many/") == ["1", "2"]
    assert read(places, "s3://b/many/2.csv") == ["2"]
    with places.writing("s3://b/out", "x.out") as stream:
        stream.write(b"x")
    assert read(places, "s3://b/out/x.out") == ["x"]


@pytest.mark.parametrize(
    "where",
    [
        "s3://b/none.csv",
        "s3://b/many/1.csv/",
        "s3://b/link",
        "s3://b/../secret",
        "s3://b/many/../../secret",
        "s3://other/x",
        "file:///etc/passwd",
        "file://etc/passwd",
        "file://{here}/inside/../secret",
        "file://{here}/inside/%2e%2e/secret",
        "http://169.254.169.254/latest",
        "s3://",
        "s3:///x",
        "gopher://x/y",
        "",
    ],
)
def test_nothing_else_is_read_or_written(places, tmp_path, where):
    place = where.replace("{here}", str(tmp_path))
    with pytest.raises(Fault) as caught:
        read(places, place)
    assert "secret" not in caught.value.words.replace(place, "")


def test_without_roots_no_file_is_read(tmp_path):
    (tmp_path / "a").write_text("a")
    with pytest.raises(Fault, match="--files"):
        read(Places(), f"file://{tmp_path}/a")
