"""Typed rows lead back to their lines, whatever was rejected before them."""

import pyarrow as pa

from openkitchen.sources.lines import lines_of
from openkitchen.sources.received import rows_by_receipt

CSV = (
    "ID visitor,recipe,ts,value\n"
    "v1,i1,2026-08-03T10:00:00,1\n"
    "v2,,2026-08-03T10:01:00,1\n"
    "v3,i1,2026-08-03T10:02:00,2\n"
    "v3,i1,2026-08-03T10:02:00,2\n"
)


def test_lines_count_rejected_rows_and_doubles(desk):
    desk.one("web_2026-08-03.csv", CSV)
    source = desk.sources["web"]
    ((receipt, rows),) = rows_by_receipt(source, desk.store, desk.typed)
    wanted = rows.filter(pa.compute.equal(rows["visitor_id"], "v3")).slice(0, 1)
    found = list(
        lines_of(desk.raw, receipt, source, wanted, ("item_id", "visitor_id", "timestamp"))
    )
    assert [row.line for row in found] == [4, 5]
    assert found[0].values["event_value"] == "2.0"
    assert found[0].place == f"web_2026-08-03.csv:4 (receipt {receipt.id}, new)"
