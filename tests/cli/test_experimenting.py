"""``experiment`` and ``evaluate`` as typed."""

import pytest
from tests.terminal import fine, refused
from tests.workspaces import write_csv


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    rows = [(f"u{n:03d}", f"i{m:02d}") for n in range(40) for m in range(n % 3, 24, 3)]
    return write_csv(tmp_path_factory.mktemp("t") / "truth.csv", ("user_id", "item_id"), rows)


@pytest.mark.parametrize(
    "question", [("how-many", "--longest", 8), ("segments", "--min-users", 5), ("catalogue",)]
)
def test_a_sentence_a_table_json_and_a_page(bundle, truth, tmp_path, question):
    page = tmp_path / "page.html"
    said = fine("experiment", question[0], bundle, "--truth", truth, "--html", page, *question[1:])
    told = fine("experiment", question[0], bundle, "--truth", truth, "--json", *question[1:]).json
    assert said.out.startswith(told["sentences"][0][:40])
    assert "┃" in said.out
    assert "<svg" in page.read_text("utf-8")


@pytest.mark.parametrize("question", ["season", "cold-start"])
def test_without_truth(bundle, question):
    told = fine("experiment", question, bundle, "--json").json
    assert told["sentences"]


def test_undated_lists_of_any_make_under_other_names(tmp_path):
    lists = write_csv(tmp_path / "l.csv", ("uid", "iid", "s"), [(1, 10, 0.5), (1, 11, 0.9)])
    truth = write_csv(tmp_path / "t.csv", ("uid", "iid"), [(1, 11), (2, 10)])
    files = ("evaluate", "--recommendations", lists, "--truth", truth, "--json", "--columns")
    for names in ("uid=user_id,iid=item_id,s=score", "user_id=uid,item_id=iid,score=s"):
        told = fine(*files, names).json
        figures = {row["metric"]: row["value"] for row in told["figures"]}
        assert figures["mrr"] == 0.5
        assert told["n_without_list"] == 1
        assert told["period"] is None
    fine("experiment", "how-many", *files[1:], "uid=user_id,iid=item_id,s=score")


def test_what_is_missing_is_told(bundle, truth):
    assert "nothing to evaluate" in refused("experiment", "how-many", "--truth", truth)
    assert "what users chose" in refused("experiment", "segments", bundle)
    assert "no attribute" in refused(
        "experiment", "segments", bundle, "--truth", truth, "--by", "x"
    )
