from tests.browser.measures import FAINT_TEXT, WIDER_THAN_THE_SCREEN


def test_opens_from_a_mail(open_page, report_file):
    """As a file, without a server and without script."""
    page = open_page(report_file.as_uri(), script=False)
    assert page.title() == "What the small kitchen learned"
    for section in ("summary", "data", "results", "apart", "newcomer", "unknown", "next", "words"):
        assert page.locator(f"#{section} h2").is_visible()


def test_reads_on_a_small_phone(open_page, report_file):
    page = open_page(report_file.as_uri(), width=320, height=640)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate(WIDER_THAN_THE_SCREEN) <= 0


def test_pictures_have_their_room(open_page, report_file):
    page = open_page(report_file.as_uri())
    boxes = page.locator("svg.picture").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().width)"
    )
    assert len(boxes) > 25
    assert min(boxes) > 200


def test_prints_on_a_few_pages(open_page, report_file):
    page = open_page(report_file.as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".contents").is_visible()
    assert page.evaluate(FAINT_TEXT) == []
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    assert 2 <= printed.count(b"/Type /Page\n") <= 10


def test_the_scroll_bar_of_terms_is_reached_by_keyboard(open_page, report_file):
    page = open_page(report_file.as_uri(), width=360)
    page.locator("summary").first.click()
    region = page.get_by_role("region", name="All terms of the score")
    region.focus()
    assert region.evaluate("e => e === document.activeElement")
