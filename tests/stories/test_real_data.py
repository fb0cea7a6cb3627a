"""The open data sets, from the files as they are, the way the how-to pages tell it.

Each page takes its data through a workspace and through ``fit`` alone; these tests follow
the page once and then look at what came of it.
"""

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests import needs
from tests.docs.pages import ROOT, Reader

import openkitchen as ok
from openkitchen.explain import cold_start

pytestmark = pytest.mark.data


@dataclass(frozen=True)
class Case:
    """A page, and what it calls its things."""

    page: str
    workspace: str
    bundle: str
    events: str
    user: str
    item: str
    people: int
    catalogue: str


CASES = [
    Case(
        *("x-wines", "cellar", "wines", "x-wines/XWines_Slim_150K_ratings.csv.gz"),
        *("UserID", "WineID", 0, "x-wines/XWines_Slim_1K_wines.csv.gz"),
    ),
    Case(
        *("completejourney", "grocery", "groceries", "completejourney/transactions_sample.csv.gz"),
        *("household_id", "product_id", 801, "completejourney/products.csv.gz"),
    ),
]


@dataclass(frozen=True)
class Followed:
    """A page that was followed in a folder."""

    case: Case
    folder: Path
    reader: Reader

    @property
    def bundles(self) -> dict[str, Path]:
        return {
            "workspace": self.folder / self.case.workspace / "data/06_models/on_train",
            "fit": self.folder / self.case.bundle,
        }

    @property
    def truths(self) -> dict[str, str]:
        test = f"{self.case.workspace}/data/05_model_input/test.parquet"
        return {"workspace": test, "fit": "after.csv"}

    def rows(self, file: str) -> list[dict[str, str]]:
        with gzip.open(self.folder / file, "rt", encoding="utf-8", newline="") as opened:
            return list(csv.DictReader(opened))


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.page)
def followed(request, tmp_path_factory):
    data = needs.open_data()
    case = request.param
    folder = tmp_path_factory.mktemp(case.page)
    (folder / case.page).symlink_to(Path(data).resolve() / case.page)
    reader = Reader(folder, demo=lambda: pytest.fail("these pages need no demo"))
    reader.follow(ROOT / "docs" / "how-to" / f"{case.page}.md")
    return Followed(case, folder, reader)


def test_counts_are_those_of_the_files(followed):
    case, primary = followed.case, followed.folder / followed.case.workspace / "data/03_primary"
    rows = followed.rows(case.events)
    interactions = pq.read_table(primary / "interactions.parquet")
    assert interactions.num_rows == len(rows)
    assert set(interactions["user_id"].to_pylist()) == {row[case.user] for row in rows}
    assert set(interactions["item_id"].to_pylist()) == {row[case.item] for row in rows}
    assert pq.read_table(primary / "items.parquet").num_rows == len(followed.rows(case.catalogue))
    assert pq.read_table(primary / "users.parquet").num_rows == case.people


@pytest.mark.parametrize("way", ["workspace", "fit"])
def test_the_model_is_better_than_popularity(followed, way):
    bundle, truth = followed.bundles[way], followed.truths[way]
    told = followed.reader.run(f"openkitchen evaluate {bundle} --truth {truth} --json")
    row = next(d for d in json.loads(told)["differences"] if d["metric"] == "ndcg")
    assert row["k"] == 10
    assert row["first"] > row["second"]
    if followed.case.page == "x-wines":
        assert row["clear"]
        assert row["first"] > 2 * row["second"]


@pytest.mark.parametrize("way", ["workspace", "fit"])
def test_terms_add_up_to_the_served_score(followed, way):
    model = ok.load(followed.bundles[way])
    some = [str(user) for user in model.users[:: len(model.users) // 5]]
    for row in model.recommend([*some, "someone-new"], k=3).to_dict():
        why = ok.explain(model, row["user_id"], row["item_id"])
        assert why.score == pytest.approx(row["score"], rel=1e-9)
        assert sum(term.contribution for term in why.terms) == pytest.approx(row["score"], rel=1e-9)
        assert why.rank == row["rank"]
    last = str(model.items[-1])
    why = ok.explain(model, some[0], last)
    (score,) = model.score(some[:1], [last])[0]
    size = sum(abs(term.contribution) for term in why.terms)
    assert why.score == pytest.approx(score, abs=1e-12 * size)


def test_someone_new_gets_the_cold_start_list(followed):
    model = ok.load(followed.bundles["fit"])
    newcomer = cold_start(model, 5).table["item_id"].to_pylist()
    with (followed.folder / "newcomer_list.csv").open(newline="") as opened:
        listed = [row["item_id"] for row in csv.DictReader(opened)]
    assert listed == newcomer
    assert model.recommend(["nobody"], k=5).table["item_id"].to_pylist() == newcomer
