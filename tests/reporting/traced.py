"""Read a report as a suspicious reader would: every number, and the entry that it names."""

from html.parser import HTMLParser

from openkitchen.reporting.origins import numbers_in

VOID = {"meta", "link", "br", "input", "img", "hr", "rect", "line", "circle", "path"}
SILENT = {"style", "title", "script"}


class Reader(HTMLParser):
    """Collects (number, id of the entry that stands nearest around it, the text around)."""

    def __init__(self):
        super().__init__()
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in VOID:
            mark = given.get("class", "")
            quiet = tag in SILENT or mark in {"from", "id", "small figures-in-full"}
            self.open.append((tag, given.get("data-from"), quiet))

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        while tag not in VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if any(quiet for _, _, quiet in self.open):
            return
        origin = next((one for _, one, _ in reversed(self.open) if one is not None), "")
        self.found += [(token, origin, data.strip()) for token in numbers_in(data)]


def numbers_of(page: str) -> list[tuple[str, str, str]]:
    reader = Reader()
    reader.feed(page)
    return reader.found


def untraced(page: str, report) -> list[tuple[str, str, str]]:
    """Return the numbers without an entry, or that their entry does not have."""
    entries = {one.id: one for one in report.entries}
    return [
        (token, origin, text)
        for token, origin, text in numbers_of(page)
        if origin not in entries or not entries[origin].holds(token)
    ]
