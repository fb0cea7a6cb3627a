"""Coded transcripts: every line counts, whatever tool, language or system wrote them."""

import pytest

from openkitchen.errors import FileUnreadable, InputError
from openkitchen.quality.interviews import Codebook, Transcript, parse_transcript, read_transcript

EXPORT = """
## Interview 1 - AB

### Interviewer

So, what do you do?

**Interviewee**

We make a recommender.

Team-role

Q1

**Interviewee**

matching

Q1

**Interviewer**

I see. And the data?

Mm-hmm, it is a general question.

**Interviewee****Interviewee**

They come by mail,
one day at a time.

Data-collection

Data-issues (DI)

Q2.1

---

Created with a tool (<http://example.com>)
"""


def test_every_line_is_accounted_for():
    read = parse_transcript(EXPORT, "one.txt")
    account = read.account
    assert account.lines == EXPORT.count("\n") == sum(account.kinds.values())
    assert account.unparsed == 0
    assert account.parsed == account.lines
    assert account.kinds["speaker"] == 5
    assert account.kinds["code"] == 6
    assert account.kinds["rule"] == account.kinds["footer"] == account.kinds["title"] == 1
    assert "\n".join(line.text for line in read.lines) + "\n" == EXPORT


def test_passages_have_speaker_codes_and_questions():
    read = parse_transcript(EXPORT, "one.txt")
    assert [p.speaker for p in read.passages] == [
        *("Interviewer", "Interviewee", "Interviewee", "Interviewer", "Interviewee")
    ]
    first, second, third, fourth, last = read.passages
    assert first.codes == first.questions == ()
    assert (second.text, second.codes, second.questions) == (
        "We make a recommender.", ("Team-role",), ("Q1",),
    )  # fmt: skip
    assert (third.text, third.codes) == ("matching", ())  # said, though it looks like a code
    assert fourth.text == "I see. And the data?\n\nMm-hmm, it is a general question."
    assert last.text == "They come by mail,\none day at a time."
    assert last.codes == ("Data-collection", "Data-issues (DI)")
    assert last.questions == ("Q2.1",)
    assert read.title == "Interview 1 - AB"
    assert last.line == EXPORT.split("\n").index("They come by mail,") + 1


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: text.rstrip("\n"),
    ],
)
def test_line_ends_and_marks_do_not_matter(change):
    told, plain = parse_transcript(change(EXPORT), "x"), parse_transcript(EXPORT, "x")
    assert told.passages == plain.passages


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path, encoding):
    text = "**Anna**\n\nWir haben über Qualität geredet.\n\nDaten-Qualität\n\nF2.1\n"
    path = tmp_path / "eins.txt"
    path.write_bytes(text.encode(encoding))
    passage = read_transcript(path).passages[0]
    assert passage.text == "Wir haben über Qualität geredet."
    assert passage.codes == ("Daten-Qualität",)
    assert passage.questions == ("F2.1",)


COLON = """Moderator: Wie war der Betrieb?
Frau Kölbl: Gut. Aber die Zahlen
kamen zu spät.
Datenlieferung-verspätet
Moderator: Und danach?
Frau Kölbl: Besser.
"""


def test_names_with_a_colon_in_the_line():
    read = parse_transcript(COLON, "z")
    assert [(p.speaker, p.text) for p in read.passages] == [
        ("Moderator", "Wie war der Betrieb?"),
        ("Frau Kölbl", "Gut. Aber die Zahlen\nkamen zu spät."),
        ("Moderator", "Und danach?"),
        ("Frau Kölbl", "Besser."),
    ]
    assert read.passages[1].codes == ("Datenlieferung-verspätet",)
    assert read.account.unparsed == 0


def test_names_that_stand_alone():
    text = "P1:\nIt was slow.\n\nlatency-issue\n\nINT:\nWhy?\n\nP1:\nDisk.\n\nINT:\nOh.\n"
    read = parse_transcript(text, "z")
    assert [(p.speaker, p.codes) for p in read.passages] == [
        ("P1", ("latency-issue",)), ("INT", ()), ("P1", ()), ("INT", ()),
    ]  # fmt: skip


def test_a_code_without_hyphens_is_one_when_it_comes_back():
    said = "**P1**\n\nWe saw it {n} times, I think.\n\nTrust\n\n"
    read = parse_transcript("".join(said.format(n=n) for n in range(3)), "z")
    assert [p.codes for p in read.passages] == [("Trust",)] * 3
    once = parse_transcript(said.format(n=1) + "**P2**\n\nNo.\n\nOther-code\n", "z")
    assert once.passages[0].codes == ()
    assert once.passages[0].text.endswith("Trust")
    assert once.doubtful == (5,)


def test_a_codebook_settles_it():
    text = "**P1**\n\nFine, I would say.\n\nTrust\n\nnot-a-code\n"
    read = parse_transcript(text, "z", Codebook.of(["# ours", "Trust", ""]))
    assert read.passages[0].codes == ("Trust",)
    assert "not-a-code" in " ".join(p.text for p in read.passages)


def test_lines_that_belong_to_nobody_are_counted_not_lost():
    text = "Recorded on Monday.\n\n**P1**\n\nstray-code\n\n**P2**\n\nYes.\n\nQ1\n\n**P1**\n\nQ2\n"
    read = parse_transcript(text, "z")
    account = read.account
    assert account.unparsed == 2  # the words before anybody, the code after no words
    assert account.parsed + account.unparsed == account.lines == text.count("\n")
    assert [(p.text, p.questions) for p in read.passages] == [("stray-code", ()), ("Yes.", ("Q1",))]


def test_no_codes_at_all_is_fine_with_speakers():
    read = parse_transcript("**A**\n\nHello.\n\n**B**\n\nHello.\n", "z")
    assert [p.codes for p in read.passages] == [(), ()]


def test_what_is_no_transcript_is_refused(tmp_path):
    with pytest.raises(InputError, match="nobody is named"):
        parse_transcript("Once upon a time.\n\nThere was a file.\n", "story.txt")
    missing = tmp_path / "no.txt"
    with pytest.raises(FileUnreadable, match="no such file"):
        read_transcript(missing)
    for name, content in (("a.docx", b"PK\x03\x04" + bytes(range(200))), ("b.txt", bytes(400))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(FileUnreadable, match=r"no text|UTF"):
            read_transcript(tmp_path / name)
    (tmp_path / "c.txt").write_text("  \n")
    with pytest.raises(FileUnreadable, match="empty"):
        read_transcript(tmp_path / "c.txt")


def test_it_goes_to_json_and_back():
    read = parse_transcript(EXPORT, "one.txt")
    assert Transcript.from_dict(read.to_dict()) == read
