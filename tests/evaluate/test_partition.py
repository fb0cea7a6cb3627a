import pyarrow as pa
import pytest

from openkitchen.evaluate.partition import Spill, cut_by_user, parts_for


@pytest.mark.parametrize("number", [1, 5])
def test_every_row_is_in_one_part_and_a_user_in_one_alone(number):
    rows = pa.table({"user_id": [f"u{n % 13}" for n in range(60)], "item_id": ["i"] * 60})
    blocks = [rows.slice(0, 25), rows.slice(25)]
    with Spill(number) as spill:
        parts = cut_by_user([lambda: iter(blocks), lambda: iter(blocks)], spill)
        found = [parts.part(n) for n in range(number)]
        assert sum(part.recommendations.num_rows for part in found) == 60 == parts.rows
        users = [set(part.truth["user_id"].to_pylist()) for part in found]
    assert sum(map(len, users)) == len(set.union(*users)) == 13
    assert not parts.trained


def test_the_folder_is_gone_even_after_a_failure():
    held = []

    def fail():
        with Spill(3) as spill:
            held.append(spill._folder)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not held[0].exists()


def test_small_files_stay_whole(tmp_path):
    (tmp_path / "a.csv").write_text("user_id\n")
    assert parts_for([tmp_path / "a.csv", tmp_path / "none.csv"]) == 1
