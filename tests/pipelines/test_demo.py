"""The demo unpacked: the same files whatever the date. The whole way is a story of its own."""

from datetime import datetime

from tests.workspaces import bytes_below

from openkitchen.pipelines.demo import unpack_demo
from openkitchen.pipelines.receiving import received_in


def test_files_are_received_on_the_day_when_the_last_one_arrives(tmp_path):
    demo = unpack_demo(tmp_path / "shop", customers=20, days=7, seed=1)
    moments = {receipt.received_at for receipt in demo.receipts.receipts}
    assert len(moments) == 1
    assert datetime(2026, 8, 9) < moments.pop() < datetime(2026, 8, 20)
    found = received_in(demo.workspace.typed)
    assert {one.source.role for one in found.sources} == {"events", "people", "catalogue", "links"}
    other = unpack_demo(tmp_path / "again" / "shop", customers=20, days=7, seed=1)
    assert bytes_below(demo.workspace.typed) == bytes_below(other.workspace.typed)
