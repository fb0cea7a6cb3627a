"""The demo shop's words: what is cooked, what is in it, and what people are called."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = [
    "ALLERGENS",
    "CITIES",
    "CUISINES",
    "DIETS",
    "DISHES",
    "EDITORS",
    "FIRST_NAMES",
    "LAST_NAMES",
    "MAINS",
    "PEAKS",
    "SIDES",
    "STYLES",
    "Dish",
    "Part",
]


class Part(NamedTuple):
    """An ingredient: its name, what is in it, and when it is in season."""

    name: str
    holds: frozenset[str] = frozenset()
    season: str = ""


class Dish(NamedTuple):
    """A kind of dish: how it is named, of which cuisine and category, and on what it rests."""

    name: str
    cuisine: str
    category: str
    minutes: int
    base: tuple[Part, ...]


def _part(name: str, holds: str = "", season: str = "") -> Part:
    return Part(name, frozenset(holds.split()), season)


ALLERGENS: Final = ("gluten", "milk", "egg", "nuts", "soy", "fish", "shellfish", "sesame")
DIETS: Final = ("omnivore", "pescatarian", "vegetarian", "vegan")
PEAKS: Final = {"spring": 115, "summer": 201, "autumn": 283, "winter": 15, "christmas": 354}
"""Seasons, and the day of the year at which each is at its height."""

MAINS: Final = (
    _part("chickpea"), _part("tofu", "soy"), _part("lentil"), _part("black bean"),
    _part("mushroom"), _part("aubergine"),
    _part("courgette"), _part("cauliflower"), _part("sweet potato"),
    _part("pumpkin", season="autumn"), _part("asparagus", season="spring"),
    _part("kale"), _part("beetroot", season="winter"), _part("spinach"),
    _part("egg", "egg"), _part("halloumi", "milk"), _part("feta", "milk"),
    _part("chicken", "meat"), _part("chicken thigh", "meat"), _part("turkey", "meat"),
    _part("beef", "meat beef"), _part("meatball", "meat beef egg gluten"),
    _part("pork", "meat pork"), _part("bacon", "meat pork"), _part("lamb", "meat"),
    _part("salmon", "fish"), _part("cod", "fish"), _part("tuna", "fish"),
    _part("prawn", "shellfish"), _part("duck", "meat", "christmas"),
)  # fmt: skip
SIDES: Final = (
    _part("tomato", season="summer"), _part("sweetcorn"), _part("cherry", season="summer"),
    _part("lemon"), _part("garlic"), _part("ginger"), _part("coconut milk"), _part("basil"),
    _part("coriander"), _part("red pepper"), _part("peas", season="spring"),
    _part("rhubarb", season="spring"), _part("leek"), _part("potato"),
    _part("apple"), _part("chestnut", season="christmas"),
    _part("red cabbage", season="christmas"), _part("plum", season="autumn"),
    _part("walnut", "nuts"), _part("almond", "nuts"), _part("peanut", "nuts"),
    _part("tahini", "sesame"), _part("sesame", "sesame"), _part("soy sauce", "soy gluten"),
    _part("yoghurt", "milk"), _part("parmesan", "milk"), _part("mozzarella", "milk"),
    _part("cream", "milk"), _part("white wine", "alcohol"), _part("honey", "honey"),
)  # fmt: skip

_GLUTEN = "gluten"
_WHEAT, _PASTA = _part("wheat flour", _GLUTEN), _part("pasta", _GLUTEN)
_BREAD, _OIL, _RICE = _part("bread", _GLUTEN), _part("olive oil"), _part("rice")
_BUTTER, _EGG, _MILK = _part("butter", "milk"), _part("egg", "egg"), _part("milk", "milk")
_TORTILLA = _part("wheat tortilla", _GLUTEN)
_STOCK, _ONION, _BEANS = _part("vegetable stock"), _part("onion"), _part("kidney bean")

DISHES: Final = (
    Dish("pasta", "italian", "main", 30, (_PASTA, _OIL)),
    Dish("risotto", "italian", "main", 40, (_RICE, _STOCK)),
    Dish("lasagne", "italian", "main", 75, (_PASTA, _MILK)),
    Dish("minestrone", "italian", "soup", 45, (_STOCK, _ONION)),
    Dish("bruschetta", "italian", "starter", 20, (_BREAD, _OIL)),
    Dish("dumplings", "german", "main", 60, (_WHEAT, _EGG)),
    Dish("stew", "german", "soup", 60, (_STOCK, _ONION)),
    Dish("potato salad", "german", "salad", 35, (_ONION, _OIL)),
    Dish("strudel", "german", "bake", 80, (_WHEAT, _BUTTER)),
    Dish("quiche", "french", "bake", 65, (_WHEAT, _EGG, _BUTTER)),
    Dish("ratatouille", "french", "main", 50, (_OIL, _ONION)),
    Dish("gratin", "french", "main", 60, (_MILK,)),
    Dish("velouté", "french", "soup", 40, (_STOCK, _BUTTER)),
    Dish("curry", "indian", "main", 45, (_ONION, _RICE)),
    Dish("dal", "indian", "main", 40, (_ONION, _OIL)),
    Dish("biryani", "indian", "main", 65, (_RICE, _ONION)),
    Dish("samosas", "indian", "starter", 55, (_WHEAT, _OIL)),
    Dish("tacos", "mexican", "main", 30, (_part("corn tortilla"), _ONION)),
    Dish("chilli", "mexican", "main", 55, (_BEANS, _ONION)),
    Dish("quesadillas", "mexican", "main", 25, (_part("cheddar", "milk"), _TORTILLA)),
    Dish("burrito bowl", "mexican", "salad", 35, (_RICE, _BEANS)),
    Dish("ramen", "japanese", "soup", 50, (_part("noodles", _GLUTEN), _STOCK)),
    Dish("donburi", "japanese", "main", 30, (_RICE, _part("tamari", "soy"))),
    Dish("gyoza", "japanese", "starter", 50, (_WHEAT, _part("cabbage"))),
    Dish("green curry", "thai", "main", 40, (_part("coconut cream"), _RICE)),
    Dish("pad thai", "thai", "main", 35, (_part("rice noodles"), _part("peanuts", "nuts"))),
    Dish("papaya salad", "thai", "salad", 25, (_part("papaya"), _part("lime"))),
    Dish("moussaka", "greek", "main", 90, (_MILK, _OIL)),
    Dish("village salad", "greek", "salad", 20, (_OIL, _part("cucumber"))),
    Dish("souvlaki", "greek", "main", 40, (_part("pita", _GLUTEN), _OIL)),
    Dish("shakshuka", "levantine", "breakfast", 35, (_EGG, _ONION)),
    Dish("tagine", "levantine", "main", 70, (_part("couscous", _GLUTEN), _ONION)),
    Dish("mezze plate", "levantine", "starter", 30, (_OIL, _part("hummus", "sesame"))),
    Dish("pilaf", "levantine", "main", 45, (_RICE, _OIL)),
    Dish("burger", "american", "main", 35, (_part("bun", _GLUTEN), _ONION)),
    Dish("hash", "american", "breakfast", 30, (_ONION, _OIL)),
    Dish("pancakes", "american", "breakfast", 25, (_WHEAT, _EGG, _MILK)),
    Dish("chowder", "american", "soup", 45, (_STOCK, _part("oat cream"))),
)  # fmt: skip
CUISINES: Final = tuple(dict.fromkeys(dish.cuisine for dish in DISHES))
STYLES: Final = (
    "", "", "Smoky ", "Crispy ", "Spicy ", "Creamy ", "Rustic ", "Weeknight ", "Sunday ", "Roast ",
)  # fmt: skip
EDITORS: Final = ("Ada", "Benno", "Carla", "Deniz", "Edda", "Farid", "Greta")

FIRST_NAMES: Final = (
    "Anna", "Ben", "Clara", "David", "Elif", "Emil", "Fatima", "Felix", "Greta", "Hannah", "Hugo",
    "Ines", "Jan", "Jonas", "Jörg", "Julia", "Karim", "Katrin", "Lena", "Leon", "Lukas", "Maria",
    "Marta", "Mehmet", "Mia", "Nadia", "Nora", "Oskar", "Paul", "Petra", "Rosa", "Samir", "Sara",
    "Simon", "Sophie", "Stefan", "Thomas", "Uwe", "Vera", "Yusuf", "Zoë",
)  # fmt: skip
LAST_NAMES: Final = (
    "Ahmadi", "Albrecht", "Arslan", "Bauer", "Becker", "Berger", "Brandt", "Demir", "Dietrich",
    "Engel", "Fischer", "Frank", "Friedrich", "Haas", "Hartmann", "Hoffmann", "Jansen", "Kaiser",
    "Kaya", "Keller", "Koch", "Köhler", "Krause", "Lehmann", "Lindner", "Maier", "Meyer",
    "Müller", "Neumann", "Novak", "Peters", "Pohl", "Richter", "Rossi", "Sauer", "Schmidt",
    "Schneider", "Schulz", "Schuster", "Seidel", "Sommer", "Stein", "Vogel", "Wagner", "Weber",
    "Winkler", "Wolf", "Yildiz", "Ziegler",
)  # fmt: skip
CITIES: Final = (
    ("Berlin", "10"), ("Hamburg", "20"), ("Munich", "80"), ("Cologne", "50"), ("Frankfurt", "60"),
    ("Leipzig", "04"), ("Dresden", "01"), ("Bremen", "28"), ("Hanover", "30"), ("Mainz", "55"),
)  # fmt: skip
