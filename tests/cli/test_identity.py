"""Who is who, from file to file."""

from tests.terminal import fine, refused
from tests.workspaces import write_csv

EDGES = [("v1", "c1"), ("v2", "c1"), ("v3", "c2")]


def test_a_map_is_written_and_counted(tmp_path):
    edges = write_csv(tmp_path / "edges.csv", ("visitor_id", "customer_id"), EDGES)
    said = fine("identity", "resolve", "--edges", edges, "--out", tmp_path / "map.csv")
    assert "3 visitors are 2 users" in said.err
    assert said.out == ""
    lines = (tmp_path / "map.csv").read_text("utf-8").splitlines()
    assert lines == [
        *("visitor_id,user_id,customer_id,status", "v1,c1,c1,linked", "v2,c1,c1,linked"),
        "v3,c2,c2,linked",
    ]
    counts = fine(
        "identity", "resolve", "--edges", edges, "--out", tmp_path / "map.parquet", "--json"
    )
    assert counts.json["visitors"] == 3
    assert counts.err == ""


PEOPLE = [
    (f"{n}", f"name{n % 30:02d}", f"19{50 + n % 30}-0{1 + n % 30 % 9}-11", f"p{n % 30}")
    for n in range(40)
]


def test_a_people_file_is_linked_and_compared_with_its_labels(tmp_path):
    header = ("no", "first name", "birthday", "label")
    people = write_csv(tmp_path / "people.csv", header, PEOPLE)
    out = tmp_path / "persons.csv"
    said = fine("identity", "link", people, "--truth", "label", "--out", out, "--json").json
    assert said["beside_the_truth"]["precision"] == 1.0
    assert "label" not in {column["column"] for column in said["columns"]}
    assert len(out.read_text("utf-8").splitlines()) == 41


def test_a_file_is_named_once(tmp_path):
    assert "name one file" in refused("identity", "link", "--out", tmp_path / "out.csv")
