from __future__ import annotations

import pytest

from openkitchen.errors import FileUnreadable, SettingsError
from openkitchen.sources.dialect import read_head


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told(separator):
    text = separator.join(["a", "b", "c"]) + "\n" + separator.join(["1", "2", "3"]) + "\n"
    head = read_head(text.encode(), file="f")
    assert (head.header, head.dialect.separator.decode()) == (("a", "b", "c"), separator)
    assert text.encode()[head.start :] == separator.join(["1", "2", "3"]).encode() + b"\n"
    assert (head.note == "") == (separator == ",")


def test_wanted_names_outweigh_more_fields():
    head = read_head(b"user id;a,b,c\n1;2,3,4\n", ["user_id"], file="f")
    assert head.header == ("user id", "a,b,c")


def test_lines_of_like_length_outweigh_more_fields():
    assert read_head(b"a;b c,d,e\n1;2\n3;4\n", file="f").dialect.separator == b";"


def test_names_lose_blanks_and_quotes():
    assert read_head(b'" a ", b ,"c\nd"\n', file="f").header == ("a", "b", "c\nd")
    head = read_head(b"'a','b,c'\n'1','2'\n", file="f")
    assert (head.header, head.dialect.quote, head.note) == (("a", "b,c"), b"'", "quoted by '")


def test_excels_first_line_and_empty_lines_are_no_header():
    head = read_head(b"\n\nsep=;\na;b\n1;2\n", file="f")
    assert (head.header, head.lines) == (("a", "b"), 4)


def test_a_given_separator_is_taken():
    assert read_head(b"a,b\n", separator="|", file="f").header == ("a,b",)
    assert read_head(b"a\tb\n", separator="\\t", file="f").header == ("a", "b")
    with pytest.raises(SettingsError, match=r"'\|\|' is no separator"):
        read_head(b"a||b\n", separator="||", file="f")


def test_nothing_is_no_header():
    with pytest.raises(FileUnreadable, match="f: the file is empty"):
        read_head(b"\n\n", file="f")
