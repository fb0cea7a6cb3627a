from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from openkitchen.errors import FileUnreadable, OpenKitchenError, SettingsError
from openkitchen.sources import ColumnRule, DayRule, Promise, read_sources

GOOD = """\
web:
  role: events
  promised: {start: 2026-06-01, cadence: daily, retention_months: 36, channel: mail}
  files: "web_*.csv*"
  day: {from: name, pattern: "(\\\\d{4}-\\\\d{2}-\\\\d{2})"}
  timezone: Europe/Berlin
  constants: {event_type: rating}
  columns:
    - {theirs: ID visitor, ours: visitor_id, type: string, meaning: "cookie", not: "customer"}
    - {theirs: recipe, ours: item_id}
    - {theirs: ts, ours: timestamp, type: timestamp}
"""


def read(tmp_path, text):
    path = tmp_path / "sources.yml"
    path.write_text(text, "utf-8")
    return read_sources(path)


def test_a_source_is_read(tmp_path):
    (web,) = read(tmp_path, GOOD).values()
    assert (web.name, web.role, web.timezone, web.daily) == ("web", "events", "Europe/Berlin", True)
    assert web.promised == Promise(date(2026, 6, 1), None, "daily", 36, "mail")
    assert web.day == DayRule("name", r"(\d{4}-\d{2}-\d{2})")
    assert web.constants == {"event_type": "rating"}
    assert web.columns[0] == ColumnRule("ID visitor", "visitor_id", "string", "cookie", "customer")
    assert (web.reject_limit, web.separator, web.missing[0]) == (0.1, None, "NULL")


def test_the_template_declares_none_and_its_example_is_right(tmp_path):
    text = (
        files("openkitchen.pipelines") / "template" / "conf" / "base" / "sources.yml"
    ).read_text("utf-8")
    assert read(tmp_path, text) == {}
    lines = [line for line in text.splitlines()[1:] if line != "{}"]
    example = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines)
    assert list(read(tmp_path, example)) == ["web", "catalogue"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "  files:",
            "  flies:",
            "source 'web', flies: there is no such key; there are role, files",
        ),
        ('  files: "web_*.csv*"\n', "", "source 'web', files: this key is missing"),
        ("role: events", "role: event", "source 'web', role: 'event' is not possible"),
        (
            "theirs: recipe",
            "their: recipe",
            r"columns\[1\]\.their: there is no such key.*\nDid you mean 'theirs'",
        ),
        (
            "meaning:",
            "means:",
            r"columns\[0\]\.means: there is no such key.*\nDid you mean 'meaning'",
        ),
        ("start: 2026-06-01", "start: soon", "promised.start: 'soon' is not possible"),
        ("from: name", "from: nowhere", "day.from: 'nowhere' is not possible"),
        ("cadence: daily", "cadence: hourly", "promised.cadence: 'hourly' is not possible"),
        ("type: timestamp", "type: time", r"columns\[2\]\.type: 'time' is not possible"),
        (
            "theirs: recipe",
            "theirs: no",
            r"columns\[1\]\.theirs: False is not possible.*\nYAML reads no, off or false as a "
            "truth value; write it in quotes",
        ),
        ("type: timestamp", "type: number", "timestamp is always timestamp, not number"),
        (
            "ours: item_id",
            "ours: item_id, format: acc-",
            "columns, recipe, format: 'acc-' is no form of an id\\nWrite lower, upper, or their",
        ),
        ("ours: item_id", "ours: item", "the role events needs a column item_id"),
        ("ours: visitor_id", "ours: cookie", "needs a column user_id or visitor_id or customer_id"),
        ("theirs: ts", "theirs: recipe", "their 'recipe' is named more than once"),
        ("{event_type: rating}", "{item_id: x}", "'item_id' is a constant too"),
        (
            "{theirs: ts,",
            "{theirs: x, ours: item_id, type: category}\n    - {theirs: ts,",
            "is string and category",
        ),
        ("Europe/Berlin", "Europe/Berlim", "no zone 'Europe/Berlim'\nDid you mean Europe/Berlin"),
        ("(\\\\d{4}", "((\\\\d{4}", "day.pattern: .* is no pattern"),
        ("from: name,", "from: column,", "day.column: this key is missing"),
        ("  timezone:", "  reject_limit: -1\n  timezone:", "reject_limit: -1 is not possible"),
        ("  timezone:", "  reject_limit: 1.5\n  timezone:", "1.5 is neither a share nor"),
        ("  timezone:", "  header: [a, a]\n  timezone:", "'a' stands there twice"),
        ("  timezone:", "  header: [a, b]\n  timezone:", "none of the columns is named in it"),
        ("role: events", "role: events\n  role: people", "the key 'role' is written twice"),
        ("web:", "- web:", "no valid YAML|expected one entry for each source"),
        (GOOD, "web: 1", "expected one entry for each source"),
        (GOOD, "web: {role: [", "no valid YAML"),
    ],
)
def test_a_mistake_is_told_with_file_source_and_key(tmp_path, old, new, said):
    assert old in GOOD
    with pytest.raises(OpenKitchenError, match=said) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert "sources.yml" in str(caught.value)
    assert isinstance(caught.value, (SettingsError, FileUnreadable))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(FileUnreadable, match="there is no such file"):
        read_sources(tmp_path / "sources.yml")
