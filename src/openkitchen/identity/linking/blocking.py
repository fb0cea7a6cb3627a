"""Which pairs of records are looked at: rules with a bounded number of pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.engine import connect
from openkitchen.identity.linking.standard import ID

__all__ = ["Rule", "blocking_rules", "with_keys"]

_PAIRS_A_RECORD = 60
_FEWEST_PAIRS = 500_000
_MOST_PAIRS = 40_000_000
_MOST_RULES = 24
_NAMED_DIGITS = 4
_PROVIDER = 20
_TELLING = (
    "given", "given3", "surname", "surname3", "surname_sound", "born", "born_year",
    "born_day", "postcode", "postcode3", "street", "street5", "house", "place",
)  # fmt: skip
_KEYS = {
    "given": {"given3": "substr(given, 1, 3)"},
    "surname": {
        "surname3": "substr(surname, 1, 3)",
        "surname_sound": "regexp_replace(replace(replace(surname, 'ph', 'f'), 'ck', 'k'), "
        "'[aeiouyhw ]', '', 'g')",
    },
    "born": {"born_year": "substr(born, 1, 4)", "born_day": "substr(born, 6)"},
    "postcode": {"postcode3": "substr(postcode, 1, 3)"},
    "street": {"street5": "substr(street, 1, 5)"},
    "phone": {"phone6": "substr(phone, -6)"},
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A blocking rule: pairs are looked at if they agree in all of its keys.

    Parameters
    ----------
    keys
        Columns of the table that `with_keys` returns.
    pairs
        How many pairs that makes.
    """

    keys: tuple[str, ...]
    pairs: int

    @property
    def sql(self) -> str:
        """The rule as Splink takes it."""
        return " AND ".join(f'l."{key}" = r."{key}"' for key in self.keys)


def with_keys(table: pa.Table) -> pa.Table:
    """Add the shortened columns by which rules block."""
    made = [
        f"nullif({sql}, '') AS {key}"
        for column, keys in _KEYS.items()
        if column in table.column_names
        for key, sql in keys.items()
    ]
    for name in table.column_names:
        if name.split("_")[0] == "email":
            user = f"split_part({name}, '@', 1)"
            made.append(f"nullif({user}, '') AS user_{name}")
            made.append(f"regexp_replace({user}, '[^0-9]', '', 'g') AS digits_{name}")
            if {"given", "surname"} <= set(table.column_names):
                made.append(f"{_made_of_names(name)} AS named_{name}")
    if {"given", "surname"} <= set(table.column_names):
        made.append("least(given, surname) || ' ' || greatest(given, surname) AS both_names")
    if not made:
        return table
    with connect() as connection:
        connection.register("people", table)
        query = f'SELECT *, {", ".join(made)} FROM people ORDER BY "{ID}"'
        return connection.sql(query).to_arrow_table()


def _made_of_names(email: str) -> str:
    """Say in SQL whether the part before the @ is made of the record's own names.

    Its letters are a beginning of one name and then one of the other, its digits no more than
    a year: a namesake may well have it at another provider. Null where few have an address at
    the host, for there two addresses differ by a slip of the pen rather than by the person.
    """
    user, host = (f"split_part({email}, '@', {part})" for part in (1, 2))
    letters, digits = (f"regexp_replace({user}, '[^{kept}]', '', 'g')" for kept in ("a-z", "0-9"))
    one, two = (f"regexp_replace({name}, '[^a-z]', '', 'g')" for name in ("given", "surname"))
    ways = " OR ".join(
        f"len(list_filter(range(0, length({letters}) + 1), lambda n: "
        f"starts_with({first}, left({letters}, n)) "
        f"AND starts_with({last}, substr({letters}, n + 1)))) > 0"
        for first, last in ((one, two), (two, one))
    )
    made = f"coalesce(length({digits}) <= {_NAMED_DIGITS} AND ({ways}), false)"
    return f"CASE WHEN count(*) OVER (PARTITION BY {host}) >= {_PROVIDER} THEN {made} END"


def blocking_rules(table: pa.Table) -> tuple[Rule, ...]:
    """Choose rules, the most telling first, until the pairs that may be looked at are used up.

    Parameters
    ----------
    table
        As `with_keys` returns it.
    """
    budget = min(max(_PAIRS_A_RECORD * table.num_rows, _FEWEST_PAIRS), _MOST_PAIRS)
    most = budget / 6
    counted = [Rule(keys, _pairs(table, keys)) for keys in _candidates(table.column_names)]
    wide = [rule for rule in counted if rule.pairs > most and len(rule.keys) == 2]
    counted += [Rule(keys, _pairs(table, keys)) for keys in _narrower(wide, table.column_names)]
    fitting = _minimal([rule for rule in counted if 0 < rule.pairs <= most])
    return tuple(_varied(fitting, budget))


def _varied(rules: Sequence[Rule], budget: float) -> list[Rule]:
    """Take rules of one key, then those whose columns were used least, while pairs are left."""
    used: Counter[str] = Counter()
    waiting, left = list(rules), budget
    chosen: list[Rule] = []

    def turn(rule: Rule) -> tuple[int, int, int, tuple[str, ...]]:
        return (min(len(rule.keys), 2), sum(used[k[:5]] for k in rule.keys), rule.pairs, rule.keys)

    while waiting and len(chosen) < _MOST_RULES:
        rule = min(waiting, key=turn)
        waiting.remove(rule)
        if rule.pairs <= left:
            chosen.append(rule)
            left -= rule.pairs
            used.update(key[:5] for key in rule.keys)
    return sorted(chosen, key=lambda rule: (rule.pairs, rule.keys))


def _candidates(names: Sequence[str]) -> list[tuple[str, ...]]:
    have = set(names)
    alone: list[str] = [n for n in ("both_names", "user_email", "phone6", "born") if n in have]
    alone += sorted(n for n in have if n.split("_")[0] in {"email", "phone", "code"})
    alone += [n for n in ("given", "surname", "street", "postcode", "surname_sound") if n in have]
    telling = [name for name in _TELLING if name in have]
    pairs: list[tuple[str, ...]] = [
        pair for pair in combinations(telling, 2) if not _same_source(*pair)
    ]
    return [*((name,) for name in dict.fromkeys(alone)), *pairs]


def _narrower(wide: Sequence[Rule], names: Sequence[str]) -> list[tuple[str, ...]]:
    """Add a third key to pairs of keys that would make too many pairs of records."""
    thirds = [n for n in ("given3", "surname3", "born_year", "house", "place") if n in names]
    found = {
        tuple(sorted((*rule.keys, third)))
        for rule in wide
        for third in thirds
        if not any(_same_source(key, third) for key in rule.keys)
    }
    return sorted(found)


def _same_source(one: str, two: str) -> bool:
    return one[:5] == two[:5]


def _pairs(table: pa.Table, keys: tuple[str, ...]) -> int:
    known = table.select(list(keys)).drop_null()
    counts = known.group_by(list(keys)).aggregate([([], "count_all")])["count_all"]
    counts = counts.cast(pa.int64())
    several = pc.divide(pc.multiply(counts, pc.subtract(counts, 1)), 2)
    return int(pc.sum(several).as_py() or 0)


def _minimal(rules: Sequence[Rule]) -> list[Rule]:
    """Drop rules whose pairs another rule finds too."""
    return [rule for rule in rules if not any(set(one.keys) < set(rule.keys) for one in rules)]
