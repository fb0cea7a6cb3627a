# %% [markdown]
# # From tables to reasons
#
# Each `# %%` begins a cell: open this file as a notebook in VS Code, Spyder or PyCharm, turn it
# into one with jupytext, or run it as it is.

# %% A small shop's tables
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import openkitchen as ok
from openkitchen.pipelines.demo import unpack_demo
from openkitchen.pipelines.runner import run_workspace
from openkitchen.prepare import split_by_time

folder = tempfile.TemporaryDirectory()
shop = Path(folder.name) / "shop"
unpack_demo(shop, customers=200, days=30)
prepared = ["identity edges", "identity map", "interactions", "users", "items"]
run_workspace(shop, only=prepared)
clicks, people, recipes = (
    pq.read_table(shop / f"data/03_primary/{name}.parquet")
    for name in ("interactions", "users", "items")
)
print(f"{clicks.num_rows:,} clicks, {people.num_rows:,} people, {recipes.num_rows:,} recipes")

# %% Tables may come as dataframes of any make, or as paths
before, after = split_by_time(clicks, share=0.1)
tables = ok.read_tables(before.drop_columns(["source", "map_version"]), recipes, people)
print(f"the kind of each attribute: {[(a.name, a.kind) for a in tables.user_attributes]}")

# %% Fit. Without settings they would be searched, which takes longer
settings = ok.GlassBoxSettings(
    scales=("all", "4s"),
    power=0.5,
    row_half_life=0.0,
    left_out=1.0,
    ridge_items=(200.0, 200.0),
    ridge_tags=1000.0,
    ridge_users=300.0,
    ridge_base=1.0,
    shrink=0.0,
    trend=0.0,
    trend_half_life=7.0,
    max_items=1000,
)
model = ok.GlassBox(settings).fit(tables)

# %% A list, and why its first item is first
lists = model.recommend(["C1000042"], k=5)
first = lists.to_dict()[0]
why = ok.explain(model, "C1000042", first["item_id"])
print(*why.sentences(), sep="\n")

# %% The terms are a table; they add up to the score
print(why.to_table().slice(0, 5).to_pylist())
assert abs(sum(term.contribution for term in why.terms) - first["score"]) < 1e-9

# %% Why not the one at place 30?
thirtieth = model.recommend(["C1000042"], k=30).to_dict()[-1]["item_id"]
print(*ok.why_not(model, "C1000042", thirtieth).sentences(), sep="\n")

# %% How good are the lists, beside the most popular items?
who = sorted(set(after["user_id"].to_pylist()))


def judged(one: ok.GlassBox | ok.Popularity) -> object:
    """Evaluate a model's lists on what people did afterwards."""
    return ok.evaluate(one.recommend(who).table, after, train=before, eligible=len(one.items))


ours, popular = judged(model), judged(ok.Popularity().fit(tables))
for difference in ok.compare(ours, popular):
    if difference.metric in {"ndcg", "recall"}:
        print(
            f"{difference.name}: {difference.first:.3f} against {difference.second:.3f}, "
            f"difference {difference.low:+.3f} to {difference.high:+.3f}"
        )

# %% What the model learned about vegans
for weight in ok.weights(model, "diet=vegan").rows[:3]:
    clear = "clear" if weight.clear else "cannot be told from zero"
    print(f"{weight.item_id}: {weight.weight:+.4f} ± {weight.standard_error:.4f}, {clear}")

# %% Someone with a history that the model has never seen
undated = pa.array([None], pa.timestamp("us"))
guest = pa.table({"user_id": ["guest"], "item_id": [first["item_id"]], "timestamp": undated})
print(model.recommend(history=guest, k=3).to_dict())

# %% Keep it
model.save(Path(folder.name) / "bundle")
folder.cleanup()
