"""Levels of agreement hold where they say so."""

import pyarrow as pa
import pytest

from openkitchen.engine import connect
from openkitchen.identity.linking.blocking import with_keys
from openkitchen.identity.linking.comparing import compared_columns


def level(columns, one, two, name, more=()):
    """Return the words of the level in which two records stand for a comparison."""
    rows = [one, two, *more]
    kept = pa.table(
        {"record_id": [f"{n:03d}" for n in range(len(rows))]}
        | {column: [row[at] for row in rows] for at, column in enumerate(columns)}
    )
    keyed = with_keys(kept)
    (compared,) = [c for c in compared_columns(columns, {}) if c.name == name]
    whens = " ".join(
        f"WHEN {each.condition} THEN '{at}'" if each.condition != "ELSE" else f"ELSE '{at}'"
        for at, each in enumerate(compared.levels)
    )
    sides = ", ".join(
        f'{side}."{n}" AS "{n}_{side}"' for side in ("l", "r") for n in keyed.column_names
    )
    with connect() as connection:
        connection.register("people", keyed)
        query = f"""SELECT CASE WHEN {compared.unknown} THEN '-1' {whens} END FROM
            (SELECT {sides} FROM people l JOIN people r
            ON l.record_id = '000' AND r.record_id = '001') AS pairs"""
        at = int(connection.sql(query).fetchall()[0][0])
    return "unknown" if at < 0 else compared.levels[at].words


@pytest.mark.parametrize(
    ("one", "two", "words"),
    [
        (("ann", "lee"), ("ann", "lee"), "the same"),
        (("lee", "ann"), ("ann", "lee"), "first and last name in each other's place"),
        (("anna", "lee"), ("anne", "lee"), "one letter apart, or nearly the same"),
        (("jon", "lee"), ("jonathan", "lee"), "alike, or one is the beginning of the other"),
        (("bob", "lee"), ("ann", "lee"), "different"),
        ((None, "lee"), ("ann", "lee"), "unknown"),
    ],
)
def test_first_names(one, two, words):
    assert level(["given", "surname"], one, two, "given") == words


@pytest.mark.parametrize(
    ("one", "two", "words"),
    [
        ("1980-04-03", "1980-03-04", "day and month in each other's place"),
        ("1980-04-03", "1980-04-05", "one digit apart"),
        ("1980-04-03", "1975-04-03", "two digits apart, or only the year differs"),
        ("1980-04-03", "1980-11-25", "the same year"),
        ("1980-04-03", "1951-11-25", "different"),
    ],
)
def test_dates_of_birth(one, two, words):
    assert level(["born"], [one], [two], "born") == words


@pytest.mark.parametrize(
    ("one", "two", "words"),
    [
        ("moon12@web.de", "moon12@web.de", "the same"),
        ("moon12@web.de", "moon12@gmx.de", "the same before the @"),
        ("moon12@web.de", "moon12@wbe.de", "the same before the @"),
        ("mooon12@web.de", "moon12@web.de", "one or two letters apart"),
        ("ann.lee@web.de", "ann.lee@gmx.de", "unknown"),
        ("moon12@web.de", "ann@gmx.de", "different"),
    ],
)
def test_emails(one, two, words):
    assert level(["email"], [one], [two], "email") == words


def namesakes(one, two, hosts=("free.fr", "sfr.fr")):
    """Return the level of two e-mail addresses of Monique Richard, among others at both hosts."""
    columns = ["given", "surname", "email"]
    rows = [["monique", "richard", one], ["monique", "richard", two]]
    many = [["ann", "lee", f"moon{n}@{host}"] for host in hosts for n in range(30)]
    return level(columns, *rows, "email", more=many)


@pytest.mark.parametrize(
    ("one", "two", "words"),
    [
        ("richardmonique0@free.fr", "richardmonique0@sfr.fr", "unknown"),
        ("monique1974ric@free.fr", "monique1974ric@sfr.fr", "unknown"),
        ("m.richard77@free.fr", "m.richard77@sfr.fr", "unknown"),
        ("richardmonique0@free.fr", "richardmonique0@free.fr", "the same"),
        ("monique1974ric@free.fr", "monique1974ric@fere.fr", "the same before the @"),
        ("richard8154711@free.fr", "richard8154711@sfr.fr", "the same before the @"),
        ("bluemoon12@free.fr", "bluemoon12@sfr.fr", "the same before the @"),
    ],
)
def test_a_namesakes_address_at_another_provider_says_no_more_than_the_name(one, two, words):
    assert namesakes(one, two) == words


def test_addresses_count_their_parts():
    columns = ["street", "house", "postcode", "place"]
    home = ["berg str", "12", "50667", "koln"]
    assert level(columns, home, home, "address") == "the whole address, letter by letter"
    assert level(columns, home, [*home[:3], None], "address") == "all known parts, at least two"
    assert level(columns, home, [*home[:3], "bonn"], "address") == "3 parts"
    assert level(columns, home, ["weg", "1", "10115", "berlin"], "address") == "nothing"
    assert level(columns, home, [None] * 4, "address") == "unknown"
