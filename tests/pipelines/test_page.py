"""The report as a node: the same data give the same page."""

from dataclasses import replace
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.reporting.test_render import outline
from tests.reporting.traced import numbers_of, untraced

from openkitchen.errors import SettingsError
from openkitchen.evaluate import load_evaluations
from openkitchen.models import load
from openkitchen.pipelines.page import client_report, data_way, report_page
from openkitchen.pipelines.receiving import received_in
from openkitchen.pipelines.report_files import FORMS, report_file
from openkitchen.pipelines.shelf import open_shelf
from openkitchen.reporting import render_report, render_short
from openkitchen.sources import Received


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
    more = [shelf.load(name) for name in ("behaviour_checks", "questions")]
    page = report_page(*inputs, settings, *more)
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


def test_the_period_is_told_in_the_zone_of_the_sources(inputs):
    received, identity_map, funnel, interactions = inputs[:4]
    at = interactions.schema.get_field_index("timestamp")
    late = pa.array([datetime(2026, 9, 13, 22, 30)] * interactions.num_rows, pa.timestamp("us"))
    night = interactions.set_column(at, interactions.schema.field(at), late)
    berlin = Received(
        tuple(
            replace(one, source=replace(one.source, timezone="Europe/Berlin"))
            for one in received.sources
        )
    )
    way = data_way(berlin, identity_map, funnel, night)
    assert way.first == way.last == date(2026, 9, 14)
    utc = Received(
        tuple(replace(one, source=replace(one.source, timezone="UTC")) for one in received.sources)
    )
    assert data_way(utc, identity_map, funnel, night).first == date(2026, 9, 13)


def test_every_number_of_a_run_is_traced(inputs, workspace):
    shelf = open_shelf(workspace.root, "local")
    more = [shelf.load(name) for name in ("behaviour_checks", "questions")]
    report = client_report(*inputs, {"title": "T", "next_steps": ["Wait for 3 weeks."]}, *more)
    for render in (render_report, render_short):
        page = render(report)
        assert len(numbers_of(page)) > 12
        assert untraced(page, report) == []
        assert len(page.encode()) < 2_000_000


def test_next_steps_that_are_no_list_are_told(inputs):
    with pytest.raises(SettingsError, match="next_steps"):
        client_report(*inputs, {"next_steps": "wait"})


@pytest.mark.parametrize("form", [one for one in FORMS if one != "full"])
def test_each_other_form_is_one_file(workspace, tmp_path, form):
    out = report_file(workspace.root, tmp_path / "page.html", form)
    page = out.read_text("utf-8")
    seen = outline(page)
    assert "script" not in seen.names
    assert all(link.startswith("#") or link == "data:," for link in seen.refers)
    assert {link[1:] for link in seen.refers if link.startswith("#")} <= set(seen.ids)
    assert "Dishes you can see into" in page
