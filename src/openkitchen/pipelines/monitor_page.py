"""The page of the monitor."""

from __future__ import annotations

from openkitchen.errors import plural
from openkitchen.monitor import Monitored, Watch
from openkitchen.reporting import AnswerPage
from openkitchen.reporting.answer_page import Dot, Section, Table, dots

__all__ = ["monitor_page"]

_TITLES = {
    "deliveries": "Did everything come?",
    "drift": "Are the data what they were?",
    "staleness": "Has the model gone stale?",
    "parity": "Is what is served what was computed?",
    "online": "Does it do live what it did offline?",
}
_MOVED = 12


def monitor_page(found: Monitored) -> AnswerPage:
    """Show each watch: its state, the curve of ages, what moved, live beside offline."""
    states = Section(
        "At a glance",
        "",
        table=Table(
            ("watch", "state", "what was found"),
            tuple((_TITLES[one.name], one.state, one.found) for one in found.watches),
            words=True,
        ),
    )
    sections = [section for one in found.watches for section in _sections(one)]
    basis = f"{found.name}, as of {found.at:%Y-%m-%d}."
    return AnswerPage(
        "Does it still do what it should?", basis, tuple(found.sentences()), (states, *sections)
    )


def _sections(one: Watch) -> list[Section]:
    title, figures = _TITLES[one.name], one.figures
    if one.name == "staleness" and figures.get("ages"):
        rows = [
            Dot(plural(age["weeks"], "week"), plural(age["n_users"], "person", "people"),
                age["loss"], age["low"], age["high"], ours=age["out"])
            for age in figures["ages"]
        ]  # fmt: skip
        meaning = (
            f"What is lost of {figures['metric']}@{figures['k']} by age, against a fresh model, "
            "for the same people. A line that leaves zero out, in colour, is out of the noise."
        )
        return [Section(title, meaning, dots(rows))]
    if one.name == "drift" and figures.get("moved"):
        moved = figures["moved"][:_MOVED]
        table = Table(
            ("what", "before", "now", "standard errors", "limit", ""),
            tuple(
                (f"{m['signal']} = {m['value']}", *_then_now(m), f"{m['z']:+.1f}",
                 f"{m['limit']:.1f}", "alarm" if m["alarm"] else "")
                for m in moved
            ),
        )  # fmt: skip
        return [
            Section(title, "What moved farthest, against what the model learned from.", table=table)
        ]
    if one.name == "online" and figures.get("figures"):
        rows = []
        for figure in figures["figures"]:
            name = figure["metric"].replace("_", " ")
            rows.append(Dot(f"{name}, live", "", figure["value"], figure["low"], figure["high"]))
            if figure["offline"] is not None:
                ends = (figure["offline_low"], figure["offline_high"])
                rows.append(Dot(f"{name}, offline", "", figure["offline"], *ends, ours=False))
        return [Section(title, figures["basis"], dots(rows))]
    if not one.more:
        return []
    return [Section(title, "", table=Table(("",), tuple((text,) for text in one.more), words=True))]


def _then_now(moved: dict[str, object]) -> tuple[str, str]:
    before, now = float(str(moved["before"])), float(str(moved["now"]))
    if moved["signal"] == "volume":
        return f"{before:,.0f}", f"{now:,.0f}"
    return f"{before:.1%}", f"{now:.1%}"
