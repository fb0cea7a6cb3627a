"""Pictures are well-formed, and words in them cannot become markup."""

from xml.etree import ElementTree

from openkitchen.reporting.pictures.svg import circle, line, picture, rectangle


def test_a_picture_is_well_formed_and_says_what_it_shows():
    parts = [
        rectangle(0.25, 0.5, 1, 14, "track"),
        line(0.0, 1.0, 3, 9.5, "rail"),
        circle(0.5, 8.0, 4.5, "dot"),
    ]
    root = ElementTree.fromstring(  # noqa: S314 - our own
        picture(parts, 16, 'a "b" <c> & d', "wide")
    )
    assert root.get("aria-label") == 'a "b" <c> & d'
    assert (root.get("class"), root.get("height"), root.get("role")) == (
        "picture wide",
        "16",
        "img",
    )
    box, rail, dot = root
    assert (box.get("x"), box.get("width")) == ("25.00%", "50.00%")
    assert (rail.get("x1"), rail.get("x2"), rail.get("y2")) == ("0.00%", "100.00%", "9.5")
    assert (dot.get("cx"), dot.get("r")) == ("50.00%", "4.5")


def test_a_width_is_never_below_nothing():
    assert 'width="0.00%"' in rectangle(0.5, -0.1, 0, 4, "x")
