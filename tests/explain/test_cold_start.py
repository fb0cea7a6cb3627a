from openkitchen.explain import cold_start


def test_a_newcomer_gets_what_the_page_says(glass_box):
    page = cold_start(glass_box, k=7).table
    served = glass_box.recommend(["never seen before"], k=7).table
    assert page["item_id"].to_pylist() == served["item_id"].to_pylist()
    assert page["score"].to_pylist() == served["score"].to_pylist()
    assert page.num_rows == 7
