from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.sources.desk import web_source

from openkitchen.errors import InputError
from openkitchen.sources import DayRule
from openkitchen.sources.deliveries import (
    Delivered,
    copy_to,
    find_deliveries,
    fingerprint,
    name_in,
    tell_sources,
)

SOURCES = {"web": web_source(), "crm": web_source(name="crm", files=("crm*", "*.psv"))}


def test_folders_are_walked_in_order_without_hidden_files(tmp_path):
    for name in ("b.csv", "a/2.csv", "a/1.csv", ".hidden", ".git/x", "a/.x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = find_deliveries([tmp_path, tmp_path / "b.csv"], tmp_path / "scratch")
    assert [one.file for one in found] == ["a/1.csv", "a/2.csv", "b.csv", "b.csv"]


def test_a_path_that_is_not_there_is_a_fault(tmp_path):
    (one,) = find_deliveries([tmp_path / "none"], tmp_path / "scratch")
    assert "there is no such file" in one.fault


@pytest.mark.parametrize(
    ("file", "source"), [("web_1.csv", "web"), ("in/crm_1", "crm"), ("x.psv", "crm")]
)
def test_the_name_tells_the_source(file, source):
    assert [one.name for one in tell_sources(Delivered(Path(file), file), SOURCES)] == [source]


def test_a_name_that_tells_none_or_two_lists_the_globs():
    with pytest.raises(
        InputError, match=r"x\.csv: its name matches no source.*crm: crm\*, \*\.psv"
    ):
        tell_sources(Delivered(Path("x.csv"), "x.csv"), SOURCES)
    with pytest.raises(InputError, match="matches the sources web and crm"):
        tell_sources(Delivered(Path("web_1.psv"), "web_1.psv"), SOURCES)
    with pytest.raises(InputError, match="there is none"):
        tell_sources(Delivered(Path("x.csv"), "x.csv"), {})


def test_the_name_keeps_what_states_the_day(tmp_path):
    path = tmp_path / "2026-08-01" / "web.csv"
    in_folder = web_source(day=DayRule("folder"))
    assert name_in(Delivered(path, "web.csv"), in_folder) == "2026-08-01/web.csv"
    assert name_in(Delivered(path, "web.csv"), web_source()) == "web.csv"
    kept = Delivered(path, "0123456789abcdef-web_1.csv")
    assert name_in(kept, web_source()) == "web_1.csv"


def test_members_of_a_zip_are_files_of_their_own(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"abc")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.write(tmp_path / "a.csv", "in/web_a.csv")
        archive.writestr("web_b.csv", "b")
    first, second = find_deliveries([tmp_path / "z.zip"], tmp_path / "scratch")
    assert (first.file, second.file) == ("z.zip/in/web_a.csv", "z.zip/web_b.csv")
    assert fingerprint(first) == fingerprint(Delivered(tmp_path / "a.csv", "a.csv"))
    copy_to(first, tmp_path / "kept" / "a")
    assert (tmp_path / "kept" / "a").read_bytes() == b"abc"
