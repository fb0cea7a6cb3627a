import pytest

from openkitchen import memory
from openkitchen.memory import available_memory, machine_memory

GIB = 2**30


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A made-up machine of 16 GiB, and its files that tell of memory."""
    group = tmp_path / "cgroup"
    old = group / "memory"
    old.mkdir(parents=True)
    monkeypatch.setattr(memory, "_MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "_GROUPS", (group / "memory.max", old / "memory.limit_in_bytes"))
    monkeypatch.setattr(memory, "_installed", lambda: 16 * GIB)
    return tmp_path


def test_this_machine_has_some_and_not_less_than_can_be_taken():
    assert 100e6 < machine_memory() < 1e15
    assert 2**26 < available_memory() <= machine_memory()


def test_files_that_the_system_holds_do_not_count_as_taken(machine):
    (machine / "meminfo").write_text(
        f"MemTotal: {16 * 2**20} kB\nMemFree: 300 kB\nMemAvailable: {12 * 2**20} kB\n"
    )
    assert available_memory() == 12 * GIB


def test_four_fifths_where_the_system_does_not_tell(machine):
    assert available_memory() == int(16 * GIB * 0.8)


@pytest.mark.parametrize(
    ("limit", "taken", "held"),
    [
        ("cgroup/memory.max", "cgroup/memory.current", "inactive_file"),
        (
            "cgroup/memory/memory.limit_in_bytes",
            "cgroup/memory/memory.usage_in_bytes",
            "total_inactive_file",
        ),
    ],
)
def test_a_group_may_have_less_than_its_machine(machine, limit, taken, held):
    (machine / "meminfo").write_text(f"MemAvailable: {12 * 2**20} kB\n")
    (machine / limit).write_text(f"{4 * GIB}\n")
    assert machine_memory() == 4 * GIB
    (machine / taken).write_text(f"{3 * GIB}\n")
    assert available_memory() == GIB
    (machine / taken).with_name("memory.stat").write_text(f"anon {GIB}\n{held} {2 * GIB}\n")
    assert available_memory() == 3 * GIB


def test_a_group_without_a_limit_has_what_its_machine_has(machine):
    (machine / "cgroup" / "memory.max").write_text("max\n")
    assert machine_memory() == 16 * GIB
    assert available_memory() == int(16 * GIB * 0.8)
