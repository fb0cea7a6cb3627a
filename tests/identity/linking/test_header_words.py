"""Headers of many languages speak for what is under them."""

import pytest

from openkitchen.identity.linking.header_words import fold, hints_of, plain_words


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Geb.-Datum", "born"), ("dateNaissance", "born"), ("fnac", "born"), ("D.O.B.", "born"),
        ("Mailadresse", "email"), ("correo", "email"), ("apellidos", "surname"),
        ("Vorname", "given"), ("PLZ", "postcode"), ("codePostal", "postcode"),
        ("Tel. No.", "phone"), ("Straße", "street"), ("Hausnummer", "house"), ("Wohnort", "place"),
        ("N° voie", "house"), ("Nº calle", "house"), ("Straßennummer", "house"), ("N°", "house"),
        ("numero civico", "house"), ("StreetNo", "house"), ("Voie", "street"),
        ("Libellé de voie", "street"), ("Courriel", "email"), ("Né(e) le", "born"),
        ("Nom de famille", "surname"), ("Primer apellido", "surname"), ("Nome", "given"),
        ("Localidad", "place"), ("Mobilnummer", "phone"),
    ],
)  # fmt: skip
def test_the_kind_is_among_the_hints(header, kind):
    assert kind in hints_of(header)


def test_a_header_of_no_words_says_nothing():
    assert hints_of("xyz_17") == frozenset()


@pytest.mark.parametrize("header", ["N° abonné", "Kunden-Nr.", "Contract number", "Ancienneté"])
def test_a_number_of_anything_else_is_no_house_number(header):
    assert "house" not in hints_of(header)


def test_words_are_parted_and_letters_made_plain():
    assert plain_words("E-Mail_Adresse2") == ["e", "mail", "adresse2"]
    assert fold("Łukasz Ørsted Größe") == "lukasz orsted grosse"
