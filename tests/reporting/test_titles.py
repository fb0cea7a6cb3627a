import pyarrow as pa

from openkitchen.explain import explain, why_not
from openkitchen.reporting import Titles, entitle, entitle_why_not


def test_the_title_column_is_found_by_its_name():
    items = pa.table({"item_id": ["a", "b"], "Title": ["Soup", None]})
    titles = Titles.of(items)
    assert (titles["a"], titles["b"], titles["c"]) == ("Soup", "b", "c")
    assert "a" in titles
    assert "b" not in titles


def test_no_table_or_column_no_titles():
    assert Titles.of(None).by_id == {}
    assert Titles.of(pa.table({"item_id": ["a"], "kind": ["x"]})).by_id == {}


def test_sentences_speak_of_titles(glass_box, titles):
    item = str(glass_box.items[3])
    told = " ".join(entitle(explain(glass_box, "u003", item), titles).sentences())
    assert titles[item] in told
    assert item not in told


def test_why_not_speaks_of_titles_too(glass_box, titles):
    answer = why_not(glass_box, "u003", "i23", k=3)
    told = " ".join(entitle_why_not(answer, titles).sentences())
    assert titles["i23"] in told
    assert answer.last_item not in told
