"""Who is who, from file to file."""

from tests.terminal import fine
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
