"""The deliveries go through the same door as a client's, under the shop's own contract."""

from collections import Counter
from datetime import datetime

import pytest

from openkitchen.sources import read_sources, receive
from openkitchen.store import open_store


@pytest.fixture(scope="module")
def receipts(messy, tmp_path_factory):
    folder = tmp_path_factory.mktemp("received")
    with open_store(folder / "store.sqlite") as store:
        return receive(
            list(messy.shop.delivery_order),
            read_sources(messy.shop.sources_file),
            raw=folder / "raw",
            typed=folder / "typed",
            store=store,
            now=datetime(2026, 11, 1),
        ).receipts


def test_each_planted_defect_is_told_and_no_other(messy, receipts):
    defects = messy.truth["defects"]
    told = {status: [r.file for r in receipts if r.status == status] for status in
            ("late", "resend", "replaced", "empty", "rejected")}  # fmt: skip
    assert told == {
        "late": defects["late_files"],
        "resend": defects["resends"],
        "replaced": defects["replacements"],
        "empty": [f"web_hits_{day}.csv.gz" for day in defects["empty_days"]],
        "rejected": [],
    }
    assert Counter(receipt.source for receipt in receipts).keys() == {
        "web", "crm", "recipes", "newsletter",
    }  # fmt: skip


def test_as_many_rows_are_rejected_as_were_spoilt(messy, receipts):
    rejected = {receipt.file: receipt.rejected for receipt in receipts}
    for file in messy.web_files:
        broken, ahead = sum(file["broken"].values()), file["ahead"]
        assert max(broken, ahead) <= rejected[file["file"]] <= broken + ahead
        assert file["rows"] >= rejected[file["file"]]
    assert not any(r.rejected for r in receipts if r.source != "web")
