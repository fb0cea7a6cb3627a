"""Columns are told by values and headers, in any language."""

import numpy as np
import pyarrow as pa
import pytest

from openkitchen.identity.linking import profile
from openkitchen.identity.linking.given_names import GIVEN_NAMES
from openkitchen.identity.linking.header_words import hints_of

RNG = np.random.default_rng(0)
N = 400
FIRST = RNG.choice([name.title() for name in sorted(GIVEN_NAMES)[::5]], N)
ENDS = ("us", "ler", "chez", "ak", "bak")
LAST = RNG.choice([f"{a}{b}" for a in ("Kra", "Mül", "Sán", "Now") for b in ENDS], N)
BORN = [f"{d % 28 + 1:02d}.{d % 12 + 1:02d}.{1950 + d % 50}" for d in range(N)]
MAIL = [f"user{n}@mail.example" for n in range(N)]
TELEPHONE = [f"0{n % 90 + 10} {1000000 + 7 * n}" for n in range(N)]
POST = [f"{10000 + 13 * (n % 300)}" for n in range(N)]
STREET = [f"Lindenweg {n % 90 + 1}" for n in range(N)]


def kinds(**columns):
    table = pa.table({"nr": [str(n) for n in range(N)], **columns})
    return {column.name: column.kind for column in profile(table, "nr")}


@pytest.mark.parametrize(
    "names",
    [
        ("Vorname", "Nachname", "Geburtsdatum", "E-Mail", "Telefon", "PLZ", "Straße"),
        ("first_name", "lastName", "DOB", "email_address", "Phone", "zip", "Address 1"),
        ("nombre", "apellidos", "fecha_nacimiento", "correo", "móvil", "codigo postal", "calle"),
        ("imię", "nazwisko", "data urodzenia", "email", "telefon", "kod pocztowy", "ulica"),
        ("a", "b", "c", "d", "e", "f", "g"),
    ],
)
def test_any_names_of_columns_will_do(names):
    columns = (FIRST, LAST, BORN, MAIL, TELEPHONE, POST, STREET)
    found = kinds(**dict(zip(names, columns, strict=True)))
    assert list(found.values()) == [
        "given", "surname", "born", "email", "phone", "postcode", "street",
    ]  # fmt: skip


def test_dates_of_the_record_and_constants_are_passed_over():
    found = kinds(
        dob=BORN, created_at=["2026-01-02"] * 200 + ["2026-02-03"] * 200, tenant=["x"] * N
    )
    assert found == {"dob": "born", "created_at": "passed over", "tenant": "passed over"}


@pytest.mark.parametrize("header", ["Kunde seit", "xyz"])
def test_the_only_date_is_no_birth_if_it_says_when_people_came(header):
    since = [f"{d % 28 + 1:02d}.{d % 12 + 1:02d}.{2008 + d % 18}" for d in range(N)]
    assert kinds(**{header: since})[header] == "passed over"
    assert kinds(born=since)["born"] == "born"


def test_few_values_are_a_category():
    assert kinds(segment=list(RNG.choice(["gold", "silver"], N)))["segment"] == "category"


SHORT = [str(n % 240) for n in range(N)]
ROAD = [f"Linden{'abcdefghijklmnopqrstuvwxyz'[n % 26]}weg" for n in range(N)]


def test_french_headers_of_the_street_are_understood():
    found = kinds(**{"N° voie": SHORT, "Voie": ROAD, "Code postal": POST, "Ancienneté": SHORT})
    assert list(found.values()) == ["house", "street", "postcode", "passed over"]


def test_short_numbers_are_a_house_number_only_beside_a_street_that_has_none():
    assert kinds(x=SHORT)["x"] == "passed over"
    assert kinds(street=ROAD, x=SHORT)["x"] == "house"
    assert kinds(street=STREET, x=SHORT)["x"] == "passed over"
    assert kinds(street=ROAD, mail=MAIL, months=SHORT)["months"] == "passed over"
    assert kinds(months=SHORT, street=ROAD, hausnr=SHORT)["months"] == "passed over"


def test_hints_come_from_parts_of_headers():
    assert "born" in hints_of("dateNaissance")
    assert "postcode" in hints_of("ZIP_CODE")
    assert not hints_of("zzz")
