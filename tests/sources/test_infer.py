from __future__ import annotations

import json
import random

import pytest
from tests.sources.desk import NOW

from openkitchen.errors import ColumnsError, FileUnreadable
from openkitchen.sources import infer_source, read_sources

WORDS = ("Wein", "Reise", "Sport", "Kochen")


def news(draw):
    head = "epochMs,uid,dev_id,storyRef,evt,secs,sect\n"
    rows = [
        f"{1_756_000_000_000 + n * 61_000},{f'u{n % 90}' if n % 3 else ''},d{n % 140},"
        f"a-{draw.randrange(60)},{draw.choice(['art_open', 'rd_100', 'vid.ply', 'cmt!'])},"
        f"{draw.randrange(400)},{draw.choice(['sport', 'arts'])}"
        for n in range(600)
    ]
    return "nl_2026-08-31.csv", head + "\n".join(rows)


def crm(draw):
    head = "KundenNr;Vorname;E-Mail;Geb.Datum;PLZ;Umsatz;Interessen\n"
    rows = [
        f"{10_000 + n if n % 97 else ''};{draw.choice(['Jürgen', 'Anna'])};x{n}@mail.test;"
        f"{1 + n % 28:02d}.{1 + n % 12:02d}.{1950 + n % 50};{n % 90 + 1000:05d};"
        f"{'n/a' if n % 50 == 0 else 'kaputt' if n == 7 else f'{n},50'};"
        f"{','.join(draw.sample(WORDS, 1 + n % 3))}"
        for n in range(600)
    ]
    return "crm.csv", (head + "\n".join(rows)).encode("cp1252")


def headless(draw):
    rows = [f"{draw.randrange(90)}\t{draw.randrange(900)}\t{n % 5 + 1}\t{880_000_000 + n}"
            for n in range(600)]  # fmt: skip
    return "u.data", "\n".join(rows)


def products(draw):
    rows = [
        {"sku": f"S{n}", "title": f"Thing {n} of many", "price": n / 7, "tags": ["a", "bc"[n % 2]]}
        for n in range(100)
    ]
    return "products.jsonl", "\n".join(map(json.dumps, rows))


def links(draw):
    return "links.csv", "cookie,customer no,seen at\n" + "".join(
        f"k{n},{n % 60 + 7000},2026-08-0{n % 9 + 1} 10:00:00\n" for n in range(100)
    )


def abonnes(draw):
    rows = [
        f"{n * 7:08d};Élodie;{f'x{n}@mail.test' if n % 5 else ''};{n % 90};{n % 48};{1000 + n % 70}"
        for n in range(600)
    ]
    head = "N° abonné;Prénom;Courriel;N° voie;Ancienneté;Code postal\n"
    return "crm.csv", (head + "\n".join(rows)).encode("cp1252")


def articles(draw):
    rows = [
        {
            "réf": f"{n:06d}", "titre": f"L'été n°{n} à la mer", "rubrique": draw.choice(WORDS),
            "mots-clés": draw.sample(WORDS, 2), "auteur": {"nom": f"Autéur {n % 30}"},
            "publié le": f"2026-09-{n % 28 + 1:02d}T09:25:00+02:00", "expire": "2026-12-31",
            "n_mots": draw.randrange(200, 3000),
        }
        for n in range(400)
    ]  # fmt: skip
    return "articles.jsonl", "\n".join(map(json.dumps, rows))


def journal(draw):
    rows = [
        f"{n % 28 + 1:02d}/09/2026 10:00:00;e{n};{n % 90:016x};{n:020x};"
        f"{n % 40 * 7:08d};{draw.randrange(60):06d};{draw.choice(['lecture', 'partage'])};"
        f"{draw.choice(['mobile', 'tablette'])};{n % 100},5"
        for n in range(600)
    ]
    head = "horodatage;id_évt;cookie;id_session;numéro client;réf article;action;appareil;"
    return "journal.csv", head + "profondeur\n" + "\n".join(rows)


MADE = {
    abonnes: (
        "people",
        {"N° abonné": "customer_id", "Prénom": "prenom", "Courriel": "courriel",
         "N° voie": "no_voie", "Ancienneté": "anciennete"},
    ),
    articles: (
        "catalogue",
        {"réf": "item_id", "mots-clés": "mots_cles", "n_mots": "n_mots",
         "publié le": "publie_le"},
    ),
    journal: (
        "events",
        {"horodatage": "timestamp", "id_évt": "event_id", "cookie": "visitor_id",
         "id_session": "session_id", "numéro client": "customer_id", "réf article": "item_id",
         "action": "event_type", "appareil": "device", "profondeur": "event_value"},
    ),
    news: (
        "events",
        {"epochMs": "timestamp", "uid": "user_id", "dev_id": "visitor_id", "storyRef": "item_id",
         "evt": "event_type", "secs": "event_value"},
    ),
    crm: ("people", {"KundenNr": "customer_id"}),
    headless: (
        "events",
        {"column_1": "user_id", "column_2": "item_id", "column_3": "event_value",
         "column_4": "timestamp"},
    ),
    products: ("catalogue", {"sku": "item_id"}),
    links: ("links", {"cookie": "visitor_id", "customer no": "customer_id",
                      "seen at": "timestamp"}),
}  # fmt: skip


@pytest.fixture
def draft(tmp_path):
    def make(maker):
        name, content = maker(random.Random(3))  # noqa: S311
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return infer_source(path, now=NOW)

    return make


@pytest.mark.parametrize("maker", MADE)
def test_roles_are_found(draft, maker):
    role, ours = MADE[maker]
    made = draft(maker)
    assert made.source.role == role
    found = {guess.theirs: guess.ours for guess in made.guesses}
    assert {theirs: found[theirs] for theirs in ours} == ours


@pytest.mark.parametrize("maker", MADE)
def test_a_draft_can_be_declared_and_received_with(draft, maker, make_desk, tmp_path):
    made = draft(maker)
    path = tmp_path / "sources.yml"
    path.write_text(made.to_yaml(), "utf-8")
    source = read_sources(path)[made.source.name]
    assert [(r.theirs, r.ours, r.type, r.format) for r in source.columns] == [
        (g.theirs, g.ours, g.type, g.format) for g in made.guesses
    ]
    desk = make_desk(source)
    receipt = desk.receive(next(p for p in tmp_path.iterdir() if source.matches(p.name))).receipts[
        0
    ]
    assert receipt.status == "new", receipt.note
    assert (receipt.rows, receipt.rejected) == (made.trial.received, made.trial.rejected)
    assert json.loads(json.dumps(made.to_dict()))["source"] == source.name


def test_errors_in_a_dump_are_said(draft):
    made = draft(crm)
    types = {guess.theirs: (guess.type, guess.format) for guess in made.guesses}
    assert types["Umsatz"] == ("number", "")
    assert types["Interessen"] == ("set", ",")
    assert types["PLZ"][0] != "number"
    assert made.source.decimal == ","
    assert "n/a" in made.source.missing
    assert made.trial.rejected == 8
    assert any("'kaputt'" in doubt for doubt in made.doubts)
    assert any("Windows-1252" in note for note in made.notes)


def test_what_is_guessed_is_marked(draft):
    made = draft(headless)
    assert not any(guess.certain for guess in made.guesses)
    assert made.to_yaml().count("# check: ") == 4
    assert any("no header" in doubt for doubt in made.doubts)


def test_dates_of_a_catalogue_are_times_where_all_have_one_format(tmp_path):
    def drafted(date, name="erschienen"):
        path = tmp_path / "artikel.csv"
        rows = [f"A{n};Titel {n} von vielen;{n % 9},50;{date(n)}" for n in range(300)]
        path.write_text("\n".join([f"ArtikelNr;Titel;Preis;{name}", *rows]), "utf-8")
        made = infer_source(path)
        assert made.source.role == "catalogue"
        assert made.trial.rejected == 0
        return next((g.type, g.format) for g in made.guesses if g.theirs == name)

    assert drafted(lambda n: f"{n % 28 + 1:02d}.{n % 12 + 1:02d}.2025") == ("timestamp", "%d.%m.%Y")
    assert drafted(lambda n: f"2025-{n % 12 + 1:02d}-{n % 28 + 1:02d}") == ("timestamp", "")
    mixed = drafted(lambda n: f"{n % 28 + 1:02d}.08.2025" if n % 20 else "demnächst")
    assert mixed == ("text", "")
    epochs = drafted(lambda n: 1_700_000_000 + 86_399 * n, "CREATION_TIMESTAMP")
    assert epochs == ("timestamp", "")
    assert drafted(lambda n: 1_700_000_000 + 86_399 * n, "visits") == ("number", "")
    assert drafted(lambda n: f"2025{n % 12 + 1:02d}{n % 28 + 1:02d}", "date") == ("timestamp", "")


@pytest.mark.parametrize(
    "name", ["Kundennummer", "numéro client", "n° abonné", "cliente", "Klantnr", "Nº cliente"]
)
def test_customers_are_known_by_many_names(tmp_path, name):
    path = tmp_path / "x.csv"
    rows = "".join(f"x{n}@mail.test;{n * 7:06d};{n % 40}\n" for n in range(200))
    path.write_text(f"E-Mail;{name};Alter\n{rows}", "utf-8")
    made = infer_source(path)
    assert {g.theirs: g.ours for g in made.guesses}[name] == "customer_id"
    assert made.source.role == "people"


@pytest.mark.parametrize(
    ("device", "event", "kind"),
    [
        ("GeraeteKennung", "EreignisNr", "Geraet"),
        ("Gerätekennung", "Ereignisnummer", "Gerät"),
        ("id dispositivo", "id evento", "dispositivo"),
        ("identifiant appareil", "id événement", "appareil"),
    ],
)
def test_ids_of_devices_and_of_events_are_known_in_other_tongues(tmp_path, device, event, kind):
    path = tmp_path / "x.csv"
    who = [f"u{n % 50}" if n % 3 else "" for n in range(300)]  # a login now and then
    rows = "".join(
        f"2026-01-01 10:{n % 60:02d}:00;{n};d{n % 70};{user};a-{n % 40};{'ab'[n % 2]}x\n"
        for n, user in enumerate(who)
    )
    path.write_text(f"Zeit;{event};{device};LeserNr;ArtikelNr;{kind}\n{rows}", "utf-8")
    made = infer_source(path, now=NOW)
    ours = {guess.theirs: guess.ours for guess in made.guesses}
    assert (ours[device], ours[event], ours[kind]) == ("visitor_id", "event_id", "device")
    assert made.trial.rejected == 0


def test_kinds_of_events_are_known_by_german_headers_before_values_that_look_like_acts(tmp_path):
    path = tmp_path / "nutzung.csv"
    rows = "".join(
        f"01.06.2026 10:{n % 60:02d}:00;{n};d{n % 70};a-{n % 40};"
        f"{('Seitenaufruf', 'Gemerkt')[n % 2]};{('desktop', 'tablet')[n % 2]};"
        f"{('facebook', 'google', 'newsletter', 'direkt')[n % 4]}\n"
        for n in range(300)
    )
    header = "Zeitpunkt;Ereignis-Nr.;Besucherkennung;Artikelkennung;Ereignisart;Gerätetyp;Verweis"
    path.write_text(f"{header}\n{rows}", "utf-8")
    ours = {guess.theirs: guess.ours for guess in infer_source(path, now=NOW).guesses}
    assert (ours["Ereignisart"], ours["Gerätetyp"]) == ("event_type", "device")


def test_the_time_of_a_click_is_known_beside_customers_and_visitors(tmp_path):
    path = tmp_path / "klicks.csv"
    rows = "".join(f"2026-06-05T07:{n % 60:02d}:00+02:00,K{n % 50},v{n % 60}\n" for n in range(200))
    path.write_text(f"Klickzeit,Kundennr.,Besucherkennung\n{rows}", "utf-8")
    made = infer_source(path, now=NOW)
    assert made.source.role == "links"
    assert {g.theirs: g.ours for g in made.guesses}["Klickzeit"] == "timestamp"


def test_nobody_is_rejected_for_a_house_number_with_a_letter(tmp_path):
    path = tmp_path / "kunden.csv"
    rows = "".join(f"K{n};Vor{n % 90};Nach{n};{n % 140}{'a' * (n % 9 == 0)}\n" for n in range(900))
    path.write_text(f"Kundennummer;Vorname;Nachname;Hausnr.\n{rows}", "utf-8")
    made = infer_source(path, now=NOW)
    assert made.trial.rejected == 0
    assert {g.theirs: g.type for g in made.guesses}["Hausnr."] != "number"


def test_an_address_is_an_id_only_where_there_is_no_other(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("email,age\n" + "".join(f"x{n}@mail.test,{n % 40}\n" for n in range(200)))
    assert infer_source(path).guesses[0].ours == "user_id"
    rows = "".join(f"x{n}@mail.test,{n % 40},k{n}\n" for n in range(200))
    path.write_text("email,age,whatever\n" + rows)
    made = infer_source(path)
    assert [guess.ours for guess in made.guesses] == ["email", "age", "user_id"]


def test_the_day_comes_from_the_name(draft):
    made = draft(news)
    assert made.source.globs == ("nl_*.csv",)
    assert made.source.day.source == "name"
    assert {name for name, _ in made.event_types} == {"art_open", "rd_100", "vid.ply", "cmt!"}


@pytest.mark.parametrize("content", ["", "a,b\n", "a,b\n\n\n"])
def test_nothing_to_learn_from(tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_text(content)
    with pytest.raises(FileUnreadable, match=r"x\.csv"):
        infer_source(path)


def test_a_doubled_header_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a,a\n1,2\n")
    with pytest.raises(ColumnsError, match="more than once"):
        infer_source(path)


def test_a_file_of_nothing_that_we_know_ends_in_doubts(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("alpha,beta\n" + "".join(f"{n / 3},{n / 7}\n" for n in range(50)))
    made = infer_source(path)
    assert made.trial is None
    assert any("no column was found" in doubt for doubt in made.doubts)
