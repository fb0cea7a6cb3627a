"""Words in the names of columns, and which of our columns they speak for."""

from __future__ import annotations

import re
import unicodedata

from openkitchen.schema.columns import (
    CUSTOMER,
    DEVICE,
    EVENT_ID,
    EVENT_TYPE,
    EVENT_VALUE,
    ITEM,
    SESSION,
    TIME,
    USER,
    VISITOR,
)

__all__ = [
    "ACTS",
    "CATALOGUE",
    "CODES",
    "IDS",
    "MEASURES",
    "NOT_OF_EVENTS",
    "PEOPLE",
    "PERSONAL",
    "WORDS",
    "parts_of",
    "words_of",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORDS: dict[str, frozenset[str]] = {
    TIME: _words(
        "time timestamp ts datetime date when at moment occurred epoch ms millis utc t "
        "horodatage heure datum zeit zeitpunkt zeitstempel uhrzeit fecha hora tijd tijdstip"
    ),
    USER: _words(
        "user users uid usr u account member reader subscriber person profile login "
        "benutzer nutzer leser mitglied konto household utilisateur lecteur membre compte usuario "
        "utente gebruiker"
    ),
    VISITOR: _words(
        "visitor visitors cookie anonymous anon fingerprint browser ga guest visiteur besucher "
        "visitante visitatore"
    ),
    CUSTOMER: _words(
        "customer customers cust client clients contact crm kunde kunden kundin buyer patron "
        "cliente clienti clientes abonne abonnee abonnes abonnent adherent acheteur klant klanten"
    ),
    ITEM: _words(
        "item product article sku recipe content page story doc document movie film book isbn "
        "track song news post video listing offer asset url ean asin dish artikel produkt show "
        "prod wine produit recette articulo producto receta articolo prodotto ricetta rezept buch "
        "livre libro"
    ),
    EVENT_TYPE: _words(
        "event events action type activity verb interaction ev evt kind behavior behaviour name op "
        "evenement ereignis aktion evento accion azione"
    ),
    EVENT_VALUE: _words(
        "value amount price quantity qty rating score revenue duration dwell seconds secs sec "
        "sekunden stars total spend points scroll montant prix quantite duree profondeur betrag "
        "preis menge dauer importe precio cantidad duracion prezzo durata"
    ),
    SESSION: _words("session sess sid visit visite sitzung sesion sessione sessie"),
    DEVICE: _words(
        "device platform os agent terminal appareil gerat geraet gerate geraete dispositivo "
        "apparaat"
    ),
    EVENT_ID: _words("event hit row log record uuid guid evt ev evenement ereignis evento"),
}
"""For each of our columns the words that speak for it."""

IDS = _words(
    "id ids no nr num number nummer numero nro key uid uuid guid code hash ref identifiant "
    "identificador identificativo kennung schlussel codigo codice"
)
"""Words that mark an id."""

CODES = IDS | _words("zip postcode phone plz mobile tel telephone fax iban")
"""Words of columns whose digits are no numbers."""

PEOPLE = _words(
    "first last surname forename email mail phone mobile birth birthday dob gender sex city "
    "zip postcode postal street address newsletter age diet household salutation consent "
    "since registered membership loyalty optin segment income vorname nachname geb geburtsdatum "
    "plz ort strasse stadt anrede geschlecht telefon prenom nom ville naissance courriel adresse "
    "rue voie correo apellido nombre telefono nacimiento ciudad cognome nome nascita indirizzo "
    "citta"
)
"""Words of columns about people."""

PERSONAL = _words(
    "surname forename email mail phone mobile birth birthday dob gender sex salutation newsletter "
    "vorname nachname geb geburtsdatum anrede geschlecht telefon prenom naissance age courriel "
    "correo apellido telefono nacimiento cognome nascita"
)
"""Words of columns that only people have."""

CATALOGUE = _words(
    "title price category brand genre genres author ingredients publisher year stock description "
    "section headline country colour color size tags minutes cuisine manufacturer image url "
    "language topic published duration name allergens artist editor titre titel titolo titulo "
    "rubrique rubrik ressort auteur autor autore keywords mots cles schlagworte categorie "
    "kategorie categoria prix preis precio prezzo marque marke marca publie veroffentlicht"
)
"""Words of columns about items."""

NOT_OF_EVENTS = _words(
    "birth birthday dob born registered registration published geb geburtsdatum geburtstag "
    "naissance nacimiento nascita since member signup joined release released publie parution "
    "veroffentlicht inscription anmeldung adhesion expire expires expiry expiration ablauf until"
)
"""Words of times that are no times of events."""

MEASURES = _words(
    "n nb nbr nombre anzahl count counts words mots worter woerter palabras parole length longueur "
    "lange laenge size minutes seconds pages"
)
"""Words of numbers that count or measure something, and are no ids."""

ACTS = _words(
    "view click open read buy purchase cart play like share scroll search impression save comment "
    "rate order add visit watch listen download subscribe checkout wish book cook bookmark "
    "aufruf gelesen geteilt gemerkt klick gekauft kauf bestellt warenkorb suche lecture partage "
    "clic achat panier vue visto compra carrito clique"
)
"""Words in the names of events."""

_LETTERS = {"ß": "ss", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l"}
_KNOWN = frozenset().union(*WORDS.values())
_LAST_OF_COMPOUNDS = ("datum", "zeit", "zeitpunkt", "zeitstempel", "uhrzeit")
_ENDS = _words("id no nr num ref type name key code time date nummer kennung art typ")


def parts_of(name: str) -> list[str]:
    """Return the parts of a column's name in order: ``fullVisitorId`` is full, Visitor, Id.

    Accents are left out, so that ``Prénom`` is Prenom; ``N°`` is No.
    """
    parted = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", _plain(name))
    return [part for part in re.split(r"[^a-zA-Z0-9]+", parted) if part]


def _plain(name: str) -> str:
    """Return a name in letters without accents."""
    spelled = re.sub(r"(?i)\b(n)°", r"\1o ", name)
    for letter, plain in _LETTERS.items():
        spelled = spelled.replace(letter, plain)
    parts = unicodedata.normalize("NFKD", spelled)
    return "".join(part for part in parts if not unicodedata.combining(part))


def words_of(name: str) -> frozenset[str]:
    """Return the words in a column's name, in lower case; ``userid`` is also user and id.

    ``Bestelldatum`` is also datum.
    """
    words = {part.lower() for part in parts_of(name)}
    words |= {end for end in _LAST_OF_COMPOUNDS for word in words if word.endswith(end)}
    for word in list(words):
        for end in _ENDS:
            stem = word.removesuffix(end)
            if stem != word and stem in _KNOWN:
                words |= {stem, end}
    return frozenset(words)
