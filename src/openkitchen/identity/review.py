"""The review queue: what is uncertain, what people decided, and that decisions win."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from openkitchen.errors import UnknownName, WorkspaceError
from openkitchen.identity.linking import Decisions, Linked, comparison_name
from openkitchen.identity.linking.standard import ID
from openkitchen.identity.resolving import PERSON
from openkitchen.schema.columns import CUSTOMER, STATUS, VISITOR

__all__ = [
    "SAME_PERSON", "Decision", "Question", "ReviewLog", "decided_edges", "people_questions",
    "visitor_questions",
]  # fmt: skip

SAME_PERSON, OWNER = "same person", "owner"
_MOST = 500


@dataclass(frozen=True, slots=True)
class Question:
    """Something uncertain.

    Parameters
    ----------
    id
        Stays the same as long as the question does.
    kind
        ``same person``: are two customers one person? ``owner``: does a visitor's device
        belong to a customer?
    one, other
        The two ids.
    probability
        That the answer is yes.
    because
        What speaks for and against it, in words.
    """

    id: str
    kind: str
    one: str
    other: str
    probability: float
    because: str

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return asdict(self)

    @property
    def words(self) -> str:
        """The question as a sentence."""
        if self.kind == SAME_PERSON:
            return f"Are customers {self.one} and {self.other} one person?"
        return f"Does visitor {self.one} belong to customer {self.other}?"


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided: the newest decision on a question counts.

    Parameters
    ----------
    id, kind, one, other
        The question's.
    accept
        Whether the answer was yes.
    by, why
        Who decided, and why, as far as they said.
    decided_at
        Naive UTC, ISO 8601.
    """

    id: str
    kind: str
    one: str
    other: str
    accept: bool
    by: str = ""
    why: str = ""
    decided_at: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return a dictionary ready for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ReviewLog:
    """Decisions in a file of JSON lines, which only ever grows.

    Parameters
    ----------
    file
        Where they are; it need not exist yet.
    """

    file: Path

    def decisions(self) -> dict[str, Decision]:
        """Return the decision that counts for each question, by its id."""
        if not self.file.is_file():
            return {}
        found: dict[str, Decision] = {}
        for number, line in enumerate(self.file.read_text("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                one = Decision(**json.loads(line))
            except (ValueError, TypeError) as error:
                raise WorkspaceError(
                    f"{self.file}, line {number}: no decision: {line[:80]}",
                    hint="Mend or remove the line; the others are kept.",
                ) from error
            found[one.id] = one
        return found

    def decide(
        self,
        questions: Iterable[Question],
        accept: Iterable[str],
        reject: Iterable[str],
        by: str = "",
        why: str = "",
    ) -> list[Decision]:
        """Add decisions; all of them, or none if one names no question.

        Raises
        ------
        UnknownName
            There is neither an open nor a decided question with this id.
        """
        before = self.decisions()
        known = {q.id: (q.kind, q.one, q.other) for q in questions}
        known |= {d.id: (d.kind, d.one, d.other) for d in before.values() if d.id not in known}
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        made = []
        for yes, ids in ((True, accept), (False, reject)):
            for name in ids:
                if name not in known:
                    raise UnknownName("question", name, known)
                made.append(Decision(name, *known[name], yes, by, why, now))
        self.file.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(json.dumps(one.to_dict(), ensure_ascii=False) + "\n" for one in made)
        with self.file.open("a", encoding="utf-8") as log:
            log.write(lines)
            log.flush()
            os.fsync(log.fileno())
        return made

    def about_people(self) -> Decisions:
        """Return the decisions on pairs of customers, as `link` takes them."""
        pairs = [d for d in self.decisions().values() if d.kind == SAME_PERSON]
        return Decisions(
            tuple((d.one, d.other) for d in pairs if d.accept),
            tuple((d.one, d.other) for d in pairs if not d.accept),
        )


def people_questions(linked: Linked) -> list[Question]:
    """Ask about the uncertain pairs of records, the least certain first."""
    found = []
    for row in linked.uncertain().slice(0, _MOST).to_pylist():
        one, other = sorted((row[f"{ID}_l"], row[f"{ID}_r"]))
        weights = {k.removeprefix("weight_"): v for k, v in row.items() if k.startswith("weight_")}
        told = sorted(weights.items(), key=lambda item: -abs(item[1]))[:4]
        because = ", ".join(
            f"{comparison_name(linked, name)} {bits:+.1f} bits" for name, bits in told if bits
        )
        found.append(
            Question(
                _id(SAME_PERSON, one, other), SAME_PERSON, one, other, row["probability"], because
            )
        )
    return found


def visitor_questions(judgements: pa.Table, identity_map: pa.Table) -> list[Question]:
    """Ask about visitors that are doubtful, or shared though mostly one customer's."""
    unsure = identity_map.filter(pc.is_in(identity_map[STATUS], pa.array(["doubtful", "shared"])))
    status = dict(zip(unsure[VISITOR].to_pylist(), unsure[STATUS].to_pylist(), strict=True))
    asked = judgements.filter(pc.is_in(judgements[VISITOR], unsure[VISITOR].combine_chunks()))
    found = []
    for row in asked.to_pylist():
        kind = status[row[VISITOR]]
        if kind == "doubtful":
            p = 1 - row["stray"]
            because = f"logged in once in {row['seen']:.0f} visits; perhaps a stranger's login"
        else:
            p = row["expected_share"]
            because = f"{row['times']:.0f} logins of this customer, and {row['persons'] - 1} others"
            if p < 0.7:
                continue
        one, other = row[VISITOR], row[CUSTOMER]
        found.append(Question(_id(OWNER, one, other), OWNER, one, other, round(p, 4), because))
    return sorted(found, key=lambda q: (abs(q.probability - 0.5), q.id))[:_MOST]


def decided_edges(identity_map: pa.Table, log: ReviewLog, persons: pa.Table) -> pa.Table:
    """Let the decisions on visitors win over what the evidence says."""
    decisions = {d.one: d for d in log.decisions().values() if d.kind == OWNER}
    if not decisions:
        return identity_map
    names = dict(zip(persons[CUSTOMER].to_pylist(), persons[PERSON].to_pylist(), strict=True))
    first: dict[str, str] = {}
    for customer, person in sorted(names.items()):
        first.setdefault(person, customer)
    rows = identity_map.to_pylist()
    for row in rows:
        decision = decisions.get(row[VISITOR])
        if decision is None:
            continue
        if decision.accept:
            person = names.get(decision.other)
            user = first[person] if person else decision.other
            row.update(user_id=user, customer_id=decision.other, status="linked")
        elif row[CUSTOMER] == decision.other:
            row.update(user_id=f"visitor:{row[VISITOR]}", customer_id=None, status="shared")
    return pa.Table.from_pylist(rows, schema=identity_map.schema)


def _id(kind: str, one: str, other: str) -> str:
    return hashlib.sha256(f"{kind}\x1f{one}\x1f{other}".encode()).hexdigest()[:8]
