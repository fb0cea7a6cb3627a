import pyarrow as pa
import pytest
from tests.contracts.test_every_model import FIXED
from tests.models.ruled_shop import ruled_tables
from tests.shop import small_tables

from openkitchen.models import Available, GlassBox, Restriction, Rules

RULES = Rules(
    available=Available("stock", unknown="show"),
    restrictions=(
        Restriction("avoid", "allergies", "allergens", unless=("none",)),
        Restriction("require", "diet", "for_diet", unless=("meat",)),
    ),
    deny=(pa.table({"item_id": ["i07"]}),),
    diversity=0.6,
)
"""Every kind of rule at once, and re-ranking."""


@pytest.fixture(scope="session")
def glass_box():
    return GlassBox(FIXED).fit(small_tables())


@pytest.fixture(scope="session")
def ruled():
    return GlassBox(FIXED).fit(ruled_tables()).with_rules(RULES)
