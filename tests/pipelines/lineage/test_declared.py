"""What is declared of a step holds: each declared step is run, and what changes is compared."""

import pyarrow as pa
import pyarrow.parquet as pq
from tests.shop import small_tables

from openkitchen.models import load
from openkitchen.pipelines.lineage.declared import EVENTS, declared_links
from openkitchen.pipelines.nodes import recommend_everyone
from openkitchen.pipelines.step import Step
from openkitchen.prepare import split_by_time


def test_a_split_hands_on_every_column_and_decides_by_time():
    table = small_tables().interactions
    step = Step("split", split_by_time, ("interactions", "params:test_share"), ("train", "test"))
    schemas = dict.fromkeys(("interactions", "train", "test"), table.schema)
    links = {(one.table, one.name): one for one in declared_links(step, schemas)}
    train, test = split_by_time(table, 0.2)
    for part, name in ((train, "train"), (test, "test")):
        assert {column for made, column in links if made == name} == set(part.column_names)
    together = pa.concat_tables([train, test]).sort_by(
        [(n, "ascending") for n in table.column_names]
    )
    assert together.equals(table.sort_by([(n, "ascending") for n in table.column_names]))
    assert {one.name for one in links["train", "user_id"].chosen_by} == {"timestamp", "test_share"}
    other, _ = split_by_time(table, 0.5)
    assert other.num_rows < train.num_rows


def test_a_bundle_holds_the_columns_that_are_declared(workspace):
    assert set(pq.read_schema(workspace.bundle / "events.parquet").names) <= set(EVENTS)
    for part in ("users", "items"):
        held = pq.read_table(workspace.bundle / "tables" / f"{part}.parquet")
        assert held.equals(pq.read_table(workspace.root / f"data/03_primary/{part}.parquet"))


def test_text_is_no_input_of_a_score():
    kinds = {b"openkitchen.kind": b"text"}
    users = pa.schema([pa.field("user_id", pa.string()),
                       pa.field("name", pa.string(), metadata=kinds),
                       pa.field("age", pa.float64())])  # fmt: skip
    lists = pa.schema([("user_id", pa.string()), ("score", pa.float64())])
    step = Step("r", recommend_everyone, ("bundle", "params:list_length"), ("lists",))
    links = {one.name: one for one in declared_links(step, {"bundle:users": users, "lists": lists})}
    assert {one.name for one in links["score"].origins} == {"user_id", "age"}


def test_scores_do_not_change_with_text_and_change_with_what_is_declared(workspace):
    from openkitchen.models import GlassBox
    from openkitchen.prepare import tables_of
    from openkitchen.schema import with_kind

    shop = small_tables()
    settings = load(workspace.bundle).fitted.settings
    users = with_kind(shop.users.append_column("note", pa.array(
        [f"note {n}" for n in range(shop.users.num_rows)])), {"note": "text"})  # fmt: skip
    other = users.set_column(users.column_names.index("note"), users.schema.field("note"),
                             pa.array(["x"] * users.num_rows))  # fmt: skip
    diets = users["diet"].to_pylist()
    moved = users.set_column(users.column_names.index("diet"), "diet", pa.array(diets[::-1]))

    def scores(people):
        model = GlassBox(settings).fit(tables_of(shop.interactions, people, shop.items))
        return model.recommend(k=3).table["score"].to_pylist()

    assert scores(users) == scores(other)
    assert scores(users) != scores(moved)
