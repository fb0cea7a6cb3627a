"""What people, streets, towns and columns are called in four languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

__all__ = ["LANGUAGES", "Language"]


@dataclass(frozen=True)
class Language:
    """Names and habits of one language; ``order`` says what each column of ``header`` holds."""

    prefix: str
    header: tuple[str, ...]
    order: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]
    nicknames: Mapping[str, tuple[str, ...]]
    surnames: tuple[str, ...]
    surname_parts: tuple[tuple[str, ...], ...]
    cities: tuple[tuple[str, str], ...]
    postcode: Callable[[str, np.random.Generator], str]
    street_names: tuple[str, ...]
    street_ends: tuple[str, ...]
    short_streets: tuple[tuple[str, str], ...]
    number_first: bool
    mobile: tuple[str, ...]
    landline: tuple[str, ...]
    country: str
    hosts: tuple[str, ...]
    hobbies: tuple[str, ...]
    dates: tuple[str, ...]
    genders: Mapping[str, str]
    titles: tuple[str, ...]
    yes_no: tuple[str, str]


def _digits(length: int) -> Callable[[str, np.random.Generator], str]:
    def made(prefix: str, rng: np.random.Generator) -> str:
        left = length - len(prefix)
        return f"{prefix}{rng.integers(0, min(10**left, 60)):0{left}d}"

    return made


def _british(prefix: str, rng: np.random.Generator) -> str:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    end = "".join(letters[int(i)] for i in rng.integers(0, len(letters), 2))
    return f"{prefix}{rng.integers(1, 30)} {rng.integers(0, 10)}{end}"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _names(text: str) -> dict[str, tuple[str, ...]]:
    pairs = (line.split(":") for line in text.split(","))
    return {name.strip(): tuple(short.split()) for name, short in pairs}


def _cities(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (one.rsplit(" ", 1) for one in text.split(","))
    return tuple((name.strip(), prefix) for name, prefix in pairs)


_HOBBIES = _words("garden runner moon blue chef tiger music sunny star cloud rider happy wolf")

_EN = Language(
    prefix="A",
    header=(
        "Surname", "Forename", "Sex", "D.O.B.", "Customer Ref", "Address Line 1", "Town",
        "Post Code", "Tel. No.", "E-mail address", "Opt-in", "Created",
    ),
    order=(
        "surname", "given", "gender", "born", "id", "street", "city", "postcode", "phone", "email",
        "news", "made",
    ),
    men=_words(
        "James John David Michael Robert William Richard Thomas Paul Mark Andrew Christopher Peter "
        "Stephen Anthony Daniel Matthew Joseph Edward George Alan Ian Kevin Simon Philip Martin "
        "Benjamin Samuel Alexander Nicholas Jonathan Timothy Gregory Patrick Kenneth Ronald Frank "
        "Harry Jack Oliver Charles Henry Joshua Ryan Callum Lewis Nathan Adam Luke Aaron Dylan "
        "Mohammed Ahmed Ali Raj Sanjay Liam Noah Ethan Owen Rhys Gareth Hamish Angus Craig"
    ),
    women=_words(
        "Mary Susan Margaret Sarah Elizabeth Patricia Jennifer Karen Helen Linda Julie Nicola "
        "Jacqueline Catherine Alison Angela Deborah Christine Barbara Amanda Victoria Rebecca "
        "Laura Emma Charlotte Hannah Jessica Sophie Lucy Amy Rachel Katherine Samantha Claire "
        "Michelle Lisa Joanne Tracey Sandra Carol Janet Ann Anne Emily Olivia Amelia Isla Ava "
        "Grace Chloe Megan Bethany Fatima Aisha Priya Anita Siobhan Niamh Fiona Eleanor Abigail"
    ),
    nicknames=_names(
        "James:Jim Jimmy Jamie, John:Jack Johnny, David:Dave Davy, Michael:Mike Mick, Robert:Bob "
        "Rob Bobby, William:Bill Will Billy, Richard:Dick Rick Rich, Thomas:Tom Tommy, "
        "Andrew:Andy Drew, Christopher:Chris, Stephen:Steve, Anthony:Tony, Daniel:Dan Danny, "
        "Matthew:Matt, Joseph:Joe, Edward:Ed Ted Eddie, Benjamin:Ben, Samuel:Sam, Alexander:Alex "
        "Sandy, Nicholas:Nick, Jonathan:Jon, Timothy:Tim, Kenneth:Ken, Charles:Charlie Chuck, "
        "Susan:Sue, Margaret:Maggie Meg Peggy, Elizabeth:Liz Beth Betty Lizzie, Patricia:Pat "
        "Trish, Jennifer:Jen Jenny, Catherine:Cathy Kate, Deborah:Deb Debbie, Victoria:Vicky, "
        "Rebecca:Becky, Katherine:Kate Katie Kathy, Samantha:Sam, Amanda:Mandy, Abigail:Abby, "
        "Eleanor:Ellie Nell, Barbara:Barb Babs, Jacqueline:Jackie, Christine:Chris Tina"
    ),
    surnames=_words(
        "Smith Jones Williams Taylor Brown Davies Evans Wilson Thomas Johnson Roberts Robinson "
        "Thompson Wright Walker White Edwards Hughes Green Hall Lewis Harris Clarke Patel Jackson "
        "Wood Turner Martin Cooper Hill Ward Morris Moore Clark Lee King Baker Harrison Morgan "
        "Allen James Scott Phillips Watson Davis Parker Price Bennett Young Griffiths Mitchell "
        "Kelly Cook Carter Richardson Bailey Collins Bell Shaw Murphy Miller Cox Khan Singh Begum "
        "Ali Hussain Ahmed O'Brien O'Connor McDonald MacLeod Stewart Campbell"
    ),
    surname_parts=(
        _words("Ash Black Brad Brom Clay Crow Dal East Fair Farn Gil Hart Hol Kings Lang Mar North "
               "Old Pen Red Rush Sel Stan Thorn Under Wal West Whit Win Wool"),
        _words("bridge bury by combe croft den field ford gate ham hurst ley low more ridge shaw "
               "stead ton wick wood worth well"),
        ("", "", "", "er", "s"),
    ),
    cities=_cities(
        "London SW, Birmingham B, Leeds LS, Glasgow G, Sheffield S, Manchester M, Edinburgh EH, "
        "Liverpool L, Bristol BS, Cardiff CF, Leicester LE, Nottingham NG, Newcastle upon Tyne NE, "
        "Brighton BN, Plymouth PL, Derby DE, Southampton SO, Norwich NR, York YO, Oxford OX, "
        "Cambridge CB, Bath BA, Exeter EX, Chester CH"
    ),
    postcode=_british,
    street_names=_words(
        "Church High Station Mill Park Victoria Green Manor Queens Kings Albert New London York "
        "Windsor Grange School Chapel North South Springfield Meadow Orchard Richmond Alexandra "
        "Elm Oak Cedar Beech Willow Rosemary Primrose"
    ),
    street_ends=(" Street", " Road", " Lane", " Avenue", " Close", " Drive"),
    short_streets=((" Street", " St"), (" Road", " Rd"), (" Avenue", " Ave"), (" Drive", " Dr.")),
    number_first=True,
    mobile=("07700", "07911", "07455", "07983", "07512"),
    landline=("0121", "0113", "0141", "0161", "01273", "020"),
    country="+44",
    hosts=("gmail.com", "hotmail.co.uk", "yahoo.co.uk", "btinternet.com", "outlook.com"),
    hobbies=_HOBBIES,
    dates=("{day}/{month}/{year}", "{day}/{month}/{year}", "{day}/{month}/{short}"),
    genders={"m": "M", "f": "F"},
    titles=("Mr", "Dr", "Mrs"),
    yes_no=("Y", "N"),
)  # fmt: skip

_DE = Language(
    prefix="K-",
    header=(
        "KdNr", "Anrede", "Nachname", "Vorname", "Straße/Nr.", "PLZ", "Wohnort", "Telefonnummer",
        "Mailadresse", "geb. am", "Newsletter?", "angelegt am",
    ),
    order=(
        "id", "gender", "surname", "given", "street", "postcode", "city", "phone", "email", "born",
        "news", "made",
    ),
    men=_words(
        "Peter Michael Thomas Andreas Wolfgang Klaus Jürgen Günter Stefan Christian Uwe Werner "
        "Horst Frank Dieter Manfred Gerhard Hans Bernd Thorsten Matthias Helmut Walter Heinz "
        "Martin Jörg Rolf Jens Sven Alexander Jan Rainer Holger Karl Dirk Joachim Ralf Carsten "
        "Oliver Sebastian Daniel Markus Felix Maximilian Lukas Leon Jonas Paul Finn Mehmet Mustafa "
        "Friedrich Johannes Tobias Philipp Benedikt Björn Kai"
    ),
    women=_words(
        "Ursula Karin Helga Sabine Ingrid Renate Monika Susanne Gisela Petra Birgit Andrea Anna "
        "Brigitte Claudia Erika Christa Elke Stefanie Gertrud Elisabeth Maria Angelika Heike "
        "Gabriele Katrin Ilse Nicole Anja Barbara Hildegard Martina Ingeborg Gerda Marion Jutta "
        "Ute Hannelore Irmgard Christine Inge Christina Sylvia Katharina Julia Sandra Lena Lea "
        "Hannah Sophie Emma Mia Fatma Ayse Johanna Franziska Magdalena Theresa"
    ),
    nicknames=_names(
        "Michael:Michi Micha, Thomas:Tom Tommi, Andreas:Andi, Wolfgang:Wolf Wolle, Stefan:Steff "
        "Stephan, Christian:Chris, Alexander:Alex, Sebastian:Basti, Maximilian:Max, Matthias:Matze "
        "Mathias, Johannes:Hannes Jo, Joachim:Jochen Achim, Friedrich:Fritz, Philipp:Phil Philip, "
        "Hans:Hansi, Tobias:Tobi, Susanne:Susi, Elisabeth:Lisa Elli Sissi, Katharina:Kathi "
        "Katarina, Gabriele:Gabi, Stefanie:Steffi Stephanie, Christina:Tina Chris, Angelika:Geli, "
        "Franziska:Franzi, Magdalena:Leni Magda, Johanna:Hanna, Theresa:Resi, Ursula:Uschi, "
        "Brigitte:Gitti, Barbara:Babsi, Birgit:Biggi"
    ),
    surnames=_words(
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch "
        "Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann "
        "Hartmann Lange Schmitt Werner Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann "
        "König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert "
        "Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke "
        "Yilmaz Kaya Nowak Kowalski Öztürk"
    ),
    surname_parts=(
        _words("Alt Berg Birn Blum Brand Buch Eich Engel Feld Gold Grün Hain Hasel Hirsch Hoch "
               "Kalt Kirch Korn Kron Lind Lohm Neu Ober Ried Rosen Sand Schön Stein Wald Wein "
               "Wiesen"),
        _words("auer bach baum berg bauer brunn dorf egger feld ham hauer hof horst kamp mann "
               "meier müller reich reuter schmidt stein thal wald"),
        ("", "", "", "er"),
    ),
    cities=_cities(
        "Berlin 10, Hamburg 20, München 80, Köln 50, Frankfurt am Main 60, Stuttgart 70, "
        "Düsseldorf 40, Leipzig 04, Dortmund 44, Essen 45, Bremen 28, Dresden 01, Hannover 30, "
        "Nürnberg 90, Duisburg 47, Bochum 447, Wuppertal 42, Bielefeld 33, Bonn 53, Münster 48, "
        "Freiburg im Breisgau 79, Regensburg 93, Kiel 24, Rostock 18"
    ),
    postcode=_digits(5),
    street_names=_words(
        "Haupt Schul Garten Bahnhof Dorf Berg Birken Linden Kirch Wald Ring Wiesen Mühlen Rosen "
        "Amsel Goethe Schiller Mozart Feld Tannen Buchen Eichen Markt Brunnen Friedhof Post Burg"
    ),
    street_ends=("straße", "straße", "weg", "allee", "gasse", "platz"),
    short_streets=(("straße", "str."), ("platz", "pl.")),
    number_first=False,
    mobile=("0171", "0151", "0176", "0160", "0157"),
    landline=("030", "040", "089", "0221", "0711"),
    country="0049",
    hosts=("web.de", "gmx.de", "gmail.com", "t-online.de", "freenet.de"),
    hobbies=_HOBBIES,
    dates=("{day}.{month}.{year}", "{day}.{month}.{year}", "{day}.{month}.{short}"),
    genders={"m": "Herr", "f": "Frau"},
    titles=("Dr.", "Prof. Dr."),
    yes_no=("ja", "nein"),
)  # fmt: skip

_FR = Language(
    prefix="CL",
    header=(
        "prenom", "nom", "dateNaissance", "courriel", "portable", "rue", "codePostal", "commune",
        "civilite", "reference", "abonne", "dateCreation",
    ),
    order=(
        "given", "surname", "born", "email", "phone", "street", "postcode", "city", "gender", "id",
        "news", "made",
    ),
    men=_words(
        "Jean Pierre Michel Philippe Alain Patrick Nicolas Christophe Daniel Bernard Laurent "
        "Frédéric Stéphane Éric David Pascal Gérard Julien Olivier Thierry Jacques Christian André "
        "François Sébastien Claude Dominique Alexandre Vincent Bruno Thomas Antoine Maxime "
        "Guillaume Benjamin Lucas Hugo Louis Jules Gabriel Karim Mohamed Mathieu Romain Cédric "
        "Yves Didier"
    ),
    women=_words(
        "Marie Nathalie Isabelle Sylvie Catherine Françoise Martine Christine Monique Valérie "
        "Sandrine Véronique Nicole Stéphanie Sophie Anne Céline Chantal Patricia Brigitte Julie "
        "Aurélie Laurence Christelle Dominique Émilie Jacqueline Virginie Élodie Caroline Camille "
        "Léa Manon Chloé Emma Inès Sarah Fatima Nadia Hélène Élisabeth Florence Mathilde Charlotte"
    ),
    nicknames=_names(
        "Philippe:Phil, Nicolas:Nico, Christophe:Chris, Frédéric:Fred, Stéphane:Steph, "
        "Sébastien:Seb, Alexandre:Alex, Vincent:Vince, Benjamin:Ben, Guillaume:Guigui, "
        "Dominique:Dom, Mathieu:Mat Matthieu, Nathalie:Nath, Catherine:Cathy Kathy, "
        "Stéphanie:Steph, Véronique:Véro, Valérie:Val, Isabelle:Isa, Élisabeth:Babeth Lisa, "
        "Caroline:Caro, Sandrine:Sandy, Virginie:Nini, Françoise:Fanfan"
    ),
    surnames=_words(
        "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent "
        "Lefebvre Michel Garcia David Bertrand Roux Vincent Fournier Morel Girard André Lefèvre "
        "Mercier Dupont Lambert Bonnet François Martinez Legrand Garnier Faure Rousseau Blanc "
        "Guérin Muller Henry Roussel Nicolas Perrin Morin Mathieu Clément Gauthier Dumont Lopez "
        "Fontaine Chevalier Robin Masson Sanchez Gérard Nguyen Boyer Denis Lemaire"
    ),
    surname_parts=(
        _words("Beau Bel Bois Bon Cha Clair Cour Des Du Font Grand Haut La Le Mal Mon Mont Pont "
               "Prud Rive Saint Val Vieux Ville"),
        _words("bert champ chard court din fort geau lain let lin mard mier mont nard neau ney "
               "pierre rand rier roche rot teau tier val veau vier"),
        ("", "", "", "s", "t"),
    ),
    cities=_cities(
        "Paris 750, Marseille 130, Lyon 690, Toulouse 310, Nice 060, Nantes 440, Montpellier 340, "
        "Strasbourg 670, Bordeaux 330, Lille 590, Rennes 350, Reims 511, Saint-Étienne 420, "
        "Toulon 830, Le Havre 766, Grenoble 380, Dijon 210, Angers 490, Nîmes 300, Brest 292"
    ),
    postcode=_digits(5),
    street_names=(
        "de la République", "Victor Hugo", "Pasteur", "de l'Église", "des Écoles", "du Moulin",
        "de la Gare", "Jean Jaurès", "des Lilas", "du Château", "Gambetta", "de Verdun",
        "de la Paix", "des Roses", "du Stade", "Jules Ferry", "Voltaire", "de la Fontaine",
    ),
    street_ends=("",),
    short_streets=((" de la ", " "), (" du ", " "), (" des ", " ")),
    number_first=True,
    mobile=("061", "062", "067", "075", "078"),
    landline=("014", "049", "047", "038", "055"),
    country="+33",
    hosts=("orange.fr", "free.fr", "gmail.com", "wanadoo.fr", "laposte.net"),
    hobbies=_HOBBIES,
    dates=("{day}/{month}/{year}", "{day}-{month}-{year}", "{day}/{month}/{year}"),
    genders={"m": "M.", "f": "Mme"},
    titles=("M.", "Mme", "Dr"),
    yes_no=("oui", "non"),
)  # fmt: skip

_ES = Language(
    prefix="",
    header=(
        "num_cliente", "apellidos", "nombre", "correo", "movil", "domicilio", "cp", "poblacion",
        "fnac", "sexo", "acepta_publicidad", "fecha_alta",
    ),
    order=(
        "id", "surname", "given", "email", "phone", "street", "postcode", "city", "born", "gender",
        "news", "made",
    ),
    men=_words(
        "Antonio Manuel José Francisco David Juan Javier Daniel Carlos Jesús Alejandro Miguel "
        "Rafael Pedro Pablo Ángel Sergio Fernando Jorge Luis Alberto Álvaro Adrián Diego Raúl Iván "
        "Enrique Ramón Vicente Andrés Joaquín Rubén Óscar Santiago Eduardo Víctor Mario Roberto "
        "Hugo"
    ),
    women=_words(
        "María Carmen Ana Isabel Laura Cristina Marta Josefa Francisca Lucía Antonia Dolores Sara "
        "Paula Elena Pilar Concepción Raquel Manuela Rosa Mercedes Julia Beatriz Nuria Silvia "
        "Irene Teresa Patricia Montserrat Andrea Rocío Mónica Alba Ángela Sonia Alicia Sandra "
        "Susana"
    ),
    nicknames=_names(
        "Francisco:Paco Fran Curro, José:Pepe, Manuel:Manolo, Antonio:Toni Antoñito, Jesús:Chus, "
        "Alejandro:Álex, Javier:Javi, Rafael:Rafa, Daniel:Dani, Miguel:Micky, Fernando:Fer Nando, "
        "Enrique:Quique, Ignacio:Nacho, Alberto:Berto, Santiago:Santi, Eduardo:Edu, "
        "Concepción:Concha Conchi, Dolores:Lola Loli, Josefa:Pepa, Francisca:Paqui Paca, "
        "Isabel:Isa, Cristina:Cris, Mercedes:Merche, Pilar:Pili, Montserrat:Montse, Teresa:Tere, "
        "Beatriz:Bea, Patricia:Patri, Susana:Susi, Antonia:Toñi"
    ),
    surnames=_words(
        "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez "
        "Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez "
        "Vázquez Ramos Gil Ramírez Serrano Blanco Molina Morales Suárez Ortega Delgado Castro "
        "Ortiz Rubio Marín Sanz Núñez Iglesias Medina Garrido Cortés Castillo Santos Lozano "
        "Guerrero Cano"
    ),
    surname_parts=(
        _words("García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Jiménez "
               "Ruiz Díaz Moreno Muñoz Álvarez Romero Alonso Navarro Torres Vázquez Ramos Gil "
               "Serrano Molina Castro Ortega Rubio Marín Sanz Iglesias"),
        (" ",),
        _words("aguilar arias bravo calvo campos carmona carrasco crespo diez esteban ferrer "
               "flores fuentes gallego herrera ibáñez león lorenzo mora méndez nieto parra pascual "
               "peña prieto reyes rojas santana soler soto vargas vega velasco vidal"),
    ),
    cities=_cities(
        "Madrid 280, Barcelona 080, Valencia 460, Sevilla 410, Zaragoza 500, Málaga 290, "
        "Murcia 300, Palma 070, Bilbao 480, Alicante 030, Córdoba 140, Valladolid 470, Vigo 362, "
        "Gijón 332, Granada 180, Oviedo 330, Pamplona 310, Santander 390, Cádiz 110, León 240"
    ),
    postcode=_digits(5),
    street_names=(
        "Calle Mayor", "Calle Real", "Avenida de la Constitución", "Calle del Sol", "Calle Nueva",
        "Plaza de España", "Calle San Juan", "Calle Cervantes", "Avenida de Andalucía",
        "Calle Goya", "Calle de la Fuente", "Paseo Marítimo", "Calle Santa Ana", "Calle del Carmen",
        "Calle Colón", ),
    street_ends=(",",),
    short_streets=(("Calle ", "C/ "), ("Avenida ", "Avda. "), ("Plaza ", "Pza. ")),
    number_first=False,
    mobile=("61", "62", "65", "67", "69"),
    landline=("91", "93", "95", "96", "98"),
    country="+34",
    hosts=("gmail.com", "hotmail.es", "yahoo.es", "telefonica.net", "outlook.es"),
    hobbies=_HOBBIES,
    dates=("{day}/{month}/{year}", "{day}-{month}-{year}", "{day}/{month}/{short}"),
    genders={"m": "H", "f": "M"},
    titles=("D.", "Dña."),
    yes_no=("S", "N"),
)  # fmt: skip

LANGUAGES: Final[Mapping[str, Language]] = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES}
