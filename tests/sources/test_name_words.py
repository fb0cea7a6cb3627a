from __future__ import annotations

import pytest

from openkitchen.sources.name_words import parts_of, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fullVisitorId", {"full", "visitor", "id"}),
        ("ID visitor", {"id", "visitor"}),
        ("KundenNr", {"kunden", "nr"}),
        ("user_ID", {"user", "id"}),
        ("userid", {"userid", "user", "id"}),
        ("android", {"android"}),
        ("N° abonné", {"no", "abonne"}),
        ("Straße/Œuvre", {"strasse", "oeuvre"}),
        ("mots-clés", {"mots", "cles"}),
        ("", set()),
    ],
)
def test_words_of_a_name(name, words):
    assert words_of(name) == words


def test_parts_keep_their_order():
    assert parts_of("geb.Datum des-Kunden") == ["geb", "Datum", "des", "Kunden"]
