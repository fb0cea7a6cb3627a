"""What was planted can be measured in the delivered files."""

from collections import Counter
from statistics import mean

import numpy as np


def owners(read):
    return {row["visitor_id"]: row["customer_id"] for row in read.known("visitors")}


def events(read):
    """Customer, recipe and day of each event of a customer."""
    of = owners(read)
    rows = ((of[r["ID visitor"]], r["page item"], r["hit time"][:10]) for r in read.all_web())
    return [row for row in rows if row[0]]


def test_the_tally_agrees_with_the_files(large):
    of_recipe = Counter(row["page item"] for row in large.all_web())
    assert {r["item_id"]: r["events"] for r in large.known("recipes") if r["events"]} == of_recipe
    of_visitor = Counter(row["ID visitor"] for row in large.all_web())
    seen = {r["visitor_id"]: r["events"] for r in large.known("visitors") if r["events"]}
    assert seen == of_visitor


def test_vegans_choose_vegan_recipes(large):
    diet = {row["CUST_NO"]: row["DIET"] for row in large.customers()}
    vegan = {no for no, row in large.recipes().items() if "vegan" in row["diet_tags"]}
    shares = {"vegan": [], "omnivore": []}
    for customer, recipe, _ in events(large):
        if diet.get(customer) in shares:
            shares[diet[customer]].append(recipe in vegan)
    measured = large.truth["effects"]["measured"]
    assert abs(mean(shares["vegan"]) - measured["vegan_share_of_vegans"]) < 0.02
    assert mean(shares["vegan"]) > 2 * mean(shares["omnivore"])


def test_the_noise_says_nothing_about_what_is_chosen(large):
    """A trait of the chosen recipes differs no more between shoe sizes than by chance."""
    shoe = {row["CUST_NO"]: int(row["SHOE_SIZE"]) for row in large.customers()}
    vegan = {no for no, row in large.recipes().items() if "vegan" in row["diet_tags"]}
    chosen = {}
    for customer, recipe, _ in events(large):
        chosen.setdefault(customer, []).append(recipe in vegan)
    pairs = [(shoe[c], mean(of)) for c, of in chosen.items() if c in shoe and len(of) > 20]
    assert len(pairs) > 500
    assert abs(np.corrcoef(np.array(pairs).T)[0, 1]) < 0.1


def test_the_quick_tag_drives_clicks(large):
    popularity = {row["item_id"]: row["popularity"] for row in large.known("recipes")}
    clicks = Counter(recipe for _, recipe, _ in events(large))
    rate = {True: [0, 0.0], False: [0, 0.0]}
    for no, row in large.recipes().items():
        quick = "quick" in row["tags"]
        rate[quick][0] += clicks[no]
        rate[quick][1] += popularity[no]
    ratio = (rate[True][0] / rate[True][1]) / (rate[False][0] / rate[False][1])
    assert ratio > 1.35
    assert abs(ratio - large.truth["effects"]["measured"]["quick_ratio_at_equal_popularity"]) < 0.1


def test_editors_drive_nothing_that_popularity_does_not(large):
    popularity = {row["item_id"]: row["popularity"] for row in large.known("recipes")}
    clicks = Counter(recipe for _, recipe, _ in events(large))
    rates = {}
    for no, row in large.recipes().items():
        one = rates.setdefault(row["editor"], [0, 0.0])
        one[0] += clicks[no]
        one[1] += popularity[no]
    shares = [clicked / weight for clicked, weight in rates.values()]
    assert max(shares) / min(shares) < 2


def test_summer_gives_way_to_autumn(large):
    seasons = {no: row["season"] for no, row in large.recipes().items()}
    first, last = Counter(), Counter()
    for _, recipe, day in events(large):
        counter = first if day < "2026-08-24" else last if day > "2026-09-10" else Counter()
        for season in seasons[recipe]:
            counter[season] += 1
    assert first["summer"] / first["autumn"] > 2 * last["summer"] / last["autumn"]


def test_popularity_has_a_long_tail(large):
    counts = sorted(Counter(recipe for _, recipe, _ in events(large)).values(), reverse=True)
    tenth = len(large.recipes()) // 10
    assert 0.25 < sum(counts[:tenth]) / sum(counts) < 0.7
    assert counts[-tenth] < counts[0] / 20


def test_members_of_the_tasting_club_are_spread_wider(large):
    membership = {row["CUST_NO"]: row["MEMBERSHIP"] for row in large.customers()}
    taste = {row["item_id"]: row["taste"] for row in large.known("recipes")}
    chosen = {}
    for customer, recipe, _ in events(large):
        chosen.setdefault(customer, []).append(taste[recipe])
    favourite = {"basic": [], "tasting club": []}
    for customer, tastes in chosen.items():
        group = membership.get(customer)
        if group in favourite and len(tastes) >= 40:
            favourite[group].append(Counter(tastes).most_common(1)[0][1] / len(tastes))
    assert mean(favourite["basic"]) > 1.5 * mean(favourite["tasting club"])


def test_newcomers_and_new_recipes_start_midway(large):
    first_seen = {}
    for customer, recipe, day in events(large):
        first_seen.setdefault(customer, day)
        first_seen.setdefault(recipe, day)
    new = [row["item_id"] for row in large.known("recipes") if row["new"]]
    assert len(new) > 10
    assert min(first_seen[no] for no in new if no in first_seen) > "2026-08-15"
    newcomers = [row["customer_id"] for row in large.known("customers") if row["newcomer"]]
    assert len(newcomers) == 120
    late = [first_seen[one] > "2026-08-04" for one in newcomers if one in first_seen]
    assert mean(late) > 0.9
