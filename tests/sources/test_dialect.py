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


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (b"Orders of 5 May;;\nA;B;C\n1;2;3\n4;5;6\n", ()),
        (b"Orders\n\nA;B;C\n1;2;3\n4;5;6\n", ()),
        (b"Orders, of May\nA;B;C\n1;2;3\n", ("B", "C")),
    ],
)
def test_a_title_above_the_header_is_passed_over(text, wanted):
    head = read_head(text, wanted, file="f")
    assert head.header == ("A", "B", "C")
    assert text[head.start :].startswith(b"1;2;3\n")
    assert head.lines == text.count(b"\n", 0, head.start)
    assert "above the names of the columns" in head.note


@pytest.mark.parametrize(
    ("text", "wanted", "header"),
    [
        (b"text\nhello, you\nx\ny\n", (), ("text",)),
        (b"a;;\n1;2;3\n4;5;6\n", (), ("a", "", "")),
        (b"a,b\n1,2\n", ("x", "y"), ("a", "b")),
        (b"A,x\nA,B\n", ("A", "B"), ("A", "x")),
    ],
)
def test_a_first_line_that_may_be_the_header_is_it(text, wanted, header):
    assert read_head(text, wanted, file="f").header == header
