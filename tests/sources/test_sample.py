"""A contract is drafted from whatever can be received."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from email.message import EmailMessage

import pytest

from openkitchen.errors import FileUnreadable
from openkitchen.sources import infer_source
from openkitchen.sources.sample import find_sample

ROWS = "user_id,item_id,timestamp\n" + "".join(
    f"u{n % 7},i{n % 5},2026-08-05T10:{n:02d}:00Z\n" for n in range(40)
)


def mail(path, **files):
    made = EmailMessage()
    made.set_content("Please find attached.")
    for name, content in files.items():
        made.add_attachment(content.encode(), "text", "csv", filename=f"{name}_2026-08-05.csv")
    path.write_bytes(bytes(made))
    return path


def test_the_attachment_of_a_mail(tmp_path):
    made = infer_source(mail(tmp_path / "1.eml", web=ROWS))
    assert (made.source.name, made.source.globs, made.source.role) == (
        "web",
        ("web_*.csv",),
        "events",
    )


def test_of_several_the_first_is_looked_at_and_that_is_said(tmp_path):
    made = infer_source(mail(tmp_path / "1.eml", web=ROWS, crm="a,b\n1,2\n"))
    assert made.source.name == "web"
    assert any("web_2026-08-05.csv, crm_2026-08-05.csv" in doubt for doubt in made.doubts)


def test_a_table_is_known_by_its_name(tmp_path):
    with closing(sqlite3.connect(tmp_path / "crm.db")) as database, database:
        database.execute("CREATE TABLE members (member_no INTEGER, city TEXT, email TEXT)")
        database.executemany(
            "INSERT INTO members VALUES (?, ?, ?)",
            [(n, "Ulm", f"{n}@example.org") for n in range(60)],
        )
    made = infer_source(f"sqlite:///{tmp_path}/crm.db#members")
    assert (made.source.name, made.source.globs, made.source.role) == (
        "members",
        ("members",),
        "people",
    )


def test_a_password_is_never_shown(tmp_path):
    address = f"postgresql://reader:secret@/crm?host={tmp_path}/nowhere#members"
    with pytest.raises(FileUnreadable) as told:
        find_sample(address, tmp_path / "scratch")
    assert "members" in str(told.value)
    assert "secret" not in str(told.value)
    assert "reader" not in str(told.value)


def test_a_mail_without_a_file_says_so(tmp_path):
    with pytest.raises(FileUnreadable, match="attach"):
        infer_source(mail(tmp_path / "1.eml"))
