import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from openkitchen.reporting import build_report, environment, render_report, stylesheet

VOID = {"meta", "link", "br", "input", "img", "hr"}


class Outline(HTMLParser):
    """Collects what a page refers to, and sees to it that its tags close."""

    def __init__(self):
        super().__init__()
        self.refers, self.ids, self.headings, self.open, self.names = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.names.append(tag)
        self.refers += [
            given[name] for name in ("href", "src", "srcset", "action") if name in given
        ]
        if "id" in given:
            self.ids.append(given["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.names.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def outline(page: str) -> Outline:
    seen = Outline()
    seen.feed(page)
    assert not seen.open
    return seen


@pytest.fixture(scope="module")
def page(report):
    return render_report(report)


def test_needs_nothing_from_outside(page):
    seen = outline(page)
    assert all(link.startswith("#") or link == "data:," for link in seen.refers)
    assert "script" not in seen.names
    assert "http://" not in page
    assert "https://" not in page
    assert "url(" not in page
    assert "@import" not in page


def test_every_jump_lands(page):
    seen = outline(page)
    assert len(seen.ids) == len(set(seen.ids))
    assert {link[1:] for link in seen.refers if link.startswith("#")} <= set(seen.ids)


def test_headings_step_down_one_at_a_time(page):
    levels = outline(page).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_names_are_escaped(page):
    assert "Tacos <b>" not in page
    assert "The Small Kitchen &lt;Ltd&gt;" in page


def test_same_report_same_bytes(report, page):
    assert render_report(report) == page


def test_numbers_stand_beside_their_meaning(page):
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "59 of 730 promised days arrived, 8.1%: about 2 months of 24" in words
    assert "4,200 visitor ids" in words
    assert "1,750 people, of whom 610 came with more than one" in words
    assert "312 turned away" in words
    assert "88,412 −33,458" in words
    assert "As of 31 August 2026" in words
    assert "September to June" in words


def test_every_term_of_the_score_is_listed(page, report):
    assert page.count('<td class="number extra">') == 2 * len(report.taken_apart.waterfall.lines)


def test_a_report_of_almost_nothing_still_reads(report):
    bare = render_report(build_report("Bare", made_at=report.made_at))
    assert "Nothing was held back to test it on" in bare
    assert 'id="data"' not in bare
    outline(bare)


def test_stylesheet_serves_dark_mode_print_and_phones():
    css = stylesheet()
    for medium in ("prefers-color-scheme: dark", "@media print", "max-width: 36rem"):
        assert medium in css


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("front", "behind", "least"),
    [
        ("ink", "paper", 7.0),
        ("soft", "paper", 4.5),
        ("soft", "sheet", 4.5),
        ("accent", "paper", 4.5),
        ("accent", "sheet", 4.5),
        ("paper", "accent", 4.5),
        ("accent", "track", 3.0),
        ("down", "paper", 3.0),
        ("edge", "paper", 3.0),
        ("edge", "sheet", 3.0),
    ],
)
def test_colours_have_enough_contrast(theme, front, behind, least):
    """The ratios of WCAG 2.2: 4.5 for text, 3 for graphics and edges of fields."""
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", _theme(theme)))
    light, dark = sorted((_luminance(found[front]), _luminance(found[behind])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


def test_unknown_names_in_a_template_are_errors():
    template = environment().from_string("{{ nothing.here }}")
    with pytest.raises(Exception, match="nothing"):
        template.render()


def _theme(name: str) -> str:
    roots = re.findall(r":root \{(.*?)\}", stylesheet(), re.DOTALL)
    return roots[("light", "dark").index(name)]


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
