import re
from xml.etree import ElementTree

import pytest
from tests.reporting.conftest import way

from openkitchen.explain import Term
from openkitchen.reporting import Standing, build_waterfall
from openkitchen.reporting.pictures import (
    dot_and_interval,
    funnel_bar,
    share_bar,
    step_bar,
    timeline,
)
from openkitchen.reporting.pictures.svg import circle, picture, rectangle


def drawn(markup):
    """Parse a picture; also proves that it is well formed."""
    root = ElementTree.fromstring(str(markup))  # noqa: S314 - our own
    assert root.attrib["role"] == "img"
    return root


def of_class(root, name):
    return [part for part in root if name in part.attrib["class"].split()]


def share(part, name):
    text = part.attrib[name]
    assert text.endswith("%")
    return float(text[:-1])


def test_timeline_draws_each_run_inside_the_track():
    web = way().deliveries[0]
    root = drawn(timeline(web))
    filled = of_class(root, "filled")
    assert len(filled) == len(web.runs) == 3
    assert all(0 <= share(f, "x") <= 100 - share(f, "width") + 0.02 for f in filled)
    assert root.attrib["aria-label"] == "web: 8.1% of what was promised is there"


def test_a_single_day_of_years_can_still_be_seen():
    from datetime import date

    from openkitchen.reporting import build_delivery

    one = build_delivery(
        "web",
        "events",
        [date(2026, 12, 31)],
        promised_from=date(2020, 1, 1),
        promised_to=date(2026, 12, 31),
        files=1,
        rows=1,
        rejected=0,
    )
    (day,) = of_class(drawn(timeline(one)), "filled")
    assert share(day, "width") > 0


def test_funnel_bar_is_as_long_as_what_is_left():
    root = drawn(funnel_bar(way().funnel[-1]))
    assert share(of_class(root, "filled")[0], "width") == pytest.approx(48.49, abs=0.01)
    assert "88,412 rows" in root.attrib["aria-label"]


def test_shares_lie_side_by_side():
    parts = of_class(drawn(share_bar(way().visitors)), "part")
    ends = [share(p, "x") + share(p, "width") for p in parts]
    assert ends == pytest.approx([share(p, "x") for p in parts[1:]] + [100], abs=0.02)


def test_dot_stands_inside_its_interval():
    row = Standing("Ours", 0.4, 0.3, 0.5, 0.3, 0.2, 0.4, ours=True)
    root = drawn(dot_and_interval(row))
    (spread,), (dot,) = of_class(root, "interval"), of_class(root, "dot")
    assert share(spread, "x1") < share(dot, "cx") < share(spread, "x2")
    assert root.attrib["aria-label"] == "Ours: 0.400, interval 0.300 to 0.500"


def test_no_interval_no_line():
    row = Standing("Other", 0.4, None, None, 0.4, 0.0, 0.4, ours=False)
    root = drawn(dot_and_interval(row))
    assert not of_class(root, "interval")
    assert root.attrib["aria-label"] == "Other: 0.400"


def test_step_bars_meet():
    terms = [Term("user", "a", 1, 3.0, 3.0), Term("user", "b", 1, -1.0, -1.0)]
    up, down, total = (drawn(step_bar(s)) for s in build_waterfall(terms, 2.0).steps)
    (first,), (second,) = of_class(up, "up"), of_class(down, "down")
    assert share(first, "x") + share(first, "width") == pytest.approx(
        share(second, "x") + share(second, "width"), abs=0.02
    )
    assert share(of_class(total, "total")[0], "width") == pytest.approx(
        share(second, "x") - share(first, "x"), abs=0.02
    )
    assert up.attrib["aria-label"] == "a: +3.000"


def test_words_in_pictures_are_escaped():
    root = picture([circle(0.5, 3, 2, "dot")], 10, '"><script>alert(1)</script>')
    assert "<script" not in root
    assert drawn(root).attrib["aria-label"].startswith('"><script>')


def test_pictures_hold_no_style_of_their_own():
    assert not re.search("style=|fill=|stroke=", rectangle(0, 1, 0, 1, "track"))
