"""A CRM department mails one workbook; it becomes interactions, items and users."""

from datetime import date, datetime, timedelta
from email.message import EmailMessage

import pyarrow.parquet as pq
from tests.sources.books import book, error
from tests.terminal import fine

NINE = datetime(2026, 8, 1, 9)
CUSTOMERS = [[f"{n:05d}", f"0{n % 9}123", date(1960 + n, 5, 17), n % 3 == 0] for n in range(40)]
PRODUCTS = [[f"W{n:02d}", f"Wine number {n}", 4.95 + n, ("red", "white")[n % 2]] for n in range(60)]
ORDERS = [
    [8000 + n, f"{n * n % 40:05d}", f"W{n * 7 % 60:02d}", NINE + timedelta(minutes=97 * n), 1.5]
    for n in range(300)
]


def test_from_a_mailed_workbook_to_interactions(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def broken(made):
        error(made["Orders"], "C8")
        made["Orders"].append(["Total", None, None, None, 450])

    content = book(
        broken,
        hidden=["Codes"],
        **{"Read me": [["Export of the wine shop"], ["Ask Anna"]]},
        Customers=[["Customers"], ["As of", date(2026, 8, 31)], [],
                   ["Customer no", "Postcode", "Born", "Newsletter"], *CUSTOMERS, [], []],
        Products=[["SKU", "Name", "Price", "Colour"], *PRODUCTS],
        Orders=[["Order", "Customer no", "SKU", "Ordered at", "Weight"], *ORDERS],
        Codes=[["code", "word"], [1, "red"]],
    )  # fmt: skip
    mail = EmailMessage()
    mail.set_content("As every month.")
    mail.add_attachment(content, "application", "vnd.ms-excel", filename="shop_2026-08-31.xlsx")
    (tmp_path / "1.eml").write_bytes(bytes(mail))
    fine("new", "shop")
    with (tmp_path / "shop/conf/base/sources.yml").open("a", encoding="utf-8") as sources:
        for sheet in ("Customers", "Products", "Orders"):
            drafted = fine("sources", "infer", "1.eml", "--sheet", sheet, "--name", sheet.lower())
            sources.write(drafted.out)
    said = fine("sources", "receive", "1.eml", "--dir", "shop", "--json").json
    found = {r["source"]: (r["status"], r["rows"], r["rejected"]) for r in said["receipts"]}
    assert found == {
        "customers": ("new", 40, 0),
        "products": ("new", 60, 0),
        "orders": ("new", 299, 2),
    }
    assert "headed by 3 lines above the names" in said["receipts"][0]["note"]
    rejected = next((tmp_path / "shop/data/02_intermediate/orders").glob("*.rejected.csv"))
    lines = rejected.read_text("utf-8").splitlines()
    assert [line.split(",")[1:3] for line in lines[1:]] == [["8", "SKU"], ["302", "SKU"]]
    again = fine("sources", "receive", "1.eml", "--dir", "shop", "--json").json
    assert [r["status"] for r in again["receipts"]] == ["resend"] * 3
    steps = ("identity edges", "identity map", "interactions", "users", "items")
    fine("run", "--dir", "shop", *(word for step in steps for word in ("--only", step)))
    primary = tmp_path / "shop/data/03_primary"
    events = pq.read_table(primary / "interactions.parquet").sort_by("timestamp").to_pylist()
    assert len(events) == 299
    assert (events[0]["user_id"], events[0]["item_id"]) == ("00000", "W00")
    assert events[0]["timestamp"] == NINE
    items = {row["item_id"]: row for row in pq.read_table(primary / "items.parquet").to_pylist()}
    assert (items["W07"]["price"], items["W07"]["colour"]) == (4.95 + 7, "white")
    users = {row["user_id"]: row for row in pq.read_table(primary / "users.parquet").to_pylist()}
    assert users["00007"]["postcode"] == "07123"
