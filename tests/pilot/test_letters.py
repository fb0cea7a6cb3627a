"""A mail is readable as text and as HTML, and carries its link and its way out."""

from tests.pilot.conftest import begin, show_week

from openkitchen.pilot.letters import DIGEST, INVITATION, page_url, write_letter
from openkitchen.pilot.people import Guest, invite
from openkitchen.store import MailRow, mails_of, persons, shown_of


def letter_of(desk, kind=DIGEST, week=1):
    show_week(desk)
    row = persons(desk.store, desk.name)[0]
    mail = mails_of(desk.store, desk.name)[0]
    mail = MailRow(row.id, week, kind, "due", mail.message_id, mail.due_at)
    return row, write_letter(
        desk, row, mail, [s for s in shown_of(desk.store, desk.name) if s.person == row.id]
    )


def test_both_forms_say_the_same(desk):
    row, letter = letter_of(desk)
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    url = page_url(desk, row.id, 1)
    for form in (text, html):
        assert "Hello Person 1," in form
        assert "Old stew" in form
        assert "New stew" in form
        assert url in form
        assert f"{url}/leave" in form
    assert "<b>Old stew</b>" in html
    assert "- Old stew (40 min)" in text
    assert "img" not in html


def test_the_head_says_who_and_how_to_stop(desk):
    row, letter = letter_of(desk)
    assert letter["To"] == "Person 1 <p1@example.org>"
    assert letter["From"] == "The kitchen <kitchen@example.org>"
    assert letter["Message-ID"].endswith("@example.org>")
    assert letter["List-Unsubscribe"] == f"<{page_url(desk, row.id, 1)}/leave>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Subject"] == "What do you think of these?"


def test_an_invitation_says_what_is_kept(desk):
    _, letter = letter_of(desk, INVITATION, 0)
    text = letter.get_body(("plain",)).get_content()
    assert "We keep what you answer" in " ".join(text.split())
    assert "no hidden pictures" in " ".join(text.split())


def test_names_and_titles_cannot_add_lines_or_tags(local, tmp_path):
    words = {"title": "One\r\nBcc: x@y.z", "digest": "<script>alert(1)</script>"}
    desk = begin(local, tmp_path, 0, wording=words)
    invite(desk, [Guest("a@example.org", "u", "Ada\r\nBcc: other@example.org <i>")])
    _, letter = letter_of(desk)
    assert letter["Bcc"] is None
    assert b"\r\nBcc:" not in letter.as_bytes().partition(b"\r\n\r\n")[0]
    html = letter.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "<i>" not in html


def test_it_is_written_and_read_as_mail(desk):
    from email import message_from_bytes
    from email.policy import default

    _, letter = letter_of(desk)
    again = message_from_bytes(letter.as_bytes(), policy=default)
    assert again["To"] == letter["To"]
    assert "Old stew" in again.get_body(("plain",)).get_content()
