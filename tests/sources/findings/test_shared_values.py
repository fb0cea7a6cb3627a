"""Addresses and numbers that stand with very many people are told; families and amounts are not."""

import pytest
from tests.sources.desk import Desk
from tests.sources.findings.news import NOW

from openkitchen.sources import ColumnRule, Source
from openkitchen.sources.findings import examine

CRM = Source(
    "crm",
    "people",
    "crm*",
    (
        ColumnRule("no", "customer_id", "string", "number"),
        ColumnRule("mail", "mail", "text", "address"),
        ColumnRule("phone", "phone", "text", "telephone"),
        ColumnRule("spent", "spent", "text", "euros"),
        ColumnRule("town", "town", "text", "where"),
        ColumnRule("born", "born", "text", "birthday"),
    ),
)


def found(folder, mail="", phone=""):
    folder.mkdir()
    desk = Desk(folder, CRM)
    rows = [
        f"K{n},{mail if mail and n % 9 == 0 else f'p{n}@x.org'},"
        f"{phone if phone and n % 7 == 0 else f'0171 {n // 3:06d}'},"
        f"{0 if n % 3 else n * 7},Town {n % 12},{1930 + n % 70}-0{1 + n % 9}-1{n % 9}"
        for n in range(900)
    ]
    desk.put("crm.csv", "no,mail,phone,spent,town,born\n" + "\n".join(rows) + "\n")
    desk.receive(now=NOW)
    try:
        every = examine(desk.sources, desk.store, desk.raw, desk.typed).findings
        return {one.column: one for one in every if one.kind == "shared_values"}
    finally:
        desk.store.close()


def test_families_amounts_towns_and_birthdays_are_no_fillers(tmp_path):
    assert found(tmp_path / "a") == {}


@pytest.mark.parametrize(
    ("column", "value"), [("mail", "noreply@x.org"), ("phone", "000000"), ("phone", "0123456789")]
)
def test_what_a_hundred_people_share_is_told(tmp_path, column, value):
    told = found(tmp_path / "a", **{column: value})
    assert set(told) == {column}
    assert f"'{value}' (1" in told[column].message
    assert told[column].figures["rows"] >= 100
    assert "missing" in told[column].advice
    assert told[column].examples
