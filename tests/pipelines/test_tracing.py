"""A recommendation is followed back to lines that say what the chain says."""

import csv

import pytest
from tests.workspaces import make_workspace

from openkitchen.errors import UnknownName, WorkspaceError
from openkitchen.pipelines.tracing import trace


@pytest.fixture(scope="module")
def chain(workspace):
    lists = (workspace.root / "data/07_model_output/recommendations.csv").read_text("utf-8")
    rows = [row for row in csv.DictReader(lists.splitlines()) if row["user_id"].startswith("u")]
    chains = (trace(workspace.root, row["user_id"], row["item_id"], most_terms=30) for row in rows)
    return next(one for one in chains if any(t.block.startswith("history") for t in one.terms))


def delivered(workspace, row):
    """Read the line of the file that was delivered."""
    path = workspace.root / "mail" / row.file
    lines = path.read_text("utf-8").splitlines()
    return dict(zip(lines[0].split(","), next(csv.reader([lines[row.line - 1]])), strict=True))


def test_terms_add_up_to_the_score(chain):
    total = sum(term.contribution for term in chain.terms) + chain.rest
    assert total == pytest.approx(chain.score, abs=1e-12)


def test_every_line_of_an_event_is_the_users_own_with_the_items_of_the_term(chain, workspace):
    seen = 0
    for term in chain.terms:
        if not term.block.startswith("history"):
            continue
        assert term.n_interactions == len(term.interactions)
        assert term.n_rows >= term.n_interactions > 0
        for row in term.rows:
            line = delivered(workspace, row)
            assert line["dish"] == term.feature
            assert line["ID visitor"] == f"v{chain.user_id}"
            assert row.status == "new"
            assert len(row.sha256) == 64
            seen += 1
    assert seen


def test_a_users_attribute_leads_to_the_row_about_them(chain, workspace):
    terms = [term for term in chain.terms if term.block == "user"]
    assert terms
    for term in terms:
        (row,) = term.rows
        assert delivered(workspace, row)["ID customer"] == chain.user_id


def test_what_holds_for_everyone_rests_on_everybodys_events(chain):
    (term,) = [t for t in chain.terms if (t.block, t.feature) == ("bias", "popularity")]
    assert term.n_interactions > 0
    assert all(row.values["item_id"] == chain.item_id for row in term.rows)


def test_the_chain_is_told_in_lines(chain):
    told = "\n".join(chain.lines())
    assert f"{chain.item_id} for {chain.user_id}: score" in told
    assert "(receipt " in told


def test_an_unknown_item_is_named(workspace):
    with pytest.raises(UnknownName, match="no item 'nothing'"):
        trace(workspace.root, "u001", "nothing")


def test_a_workspace_that_never_ran_is_told_what_to_do(tmp_path):
    root = make_workspace(tmp_path / "shop").root
    with pytest.raises(WorkspaceError, match="openkitchen run"):
        trace(root, "u001", "i01")
