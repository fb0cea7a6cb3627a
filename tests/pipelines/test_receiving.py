"""Extracts come into a workspace, and are found there."""

from datetime import date, datetime

import pytest
from tests.workspaces import make_workspace

from openkitchen.errors import WorkspaceError
from openkitchen.pipelines.receiving import calendar_of, receive_files, received_in
from openkitchen.pipelines.workspace import create


def test_what_was_received_is_read_by_role(workspace):
    found = received_in(workspace.typed)
    assert {one.source.name for one in found.of_role("events")} == {"web"}
    assert found.of_role("people")[0].rows.num_rows == 40
    assert found.of_role("links")[0].rows.num_rows == 20


def test_the_moment_of_receiving_can_be_given(tmp_path):
    made = make_workspace(tmp_path / "shop", received=False)
    when = datetime(2026, 1, 10)
    receipts = receive_files(made.root, [made.root / "mail"], now=when)
    assert {one.received_at for one in receipts.receipts} == {when}
    after = [one for one in receipts.receipts if one.days and one.days[0] > date(2026, 1, 12)]
    assert after
    assert all(one.rows == 0 for one in after)


def test_days_are_shown_by_the_calendar(workspace):
    assert any("web" in line for line in calendar_of(workspace.root).lines())


def test_a_workspace_without_sources_says_what_to_do(tmp_path):
    made = create(tmp_path / "shop")
    for ask in (
        lambda: calendar_of(made.root),
        lambda: received_in(made.typed),
        lambda: receive_files(made.root, [tmp_path]),
    ):
        with pytest.raises(WorkspaceError, match="declares no source") as caught:
            ask()
        assert "Remove the #" in caught.value.hint
