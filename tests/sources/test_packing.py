from __future__ import annotations

import gzip
import zipfile

import pytest
from tests.sources.books import book

from openkitchen.errors import FileUnreadable
from openkitchen.sources.packing import (
    Packed,
    chunks,
    first_bytes,
    is_zip,
    only_member,
    workbook_in,
    zip_members,
)


def make_zip(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_plain_gzip_and_zip_give_the_same_bytes(tmp_path):
    (tmp_path / "plain").write_bytes(b"abc")
    (tmp_path / "named.csv").write_bytes(gzip.compress(b"a") + gzip.compress(b"bc"))
    make_zip(tmp_path / "z", a=b"abc")
    for name, member in (("plain", None), ("named.csv", None), ("z", "a")):
        packed = Packed(tmp_path / name, member, name)
        assert b"".join(chunks(packed, 1)) == b"abc"
        assert first_bytes(packed, 2) == b"ab"


def test_members_are_listed_without_what_systems_hide(tmp_path):
    path = make_zip(
        tmp_path / "z", **{"b.csv": "", "a.csv": "", "__MACOSX/a": "", ".x": "", "d/.y": ""}
    )
    assert is_zip(path)
    assert zip_members(path, "z") == ("a.csv", "b.csv")
    with pytest.raises(FileUnreadable, match=r"holds 2 files: a\.csv, b\.csv"):
        only_member(path, "z")


def test_what_is_no_zip_has_no_member(tmp_path):
    (tmp_path / "plain").write_bytes(b"abc")
    assert only_member(tmp_path / "plain", "plain") is None
    assert not is_zip(tmp_path)


@pytest.mark.parametrize(("name", "said"), [("none", "no such file"), ("", "this is a folder")])
def test_no_file_is_told(tmp_path, name, said):
    with pytest.raises(FileUnreadable, match=said):
        first_bytes(Packed(tmp_path / name, None, "f"), 1)


def test_a_gzip_that_is_cut_off_is_told(tmp_path):
    (tmp_path / "g").write_bytes(gzip.compress(b"abc" * 99)[:-9])
    with pytest.raises(FileUnreadable, match="f: the packed file is cut off"):
        list(chunks(Packed(tmp_path / "g", None, "f")))


def test_a_bomb_is_refused_while_it_unpacks(tmp_path, monkeypatch):
    monkeypatch.setattr("openkitchen.sources.packing._SMALL", 1 << 20)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"0" * (16 << 20)))
    packed = Packed(path, None, "bomb.gz")
    with pytest.raises(FileUnreadable, match=r"bomb\.gz: unpacks to more than 300 times its size"):
        list(chunks(packed, 1 << 16))


def test_a_zip_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("openkitchen.sources.packing._MOST_MEMBERS", 3)
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(4):
            archive.writestr(f"{n}.csv", "x")
    with pytest.raises(FileUnreadable, match="the zip holds 4 files; expected at most 3"):
        zip_members(path, "many.zip")


def changed(path, fields):
    """Overwrite two bytes at an offset of the local header and of the central directory's."""
    raw = bytearray(path.read_bytes())
    for magic, offset, value in fields:
        at = raw.index(magic) + offset
        raw[at : at + 2] = value.to_bytes(2, "little")
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ([(b"PK\x03\x04", 6, 1), (b"PK\x01\x02", 8, 1)], "locked with a password"),
        ([(b"PK\x03\x04", 8, 77), (b"PK\x01\x02", 10, 77)], "cannot be unpacked"),
        ([(b"PK\x01\x02", 6, 99)], "cannot be unpacked"),
    ],
)
def test_members_that_cannot_be_opened_are_told(tmp_path, fields, said):
    path = make_zip(tmp_path / "z", a=b"abc")
    changed(path, fields)
    with pytest.raises(FileUnreadable, match=said):
        list(chunks(Packed(path, only_member(path, "z"), "z")))


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_is_damaged_is_told(tmp_path, how):
    path = tmp_path / "z"
    with zipfile.ZipFile(path, "w", how) as archive:
        archive.writestr("a", b"some rows\n" * 500)
    raw = bytearray(path.read_bytes())
    raw[45:60] = b"\xff" * 15
    path.write_bytes(bytes(raw))
    with pytest.raises(FileUnreadable):
        list(chunks(Packed(path, "a", "z")))


def test_a_mistake_of_the_reader_is_not_told_as_the_files(tmp_path):
    path = make_zip(tmp_path / "z", a=b"abc")
    with pytest.raises(RuntimeError, match="mine"), Packed(path, "a", "z").opened():
        raise RuntimeError("mine")


def test_a_workbook_is_a_file_and_no_zip(tmp_path):
    (tmp_path / "b.xlsx").write_bytes(book(S=[["a"]]))
    make_zip(tmp_path / "z", **{"b.xlsx": book(S=[["a"]]), "c.csv": b"a"})
    assert not is_zip(tmp_path / "b.xlsx")
    assert only_member(tmp_path / "b.xlsx", "b") is None
    for packed in (Packed(tmp_path / "b.xlsx", None, "b"), Packed(tmp_path / "z", "b.xlsx", "z")):
        with workbook_in(packed) as opened:
            assert "[Content_Types].xml" in zipfile.ZipFile(opened).namelist()
    for packed in (Packed(tmp_path / "z", "c.csv", "z"), Packed(tmp_path / "z", None, "z")):
        with workbook_in(packed) as opened:
            assert opened is None


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_what_begins_as_a_zip_and_is_none_is_damaged(tmp_path, pack):
    (tmp_path / "b").write_bytes(pack(b"PK\x03\x04 and no more"))
    packed = Packed(tmp_path / "b", None, "b")
    with pytest.raises(FileUnreadable, match="b: cannot be unpacked"), workbook_in(packed):
        pass


def test_a_document_within_a_zip_is_refused_as_what_it_is(tmp_path):
    inner = make_zip(tmp_path / "b", **{"xl/workbook.bin": b""}).read_bytes()
    make_zip(tmp_path / "z", b=inner)
    packed, told = Packed(tmp_path / "z", "b", "z"), "z: this is a binary Excel workbook"
    with pytest.raises(FileUnreadable, match=told), workbook_in(packed):
        pass


def test_a_zip_with_a_name_that_is_no_text_is_damaged(tmp_path):
    path = make_zip(tmp_path / "z", ä=b"a")
    path.write_bytes(path.read_bytes().replace("ä".encode(), b"\xff\xff"))
    assert is_zip(path)
    with pytest.raises(FileUnreadable, match="z: cannot be unpacked"):
        only_member(path, "z")
