"""Scorers as people would write them around another library, for the tests of OutsideModel."""

import numpy as np
import scipy.sparse.linalg as sla

from openkitchen.models import Addend, ScorerParts, know, register, training_matrix


@register
class Svd:
    """Truncated SVD of the binary matrix; scores users by id and explains by neighbours."""

    name = "svd"

    def __init__(self, factors=4):
        self.factors = factors

    def fit(self, tables):
        self.known = know(tables)
        binary = training_matrix(self.known).sign()
        start = np.ones(min(binary.shape))
        _, _, self.loadings = sla.svds(binary, self.factors, v0=start)
        self.vectors = binary @ self.loadings.T

    def score(self, users, items, at=None):
        rows, columns = self.known.users.find(list(users)), self.known.items.find(list(items))
        return self.vectors[rows] @ self.loadings[:, columns]

    def explain(self, user, item, at=None):
        """Projection is linear: a score is a sum over the items of the history."""
        own = self.loadings[:, self.known.items.code(item)]
        history = np.unique(self.known.events.of_users(self.known.users.find([user])).item)
        return [
            Addend(str(self.known.items.ids[code]), float(self.loadings[:, code] @ own))
            for code in history
        ]

    def parts(self):
        arrays = {"vectors": self.vectors, "loadings": self.loadings}
        return ScorerParts({"factors": self.factors}, arrays)

    @classmethod
    def from_parts(cls, parts, known):
        scorer = cls(**parts.facts)
        scorer.known = known
        scorer.vectors, scorer.loadings = parts.arrays["vectors"], parts.arrays["loadings"]
        return scorer


@register
class Neighbours:
    """Cosine between items; scores histories, so that strangers with one are served."""

    name = "neighbours"

    def fit(self, tables):
        binary = training_matrix(know(tables)).sign()
        together = (binary.T @ binary).toarray()
        size = np.sqrt(np.maximum(np.diag(together), 1e-12))
        self.similarity = together / np.outer(size, size)
        np.fill_diagonal(self.similarity, 0.0)

    def score_histories(self, histories, at=None):
        return histories.sign() @ self.similarity

    def parts(self):
        return ScorerParts({}, {"similarity": self.similarity})

    @classmethod
    def from_parts(cls, parts, known):
        del known
        scorer = cls()
        scorer.similarity = parts.arrays["similarity"]
        return scorer
