from __future__ import annotations

import gzip
from email.message import EmailMessage

import pytest

from openkitchen.errors import FileUnreadable
from openkitchen.sources.mail import save_attachments

ROWS = b"ID visitor,recipe,ts,value\n" + b"v1,r1,2026-08-01 10:00:00,1\n" * 500
PICTURE = b"\x89PNG\r\n\x1a\n"


def mail(*attachments, body="See attached.") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Extract", "a@b.test", "c@d.test"
    message.set_content(body)
    for name, content in attachments:
        message.add_attachment(content, "application", "octet-stream", filename=name)
    return message


def saved(tmp_path, message, name="extract.eml"):
    path = tmp_path / name
    path.write_bytes(bytes(message))
    return path


def test_attachments_are_written_as_they_were(tmp_path):
    path = saved(tmp_path, mail(("web_2026-08-01.csv", ROWS), ("web_2026-08-02.csv", b"x")))
    found = save_attachments(path, tmp_path / "out")
    assert [one.name for one in found] == ["web_2026-08-01.csv", "web_2026-08-02.csv"]
    assert [one.path.read_bytes() for one in found] == [ROWS, b"x"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\mail\\web.csv", "web.csv"),
        ("..", "attachment"),
        ("Übersicht 1.csv", "Übersicht 1.csv"),
    ],
)
def test_a_name_never_leads_out_of_the_folder(tmp_path, given, kept):
    found = save_attachments(saved(tmp_path, mail((given, b"x"))), tmp_path / "out")
    assert [one.name for one in found] == [kept]
    assert found[0].path.resolve().is_relative_to((tmp_path / "out").resolve())


def test_mails_within_a_mail_are_looked_into(tmp_path):
    outer = mail()
    outer.add_attachment(mail(("web_2026-08-01.csv", ROWS)))
    found = save_attachments(saved(tmp_path, outer), tmp_path / "out")
    assert [one.name for one in found] == ["web_2026-08-01.csv"]


def test_a_logo_in_the_text_is_passed_over(tmp_path):
    message = mail(("web.csv", ROWS))
    message.add_attachment(PICTURE, "image", "png", filename="logo.png", cid="<logo>")
    assert [one.name for one in save_attachments(saved(tmp_path, message), tmp_path / "o")] == [
        "web.csv"
    ]


def test_a_mail_that_is_cut_off_is_refused(tmp_path):
    path = saved(tmp_path, mail(("web.csv", ROWS)))
    path.write_bytes(path.read_bytes()[:-3000])
    with pytest.raises(FileUnreadable, match=r"extract\.eml: the mail is damaged or cut off"):
        save_attachments(path, tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"Content-Type: multipart/mixed\n\nx"])
def test_what_is_no_mail_is_refused(tmp_path, content):
    path = tmp_path / "a.eml"
    path.write_bytes(content)
    with pytest.raises(FileUnreadable, match=r"a\.eml"):
        save_attachments(path, tmp_path / "out")


def test_receiving_a_folder_of_mails(desk):
    packed = gzip.compress(ROWS, mtime=0)
    desk.put("1.eml", bytes(mail(("web_2026-08-01.csv", ROWS))))
    desk.put("2.eml", bytes(mail(("web_2026-08-02.csv.gz", packed), ("web_2026-08-01.csv", ROWS))))
    desk.put("3.eml", bytes(mail()))
    found = desk.receive().receipts
    assert [(row.file, row.status, row.channel) for row in found] == [
        ("1.eml/web_2026-08-01.csv", "new", "mail"),
        ("2.eml/web_2026-08-02.csv.gz", "new", "mail"),
        ("2.eml/web_2026-08-01.csv", "resend", "mail"),
        ("3.eml", "rejected", ""),
    ]
    assert "no attachment" in found[-1].note
    assert len(desk.rows()) == 1000
