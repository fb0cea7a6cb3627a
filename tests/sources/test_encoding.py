from __future__ import annotations

import pytest

from openkitchen.errors import FileUnreadable, SettingsError
from openkitchen.sources.encoding import encoding_note, looks_binary, sniff_encoding, utf8_chunks

TEXT = "id,größe\n1,ü€\n"


def plain(*pieces: bytes, encoding="utf-8") -> bytes:
    return b"".join(utf8_chunks(pieces, encoding, file="f.csv"))


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_an_encoding_is_told_and_turned_into_utf8(encoding, told):
    written = TEXT.encode(encoding)
    assert sniff_encoding(written, whole=True) == told
    assert plain(written, encoding=told).decode() == TEXT
    pieces = [written[at : at + 1] for at in range(len(written))]
    if encoding != "utf-8-sig":
        assert plain(*pieces, encoding=told).decode() == TEXT


def test_a_letter_cut_in_two_is_no_fault():
    assert sniff_encoding(("a" * 9 + "ü").encode()[:-1]) == "utf-8"


def test_few_wrong_bytes_do_not_make_it_another_encoding():
    assert sniff_encoding("äöü".encode() * 5 + b"\xfc") == "utf-8"
    assert sniff_encoding("ä".encode() + b"\xfc\xe4\xf6") == "cp1252"


def test_wrong_bytes_stay_where_they_are():
    assert plain(b"a\xff\n") == b"a\xff\n"
    assert plain(b"a\x81\n", encoding="cp1252") == b"a\x81\n"


@pytest.mark.parametrize("cut", range(1, 9))
def test_line_ends_become_plain(cut):
    text = b"a\r\nb\r\nc\r"
    assert plain(text[:cut], text[cut:]) == b"a\nb\nc\r"


def test_a_text_of_carriage_returns_alone_gets_lines():
    assert plain(b"a\rb\rc") == b"a\nb\nc"


def test_wide_text_that_is_cut_off_is_unreadable():
    with pytest.raises(FileUnreadable, match="no valid utf-16"):
        plain(TEXT.encode("utf-16")[:-1], encoding="utf-16")


def test_an_unknown_encoding_is_named():
    with pytest.raises(SettingsError, match="no encoding 'utf8000'"):
        plain(b"a", encoding="utf8000")


def test_notes_and_binary():
    assert encoding_note("utf-8") == ""
    assert encoding_note("cp1252") == "read as Windows-1252"
    assert looks_binary(b"a\0b,c\n")
    assert not looks_binary(b"a,b\n" + b"1,2\0" + b"3,4\n" * 9)
