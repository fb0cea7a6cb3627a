from openkitchen.pipelines.kept_pages import keep_page, kept_page
from openkitchen.pipelines.workspace import create
from openkitchen.reporting import AnswerPage

PAGE = AnswerPage("Title", "n = 1.", ("So it is.",), ())


def test_a_page_is_kept_until_a_run_leaves_another_bundle(tmp_path):
    here = create(tmp_path / "shop")
    assert kept_page(here, "Q1") is None
    keep_page(here, "Q1", PAGE)
    found = kept_page(here, "Q1")
    assert (found.page, found.fresh) == (PAGE, True)
    here.bundle.mkdir(parents=True)
    (here.bundle / "bundle.json").write_text("{}")
    assert not kept_page(here, "Q1").fresh


def test_what_is_no_name_or_no_page_is_none(tmp_path):
    here = create(tmp_path / "shop")
    assert kept_page(here, "../../secret") is None
    keep_page(here, "Q1", PAGE)
    (here.hidden / "pages" / "Q1.json").write_text("{broken")
    assert kept_page(here, "Q1") is None
