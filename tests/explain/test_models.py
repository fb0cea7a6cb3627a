"""Models taken from the public package explain themselves."""

import subprocess
import sys

from tests.shop import small_tables

import openkitchen as ok
from openkitchen.explain import explain


def test_a_model_explains_itself():
    model = ok.Popularity().fit(small_tables())
    assert model.explain("u001", "i03") == explain(model, "u001", "i03")
    assert model.explain("u001", "i03").to_pandas().shape == (1, 5)
    assert model.explain("u001", "i03").to_polars().columns[0] == "block"


def test_without_the_room_above_it_says_what_to_import():
    program = (
        "from openkitchen.models import Popularity\n"
        "from openkitchen.errors import ModelError\n"
        "try:\n    Popularity().explain('u', 'i')\n"
        "except ModelError as error:\n    print(error.hint)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert b"openkitchen" in done.stdout
