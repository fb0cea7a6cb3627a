import pyarrow as pa
import pytest

from openkitchen.errors import UnknownName
from openkitchen.evaluate.labels import device_labels, history_labels, user_labels


def groups(labels):
    return {(name, value): members.to_pylist() for name, value, members in labels.each()}


def test_categories_sets_and_quarters_of_numbers():
    users = pa.table(
        {
            "user_id": [f"u{n}" for n in range(12)],
            "kind": ["a", "b"] * 6,
            "likes": ["x|y", "x"] * 6,
            "age": [float(n) for n in range(12)],
        }
    )
    found = groups(user_labels(users))
    assert found["kind", "a"] == ["u0", "u2", "u4", "u6", "u8", "u10"]
    assert len(found["likes", "x"]) == 12
    assert len(found["likes", "y"]) == 6
    assert [len(m) for (name, _), m in found.items() if name == "age"] == [3, 3, 3, 3]
    with pytest.raises(UnknownName, match="kind"):
        user_labels(users, ["kin"])


def test_cold_and_warm_users():
    train = pa.table({"user_id": ["a"] * 6 + ["b"], "item_id": [*"123456", "1"]})
    found = groups(history_labels(pa.array(["a", "b", "c"]), train))
    assert {value: members for (_, value), members in found.items()} == {
        "0 (cold)": ["c"], "1 to 4": ["b"], "5 to 19": ["a"],
    }  # fmt: skip


def test_devices_and_people_with_several():
    clicks = pa.table({"user_id": ["a", "a", "a", "b"], "device": ["phone", "phone", "tv", "tv"]})
    found = groups(device_labels(clicks, None))
    assert found["device", "phone"] == ["a"]
    assert found["devices", "several"] == ["a"]
    assert found["devices", "one"] == ["b"]
    assert groups(device_labels(pa.table({"user_id": ["a"]}))) == {}
