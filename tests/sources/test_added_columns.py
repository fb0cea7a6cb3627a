"""A column that is to be added says by its id whose it is."""

import pytest

from openkitchen.errors import ColumnsError
from openkitchen.sources.added_columns import read_added_columns


@pytest.mark.parametrize(
    ("head", "columns", "wanted"),
    [
        ("user_id,premium", None, ["user_id", "premium"]),
        ("item id,price", None, ["item_id", "price"]),
        ("nr,price", {"nr": "item_id"}, ["item_id", "price"]),
        ("item_id,user_id,x", {"user_id": "user_id"}, None),
    ],
)
def test_whose_the_column_is(tmp_path, head, columns, wanted):
    file = tmp_path / "more.csv"
    file.write_text(f"{head}\n1,2{',3' if head.count(',') > 1 else ''}\n")
    found = read_added_columns(file, columns).column_names
    if wanted is None:
        assert found[0] == "user_id"  # it was said
    else:
        assert found == wanted


def test_a_file_about_nobody_is_told(tmp_path):
    file = tmp_path / "more.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(ColumnsError, match="user_id"):
        read_added_columns(file)
