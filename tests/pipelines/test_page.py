"""The report as a node: the same data give the same page."""

import pyarrow.parquet as pq
import pytest

from openkitchen.errors import SettingsError
from openkitchen.evaluate import load_evaluations
from openkitchen.models import load
from openkitchen.pipelines.page import data_way, report_page
from openkitchen.pipelines.receiving import received_in
from openkitchen.pipelines.shelf import open_shelf


@pytest.fixture(scope="module")
def inputs(workspace):
    primary = workspace.root / "data/03_primary"
    names = ("identity_map", "funnel", "interactions", "items")
    return (
        received_in(workspace.typed),
        *(pq.read_table(primary / f"{name}.parquet") for name in names),
        load_evaluations(workspace.root / "data/08_reporting/evaluations.parquet"),
        load(workspace.bundle),
    )


def test_the_page_is_the_one_that_the_run_wrote(inputs, workspace):
    shelf = open_shelf(workspace.root, "local")
    settings = {"title": "Dishes you can see into", "client": "A client"}
    page = report_page(*inputs, settings, shelf.load("behaviour_checks"))
    assert page == workspace.report.read_text("utf-8")
    assert "Dishes you can see into" in page
    assert "A client" in page
    assert "expectations hold for glass-box" in page


def test_a_title_is_text_and_no_code(inputs):
    page = report_page(*inputs, {"title": "<script>x</script>"})
    assert "<script>x" not in page


def test_settings_that_are_none_are_told(inputs):
    with pytest.raises(SettingsError, match="report = 'x'"):
        report_page(*inputs, "x")


def test_the_way_of_the_data_is_counted(inputs):
    received, identity_map, funnel, interactions = inputs[:4]
    way = data_way(received, identity_map, funnel, interactions)
    assert way.n_interactions == interactions.num_rows
    assert way.identity.visitors == identity_map.num_rows
    assert {one.source for one in way.deliveries} >= {"web", "people"}
