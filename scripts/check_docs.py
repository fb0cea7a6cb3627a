"""Check the documentation: every link leads somewhere, every page can be reached.

What it does not check: that the code in the pages runs; the tests do that.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """List the pages that people read."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def links(page: Path) -> list[str]:
    """Return the targets of a page's links, code blocks left out."""
    return LINK.findall(FENCE.sub("", page.read_text("utf-8")))


def broken(page: Path) -> list[str]:
    """Say which relative links of a page lead nowhere, or to a heading that is not there."""
    said = []
    for link in links(page):
        path, _, heading = link.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            said.append(f"{page.relative_to(ROOT)}: no {link}")
        elif heading and heading not in headings(target):
            said.append(f"{page.relative_to(ROOT)}: no heading {link}")
    return said


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    titles = re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def unreachable() -> list[str]:
    """Say which pages of docs/ no chain of links from docs/README.md leads to."""
    start = ROOT / "docs" / "README.md"
    reached, waiting = {start}, [start]
    while waiting:
        page = waiting.pop()
        for link in links(page) if page.is_file() else ():
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.is_file() and target not in reached:
                reached.add(target)
                waiting.append(target)
    inside = {page for page in pages() if (ROOT / "docs") in page.parents}
    return [f"{p.relative_to(ROOT)}: no page links to it" for p in sorted(inside - reached)]


def main() -> None:
    """Print what is wrong; exit 1 if anything is."""
    wrong = [said for page in pages() for said in broken(page)] + unreachable()
    for said in wrong:
        print(said)
    if wrong:
        sys.exit(1)
    print(f"{len(pages())} pages, all links lead somewhere")


if __name__ == "__main__":
    main()
