"""Words by which headers in several languages tell what a column holds."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

__all__ = ["fold", "hints_of", "plain_words"]

_WORDS: Final[dict[str, str]] = {
    "email": "email mail mailadresse emailadresse emailaddress correo courriel epost eposta mejl "
    "sahkoposti adresseelectronique correoelectronico postaelettronica indirizzoemail",
    "phone": "phone telephone tel telefon telefonnummer telefono telefone mobile mobil "
    "mobiltelefon handy cell cellulare movil celular gsm komorka puhelin fax portable fon "
    "rufnummer telefoon telnr telfixe telportable fixe festnetz mobilnummer handynummer tlf",
    "postcode": "zip zipcode postcode postalcode postal plz postleitzahl codepostal cp cap "
    "codigopostal cep kodpocztowy postnummer postnr psc postinumero postakodu pincode postkod",
    "given": "given first forename vorname firstname givenname fname prenom nombre nombres imie "
    "fornavn fornamn voornaam nome nombredepila nomeproprio etunimi jmeno keresztnev ad adi isim "
    "rufname prenume",
    "surname": "surname last lastname familyname family nachname familienname lname nom apellido "
    "apellidos cognome sobrenome apelido nazwisko efternavn efternamn achternaam etternavn "
    "nomdefamille nomusage nomdenaissance patronyme primerapellido segundoapellido apellidopaterno "
    "apellidomaterno geburtsname sukunimi prijmeni vezeteknev soyad soyadi zuname hausname nume",
    "fullname": "name fullname nombrecompleto nomecompleto kunde kundenname customername contact "
    "contactname klient navn namn naam nev isimsoyisim ansprechpartner holder person nomcomplet "
    "nome nomecliente nomcliente",
    "born": "birth birthday birthdate dob dateofbirth born geburt geburtsdatum geburtstag geb "
    "naissance datenaissance nacimiento fechanacimiento nascita datadinascita nascimento urodzenia "
    "dataurodzenia fodselsdato fodelsedatum geboortedatum syntymaaika narozeni dogum dogumtarihi "
    "bday fnac gebdat gebdatum datenaiss nele neele natoil",
    "house": "housenumber hausnummer hnr civico nrdomu husnummer huisnummer numcasa house haus",
    "street": "street address addr strasse str adresse rue calle via rua ulica adres direccion "
    "indirizzo endereco gate gata vej straat katu ulice utca sokak anschrift road addressline "
    "voie nomvoie libellevoie nomdelavoie viale domicilio calleynumero "
    "address1 address2 addressline1 addressline2 morada direccion1",
    "place": "city town place suburb ort stadt wohnort ville ciudad poblacion comune citta cidade "
    "miasto miejscowosc by stad woonplaats kaupunki mesto varos sehir locality municipality "
    "gemeinde commune localite localidad localita municipio region",
    "area": "state county province bundesland kanton provincia provincie estado country land pays "
    "pais kraj kraju paese district departement region",
    "gender": "gender sex geschlecht sexe sexo sesso plec kon kjonn salutation anrede civilite "
    "title titel tratamiento",
    "age": "age alter edad eta idade wiek alder leeftijd ika yas",
    "code": "ssn socsecid nationalid passport taxid nif dni nie curp cpf pesel bsn personnummer "
    "steuerid iban insurance socialsecurity svnr ahv idcard cardnumber loyalty kundenkarte "
    "socialsecuritynumber nin nationalinsurance vat codicefiscale",
    "record": "created createdat updated updatedat modified registered registration exported "
    "export imported since joined signup lastlogin angelegt geaendert erstellt registriert "
    "eintritt seit depuis desde sinds beginn vertrag contract timestamp inserted loaded entry "
    "creation anlage fechaalta alta datacreazione cree",
}
_PARTS: Final = {
    "number": "n no nr num numero number nummer nro numer",
    "house": "voie rue calle via viale street strasse strassen str straat house haus hus huis casa "
    "domu building portal rua ulica road",
}
_NUMBERS, _HOUSES = (frozenset(_PARTS[kind].split()) for kind in ("number", "house"))
_BY_WORD: Final[dict[str, tuple[str, ...]]] = {}
for _kind, _text in _WORDS.items():
    for _word in _text.split():
        _BY_WORD[_word] = (*_BY_WORD.get(_word, ()), _kind)


def plain_words(header: str) -> list[str]:
    """Split a header at blanks, signs and capitals; lower case, without accents.

    >>> plain_words("dateNaissance"), plain_words("Straße_2")
    (['date', 'naissance'], ['strasse', '2'])
    """
    spaced = re.sub(r"([a-z\u00df-\u00ff])([A-Z])", r"\1 \2", header)
    folded = fold(spaced)
    return [word for word in re.split(r"[^a-z0-9]+", folded) if word]


def hints_of(header: str) -> frozenset[str]:
    """Return the kinds that a header's words speak for; the whole header counts most.

    A number is a house number alone, or beside a word for a street or house: of a customer
    or a contract it says nothing.
    """
    words = plain_words(header)
    whole = "".join(words)
    if whole in _BY_WORD:
        return frozenset(_BY_WORD[whole])
    pairs = ["".join(pair) for pair in pairwise(words)]
    found = [kind for pair in pairs for kind in _BY_WORD.get(pair, ())]
    if not found:
        found = [kind for word in words for kind in _BY_WORD.get(word, ())]
    if _numbers_a_house(words):
        found.append("house")
    specific = [kind for kind in found if kind != "fullname"]
    return frozenset(specific or found)


def _numbers_a_house(words: list[str]) -> bool:
    parts = {part for word in words for part in _split_number(word)}
    return bool(parts & _NUMBERS) and (parts <= _NUMBERS or bool(parts & _HOUSES))


def _split_number(word: str) -> tuple[str, ...]:
    """Split ``streetno`` and ``numvoie``: many write the two words as one."""
    for number in sorted(_NUMBERS):
        for part in (word.removesuffix(number), word.removeprefix(number)):
            if part != word and part in _HOUSES:
                return (part, number)
    return (word,)


def fold(text: str) -> str:
    """Return text in lower case, without accents; ß, ø, ł and umlauts as plain letters."""
    text = text.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("ı", "i")
    text = text.replace("Ø", "O").replace("Ł", "L").replace("ö", "o").replace("ü", "u")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower()
